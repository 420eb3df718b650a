// Judged payments counted up: match rates, slices by tier, calibration, precision against coverage.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evaluation.h"

namespace tieout {

// Counts from which the rates of collections.md c4 are made. P are payments and L lines of the
// truth; "posted" put money on items without a touch, "settled" left nothing over.
struct AccuracyCounts {
    std::uint64_t payments = 0;  // P
    std::uint64_t taken = 0;     // of them in the book
    std::uint64_t payer_right = 0;
    std::uint64_t posted = 0;
    std::uint64_t posted_right = 0;  // without a wrong line
    std::uint64_t settled = 0;
    std::uint64_t settled_right = 0;  // exactly as the truth says
    std::uint64_t ambiguous = 0;      // more than one set equally supported
    std::uint64_t on_account = 0;
    std::uint64_t lines = 0;  // L
    std::uint64_t lines_applied = 0;
    std::uint64_t lines_right = 0;
    std::uint64_t lines_copied = 0;     // wrong ones that are an equal item of the same customer
    std::uint64_t days_to_post = 0;     // of all posted payments, whole days
    std::uint64_t suggested = 0;        // not posted, but with candidates
    std::uint64_t suggested_first = 0;  // of them with the truth in front
    std::uint64_t suggested_among = 0;  // with the truth anywhere among them

    std::uint64_t lines_wrong() const { return lines_applied - lines_right; }

    void add(const JudgedPayment& judged);
};

// Money in one currency, minor units; amounts of different currencies are never added up.
struct ValueTally {
    WideMinor value = 0;          // of all payments of the truth
    WideMinor settled = 0;        // of those fully applied without a touch
    WideMinor settled_right = 0;  // of them exactly as the truth says
    WideMinor wrong = 0;          // applied to items where it does not belong
};

AccuracyCounts tally(std::span<const JudgedPayment> judged);
std::map<Currency, ValueTally> tally_values(std::span<const JudgedPayment> judged);

// Tallies of the payments that share a name, such as a tier; in the order of the names. A payment
// may have several names or none.
using NamesOf = std::function<std::vector<std::string>(const JudgedPayment&)>;
std::map<std::string, AccuracyCounts> tally_by(
    std::span<const JudgedPayment> judged, const NamesOf& names_of
);

// How far scores can be believed: the answer to a payment is what was posted, else the best
// suggestion; it is right when it has no wrong line. Sums are whole numbers, so they are exact.
struct ReliabilityBin {
    std::uint64_t answers = 0;
    std::uint64_t right = 0;
    std::uint64_t posted = 0;  // of the answers those that were posted
    std::uint64_t posted_right = 0;
    std::uint64_t score_sum = 0;     // basis points
    std::uint64_t square_error = 0;  // sum of (score - 10,000 if right else 0)^2
};

constexpr std::size_t reliability_bins = 10;  // of 1,000 basis points; the last one has 10,000 too

std::vector<ReliabilityBin> reliability(std::span<const JudgedPayment> judged);

// What would have been answered if only scores from `score_bp` up were taken.
struct CoveragePoint {
    std::int32_t score_bp = 0;
    std::uint64_t answers = 0;
    std::uint64_t right = 0;
    std::uint64_t posted = 0;
    std::uint64_t posted_right = 0;
};

// One point for each score that occurs, the highest first; coverage is a share of all payments.
std::vector<CoveragePoint> precision_by_coverage(std::span<const JudgedPayment> judged);

}  // namespace tieout
