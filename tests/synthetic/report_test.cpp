// Accuracy as it is printed, and a made-up book through the program.
#include <map>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "io/report/binomial.h"
#include "io/report/evaluation_plots.h"
#include "io/report/evaluation_report.h"
#include "io/report/svg_plot.h"
#include "tests/program/program.h"

namespace tieout {
namespace {

TEST_CASE("the lower bound of a precision is that of Clopper and Pearson", "[evaluation]") {
    // All right: alpha^(1/n). 9 of 10 with 95 %: .6058 (tables of the exact interval).
    CHECK(lower_bound_ppm(273, 273, 9'500) == 989'086);
    CHECK(lower_bound_ppm(9, 10, 9'500) / 100 == 6'058);
    CHECK(lower_bound_ppm(0, 10, 9'500) == 0);
    CHECK(lower_bound_ppm(0, 0, 9'500) == 0);
    CHECK(lower_bound_ppm(598, 598, 9'500) == 995'002);  // the first n that proves 99.5 %
    CHECK(lower_bound_ppm(597, 597, 9'500) < 995'000);
}

std::vector<JudgedPayment> three_payments() {
    std::vector<JudgedPayment> judged(3);
    for (JudgedPayment& each : judged) {
        each.is_taken = true;
        each.currency = *Currency::find("USD");
        each.amount = 1'000;
        each.lines = 1;
        each.tier = 2;
    }
    judged[0].payment = "P1";
    judged[1].payment = "P2";
    judged[2].payment = "P3";
    for (std::size_t i = 0; i < 2; ++i) {
        judged[i].status = PaymentStatus::applied;
        judged[i].certificate = Certificate::stated;
        judged[i].applied = 1;
        judged[i].has_score = true;
        judged[i].score_bp = i == 0 ? 9'900 : 9'000;
    }
    judged[0].right = 1;
    judged[1].wrong = 1'000;
    judged[1].wrong_documents = {"<1002>"};
    return judged;
}

TEST_CASE("rates stand beside what they are shares of", "[evaluation]") {
    const auto judged = three_payments();
    EvaluationRequest request;
    request.traits["P2"] = {"misread_number"};
    const auto tables = evaluation_tables(judged, request);
    const std::string csv = evaluation_csv(tables);
    const auto has_row = [&](const char* row) {
        INFO(row);
        CHECK(csv.find(std::string("\n") + row + '\n') != std::string::npos);
    };
    has_row("measures,envelope_rate,value,2");
    has_row("measures,envelope_rate,of,3");
    has_row("measures,envelope_rate,percent,66.666");
    has_row("measures,precision,percent,50.000");
    has_row("measures,wrong_lines_copy,percent,0.000");
    has_row("measures,suggested_first,percent,none");
    has_row("money,USD,wrong_money,1000");
    has_row("tier,2,posted,2");
    has_row("tier,2,may_post,no");
    has_row("trait,misread_number,wrong,1");
    // (100^2 + 9000^2) / 2 / 10^8, and (|9900 - 10000| + |9000 - 0|) / 2 / 10^4 in one bin:
    // their sum is 18,900 for one right answer, so the gap is 8,900 over 2.
    has_row("calibration,brier_score,value,0.405050");
    has_row("calibration,expected_calibration_error,value,0.445000");
    has_row("coverage,9900,precision,100.000");
    has_row("coverage,9000,precision,50.000");
    const std::string json = evaluation_json(tables);
    CHECK(json.find("\"measures\": [") != std::string::npos);
    CHECK(json.find("\"coverage\": [") != std::string::npos);
    CHECK(evaluation_text(tables, request).find("By trait") != std::string::npos);
}

TEST_CASE("plots stand alone and show their axes", "[evaluation]") {
    const auto judged = three_payments();
    for (const std::string& svg :
         {coverage_svg(judged, "a & b"), reliability_svg(judged, "a & b")}) {
        CHECK(svg.rfind("<svg xmlns=\"http://www.w3.org/2000/svg\"", 0) == 0);
        CHECK(svg.find("a &amp; b") != std::string::npos);
        CHECK(svg.find("href") == std::string::npos);
        CHECK(svg.find("NaN") == std::string::npos);
        CHECK(svg.find("100 %") != std::string::npos);
        CHECK(svg.substr(svg.size() - 7) == "</svg>\n");
    }
    CHECK(coverage_svg(judged, "x").find("share of all payments") != std::string::npos);
    CHECK(as_svg(Plot{"empty", "x", "y", 0, 0, {}}).find("empty") != std::string::npos);
}

// The lines of a CSV file without quoted cells.
std::vector<std::map<std::string, std::string>> rows_of(const std::string& text) {
    std::vector<std::map<std::string, std::string>> rows;
    std::istringstream lines(text);
    std::string line;
    std::vector<std::string> names;
    while (std::getline(lines, line)) {
        std::vector<std::string> cells;
        for (std::size_t at = 0; at <= line.size();) {
            const std::size_t end = std::min(line.find(',', at), line.size());
            cells.push_back(line.substr(at, end - at));
            at = end + 1;
        }
        if (names.empty()) {
            names = cells;
            continue;
        }
        auto& row = rows.emplace_back();
        for (std::size_t i = 0; i < cells.size(); ++i)
            row[names.at(i)] = cells[i];
    }
    return rows;
}

bool has_any(const std::string& traits, const std::set<std::string>& words) {
    std::istringstream list(traits);
    std::string word;
    while (std::getline(list, word, '|')) {
        if (words.contains(word)) return true;
    }
    return false;
}

TEST_CASE("a made-up book through the program is judged by its truth", "[synthetic][program]") {
    const TempFolder folder;
    const std::string made = folder / "made";
    const Answer generated = run_program(
        {"generate",
         "--customers",
         "120",
         "--items",
         "2400",
         "--payments",
         "1000",
         "--seed",
         "4",
         "--out",
         made}
    );
    INFO(generated.err);
    REQUIRE(generated.code == 0);
    for (const std::string threads : {"1", "2"}) {
        const std::string book = folder / ("book" + threads);
        std::istringstream steps(text_of(made + "/steps.txt"));
        std::string line;
        std::size_t runs = 0;
        while (std::getline(steps, line)) {
            std::istringstream words(line);
            std::string word;
            words >> word;
            std::vector<std::string> step{"--book", book, "--threads", threads, word};
            if (word == "apply") {
                step.push_back("--out");
                step.push_back(folder / ("out" + threads + "-" + std::to_string(++runs)));
            }
            while (words >> word)
                step.push_back(made + '/' + word);
            const Answer answer = run_program(step);
            INFO(line);
            INFO(answer.err);
            REQUIRE(answer.code == 0);
        }
        REQUIRE(runs > 5);
    }
    CHECK(
        text_of(folder / "out1-5" + "/postings.csv") == text_of(folder / "out2-5" + "/postings.csv")
    );
    const std::string details = folder / "details.csv";
    const Answer judged = run_program(
        {"--book",
         folder / "book1",
         "evaluate",
         "--truth",
         made + "/truth.csv",
         "--traits",
         made + "/traits.csv",
         "--details",
         details,
         "--plots",
         folder / "plots"}
    );
    INFO(judged.err);
    REQUIRE(judged.code == 0);
    CHECK(text_of(folder / "plots" + "/coverage.svg").find("</svg>") != std::string::npos);
    CHECK(text_of(folder / "plots" + "/reliability.svg").find("</svg>") != std::string::npos);
    // The payer's slips, and numbers without their prefix, which the book cannot tell from slips.
    const std::set<std::string> mistakes{
        "wrong_number",
        "foreign_number",
        "truncated_number",
        "transposed_number",
        "misread_number",
        "lost_digit",
        "paid_twice",
        "bare_number"
    };
    std::size_t stated = 0;
    std::size_t applied = 0;
    std::size_t right = 0;
    for (const auto& row : rows_of(text_of(details))) {
        applied += std::stoul(row.at("applied"));
        right += std::stoul(row.at("right"));
        // Numbers that are exactly those of the documents: tiers 1 and 2.
        const bool is_exact = row.at("tier") == "1" || row.at("tier") == "2";
        if (row.at("certificate") != "STATED" || !is_exact) continue;
        if (has_any(row.at("traits"), mistakes)) continue;
        ++stated;
        INFO(row.at("payment") << " " << row.at("traits") << " wrong " << row.at("wrong"));
        CHECK(row.at("applied") == row.at("right"));
    }
    CHECK(stated > 500);
    CHECK(applied > 1'000);
    CHECK((applied - right) * 100 < applied);  // under one in a hundred, mistakes and all
}

}  // namespace
}  // namespace tieout
