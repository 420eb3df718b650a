#include "io/formats/coda_group.h"

#include <fmt/core.h>

namespace tieout {

namespace {

constexpr std::size_t amount_column = 33;

}  // namespace

CodaLeaves mark_leaves(std::span<CodaMovement> group) {
    constexpr std::size_t levels_max = 9;
    CodaLeaves leaves;
    std::string open;  // levels, the outermost first
    if (!group.front().is_leaf()) open.push_back(group.front().globalisation);
    for (std::size_t i = 1; i < group.size(); ++i) {
        CodaMovement& detail = group[i];
        const char level = detail.globalisation;
        const std::size_t at = detail.is_leaf() ? std::string::npos : open.find(level);
        const bool opens = !detail.is_leaf() && at == std::string::npos && i + 1 < group.size() &&
                           open.size() < levels_max;
        if (at != std::string::npos) open.resize(at);
        if (opens) open.push_back(level);
        detail.globalisation = opens ? 'S' : '0';
        if (opens) continue;
        ++leaves.count;
        leaves.sum += detail.is_credit ? detail.amount : -detail.amount;
    }
    leaves.is_left_open = group.size() > 1 && !open.empty();
    return leaves;
}

void CodaGroup::spoil(std::string reason) {
    unit_.state = UnitState::quarantined;
    if (unit_.reason.empty()) unit_.reason = std::move(reason);
}

void CodaGroup::add_movement(const CodaMovement& from) {
    if (from.amount == 0) {
        notes_.warnings.add(
            "F_ZERO_AMOUNT", from.line, amount_column, "a movement of zero is left out"
        );
        return;
    }
    bool bad_reference = false;
    Payment payment = coda_payment(from, notes_.texts, bad_reference);
    if (bad_reference) {
        notes_.warnings.add(
            "F_CODA_REFERENCE",
            from.line,
            66,
            "the structured communication fails its check digits (modulo 97)"
        );
    }
    payment.currency = unit_.currency;
    payment.account = account_.number;
    const std::optional<Date> day = from.entry_date   ? from.entry_date
                                    : from.value_date ? from.value_date
                                                      : account_.day;
    if (!day) {
        spoil(fmt::format("the movement in line {} has no date", from.line));
        notes_.faults.add("F_DATE", from.line, 116, "an entry date as DDMMYY expected");
    }
    payment.booking_date = day.value_or(Date{});
    unit_.movements.push_back(std::move(payment));
}

void CodaGroup::add(std::span<CodaMovement> group) {
    const CodaMovement& main = group.front();
    const CodaLeaves leaves = mark_leaves(group);
    if (leaves.is_left_open) {
        notes_.warnings.add(
            "F_CODA_GLOBALISATION", main.line, 125, "a globalisation is opened and not closed"
        );
    }
    const WideMinor whole = main.is_credit ? main.amount : -main.amount;
    if (leaves.count != 0 && leaves.sum == whole) {
        split(group);
        return;
    }
    if (leaves.count != 0) {
        notes_.warnings.add(
            "F_CODA_DETAIL",
            main.line,
            amount_column,
            fmt::format(
                "the {} details do not make up the movement: it is taken as one, without their "
                "texts",
                leaves.count
            )
        );
    }
    const std::size_t before = unit_.movements.size();
    add_movement(main);
    // A total by the customer (1) or the bank (2) whose details are reported elsewhere.
    const bool is_total = main.code.starts_with('1') || main.code.starts_with('2');
    if (is_total && unit_.movements.size() > before) {
        unit_.movements.back().role = LineRole::summary;
    }
}

// What a detail does not say itself its total says for it.
void CodaGroup::split(std::span<const CodaMovement> group) {
    const CodaMovement& main = group.front();
    bool bad_reference = false;
    const Payment whole = coda_payment(main, notes_.texts, bad_reference);
    const auto fill = [](Text& held, Text said) {
        if (held.empty()) held = said;
    };
    for (const CodaMovement& detail : group.subspan(1)) {
        if (!detail.is_leaf()) continue;
        const std::size_t before = unit_.movements.size();
        add_movement(detail);
        if (unit_.movements.size() == before) continue;
        Payment& payment = unit_.movements.back();
        fill(payment.batch, whole.bank_reference);
        fill(payment.payer_name, whole.payer_name);
        fill(payment.payer_account, whole.payer_account);
        fill(payment.memo, whole.memo);
        // What the bank keeps of a credit.
        const bool is_kept = main.is_credit && !detail.is_credit;
        if (is_kept && payment.kind == MovementKind::other) payment.kind = MovementKind::fee;
    }
}

}  // namespace tieout
