// The accounts and currencies of one CSV export, each a unit with its running balance.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/intake.h"
#include "io/formats/csv_chain.h"
#include "io/formats/source.h"

namespace tieout {

struct CsvAccount {
    Unit unit;
    Unit pending;              // its rows that are not booked
    std::string_view written;  // the number, as cells have it
    Text number;
    CsvChain chain;
};

// In the order in which the file names them.
class CsvAccounts {
public:
    explicit CsvAccounts(TextStore& texts) : texts_(texts) {}

    // Forgets what it has. The first account gets room for `movements`, any other none beforehand.
    void begin(std::string_view kind, std::size_t movements);

    // That of a row; `written` lies in the bytes of the file.
    CsvAccount& of(std::string_view written, Currency currency, std::uint64_t line);

    std::size_t size() const { return order_.size(); }

    // Proves their balances and hands their units over.
    void finish(std::vector<Unit>& units, FaultList& faults, FaultList& warnings);

private:
    TextStore& texts_;
    std::map<std::string, CsvAccount, std::less<>> accounts_;
    std::vector<CsvAccount*> order_;
    CsvAccount* last_ = nullptr;  // most rows are of the account of the row above
    std::string kind_;
    std::size_t movements_ = 0;
};

}  // namespace tieout
