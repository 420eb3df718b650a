// The question that decides between several explanations of a payment: which few items tell them
// apart, and which items they have in common.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/book.h"
#include "engine/match.h"

namespace tieout {

inline constexpr std::size_t question_sets_max = 16;         // that are told apart
inline constexpr std::uint64_t question_steps_max = 20'000;  // choices tried

// "Does the payment include this item?" For interchangeable items: "this many of them?"
struct Ask {
    ItemNo item{};               // the first of them that a candidate names
    Minor amount = 0;            // what of the payment it would take
    std::uint32_t at_least = 1;  // how many of the items like it
    bool is_by_count = false;    // a candidate takes several like it
    bool is_by_amount = false;   // candidates differ in what it would take

    friend bool operator==(const Ask&, const Ask&) = default;
};

struct Question {
    std::vector<CandidateItem> common;  // what stands in every candidate, copies as often
    std::vector<Ask> asks;              // yes or no to each leaves one candidate
    bool is_smallest = true;            // no fewer asks do
};

// From the candidates of an exception, best first. Needs two candidates with items at least, else
// nothing is asked; of more than question_sets_max the first are told apart. The asks are the
// smallest set that does, the first in the order of the candidates' items; when that is not found
// within question_steps_max choices, a set found by splitting as evenly as possible, and
// is_smallest is false.
Question question_of(const Book& book, std::span<const Candidate> candidates);

// "does it include 90017?", "which of these does it include: 90017, 90020?"; empty without asks.
std::string words_of(const Book& book, const Question& question, Currency currency);
// "90011 and 90012 are in each of them"; empty when nothing is common.
std::string common_words(const Book& book, const Question& question);

}  // namespace tieout
