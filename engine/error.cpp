#include "engine/error.h"

#include <fmt/core.h>

namespace tieout {

std::string to_text(const Error& error) {
    std::string text;
    if (!error.place.file.empty()) {
        text += error.place.file;
        if (error.place.line != 0) text += fmt::format(":{}", error.place.line);
        if (error.place.column != 0) text += fmt::format(":{}", error.place.column);
        text += ": ";
    }
    text += error.words;
    if (!error.fault.empty()) text += fmt::format(" [{}]", error.fault);
    return text;
}

}  // namespace tieout
