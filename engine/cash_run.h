// The way of one batch of bank files: from what was read to decisions, postings and exceptions.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/admission.h"
#include "engine/entry.h"
#include "engine/intake.h"
#include "engine/late_rows.h"
#include "engine/parallel.h"
#include "engine/ports.h"

namespace tieout {

struct FiledAdvice;
struct JoinPlaces;

// The file of a movement that no file of the batch brought.
inline constexpr std::uint32_t no_file = 0xFFFF'FFFFU;

// One bank movement of the batch and what became of it. The payment itself stays where its reader
// put it, in the unit of its file (FileOutcome::units).
struct Movement {
    explicit Movement(Payment& as_read) : payment(as_read) {}

    Payment& payment;
    std::uint32_t file = 0;     // index into the batch's files, or no_file
    std::uint32_t unit = 0;     // index into the file's units
    std::uint64_t ordinal = 0;  // of the movement within its file, from 1
    EntityNo entity{};
    AccountNo account = none<AccountNo>();
    PaymentStatus status = PaymentStatus::not_ar;
    Mark fingerprint;                      // sha256_mark of the payment id
    PaymentNo number = none<PaymentNo>();  // its row in the book; none when it is only listed
    bool is_new = false;                   // enters the book by this run
    bool is_judged = false;                // a receipt that the matcher decided
    bool is_posted = false;                // it was judged and moves money or items
    bool has_advice = false;               // some of its lines came apart from it
    bool is_reexamined = false;            // it waits, and what came since may concern it
    // It was taken by an earlier run and waits there under this exception: late advice has come,
    // and it is judged again. Its posting is of this day.
    std::optional<ExceptionNo> waited;
    Date posting_day;
    // The receipt that this return undoes; the posting is of that receipt.
    std::optional<PaymentNo> undoes;
    std::string note;  // why it is no receipt, when that is not plain
    Match match;
    Posting posting;  // its lines are of a later decision; else the clearing tells them

    // The lines of its posting, into a vector whose memory is used again; none when nothing is
    // posted.
    void put_lines(std::vector<PostingLine>& lines) const {
        if (posting.number == 0 || waited || undoes) {
            lines = posting.lines;
        } else {
            make_posting_lines(match.clearing, payment.amount, lines);
        }
    }

    bool opens_exception() const {
        return (is_new || waited) && match.reason != Reason::nothing &&
               match.reason != Reason::interchangeable;
    }
};

// Advice that was seen in this batch: an input of its own, known by what it says.
struct SeenAdvice {
    std::string name;
    Digest digest;
};

// What one file contributed.
struct FileOutcome {
    FileRow row;
    std::string name;
    std::string format;
    std::string dialect;
    bool is_known = false;       // the same bytes were taken before
    bool is_sent_again = false;  // its logical identity was, with other bytes
    std::uint32_t units_taken = 0;
    std::uint32_t units_quarantined = 0;
    std::uint32_t units_listed = 0;
    std::uint32_t movements = 0;
    std::uint32_t duplicates = 0;
    std::vector<Unit> units;  // with their movements
    std::vector<Control> controls;
    std::vector<Error> faults;
    std::vector<Error> warnings;
};

// A movement, of the batch or of the book, that waits under a name.
struct WaitingSum {
    Mark name;
    std::optional<std::size_t> movement;
    PaymentNo payment = none<PaymentNo>();
};

// Something to look at that belongs to no payment.
struct LooseException {
    ExceptionItem row;
    std::string detail;
    std::vector<WaitingSum> waiting;  // under this exception
};

// Advice that the journal keeps, and under which names it waits: for its money with an exception
// among the loose ones, with money of an earlier run for more advice, or (neither) for nothing.
struct KeptAdvice {
    RemittanceTaken taken;
    std::vector<Mark> names;
    std::optional<std::size_t> exception;
    std::optional<std::size_t> movement;
};

// What the match of a movement teaches of its payer; the row is not sealed yet.
struct BatchLesson {
    std::size_t movement = 0;
    LearnedRow row;
};

struct CashOutcome {
    // Keeps the texts of movements, advice and what was made for them.
    TextStore texts;
    // Payments that stand in no unit: of earlier runs, judged again; and settlements without money.
    std::deque<Payment> recalled;
    LateRows<Movement> movements;  // in input order, those that are judged again behind
    std::vector<FileOutcome> files;
    std::vector<LooseException> exceptions;
    std::vector<KeptAdvice> remittances;  // advice that is not in the lines of a new payment
    std::vector<SeenAdvice> advice;       // all that is new, joined or not
    std::vector<DepositSeen> deposits;
    std::vector<StatementRow> statements;  // that are new
    std::vector<OpenItem> claims;          // that its clearings open, numbered behind the items
    std::vector<ItemNo> fresh_items;       // that came since what waits was judged, ascending
    std::vector<BatchLesson> lessons;      // what its matches teach
    std::vector<ExceptionNo> closed;       // exceptions that this batch answers
    std::uint32_t first_exception = 0;     // how many the book had before
    bool is_told_again = false;            // of the journal: payments have the lines of advice
    // Nothing that the book does not have: no entry is needed.
    bool is_nothing_new() const;
};

// The places of the movements for which `wanted` holds, in order; looked at in parallel.
template <class Wanted>
std::vector<std::size_t> movements_where(
    Parallel& parallel, const CashOutcome& outcome, Wanted&& wanted
) {
    constexpr std::size_t chunk = 16'384;
    const std::size_t count = outcome.movements.size();
    std::vector<std::vector<std::size_t>> found((count + chunk - 1) / chunk);
    in_chunks(parallel, chunk, count, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            if (wanted(outcome.movements[i])) found[first / chunk].push_back(i);
        }
    });
    std::vector<std::size_t> all;
    for (const auto& each : found)
        all.insert(all.end(), each.begin(), each.end());
    return all;
}

// What a person or the program says about a batch beside its files.
struct BatchOrders {
    std::span<const AcceptedGap> accepted;
    // The day on which what waited is decided; none: the latest booking of the batch.
    std::optional<Date> decided_on;
    bool reexamines_all = false;  // all that waits is judged again, not only what news may concern
};

// Judges the files of one batch against the book. Receipts that are new go to the matcher, and
// those that wait and may be concerned by what came since; the rest is listed as what it is. The
// outcome depends on book, files, orders and policy only.
CashOutcome judge_batch(
    const Book& book,
    const Journal& journal,
    Secrets& secrets,
    Matcher& matcher,
    Parallel& parallel,
    std::vector<IntakeFile> files,
    const BatchOrders& orders = {}
);

// Judges a batch again of which the journal holds what its files brought (engine/rerun.h): `told`
// has the new movements in their order, and what was found out about deposits and statements;
// `advice` is what came for money of earlier batches, or for none.
CashOutcome judge_again(
    const JoinPlaces& places,
    Matcher& matcher,
    CashOutcome told,
    std::vector<FiledAdvice> advice,
    const BatchOrders& orders
);

}  // namespace tieout
