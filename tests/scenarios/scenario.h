// A story a bookkeeper can read: open items, payments and files, and what must come of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tieout {

// What a `.case` file expected and what came out, in the same words, line by line. The story passes
// when both are equal.
struct ScenarioResult {
    std::string expected;
    std::string actual;
    std::string told_again;  // what differs when the history is decided again; nothing does
    std::string fault;  // a line of the story that could not be read
};

// How the files of a story come: as it tells, or all in one batch or each on a day of its own, in
// the order of the story or backwards.
enum class Coming : std::uint8_t {
    as_told,
    together,
    together_backwards,
    one_by_one,
    one_by_one_backwards
};

// A story that says `in any order` must come out the same however its files come.
bool is_in_any_order(std::string_view story);

// The little language (tests/scenarios/README.md): policy, customer, item, account, payment, file,
// apply, accept-gap, teach, forget; and the outcomes match, candidates, left, suspense, receipts,
// exception, asks, held, learned.
ScenarioResult run_scenario(
    std::string_view story, unsigned threads, Coming coming = Coming::as_told
);

}  // namespace tieout
