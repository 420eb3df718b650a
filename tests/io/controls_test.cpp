// What a file states about itself: each digit of each control of each format changed to each other.
#include <algorithm>
#include <regex>

#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

// What a wrong digit in a control must do; a fault always stands at the control itself, or, where
// it is the first half of a proof (an opening balance), within its unit.
enum class Effect {
    refuses_file,      // nothing is taken, no advice is used
    quarantines_unit,  // its unit is not taken; others are as they were, or not taken either
    quarantines_told_below,
    warns,  // all is taken as it was, with a warning in the line of the control
};

struct Controls {
    std::string name;
    std::string text;
    Effect effect;
    std::string pattern;  // its groups are the controls
};

std::string sample(const std::string& name) {
    return data_text("samples/" + name);
}

std::string converted(const Unit& unit) {
    std::string text;
    for (const Payment& each : unit.movements) {
        text += each.payment.str() + ' ' + std::to_string(each.amount) +
                (each.is_credit ? "C " : "D ") + each.payer_name.str() + '\n';
    }
    return text;
}

const Unit* unit_at(const IntakeFile& file, std::uint64_t first_line) {
    for (const Unit& unit : file.units) {
        if (unit.first_line == first_line) return &unit;
    }
    return nullptr;
}

// The unit that a line of the file belongs to: the last one that begins at or above it.
const Unit* enclosing(const IntakeFile& file, std::uint64_t line) {
    const Unit* found = nullptr;
    for (const Unit& unit : file.units) {
        if (unit.first_line <= line) found = &unit;
    }
    return found;
}

// Nothing is taken that was not, or was otherwise, before; of a statement in pages its first pages
// may be.
bool takes_no_more(const IntakeFile& after, const IntakeFile& before) {
    const bool has_pages = before.format == "mt940";
    for (const Unit& unit : after.units) {
        if (unit.state != UnitState::taken) continue;
        const std::string is = converted(unit);
        const bool was_taken =
            std::any_of(before.units.begin(), before.units.end(), [&](const Unit& each) {
                const std::string was = converted(each);
                const bool is_same = was == is || (has_pages && was.starts_with(is));
                return each.state == UnitState::taken && is_same;
            });
        if (!was_taken) return false;
    }
    return taken(after).size() <= taken(before).size() &&
           after.remittances.size() <= before.remittances.size();
}

struct Field {
    std::uint64_t line = 0;
    std::uint64_t from = 0;  // columns
    std::uint64_t to = 0;
};

bool stands_at(const std::vector<Error>& errors, const Field& field) {
    for (const Error& error : errors) {
        const Place& place = error.place;
        if (place.line == field.line && place.column <= field.to) return true;
    }
    return false;
}

void check_changed(const Controls& what, const std::string& changed, const Field& field) {
    const IntakeFile before = read_text(what.name, what.text);
    const IntakeFile after = read_text(what.name, changed);
    check_sound(after);
    REQUIRE(takes_no_more(after, before));
    if (what.effect == Effect::warns) {
        CHECK(stands_at(after.warnings, field));
        CHECK(after.faults.empty());
        CHECK(taken_sum(after) == taken_sum(before));
        return;
    }
    const Unit* was = enclosing(before, field.line);
    if (what.effect == Effect::quarantines_told_below) {
        REQUIRE_FALSE(after.faults.empty());
        CHECK(after.faults.front().place.line >= (was == nullptr ? 1 : was->first_line));
    } else {
        CHECK(stands_at(after.faults, field));
    }
    if (what.effect == Effect::refuses_file) {
        CHECK(taken(after).empty());
        CHECK(after.remittances.empty());
    } else {
        REQUIRE(was != nullptr);
        const Unit* is = unit_at(after, was->first_line);
        CHECK((is == nullptr || is->state == UnitState::quarantined));
    }
}

