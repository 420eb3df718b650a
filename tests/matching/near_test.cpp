#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "matching/lessons.h"
#include "matching/near_reference.h"
#include "matching/near_tier.h"
#include "matching/tiered_matcher.h"
#include "tests/support/builders.h"

using namespace tieout;

namespace {

std::string digits(std::mt19937& random, std::size_t length) {
    std::string number(1, static_cast<char>('1' + random() % 9));
    while (number.size() < length)
        number.push_back(static_cast<char>('0' + random() % 10));
    return number;
}

// One slip of a finger, of the kind that the number says; the first digit stays above zero.
std::string slipped(std::string number, std::mt19937& random) {
    const std::size_t at = 1 + random() % (number.size() - 2);
    switch (random() % 4) {
        case 0: number.erase(at, 1); break;
        case 1: std::swap(number[at], number[at + 1]); break;
        case 2: number[at] = static_cast<char>('0' + random() % 10); break;
        default: number.insert(at, 1, static_cast<char>('0' + random() % 10));
    }
    return number;
}

bool is_spelled_near(std::string_view form, std::string_view wanted) {
    bool found = false;
    each_near_spelling(form, [&](std::string_view spelling) { found |= spelling == wanted; });
    return found;
}

}  // namespace

TEST_CASE("every single slip is undone by a near spelling", "[matching][near_reference]") {
    std::mt19937 random(7);
    for (int i = 0; i < 2'000; ++i) {
        const std::string number = digits(random, 6 + random() % 12);
        const std::string form = slipped(number, random);
        INFO(number << " written as " << form);
        CHECK((form == number || is_spelled_near(form, number)));
    }
}

TEST_CASE("two slips are not near", "[matching][near_reference]") {
    CHECK_FALSE(is_spelled_near("4711835602", "4711935603"));
    CHECK_FALSE(is_spelled_near("4711835602", "47118356"));
    CHECK_FALSE(is_spelled_near("4711835602", "4711835602"));
    CHECK(is_spelled_near("O711835602", "711835602"));
    CHECK(is_spelled_near("NV10007368", "INV10007368"));
    CHECK(is_spelled_near("471183S602", "4711835602"));
}

TEST_CASE("a choice of near items must be the only one", "[matching][near_tier]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const ItemNo first = b.item(acme, "4711835602", "100.00");
    const ItemNo second = b.item(acme, "4711835612", "100.00");
    const ItemNo third = b.item(acme, "9302218475", "50.00");
    Payment payment = b.pays("P1", "10", "150.00");
    const Taken nothing;
    std::vector<NearPlace> places{{0, 0, {{first, 10}}}, {1, 1, {{third, 10}}}};
    NearQuery query{b.book, b.policy, payment, {}, places, 0, {}, nothing};
    const auto answer = close_nearly(query);
    REQUIRE(answer);
    CHECK(answer->named == 2);
    CHECK(answer->clearing.cash() == cents("150.00"));

    places[0].items.push_back({second, 10});
    query.places = places;
    CHECK_FALSE(close_nearly(query));  // either of two items makes it

    payment.amount = cents("149.99");
    places[0].items.pop_back();
    query.places = places;
    CHECK_FALSE(close_nearly(query));
    b.policy.under_tolerance_minor = 5;
    b.policy.under_tolerance_bp = 100;
    REQUIRE(close_nearly(query));
    CHECK(close_nearly(query)->clearing.adjusted() == 1);
}

TEST_CASE("a part goes to the one item that all places mean", "[matching][near_tier]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const ItemNo first = b.item(acme, "4711835602", "100.00");
    const ItemNo second = b.item(acme, "4711835612", "100.00");
    const Payment payment = b.pays("P1", "10", "30.00");
    const Taken nothing;
    std::vector<NearPlace> places{{0, 0, {{first, 400'000}, {second, 400'000}}}};
    NearQuery query{b.book, b.policy, payment, {}, places, 0, {}, nothing};
    CHECK_FALSE(pay_part_nearly(query));
    places.push_back({1, 1, {{second, 200}}});
    query.places = places;
    const auto answer = pay_part_nearly(query);
    REQUIRE(answer);
    REQUIRE(answer->clearing.items.size() == 1);
    CHECK(answer->clearing.items[0].item == second);
    CHECK(answer->expected_ppm == 200);
    places[1].items[0].expected_ppm = 10'001;  // as likely as policy calls chance
    query.places = places;
    CHECK_FALSE(pay_part_nearly(query));
}

