#include "engine/cash_run.h"

#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/core.h>

#include "engine/account_form.h"
#include "engine/check.h"
#include "engine/claim_items.h"
#include "engine/discount_tax.h"
#include "engine/known_movements.h"
#include "engine/learning.h"
#include "engine/one_receipt.h"
#include "engine/period.h"
#include "engine/personal.h"
#include "engine/reexamine.h"
#include "engine/remittance_join.h"
#include "engine/return_link.h"
#include "engine/second_source.h"
#include "engine/settlement_report.h"

namespace tieout {

namespace {

constexpr std::size_t chunk_payments = 1024;

class Judging {
public:
    Judging(
        const Book& book,
        const Journal& journal,
        Secrets& secrets,
        Matcher& matcher,
        Parallel& parallel,
        const BatchOrders& orders
    )
        : book_(book),
          journal_(journal),
          secrets_(secrets),
          matcher_(matcher),
          parallel_(parallel),
          orders_(orders) {}

    CashOutcome judge(std::vector<IntakeFile> files) {
        std::vector<FiledAdvice> advice;
        outcome_.first_exception = static_cast<std::uint32_t>(book_.exceptions.size());
        outcome_.statements = admit_units(book_, secrets_, files, orders_.accepted);
        for (IntakeFile& file : files)
            take_file(file, advice);
        DepositCount counts(book_, outcome_);
        drop_known(book_, counts, parallel_, outcome_);
        tie_settlement_reports(book_, counts, outcome_);
        const JoinPlaces places{book_, journal_, secrets_, parallel_};
        settle_sources(places, counts, advice, outcome_);
        hold_second_sources(book_, counts, outcome_);
        join_remittances(places, std::move(advice), outcome_);
        return decide(places);
    }

    CashOutcome judge_again(CashOutcome told, std::vector<FiledAdvice> advice) {
        outcome_ = std::move(told);
        outcome_.is_told_again = true;
        outcome_.first_exception = static_cast<std::uint32_t>(book_.exceptions.size());
        const JoinPlaces places{book_, journal_, secrets_, parallel_};
        join_remittances(places, std::move(advice), outcome_);
        return decide(places);
    }

private:
    CashOutcome decide(const JoinPlaces& places) {
        reexamine(places, orders_.reexamines_all, outcome_);
        date_reexamined();
        match_receipts();
        drop_unchanged(places, outcome_);
        make_postings();
        outcome_.lessons = lessons_of(book_, secrets_, parallel_, outcome_);
        link_returns(book_, journal_, secrets_, parallel_, outcome_);
        return std::move(outcome_);
    }

    void take_file(IntakeFile& file, std::vector<FiledAdvice>& advice) {
        FileOutcome result;
        result.name = file.name;
        result.format = file.format;
        result.dialect = file.dialect;
        result.row.digest = file.digest;
        if (!file.identity.empty()) {
            result.row.identity = sha256_mark(file.format + '\x1f' + file.identity);
        }
        result.is_known = book_.find_file(file.digest) != nullptr;
        result.is_sent_again = !result.is_known && was_sent(result.row, file);
        outcome_.texts.absorb(std::move(file.texts));
        result.controls = std::move(file.controls);
        result.faults = std::move(file.faults);
        result.warnings = std::move(file.warnings);
        const auto number = static_cast<std::uint32_t>(outcome_.files.size());
        ordinal_ = 0;
        for (const Unit& unit : file.units)
            result.is_sent_again = result.is_sent_again || unit.restates_day;
        for (std::size_t i = 0; i < file.units.size(); ++i) {
            take_unit(file, file.units[i], number, static_cast<std::uint32_t>(i), result);
        }
        result.row.quarantined = file.refused || result.units_quarantined != 0;
        outcome_.files.push_back(std::move(result));
        for (Remittance& each : file.remittances)
            advice.push_back({std::move(each), number, false, {}});
    }

    // Banks send files again under the same identity, repaired or longer; movements tell themselves
    // what of it is new.
    bool was_sent(const FileRow& row, IntakeFile& file) {
        if (row.identity.is_none()) return false;
        const auto [known, is_first] = identities_.try_emplace(row.identity, row.digest);
        const bool is_other = is_first ? book_.find_file_identity(row.identity) != nullptr
                                       : known->second != row.digest;
        if (!is_other) return false;
        file.warnings.push_back(
            {ErrorKind::input,
             "F_SENT_AGAIN",
             fmt::format(
                 "a file '{}' was taken before with other contents; only what is new in it counts",
                 file.identity
             ),
             {file.name, 0, 0}}
        );
        return true;
    }

