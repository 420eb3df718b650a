#include "io/formats/x12.h"

#include <utility>

#include <fmt/core.h>

#include "io/formats/envelope.h"
#include "io/formats/fields.h"
#include "io/formats/x12_advice.h"
#include "io/formats/x12_lockbox.h"
#include "io/formats/x12_order.h"
#include "io/formats/x12_segments.h"
#include "io/formats/x12_sets.h"

// ISA { GS { ST ... SE }... GE }... IEA, several of each. Every 820 is a unit, every deposit of an
// 823 is one. A wrong SE quarantines its set, a wrong GE or IEA the file.

namespace tieout {

namespace {

constexpr std::size_t isa_elements = 17;  // with the name

bool is_same_number(std::string_view left, std::string_view right) {
    if (left == right) return true;
    const auto a = whole_number(left);
    const auto b = whole_number(right);
    return a && b && *a == *b;
}

enum class SetKind : std::uint8_t {
    payment_order,  // 820
    lockbox,        // 823
    lost,           // one that cannot be read
};

// The set that is open.
struct OpenSet {
    SetKind kind = SetKind::lost;
    std::string control;  // ST02
    std::uint64_t segments = 0;
    std::uint64_t line = 0;
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
    void name_sets();
    void begin_group(const X12Segment& segment);
    void end_group(const X12Segment& segment);
    void begin_set(const X12Segment& segment);
    void end_set(const X12Segment& segment);
    void close_set(const X12Segment& at, bool is_whole);
    bool ties_count(
        std::vector<Control>& controls,
        const X12Segment& segment,
        const char* name,
        std::uint64_t counted
    );
    void break_file(
        const X12Segment& at, std::size_t element, std::string_view fault, std::string words
    );
    void order(const X12Segment& segment, std::string words);
    void finish(std::uint64_t last_line);

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
    std::string set_front_;    // of the identity of its sets: these three
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
    const char* name,
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
        stated
            ? fmt::format("{} states {}, counted {}", name, *stated, counted)
            : fmt::format("{} expected in digits, found '{}'", name, clean_text(text.substr(0, 40)))
    );
    return false;
}

void X12Reader::begin_interchange(const X12Segment& segment) {
    if (in_interchange_) order(segment, "an interchange begins before the one above it has ended");
    in_interchange_ = true;
    in_group_ = false;
    groups_ = 0;
    ++interchanges_;
    sender_ = segment.name_text(6);
    interchange_ = segment.name_text(13);
    name_sets();
    spare_ = segment.size() < isa_elements ? segment.name_text(12) : std::string{};
    is_test_ =
        segment.element(15) == "T" || (segment.size() < isa_elements && segment.element(14) == "T");
    if (segment.size() != isa_elements) {
        warnings_.add(
            "F_X12_ISA",
            segment.line,
            segment.column,
            fmt::format("16 elements of ISA expected, found {}", segment.size() - 1)
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
        file_.identity = fmt::format("{}/{}/{}", sender_, segment.name_text(8), interchange_);
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
    group_ = segment.name_text(6);
    name_sets();
}

void X12Reader::name_sets() {
    set_front_ = fmt::format("{}/{}/{}/", sender_, interchange_, group_);
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
    const std::string_view number = segment.element(1);
    set_->control = segment.name_text(2);
    set_->line = segment.line;
    set_->segments = 1;
    if (number == "820" || number == "823") {
        has_read_set_ = true;
        set_->kind = number == "820" ? SetKind::payment_order : SetKind::lockbox;
        if (set_->kind == SetKind::payment_order) advice_.start(currency_);
    } else {
        if (other_set_.empty()) other_set_ = segment.name_text(1);
        faults_.add(
            "F_X12_SET",
            segment.line,
            segment.column_of(1),
            fmt::format("this is {}, which is not read", x12_set_words(segment.name_text(1)))
        );
    }
}

void X12Reader::end_set(const X12Segment& segment) {
    if (!set_) return order(segment, "SE without a set");
    close_set(segment, true);
}

void X12Reader::close_set(const X12Segment& at, bool is_whole) {
    OpenSet set = std::move(*set_);
    set_.reset();
    std::vector<Control> controls;
    controls.reserve(2);  // SE01, BPR02
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
    if (set.kind == SetKind::lost) return;
    if (set.kind == SetKind::lockbox) {
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
    Unit& unit = file_.units.emplace_back();
    unit.kind = "820 advice";
    unit.identity = set_front_.empty() ? "///" : set_front_;
    unit.identity += set.control;
    unit.first_line = set.line;
    unit.controls = std::move(controls);
    if (!wrong.empty()) spoil(unit, wrong);
    if (advice.handling == X12Handling::none) {
        faults_.add("F_X12_ORDER", set.line, 1, "an 820 with a payment segment (BPR) expected");
        spoil(unit, "the set has no payment segment");
    }
    fill_x12_unit(advice, is_test_, unit, file_, faults_, warnings_);
}

void X12Reader::segment(const X12Segment& segment) {
    switch (segment.code) {
        case word_code("ISA"): return begin_interchange(segment);
        case word_code("IEA"): return end_interchange(segment);
        case word_code("GS"): return begin_group(segment);
        case word_code("GE"): return end_group(segment);
        case word_code("ST"): return begin_set(segment);
        case word_code("SE"):
            if (set_) ++set_->segments;
            return end_set(segment);
        default: break;
    }
    if (set_) {
        ++set_->segments;
        switch (set_->kind) {
            case SetKind::payment_order: return advice_.take(segment);
            case SetKind::lockbox: return lockbox_.take(segment);
            case SetKind::lost: return;
        }
    }
    const std::string_view name = segment.name();
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
    refuse_broken(file_, broken_);
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

void read_x12(const Source& source, Currency currency, IntakeFile& file) {
    file.format = "x12_820";
    if (first_x12_set(source.text()) == "823") file.format = "x12_823";
    X12Reader(source, currency, file).read();
}

}  // namespace tieout
