#include "io/export/xml_text.h"

#include "engine/check.h"

namespace tieout {

std::string_view front_of(std::string_view text, std::size_t letters_max) {
    std::size_t letters = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool is_first = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
        if (is_first && ++letters > letters_max) return text.substr(0, at);
    }
    return text;
}

void XmlText::escape(std::string_view text) {
    for (const char letter : text) {
        switch (letter) {
            case '&': out_ += "&amp;"; break;
            case '<': out_ += "&lt;"; break;
            case '>': out_ += "&gt;"; break;
            case '"': out_ += "&quot;"; break;
            default: {
                const bool is_allowed =
                    static_cast<unsigned char>(letter) >= 0x20U || letter == '\t' || letter == '\n';
                if (is_allowed) {
                    out_ += letter;
                } else {
                    out_ += "\xEF\xBF\xBD";
                }
            }
        }
    }
}

void XmlText::start(std::string_view name, Attributes attributes) {
    out_.append(2 * open_.size(), ' ').append("<").append(name);
    for (const auto& [key, value] : attributes) {
        out_.append(" ").append(key).append("=\"");
        escape(value);
        out_ += '"';
    }
    out_ += '>';
}

void XmlText::open(std::string_view name, Attributes attributes) {
    start(name, attributes);
    out_ += '\n';
    open_.emplace_back(name);
}

void XmlText::close() {
    check(!open_.empty(), "an element that is closed was opened");
    const std::string name = std::move(open_.back());
    open_.pop_back();
    out_.append(2 * open_.size(), ' ').append("</").append(name).append(">\n");
}

void XmlText::leaf(std::string_view name, std::string_view text, Attributes attributes) {
    if (text.empty()) return;
    start(name, attributes);
    escape(text);
    out_.append("</").append(name).append(">\n");
}

void XmlText::path(std::initializer_list<std::string_view> names, std::string_view text) {
    if (text.empty()) return;
    const std::string_view* const last = names.end() - 1;
    for (const std::string_view* name = names.begin(); name != last; ++name)
        open(*name);
    leaf(*last, text);
    for (const std::string_view* name = names.begin(); name != last; ++name)
        close();
}

std::string XmlText::take() {
    check(open_.empty(), "an XML document is whole");
    return std::move(out_);
}

}  // namespace tieout
