#include "io/formats/cfonb_complement.h"

#include "io/formats/fields.h"
#include "io/formats/source.h"

namespace tieout {

namespace {

constexpr std::size_t information_columns = 70;
constexpr std::size_t half = 35;

void fill(std::string_view& field, std::string_view text) {
    if (trimmed(field).empty()) field = text;
}

}  // namespace

void CfonbComplement::clear() {
    std::string kept = std::move(memo_);
    kept.clear();
    *this = {};
    memo_ = std::move(kept);
}

// A line that is full goes on in the next one without a blank.
void CfonbComplement::add_text(std::string_view text) {
    if (trimmed(text).empty() || memo_.size() > field_bytes_max) return;
    if (!memo_.empty() && !line_is_full_) memo_ += ' ';
    memo_ += text;
    line_is_full_ = false;
}

bool CfonbComplement::is_full() const {
    return memo_.size() > field_bytes_max;
}

void CfonbComplement::add(std::string_view qualifier, std::string_view information) {
    const std::string_view first = columns(information, 1, half);
    const std::string_view second = columns(information, half + 1, information_columns);
    if (qualifier == "NPY") return fill(payer_name_, information);
    if (qualifier == "NPO") return fill(ultimate_payer_, information);
    if (qualifier == "CPY") return fill(payer_account_, information);
    if (qualifier == "NBE") return fill(beneficiary_name_, information);
    if (qualifier == "NBU") return fill(ultimate_beneficiary_, information);
    if (qualifier == "CBE") return fill(beneficiary_account_, information);
    if (qualifier == "IPY" || qualifier == "IPO") return fill(payer_id_, first);
    if (qualifier == "IBE" || qualifier == "IBU") return fill(beneficiary_id_, first);
    if (qualifier == "LCS") return fill(structured_, first);
    if (qualifier == "RUM") return fill(mandate_, first);
    if (qualifier == "RCN") {
        fill(end_to_end_, first);
        return fill(purpose_, second);
    }
    if (qualifier == "REF") {
        fill(batch_, first);
        return fill(transfer_, second);
    }
    const bool goes_on = qualifier == "LC2";
    line_is_full_ = line_is_full_ && goes_on;
    add_text(information);
    line_is_full_ = (qualifier == "LCC" || goes_on) && information.size() == information_columns &&
                    information.back() != ' ';
}

void CfonbComplement::apply(Payment& payment, TextStore& texts) const {
    const bool is_undone =
        payment.kind == MovementKind::returned || payment.kind == MovementKind::reversal;
    const bool other_is_payer = payment.is_credit != is_undone;
    const auto first_of = [&](std::string_view a, std::string_view b, std::string_view c) {
        Text text = squeezed_text(a, texts);
        if (text.empty()) text = squeezed_text(b, texts);
        return text.empty() ? squeezed_text(c, texts) : text;
    };
    if (other_is_payer) {
        payment.payer_name = first_of(payer_name_, ultimate_payer_, {});
        payment.payer_account = squeezed_text(payer_account_, texts);
    } else {
        // Some banks name the creditor of a direct debit as payer.
        payment.payer_name = first_of(beneficiary_name_, ultimate_beneficiary_, payer_name_);
        payment.payer_account = squeezed_text(beneficiary_account_, texts);
    }
    payment.trace = squeezed_text(end_to_end_, texts);
    if (is_no_reference(payment.trace)) payment.trace = {};
    payment.batch = squeezed_text(batch_, texts);
    if (payment.bank_reference.empty()) payment.bank_reference = squeezed_text(transfer_, texts);
    std::string memo = squeezed_text(memo_);
    for (const std::string_view more :
         {mandate_, purpose_, other_is_payer ? payer_id_ : beneficiary_id_}) {
        const std::string text = squeezed_text(more);
        if (!text.empty()) memo += (memo.empty() ? "" : " ") + text;
    }
    if (!memo.empty()) {
        payment.memo =
            payment.memo.empty() ? texts.keep(memo) : texts.keep(payment.memo.str() + ' ' + memo);
    }
    const Text reference = squeezed_text(structured_, texts);
    if (reference.empty()) return;
    RemittanceLine line;
    line.line = 1;
    line.reference = reference;
    line.net = payment.amount;
    payment.remittance.push_back(std::move(line));
}

}  // namespace tieout
