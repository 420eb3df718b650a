#include "engine/entry.h"

#include <tuple>

namespace tieout {

namespace {

void keep(std::initializer_list<Text*> all, TextStore& texts) {
    for (Text* each : all)
        *each = texts.keep(*each);
}

void keep_lines(std::vector<RemittanceLine>& lines, TextStore& texts) {
    for (RemittanceLine& line : lines)
        keep({&line.reference, &line.customer, &line.entity, &line.reason}, texts);
}

}  // namespace

bool operator==(const PaymentTaken& a, const PaymentTaken& b) {
    const auto facts = [](const PaymentTaken& x) {
        return std::tie(
            x.payment,
            x.kind,
            x.is_credit,
            x.method,
            x.channel,
            x.entity,
            x.account,
            x.currency,
            x.amount,
            x.booking_date,
            x.value_date,
            x.file,
            x.ordinal,
            x.source_line,
            x.customer,
            x.check_number,
            x.bank_reference,
            x.trace,
            x.original,
            x.remittance,
            x.key_owner,
            x.sealed,
            x.has_advice,
            x.is_of_statement
        );
    };
    return facts(a) == facts(b);
}

void keep_texts(Entry& entry, TextStore& texts) {
    if (auto* taken = std::get_if<PaymentTaken>(&entry)) {
        keep({&taken->payment, &taken->customer, &taken->check_number}, texts);
        keep({&taken->bank_reference, &taken->trace, &taken->original}, texts);
        keep({&taken->key_owner, &taken->sealed}, texts);
        keep_lines(taken->remittance, texts);
    }
    if (auto* taken = std::get_if<RemittanceTaken>(&entry)) {
        keep({&taken->remittance, &taken->trace, &taken->key_owner, &taken->sealed}, texts);
        keep({&taken->payment}, texts);
        keep_lines(taken->lines, texts);
    }
}

}  // namespace tieout
