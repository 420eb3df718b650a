// A story a bookkeeper can read: open items, payments and files, and what must come of them.
#pragma once

#include <string>
#include <string_view>

namespace tieout {

// What a `.case` file expected and what came out, in the same words, line by line. The story passes
// when both are equal.
struct ScenarioResult {
    std::string expected;
    std::string actual;
    std::string fault;  // a line of the story that could not be read
};

// The little language (tests/scenarios/README.md): policy, customer, item, account, payment, file,
// apply; and the outcomes match, candidates, left, suspense, receipts, exception.
ScenarioResult run_scenario(std::string_view story, unsigned threads);

}  // namespace tieout
