// Recounts of the collection (facts.csv of each family), compared with what the readers counted.
#include <algorithm>

#include "io/formats/fields.h"
#include "tests/corpora/agreement.h"

namespace tieout {

namespace {

WideMinor amount_of(std::string_view text, const char* currency) {
    return amount_without_spare_zeros(text, *Currency::find(currency)).value_or(-1);
}

std::string value_of(const Facts& facts, const std::string& column) {
    const auto found = facts.find(column);
    return found == facts.end() ? std::string{} : found->second;
}

WideMinor number_of(const Facts& facts, const std::string& column) {
    return whole_number(value_of(facts, column)).value_or(0);
}

bool has_fault(const IntakeFile& file, std::string_view code) {
    return std::any_of(file.faults.begin(), file.faults.end(), [&](const Error& error) {
        return error.fault == code;
    });
}

// What the controls of all units with this name counted.
WideMinor counted(const IntakeFile& file, std::string_view name) {
    WideMinor sum = 0;
    for (const Unit& unit : file.units) {
        for (const Control& control : unit.controls) {
            if (control.name == name) sum += control.counted;
        }
    }
    return sum;
}

std::size_t occurrences(std::string_view text, std::string_view word) {
    std::size_t count = 0;
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + word.size()))
        ++count;
    return count;
}

// The number behind `mark`, and behind "==" where there is one.
WideMinor number_after(std::string_view text, std::string_view mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) return -1;
    std::string_view word = text.substr(at + mark.size());
    word = word.substr(0, word.find_first_of("; "));
    const std::size_t equal = word.find("==");
    if (equal != std::string_view::npos) word = word.substr(equal + 2);
    const Result<Minor> number = implied_amount(word, true);
    return number ? *number : -1;
}

// Rows of one file are its accounts, in the order of the file.
void agree_bai2(const std::vector<Facts>& rows, const IntakeFile& file, Agreement& agreement) {
    std::size_t at = 0;
    for (const Facts& facts : rows) {
        if (value_of(facts, "account").empty()) continue;
        const std::string place = "account " + std::to_string(at + 1) + ": ";
        if (at >= file.units.size()) {
            agreement.expect(place + "is read", false);
            return;
        }
        const Unit& unit = file.units[at++];
        agreement.expect(place + "number", value_of(facts, "account"), unit.account);
        if (unit.controls.empty()) {
            agreement.expect(place + "has its control total", false);
            continue;
        }
        agreement.expect(
            place + "control total",
            number_after(value_of(facts, "control_sum_by_spec"), ""),
            unit.controls[0].counted
        );
        agreement.expect(
            place + "ties", (value_of(facts, "agree") != "NO") == unit.controls[0].ties()
        );
        const WideMinor lines = number_of(facts, "type16_count");
        const auto read = static_cast<WideMinor>(unit.movements.size());
        agreement.expect(place + "no more movements than records 16", read <= lines);
    }
}

void agree_camt(const Facts& facts, const IntakeFile& file, Agreement& agreement) {
    if (!value_of(facts, "problem").empty() || value_of(facts, "statements") == "0") return;
    WideMinor statements = 0;
    for (const Unit& unit : file.units)
        statements += unit.kind == "pending entries" ? 0 : 1;
    agreement.expect("statements", number_of(facts, "statements"), statements);
    agreement.expect(
        "credits less debits",
        amount_of(value_of(facts, "credit_sum"), "EUR") -
            amount_of(value_of(facts, "debit_sum"), "EUR"),
        net_of(file)
    );
    const std::string balance = value_of(facts, "open+movements=close");
    if (balance.empty() || file.units.empty()) return;
    const bool is_taken = file.units[0].state == UnitState::taken;
    if (balance == "ok") agreement.expect("its balances tie, it is taken", is_taken);
    if (balance.starts_with("off")) agreement.expect("is quarantined", !is_taken);
}

// "ok; ok; off 85.39": one word a statement.
void agree_balances(
    std::string_view words, std::string_view control_name, const IntakeFile& file, Agreement& out
) {
    WideMinor ties = 0;
    for (const Unit& unit : file.units) {
        for (const Control& control : unit.controls) {
            if (control.name == control_name && control.ties()) ++ties;
        }
    }
    out.expect("statements that balance", static_cast<WideMinor>(occurrences(words, "ok")), ties);
}

