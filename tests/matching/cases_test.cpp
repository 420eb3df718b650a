// The cases of the specification that the matcher alone decides, under their numbers.
#include <algorithm>

#include <catch2/catch.hpp>

#include "matching/tiered_matcher.h"
#include "tests/support/builders.h"

using namespace tieout;

namespace {

std::vector<Match> judged(const BookBuilder& b) {
    TieredMatcher matcher(1);
    return b.match_with(matcher);
}

// What each item receives, by item.
std::vector<std::pair<ItemNo, Minor>> paid(const Match& match) {
    std::vector<std::pair<ItemNo, Minor>> items;
    for (const ClearedItem& each : match.clearing.items)
        items.emplace_back(each.item, each.cash);
    std::sort(items.begin(), items.end());
    return items;
}

using Paid = std::vector<std::pair<ItemNo, Minor>>;

}  // namespace

TEST_CASE("CX1: the unique pair is paid, not the oldest items", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "90001", "107.31", {.due = "2026-01-01"});
    const ItemNo second = b.item(acme, "90002", "212.46", {.due = "2026-02-01"});
    const ItemNo third = b.item(acme, "90003", "318.09", {.due = "2026-03-01"});
    b.pays("P1", "10", "530.55");
    const auto matches = judged(b);
    CHECK(matches[0].certificate == Certificate::unique);
    CHECK(matches[0].status == PaymentStatus::applied);
    CHECK(paid(matches[0]) == Paid{{second, cents("212.46")}, {third, cents("318.09")}});
}

TEST_CASE("CX2: two explanations are a question", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "90001", "100.00");
    b.item(acme, "90002", "200.00");
    const ItemNo single = b.item(acme, "90003", "300.00");
    b.pays("P1", "10", "300.00");
    auto matches = judged(b);
    CHECK(matches[0].certificate == Certificate::ambiguous);
    CHECK(matches[0].reason == Reason::ambiguous);
    CHECK(matches[0].alternatives == 1);
    REQUIRE(matches[0].candidates.size() == 2);
    CHECK(matches[0].candidates[0].items.size() == 1);
    CHECK(matches[0].clearing.unapplied == cents("300.00"));

    b.policy.prefer_single_item = true;
    matches = judged(b);
    CHECK(matches[0].certificate == Certificate::policy);
    CHECK(paid(matches[0]) == Paid{{single, cents("300.00")}});
    CHECK_FALSE(matches[0].detail.empty());
}

TEST_CASE("CX3: of equal items the older is cleared", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "90002", "250.00", {.due = "2026-03-15"});
    const ItemNo older = b.item(acme, "90001", "250.00", {.due = "2026-03-01"});
    b.pays("P1", "10", "250.00");
    auto matches = judged(b);
    CHECK(matches[0].certificate == Certificate::unique);
    CHECK(matches[0].reason == Reason::interchangeable);
    CHECK(matches[0].alternatives == 1);
    CHECK(paid(matches[0]) == Paid{{older, cents("250.00")}});

    b.policy.hold_interchangeable = true;
    matches = judged(b);
    CHECK(matches[0].status == PaymentStatus::exception);
    CHECK(matches[0].reason == Reason::interchangeable);
    CHECK(matches[0].clearing.unapplied == cents("250.00"));
}

TEST_CASE("equal amounts under other terms are not interchangeable", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "90001", "250.00", {.terms = "n30"});
    b.item(acme, "90002", "250.00", {.terms = "2/10n30"});
    b.pays("P1", "10", "250.00");
    CHECK(judged(b)[0].reason == Reason::ambiguous);
}

TEST_CASE("CX4, CX5: numbers inside other tokens name nothing", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "14", "99.10");
    b.item(acme, "90017", "55.20");
    b.pays("P1", "10", "12.34").memo = "Levbet (1814)";
    b.pays("P2", "10", "12.35").memo = "9A00B17";
    for (const Match& match : judged(b)) {
        CHECK(match.certificate == Certificate::none);
        CHECK(match.clearing.items.empty());
    }
}

