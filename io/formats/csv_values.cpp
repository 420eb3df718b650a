#include "io/formats/csv_values.h"

#include <algorithm>

#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::size_t cell_max = 48;  // more than any amount or date has
constexpr int year_min = 1950;
constexpr int year_max = 2099;

// A cell without blanks of any kind and marks of writing direction: UTF-8, Latin-1 NBSP.
struct ShortCell {
    std::array<char, cell_max> bytes{};
    std::size_t size = 0;
    bool is_too_long = false;

    std::string_view text() const { return {bytes.data(), size}; }

    void push(char letter) {
        if (size == cell_max) {
            is_too_long = true;
        } else {
            bytes[size++] = letter;
        }
    }
};

struct Sign {
    std::string_view bytes;
    char stands_for;  // 0: nothing
};

// Group marks of all kinds become '_'.
constexpr std::array signs{
    Sign{"\xC2\xA0", '_'},      // no-break space
    Sign{"\xE2\x80\xAF", '_'},  // narrow no-break space
    Sign{"\xE2\x80\x89", '_'},  // thin space
    Sign{"\xE2\x80\x99", '_'},  // apostrophe
    Sign{"\xE2\x88\x92", '-'},  // minus
    Sign{"\xE2\x80\x93", '-'},  // dash
    Sign{"\xE2\x80\x8E", 0},    // left-to-right mark
    Sign{"\xE2\x80\x8F", 0},    // right-to-left mark
    Sign{"\xEF\xBB\xBF", 0},    // byte-order mark
    Sign{"\xA0", '_'},
    Sign{" ", '_'},
    Sign{"\t", '_'},
    Sign{"'", '_'},
};

ShortCell shortened(std::string_view cell) {
    ShortCell read;
    cell = trimmed(cell);
    for (std::size_t at = 0; at < cell.size() && !read.is_too_long;) {
        const char letter = cell[at];
        if (letter > ' ' && letter < '\x7F' && letter != '\'') {
            read.push(letter);
            ++at;
            continue;
        }
        const Sign* const found = std::find_if(signs.begin(), signs.end(), [&](const Sign& sign) {
            return cell.substr(at).starts_with(sign.bytes);
        });
        if (found == signs.end()) {
            read.push(cell[at++]);
            continue;
        }
        if (found->stands_for != 0) read.push(found->stands_for);
        at += found->bytes.size();
    }
    return read;
}

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool writes_dollar(std::string_view letters) {
    constexpr std::string_view known =
        " USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU BRL JMD BSD BBD BZD FJD TTD XCD ";
    return known.find(fmt::format(" {} ", letters)) != std::string_view::npos;
}

struct Symbol {
    std::string_view bytes;
    std::string_view letters;
};

// Symbols of one currency; '$' and the sign of yen and yuan have several.
constexpr std::array symbols{
    Symbol{"\xE2\x82\xAC", "EUR"}, Symbol{"\x80", "EUR"},         Symbol{"\xC2\xA3", "GBP"},
    Symbol{"\xA3", "GBP"},         Symbol{"\xE2\x82\xA1", "CRC"}, Symbol{"\xE2\x82\xA6", "NGN"},
    Symbol{"\xE2\x82\xA9", "KRW"}, Symbol{"\xE2\x82\xAA", "ILS"}, Symbol{"\xE2\x82\xAB", "VND"},
    Symbol{"\xE2\x82\xAD", "LAK"}, Symbol{"\xE2\x82\xAE", "MNT"}, Symbol{"\xE2\x82\xB1", "PHP"},
    Symbol{"\xE2\x82\xB2", "PYG"}, Symbol{"\xE2\x82\xB4", "UAH"}, Symbol{"\xE2\x82\xB5", "GHS"},
    Symbol{"\xE2\x82\xB8", "KZT"}, Symbol{"\xE2\x82\xB9", "INR"}, Symbol{"\xE2\x82\xBA", "TRY"},
    Symbol{"\xE2\x82\xBC", "AZN"}, Symbol{"\xE2\x82\xBD", "RUB"}, Symbol{"\xE2\x82\xBE", "GEL"},
};

