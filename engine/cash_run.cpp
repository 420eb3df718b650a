#include "engine/cash_run.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/check.h"
#include "engine/one_receipt.h"
#include "engine/personal.h"
#include "engine/remittance_join.h"

namespace tieout {

namespace {

constexpr std::size_t chunk_payments = 1024;
constexpr std::size_t slice_payments = 8 * chunk_payments;

// Runs task(first, last) over chunks of 0..count through the port.
template <class Task>
void in_chunks(Parallel& parallel, std::size_t count, Task&& task) {
    const std::size_t chunks = (count + chunk_payments - 1) / chunk_payments;
    parallel.for_each(chunks, [&](std::size_t chunk) {
        const std::size_t first = chunk * chunk_payments;
        task(first, std::min(count, first + chunk_payments));
    });
}

class Judging {
public:
    Judging(const Book& book, Secrets& secrets, Matcher& matcher, Parallel& parallel)
        : book_(book), secrets_(secrets), matcher_(matcher), parallel_(parallel) {}

    CashOutcome judge(std::vector<IntakeFile> files) {
        std::vector<Remittance> remittances;
        outcome_.first_exception = static_cast<std::uint32_t>(book_.exceptions.size());
        for (IntakeFile& file : files)
            take_file(file, remittances);
        drop_known();
        settle_sources(book_, outcome_);
        join_remittances(book_, secrets_, std::move(remittances), outcome_);
        match_receipts();
        number_payments();
        make_postings();
        return std::move(outcome_);
    }

private:
    void take_file(IntakeFile& file, std::vector<Remittance>& remittances) {
        FileOutcome result;
        result.name = file.name;
        result.format = file.format;
        result.dialect = file.dialect;
        result.row.digest = file.digest;
        if (!file.identity.empty()) {
            result.row.identity = sha256_mark(file.format + '\x1f' + file.identity);
        }
        result.is_known = book_.find_file(file.digest) != nullptr;
        result.controls = std::move(file.controls);
        result.faults = std::move(file.faults);
        result.warnings = std::move(file.warnings);
        const auto number = static_cast<std::uint32_t>(outcome_.files.size());
        ordinal_ = 0;
        for (std::size_t i = 0; i < file.units.size(); ++i) {
            take_unit(file, file.units[i], number, static_cast<std::uint32_t>(i), result);
        }
        result.row.quarantined = file.refused || result.units_quarantined != 0;
        outcome_.files.push_back(std::move(result));
        std::move(
            file.remittances.begin(), file.remittances.end(), std::back_inserter(remittances)
        );
    }

    void take_unit(
        const IntakeFile& file,
        Unit& unit,
        std::uint32_t number,
        std::uint32_t at,
        FileOutcome& result
    ) {
        const auto account = find_account(unit);
        if (unit.state == UnitState::taken && !account && !book_.accounts.empty() &&
            !unit.account.empty()) {
            unit.state = UnitState::quarantined;
            unit.reason =
                fmt::format("account {} is not listed among ours", masked_account(unit.account));
            result.faults.push_back(
                {ErrorKind::input, "F_ACCOUNT", unit.reason, {file.name, unit.first_line, 1}}
            );
        }
        const bool is_listed = unit.state == UnitState::not_cash;
        result.units_taken += unit.state == UnitState::taken ? 1 : 0;
        result.units_quarantined += unit.state == UnitState::quarantined ? 1 : 0;
        result.units_listed += is_listed ? 1 : 0;
        outcome_.movements.reserve(outcome_.movements.size() + unit.movements.size());
        for (Payment& payment : unit.movements) {
            ++ordinal_;
            if (unit.state == UnitState::quarantined) continue;
            Movement& movement = outcome_.movements.emplace_back(payment);
            movement.file = number;
            movement.unit = at;
            movement.ordinal = ordinal_;
            movement.account = account_of(payment, unit, account);
            movement.entity = entity_of(payment, movement.account);
            movement.is_new = !is_listed;
            if (is_listed) movement.note = unit.reason;
            ++result.movements;
        }
        result.units.push_back(std::move(unit));
    }

    std::optional<AccountNo> find_account(const Unit& unit) const {
        if (book_.accounts.empty()) return std::nullopt;
        if (!unit.account.empty()) {
            const auto found = book_.find_account(mark_of_account(secrets_, unit.account));
            if (found) return found;
        }
        return book_.find_lockbox(unit.lockbox);
    }

    // Rows of our own exchange format name an account each; bank files name one a unit.
    AccountNo account_of(
        const Payment& payment, const Unit& unit, const std::optional<AccountNo>& account
    ) const {
        if (account) return *account;
        if (book_.accounts.empty()) return none<AccountNo>();
        if (!payment.account.empty() && payment.account != unit.account) {
            const auto own = book_.find_account(mark_of_account(secrets_, payment.account));
            if (own) return *own;
        }
        return book_.find_lockbox(payment.lockbox).value_or(none<AccountNo>());
    }

    EntityNo entity_of(const Payment& payment, AccountNo account) const {
        if (!payment.entity.empty()) {
            if (const auto named = book_.find_entity(payment.entity)) return *named;
        }
        if (account != none<AccountNo>()) return book_.accounts[slot(account)].entity;
        return book_.find_entity("main").value_or(EntityNo{});
    }

