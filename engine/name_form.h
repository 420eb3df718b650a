// The comparable form of a payer's or customer's name: letters folded, legal form apart, words
// sorted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tieout {

struct NameForm {
    std::string words;       // folded words in byte order, one blank between
    std::string legal_form;  // "gmbh", "inc" ... or empty: a weak feature
    std::string written;     // the same words as they stand in the name

    friend bool operator==(const NameForm&, const NameForm&) = default;
};

// Normal forms of a name (matching.md 3): NFKC case folding, punctuation dropped, legal forms and a
// leading "the" taken off, words sorted. ASCII names have one form and take about 1 us; others have
// one per transliteration (ICU Any-Latin and the language's own). Empty when nothing is left of the
// name.
std::vector<NameForm> name_forms(std::string_view name);

}  // namespace tieout
