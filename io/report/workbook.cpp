#include "io/report/workbook.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/core.h>
#include <xlsxwriter.h>

namespace tieout {

namespace {

constexpr std::size_t rows_max = 1'048'575;
constexpr std::size_t sheet_name_max = 31;
constexpr std::size_t digits_max = 15;
constexpr std::int64_t created_s = 1'577'836'800;  // 2020-01-01T00:00:00Z, for every workbook
constexpr std::size_t width_max = 60;

// The number that a cell holds, when the format can hold all of its digits.
std::optional<double> number_of(std::string_view cell) {
    const auto digits = std::count_if(cell.begin(), cell.end(), [](char letter) {
        return letter >= '0' && letter <= '9';
    });
    if (digits == 0 || static_cast<std::size_t>(digits) > digits_max) return std::nullopt;
    double value = 0;
    const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (read.ec != std::errc{} || read.ptr != cell.data() + cell.size()) return std::nullopt;
    return value;
}

class Writing {
public:
    explicit Writing(lxw_workbook* workbook) : workbook_(workbook) {
        head_ = workbook_add_format(workbook);
        format_set_bold(head_);
        format_set_bottom(head_, LXW_BORDER_THIN);
        date_ = workbook_add_format(workbook);
        format_set_num_format(date_, "yyyy-mm-dd");
    }

    // Returns the first error of the library, LXW_NO_ERROR when there is none.
    lxw_error write(const Report& report) {
        for (const ReportSection& section : all_sections(report))
            put_sheet(section.name, section.table);
        Table facts;
        facts.columns = {{"fact"}, {"value"}};
        facts.rows.push_back({"report", report.title});
        for (const ReportFact& fact : report.facts)
            facts.rows.push_back({fact.name, fact.value});
        put_sheet("about", facts);
        return error_;
    }

private:
    void note(lxw_error error) {
        if (error_ == LXW_NO_ERROR) error_ = error;
    }

    void put_sheet(const std::string& name, const Table& table) {
        const std::string short_name = name.substr(0, sheet_name_max);
        lxw_worksheet* const sheet = workbook_add_worksheet(workbook_, short_name.c_str());
        if (sheet == nullptr) return note(LXW_ERROR_MEMORY_MALLOC_FAILED);
        std::vector<std::size_t> widths;
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const std::string& words = table.columns[c].name;
            widths.push_back(words.size() + 4);
            note(worksheet_write_string(sheet, 0, column(c), words.c_str(), head_));
        }
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            for (std::size_t c = 0; c < table.columns.size(); ++c) {
                const std::string& cell = table.rows[r][c];
                widths[c] = std::max(widths[c], std::min(width_max, cell.size() + 2));
                put_cell(sheet, static_cast<lxw_row_t>(r + 1), column(c), table.columns[c], cell);
            }
        }
        for (std::size_t c = 0; c < widths.size(); ++c) {
            const auto width = static_cast<double>(widths[c]);
            note(worksheet_set_column(sheet, column(c), column(c), width, nullptr));
        }
        worksheet_freeze_panes(sheet, 1, 0);
        worksheet_set_landscape(sheet);
        worksheet_fit_to_pages(sheet, 1, 0);
        note(worksheet_repeat_rows(sheet, 0, 0));
        if (table.columns.empty()) return;
        const auto last_row = static_cast<lxw_row_t>(table.rows.size());
        note(worksheet_autofilter(sheet, 0, 0, last_row, column(table.columns.size() - 1)));
    }

    void put_cell(
        lxw_worksheet* sheet,
        lxw_row_t row,
        lxw_col_t at,
        const Column& column,
        const std::string& cell
    ) {
        if (cell.empty()) return;
        if (column.is_date) {
            if (const auto day = parse_date(cell)) return put_date(sheet, row, at, *day);
        }
        if (column.is_number) {
            if (const auto number = number_of(cell)) {
                return note(worksheet_write_number(sheet, row, at, *number, format_of(cell)));
            }
        }
        note(worksheet_write_string(sheet, row, at, cell.c_str(), nullptr));
    }

    void put_date(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t at, Date day) {
        const std::chrono::year_month_day calendar(day.sys_days());
        lxw_datetime date{};
        date.year = static_cast<int>(calendar.year());
        date.month = static_cast<int>(static_cast<unsigned>(calendar.month()));
        date.day = static_cast<int>(static_cast<unsigned>(calendar.day()));
        note(worksheet_write_datetime(sheet, row, at, &date, date_));
    }

    // As many decimals as the cell has itself.
    lxw_format* format_of(std::string_view cell) {
        const std::size_t point = cell.find('.');
        const std::size_t decimals = point == std::string_view::npos ? 0 : cell.size() - point - 1;
        lxw_format*& format = numbers_[decimals];
        if (format == nullptr) {
            format = workbook_add_format(workbook_);
            const std::string zeros(decimals, '0');
            format_set_num_format(format, (decimals == 0 ? "#,##0" : "#,##0." + zeros).c_str());
        }
        return format;
    }

    static lxw_col_t column(std::size_t at) { return static_cast<lxw_col_t>(at); }

    lxw_workbook* workbook_;
    lxw_format* head_ = nullptr;
    lxw_format* date_ = nullptr;
    std::map<std::size_t, lxw_format*> numbers_;  // by decimals
    lxw_error error_ = LXW_NO_ERROR;
};

}  // namespace

Result<void> write_workbook(const Report& report, const std::string& path) {
    for (const ReportSection& section : all_sections(report)) {
        if (section.table.rows.size() <= rows_max) continue;
        return refuse(
            ErrorKind::usage,
            fmt::format(
                "{} has {} rows, a sheet of XLSX holds {}; take csv",
                section.name,
                section.table.rows.size(),
                rows_max
            )
        );
    }
    lxw_workbook* const workbook = workbook_new(path.c_str());
    if (workbook == nullptr)
        return refuse(ErrorKind::machine, "no memory for the workbook " + path);
    std::string title = report.title;
    lxw_doc_properties properties{};
    properties.title = title.data();
    properties.created = created_s;
    const lxw_error set = workbook_set_properties(workbook, &properties);
    const lxw_error written = Writing(workbook).write(report);
    const lxw_error closed = workbook_close(workbook);
    for (const lxw_error error : {set, written, closed}) {
        if (error == LXW_NO_ERROR) continue;
        return refuse(
            ErrorKind::machine, fmt::format("{} cannot be written: {}", path, lxw_strerror(error))
        );
    }
    return {};
}

}  // namespace tieout
