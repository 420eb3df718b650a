// The codec spells entries and rows as bytes and reads them back, total over any bytes whatever.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/book.h"
#include "engine/digest.h"
#include "engine/entry.h"
#include "engine/error.h"
#include "storage/bytes.h"

namespace tieout {

inline constexpr std::uint8_t record_version = 1;  // of rows; entries: version_of()

// The longest entry that the journal takes and that is read back.
inline constexpr std::size_t entry_bytes_max = std::size_t{16} << 20U;

// The numbers of a book that belong to no row.
struct Counters {
    std::uint32_t runs = 0;
    std::uint64_t postings = 0;
    Sequence applied = 0;

    friend bool operator==(const Counters&, const Counters&) = default;
};

// What postings change of an item: the index writes it apart from the item's own row.
struct ItemState {
    Minor open = 0;
    std::optional<Date> cleared_date;

    friend bool operator==(const ItemState&, const ItemState&) = default;
};

// Appends version, type and fields of the entry. Cost: about 100 ns and no allocation of its own.
void encode_entry(const Entry& entry, std::string& out);
void encode_entry(const Entry& entry, ByteWriter& out);
// Refused (damaged) unless the bytes are one whole entry of a known version, nothing behind it.
Result<Entry> decode_entry(std::string_view bytes);

// Rows of the book's tables: version and fields. Row is Entity, OurAccount, Customer, OpenItem,
// PaymentRow, ExceptionItem, ItemChange, SuspenseChange, Deposit, FileRow, Counters or
// ItemState.
template <class Row>
void encode_row(const Row& row, std::string& out);
template <class Row>
Result<void> decode_row(std::string_view bytes, Row& row);

// Appends what of the row is the same in every book that took the same facts: without sealed
// bytes, keyed marks and positions in the journal.
template <class Row>
void encode_portable(const Row& row, std::string& out);

}  // namespace tieout
