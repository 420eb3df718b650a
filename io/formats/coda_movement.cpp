#include "io/formats/coda_movement.h"

#include <algorithm>

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::size_t reference_digits = 12;

std::string_view family_of(std::string_view code) {
    return columns(code, 2, 3);
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// Family and operation of money that came back: unpaid, refunded, not executed.
constexpr std::array<std::string_view, 21> returns{
    "0154", "0160", "0162", "0254", "0309", "0338", "0360", "0362", "0503", "0505", "0554",
    "0556", "0558", "0705", "0707", "0739", "4307", "4362", "4705", "4707", "0262",
};

// The communication of 2.1, 2.2 and 2.3 as one text; a field that is full goes on without a blank.
std::string joined(const CodaMovement& movement) {
    constexpr std::array<std::size_t, 3> widths{53, 53, 43};
    std::string text;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        text += movement.communication[i];
        text.append(widths[i] - movement.communication[i].size(), ' ');
    }
    return text;
}

// +++123/4567/89012+++ or ***...*** within free text.
std::string framed_reference(std::string_view text) {
    for (const std::string_view mark : {"+++", "***"}) {
        constexpr std::size_t whole = 20;  // of 3 + 14 + 3
        const std::size_t at = text.find(mark);
        if (at == std::string_view::npos || text.size() < at + whole) continue;
        const std::string_view shape = text.substr(at, whole);
        if (!shape.ends_with(mark) || shape[6] != '/' || shape[11] != '/') continue;
        std::string digits;
        for (const auto& [from, size] : {std::pair{3, 3}, std::pair{7, 4}, std::pair{12, 5}}) {
            digits += shape.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(size));
        }
        if (is_belgian_reference(digits)) return digits;
    }
    return {};
}

void add_reference(Payment& payment, Text reference) {
    RemittanceLine line;
    line.line = 1;
    line.reference = reference;
    line.net = payment.amount;
    payment.remittance.push_back(std::move(line));
}

// The parts of a SEPA direct debit: mandate and what the creditor wrote.
std::string direct_debit_text(std::string_view text) {
    const std::string mandate = squeezed_text(columns(text, 48, 82));
    const std::string written = squeezed_text(columns(text, 83, 144));
    if (mandate.empty()) return written;
    return written.empty() ? mandate : written + ' ' + mandate;
}

void read_communication(
    const CodaMovement& movement, Payment& payment, TextStore& texts, bool& bad_reference
) {
    const std::string_view first = movement.communication[0];
    if (!movement.is_structured) {
        const bool one_piece = trimmed(movement.communication[1]).empty() &&
                               trimmed(movement.communication[2]).empty();
        payment.memo =
            one_piece ? squeezed_text(first, texts) : texts.keep(squeezed_text(joined(movement)));
        const std::string reference = framed_reference(payment.memo);
        if (!reference.empty()) add_reference(payment, texts.keep(reference));
        return;
    }
    const std::string_view type = columns(first, 1, 3);
    const std::string_view digits = columns(first, 4, 3 + reference_digits);
    if ((type == "101" || type == "102") && digits.size() == reference_digits &&
        all_digits(digits)) {
        add_reference(payment, digits);
        bad_reference = !is_belgian_reference(digits);
        const std::string more = squeezed_text(std::string_view(joined(movement)).substr(15));
        payment.memo = texts.keep(more);
    } else if (type == "127") {
        payment.memo = texts.keep(direct_debit_text(joined(movement)));
    } else {
        payment.memo = texts.keep(squeezed_text(std::string_view(joined(movement)).substr(3)));
    }
}

}  // namespace

void CodaMovement::clear() {
    std::string kept = std::move(information);
    kept.clear();
    *this = {};
    information = std::move(kept);
}

void CodaMovement::read_first(std::string_view record) {
    reference = columns(record, 11, 31);
    value_date = date_ddmmyy(columns(record, 48, 53));
    code = columns(record, 54, 61);
    is_structured = columns(record, 62, 62) == "1";
    communication[0] = columns(record, 63, 115);
    entry_date = date_ddmmyy(columns(record, 116, 121));
    const std::string_view level = columns(record, 125, 125);
    globalisation = level.empty() || level == " " ? '0' : level.front();
    // A SEPA direct debit (127) tells in column 74 that it was not paid.
    const bool is_direct_debit = is_structured && columns(record, 63, 65) == "127";
    is_refused = is_direct_debit && columns(record, 74, 74).find_first_of("1234") == 0;
}

void CodaMovement::read_second(std::string_view record) {
    communication[1] = columns(record, 11, 63);
    customer_reference = columns(record, 64, 98);
    reason = columns(record, 114, 117);
    // 1 reject, 2 return, 3 refund, 4 reversal, 5 cancellation
    if (columns(record, 113, 113).find_first_of("12345") == 0) is_refused = true;
}

void CodaMovement::read_third(std::string_view record) {
    account = columns(record, 11, 44);
    name = columns(record, 48, 82);
    communication[2] = columns(record, 83, 125);
}

