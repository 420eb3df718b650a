// The keys of the index: their byte order is the order in which rows are read. FORMAT.md has each.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/apply.h"
#include "engine/book.h"
#include "storage/bytes.h"

namespace tieout {

inline constexpr char meta_key = '\x00';
inline constexpr char row_prefix = '\x10';       // + table, then the number of row or record
inline constexpr char document_prefix = '\x41';  // document -> item
inline constexpr char due_prefix = '\x42';       // customer, due date -> item
inline constexpr char amount_prefix = '\x43';    // entity, currency, amount -> item
inline constexpr char payment_prefix = '\x44';   // fingerprint -> payment
inline constexpr std::size_t tables = 18;        // enumerators of RowTable

inline void append_table_prefix(std::string& key, RowTable table) {
    key.push_back(static_cast<char>(row_prefix + static_cast<char>(table)));
}

inline void append_row_key(std::string& key, RowTable table, std::uint32_t row) {
    append_table_prefix(key, table);
    append_big32(key, row);
}

// Longer documents share the key of their first 255 bytes; the reader compares the item's own.
inline void append_document_prefix(std::string& key, std::string_view document) {
    constexpr std::size_t document_bytes_max = 255;
    const std::string_view front = document.substr(0, document_bytes_max);
    key.push_back(document_prefix);
    key.push_back(static_cast<char>(front.size()));
    key.append(front);
}

// A day as a number that sorts; items without a due date come last.
inline std::uint32_t sortable(const std::optional<Date>& date) {
    if (!date) return 0xFFFF'FFFFU;
    return static_cast<std::uint32_t>(date->day_number()) ^ 0x8000'0000U;
}

inline void append_due_key(std::string& key, const OpenItem& item, std::uint32_t row) {
    key.push_back(due_prefix);
    append_big32(key, slot(item.customer));
    append_big32(key, sortable(item.due_date));
    append_big32(key, row);
}

inline void append_amount_key(std::string& key, const OpenItem& item, std::uint32_t row) {
    key.push_back(amount_prefix);
    append_big32(key, slot(item.entity));
    key.append(item.currency.is_none() ? std::string_view("---") : item.currency.letters());
    append_big64(key, static_cast<std::uint64_t>(item.amount));
    append_big32(key, row);
}

inline void append_payment_key(std::string& key, const PaymentRow& payment, std::uint32_t row) {
    key.push_back(payment_prefix);
    append_big64(key, payment.fingerprint.high);
    append_big64(key, payment.fingerprint.low);
    append_big32(key, row);
}

}  // namespace tieout
