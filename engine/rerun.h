// A rerun takes the history of a book once more under another policy, into a book in memory.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/apply.h"
#include "engine/book.h"
#include "engine/parallel.h"
#include "engine/ports.h"
#include "engine/told_run.h"

namespace tieout {

struct RerunOrders {
    Policy policy;
    std::optional<Date> from;  // runs before the first one of this day stay as they were; none: all
};

struct RerunCounts {
    std::uint32_t runs = 0;      // apply runs that were decided again
    std::uint64_t receipts = 0;  // judged again
    std::uint64_t kept = 0;      // entries of people that still fit
    std::uint64_t unfit = 0;     // entries of people that do not fit any more: left out
    std::uint64_t erased = 0;    // payments that cannot be read: their payer's key is deleted
    std::uint32_t policies = 0;  // changes of policy, which the other policy replaces
};

// A journal in memory, of the history as it would have been.
class RerunJournal final : public Journal {
public:
    Sequence last() const override { return entries_.size(); }

    Result<Sequence> append(std::span<const Entry> entries, Sequence expected_head) override;
    Result<void> read(Sequence from, const std::function<bool(Sequence, const Entry&)>& visit)
        const override;
    const Entry& add(Entry entry);

    const Entry& at(Sequence sequence) const { return entries_[sequence - 1]; }

private:
    std::deque<Entry> entries_;
    TextStore texts_;
};

// Opens what the book sealed, and keeps what is sealed anew as it is: nothing is written, no key is
// made.
class RerunSecrets final : public Secrets {
public:
    explicit RerunSecrets(const Secrets& book) : book_(book) {}

    Mark mark(std::string_view text) const override { return book_.mark(text); }

    Result<std::string> seal(std::string_view owner, std::string_view row, std::string_view text)
        override;
    Result<std::string> open(std::string_view owner, std::string_view row, std::string_view sealed)
        const override;

    Result<void> sync() override { return {}; }

private:
    const Secrets& book_;
};

// Facts stay: master data, what files brought, what is no receipt, deposits, statements. What the
// matcher decided is decided again, run by run, with what each run knew. What people did stays
// where it still fits. Deterministic; needs the memory of two books and of the journal.
class Rerun {
public:
    Rerun(
        const Journal& history,
        const Secrets& secrets,
        Matcher& matcher,
        Parallel& parallel,
        RerunOrders orders
    );

    // Once. The error of the history, when it cannot be read to its end.
    Result<void> run();

    const Book& before() const { return before_; }  // as the history has it

    const Book& after() const { return after_; }

    const Journal& journal() const { return journal_; }  // of `after`

    const RerunCounts& counts() const { return counts_; }

private:
    Result<void> take(Sequence at, Entry entry);
    Result<void> end_run();
    Result<void> decide_run();
    void pass_run();
    void note_unfit();
    bool is_unfit(PaymentNo payment) const;
    bool stands_as_it_did(PaymentNo payment) const;
    bool has_room(const Posting& posting) const;
    bool has_money(const PaymentDecided& decided) const;
    // Give an entry the numbers of the new book; false when it does not fit it.
    bool translate(Posting& posting) const;
    bool translate(PaymentDecided& decided);
    bool translate(Reviewed& review) const;
    bool translate(ItemsAdjusted& adjusted) const;
    bool translate(ItemAmended& amended) const;
    bool translate(PostingAnswered& answered) const;
    bool translate(ExportMade& made) const;
    bool translate(ExceptionClosed& closed) const;
    std::optional<Entry> translated(Entry entry);
    std::optional<ItemNo> translated(ItemNo told) const;
    std::optional<ExceptionNo> translated(ExceptionNo told) const;
    std::optional<LearnedNo> translated(LearnedNo told) const;
    void put(Entry entry);
    void put_opened();
    void number_loose(const ToldRun& told, std::size_t first);

    const Journal& history_;
    RerunSecrets secrets_;
    Matcher& matcher_;
    Parallel& parallel_;
    RerunOrders orders_;
    Book before_;
    Book after_;
    RerunJournal journal_;
    TextStore texts_;  // of the run that is being read
    std::vector<PlacedEntry> run_;
    std::vector<PaymentNo> unfit_;                // of the run of people, sorted
    std::vector<std::optional<ItemNo>> brought_;  // items that it brings, in the new book
    std::uint32_t exceptions_ = 0;                // that it opened so far in the history
    LooseNumbers loose_;
    std::vector<ChangedRow> changed_;
    bool is_begun_ = false;
    RerunCounts counts_;
};

// Whether a payment came out the same: what was decided and where its money is.
bool is_same_outcome(const PaymentRow& a, const PaymentRow& b);

}  // namespace tieout