TEST_CASE("CX6: what exceeds a named item stays unapplied", "[matching][cases]") {
    BookBuilder b;
    b.policy.over_tolerance_minor = 200;
    b.policy.over_tolerance_bp = 500;
    const CustomerNo acme = b.customer("10");
    const ItemNo item = b.item(acme, "90014", "14.00");
    b.pays("P1", "10", "16.00").memo = "90014";
    const auto matches = judged(b);
    CHECK(paid(matches[0]) == Paid{{item, cents("14.00")}});
    CHECK(matches[0].clearing.unapplied == cents("2.00"));
    CHECK(matches[0].status == PaymentStatus::part_applied);
    CHECK(matches[0].reason == Reason::over_pay);
}

TEST_CASE("CX11: payments that compete are never first come, first served", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "90001", "300.00", {.terms = "n10"});
    b.item(acme, "90002", "400.00");
    b.item(acme, "90003", "300.00", {.terms = "n20"});
    b.item(acme, "90004", "700.00");
    b.pays("P1", "10", "700.00");
    b.pays("P2", "10", "300.00");
    for (const Match& match : judged(b)) {
        CHECK(match.reason == Reason::ambiguous);
        CHECK(match.clearing.items.empty());
        CHECK(match.candidates.size() >= 2);
    }
}

TEST_CASE("CX11: nor when the competing items are interchangeable", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "90001", "300.00");
    b.item(acme, "90002", "400.00");
    b.item(acme, "90003", "300.00");
    b.item(acme, "90004", "700.00");
    b.pays("P1", "10", "700.00");
    b.pays("P2", "10", "300.00");
    for (const Match& match : judged(b)) {
        CHECK(match.reason == Reason::ambiguous);
        CHECK(match.clearing.items.empty());
    }
}

TEST_CASE("two payments and one item that explains both are a question", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "90001", "700.10");
    b.item(acme, "90002", "411.37");
    b.pays("P1", "10", "700.10");
    b.pays("P2", "10", "700.10");
    for (const Match& match : judged(b)) {
        CHECK(match.certificate == Certificate::ambiguous);
        CHECK(match.clearing.items.empty());
    }
}

TEST_CASE("one assignment alone explains two payments", "[matching][cases]") {
    // 500.10 is {500.10} or {200.03, 300.07}; 300.07 is {300.07} only, so 500.10 takes the single.
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const ItemNo whole = b.item(acme, "90001", "500.10");
    b.item(acme, "90002", "200.03");
    const ItemNo third = b.item(acme, "90003", "300.07");
    b.pays("P1", "10", "500.10");
    b.pays("P2", "10", "300.07");
    const auto matches = judged(b);
    CHECK(paid(matches[0]) == Paid{{whole, cents("500.10")}});
    CHECK(paid(matches[1]) == Paid{{third, cents("300.07")}});
}

TEST_CASE("CX12: a credit memo is used with its invoices", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const ItemNo credit = b.item(acme, "C1", "52.17", {.kind = ItemKind::credit_memo});
    const ItemNo first = b.item(acme, "90001", "151.38");
    const ItemNo second = b.item(acme, "90002", "203.94");
    b.item(acme, "90003", "77.13");
    b.pays("P1", "10", "303.15");
    const auto matches = judged(b);
    CHECK(matches[0].certificate == Certificate::unique);
    CHECK(
        paid(matches[0]) ==
        Paid{{credit, -cents("52.17")}, {first, cents("151.38")}, {second, cents("203.94")}}
    );
}

TEST_CASE("CX14: an invoice cancelled by its credit is no candidate", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "A", "1000.00", {.due = "2026-01-01"});
    b.item(acme, "C", "1000.00", {.kind = ItemKind::credit_memo, .applies_to = "A"});
    const ItemNo rebill = b.item(acme, "B", "1000.00", {.due = "2026-03-01"});
    b.pays("P1", "10", "1000.00");
    const auto matches = judged(b);
    CHECK(matches[0].certificate == Certificate::unique);
    CHECK(paid(matches[0]) == Paid{{rebill, cents("1000.00")}});
}

TEST_CASE("an invoice with a part credit is paid net of it", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const ItemNo invoice = b.item(acme, "90001", "1000.00");
    const ItemNo credit =
        b.item(acme, "C1", "120.37", {.kind = ItemKind::credit_memo, .applies_to = "90001"});
    b.item(acme, "90002", "433.19");
    b.pays("P1", "10", "879.63");
    const auto matches = judged(b);
    CHECK(paid(matches[0]) == Paid{{invoice, cents("1000.00")}, {credit, -cents("120.37")}});
}

