#include "storage/index_rows.h"

#include <vector>

#include "storage/book_rows.h"
#include "storage/bytes.h"
#include "storage/codec.h"
#include "storage/index_keys.h"

namespace tieout {

namespace {

tl::unexpected<Error> damaged(std::string_view why) {
    return refuse(ErrorKind::damaged, "a record of the index is damaged: " + std::string(why));
}

// Calls take(record, bytes) for each record of a table; refused when their numbers do not follow.
Result<void> scan_records(
    const Index& index,
    RowTable table,
    const std::function<Result<bool>(std::uint32_t, std::string_view)>& take
) {
    std::string prefix;
    append_table_prefix(prefix, table);
    std::uint32_t next = 0;
    Result<bool> goes_on = true;
    const auto done = index.scan(prefix, [&](std::string_view key, std::string_view value) {
        if (key.size() != 5 || big32(key.substr(1)) != next) {
            goes_on = damaged("a record is missing or twice there");
            return false;
        }
        goes_on = take(next++, value);
        return goes_on.has_value() && *goes_on;
    });
    if (!done) return done;
    if (!goes_on) return tl::make_unexpected(goes_on.error());
    return {};
}

using StateVisit = std::function<void(std::uint32_t, const ItemState&)>;

// The item states whose row begins with `high`, 65,536 rows at most; all when there is no such
// part.
Result<void> scan_states(const Index& index, std::string_view high, const StateVisit& visit) {
    std::string prefix;
    append_table_prefix(prefix, RowTable::item_states);
    prefix += high;
    Result<void> fault;
    const auto done = index.scan(prefix, [&](std::string_view key, std::string_view value) {
        ItemState state;
        fault = key.size() == 5 ? decode_row(value, state) : damaged("the key of an item's state");
        if (fault) visit(big32(key.substr(1)), state);
        return fault.has_value();
    });
    return done ? fault : done;
}

// Goes along the items and patches those that have a later state.
class ItemScan {
public:
    ItemScan(const Index& index, const RowVisit& visit) : index_(index), visit_(visit) {}

    Result<bool> take(std::uint32_t row, std::string_view bytes) {
        if (row % rows_in_part == 0) {
            if (auto done = read_part(row); !done) return tl::make_unexpected(done.error());
        }
        if (next_ == states_.size() || states_[next_].first != row) return visit_(row, bytes);
        OpenItem item;
        if (auto done = decode_row(bytes, item); !done) return tl::make_unexpected(done.error());
        const ItemState& state = states_[next_++].second;
        item.open = state.open;
        item.cleared_date = state.cleared_date;
        patched_.clear();
        encode_row(item, patched_);
        return visit_(row, patched_);
    }

private:
    static constexpr std::uint32_t rows_in_part = std::uint32_t{1} << 16U;

    Result<void> read_part(std::uint32_t row) {
        states_.clear();
        next_ = 0;
        std::string high;
        append_big32(high, row);
        return scan_states(
            index_,
            std::string_view(high).substr(0, 2),
            [&](std::uint32_t at, const ItemState& state) { states_.emplace_back(at, state); }
        );
    }

    const Index& index_;
    const RowVisit& visit_;
    std::vector<std::pair<std::uint32_t, ItemState>> states_;
    std::size_t next_ = 0;
    std::string patched_;
};

Result<bool> take_apart(
    std::uint32_t first, std::uint32_t rows, std::string_view bytes, const RowVisit& visit
) {
    ByteReader in(bytes);
    for (std::uint32_t i = 0; i < rows && in.left() > 0; ++i) {
        const std::string_view row = in.text();
        if (in.failed()) return damaged("a row is cut short");
        if (!visit(first + i, row)) return false;
    }
    if (!in.done()) return damaged("bytes behind its rows");
    return true;
}

}  // namespace

void append_record(
    const Book& book, RowTable table, std::uint32_t record, std::uint32_t rows, std::string& out
) {
    const std::uint32_t width = rows_in_record(table);
    if (width == 1) return append_row(book, table, record, out);
    thread_local std::string row;
    for (std::uint32_t i = record * width; i < rows && i < (record + 1) * width; ++i) {
        row.clear();
        append_row(book, table, i, row);
        ByteWriter(out).text(row);
    }
}

Result<void> scan_rows(const Index& index, RowTable table, const RowVisit& visit) {
    if (table != RowTable::items) return scan_written_rows(index, table, visit);
    ItemScan items(index, visit);
    return scan_records(index, table, [&](std::uint32_t row, std::string_view bytes) {
        return items.take(row, bytes);
    });
}

Result<void> scan_written_rows(const Index& index, RowTable table, const RowVisit& visit) {
    const std::uint32_t width = rows_in_record(table);
    return scan_records(
        index,
        table,
        [&](std::uint32_t record, std::string_view bytes) -> Result<bool> {
            if (width == 1) return visit(record, bytes);
            return take_apart(record * width, width, bytes, visit);
        }
    );
}

Result<void> load_item_states(const Index& index, Book& book) {
    bool fits = true;
    const auto done = scan_states(index, {}, [&](std::uint32_t row, const ItemState& state) {
        fits = fits && row < book.items.size();
        if (!fits) return;
        OpenItem& item = book.items[row];
        fits = state.open >= 0 && state.open <= item.amount;
        item.open = state.open;
        item.cleared_date = state.cleared_date;
    });
    if (!done) return done;
    return fits ? Result<void>{} : damaged("an item's state does not fit the item");
}

}  // namespace tieout
