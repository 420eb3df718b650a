#include "engine/rerun.h"

#include <algorithm>
#include <map>

#include "engine/payment_state.h"
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
    std::uint64_t entries = told.files.size() + told.units.size();
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
    for (Entry& unit : told.units)
        put(std::move(unit));
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

// The same item in the new book: claims may have other numbers there, or not be there at all. An
// item that the run under way brings is found by its place among those.
std::optional<ItemNo> Rerun::translated(ItemNo told) const {
    if (slot(told) >= before_.items.size()) {
        const std::size_t place = slot(told) - before_.items.size();
        return place < brought_.size() ? brought_[place] : std::nullopt;
    }
    return after_.find_item(before_.item(told));
}

// False when an item is not there. Lines of items that the run brings are those of new claims.
bool Rerun::translate(Posting& posting) const {
    for (PostingLine& line : posting.lines) {
        if (line.item == none<ItemNo>()) continue;
        const auto item = translated(line.item);
        if (!item) return false;
        line.item = *item;
    }
    return true;
}

// The items have room for the lines, which are those of the new book.
bool Rerun::has_room(const Posting& posting) const {
    std::map<ItemNo, WideMinor> reduced;
    for (const PostingLine& line : posting.lines) {
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

// The money stands where it stood when the person decided.
bool Rerun::stands_as_it_did(PaymentNo payment) const {
    if (slot(payment) >= after_.payments.size()) return false;
    const PaymentRow& was = before_.payment(payment);
    const PaymentRow& is = after_.payment(payment);
    return is.applied == was.applied && is.adjusted == was.adjusted &&
           is.on_account == was.on_account && is.unapplied == was.unapplied &&
           is.unidentified == was.unidentified && is.other == was.other &&
           is.returned == was.returned && is.refunded == was.refunded;
}

// Payments about which the run says something that does not fit; and where its new items will be.
void Rerun::note_unfit() {
    unfit_.clear();
    brought_.clear();
    std::uint32_t next = static_cast<std::uint32_t>(after_.items.size());
    for (const auto& [at, entry] : run_) {
        if (const auto* taken = std::get_if<ItemTaken>(&entry)) {
            if (before_.find_item(taken->row)) continue;
            const auto known = after_.find_item(taken->row);
            brought_.push_back(known ? *known : static_cast<ItemNo>(next++));
        } else if (const auto* decided = std::get_if<PaymentDecided>(&entry)) {
            Posting posting = decided->posting;
            if (!stands_as_it_did(decided->payment) || !translate(posting)) {
                unfit_.push_back(decided->payment);
            }
        }
    }
    std::sort(unfit_.begin(), unfit_.end());
}

bool Rerun::is_unfit(PaymentNo payment) const {
    return std::binary_search(unfit_.begin(), unfit_.end(), payment);
}

// A decision of the run, with the numbers of the new book.
bool Rerun::translate(PaymentDecided& decided) {
    if (is_unfit(decided.payment)) return false;
    if (!translate(decided.posting)) return false;
    // One before it in the run may have taken the room, or the money.
    if (!has_room(decided.posting) || !has_money(decided)) {
        unfit_.insert(
            std::upper_bound(unfit_.begin(), unfit_.end(), decided.payment), decided.payment
        );
        return false;
    }
    if (!decided.posting.lines.empty()) decided.posting.number = after_.postings + 1;
    for (EvidenceTerm& term : decided.terms) {
        if (term.kind != TermKind::payer_learned) continue;
        const auto row = translated(static_cast<LearnedNo>(term.count - 1));
        if (!row) return false;
        term.count = slot(*row) + 1;
    }
    return true;
}

bool Rerun::has_money(const PaymentDecided& decided) const {
    PaymentRow row = after_.payment(decided.payment);
    for (const PostingLine& line : decided.posting.lines) {
        if (line.account == GlRole::bank && line.side == Side::debit && row.returned == 0) {
            return false;
        }
        count_line(after_, row, line);
    }
    const Minor parts[] = {
        row.applied,
        row.on_account,
        row.unapplied,
        row.unidentified,
        row.other,
        row.returned,
        row.refunded
    };
    return used_of(row) == row.amount &&
           std::all_of(std::begin(parts), std::end(parts), [](Minor part) { return part >= 0; });
}

bool Rerun::translate(Reviewed& review) const {
    if (review.row.exception != none<ExceptionNo>()) {
        review.row.exception = translated(review.row.exception).value_or(none<ExceptionNo>());
    }
    // It stays in the time-line, but holds no payment that it did not settle.
    if (is_unfit(review.row.payment)) review.row.action = ReviewAction::note;
    return true;
}

bool Rerun::translate(ItemAmended& amended) const {
    const auto item = translated(amended.item);
    if (!item) return false;
    amended.item = *item;
    const OpenItem& row = after_.item(*item);
    const Minor open = add(row.open, amended.more);
    return add(row.amount, amended.more) == amended.amount && open >= 0 && open <= amended.amount;
}

bool Rerun::translate(ItemsAdjusted& adjusted) const {
    if (!translate(adjusted.posting) || !has_room(adjusted.posting)) return false;
    adjusted.posting.number = after_.postings + 1;
    return true;
}

// What the ERP was given or said of postings that are not there is left out.
bool Rerun::translate(PostingAnswered& answered) const {
    const ErpAnswer* const before = after_.answer_of(answered.row.posting);
    if (answered.row.posting > after_.exported()) return false;
    if (before != nullptr && before->state != ErpState::rejected) return false;
    if (answered.row.exception != none<ExceptionNo>()) {
        const auto number = translated(answered.row.exception);
        if (number) answered.row.exception = *number;
    }
    return true;
}

bool Rerun::translate(ExportMade& made) const {
    return made.row.first <= after_.exported_to(made.row.consumer) + 1 &&
           made.row.last <= after_.postings;
}

bool Rerun::translate(ExceptionClosed& closed) const {
    const auto number = translated(closed.exception);
    if (!number || is_unfit(after_.exceptions[slot(*number)].payment)) return false;
    closed.exception = *number;
    return true;
}

// The entry as the new book takes it; nothing when it does not fit it.
std::optional<Entry> Rerun::translated(Entry entry) {
    bool fits = true;
    if (auto* decided = std::get_if<PaymentDecided>(&entry)) {
        if (decided->opens_exception) ++exceptions_;
        fits = translate(*decided);
    } else if (auto* closed = std::get_if<ExceptionClosed>(&entry)) {
        fits = translate(*closed);
    } else if (auto* review = std::get_if<Reviewed>(&entry)) {
        fits = translate(*review);
    } else if (auto* adjusted = std::get_if<ItemsAdjusted>(&entry)) {
        fits = translate(*adjusted);
    } else if (auto* amended = std::get_if<ItemAmended>(&entry)) {
        fits = translate(*amended);
    } else if (auto* answered = std::get_if<PostingAnswered>(&entry)) {
        fits = translate(*answered);
    } else if (auto* made = std::get_if<ExportMade>(&entry)) {
        fits = translate(*made);
    } else if (auto* ended = std::get_if<DisputeEnded>(&entry)) {
        const auto item = translated(ended->item);
        fits = item.has_value();
        if (item) ended->item = *item;
    } else if (auto* forgotten = std::get_if<PayerForgotten>(&entry)) {
        const auto row = translated(forgotten->learned);
        fits = row.has_value();
        if (row) forgotten->learned = *row;
    } else if (auto* waits = std::get_if<NameWaits>(&entry)) {
        const auto number = translated(waits->row.exception);
        fits = number && waits->back == 0;
        if (number) waits->row.exception = *number;
    } else if (std::holds_alternative<ExceptionOpened>(entry)) {
        loose_.pairs.emplace_back(
            static_cast<ExceptionNo>(before_.exceptions.size() + exceptions_++),
            static_cast<ExceptionNo>(after_.exceptions.size())
        );
    }
    if (!fits) return std::nullopt;
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
