#include "engine/second_source.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <fmt/core.h>

#include "engine/account_form.h"
#include "engine/deposit_id.h"

namespace tieout {

namespace {

// Rows of our own exchange format have ids of their own: the same row twice is known by its id.
constexpr std::string_view own_format = "payments";

std::string_view source_of(const FileOutcome& file, const Unit& unit) {
    const bool is_interim =
        file.format == "bai2" && !unit.is_opening_booked && !unit.is_closing_booked;
    return is_interim ? interim_bai2 : std::string_view(file.format);
}

class SecondSources {
public:
    SecondSources(const Book& book, DepositCount& counts, CashOutcome& outcome)
        : book_(book), counts_(counts), outcome_(outcome) {}

    void hold() {
        const auto is_bank_file = [](const FileOutcome& file) { return file.format != own_format; };
        if (std::none_of(outcome_.files.begin(), outcome_.files.end(), is_bank_file)) return;
        const bool has_sources = has_several_sources();
        for (Movement& movement : outcome_.movements) {
            const std::string_view source = source_of(outcome_, movement);
            const Payment& payment = movement.payment;
            const bool is_cash = movement.is_new && payment.kind == MovementKind::receipt &&
                                 payment.role == LineRole::detail && payment.amount > 0;
            if (!is_cash || source == own_format) continue;
            if (was_another_amount(movement) || was_on_another_day(movement, source)) continue;
            take(movement, source);
            const bool is_taken = payment.kind == MovementKind::receipt;
            if (has_sources && is_taken && !payment.bank_reference.empty()) {
                references_[payment.bank_reference].push_back(&movement);
            }
        }
    }

private:
    bool has_several_sources() const {
        std::set<std::string_view> sources;
        for (const FileOutcome& file : outcome_.files) {
            for (const Unit& unit : file.units) {
                if (!unit.movements.empty()) sources.insert(source_of(file, unit));
            }
        }
        return sources.size() > 1;
    }

    // The bank's own reference with the same amount, some days apart: what another source reports
    // of it is the same money; lines of one source are told apart by their days.
    bool was_on_another_day(Movement& movement, std::string_view source) {
        const Payment& payment = movement.payment;
        if (payment.bank_reference.empty()) return false;
        for (const PaymentNo no : book_.payments_by_trace(payment.bank_reference)) {
            const PaymentRow& row = book_.payment(no);
            const bool is_same = row.kind == MovementKind::receipt &&
                                 row.account == movement.account && row.amount == payment.amount &&
                                 row.currency == payment.currency;
            if (is_same && hold_other_day(movement, source, row.booking_date)) return true;
        }
        const auto fresh = references_.find(payment.bank_reference);
        if (fresh == references_.end()) return false;
        for (const Movement* other : fresh->second) {
            const bool is_same = other->account == movement.account &&
                                 other->payment.amount == payment.amount &&
                                 other->payment.currency == payment.currency;
            if (is_same && hold_other_day(movement, source, other->payment.booking_date))
                return true;
        }
        return false;
    }

    bool hold_other_day(Movement& movement, std::string_view source, Date day) {
        ReportedMoney money = money_of(movement);
        const auto away = std::abs(days_between(money.date, day));
        money.date = day;
        const bool is_other =
            away > 0 && away <= days_before_max && count_of(money.mark_of(source)) == 0;
        if (!is_other) return false;
        hold(
            movement,
            fmt::format(
                "the bank's reference {} stood for {} {} on {} in files of another kind",
                movement.payment.bank_reference,
                format_amount(money.amount, money.currency),
                money.currency.letters(),
                format_date(day)
            )
        );
        return true;
    }

    static void hold(Movement& movement, std::string detail) {
        movement.payment.kind = MovementKind::transfer;
        movement.match.reason = Reason::possible_duplicate;
        movement.match.detail = std::move(detail);
        movement.note = "perhaps reported by another file";
    }

