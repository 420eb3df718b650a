#include "io/report/whatif_report.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include <fmt/core.h>

#include "engine/reason.h"
#include "engine/rerun.h"

namespace tieout {

namespace {

std::string letters_of(const Currency& currency) {
    return std::string(currency.letters());
}

struct Both {
    WideMinor before = 0;
    WideMinor after = 0;
};

constexpr std::array places{
    "receipts",
    "applied",
    "adjusted",
    "on account",
    "unapplied",
    "unidentified",
    "returned",
    "other"
};

std::array<Minor, places.size()> amounts_of(const PaymentRow& row) {
    return {
        row.amount,
        row.applied,
        row.adjusted,
        row.on_account,
        row.unapplied,
        row.unidentified,
        row.returned,
        row.other
    };
}

std::string number(WideMinor value) {
    return fmt::format("{}", value);
}

class Comparing {
public:
    Comparing(const Book& before, const Book& after) : before_(before), after_(after) {}

    WhatIfReport compare(std::size_t payments_max, const PaymentName& name) {
        put_money();
        put_postings();
        put_exceptions();
        put_rates();
        put_items();
        put_payments(payments_max, name);
        return std::move(report_);
    }

private:
    void note(const Both& both) {
        if (both.before != both.after) report_.is_equal = false;
    }

    void put_amounts(
        Table& table, std::vector<std::string> front, const Both& both, const Currency& currency
    ) {
        note(both);
        for (const WideMinor each : {both.before, both.after, both.after - both.before})
            front.push_back(format_amount_wide(each, currency));
        table.rows.push_back(std::move(front));
    }

    static void add_columns(Table& table) {
        for (const char* column : {"before", "after", "difference"})
            table.columns.push_back({column, true});
    }

    void put_money() {
        std::map<std::string, std::pair<Currency, std::array<Both, places.size()>>> sums;
        const auto add = [&](const Book& book, WideMinor Both::* side) {
            for (const PaymentRow& row : book.payments) {
                if (row.kind != MovementKind::receipt) continue;
                auto& [currency, both] = sums[letters_of(row.currency)];
                currency = row.currency;
                const auto amounts = amounts_of(row);
                for (std::size_t i = 0; i < places.size(); ++i)
                    both[i].*side += amounts[i];
            }
        };
        add(before_, &Both::before);
        add(after_, &Both::after);
        report_.money.columns = {{"currency"}, {"money"}};
        add_columns(report_.money);
        for (const auto& [letters, sum] : sums) {
            for (std::size_t i = 0; i < places.size(); ++i) {
                put_amounts(report_.money, {letters, places[i]}, sum.second[i], sum.first);
            }
        }
    }

    void put_postings() {
        const Both both{
            static_cast<WideMinor>(before_.postings), static_cast<WideMinor>(after_.postings)
        };
        note(both);
        report_.postings.columns = {{"count of"}};
        add_columns(report_.postings);
        report_.postings.rows.push_back(
            {"postings", number(both.before), number(both.after), number(both.after - both.before)}
        );
    }

    void put_exceptions() {
        struct Sum {
            Currency currency;
            Both count;
            Both amount;
        };

        std::map<std::pair<Reason, std::string>, Sum> sums;
        const auto add = [&](const Book& book, WideMinor Both::* side) {
            for (const ExceptionItem& row : book.exceptions) {
                if (!row.is_open) continue;
                Sum& sum = sums[{row.reason, letters_of(row.currency)}];
                sum.currency = row.currency;
                sum.count.*side += 1;
                sum.amount.*side += row.amount;
            }
        };
        add(before_, &Both::before);
        add(after_, &Both::after);
        Table& table = report_.exceptions;
        table.columns = {
            {"reason"}, {"currency"}, {"before", true}, {"after", true}, {"difference", true}
        };
        for (const char* column : {"amount before", "amount after", "amount difference"})
            table.columns.push_back({column, true});
        for (const auto& [key, sum] : sums) {
            note(sum.count);
            put_amounts(
                table,
                {std::string(word_of(key.first)),
                 key.second,
                 number(sum.count.before),
                 number(sum.count.after),
                 number(sum.count.after - sum.count.before)},
                sum.amount,
                sum.currency
            );
        }
    }

