// The rows of a book as bytes, table by table: what the index mirrors and a state file holds.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/apply.h"
#include "engine/book.h"
#include "engine/digest.h"
#include "engine/error.h"
#include "storage/codec.h"

namespace tieout {

// In the order in which rows are added to a book: customers come before their items.
inline constexpr std::array row_tables{
    RowTable::policy,      RowTable::entities,     RowTable::accounts,
    RowTable::customers,   RowTable::items,        RowTable::payments,
    RowTable::exceptions,  RowTable::item_changes, RowTable::suspense_changes,
    RowTable::deposits,    RowTable::files,        RowTable::waiting,
    RowTable::statements,  RowTable::learned,      RowTable::earlier,
    RowTable::reviews,     RowTable::proposals,    RowTable::periods,
    RowTable::erp_answers, RowTable::exports,      RowTable::counters,
};

std::uint32_t rows_of(const Book& book, RowTable table);
Counters counters_of(const Book& book);

// Appends the row's bytes. Requires: row < rows_of(book, table).
void append_row(const Book& book, RowTable table, std::uint32_t row, std::string& out);

// Takes a row into the book at the end of its table; refused (damaged) when the bytes spell none or
// it refers to a row that is not there.
Result<void> add_row(Book& book, RowTable table, std::string_view bytes);

// The book's state as every book has it that took the same facts: all rows without sealed bytes,
// keyed marks, positions in the journal and numbers of runs (which an abandoned run shifts).
Digest book_digest(const Book& book);

// The digest of all rows with sealed bytes and positions: what an index over the book must give.
class RowDigest {
public:
    RowDigest();
    ~RowDigest();
    RowDigest(const RowDigest&) = delete;
    RowDigest& operator=(const RowDigest&) = delete;
    void add(RowTable table, std::uint32_t row, std::string_view bytes);
    Digest finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

Digest row_digest(const Book& book);

}  // namespace tieout
