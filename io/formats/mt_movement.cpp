#include "io/formats/mt_movement.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {

// What the three letters of a transaction type say (SWIFT, tag 61 sub-field 6).
enum class TypeMeans : std::uint8_t {
    check,
    direct_debit,
    lockbox,
    charge,
    sweep,
    returned,
    not_receivables,  // interest, dividends, securities, foreign exchange, loans, tax
};

std::optional<TypeMeans> meaning_of(std::string_view type) {
    if (type.size() != 4) return std::nullopt;
    switch (word_code(type.substr(1))) {
        case word_code("CHK"):
        case word_code("ECK"):
        case word_code("TCK"): return TypeMeans::check;
        case word_code("DDT"): return TypeMeans::direct_debit;
        case word_code("LBX"): return TypeMeans::lockbox;
        case word_code("CHG"):
        case word_code("COM"): return TypeMeans::charge;
        case word_code("SWP"):
        case word_code("CMI"):
        case word_code("CMN"):
        case word_code("CMP"):
        case word_code("CMS"):
        case word_code("CMT"):
        case word_code("CMZ"): return TypeMeans::sweep;
        case word_code("RTI"): return TypeMeans::returned;
        case word_code("INT"):
        case word_code("DIV"):
        case word_code("CPN"):
        case word_code("SEC"):
        case word_code("FEX"):
        case word_code("LDP"):
        case word_code("MAR"):
        case word_code("MAT"):
        case word_code("OPT"):
        case word_code("SUB"):
        case word_code("WAR"):
        case word_code("EQA"):
        case word_code("TAX"): return TypeMeans::not_receivables;
        default: return std::nullopt;
    }
}

void classify(Payment& payment, const MtStatementLine& line, const MtText& text) {
    const std::uint64_t code =  // GVC
        text.business_code.empty() ? 0 : whole_number(text.business_code).value_or(0);
    const auto is_code = [&](auto... codes) { return ((code == codes) || ...); };
    const std::optional<TypeMeans> type = meaning_of(line.type);
    if (text.business_code.starts_with('1')) payment.method = PaymentMethod::sepa;
    if (line.type == "S103" || text.business_code.starts_with('2')) {
        payment.method = PaymentMethod::wire;
    }
    if (type == TypeMeans::check) payment.method = PaymentMethod::check;
    if (type == TypeMeans::lockbox) payment.channel = Channel::lockbox;
    const bool is_collection = type == TypeMeans::direct_debit || is_code(171U, 174U, 192U);
    if (payment.is_credit && is_collection) payment.channel = Channel::direct_debit;
    // Sums of a batch whose transfers or collections are told elsewhere.
    if (is_code(192U, 194U)) payment.role = LineRole::summary;
    payment.kind = payment.is_credit ? MovementKind::receipt : MovementKind::other;
    if (type == TypeMeans::charge || is_code(805U, 806U, 807U, 808U, 809U)) {
        payment.kind = payment.is_credit ? MovementKind::other : MovementKind::fee;
    }
    if (type == TypeMeans::not_receivables) payment.kind = MovementKind::other;
    if (is_code(820U)) payment.kind = MovementKind::transfer;
    if (type == TypeMeans::sweep || is_code(833U)) payment.kind = MovementKind::sweep;
    if (line.is_reversal) payment.kind = MovementKind::reversal;
    // SEPA returns and refunds have codes of their own.
    const bool is_returned = is_code(108U, 109U, 159U, 181U, 184U);
    if (type == TypeMeans::returned || is_returned || text.is_return) {
        payment.kind = MovementKind::returned;
    }
}

// No reference, or a word that points at the text.
bool stands_elsewhere(std::string_view reference) {
    if (is_no_reference(reference)) return true;
    const std::string_view word = reference.substr(0, 4);
    const bool is_key = word == "EREF" || word == "KREF" || word == "MREF";
    if (is_key && reference.substr(word.size()) == "+") return true;
    return reference == word && (is_key || word == "PREF" || word == "MARF");
}

std::string_view without_zeros(std::string_view digits) {
    while (digits.size() > 1 && digits.front() == '0')
        digits.remove_prefix(1);
    return digits;
}