    // What the book has, or an earlier line of the batch brought, is nothing new.
    void drop_known() {
        std::vector<Mark> marks(outcome_.movements.size());
        in_chunks(parallel_, marks.size(), [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) {
                marks[i] = sha256_mark(outcome_.movements[i].payment.payment);
            }
        });
        SlotTable seen;
        seen.reserve(marks.size());
        for (std::size_t i = 0; i < marks.size(); ++i) {
            Movement& movement = outcome_.movements[i];
            if (!movement.is_new) continue;
            const auto known = book_.find_payment(marks[i]);
            const Movement* before = nullptr;
            seen.visit(marks[i].low, [&](std::uint32_t row) {
                if (marks[row] != marks[i]) return true;
                before = &outcome_.movements[row];
                return false;
            });
            if (!known && before == nullptr) {
                seen.insert(marks[i].low, static_cast<std::uint32_t>(i));
                continue;
            }
            const bool agrees = known ? same_movement(book_.payment(*known), movement.payment)
                                      : same_movement(*before, movement.payment);
            drop(movement, agrees);
        }
    }

    static bool same_movement(const PaymentRow& row, const Payment& payment) {
        return row.amount == payment.amount && row.currency == payment.currency &&
               row.booking_date == payment.booking_date;
    }

    static bool same_movement(const Movement& before, const Payment& payment) {
        return before.payment.amount == payment.amount &&
               before.payment.currency == payment.currency &&
               before.payment.booking_date == payment.booking_date;
    }

    // An id has one content for ever: a second content under it is a fault, and is not taken.
    void drop(Movement& movement, bool agrees) {
        FileOutcome& file = outcome_.files[movement.file];
        movement.is_new = false;
        movement.status = PaymentStatus::duplicate;
        movement.note = "taken before";
        ++file.duplicates;
        if (agrees) return;
        movement.note = "its id was used before for another movement";
        file.faults.push_back(
            {ErrorKind::input,
             "F_PAYMENT_ID",
             fmt::format(
                 "payment id '{}' stands for another amount, currency or date already",
                 movement.payment.payment
             ),
             {file.name, movement.payment.source_line, 1}}
        );
    }

    void match_receipts() {
        std::vector<const Payment*> payments;
        std::vector<EntityNo> entities;
        std::vector<Movement*> judged;
        for (Movement& movement : outcome_.movements) {
            if (!movement.is_new || movement.payment.kind != MovementKind::receipt) continue;
            judged.push_back(&movement);
            payments.push_back(&movement.payment);
            entities.push_back(movement.entity);
        }
        if (judged.empty()) return;
        std::vector<Match> matches =
            matcher_.match({book_, book_.policy, secrets_, payments, entities});
        check(matches.size() == judged.size(), "the matcher answers every payment");
        for (std::size_t i = 0; i < judged.size(); ++i) {
            judged[i]->match = std::move(matches[i]);
            Match& match = judged[i]->match;
            if (match.detail.empty() && match.reason != Reason::nothing) {
                match.detail = meaning_of(match.reason);
            }
            judged[i]->status = judged[i]->match.status;
            judged[i]->is_judged = true;
        }
    }

    void number_payments() {
        auto next = static_cast<std::uint32_t>(book_.payments.size());
        for (Movement& movement : outcome_.movements) {
            if (!movement.is_new) continue;
            movement.number = static_cast<PaymentNo>(next++);
            if (movement.is_judged) continue;
            movement.status = PaymentStatus::not_ar;
            const MovementKind kind = movement.payment.kind;
            if (kind == MovementKind::returned || kind == MovementKind::reversal) {
                movement.status = PaymentStatus::exception;
                movement.match.reason = Reason::unmatched_return;
                movement.match.detail = "money went back and nothing says which receipt it was";
            }
        }
    }

    // Postings are numbered in input order, so that the numbers do not depend on threads.
    void make_postings() {
        std::uint64_t next = book_.postings;
        for (Movement& movement : outcome_.movements) {
            if (movement.is_judged && movement.payment.amount != 0) {
                movement.posting.number = ++next;
            }
        }
        in_chunks(parallel_, outcome_.movements.size(), [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i)
                make_posting(outcome_.movements[i]);
        });
    }

    static void make_posting(Movement& movement) {
        if (movement.posting.number == 0) return;
        movement.posting.customer = movement.match.payer;
        movement.posting.posting_date = movement.payment.booking_date;
        movement.posting.lines = posting_lines(movement.match.clearing, movement.payment.amount);
    }

    const Book& book_;
    Secrets& secrets_;
    Matcher& matcher_;
    Parallel& parallel_;
    CashOutcome outcome_;
    std::uint64_t ordinal_ = 0;
};

// Builds the two entries of one new movement.
class EntryMaker {
public:
    EntryMaker(const Book& book, Secrets& secrets) : book_(book), secrets_(secrets) {}

    Result<PaymentTaken> taken(const Movement& movement) {
        const Payment& payment = movement.payment;
        PaymentTaken entry;
        entry.payment = payment.payment;
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
        return sealed(std::move(entry), movement);
    }