// Whether what stands beside the digits may: the currency of the row, its symbol, or a symbol in
// another writing (letters with points between them). A lone point may not: ".50" is not "50".
bool is_currency(std::string_view beside, Currency currency) {
    const std::string_view letters = currency.letters();
    if (beside.empty() || beside == letters) return true;
    if (beside == "$") return writes_dollar(letters);
    for (const Symbol& symbol : symbols) {
        if (beside == symbol.bytes) return letters == symbol.letters;
    }
    if (beside == "\xC2\xA5" || beside == "\xA5") return letters == "JPY" || letters == "CNY";
    if (beside.starts_with("\xE2\x82") || beside.starts_with("\xE2\x83")) return false;
    return static_cast<unsigned char>(beside.front()) >= 0xC3 &&
           std::all_of(beside.begin(), beside.end(), [](char letter) {
               return letter == '.' || static_cast<unsigned char>(letter) >= 0x80;
           });
}

// What stands around the digits: sign or brackets are taken out, the rest is a currency.
class Surroundings {
public:
    void add(std::string_view part, bool is_front) {
        ShortCell rest;
        for (const char letter : part) {
            if (letter == '_') continue;
            const bool is_sign = letter == '-' || letter == '+';
            signs_ += is_sign || letter == '(' ? 1 : 0;
            is_negative_ = is_negative_ || letter == '-' || letter == '(';
            opened_ += letter == '(' && is_front ? 1 : 0;
            closed_ += letter == ')' && !is_front ? 1 : 0;
            is_misplaced_ = is_misplaced_ || letter == (is_front ? ')' : '(');
            if (!is_sign && letter != '(' && letter != ')') rest.push(letter);
        }
        is_known_ = is_known_ && is_currency(rest.text(), currency_);
    }

    explicit Surroundings(Currency currency) : currency_(currency) {}

    bool is_negative() const { return is_negative_; }

    bool may_stand() const {
        return is_known_ && signs_ <= 1 && opened_ == closed_ && !is_misplaced_;
    }

private:
    Currency currency_;
    int signs_ = 0;
    int opened_ = 0;
    int closed_ = 0;
    bool is_negative_ = false;
    bool is_misplaced_ = false;
    bool is_known_ = true;
};

// Digits with groups of three and at most `decimals` decimals behind `mark`.
std::optional<Minor> with_mark(std::string_view body, char mark, Currency currency) {
    const std::size_t at = body.find(mark);
    std::string_view whole = body.substr(0, at);
    std::string_view part;
    if (at != std::string_view::npos) {
        part = body.substr(at + 1);
        if (!all_digits(part)) return std::nullopt;
    }
    const auto decimals = static_cast<std::size_t>(currency.decimals());
    if (part.size() > decimals || whole.empty()) return std::nullopt;
    const std::size_t group = whole.find_first_not_of("0123456789");
    WideMinor value = 0;
    if (group == std::string_view::npos) {
        if (!all_digits(whole)) return std::nullopt;
    } else {
        const char parts = whole[group];
        const bool may_part = parts == '_' || ((parts == '.' || parts == ',') && parts != mark);
        if (!may_part || group == 0 || group > 3 || whole.front() == '0') return std::nullopt;
        for (std::size_t i = group; i < whole.size(); i += 4) {
            if (whole[i] != parts || !all_digits(whole.substr(i + 1, 3)) || whole.size() < i + 4) {
                return std::nullopt;
            }
        }
    }
    for (const std::string_view digits : {whole, part}) {
        for (const char letter : digits) {
            if (!is_digit(letter)) continue;
            value = value * 10 + (letter - '0');
            if (value > amount_minor_max) return std::nullopt;
        }
    }
    for (std::size_t i = part.size(); i < decimals; ++i)
        value *= 10;
    if (value > amount_minor_max) return std::nullopt;
    return static_cast<Minor>(value);
}

int number_of(std::string_view digits) {
    int value = 0;
    for (const char letter : digits)
        value = value * 10 + (letter - '0');
    return value;
}