// Each digit of each group of each match becomes each other digit; the number of fields met.
std::size_t check_each_digit(const Controls& what) {
    const std::string& text = what.text;
    const std::regex pattern(what.pattern);
    std::size_t fields = 0;
    for (auto match = std::sregex_iterator(text.begin(), text.end(), pattern);
         match != std::sregex_iterator();
         ++match) {
        for (std::size_t group = 1; group < match->size(); ++group) {
            if (!(*match)[group].matched) continue;
            const auto from = static_cast<std::size_t>(match->position(group));
            const std::size_t size = static_cast<std::size_t>(match->length(group));
            const std::size_t start = text.rfind('\n', from) + 1;  // npos + 1 is 0
            Field field;
            field.line = 1 + static_cast<std::uint64_t>(std::count(
                                 text.begin(), text.begin() + static_cast<long>(from), '\n'
                             ));
            field.from = from - start + 1;
            field.to = field.from + size;
            ++fields;
            for (std::size_t at = from; at < from + size; ++at) {
                if (text[at] < '0' || text[at] > '9') continue;
                for (char digit = '0'; digit <= '9'; ++digit) {
                    if (digit == text[at]) continue;
                    std::string changed = text;
                    changed[at] = digit;
                    INFO(what.name << " line " << field.line << ": " << changed.substr(from, size));
                    check_changed(what, changed, field);
                }
            }
        }
    }
    return fields;
}

void check_controls(const std::vector<Controls>& all) {
    for (const Controls& what : all) {
        const IntakeFile whole = read_text(what.name, what.text);
        INFO(what.name << " " << what.pattern);
        REQUIRE(whole.faults.empty());
        CHECK(check_each_digit(what) > 0);
    }
}

TEST_CASE("each digit of each control of a lockbox is guarded in every layout", "[io][controls]") {
    std::vector<Controls> all;
    for (const std::string name :
         {"lockbox-2026-03-16.bai",
          "lockbox-sap-2026-03-16.bai",
          "lockbox-300-2026-03-16.bai",
          "rare/lockbox-94-columns.bai",
          "rare/lockbox-264-columns.bai",
          "rare/lockbox-no-batch-totals.bai",
          "rare/lockbox-one-header.bai",
          "rare/lockbox-two-boxes.bai"}) {
        const std::string text = sample(name);
        if (name.find("no-batch") == std::string::npos) {
            const Effect effect = Effect::quarantines_unit;
            all.push_back({name, text, effect, "\n7.{19}(\\d{3})(\\d{10})?"});
            all.push_back({name, text, effect, "\n7.{22}(\\d{10})"});
            all.push_back({name, text, Effect::warns, "\n7(\\d{3})"});
        }
        // Of two lockboxes the other one's batches are taken while the file ties.
        all.push_back({name, text, Effect::quarantines_unit, "\n8.{19}(\\d{4})(\\d{10})"});
        all.push_back({name, text, Effect::refuses_file, "\n9(\\d{6})"});
    }
    check_controls(all);
}

TEST_CASE("each digit of each BAI2 total is guarded", "[io][controls]") {
    const std::string name = "bai2-2026-03-16.bai2";
    const std::string text = sample(name);
    check_controls({
        {name, text, Effect::refuses_file, "\n49,(\\d+)"},
        {name, text, Effect::refuses_file, "\n98,(\\d+),(\\d+)"},
        {name, text, Effect::refuses_file, "\n99,(\\d+),(\\d+)"},
        {name, text, Effect::warns, "\n49,\\d+,(\\d+)"},
        {name, text, Effect::warns, "\n9[89],\\d+,\\d+,(\\d+)"},
    });
}

TEST_CASE("each digit of each ACH control is guarded", "[io][controls]") {
    for (const std::string name : {"nacha-2026-03-16.ach", "rare/nacha-ctx-820.ach"}) {
        const std::string text = sample(name);
        check_controls({
            {name, text, Effect::refuses_file, "^.{34}(\\d{6})"},
            {name,
             text,
             Effect::quarantines_unit,
             "\n8(\\d{3})(\\d{6})(\\d{10})(\\d{12})(\\d{12}).{35}(\\d{8})(\\d{7})"},
            {name, text, Effect::warns, "\n8.{43}(\\d{10})"},
            {name,
             text,
             Effect::refuses_file,
             "\n9(\\d{6})(\\d{6})(\\d{8})(\\d{10})(\\d{12})(\\d{12})"},
            {name, text, Effect::quarantines_unit, "\n6.{53}(0007)"},
        });
    }
}