    void take_unit(
        const IntakeFile& file,
        Unit& unit,
        std::uint32_t number,
        std::uint32_t at,
        FileOutcome& result
    ) {
        const auto account = account_of_unit(book_, secrets_, unit);
        const bool is_listed = unit.state == UnitState::not_cash;
        result.units_taken += unit.state == UnitState::taken ? 1 : 0;
        result.units_quarantined += unit.state == UnitState::quarantined ? 1 : 0;
        result.units_listed += is_listed ? 1 : 0;
        if (unit.state == UnitState::quarantined) {
            ordinal_ += unit.movements.size();
        } else {
            take_movements(file, unit, account, {number, at}, result);
        }
        result.units.push_back(std::move(unit));
    }

    struct UnitPlace {
        std::uint32_t file = 0;
        std::uint32_t unit = 0;
    };

    // Each movement is made at its place, by all threads.
    void take_movements(
        const IntakeFile& file,
        Unit& unit,
        const std::optional<AccountNo>& account,
        UnitPlace from,
        FileOutcome& result
    ) {
        std::vector<Payment>& payments = unit.movements;
        const std::vector<std::size_t> foreign = foreign_rows(unit, account);
        for (const std::size_t row : foreign)
            refuse_row(file, payments[row], result);
        LateRows<Movement>& all = outcome_.movements;
        const std::size_t before = all.size();
        const std::size_t count = payments.size() - foreign.size();
        const bool is_listed = unit.state == UnitState::not_cash;
        const EntityNo usual = account ? book_.accounts[slot(*account)].entity : main_;
        const auto make = [&](std::size_t at, std::size_t end) noexcept {
            auto next = std::lower_bound(foreign.begin(), foreign.end(), at);
            std::size_t place = before + at - static_cast<std::size_t>(next - foreign.begin());
            for (; at < end; ++at) {
                if (next != foreign.end() && *next == at) {
                    ++next;
                    continue;
                }
                Movement& movement = *std::construct_at(&all[place++], payments[at]);
                movement.file = from.file;
                movement.unit = from.unit;
                movement.ordinal = ordinal_ + at + 1;
                movement.account = account_of(payments[at], unit, account);
                movement.entity = entity_of(payments[at], movement.account, usual);
                movement.is_new = !is_listed;
                if (is_listed) movement.note = unit.reason;
            }
        };
        all.resize(before + count);
        in_chunks(parallel_, chunk_payments, payments.size(), make);
        ordinal_ += payments.size();
        result.movements += static_cast<std::uint32_t>(count);
    }

    // The rows of a unit that name an account or an entity that is not ours, in order.
    std::vector<std::size_t> foreign_rows(const Unit& unit, const std::optional<AccountNo>& account)
        const {
        const std::vector<Payment>& payments = unit.movements;
        std::vector<std::vector<std::size_t>> parts(
            (payments.size() + chunk_payments - 1) / chunk_payments
        );
        in_chunks(parallel_, chunk_payments, payments.size(), [&](std::size_t at, std::size_t end) {
            std::vector<std::size_t>& part = parts[at / chunk_payments];
            for (; at < end; ++at) {
                if (!is_ours(payments[at], unit, account)) part.push_back(at);
            }
        });
        std::vector<std::size_t> foreign;
        for (const auto& part : parts)
            foreign.insert(foreign.end(), part.begin(), part.end());
        return foreign;
    }

    // A row of our own exchange format must name an account and an entity that the book lists.
    bool is_ours(const Payment& payment, const Unit& unit, const std::optional<AccountNo>& account)
        const {
        if (!payment.entity.empty() && !book_.find_entity(payment.entity)) return false;
        const bool names_account = !payment.account.empty() && payment.account != unit.account;
        return book_.accounts.empty() || account || !names_account ||
               book_.find_account(mark_of_account(secrets_, payment.account)).has_value();
    }

