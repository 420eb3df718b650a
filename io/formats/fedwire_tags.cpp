#include "io/formats/fedwire_tags.h"

#include <algorithm>
#include <array>

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::size_t tag_bytes = 6;
constexpr int addenda_tag = 8200;

constexpr std::array known_tags{1100, 1110, 1120, 1130, 1500, 1510, 1520, 2000, 3100, 3320,
                                3400, 3500, 3600, 3610, 3620, 3700, 3710, 3720, 4000, 4100,
                                4200, 4320, 4400, 5000, 5010, 5100, 5200, 5400, 6000, 6100,
                                6110, 6200, 6210, 6300, 6310, 6400, 6410, 6420, 6500, 7033,
                                7050, 7052, 7056, 7057, 7059, 7070, 7072, 8200, 8250, 8300,
                                8350, 8400, 8450, 8500, 8550, 8600, 8650, 8700, 8750, 9000};

// Tags whose elements all have fixed widths, or a length of their own.
constexpr std::array fixed_tags{
    1100, 1110, 1120, 1500, 1510, 1520, 2000, 3500, 3700, 3710, 3720, 5400, 8200, 8650, 9000
};

int tag_at(std::string_view text) {
    if (text.size() < tag_bytes || text[0] != '{' || text[5] != '}') return 0;
    int tag = 0;
    for (const char digit : text.substr(1, 4)) {
        if (digit < '0' || digit > '9') return 0;
        tag = tag * 10 + (digit - '0');
    }
    return tag;
}

// The first tag at or after `from`.
std::size_t find_tag(std::string_view text, std::size_t from) {
    std::size_t at = text.find('{', from);
    while (at != std::string_view::npos && tag_at(text.substr(at)) == 0)
        at = text.find('{', at + 1);
    return std::min(at, text.size());
}

std::string_view without_line_end(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

}  // namespace

bool is_fedwire(std::string_view text) {
    return tag_at(text) != 0;
}

bool is_fedwire_tag(int tag) {
    return std::binary_search(known_tags.begin(), known_tags.end(), tag);
}

bool has_fedwire_elements(int tag) {
    return std::find(fixed_tags.begin(), fixed_tags.end(), tag) == fixed_tags.end();
}

FedwireTags::FedwireTags(const Source& source)
    : rest_(source.text()), line_start_(source.text().data()), line_(source.first_line()) {
    while (!rest_.empty() && (rest_.back() == '\x1A' || rest_.back() == '\0'))
        rest_.remove_suffix(1);
    if (rest_.find('\n') == std::string_view::npos) line_end_ = '\r';
}

void FedwireTags::pass(std::size_t bytes) {
    const std::string_view passed = rest_.substr(0, bytes);
    for (std::size_t at = passed.find(line_end_); at != std::string_view::npos;
         at = passed.find(line_end_, at + 1)) {
        ++line_;
        line_start_ = passed.data() + at + 1;
    }
    rest_.remove_prefix(passed.size());
}

bool FedwireTags::next(FedwireTag& tag) {
    const std::size_t start = find_tag(rest_, 0);
    tag = {};
    tag.in_front = rest_.substr(0, start);
    pass(start);
    if (rest_.empty()) {
        tag.line = line_;
        tag.column = 1;
        return false;
    }
    tag.tag = tag_at(rest_);
    tag.line = line_;
    tag.column = static_cast<std::uint64_t>(rest_.data() - line_start_) + tag_bytes + 1;
    std::size_t end = find_tag(rest_, tag_bytes);
    if (tag.tag == addenda_tag) {
        // Free text of a stated length: it may hold line ends and braces.
        constexpr std::size_t length_bytes = 4;
        const auto length = whole_number(rest_.substr(tag_bytes, length_bytes));
        const std::size_t whole = tag_bytes + length_bytes + length.value_or(0);
        if (length && whole <= rest_.size()) {
            end = whole;
        } else {
            tag.is_cut = true;
        }
    }
    const std::string_view whole = rest_.substr(tag_bytes, end - tag_bytes);
    tag.value = tag.tag == addenda_tag && !tag.is_cut ? whole : without_line_end(whole);
    pass(end);
    return true;
}

std::vector<std::string_view> fedwire_elements(
    std::string_view value, std::size_t code_bytes, std::span<const std::size_t> widths
) {
    std::vector<std::string_view> elements;
    if (code_bytes > 0) {
        elements.push_back(value.substr(0, code_bytes));
        value.remove_prefix(elements.front().size());
    }
    const bool is_variable = value.find('*') != std::string_view::npos;
    for (const std::size_t width : widths) {
        if (value.empty()) {
            elements.push_back({});
            continue;
        }
        const std::size_t end = is_variable ? value.find('*') : width;
        elements.push_back(value.substr(0, end));
        const bool is_last = end == std::string_view::npos || end >= value.size();
        value.remove_prefix(is_last ? value.size() : end + (is_variable ? 1 : 0));
    }
    return elements;
}

}  // namespace tieout