TEST_CASE("each digit of each X12 count, number and total is guarded", "[io][controls]") {
    std::vector<Controls> all;
    for (const std::string name :
         {"x12-820-2026-03-16.edi",
          "x12-823-2026-03-16.edi",
          "rare/x12-823-no-batches.edi",
          "rare/x12-823-two-deposits.edi",
          "rare/x12-823-005010.edi"}) {
        const std::string text = sample(name);
        all.push_back({name, text, Effect::refuses_file, "GE\\*(\\d+)\\*(\\d+)"});
        all.push_back({name, text, Effect::refuses_file, "IEA\\*(\\d+)\\*(\\d+)"});
        all.push_back({name, text, Effect::quarantines_unit, "~\\s*SE\\*(\\d+)\\*(\\d+)"});
        if (name.find("823") == std::string::npos) {
            all.push_back({name, text, Effect::quarantines_unit, "BPR\\*[CI]\\*([0-9.]+)"});
            continue;
        }
        all.push_back({name, text, Effect::quarantines_unit, "AMT\\*2\\*([0-9.]+)"});
        all.push_back({name, text, Effect::quarantines_unit, "QTY\\*4[12]\\*(\\d+)"});
    }
    check_controls(all);
}

TEST_CASE("each digit of each EDIFACT count, reference and total is guarded", "[io][controls]") {
    const std::string remadv = sample("remadv-2026-03-16.edi");
    const std::string d01b = sample("rare/remadv-d01b.edi");
    const std::string energy = sample("rare/remadv-energy.edi");
    const std::string creadv = sample("creadv-2026-03-16.edi");
    const std::string two = sample("rare/creadv-two.edi");
    const std::string cremul = sample("cremul-2026-03-16.edi");
    std::vector<Controls> all;
    for (const auto& [name, text] : std::vector<std::pair<std::string, std::string>>{
             {"remadv", remadv},
             {"d01b", d01b},
             {"energy", energy},
             {"creadv", creadv},
             {"two", two},
             {"cremul", cremul}
         }) {
        all.push_back({name, text, Effect::refuses_file, "UNZ\\+(\\d+)\\+[A-Z]*(\\d+)[A-Z]*(\\d*)"}
        );
        if (name == "two") continue;
        all.push_back({name, text, Effect::refuses_file, "UNT\\+(\\d+)\\+(\\d+)"});
    }
    all.push_back({"two", two, Effect::quarantines_unit, "UNT\\+(\\d+)\\+2"});
    all.push_back({"remadv", remadv, Effect::refuses_file, "UNS\\+S'\\s*MOA\\+12:([0-9,]+)"});
    all.push_back({"d01b", d01b, Effect::refuses_file, "UNS\\+S'\\s*MOA\\+12:([0-9.]+)"});
    all.push_back({"energy", energy, Effect::refuses_file, "UNS\\+S'\\s*MOA\\+12:([0-9.]+)"});
    all.push_back({"cremul", cremul, Effect::quarantines_unit, "MOA\\+60:([0-9,]+)"});
    all.push_back({"cremul", cremul, Effect::refuses_file, "CNT\\+LI:(\\d+)"});
    check_controls(all);
}

TEST_CASE("each digit of each balance and summary of camt is guarded", "[io][controls]") {
    // Without the pending entry, which a bank may sum or leave out.
    const std::string pending = sample("camt053-2026-03-16.xml");
    const std::size_t last = pending.rfind("      <Ntry>");
    const std::string statement = replaced(
        std::string(pending).erase(last, pending.find("    </Stmt>") - last),
        "      <Ntry>",
        "      <TxsSummry>\n"
        "      <TtlNtries><NbOfNtries>5</NbOfNtries><Sum>5722.50</Sum></TtlNtries>\n"
        "      <TtlCdtNtries><NbOfNtries>4</NbOfNtries><Sum>5710.00</Sum></TtlCdtNtries>\n"
        "      <TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>12.50</Sum></TtlDbtNtries>\n"
        "      </TxsSummry>\n      <Ntry>"
    );
    const std::string notification = replaced(
        sample("camt054-2026-03-16.xml"),
        "      <Ntry>",
        "      <TxsSummry>\n"
        "      <TtlNtries><NbOfNtries>1</NbOfNtries><Sum>1500.00</Sum></TtlNtries>\n"
        "      <TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>1500.00</Sum></TtlCdtNtries>\n"
        "      </TxsSummry>\n      <Ntry>"
    );
    const std::string closing = "<Cd>CLBD</Cd></CdOrPrtry></Tp>\\s*<Amt Ccy=\"EUR\">([0-9.]+)";
    const std::string opening = "<Cd>OPBD</Cd></CdOrPrtry></Tp>\\s*<Amt Ccy=\"EUR\">([0-9.]+)";
    check_controls({
        {"camt053", statement, Effect::quarantines_unit, closing},
        {"camt053", statement, Effect::quarantines_told_below, opening},
        {"camt053", statement, Effect::quarantines_told_below, "<Sum>([0-9.]+)"},
        {"camt053", statement, Effect::quarantines_told_below, "t?Ntries><NbOfNtries>(\\d+)"},
        {"camt054", notification, Effect::quarantines_told_below, "<Sum>([0-9.]+)"},
        {"camt054", notification, Effect::quarantines_told_below, "<NbOfNtries>(\\d+)"},
    });
}

