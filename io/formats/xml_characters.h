// What XML allows of a text byte by byte: names, blanks, characters, the declaration.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tieout {

enum class XmlByte : std::uint8_t {
    name_start = 1,
    name_part = 2,
    blank = 4,
};

inline constexpr std::array<std::uint8_t, 256> xml_bytes = [] {
    std::array<std::uint8_t, 256> table{};
    for (unsigned byte = 0; byte < 128; ++byte) {
        const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        const bool is_digit = byte >= '0' && byte <= '9';
        if (is_letter || byte == '_' || byte == ':') table[byte] = 3;
        if (is_digit || byte == '-' || byte == '.') table[byte] = 2;
        if (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r') table[byte] = 4;
    }
    return table;
}();

inline bool is_xml(char byte, XmlByte wanted) {
    return (xml_bytes[static_cast<unsigned char>(byte)] & static_cast<std::uint8_t>(wanted)) != 0;
}

// How much of the front is characters in UTF-8 that XML may have: no controls, no surrogates.
std::size_t valid_xml_bytes(std::string_view text);

// Adds the character that "123" or "x1F" names; false when XML has none of that number.
bool append_xml_character(std::string_view digits, std::string& into);

// Reads what stands between "<?xml" and "?>"; false when it is no declaration.
bool read_xml_declaration(std::string_view words, std::string_view& encoding);

// The encoding that the declaration of a text names, as written; empty when it names none.
std::string_view xml_encoding(std::string_view text);

}  // namespace tieout
