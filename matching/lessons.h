// Lessons are what a batch teaches about its payers: from whose bank account stated documents were
// paid.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/ids.h"

namespace tieout {

// Who paid from an account, by payments that closed to the cent what they name. A second family on
// one account makes it shared (a factor, an intermediary): it teaches nothing. The customer is the
// one all of them were, else the head of the family.
class Lessons {
public:
    struct Lesson {
        CustomerNo customer{};
        CustomerNo family{};
        std::uint32_t payments = 0;
        bool is_shared = false;
    };

    // Only accounts that somebody asks for are kept: all are announced before the first lesson.
    void announce(std::string_view account);

    void teach(std::string_view account, CustomerNo customer, CustomerNo family);
    // Nothing when nobody taught, or several families did.
    const Lesson* of(std::string_view account) const;

private:
    std::unordered_map<std::string, Lesson> lessons_;  // by account_form
};

}  // namespace tieout