TEST_CASE("CX15: a document of another family is left alone", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10", "Acme Tools", "021000021/1234567");
    const CustomerNo beta = b.customer("11", "Beta Works");
    const ItemNo own = b.item(acme, "90012", "500.00");
    b.item(beta, "90021", "700.00");
    Payment& payment = b.pays("P1", "", "500.00");
    payment.payer_account = "021000021/1234567";
    payment.remittance.push_back(advice("90021", "500.00"));
    const auto matches = judged(b);
    CHECK(matches[0].reason == Reason::foreign_document);
    CHECK(matches[0].payer == acme);
    CHECK(matches[0].clearing.items.empty());
    CHECK(matches[0].clearing.unapplied == cents("500.00"));
    REQUIRE_FALSE(matches[0].candidates.empty());
    REQUIRE(matches[0].candidates[0].items.size() == 1);
    CHECK(matches[0].candidates[0].items[0].item == own);
}

TEST_CASE("stated documents whose lines make the payment are cleared", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const ItemNo first = b.item(acme, "INV-90017", "300.00");
    const ItemNo second = b.item(acme, "90018", "200.00");
    Payment& payment = b.pays("P1", "10", "400.00");
    payment.remittance.push_back(advice("inv 90017", "300.00"));
    payment.remittance.push_back(advice("0090018", "100.00"));
    const auto matches = judged(b);
    CHECK(matches[0].certificate == Certificate::stated);
    CHECK(matches[0].tier == 1);
    CHECK(paid(matches[0]) == Paid{{first, cents("300.00")}, {second, cents("100.00")}});
}

TEST_CASE(
    "documents of one family whose amounts agree name an unknown payer", "[matching][cases]"
) {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.customer("11");
    const ItemNo first = b.item(acme, "90017", "300.00");
    b.pays("P1", "", "300.00").memo = "payment of 90017";
    b.pays("P2", "", "100.00").memo = "payment of 90017";
    const auto matches = judged(b);
    CHECK(matches[0].payer == acme);
    CHECK(paid(matches[0]) == Paid{{first, cents("300.00")}});
    CHECK(matches[1].clearing.items.empty());
    CHECK(matches[1].clearing.unidentified == cents("100.00"));
}

TEST_CASE("one named item and a smaller payment is a part payment", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const ItemNo item = b.item(acme, "90017", "300.00");
    b.pays("P1", "10", "100.00").memo = "on account of 90017";
    b.pays("P2", "10", "200.00").memo = "rest of 90017";
    const auto matches = judged(b);
    CHECK(paid(matches[0]) == Paid{{item, cents("100.00")}});
    CHECK(paid(matches[1]) == Paid{{item, cents("200.00")}});
}

TEST_CASE("references that are paid already are cash to give back", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "90017", "300.00", {.open = "0.00"});
    b.item(acme, "90018", "200.00");
    b.item(acme, "90019", "300.00");
    b.pays("P1", "10", "300.00").remittance.push_back(advice("90017", "300.00"));
    Payment& payment = b.pays("P2", "10", "500.00");
    payment.remittance.push_back(advice("90017", "300.00"));
    payment.remittance.push_back(advice("90018", "200.00"));
    const auto matches = judged(b);
    CHECK(matches[0].reason == Reason::paid_twice);
    CHECK(matches[0].clearing.unapplied == cents("300.00"));
    CHECK(matches[1].reason == Reason::closed_document);
    CHECK(matches[1].clearing.items.empty());
}

TEST_CASE("lines that do not make the payment are a mismatch", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "90017", "300.00");
    b.pays("P1", "10", "310.00").remittance.push_back(advice("90017", "300.00"));
    CHECK(judged(b)[0].reason == Reason::remittance_mismatch);
}

TEST_CASE("one number of two customers goes to the payer's item", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const CustomerNo beta = b.customer("11");
    b.item(acme, "90017", "300.00");
    const ItemNo own = b.item(beta, "90017", "300.00");
    b.pays("P1", "11", "300.00").memo = "90017";
    b.pays("P2", "", "300.00").memo = "90017";
    const auto matches = judged(b);
    CHECK(paid(matches[0]) == Paid{{own, cents("300.00")}});
    CHECK(matches[1].reason == Reason::ambiguous_payer);
    CHECK(matches[1].candidates.size() == 2);
}

