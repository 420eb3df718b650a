// The words of the commands that show and hand over: reports, exports, replay and what-if.
#pragma once

#include <functional>

#include "io/cli/options.h"

namespace CLI {
class App;
}  // namespace CLI

namespace tieout {

// Adds them to the program; `note` is told which command each is.
void add_report_commands(
    CLI::App& app, Options& options, const std::function<void(CLI::App*, Command)>& note
);

}  // namespace tieout