TEST_CASE("each digit of each balance and sum of MT940 and MT942 is guarded", "[io][controls]") {
    const std::string pages = sample("mt940-2026-03-16.sta");
    const std::string blocks = sample("mt940-blocks-2026-03-16.sta");
    const std::string interim = sample("mt942-2026-03-16.sta");
    const std::string opening = "\n:60[FM]:[CD]\\d{6}[A-Z]{3}(\\d+,\\d*)";
    const std::string closing = "\n:62[FM]:[CD]\\d{6}[A-Z]{3}(\\d+,\\d*)";
    const std::string first = ":20:HSC260316\n[^{]*";
    const std::string totals = "\n:86:D(\\d+)C(\\d+)D([0-9,]+)C([0-9,]+)";
    check_controls({
        {"mt940", pages, Effect::quarantines_told_below, opening},
        {"mt940", pages, Effect::quarantines_told_below, closing},
        {"blocks", blocks, Effect::quarantines_told_below, first + opening},
        {"blocks", blocks, Effect::quarantines_unit, first + closing},
        {"blocks", blocks, Effect::quarantines_unit, totals},
        {"mt942", interim, Effect::quarantines_unit, "\n:90[CD]:(\\d+[A-Z]{3}\\d+,\\d*)"},
    });
}

TEST_CASE(
    "each digit of each CODA and CFONB balance, total and count is guarded", "[io][controls]"
) {
    const std::string coda = sample("coda-2026-03-16.cod");
    const std::string cfonb = sample("cfonb-2026-03-16.txt");
    check_controls({
        {"coda", coda, Effect::quarantines_told_below, "\n1.{41}([01]\\d{15})"},
        {"coda", coda, Effect::quarantines_unit, "\n8.{40}([01]\\d{15})"},
        {"coda", coda, Effect::quarantines_unit, "\n9.{21}(\\d{15})(\\d{15})"},
        // The other statement has a message (4), which some banks do not count.
        {"coda", coda, Effect::quarantines_unit, "\n9.{15}(000026)"},
        {"cfonb", cfonb, Effect::quarantines_told_below, "(?:^|\n)01.{88}(\\d{13})"},
        {"cfonb", cfonb, Effect::quarantines_unit, "\n07.{88}(\\d{13})"},
    });
}

TEST_CASE(
    "each digit of each running balance and of gross, fee and net is guarded", "[io][controls]"
) {
    const std::string bank = sample("csv-2026-03-16.csv");
    const std::string sides = sample("csv-debit-credit-2026-03-16.csv");
    const std::string provider = sample("csv-psp-2026-03-16.csv");
    check_controls({
        {"csv", bank, Effect::quarantines_told_below, ";EUR;([0-9.,]+)\n"},
        {"csv", sides, Effect::quarantines_told_below, "\"([0-9.,]+)\",USD\n"},
        {"csv", provider, Effect::refuses_file, "usd,(-?[0-9.]+,[0-9.]+,-?[0-9.]+),"},
    });
}

TEST_CASE("each digit of the length of a wire's addenda is guarded", "[io][controls]") {
    const std::string text = replaced(
        sample("fedwire-2026-03-16.txt"),
        "{8200}0016RMR*IV*10003~{} ",
        "{8200}0015RMR*IV*INV-1003{6000}INV-1003*"
    );
    check_controls({{"fedwire", text, Effect::quarantines_told_below, "\\{8200\\}(\\d{4})"}});
}

