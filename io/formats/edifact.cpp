#include "io/formats/edifact.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "io/formats/edifact_credit.h"
#include "io/formats/edifact_remadv.h"
#include "io/formats/edifact_segments.h"
#include "io/formats/fields.h"

// UNA? UNB { UNG? { UNH .. UNT } UNE? } UNZ. A message is taken when UNT counts its segments and
// names its reference; a file when each UNZ counts its messages (or groups) and names UNB.

namespace tieout {

namespace {

class EdifactReader {
public:
    EdifactReader(const Source& source, Currency currency, IntakeFile& file)
        : file_(file),
          faults_(source.name()),
          warnings_(source.name()),
          segments_(source),
          notes_{faults_, warnings_, file.texts, segments_.marks(), currency} {}

    void read();

private:
    void service(const EdifactSegment& segment);
    void begin_interchange(const EdifactSegment& unb);
    void end_interchange(const EdifactSegment& unz);
    void end_group(const EdifactSegment& une);
    void begin_message(const EdifactSegment& unh);
    void end_message(const EdifactSegment* unt);
    void take(EdifactResult result, const Control& control, const std::string& broken);
    void check_count(Control control, const EdifactSegment& trailer);
    void break_file(
        std::string_view fault, std::uint64_t line, std::uint64_t column, std::string words
    );

