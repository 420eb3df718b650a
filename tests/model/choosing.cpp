// What every choice rests on: numbers of the seed, amounts, users and customers.
#include <array>

#include "tests/model/operations.h"

namespace tieout::reference {

Choosing::Choosing(std::uint64_t seed) : random_(seed * 2 + 1) {}

std::uint32_t Choosing::below(std::size_t bound) {
    return static_cast<std::uint32_t>(random_() % bound);
}

// Few different amounts, so that some are equal; most have cents.
Cents Choosing::amount() {
    if (one_in(4)) return 10'000 * (1 + below(4));
    return 500 + below(60'000);
}

std::string Choosing::user() {
    constexpr std::array<const char*, 4> users{"ana", "bob", "dora", "eva"};
    return users[below(users.size())];
}

std::string Choosing::customer(const Model& model) {
    auto found = model.customers.begin();
    std::advance(found, below(model.customers.size()));
    return found->first;
}

}  // namespace tieout::reference
