#include "io/formats/lockbox_batch.h"

#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

void join_memos(LockboxBatch& batch, TextStore& texts) {
    if (batch.memos.empty()) return;
    batch.unit.movements.back().memo = joined_texts(batch.memos, texts);
    batch.memos.clear();
}

void part_zero_checks(Unit& unit, IntakeFile& file) {
    if (unit.state != UnitState::taken) return;
    std::vector<Payment> kept;
    for (Payment& payment : unit.movements) {
        if (payment.amount != 0) {
            kept.push_back(std::move(payment));
            continue;
        }
        if (payment.remittance.empty()) continue;
        Remittance advice;
        advice.remittance =
            file.texts.keep(fmt::format("{}/{}", unit.identity, payment.source_line));
        advice.payer_name = payment.payer_name;
        advice.currency = payment.currency;
        advice.total = 0;
        advice.date = payment.booking_date;
        advice.lines = std::move(payment.remittance);
        advice.source_line = payment.source_line;
        file.remittances.push_back(std::move(advice));
    }
    unit.movements = std::move(kept);
}

}  // namespace tieout