TEST_CASE("the rest of a payment needs one item alone", "[matching][near_tier]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const ItemNo named = b.item(acme, "4711835602", "100.00");
    std::vector<ItemNo> pool{named, b.item(acme, "1", "57.31"), b.item(acme, "2", "57.32")};
    const Payment payment = b.pays("P1", "10", "157.31");
    const Taken nothing;
    const std::vector<NearPlace> places{{0, 0, {{named, 10}}}};
    b.policy.tau_post_ppm = 1'000'000;
    NearQuery query{b.book, b.policy, payment, {}, places, 1, pool, nothing};
    const auto answer = close_with_rest(query);
    REQUIRE(answer);
    CHECK(answer->unnamed == 1);
    CHECK(answer->clearing.cash() == payment.amount);
    query.unread = 0;  // the text says no more than one number
    CHECK_FALSE(close_with_rest(query));
    query.unread = 1;
    pool.push_back(b.item(acme, "3", "57.31"));
    query.pool = pool;
    CHECK_FALSE(close_with_rest(query));
}

TEST_CASE("an account of two families teaches nothing", "[matching][lessons]") {
    Lessons lessons;
    lessons.announce("021000021/7700001");
    const CustomerNo acme{1};
    const CustomerNo beta{2};
    lessons.teach("021000021/99", acme, acme);  // nobody asks
    CHECK(lessons.of("021000021/99") == nullptr);
    CHECK(lessons.of("021000021/7700001") == nullptr);
    lessons.teach("021000021/7700001", acme, acme);
    REQUIRE(lessons.of("021000021/7700001") != nullptr);
    CHECK(lessons.of("021000021/7700001")->customer == acme);
    lessons.teach("021000021/7700001", CustomerNo{5}, acme);  // a sister: the family's head
    CHECK(lessons.of("021000021/7700001")->customer == acme);
    CHECK(lessons.of("021000021/7700001")->payments == 2);
    lessons.teach("021000021/7700001", beta, beta);
    CHECK(lessons.of("021000021/7700001") == nullptr);
}

TEST_CASE("a match by a near number says which document it took it for", "[matching][near_case]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10", "Acme Tools");
    b.item(acme, "4711835602", "100.00");
    b.item(acme, "9302218475", "57.31");
    b.pays("P1", "10", "100.00").memo = kept("4711835620");
    b.pays("P2", "10", "57.31").memo = kept("930 2218475");
    TieredMatcher matcher(1);
    const auto matches = b.match_with(matcher);
    CHECK(matches[0].tier == 3);
    CHECK(matches[0].status == PaymentStatus::applied);
    CHECK(matches[0].detail == "the text nearly names 4711835602");
    CHECK(matches[1].detail == "the text nearly names 9302218475");
}

TEST_CASE("a text that a bank cut goes on in the order of its numbers", "[matching][near_tier]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    std::vector<ItemNo> pool;
    for (int i = 0; i < 8; ++i) {
        pool.push_back(
            b.item(acme, "0647103" + std::to_string(10 + i * 3), "10.0" + std::to_string(i))
        );
    }
    Payment& payment = b.pays("P1", "10", "60.15");  // the first six
    payment.memo = kept("064710310, 064710313, 064710316, 0647");
    const Taken nothing;
    const std::vector<ItemNo> exact(pool.begin(), pool.begin() + 3);
    const NearQuery query{b.book, b.policy, payment, exact, {}, 0, pool, nothing};
    const auto answer = close_with_run(query);
    REQUIRE(answer);
    CHECK(answer->cut_off == 3);
    CHECK(answer->clearing.cash() == payment.amount);
    CHECK(answer->clearing.items.back().item == pool[5]);

    payment.memo = kept("064710310, 064710313, 064710316");  // nothing is cut
    CHECK_FALSE(close_with_run(query));
    payment.memo = kept("064710310, 064710313, 064710316, 0647");
    payment.amount = cents("60.16");
    CHECK_FALSE(close_with_run(query));
    payment.amount = cents("60.15");
    const std::vector<ItemNo> mixed{exact[1], exact[0], exact[2]};
    const NearQuery other{b.book, b.policy, payment, mixed, {}, 0, pool, nothing};
    CHECK_FALSE(close_with_run(other));  // these are in no order
}

TEST_CASE("a payer known by documents alone pays nothing beside them", "[matching][near_case]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10", "Acme Tools");
    b.item(acme, "4711835602", "100.00");
    b.item(acme, "9302218475", "57.31");
    b.item(acme, "7719350264", "20.10");
    b.item(acme, "3306241897", "44.44");
    Payment& payment =
        b.pays("P1", "", "221.85");  // all four; the text does not nearly name the last
    payment.memo = kept("4711835602, 9302218475, 7719350264, 88888888");
    TieredMatcher matcher(1);
    const auto unknown = b.match_with(matcher);
    CHECK(unknown[0].clearing.items.empty());
    CHECK(unknown[0].payer == acme);  // three documents make him likely, not certain
    CHECK(unknown[0].payer_bp < b.policy.payer_post_bp);

    payment.customer = kept("10");
    const auto known = b.match_with(matcher);
    CHECK(known[0].clearing.items.size() == 4);
}
