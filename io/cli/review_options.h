// The words of the commands with which people decide: reviews, approvals, periods.
#pragma once

#include <functional>

#include "io/cli/options.h"

namespace CLI {
class App;
}  // namespace CLI

namespace tieout {

// Adds them to the program and to its group `exceptions`; `note` is told which command each is.
void add_review_commands(
    CLI::App& app,
    CLI::App& exceptions,
    Options& options,
    const std::function<void(CLI::App*, Command)>& note
);

}  // namespace tieout
