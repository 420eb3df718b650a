// The words of a story's lines, and amounts in them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/money.h"

namespace tieout {

// Text in quotes is one word.
std::vector<std::string> words_of(std::string_view line);
// The line with one blank wherever it has several.
std::string one_blank(std::string_view line);
// Both throw when the words are none.
Currency currency_of(const std::string& letters);
Minor amount_of(const std::string& text, Currency currency);

}  // namespace tieout
