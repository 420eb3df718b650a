// The items that are open on a day of a made-up book, by customer and all together.
#pragma once

#include <cstdint>
#include <vector>

#include "io/synthetic/dice.h"
#include "io/synthetic/made_book.h"

namespace tieout {

class OpenPool {
public:
    explicit OpenPool(const MadeBook& book);

    // Brings in what was billed before this day; days never go back.
    void reach(Date day);
    // One of three open invoices: that which falls due first. Requires: not empty.
    std::uint32_t draw(Dice& dice) const;
    // Takes out an item that is paid.
    void close(std::uint32_t item);

    bool is_empty() const { return all_.empty(); }

    // Open invoices and credits of a customer, in no particular order.
    const std::vector<std::uint32_t>& invoices_of(std::uint32_t customer) const {
        return invoices_[customer];
    }

    const std::vector<std::uint32_t>& credits_of(std::uint32_t customer) const {
        return credits_[customer];
    }

private:
    const MadeBook& book_;
    std::size_t reached_ = 0;
    std::vector<std::uint32_t> all_;      // invoices
    std::vector<std::uint32_t> place_;    // of each item in all_
    std::vector<std::uint32_t> in_list_;  // of each item in its customer's list
    std::vector<std::vector<std::uint32_t>> invoices_;
    std::vector<std::vector<std::uint32_t>> credits_;
};

}  // namespace tieout
