#include "engine/run_entries.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "engine/channel_deposits.h"
#include "engine/one_receipt.h"
#include "engine/personal.h"
#include "engine/waiting.h"

namespace tieout {

namespace {

constexpr std::size_t chunk_payments = 1024;
constexpr std::size_t slice_payments = 8 * chunk_payments;

// Builds the two entries of one new movement.
class EntryMaker {
public:
    EntryMaker(
        const Book& book,
        Secrets& secrets,
        TextStore& texts,
        const std::vector<std::uint8_t>& of_statement
    )
        : book_(book), secrets_(secrets), texts_(texts), of_statement_(of_statement) {}

    // Both fill an entry whose memory is used again.
    Result<void> take(const Movement& movement, PaymentTaken& entry) {
        const Payment& payment = movement.payment;
        entry.payment = payment.payment;
        entry.fingerprint = movement.fingerprint;
        entry.kind = payment.kind;
        entry.is_credit = payment.is_credit;
        entry.method = payment.method;
        entry.channel = payment.channel;
        entry.entity = movement.entity;
        entry.account = movement.account;
        entry.currency = payment.currency;
        entry.amount = payment.amount;
        entry.booking_date = payment.booking_date;
        entry.value_date = payment.value_date;
        entry.file = movement.file;
        entry.ordinal = movement.ordinal;
        entry.source_line = payment.source_line;
        entry.customer = payment.customer;
        entry.check_number = payment.check_number;
        entry.bank_reference = payment.bank_reference;
        entry.trace = payment.trace;
        entry.original = payment.original;
        entry.remittance = payment.remittance;
        entry.key_owner = {};
        entry.sealed = {};
        entry.has_advice = movement.has_advice;
        entry.is_of_statement =
            movement.file < of_statement_.size() && of_statement_[movement.file] != 0;
        return seal(movement, entry);
    }

    static void decide(const Movement& movement, PaymentDecided& entry) {
        const Match& match = movement.match;
        entry.payment = movement.number;
        entry.status = movement.status;
        entry.reason = match.reason;
        entry.certificate = match.certificate;
        entry.tier = match.tier;
        entry.payer = match.payer;
        entry.payer_bp = match.payer_bp;
        entry.score_bp = match.score_bp;
        entry.proved_k = match.proved_k;
        entry.alternatives = match.alternatives;
        entry.alternatives_capped = match.alternatives_capped;
        entry.expected_spurious_ppm = match.expected_spurious_ppm;
        entry.opens_exception = movement.opens_exception();
        entry.terms = match.terms;
        entry.candidates = match.candidates;
        entry.detail = match.detail.empty() ? movement.note : match.detail;
        if (movement.undoes) {
            entry.posting = {};
            return;
        }
        entry.posting.number = movement.posting.number;
        entry.posting.reverses = movement.posting.reverses;
        entry.posting.customer = movement.posting.customer;
        entry.posting.posting_date = movement.posting.posting_date;
        movement.put_lines(entry.posting.lines);
    }

private:
    Result<void> seal(const Movement& movement, PaymentTaken& entry) {
        const Payment& payment = movement.payment;
        if (payment.payer_name.empty() && payment.payer_account.empty() && payment.memo.empty()) {
            return {};
        }
        PackedTexts<PayerPrivate> texts;
        texts.set(PayerPrivate::name, payment.payer_name);
        texts.set(PayerPrivate::account, payment.payer_account);
        texts.set(PayerPrivate::memo, payment.memo);
        entry.key_owner = texts_.keep(
            movement.match.payer == none<CustomerNo>()
                ? key_owner_of_payment(payment.payment)
                : key_owner_of_customer(book_.customer(movement.match.payer).number)
        );
        auto bytes = secrets_.seal(entry.key_owner, payment.payment, texts.bytes());
        if (!bytes) return tl::make_unexpected(std::move(bytes).error());
        entry.sealed = texts_.keep(*bytes);
        return {};
    }

    const Book& book_;
    Secrets& secrets_;
    TextStore& texts_;
    const std::vector<std::uint8_t>& of_statement_;  // of each file of the batch
};

// The entry as one of its kind, with the memory it has if it is one already.
template <class Kind>
Kind& as(Entry& entry) {
    auto* const same = std::get_if<Kind>(&entry);
    return same != nullptr ? *same : entry.emplace<Kind>();
}

// The entries that belong to no new payment, and the names of what waits from now on. Exceptions
// are numbered in the order of their entries: payments first, then the loose ones.
class LooseEntries {
public:
    LooseEntries(const Secrets& secrets, const CashOutcome& outcome, std::vector<Entry>& entries)
        : secrets_(secrets), outcome_(outcome), entries_(entries) {}

