#include "matching/choices.h"

#include <random>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/core.h>

#include "matching/amount_search.h"
#include "matching/certificate.h"
#include "matching/full_count.h"
#include "matching/tiered_matcher.h"
#include "tests/support/builders.h"
#include "tests/support/random_pools.h"

using namespace tieout;

namespace {

// Some items of a pool stand net as well, in up to three groups.
SumPool with_choices(std::mt19937& random, const SumPool& plain) {
    std::vector<std::array<Minor, 3>> rows;  // amount, copies, choice
    for (std::size_t i = 0; i < plain.classes(); ++i) {
        const auto copies = static_cast<Minor>(plain.copies[i]);
        const bool has = plain.amounts[i] > 3 && below(random, 2) == 0;
        const Minor group = has ? 1 + static_cast<Minor>(below(random, 3)) : 0;
        rows.push_back({plain.amounts[i], copies, 2 * group});
        if (has) rows.push_back({plain.amounts[i] - 1 - below(random, 2), copies, 2 * group + 1});
    }
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return a[0] < b[0];
    });
    SumPool pool;
    for (const auto& row : rows) {
        pool.amounts.push_back(row[0]);
        pool.copies.push_back(static_cast<std::uint32_t>(row[1]));
        pool.choice.push_back(static_cast<std::uint32_t>(row[2]));
    }
    return pool;
}

// All multisets that take no group on both sides.
std::set<Picks> by_trying(const SumPool& pool, Minor target, std::uint32_t size_max) {
    std::set<Picks> found;
    for (const Picks& picks : by_brute_force(pool, target, size_max)) {
        std::set<std::uint32_t> sides;
        for (const std::uint32_t place : picks)
            sides.insert(pool.choice[place]);
        const bool mixes = std::any_of(sides.begin(), sides.end(), [&](std::uint32_t side) {
            return side > 1 && sides.count(side ^ 1U) > 0;
        });
        if (!mixes) found.insert(picks);
    }
    return found;
}

constexpr std::string_view days[] = {"2026-03-10", "2026-03-20", "2026-03-25"};

