#include "io/report/evaluation_report.h"

#include <array>

#include <fmt/core.h>

#include "io/report/binomial.h"

namespace tieout {

namespace {

std::string number(WideMinor value) {
    return fmt::format("{}", static_cast<std::int64_t>(value));
}

// part / whole as a per cent with three decimals, rounded down: nothing but all is 100.000.
std::string rate(WideMinor part, WideMinor whole) {
    if (whole == 0) return "none";
    const auto thousandths = static_cast<std::int64_t>(part * 100'000 / whole);
    return fmt::format("{}.{:03}", thousandths / 1'000, thousandths % 1'000);
}

// part / whole with six decimals, rounded half up.
std::string mean(WideMinor part, WideMinor whole) {
    if (whole == 0) return "none";
    const auto millionths = static_cast<std::int64_t>((part * 2'000'000 + whole) / (2 * whole));
    return fmt::format("{}.{:06}", millionths / 1'000'000, millionths % 1'000'000);
}

NamedTable measures(const AccuracyCounts& t) {
    NamedTable named{"measures", "Match rates (P payments, L lines of the truth)", {}};
    Table& table = named.table;
    table.columns = {{"measure"}, {"value", true}, {"of", true}, {"percent", true}, {"meaning"}};
    const auto put = [&](const char* measure, WideMinor part, WideMinor whole, const char* meaning
                     ) {
        table.rows.push_back({measure, number(part), number(whole), rate(part, whole), meaning});
    };
    put("payments_taken", t.taken, t.payments, "payments of the truth that are in the book / P");
    put("customer_rate", t.payer_right, t.payments, "right customer set without a touch / P");
    put("envelope_rate", t.settled, t.payments, "payment STP: fully applied without a touch / P");
    put("envelope_rate_right", t.settled_right, t.payments, "of them exactly as the truth says / P"
    );
    put("posted_rate", t.posted, t.payments, "payments that put money on items / P");
    put("posted_right", t.posted_right, t.posted, "of them without a wrong line");
    put("line_rate", t.lines_applied, t.lines, "line-item rate (ILHR): lines applied / L");
    put("precision", t.lines_right, t.lines_applied, "applied lines that are right");
    put("recall", t.lines_right, t.lines, "lines of the truth that were applied, right / L");
    put("f1",
        WideMinor{2} * t.lines_right,
        static_cast<WideMinor>(t.lines_applied) + t.lines,
        "harmonic mean of precision and recall");
    put("wrong_lines", t.lines_wrong(), t.lines_applied, "applied lines that are wrong");
    put("wrong_lines_copy",
        t.lines_copied,
        t.lines_wrong(),
        "of them an equal item of the same customer");
    put("ambiguity_rate", t.ambiguous, t.payments, "more than one equally supported set / P");
    put("on_account_rate", t.on_account, t.payments, "money on account / P");
    put("suggested_rate", t.suggested, t.payments - t.posted, "not posted, but with candidates");
    put("suggested_first", t.suggested_first, t.suggested, "of them the truth is the first");
    put("suggested_among", t.suggested_among, t.suggested, "the truth is among the candidates");
    table.rows.push_back(
        {"time_to_post_days",
         number(t.days_to_post),
         number(t.posted),
         mean(t.days_to_post, t.posted),
         "days from booking to posting, mean per payment posted (no per cent)"}
    );
    return named;
}

NamedTable money(std::span<const JudgedPayment> judged) {
    NamedTable named{"money", "Money by currency, minor units", {}};
    named.table.columns = {
        {"currency"},
        {"value", true},
        {"envelope_rate_value", true},
        {"percent", true},
        {"right", true},
        {"right_percent", true},
        {"wrong_money", true},
        {"wrong_percent", true}
    };
    for (const auto& [currency, sum] : tally_values(judged)) {
        named.table.rows.push_back(
            {std::string(currency.letters()),
             number(sum.value),
             number(sum.settled),
             rate(sum.settled, sum.value),
             number(sum.settled_right),
             rate(sum.settled_right, sum.value),
             number(sum.wrong),
             rate(sum.wrong, sum.value)}
        );
    }
    return named;
}

// Slices of payments. The bound is of payments posted without a wrong line: the lines of one
// payment stand and fall together, so they are no independent trials.
NamedTable slices(
    const char* name,
    const char* title,
    const std::map<std::string, AccuracyCounts>& tallies,
    const EvaluationRequest& request
) {
    NamedTable named{name, title, {}};
    named.table.columns = {
        {name},
        {"payments", true},
        {"posted", true},
        {"posted_right", true},
        {"posted_right_percent", true},
        {"lower_bound_percent", true},
        {"may_post"},
        {"lines", true},
        {"applied", true},
        {"right", true},
        {"wrong", true},
        {"wrong_copy", true},
        {"precision", true},
        {"recall", true}
    };
    for (const auto& [group, t] : tallies) {
        const std::int64_t bound = lower_bound_ppm(t.posted_right, t.posted, request.confidence_bp);
        const bool may_post = bound >= std::int64_t{request.target_bp} * 100;
        named.table.rows.push_back(
            {group,
             number(t.payments),
             number(t.posted),
             number(t.posted_right),
             rate(t.posted_right, t.posted),
             t.posted == 0 ? "none" : rate(bound, 1'000'000),
             t.posted == 0 ? "none" : (may_post ? "yes" : "no"),
             number(t.lines),
             number(t.lines_applied),
             number(t.lines_right),
             number(t.lines_wrong()),
             number(t.lines_copied),
             rate(t.lines_right, t.lines_applied),
             rate(t.lines_right, t.lines)}
        );
    }
    return named;
}

NamedTable calibration(const std::vector<ReliabilityBin>& bins) {
    NamedTable named{"calibration", "Calibration of scores (0 is best, 1 is worst)", {}};
    named.table.columns = {{"measure"}, {"value", true}, {"answers", true}, {"meaning"}};
    std::uint64_t answers = 0;
    WideMinor squares = 0;
    WideMinor gaps = 0;  // of a bin: answers * |right share - mean score|, times 10,000
    for (const ReliabilityBin& bin : bins) {
        answers += bin.answers;
        squares += bin.square_error;
        const WideMinor gap = static_cast<WideMinor>(bin.right) * 10'000 - bin.score_sum;
        gaps += gap < 0 ? -gap : gap;
    }
    named.table.rows = {
        {"brier_score",
         mean(squares, static_cast<WideMinor>(answers) * 100'000'000),
         number(answers),
         "mean square of score - outcome"},
        {"expected_calibration_error",
         mean(gaps, static_cast<WideMinor>(answers) * 10'000),
         number(answers),
         "mean distance of score and right share over 10 bins"}
    };
    return named;
}

NamedTable reliability_table(const std::vector<ReliabilityBin>& bins) {
    NamedTable named{
        "reliability", "Reliability: the answer is what was posted, else the best suggestion", {}
    };
    named.table.columns = {
        {"score_bp"},
        {"answers", true},
        {"mean_score_bp", true},
        {"right", true},
        {"right_percent", true},
        {"posted", true},
        {"posted_right", true}
    };
    for (std::size_t i = 0; i < bins.size(); ++i) {
        const ReliabilityBin& bin = bins[i];
        const std::size_t last = i + 1 == bins.size() ? 10'000 : (i + 1) * 1'000 - 1;
        named.table.rows.push_back(
            {fmt::format("{}-{}", i * 1'000, last),
             number(bin.answers),
             bin.answers == 0 ? "none" : number(bin.score_sum / bin.answers),
             number(bin.right),
             rate(bin.right, bin.answers),
             number(bin.posted),
             number(bin.posted_right)}
        );
    }
    return named;
}

NamedTable coverage(std::span<const JudgedPayment> judged) {
    NamedTable named{"coverage", "Precision against coverage, by score", {}};
    named.table.columns = {
        {"score_bp"},
        {"answers", true},
        {"coverage", true},
        {"right", true},
        {"precision", true},
        {"posted", true},
        {"posted_coverage", true},
        {"posted_right", true},
        {"posted_precision", true}
    };
    for (const CoveragePoint& point : precision_by_coverage(judged)) {
        named.table.rows.push_back(
            {number(point.score_bp),
             number(point.answers),
             rate(point.answers, judged.size()),
             number(point.right),
             rate(point.right, point.answers),
             number(point.posted),
             rate(point.posted, judged.size()),
             number(point.posted_right),
             rate(point.posted_right, point.posted)}
        );
    }
    return named;
}

using Names = std::vector<std::string>;

Names tier_of(const JudgedPayment& judged) {
    return {judged.is_posted() ? fmt::format("{}", judged.tier) : "not posted"};
}

Names certificate_of(const JudgedPayment& judged) {
    return {judged.is_posted() ? std::string(word_of(judged.certificate)) : "not posted"};
}

// Why something is left: exceptions by reason, and payments that are not in the book.
Names reason_of_rest(const JudgedPayment& judged) {
    if (!judged.is_taken) return {"not in the book"};
    const std::string_view reason = word_of(judged.reason);
    return {fmt::format("{}{}{}", word_of(judged.status), reason.empty() ? "" : " ", reason)};
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : "|") + word;
    return text;
}

const std::vector<std::string>& traits_of(const TraitsOf& traits, const std::string& payment) {
    static const std::vector<std::string> nothing;
    const auto found = traits.find(payment);
    return found == traits.end() ? nothing : found->second;
}

}  // namespace

std::vector<NamedTable> evaluation_tables(
    std::span<const JudgedPayment> judged, const EvaluationRequest& request
) {
    const std::vector<ReliabilityBin> bins = reliability(judged);
    const std::string bound = fmt::format(
        "; lower bound of posted_right with {} % confidence, target {} %",
        rate(request.confidence_bp, 10'000),
        rate(request.target_bp, 10'000)
    );
    std::vector<NamedTable> tables{measures(tally(judged)), money(judged)};
    const std::string tiers = "By tier" + bound;
    tables.push_back(slices("tier", tiers.c_str(), tally_by(judged, tier_of), request));
    tables.push_back(
        slices("certificate", "By certificate", tally_by(judged, certificate_of), request)
    );
    tables.push_back(
        slices("status", "By status and reason", tally_by(judged, reason_of_rest), request)
    );
    if (!request.traits.empty()) {
        const auto named = [&](const JudgedPayment& each) {
            return traits_of(request.traits, each.payment);
        };
        tables.push_back(slices("trait", "By trait", tally_by(judged, named), request));
    }
    tables.push_back(calibration(bins));
    tables.push_back(reliability_table(bins));
    tables.push_back(coverage(judged));
    return tables;
}

std::string evaluation_text(
    const std::vector<NamedTable>& tables, const EvaluationRequest& request
) {
    std::string text;
    for (const NamedTable& named : tables) {
        text += (text.empty() ? "" : "\n") + named.title + "\n\n";
        const std::size_t rows = named.table.rows.size();
        if (named.name != "coverage" || rows <= request.curve_rows_max) {
            text += as_text(named.table);
            continue;
        }
        Table thinned{named.table.columns, {}};
        for (std::size_t i = 0; i < request.curve_rows_max; ++i) {
            thinned.rows.push_back(named.table.rows[i * (rows - 1) / (request.curve_rows_max - 1)]);
        }
        text += as_text(thinned);
        text += fmt::format("{} of {} points; all with --format json\n", thinned.rows.size(), rows);
    }
    return text;
}

std::string evaluation_json(const std::vector<NamedTable>& tables) {
    std::string json = "{";
    for (const NamedTable& named : tables) {
        json += json.size() == 1 ? "\n" : ",\n";
        put_json_text(json, named.name);
        std::string rows = as_json(named.table);
        rows.erase(rows.find_last_not_of('\n') + 1);
        json += ": " + rows;
    }
    return json + "\n}\n";
}

std::string evaluation_csv(const std::vector<NamedTable>& tables) {
    Table cells{{{"table"}, {"row"}, {"column"}, {"value"}}, {}};
    for (const NamedTable& named : tables) {
        for (const auto& row : named.table.rows) {
            for (std::size_t i = 1; i < row.size(); ++i)
                cells.rows.push_back({named.name, row[0], named.table.columns[i].name, row[i]});
        }
    }
    return as_csv(cells);
}

Table judged_table(std::span<const JudgedPayment> judged, const TraitsOf& traits) {
    Table table;
    table.columns = {
        {"payment"},
        {"status"},
        {"reason"},
        {"tier"},
        {"certificate"},
        {"score_bp"},
        {"currency"},
        {"amount"},
        {"payer"},
        {"lines"},
        {"applied"},
        {"right"},
        {"wrong_copy"},
        {"wrong_money"},
        {"suggested"},
        {"wrong"},
        {"missing"},
        {"traits"}
    };
    for (const JudgedPayment& each : judged) {
        constexpr std::array<const char*, 4> suggested{"", "elsewhere", "among", "first"};
        table.rows.push_back(
            {each.payment,
             each.is_taken ? std::string(word_of(each.status)) : "not in the book",
             std::string(word_of(each.reason)),
             number(each.tier),
             std::string(word_of(each.certificate)),
             each.has_score ? number(each.score_bp) : "",
             std::string(each.currency.letters()),
             number(each.amount),
             each.is_payer_right ? "right" : "wrong",
             number(each.lines),
             number(each.applied),
             number(each.right),
             number(each.copies),
             number(each.wrong),
             suggested.at(static_cast<std::size_t>(each.suggested)),
             joined(each.wrong_documents),
             joined(each.missing_documents),
             joined(traits_of(traits, each.payment))}
        );
    }
    return table;
}

}  // namespace tieout