    // `marked` are the movements that open an exception, are judged again, or undo a receipt.
    void put(std::span<const std::size_t> marked) {
        for (const ExceptionNo closed : outcome_.closed)
            entries_.emplace_back(ExceptionClosed{closed});
        put_payments(marked);
        put_undone(marked);
        std::vector<std::size_t> places;
        for (const KeptAdvice& advice : outcome_.remittances) {
            places.push_back(entries_.size());
            entries_.emplace_back(advice.taken);
        }
        for (const DepositSeen& deposit : outcome_.deposits)
            entries_.emplace_back(deposit);
        const std::uint32_t first_loose = next_;
        for (const LooseException& open : outcome_.exceptions) {
            entries_.emplace_back(ExceptionOpened{open.row, open.detail});
        }
        for (const WaitingName& name : money_)
            entries_.emplace_back(NameWaits{name, 0});
        for (std::size_t i = 0; i < outcome_.exceptions.size(); ++i)
            put_sums(outcome_.exceptions[i], static_cast<ExceptionNo>(first_loose + i));
        for (std::size_t i = 0; i < places.size(); ++i)
            put_names(outcome_.remittances[i], places[i], first_loose);
    }

private:
    // Decides again what waited, and notes under which names money waits for advice.
    void put_payments(std::span<const std::size_t> marked) {
        next_ = outcome_.first_exception;
        for (const std::size_t at : marked) {
            const Movement& movement = outcome_.movements[at];
            if (movement.waited) {
                PaymentDecided decided;
                EntryMaker::decide(movement, decided);
                entries_.emplace_back(std::move(decided));
            }
            if (!movement.opens_exception()) continue;
            const auto exception = static_cast<ExceptionNo>(next_++);
            if (movement.waited) again_.emplace(at, exception);
            const bool may_wait = movement.payment.kind == MovementKind::receipt &&
                                  (movement.payment.remittance.empty() || movement.has_advice);
            if (!may_wait) continue;
            for (const Mark& name : names_of(secrets_, movement.payment))
                money_.push_back({name, movement.number, exception, 0});
            if (movement.waited || is_statement_format(outcome_.files[movement.file].format)) {
                const Mark name = credit_of(movement).mark("credit");
                money_.push_back({name, movement.number, exception, 0});
            }
        }
    }

    // The receipts that returns undo, decided anew: after all others, as their postings are
    // numbered.
    void put_undone(std::span<const std::size_t> marked) {
        for (const std::size_t at : marked) {
            const Movement& movement = outcome_.movements[at];
            if (!movement.undoes) continue;
            PaymentDecided decided;
            decided.payment = *movement.undoes;
            decided.status = PaymentStatus::returned;
            decided.payer = movement.match.payer;
            decided.detail = "undone by " + movement.payment.payment.str();
            decided.posting = movement.posting;
            entries_.emplace_back(std::move(decided));
        }
    }

    // Sums of the bank wait for their details.
    void put_sums(const LooseException& open, ExceptionNo exception) {
        for (const WaitingSum& sum : open.waiting) {
            const PaymentNo payment =
                sum.movement ? outcome_.movements[*sum.movement].number : sum.payment;
            entries_.emplace_back(NameWaits{{sum.name, payment, exception, 0}, 0});
        }
    }

    void put_names(const KeptAdvice& advice, std::size_t place, std::uint32_t first_loose) {
        std::optional<ExceptionNo> exception;
        if (advice.exception) {
            exception = static_cast<ExceptionNo>(first_loose + *advice.exception);
        } else if (!advice.movement) {
            return;  // it agrees with what was decided: nothing waits
        } else if (const auto found = again_.find(*advice.movement); found != again_.end()) {
            exception = found->second;
        }
        if (!exception) return;
        for (const Mark& name : advice.names) {
            const auto back = static_cast<std::uint32_t>(entries_.size() - place);
            entries_.emplace_back(NameWaits{{name, none<PaymentNo>(), *exception, 0}, back});
        }
    }

