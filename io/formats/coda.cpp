#include "io/formats/coda.h"

#include <optional>
#include <span>

#include <fmt/core.h>

#include "io/formats/coda_group.h"
#include "io/formats/fields.h"
#include "io/formats/fixed_records.h"

namespace tieout {

namespace {

constexpr std::size_t record_columns = 128;
constexpr int coda_decimals = 3;

// Where a field stands: columns from..to.
struct Columns {
    std::size_t from;
    std::size_t to;
};

constexpr Columns old_balance{44, 58};
constexpr Columns movement_amount{33, 47};
constexpr Columns new_balance{43, 57};
constexpr Columns record_count{17, 22};
constexpr Columns debit_total{23, 37};
constexpr Columns credit_total{38, 52};

class CodaReader {
public:
    CodaReader(const Source& source, IntakeFile& file)
        : file_(file),
          records_(source, record_columns, file.texts),
          faults_(source.name()),
          warnings_(source.name()) {}

    void read();

private:
    void record(const FixedRecord& record);
    void header();
    void opening();
    void movement();
    void movement_more(char part);
    void information(char part);
    void message();
    void closing();
    void trailer();
    void flush();
    void end_unit();

    std::string_view cut(std::size_t from, std::size_t to) const {
        return columns(record_.text, from, to);
    }

    std::optional<Minor> amount(Columns at);
    std::optional<bool> is_credit(std::size_t column);
    void compare(std::string_view name, WideMinor stated, WideMinor counted, std::size_t column);
    void compare_count();
    void spoil(std::string reason);
    void fault(std::string_view code, std::size_t column, std::string words);

    void warn(std::string_view code, std::size_t column, std::string words) {
        warnings_.add(code, record_.line, column, std::move(words));
    }

    void check_sequence();

