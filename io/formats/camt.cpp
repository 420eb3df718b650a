#include "io/formats/camt.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/core.h>

#include "io/formats/camt_entry.h"
#include "io/formats/fields.h"
#include "io/formats/xml.h"

namespace tieout {

namespace {

struct Balance {
    std::string code;
    Currency currency;
    Minor amount = 0;
    std::optional<Date> day;
    std::uint64_t line = 0;
    std::uint64_t column = 0;
};

// One number of a TxsSummry: how many entries, or their sum.
struct StatedTotal {
    std::string name;
    std::string text;
    bool is_count = false;
    std::uint64_t line = 0;
    std::uint64_t column = 0;
};

// Entries by side, of any status (0) and booked ones only (1).
struct EntryTotals {
    std::uint64_t credits = 0;
    std::uint64_t debits = 0;
    WideMinor credit_sum = 0;
    WideMinor debit_sum = 0;

    void add(Minor signed_amount) {
        ++(signed_amount < 0 ? debits : credits);
        (signed_amount < 0 ? debit_sum : credit_sum) +=
            signed_amount < 0 ? -signed_amount : signed_amount;
    }
};

// One Stmt, Ntfctn or Rpt while it is read.
struct Statement {
    Unit unit;
    Unit pending;
    CamtAccount account;
    std::vector<Balance> balances;
    std::vector<StatedTotal> stated;
    EntryTotals all_entries;
    EntryTotals booked_entries;
    WideMinor booked = 0;
    std::optional<std::uint64_t> other_currency_line;
    std::vector<std::pair<Currency, std::uint64_t>> entry_currencies;  // different ones only
};

bool is_statement(const XmlTree& tree, XmlTree::No no) {
    return tree.is(no, "Stmt"_xml) || tree.is(no, "Rpt"_xml) || tree.is(no, "Ntfctn"_xml);
}

// Some have the version in their name: BkToCstmrStmtV02.
bool is_message(const XmlTree& tree, XmlTree::No no) {
    const XmlName& name = tree.packed_name(no);
    return name.starts_with("BkToCstmr") &&
           (name.starts_with("BkToCstmrStmt") || name.starts_with("BkToCstmrAcctRpt") ||
            name.starts_with("BkToCstmrDbtCdtNtfctn"));
}

class CamtReader {
public:
    CamtReader(const Source& source, IntakeFile& file)
        : source_(source), file_(file), faults_(source.name()), warnings_(source.name()) {}

    void read();

private:
    bool element(const XmlTree& tree, XmlTree::No no);
    void statement_part(const XmlTree& tree, XmlTree::No no);
    void account(const XmlTree& tree, XmlTree::No no);
    void balance(const XmlTree& tree, XmlTree::No no);
    void entry(const XmlTree& tree, XmlTree::No no);
    void summary(const XmlTree& tree, XmlTree::No no);
    void finish_statement(const XmlTree& tree, XmlTree::No no);
    void prove_summary();
    void compare_chain(Minor opening, std::uint64_t line);
    void choose_currency();
    void prove_balance();
    void quarantine(std::string reason);

