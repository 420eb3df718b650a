#include "tests/support/ledger_books.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "engine/date.h"
#include "tests/support/dataset_books.h"

namespace tieout {

namespace {

// An invoice as its ledger tells it, and the payment that settled it.
struct Billed {
    std::string customer;
    std::string document;
    std::string currency;
    std::string amount;  // positive
    std::string due;
    bool is_credit = false;
    Date open_from;  // loaded in the week of this day
    std::string payment;
};

struct Paid {
    std::string payer;
    std::string currency;
    std::string amount;
    std::string text;
    Date day;
};

Date week_of(Date day) {
    return add_days(day, -((day.day_number() % 7 + 7) % 7));
}

// Puts what was billed and paid into weeks, from the first with a payment to the last.
void tell(
    const std::vector<Billed>& billed, const std::map<std::string, Paid>& paid, LedgerBook& book
) {
    struct Week {
        std::string items;
        std::string payments;
    };

    std::map<Date, Week> weeks;
    Date first{};
    for (const auto& [id, each] : paid) {
        if (book.payments++ == 0 || week_of(each.day) < first) first = week_of(each.day);
        weeks[week_of(each.day)].payments += fmt::format(
            "{},{},{},{},wire,{},{}\n",
            id,
            format_date(each.day),
            each.currency,
            each.amount,
            quoted(each.payer),
            quoted(each.text)
        );
    }
    book.truth_csv = "payment,document\n";
    for (std::size_t i = 0; i < billed.size(); ++i) {
        const Billed& each = billed[i];
        const Date week = std::max(first, week_of(each.open_from));
        weeks[week].items += fmt::format(
            "{},{},I{},{},{},{},{}\n",
            quoted(each.document),
            quoted(each.customer),
            i,
            each.is_credit ? "credit_memo" : "invoice",
            each.currency,
            each.amount,
            each.due
        );
        book.truth_csv += fmt::format("{},I{}\n", each.payment, i);
        ++book.items;
    }
    for (auto& [day, week] : weeks) {
        LedgerWeek told;
        if (!week.items.empty()) {
            told.items_csv = "document,customer,key,kind,currency,amount,due_date\n" + week.items;
        }
        if (!week.payments.empty()) {
            told.payments_csv =
                "payment,booking_date,currency,amount,method,payer_name,memo\n" + week.payments;
        }
        book.weeks.push_back(std::move(told));
    }
}

}  // namespace

std::optional<LedgerBook> iceland_book(
    const std::string& folder, const std::string& vendor, TextStrength strength
) {
    constexpr std::size_t text_max = 1'000;
    constexpr std::size_t cut_at = 140;
    constexpr int open_days = 60;
    const auto rows = dataset_rows(folder + "/paid_invoices.csv");
    if (rows.empty()) return std::nullopt;
    std::map<std::string, std::int64_t> sums;
    for (const auto& row : rows) {
        if (row.at(2) == vendor) sums[row.at(0)] += std::stoll(row.at(5));
    }
    LedgerBook book;
    std::map<std::string, std::string> customers;
    std::vector<Billed> billed;
    std::map<std::string, Paid> paid;
    for (const auto& row : rows) {
        const std::int64_t amount = std::stoll(row.at(5));
        if (row.at(2) != vendor || sums[row.at(0)] <= 0 || amount == 0) continue;
        const std::string number = fmt::format("B{}", customers.size() + 1);
        const std::string& customer = customers.try_emplace(row.at(1), number).first->second;
        const Date day = parse_date(row.at(3)).value();
        Billed item;
        item.customer = customer;
        item.document = row.at(4);
        item.currency = "ISK";
        item.amount = std::to_string(amount < 0 ? -amount : amount);
        item.is_credit = amount < 0;
        item.open_from = add_days(day, -open_days);
        item.payment = "P" + row.at(0);
        Paid& payment = paid[item.payment];
        payment.payer = row.at(1);
        payment.currency = "ISK";
        payment.amount = std::to_string(sums[row.at(0)]);
        payment.day = day;
        if (payment.text.size() + row.at(4).size() < text_max) {
            payment.text += (payment.text.empty() ? "" : ", ") + row.at(4);
        }
        billed.push_back(std::move(item));
    }
    for (auto& [id, each] : paid) {
        if (strength == TextStrength::nothing) each.text.clear();
        if (strength == TextStrength::cut_numbers) each.text = each.text.substr(0, cut_at);
    }
    book.has_references = strength != TextStrength::nothing;
    book.customers_csv = "customer,name\n";
    for (const auto& [name, number] : customers)
        book.customers_csv += number + ',' + quoted(name) + '\n';
    tell(billed, paid, book);
    return book;
}

std::optional<LedgerBook> highradius_book(const std::string& folder, bool with_largest) {
    constexpr int known_days = 30;
    const auto rows = dataset_rows(folder + "/cleared_invoices.csv");
    if (rows.empty()) return std::nullopt;
    LedgerBook book;
    book.has_references = false;
    std::map<std::string, std::int64_t> sums;
    std::vector<Billed> billed;
    std::map<std::string, Paid> paid;
    book.customers_csv = "customer,name\n";
    std::map<std::string, bool> customers;
    for (const auto& row : rows) {
        if (row.at(2) == "200769623" && !with_largest) continue;
        if (customers.try_emplace(row.at(2), true).second) {
            book.customers_csv += row.at(2) + ",Customer Number " + row.at(2) + '\n';
        }
        const Date due = parse_date(row.at(4)).value();
        const Date cleared = parse_date(row.at(3)).value();
        Billed item;
        item.customer = row.at(2);
        item.document = row.at(8).empty() ? "H" + row.at(0) : row.at(8);
        item.currency = row.at(10) == "CAD" ? "CAD" : "USD";
        item.amount = row.at(6);
        item.due = row.at(4);
        item.open_from = std::min(add_days(due, -known_days), cleared);
        item.payment = fmt::format("P{}-{}", row.at(1), item.currency);
        sums[item.payment] += cents_of(item.amount);
        Paid& payment = paid[item.payment];
        payment.payer = "Customer Number " + item.customer;
        payment.currency = item.currency;
        payment.day = cleared;
        billed.push_back(std::move(item));
    }
    for (auto& [id, each] : paid)
        each.amount = amount_of(sums[id]);
    tell(billed, paid, book);
    return book;
}

}  // namespace tieout
