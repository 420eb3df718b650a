#include "engine/accuracy.h"

#include <algorithm>

namespace tieout {

namespace {

constexpr std::int32_t whole_bp = 10'000;

// The best suggestion is right when it is exactly the truth; what was posted, without a wrong line.
bool is_answer_right(const JudgedPayment& judged) {
    return judged.is_posted() ? judged.is_posted_right() : judged.suggested == Suggested::first;
}

std::size_t bin_of(std::int32_t score_bp) {
    constexpr std::int32_t width = whole_bp / static_cast<std::int32_t>(reliability_bins);
    const std::int32_t bin = std::clamp(score_bp, 0, whole_bp - 1) / width;
    return static_cast<std::size_t>(bin);
}

}  // namespace

void AccuracyCounts::add(const JudgedPayment& judged) {
    ++payments;
    lines += judged.lines;
    if (!judged.is_taken) return;
    ++taken;
    payer_right += judged.is_payer_right ? 1U : 0U;
    posted += judged.is_posted() ? 1U : 0U;
    posted_right += judged.is_posted_right() ? 1U : 0U;
    settled += judged.is_settled() ? 1U : 0U;
    settled_right += judged.is_settled_right() ? 1U : 0U;
    ambiguous += judged.certificate == Certificate::ambiguous ? 1U : 0U;
    on_account += judged.has_on_account ? 1U : 0U;
    lines_applied += judged.applied;
    lines_right += judged.right;
    lines_copied += judged.copies;
    days_to_post += static_cast<std::uint64_t>(std::max(0, judged.days_to_post));
    if (judged.suggested == Suggested::nothing) return;
    ++suggested;
    suggested_first += judged.suggested == Suggested::first ? 1U : 0U;
    suggested_among += judged.suggested != Suggested::elsewhere ? 1U : 0U;
}

AccuracyCounts tally(std::span<const JudgedPayment> judged) {
    AccuracyCounts all;
    for (const JudgedPayment& each : judged)
        all.add(each);
    return all;
}

std::map<Currency, ValueTally> tally_values(std::span<const JudgedPayment> judged) {
    std::map<Currency, ValueTally> values;
    for (const JudgedPayment& each : judged) {
        if (!each.is_taken) continue;
        ValueTally& sum = values[each.currency];
        sum.value += each.amount;
        sum.wrong += each.wrong;
        if (each.is_settled()) sum.settled += each.amount;
        if (each.is_settled_right()) sum.settled_right += each.amount;
    }
    return values;
}

std::map<std::string, AccuracyCounts> tally_by(
    std::span<const JudgedPayment> judged, const NamesOf& names_of
) {
    std::map<std::string, AccuracyCounts> tallies;
    for (const JudgedPayment& each : judged) {
        for (const std::string& name : names_of(each))
            tallies[name].add(each);
    }
    return tallies;
}

std::vector<ReliabilityBin> reliability(std::span<const JudgedPayment> judged) {
    std::vector<ReliabilityBin> bins(reliability_bins);
    for (const JudgedPayment& each : judged) {
        if (!each.has_score) continue;
        ReliabilityBin& bin = bins[bin_of(each.score_bp)];
        const bool is_right = is_answer_right(each);
        const std::int64_t error = each.score_bp - (is_right ? whole_bp : 0);
        ++bin.answers;
        bin.right += is_right ? 1U : 0U;
        bin.posted += each.is_posted() ? 1U : 0U;
        bin.posted_right += each.is_posted_right() ? 1U : 0U;
        bin.score_sum += static_cast<std::uint64_t>(std::max(0, each.score_bp));
        bin.square_error += static_cast<std::uint64_t>(error * error);
    }
    return bins;
}

std::vector<CoveragePoint> precision_by_coverage(std::span<const JudgedPayment> judged) {
    std::map<std::int32_t, CoveragePoint, std::greater<>> by_score;
    for (const JudgedPayment& each : judged) {
        if (!each.has_score) continue;
        CoveragePoint& point = by_score[each.score_bp];
        ++point.answers;
        point.right += is_answer_right(each) ? 1U : 0U;
        point.posted += each.is_posted() ? 1U : 0U;
        point.posted_right += each.is_posted_right() ? 1U : 0U;
    }
    std::vector<CoveragePoint> points;
    CoveragePoint sum;
    for (const auto& [score, here] : by_score) {
        sum.score_bp = score;
        sum.answers += here.answers;
        sum.right += here.right;
        sum.posted += here.posted;
        sum.posted_right += here.posted_right;
        points.push_back(sum);
    }
    return points;
}

}  // namespace tieout