    const Secrets& secrets_;
    const CashOutcome& outcome_;
    std::vector<Entry>& entries_;
    std::uint32_t next_ = 0;  // number of the next exception
    std::vector<WaitingName> money_;
    std::unordered_map<std::size_t, ExceptionNo> again_;  // exceptions of what was judged again
};

}  // namespace

bool CashOutcome::is_nothing_new() const {
    const bool new_movement = std::any_of(movements.begin(), movements.end(), [](const auto& each) {
        return each.is_new || each.waited;
    });
    // A statement that is held is news: the cash tie-out names it.
    const bool new_held = std::any_of(files.begin(), files.end(), [](const FileOutcome& file) {
        return !file.is_known && file.units_quarantined != 0;
    });
    return !new_movement && !new_held && statements.empty() && exceptions.empty() &&
           remittances.empty() && deposits.empty() && closed.empty();
}

RunEntries::RunEntries(const Book& book, Secrets& secrets, Parallel& parallel, CashOutcome& outcome)
    : book_(book),
      secrets_(secrets),
      parallel_(parallel),
      outcome_(outcome),
      run_(static_cast<RunNo>(book.runs)) {
    for (const FileOutcome& file : outcome.files)
        of_statement_.push_back(is_statement_format(file.format) ? 1 : 0);
    const auto fresh =
        movements_where(parallel, outcome, [](const Movement& each) { return each.is_new; });
    fresh_.reserve(fresh.size());
    for (const std::size_t at : fresh)
        fresh_.push_back(&outcome.movements[at]);
}

Result<void> RunEntries::next(EntrySlice& slice) {
    for (TextStore& texts : slice.texts)
        texts.clear();
    if (begin_claims(slice)) return {};
    const std::size_t begin = at_;
    const std::size_t count = std::min(fresh_.size() - begin, slice_payments);
    at_ += count;
    if (count == 0) {
        slice.entries.clear();
        if (std::exchange(is_ended_, true)) return {};
        return put_last(slice.entries);
    }
    slice.entries.resize(count * 2);
    const std::size_t chunks = (count + chunk_payments - 1) / chunk_payments;
    if (slice.texts.size() < chunks) slice.texts.resize(chunks);
    std::vector<std::optional<Error>> failed(chunks);
    std::vector<UnitRow> rows(chunks);
    in_chunks(parallel_, chunk_payments, count, [&](std::size_t first, std::size_t last) {
        EntryMaker maker(book_, secrets_, slice.texts[first / chunk_payments], of_statement_);
        for (std::size_t i = first; i < last; ++i) {
            const Movement& movement = *fresh_[begin + i];
            auto taken = maker.take(movement, as<PaymentTaken>(slice.entries[i * 2]));
            if (!taken) {
                failed[first / chunk_payments] = std::move(taken).error();
                return;
            }
            maker.decide(movement, as<PaymentDecided>(slice.entries[i * 2 + 1]));
            rows[first / chunk_payments].add(movement);
        }
    });
    for (const UnitRow& row : rows)
        units_.take(row);
    for (std::optional<Error>& error : failed) {
        if (error) return tl::make_unexpected(std::move(*error));
    }
    return {};
}

// The items that claims open stand before the decisions that name them.
bool RunEntries::begin_claims(EntrySlice& slice) {
    if (are_claims_put_ || outcome_.claims.empty()) return false;
    are_claims_put_ = true;
    slice.entries.clear();
    for (const OpenItem& claim : outcome_.claims)
        slice.entries.emplace_back(ItemTaken{claim});
    return true;
}

// Movements of units that are taken which the book had before.
void RunEntries::count_known() {
    if (fresh_.size() == outcome_.movements.size()) return;
    UnitRow row;
    for (const std::size_t at : movements_where(parallel_, outcome_, [this](const Movement& each) {
             return !each.is_new && !each.waited && each.file != no_file &&
                    outcome_.files[each.file].units[each.unit].state == UnitState::taken;
         }))
        row.add(outcome_.movements[at]);
    units_.take(row);
}

Result<void> RunEntries::put_last(std::vector<Entry>& entries) {
    LooseEntries(secrets_, outcome_, entries)
        .put(movements_where(parallel_, outcome_, [](const Movement& each) {
            return each.opens_exception() || each.waited || each.undoes;
        }));
    for (const SeenAdvice& advice : outcome_.advice) {
        FileTaken seen;
        seen.row.digest = advice.digest;
        seen.row.run = run_;
        seen.name = advice.name;
        seen.format = "advice";
        entries.emplace_back(std::move(seen));
    }
    for (const StatementRow& statement : outcome_.statements)
        entries.emplace_back(StatementTaken{statement});
    for (FileOutcome& file : outcome_.files) {
        if (file.is_known) continue;
        file.row.run = run_;
        entries.emplace_back(FileTaken{
            file.row,
            file.name,
            file.format,
            file.units_taken,
            file.units_quarantined,
            file.movements,
            file.duplicates
        });
    }
    count_known();
    for (UnitTaken& unit : units_.entries(book_, secrets_, outcome_))
        entries.emplace_back(std::move(unit));
    return put_lessons(entries);
}

Result<void> RunEntries::put_lessons(std::vector<Entry>& entries) {
    for (BatchLesson& lesson : outcome_.lessons) {
        LearnedRow& row = lesson.row;
        const Payment& payment = outcome_.movements[lesson.movement].payment;
        const bool is_account = row.kind == LearnedKind::account;
        auto sealed = secrets_.seal(
            key_owner_of_customer(book_.customer(row.customer).number),
            learned_row_name(row.kind, row.mark),
            is_account ? payment.payer_account : payment.payer_name
        );
        if (!sealed) return tl::make_unexpected(std::move(sealed).error());
        row.sealed = std::move(*sealed);
        entries.emplace_back(PayerLearned{std::move(row)});
    }
    return {};
}

Result<std::vector<Entry>> entries_of(
    const Book& book, Secrets& secrets, Parallel& parallel, CashOutcome& outcome
) {
    RunEntries source(book, secrets, parallel, outcome);
    std::vector<Entry> all;
    EntrySlice slice;
    do {
        auto done = source.next(slice);
        if (!done) return tl::make_unexpected(std::move(done).error());
        all.insert(all.end(), slice.entries.begin(), slice.entries.end());
        for (TextStore& texts : slice.texts)
            outcome.texts.absorb(std::move(texts));
    } while (!slice.entries.empty());
    return all;
}

}  // namespace tieout
