// A currency is three letters of ISO 4217 with a fixed number of minor-unit decimals.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tieout {

// Held as its letters, so that stored books never depend on the order of a table. Default: none.
class Currency {
public:
    constexpr Currency() = default;

    // The currency of three capital letters; nothing if ISO 4217 does not list it as payable.
    static std::optional<Currency> find(std::string_view letters);

    // Number of decimals of the minor unit: 2 for USD, 0 for JPY, 3 for BHD.
    int decimals() const { return decimals_; }

    // 10^decimals(): minor units in one major unit.
    std::int64_t major() const;

    std::string_view letters() const { return {letters_.data(), is_none() ? 0U : 3U}; }

    bool is_none() const { return letters_[0] == '\0'; }

    friend constexpr auto operator<=>(const Currency&, const Currency&) = default;

private:
    std::array<char, 3> letters_{};
    std::uint8_t decimals_ = 0;
};

}  // namespace tieout
