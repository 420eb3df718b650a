#include "engine/entry.h"

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

void keep_texts(Entry& entry, TextStore& texts) {
    if (auto* taken = std::get_if<PaymentTaken>(&entry)) {
        keep({&taken->payment, &taken->customer, &taken->check_number}, texts);
        keep({&taken->bank_reference, &taken->trace, &taken->original}, texts);
        keep({&taken->key_owner, &taken->sealed}, texts);
        keep_lines(taken->remittance, texts);
    }
    if (auto* taken = std::get_if<RemittanceTaken>(&entry)) {
        keep({&taken->remittance, &taken->trace, &taken->key_owner, &taken->sealed}, texts);
        keep_lines(taken->lines, texts);
    }
}

}  // namespace tieout
