// A payer whose name is only like a customer's: who is suggested, and what it takes to post.
#include <algorithm>
#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "matching/tiered_matcher.h"
#include "tests/support/builders.h"
#include "tests/support/made_names.h"

using namespace tieout;

namespace {

bool has_term(const Match& match, TermKind kind) {
    return std::any_of(match.terms.begin(), match.terms.end(), [&](const EvidenceTerm& term) {
        return term.kind == kind;
    });
}

Match match_of(const BookBuilder& b, unsigned threads = 1) {
    TieredMatcher matcher(threads);
    return b.match_with(matcher).at(0);
}

// Secrets from which the keys of some owners were deleted.
class Forgetful final : public Secrets {
public:
    Mark mark(std::string_view text) const override { return secrets_.mark(text); }

    Result<std::string> seal(std::string_view owner, std::string_view row, std::string_view text)
        override {
        return secrets_.seal(owner, row, text);
    }

    Result<std::string> open(std::string_view owner, std::string_view row, std::string_view sealed)
        const override {
        if (forgotten.contains(std::string(owner))) {
            return refuse(ErrorKind::not_found, "the key was deleted");
        }
        return secrets_.open(owner, row, sealed);
    }

    Result<void> sync() override { return {}; }

    std::set<std::string> forgotten;

private:
    MemorySecrets secrets_;
};

Match match_with(TieredMatcher& matcher, const BookBuilder& b, const Secrets& secrets) {
    const std::vector<const Payment*> batch{&b.payments.front()};
    const std::vector<EntityNo> entities{EntityNo{0}};
    Match answer;
    std::vector<Match*> places{&answer};
    matcher.match(MatchRequest{b.book, b.policy, secrets, batch, entities}, places);
    return answer;
}

}  // namespace

TEST_CASE("a name with a slip suggests its customer and posts nothing", "[matching][near_name]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10", "Northwind Trading Ltd");
    b.customer("11", "Beta Works");
    const ItemNo item = b.item(acme, "90012", "530.55");
    b.item(acme, "90013", "77.10");
    b.pays("P1", "", "530.55").payer_name = "NORTHWIND TRADNIG LTD";
    const Match match = match_of(b);
    CHECK(match.payer == acme);
    CHECK(match.payer_bp >= b.policy.payer_suggest_bp);
    CHECK(match.payer_bp < b.policy.payer_post_bp);
    CHECK(match.reason == Reason::unknown_payer);
    CHECK(match.clearing.items.empty());
    CHECK(match.clearing.unidentified == cents("530.55"));
    CHECK(has_term(match, TermKind::payer_name_near));
    REQUIRE_FALSE(match.candidates.empty());
    REQUIRE(match.candidates[0].items.size() == 1);
    CHECK(match.candidates[0].items[0].item == item);
}

TEST_CASE("a near name never reaches what posting needs", "[matching][near_name]") {
    for (const std::int64_t post_bp : {5'000, 9'000, 9'300, 9'900}) {
        BookBuilder b;
        b.policy.payer_post_bp = post_bp;
        const CustomerNo acme = b.customer("10", "Northwind Trading Ltd");
        b.customer("11", "Beta Works");
        b.item(acme, "90012", "530.55");
        b.pays("P1", "", "530.55").payer_name = "NORTHWIND TRADNIG LTD";
        const Match match = match_of(b);
        CHECK(match.payer_bp < post_bp);
        CHECK(match.clearing.items.empty());
    }
}

TEST_CASE("a near name and a document of his post a part payment", "[matching][near_name]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10", "Northwind Trading Ltd");
    const CustomerNo beta = b.customer("11", "Beta Works");
    const ItemNo item = b.item(acme, "90012", "530.55");
    b.item(beta, "90013", "77.10");
    Payment& payment = b.pays("P1", "", "200.00");
    payment.payer_name = "NORTHWIND TRADNIG LTD";
    payment.memo = "part of 90012";
    const Match match = match_of(b);
    CHECK(match.payer == acme);
    REQUIRE(match.clearing.items.size() == 1);
    CHECK(match.clearing.items[0].item == item);
    CHECK(match.clearing.items[0].cash == cents("200.00"));

    // The document alone would not: nobody says who pays.
    payment.payer_name = "SOMEBODY ELSE";
    const Match unknown = match_of(b);
    CHECK(unknown.clearing.items.empty());
}

