#include "io/formats/encoding.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

namespace tieout {

namespace {

constexpr std::size_t looked_at_bytes = std::size_t{64} << 10U;

// Code points of 0x80 to 0x9F; 0 where Windows-1252 has none.
constexpr std::array<std::uint16_t, 32> cp1252_codes{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

constexpr std::array<std::pair<unsigned char, std::uint16_t>, 8> latin9_codes{{
    {0xA4, 0x20AC},
    {0xA6, 0x0160},
    {0xA8, 0x0161},
    {0xB4, 0x017D},
    {0xB8, 0x017E},
    {0xBC, 0x0152},
    {0xBD, 0x0153},
    {0xBE, 0x0178},
}};

tl::unexpected<Error> refuse_text(const std::string& file, std::uint64_t line, std::string words) {
    return tl::make_unexpected(
        Error{ErrorKind::input, "F_ENCODING", std::move(words), {file, line, line == 0 ? 0U : 1U}}
    );
}

// UTF-16 behind its mark, as UTF-8.
Result<std::string> from_utf16(std::string_view text, bool is_big, const std::string& file) {
    std::string out;
    out.reserve(text.size() / 2 + text.size() / 8);
    std::uint64_t line = 1;
    const auto unit = [&](std::size_t at) {
        const auto first = static_cast<unsigned char>(text[at]);
        const auto second = static_cast<unsigned char>(text[at + 1]);
        return static_cast<std::uint32_t>(is_big ? first << 8U | second : second << 8U | first);
    };
    const std::size_t whole = text.size() - text.size() % 2;
    for (std::size_t at = 0; at < whole; at += 2) {
        std::uint32_t code = unit(at);
        const bool is_high = code >= 0xD800 && code <= 0xDBFF;
        const bool is_low = code >= 0xDC00 && code <= 0xDFFF;
        const std::uint32_t next = is_high && at + 2 < whole ? unit(at + 2) : 0;
        const bool is_pair = next >= 0xDC00 && next <= 0xDFFF;
        if (is_low || (is_high && !is_pair)) {
            return refuse_text(file, line, "UTF-16 with whole pairs of surrogates expected");
        }
        if (is_pair) {
            code = 0x10000 + ((code - 0xD800) << 10U) + (next - 0xDC00);
            at += 2;
        }
        if (code == '\n') ++line;
        append_utf8(out, code);
    }
    if (whole != text.size()) {
        return refuse_text(file, line, "UTF-16 of two bytes a letter expected: the text was cut");
    }
    return out;
}

bool is_ebcdic_letter(unsigned char byte) {
    const unsigned low = byte & 0x0FU;
    const bool is_word = byte >= 0x81 && low >= 1 && low <= 9 && (byte & 0xF0U) != 0xB0U;
    return is_word || byte == 0xF0 || byte == 0x40;
}

// A bank's text in EBCDIC: blanks are 0x40, digits 0xF0 to 0xF9, and nothing stands where ASCII
// has its blank and its digits.
bool is_ebcdic(std::string_view text) {
    constexpr std::size_t bytes_min = 16;
    text = text.substr(0, looked_at_bytes);
    if (text.size() < bytes_min) return false;
    std::size_t letters = 0;
    std::size_t digits = 0;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (byte == ' ' || (byte >= '0' && byte <= '9')) return false;
        if (is_ebcdic_letter(byte)) ++letters;
        if (byte >= 0xF0 && byte <= 0xF9) ++digits;
    }
    return letters * 10 >= text.size() * 8 && digits * 20 >= text.size();
}

constexpr char next_line_byte = '\x85';
constexpr std::string_view next_line_utf8 = "\xC2\x85";

// Whether lines end with NEL, as files from hosts do: the first line does, and no other line end
// is there. Texts of segments and tags end theirs otherwise; NEL is a matter of their reader.
bool ends_by_next_line(std::string_view text) {
    constexpr std::size_t first_line_max = 4096;
    for (const std::string_view mark : {"ISA", "UNA", "UNB", "<", "{"}) {
        if (text.starts_with(mark)) return false;
    }
    const std::string_view front = text.substr(0, looked_at_bytes);
    const std::size_t at = front.substr(0, first_line_max).find(next_line_byte);
    if (at == std::string_view::npos || at == 0) return false;
    if (front.find_first_of("\r\n") != std::string_view::npos) return false;
    // Behind another letter's first byte it is no line end but the rest of that letter.
    const auto before = static_cast<unsigned char>(front[at - 1]);
    return (before < 0x80 || before == 0xC2) &&
           front.find(next_line_byte, at + 1) != std::string_view::npos;
}

// In UTF-8 a NEL has two bytes, and its second one ends other letters, too.
std::string with_line_feeds(std::string_view text) {
    const std::size_t first = text.find(next_line_byte);
    const bool is_utf8 = first != 0 && text[first - 1] == next_line_utf8[0];
    std::string lines(text);
    std::size_t to = 0;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        if (is_utf8 && lines.compare(at, 2, next_line_utf8) == 0) {
            ++at;
            lines[to++] = '\n';
        } else {
            lines[to++] = !is_utf8 && lines[at] == next_line_byte ? '\n' : lines[at];
        }
    }
    lines.resize(to);
    return lines;
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::uint32_t& code) {
    if (text.empty()) return 0;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(0);
    std::size_t length = 0;
    if (first < 0x80) length = 1;
    if (first >= 0xC2 && first <= 0xDF) length = 2;
    if (first >= 0xE0 && first <= 0xEF) length = 3;
    if (first >= 0xF0 && first <= 0xF4) length = 4;
    if (length == 0 || length > text.size()) return 0;
    code = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return 0;
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    const bool is_overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    return is_overlong || is_surrogate || code > 0x10FFFF ? 0 : length;
}

void append_utf8(std::string& text, std::uint32_t code) {
    const auto add = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xC0U | (code >> 6U));
        add(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        add(0xE0U | (code >> 12U));
        add(0x80U | ((code >> 6U) & 0x3FU));
        add(0x80U | (code & 0x3FU));
    } else {
        add(0xF0U | (code >> 18U));
        add(0x80U | ((code >> 12U) & 0x3FU));
        add(0x80U | ((code >> 6U) & 0x3FU));
        add(0x80U | (code & 0x3FU));
    }
}

