#include "engine/journal_facts.h"

#include <algorithm>
#include <concepts>
#include <unordered_set>

#include "engine/check.h"

namespace tieout {

namespace {

template <class T>
concept PostsForPayment = requires(const T& entry) {
    { entry.payment } -> std::convertible_to<PaymentNo>;
    { entry.posting } -> std::convertible_to<const Posting&>;
};

// What the run under way has added so far: kept when it is committed, dropped when abandoned.
class Gathering {
public:
    Gathering(const Book& book, bool wants_item_days)
        : book_(book), wants_item_days_(wants_item_days) {}

    void take(const Entry& entry) {
        if (const auto* opened = std::get_if<RunOpened>(&entry)) return open(*opened);
        if (std::holds_alternative<RunAbandoned>(entry)) return abandon();
        if (facts_.runs.empty()) return;
        ++facts_.runs.back().entries.at(entry.index());
        if (std::holds_alternative<RunCommitted>(entry)) return commit();
        std::visit([this](const auto& each) { note(each); }, entry);
    }

    JournalFacts finish() {
        abandon();
        return std::move(facts_);
    }

private:
    struct Sizes {
        std::size_t files = 0;
        std::size_t units = 0;
        std::size_t policies = 0;
        std::size_t exceptions = 0;
        std::size_t others = 0;
        std::size_t decided = 0;
    };

    void open(const RunOpened& opened) {
        abandon();
        facts_.runs.push_back({opened, false, {}});
        kept_ = {
            facts_.files.size(),
            facts_.units.size(),
            facts_.policies.size(),
            facts_.exceptions.size(),
            facts_.others.size(),
            decided_.size()
        };
        is_open_ = true;
    }

    void commit() {
        for (const auto& [key, sum] : taken_)
            facts_.taken[key].add(sum);
        for (const auto& [key, sums] : lines_) {
            LineSums& all = facts_.lines[key];
            all.lines += sums.lines;
            all.debits += sums.debits;
            all.credits += sums.credits;
        }
        facts_.amended.insert(facts_.amended.end(), amended_.begin(), amended_.end());
        for (const std::uint32_t exception : closed_) {
            check(exception < facts_.exceptions.size(), "an exception closed was opened");
            ExceptionRecord& record = facts_.exceptions[exception];
            if (!record.closed) record.closed = std::max(record.opened, day());
        }
        for (const std::uint32_t item : items_) {
            if (item >= facts_.items_taken_on.size()) facts_.items_taken_on.resize(item + 1);
            auto& taken_on = facts_.items_taken_on[item];
            if (!taken_on) taken_on = day();
        }
        facts_.runs.back().is_committed = true;
        forget();
    }

    void abandon() {
        if (!is_open_) return;
        facts_.files.resize(kept_.files);
        facts_.units.resize(kept_.units);
        facts_.policies.resize(kept_.policies);
        facts_.exceptions.resize(kept_.exceptions);
        facts_.others.resize(kept_.others);
        decided_.resize(kept_.decided);
        forget();
    }

    void forget() {
        taken_.clear();
        lines_.clear();
        amended_.clear();
        closed_.clear();
        items_.clear();
        is_open_ = false;
    }

    RunNo run() const { return facts_.runs.back().opened.run; }

    Date day() const { return facts_.runs.back().opened.as_of; }

    template <class T>
    void note(const T& entry) {
        if constexpr (PostsForPayment<T>) note_posting(entry);
        if constexpr (requires { entry.opens_exception; }) {
            if (entry.opens_exception && is_in_book(entry.payment)) {
                const Date booked = book_.payment(entry.payment).booking_date;
                note_exception(booked, is_decided(entry.payment));
            }
        }
        if constexpr (std::same_as<T, PaymentDecided>) note_decision(entry);
    }

    void note(const FileTaken& entry) { facts_.files.push_back({run(), entry}); }

    void note(const UnitTaken& entry) { facts_.units.push_back({run(), entry}); }

    void note(const PolicySet& entry) {
        const auto policy = policy_of_text(entry.text);
        if (policy) facts_.policies.push_back({run(), policy_digest(*policy)});
    }

    void note(const PaymentTaken& entry) {
        const TakenKey key{
            run(),
            entry.file,
            entry.entity,
            entry.account,
            entry.currency,
            entry.booking_date,
            entry.kind,
            entry.is_credit
        };
        taken_[key].add(entry.amount);
    }

