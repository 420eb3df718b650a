#include "engine/reference_form.h"

namespace tieout {

namespace {

// Hands the letters of the form to take(letter) until it returns false; says whether a zero was
// passed over and nothing taken, for which the form is "0".
template <class Take>
bool each_letter(std::string_view reference, Take&& take) {
    bool leading = true;  // no digit above zero so far: zeros here lead the number
    bool zero_seen = false;
    bool taken = false;
    for (const char letter : reference) {
        char kept = letter;
        if (letter >= 'a' && letter <= 'z') {
            kept = static_cast<char>(letter - 'a' + 'A');
        } else if (letter >= '1' && letter <= '9') {
            leading = false;
        } else if (letter == '0') {
            zero_seen = true;
            if (leading) continue;
        } else if (!(letter >= 'A' && letter <= 'Z') && static_cast<unsigned char>(letter) < 0x80) {
            continue;
        }
        taken = true;
        if (!take(kept)) return false;
    }
    return zero_seen && !taken;
}

}  // namespace

std::string reference_form(std::string_view reference) {
    std::string form;
    form.reserve(reference.size());
    const bool is_zero = each_letter(reference, [&](char letter) {
        form.push_back(letter);
        return true;
    });
    if (is_zero) form = "0";
    return form;
}

bool has_reference_form(std::string_view reference, std::string_view form) {
    std::size_t at = 0;
    const bool is_zero = each_letter(reference, [&](char letter) {
        if (at >= form.size() || form[at] != letter) {
            at = form.size() + 1;
            return false;
        }
        ++at;
        return true;
    });
    return is_zero ? form == "0" : at == form.size() && !form.empty();
}

}  // namespace tieout
