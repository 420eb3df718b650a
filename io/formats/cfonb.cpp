#include "io/formats/cfonb.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/core.h>

#include "io/formats/cfonb_complement.h"
#include "io/formats/fields.h"
#include "io/formats/fixed_records.h"

namespace tieout {

namespace {

constexpr std::size_t record_columns = 120;
constexpr std::size_t amount_from = 91;
constexpr std::size_t amount_to = 104;
constexpr int decimals_max = 3;

class CfonbReader {
public:
    CfonbReader(const Source& source, Currency currency, IntakeFile& file)
        : file_(file),
          records_(source, record_columns, file.texts),
          currency_(currency),
          faults_(source.name()),
          warnings_(source.name()) {}

    void read();

private:
    void record(const FixedRecord& record);
    void opening();
    void movement();
    void complement();
    void closing();
    void flush();
    void end_unit(std::string_view broken);

    std::string_view cut(std::size_t from, std::size_t to) const {
        return columns(record_.text, from, to);
    }

    std::optional<Minor> amount();
    std::optional<Date> date(std::size_t from, std::string_view what);
    void read_currency();
    void spoil(std::string reason);
    void fault(std::string_view code, std::size_t column, std::string words);
    void warn(std::string_view code, std::size_t column, std::string words);
    void break_file(std::string_view code, std::size_t column, std::string words);
    bool is_our_account();

