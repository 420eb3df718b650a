#include "engine/second_source.h"

#include <algorithm>
#include <string_view>

#include <fmt/core.h>

namespace tieout {

namespace {

// Rows of our own exchange format have ids of their own: the same row twice is known by its id.
constexpr std::string_view own_format = "payments";

class SecondSources {
public:
    SecondSources(const Book& book, DepositCount& counts, CashOutcome& outcome)
        : book_(book), counts_(counts), outcome_(outcome) {}

    void hold() {
        const auto is_bank_file = [](const FileOutcome& file) { return file.format != own_format; };
        if (std::none_of(outcome_.files.begin(), outcome_.files.end(), is_bank_file)) return;
        for (Movement& movement : outcome_.movements) {
            const std::string& format = outcome_.files[movement.file].format;
            const Payment& payment = movement.payment;
            const bool is_cash = movement.is_new && payment.kind == MovementKind::receipt &&
                                 payment.role == LineRole::detail && payment.amount > 0;
            if (!is_cash || format == own_format) continue;
            if (was_another_amount(movement)) continue;
            take(movement, format);
        }
    }

private:
    // Counts by source, and the most that one source has: only what goes beyond it is new money.
    void take(Movement& movement, const std::string& format) {
        const ReportedMoney money = money_of(movement);
        const Mark most = money.mark_of_most();
        const Mark own = money.mark_of(format);
        const Minor mine = count_of(own) + 1;
        note(own, movement);
        if (mine > count_of(most)) {
            note(most, movement);
            // A settlement report names no account of ours: it asks for any.
            const bool is_unlisted =
                movement.account == none<AccountNo>() && !money.account.empty();
            if (!is_unlisted) return;
            note(any_account(money).mark_of_most(), movement);
            note(any_account(money).mark_of(format), movement);
            return;
        }
        movement.payment.kind = MovementKind::transfer;
        movement.match.reason = Reason::possible_duplicate;
        movement.match.detail = fmt::format(
            "files of another format report {} {} on {} for this account too",
            format_amount(movement.payment.amount, movement.payment.currency),
            movement.payment.currency.letters(),
            format_date(movement.payment.booking_date)
        );
        movement.note = "perhaps reported by another file";
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
};

}  // namespace

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
