#include "io/formats/fedwire_message.h"

#include <algorithm>

#include <fmt/core.h>

#include "io/formats/fedwire_addenda.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::size_t line_width = 35;
constexpr std::array<std::size_t, 5> party_widths{34, 35, 35, 35, 35};
constexpr std::array<std::size_t, 5> option_f_widths{35, 35, 35, 35, 35};
constexpr std::array<std::size_t, 6> notification_widths{2048, 140, 35, 35, 35, 35};
constexpr std::array<std::size_t, 3> document_widths{35, 35, 35};

Currency dollars() {
    return Currency::find("USD").value_or(Currency{});
}

std::string_view element(const std::vector<std::string_view>& elements, std::size_t at) {
    return at < elements.size() ? trimmed(elements[at]) : std::string_view{};
}

// The two letters of {1510} behind the type, and what they say.
std::string_view without_value(std::string_view subtype) {
    if (subtype == "01" || subtype == "07") return "a request for reversal, without value";
    if (subtype == "31") return "a request for credit (drawdown), without value";
    if (subtype == "33") return "a refusal of a drawdown, without value";
    if (subtype == "90") return "a service message, without value";
    return {};
}

Text routed(std::string_view routing, std::string_view account, TextStore& texts) {
    if (account.empty()) return {};
    return texts.keep(
        routing.empty() ? squeezed_text(account)
                        : squeezed_text(fmt::format("{}/{}", routing, account))
    );
}

}  // namespace

FedwireMessage::FedwireMessage(const FedwireNotes& notes, std::uint64_t first_line)
    : notes_(notes), last_line_(first_line) {
    unit_.kind = "wire";
    unit_.first_line = first_line;
    unit_.currency = dollars();
    payment_.channel = Channel::wire;
    payment_.method = PaymentMethod::wire;
    payment_.currency = dollars();
    payment_.source_line = first_line;
}

bool FedwireMessage::has(int tag) const {
    return std::find(seen_.begin(), seen_.end(), tag) != seen_.end();
}

void FedwireMessage::fault(
    std::string_view code, std::uint64_t line, std::uint64_t column, std::string words
) {
    if (broken_.empty()) broken_ = words;
    notes_.faults.add(code, line, column, std::move(words));
}

void FedwireMessage::stray(std::uint64_t line) {
    fault("F_FEDWIRE_TAG", line, 1, "a tag such as {1500} expected");
}

void FedwireMessage::not_cash(std::string reason) {
    if (unit_.state != UnitState::taken) return;
    unit_.state = UnitState::not_cash;
    unit_.reason = std::move(reason);
}

void FedwireMessage::add_memo(std::string_view text) {
    const std::string clean = squeezed_text(text);
    if (clean.empty()) return;
    if (!memo_.empty()) memo_ += ' ';
    memo_ += clean;
}

// "30User ReqP ": version, correlation, T test or P production, R or P a repeat.
void FedwireMessage::supplied(const FedwireTag& tag) {
    constexpr std::size_t test_at = 10;
    if (tag.value.size() <= test_at || (tag.value[test_at] != 'T' && tag.value[test_at] != 'P')) {
        fault(
            "F_FEDWIRE_VALUE",
            tag.line,
            tag.column + test_at,
            "T or P for test or production expected"
        );
        return;
    }
    if (tag.value[test_at] == 'T') not_cash("a test message");
    const char repeat = tag.value.size() > test_at + 1 ? tag.value[test_at + 1] : ' ';
    if (repeat == 'R' || repeat == 'P') {
        notes_.warnings.add(
            "F_FEDWIRE_DUPLICATE",
            tag.line,
            tag.column + test_at + 1,
            "the sender calls this message a repeat"
        );
    }
}

// "30P 2": version, T or P, repeat, status; 2 is successful with accounting.
void FedwireMessage::disposition(const FedwireTag& tag) {
    if (tag.value.size() > 2 && tag.value[2] == 'T') not_cash("a test message");
    constexpr std::size_t status_at = 4;
    if (tag.value.size() <= status_at || tag.value[status_at] == '2') return;
    not_cash(fmt::format(
        "status {} of the message: not settled", clean_text(tag.value.substr(status_at, 1))
    ));
}

// {1520}: cycle date, source, sequence number.
void FedwireMessage::dated(const FedwireTag& tag) {
    constexpr std::size_t accountability_bytes = 22;
    Result<Date> date = date_ccyymmdd(tag.value.substr(0, 8));
    if (!date || trimmed_right(tag.value).size() < accountability_bytes) {
        fault(
            "F_FEDWIRE_VALUE",
            tag.line,
            tag.column,
            "a cycle date CCYYMMDD, a source of 8 and a number of 6 expected"
        );
        return;
    }
    if (!date_ || tag.tag == 1520) date_ = *date;
    if (tag.tag == 1520) {
        payment_.bank_reference = squeezed_text(trimmed_right(tag.value), notes_.texts);
        unit_.identity = payment_.bank_reference.str();
    }
}