    IntakeFile& file_;
    FixedRecords records_;
    FaultList faults_;
    FaultList warnings_;
    FixedRecord record_;
    std::optional<Unit> unit_;
    std::vector<CodaMovement> group_;  // a main movement and its details; reused
    std::size_t group_size_ = 0;
    std::optional<Date> created_;
    Text account_;
    std::string sequence_;
    std::uint64_t movement_no_ = 0;
    std::uint64_t counted_ = 0;   // records other than 0 and 9
    std::uint64_t messages_ = 0;  // records 4 among them
    WideMinor balance_ = 0;
    WideMinor debits_ = 0;
    WideMinor credits_ = 0;
    bool has_opening_ = false;
    bool has_closing_ = false;
    bool more_follow_ = false;
    ChainIdentity identity_;
};

void CodaReader::spoil(std::string reason) {
    if (!unit_) return;
    unit_->state = UnitState::quarantined;
    if (unit_->reason.empty()) unit_->reason = std::move(reason);
}

// A fault always keeps its statement from being taken.
void CodaReader::fault(std::string_view code, std::size_t column, std::string words) {
    if (unit_) spoil(fmt::format("line {}: {}", record_.line, words));
    faults_.add(code, record_.line, column, std::move(words));
}

// 15 digits with three decimals, in minor units of the account's currency.
std::optional<Minor> CodaReader::amount(Columns at) {
    const std::string_view digits = cut(at.from, at.to);
    if (digits.size() == at.to - at.from + 1) {
        Result<Minor> value = implied_amount_of(digits, coda_decimals, unit_->currency);
        if (value) return *value;
        fault("F_AMOUNT", at.from, value.error().words);
    } else {
        fault("F_AMOUNT", at.from, "an amount of 15 digits expected, the record is cut");
    }
    return std::nullopt;
}

std::optional<bool> CodaReader::is_credit(std::size_t column) {
    const std::string_view sign = cut(column, column);
    if (sign == "0") return true;
    if (sign == "1") return false;
    fault("F_CODA_SIGN", column, "0 (credit) or 1 (debit) expected");
    return std::nullopt;
}

void CodaReader::header() {
    if (unit_) {
        faults_.add(
            "F_CODA_TRUNCATED",
            record_.line,
            1,
            "a header (record 0) before the statement above it has ended (record 9)"
        );
        spoil("it ends without its record 9");
        end_unit();
    }
    unit_.emplace();
    unit_->kind = "statement";
    unit_->first_line = record_.line;
    movement_no_ = counted_ = messages_ = 0;
    balance_ = debits_ = credits_ = 0;
    has_opening_ = has_closing_ = false;
    created_ = date_ddmmyy(cut(6, 11));
    if (cut(15, 16) != "05") fault("F_CODA_HEADER", 15, "application code 05 expected");
    if (cut(128, 128) != "2") fault("F_CODA_VERSION", 128, "version 2 of the format expected");
    if (cut(17, 17) == "D") {
        warn("F_CODA_DUPLICATE", 17, "the bank calls this statement a duplicate");
    }
}

void CodaReader::opening() {
    if (has_opening_) {
        fault("F_CODA_ORDER", 1, "a second old balance (record 1) in one statement");
        return;
    }
    has_opening_ = true;
    const CodaAccount account = coda_account(record_.text);
    if (account.number.empty()) {
        fault("F_CODA_ACCOUNT", 2, "an account in structure 0, 1, 2 or 3 expected");
    }
    account_ = clean_text(account.number, file_.texts);
    unit_->account = account_.str();
    unit_->currency = *Currency::find("EUR");  // to read on for further faults
    if (const auto currency = Currency::find(account.currency)) {
        unit_->currency = *currency;
    } else {
        fault("F_CURRENCY", account.currency_column, "a currency of ISO 4217 expected");
    }
    sequence_ = std::string(trimmed(clean_text(cut(3, 5))));
    unit_->identity = sequence_;
    const auto credit = is_credit(43);
    const auto value = amount(old_balance);
    if (!credit || !value) return;
    unit_->opening_balance = *credit ? *value : -*value;
    unit_->is_opening_booked = true;
    balance_ = *unit_->opening_balance;
}

// The continuous number counts the movements; a gap is no loss of money by itself.
void CodaReader::check_sequence() {
    const auto number = whole_number(cut(3, 6));
    if (!number) {
        fault("F_CODA_SEQUENCE", 3, "a sequence number of 4 digits expected");
        return;
    }
    const std::uint64_t next = movement_no_ == 9999 ? 0 : movement_no_ + 1;
    if (movement_no_ != 0 && *number != next && *number != movement_no_) {
        warn(
            "F_CODA_SEQUENCE", 3, fmt::format("movement {:04} expected, found {:04}", next, *number)
        );
    }
    movement_no_ = *number;
}

void CodaReader::movement() {
    const std::string_view sequence = cut(3, 6);
    const std::string_view detail = cut(7, 10);
    const bool is_main = detail == "0000";
    if (is_main) {
        flush();
        check_sequence();
    } else if (group_size_ == 0 || group_.front().sequence != sequence) {
        fault("F_CODA_ORDER", 3, "a detail (record 2.1) without the movement it belongs to");
    }
    if (!all_digits(detail) || detail.size() != 4) {
        fault("F_CODA_SEQUENCE", 7, "a detail number of 4 digits expected");
    }
    if (group_size_ == group_.size()) group_.emplace_back();
    CodaMovement& read = group_[group_size_++];
    read.clear();
    read.line = record_.line;
    read.sequence = sequence;
    read.detail = detail;
    read.read_first(record_.text);
    const auto credit = is_credit(32);
    const auto value = amount(movement_amount);
    if (!credit || !value) return;
    read.is_credit = *credit;
    read.amount = *value;
    if (!is_main) return;
    balance_ += *credit ? *value : -*value;
    (*credit ? credits_ : debits_) += *value;
}

void CodaReader::movement_more(char part) {
    const bool belongs = group_size_ != 0 && group_[group_size_ - 1].sequence == cut(3, 6) &&
                         group_[group_size_ - 1].detail == cut(7, 10);
    if (!belongs) {
        fault(
            "F_CODA_ORDER",
            3,
            fmt::format("the record 2.1 that this record 2.{} belongs to is not above it", part)
        );
        return;
    }
    CodaMovement& read = group_[group_size_ - 1];
    part == '2' ? read.read_second(record_.text) : read.read_third(record_.text);
}

void CodaReader::information(char part) {
    if (group_size_ == 0 || group_[group_size_ - 1].sequence != cut(3, 6)) {
        fault("F_CODA_ORDER", 3, fmt::format("a record 3.{} without its movement above it", part));
        return;
    }
    if (!group_[group_size_ - 1].add_information(record_.text)) {
        fault("F_FIELD", 1, "the information of one movement is longer than its limit");
    }
}

void CodaReader::message() {
    ++messages_;
    const std::string text = squeezed_text(cut(33, 112));
    if (!text.empty()) warn("F_CODA_MESSAGE", 33, "the bank says: " + text);
}

void CodaReader::flush() {
    if (group_size_ == 0) return;
    const std::span<CodaMovement> group(group_.data(), group_size_);
    group_size_ = 0;
    CodaGroup(*unit_, {account_, created_}, {faults_, warnings_, file_.texts}).add(group);
}

void CodaReader::compare(
    std::string_view name, WideMinor stated, WideMinor counted, std::size_t column
) {
    Control control{
        std::string(name), stated, counted, column == record_count.from, {}, record_.line
    };
    if (!control.is_count) control.currency = unit_->currency;
    const auto shown = [&](WideMinor value) {
        return control.is_count ? fmt::format("{}", static_cast<std::int64_t>(value))
                                : format_amount_wide(value, control.currency);
    };
    if (!control.ties()) {
        fault(
            control.is_count                ? "F_CODA_COUNT"
            : control.name.starts_with('8') ? "F_CODA_BALANCE"
                                            : "F_CODA_TOTAL",
            column,
            fmt::format(
                "{} states {}, the records make {}, difference {}",
                control.name,
                shown(control.stated),
                shown(control.counted),
                shown(control.stated - control.counted)
            )
        );
    }
    unit_->controls.push_back(std::move(control));
}

void CodaReader::compare_count() {
    const std::string_view digits = cut(record_count.from, record_count.to);
    const auto stated = all_digits(digits) ? whole_number(digits) : std::nullopt;
    if (!stated || digits.size() != 6) {
        fault("F_NUMBER", record_count.from, "the number of records in 6 digits expected");
        return;
    }
    // Some banks leave the free messages out of the count.
    const bool without_messages = *stated != counted_ && *stated + messages_ == counted_;
    if (without_messages) {
        warn("F_CODA_COUNT", record_count.from, "free messages are not counted in the total");
    }
    compare(
        "9 records",
        static_cast<WideMinor>(*stated),
        static_cast<WideMinor>(without_messages ? *stated : counted_),
        record_count.from
    );
}

void CodaReader::closing() {
    flush();
    if (has_closing_) {
        fault("F_CODA_ORDER", 1, "a second new balance (record 8) in one statement");
        return;
    }
    has_closing_ = true;
    const auto credit = is_credit(42);
    const auto value = amount(new_balance);
    unit_->as_of = date_ddmmyy(cut(58, 63));
    if (credit && value) {
        unit_->closing_balance = *credit ? *value : -*value;
        unit_->is_closing_booked = true;
        compare("8 new balance", *unit_->closing_balance, balance_, new_balance.from);
    }
    const std::string account = clean_text(cut(5, 41));
    if (account.find(unit_->account) == std::string::npos) {
        warn("F_CODA_ACCOUNT", 5, fmt::format("the account {} expected", unit_->account));
    }
    if (trimmed(cut(2, 4)) != sequence_) {
        warn("F_CODA_SEQUENCE", 2, fmt::format("statement number {} expected", sequence_));
    }
}

void CodaReader::trailer() {
    flush();
    if (!has_opening_ || !has_closing_) {
        fault("F_CODA_ORDER", 1, "old and new balance (records 1 and 8) expected before record 9");
    }
    compare_count();
    if (has_opening_) {
        const auto debits = amount(debit_total);
        if (debits) compare("9 debit total", *debits, debits_, debit_total.from);
        const auto credits = amount(credit_total);
        if (credits) compare("9 credit total", *credits, credits_, credit_total.from);
    }
    more_follow_ = cut(128, 128) == "1";
    identity_.add(fmt::format(
        "{}/{}/{}/{}",
        unit_->account,
        unit_->currency.letters(),
        sequence_,
        unit_->as_of ? format_date(*unit_->as_of) : std::string()
    ));
    end_unit();
}

void CodaReader::end_unit() {
    flush();
    file_.units.push_back(std::move(*unit_));
    unit_.reset();
}

void CodaReader::record(const FixedRecord& record) {
    record_ = record;
    const char type = record.text.front();
    const char part = record.text.size() > 1 ? record.text[1] : ' ';
    if (type == '0') {
        header();
    } else if (!unit_) {
        faults_.add("F_CODA_HEADER", record.line, 1, "a header (record 0) expected first");
        unit_.emplace();
        unit_->kind = "statement";
        unit_->first_line = record.line;
        spoil("it begins without its record 0");
    }
    if (record.is_too_long) fault("F_LINE", 1, "a line is longer than 1 MiB");
    if (type != '0' && type != '9') ++counted_;
    const bool is_movement = type == '2' || type == '3';
    if ((is_movement || type == '8') && !has_opening_) {
        fault("F_CODA_ORDER", 1, "the old balance (record 1) expected first");
        return;
    }
    if (is_movement && has_closing_) {
        fault("F_CODA_ORDER", 1, "a movement after the new balance (record 8)");
        return;
    }
    if (is_movement && (part < '1' || part > '3')) {
        fault("F_CODA_RECORD", 2, "a record 2.1 2.2 2.3 3.1 3.2 3.3 expected");
        return;
    }
    switch (type) {
        case '0': break;
        case '1': opening(); break;
        case '2': part == '1' ? movement() : movement_more(part); break;
        case '3': information(part); break;
        case '4': message(); break;
        case '8': closing(); break;
        case '9': trailer(); break;
        default: fault("F_CODA_RECORD", 1, "a record 0 1 2 3 4 8 9 expected");
    }
}

void CodaReader::read() {
    while (const std::optional<FixedRecord> next = records_.next())
        record(*next);
    if (!unit_ && file_.units.empty())
        faults_.add("F_CODA_HEADER", 1, 1, "no CODA statement in it");
    if (unit_) {
        record_ = {{}, records_.last_line()};
        fault("F_CODA_TRUNCATED", 0, "the file ends without record 9: it was cut");
        end_unit();
    } else if (more_follow_) {
        warnings_.add(
            "F_CODA_TRUNCATED",
            records_.last_line(),
            128,
            "record 9 says that another statement follows, and none does"
        );
    }
    file_.identity = identity_.text();
    file_.faults = faults_.take();
    file_.warnings = warnings_.take();
    // Each statement proves itself; a file without any is none.
    file_.refused = file_.units.empty();
}

}  // namespace

void read_coda(const Source& source, IntakeFile& file) {
    file.format = "coda";
    file.dialect = "2";
    CodaReader(source, file).read();
}

}  // namespace tieout
