#include "matching/number_series.h"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/reference_form.h"
#include "matching/references.h"

namespace tieout {

namespace {

constexpr std::size_t digits_min = 4;
constexpr std::size_t digits_max = 18;
constexpr std::size_t shortened_max = 5;
constexpr std::size_t link_word_max = 7;
constexpr std::size_t prefix_max = 8;
constexpr std::size_t joined_max = 2;

enum class Link : std::uint8_t {
    none,
    list,
    range
};

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_number(std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), is_digit);
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

template <std::size_t count>
bool is_one_of(std::string_view word, const std::array<std::string_view, count>& words) {
    const std::string form = reference_form(word);
    return std::find(words.begin(), words.end(), form) != words.end();
}

bool means_and(std::string_view word) {
    static constexpr std::array<std::string_view, 7> words{
        "AND", "UND", "ET", "Y", "E", "EN", "OG"
    };
    return is_one_of(word, words);
}

bool means_to(std::string_view word) {
    static constexpr std::array<std::string_view, 9> words{
        "TO", "THRU", "THROUGH", "BIS", "AU", "AL", "TOT", "TIL", "TILL"
    };
    return is_one_of(word, words);
}

// A number of a series: letters in front within its word, then digits.
struct Number {
    std::string letters;
    std::string digits;
    std::vector<std::string> prefixes;  // what stands before it as a part of the number
};

class Reading {
public:
    Reading(
        std::string_view memo, const std::vector<WordPlace>& words, std::vector<SeriesNumber>& found
    )
        : memo_(memo), words_(words), found_(found) {}

    void read() {
        for (std::size_t at = 0; at < words_.size();) {
            // Most words lead to no other number: those cost a look.
            const bool may_go_on =
                is_digit(memo_[words_[at].end - 1]) && link_behind(at).first != Link::none;
            auto number = may_go_on ? number_at(at) : std::nullopt;
            std::size_t next = at + 1;
            while (number && found_.size() < series_tokens_max) {
                const auto [link, place] = link_behind(next - 1);
                if (link == Link::none || !go_on(*number, link, place)) break;
                next = place + 1;
            }
            at = next;
        }
    }

private:
    std::string_view word(std::size_t at) const {
        return memo_.substr(words_[at].begin, words_[at].end - words_[at].begin);
    }

    std::string_view gap_before(std::size_t at) const {
        const std::uint32_t from = words_[at - 1].end;
        return memo_.substr(from, words_[at].begin - from);
    }

    std::optional<Number> number_at(std::size_t at) const {
        const std::string_view text = word(at);
        std::size_t letters = 0;
        while (letters < text.size() && !is_digit(text[letters]))
            ++letters;
        Number number{std::string(text.substr(0, letters)), std::string(text.substr(letters)), {}};
        const std::string form = reference_form(number.digits);
        const bool is_whole = is_number(number.digits) && number.digits.size() >= digits_min &&
                              number.digits.size() <= digits_max &&
                              !(letters == 0 && form.size() >= digits_min && is_weak_number(form));
        if (!is_whole) return std::nullopt;
        if (letters == 0) find_prefixes(number, at);
        return number;
    }

    // A word of letters ("INV 90012"), and words that signs join ("RE-2026-0098").
    void find_prefixes(Number& number, std::size_t at) const {
        std::size_t first = at;
        while (first > 0 && at - first < joined_max && gap_before(first).size() == 1 &&
               std::string_view("-./_").find(gap_before(first)[0]) != std::string_view::npos)
            --first;
        if (first < at) {
            const std::uint32_t begin = words_[first].begin;
            number.prefixes.emplace_back(memo_.substr(begin, words_[at].begin - begin));
        }
        if (first == 0) return;
        const std::string_view before = word(first - 1);
        const bool is_prefix = before.size() <= prefix_max && gap_before(first).size() <= 2 &&
                               std::none_of(before.begin(), before.end(), is_digit);
        if (!is_prefix) return;
        const std::uint32_t begin = words_[first - 1].begin;
        number.prefixes.emplace_back(memo_.substr(begin, words_[at].begin - begin));
    }

    // What leads from a word to the next number of the series, and which word that is.
    std::pair<Link, std::size_t> link_behind(std::size_t at) const {
        if (at + 1 >= words_.size()) return {Link::none, 0};
        const std::string_view gap = trimmed(gap_before(at + 1));
        if (is_number(word(at + 1))) {
            const bool is_dash = gap == "-" || gap == "\xE2\x80\x93" || gap == "\xE2\x80\x94";
            if (is_dash) return {Link::range, at + 1};
            const bool is_list =
                gap.size() == 1 && std::string_view(",/+&;").find(gap[0]) != gap.npos;
            return {is_list ? Link::list : Link::none, at + 1};
        }
        const bool is_word = at + 2 < words_.size() && gap.empty() &&
                             word(at + 1).size() <= link_word_max && is_number(word(at + 2)) &&
                             trimmed(gap_before(at + 2)).empty();
        if (is_word && means_to(word(at + 1))) return {Link::range, at + 2};
        if (is_word && means_and(word(at + 1))) return {Link::list, at + 2};
        return {Link::none, 0};
    }

    // The number behind the link takes the place of the last digits. False: it is none of a series.
    bool go_on(Number& number, Link link, std::size_t at) {
        const std::string_view shortened = word(at);
        const std::size_t size = number.digits.size();
        const bool is_full = shortened.size() == size;
        const bool is_short = shortened.size() <= shortened_max && shortened.size() + 2 <= size;
        if (!is_full && !is_short) return false;
        if (is_full && link == Link::list) {  // a number of its own: the series goes on from it
            number.digits = std::string(shortened);
            return true;
        }
        std::string next = number.digits;
        next.replace(size - shortened.size(), shortened.size(), shortened);
        const std::uint64_t from = std::stoull(number.digits);
        const std::uint64_t to = std::stoull(next);
        const auto place = static_cast<std::uint16_t>(at);
        ++range_;
        if (link == Link::list) {
            add(number, to, place, true);
        } else {
            if (to <= from || to - from > series_numbers_max) return false;
            for (std::uint64_t each = from + 1; each < to; ++each)
                add(number, each, place, !is_full);
            if (!is_full) add(number, to, place, true);
        }
        number.digits = std::move(next);
        return true;
    }

    void add(const Number& number, std::uint64_t value, std::uint16_t place, bool is_end) {
        std::string digits = std::to_string(value);
        if (digits.size() < number.digits.size()) {
            digits.insert(0, number.digits.size() - digits.size(), '0');
        }
        const auto put = [&](const std::string& text) {
            if (found_.size() == series_tokens_max) return;
            found_.push_back({reference_form(text), place, place, range_, is_end});
        };
        put(number.letters + digits);
        for (const std::string& prefix : number.prefixes)
            put(prefix + digits);
    }

    std::string_view memo_;
    const std::vector<WordPlace>& words_;
    std::vector<SeriesNumber>& found_;
    std::uint16_t range_ = 0;
};

}  // namespace

void read_series(
    std::string_view memo, const std::vector<WordPlace>& words, std::vector<SeriesNumber>& found
) {
    Reading(memo, words, found).read();
}

}  // namespace tieout
