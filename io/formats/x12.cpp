#include "io/formats/x12.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "io/formats/fields.h"
#include "io/formats/x12_advice.h"
#include "io/formats/x12_lockbox.h"
#include "io/formats/x12_segments.h"

// ISA { GS { ST ... SE }... GE }... IEA, several of each. Every 820 is a unit, every deposit of an
// 823 is one. A wrong SE quarantines its set, a wrong GE or IEA the file.

namespace tieout {

namespace {

constexpr std::size_t isa_elements = 17;  // with the name

struct SetName {
    std::string_view number;
    std::string_view words;
};

constexpr std::array set_names{
    SetName{"204", "motor carrier load tender"},
    SetName{"210", "freight invoice"},
    SetName{"270", "eligibility inquiry"},
    SetName{"271", "eligibility response"},
    SetName{"276", "claim status request"},
    SetName{"277", "claim status"},
    SetName{"278", "health care services review"},
    SetName{"521", "income or asset offset"},
    SetName{"810", "invoice"},
    SetName{"812", "credit or debit adjustment"},
    SetName{"813", "tax return data"},
    SetName{"820", "payment order and remittance advice"},
    SetName{"821", "financial information reporting"},
    SetName{"822", "account analysis"},
    SetName{"823", "lockbox"},
    SetName{"824", "application advice"},
    SetName{"828", "debit authorisation"},
    SetName{"831", "application control totals"},
    SetName{"834", "benefit enrolment"},
    SetName{"835", "health care claim payment"},
    SetName{"837", "health care claim"},
    SetName{"850", "purchase order"},
    SetName{"855", "purchase order acknowledgment"},
    SetName{"856", "ship notice"},
    SetName{"860", "purchase order change"},
    SetName{"940", "warehouse shipping order"},
    SetName{"997", "functional acknowledgment"},
    SetName{"999", "implementation acknowledgment"},
};

bool is_same_number(std::string_view left, std::string_view right) {
    if (left == right) return true;
    const auto a = whole_number(left);
    const auto b = whole_number(right);
    return a && b && *a == *b;
}

// The set that is open.
struct OpenSet {
    std::string number;   // ST01
    std::string control;  // ST02
    std::uint64_t segments = 0;
    std::uint64_t line = 0;
    bool is_lost = false;  // a set that cannot be read
};

class X12Reader {
public:
    X12Reader(const Source& source, Currency currency, IntakeFile& file)
        : source_(source),
          currency_(currency),
          file_(file),
          faults_(source.name()),
          warnings_(source.name()),
          advice_(currency, file.texts, faults_, warnings_),
          lockbox_(currency, file, faults_, warnings_) {}

    void read();

private:
    void segment(const X12Segment& segment);
    void begin_interchange(const X12Segment& segment);
    void end_interchange(const X12Segment& segment);
    void begin_group(const X12Segment& segment);
    void end_group(const X12Segment& segment);
    void begin_set(const X12Segment& segment);
    void end_set(const X12Segment& segment);
    void close_set(const X12Segment& at, bool is_whole);
    void add_advice(X12Advice& advice, Unit& unit);
    void add_money(X12Advice& advice, Unit& unit);
    void add_remittance(X12Advice& advice, const Unit& unit);
    bool ties_count(
        std::vector<Control>& controls,
        const X12Segment& segment,
        std::string name,
        std::uint64_t counted
    );
    void break_file(
        const X12Segment& at, std::size_t element, std::string_view fault, std::string words
    );
    void order(const X12Segment& segment, std::string words);
    void finish(std::uint64_t last_line);

    static void spoil(Unit& unit, std::string reason) {
        unit.state = UnitState::quarantined;
        if (unit.reason.empty()) unit.reason = std::move(reason);
    }