void agree_mt940(const Facts& facts, const IntakeFile& file, Agreement& agreement) {
    const std::string holds = value_of(facts, "60+movements=62 per statement");
    const WideMinor lines = number_of(facts, "tag61_count");
    const bool is_off = holds.find("off") != std::string::npos;
    const bool is_ok = holds.starts_with("ok") && !is_off;
    agreement.expect("is known as SWIFT", file.format.starts_with("mt94"));
    const auto read = static_cast<WideMinor>(movements_of(file).size());
    agreement.expect("lines :61:", lines, read);
    if (is_off) agreement.expect("a balance is off", has_fault(file, "F_MT_BALANCE"));
    if (is_ok) agreement.expect("all balances tie: no fault", file.faults.empty());
}

void agree_nacha(
    const std::string& name, const Facts& facts, const IntakeFile& file, Agreement& out
) {
    const std::string recount = value_of(facts, "file_control_vs_recount(cents)");
    if (recount.find("ours debit") == std::string::npos) return;
    out.expect("is known as ACH", file.format == "nacha");
    // Damaged so that batches lie within each other: what belongs where is nobody's guess.
    if (name.find("crashers") != std::string::npos || has_fault(file, "F_ACH_ORDER")) return;
    const std::string_view ours = std::string_view(recount).substr(recount.find("ours debit"));
    if (!has_fault(file, "F_AMOUNT")) {
        out.expect("debits", number_after(ours, "ours debit "), counted(file, "8 batch debits"));
        out.expect("credits", number_after(ours, "credit "), counted(file, "8 batch credits"));
    }
    out.expect(
        "entries and addenda",
        number_after(recount, "entries/addenda "),
        counted(file, "8 batch entries and addenda")
    );
    constexpr WideMinor hash_end = 10'000'000'000;
    out.expect(
        "entry hash", number_after(recount, "hash "), counted(file, "8 batch entry hash") % hash_end
    );
}

void agree_x12(
    const std::string& name, const Facts& facts, const IntakeFile& file, Agreement& out
) {
    if (file.units.size() != 1 || file.units[0].controls.empty()) {
        out.expect("one set with its controls", false);
        return;
    }
    const Unit& unit = file.units[0];
    const std::string check = value_of(facts, "SE_check");
    out.expect("segments stated", number_after(check, "SE01="), unit.controls[0].stated);
    out.expect("segments", number_after(check, "counted="), unit.controls[0].counted);
    if (value_of(facts, "BPR02").empty()) return;  // a template, or the old form
    if (unit.controls.size() != 2) {
        out.expect("an amount with its references", false);
        return;
    }
    const Control& balance = unit.controls[1];
    // Adjustments below a reference are netted in it; only Safeway's stand beside them.
    const bool is_beside = name.find("Safeway") != std::string::npos;
    const WideMinor beside = is_beside ? amount_of(value_of(facts, "sum_ADX01"), "USD") : 0;
    out.expect("BPR02", amount_of(value_of(facts, "BPR02"), "USD"), balance.stated);
    out.expect("RMR04", amount_of(value_of(facts, "sum_RMR04"), "USD") + beside, balance.counted);
    const bool is_balanced =
        value_of(facts, "balance") == "BPR=RMR" || (is_beside && balance.stated == balance.counted);
    out.expect("ties as recounted", balance.ties() == is_balanced);
    if (!is_balanced) out.expect("is quarantined", unit.state == UnitState::quarantined);
}

}  // namespace

void agree_with_facts(
    const std::string& name,
    const std::vector<Facts>& rows,
    const IntakeFile& file,
    Agreement& agreement
) {
    if (rows.empty()) return;
    const Facts& facts = rows.front();
    const std::string family = name.substr(0, name.find('/'));
    if (family == "bai2") agree_bai2(rows, file, agreement);
    if (family == "camt") agree_camt(facts, file, agreement);
    if (family == "coda") {
        const std::string words = value_of(facts, "old+movements(detail 0000)=new");
        agree_balances(words, "8 new balance", file, agreement);
    }
    if (family == "cfonb") {
        agree_balances(value_of(facts, "old+movements=new"), "07 new balance", file, agreement);
    }
    if (family == "mt940") agree_mt940(facts, file, agreement);
    if (family == "nacha") agree_nacha(name, facts, file, agreement);
    if (family == "x12_820") agree_x12(name, facts, file, agreement);
}

}  // namespace tieout