TEST_CASE("CX16: a deduction goes with its only invoice", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const ItemNo invoice = b.item(acme, "90017", "1000.00");
    Payment& payment = b.pays("P1", "10", "880.00");
    payment.remittance.push_back(advice("90017", "1000.00"));
    payment.remittance.push_back(advice("DM77", "-120.00"));
    payment.remittance.back().kind = RemittanceKind::deduction;
    const auto matches = judged(b);
    CHECK(matches[0].reason == Reason::nothing);
    CHECK(paid(matches[0]) == Paid{{invoice, cents("880.00")}});
    REQUIRE(matches[0].clearing.items.front().adjustments.size() == 1);
    const Adjustment& claim = matches[0].clearing.items.front().adjustments.front();
    CHECK(claim.kind == AdjustmentKind::claim);
    CHECK(claim.amount == cents("120.00"));
    CHECK(claim.claim == "DM77");
}

TEST_CASE("numbers that were cut off are found by what is left", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const ItemNo first = b.item(acme, "90017", "301.22");
    const ItemNo second = b.item(acme, "90018", "455.91");
    b.item(acme, "90019", "811.20");
    b.pays("P1", "10", "757.13").memo = "90017 900";
    b.pays("P2", "10", "812.00").memo = "90019";
    const auto matches = judged(b);
    CHECK(matches[0].certificate == Certificate::unique);
    CHECK(matches[0].status == PaymentStatus::applied);
    CHECK(paid(matches[0]) == Paid{{first, cents("301.22")}, {second, cents("455.91")}});
    CHECK(matches[1].reason == Reason::over_pay);
    CHECK(matches[1].clearing.unapplied == cents("0.80"));
}

TEST_CASE("two lines about one invoice add up", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const ItemNo invoice = b.item(acme, "90017", "500.00");
    Payment& payment = b.pays("P1", "10", "500.00");
    payment.remittance.push_back(advice("90017", "300.00"));
    payment.remittance.push_back(advice("90017", "200.00"));
    CHECK(paid(judged(b)[0]) == Paid{{invoice, cents("500.00")}});
}

TEST_CASE("CX17: an advice of zero clears its lines and moves no money", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const ItemNo invoice = b.item(acme, "90017", "500.00");
    const ItemNo credit = b.item(acme, "C1", "500.00", {.kind = ItemKind::credit_memo});
    Payment& payment = b.pays("P1", "10", "0.00");
    payment.remittance.push_back(advice("90017", "500.00"));
    payment.remittance.push_back(advice("C1", "-500.00"));
    b.pays("P2", "10", "0.00");
    const auto matches = judged(b);
    CHECK(matches[0].status == PaymentStatus::applied);
    CHECK(paid(matches[0]) == Paid{{invoice, cents("500.00")}, {credit, -cents("500.00")}});
    CHECK(matches[1].clearing.items.empty());
}

TEST_CASE("a disputed item is not cleared on its amount alone", "[matching][cases]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "90017", "312.55", {.disputed = "312.55"});
    b.item(acme, "90018", "811.20");
    b.pays("P1", "10", "312.55");
    const auto matches = judged(b);
    CHECK(matches[0].reason == Reason::weak_evidence);
    CHECK(matches[0].clearing.items.empty());
    CHECK(matches[0].candidates.size() == 1);
}

TEST_CASE("policy may forbid posting on the amount alone", "[matching][cases]") {
    BookBuilder b;
    b.policy.post_on_amount_alone = false;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "90017", "312.55");
    b.pays("P1", "10", "312.55");
    const auto matches = judged(b);
    CHECK(matches[0].reason == Reason::weak_evidence);
    CHECK(matches[0].certificate == Certificate::unique);
}

TEST_CASE("an ambiguous payment asks the one question that decides", "[matching][question]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    b.item(acme, "90011", "100.00");
    b.item(acme, "90012", "200.00");
    b.item(acme, "90013", "300.00");
    b.pays("P1", "10", "300.00");
    TieredMatcher matcher(1);
    const auto matches = b.match_with(matcher);
    CHECK(matches[0].certificate == Certificate::ambiguous);
    CHECK(matches[0].detail == "2 sets of open items make the payment; does it include 90013?");
}
