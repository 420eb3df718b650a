// Settling named items never takes more than is open and never loses a cent.
#include "engine/clearing.h"

#include <random>

#include <catch2/catch.hpp>

#include "engine/posting.h"
#include "tests/support/builders.h"

namespace tieout {
namespace {

Settlement settle(BookBuilder& books, std::string_view amount, std::vector<NamedItem> named) {
    Payment payment;
    payment.currency = usd();
    payment.amount = cents(amount);
    payment.booking_date = day("2026-03-08");
    return settle_named(books.book, books.policy, payment, named);
}

NamedItem whole(const BookBuilder& books, ItemNo item) {
    NamedItem named;
    named.item = item;
    named.open = books.book.item(item).open;
    return named;
}

NamedItem line(const BookBuilder& books, ItemNo item, std::string_view net) {
    NamedItem named = whole(books, item);
    named.net = cents(net);
    return named;
}

TEST_CASE(
    "documents named without amounts clear in full when they come to the payment",
    "[engine][clearing]"
) {
    BookBuilder books;
    const CustomerNo acme = books.customer("ACME");
    const ItemNo a = books.item(acme, "1001", "100.00");
    const ItemNo b = books.item(acme, "1002", "50.00");
    const Settlement settlement = settle(books, "150.00", {whole(books, a), whole(books, b)});
    CHECK(settlement.may_post);
    CHECK(settlement.reason == Reason::nothing);
    CHECK(settlement.clearing.cash() == cents("150.00"));
}

TEST_CASE("several documents without amounts are not paid in part", "[engine][clearing]") {
    BookBuilder books;
    const CustomerNo acme = books.customer("ACME");
    const ItemNo a = books.item(acme, "1001", "100.00");
    const ItemNo b = books.item(acme, "1002", "50.00");
    const Settlement settlement = settle(books, "120.00", {whole(books, a), whole(books, b)});
    CHECK_FALSE(settlement.may_post);
    CHECK(settlement.reason == Reason::short_pay);
    CHECK(settlement.clearing.items.empty());
}

TEST_CASE("one document and less money is a part payment", "[engine][clearing]") {
    BookBuilder books;
    const ItemNo a = books.item(books.customer("ACME"), "1001", "100.00");
    const Settlement settlement = settle(books, "40.00", {whole(books, a)});
    CHECK(settlement.may_post);
    REQUIRE(settlement.clearing.items.size() == 1);
    CHECK(settlement.clearing.items.front().cash == cents("40.00"));
    CHECK(settlement.clearing.items.front().adjustments.empty());
}

TEST_CASE("the stricter of the two tolerances decides", "[engine][clearing]") {
    BookBuilder books;
    books.policy.under_tolerance_minor = 200;
    books.policy.under_tolerance_bp = 100;  // 1 % of 100.00 is 1.00
    const ItemNo a = books.item(books.customer("ACME"), "1001", "100.00");
    const Settlement within = settle(books, "99.00", {whole(books, a)});
    REQUIRE(within.may_post);
    CHECK(within.clearing.adjusted() == 100);
    const Settlement beyond = settle(books, "98.99", {whole(books, a)});
    REQUIRE(beyond.may_post);
    CHECK(beyond.clearing.adjusted() == 0);
}

TEST_CASE("a discount taken after its date is a claim, or is asked about", "[engine][clearing]") {
    BookBuilder books;
    ItemFacts facts;
    facts.discount = "2.00";
    facts.discount_until = "2026-03-07";
    const ItemNo a = books.item(books.customer("ACME"), "1001", "100.00", facts);
    NamedItem named = line(books, a, "98.00");
    named.discount = cents("2.00");
    const Settlement claimed = settle(books, "98.00", {named});
    CHECK(claimed.may_post);
    CHECK(claimed.reason == Reason::nothing);
    REQUIRE(claimed.clearing.items.front().adjustments.size() == 1);
    CHECK(claimed.clearing.items.front().adjustments.front().kind == AdjustmentKind::claim);
    CHECK(claimed.clearing.items.front().adjustments.front().reason == "unearned_discount");
    books.policy.claim_unearned_discount = false;
    const Settlement late = settle(books, "98.00", {named});
    CHECK(late.may_post);
    CHECK(late.reason == Reason::unearned_discount);
    CHECK(late.clearing.adjusted() == 0);
    books.policy.discount_grace_days = 1;
    const Settlement graced = settle(books, "98.00", {named});
    CHECK(graced.reason == Reason::nothing);
    CHECK(graced.clearing.adjusted() == cents("2.00"));
}

TEST_CASE("a line above the open amount refuses the whole settlement", "[engine][clearing]") {
    BookBuilder books;
    const CustomerNo acme = books.customer("ACME");
    const ItemNo a = books.item(acme, "1001", "100.00");
    const ItemNo b = books.item(acme, "1002", "50.00");
    const Settlement settlement =
        settle(books, "160.00", {line(books, a, "100.00"), line(books, b, "60.00")});
    CHECK_FALSE(settlement.may_post);
    CHECK(settlement.reason == Reason::remittance_mismatch);
}

TEST_CASE(
    "whatever is named, a settlement that posts uses the payment to the cent and its lines "
    "balance",
    "[engine][clearing]"
) {
    std::mt19937_64 random(20260308);
    int posted = 0;
    for (int round = 0; round < 3000; ++round) {
        BookBuilder books;
        books.policy.under_tolerance_minor = static_cast<Minor>(random() % 300);
        books.policy.under_tolerance_bp = static_cast<std::int64_t>(random() % 500);
        books.policy.overpayment =
            random() % 2 == 0 ? Overpayment::unapplied : Overpayment::on_account;
        const CustomerNo acme = books.customer("ACME");
        std::vector<NamedItem> named;
        Minor total = 0;
        const std::size_t count = 1 + random() % 4;
        for (std::size_t i = 0; i < count; ++i) {
            ItemFacts facts;
            facts.kind = random() % 5 == 0 ? ItemKind::credit_memo : ItemKind::invoice;
            facts.discount = random() % 2 == 0 ? "0.50" : "0";
            facts.discount_until = "2026-03-10";
            const std::string amount = std::to_string(1 + random() % 200) + ".00";
            const ItemNo item = books.item(acme, std::to_string(1000 + i), amount, facts);
            named.push_back(whole(books, item));
            const Minor owed = books.book.item(item).owed();
            if (random() % 3 == 0) named.back().net = owed - static_cast<Minor>(random() % 100);
            total += owed;
        }
        if (total <= 0) continue;
        Payment payment;
        payment.currency = usd();
        payment.booking_date = day("2026-03-08");
        payment.amount = total - static_cast<Minor>(random() % 3) * 50;
        if (payment.amount <= 0) continue;
        const Settlement settlement = settle_named(books.book, books.policy, payment, named);
        if (!settlement.may_post) {
            REQUIRE(settlement.reason != Reason::nothing);
            continue;
        }
        ++posted;
        const Clearing& clearing = settlement.clearing;
        REQUIRE(clearing.cash() + clearing.on_account + clearing.unapplied == payment.amount);
        for (const ClearedItem& cleared : clearing.items) {
            const OpenItem& item = books.book.item(cleared.item);
            WideMinor takes = item.is_credit() ? -cleared.cash : cleared.cash;
            for (const Adjustment& each : cleared.adjustments)
                takes += each.amount;
            REQUIRE(takes <= item.open);
            REQUIRE(takes >= 0);
        }
        REQUIRE(balances(posting_lines(clearing, payment.amount)));
    }
    CHECK(posted > 500);
}

}  // namespace
}  // namespace tieout