    const Source& source_;
    Currency currency_;
    IntakeFile& file_;
    FaultList faults_;
    FaultList warnings_;
    X12AdviceReader advice_;
    X12LockboxReader lockbox_;
    std::string broken_;
    std::optional<OpenSet> set_;
    std::string sender_;
    std::string interchange_;  // ISA13
    std::string spare_;        // ISA12, where an element in front of it is missing
    std::string group_;        // GS06
    std::uint64_t groups_ = 0;
    std::uint64_t sets_ = 0;
    std::uint64_t interchanges_ = 0;
    bool in_interchange_ = false;
    bool in_group_ = false;
    bool is_test_ = false;
    bool has_read_set_ = false;
    std::string other_set_;  // the first one that is not read
};

void X12Reader::break_file(
    const X12Segment& at, std::size_t element, std::string_view fault, std::string words
) {
    if (broken_.empty()) broken_ = words;
    faults_.add(fault, at.line, at.column_of(element), std::move(words));
}

void X12Reader::order(const X12Segment& segment, std::string words) {
    break_file(segment, 0, "F_X12_ORDER", std::move(words));
}

bool X12Reader::ties_count(
    std::vector<Control>& controls,
    const X12Segment& segment,
    std::string name,
    std::uint64_t counted
) {
    const std::string_view text = segment.element(1);
    const auto stated = whole_number(text);
    controls.push_back({name, stated.value_or(0), counted, true, currency_, segment.line});
    if (stated && *stated == counted) return true;
    faults_.add(
        "F_X12_COUNT",
        segment.line,
        segment.column_of(1),
        stated ? fmt::format("{} states {}, counted {}", name, *stated, counted)
               : fmt::format(
                     "{} expected in digits, found '{}'", name, clean_text(text.substr(0, 40))
                 )
    );
    return false;
}

void X12Reader::begin_interchange(const X12Segment& segment) {
    if (in_interchange_) order(segment, "an interchange begins before the one above it has ended");
    in_interchange_ = true;
    in_group_ = false;
    groups_ = 0;
    ++interchanges_;
    sender_ = clean_text(segment.element(6));
    interchange_ = clean_text(segment.element(13));
    spare_ = segment.size < isa_elements ? clean_text(segment.element(12)) : std::string{};
    is_test_ = segment.element(15) == "T" ||
               (segment.size < isa_elements && segment.element(14) == "T");
    if (segment.size != isa_elements) {
        warnings_.add(
            "F_X12_ISA",
            segment.line,
            segment.column,
            fmt::format("16 elements of ISA expected, found {}", segment.size - 1)
        );
    }
    if (is_test_) {
        warnings_.add(
            "F_X12_TEST",
            segment.line,
            segment.column_of(15),
            "a test interchange: nothing of it is cash or advice"
        );
    }
    if (interchanges_ == 1) {
        file_.identity =
            fmt::format("{}/{}/{}", sender_, clean_text(segment.element(8)), interchange_);
    } else {
        file_.identity += "+" + interchange_;
    }
}

void X12Reader::end_interchange(const X12Segment& segment) {
    if (set_) close_set(segment, false);
    if (!in_interchange_) order(segment, "IEA without an interchange");
    if (in_group_) order(segment, "the interchange ends before its group (GE)");
    if (!ties_count(file_.controls, segment, "IEA01 groups", groups_) && broken_.empty()) {
        broken_ = fmt::format("the interchange control in line {} does not tie", segment.line);
    }
    const bool is_spare = !spare_.empty() && is_same_number(segment.element(2), spare_);
    if (!is_same_number(segment.element(2), interchange_) && !is_spare) {
        break_file(
            segment,
            2,
            "F_X12_CONTROL",
            fmt::format(
                "IEA02 {} expected as in ISA13, found '{}'",
                interchange_,
                clean_text(segment.element(2).substr(0, 40))
            )
        );
    }
    in_interchange_ = false;
    in_group_ = false;
}

void X12Reader::begin_group(const X12Segment& segment) {
    if (!in_interchange_) order(segment, "a group (GS) outside an interchange (ISA)");
    if (in_group_) order(segment, "a group begins before the one above it has ended");
    in_group_ = true;
    ++groups_;
    sets_ = 0;
    group_ = clean_text(segment.element(6));
}

void X12Reader::end_group(const X12Segment& segment) {
    if (set_) close_set(segment, false);
    if (!in_group_) order(segment, "GE without a group");
    in_group_ = false;
    if (!ties_count(file_.controls, segment, "GE01 sets", sets_) && broken_.empty()) {
        broken_ = fmt::format("the group control in line {} does not tie", segment.line);
    }
    if (is_same_number(segment.element(2), group_)) return;
    break_file(
        segment,
        2,
        "F_X12_CONTROL",
        fmt::format(
            "GE02 {} expected as in GS06, found '{}'",
            group_,
            clean_text(segment.element(2).substr(0, 40))
        )
    );
}

void X12Reader::begin_set(const X12Segment& segment) {
    if (set_) close_set(segment, false);
    if (!in_group_) order(segment, "a set (ST) outside a group (GS) and an interchange (ISA)");
    ++sets_;
    set_.emplace();
    set_->number = clean_text(segment.element(1));
    set_->control = clean_text(segment.element(2));
    set_->line = segment.line;
    set_->segments = 1;
    if (set_->number == "820") {
        has_read_set_ = true;
        advice_.start();
    } else if (set_->number == "823") {
        has_read_set_ = true;
    } else {
        set_->is_lost = true;
        if (other_set_.empty()) other_set_ = set_->number;
        faults_.add(
            "F_X12_SET",
            segment.line,
            segment.column_of(1),
            fmt::format("this is {}, which is not read", x12_set_words(set_->number))
        );
    }
}

void X12Reader::end_set(const X12Segment& segment) {
    if (!set_) return order(segment, "SE without a set");
    close_set(segment, true);
}

// What the 820 says, as money or as advice.
void X12Reader::add_money(X12Advice& advice, Unit& unit) {
    Payment payment;
    payment.is_credit = !advice.is_debit;
    if (advice.is_debit) payment.kind = MovementKind::other;
    const std::string_view method = advice.method;
    if (method.starts_with("ACH")) {
        payment.channel = Channel::ach;
        payment.method = PaymentMethod::ach;
    } else if (method.starts_with("FWT")) {
        payment.channel = Channel::wire;
        payment.method = PaymentMethod::wire;
    } else if (method.starts_with("CHK")) {
        payment.method = PaymentMethod::check;
    }
    payment.currency = advice.currency;
    payment.amount = advice.amount;
    payment.booking_date = unit.as_of.value_or(Date{});
    payment.account = advice.our_account;
    payment.payer_name = advice.payer_name;
    payment.payer_account = advice.payer_account;
    payment.trace = advice.trace;
    payment.bank_reference = advice.trace;
    if (payment.method == PaymentMethod::check) payment.check_number = advice.trace;
    payment.memo = advice.memo;
    payment.bank_code = advice.method;
    payment.remittance = std::move(advice.lines);
    payment.source_line = advice.first_line;
    unit.movements.push_back(std::move(payment));
}

void X12Reader::add_remittance(X12Advice& advice, const Unit& unit) {
    if (advice.trace.empty() && advice.payer_name.empty()) {
        warnings_.add(
            "F_ADVICE", advice.first_line, 1, "the advice names neither a trace nor a payer"
        );
    }
    Remittance remittance;
    remittance.remittance = file_.texts.keep(unit.identity);
    remittance.trace = advice.trace;
    remittance.payer_name = advice.payer_name;
    remittance.currency = advice.currency;
    remittance.total = advice.amount;
    remittance.date = advice.date;
    remittance.lines = std::move(advice.lines);
    remittance.source_line = advice.first_line;
    file_.remittances.push_back(std::move(remittance));
}

void X12Reader::add_advice(X12Advice& advice, Unit& unit) {
    unit.currency = advice.currency;
    unit.as_of = advice.date;
    unit.account = advice.our_account.str();
    if (!advice.is_readable) spoil(unit, "an amount, date or code of the set cannot be read");
    if (!advice.lines.empty() && advice.is_sum_known) {
        unit.controls.push_back(
            {"BPR02 amount",
             advice.amount,
             advice.sum,
             false,
             advice.currency,
             advice.amount_place.line}
        );
    }
    if (!advice.is_sum_known) {
        warnings_.add(
            "F_X12_BALANCE",
            advice.first_line,
            1,
            "a reference without an amount: the lines cannot be proved by the total"
        );
    }
    if (!advice.ties()) {
        faults_.add(
            "F_X12_BALANCE",
            advice.amount_place.line,
            advice.amount_place.column,
            fmt::format(
                "BPR02 amount states {}, the references and adjustments add up to {}, difference {}",
                format_amount(advice.amount, advice.currency),
                format_amount_wide(advice.sum, advice.currency),
                format_amount_wide(advice.amount - advice.sum, advice.currency)
            )
        );
        spoil(unit, fmt::format("the payment in line {} does not tie", advice.amount_place.line));
    }
    const bool is_money = advice.handling == X12Handling::money && advice.amount != 0;
    const bool is_usable = unit.state == UnitState::taken && !is_test_;
    if (is_money && !advice.date && unit.state == UnitState::taken) {
        faults_.add("F_DATE", advice.first_line, 1, "a payment with its date (BPR16) expected");
        spoil(unit, "the payment has no date");
    }
    if (is_money) {
        unit.kind = "820 payment";
        add_money(advice, unit);
    } else if (unit.state == UnitState::taken) {
        unit.state = UnitState::not_cash;
        unit.reason = advice.handling == X12Handling::prenote
                          ? "a prenote: an account is tried, no money"
                          : "advice: its money comes by another way";
        if (is_usable && advice.handling != X12Handling::prenote) add_remittance(advice, unit);
    }
    if (is_test_ && unit.state != UnitState::quarantined) {
        unit.state = UnitState::not_cash;
        unit.reason = "a test interchange (ISA15 T)";
    }
}

void X12Reader::close_set(const X12Segment& at, bool is_whole) {
    OpenSet set = std::move(*set_);
    set_.reset();
    std::vector<Control> controls;
    std::string wrong;
    if (!is_whole) {
        order(at, fmt::format("the set of line {} ends without its SE", set.line));
        wrong = broken_;
    } else {
        if (!ties_count(controls, at, "SE01 segments", set.segments)) {
            wrong = fmt::format("the set control in line {} does not tie", at.line);
        }
        if (!is_same_number(at.element(2), set.control)) {
            faults_.add(
                "F_X12_CONTROL",
                at.line,
                at.column_of(2),
                fmt::format(
                    "SE02 {} expected as in ST02, found '{}'",
                    set.control,
                    clean_text(at.element(2).substr(0, 40))
                )
            );
            wrong = fmt::format("the set control in line {} names another set", at.line);
        }
    }
    if (set.is_lost) return;
    const std::string identity =
        fmt::format("{}/{}/{}/{}", sender_, interchange_, group_, set.control);
    if (set.number == "823") {
        for (Unit& unit : lockbox_.finish()) {
            unit.controls.insert(unit.controls.end(), controls.begin(), controls.end());
            if (!wrong.empty()) spoil(unit, wrong);
            if (is_test_ && unit.state == UnitState::taken) {
                unit.state = UnitState::not_cash;
                unit.reason = "a test interchange (ISA15 T)";
            }
            file_.units.push_back(std::move(unit));
        }
        return;
    }
    X12Advice advice = advice_.finish();
    Unit unit;
    unit.kind = "820 advice";
    unit.identity = identity;
    unit.first_line = set.line;
    unit.controls = std::move(controls);
    if (!wrong.empty()) spoil(unit, wrong);
    if (advice.handling == X12Handling::none) {
        faults_.add("F_X12_ORDER", set.line, 1, "an 820 with a payment segment (BPR) expected");
        spoil(unit, "the set has no payment segment");
    }
    add_advice(advice, unit);
    file_.units.push_back(std::move(unit));
}

void X12Reader::segment(const X12Segment& segment) {
    const std::string_view name = segment.name();
    if (set_ && name != "SE") {
        const bool is_envelope =
            name == "ISA" || name == "GS" || name == "ST" || name == "GE" || name == "IEA";
        if (!is_envelope) {
            ++set_->segments;
            if (set_->is_lost) return;
            if (set_->number == "820") {
                advice_.take(segment);
            } else {
                lockbox_.take(segment);
            }
            return;
        }
    }
    if (name == "ISA") return begin_interchange(segment);
    if (name == "IEA") return end_interchange(segment);
    if (name == "GS") return begin_group(segment);
    if (name == "GE") return end_group(segment);
    if (name == "ST") return begin_set(segment);
    if (name == "SE") {
        if (set_) ++set_->segments;
        return end_set(segment);
    }
    if (name == "TA1") return;  // acknowledges an interchange of ours
    order(
        segment,
        fmt::format(
            "a segment ISA GS ST SE GE or IEA expected, found '{}'", clean_text(name.substr(0, 40))
        )
    );
}

void X12Reader::finish(std::uint64_t last_line) {
    X12Segment end;
    end.line = last_line;
    end.column = 1;
    if (set_) close_set(end, false);
    if (in_interchange_ || interchanges_ == 0) {
        break_file(
            end,
            0,
            "F_X12_TRUNCATED",
            interchanges_ == 0 ? "an interchange with its ISA and IEA expected"
                               : "the file ends without the end of its interchange (IEA)"
        );
    }
    if (!has_read_set_ && broken_.empty()) {
        broken_ = "the file has no 820 and no 823";
        if (other_set_.empty()) {
            break_file(end, 0, "F_X12_ORDER", "a set 820 or 823 expected, found none");
        }
    }
    file_.refused = !broken_.empty();
    if (file_.refused) {
        file_.remittances.clear();
        for (Unit& unit : file_.units) {
            if (unit.state == UnitState::not_cash) unit.reason.clear();
            spoil(unit, broken_);
        }
    }
    file_.faults = faults_.take();
    file_.warnings = warnings_.take();
}

void X12Reader::read() {
    const auto delimiters = x12_delimiters(trimmed(source_.text()));
    X12Walker walker(
        source_.text(),
        source_.first_line(),
        delimiters.value_or(x12_loose_delimiters(trimmed(source_.text()))),
        {},
        file_.texts
    );
    X12Segment next;
    while (walker.next(next)) {
        if (next.text.size() > line_bytes_max) {
            break_file(next, 0, "F_LINE", "a segment is longer than 1 MiB");
            continue;
        }
        segment(next);
    }
    finish(walker.line());
}

}  // namespace

std::string_view first_x12_set(std::string_view text) {
    const std::string_view body = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (body.size() < 4) return {};
    const bool is_x12 = body.starts_with("ISA") || body.starts_with("GS") || body.starts_with("ST");
    if (!is_x12) return {};
    const char mark = body.starts_with("ISA") ? body[3] : body[2];
    const bool is_letter = (mark >= 'A' && mark <= 'Z') || (mark >= 'a' && mark <= 'z') ||
                           (mark >= '0' && mark <= '9') || mark == ' ';
    if (is_letter) return {};
    for (std::size_t at = body.find("ST"); at != std::string_view::npos;
         at = body.find("ST", at + 1)) {
        const bool starts = at == 0 || !((body[at - 1] >= 'A' && body[at - 1] <= 'Z') ||
                                         (body[at - 1] >= 'a' && body[at - 1] <= 'z') ||
                                         (body[at - 1] >= '0' && body[at - 1] <= '9'));
        if (!starts || body.size() < at + 6 || body[at + 2] != mark) continue;
        const std::string_view number = body.substr(at + 3, 3);
        if (all_digits(number) && body[at - (at == 0 ? 0 : 1)] != mark) return number;
    }
    return {};
}

std::string x12_set_words(std::string_view set) {
    const auto* const found =
        std::find_if(set_names.begin(), set_names.end(), [&](const SetName& each) {
            return each.number == set;
        });
    const std::string number = clean_text(set.substr(0, 40));
    if (found == set_names.end()) return fmt::format("an X12 {}", number);
    return fmt::format("an X12 {} ({})", number, found->words);
}

void read_x12(const Source& source, Currency currency, IntakeFile& file) {
    file.format = "x12_820";
    if (first_x12_set(source.text()) == "823") file.format = "x12_823";
    X12Reader(source, currency, file).read();
}

}  // namespace tieout
