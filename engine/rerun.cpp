#include "engine/rerun.h"

#include <algorithm>
#include <map>

#include "engine/run_entries.h"

namespace tieout {

namespace {

constexpr char kept_as_is = '\0';  // no sealed text begins so

}  // namespace

Result<Sequence> RerunJournal::append(std::span<const Entry>, Sequence) {
    return refuse(ErrorKind::usage, "a history in memory is not appended to");
}

Result<void> RerunJournal::read(
    Sequence from, const std::function<bool(Sequence, const Entry&)>& visit
) const {
    for (Sequence at = std::max<Sequence>(from, 1); at <= entries_.size(); ++at) {
        if (!visit(at, entries_[at - 1])) break;
    }
    return {};
}

const Entry& RerunJournal::add(Entry entry) {
    keep_texts(entry, texts_);
    return entries_.emplace_back(std::move(entry));
}

Result<std::string> RerunSecrets::seal(std::string_view, std::string_view, std::string_view text) {
    return std::string(1, kept_as_is).append(text);
}

Result<std::string> RerunSecrets::open(
    std::string_view owner, std::string_view row, std::string_view sealed
) const {
    if (!sealed.empty() && sealed.front() == kept_as_is) return std::string(sealed.substr(1));
    return book_.open(owner, row, sealed);
}

Rerun::Rerun(
    const Journal& history,
    const Secrets& secrets,
    Matcher& matcher,
    Parallel& parallel,
    RerunOrders orders
)
    : history_(history),
      secrets_(secrets),
      matcher_(matcher),
      parallel_(parallel),
      orders_(std::move(orders)) {}

Result<void> Rerun::run() {
    Result<void> done;
    const auto read = history_.read(1, [&](Sequence at, const Entry& entry) {
        Entry kept = entry;
        keep_texts(kept, texts_);
        done = take(at, std::move(kept));
        return done.has_value();
    });
    if (!read) return tl::make_unexpected(read.error());
    std::sort(loose_.pairs.begin(), loose_.pairs.end());
    return done;
}

// Puts an entry behind the new history and into its book.
void Rerun::put(Entry entry) {
    const Entry& kept = journal_.add(std::move(entry));
    apply(after_, journal_.last(), kept, changed_);
    changed_.clear();
}

Result<void> Rerun::take(Sequence at, Entry entry) {
    const bool opens = std::holds_alternative<RunOpened>(entry);
    if (!opens && run_.empty()) {
        apply(before_, at, entry, changed_);
        put(std::move(entry));
        texts_.clear();
        return {};
    }
    const bool is_abandoned = std::holds_alternative<RunAbandoned>(entry);
    const bool is_committed = std::holds_alternative<RunCommitted>(entry);
    run_.emplace_back(at, std::move(entry));
    if (!is_abandoned && !is_committed) return {};
    if (is_abandoned) run_.erase(run_.begin() + 1, run_.end() - 1);
    auto done = is_abandoned ? Result<void>{} : end_run();
    for (const auto& [place, each] : run_) {
        apply(before_, place, each, changed_);
        changed_.clear();
        if (is_abandoned) put(each);
    }
    run_.clear();
    texts_.clear();
    return done;
}

Result<void> Rerun::end_run() {
    const auto& opened = std::get<RunOpened>(run_.front().second);
    const bool decides = opened.kind == RunKind::apply;
    if (!is_begun_ && decides && (!orders_.from || opened.as_of >= *orders_.from)) {
        is_begun_ = true;
        after_.policy = orders_.policy;
    }
    if (is_begun_ && decides) return decide_run();
    if (is_begun_) {
        pass_run();
        return {};
    }
    const auto first = static_cast<std::uint32_t>(after_.exceptions.size());
    for (const auto& [at, entry] : run_)
        put(entry);
    for (std::uint32_t i = first; i < after_.exceptions.size(); ++i) {
        if (after_.exceptions[i].payment != none<PaymentNo>()) continue;
        loose_.pairs.emplace_back(static_cast<ExceptionNo>(i), static_cast<ExceptionNo>(i));
    }
    return {};
}

void Rerun::put_opened() {
    RunOpened opened = std::get<RunOpened>(run_.front().second);
    opened.policy = policy_digest(after_.policy);
    put(std::move(opened));
}

Result<void> Rerun::decide_run() {
    ToldRun told = tell_run(run_, before_, after_, secrets_, loose_);
    ++counts_.runs;
    counts_.receipts += told.receipts;
    counts_.erased += told.erased;
    const auto run = static_cast<RunNo>(after_.runs);
    const std::size_t first_exception = after_.exceptions.size();
    CashOutcome outcome = judge_again(
        {after_, journal_, secrets_, parallel_},
        matcher_,
        std::move(told.outcome),
        std::move(told.advice),
        {{}, told.decided_on, told.judges_all}
    );
    outcome.advice.clear();  // told.files has it
    RunEntries source(after_, secrets_, parallel_, outcome);
    std::uint64_t entries = told.files.size();
    EntrySlice slice;
    for (bool is_first = true; is_first || !slice.entries.empty(); is_first = false) {
        if (auto made = source.next(slice); !made) return made;
        if (is_first) put_opened();
        entries += slice.entries.size();
        for (Entry& entry : slice.entries)
            put(entry);
    }
    for (Entry& file : told.files)
        put(std::move(file));
    put(RunCommitted{run, entries});
    number_loose(told, first_exception);
    return {};
}

// Which exceptions without a payment the new book has for those of the history.
void Rerun::number_loose(const ToldRun& told, std::size_t first) {
    std::size_t next = 0;
    std::multimap<std::string, ExceptionNo> orphans;
    for (const auto& [number, words] : told.orphans)
        orphans.emplace(words, number);
    for (std::size_t i = first; i < after_.exceptions.size(); ++i) {
        const ExceptionItem& row = after_.exceptions[i];
        const auto number = static_cast<ExceptionNo>(i);
        const auto* const opened = std::get_if<ExceptionOpened>(&journal_.at(row.entry));
        if (opened == nullptr) continue;
        if (row.reason != Reason::orphan_remittance) {
            if (next < told.loose.size()) loose_.pairs.emplace_back(told.loose[next++], number);
            continue;
        }
        const auto same = orphans.find(opened->detail);
        if (same == orphans.end()) continue;
        loose_.pairs.emplace_back(same->second, number);
        orphans.erase(same);
    }
    std::sort(loose_.pairs.begin(), loose_.pairs.end());
}

std::optional<LearnedNo> Rerun::translated(LearnedNo told) const {
    const LearnedRow& row = before_.learned[slot(told)];
    return after_.find_learned(row.kind, row.mark, row.customer);
}

std::optional<ExceptionNo> Rerun::translated(ExceptionNo told) const {
    if (slot(told) >= before_.exceptions.size()) return loose_.find(told);
    const PaymentNo payment = before_.exceptions[slot(told)].payment;
    if (payment == none<PaymentNo>()) return loose_.find(told);
    const auto open = open_exceptions_of(after_, payment);
    return open.empty() ? std::nullopt : std::optional(open.back());
}

// The money stands where it stood when the person decided, and the items have room for it.
bool Rerun::fits(const PaymentDecided& decided) const {
    if (slot(decided.payment) >= after_.payments.size()) return false;
    const PaymentRow& was = before_.payment(decided.payment);
    const PaymentRow& is = after_.payment(decided.payment);
    const bool is_same = is.applied == was.applied && is.adjusted == was.adjusted &&
                         is.on_account == was.on_account && is.unapplied == was.unapplied &&
                         is.unidentified == was.unidentified && is.other == was.other &&
                         is.returned == was.returned && is.refunded == was.refunded;
    if (!is_same) return false;
    std::map<ItemNo, WideMinor> reduced;
    for (const PostingLine& line : decided.posting.lines) {
        if (line.account != GlRole::receivable) continue;
        const bool settles = (line.side == Side::credit) != after_.item(line.item).is_credit();
        reduced[line.item] += settles ? line.amount : -static_cast<WideMinor>(line.amount);
    }
    return std::all_of(reduced.begin(), reduced.end(), [&](const auto& each) {
        const OpenItem& item = after_.item(each.first);
        const WideMinor open = item.open - each.second;
        return open >= 0 && open <= item.amount;
    });
}

void Rerun::note_unfit() {
    unfit_.clear();
    for (const auto& [at, entry] : run_) {
        const auto* const decided = std::get_if<PaymentDecided>(&entry);
        if (decided != nullptr && !fits(*decided)) unfit_.push_back(decided->payment);
    }
    std::sort(unfit_.begin(), unfit_.end());
}

// The entry as the new book takes it; nothing when it does not fit it.
std::optional<Entry> Rerun::translated(Entry entry) {
    if (auto* decided = std::get_if<PaymentDecided>(&entry)) {
        if (decided->opens_exception) ++exceptions_;
        if (std::binary_search(unfit_.begin(), unfit_.end(), decided->payment)) return {};
        if (!fits(*decided)) return {};  // one before it in the run took the room
        if (!decided->posting.lines.empty()) decided->posting.number = after_.postings + 1;
        for (EvidenceTerm& term : decided->terms) {
            if (term.kind != TermKind::payer_learned) continue;
            const auto row = translated(static_cast<LearnedNo>(term.count - 1));
            if (!row) return {};
            term.count = slot(*row) + 1;
        }
    } else if (auto* closed = std::get_if<ExceptionClosed>(&entry)) {
        const auto number = translated(closed->exception);
        if (!number) return {};
        const PaymentNo payment = after_.exceptions[slot(*number)].payment;
        if (std::binary_search(unfit_.begin(), unfit_.end(), payment)) return {};
        closed->exception = *number;
    } else if (auto* forgotten = std::get_if<PayerForgotten>(&entry)) {
        const auto row = translated(forgotten->learned);
        if (!row) return {};
        forgotten->learned = *row;
    } else if (auto* waits = std::get_if<NameWaits>(&entry)) {
        const auto number = translated(waits->row.exception);
        if (!number || waits->back != 0) return {};
        waits->row.exception = *number;
    } else if (std::holds_alternative<ExceptionOpened>(entry)) {
        loose_.pairs.emplace_back(
            static_cast<ExceptionNo>(before_.exceptions.size() + exceptions_++),
            static_cast<ExceptionNo>(after_.exceptions.size())
        );
    }
    return entry;
}

// Master data, and what people did.
void Rerun::pass_run() {
    const auto& opened = std::get<RunOpened>(run_.front().second);
    const auto run = opened.run;
    const bool is_of_people = opened.kind == RunKind::review;
    note_unfit();
    exceptions_ = 0;
    put_opened();
    std::uint64_t entries = 0;
    for (std::size_t i = 1; i + 1 < run_.size(); ++i) {
        if (std::holds_alternative<PolicySet>(run_[i].second)) {
            ++counts_.policies;
            continue;
        }
        auto entry = translated(run_[i].second);
        if (is_of_people) ++(entry ? counts_.kept : counts_.unfit);
        if (!entry) continue;
        put(std::move(*entry));
        ++entries;
    }
    put(RunCommitted{run, entries});
    std::sort(loose_.pairs.begin(), loose_.pairs.end());
}

bool is_same_outcome(const PaymentRow& a, const PaymentRow& b) {
    return a.status == b.status && a.reason == b.reason && a.payer == b.payer &&
           a.certificate == b.certificate && a.tier == b.tier && a.applied == b.applied &&
           a.adjusted == b.adjusted && a.on_account == b.on_account && a.unapplied == b.unapplied &&
           a.unidentified == b.unidentified && a.other == b.other && a.returned == b.returned &&
           a.refunded == b.refunded;
}

}  // namespace tieout
