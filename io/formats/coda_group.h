// A CODA movement and its details: which of them are money, and the payments they make.
#pragma once

#include <optional>
#include <span>

#include "engine/intake.h"
#include "io/formats/coda_movement.h"
#include "io/formats/source.h"

namespace tieout {

// The details of a movement that stand for money themselves, not for a total of others.
struct CodaLeaves {
    std::size_t count = 0;
    WideMinor sum = 0;  // signed
    bool is_left_open = false;
};

// The first of `group` is the movement, the others are its details. Globalisation levels 1 to 9
// open at a total and close at its last detail; afterwards is_leaf() tells them apart.
CodaLeaves mark_leaves(std::span<CodaMovement> group);

// Makes the payments of one statement.
class CodaGroup {
public:
    struct Account {
        Text number;
        std::optional<Date> day;  // where a movement has no date of its own
    };

    struct Notes {
        FaultList& faults;
        FaultList& warnings;
        TextStore& texts;
    };

    CodaGroup(Unit& unit, Account account, const Notes& notes)
        : unit_(unit), account_(account), notes_(notes) {}

    // A total becomes its details where they make it up to the cent, else it is one movement.
    void add(std::span<CodaMovement> group);

private:
    void add_movement(const CodaMovement& from);
    void split(std::span<const CodaMovement> group);
    void spoil(std::string reason);

    Unit& unit_;
    Account account_;
    Notes notes_;
};

}  // namespace tieout