void add_memo(Payment& payment, Text more, TextStore& texts) {
    if (more.empty() || payment.memo.find(more) != std::string_view::npos) return;
    payment.memo =
        payment.memo.empty() ? more : texts.keep(fmt::format("{} {}", payment.memo, more));
}

// The owner's reference is an end-to-end reference, a check number or, with some banks, the other
// party's account.
void place_reference(Payment& payment, const MtStatementLine& line, TextStore& texts) {
    constexpr std::size_t account_min = 7;
    if (stands_elsewhere(line.reference)) return;
    const bool is_account =
        looks_like_iban(line.reference) ||
        (line.is_name && line.reference.size() >= account_min && all_digits(line.reference));
    if (is_account) {
        if (payment.payer_account.empty()) payment.payer_account = line.reference;
    } else if (payment.method == PaymentMethod::check && all_digits(line.reference)) {
        payment.check_number = without_zeros(line.reference);
    } else if (payment.trace.empty()) {
        payment.trace = squeezed_text(line.reference, texts);
    }
}

void place_supplement(Payment& payment, const MtStatementLine& line, TextStore& texts) {
    constexpr std::size_t account_min = 7;
    const std::string_view said = line.supplement;
    if (said.empty() || said.starts_with('/')) return;
    const bool is_account =
        looks_like_iban(said) || (said.size() >= account_min && all_digits(said));
    if (is_account && payment.payer_account.empty()) {
        payment.payer_account = said;
    } else if (line.is_name && payment.payer_name.empty()) {
        payment.payer_name = squeezed_text(said, texts);
    } else if (!is_account && payment.payer_name != squeezed_text(said, texts)) {
        add_memo(payment, squeezed_text(said, texts), texts);
    }
}

}  // namespace

// "NTRF+166"; most movements have that of the one before.
Text MtMovementReader::bank_code(
    std::string_view type, std::string_view business_code, TextStore& texts
) {
    if (business_code.empty()) return squeezed_text(type, texts);
    const std::string_view before = bank_code_;
    const bool is_same = before.size() == type.size() + 1 + business_code.size() &&
                         before.starts_with(type) && before.ends_with(business_code);
    if (!is_same) bank_code_ = texts.keep({clean_text(type, texts), "+", business_code});
    return bank_code_;
}

void MtMovementReader::read(
    MtEntry& entry, Currency currency, Text account, TextStore& texts, Payment& payment
) {
    const MtStatementLine& line = entry.line;
    payment.account = account;
    payment.currency = currency;
    payment.amount = line.amount;
    payment.is_credit = line.is_credit;
    payment.value_date = line.value_date;
    payment.booking_date = line.entry_date.value_or(line.value_date);
    payment.source_line = entry.source_line;
    payment.bank_reference = squeezed_text(line.bank_reference, texts);
    // The text of some banks begins with the account of the reference and a name.
    if (looks_like_iban(line.reference) && !entry.text.empty() &&
        entry.text.front().text.starts_with(line.reference)) {
        payment.payer_account = line.reference;
        payment.payer_name = squeezed_text(
            trimmed_right(entry.text.front().text.substr(line.reference.size())), texts
        );
        entry.text.erase(entry.text.begin());
    }
    const MtText text = text_reader_.read(entry.text, entry.non_swift, texts);
    if (payment.payer_name.empty()) payment.payer_name = text.name;
    if (payment.payer_account.empty()) payment.payer_account = text.account;
    payment.trace = text.trace;
    payment.memo = text.memo;
    payment.bank_code = bank_code(line.type, text.business_code, texts);
    classify(payment, line, text);
    place_reference(payment, line, texts);
    place_supplement(payment, line, texts);
    if (!entry.more.empty()) {
        std::string more;
        for (const Line& each : entry.more) {
            more += each.text;
            more += ' ';
        }
        add_memo(payment, texts.keep(squeezed_text(more)), texts);
    }
    if (payment.memo.empty()) payment.memo = squeezed_copy(text.posting_text, texts);
    const bool undone =
        payment.kind == MovementKind::returned || payment.kind == MovementKind::reversal;
    if (undone) payment.original = payment.trace;
    if (!text.structured_reference.empty() && payment.kind == MovementKind::receipt) {
        RemittanceLine lone;
        lone.line = 1;
        lone.reference = text.structured_reference;
        lone.net = payment.amount;
        payment.remittance.push_back(lone);
    }
}

}  // namespace tieout
