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

std::string escaped_html(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        switch (letter) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += letter;
        }
    }
    return out;
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

std::string as_csv(const Table& table) {
    std::string out;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (i != 0) out += ',';
        put_csv_cell(out, table.columns[i].name);
    }
    out += '\n';
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i != 0) out += ',';
            put_csv_cell(out, row[i]);
        }
        out += '\n';
    }
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

std::string as_html(const Table& table, std::string_view title) {
    std::string out = fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title>\n"
        "<style>body{{font:14px sans-serif;margin:2em}}table{{border-collapse:collapse}}"
        "td,th{{padding:.25em .8em;border-bottom:1px solid #ccc;text-align:left}}"
        ".n{{text-align:right;font-variant-numeric:tabular-nums}}</style></head>\n"
        "<body><h1>{0}</h1>\n<table>\n<thead><tr>",
        escaped_html(title)
    );
    for (const Column& column : table.columns) {
        out += fmt::format(
            "<th{}>{}</th>", column.is_number ? " class=\"n\"" : "", escaped_html(column.name)
        );
    }
    out += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
        out += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i) {
            out += fmt::format(
                "<td{}>{}</td>",
                table.columns[i].is_number ? " class=\"n\"" : "",
                escaped_html(row[i])
            );
        }
        out += "</tr>\n";
    }
    return out + "</tbody></table></body></html>\n";
}

}  // namespace tieout
