// A book in memory for tests: entries take effect at once, and a second book is made from them.
#pragma once

#include <string>
#include <vector>

#include <fmt/core.h>

#include "engine/apply.h"
#include "engine/approval.h"
#include "engine/cash_run.h"
#include "engine/load_run.h"
#include "engine/refund_proposals.h"
#include "engine/rerun.h"
#include "engine/run_entries.h"
#include "engine/teaching.h"
#include "matching/tiered_matcher.h"
#include "tests/support/memory_secrets.h"

namespace tieout {

// The entries of a book in memory as the journal that they are.
class MemoryJournal final : public Journal {
public:
    explicit MemoryJournal(const std::vector<Entry>& entries) : entries_(entries) {}

    Sequence last() const override { return entries_.size(); }

    Result<Sequence> append(std::span<const Entry>, Sequence) override {
        return refuse(ErrorKind::usage, "the book appends to itself");
    }

    Result<void> read(Sequence from, const std::function<bool(Sequence, const Entry&)>& visit)
        const override {
        for (Sequence at = from; at <= entries_.size(); ++at) {
            if (!visit(at, entries_[at - 1])) break;
        }
        return {};
    }

private:
    const std::vector<Entry>& entries_;
};

class MemoryBooks {
public:
    explicit MemoryBooks(unsigned threads = 1) : matcher_(threads) {
        Entity main;
        main.entity = "main";
        commit({EntityTaken{main}});
    }

    const Book& book() const { return book_; }

    const std::vector<Entry>& journal() const { return journal_; }

    MemorySecrets& secrets() { return secrets_; }

    void commit(
        std::vector<Entry> entries, RunKind kind = RunKind::load, const BatchOrders& orders = {}
    ) {
        const auto run = static_cast<RunNo>(book_.runs);
        RunOpened opened;
        opened.run = run;
        opened.kind = kind;
        opened.decided_on = orders.decided_on;
        opened.judges_all = orders.reexamines_all;
        take(opened);
        for (Entry& entry : entries)
            take(std::move(entry));
        take(RunCommitted{run, entries.size()});
    }

    LoadOutcome load(std::vector<MasterFile> files, Date today = Date(20'530)) {
        LoadOutcome outcome = load_run(book_, secrets_, serial_, std::move(files), false);
        const auto amended =
            amend_items(book_, MemoryJournal(journal_), outcome.amended, today).value();
        outcome.entries.insert(outcome.entries.end(), amended.begin(), amended.end());
        if (!outcome.entries.empty()) commit(outcome.entries);
        return outcome;
    }

    CashOutcome apply(std::vector<IntakeFile> files, const BatchOrders& orders = {}) {
        CashOutcome outcome = judge_batch(
            book_, MemoryJournal(journal_), secrets_, matcher_, serial_, std::move(files), orders
        );
        auto entries = entries_of(book_, secrets_, serial_, outcome);
        if (entries && !outcome.is_nothing_new()) {
            commit(std::move(*entries), RunKind::apply, orders);
        }
        auto refunds = propose_refunds(
                           book_, MemoryJournal(journal_), orders.decided_on.value_or(Date(20'530))
        )
                           .value();
        if (!refunds.empty()) commit(std::move(refunds));
        return outcome;
    }

    // False when there is nothing to teach.
    bool teach(LearnedKind kind, std::string_view text, CustomerNo customer) {
        auto teaching = teach_payer(
            book_, MemoryJournal(journal_), secrets_, kind, text, customer, Date(20'530)
        );
        if (!teaching || teaching->entries.empty()) return false;
        commit(std::move(teaching->entries));
        return true;
    }

    Forgetting forget(LearnedNo learned) {
        Forgetting forgetting =
            forget_payer(book_, MemoryJournal(journal_), learned, Date(20'530)).value();
        if (!forgetting.entries.empty()) commit(forgetting.entries);
        return forgetting;
    }

    // Carries the order out, or proposes it where it is beyond the user's limits; the words of the
    // refusal when it cannot be.
    Result<ReviewPlan> review(const ReviewOrder& order, const std::string& user) {
        ReviewPlanner planner(book_, MemoryJournal(journal_), user);
        auto plan = planner.plan(order);
        if (!plan) return plan;
        std::string needs = beyond_limits(book_, user, order, *plan);
        if (needs.empty()) {
            commit(plan->entries);
        } else {
            commit({proposal_of(user, order, *plan, std::move(needs))});
        }
        return plan;
    }

    Result<ReviewPlan> approve_by(const std::string& user, ProposalNo proposal) {
        auto plan = approve(book_, MemoryJournal(journal_), proposal, user, "");
        if (plan) commit(plan->entries);
        return plan;
    }

    // Decides the whole history again under the policy of its end; says which rows are others, or
    // nothing. A history that changed its policy on the way cannot come out the same.
    std::string told_again() {
        const MemoryJournal journal(journal_);
        Rerun rerun(journal, secrets_, matcher_, serial_, {book_.policy, std::nullopt});
        if (!rerun.run()) return "the history cannot be read";
        if (rerun.counts().policies != 0) return {};
        if (rerun.counts().runs == 0 && !book_.payments.empty()) return "nothing was told again";
        return differing_rows(rerun.before(), book_) + differing_rows(rerun.after(), book_);
    }

private:
    static std::string differing_rows(const Book& is, const Book& was) {
        std::string words;
        const auto compare = [&](std::string_view table, const auto& a, const auto& b) {
            if (a.size() != b.size()) {
                words += fmt::format("{} {}, not {}; ", a.size(), table, b.size());
            }
            for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
                if (!(a[i] == b[i])) words += fmt::format("{} {} differs; ", table, i);
            }
        };
        auto learned = is.learned;
        for (std::size_t i = 0; i < learned.size() && i < was.learned.size(); ++i)
            learned[i].sealed = was.learned[i].sealed;  // under another's keys
        compare("customers", is.customers, was.customers);
        compare("items", is.items, was.items);
        compare("payments", is.payments, was.payments);
        compare("exceptions", is.exceptions, was.exceptions);
        compare("item changes", is.item_changes, was.item_changes);
        compare("suspense changes", is.suspense_changes, was.suspense_changes);
        compare("deposits", is.deposits, was.deposits);
        compare("files", is.files, was.files);
        compare("waiting names", is.waiting, was.waiting);
        compare("statements", is.statements, was.statements);
        compare("learned", learned, was.learned);
        if (is.postings != was.postings) words += "postings; ";
        if (is.runs != was.runs) words += "runs; ";
        return words;
    }

    void take(Entry entry) {
        keep_texts(entry, texts_);
        journal_.push_back(entry);
        filter_.take(journal_.size(), std::move(entry), changed_);
    }

    Book book_;
    RunFilter filter_{book_};
    std::vector<ChangedRow> changed_;
    std::vector<Entry> journal_;
    TextStore texts_;  // of its entries
    MemorySecrets secrets_;
    Serial serial_;
    TieredMatcher matcher_;
};

}  // namespace tieout