TEST_CASE(
    "a name found by rare trigrams and a document post only to the cent", "[matching][near_name]"
) {
    BookBuilder b;
    const CustomerNo tires = b.customer("10", "Fairchild Tires and Wheels");
    b.customer("11", "Beta Works");
    b.item(tires, "90012", "530.55");
    Payment& payment = b.pays("P1", "", "200.00");
    payment.payer_name = "Fairchild Tires Automobile";
    payment.memo = "part of 90012";
    CHECK(match_of(b).clearing.items.empty());
    payment.amount = cents("530.55");
    CHECK(match_of(b).clearing.items.size() == 1);
}

TEST_CASE("two customers equally near are both shown", "[matching][near_name]") {
    BookBuilder b;
    const CustomerNo one = b.customer("10", "Meier Bau GmbH");
    const CustomerNo two = b.customer("11", "Meyer Bau GmbH");
    b.item(one, "90012", "530.55");
    b.pays("P1", "", "530.55").payer_name = "Meer Bau GmbH";
    const Match match = match_of(b);
    CHECK(match.payer == none<CustomerNo>());
    CHECK(match.reason == Reason::ambiguous_payer);
    REQUIRE(match.candidates.size() == 2);
    CHECK(
        std::set{match.candidates[0].customer, match.candidates[1].customer} == std::set{one, two}
    );
}

TEST_CASE("two members of one family are one payer", "[matching][near_name]") {
    BookBuilder b;
    const CustomerNo head = b.customer("10", "Meier Holding");
    const CustomerNo one = b.customer("11", "Meier Tiefbau GmbH", {}, head);
    b.customer("12", "Meier Hochbau GmbH", {}, head);
    b.item(one, "90012", "530.55");
    b.pays("P1", "", "530.55").payer_name = "Meier Rohbau GmbH";
    const Match match = match_of(b);
    REQUIRE(match.payer != none<CustomerNo>());
    CHECK(b.book.family(match.payer) == head);
    CHECK(match.clearing.items.empty());
    b.customer("13", "Meier Bau Nod GmbH", {}, head);
    b.customer("14", "Meier Bau Ned GmbH", {}, head);
    b.payments.front().payer_name = "Meier Bau Nd GmbH";  // as near to both
    CHECK(match_of(b).payer == head);
}

TEST_CASE("a rare word tells more than one that many have", "[matching][near_name]") {
    BookBuilder b;
    for (int i = 0; i < 60; ++i) {
        const std::string tail{
            static_cast<char>('a' + i % 26), static_cast<char>('b' + i / 26), 'x'
        };
        b.customer("A" + std::to_string(i), "Sunrise " + tail + "ville Laundry");
    }
    const CustomerNo rare = b.customer("R", "Quellmann Laundry Bros");
    b.pays("P1", "", "10.00").payer_name = "QUELLMAN LAUNDRY BROS";
    const Match known = match_of(b);
    CHECK(known.payer == rare);
    b.payments.front().payer_name = "SUNRISE QVILLE LAUNDRY";
    const Match many = match_of(b);
    CHECK(many.payer == none<CustomerNo>());
}

TEST_CASE("general words in common are no likeness", "[matching][near_name]") {
    BookBuilder b;
    b.customer("10", "American International Holdings");
    b.customer("11", "Beta Works");
    b.pays("P1", "", "10.00").payer_name = "AMERICAN INTERNATIONAL ENERGY SERVICES";
    CHECK(match_of(b).payer == none<CustomerNo>());
}

