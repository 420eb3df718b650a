// A slice is what some entries changed in the rows of the book, ready for the index to take whole.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/apply.h"
#include "engine/book.h"
#include "storage/codec.h"
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

// What some entries changed, noted in little time while their run goes on. New rows are known by
// the number of rows before and after; of an item its state is kept, as later entries change it.
struct SliceNote {
    struct NotedItem {
        std::uint32_t row = 0;
        ItemState state;
    };

    std::vector<ChangedRow> changed;  // rows that were there before
    std::vector<std::uint32_t> restated;
    std::vector<NotedItem> items;
    Counters counters;
    std::array<std::uint32_t, tables> rows_before{};
    IndexPlace place;
};

// Makes slices of changed rows, sorted and each once. Secondary keys are written when a row is new
// or an item was sent again; they are never taken back, so a reader compares the row itself.
class SliceMaker {
public:
    explicit SliceMaker(const Mark& book) { place_.book = book; }

    // Goes on from what the index holds already.
    void go_on_from(const IndexPlace& place) { place_ = place; }

    // `restated` are items that were sent again. Both lists are emptied.
    SliceNote note(
        const Book& book,
        std::vector<ChangedRow>& changed,
        std::vector<std::uint32_t>& restated,
        Sequence resume
    );

    // Rows of a table that were noted, or are in the index.
    std::uint32_t rows_noted(RowTable table) const {
        return place_.rows[static_cast<std::size_t>(table)];
    }

    // The bytes of what was noted. Requires: since then the book only grew, and of the rows noted
    // only the states of items changed.
    IndexSlice make(const Book& book, SliceNote note);

    // All rows of a table from `row` on, at most `rows_max`, without a place; for bulk loads.
    IndexSlice make_bulk(
        const Book& book, RowTable table, std::uint32_t row, std::uint32_t rows_max
    ) const;
    // The slice that ends a bulk load.
    IndexSlice make_last(const Book& book, Sequence resume);

private:
    void sort(const std::vector<ChangedRow>& changed);
    static void put_record(
        const Book& book,
        RowTable table,
        std::uint32_t record,
        std::uint32_t rows,
        IndexSlice& slice
    );
    static void put_states(SliceNote& note, IndexSlice& slice);
    static void put_counters(const SliceNote& note, IndexSlice& slice);
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