// Invoices of which some have discounts, still open or too late; a credit now and then; a payment
// of some of them, sometimes net, sometimes less a bank fee.
void fill(BookBuilder& b, std::mt19937& random, std::uint32_t spread) {
    const CustomerNo acme = b.customer("10");
    const std::uint32_t items = 2 + below(random, 11);
    Minor sum = 0;
    const bool is_net = below(random, 2) == 0;
    for (std::uint32_t i = 0; i < items; ++i) {
        const Minor amount = 400 + 100 * static_cast<Minor>(below(random, spread));
        ItemFacts facts;
        const bool is_credit = below(random, 8) == 0;
        if (is_credit) facts.kind = ItemKind::credit_memo;
        const std::string off = format_amount(amount / 50, usd());
        const std::string_view until = days[below(random, 3)];
        const bool has_discount = !is_credit && below(random, 2) == 0;
        if (has_discount) {
            facts.discount = off;
            facts.discount_until = until;
            facts.terms = below(random, 4) == 0 ? "2/10n45" : "2/10n30";
        }
        b.item(acme, fmt::format("D{}", 1'000 + i), format_amount(amount, usd()), facts);
        if (below(random, 3) != 0) continue;
        const bool earns = has_discount && until > "2026-03-15";
        sum += is_credit ? -amount : is_net && earns ? amount - amount / 50 : amount;
    }
    if (b.policy.bank_fee_minor > 0 && below(random, 3) == 0) sum -= b.policy.bank_fee_minor;
    b.pays("P1", "10", format_amount(sum > 0 ? sum : 321, usd()));
}

}  // namespace

TEST_CASE("sets with choices are what trying everything finds", "[matching][choices]") {
    std::mt19937 random(47);
    SubsetSum search;
    std::size_t fully = 0;
    for (int trial = 0; trial < 600; ++trial) {
        const SumPool plain = random_pool(random, 1 + below(random, 9), 60, 15);
        const SumPool pool = with_choices(random, plain);
        const Minor target = 1 + static_cast<Minor>(below(random, 200));
        const std::set<Picks> wanted = by_trying(pool, target, 6);
        INFO("trial " << trial);
        REQUIRE(pool.items() == plain.items());
        const SumAnswer answer = search.find(pool, target, 6, {100'000, 100'000'000});
        REQUIRE(std::set<Picks>(answer.solutions.begin(), answer.solutions.end()) == wanted);
        REQUIRE(answer.solutions.size() == wanted.size());
        if (!can_count_fully(pool, 28)) continue;
        ++fully;
        const FullAnswer all = count_fully(pool, target, full_count_size_max, 1'000'000);
        const std::set<Picks> any_size = by_trying(pool, target, 1'000);
        REQUIRE(std::set<Picks>(all.solutions.begin(), all.solutions.end()) == any_size);
        std::array<std::uint64_t, full_count_size_max + 1> by_size{};
        for (const Picks& picks : any_size)
            ++by_size[picks.size()];
        REQUIRE(all.by_size == by_size);
    }
    CHECK(fully > 400);
}

TEST_CASE("enumeration proves certificates with discounts and fees again", "[matching][choices]") {
    std::mt19937 random(53);
    TieredMatcher matcher(1);
    std::size_t proved = 0;
    std::size_t net = 0;
    std::size_t fees = 0;
    for (int trial = 0; trial < 1'500; ++trial) {
        BookBuilder b;
        if (trial % 3 == 0) b.policy.bank_fee_minor = 350;
        b.policy.tau_post_ppm = 1'000'000;
        fill(b, random, trial % 2 == 0 ? 90 : 90'000);
        const auto matches = b.match_with(matcher);
        const CustomerNo family[] = {CustomerNo{0}};
        const Payment& payment = b.payments[0];
        const CertificateFacts facts{
            b.book,
            family,
            EntityNo{0},
            usd(),
            payment.amount,
            {},
            50'000'000,
            &b.policy,
            payment.booking_date
        };
        std::string words;
        const CertificateAnswer answer = prove_again(facts, matches[0], words);
        INFO("trial " << trial << ": " << word_of(matches[0].certificate) << ", " << words);
        REQUIRE(answer != CertificateAnswer::fails);
        proved += answer == CertificateAnswer::holds ? 1U : 0U;
        const Clearing& clearing = matches[0].clearing;
        REQUIRE(
            clearing.cash() + clearing.on_account + clearing.unapplied + clearing.unidentified ==
            payment.amount
        );
        for (const ClearedItem& each : clearing.items) {
            Minor closed = each.cash;
            for (const Adjustment& adjustment : each.adjustments) {
                closed += adjustment.amount;
                net += adjustment.kind == AdjustmentKind::earned_discount ? 1U : 0U;
                fees += adjustment.kind == AdjustmentKind::fee ? 1U : 0U;
            }
            REQUIRE(closed == b.book.item(each.item).owed());
        }
    }
    CHECK(proved > 1'400);
    CHECK(net > 100);
    CHECK(fees > 20);
}

TEST_CASE("gross and net that both make the payment are two explanations", "[matching][choices]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    ItemFacts facts;
    facts.discount = "20.00";
    facts.discount_until = "2026-03-20";
    b.item(acme, "90011", "1000.00", facts);
    b.item(acme, "90012", "980.00");
    b.pays("P1", "10", "980.00");
    TieredMatcher matcher(1);
    const auto matches = b.match_with(matcher);
    CHECK(matches[0].certificate == Certificate::ambiguous);
    REQUIRE(matches[0].candidates.size() == 2);
    // The gross one ranks before the net one.
    CHECK(b.book.item(matches[0].candidates[0].items[0].item).document == "90012");
    CHECK(matches[0].candidates[1].items[0].amount == cents("980.00"));
}

TEST_CASE("an item more never makes a wrong set unique", "[matching][choices]") {
    std::mt19937 random(59);
    TieredMatcher matcher(1);
    std::size_t ambiguous = 0;
    for (int trial = 0; trial < 300; ++trial) {
        BookBuilder small;
        std::mt19937 same = random;
        fill(small, random, 60);
        BookBuilder large;
        fill(large, same, 60);
        large.item(CustomerNo{0}, "X1", format_amount(100 * (5 + below(random, 5'000)), usd()));
        const Match before = small.match_with(matcher)[0];
        const Match after = large.match_with(matcher)[0];
        if (before.certificate != Certificate::ambiguous) continue;
        ++ambiguous;
        INFO("trial " << trial);
        REQUIRE(after.certificate != Certificate::none);
        const auto within = [&](const Candidate& candidate) {
            return candidate.items.size() <= after.proved_k;
        };
        const auto sets = std::count_if(before.candidates.begin(), before.candidates.end(), within);
        if (sets > 1) REQUIRE(after.certificate != Certificate::unique);
    }
    CHECK(ambiguous > 50);
}
