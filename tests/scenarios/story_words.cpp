#include "tests/scenarios/story_words.h"

namespace tieout {

// Words of a line; text in quotes is one word.
std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    std::string word;
    bool in_quotes = false;
    bool is_word = false;
    for (const char letter : line) {
        if (letter == '"') {
            in_quotes = !in_quotes;
            is_word = true;
        } else if (letter == ' ' && !in_quotes) {
            if (is_word) words.push_back(std::move(word));
            word.clear();
            is_word = false;
        } else {
            word += letter;
            is_word = true;
        }
    }
    if (is_word) words.push_back(word);
    return words;
}

std::string one_blank(std::string_view line) {
    std::string out;
    for (const char letter : line) {
        if (letter == ' ' && (out.empty() || out.back() == ' ')) continue;
        out += letter;
    }
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    return out;
}

Currency currency_of(const std::string& letters) {
    return Currency::find(letters).value();
}

Minor amount_of(const std::string& text, Currency currency) {
    return parse_amount(text, currency).value();
}

}  // namespace tieout
