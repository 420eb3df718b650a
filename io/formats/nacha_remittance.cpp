#include "io/formats/nacha_remittance.h"

#include <string>

#include "io/formats/x12_carried.h"

namespace tieout {

namespace {

constexpr std::size_t body_columns = 80;
constexpr std::size_t amount_column = 30;  // of the entry

// The free text of the addenda in one piece, blanks kept: what is cut apart fits together again.
std::string joined(std::span<const std::string_view> bodies) {
    std::string whole;
    whole.reserve(bodies.size() * body_columns);
    for (const std::string_view body : bodies) {
        whole += body;
        if (body.size() < body_columns) whole.append(body_columns - body.size(), ' ');
    }
    return whole;
}

}  // namespace

Text read_ach_remittance(
    const AchAddenda& addenda,
    Payment& payment,
    X12AdviceReader& reader,
    TextStore& texts,
    FaultList& warnings
) {
    if (addenda.bodies.empty()) return {};
    std::string_view text = addenda.bodies.front();
    if (addenda.bodies.size() > 1) text = texts.hold(joined(addenda.bodies));
    const AchRecord& entry = addenda.entry;
    if (is_carried_x12(text)) {
        const X12Place place{entry.line, entry.column_of(amount_column)};
        read_carried_x12(
            {text, 1, addenda.places, place, addenda.amount, addenda.currency},
            payment,
            reader,
            texts,
            warnings
        );
    }
    if (!payment.remittance.empty() || !payment.memo.empty()) return {};
    return text;
}

}  // namespace tieout
