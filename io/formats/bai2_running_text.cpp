#include "io/formats/bai2_running_text.h"

#include <algorithm>
#include <array>

#include "io/formats/fields.h"

namespace tieout {

namespace {

// What may stand behind a name.
constexpr std::array<std::string_view, 18> ends{
    " ORIG ID:",
    " DESC DATE:",
    " CO ENTRY DESCR:",
    " SEC:",
    " TRACE#:",
    " EED:",
    " IND ID:",
    " IND NAME:",
    " REF:",
    " SRF#",
    " TRN#",
    " TRN:",
    " RFB#",
    " OB#",
    " OBI=",
    " RFB=",
    " BNF=",
    "/"
};

// The text behind a key, up to the next one.
std::string_view behind(std::string_view text, std::string_view key) {
    const std::size_t at = text.find(key);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + key.size());
    std::size_t end = text.size();
    for (const std::string_view each : ends)
        end = std::min(end, text.substr(0, end).find(each));
    return trimmed(text.substr(0, end));
}

// The first word behind a key.
std::string_view word_behind(std::string_view text, std::string_view key) {
    const std::size_t at = text.find(key);
    if (at == std::string_view::npos) return {};
    text = trimmed(text.substr(at + key.size()));
    return text.substr(0, text.find(' '));
}

}  // namespace

Bai2RunningText read_bai2_running_text(std::string_view text) {
    Bai2RunningText read;
    if (text.find("ORIG CO NAME:") != std::string_view::npos) {
        read.payer_name = behind(text, "ORIG CO NAME:");
        read.trace = word_behind(text, " TRACE#:");
        return read;
    }
    const std::size_t described = text.find(" DES:");
    const bool is_ach = described != std::string_view::npos &&
                        text.find(" INDN:", described) != std::string_view::npos;
    if (is_ach) {
        read.payer_name = trimmed(text.substr(0, described));
        return read;
    }
    for (const std::string_view key : {" B/O: ", "/ORG="}) {
        read.payer_name = behind(text, key);
        if (!read.payer_name.empty()) break;
    }
    return read;
}

}  // namespace tieout
