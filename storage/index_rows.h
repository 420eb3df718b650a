// The rows of the book as the index keeps them: one a record, many a record, or in two parts.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/book.h"
#include "storage/index.h"

namespace tieout {

// Rows that are written together under one key: tables that mostly grow at their end share records,
// so that a payment costs the index a thirty-second part of one.
constexpr std::uint32_t rows_in_record(RowTable table) {
    const bool grows = table == RowTable::payments || table == RowTable::item_changes ||
                       table == RowTable::suspense_changes || table == RowTable::erp_answers;
    return grows ? 32 : 1;
}

// Appends the bytes of record `record` of a table of `rows` rows: its rows, each with its length
// where there may be several.
void append_record(
    const Book& book, RowTable table, std::uint32_t record, std::uint32_t rows, std::string& out
);

using RowVisit = std::function<bool(std::uint32_t row, std::string_view bytes)>;

// Calls visit(row, bytes) for each row of a table in order, as append_row() spells it, until it
// returns false: records are taken apart, and an item that was paid since its row was written has
// its later state. Refused (damaged) when a record does not hold what its key says.
Result<void> scan_rows(const Index& index, RowTable table, const RowVisit& visit);

// The same, with items as their rows were last written; load_item_states() does the rest at once.
Result<void> scan_written_rows(const Index& index, RowTable table, const RowVisit& visit);
Result<void> load_item_states(const Index& index, Book& book);

}  // namespace tieout
