// What control reports need of the journal beyond the rows of the book: runs, files, posting lines.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "engine/entry.h"
#include "engine/ports.h"

namespace tieout {

// Both days belong to it.
struct Period {
    Date from;
    Date to;

    bool contains(Date day) const { return from <= day && day <= to; }
};

struct RunRecord {
    RunOpened opened;
    bool is_committed = false;  // else it was abandoned: nothing of it took effect
    std::array<std::uint64_t, std::variant_size_v<Entry>> entries{};  // by kind of entry
};

struct FileRecord {
    RunNo run{};
    FileTaken file;
};

struct UnitRecord {
    RunNo run{};
    UnitTaken unit;
};

struct PolicyRecord {
    RunNo run{};
    Digest policy;
};

// When the exception of the same number was opened and closed. A payment's first exception counts
// from its booking, one that a later judgement opens from the day of that run; closed is the day
// of the run that closed it.
struct ExceptionRecord {
    RunNo run{};
    Date opened;
    std::optional<Date> closed;
};

struct CountAndSum {
    std::uint64_t count = 0;
    WideMinor sum = 0;

    void add(Minor amount) {
        ++count;
        sum += amount;
    }

    void add(const CountAndSum& other) {
        count += other.count;
        sum += other.sum;
    }
};

// Bank movements that entered the book, by what they are and where they came from.
struct TakenKey {
    RunNo run{};
    std::uint32_t file = 0;  // ordinal within the run
    EntityNo entity{};
    AccountNo account = none<AccountNo>();
    Currency currency;
    Date booking_date;
    MovementKind kind = MovementKind::receipt;
    bool is_credit = true;

    friend auto operator<=>(const TakenKey&, const TakenKey&) = default;
};

// Posting lines by what they do. A line on a receivable stands under its item's entity and kind.
struct LineKey {
    Date posting_date;
    Date booking_date;  // of the payment
    EntityNo entity{};  // of the payment
    EntityNo item_entity{};
    AccountNo account = none<AccountNo>();  // of ours
    Currency currency;
    PostingKind kind = PostingKind::cash;
    GlRole role = GlRole::bank;
    bool is_receipt = true;     // the payment is a receipt
    bool has_customer = false;  // the posting names one
    bool is_reversal = false;   // it undoes a receipt, or another posting

    friend auto operator<=>(const LineKey&, const LineKey&) = default;
};

struct LineSums {
    std::uint64_t lines = 0;
    WideMinor debits = 0;
    WideMinor credits = 0;

    WideMinor credited() const { return credits - debits; }
};

// What a decision says of a receipt is not receivables; the last one of a payment counts.
struct OtherRecord {
    PaymentNo payment{};
    Date day;
    Minor other = 0;
};

// An amount of an item that the ERP changed.
struct AmendedRecord {
    ItemNo item{};
    Date day;
    Minor more = 0;
};

// All of it of committed runs only, but for the runs themselves.
struct JournalFacts {
    std::vector<RunRecord> runs;  // by number
    std::vector<FileRecord> files;
    std::vector<UnitRecord> units;
    std::vector<PolicyRecord> policies;
    std::vector<ExceptionRecord> exceptions;  // by number
    std::vector<OtherRecord> others;          // in the order of the journal
    std::vector<AmendedRecord> amended;       // in the order of the journal
    std::map<TakenKey, CountAndSum> taken;
    std::map<LineKey, LineSums> lines;
    // By item number: the day of the run that brought it, when asked for.
    std::vector<std::optional<Date>> items_taken_on;
};

// Reads the journal once, from its first entry. Any entry that carries a posting of a payment, or
// opens an exception, counts, whatever its kind. Cost: decoding, about 1 us an entry; memory by
// runs, files, exceptions and days, not by payments.
Result<JournalFacts> read_journal_facts(
    const Book& book, const Journal& journal, bool wants_item_days = false
);

}  // namespace tieout
