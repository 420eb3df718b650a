// Reference numbers that protect themselves by check digits: which they are, and the number inside.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tieout {

enum class ReferenceScheme : std::uint8_t {
    iso_11649,      // RF creditor reference: mod 97-10 over letters and digits
    swiss_qr,       // QR or ISR reference, 27 digits: modulo 10 recursive
    belgian_ogm,    // structured communication, 12 digits: first ten mod 97
    finnish_viite,  // 4 to 20 digits: weights 7, 3, 1 from the right
    norwegian_kid   // up to 25 digits: Luhn, or modulo 11 with weights 2 to 7
};

// A reference whose check digits are right, and the number that it protects, as a reference_form.
// One in 97 numbers passes the check of iso_11649 and belgian_ogm by chance, one in ten that of
// the others: is_strong tells.
struct ProtectedNumber {
    ReferenceScheme scheme = ReferenceScheme::iso_11649;
    std::string number;
    bool is_strong = false;
};

// Blanks, dashes, slashes, plus signs and stars are passed over. The stronger scheme is preferred;
// viite, then KID come last. None when no check is right. Cost: linear, at most 64 characters.
// Sources: ISO 11649; Swiss Payment Standards, QR reference; Febelfin OGM-VCS; Finance Finland,
// viitenumero; Bits, KID (see formats.md 12).
std::optional<ProtectedNumber> protected_number(std::string_view reference);

}  // namespace tieout
