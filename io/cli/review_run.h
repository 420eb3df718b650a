// Carrying out review orders as one run: planned, shown, and made true or proposed.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/review.h"
#include "io/cli/commands.h"

namespace tieout {

// Plans the orders; with --dry-run only says what they would do; else makes them true as one run.
// What is beyond the user's limits becomes a proposal for somebody else. Nothing is done when one
// of them is refused.
Result<ExitCode> carry_out(App& app, const Options& options, std::vector<ReviewOrder> orders);

// What a preview of many orders is about, in its words.
enum class BulkKind : std::uint8_t {
    candidates,  // of exceptions, accepted from a score on
    balances     // small ones, given up
};

// The same for many: without --digest only the preview with its digest (count, sums, lowest score);
// with the digest of a preview, just what it showed. Orders that want what an earlier one has used
// are left out and counted.
Result<ExitCode> carry_out_bulk(
    App& app, const Options& options, std::vector<ReviewOrder> orders, BulkKind kind
);

}  // namespace tieout
