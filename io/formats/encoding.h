// Encodings of bank files: what brings them to the bytes that readers expect, or says why not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/error.h"
#include "engine/texts.h"

namespace tieout {

// Length of the UTF-8 sequence that starts `text`, 0 when there is none. Sets its code point.
std::size_t utf8_length(std::string_view text, std::uint32_t& code);
void append_utf8(std::string& text, std::uint32_t code);

// Windows-1252: Latin-1 with letters and marks in 0x80 to 0x9F. What it leaves free there is the
// control character of Latin-1.
std::uint32_t cp1252_code(char byte);
std::optional<char> cp1252_byte(std::uint32_t code);
// ISO 8859-15: Latin-1 with eight other letters, the euro among them.
std::uint32_t latin9_code(char byte);

// The bytes of a file as readers take them: ASCII, UTF-8 or a byte a letter (Windows-1252). UTF-16
// with a byte-order mark is brought to UTF-8, lines that end with NEL to LF; what had to be changed
// is kept by `texts`. Refused, by name: UTF-16 that breaks off, UTF-32, EBCDIC. Cost: one look at
// the first 64 KiB; one pass where something is changed.
Result<std::string_view> readable_text(
    std::string_view bytes, const std::string& file, TextStore& texts
);

}  // namespace tieout
