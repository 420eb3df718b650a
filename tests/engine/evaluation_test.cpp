// Payments judged against known answers: what is right, what is wrong, and what rates come of it.
#include "engine/evaluation.h"

#include <catch2/catch.hpp>

#include "engine/accuracy.h"
#include "tests/support/builders.h"

namespace tieout {
namespace {

// A book in which payments took parts of items.
class Judged : public BookBuilder {
public:
    PaymentNo paid(
        std::string_view id, std::string_view amount, PaymentStatus status, CustomerNo payer
    ) {
        PaymentRow row;
        row.fingerprint = sha256_mark(id);
        row.currency = usd();
        row.amount = cents(amount);
        row.status = status;
        row.payer = payer;
        row.booking_date = day("2026-03-15");
        row.certificate = Certificate::stated;
        row.tier = 1;
        return book.add(row);
    }

    void took(
        PaymentNo payment, ItemNo item, std::string_view amount, std::string_view on = "2026-03-16"
    ) {
        const Minor reduced = cents(amount);
        book.items[slot(item)].open -= reduced;
        book.item_changes.push_back({item, payment, day(on), reduced});
    }

    std::vector<JudgedPayment> judge(const std::vector<TruthRow>& truth) const {
        return judge_payments(book, truth, {});
    }
};

TruthRow pair(std::string payment, std::string document) {
    TruthRow row;
    row.payment = std::move(payment);
    row.document = std::move(document);
    return row;
}

TruthRow pair(std::string payment, std::string document, Minor amount, Minor open_after) {
    TruthRow row = pair(std::move(payment), std::move(document));
    row.amount = amount;
    row.open_after = open_after;
    return row;
}

TEST_CASE("a line is right when document, cents and what stays open agree", "[evaluation]") {
    Judged made;
    const CustomerNo acme = made.customer("C1");
    const ItemNo first = made.item(acme, "1001", "100.00");
    const PaymentNo p1 = made.paid("P1", "40.00", PaymentStatus::applied, acme);
    const PaymentNo p2 = made.paid("P2", "60.00", PaymentStatus::applied, acme);
    made.took(p1, first, "40.00");
    made.took(p2, first, "60.00");
    // What stays open behind P1 is judged by P1, though P2 took the rest since.
    const auto judged =
        made.judge({pair("P1", "1001", 4'000, 6'000), pair("P2", "1001", 6'000, 0)});
    REQUIRE(judged.size() == 2);
    CHECK(judged[0].is_settled_right());
    CHECK(judged[1].is_settled_right());
    CHECK(judged[0].days_to_post == 1);
    CHECK_FALSE(made.judge({pair("P1", "1001", 4'001, 6'000)})[0].is_posted_right());
    CHECK_FALSE(made.judge({pair("P1", "1001", 4'000, 0)})[0].is_posted_right());
    TruthRow kind = pair("P1", "1001");
    kind.item_kind = ItemKind::credit_memo;
    CHECK_FALSE(made.judge({kind})[0].is_posted_right());
    kind.item_kind = ItemKind::invoice;
    CHECK(made.judge({kind})[0].is_posted_right());
}

TEST_CASE(
    "what stays open is told by posting date, in whatever order a batch judged", "[evaluation]"
) {
    Judged made;
    const CustomerNo acme = made.customer("C1");
    const ItemNo item = made.item(acme, "1001", "100.00");
    const PaymentNo late = made.paid("P2", "60.00", PaymentStatus::applied, acme);
    const PaymentNo early = made.paid("P1", "40.00", PaymentStatus::applied, acme);
    made.took(late, item, "60.00", "2026-03-18");
    made.took(early, item, "40.00", "2026-03-17");
    const auto judged =
        made.judge({pair("P1", "1001", 4'000, 6'000), pair("P2", "1001", 6'000, 0)});
    CHECK(judged[0].is_posted_right());
    CHECK(judged[1].is_posted_right());
}

TEST_CASE("money on the wrong item is counted, and an equal item is told apart", "[evaluation]") {
    Judged made;
    const CustomerNo acme = made.customer("C1");
    const CustomerNo beta = made.customer("C2");
    made.item(acme, "1001", "100.00");
    const ItemNo copy = made.item(acme, "1002", "100.00");
    const ItemNo foreign = made.item(beta, "2001", "100.00");
    made.took(made.paid("P1", "100.00", PaymentStatus::applied, acme), copy, "100.00");
    made.took(made.paid("P2", "100.00", PaymentStatus::applied, beta), foreign, "100.00");
    made.paid("P3", "5.00", PaymentStatus::exception, none<CustomerNo>());
    const auto judged =
        made.judge({pair("P1", "1001"), pair("P2", "1001"), pair("P3", ""), pair("P4", "1001")});
    REQUIRE(judged.size() == 4);
    CHECK(judged[0].copies == 1);
    CHECK(judged[0].wrong == 10'000);
    CHECK(judged[0].missing_documents == std::vector<std::string>{"1001"});
    CHECK(judged[1].copies == 0);
    CHECK_FALSE(judged[1].is_payer_right);
    CHECK(judged[2].is_payer_right);  // nobody, rightly
    CHECK_FALSE(judged[3].is_taken);
    const AccuracyCounts all = tally(judged);
    CHECK(all.payments == 4);
    CHECK(all.taken == 3);
    CHECK(all.lines == 3);
    CHECK(all.lines_applied == 2);
    CHECK(all.lines_wrong() == 2);
    CHECK(all.settled == 2);
    CHECK(all.settled_right == 0);
    const auto values = tally_values(judged);
    CHECK(static_cast<std::int64_t>(values.at(usd()).wrong) == 20'000);
    CHECK(static_cast<std::int64_t>(values.at(usd()).value) == 20'500);
}

TEST_CASE("what was undone later counts as not applied", "[evaluation]") {
    Judged made;
    const CustomerNo acme = made.customer("C1");
    const ItemNo item = made.item(acme, "1001", "100.00");
    const PaymentNo p1 = made.paid("P1", "100.00", PaymentStatus::returned, acme);
    made.took(p1, item, "100.00");
    made.took(p1, item, "-100.00");
    CHECK(made.judge({pair("P1", "1001")})[0].applied == 0);
}

TEST_CASE("kinds of posting lines and suggestions are judged by the decision", "[evaluation]") {
    Judged made;
    const CustomerNo acme = made.customer("C1");
    const ItemNo first = made.item(acme, "1001", "100.00");
    const ItemNo second = made.item(acme, "1002", "50.00");
    const PaymentNo p1 = made.paid("P1", "98.00", PaymentStatus::applied, acme);
    made.paid("P2", "50.00", PaymentStatus::exception, acme);
    made.took(p1, first, "100.00");
    PaymentDecided posted;
    posted.score_bp = 9'900;
    posted.posting.lines = {
        {PostingKind::cash, Side::credit, GlRole::receivable, first, 9'800},
        {PostingKind::earned_discount, Side::credit, GlRole::receivable, first, 200}
    };
    PaymentDecided held;
    held.candidates.resize(2);
    held.candidates[0].score_bp = 6'000;
    held.candidates[0].items = {{first, 5'000}};
    held.candidates[1].items = {{second, 5'000}};
    const DecisionOf decision = [&](PaymentNo no) { return no == p1 ? &posted : &held; };
    TruthRow cash = pair("P1", "1001", 9'800, 0);
    cash.posting_kind = PostingKind::cash;
    TruthRow discount = pair("P1", "1001", 200, 0);
    discount.posting_kind = PostingKind::earned_discount;
    auto judged = judge_payments(made.book, {cash, discount, pair("P2", "1002")}, decision);
    CHECK(judged[0].is_settled_right());
    CHECK(judged[0].lines == 1);
    CHECK(judged[1].suggested == Suggested::among);
    CHECK(judged[1].score_bp == 6'000);
    discount.posting_kind = PostingKind::write_off;
    judged = judge_payments(made.book, {cash, discount}, decision);
    CHECK_FALSE(judged[0].is_posted_right());
}

TEST_CASE("calibration and coverage are sums of whole numbers", "[evaluation]") {
    std::vector<JudgedPayment> judged(4);
    const std::vector<std::pair<std::int32_t, bool>> answers{
        {9'900, true}, {9'900, false}, {10'000, true}, {500, false}
    };
    for (std::size_t i = 0; i < answers.size(); ++i) {
        judged[i].is_taken = true;
        judged[i].has_score = true;
        judged[i].score_bp = answers[i].first;
        judged[i].applied = 1;
        judged[i].right = answers[i].second ? 1 : 0;
    }
    const auto bins = reliability(judged);
    CHECK(bins[9].answers == 3);
    CHECK(bins[9].right == 2);
    CHECK(bins[9].score_sum == 29'800);
    CHECK(bins[9].square_error == 100U * 100U + 9'900U * 9'900U);
    CHECK(bins[0].square_error == 500U * 500U);
    const auto curve = precision_by_coverage(judged);
    REQUIRE(curve.size() == 3);
    CHECK(curve[0].score_bp == 10'000);
    CHECK(curve[1].answers == 3);
    CHECK(curve[1].right == 2);
    CHECK(curve[2].answers == 4);
}

}  // namespace
}  // namespace tieout