    // Counts by source, and the most that one source has: only what goes beyond it is new money.
    void take(Movement& movement, std::string_view source) {
        const ReportedMoney money = money_of(movement);
        const Mark most = money.mark_of_most();
        const Mark own = money.mark_of(source);
        const Minor mine = count_of(own) + 1;
        note(own, movement);
        if (mine > count_of(most)) {
            note(most, movement);
            // A settlement report names no account of ours: it asks for any.
            const bool is_unlisted =
                movement.account == none<AccountNo>() && !money.account.empty();
            if (!is_unlisted) return;
            note(any_account(money).mark_of_most(), movement);
            note(any_account(money).mark_of(source), movement);
            return;
        }
        hold(
            movement,
            fmt::format(
                "files of another {} report {} {} on {} for this account too",
                source == interim_bai2 || is_interim_known(money) ? "kind" : "format",
                format_amount(movement.payment.amount, movement.payment.currency),
                movement.payment.currency.letters(),
                format_date(movement.payment.booking_date)
            )
        );
    }

    bool is_interim_known(const ReportedMoney& money) const {
        return count_of(money.mark_of(interim_bai2)) > 0;
    }

    static ReportedMoney any_account(ReportedMoney money) {
        money.account.clear();
        return money;
    }

    // A repaired line of a file that was sent again: the receipt it replaces is in the book.
    bool was_another_amount(Movement& movement) {
        const Payment& payment = movement.payment;
        if (!outcome_.files[movement.file].is_sent_again) return false;
        for (const Text& reference : {payment.bank_reference, payment.trace}) {
            for (const PaymentNo no : book_.payments_by_trace(reference)) {
                const PaymentRow& before = book_.payment(no);
                const bool is_replaced =
                    before.kind == MovementKind::receipt && before.account == movement.account &&
                    before.booking_date == payment.booking_date &&
                    before.currency == payment.currency && before.amount != payment.amount;
                if (!is_replaced) continue;
                movement.payment.kind = MovementKind::transfer;
                movement.match.reason = Reason::possible_duplicate;
                movement.match.detail = fmt::format(
                    "the file was sent before; there {} stood for {} {}",
                    reference,
                    format_amount(before.amount, before.currency),
                    before.currency.letters()
                );
                movement.note = "perhaps a repair of a receipt that was taken";
                return true;
            }
        }
        return false;
    }

    static ReportedMoney money_of(const Movement& movement) {
        const Payment& payment = movement.payment;
        return {
            movement.entity,
            account_key(movement.account, payment.account),
            payment.booking_date,
            payment.amount,
            payment.currency
        };
    }

    Minor count_of(const Mark& key) const { return counts_.of(key).details; }

    void note(const Mark& key, const Movement& movement) { counts_.note(key, movement, {1, 0}); }

    const Book& book_;
    DepositCount& counts_;
    CashOutcome& outcome_;
    // Receipts of the batch by the bank's reference, where it has several sources.
    std::unordered_map<std::string_view, std::vector<const Movement*>> references_;
};

}  // namespace

std::string_view source_of(const CashOutcome& outcome, const Movement& movement) {
    const FileOutcome& file = outcome.files[movement.file];
    return source_of(file, file.units[movement.unit]);
}

std::string account_key(AccountNo account, std::string_view as_written) {
    if (account != none<AccountNo>()) return fmt::format("#{}", slot(account));
    // Formats write it with and without the number of the bank.
    const std::string form = account_form(as_written);
    return form.substr(form.rfind('/') + 1);
}

Mark ReportedMoney::mark_of(std::string_view format) const {
    return sha256_mark(fmt::format(
        "source\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}",
        format,
        slot(entity),
        account,
        format_date(date),
        amount,
        currency.letters()
    ));
}

void hold_second_sources(const Book& book, DepositCount& counts, CashOutcome& outcome) {
    SecondSources(book, counts, outcome).hold();
}

}  // namespace tieout
