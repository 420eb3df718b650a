#include "io/formats/mt940.h"

#include <algorithm>
#include <string_view>

#include <fmt/core.h>

#include "io/formats/fields.h"
#include "io/formats/mt_fields.h"
#include "io/formats/mt_pages.h"
#include "io/formats/mt_statement.h"

// A file is a row of messages; a message is a page of a statement (MT940, MT950) or an interim
// report (MT942). It begins with its header block, or with :20: where there are no blocks, and
// ends with "-}" or "-" or where the next one begins. Cost: linear, one walk.

namespace tieout {

namespace {

class Mt940Reader {
public:
    Mt940Reader(const Source& source, IntakeFile& file)
        : source_(source),
          file_(file),
          faults_(source.name()),
          warnings_(source.name()),
          fields_(source) {}

    void read();

private:
    void header(const MtField& field);
    void trailer(std::string_view text);
    void stray(const MtField& field);
    void field(MtField& field);
    void balance(const MtField& field);
    void closing_balance(const MtField& field);
    void available_balance(const MtField& field);
    void sum(const MtField& field);
    void floor_limit(const MtField& field);
    void statement_line(MtField& field);
    void text(MtField& field);
    void account(std::string_view text);
    void begin(std::uint64_t line);
    void end_entry();
    void end_message();
    void add_expected();
    void fault(const MtFault& found, std::string reason);
    void out_of_order(const MtField& field, std::string words);

