// A bank file read in a process of its own: what crashes or never ends costs one file, not the run.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/corpora/agreement.h"

namespace tieout {

struct CurrencySums {
    WideMinor credits = 0;
    WideMinor debits = 0;
};

// A statement that states both its balances: one link of an account's chain.
struct StatementLink {
    std::string account;  // with its currency
    std::string date;     // as of
    std::string opening;
    std::string closing;
};

// What one file gave, as far as the table shows it.
struct FileReport {
    std::string failure;  // crash, time out, or a result that is not sound
    std::string format;
    std::string refusal;  // the first fault of a refused file, located
    std::map<std::string, std::uint64_t> counts;
    std::map<std::string, CurrencySums> sums;  // of units taken, by currency
    std::vector<StatementLink> statements;
    std::vector<std::string> differences;
    std::vector<std::string> known;
};

// `name` is the path below `root`.
FileReport read_apart(
    const Expectations& expectations, const std::string& root, const std::string& name
);

}  // namespace tieout
