// A made-up book with known answers: master data, items, months of bank files, and the truth.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "io/synthetic/billing.h"

namespace tieout {

struct GenerateRequest {
    MadeSize size;
    Profile profile;
    std::vector<MadeFormat> formats;  // that bring money, at least one
    bool with_remittances = true;     // advice apart; without it such payments name nothing
};

struct GenerateSummary {
    std::uint64_t customers = 0;
    std::uint64_t items = 0;
    std::uint64_t payments = 0;   // receipts; fewer than asked for when the items did not suffice
    std::uint64_t movements = 0;  // with returns and fees
    std::uint64_t periods = 0;
};

// Takes a file by its path below the book's folder.
using FileSink = std::function<Result<void>(const std::string& path, const std::string& text)>;

// Gives the files one by one: entities.csv, accounts.csv, customers.csv; for each period NNN/ its
// items.csv, remittances.csv and bank files; truth.csv and traits.csv; and steps.txt, a line a
// command that loads or applies them in order. Each bank file is read back by our own reader before
// it is given: a fault, a unit that is not taken or another amount is an error. The same request
// gives the same bytes on every machine. Memory is that of the book and of one period's files.
Result<GenerateSummary> generate_book(const GenerateRequest& request, const FileSink& sink);

// Format of a word such as "bai2" or "camt".
std::optional<MadeFormat> made_format_of(std::string_view word);

}  // namespace tieout