    const Source& source_;
    IntakeFile& file_;
    FaultList faults_;
    FaultList warnings_;
    MtFields fields_;
    MtMessage message_;
    MtEntry entry_;
    bool has_entry_ = false;
    MtMovementReader movement_reader_;
    Text account_;  // of the entry before, kept
    MtPages pages_;
    std::string header_type_;  // of blocks {1: and {2: before the text
    bool header_is_test_ = false;
    bool has_blocks_ = false;      // the open message began with "{4:"; "-}" is to come
    bool closes_blocks_ = false;   // the file has "-}"; some banks write "-" alone
    bool trailer_is_cut_ = false;  // the blocks behind it are not closed
    std::size_t messages_ = 0;
    std::size_t movements_before_ = 0;  // of the message before
    std::string first_identity_;
    bool has_interim_ = false;
    bool has_statement_ = false;
};

void Mt940Reader::fault(const MtFault& found, std::string reason) {
    faults_.add(found.fault, found.line, found.column, found.words);
    message_.quarantine(std::move(reason));
}

void Mt940Reader::out_of_order(const MtField& field, std::string words) {
    faults_.add("F_MT_ORDER", field.line, 1, std::move(words));
    message_.quarantine(fmt::format("the field in line {} is out of place", field.line));
}

void Mt940Reader::begin(std::uint64_t line) {
    if (message_.is_open) end_message();
    message_ = {};
    message_.is_open = true;
    message_.type = header_type_;
    message_.is_test = header_is_test_;
    message_.unit.first_line = line;
    message_.unit.movements.reserve(movements_before_);
    header_type_.clear();
    header_is_test_ = false;
}

// "{1:F01BANKDEFFAXXX0000000000}{2:O9401200...}{4:"
void Mt940Reader::header(const MtField& field) {
    std::string_view text = field.lines.front().text;
    const std::size_t first = text.find("{1:");
    if (message_.is_open && first != std::string_view::npos) trailer(text.substr(0, first));
    if (message_.is_open) end_message();
    has_blocks_ = text.find("{4:") != std::string_view::npos;
    const std::size_t type = text.find("{2:");
    if (type != std::string_view::npos && text.size() >= type + 7) {
        header_type_ = std::string(text.substr(type + 4, 3));
        if (!all_digits(header_type_)) header_type_.clear();
    }
    // A test and training address has a 0 as the eighth letter of its bank.
    constexpr std::size_t bank_at = 6;
    if (first != std::string_view::npos && text.size() > first + bank_at + 7) {
        header_is_test_ = text[first + bank_at + 7] == '0';
    }
}

void Mt940Reader::trailer(std::string_view text) {
    if (!message_.is_open) return;
    end_entry();
    message_.has_ended = true;
    const bool has_brace = text.starts_with("-}");
    closes_blocks_ = closes_blocks_ || has_brace;
    has_blocks_ = has_blocks_ && closes_blocks_ && !has_brace;
    if (has_brace) text.remove_prefix(2);
    trailer_is_cut_ =
        std::count(text.begin(), text.end(), '{') > std::count(text.begin(), text.end(), '}');
    if (text.find("{TNG:") != std::string_view::npos) message_.is_test = true;
    if (text.find("{PDE:") != std::string_view::npos ||
        text.find("{PDM:") != std::string_view::npos) {
        message_.is_repeat = true;
    }
}

// Lines in front of a message are the bank's own headers; a line behind its end may be one too.
void Mt940Reader::stray(const MtField& field) {
    if (message_.is_open && message_.has_ended) end_message();
    const std::string_view text = trimmed(field.lines.front().text);
    constexpr std::size_t header_max = 30;
    if (text.size() <= header_max || text.starts_with(':')) return;
    warnings_.add("F_MT_TEXT", field.line, field.column, "a line outside of messages is left out");
}

void Mt940Reader::balance(const MtField& field) {
    end_entry();
    auto balance = mt_balance(field, message_.floor_currency);
    if (!balance) {
        fault(balance.error(), "the opening balance cannot be read");
        message_.has_no_currency = true;
        return;
    }
    if (message_.opening) {
        out_of_order(field, "one opening balance for each page expected");
        return;
    }
    if (message_.has_lines || message_.closing) {
        out_of_order(field, "the opening balance is expected before the entries");
    }
    message_.opening = *balance;
    message_.opens_page = field.tag == "60M";
}

void Mt940Reader::closing_balance(const MtField& field) {
    end_entry();
    auto balance = mt_balance(field, message_.currency());
    if (!balance) {
        fault(balance.error(), "the closing balance cannot be read");
        return;
    }
    if (message_.closing) {
        out_of_order(field, "one closing balance for each page expected");
        return;
    }
    if (!balance->has_currency) {
        warnings_.add(
            "F_MT_CURRENCY",
            balance->line,
            balance->column,
            "the closing balance names no currency; that of the opening balance is taken"
        );
    }
    message_.closing = *balance;
    message_.closes_page = field.tag == "62M";
    message_.unit.as_of = balance->day;
}

// 64 and 65 say what will be available: they prove nothing of the entries.
void Mt940Reader::available_balance(const MtField& field) {
    end_entry();
    const auto balance = mt_balance(field, message_.currency());
    if (balance) return;
    const MtFault& found = balance.error();
    warnings_.add(found.fault, found.line, found.column, found.words);
}

void Mt940Reader::sum(const MtField& field) {
    end_entry();
    const auto sum = mt_sum(field);
    if (!sum) {
        fault(sum.error(), "the sum of entries cannot be read");
        return;
    }
    std::optional<MtSum>& stated =
        field.tag == "90D" ? message_.stated_debits : message_.stated_credits;
    if (stated) {
        out_of_order(field, "one sum for each side expected");
        return;
    }
    stated = *sum;
    if (message_.floor_currency.is_none()) message_.floor_currency = sum->currency;
}

void Mt940Reader::floor_limit(const MtField& field) {
    const std::string_view letters = field.lines.front().text.substr(0, 3);
    const auto currency = Currency::find(letters);
    if (!currency) {
        fault(
            {"F_CURRENCY",
             field.line,
             field.column,
             fmt::format("a currency of ISO 4217 expected, found '{}'", clean_text(letters))},
            "the floor limit cannot be read"
        );
        return;
    }
    if (message_.floor_currency.is_none()) message_.floor_currency = *currency;
}

void Mt940Reader::statement_line(MtField& field) {
    end_entry();
    message_.has_lines = true;
    if (message_.closing) {
        out_of_order(field, "no entry expected behind the closing balance");
        return;
    }
    const Currency currency = message_.currency();
    if (currency.is_none()) {
        if (message_.has_no_currency) return;
        message_.has_no_currency = true;
        out_of_order(field, "an opening balance or floor limit expected before the entries");
        return;
    }
    MtStatementLine& line = entry_.line;
    if (const auto found = read_mt_statement_line(field, currency, line)) {
        fault(*found, fmt::format("the entry in line {} cannot be read", field.line));
        return;
    }
    if (!line.has_comma || line.is_moved) {
        warnings_.add(
            line.is_moved ? "F_DATE" : "F_AMOUNT",
            field.line,
            field.column,
            line.is_moved ? "no such day; the last of February is taken"
                          : "the amount has no decimal comma"
        );
    }
    if (!line.is_expected) {
        MtSide& side = line.is_credit ? message_.credits : message_.debits;
        ++side.count;
        side.sum += line.amount;
    }
    if (line.amount == 0) {
        warnings_.add("F_ZERO_AMOUNT", field.line, field.column, "an entry of zero is left out");
        return;
    }
    entry_.source_line = field.line;
    entry_.text_bytes = 0;
    entry_.text.clear();
    entry_.non_swift.clear();
    entry_.more.assign(
        field.lines.begin() + static_cast<std::ptrdiff_t>(line.lines_used), field.lines.end()
    );
    has_entry_ = true;
    fields_.set_in_movement(true);
}

void Mt940Reader::end_entry() {
    fields_.set_in_movement(false);
    if (!has_entry_) return;
    has_entry_ = false;
    Unit& unit = entry_.line.is_expected ? message_.expected : message_.unit;
    if (account_ != message_.unit.account) account_ = file_.texts.keep(message_.unit.account);
    if (unit.movements.empty() && entry_.line.is_expected) unit.first_line = entry_.source_line;
    movement_reader_.read(
        entry_, message_.currency(), account_, file_.texts, unit.movements.emplace_back()
    );
}

void Mt940Reader::text(MtField& field) {
    if (!has_entry_) {
        if (message_.closing) {
            read_mt_totals(message_, field.lines.front().text, field.line);
        }
        return;  // about the statement, not about an entry
    }
    for (const Line& line : field.lines)
        entry_.text_bytes += line.text.size() + 1;
    if (entry_.text_bytes > field_bytes_max) {
        fault(
            {"F_FIELD",
             field.line,
             field.column,
             fmt::format("a text of at most {} bytes expected", field_bytes_max)},
            "the text of an entry is too long"
        );
        return;
    }
    std::vector<Line>& text = field.tag == "86" ? entry_.text : entry_.non_swift;
    if (text.empty()) return text.swap(field.lines);
    text.insert(text.end(), field.lines.begin(), field.lines.end());
}

// "NL91ABNA0417164300", "20090500/0006853030", "0123456789EUR", "UBRTHUHB/1234/HUF", "/PL1234"
void Mt940Reader::account(std::string_view text) {
    if (text.starts_with('/')) text.remove_prefix(1);
    message_.unit.account = squeezed_text(trimmed_right(text));
    std::string& account = message_.unit.account;
    if (account.size() < 4 ||
        !Currency::find(std::string_view(account).substr(account.size() - 3))) {
        return;
    }
    std::string_view bare = std::string_view(account).substr(0, account.size() - 3);
    const bool is_apart = bare.ends_with(' ') || bare.ends_with('/');
    if (!is_apart && !all_digits(bare.substr(bare.size() - 1))) return;
    while (bare.ends_with(' ') || bare.ends_with('/'))
        bare.remove_suffix(1);
    account = std::string(bare);
}

void Mt940Reader::field(MtField& field) {
    const std::string_view tag = field.tag;
    const std::string_view value = field.lines.front().text;
    if (message_.is_open && message_.has_ended) end_message();
    if (tag == "20" || !message_.is_open) begin(field.line);
    message_.last_line = field.lines.back().number;
    if (field.is_too_long) {
        fault(
            {"F_FIELD",
             field.line,
             field.column,
             fmt::format("a field of at most {} bytes expected", field_bytes_max)},
            "a field is too long"
        );
    }
    if (tag == "20") {
        message_.reference = squeezed_text(trimmed_right(value));
    } else if (tag == "25" || tag == "25P") {
        if (message_.opening || message_.has_lines) {
            out_of_order(field, "the account is expected before the balances");
        } else {
            account(value);
        }
    } else if (tag == "28" || tag == "28C") {
        message_.number = mt_number(trimmed_right(value));
    } else if (tag.starts_with("60")) {
        balance(field);
    } else if (tag == "61") {
        statement_line(field);
    } else if (tag == "86" || tag == "NS") {
        text(field);
    } else if (tag.starts_with("62")) {
        closing_balance(field);
    } else if (tag == "64" || tag == "65") {
        available_balance(field);
    } else if (tag == "90D" || tag == "90C") {
        message_.is_interim = true;
        sum(field);
    } else if (tag.starts_with("34")) {
        message_.is_interim = true;
        floor_limit(field);
    } else if (tag.starts_with("13")) {
        message_.is_interim = true;
        const auto day = mt_date(value.substr(0, 6));
        if (day) message_.unit.as_of = day->date;
    } else if (!field.is_known) {
        warnings_.add(
            "F_MT_TAG",
            field.line,
            1,
            fmt::format("tag {} is unknown and left out", clean_text(tag))
        );
    }
}

void Mt940Reader::end_message() {
    end_entry();
    message_.is_open = false;
    Unit& unit = message_.unit;
    movements_before_ = std::min<std::size_t>(unit.movements.size(), 1024);
    const bool is_statement_type = message_.type == "940" || message_.type == "950";
    if (!message_.type.empty() && !is_statement_type && message_.type != "942") {
        faults_.add(
            "F_MT_MESSAGE",
            unit.first_line,
            1,
            fmt::format("an MT940, MT942 or MT950 expected, found an MT{}", message_.type)
        );
        message_.quarantine(fmt::format("an MT{} is not read", message_.type));
        unit.movements.clear();
        unit.kind = "message";
        file_.units.push_back(std::move(unit));
        return;
    }
    message_.is_interim = message_.type == "942" || (message_.is_interim && !is_statement_type &&
                                                     !message_.opening && !message_.closing);
    prove_mt_message(message_, faults_);
    unit.kind = message_.is_interim ? "interim report" : "statement";
    unit.is_opening_booked = !message_.is_interim && unit.opening_balance.has_value();
    unit.is_closing_booked = !message_.is_interim && unit.closing_balance.has_value();
    unit.identity = fmt::format("{}/{}", message_.reference, message_.number.text);
    if (messages_++ == 0) {
        first_identity_ = fmt::format(
            "{} {} {} {} {}",
            message_.reference,
            unit.account,
            unit.currency.letters(),
            message_.number.text,
            unit.as_of ? format_date(*unit.as_of) : std::string{}
        );
    }
    if (message_.reference.empty() || unit.account.empty()) {
        warnings_.add(
            "F_MISSING",
            unit.first_line,
            1,
            message_.reference.empty() ? "a reference :20: expected" : "an account :25: expected"
        );
    }
    if (message_.is_repeat) {
        warnings_.add(
            "F_MT_DUPLICATE", unit.first_line, 1, "the sender calls this message a possible repeat"
        );
    }
    const bool is_listed = unit.state == UnitState::taken;
    if (is_listed && (message_.is_interim || message_.is_test)) {
        unit.state = UnitState::not_cash;
        unit.reason = message_.is_test ? "a test message" : "interim report (MT942)";
    }
    has_interim_ = has_interim_ || message_.is_interim;
    has_statement_ = has_statement_ || !message_.is_interim;
    add_expected();
    pages_.add(message_, file_, faults_, warnings_);
}

void Mt940Reader::add_expected() {
    Unit& expected = message_.expected;
    if (expected.movements.empty()) return;
    expected.kind = "expected entries";
    expected.identity = message_.unit.identity;
    expected.account = message_.unit.account;
    expected.currency = message_.unit.currency;
    expected.as_of = message_.unit.as_of;
    expected.state = UnitState::not_cash;
    expected.reason = "expected by the bank, not booked";
    file_.units.push_back(std::move(expected));
}

void Mt940Reader::read() {
    MtField found;
    while (fields_.next(found)) {
        switch (found.event) {
            case MtEvent::field: field(found); break;
            case MtEvent::header: header(found); break;
            case MtEvent::trailer: trailer(found.lines.front().text); break;
            case MtEvent::stray: stray(found); break;
        }
    }
    if (message_.is_open) {
        end_entry();
        if (has_blocks_ || trailer_is_cut_) refuse_cut_message(message_, faults_);
        end_message();
    }
    pages_.finish(warnings_);
    file_.format = has_interim_ && !has_statement_ ? "mt942" : "mt940";
    file_.identity =
        messages_ > 1 ? fmt::format("{} +{}", first_identity_, messages_ - 1) : first_identity_;
    if (file_.units.empty()) {
        file_.refused = true;
        faults_.add("F_MT_MESSAGE", source_.first_line(), 1, "a message with tag :20: expected");
    }
    file_.faults = faults_.take();
    file_.warnings = warnings_.take();
}

}  // namespace

bool starts_mt_message(std::string_view line) {
    while (!line.empty() && (static_cast<unsigned char>(line.front()) < 0x20 || line[0] == '$'))
        line.remove_prefix(1);
    if (line.starts_with("{1:F") || line.starts_with("{2:I9") || line.starts_with("{2:O9")) {
        return true;
    }
    std::size_t length = 0;
    return is_mt_tag(mt_tag(line, length));
}

void read_mt940(const Source& source, IntakeFile& file) {
    Mt940Reader(source, file).read();
}

}  // namespace tieout
