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

}  // namespace

std::string_view first_x12_set(std::string_view text) {
    const std::string_view body =
        text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (body.size() < 4) return {};
    const bool is_x12 = body.starts_with("ISA") || body.starts_with("GS") || body.starts_with("ST");
    if (!is_x12) return {};
    const char mark = body.starts_with("ISA") ? body[3] : body[2];
    const bool is_letter = (mark >= 'A' && mark <= 'Z') || (mark >= 'a' && mark <= 'z') ||
                           (mark >= '0' && mark <= '9') || mark == ' ';
    if (is_letter) return {};
    for (std::size_t at = body.find("ST"); at != std::string_view::npos;
         at = body.find("ST", at + 1)) {
        const bool starts = at == 0 || !((body[at - 1] >= 'A' && body[at - 1] <= 'Z') ||
                                         (body[at - 1] >= 'a' && body[at - 1] <= 'z') ||
                                         (body[at - 1] >= '0' && body[at - 1] <= '9'));
        if (!starts || body.size() < at + 6 || body[at + 2] != mark) continue;
        const std::string_view number = body.substr(at + 3, 3);
        if (all_digits(number) && body[at - (at == 0 ? 0 : 1)] != mark) return number;
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