    static void refuse_row(const IntakeFile& file, const Payment& payment, FileOutcome& result) {
        result.faults.push_back(
            {ErrorKind::input,
             "F_ACCOUNT",
             fmt::format(
                 "payment {} names account {} or entity '{}' that is not listed; it is not taken",
                 payment.payment,
                 masked_account(payment.account),
                 payment.entity
             ),
             {file.name, payment.source_line, 1}}
        );
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

    EntityNo entity_of(const Payment& payment, AccountNo account, EntityNo usual) const {
        if (!payment.entity.empty()) {
            if (const auto named = book_.find_entity(payment.entity)) return *named;
        }
        return account == none<AccountNo>() ? usual : book_.accounts[slot(account)].entity;
    }

    // Numbers what is new in input order and has its receipts judged.
    void match_receipts() {
        Places fresh = no_places();
        Places receipts = no_places();
        each_chunk([&](std::size_t chunk, std::span<Movement> part) {
            for (Movement& each : part) {
                const bool is_receipt = each.payment.kind == MovementKind::receipt;
                each.is_judged = is_receipt && (each.is_new || each.waited);
                fresh[chunk + 1] += each.is_new ? 1U : 0U;
                receipts[chunk + 1] += each.is_judged ? 1U : 0U;
            }
        });
        std::partial_sum(fresh.begin(), fresh.end(), fresh.begin());
        std::partial_sum(receipts.begin(), receipts.end(), receipts.begin());
        std::vector<const Payment*> payments(receipts.back());
        std::vector<EntityNo> entities(receipts.back());
        std::vector<Match*> answers(receipts.back());
        each_chunk([&](std::size_t chunk, std::span<Movement> part) {
            std::size_t number = book_.payments.size() + fresh[chunk];
            std::size_t place = receipts[chunk];
            for (Movement& each : part) {
                if (each.is_new) each.number = static_cast<PaymentNo>(number++);
                if (each.is_judged) {
                    answers[place] = &each.match;
                    payments[place] = &each.payment;
                    entities[place++] = each.entity;
                } else if (each.is_new) {
                    list(each);
                }
            }
        });
        if (payments.empty()) return;
        std::vector<std::optional<CustomerNo>> waited;
        if (outcome_.movements.back().waited) waited = payers_before(receipts.back());
        const WaitedBefore before{waited, outcome_.fresh_items};
        matcher_.match({book_, book_.policy, secrets_, payments, entities, before}, answers);
    }

    // For whom the receipts were judged that waited, none when that was not certain; they stand
    // behind the new ones.
    std::vector<std::optional<CustomerNo>> payers_before(std::size_t receipts) {
        std::vector<std::optional<CustomerNo>> payers(receipts);
        const std::span<Movement> again = waited();
        const std::size_t first = receipts - again.size();
        for (std::size_t i = 0; i < again.size(); ++i) {
            if (!again[i].is_reexamined) continue;
            const PaymentRow& row = book_.payment(again[i].number);
            payers[first + i] = row.unidentified != 0 ? none<CustomerNo>() : row.payer;
        }
        return payers;
    }

    // What is no receipt, or is held.
    static void list(Movement& movement) {
        const bool is_held = movement.match.reason == Reason::possible_duplicate;
        movement.status = is_held ? PaymentStatus::exception : PaymentStatus::not_ar;
        const MovementKind kind = movement.payment.kind;
        const bool is_back = kind == MovementKind::returned || kind == MovementKind::reversal;
        if (is_back && movement.payment.is_credit) {
            movement.note = "the bank, or who was paid, gave back a debit of ours";
        } else if (is_back) {
            movement.status = PaymentStatus::exception;
            movement.match.reason = Reason::unmatched_return;
            movement.match.detail = "money went back and nothing says which receipt it was";
        }
    }

    static void take_answer(Movement& movement) {
        Match& match = movement.match;
        if (match.detail.empty() && match.reason != Reason::nothing) {
            match.detail = meaning_of(match.reason);
        }
        movement.status = match.status;
    }

    // The movements of earlier runs that are judged again stand behind those of the batch.
    std::span<Movement> waited() {
        std::size_t count = 0;
        while (count < outcome_.movements.size() &&
               outcome_.movements.rbegin()[static_cast<std::ptrdiff_t>(count)].waited)
            ++count;
        return std::span(outcome_.movements).last(count);
    }

    // Money that waits on somebody's account does not go to another because of an advice.
    void keep_payer(Movement& movement) {
        const PaymentRow& row = book_.payment(movement.number);
        Match& match = movement.match;
        if (row.unapplied == 0 || match.payer == row.payer) return;
        match = Match{};
        match.payer = row.payer;
        match.clearing.unapplied = row.unapplied;
        match.clearing.unidentified = row.unidentified;
        match.reason = Reason::foreign_document;
        match.detail = "the advice names documents of another customer than the payer";
        movement.status = match.status;
    }

    // What waited is posted on the day on which it is decided.
    void date_reexamined() {
        const std::span<Movement> again = waited();
        const bool any = std::any_of(again.begin(), again.end(), [](const Movement& each) {
            return each.is_reexamined;
        });
        if (!any) return;
        Date day = orders_.decided_on.value_or(Date{});
        for (const Movement& each : outcome_.movements) {
            if (!orders_.decided_on && each.is_new) day = std::max(day, each.payment.booking_date);
        }
        for (Movement& each : again) {
            if (each.is_reexamined) each.posting_day = std::max(each.payment.booking_date, day);
        }
    }

    // Postings are numbered in input order, so that the numbers do not depend on threads.
    void make_postings() {
        for (Movement& movement : waited()) {
            take_answer(movement);
            keep_payer(movement);
        }
        split_discount_tax(book_, parallel_, outcome_);
        open_claims(book_, parallel_, outcome_);
        for (Movement& movement : waited())
            make_posting_again(movement);
        Places posted = no_places();
        each_chunk([&](std::size_t chunk, std::span<Movement> part) {
            for (Movement& each : part) {
                if (!each.is_judged) continue;
                if (!each.waited) make_posting(each);
                posted[chunk + 1] += each.is_posted ? 1U : 0U;
            }
        });
        std::partial_sum(posted.begin(), posted.end(), posted.begin());
        each_chunk([&](std::size_t chunk, std::span<Movement> part) {
            std::uint64_t number = book_.postings + posted[chunk];
            for (Movement& each : part) {
                if (each.is_posted) each.posting.number = ++number;
            }
        });
    }

    // How many movements of some kind there are before each chunk, and at the end how many in all:
    // so each chunk can number its own beside the others.
    using Places = std::vector<std::size_t>;

    Places no_places() const {
        return Places((outcome_.movements.size() + chunk_payments - 1) / chunk_payments + 1);
    }

    // Calls take(chunk, movements of it), chunks beside each other.
    template <class Take>
    void each_chunk(Take&& take) {
        const std::span<Movement> all(outcome_.movements);
        in_chunks(parallel_, chunk_payments, all.size(), [&](std::size_t at, std::size_t end) {
            take(at / chunk_payments, all.subspan(at, end - at));
        });
    }

    void make_posting(Movement& movement) const {
        take_answer(movement);
        const bool is_zero = movement.payment.amount == 0 && movement.match.clearing.items.empty();
        movement.is_posted = !is_zero;
        if (is_zero) return;
        movement.posting.customer = movement.match.payer;
        movement.posting.posting_date = day_of(movement, movement.payment.booking_date);
    }

    Date day_of(const Movement& movement, Date day) const {
        if (book_.periods.empty() && !book_.policy.posting_on_business_days) return day;
        return posting_day(book_, movement.entity, day, orders_.decided_on);
    }

    void make_posting_again(Movement& movement) const {
        const PaymentRow& row = book_.payment(movement.number);
        movement.posting.customer = movement.match.payer;
        movement.posting.posting_date = day_of(movement, movement.posting_day);
        movement.posting.lines =
            posting_lines_again(movement.match.clearing, row.unapplied, row.unidentified);
        movement.is_posted = !movement.posting.lines.empty();
    }

    const Book& book_;
    const Journal& journal_;
    Secrets& secrets_;
    Matcher& matcher_;
    Parallel& parallel_;
    const BatchOrders& orders_;
    CashOutcome outcome_;
    std::map<Mark, Digest> identities_;  // of the batch's files
    EntityNo main_ = book_.find_entity("main").value_or(EntityNo{});
    std::uint64_t ordinal_ = 0;
};

}  // namespace

CashOutcome judge_batch(
    const Book& book,
    const Journal& journal,
    Secrets& secrets,
    Matcher& matcher,
    Parallel& parallel,
    std::vector<IntakeFile> files,
    const BatchOrders& orders
) {
    return Judging(book, journal, secrets, matcher, parallel, orders).judge(std::move(files));
}

CashOutcome judge_again(
    const JoinPlaces& places,
    Matcher& matcher,
    CashOutcome told,
    std::vector<FiledAdvice> advice,
    const BatchOrders& orders
) {
    Judging judging(places.book, places.journal, places.secrets, matcher, places.parallel, orders);
    return judging.judge_again(std::move(told), std::move(advice));
}

}  // namespace tieout
