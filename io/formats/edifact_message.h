// What the readers of EDIFACT messages share: where they leave what they met, and codes.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "engine/intake.h"
#include "io/formats/edifact_segments.h"
#include "io/formats/fields.h"

namespace tieout {

struct EdifactNotes {
    FaultList& faults;
    FaultList& warnings;
    TextStore& texts;
    const EdifactMarks& marks;
    Currency currency;  // of the user, where the message names none
};

// What one message gave; taken only when the envelope agrees.
struct EdifactResult {
    std::vector<Unit> units;
    std::vector<Remittance> advice;
    std::vector<Control> controls;  // of advice, which has no unit
    bool is_refused = false;        // a fault: the advice is left out
};

// Function of a message (1225): only an original, a duplicate or a copy may be applied.
enum class EdifactFunction : std::uint8_t {
    original,
    repeat,        // 7 duplicate, 31 copy, 43 additional transmission
    cancellation,  // 1, 3
    not_real,      // 16 proposed, 53 test
};

// A word of a list, as a number that is made when this is compiled.
struct EdifactWord {
    std::uint64_t code;

    // NOLINTNEXTLINE(google-explicit-constructor): a literal is its number
    consteval EdifactWord(const char* word) : code(word_code(word)) {}
};

// Where a word stands in an order: the number of words for the first of them, 0 for others.
int edifact_rank(std::string_view word, std::initializer_list<EdifactWord> order);
EdifactFunction edifact_function(std::string_view code);
bool is_edifact_credit_note(std::string_view document_type);  // 1001: 381, 83, 261 ...

// MOA: qualifier, amount, and currency where it is stated.
struct EdifactMoney {
    Text qualifier;
    Text digits;
    Text letters;
    std::uint64_t line = 0;
    std::uint64_t column = 0;
};

EdifactMoney edifact_money(const EdifactSegment& moa, TextStore& texts);
// In `currency`; nothing when the amount is in another one, or, with a fault, cannot be read.
std::optional<Minor> edifact_minor(
    const EdifactMoney& money, Currency currency, const EdifactNotes& notes, bool& is_broken
);
// The name (C080), else name and address lines (C058), else the coded identity of NAD.
Text edifact_party(const EdifactSegment& nad, TextStore& texts);

}  // namespace tieout
