#include "storage/index_slice.h"

#include <algorithm>
#include <utility>

#include "engine/check.h"
#include "storage/book_rows.h"
#include "storage/bytes.h"
#include "storage/codec.h"
#include "storage/index_rows.h"

namespace tieout {

namespace {

constexpr std::uint8_t place_version = 6;
constexpr std::size_t slice_bytes_max = std::size_t{16} << 20U;  // room made before it is used

void put(IndexSlice& slice, std::string_view key, std::string_view value) {
    ByteWriter out(slice.puts);
    out.text(key);
    out.text(value);
    ++slice.records;
}

// Calls take(key) for each secondary key; the key's memory is used again.
template <class Take>
void each_secondary(
    const Book& book, RowTable table, std::uint32_t row, std::string& key, Take&& take
) {
    key.clear();
    if (table == RowTable::payments) {
        append_payment_key(key, book.payments[row], row);
        take(key);
    }
    if (table != RowTable::items) return;
    const OpenItem& item = book.items[row];
    append_document_prefix(key, item.document);
    append_big32(key, row);
    take(key);
    key.clear();
    append_due_key(key, item, row);
    take(key);
    key.clear();
    append_amount_key(key, item, row);
    take(key);
}

}  // namespace

std::string encode_place(const IndexPlace& place) {
    std::string bytes;
    {
        ByteWriter out(bytes);
        out.byte(place_version);
        out.fixed64(place.book.high);
        out.fixed64(place.book.low);
        out.fixed64(place.sequence);
        out.fixed64(place.resume);
        for (const std::uint32_t rows : place.rows)
            out.fixed32(rows);
    }
    return bytes;
}

Result<IndexPlace> decode_place(std::string_view bytes) {
    ByteReader in(bytes);
    const std::uint8_t version = in.byte();
    IndexPlace place;
    place.book.high = in.fixed64();
    place.book.low = in.fixed64();
    place.sequence = in.fixed64();
    place.resume = in.fixed64();
    for (std::uint32_t& rows : place.rows)
        rows = in.fixed32();
    if (version != place_version || !in.done()) {
        return refuse(ErrorKind::damaged, "the place of an index expected");
    }
    return place;
}

void append_secondary_keys(
    const Book& book, RowTable table, std::uint32_t row, std::vector<std::string>& keys
) {
    std::string key;
    each_secondary(book, table, row, key, [&](const std::string& each) { keys.push_back(each); });
}

// Rows that were there before, each once and in order.
void SliceMaker::sort(const std::vector<ChangedRow>& changed) {
    for (auto& rows : by_table_)
        rows.clear();
    for (const ChangedRow& each : changed) {
        by_table_[static_cast<std::size_t>(each.table)].push_back(each.row);
    }
    for (auto& rows : by_table_) {
        if (!std::is_sorted(rows.begin(), rows.end())) std::sort(rows.begin(), rows.end());
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    }
}

// A record ends with row `rows`: what was added behind it belongs to a later slice.
void SliceMaker::put_record(
    const Book& book, RowTable table, std::uint32_t record, std::uint32_t rows, IndexSlice& slice
) {
    thread_local std::string key;
    thread_local std::string value;
    key.clear();
    value.clear();
    append_row_key(key, table, record);
    append_record(book, table, record, rows, value);
    put(slice, key, value);
}

void SliceMaker::put_states(SliceNote& note, IndexSlice& slice) {
    using Noted = SliceNote::NotedItem;
    const auto is_before = [](const Noted& a, const Noted& b) { return a.row < b.row; };
    const auto is_same = [](const Noted& a, const Noted& b) { return a.row == b.row; };
    // Twice in one note is twice the same state.
    std::sort(note.items.begin(), note.items.end(), is_before);
    const auto end = std::unique(note.items.begin(), note.items.end(), is_same);
    std::string key;
    std::string value;
    for (auto each = note.items.begin(); each != end; ++each) {
        key.clear();
        value.clear();
        append_row_key(key, RowTable::item_states, each->row);
        encode_row(each->state, value);
        put(slice, key, value);
    }
}

void SliceMaker::put_counters(const SliceNote& note, IndexSlice& slice) {
    std::string key;
    std::string value;
    append_row_key(key, RowTable::counters, 0);
    encode_row(note.counters, value);
    put(slice, key, value);
}

void SliceMaker::put_secondary(
    const Book& book, RowTable table, std::uint32_t row, IndexSlice& slice
) const {
    thread_local std::string key;
    each_secondary(book, table, row, key, [&](const std::string& each) { put(slice, each, {}); });
}

SliceNote SliceMaker::note(
    const Book& book,
    std::vector<ChangedRow>& changed,
    std::vector<std::uint32_t>& restated,
    Sequence resume
) {
    SliceNote note;
    note.rows_before = place_.rows;
    for (const ChangedRow& each : changed) {
        if (each.table == RowTable::item_states) {
            const OpenItem& item = book.items[each.row];
            note.items.push_back({each.row, {item.open, item.cleared_date}});
        } else if (each.row < note.rows_before[static_cast<std::size_t>(each.table)]) {
            note.changed.push_back(each);
        }
    }
    changed.clear();
    note.restated = std::exchange(restated, {});
    note.counters = counters_of(book);
    for (std::size_t i = 0; i < tables; ++i)
        place_.rows[i] = rows_of(book, static_cast<RowTable>(i));
    place_.sequence = book.applied;
    place_.resume = resume;
    note.place = place_;
    return note;
}

IndexSlice SliceMaker::make(const Book& book, SliceNote note) {
    IndexSlice slice;
    slice.puts.reserve(std::min(last_bytes_ + last_bytes_ / 16, slice_bytes_max));
    sort(note.changed);
    std::sort(note.restated.begin(), note.restated.end());
    for (std::size_t i = 0; i < tables; ++i) {
        const auto table = static_cast<RowTable>(i);
        if (table == RowTable::item_states) {
            put_states(note, slice);
            continue;
        }
        if (table == RowTable::counters) {
            put_counters(note, slice);
            continue;
        }
        const std::uint32_t rows = note.place.rows[i];
        std::uint32_t written = none_no;
        const auto put_row = [&](std::uint32_t row) {
            const std::uint32_t record = row / rows_in_record(table);
            if (record != written) put_record(book, table, record, rows, slice);
            written = record;
        };
        for (const std::uint32_t row : by_table_[i]) {
            put_row(row);
            const bool is_restated =
                table == RowTable::items &&
                std::binary_search(note.restated.begin(), note.restated.end(), row);
            if (is_restated) put_secondary(book, table, row, slice);
        }
        for (std::uint32_t row = note.rows_before[i]; row < rows; ++row) {
            put_row(row);
            put_secondary(book, table, row, slice);
        }
    }
    slice.place = note.place;
    last_bytes_ = slice.puts.size();
    return slice;
}

IndexSlice SliceMaker::make_bulk(
    const Book& book, RowTable table, std::uint32_t row, std::uint32_t rows_max
) const {
    IndexSlice slice;
    slice.has_place = false;
    const std::uint32_t rows = rows_of(book, table);
    const std::uint32_t end = rows - row > rows_max ? row + rows_max : rows;
    for (; row < end; ++row) {
        const std::uint32_t width = rows_in_record(table);
        if (row % width == 0) put_record(book, table, row / width, rows, slice);
        put_secondary(book, table, row, slice);
    }
    return slice;
}

IndexSlice SliceMaker::make_last(const Book& book, Sequence resume) {
    for (std::size_t i = 0; i < tables; ++i)
        place_.rows[i] = rows_of(book, static_cast<RowTable>(i));
    place_.sequence = book.applied;
    place_.resume = resume;
    IndexSlice slice;
    slice.place = place_;
    return slice;
}

}  // namespace tieout