// The units that are left are the first ones of the whole file, each as it was.
bool is_shorter_file(const IntakeFile& part, const IntakeFile& whole) {
    if (part.units.size() > whole.units.size()) return false;
    for (std::size_t i = 0; i < part.units.size(); ++i) {
        const Unit& unit = part.units[i];
        if (unit.state != whole.units[i].state) return false;
        if (converted(unit) != converted(whole.units[i])) return false;
    }
    return true;
}

// Cut behind each byte: nothing is taken that was not taken before. Where one total proves the
// whole file (`is_whole_only`), nothing at all until that total stands; a statement that proves
// itself may be taken. What is not taken, or is missing, has a fault with its line.
void check_each_cut(const std::string& name, const std::string& format, bool is_whole_only) {
    std::string text = sample(name);
    // That a message is training stands behind its end, where it may be lost unseen.
    if (text.ends_with("{TNG:}}\n")) text.erase(text.rfind("{1:F01"));
    const IntakeFile before = read_text(name, text, format);
    for (std::size_t size = 0; size < text.size(); ++size) {
        const IntakeFile after = read_text(name, text.substr(0, size), format);
        INFO(name << " cut behind byte " << size);
        check_sound(after);
        REQUIRE(takes_no_more(after, before));
        const bool is_whole = is_shorter_file(after, before) &&
                              after.units.size() == before.units.size() &&
                              after.remittances.size() == before.remittances.size();
        if (is_whole) continue;
        if (is_whole_only) {
            REQUIRE(taken(after).empty());
            REQUIRE(after.remittances.empty());
        }
        const bool may_end_here = !is_whole_only && is_shorter_file(after, before);
        // A first page that stands alone is told by a warning.
        const bool is_told = !after.faults.empty() || (!is_whole_only && !after.warnings.empty());
        REQUIRE((may_end_here || is_told));
        if (!after.faults.empty()) REQUIRE(after.faults.front().place.line > 0);
    }
}

TEST_CASE(
    "a file whose total stands at its end, cut at any byte, gives nothing", "[io][controls]"
) {
    for (const std::string& name : data_files("samples/rare")) {
        const std::string short_name = name.substr(name.find('/') + 1);
        const bool is_nacha = name.ends_with(".ach");
        const bool is_lockbox = name.ends_with(".bai");
        const bool is_x12 = name.find("x12") != std::string::npos;
        const std::string format = is_nacha     ? "nacha"
                                   : is_lockbox ? "bai_lockbox"
                                   : is_x12     ? "x12"
                                                : "edifact";
        check_each_cut(short_name, format, true);
    }
    const std::vector<std::pair<std::string, std::string>> more{
        {"lockbox-2026-03-16.bai", "bai_lockbox"},
        {"lockbox-sap-2026-03-16.bai", "bai_lockbox"},
        {"lockbox-300-2026-03-16.bai", "bai_lockbox"},
        {"bai2-2026-03-16.bai2", "bai2"},
        {"nacha-2026-03-16.ach", "nacha"},
        {"nacha-unbroken-2026-03-16.ach", "nacha"},
        {"x12-820-2026-03-16.edi", "x12"},
        {"x12-820-003010-2026-03-16.edi", "x12"},
        {"x12-823-2026-03-16.edi", "x12"},
        {"remadv-2026-03-16.edi", "edifact"},
        {"creadv-2026-03-16.edi", "edifact"},
        {"cremul-2026-03-16.edi", "edifact"},
        {"camt053-2026-03-16.xml", "camt"},
        {"camt054-2026-03-16.xml", "camt"},
        {"remt001-2026-03-16.xml", "iso20022"},
        {"pacs008-2026-03-16.xml", "iso20022"},
        {"pain002-2026-03-16.xml", "iso20022"},
    };
    for (const auto& [name, format] : more)
        check_each_cut(name, format, true);
}

TEST_CASE("a file of statements, cut at any byte, gives only whole ones", "[io][controls]") {
    const std::vector<std::pair<std::string, std::string>> samples{
        {"coda-2026-03-16.cod", "coda"},
        {"cfonb-2026-03-16.txt", "cfonb"},
        {"mt940-2026-03-16.sta", "mt940"},
        {"mt940-blocks-2026-03-16.sta", "mt940"},
    };
    for (const auto& [name, format] : samples)
        check_each_cut(name, format, false);
}

}  // namespace
}  // namespace tieout