void FedwireMessage::amount(const FedwireTag& tag) {
    constexpr std::size_t amount_bytes = 12;
    const std::string_view digits = trimmed_right(tag.value);
    Result<Minor> amount = digits.size() == amount_bytes ? implied_amount(digits, false)
                                                         : refuse(ErrorKind::input, {});
    if (!amount) {
        fault(
            "F_AMOUNT",
            tag.line,
            tag.column,
            fmt::format(
                "an amount of 12 digits expected, found '{}'", clean_text(digits.substr(0, 20))
            )
        );
        return;
    }
    amount_ = *amount;
    payment_.source_line = tag.line;
}

FedwireMessage::Party FedwireMessage::party(std::string_view value) const {
    const auto elements = fedwire_elements(value, 1, party_widths);
    const std::string_view code = element(elements, 0);
    Party found;
    found.name = element(elements, 2);
    if (code == "D") found.account = element(elements, 1);
    if (code == "F") found.routing = element(elements, 1);
    return found;
}

// {5010}: "/account" or "TXID/number", then lines "1/name", "2/address".
void FedwireMessage::option_f(std::string_view value) {
    const auto elements = fedwire_elements(value, 0, option_f_widths);
    const std::string_view id = element(elements, 0);
    if (originator_.account.empty() && id.starts_with('/')) originator_.account = id.substr(1);
    if (!originator_.name.empty()) return;
    for (const std::string_view line : elements) {
        if (trimmed(line).starts_with("1/")) {
            originator_.name = trimmed(trimmed(line).substr(2));
            return;
        }
    }
}

// Lines of free text; a full one goes on without a blank.
void FedwireMessage::lines(std::string_view value, std::size_t code_bytes, std::size_t width) {
    value.remove_prefix(std::min(code_bytes, value.size()));
    const bool is_variable = value.find('*') != std::string_view::npos;
    std::string text;
    while (!value.empty()) {
        const std::size_t end = std::min(is_variable ? value.find('*') : width, value.size());
        const std::string_view line = value.substr(0, end);
        text += line;
        if (line.size() < width) text += ' ';
        value.remove_prefix(std::min(end + (is_variable ? 1 : 0), value.size()));
    }
    add_memo(text);
}

void FedwireMessage::addenda(const FedwireTag& tag) {
    constexpr std::size_t length_bytes = 4;
    const auto stated = whole_number(tag.value.substr(0, length_bytes));
    const std::string_view text = tag.value.substr(std::min(length_bytes, tag.value.size()));
    unit_.controls.push_back(
        {"8200 length of addenda",
         stated ? static_cast<WideMinor>(*stated) : WideMinor{-1},
         static_cast<WideMinor>(text.size()),
         true,
         {},
         tag.line}
    );
    if (!unit_.controls.back().ties()) {
        fault(
            "F_FEDWIRE_LENGTH",
            tag.line,
            tag.column,
            fmt::format("addenda of the stated length expected, found {} bytes", text.size())
        );
    } else if (text.find("{1500}") != std::string_view::npos) {
        fault(
            "F_FEDWIRE_LENGTH",
            tag.line,
            tag.column,
            "the stated length reaches into the next message, which is lost"
        );
    }
    addenda_ = tag;
    addenda_->value = text;
}

void FedwireMessage::document(const FedwireTag& tag) {
    constexpr std::size_t type_bytes = 4;
    const auto elements = fedwire_elements(tag.value, type_bytes, document_widths);
    RemittanceLine line;
    line.line = static_cast<std::uint32_t>(payment_.remittance.size() + 1);
    line.reference = squeezed_text(element(elements, 2), notes_.texts);
    if (element(elements, 0) == "CREN") line.kind = RemittanceKind::credit;
    payment_.remittance.push_back(line);
}

// "USD1234.56*"; nothing, with a warning, in another currency or when it cannot be read.
std::optional<Minor> FedwireMessage::remittance_amount(
    const FedwireTag& tag, std::string_view text
) {
    text = trimmed(text.substr(0, text.find('*')));
    std::string digits(trimmed(text.substr(std::min<std::size_t>(3, text.size()))));
    std::replace(digits.begin(), digits.end(), ',', '.');
    Result<Minor> amount = text.starts_with("USD") ? amount_without_spare_zeros(digits, dollars())
                                                   : refuse(ErrorKind::input, {});
    if (amount && *amount >= 0) return *amount;
    notes_.warnings.add(
        "F_FEDWIRE_REMITTANCE",
        tag.line,
        tag.column,
        fmt::format(
            "an amount of the remittance in USD expected, '{}' is left out",
            clean_text(text.substr(0, 30))
        )
    );
    return std::nullopt;
}