std::optional<Date> day_of(std::string_view year, std::string_view month, std::string_view day) {
    if (!all_digits(year) || !all_digits(month) || !all_digits(day)) return std::nullopt;
    if ((year.size() != 4 && year.size() != 2) || month.size() > 2 || day.size() > 2) {
        return std::nullopt;
    }
    int full = number_of(year);
    if (year.size() == 2) full += full < 80 ? 2000 : 1900;
    if (full < year_min || full > year_max) return std::nullopt;
    if (number_of(month) > 12 || number_of(day) > 31) return std::nullopt;  // the common case
    Result<Date> date = make_date(full, number_of(month), number_of(day));
    if (!date) return std::nullopt;
    return *date;
}

// The number of an English month name or its first three letters; empty when it is none.
std::string_view month_named(std::string_view word) {
    constexpr std::array<std::string_view, 12> names{
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
    };
    constexpr std::string_view numbers = "010203040506070809101112";
    if (word.size() < 3) return {};
    for (std::size_t i = 0; i < names.size(); ++i) {
        bool same = true;
        for (std::size_t at = 0; at < 3; ++at)
            same = same && (word[at] | 0x20) == names[i][at];
        if (same) return numbers.substr(2 * i, 2);
    }
    return {};
}

}  // namespace

DateReadings csv_date(std::string_view cell) {
    const ShortCell held = shortened(cell);
    std::string_view text = held.text();
    if (text.size() > 1 && text.front() == '_') text.remove_prefix(1);
    DateReadings readings;
    const auto set = [&](DateOrder order, std::optional<Date> day) {
        readings[static_cast<std::size_t>(order)] = day;
    };
    if (text.size() >= 8 && all_digits(text.substr(0, 8)) && (text.size() == 8 || text[8] == '_')) {
        set(DateOrder::ymd, day_of(text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
        set(DateOrder::dmy, day_of(text.substr(4, 4), text.substr(2, 2), text.substr(0, 2)));
        set(DateOrder::mdy, day_of(text.substr(4, 4), text.substr(0, 2), text.substr(2, 2)));
        return readings;
    }
    const std::size_t first = text.find_first_of("-/._");
    if (first == std::string_view::npos) return readings;
    const char mark = text[first];
    const std::size_t second = text.find(mark, first + 1);
    if (second == std::string_view::npos) return readings;
    const std::string_view a = text.substr(0, first);
    const std::string_view b = text.substr(first + 1, second - first - 1);
    std::string_view c = text.substr(second + 1);
    const std::size_t end = c.find_first_not_of("0123456789");
    if (end != std::string_view::npos) {
        const bool is_time = c[end] == '_' || c[end] == 'T' || c.substr(end) == ".";
        if (!is_time) return readings;
        c = c.substr(0, end);
    }
    if (a.size() == 4) {
        set(DateOrder::ymd, day_of(a, b, c));
        return readings;
    }
    if (const std::string_view month = month_named(b); !month.empty()) {
        const std::optional<Date> day = day_of(c, month, a);
        return {day, day, day};
    }
    set(DateOrder::dmy, day_of(c, b, a));
    set(DateOrder::mdy, day_of(c, a, b));
    return readings;
}

AmountReadings csv_amount(std::string_view cell, Currency currency) {
    const ShortCell held = shortened(cell);
    AmountReadings readings;
    if (held.is_too_long) return readings;
    std::string_view text = held.text();
    const std::size_t first = text.find_first_of("0123456789");
    const std::size_t last = text.find_last_of("0123456789");
    if (first == std::string_view::npos) return readings;
    Surroundings around(currency);
    around.add(text.substr(0, first), true);
    around.add(text.substr(last + 1), false);
    if (!around.may_stand()) return readings;
    text = text.substr(first, last + 1 - first);
    readings.point = with_mark(text, '.', currency);
    readings.comma = with_mark(text, ',', currency);
    const std::size_t mark = text.find_last_of(".,");
    readings.is_full = currency.decimals() == 0 ||
                       (mark != std::string_view::npos &&
                        text.size() - mark - 1 == static_cast<std::size_t>(currency.decimals()));
    if (around.is_negative()) {
        if (readings.point) readings.point = -*readings.point;
        if (readings.comma) readings.comma = -*readings.comma;
    }
    return readings;
}

}  // namespace tieout