std::uint32_t cp1252_code(char byte) {
    const auto value = static_cast<unsigned char>(byte);
    if (value < 0x80 || value > 0x9F) return value;
    const std::uint16_t code = cp1252_codes[value - 0x80U];
    return code == 0 ? value : code;
}

std::optional<char> cp1252_byte(std::uint32_t code) {
    if (code < 0x100) return static_cast<char>(code);
    const auto* const at = std::find(cp1252_codes.begin(), cp1252_codes.end(), code);
    if (at == cp1252_codes.end()) return std::nullopt;
    return static_cast<char>(0x80 + (at - cp1252_codes.begin()));
}

std::uint32_t latin9_code(char byte) {
    const auto value = static_cast<unsigned char>(byte);
    for (const auto& [other, code] : latin9_codes) {
        if (other == value) return code;
    }
    return value;
}

Result<std::string_view> readable_text(
    std::string_view bytes, const std::string& file, TextStore& texts
) {
    const std::string_view wide_little("\xFF\xFE\0\0", 4);
    const std::string_view wide_big("\0\0\xFE\xFF", 4);
    if (bytes.starts_with(wide_little) || bytes.starts_with(wide_big)) {
        return refuse_text(file, 1, "this is a text in UTF-32: send it in UTF-8");
    }
    const bool is_big = bytes.starts_with("\xFE\xFF");
    if (is_big || bytes.starts_with("\xFF\xFE")) {
        auto text = from_utf16(bytes.substr(2), is_big, file);
        if (!text) return tl::make_unexpected(std::move(text).error());
        bytes = texts.hold(std::move(*text));
    }
    if (is_ebcdic(bytes)) {
        return refuse_text(
            file,
            1,
            "this is a text in EBCDIC: have it sent as ASCII, or turn it with iconv -f CP037"
        );
    }
    if (ends_by_next_line(bytes)) bytes = texts.hold(with_line_feeds(bytes));
    return bytes;
}

}  // namespace tieout