    // Receipts applied in full without a person, in basis points of all receipts.
    void put_rates() {
        struct Share {
            WideMinor part = 0;
            WideMinor whole = 0;

            WideMinor bp() const { return whole == 0 ? 0 : part * 10'000 / whole; }
        };

        report_.rates.columns = {{"rate, basis points"}, {"currency"}};
        add_columns(report_.rates);
        std::map<std::pair<std::string, int>, std::array<Share, 2>> shares;
        for (std::size_t side = 0; side < 2; ++side) {
            for (const PaymentRow& row : (side == 0 ? before_ : after_).payments) {
                if (row.kind != MovementKind::receipt) continue;
                const bool is_applied = row.status == PaymentStatus::applied;
                Share& count = shares[{letters_of(row.currency), 0}][side];
                Share& value = shares[{letters_of(row.currency), 1}][side];
                count.whole += 1;
                count.part += is_applied ? 1 : 0;
                value.whole += row.amount;
                value.part += is_applied ? row.amount : 0;
            }
        }
        for (const auto& [key, sides] : shares) {
            const Both both{sides[0].bp(), sides[1].bp()};
            report_.rates.rows.push_back(
                {key.second == 0 ? "receipts applied, by count" : "receipts applied, by amount",
                 key.first,
                 number(both.before),
                 number(both.after),
                 number(both.after - both.before)}
            );
        }
    }

    void put_items() {
        struct Sum {
            Currency currency;
            Both open;
            std::uint64_t differing = 0;
        };

        std::map<std::string, Sum> sums;
        const std::size_t both = std::min(before_.items.size(), after_.items.size());
        if (before_.items.size() != after_.items.size()) report_.is_equal = false;
        for (std::size_t i = 0; i < both; ++i) {
            Sum& sum = sums[letters_of(before_.items[i].currency)];
            sum.currency = before_.items[i].currency;
            sum.open.before += before_.items[i].owed();
            sum.open.after += after_.items[i].owed();
            if (before_.items[i].open == after_.items[i].open) continue;
            ++sum.differing;
            ++report_.differing_items;
            report_.is_equal = false;
        }
        report_.items.columns = {{"currency"}, {"items that differ", true}};
        for (const char* column : {"owed before", "owed after", "difference"})
            report_.items.columns.push_back({column, true});
        for (const auto& [letters, sum] : sums) {
            put_amounts(
                report_.items, {letters, fmt::format("{}", sum.differing)}, sum.open, sum.currency
            );
        }
    }

    std::string customer_of(CustomerNo no) const {
        return no == none<CustomerNo>() ? std::string{} : before_.customer(no).number;
    }

    void put_payments(std::size_t payments_max, const PaymentName& name) {
        Table& table = report_.payments;
        table.columns = {{"payment"}, {"currency"}, {"amount", true}, {"history"}, {"status"}};
        for (const char* column : {"reason", "customer"})
            table.columns.push_back({column});
        for (const char* column : {"applied", "adjusted", "unapplied", "unidentified"})
            table.columns.push_back({column, true});
        const std::size_t both = std::min(before_.payments.size(), after_.payments.size());
        if (before_.payments.size() != after_.payments.size()) report_.is_equal = false;
        for (std::size_t i = 0; i < both; ++i) {
            if (is_same_outcome(before_.payments[i], after_.payments[i])) continue;
            report_.is_equal = false;
            if (++report_.differing_payments > payments_max) continue;
            const std::string id = name(static_cast<PaymentNo>(i));
            put_payment(id, "before", before_.payments[i]);
            put_payment(id, "after", after_.payments[i]);
        }
    }

    void put_payment(const std::string& id, const char* history, const PaymentRow& row) {
        const auto amount = [&](Minor value) { return format_amount(value, row.currency); };
        report_.payments.rows.push_back(
            {id,
             letters_of(row.currency),
             amount(row.amount),
             history,
             std::string(word_of(row.status)),
             std::string(word_of(row.reason)),
             customer_of(row.payer),
             amount(row.applied),
             amount(row.adjusted),
             amount(row.unapplied),
             amount(row.unidentified)}
        );
    }

    const Book& before_;
    const Book& after_;
    WhatIfReport report_;
};

}  // namespace

WhatIfReport what_if_report(
    const Book& before, const Book& after, std::size_t payments_max, const PaymentName& name
) {
    return Comparing(before, after).compare(payments_max, name);
}

}  // namespace tieout
