// Distinct numbers for the rows of a book, so that a customer is never taken for an item.
#pragma once

#include <cstdint>

namespace tieout {

// Rows are numbered densely from 0 in the order in which the journal first names them; the numbers
// are therefore the same in every replay. `none_no` marks "no such row".
enum class EntityNo : std::uint32_t {
};
enum class AccountNo : std::uint32_t {
};
enum class CustomerNo : std::uint32_t {
};
enum class ItemNo : std::uint32_t {
};
enum class PaymentNo : std::uint32_t {
};
enum class ExceptionNo : std::uint32_t {
};
enum class RunNo : std::uint32_t {
};
enum class LearnedNo : std::uint32_t {
};
enum class ProposalNo : std::uint32_t {
};

inline constexpr std::uint32_t none_no = 0xFFFF'FFFFU;

template <class No>
constexpr std::uint32_t slot(No no) {
    return static_cast<std::uint32_t>(no);
}

template <class No>
constexpr No none() {
    return static_cast<No>(none_no);
}

// Position of an entry in the journal: gapless, from 1; 0 means "before the first".
using Sequence = std::uint64_t;

}  // namespace tieout
