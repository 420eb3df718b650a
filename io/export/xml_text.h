// XML being written: elements that nest, texts escaped, two blanks a level.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tieout {

// The front of a UTF-8 text: at most so many letters, none cut.
std::string_view front_of(std::string_view text, std::size_t letters_max);

// Characters that XML 1.0 does not allow become U+FFFD. Names are the caller's own.
class XmlText {
public:
    using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    XmlText() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

    void open(std::string_view name, Attributes attributes = {});
    void close();
    // An element with text; without a text nothing is written.
    void leaf(std::string_view name, std::string_view text, Attributes attributes = {});
    // Elements one in the other, the innermost with text.
    void path(std::initializer_list<std::string_view> names, std::string_view text);

    // The whole document. Requires: all elements closed.
    std::string take();

private:
    void start(std::string_view name, Attributes attributes);
    void escape(std::string_view text);

    std::string out_;
    std::vector<std::string> open_;
};

}  // namespace tieout
