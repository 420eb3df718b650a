#include "io/formats/fedwire_addenda.h"

#include <utility>

#include "io/formats/x12_carried.h"

namespace tieout {

std::string_view read_fedwire_addenda(
    const FedwireTag& tag, Payment& payment, TextStore& texts, FaultList& warnings
) {
    if (!is_carried_x12(tag.value)) return tag.value;
    FaultList found({});
    Payment advised;
    X12AdviceReader reader(payment.currency, texts, found, found);
    const X12CarriedState state = read_carried_x12(
        {tag.value, tag.line, {}, {tag.line, tag.column}, payment.amount, payment.currency},
        advised,
        reader,
        texts,
        found
    );
    for (Error& each : found.take()) {
        // Columns of the first line count from the addenda; the tag's own is the place to look at.
        const bool is_first = each.place.line == tag.line;
        const std::uint64_t column = is_first ? tag.column : each.place.column;
        warnings.add(each.fault, each.place.line, column, std::move(each.words));
    }
    const bool is_used = state == X12CarriedState::whole && !advised.remittance.empty() &&
                         payment.remittance.empty();
    if (!is_used) {
        warnings.add(
            "F_FEDWIRE_REMITTANCE",
            tag.line,
            tag.column,
            "a whole X12 820 in {8200} expected; it stays text"
        );
        return tag.value;
    }
    payment.remittance = std::move(advised.remittance);
    if (payment.trace.empty()) payment.trace = advised.trace;
    if (payment.payer_account.empty()) payment.payer_account = advised.payer_account;
    return advised.memo;
}

}  // namespace tieout
