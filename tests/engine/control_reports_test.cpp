// Control figures of random ledgers are those of a plain list of all that happened.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <catch2/catch.hpp>

#include "engine/aging.h"
#include "engine/cash_tieout.h"
#include "engine/exception_count.h"
#include "engine/roll_forward.h"
#include "engine/suspense_aging.h"
#include "tests/support/memory_books.h"
#include "tests/support/random_ledger.h"

namespace tieout {
namespace {

constexpr int ledgers = 60;
constexpr int days = 40;
const Date first_day = day("2026-02-01");

RandomLedger made_ledger(int seed, int length = days) {
    RandomLedger ledger(static_cast<std::uint64_t>(seed));
    for (int i = 0; i < length; ++i)
        ledger.live_through(add_days(first_day, i));
    return ledger;
}

JournalFacts facts_of(const RandomLedger& ledger) {
    return read_journal_facts(ledger.book(), MemoryJournal(ledger.journal()), true).value();
}

Date some_day(RandomLedger& ledger) {
    return add_days(first_day, static_cast<int>(ledger.below(days + 30)) - 15);
}

using Place = std::pair<EntityNo, Currency>;

// What customers owe at the end of a day, by the plain list.
std::map<Place, WideMinor> owed_on(const RandomLedger& ledger, Date day) {
    std::map<Place, WideMinor> owed;
    for (const RandomLedger::Event& event : ledger.events()) {
        const bool counts = event.day <= day && event.name != "unidentified";
        if (counts) owed[{event.entity, event.currency}] += event.amount;
    }
    return owed;
}

TEST_CASE("aging buckets sum to what is owed, by any basis and key", "[engine][aging]") {
    for (int seed = 0; seed < ledgers; ++seed) {
        RandomLedger ledger = made_ledger(seed);
        const JournalFacts facts = facts_of(ledger);
        for (int i = 0; i < 6; ++i) {
            AgingRequest request;
            request.as_of = some_day(ledger);
            request.basis = static_cast<AgingBasis>(ledger.below(3));
            request.by = static_cast<AgingBy>(ledger.below(3));
            request.taken_on = facts.items_taken_on;
            if (ledger.below(3) == 0) request.currency = *Currency::find("EUR");
            auto owed = owed_on(ledger, request.as_of);
            std::map<Place, WideMinor> totals;
            const Aging aging = age(ledger.book(), request);
            for (const AgingRow& row : aging.rows) {
                WideMinor sum = row.disputed - row.credits - row.unapplied;
                for (const WideMinor bucket : row.buckets)
                    sum += bucket;
                REQUIRE(sum == row.total);
                totals[{row.entity, row.currency}] += row.total;
            }
            for (const AgingRow& row : aging.totals) {
                INFO("seed " << seed);
                REQUIRE(totals[{row.entity, row.currency}] == row.total);
                REQUIRE((owed[{row.entity, row.currency}] == row.total));
                owed.erase({row.entity, row.currency});
            }
            for (const auto& [place, amount] : owed) {
                const bool is_asked =
                    request.currency.is_none() || place.second == request.currency;
                REQUIRE((!is_asked || amount == 0));
            }
        }
    }
}

TEST_CASE("a roll-forward closes for any pair of days", "[engine][roll_forward]") {
    std::uint64_t compared = 0;
    for (int seed = 0; seed < ledgers; ++seed) {
        RandomLedger ledger = made_ledger(seed);
        const JournalFacts facts = facts_of(ledger);
        for (int i = 0; i < 8; ++i) {
            Date from = some_day(ledger);
            Date to = some_day(ledger);
            if (to < from) std::swap(from, to);
            const auto before = owed_on(ledger, add_days(from, -1));
            const auto after = owed_on(ledger, to);
            std::map<std::tuple<EntityNo, Currency, std::string>, WideMinor> by_name;
            for (const RandomLedger::Event& event : ledger.events()) {
                if (event.day < from || event.day > to || event.name == "unidentified") continue;
                by_name[{event.entity, event.currency, event.name}] += event.amount;
            }
            for (const RollForward& each : roll_forward(ledger.book(), facts, {from, to})) {
                INFO("seed " << seed);
                const Place place{each.entity, each.currency};
                REQUIRE(each.ties());
                REQUIRE((each.opening == (before.contains(place) ? before.at(place) : 0)));
                REQUIRE((each.closing == (after.contains(place) ? after.at(place) : 0)));
                WideMinor sum = each.opening;
                for (const RollForwardLine& line : each.lines) {
                    sum += line.amount();
                    auto& expected = by_name[{each.entity, each.currency, line.name}];
                    INFO(line.name);
                    REQUIRE((expected == line.amount()));
                    expected = 0;
                    compared += line.reversed != 0 ? 1 : 0;
                }
                REQUIRE((sum == each.closing));
            }
            for (const auto& [key, amount] : by_name)
                REQUIRE((amount == 0));
        }
    }
    CHECK(compared > 100);
}

TEST_CASE("every cent of receipts is in the cash tie-out", "[engine][cash_tieout]") {
    for (int seed = 0; seed < ledgers; ++seed) {
        RandomLedger ledger = made_ledger(seed);
        const JournalFacts facts = facts_of(ledger);
        for (int i = 0; i < 4; ++i) {
            Period period{some_day(ledger), some_day(ledger)};
            if (period.to < period.from) std::swap(period.from, period.to);
            std::map<Place, CountAndSum> received;
            for (const RandomLedger::Receipt& receipt : ledger.receipts()) {
                if (period.contains(receipt.booked))
                    received[{receipt.entity, receipt.currency}].add(receipt.amount);
            }
            const CashTieout tieout = tie_out_cash(ledger.book(), facts, period);
            INFO("seed " << seed);
            REQUIRE(tieout.ties());
            for (const AccountTie& account : tieout.accounts) {
                const CountAndSum& expected = received[{account.entity, account.currency}];
                REQUIRE(account.receipts.received.count == expected.count);
                REQUIRE((account.receipts.received.sum == expected.sum));
                REQUIRE((account.receipts.difference() == 0));
                REQUIRE((account.moved.debits.sum == 7 * account.moved.debits.count));
                received.erase({account.entity, account.currency});
            }
            for (const auto& [place, sums] : received)
                REQUIRE(sums.count == 0);
        }
    }
}

TEST_CASE("cash on no item is aged to the cent", "[engine][suspense]") {
    for (int seed = 0; seed < ledgers; ++seed) {
        const RandomLedger ledger = made_ledger(seed);
        std::map<std::tuple<EntityNo, Currency, SuspenseKind>, WideMinor> held;
        std::map<CustomerNo, WideMinor> by_customer;
        for (const RandomLedger::Receipt& receipt : ledger.receipts()) {
            const auto put = [&](SuspenseKind kind, Minor amount) {
                if (amount != 0) held[{receipt.entity, receipt.currency, kind}] += amount;
            };
            put(SuspenseKind::unapplied, receipt.unapplied);
            put(SuspenseKind::on_account, receipt.on_account);
            put(SuspenseKind::unidentified, receipt.unidentified);
            by_customer[receipt.customer] +=
                receipt.unapplied + receipt.on_account + receipt.unidentified;
        }
        const SuspenseAging aging =
            age_suspense(ledger.book(), {add_days(first_day, days + 5), {5, 20}});
        INFO("seed " << seed);
        REQUIRE(aging.totals.size() == held.size());
        for (const SuspenseRow& row : aging.totals)
            REQUIRE((held.at({row.entity, row.currency, row.kind}) == row.total));
        for (const SuspenseRow& row : aging.rows) {
            REQUIRE((row.buckets.at(0) + row.buckets.at(1) + row.buckets.at(2) == row.total));
            by_customer[row.customer] -= row.total;
        }
        for (const auto& [customer, rest] : by_customer)
            REQUIRE((rest == 0));
    }
}

TEST_CASE("exceptions come and go on the days on which people saw them", "[engine][exceptions]") {
    for (int seed = 0; seed < ledgers; ++seed) {
        RandomLedger ledger = made_ledger(seed);
        const JournalFacts facts = facts_of(ledger);
        const Date as_of = some_day(ledger);
        const auto open = std::count_if(
            ledger.asked().begin(),
            ledger.asked().end(),
            [&](const RandomLedger::Asked& each) {
                return each.opened <= as_of && !(each.closed && *each.closed <= as_of);
            }
        );
        const ExceptionCount count =
            count_exceptions(ledger.book(), facts, as_of, {add_days(as_of, -9), as_of});
        INFO("seed " << seed);
        REQUIRE(count.ties());
        std::uint64_t sum = 0;
        std::map<Currency, std::int64_t> last;
        std::map<Currency, WideMinor> value;
        for (const ExceptionGroup& group : count.by_reason) {
            sum += group.count;
            REQUIRE(group.cumulative_bp >= last[group.currency]);
            REQUIRE((!value.contains(group.currency) || group.value <= value[group.currency]));
            last[group.currency] = group.cumulative_bp;
            value[group.currency] = group.value;
        }
        REQUIRE(sum == static_cast<std::uint64_t>(open));
        for (const auto& [currency, share] : last)
            REQUIRE(share == 10'000);
        std::uint64_t by_owner = 0;
        for (const ExceptionGroup& group : count.by_owner)
            by_owner += group.count;
        REQUIRE(by_owner == sum);
        std::uint64_t after = 0;
        for (const ExceptionFlow& flow : count.flows) {
            REQUIRE(flow.before.count + flow.opened.count - flow.closed.count == flow.after.count);
            REQUIRE((flow.before.sum + flow.opened.sum - flow.closed.sum == flow.after.sum));
            after += flow.after.count;
        }
        REQUIRE(after == sum);
    }
}

TEST_CASE("of a run that was abandoned only the run itself is known", "[engine][journal_facts]") {
    std::size_t abandoned = 0;
    for (int seed = 0; seed < ledgers; ++seed) {
        const RandomLedger ledger = made_ledger(seed);
        const JournalFacts facts = facts_of(ledger);
        REQUIRE(facts.runs.size() == ledger.book().runs);
        REQUIRE(facts.exceptions.size() == ledger.book().exceptions.size());
        for (const RunRecord& run : facts.runs)
            abandoned += run.is_committed ? 0 : 1;
        for (const auto& [key, sums] : facts.taken)
            REQUIRE((sums.sum < 1'000'000));
    }
    CHECK(abandoned > 100);
}

}  // namespace
}  // namespace tieout