void FedwireMessage::document_amount(const FedwireTag& tag) {
    if (payment_.remittance.empty()) {
        notes_.warnings.add(
            "F_FEDWIRE_REMITTANCE", tag.line, tag.column, "an amount without its document {8400}"
        );
        return;
    }
    const auto amount = remittance_amount(tag, tag.value);
    RemittanceLine& line = payment_.remittance.back();
    if (!amount) return;
    if (tag.tag == 8450) line.net = line.kind == RemittanceKind::credit ? -*amount : *amount;
    if (tag.tag == 8500) line.gross = amount;
    if (tag.tag == 8550) line.discount = *amount;
}

// "01CRDTUSD1234.56*text*": reason, side, amount.
void FedwireMessage::adjustment(const FedwireTag& tag) {
    if (payment_.remittance.empty()) {
        notes_.warnings.add(
            "F_FEDWIRE_REMITTANCE",
            tag.line,
            tag.column,
            "an adjustment without its document {8400}"
        );
        return;
    }
    constexpr std::size_t amount_at = 6;
    constexpr std::size_t amount_bytes = 22;
    if (tag.value.size() <= amount_at) return;
    const auto amount = remittance_amount(tag, tag.value.substr(amount_at, amount_bytes));
    if (!amount) return;
    RemittanceLine& line = payment_.remittance.back();
    const bool adds = tag.value.substr(2, 4) == "CRDT";
    const WideMinor sum = WideMinor{line.deduction} + (adds ? -*amount : *amount);
    if (sum <= amount_minor_max && sum >= -amount_minor_max) {
        line.deduction = static_cast<Minor>(sum);
    }
    if (line.reason.empty()) line.reason = squeezed_text(tag.value.substr(0, 2), notes_.texts);
}

void FedwireMessage::value(const FedwireTag& tag) {
    constexpr std::size_t free_text_width = 140;
    const std::string_view text = tag.value;
    switch (tag.tag) {
        case 1100: disposition(tag); break;
        case 1130: not_cash("the message was rejected"); break;
        case 1500: supplied(tag); break;
        case 1510: type_ = std::string(trimmed(text)); break;
        case 1120:
        case 1520: dated(tag); break;
        case 2000: amount(tag); break;
        case 3100: sender_ = text.substr(0, 9); break;
        case 3400: receiver_ = text.substr(0, 9); break;
        case 3500: previous_ = squeezed_text(text.substr(0, text.find('*'))); break;
        case 3600: function_ = squeezed_text(text.substr(0, 3)); break;
        case 3620: {
            const auto elements = fedwire_elements(text, 1, notification_widths);
            const Text id = squeezed_text(element(elements, 6), notes_.texts);
            if (!id.empty()) payment_.trace = id;
            break;
        }
        case 4100: beneficiary_bank_ = party(text); break;
        case 4200: beneficiary_ = party(text); break;
        case 4320: add_memo(text.substr(0, text.find('*'))); break;
        case 5000: originator_ = party(text); break;
        case 5010: option_f(text); break;
        case 5100: originator_bank_ = party(text); break;
        case 6000: lines(text, 0, line_width); break;
        case 7070: lines(text, 5, line_width); break;
        case 8200: addenda(tag); break;
        case 8250:
            if (payment_.trace.empty()) {
                payment_.trace = squeezed_text(
                    text.substr(0, std::min(text.find('*'), line_width)), notes_.texts
                );
            }
            break;
        case 8400: document(tag); break;
        case 8450:
        case 8500:
        case 8550: document_amount(tag); break;
        case 8600: adjustment(tag); break;
        case 8750: lines(text, 0, free_text_width); break;
        default: break;  // banks, addresses, charges: nothing to match with
    }
}

void FedwireMessage::tag(const FedwireTag& tag) {
    last_line_ = tag.line;
    last_column_ = tag.column;
    if (!is_fedwire_tag(tag.tag)) {
        fault(
            "F_FEDWIRE_TAG",
            tag.line,
            1,
            fmt::format("a tag of the format expected, found {{{:04}}}", tag.tag)
        );
        return;
    }
    const bool may_repeat = tag.tag >= 8400 && tag.tag <= 8750;
    if (!may_repeat && has(tag.tag)) {
        fault("F_FEDWIRE_TAG", tag.line, 1, fmt::format("one tag {{{:04}}} expected", tag.tag));
        return;
    }
    if (!may_repeat || !has(tag.tag)) seen_.push_back(tag.tag);
    if (tag.value.size() > field_bytes_max) {
        fault("F_FIELD", tag.line, tag.column, "a value of at most 64 KiB expected");
        return;
    }
    const std::string_view value = trimmed_right(tag.value);
    if (tag.tag == 3100) has_marks_ = value.ends_with('*');
    last_is_open_ = has_fedwire_elements(tag.tag) && !value.ends_with('*');
    this->value(tag);
}

