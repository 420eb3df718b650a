#include "io/formats/xml_characters.h"

#include <algorithm>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "io/formats/encoding.h"

namespace tieout {

namespace {

// Length of the UTF-8 character at `at`; 0 where no XML has one: controls, surrogates, U+FFFE.
std::size_t character_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    if (first < 0x80) return first >= 0x20 || is_xml(text[at], XmlByte::blank) ? 1 : 0;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (!follows(1) || !follows(2)) return 0;
        const bool is_overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool is_surrogate = first == 0xED && byte(1) > 0x9F;
        const bool is_none = first == 0xEF && byte(1) == 0xBF && byte(2) >= 0xBE;
        return is_overlong || is_surrogate || is_none ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (!follows(1) || !follows(2) || !follows(3)) return 0;
        const bool is_overlong = first == 0xF0 && byte(1) < 0x90;
        const bool is_too_large = first == 0xF4 && byte(1) > 0x8F;
        return is_overlong || is_too_large ? 0 : 4;
    }
    return 0;
}

// One name="value" of a declaration, taken off its front; false when there is none.
bool take_pseudo(std::string_view& rest, std::string_view& name, std::string_view& value) {
    std::size_t at = 0;
    const auto pass = [&] {
        while (at < rest.size() && is_xml(rest[at], XmlByte::blank))
            ++at;
    };
    pass();
    if (at == 0) return false;
    const std::size_t begin = at;
    while (at < rest.size() && is_xml(rest[at], XmlByte::name_part))
        ++at;
    name = rest.substr(begin, at - begin);
    pass();
    if (at >= rest.size() || rest[at] != '=') return false;
    ++at;
    pass();
    if (at >= rest.size() || (rest[at] != '"' && rest[at] != '\'')) return false;
    const std::size_t end = rest.find(rest[at], at + 1);
    if (end == std::string_view::npos) return false;
    value = rest.substr(at + 1, end - at - 1);
    rest.remove_prefix(end + 1);
    return std::all_of(value.begin(), value.end(), [](char byte) {
        return is_xml(byte, XmlByte::name_part) && byte != ':';
    });
}

}  // namespace

std::size_t valid_xml_bytes(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
#ifdef __SSE2__
        if (at + 64 <= text.size()) {
            const auto load = [&](std::size_t part) {
                return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at + part));
            };
            // As signed numbers, what is beyond ASCII is below a blank, as are controls.
            const auto below_blank = [](__m128i bytes) {
                return _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));
            };
            const __m128i low = _mm_or_si128(
                _mm_or_si128(below_blank(load(0)), below_blank(load(16))),
                _mm_or_si128(below_blank(load(32)), below_blank(load(48)))
            );
            if (_mm_movemask_epi8(low) == 0) {
                at += 64;
                continue;
            }
            const auto is = [&](char byte) { return _mm_cmpeq_epi8(load(0), _mm_set1_epi8(byte)); };
            const __m128i blanks = _mm_or_si128(_mm_or_si128(is('\n'), is('\r')), is('\t'));
            const auto others = static_cast<unsigned>(
                _mm_movemask_epi8(_mm_andnot_si128(blanks, below_blank(load(0))))
            );
            if (others == 0) {
                at += 16;
                continue;
            }
            at += static_cast<std::size_t>(__builtin_ctz(others));
        }
#endif
        const std::size_t length = character_length(text, at);
        if (length == 0) return at;
        at += length;
    }
    return at;
}

bool append_xml_character(std::string_view digits, std::string& into) {
    constexpr std::uint32_t code_max = 0x10FFFF;
    const bool is_hex = digits.starts_with('x');
    if (is_hex) digits.remove_prefix(1);
    if (digits.empty()) return false;
    std::uint32_t code = 0;
    for (const char digit : digits) {
        std::uint32_t value = 16;
        if (digit >= '0' && digit <= '9') value = static_cast<std::uint32_t>(digit - '0');
        if (is_hex && digit >= 'a' && digit <= 'f')
            value = static_cast<std::uint32_t>(digit - 'a' + 10);
        if (is_hex && digit >= 'A' && digit <= 'F')
            value = static_cast<std::uint32_t>(digit - 'A' + 10);
        if (value == 16) return false;
        code = code * (is_hex ? 16U : 10U) + value;
        if (code > code_max) return false;
    }
    const bool is_control = code < 0x20 && code != '\t' && code != '\n' && code != '\r';
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (is_control || is_surrogate || code == 0xFFFE || code == 0xFFFF) return false;
    append_utf8(into, code);
    return true;
}

bool read_xml_declaration(std::string_view rest, std::string_view& encoding) {
    std::string_view name;
    std::string_view value;
    encoding = {};
    const auto is_spent = [&] {
        return std::all_of(rest.begin(), rest.end(), [](char byte) {
            return is_xml(byte, XmlByte::blank);
        });
    };
    if (!take_pseudo(rest, name, value) || name != "version") return false;
    if (is_spent()) return true;
    if (!take_pseudo(rest, name, value)) return false;
    if (name == "encoding") {
        const bool is_word =
            !value.empty() && is_xml(value[0], XmlByte::name_start) && value[0] != '_';
        if (!is_word) return false;
        encoding = value;
        if (is_spent()) return true;
        if (!take_pseudo(rest, name, value)) return false;
    }
    return name == "standalone" && (value == "yes" || value == "no") && is_spent();
}

std::string_view xml_encoding(std::string_view text) {
    std::string_view encoding;
    if (!text.starts_with("<?xml")) return {};
    const std::size_t end = text.find("?>");
    if (end == std::string_view::npos) return {};
    return read_xml_declaration(text.substr(5, end - 5), encoding) ? encoding : std::string_view{};
}

}  // namespace tieout
