// BAI2 type codes: what the bank's three digits say about a movement.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/payment.h"

namespace tieout {

enum class Bai2Side : std::uint8_t {
    none,
    credit,
    debit
};
enum class Bai2Level : std::uint8_t {
    status,
    summary,
    detail
};

struct Bai2Type {
    Bai2Side side = Bai2Side::none;
    Bai2Level level = Bai2Level::status;
    LineRole role = LineRole::detail;
    MovementKind kind = MovementKind::other;
    Channel channel = Channel::statement;
    PaymentMethod method = PaymentMethod::other;
    bool is_known = false;            // false: told by its range only
    bool is_lockbox_deposit = false;  // 115, 116: the customer reference is the lockbox
};

// Codes outside data/bai2_types.csv are told by their range: 100-399 and 920-959 credits, 400-699
// and 960-999 debits, the rest status. Requires: three digits.
const Bai2Type& bai2_type(std::string_view code);

}  // namespace tieout
