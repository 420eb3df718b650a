#include "storage/book_rows.h"

#include <fmt/core.h>

#include "engine/check.h"
#include "storage/bytes.h"
#include "storage/codec.h"
#include "storage/hashing.h"

namespace tieout {

namespace {

constexpr std::size_t piece_bytes = std::size_t{64} << 10U;

// Calls take(table) with the vector of a table that is one.
template <class SomeBook, class Take>
void with_table(SomeBook& book, RowTable table, Take&& take) {
    switch (table) {
        case RowTable::entities: return take(book.entities);
        case RowTable::accounts: return take(book.accounts);
        case RowTable::customers: return take(book.customers);
        case RowTable::items: return take(book.items);
        case RowTable::payments: return take(book.payments);
        case RowTable::exceptions: return take(book.exceptions);
        case RowTable::item_changes: return take(book.item_changes);
        case RowTable::suspense_changes: return take(book.suspense_changes);
        case RowTable::deposits: return take(book.deposits);
        case RowTable::files: return take(book.files);
        case RowTable::waiting: return take(book.waiting);
        case RowTable::statements: return take(book.statements);
        case RowTable::learned: return take(book.learned);
        case RowTable::earlier: return take(book.earlier);
        case RowTable::reviews: return take(book.reviews);
        case RowTable::proposals: return take(book.proposals);
        case RowTable::periods: return take(book.periods);
        case RowTable::erp_answers: return take(book.erp_answers);
        case RowTable::exports: return take(book.exports);
        case RowTable::item_states: return take(book.items);
        case RowTable::counters:
        case RowTable::policy:
        case RowTable::count: break;
    }
}

tl::unexpected<Error> dangling(std::string_view what) {
    return refuse(ErrorKind::damaged, fmt::format("a row names {} that is not there", what));
}

bool is_known(const Book& book, CustomerNo customer) {
    return customer == none<CustomerNo>() || slot(customer) < book.customers.size();
}

// What look-ups and reports follow without asking must lead somewhere.
Result<void> check_row(const Book& book, const OpenItem& row) {
    if (slot(row.customer) >= book.customers.size()) return dangling("a customer");
    if (row.open < 0 || row.open > row.amount) {
        return refuse(ErrorKind::damaged, "an item's open amount lies outside its amount");
    }
    return {};
}

Result<void> check_row(const Book& book, const ItemChange& row) {
    if (slot(row.item) >= book.items.size()) return dangling("an item");
    return {};
}

Result<void> check_row(const Book& book, const PaymentRow& row) {
    if (!is_known(book, row.payer)) return dangling("a customer");
    return {};
}

Result<void> check_row(const Book& book, const LearnedRow& row) {
    if (slot(row.customer) >= book.customers.size()) return dangling("a customer");
    return {};
}

Result<void> check_row(const Book& book, const ErpAnswer& row) {
    const bool opened = slot(row.exception) < book.exceptions.size();
    if (row.state == ErpState::rejected && !opened) return dangling("an exception");
    return {};
}

Result<void> check_row(const Book& book, const SuspenseChange& row) {
    if (slot(row.payment) >= book.payments.size()) return dangling("a payment");
    if (!is_known(book, row.customer)) return dangling("a customer");
    return {};
}

template <class Row>
Result<void> check_row(const Book&, const Row&) {
    return {};
}

template <class Row>
void add_to(Book& book, Row row) {
    if constexpr (std::is_same_v<Row, ExceptionItem>) {
        book.exceptions.push_back(std::move(row));
    } else if constexpr (std::is_same_v<Row, ItemChange>) {
        book.item_changes.push_back(row);
    } else if constexpr (std::is_same_v<Row, SuspenseChange>) {
        book.suspense_changes.push_back(row);
    } else if constexpr (std::is_same_v<Row, ProposalRow>) {
        book.proposals.push_back(std::move(row));
    } else if constexpr (std::is_same_v<Row, PeriodRow>) {
        book.periods.push_back(row);
    } else {
        book.add(std::move(row));
    }
}

template <class Row>
Result<void> take_row(Book& book, std::string_view bytes) {
    Row row;
    if (auto done = decode_row(bytes, row); !done) return done;
    if (auto done = check_row(book, row); !done) return done;
    add_to(book, std::move(row));
    return {};
}

Result<void> take_policy(Book& book, std::string_view bytes) {
    ByteReader in(bytes);
    if (in.byte() != record_version) return refuse(ErrorKind::damaged, "a policy row expected");
    auto policy = policy_of_text(in.raw(in.left()));
    if (!policy) return refuse(ErrorKind::damaged, "a policy row: " + policy.error().words);
    book.policy = std::move(*policy);
    return {};
}

Result<void> take_counters(Book& book, std::string_view bytes) {
    Counters counters;
    if (auto done = decode_row(bytes, counters); !done) return done;
    book.runs = counters.runs;
    book.postings = counters.postings;
    book.applied = counters.applied;
    return {};
}

}  // namespace

Counters counters_of(const Book& book) {
    return {book.runs, book.postings, book.applied};
}

std::uint32_t rows_of(const Book& book, RowTable table) {
    std::size_t rows = 1;
    with_table(book, table, [&](const auto& all) { rows = all.size(); });
    return static_cast<std::uint32_t>(rows);
}

void append_row(const Book& book, RowTable table, std::uint32_t row, std::string& out) {
    if (table == RowTable::counters) return encode_row(counters_of(book), out);
    if (table == RowTable::policy) {
        out.push_back(static_cast<char>(record_version));
        out += policy_text(book.policy);
        return;
    }
    if (table == RowTable::item_states) {
        const OpenItem& item = book.items[row];
        return encode_row(ItemState{item.open, item.cleared_date}, out);
    }
    with_table(book, table, [&](const auto& all) {
        check(row < all.size(), "a row that changed is a row of the book");
        encode_row(all[row], out);
    });
}

Result<void> add_row(Book& book, RowTable table, std::string_view bytes) {
    switch (table) {
        case RowTable::counters: return take_counters(book, bytes);
        case RowTable::policy: return take_policy(book, bytes);
        case RowTable::entities: return take_row<Entity>(book, bytes);
        case RowTable::accounts: return take_row<OurAccount>(book, bytes);
        case RowTable::customers: return take_row<Customer>(book, bytes);
        case RowTable::items: return take_row<OpenItem>(book, bytes);
        case RowTable::payments: return take_row<PaymentRow>(book, bytes);
        case RowTable::exceptions: return take_row<ExceptionItem>(book, bytes);
        case RowTable::item_changes: return take_row<ItemChange>(book, bytes);
        case RowTable::suspense_changes: return take_row<SuspenseChange>(book, bytes);
        case RowTable::deposits: return take_row<Deposit>(book, bytes);
        case RowTable::files: return take_row<FileRow>(book, bytes);
        case RowTable::waiting: return take_row<WaitingName>(book, bytes);
        case RowTable::statements: return take_row<StatementRow>(book, bytes);
        case RowTable::learned: return take_row<LearnedRow>(book, bytes);
        case RowTable::earlier: return take_row<EarlierDecision>(book, bytes);
        case RowTable::reviews: return take_row<ReviewRow>(book, bytes);
        case RowTable::proposals: return take_row<ProposalRow>(book, bytes);
        case RowTable::periods: return take_row<PeriodRow>(book, bytes);
        case RowTable::item_states:
        case RowTable::count: break;  // never by themselves
        case RowTable::erp_answers: return take_row<ErpAnswer>(book, bytes);
        case RowTable::exports: return take_row<ExportRow>(book, bytes);
    }
    return refuse(ErrorKind::damaged, "a row of an unknown table");
}

Digest book_digest(const Book& book) {
    PieceHash hash;
    std::string piece;
    std::string row;
    const auto put = [&](std::string_view bytes) {
        ByteWriter(piece).text(bytes);
        if (piece.size() < piece_bytes) return;
        hash.add(piece);
        piece.clear();
    };
    for (const RowTable table : row_tables) {
        put(fmt::format("table {} rows {}", static_cast<int>(table), rows_of(book, table)));
        with_table(book, table, [&](const auto& all) {
            for (const auto& each : all) {
                row.clear();
                encode_portable(each, row);
                put(row);
            }
        });
    }
    row.clear();
    encode_portable(counters_of(book), row);
    put(row);
    put(policy_text(book.policy));
    hash.add(piece);
    return hash.finish();
}

struct RowDigest::State {
    PieceHash hash;
    std::string piece;
};

RowDigest::RowDigest() : state_(std::make_unique<State>()) {}

RowDigest::~RowDigest() = default;

void RowDigest::add(RowTable table, std::uint32_t row, std::string_view bytes) {
    {
        ByteWriter out(state_->piece);
        out.byte(static_cast<std::uint8_t>(table));
        out.fixed32(row);
        out.text(bytes);
    }
    if (state_->piece.size() < piece_bytes) return;
    state_->hash.add(state_->piece);
    state_->piece.clear();
}

Digest RowDigest::finish() {
    state_->hash.add(state_->piece);
    state_->piece.clear();
    return state_->hash.finish();
}

Digest row_digest(const Book& book) {
    RowDigest digest;
    std::string bytes;
    for (const RowTable table : row_tables) {
        const std::uint32_t rows = rows_of(book, table);
        for (std::uint32_t row = 0; row < rows; ++row) {
            bytes.clear();
            append_row(book, table, row, bytes);
            digest.add(table, row, bytes);
        }
    }
    return digest.finish();
}

}  // namespace tieout
