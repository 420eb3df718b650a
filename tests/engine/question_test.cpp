#include "engine/question.h"

#include <random>
#include <set>

#include <catch2/catch.hpp>

#include "tests/support/builders.h"

using namespace tieout;

namespace {

Candidate set_of(std::initializer_list<ItemNo> items) {
    Candidate candidate;
    for (const ItemNo item : items)
        candidate.items.push_back({item, 0});
    return candidate;
}

void take_whole(const Book& book, std::vector<Candidate>& candidates) {
    for (Candidate& each : candidates) {
        for (CandidateItem& item : each.items)
            item.amount = book.item(item.item).amount;
    }
}

// The answers to all asks, one bit each: how many of the asked item the candidate has.
std::vector<bool> answers(const Question& question, const Candidate& candidate) {
    std::vector<bool> said;
    for (const Ask& ask : question.asks) {
        const auto count =
            std::count(candidate.items.begin(), candidate.items.end(), CandidateItem{ask.item, 0});
        said.push_back(static_cast<std::uint32_t>(count) >= ask.at_least);
    }
    return said;
}

bool tells_apart(const Question& question, const std::vector<Candidate>& candidates) {
    std::set<std::vector<bool>> different;
    for (const Candidate& each : candidates)
        different.insert(answers(question, each));
    return different.size() == candidates.size();
}

// The fewest items whose yes or no sets all apart, by trying all choices of items.
std::size_t fewest(const std::vector<Candidate>& candidates, std::size_t items) {
    std::size_t best = items;
    for (std::uint32_t choice = 0; choice < (1U << items); ++choice) {
        Question question;
        for (std::uint32_t i = 0; i < items; ++i) {
            if (((choice >> i) & 1U) != 0) question.asks.push_back({ItemNo{i}, 0, 1, false, false});
        }
        if (question.asks.size() < best && tells_apart(question, candidates)) {
            best = question.asks.size();
        }
    }
    return best;
}

}  // namespace

TEST_CASE("one item tells two sets apart, and what they share is said", "[engine][question]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    const ItemNo first = b.item(acme, "90011", "100.00");
    const ItemNo second = b.item(acme, "90012", "200.00");
    const ItemNo third = b.item(acme, "90013", "300.00");
    const ItemNo fourth = b.item(acme, "90014", "50.00");
    std::vector<Candidate> candidates{set_of({third, fourth}), set_of({first, second, fourth})};
    take_whole(b.book, candidates);
    const Question question = question_of(b.book, candidates);
    CHECK(words_of(b.book, question, usd()) == "does it include 90013?");
    CHECK(common_words(b.book, question) == "90014 is in each of them");
    CHECK(question.is_smallest);
}

TEST_CASE("of equal items it is asked how many", "[engine][question]") {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    std::vector<ItemNo> equal;
    for (int i = 0; i < 4; ++i)
        equal.push_back(b.item(acme, "9001" + std::to_string(i), "25.00"));
    const ItemNo other = b.item(acme, "90020", "50.00");
    std::vector<Candidate> candidates{
        set_of({equal[0], other}), set_of({equal[0], equal[1], equal[2]})
    };
    take_whole(b.book, candidates);
    const Question question = question_of(b.book, candidates);
    CHECK(common_words(b.book, question) == "90010 is in each of them");
    CHECK(words_of(b.book, question, usd()) == "does it include 90020?");
    candidates[0].items.pop_back();
    CHECK(
        words_of(b.book, question_of(b.book, candidates), usd()) ==
        "does it include 2 or more of 25.00 like 90010?"
    );
}

TEST_CASE("no fewer items would do", "[engine][question]") {
    std::mt19937 random(43);
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    constexpr std::uint32_t items = 9;
    for (std::uint32_t i = 0; i < items; ++i) {
        const std::string site = "S" + std::to_string(i);
        ItemFacts facts;
        facts.terms = site;  // so that no two are interchangeable
        b.item(acme, "9000" + std::to_string(i), "10.00", facts);
    }
    for (int trial = 0; trial < 300; ++trial) {
        std::set<std::uint32_t> sets;
        const std::size_t wanted = 2 + random() % 15;
        while (sets.size() < wanted)
            sets.insert(1 + static_cast<std::uint32_t>(random() % ((1U << items) - 1)));
        std::vector<Candidate> candidates;
        for (const std::uint32_t set : sets) {
            Candidate& candidate = candidates.emplace_back();
            for (std::uint32_t i = 0; i < items; ++i) {
                if (((set >> i) & 1U) != 0) candidate.items.push_back({ItemNo{i}, 0});
            }
        }
        const Question question = question_of(b.book, candidates);
        INFO("trial " << trial << ", " << wanted << " sets");
        REQUIRE(tells_apart(question, candidates));
        REQUIRE(question.is_smallest);
        REQUIRE(question.asks.size() == fewest(candidates, items));
    }
}

TEST_CASE(
    "sixteen sets without a common item are told apart within the steps", "[engine][question]"
) {
    BookBuilder b;
    const CustomerNo acme = b.customer("10");
    std::vector<Candidate> candidates;
    for (int set = 0; set < 20; ++set) {
        Candidate& candidate = candidates.emplace_back();
        for (int i = 0; i < 20; ++i) {
            const std::string number = std::to_string(10'000 + 20 * set + i);
            ItemFacts facts;
            facts.terms = number;
            candidate.items.push_back({b.item(acme, number, "10.00", facts), 0});
        }
    }
    const Question question = question_of(b.book, candidates);
    CHECK(question.asks.size() == 15);
    candidates.resize(question_sets_max);
    CHECK(tells_apart(question, candidates));
    CHECK(question.common.empty());
}