    IntakeFile& file_;
    FixedRecords records_;
    Currency currency_;  // of the user, where the bank left it blank
    FaultList faults_;
    FaultList warnings_;
    FixedRecord record_;
    std::optional<Unit> unit_;
    std::optional<Payment> payment_;  // its complements may still follow
    CfonbComplement complement_;
    std::string_view key_;  // columns 3-40 of the movement
    std::string_view bank_;
    std::string_view branch_;
    std::string_view account_;
    Text account_text_;
    WideMinor balance_ = 0;
    bool has_balance_ = false;
    std::map<std::string, Minor, std::less<>> closings_;  // of the statement before, by account
    ChainIdentity identity_;
    std::string broken_;
};

void CfonbReader::spoil(std::string reason) {
    if (!unit_) return;
    unit_->state = UnitState::quarantined;
    if (unit_->reason.empty()) unit_->reason = std::move(reason);
}

// A fault always keeps its statement from being taken.
void CfonbReader::fault(std::string_view code, std::size_t column, std::string words) {
    spoil(fmt::format("line {}: {}", record_.line, words));
    faults_.add(code, record_.line, column, std::move(words));
}

void CfonbReader::warn(std::string_view code, std::size_t column, std::string words) {
    warnings_.add(code, record_.line, column, std::move(words));
}

// Money stands outside any statement: the file is not whole.
void CfonbReader::break_file(std::string_view code, std::size_t column, std::string words) {
    if (broken_.empty()) broken_ = fmt::format("line {}: {}", record_.line, words);
    faults_.add(code, record_.line, column, std::move(words));
}

// 14 columns, the last one a digit with a sign: {, A-I are +0..9, }, J-R are -0..9. In French
// EBCDIC the two braces are the letters e acute and e grave.
std::optional<Minor> CfonbReader::amount() {
    const std::string_view field = cut(amount_from, amount_to);
    const char last = field.size() == amount_to - amount_from + 1 ? field.back() : ' ';
    int digit = -1;
    bool is_negative = false;
    if (last == '{' || last == '\xE9') digit = 0;
    if (last >= 'A' && last <= 'I') digit = last - 'A' + 1;
    if (last == '}' || last == '\xE8' || (last >= 'J' && last <= 'R')) {
        is_negative = true;
        digit = last >= 'J' && last <= 'R' ? last - 'J' + 1 : 0;
    }
    const std::string_view stated = cut(20, 20);
    const auto decimals = stated == " " ? std::optional<std::uint64_t>(unit_->currency.decimals())
                                        : whole_number(stated, decimals_max);
    if (!decimals) {
        fault("F_NUMBER", 20, "a number of decimals 0 to 3 expected");
        return std::nullopt;
    }
    if (digit < 0) {
        fault("F_AMOUNT", amount_to, "a last digit with its sign ({ A-I or } J-R) expected");
        return std::nullopt;
    }
    std::string digits(field);
    digits.back() = static_cast<char>('0' + digit);
    Result<Minor> value = implied_amount_of(digits, static_cast<int>(*decimals), unit_->currency);
    if (!value) {
        fault("F_AMOUNT", amount_from, value.error().words);
        return std::nullopt;
    }
    return is_negative ? -*value : *value;
}

std::optional<Date> CfonbReader::date(std::size_t from, std::string_view what) {
    const std::string_view text = cut(from, from + 5);
    const std::optional<Date> day = date_ddmmyy(text);
    if (!day) {
        fault(
            "F_DATE",
            from,
            fmt::format("a {} as DDMMYY expected, found '{}'", what, clean_text(text))
        );
    }
    return day;
}

void CfonbReader::read_currency() {
    const std::string_view letters = cut(17, 19);
    if (!trimmed(letters).empty()) {
        const auto currency = Currency::find(letters);
        if (currency && *currency == unit_->currency) return;
        if (currency && unit_->currency.is_none()) {
            unit_->currency = *currency;
            return;
        }
        fault(
            "F_CURRENCY",
            17,
            unit_->currency.is_none()
                ? fmt::format("a currency of ISO 4217 expected, found '{}'", clean_text(letters))
                : fmt::format("the statement's currency {} expected", unit_->currency.letters())
        );
    }
    if (!unit_->currency.is_none()) return;
    unit_->currency = currency_.is_none() ? *Currency::find("EUR") : currency_;
    warn(
        "F_CFONB_CURRENCY",
        17,
        fmt::format("the bank left the currency blank: read as {}", unit_->currency.letters())
    );
}

bool CfonbReader::is_our_account() {
    if (cut(22, 32) != account_) {
        fault(
            "F_CFONB_ACCOUNT",
            22,
            fmt::format("the statement's account {} expected", clean_text(trimmed(account_)))
        );
        return false;
    }
    if (cut(3, 7) != bank_ || cut(12, 16) != branch_) {
        warn(
            "F_CFONB_ACCOUNT",
            3,
            fmt::format(
                "bank {} and branch {} of the old balance expected",
                clean_text(bank_),
                clean_text(branch_)
            )
        );
    }
    return true;
}

void CfonbReader::end_unit(std::string_view broken) {
    flush();
    if (!broken.empty()) spoil(std::string(broken));
    file_.units.push_back(std::move(*unit_));
    unit_.reset();
}

void CfonbReader::opening() {
    if (unit_) {
        faults_.add(
            "F_CFONB_ORDER",
            record_.line,
            1,
            "an old balance (01) before the new balance (07) of the statement above it"
        );
        end_unit("it ends without its new balance (record 07)");
    }
    unit_.emplace();
    unit_->kind = "statement";
    unit_->first_line = record_.line;
    bank_ = cut(3, 7);
    branch_ = cut(12, 16);
    account_ = cut(22, 32);
    account_text_ = file_.texts.keep(
        clean_text(trimmed(bank_)) + clean_text(trimmed(branch_)) + '/' +
        clean_text(trimmed(account_))
    );
    unit_->account = account_text_.str();
    if (!all_digits(bank_) || trimmed(account_).empty()) {
        fault("F_CFONB_ACCOUNT", 3, "bank, branch and account expected");
    }
    read_currency();
    const auto value = amount();
    has_balance_ = value.has_value();
    balance_ = value.value_or(0);
    unit_->opening_balance = value;
    unit_->is_opening_booked = value.has_value();
    unit_->as_of = date(35, "date of the old balance");
    const auto before = closings_.find(unit_->account);
    if (value && before != closings_.end() && before->second != *value) {
        warn(
            "F_CFONB_CHAIN",
            amount_from,
            fmt::format(
                "the statement before closed with {}: one may be missing",
                format_amount(before->second, unit_->currency)
            )
        );
    }
}

void CfonbReader::flush() {
    if (!payment_) return;
    complement_.apply(*payment_, file_.texts);
    if (payment_->kind == MovementKind::returned) payment_->original = payment_->trace;
    if (payment_->amount == 0) {
        warnings_.add(
            "F_ZERO_AMOUNT", payment_->source_line, amount_from, "a movement of zero is left out"
        );
    } else {
        unit_->movements.push_back(std::move(*payment_));
    }
    payment_.reset();
}

void CfonbReader::movement() {
    flush();
    complement_.clear();
    key_ = cut(3, 40);
    const bool is_ours = is_our_account();
    read_currency();
    const auto value = amount();
    has_balance_ = has_balance_ && value && is_ours;
    const Minor moved = value.value_or(0);
    balance_ += moved;
    Payment& payment = payment_.emplace();
    payment.source_line = record_.line;
    payment.currency = unit_->currency;
    payment.account = account_text_;
    payment.amount = moved < 0 ? -moved : moved;
    payment.is_credit = moved >= 0;
    payment.kind = payment.is_credit ? MovementKind::receipt : MovementKind::other;
    const std::string_view operation = trimmed(cut(33, 34));
    if (operation == "62" && !payment.is_credit) payment.kind = MovementKind::fee;
    const Text reason = squeezed_text(cut(41, 42), file_.texts);
    // A reason of rejection, "00" and blanks are none: the money came back.
    if (!reason.empty() && reason != "00") payment.kind = MovementKind::returned;
    payment.booking_date = date(35, "booking date").value_or(Date{});
    payment.value_date = date_ddmmyy(cut(43, 48));
    payment.bank_code = clean_text(operation, file_.texts);
    const std::string_view label = cut(49, 79);
    if (label.find("SEPA") != std::string_view::npos) payment.method = PaymentMethod::sepa;
    payment.memo = squeezed_text(label, file_.texts);
    if (payment.kind == MovementKind::returned) {
        payment.memo = file_.texts.keep(payment.memo.str() + ' ' + reason.str());
    }
    payment.bank_reference = squeezed_text(cut(105, 120), file_.texts);
    if (payment.bank_reference.empty()) {
        std::string_view number = trimmed(cut(82, 88));
        if (number.find_first_not_of('0') != std::string_view::npos)
            payment.bank_reference = clean_text(number, file_.texts);
    }
}

void CfonbReader::complement() {
    if (!payment_) {
        fault("F_CFONB_ORDER", 1, "a complement (05) without a movement (04) above it");
        return;
    }
    if (cut(22, 32) != account_) {
        is_our_account();
        return;
    }
    // Operation code and date: with another one it tells of a movement that is not here.
    if (cut(33, 40) != columns(key_, 31, 38)) {
        warn(
            "F_CFONB_COMPLEMENT",
            33,
            "the complement names another operation or day than the movement above it; it is left "
            "out"
        );
        return;
    }
    complement_.add(cut(46, 48), cut(49, 118));
    if (complement_.is_full()) fault("F_FIELD", 49, "complements of at most 64 KiB expected");
}

void CfonbReader::closing() {
    flush();
    const bool is_ours = is_our_account();
    read_currency();
    const auto value = amount();
    unit_->closing_balance = value;
    unit_->is_closing_booked = value.has_value();
    const std::optional<Date> day = date(35, "date of the new balance");
    if (day) unit_->as_of = day;
    unit_->identity = unit_->as_of ? format_date(*unit_->as_of) : std::string();
    if (value && is_ours && has_balance_) {
        const Control control{
            "07 new balance", *value, balance_, false, unit_->currency, record_.line
        };
        unit_->controls.push_back(control);
        if (!control.ties()) {
            fault(
                "F_CFONB_BALANCE",
                amount_from,
                fmt::format(
                    "the new balance states {}, old balance and movements make {}, difference {}",
                    format_amount_wide(control.stated, unit_->currency),
                    format_amount_wide(control.counted, unit_->currency),
                    format_amount_wide(control.stated - control.counted, unit_->currency)
                )
            );
        }
    }
    if (value) closings_[unit_->account] = *value;
    identity_.add(
        fmt::format("{}/{}/{}", unit_->account, unit_->currency.letters(), unit_->identity)
    );
    end_unit({});
}

void CfonbReader::record(const FixedRecord& record) {
    record_ = record;
    const std::string_view type = cut(1, 2);
    if (record.is_too_long) {
        break_file("F_LINE", 1, "a line is longer than 1 MiB");
        return;
    }
    if (type == "01") {
        opening();
    } else if (type != "04" && type != "05" && type != "07") {
        break_file("F_CFONB_RECORD", 1, "a record 01 04 05 07 expected");
    } else if (!unit_) {
        break_file("F_CFONB_ORDER", 1, "an old balance (record 01) expected first");
    } else if (type == "04") {
        movement();
    } else if (type == "05") {
        complement();
    } else {
        closing();
    }
}

void CfonbReader::read() {
    while (const std::optional<FixedRecord> next = records_.next())
        record(*next);
    if (unit_) {
        record_ = {{}, records_.last_line()};
        fault(
            "F_CFONB_TRUNCATED", 0, "the file ends without the new balance (record 07): it was cut"
        );
        end_unit({});
    }
    if (file_.units.empty() && broken_.empty()) {
        record_ = {{}, 1};
        break_file("F_CFONB_ORDER", 1, "no CFONB statement in it");
    }
    file_.identity = identity_.text();
    file_.refused = !broken_.empty();
    if (file_.refused) {
        for (Unit& unit : file_.units) {
            unit.state = UnitState::quarantined;
            if (unit.reason.empty()) unit.reason = broken_;
        }
    }
    file_.faults = faults_.take();
    file_.warnings = warnings_.take();
}

}  // namespace

void read_cfonb(const Source& source, Currency currency, IntakeFile& file) {
    file.format = "cfonb";
    file.dialect = "120";
    CfonbReader(source, currency, file).read();
}

}  // namespace tieout