TEST_CASE("a customer whose key was deleted has no name", "[matching][near_name]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10", "Northwind Trading Ltd");
    b.pays("P1", "", "10.00").payer_name = "NORTHWIND TRADNIG LTD";
    Forgetful secrets;
    TieredMatcher matcher(1);
    CHECK(match_with(matcher, b, secrets).payer == acme);
    secrets.forgotten.insert("customer/10");  // the book has not changed
    CHECK(match_with(matcher, b, secrets).payer == none<CustomerNo>());
    TieredMatcher fresh(1);
    CHECK(match_with(fresh, b, secrets).payer == none<CustomerNo>());
}

TEST_CASE("names follow the book from batch to batch", "[matching][near_name]") {
    BookBuilder b;
    b.customer("10", "Northwind Trading Ltd");
    b.pays("P1", "", "10.00").payer_name = "SOUTHERLY SHIPING";
    TieredMatcher matcher(1);
    CHECK(b.match_with(matcher)[0].payer == none<CustomerNo>());
    const CustomerNo added = b.customer("11", "Southerly Shipping AG");
    CHECK(b.match_with(matcher)[0].payer == added);
    PackedTexts<CustomerPrivate> texts;
    texts.set(CustomerPrivate::name, "Westerly Rail");
    Customer& row = b.book.customers[slot(added)];
    row.sealed = b.secrets.seal("customer/11", "11", texts.bytes()).value();
    CHECK(b.match_with(matcher)[0].payer == none<CustomerNo>());
    texts.set(CustomerPrivate::aliases, "Old Name|Southerly Shipping");
    row.sealed = b.secrets.seal("customer/11", "11", texts.bytes()).value();
    CHECK(b.match_with(matcher)[0].payer == added);
}

TEST_CASE(
    "neither threads nor the order of customers change who is near", "[matching][near_name]"
) {
    NameMaker maker(21);
    std::vector<std::string> names = maker.names(400);
    std::vector<std::string> payers;
    for (int i = 0; i < 200; ++i)
        payers.push_back(maker.noisy(names[static_cast<std::size_t>(i) * 2]));
    std::vector<std::size_t> order(names.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::mt19937_64 random(22);
    std::vector<std::string> first;
    std::size_t known = 0;
    for (const unsigned threads : {1U, 2U, 4U}) {
        BookBuilder b;
        for (const std::size_t i : order)
            b.customer("C" + std::to_string(i), names[i]);
        for (std::size_t i = 0; i < payers.size(); ++i)
            b.pays("P" + std::to_string(i), "", "10.00").payer_name = kept(payers[i]);
        TieredMatcher matcher(threads);
        std::vector<std::string> told;
        for (const Match& match : b.match_with(matcher)) {
            std::string words = std::to_string(match.payer_bp);
            const bool is_known = match.payer != none<CustomerNo>();
            if (is_known) words += b.book.customer(match.payer).number;
            known += is_known;
            std::set<std::string> rivals;
            for (const Candidate& each : match.candidates)
                rivals.insert(b.book.customer(each.customer).number);
            for (const std::string& rival : rivals)
                words += ' ' + rival;
            told.push_back(words);
        }
        if (first.empty()) first = told;
        REQUIRE(told == first);
        std::shuffle(order.begin(), order.end(), random);
    }
    CHECK(known > 300);
}

TEST_CASE("more alike customers than are compared are said to be so", "[matching][near_name]") {
    BookBuilder b;
    for (int i = 0; i < 6'000; ++i) {
        std::string tail;
        for (int digit = 0, rest = i; digit < 4; ++digit, rest /= 10)
            tail += static_cast<char>('a' + rest % 10);
        b.customer("C" + std::to_string(i), "Alpine Sports Retail Store " + tail);
    }
    b.pays("P1", "", "10.00").payer_name = "ALPINE SPORTS RETAIL STORE XYZW";
    const Match match = match_of(b);
    CHECK(match.payer == none<CustomerNo>());
    CHECK(match.reason == Reason::unknown_payer);
    CHECK(match.detail.find("than are compared") != std::string::npos);
}