    void note(const ItemTaken& entry) {
        if (!wants_item_days_) return;
        if (const auto item = book_.find_item(entry.row)) items_.push_back(slot(*item));
    }

    void note(const ItemAmended& entry) { amended_.push_back({entry.item, entry.day, entry.more}); }

    void note(const ItemsAdjusted& entry) {
        LineKey key;
        key.posting_date = entry.posting.posting_date;
        key.booking_date = entry.posting.posting_date;
        key.entity = entry.entity;
        key.currency = entry.currency;
        key.is_receipt = false;
        key.has_customer = entry.posting.customer != none<CustomerNo>();
        key.is_reversal = entry.posting.reverses != 0;
        note_lines(entry.posting, key);
    }

    void note(const ExceptionOpened& entry) { note_exception(entry.row.opened, false); }

    void note(const ExceptionClosed& entry) { closed_.push_back(slot(entry.exception)); }

    void note_exception(Date opened, bool is_later_judgement) {
        if (is_later_judgement) opened = std::max(opened, day());
        facts_.exceptions.push_back({run(), opened, std::nullopt});
    }

    // A run that was abandoned may name rows that the book never had.
    bool is_in_book(PaymentNo payment) const { return slot(payment) < book_.payments.size(); }

    bool is_decided(PaymentNo payment) const {
        return slot(payment) < decided_.size() && decided_[slot(payment)];
    }

    void note_decision(const PaymentDecided& entry) {
        if (!is_in_book(entry.payment)) return;
        if (entry.other != 0 || has_other_.contains(slot(entry.payment))) {
            has_other_.insert(slot(entry.payment));
            const PaymentRow& row = book_.payment(entry.payment);
            const bool is_posted = !entry.posting.lines.empty();
            const Date otherwise = is_decided(entry.payment) ? day() : row.booking_date;
            facts_.others.push_back(
                {entry.payment, is_posted ? entry.posting.posting_date : otherwise, entry.other}
            );
        }
        if (slot(entry.payment) >= decided_.size()) decided_.resize(slot(entry.payment) + 1);
        decided_[slot(entry.payment)] = true;
    }

    template <PostsForPayment T>
    void note_posting(const T& entry) {
        if (entry.posting.lines.empty() || !is_in_book(entry.payment)) return;
        const PaymentRow& row = book_.payment(entry.payment);
        bool is_reversal = entry.posting.reverses != 0;
        if constexpr (requires { entry.status; }) {
            is_reversal = is_reversal || entry.status == PaymentStatus::returned;
        }
        LineKey key;
        key.posting_date = entry.posting.posting_date;
        key.booking_date = row.booking_date;
        key.entity = row.entity;
        key.account = row.account;
        key.currency = row.currency;
        key.is_receipt = row.kind == MovementKind::receipt;
        key.has_customer = entry.posting.customer != none<CustomerNo>();
        key.is_reversal = is_reversal;
        note_lines(entry.posting, key);
    }

    void note_lines(const Posting& posting, LineKey key) {
        for (const PostingLine& line : posting.lines) {
            key.kind = line.kind;
            key.role = line.account;
            const bool has_item =
                line.account == GlRole::receivable && slot(line.item) < book_.items.size();
            key.item_entity = has_item ? book_.item(line.item).entity : key.entity;
            LineSums& sums = lines_[key];
            ++sums.lines;
            (line.side == Side::debit ? sums.debits : sums.credits) += line.amount;
        }
    }

    const Book& book_;
    bool wants_item_days_;
    JournalFacts facts_;
    Sizes kept_;
    bool is_open_ = false;
    std::map<TakenKey, CountAndSum> taken_;
    std::map<LineKey, LineSums> lines_;
    std::vector<AmendedRecord> amended_;
    std::vector<std::uint32_t> closed_;
    std::vector<std::uint32_t> items_;
    std::vector<bool> decided_;  // by payment: it was judged before
    std::unordered_set<std::uint32_t> has_other_;
};

}  // namespace

Result<JournalFacts> read_journal_facts(
    const Book& book, const Journal& journal, bool wants_item_days
) {
    Gathering gathering(book, wants_item_days);
    auto read = journal.read(1, [&](Sequence, const Entry& entry) {
        gathering.take(entry);
        return true;
    });
    if (!read) return tl::make_unexpected(std::move(read).error());
    return gathering.finish();
}

}  // namespace tieout
