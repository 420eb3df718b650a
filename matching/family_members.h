// The customers of each family of a book, gathered when they are asked for.
#pragma once

#include <mutex>
#include <utility>
#include <vector>

#include "engine/book.h"

namespace tieout {

// Safe for concurrent callers while the book stays as it is. Cost: once a look at each customer,
// then a search a family.
class FamilyMembers {
public:
    explicit FamilyMembers(const Book& book) : book_(book) {}

    // The head first, then the others by number.
    std::vector<CustomerNo> of(CustomerNo family);

private:
    void gather();

    const Book& book_;
    std::once_flag gathered_;
    std::vector<std::pair<CustomerNo, CustomerNo>> children_;  // by family; those with a parent
};

}  // namespace tieout
