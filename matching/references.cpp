#include "matching/references.h"

#include <algorithm>
#include <charconv>

#include "engine/reference_form.h"
#include "matching/check_digits.h"

namespace tieout {

namespace {

constexpr std::size_t prefix_letters_max = 8;
constexpr std::size_t joined_words_max = 3;

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           static_cast<unsigned char>(letter) >= 0x80;
}

constexpr std::size_t dash_bytes = 3;

// An en or em dash in UTF-8.
bool is_dash(std::string_view memo, std::size_t at) {
    const std::string_view dash = memo.substr(at, dash_bytes);
    return dash == "\xE2\x80\x93" || dash == "\xE2\x80\x94";
}

int number_at(std::string_view digits, std::size_t at, std::size_t length) {
    int number = 0;
    std::from_chars(digits.data() + at, digits.data() + at + length, number);
    return number;
}

bool is_year(int number) {
    return number >= 1990 && number <= 2099;
}

bool is_day_and_month(int day, int month) {
    return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

bool is_date(std::string_view form) {
    if (form.size() != 8) return false;
    const int front = number_at(form, 0, 2);
    const int middle = number_at(form, 2, 2);
    if (is_year(number_at(form, 0, 4))) {
        return is_day_and_month(number_at(form, 6, 2), number_at(form, 4, 2));
    }
    return is_year(number_at(form, 4, 4)) &&
           (is_day_and_month(front, middle) || is_day_and_month(middle, front));
}

}  // namespace

bool is_weak_number(std::string_view form) {
    if (form.size() < 4) return true;
    if (!std::all_of(form.begin(), form.end(), is_digit)) return false;
    return (form.size() == 4 && is_year(number_at(form, 0, 4))) || is_date(form);
}

void ReferenceReader::split(std::string_view memo) {
    words_.clear();
    for (std::size_t at = 0; at < memo.size() && words_.size() < memo_words_max;) {
        if (!is_digit(memo[at]) && !is_letter(memo[at])) {
            ++at;
            continue;
        }
        if (is_dash(memo, at)) {
            at += dash_bytes;
            continue;
        }
        Word word;
        word.begin = static_cast<std::uint32_t>(at);
        for (;
             at < memo.size() && (is_digit(memo[at]) || is_letter(memo[at])) && !is_dash(memo, at);
             ++at) {
            word.has_digit = word.has_digit || is_digit(memo[at]);
            word.has_letter = word.has_letter || is_letter(memo[at]);
        }
        word.end = static_cast<std::uint32_t>(at);
        words_.push_back(word);
    }
}

// Whether the word and the one behind it may be one number.
bool ReferenceReader::joins(std::string_view memo, std::size_t word) const {
    const Word& left = words_[word];
    const Word& right = words_[word + 1];
    const std::string_view gap = memo.substr(left.end, right.begin - left.end);
    if (gap.size() == 1 && std::string_view("-./_+").find(gap[0]) != gap.npos) return true;
    const bool is_prefix = !left.has_digit && left.end - left.begin <= prefix_letters_max;
    return is_prefix && right.has_digit && gap.size() <= 2 &&
           gap.find_first_not_of(" #:.-") == gap.npos;
}

// Whether the word stands behind "check", "CHK NO" or the like: then it numbers the check.
bool ReferenceReader::follows_check(std::string_view memo, std::size_t word) const {
    const auto form_of = [&](std::size_t at) {
        return reference_form(memo.substr(words_[at].begin, words_[at].end - words_[at].begin));
    };
    if (word > 1) {
        const std::string before = form_of(word - 1);
        if (before == "NO" || before == "NR" || before == "NUMBER") --word;
    }
    if (word == 0) return false;
    const std::string before = form_of(word - 1);
    return before == "CHECK" || before == "CHK" || before == "CHEQUE" || before == "CK";
}

void ReferenceReader::add(std::string_view memo, std::size_t first, std::size_t last) {
    if (used_ == tokens_.size()) tokens_.emplace_back();
    ReferenceToken& token = tokens_[used_];
    token.form =
        reference_form(memo.substr(words_[first].begin, words_[last].end - words_[first].begin));
    token.first = static_cast<std::uint16_t>(first);
    token.last = static_cast<std::uint16_t>(last);
    token.begin = words_[first].begin;
    token.end = words_[last].end;
    token.range = 0;
    token.covers = true;
    token.is_weak = is_weak_number(token.form) || token.form == amount_minor_ ||
                    token.form == amount_major_ || follows_check(memo, first);
    ++used_;
}

// The last word of a reference that is written in groups and whose check digits are right, else
// `first`: "RF18 5390 0754 7034", "21 00000 00003 13947 14300 09017".
std::size_t ReferenceReader::end_of_protected(std::string_view memo, std::size_t first) const {
    constexpr std::size_t groups_max = 7;
    const Word& head = words_[first];
    const std::size_t size = head.end - head.begin;
    const bool is_rf = size >= 4 && size <= 8 && (memo[head.begin] | 0x20) == 'r' &&
                       (memo[head.begin + 1] | 0x20) == 'f' && is_digit(memo[head.begin + 2]);
    const bool is_qr = size == 2 && head.has_digit && !head.has_letter;
    if (!is_rf && !is_qr) return first;
    std::size_t last = first;
    while (last + 1 < words_.size() && last - first < groups_max &&
           words_[last + 1].begin == words_[last].end + 1 && memo[words_[last].end] == ' ') {
        ++last;
    }
    for (; last > first; --last) {
        const auto found = protected_number(memo.substr(head.begin, words_[last].end - head.begin));
        const bool is_whole = found && (is_rf ? found->scheme == ReferenceScheme::iso_11649
                                              : found->scheme == ReferenceScheme::swiss_qr);
        if (is_whole) return last;
    }
    return first;
}

void ReferenceReader::find_series(std::string_view memo) {
    places_.clear();
    series_.clear();
    for (const Word& word : words_)
        places_.push_back({word.begin, word.end});
    read_series(memo, places_, series_);
}

// The numbers that a word shortens.
void ReferenceReader::add_series(std::size_t word, std::size_t& next) {
    for (; next < series_.size() && series_[next].first == word; ++next) {
        if (used_ == tokens_.size()) tokens_.emplace_back();
        ReferenceToken& token = tokens_[used_++];
        token.form = std::move(series_[next].form);
        token.first = series_[next].first;
        token.last = series_[next].last;
        token.begin = words_[word].begin;
        token.end = words_[word].end;
        token.range = series_[next].range;
        token.covers = series_[next].is_end;
        token.is_weak = true;
    }
}

const std::vector<ReferenceToken>& ReferenceReader::read(
    std::string_view memo, Minor amount, Currency currency
) {
    memo = memo.substr(0, memo_bytes_max);
    split(memo);
    used_ = 0;
    const bool any_digit =
        std::any_of(words_.begin(), words_.end(), [](const Word& word) { return word.has_digit; });
    if (any_digit) {
        amount_minor_ = std::to_string(amount);
        amount_major_ = std::to_string(amount / currency.major());
        find_series(memo);
        std::size_t next_in_series = 0;
        for (std::size_t first = 0; first < words_.size(); ++first) {
            add_series(first, next_in_series);
            const std::size_t whole = end_of_protected(memo, first);
            if (whole > first) add(memo, first, whole);
            std::size_t last = first;
            while (last + 1 < words_.size() && last - first + 1 < joined_words_max &&
                   joins(memo, last)) {
                ++last;
            }
            for (std::size_t end = last + 1; end > first; --end) {
                const auto from = words_.begin() + static_cast<std::ptrdiff_t>(first);
                const auto to = words_.begin() + static_cast<std::ptrdiff_t>(end);
                const bool has_digit =
                    std::any_of(from, to, [](const Word& word) { return word.has_digit; });
                if (has_digit) add(memo, first, end - 1);
            }
        }
    }
    tokens_.resize(used_);
    return tokens_;
}

}  // namespace tieout