bool CodaMovement::add_information(std::string_view record) {
    const char part = columns(record, 2, 2).front();
    if (part == '1') {
        const bool has_type = columns(record, 40, 40) == "1";
        const std::string_view type = has_type ? columns(record, 41, 43) : std::string_view{};
        // Name and address of a party: the name stands in when 2.3 has none.
        is_address_ = is_one_of(type, {"001", "008", "009"});
        if (is_address_ && trimmed(information_name).empty()) {
            information_name = columns(record, 44, 113);
        }
        if (is_address_) return true;
        constexpr std::size_t width = 73;
        add_text(has_type ? columns(record, 44, 113) : columns(record, 41, 113), width);
    } else if (!is_address_) {
        const std::size_t to = part == '2' ? 115 : 100;
        add_text(columns(record, 11, to), to - 10);
    } else if (part == '3') {
        add_text(columns(record, 11, 100), 0);
    }
    return information.size() <= field_bytes_max;
}

// A text that does not fill its field ends a word.
void CodaMovement::add_text(std::string_view text, std::size_t width) {
    if (information.size() > field_bytes_max) return;
    information += text;
    if (text.size() < width || width == 0) information += ' ';
}

CodaAccount coda_account(std::string_view record) {
    const std::string_view structure = columns(record, 2, 2);
    if (structure == "0") {  // Belgian number of 12 digits
        return {trimmed(columns(record, 6, 17)), columns(record, 19, 21), 19};
    }
    const bool is_known = structure == "1" || structure == "2" || structure == "3";
    const std::string_view number = is_known ? trimmed(columns(record, 6, 39)) : std::string_view{};
    return {number, columns(record, 40, 42), 40};
}

bool is_belgian_reference(std::string_view digits) {
    if (digits.size() != reference_digits || !all_digits(digits)) return false;
    const std::uint64_t rest = *whole_number(digits.substr(0, 10)) % 97;
    return *whole_number(digits.substr(10)) == (rest == 0 ? 97 : rest);
}

MovementKind coda_kind(std::string_view code, bool is_credit) {
    const std::string_view family = family_of(code);
    const std::string_view operation = columns(code, 4, 5);
    const bool is_cancelled = is_one_of(operation, {"49", "99"}) ||
                              (family == "00" && is_one_of(operation, {"39", "89"}));
    if (is_cancelled) return MovementKind::reversal;
    if (std::find(returns.begin(), returns.end(), columns(code, 2, 5)) != returns.end()) {
        return MovementKind::returned;
    }
    const bool is_transfer = is_one_of(family, {"01", "02", "41"});
    if (is_transfer && is_one_of(operation, {"17", "66"})) return MovementKind::sweep;
    if (is_transfer && is_one_of(operation, {"13", "64"})) return MovementKind::transfer;
    const bool is_cost = operation == "37" || is_one_of(family, {"35", "80"}) ||
                         (family == "41" && operation == "38");
    if (!is_credit) return is_cost ? MovementKind::fee : MovementKind::other;
    const bool is_banks = is_cost || operation == "87" || is_one_of(family, {"11", "13"}) ||
                          (family == "30" && operation != "89");
    return is_banks ? MovementKind::other : MovementKind::receipt;
}

Payment coda_payment(const CodaMovement& movement, TextStore& texts, bool& bad_reference) {
    Payment payment;
    payment.amount = movement.amount;
    payment.is_credit = movement.is_credit;
    payment.kind = coda_kind(movement.code, movement.is_credit);
    if (movement.is_refused) payment.kind = MovementKind::returned;
    const std::string_view family = family_of(movement.code);
    if (is_one_of(family, {"01", "02", "05"})) payment.method = PaymentMethod::sepa;
    if (is_one_of(family, {"03", "43"})) payment.method = PaymentMethod::check;
    if (family == "41") payment.method = PaymentMethod::wire;
    if (family == "04") {
        payment.method = PaymentMethod::card;
        payment.channel = Channel::card;
    }
    if (family == "05" && movement.is_credit) payment.channel = Channel::direct_debit;
    payment.bank_code = clean_text(movement.code, texts);
    payment.bank_reference = squeezed_text(movement.reference, texts);
    payment.trace = squeezed_text(movement.customer_reference, texts);
    if (is_no_reference(payment.trace)) payment.trace = {};
    payment.payer_name = squeezed_text(movement.name, texts);
    if (payment.payer_name.empty()) {
        payment.payer_name = squeezed_text(movement.information_name, texts);
    }
    // A domestic number of 12 digits is followed by its currency and country.
    std::string_view account = trimmed(movement.account);
    account = account.substr(0, account.find("  "));
    if (account.find(' ') == 12 && all_digits(account.substr(0, 12)))
        account = account.substr(0, 12);
    payment.payer_account = clean_text(account, texts);
    payment.value_date = movement.value_date;
    payment.source_line = movement.line;
    read_communication(movement, payment, texts, bad_reference);
    if (!movement.information.empty()) {
        const std::string more = squeezed_text(movement.information);
        const std::string_view said = payment.memo;
        if (said.empty()) {
            payment.memo = texts.keep(more);
        } else if (!more.empty() && said.find(more) == std::string_view::npos) {
            payment.memo = texts.keep(std::string(said) + ' ' + more);
        }
    }
    const bool is_undone =
        payment.kind == MovementKind::returned || payment.kind == MovementKind::reversal;
    if (is_undone) {
        payment.original = payment.trace;
        const Text reason = squeezed_text(movement.reason, texts);
        if (!reason.empty()) {
            payment.memo =
                payment.memo.empty() ? reason : texts.keep(payment.memo.str() + ' ' + reason.str());
        }
    }
    return payment;
}

}  // namespace tieout
