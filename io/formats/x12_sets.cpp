#include "io/formats/x12_sets.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {

struct SetName {
    std::string_view number;
    std::string_view words;
};

constexpr std::array set_names{
    SetName{"204", "motor carrier load tender"},
    SetName{"210", "freight invoice"},
    SetName{"270", "eligibility inquiry"},
    SetName{"271", "eligibility response"},
    SetName{"276", "claim status request"},
    SetName{"277", "claim status"},
    SetName{"278", "health care services review"},
    SetName{"521", "income or asset offset"},
    SetName{"810", "invoice"},
    SetName{"812", "credit or debit adjustment"},
    SetName{"813", "tax return data"},
    SetName{"820", "payment order and remittance advice"},
    SetName{"821", "financial information reporting"},
    SetName{"822", "account analysis"},
    SetName{"823", "lockbox"},
    SetName{"824", "application advice"},
    SetName{"828", "debit authorisation"},
    SetName{"831", "application control totals"},
    SetName{"834", "benefit enrolment"},
    SetName{"835", "health care claim payment"},
    SetName{"837", "health care claim"},
    SetName{"850", "purchase order"},
    SetName{"855", "purchase order acknowledgment"},
    SetName{"856", "ship notice"},
    SetName{"860", "purchase order change"},
    SetName{"940", "warehouse shipping order"},
    SetName{"997", "functional acknowledgment"},
    SetName{"999", "implementation acknowledgment"},
};

bool is_word(char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= 'a' && letter <= 'z');
}

}  // namespace

std::string_view first_x12_set(std::string_view text) {
    const std::string_view body =
        text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    const bool is_x12 = body.starts_with("ISA") || body.starts_with("GS") || body.starts_with("ST");
    const std::size_t name = body.starts_with("ISA") ? 3 : 2;
    if (!is_x12 || body.size() < name + 2 || is_word(body[name]) || body[name] == ' ') return {};
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(body[at]); };
    const bool is_two = byte(name) >= 0xC2U && (byte(name + 1) & 0xC0U) == 0x80U;
    const std::string_view mark = body.substr(name, is_two ? 2 : 1);
    for (std::size_t at = body.find("ST"); at != std::string_view::npos;
         at = body.find("ST", at + 1)) {
        const std::string_view before = body.substr(0, at);
        const bool starts = before.empty() || (!is_word(before.back()) && !before.ends_with(mark));
        if (!starts || !body.substr(at + 2).starts_with(mark)) continue;
        const std::string_view number = body.substr(at + 2 + mark.size(), 3);
        if (number.size() == 3 && all_digits(number)) return number;
    }
    return {};
}

std::string x12_set_words(std::string_view set) {
    const auto* const found = std::find_if(
        set_names.begin(), set_names.end(), [&](const SetName& each) { return each.number == set; }
    );
    const std::string number = clean_text(set.substr(0, 40));
    if (found == set_names.end()) return fmt::format("an X12 {}", number);
    return fmt::format("an X12 {} ({})", number, found->words);
}

}  // namespace tieout
