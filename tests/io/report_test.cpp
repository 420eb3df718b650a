// Reports are laid out to the byte, and a workbook holds what its cells say.
#include "io/report/report.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>

#include <archive.h>
#include <archive_entry.h>
#include <catch2/catch.hpp>

#include "io/report/aging_report.h"
#include "io/report/cash_tieout_report.h"
#include "io/report/exceptions_report.h"
#include "io/report/roll_forward_report.h"
#include "io/report/unapplied_report.h"
#include "io/report/workbook.h"
#include "tests/support/memory_books.h"
#include "tests/support/random_ledger.h"

namespace tieout {
namespace {

Report small_report() {
    Report report;
    report.name = "sample";
    report.title = "Cash & <claims>";
    report.facts = {{"as_of", "2026-03-31"}, {"policy", "abc"}};
    Table table;
    table.columns = {
        {"customer"}, {"currency"}, {"day", false, true}, {"count", true}, {"amount", true}
    };
    table.rows = {
        {"Müller, \"Sons\"", "EUR", "2026-03-16", "3", "-1234.50"},
        {"=HYPERLINK(\"x\")", "JPY", "", "0", "700"},
        {"@home", "BHD", "1900-01-01", "12", "9999999999999999.999"}
    };
    report.sections = {{"lines", "All lines", table}, {"empty", "Nothing here", {{{"a"}}, {}}}};
    put_tie(report, "lines are the ledger", "main", *Currency::find("EUR"), {-123'450, -123'450});
    return report;
}

TEST_CASE("a report as text tells its day, its policy and what must agree", "[io][report]") {
    CHECK(
        report_text(small_report()) ==
        "Cash & <claims>\n"
        "as_of 2026-03-31\n"
        "policy abc\n"
        "\n"
        "All lines\n"
        "\n"
        "customer         currency  day         count                amount\n"
        "------------------------------------------------------------------\n"
        "Müller, \"Sons\"   EUR       2026-03-16      3              -1234.50\n"
        "=HYPERLINK(\"x\")  JPY                       0                   700\n"
        "@home            BHD       1900-01-01     12  9999999999999999.999\n"
        "\n"
        "Nothing here\n"
        "\n"
        "(none)\n"
        "\n"
        "What must agree\n"
        "\n"
        "claim                 entity  currency    report    ledger  difference\n"
        "----------------------------------------------------------------------\n"
        "lines are the ledger  main    EUR       -1234.50  -1234.50        0.00\n"
    );
}

TEST_CASE("a report as CSV carries its facts in every row", "[io][report]") {
    const Report report = small_report();
    const Table table = with_facts(report, report.sections.front());
    CHECK(
        as_csv(table) ==
        "customer,currency,day,count,amount,as_of,policy\n"
        "\"Müller, \"\"Sons\"\"\",EUR,2026-03-16,3,-1234.50,2026-03-31,abc\n"
        "\"=HYPERLINK(\"\"x\"\")\",JPY,,0,700,2026-03-31,abc\n"
        "@home,BHD,1900-01-01,12,9999999999999999.999,2026-03-31,abc\n"
    );
    // For spreadsheets texts are no formulas; amounts stay amounts.
    CHECK(
        as_excel_csv(table) ==
        "\xEF\xBB\xBF"
        "customer,currency,day,count,amount,as_of,policy\n"
        "\"Müller, \"\"Sons\"\"\",EUR,2026-03-16,3,-1234.50,2026-03-31,abc\n"
        "\"'=HYPERLINK(\"\"x\"\")\",JPY,,0,700,2026-03-31,abc\n"
        "'@home,BHD,1900-01-01,12,9999999999999999.999,2026-03-31,abc\n"
    );
    CHECK(section_file(report, report.sections.front()) == "sample.lines.csv");
}

TEST_CASE("a report as JSON has every section and says whether it agrees", "[io][report]") {
    Report report = small_report();
    report.sections.front().table.rows.resize(1);
    const std::string front =
        "{\"report\":\"sample\",\"title\":\"Cash & <claims>\",\"as_of\":\"2026-03-31\","
        "\"policy\":\"abc\",\"ties\":true,\"sections\":{\n"
        "\"lines\":[\n"
        "{\"customer\":\"Müller, \\\"Sons\\\"\",\"currency\":\"EUR\",\"day\":\"2026-03-16\","
        "\"count\":\"3\",\"amount\":\"-1234.50\"}\n"
        "],\n"
        "\"empty\":[],\n"
        "\"ties\":[\n"
        "{\"claim\":\"lines are the ledger\",\"entity\":\"main\",\"currency\":\"EUR\","
        "\"report\":\"-1234.50\",\"ledger\":\"-1234.50\",\"difference\":\"0.00\"}\n"
        "]}}\n";
    CHECK(report_json(report) == front);
    CHECK(report.holds());
    put_count_tie(report, "rows", 2, 3);
    CHECK_FALSE(report.holds());
    CHECK(report.ties.back().difference == "-1");
    CHECK(report_json(report).find("\"ties\":false") != std::string::npos);
}

TEST_CASE("a report as a page is escaped, needs nothing else and prints", "[io][report]") {
    Report report = small_report();
    report.sections.front().table.rows.push_back({"<script>alert('1')</script>", "", "", "", ""});
    const std::string page = report_html(report);
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;") != std::string::npos);
    CHECK(page.find("<h1>Cash &amp; &lt;claims&gt;</h1>") != std::string::npos);
    CHECK(page.find("<td class=\"n\">-1234.50</td>") != std::string::npos);
    CHECK(page.find("@media print") != std::string::npos);
    for (const char* asks : {"http:", "https:", "src=", "url(", "<link", "@import"})
        CHECK(page.find(asks) == std::string::npos);
    const std::string index = report_index_html(report.facts, {report});
    CHECK(index.find("<a href=\"sample.xlsx\">xlsx</a>") != std::string::npos);
    CHECK(index.find("<a href=\"sample.lines.csv\">lines</a>") != std::string::npos);
}

class Folder {
public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "report-XXXXXX").string();
        REQUIRE(mkdtemp(pattern.data()) != nullptr);
        path_ = pattern;
    }