    const Source& source_;
    IntakeFile& file_;
    FaultList faults_;
    FaultList warnings_;
    Statement statement_;
    std::vector<CamtDetail> details_;
    CamtEntry entry_;
    std::string message_;  // BkToCstmrStmt ...
    std::string message_id_;
    std::map<std::string, Minor, std::less<>> closings_;  // of the statement before, by account
};

void CamtReader::quarantine(std::string reason) {
    statement_.unit.state = UnitState::quarantined;
    if (statement_.unit.reason.empty()) statement_.unit.reason = std::move(reason);
}

void CamtReader::account(const XmlTree& tree, XmlTree::No no) {
    for (const XmlPath* path :
         {&"Id/IBAN"_xml, &"Id/Othr/Id"_xml, &"Id/BBAN"_xml, &"Id/PrtryAcct/Id"_xml}) {
        if (!statement_.account.id.empty()) break;
        statement_.account.id = squeezed_text(tree.text_at(no, *path));
    }
    const std::string_view letters = tree.text_at(no, "Ccy"_xml);
    if (const auto currency = Currency::find(letters)) statement_.account.currency = *currency;
}

void CamtReader::balance(const XmlTree& tree, XmlTree::No no) {
    Balance balance;
    balance.code = std::string(tree.text_at(no, "Tp/CdOrPrtry/Cd"_xml));
    if (balance.code.empty()) balance.code = std::string(tree.text_at(no, "Tp/Cd"_xml));
    balance.day = camt_date(tree.text_at(no, "Dt/Dt"_xml));
    if (!balance.day) balance.day = camt_date(tree.text_at(no, "Dt/DtTm"_xml));
    const XmlTree::No at = tree.find(no, "Amt"_xml);
    balance.line = tree.line(at == XmlTree::none ? no : at);
    balance.column = tree.column(at == XmlTree::none ? no : at);
    const bool counts = balance.code == "OPBD" || balance.code == "CLBD" ||
                        balance.code == "ITBD" || balance.code == "PRCD";
    if (!counts) return;
    const auto currency =
        at == XmlTree::none ? std::optional<Currency>{} : Currency::find(tree.currency(at));
    Result<Minor> amount = currency
                               ? amount_without_spare_zeros(tree.text(at), *currency)
                               : refuse(ErrorKind::input, "a balance with its currency expected");
    if (!amount) {
        faults_.add("F_AMOUNT", balance.line, balance.column, amount.error().words);
        quarantine("a balance cannot be read");
        return;
    }
    balance.currency = currency.value_or(Currency{});
    const std::string_view side = tree.text_at(no, "CdtDbtInd"_xml);
    if (!side.empty() && side != "CRDT" && side != "DBIT") {
        faults_.add("F_CAMT_SIDE", balance.line, balance.column, "CRDT or DBIT expected");
        quarantine("a balance cannot be read");
    }
    balance.amount = side == "DBIT" ? -*amount : *amount;
    if (balance.day && (!statement_.account.day || balance.code == "CLBD")) {
        statement_.account.day = balance.day;
    }
    if (statement_.account.currency.is_none()) statement_.account.currency = balance.currency;
    statement_.balances.push_back(std::move(balance));
}

void CamtReader::entry(const XmlTree& tree, XmlTree::No no) {
    CamtAccount& account = statement_.account;
    if (account.kept_id != account.id) account.kept_id = file_.texts.keep(account.id);
    const bool is_read =
        read_camt_entry(tree, no, account, details_, {faults_, warnings_, file_.texts}, entry_);
    details_.clear();
    if (!is_read) {
        quarantine(fmt::format("the entry in line {} cannot be read", tree.line(no)));
        return;
    }
    const bool is_booked = entry_.status == "BOOK";
    statement_.all_entries.add(entry_.signed_amount);
    if (is_booked) {
        statement_.booked_entries.add(entry_.signed_amount);
        statement_.booked += entry_.signed_amount;
        bool known = false;
        for (const auto& [currency, line] : statement_.entry_currencies) {
            known = known || currency == entry_.currency;
        }
        if (!known) statement_.entry_currencies.emplace_back(entry_.currency, entry_.line);
    } else if (statement_.pending.reason.empty()) {
        statement_.pending.reason =
            fmt::format("not booked by the bank: {}", clean_text(entry_.status));
        statement_.pending.first_line = entry_.line;
    }
    Unit& unit = is_booked ? statement_.unit : statement_.pending;
    for (Payment& payment : entry_.movements)
        unit.movements.push_back(std::move(payment));
}

void CamtReader::statement_part(const XmlTree& tree, XmlTree::No no) {
    Unit& unit = statement_.unit;
    const auto is = [&](const XmlPath& name) { return tree.is(no, name); };
    if (is("Ntry"_xml)) return entry(tree, no);
    if (is("Id"_xml)) unit.identity = squeezed_text(tree.text(no));
    if (is("ElctrncSeqNb"_xml)) unit.identity += "/" + squeezed_text(tree.text(no));
    if (is("CreDtTm"_xml) && !statement_.account.day) {
        statement_.account.day = camt_date(tree.text(no));
    }
    if (is("Acct"_xml)) account(tree, no);
    if (is("Bal"_xml)) balance(tree, no);
    if (is("TxsSummry"_xml)) summary(tree, no);
    if (is("CpyDplctInd"_xml) && tree.text(no).find("DUPL") != std::string_view::npos) {
        warnings_.add(
            "F_CAMT_DUPLICATE",
            tree.line(no),
            tree.column(no),
            "the bank calls this statement a duplicate"
        );
    }
}

void CamtReader::summary(const XmlTree& tree, XmlTree::No no) {
    for (const XmlPath* part : {&"TtlNtries"_xml, &"TtlCdtNtries"_xml, &"TtlDbtNtries"_xml}) {
        const XmlTree::No at = tree.find(no, *part);
        if (at == XmlTree::none) continue;
        for (const XmlPath* what : {&"NbOfNtries"_xml, &"Sum"_xml}) {
            const XmlTree::No number = tree.find(at, *what);
            if (number == XmlTree::none || tree.text(number).empty()) continue;
            statement_.stated.push_back(
                {fmt::format("{} {}", tree.name(at), tree.name(number)),
                 std::string(tree.text(number)),
                 tree.is(number, "NbOfNtries"_xml),
                 tree.line(number),
                 tree.column(number)}
            );
        }
    }
}

// Banks sum entries of every status or booked ones only, and all entries gross or net.
void CamtReader::prove_summary() {
    Unit& unit = statement_.unit;
    for (const StatedTotal& total : statement_.stated) {
        std::optional<WideMinor> stated;
        if (total.is_count) {
            if (const auto count = whole_number(total.text))
                stated = static_cast<WideMinor>(*count);
        } else if (!unit.currency.is_none()) {
            if (const auto sum = amount_without_spare_zeros(total.text, unit.currency))
                stated = *sum;
        }
        if (!stated) {
            faults_.add("F_AMOUNT", total.line, total.column, "a total that can be read expected");
            quarantine("a total of the summary cannot be read");
            continue;
        }
        std::vector<WideMinor> counted;
        for (const EntryTotals* of : {&statement_.all_entries, &statement_.booked_entries}) {
            const bool credits = total.name.starts_with("TtlC") || total.name.starts_with("TtlN");
            const bool debits = total.name.starts_with("TtlD") || total.name.starts_with("TtlN");
            const auto number = (credits ? of->credits : 0U) + (debits ? of->debits : 0U);
            const WideMinor in = credits ? of->credit_sum : 0;
            const WideMinor out = debits ? of->debit_sum : 0;
            counted.push_back(total.is_count ? static_cast<WideMinor>(number) : in + out);
            if (total.is_count || !credits || !debits) continue;
            counted.push_back(in - out);
            counted.push_back(out - in);
        }
        const auto found = std::find(counted.begin(), counted.end(), *stated);
        Control control{
            total.name,
            *stated,
            found == counted.end() ? counted.front() : *found,
            total.is_count,
            total.is_count ? Currency{} : unit.currency,
            total.line
        };
        if (!control.ties()) {
            faults_.add(
                "F_CAMT_TOTAL",
                total.line,
                total.column,
                fmt::format("{} states {}, the entries do not make it", total.name, total.text)
            );
            quarantine("the summary of the entries does not tie");
        }
        unit.controls.push_back(std::move(control));
    }
}

void CamtReader::compare_chain(Minor opening, std::uint64_t line) {
    const Unit& unit = statement_.unit;
    const auto before = closings_.find(unit.account);
    if (before == closings_.end() || before->second == opening) return;
    warnings_.add(
        "F_CAMT_CHAIN",
        line,
        0,
        fmt::format(
            "the statement before closed with {}: one may be missing",
            format_amount(before->second, unit.currency)
        )
    );
}

// The account's own currency, else that of its balances, else that of its entries.
void CamtReader::choose_currency() {
    Unit& unit = statement_.unit;
    unit.currency = statement_.account.currency;
    if (unit.currency.is_none() && !statement_.entry_currencies.empty()) {
        unit.currency = statement_.entry_currencies.front().first;
    }
    if (unit.kind != "statement") return;
    for (const auto& [currency, line] : statement_.entry_currencies) {
        if (currency == unit.currency) continue;
        faults_.add(
            "F_CAMT_CURRENCY",
            line,
            0,
            fmt::format(
                "an entry in {} on an account in {}", currency.letters(), unit.currency.letters()
            )
        );
        quarantine("an entry is not in the account's currency");
    }
}

void CamtReader::prove_balance() {
    Unit& unit = statement_.unit;
    const Balance* opening = nullptr;
    const Balance* closing = nullptr;
    const Balance* previous = nullptr;
    std::vector<const Balance*> interim;
    for (const Balance& balance : statement_.balances) {
        if (balance.code == "OPBD" && opening == nullptr) opening = &balance;
        if (balance.code == "CLBD") closing = &balance;
        if (balance.code == "PRCD" && previous == nullptr) previous = &balance;
        if (balance.code == "ITBD") interim.push_back(&balance);
    }
    // Pages of one statement: an interim balance stands for the opening or the closing one.
    if (opening == nullptr) opening = previous;
    if (opening == nullptr && !interim.empty() && (closing != nullptr || interim.size() > 1)) {
        opening = interim.front();
        interim.erase(interim.begin());
    }
    if (closing == nullptr && opening != nullptr && !interim.empty()) closing = interim.back();
    if (opening != nullptr) unit.opening_balance = opening->amount;
    if (closing != nullptr) unit.closing_balance = closing->amount;
    if (unit.kind != "statement") return;
    unit.is_opening_booked = opening != nullptr;
    unit.is_closing_booked = closing != nullptr;
    if (opening == nullptr || closing == nullptr) {
        warnings_.add(
            "F_CAMT_BALANCE",
            unit.first_line,
            0,
            "the statement lacks its opening or its closing balance; nothing proves it"
        );
        return;
    }
    if (opening->currency != unit.currency || closing->currency != unit.currency) {
        faults_.add(
            "F_CAMT_CURRENCY",
            closing->line,
            closing->column,
            fmt::format("balances in {} expected", unit.currency.letters())
        );
        quarantine("the balances are in different currencies");
        return;
    }
    const Control control{
        "closing balance",
        closing->amount,
        opening->amount + statement_.booked,
        false,
        unit.currency,
        closing->line
    };
    unit.controls.push_back(control);
    compare_chain(opening->amount, opening->line);
    closings_[unit.account] = closing->amount;
    if (control.ties()) return;
    faults_.add(
        "F_CAMT_BALANCE",
        closing->line,
        closing->column,
        fmt::format(
            "closing balance states {}, opening balance and entries make {}, "
            "difference {}",
            format_amount_wide(control.stated, unit.currency),
            format_amount_wide(control.counted, unit.currency),
            format_amount_wide(control.stated - control.counted, unit.currency)
        )
    );
    quarantine("the opening balance and the entries do not make the closing balance");
}

void CamtReader::finish_statement(const XmlTree& tree, XmlTree::No no) {
    Unit& unit = statement_.unit;
    const std::string_view name = tree.name(no);
    unit.kind = name == "Stmt" ? "statement" : name == "Rpt" ? "intraday report" : "notification";
    unit.account = statement_.account.id;
    unit.as_of = statement_.account.day;
    if (unit.first_line == 0) unit.first_line = tree.line(no);
    choose_currency();
    prove_balance();
    prove_summary();
    if (name == "Rpt" && unit.state == UnitState::taken) {
        unit.state = UnitState::not_cash;
        unit.reason = "intraday report";
    }
    Unit& pending = statement_.pending;
    if (!pending.reason.empty()) {
        pending.kind = "pending entries";
        pending.identity = unit.identity;
        pending.account = unit.account;
        pending.currency = unit.currency;
        pending.as_of = unit.as_of;
        pending.state = UnitState::not_cash;
    }
    const bool has_pending = !pending.reason.empty();
    Statement done = std::move(statement_);
    statement_ = {};
    file_.units.push_back(std::move(done.unit));
    if (has_pending) file_.units.push_back(std::move(done.pending));
}

// Takes what ends here; whether all that is below it is done with.
bool CamtReader::element(const XmlTree& tree, XmlTree::No no) {
    const XmlTree::No parent = tree.parent(no);
    if (parent == XmlTree::none) return false;
    if (tree.is(no, "TxDtls"_xml) && tree.is(parent, "NtryDtls"_xml)) {
        details_.push_back(read_camt_detail(tree, no, {faults_, warnings_, file_.texts}));
        return true;
    }
    const XmlTree::No over = tree.parent(parent);
    if (is_statement(tree, parent) && over != XmlTree::none && is_message(tree, over)) {
        // Asked for while it is near.
        Unit& unit = statement_.unit;
        if (unit.first_line == 0) unit.first_line = tree.line(parent);
        statement_part(tree, no);
        return true;
    }
    if (is_message(tree, parent)) {
        if (is_statement(tree, no)) finish_statement(tree, no);
        if (tree.is(no, "GrpHdr"_xml)) message_id_ = squeezed_text(tree.text_at(no, "MsgId"_xml));
        return true;
    }
    if (is_message(tree, no)) {
        message_ = std::string(tree.name(no));
        const std::string& space = tree.message_namespace();
        const std::size_t at = space.find("camt.");
        if (at != std::string::npos) file_.dialect = clean_text(space.substr(at));
        return true;
    }
    return false;
}

void CamtReader::read() {
    XmlReader xml(source_, {"Ntry"_xml.names[0], "TxDtls"_xml.names[0]});
    while (xml.next()) {
        if (element(xml.tree(), xml.element())) xml.drop();
    }
    const std::optional<Error>& error = xml.error();
    file_.format = message_.starts_with("BkToCstmrStmt")      ? "camt.053"
                   : message_.starts_with("BkToCstmrAcctRpt") ? "camt.052"
                   : message_.empty()                         ? "camt"
                                                              : "camt.054";
    file_.identity = message_id_;
    std::string broken;
    if (error) {
        broken = error->words;
        faults_.add(error->fault, error->place.line, error->place.column, error->words);
    } else if (message_.empty()) {
        broken = "no bank statement, notification or report in it";
        faults_.add(
            "F_CAMT_MESSAGE",
            source_.first_line(),
            1,
            "a message camt.052, camt.053 or camt.054 expected"
        );
    } else if (file_.units.empty()) {
        warnings_.add("F_CAMT_EMPTY", source_.first_line(), 0, "the message holds no statement");
    }
    file_.refused = !broken.empty();
    if (file_.refused) {
        for (Unit& unit : file_.units) {
            unit.state = UnitState::quarantined;
            unit.reason = broken;
        }
    }
    file_.faults = faults_.take();
    file_.warnings = warnings_.take();
}

}  // namespace

void read_camt(const Source& source, IntakeFile& file) {
    CamtReader(source, file).read();
}

}  // namespace tieout
