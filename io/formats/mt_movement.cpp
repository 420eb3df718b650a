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

struct TypeWord {
    std::string_view word;
    TypeMeans means;
};

constexpr std::array type_words{
    TypeWord{"CHK", TypeMeans::check},           TypeWord{"ECK", TypeMeans::check},
    TypeWord{"TCK", TypeMeans::check},           TypeWord{"DDT", TypeMeans::direct_debit},
    TypeWord{"LBX", TypeMeans::lockbox},         TypeWord{"CHG", TypeMeans::charge},
    TypeWord{"COM", TypeMeans::charge},          TypeWord{"SWP", TypeMeans::sweep},
    TypeWord{"CMI", TypeMeans::sweep},           TypeWord{"CMN", TypeMeans::sweep},
    TypeWord{"CMP", TypeMeans::sweep},           TypeWord{"CMS", TypeMeans::sweep},
    TypeWord{"CMT", TypeMeans::sweep},           TypeWord{"CMZ", TypeMeans::sweep},
    TypeWord{"RTI", TypeMeans::returned},        TypeWord{"INT", TypeMeans::not_receivables},
    TypeWord{"DIV", TypeMeans::not_receivables}, TypeWord{"CPN", TypeMeans::not_receivables},
    TypeWord{"SEC", TypeMeans::not_receivables}, TypeWord{"FEX", TypeMeans::not_receivables},
    TypeWord{"LDP", TypeMeans::not_receivables}, TypeWord{"MAR", TypeMeans::not_receivables},
    TypeWord{"MAT", TypeMeans::not_receivables}, TypeWord{"OPT", TypeMeans::not_receivables},
    TypeWord{"SUB", TypeMeans::not_receivables}, TypeWord{"WAR", TypeMeans::not_receivables},
    TypeWord{"EQA", TypeMeans::not_receivables}, TypeWord{"TAX", TypeMeans::not_receivables},
};

const TypeWord* type_of(std::string_view type) {
    if (type.size() != 4) return nullptr;
    for (const TypeWord& each : type_words) {
        if (each.word == type.substr(1)) return &each;
    }
    return nullptr;
}

bool is_one_of(std::string_view code, std::initializer_list<std::string_view> codes) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// SEPA returns and refunds by business transaction code (GVC).
bool is_returned(std::string_view business_code) {
    return is_one_of(business_code, {"108", "109", "159", "181", "184"});
}

void classify(Payment& payment, const MtStatementLine& line, const MtText& text) {
    const std::string_view code = text.business_code;
    const TypeWord* type = type_of(line.type);
    const auto means = [&](TypeMeans what) { return type != nullptr && type->means == what; };
    if (code.starts_with('1')) payment.method = PaymentMethod::sepa;
    if (line.type == "S103" || code.starts_with('2')) payment.method = PaymentMethod::wire;
    if (means(TypeMeans::check)) payment.method = PaymentMethod::check;
    if (means(TypeMeans::lockbox)) payment.channel = Channel::lockbox;
    const bool is_collection =
        means(TypeMeans::direct_debit) || is_one_of(code, {"171", "174", "192"});
    if (payment.is_credit && is_collection) payment.channel = Channel::direct_debit;
    // Sums of a batch whose transfers or collections are told elsewhere.
    if (is_one_of(code, {"192", "194"})) payment.role = LineRole::summary;
    payment.kind = payment.is_credit ? MovementKind::receipt : MovementKind::other;
    if (means(TypeMeans::charge) || is_one_of(code, {"805", "806", "807", "808", "809"})) {
        payment.kind = payment.is_credit ? MovementKind::other : MovementKind::fee;
    }
    if (means(TypeMeans::not_receivables)) payment.kind = MovementKind::other;
    if (code == "820") payment.kind = MovementKind::transfer;
    if (means(TypeMeans::sweep) || code == "833") payment.kind = MovementKind::sweep;
    if (line.is_reversal) payment.kind = MovementKind::reversal;
    if (means(TypeMeans::returned) || is_returned(code) || text.is_return) {
        payment.kind = MovementKind::returned;
    }
}

// No reference, or a word that points at the text.
bool stands_elsewhere(std::string_view reference) {
    return is_no_reference(reference) ||
           is_one_of(
               reference, {"EREF", "EREF+", "KREF", "KREF+", "MREF", "MREF+", "PREF", "MARF"}
           );
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

Payment mt_payment(
    MtEntry& entry, Currency currency, Text account, MtTextReader& reader, TextStore& texts
) {
    const MtStatementLine& line = entry.line;
    Payment payment;
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
    const MtText text = reader.read(entry.text, entry.non_swift, texts);
    if (payment.payer_name.empty()) payment.payer_name = text.name;
    if (payment.payer_account.empty()) payment.payer_account = text.account;
    payment.trace = text.trace;
    payment.memo = text.memo;
    payment.bank_code = squeezed_text(line.type, texts);
    if (!text.business_code.empty()) {
        std::string code = clean_text(line.type);
        payment.bank_code = texts.keep(code.append("+").append(text.business_code));
    }
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
    if (payment.memo.empty()) payment.memo = text.posting_text;
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
    return payment;
}

}  // namespace tieout