    PaymentDecided decided(const Movement& movement) const {
        const Match& match = movement.match;
        PaymentDecided entry;
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
        entry.detail = match.detail;
        entry.posting = movement.posting;
        return entry;
    }

private:
    Result<PaymentTaken> sealed(PaymentTaken entry, const Movement& movement) {
        const Payment& payment = movement.payment;
        if (payment.payer_name.empty() && payment.payer_account.empty() && payment.memo.empty()) {
            return entry;
        }
        PackedTexts<PayerPrivate> texts;
        texts.set(PayerPrivate::name, payment.payer_name);
        texts.set(PayerPrivate::account, payment.payer_account);
        texts.set(PayerPrivate::memo, payment.memo);
        entry.key_owner = movement.match.payer == none<CustomerNo>()
                              ? key_owner_of_payment(payment.payment)
                              : key_owner_of_customer(book_.customer(movement.match.payer).number);
        auto bytes = secrets_.seal(entry.key_owner, payment.payment, texts.bytes());
        if (!bytes) return tl::make_unexpected(std::move(bytes).error());
        entry.sealed = std::move(*bytes);
        return entry;
    }

    const Book& book_;
    Secrets& secrets_;
};

void put_loose_entries(const CashOutcome& outcome, std::vector<Entry>& entries) {
    for (const RemittanceTaken& advice : outcome.remittances)
        entries.emplace_back(advice);
    for (const DepositSeen& deposit : outcome.deposits)
        entries.emplace_back(deposit);
    for (const LooseException& open : outcome.exceptions) {
        entries.emplace_back(ExceptionOpened{open.row, open.detail});
    }
    for (const ExceptionNo closed : outcome.closed)
        entries.emplace_back(ExceptionClosed{closed});
}

}  // namespace

bool CashOutcome::is_nothing_new() const {
    const bool new_movement = std::any_of(movements.begin(), movements.end(), [](const auto& each) {
        return each.is_new;
    });
    return !new_movement && exceptions.empty() && remittances.empty() && deposits.empty() &&
           closed.empty();
}

CashOutcome judge_batch(
    const Book& book,
    Secrets& secrets,
    Matcher& matcher,
    Parallel& parallel,
    std::vector<IntakeFile> files
) {
    return Judging(book, secrets, matcher, parallel).judge(std::move(files));
}

RunEntries::RunEntries(const Book& book, Secrets& secrets, Parallel& parallel, CashOutcome& outcome)
    : book_(book),
      secrets_(secrets),
      parallel_(parallel),
      outcome_(outcome),
      run_(static_cast<RunNo>(book.runs)) {
    for (Movement& movement : outcome.movements) {
        if (movement.is_new) fresh_.push_back(&movement);
    }
}

Result<void> RunEntries::next(std::vector<Entry>& slice) {
    const std::size_t begin = at_;
    const std::size_t count = std::min(fresh_.size() - begin, slice_payments);
    at_ += count;
    if (count == 0) {
        slice.clear();
        if (!is_ended_) put_last(slice);
        is_ended_ = true;
        return {};
    }
    slice.resize(count * 2);
    std::vector<std::optional<Error>> failed((count + chunk_payments - 1) / chunk_payments);
    in_chunks(parallel_, count, [&](std::size_t first, std::size_t last) {
        EntryMaker maker(book_, secrets_);
        for (std::size_t i = first; i < last; ++i) {
            const Movement& movement = *fresh_[begin + i];
            auto taken = maker.taken(movement);
            if (!taken) {
                failed[first / chunk_payments] = std::move(taken).error();
                return;
            }
            slice[i * 2] = std::move(*taken);
            slice[i * 2 + 1] = maker.decided(movement);
        }
    });
    for (std::optional<Error>& error : failed) {
        if (error) return tl::make_unexpected(std::move(*error));
    }
    return {};
}

void RunEntries::put_last(std::vector<Entry>& slice) {
    put_loose_entries(outcome_, slice);
    for (const SeenAdvice& advice : outcome_.advice) {
        FileTaken seen;
        seen.row.digest = advice.digest;
        seen.row.run = run_;
        seen.name = advice.name;
        seen.format = "advice";
        slice.emplace_back(std::move(seen));
    }
    for (FileOutcome& file : outcome_.files) {
        if (file.is_known) continue;
        file.row.run = run_;
        slice.emplace_back(FileTaken{
            file.row,
            file.name,
            file.format,
            file.units_taken,
            file.units_quarantined,
            file.movements,
            file.duplicates
        });
    }
}

Result<std::vector<Entry>> entries_of(
    const Book& book, Secrets& secrets, Parallel& parallel, CashOutcome& outcome
) {
    RunEntries source(book, secrets, parallel, outcome);
    std::vector<Entry> all;
    std::vector<Entry> slice;
    do {
        auto done = source.next(slice);
        if (!done) return tl::make_unexpected(std::move(done).error());
        all.insert(all.end(), slice.begin(), slice.end());
    } while (!slice.empty());
    return all;
}

}  // namespace tieout
