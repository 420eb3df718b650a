// Joins the pages of SWIFT statements by their intermediate balances (62M of one, 60M of the next).
#pragma once

#include <string>
#include <unordered_map>

#include "io/formats/mt_statement.h"

namespace tieout {

class MtPages {
public:
    // Adds the unit of a message to the file, or to the unit of the page before it. Requires: the
    // message has been proved.
    void add(MtMessage& message, IntakeFile& file, FaultList& faults, FaultList& warnings);
    void finish(FaultList& warnings);  // notes statements whose last page is not there

private:
    // The page of an account that came last.
    struct Chain {
        std::size_t unit = 0;
        std::string number;
        std::optional<std::uint64_t> page;
        Minor closing = 0;
        Currency currency;
        std::uint64_t line = 0;
        bool is_open = false;  // ended with 62M
    };

    static void join(const Chain& chain, MtMessage& message, Unit& whole, FaultList& faults);

    std::unordered_map<std::string, Chain> chains_;  // by account
};

}  // namespace tieout
