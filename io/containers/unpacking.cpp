#include "io/containers/unpacking.h"

#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::size_t shown_name_bytes_max = 80;

// Marks that turn the direction of what is written behind them: U+200E, U+200F, U+202A to U+202E,
// U+2066 to U+2069.
bool turns_direction(std::string_view letter) {
    if (letter.size() != 3 || letter[0] != '\xE2') return false;
    const auto last = static_cast<unsigned char>(letter[2]);
    if (letter[1] == '\x80') return last == 0x8E || last == 0x8F || (last >= 0xAA && last <= 0xAE);
    return letter[1] == '\x81' && last >= 0xA6 && last <= 0xA9;
}

std::string printable(std::string_view name) {
    const std::string clean = clean_text(name.substr(0, 4 * shown_name_bytes_max));
    std::string shown;
    for (std::size_t at = 0; at < clean.size();) {
        std::size_t end = at + 1;
        while (end < clean.size() && (static_cast<unsigned char>(clean[end]) & 0xC0U) == 0x80U)
            ++end;
        const std::string_view letter = std::string_view(clean).substr(at, end - at);
        if (shown.size() + letter.size() > shown_name_bytes_max) return shown + "...";
        if (turns_direction(letter)) {
            shown += '?';
        } else {
            shown += letter;
        }
        at = end;
    }
    return shown;
}

}  // namespace

Result<void> UnpackBudget::take_entry(const std::string& shown) {
    if (++entries_ <= limits_.entries_max) return {};
    return refuse_entry(
        "F_CONTAINER_LIMIT",
        shown,
        fmt::format("at most {} entries expected in one input file", limits_.entries_max)
    );
}

Result<void> UnpackBudget::append(UnpackedFile& entry, std::string_view piece) {
    bytes_ += piece.size();
    if (entry.bytes.size() + piece.size() > limits_.entry_bytes_max) {
        return refuse_entry(
            "F_CONTAINER_LIMIT",
            entry.name,
            fmt::format("an entry of at most {} bytes expected", limits_.entry_bytes_max)
        );
    }
    if (bytes_ > limits_.total_bytes_max) {
        return refuse_entry(
            "F_CONTAINER_LIMIT",
            entry.name,
            fmt::format("at most {} bytes in all entries expected", limits_.total_bytes_max)
        );
    }
    if (bytes_ > limits_.ratio_free_bytes && bytes_ / limits_.ratio_max > packed_bytes_) {
        return refuse_entry(
            "F_CONTAINER_LIMIT",
            entry.name,
            fmt::format(
                "at most {} times the size of the file expected in its entries", limits_.ratio_max
            )
        );
    }
    entry.bytes.append(piece);
    return {};
}

std::string shown_entry(std::string_view container, std::uint64_t number, std::string_view name) {
    const std::string shown = printable(name);
    if (shown.empty()) return fmt::format("{}:entry {}", container, number);
    return fmt::format("{}:entry {} ({})", container, number, shown);
}

tl::unexpected<Error> refuse_entry(
    std::string_view fault, const std::string& shown, std::string words
) {
    return tl::make_unexpected(
        Error{ErrorKind::input, std::string(fault), std::move(words), {shown, 0, 0}}
    );
}

}  // namespace tieout
