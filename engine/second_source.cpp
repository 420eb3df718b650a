#include "engine/second_source.h"

#include <algorithm>
#include <map>
#include <string_view>

#include <fmt/core.h>

namespace tieout {

namespace {

// Rows of our own exchange format have ids of their own: the same row twice is known by its id.
constexpr std::string_view own_format = "payments";

class SecondSources {
public:
    SecondSources(const Book& book, CashOutcome& outcome) : book_(book), outcome_(outcome) {}

    void hold() {
        const auto is_bank_file = [](const FileOutcome& file) { return file.format != own_format; };
        if (std::none_of(outcome_.files.begin(), outcome_.files.end(), is_bank_file)) return;
        for (Movement& movement : outcome_.movements) {
            const std::string& format = outcome_.files[movement.file].format;
            const Payment& payment = movement.payment;
            const bool is_cash = movement.is_new && payment.kind == MovementKind::receipt &&
                                 payment.role == LineRole::detail && payment.amount > 0;
            if (is_cash && format != own_format) take(movement, format);
        }
        for (Deposit& row : seen_)
            outcome_.deposits.push_back({std::move(row)});
    }

private:
    // Counts by source, and the most that one source has: only what goes beyond it is new money.
    void take(Movement& movement, const std::string& format) {
        const Mark most = key_of(movement, "most");
        const Mark own = key_of(movement, format);
        const Minor mine = count_of(own) + 1;
        note(own, movement);
        if (mine > count_of(most)) return note(most, movement);
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

    Mark key_of(const Movement& movement, std::string_view source) const {
        const Payment& payment = movement.payment;
        return sha256_mark(fmt::format(
            "source\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}",
            source,
            slot(movement.entity),
            movement.account == none<AccountNo>() ? account_form(payment.account)
                                                  : fmt::format("#{}", slot(movement.account)),
            format_date(payment.booking_date),
            payment.amount,
            payment.currency.letters()
        ));
    }

    Minor count_of(const Mark& key) const {
        const auto fresh = counts_.find(key);
        const auto known = book_.find_deposit(key);
        return (fresh == counts_.end() ? 0 : fresh->second) +
               (known ? book_.deposits[*known].details : 0);
    }

    void note(const Mark& key, const Movement& movement) {
        ++counts_[key];
        Deposit row;
        row.key = key;
        row.currency = movement.payment.currency;
        row.date = movement.payment.booking_date;
        row.entity = movement.entity;
        row.details = 1;
        seen_.push_back(row);
    }

    const Book& book_;
    CashOutcome& outcome_;
    std::map<Mark, Minor> counts_;
    std::vector<Deposit> seen_;
};

}  // namespace

void hold_second_sources(const Book& book, CashOutcome& outcome) {
    SecondSources(book, outcome).hold();
}

}  // namespace tieout
