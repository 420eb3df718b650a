// Bank files of a made-up book: one account of ours each, with controls that tie.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/synthetic/made_book.h"

namespace tieout {

// A file, and the payment of the book behind each of its movements, in the order of the movements.
struct MadeFile {
    std::string name;
    std::string text;
    std::vector<std::uint32_t> payments;
};

// An account of ours and what it holds; statements follow on from one another.
struct OurMadeAccount {
    std::string_view number;
    std::string_view bare;  // as the bank's own format writes it
    std::string_view entity;
    std::string_view currency;
    std::string_view role;
    std::string_view lockbox;
    Minor balance = 100'000'000;
    std::uint32_t statements = 0;
};

// Our account behind a format and currency. Requires: the format brings this currency.
OurMadeAccount made_account_of(MadeFormat format, bool is_euro);
// The lockbox whose bank keys the lines of advice; the other one types them as text.
OurMadeAccount made_line_lockbox();

std::string_view word_of(MadeFormat format);

// What one account reports of one period: payments by day, at least one.
using MadePayments = std::span<const std::uint32_t>;

MadeFile write_bai2(const MadeBook& book, MadePayments payments, OurMadeAccount& account);
MadeFile write_nacha(const MadeBook& book, MadePayments payments, OurMadeAccount& account);
// Of checks either all with lines (SAP's layout) or none (80 columns, text); as many of the
// payments as the totals of a file have digits for, at least one: `payments` are then the rest.
MadeFile write_lockbox(const MadeBook& book, MadePayments& payments, OurMadeAccount& account);
MadeFile write_camt(const MadeBook& book, MadePayments payments, OurMadeAccount& account);
MadeFile write_mt940(const MadeBook& book, MadePayments payments, OurMadeAccount& account);
MadeFile write_csv(const MadeBook& book, MadePayments payments, OurMadeAccount& account);
// Our own format; `again` are payments that an earlier file brought already.
MadeFile write_payments(const MadeBook& book, MadePayments payments, MadePayments again);

// 1234.56, with the mark given.
std::string with_mark(Minor cents, char mark);
// YYMMDD.
std::string six_digits(Date day);

// Calls use(day, payments) for each day, in order.
template <class Use>
void each_day(const MadeBook& book, MadePayments payments, Use&& use) {
    while (!payments.empty()) {
        const Date day = book.payments[payments.front()].day;
        std::size_t count = 1;
        while (count < payments.size() && book.payments[payments[count]].day == day)
            ++count;
        use(day, payments.first(count));
        payments = payments.subspan(count);
    }
}

// Routing and account number of "021000021/7000001".
struct RoutedAccount {
    std::string_view routing;
    std::string_view account;
};

RoutedAccount routed(std::string_view number);

}  // namespace tieout
