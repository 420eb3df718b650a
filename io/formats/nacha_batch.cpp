#include "io/formats/nacha_batch.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace tieout {

namespace {

// The word that the network wants in capital letters; some write it otherwise.
bool is_reversal_word(std::string_view description) {
    constexpr std::string_view word = "REVERSAL";
    constexpr char to_capital = static_cast<char>(~0x20);
    return description.size() >= word.size() &&
           std::equal(word.begin(), word.end(), description.begin(), [](char left, char right) {
               return left == static_cast<char>(right & to_capital);
           });
}

}  // namespace

void AchBatchHeader::classify() {
    const auto is_one_of = [&](std::initializer_list<std::string_view> classes) {
        return std::find(classes.begin(), classes.end(), sec) != classes.end();
    };
    is_adv = sec == "ADV";
    is_iat = sec == "IAT";
    is_cie = sec == "CIE";
    is_corporate = is_one_of({"CTX", "ATX", "TRX"});
    is_informational = is_one_of({"ACK", "ATX", "DNE", "ENR", "COR"});
    needs_name = is_one_of({"TEL", "WEB"});
    is_reversal = is_reversal_word(description);
}

}  // namespace tieout