// What the format makes mandatory; a message that is cut lacks some of it.
void FedwireMessage::check_whole() {
    for (const int tag : {1500, 1510, 1520, 2000, 3100, 3400, 3600}) {
        if (has(tag)) continue;
        fault(
            "F_FEDWIRE_TRUNCATED",
            last_line_,
            last_column_,
            fmt::format("the mandatory tag {{{:04}}} expected", tag)
        );
    }
    const bool is_customer = function_ == "CTR" || function_ == "CTP";
    const bool has_originator = !originator_.name.empty();
    const bool has_parties = has(4200) && (has(5000) || has(5010)) && has_originator;
    if (is_customer && !has_parties) {
        fault(
            "F_FEDWIRE_TRUNCATED",
            last_line_,
            last_column_,
            "a beneficiary {4200} and the name of an originator {5000} expected"
        );
    }
    if (has_marks_ && last_is_open_) {
        fault(
            "F_FEDWIRE_TRUNCATED", last_line_, last_column_, "the last tag lacks its closing '*'"
        );
    }
}

void FedwireMessage::classify() {
    const std::string_view subtype = type_.size() == 4 ? std::string_view(type_).substr(2) : "";
    const bool is_known_type =
        type_.starts_with("10") || type_.starts_with("15") || type_.starts_with("16");
    if (has(1510) && (!is_known_type || !all_digits(type_) || subtype.empty())) {
        fault(
            "F_FEDWIRE_VALUE",
            unit_.first_line,
            1,
            fmt::format(
                "a type 10, 15 or 16 with its subtype expected, found '{}'", clean_text(type_)
            )
        );
    }
    constexpr std::array<std::string_view, 11> functions{
        "BTR", "CKS", "CTP", "CTR", "DEP", "DRB", "DRC", "DRW", "FFR", "FFS", "SVC"
    };
    if (std::find(functions.begin(), functions.end(), function_) == functions.end()) {
        fault(
            "F_FEDWIRE_VALUE",
            last_line_,
            last_column_,
            fmt::format("a business function such as CTR expected, found '{}'", function_)
        );
    }
    const std::string_view idle = without_value(subtype);
    if (!idle.empty()) not_cash(std::string(idle));
    if (function_ == "SVC") not_cash("a service message, without value");
    if (function_ == "DRB" || function_ == "DRC") not_cash("a drawdown request, without value");
    payment_.bank_code = notes_.texts.keep(fmt::format("{} {}", squeezed_text(type_), function_));
    const bool is_customer = function_ == "CTR" || function_ == "CTP" || function_ == "DRW";
    payment_.kind = is_customer ? MovementKind::receipt : MovementKind::other;
    if (subtype == "02" || subtype == "08") {
        payment_.kind = MovementKind::reversal;
        payment_.original = notes_.texts.keep(previous_);
    }
}

void FedwireMessage::finish(IntakeFile& file) {
    check_whole();
    classify();
    unit_.as_of = date_;
    const std::string_view our_bank =
        beneficiary_bank_.routing.empty() ? receiver_ : beneficiary_bank_.routing;
    // Without an account the bank stands for it: a book that lists its accounts decides.
    unit_.account = routed(trimmed(our_bank), beneficiary_.account, notes_.texts).str();
    if (unit_.account.empty()) unit_.account = squeezed_text(our_bank);
    if (amount_ && *amount_ > 0 && date_) {
        const std::string_view their_bank =
            originator_bank_.routing.empty() ? sender_ : originator_bank_.routing;
        payment_.account = notes_.texts.keep(unit_.account);
        payment_.amount = *amount_;
        payment_.booking_date = *date_;
        payment_.value_date = date_;
        payment_.payer_name = squeezed_text(originator_.name, notes_.texts);
        payment_.payer_account = routed(trimmed(their_bank), originator_.account, notes_.texts);
        if (addenda_) {
            add_memo(read_fedwire_addenda(*addenda_, payment_, notes_.texts, notes_.warnings));
        }
        payment_.memo = notes_.texts.keep(memo_);
        unit_.movements.push_back(std::move(payment_));
    } else if (amount_ && *amount_ == 0) {
        notes_.warnings.add(
            "F_ZERO_AMOUNT", last_line_, 1, "a message with an amount of zero is no movement"
        );
    }
    if (beneficiary_.account.empty() && unit_.state == UnitState::taken && broken_.empty()) {
        notes_.warnings.add(
            "F_FEDWIRE_ACCOUNT",
            unit_.first_line,
            1,
            "the beneficiary {4200} names no account (code D): nothing says that it is ours"
        );
    }
    if (!broken_.empty()) {
        unit_.state = UnitState::quarantined;
        unit_.reason = broken_;
    }
    file.units.push_back(std::move(unit_));
}

}  // namespace tieout
