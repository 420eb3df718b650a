// Any prefix of the slices for the index is an exact book, however the entries are cut.
#include "storage/slice_queue.h"

#include <map>
#include <random>

#include <catch2/catch.hpp>

#include "storage/book_rows.h"
#include "storage/index_rows.h"
#include "tests/storage/small_business.h"

namespace tieout {
namespace {

using Records = std::map<std::string, std::string>;

void take(Records& records, const IndexSlice& slice) {
    each_put(slice, [&](std::string_view key, std::string_view value) {
        records.insert_or_assign(std::string(key), std::string(value));
    });
}

std::string key_of(RowTable table, std::uint32_t record) {
    std::string key;
    append_row_key(key, table, record);
    return key;
}

// The item's row as it was written, with the state that was written since.
std::string item_in(const Records& records, std::uint32_t row) {
    OpenItem item;
    REQUIRE(decode_row(records.at(key_of(RowTable::items, row)), item).has_value());
    if (const auto later = records.find(key_of(RowTable::item_states, row));
        later != records.end()) {
        ItemState state;
        REQUIRE(decode_row(later->second, state).has_value());
        item.open = state.open;
        item.cleared_date = state.cleared_date;
    }
    std::string bytes;
    encode_row(item, bytes);
    return bytes;
}

void check_is(const Records& records, const Book& book) {
    for (const RowTable table : row_tables) {
        const std::uint32_t rows = rows_of(book, table);
        for (std::uint32_t row = 0; row < rows; ++row) {
            std::vector<std::string> look_ups;
            append_secondary_keys(book, table, row, look_ups);
            for (const std::string& key : look_ups)
                REQUIRE(records.contains(key));
            std::string bytes;
            if (table == RowTable::items) {
                append_row(book, table, row, bytes);
                REQUIRE(item_in(records, row) == bytes);
                continue;
            }
            const std::uint32_t width = rows_in_record(table);
            if (row % width != 0) continue;
            append_record(book, table, row / width, rows, bytes);
            REQUIRE(records.at(key_of(table, row / width)) == bytes);
        }
    }
}

// A run of payments in which some are decided again, exceptions are closed and deposits grow.
std::vector<Entry> lively_run(const Book& book, SmallBusiness& business, std::mt19937_64& random) {
    std::vector<Entry> plain = business.pay(book, 60);
    std::vector<Entry> run;
    const auto first = static_cast<std::uint32_t>(book.payments.size());
    auto exceptions = static_cast<std::uint32_t>(book.exceptions.size());
    std::uint32_t decided_so_far = 0;
    for (Entry& entry : plain) {
        auto* const decided = std::get_if<PaymentDecided>(&entry);
        if (decided != nullptr) ++decided_so_far;
        if (decided != nullptr && decided->opens_exception) ++exceptions;
        const bool is_between = decided != nullptr;
        run.push_back(std::move(entry));
        if (!is_between || random() % 8 != 0) continue;
        if (random() % 2 == 0) {
            PaymentDecided again;
            again.payment = static_cast<PaymentNo>(random() % (first + decided_so_far));
            again.status = PaymentStatus::returned;
            run.emplace_back(again);
        }
        if (exceptions > 0 && random() % 2 == 0) {
            run.emplace_back(ExceptionClosed{static_cast<ExceptionNo>(random() % exceptions)});
        }
        DepositSeen deposit;
        deposit.row.key = {1, random() % 5 + 1};
        deposit.row.details = 100;
        run.emplace_back(deposit);
    }
    std::get<RunCommitted>(run.back()).entries = run.size() - 2;
    return run;
}

void follow(std::uint64_t seed, unsigned cuts_in) {
    std::mt19937_64 random(seed);
    SmallBusiness business(seed);
    Book book;
    Book behind;  // goes from slice to slice
    SliceQueue queue(Mark{1, 2});
    Records records;
    std::vector<ChangedRow> ignored;
    std::size_t slices = 0;
    for (int round = 0; round < 7; ++round) {
        const std::vector<Entry> run = round == 0   ? business.load(book, 10, 80)
                                       : round == 3 ? business.load_again(book, 20)
                                       : round > 4  ? business.hand_off(book)
                                                    : lively_run(book, business, random);
        const Sequence first = book.applied + 1;
        for (const Entry& entry : run) {
            queue.before(book, entry);
            apply(book, book.applied + 1, entry, queue.changed());
            queue.after(entry);
            if (random() % cuts_in == 0) queue.end(book, first);
        }
        queue.end(book, book.applied + 1);
        queue.each(book, [&](const IndexSlice& slice) {
            ++slices;
            take(records, slice);
            while (behind.applied < slice.place.sequence)
                apply(behind, behind.applied + 1, run[behind.applied + 1 - first], ignored);
            for (const RowTable table : row_tables) {
                const auto at = static_cast<std::size_t>(table);
                REQUIRE(slice.place.rows[at] == rows_of(behind, table));
            }
            check_is(records, behind);
        });
        REQUIRE(behind.applied == book.applied);
    }
    REQUIRE(slices >= 5);
}

TEST_CASE("every prefix of the slices for the index is an exact book", "[storage][slice]") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed)
        follow(seed, seed % 3 == 0 ? 3U : 40U);
    follow(99, 1'000'000);
}

}  // namespace
}  // namespace tieout
