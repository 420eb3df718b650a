#include "engine/claim_items.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "engine/period.h"

namespace tieout {

namespace {

bool is_claim(const Adjustment& adjustment) {
    return opens_claim(adjustment.kind);
}

bool has_claim(const Movement& movement) {
    if (!movement.is_judged) return false;
    const auto& items = movement.match.clearing.items;
    return std::any_of(items.begin(), items.end(), [](const ClearedItem& item) {
        return std::any_of(item.adjustments.begin(), item.adjustments.end(), is_claim);
    });
}

}  // namespace

OpenItem claim_of_invoice(
    const OpenItem& invoice,
    Minor amount,
    Date day,
    std::string_view document,
    std::string_view reason
) {
    OpenItem claim;
    claim.customer = invoice.customer;
    claim.entity = invoice.entity;
    claim.kind = ItemKind::claim;
    claim.currency = invoice.currency;
    claim.amount = amount;
    claim.disputed = amount;
    claim.invoice_date = day;
    claim.due_date = day;
    claim.document = document.empty() ? "CL-" + invoice.document : std::string(document);
    claim.texts.set(ItemText::applies_to, invoice.document);
    claim.texts.set(ItemText::reason, reason);
    return claim;
}

std::string certificate_document(const OpenItem& invoice) {
    return "WH-" + invoice.document;
}

bool awaits_certificate(const OpenItem& item) {
    return item.kind == ItemKind::claim && item.texts.get(ItemText::reason) == withholding_reason;
}

void open_claims(const Book& book, Parallel& parallel, CashOutcome& outcome) {
    std::set<std::tuple<CustomerNo, std::string, std::uint32_t>> made;
    for (const std::size_t at : movements_where(parallel, outcome, has_claim)) {
        Movement& movement = outcome.movements[at];
        const Date wanted = movement.waited ? movement.posting_day : movement.payment.booking_date;
        const Date day = posting_day(book, movement.entity, wanted);
        for (ClearedItem& item : movement.match.clearing.items) {
            for (Adjustment& each : item.adjustments) {
                if (!is_claim(each)) continue;
                const OpenItem& invoice = book.item(item.item);
                const std::string document = each.kind == AdjustmentKind::withholding
                                                 ? certificate_document(invoice)
                                                 : each.claim;
                OpenItem claim = claim_of_invoice(invoice, each.amount, day, document, each.reason);
                if (!each.names_invoice) claim.texts.set(ItemText::applies_to, {});
                while (book.find_item(claim) ||
                       !made.insert({claim.customer, claim.document, claim.instalment}).second)
                    ++claim.instalment;
                each.opened = static_cast<ItemNo>(book.items.size() + outcome.claims.size());
                outcome.claims.push_back(std::move(claim));
            }
        }
    }
}

}  // namespace tieout
