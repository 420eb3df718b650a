#include "io/report/table.h"

#include <algorithm>

#include <fmt/core.h>

namespace tieout {

namespace {

// Width in characters: bytes that do not continue a UTF-8 sequence.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

void put_padded(std::string& out, std::string_view text, std::size_t width, bool right) {
    const std::string blanks(width - std::min(width, width_of(text)), ' ');
    if (right) out += blanks;
    out += text;
    if (!right) out += blanks;
}

void trim_end(std::string& line) {
    line.erase(line.find_last_not_of(' ') + 1);
}

}  // namespace

std::string as_text(const Table& table) {
    std::vector<std::size_t> widths;
    for (const Column& column : table.columns)
        widths.push_back(width_of(column.name));
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], width_of(row[i]));
        }
    }
    std::string out;
    const auto put_line = [&](auto&& cell_of) {
        std::string line;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if (i != 0) line += "  ";
            put_padded(line, cell_of(i), widths[i], table.columns[i].is_number);
        }
        trim_end(line);
        out += line + '\n';
    };
    put_line([&](std::size_t i) { return std::string_view(table.columns[i].name); });
    std::size_t total = 0;
    for (const std::size_t width : widths)
        total += width + 2;
    out += std::string(total < 2 ? 0 : total - 2, '-') + '\n';
    for (const auto& row : table.rows) {
        put_line([&](std::size_t i) { return std::string_view(row[i]); });
    }
    return out;
}

bool is_formula(std::string_view cell) {
    constexpr std::string_view starts = "=+-@\t\r";
    const std::size_t first = cell.find_first_not_of(" \"'");
    return first != std::string_view::npos && starts.find(cell[first]) != std::string_view::npos;
}

void put_csv_cell(std::string& out, std::string_view cell) {
    if (cell.find_first_of(",\"\n\r") == std::string_view::npos) {
        out += cell;
        return;
    }
    out += '"';
    for (const char letter : cell) {
        if (letter == '"') out += '"';
        out += letter;
    }
    out += '"';
}

namespace {

// What a spreadsheet would take for a formula, or for the end of a cell before one.
bool looks_like_formula(std::string_view cell) {
    return !cell.empty() &&
           std::string_view("=+-@\t\r\n").find(cell.front()) != std::string_view::npos;
}

template <class PutCell>
void put_csv(std::string& out, const Table& table, PutCell&& put_cell) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (i != 0) out += ',';
        put_csv_cell(out, table.columns[i].name);
    }
    out += '\n';
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i != 0) out += ',';
            put_cell(table.columns[i], row[i]);
        }
        out += '\n';
    }
}

}  // namespace

std::string as_csv(const Table& table) {
    std::string out;
    put_csv(out, table, [&](const Column&, std::string_view cell) { put_csv_cell(out, cell); });
    return out;
}

std::string as_excel_csv(const Table& table) {
    std::string out = "\xEF\xBB\xBF";
    put_csv(out, table, [&](const Column& column, const std::string& cell) {
        const bool is_guarded = !column.is_number && looks_like_formula(cell);
        put_csv_cell(out, is_guarded ? '\'' + cell : cell);
    });
    return out;
}

void put_json_text(std::string& out, std::string_view text) {
    out += '"';
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        switch (letter) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                if (byte < 0x20) {
                    out += fmt::format("\\u{:04x}", byte);
                } else {
                    out += letter;
                }
        }
    }
    out += '"';
}

std::string as_json(const Table& table) {
    std::string out = "[";
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        out += r == 0 ? "\n{" : ",\n{";
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            if (i != 0) out += ',';
            put_json_text(out, table.columns[i].name);
            out += ':';
            put_json_text(out, table.rows[r][i]);
        }
        out += '}';
    }
    out += table.rows.empty() ? "]\n" : "\n]\n";
    return out;
}

}  // namespace tieout
