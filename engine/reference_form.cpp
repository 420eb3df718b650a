#include "engine/reference_form.h"

namespace tieout {

std::string reference_form(std::string_view reference) {
    std::string form;
    form.reserve(reference.size());
    bool leading = true;  // nothing but letters so far: zeros here lead the number
    for (const char letter : reference) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter >= 'a' && letter <= 'z') {
            form.push_back(static_cast<char>(letter - 'a' + 'A'));
        } else if ((letter >= 'A' && letter <= 'Z') || byte >= 0x80) {
            form.push_back(letter);
        } else if (letter >= '1' && letter <= '9') {
            form.push_back(letter);
            leading = false;
        } else if (letter == '0' && !leading) {
            form.push_back(letter);
        }
    }
    if (form.empty() && reference.find('0') != std::string_view::npos) form = "0";
    return form;
}

}  // namespace tieout
