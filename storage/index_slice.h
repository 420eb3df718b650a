// A slice is what some entries changed in the rows of the book, ready for the index to take whole.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/apply.h"
#include "engine/book.h"
#include "storage/index_keys.h"

namespace tieout {

// Where the index stands: its rows hold every entry up to `sequence`; a catch-up begins with entry
// `resume`, the start of the run that `sequence` lies in.
struct IndexPlace {
    Mark book;
    Sequence sequence = 0;
    Sequence resume = 1;
    std::array<std::uint32_t, tables> rows{};  // rows of each table

    friend bool operator==(const IndexPlace&, const IndexPlace&) = default;
};

std::string encode_place(const IndexPlace& place);
Result<IndexPlace> decode_place(std::string_view bytes);

// Keys and values in one piece of memory, and the place that becomes true with them.
struct IndexSlice {
    std::string puts;  // key, value, key, value ... each with its length
    std::uint64_t records = 0;
    bool has_place = true;  // false: a part of a bulk load, whose last slice tells the place
    IndexPlace place;
};

// Makes slices of changed rows, sorted and each once. Secondary keys are written when a row is new
// or an item was sent again; they are never taken back, so a reader compares the row itself.
class SliceMaker {
public:
    explicit SliceMaker(const Mark& book) { place_.book = book; }

    // Goes on from what the index holds already.
    void go_on_from(const IndexPlace& place) { place_ = place; }

    // `restated` are items that were sent again. Both lists are sorted and emptied.
    IndexSlice make(
        const Book& book,
        std::vector<ChangedRow>& changed,
        std::vector<std::uint32_t>& restated,
        Sequence resume
    );

    // All rows of a table from `row` on, at most `rows_max`, without a place; for bulk loads.
    IndexSlice make_bulk(
        const Book& book, RowTable table, std::uint32_t row, std::uint32_t rows_max
    ) const;
    // The slice that ends a bulk load.
    IndexSlice make_last(const Book& book, Sequence resume);

private:
    void sort(std::vector<ChangedRow>& changed);
    void put_record(const Book& book, RowTable table, std::uint32_t record, IndexSlice& slice)
        const;
    void put_secondary(const Book& book, RowTable table, std::uint32_t row, IndexSlice& slice)
        const;

    IndexPlace place_;
    std::size_t last_bytes_ = 0;  // of the slice before
    std::array<std::vector<std::uint32_t>, tables> by_table_;
};

// Calls take(key, value) for each put of a slice.
template <class Take>
void each_put(const IndexSlice& slice, Take&& take) {
    ByteReader in(slice.puts);
    while (in.left() > 0) {
        const std::string_view key = in.text();
        take(key, in.text());
    }
}

// The secondary keys of a row, as they are now; none for tables without.
void append_secondary_keys(
    const Book& book, RowTable table, std::uint32_t row, std::vector<std::string>& keys
);

}  // namespace tieout