    ~Folder() { std::filesystem::remove_all(path_); }

    std::string operator/(const char* name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

std::string bytes_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// A workbook read back: the parts of the package by name, the cells of a sheet by place.
class Opened {
public:
    explicit Opened(const std::string& path) {
        archive* const zip = archive_read_new();
        REQUIRE(archive_read_support_format_zip(zip) == ARCHIVE_OK);
        REQUIRE(archive_read_open_filename(zip, path.c_str(), 65'536) == ARCHIVE_OK);
        archive_entry* entry = nullptr;
        while (archive_read_next_header(zip, &entry) == ARCHIVE_OK) {
            std::string bytes(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
            REQUIRE(
                archive_read_data(zip, bytes.data(), bytes.size()) ==
                static_cast<la_ssize_t>(bytes.size())
            );
            parts_.push_back(std::move(bytes));
        }
        REQUIRE(archive_read_free(zip) == ARCHIVE_OK);
        const std::string& texts = part("<sst ");
        const std::regex text("<si><t[^>]*>([^<]*)</t></si>");
        for (std::sregex_iterator at(texts.begin(), texts.end(), text), end; at != end; ++at)
            texts_.push_back((*at)[1]);
    }

    const std::string& part(std::string_view mark) const {
        const auto found = std::find_if(parts_.begin(), parts_.end(), [&](const std::string& each) {
            return each.find(mark) != std::string::npos;
        });
        REQUIRE(found != parts_.end());
        return *found;
    }

    // Sheets in their order: each part is one entry of the package, and these keep it.
    std::vector<std::string> sheets() const {
        std::vector<std::string> sheets;
        for (const std::string& part : parts_) {
            if (part.find("<worksheet ") != std::string::npos) sheets.push_back(part);
        }
        return sheets;
    }

    // "t:words" for text, "n:number:style" for a number, by "A1".
    std::map<std::string, std::string> cells(const std::string& sheet) const {
        std::map<std::string, std::string> cells;
        const std::regex cell(
            "<c r=\"([A-Z]+[0-9]+)\"(?: s=\"([0-9]+)\")?(?: t=\"(s)\")?><v>([^<]*)</v>"
        );
        for (std::sregex_iterator at(sheet.begin(), sheet.end(), cell), end; at != end; ++at) {
            const bool is_text = (*at)[3].matched;
            const std::string value = (*at)[4];
            cells[(*at)[1]] =
                is_text ? "t:" + texts_.at(std::stoul(value)) : "n:" + value + ':' + (*at)[2].str();
        }
        return cells;
    }

private:
    std::vector<std::string> parts_;
    std::vector<std::string> texts_;
};

TEST_CASE("a workbook has typed cells, frozen heads and filters", "[io][report][workbook]") {
    const Folder folder;
    const std::string path = folder / "report.xlsx";
    REQUIRE(write_workbook(small_report(), path).has_value());
    const Opened opened(path);
    const auto sheets = opened.sheets();
    REQUIRE(sheets.size() == 4);  // lines, empty, ties, about
    auto cells = opened.cells(sheets[0]);
    CHECK(cells.at("A1") == "t:customer");
    CHECK(cells.at("A2") == "t:Müller, \"Sons\"");
    CHECK(cells.at("C2").substr(0, 8) == "n:46097:");  // 2026-03-16 counted from 1899-12-30
    CHECK(cells.at("D2").substr(0, 4) == "n:3:");
    CHECK(cells.at("E2").substr(0, 10) == "n:-1234.5:");
    CHECK(cells.at("E3").substr(0, 6) == "n:700:");
    CHECK(cells.at("A3") == "t:=HYPERLINK(\"x\")");
    // More digits than a number of a spreadsheet keeps: as text, to the last of them.
    CHECK(cells.at("E4") == "t:9999999999999999.999");
    CHECK_FALSE(cells.contains("C3"));
    CHECK(cells.at("E2").back() != cells.at("E3").back());  // formats by decimals
    CHECK(sheets[0].find("<f>") == std::string::npos);
    CHECK(sheets[0].find("state=\"frozen\"") != std::string::npos);
    CHECK(sheets[0].find("<autoFilter ref=\"A1:E4\"/>") != std::string::npos);
    const std::string& styles = opened.part("<styleSheet ");
    CHECK(styles.find("#,##0.00") != std::string::npos);
    CHECK(styles.find("yyyy-mm-dd") != std::string::npos);
    cells = opened.cells(sheets[3]);
    CHECK(cells.at("A3") == "t:as_of");
    CHECK(cells.at("B3") == "t:2026-03-31");
    CHECK(opened.part("dcterms:created").find("2020-01-01T00:00:00Z") != std::string::npos);
}

TEST_CASE("the same report makes the same workbook, byte for byte", "[io][report][workbook]") {
    const Folder folder;
    REQUIRE(write_workbook(small_report(), folder / "one.xlsx").has_value());
    REQUIRE(write_workbook(small_report(), folder / "two.xlsx").has_value());
    const std::string one = bytes_of(folder / "one.xlsx");
    CHECK(one.size() > 4000);
    CHECK(one == bytes_of(folder / "two.xlsx"));
    CHECK_FALSE(write_workbook(small_report(), folder / "no/such/folder.xlsx").has_value());
}

// All reports of the days up to one, as one text.
std::string reports_until(const RandomLedger& ledger, Date first, Date last) {
    const Book& book = ledger.book();
    const JournalFacts facts =
        read_journal_facts(book, MemoryJournal(ledger.journal()), true).value();
    const Period period{first, last};
    AgingRequest request;
    request.as_of = last;
    request.basis = AgingBasis::posting_date;
    request.taken_on = facts.items_taken_on;
    std::string text;
    for (const Report& report :
         {aging_report(book, {last}, &facts),
          aging_report(book, request, &facts),
          cash_tieout_report(book, facts, period),
          roll_forward_report(book, facts, period),
          unapplied_report(book, facts, {last}),
          exceptions_report(book, facts, last, period)}) {
        INFO(report.title);
        CHECK(report.holds());
        text += report_text(report) + report_json(report);
    }
    return text;
}

TEST_CASE("reports of a past day stay the same when later runs come", "[io][report]") {
    const Date first = day("2026-02-01");
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
        RandomLedger ledger(seed, false);
        for (int i = 0; i < 20; ++i)
            ledger.live_through(add_days(first, i));
        const Date last = add_days(first, 19);
        const std::string then = reports_until(ledger, first, last);
        for (int i = 20; i < 40; ++i)
            ledger.live_through(add_days(first, i));
        INFO("seed " << seed);
        REQUIRE(then.size() > 5000);
        REQUIRE(reports_until(ledger, first, last) == then);
    }
}

}  // namespace
}  // namespace tieout