    IntakeFile& file_;
    FaultList faults_;
    FaultList warnings_;
    EdifactSegments segments_;
    EdifactNotes notes_;
    std::optional<EdifactRemadv> remadv_;
    std::optional<EdifactCredit> credit_;
    bool in_interchange_ = false;
    bool in_group_ = false;
    bool in_message_ = false;
    bool is_test_ = false;
    std::string interchange_;  // reference of UNB
    std::string group_;        // of UNG
    std::string message_;      // of UNH
    std::string type_;
    std::uint64_t message_line_ = 0;
    std::uint64_t message_column_ = 0;
    std::uint64_t message_segments_ = 0;
    std::uint64_t messages_ = 0;
    std::uint64_t group_messages_ = 0;
    std::uint64_t groups_ = 0;
    std::uint64_t interchanges_ = 0;
    std::uint64_t read_messages_ = 0;
    std::uint64_t last_line_ = 1;
    std::string broken_;  // why the file is refused
};

void EdifactReader::break_file(
    std::string_view fault, std::uint64_t line, std::uint64_t column, std::string words
) {
    if (broken_.empty()) broken_ = words;
    faults_.add(fault, line, column, std::move(words));
}

void EdifactReader::begin_interchange(const EdifactSegment& unb) {
    if (in_interchange_) {
        break_file("F_EDIFACT_ORDER", unb.line(), unb.column(), "a UNZ expected before a new UNB");
    }
    in_interchange_ = true;
    messages_ = groups_ = 0;
    interchange_ = unb.plain(5);
    constexpr std::size_t test_indicator = 11;
    is_test_ = unb.raw(test_indicator) == "1";
    if (interchanges_++ == 0) {
        file_.identity = fmt::format(
            "{} {} {} {} {}",
            unb.plain(2),
            unb.plain(3),
            unb.plain(4, 1),
            unb.plain(4, 2),
            interchange_
        );
    }
    if (is_test_) {
        warnings_.add(
            "F_EDIFACT_TEST", unb.line(), unb.column(), "a test interchange: nothing is cash"
        );
    }
}

void EdifactReader::check_count(Control control, const EdifactSegment& trailer) {
    if (!control.ties()) {
        break_file(
            "F_EDIFACT_COUNT",
            trailer.line(),
            trailer.column(),
            fmt::format(
                "{} counted, {} states {}",
                static_cast<std::int64_t>(control.counted),
                control.name,
                trailer.plain(1)
            )
        );
    }
    file_.controls.push_back(std::move(control));
}

void EdifactReader::end_group(const EdifactSegment& une) {
    const auto stated = whole_number(une.raw(1));
    check_count(
        {"UNE number of messages",
         stated ? static_cast<WideMinor>(*stated) : WideMinor{-1},
         static_cast<WideMinor>(group_messages_),
         true,
         {},
         une.line()},
        une
    );
    if (!in_group_ || une.plain(2) != group_) {
        break_file(
            "F_EDIFACT_REFERENCE",
            une.line(),
            une.column(),
            fmt::format("the reference '{}' of its UNG expected", group_)
        );
    }
    in_group_ = false;
}

void EdifactReader::end_interchange(const EdifactSegment& unz) {
    if (!in_interchange_) {
        break_file("F_EDIFACT_ORDER", unz.line(), unz.column(), "a UNB expected before a UNZ");
        return;
    }
    in_interchange_ = false;
    const auto stated = whole_number(unz.raw(1));
    check_count(
        {groups_ > 0 ? "UNZ number of groups" : "UNZ number of messages",
         stated ? static_cast<WideMinor>(*stated) : WideMinor{-1},
         static_cast<WideMinor>(groups_ > 0 ? groups_ : messages_),
         true,
         {},
         unz.line()},
        unz
    );
    if (unz.plain(2) != interchange_) {
        break_file(
            "F_EDIFACT_REFERENCE",
            unz.line(),
            unz.column(),
            fmt::format("the reference '{}' of its UNB expected", interchange_)
        );
    }
}

void EdifactReader::begin_message(const EdifactSegment& unh) {
    if (!in_interchange_) {
        break_file("F_EDIFACT_ORDER", unh.line(), unh.column(), "a UNB expected before a UNH");
        in_interchange_ = true;
    }
    in_message_ = true;
    ++messages_;
    ++group_messages_;
    message_ = unh.plain(1);
    type_ = unh.plain(2, 1);
    message_line_ = unh.line();
    message_column_ = unh.column();
    message_segments_ = 1;
    if (type_ == "REMADV") {
        remadv_.emplace(notes_, unh.line());
    } else if (type_ == "CREADV" || type_ == "CREMUL") {
        credit_.emplace(notes_, type_ == "CREMUL", unh.line());
    } else {
        faults_.add(
            "F_EDIFACT_MESSAGE",
            unh.line(),
            unh.column(),
            fmt::format("a message REMADV, CREADV or CREMUL expected, found '{}'", type_)
        );
        return;
    }
    ++read_messages_;
    if (file_.dialect.empty()) {
        file_.dialect = fmt::format("{} {}.{}", type_, unh.plain(2, 2), unh.plain(2, 3));
        const std::string association = unh.plain(2, 5);
        if (!association.empty()) file_.dialect += ' ' + association;
    }
}

void EdifactReader::take(EdifactResult result, const Control& control, const std::string& broken) {
    for (Unit& unit : result.units) {
        unit.controls.push_back(control);
        if (!broken.empty()) {
            unit.state = UnitState::quarantined;
            unit.reason = broken;
        } else if (is_test_ && unit.state == UnitState::taken) {
            unit.state = UnitState::not_cash;
            unit.reason = "a test interchange";
        }
        file_.units.push_back(std::move(unit));
    }
    if (type_ == "REMADV") file_.controls.push_back(control);
    for (Control& each : result.controls)
        file_.controls.push_back(std::move(each));
    if (is_test_) return;
    const bool is_held = !broken.empty() || result.is_refused;
    for (Remittance& each : result.advice)
        (is_held ? file_.held_remittances : file_.remittances).push_back(std::move(each));
}

void EdifactReader::end_message(const EdifactSegment* unt) {
    in_message_ = false;
    if (!remadv_ && !credit_) return;
    std::string broken;
    Control control{
        "UNT number of segments",
        -1,
        static_cast<WideMinor>(message_segments_),
        true,
        {},
        unt == nullptr ? last_line_ : unt->line()
    };
    if (unt == nullptr) {
        broken = "the message has no end";
        faults_.add(
            "F_EDIFACT_TRUNCATED", message_line_, message_column_, "a message with its UNT expected"
        );
    } else {
        const auto stated = whole_number(unt->raw(1));
        if (stated) control.stated = static_cast<WideMinor>(*stated);
        if (!control.ties()) {
            broken = "the number of segments does not agree";
            faults_.add(
                "F_EDIFACT_COUNT",
                unt->line(),
                unt->column(),
                fmt::format(
                    "{} segments counted, UNT states '{}'", message_segments_, unt->plain(1)
                )
            );
        } else if (unt->plain(2) != message_) {
            broken = "the reference of the message does not agree";
            faults_.add(
                "F_EDIFACT_REFERENCE",
                unt->line(),
                unt->column(),
                fmt::format("the reference '{}' of its UNH expected", message_)
            );
        }
    }
    EdifactResult result;
    if (remadv_) remadv_->finish(result);
    if (credit_) credit_->finish(result);
    remadv_.reset();
    credit_.reset();
    take(std::move(result), control, broken);
}

void EdifactReader::service(const EdifactSegment& segment) {
    const std::string_view tag = segment.tag();
    if (in_message_) end_message(nullptr);
    if (tag == "UNB") {
        begin_interchange(segment);
    } else if (tag == "UNZ") {
        end_interchange(segment);
    } else if (tag == "UNG") {
        in_group_ = true;
        ++groups_;
        group_messages_ = 0;
        group_ = segment.plain(5);
    } else if (tag == "UNE") {
        end_group(segment);
    } else {
        begin_message(segment);
    }
}

void EdifactReader::read() {
    EdifactSegment segment;
    while (segments_.next(segment)) {
        const std::string_view tag = segment.tag();
        const std::uint64_t code = word_code(tag);
        last_line_ = segment.line();
        if (!segment.is_whole()) {
            break_file(
                "F_EDIFACT_TRUNCATED",
                segment.line(),
                segment.column(),
                fmt::format(
                    "a segment with its terminator expected, found '{}'",
                    clean_text(tag.substr(0, 10))
                )
            );
        }
        if (segment.is_too_long()) {
            break_file(
                "F_FIELD",
                segment.line(),
                segment.column(),
                fmt::format("a segment of at most {} bytes expected", field_bytes_max)
            );
        }
        const bool is_service = code == word_code("UNB") || code == word_code("UNZ") ||
                                code == word_code("UNG") || code == word_code("UNE") ||
                                code == word_code("UNH");
        if (is_service) {
            service(segment);
        } else if (!in_message_) {
            break_file(
                "F_EDIFACT_ORDER",
                segment.line(),
                segment.column(),
                fmt::format("a UNB, UNH or UNZ expected, found '{}'", clean_text(tag.substr(0, 10)))
            );
        } else {
            ++message_segments_;
            if (code == word_code("UNT")) {
                end_message(&segment);
            } else if (remadv_) {
                remadv_->segment(segment);
            } else if (credit_) {
                credit_->segment(segment);
            }
        }
    }
    if (in_message_) end_message(nullptr);
    if (in_interchange_ || interchanges_ == 0) {
        break_file("F_EDIFACT_TRUNCATED", last_line_, 1, "a UNZ at the end expected");
    } else if (read_messages_ == 0 && broken_.empty()) {
        broken_ = "no message that is read";
        if (messages_ == 0) {
            faults_.add(
                "F_EDIFACT_MESSAGE", last_line_, 1, "a message in the interchange expected"
            );
        }
    }
    file_.format = "edifact";
    file_.refused = !broken_.empty();
    if (file_.refused) {
        file_.hold_remittances();
        for (Unit& unit : file_.units) {
            unit.state = UnitState::quarantined;
            unit.reason = broken_;
        }
    }
    file_.faults = faults_.take();
    file_.warnings = warnings_.take();
}

}  // namespace

bool is_edifact(std::string_view text) {
    constexpr std::size_t advice_bytes = 9;
    if (text.starts_with("UNA") && text.size() > advice_bytes) {
        text.remove_prefix(advice_bytes);
        text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    }
    if (!text.starts_with("UNB") || text.size() < 4) return false;
    const char mark = text[3];
    return (mark < 'A' || mark > 'Z') && (mark < 'a' || mark > 'z') && (mark < '0' || mark > '9');
}

void read_edifact(const Source& source, Currency currency, IntakeFile& file) {
    EdifactReader(source, currency, file).read();
}

}  // namespace tieout
