#include "io/report/evaluation_report.h"

#include <fmt/core.h>

namespace tieout {

namespace {

std::string number(WideMinor value) {
    return fmt::format("{}", static_cast<std::int64_t>(value));
}

// part / whole as a per cent with two decimals, rounded down; "n/a" when there is nothing.
std::string rate(WideMinor part, WideMinor whole) {
    if (whole == 0) return "n/a";
    const auto hundredths = static_cast<std::int64_t>(part * 10'000 / whole);
    return fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
}

}  // namespace

Table evaluation_table(const Evaluation& e) {
    Table table;
    table.columns = {{"measure"}, {"value", true}, {"of", true}, {"percent", true}, {"meaning"}};
    const auto put = [&](const char* measure, WideMinor part, WideMinor whole, const char* meaning
                     ) {
        table.rows.push_back({measure, number(part), number(whole), rate(part, whole), meaning});
    };
    put("payments_taken", e.taken, e.payments, "payments of the truth that are in the book");
    put("customer_rate", e.payer_right, e.payments, "right customer set without a touch");
    put("envelope_rate", e.settled, e.payments, "payments fully applied without a touch");
    put("envelope_rate_right", e.settled_right, e.payments, "of them exactly as the truth says");
    put("envelope_rate_value", e.value_settled, e.value, "the same by value, minor units");
    put("line_rate", e.lines_applied, e.lines, "invoice lines applied, right or wrong");
    put("precision", e.lines_right, e.lines_applied, "applied lines that are right");
    put("recall", e.lines_right, e.lines, "lines of the truth that were applied");
    put("f1",
        WideMinor{2} * e.lines_right,
        static_cast<WideMinor>(e.lines_applied) + e.lines,
        "harmonic mean of precision and recall");
    put("wrong_lines",
        static_cast<WideMinor>(e.lines_applied) - e.lines_right,
        e.lines_applied,
        "applied lines that are wrong");
    put("wrong_money", e.value_wrong, e.value, "minor units applied to wrong items");
    put("ambiguity_rate", e.ambiguous, e.payments, "more than one equally supported set");
    put("on_account_rate", e.on_account, e.payments, "money on account");
    return table;
}

}  // namespace tieout
