#include "io/formats/mt_values.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "engine/digits.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_letter(char letter) {
    return letter >= 'A' && letter <= 'Z';
}

int two_digits(std::string_view text, std::size_t at) {
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

std::optional<MtDate> valid_date(int year, int month, int day) {
    if (Result<Date> date = make_date(year, month, day)) return MtDate{*date, false};
    if (month != 2 || (day != 29 && day != 30)) return std::nullopt;
    Result<Date> first = make_date(year, month, 1);
    if (!first) return std::nullopt;
    return MtDate{month_end(*first), true};
}

// MMDD in the year that brings it nearest to the value date.
std::optional<MtDate> nearest_date(std::string_view mmdd, Date near) {
    constexpr int half_year = 182;
    const std::chrono::year_month_day around{near.sys_days()};
    std::optional<MtDate> best =
        valid_date(int{around.year()}, two_digits(mmdd, 0), two_digits(mmdd, 2));
    const bool is_near =
        best && !best->is_moved && std::abs(days_between(best->date, near)) <= half_year;
    if (is_near) return best;
    best.reset();
    for (int year = int{around.year()} - 1; year <= int{around.year()} + 1; ++year) {
        const auto date = valid_date(year, two_digits(mmdd, 0), two_digits(mmdd, 2));
        if (!date) continue;
        const auto far = [&](const MtDate& each) {
            return std::abs(days_between(each.date, near));
        };
        if (!best || (best->is_moved && !date->is_moved) ||
            (best->is_moved == date->is_moved && far(*date) < far(*best))) {
            best = date;
        }
    }
    return best;
}

std::string shown(std::string_view text) {
    return clean_text(text.substr(0, 40));
}

// A cursor over the lines of a field; a value may go on in the next line.
class Cursor {
public:
    explicit Cursor(const MtField& field) : field_(field), text_(field.lines.front().text) {}

    std::string_view text() const { return text_; }

    void skip(std::size_t bytes) {
        text_.remove_prefix(bytes);
        at_ += bytes;
    }

    std::string_view take(std::size_t bytes) {
        const std::string_view taken = text_.substr(0, bytes);
        skip(taken.size());
        return taken;
    }

    bool next_line() {
        if (line_ + 1 >= field_.lines.size()) return false;
        text_ = field_.lines[++line_].text;
        at_ = 0;
        return true;
    }

    std::uint64_t line() const { return field_.lines[line_].number; }

    std::size_t lines_used() const { return line_ + 1; }

    std::size_t column() const { return (line_ == 0 ? field_.column : 1) + at_; }

    MtFault found(std::string_view code, std::string words) const {
        return {code, line(), column(), std::move(words)};
    }

    tl::unexpected<MtFault> fault(std::string_view code, std::string words) const {
        return tl::make_unexpected(found(code, std::move(words)));
    }

private:
    const MtField& field_;
    std::string_view text_;
    std::size_t line_ = 0;
    std::size_t at_ = 0;
};

std::size_t amount_length(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size() &&
           (is_digit(text[length]) || text[length] == ',' || text[length] == '.')) {
        ++length;
    }
    return length;
}

// C, D, RC, RD, EC, ED and the letter of the currency that may follow.
bool take_mark(Cursor& cursor, MtStatementLine& line) {
    const std::string_view text = cursor.text();
    std::size_t at = 0;
    const bool is_double =
        text.size() > 1 && (text[0] == 'R' || text[0] == 'E') && (text[1] == 'C' || text[1] == 'D');
    if (is_double) {
        line.is_reversal = text[0] == 'R';
        line.is_expected = text[0] == 'E';
        at = 1;
    }
    if (text.size() <= at || (text[at] != 'C' && text[at] != 'D')) return false;
    line.is_credit = (text[at] == 'C') != line.is_reversal;
    ++at;
    if (text.size() > at && is_letter(text[at])) ++at;
    cursor.skip(at);
    return true;
}

void take_references(std::string_view text, MtStatementLine& line) {
    if (!text.empty() && is_letter(text[0])) {
        line.type = trimmed(text.substr(0, 4));
        text.remove_prefix(std::min<std::size_t>(4, text.size()));
    }
    const std::size_t marks = text.find("//");
    line.reference = trimmed(text.substr(0, marks));
    if (marks != std::string_view::npos) line.bank_reference = trimmed(text.substr(marks + 2));
    // Some banks write the name of the other party on the same line, at a fixed place.
    if (const std::size_t gap = line.reference.find("  "); gap != std::string_view::npos) {
        line.supplement = trimmed(line.reference.substr(gap));
        line.is_name = true;
        line.reference = line.reference.substr(0, gap);
    }
}

}  // namespace

Result<Minor> mt_amount(std::string_view text, Currency currency) {
    const auto usual = marked_number(text, static_cast<unsigned>(currency.decimals()));
    if (usual && usual->mark == ',') return static_cast<Minor>(usual->units);
    const auto refused = [&] {
        return refuse(
            ErrorKind::input,
            fmt::format("an amount with a decimal comma expected, found '{}'", shown(text))
        );
    };
    const std::size_t mark = text.find_first_of(",.");
    const std::string_view whole = text.substr(0, mark);
    std::string_view decimals =
        mark == std::string_view::npos ? std::string_view{} : text.substr(mark + 1);
    if (!all_digits(whole) || (!decimals.empty() && !all_digits(decimals))) return refused();
    const bool is_point = mark != std::string_view::npos && text[mark] == '.';
    if (is_point && (decimals.empty() || decimals.size() > 2)) return refused();
    const auto places = static_cast<std::size_t>(currency.decimals());
    while (decimals.size() > places && decimals.back() == '0')
        decimals.remove_suffix(1);
    if (decimals.size() > places) {
        return refuse(
            ErrorKind::input,
            fmt::format(
                "at most {} decimals expected in {}, found '{}'",
                places,
                currency.letters(),
                shown(text)
            )
        );
    }
    Minor amount = 0;
    const auto push = [&](char digit) {
        amount = amount * 10 + (digit - '0');
        return amount <= amount_minor_max;
    };
    for (const char digit : whole) {
        if (!push(digit)) return refused();
    }
    for (std::size_t i = 0; i < places; ++i) {
        if (!push(i < decimals.size() ? decimals[i] : '0')) return refused();
    }
    return amount;
}

std::optional<MtDate> mt_date(std::string_view yymmdd) {
    if (yymmdd.size() != 6 || !all_digits(yymmdd)) return std::nullopt;
    const int year = two_digits(yymmdd, 0);
    return valid_date(
        year < 80 ? 2000 + year : 1900 + year, two_digits(yymmdd, 2), two_digits(yymmdd, 4)
    );
}

tl::expected<MtBalance, MtFault> mt_balance(const MtField& field, Currency expected) {
    Cursor cursor(field);
    MtBalance balance;
    const std::string_view side = cursor.text().substr(0, 1);
    if (side != "C" && side != "D") {
        return cursor.fault(
            "F_MT_SIDE", fmt::format("C or D expected, found '{}'", shown(cursor.text()))
        );
    }
    cursor.skip(1);
    const auto day = mt_date(cursor.text().substr(0, 6));
    if (!day) {
        return cursor.fault(
            "F_DATE",
            fmt::format("a date as YYMMDD expected, found '{}'", shown(cursor.text().substr(0, 6)))
        );
    }
    balance.day = day->date;
    cursor.skip(6);
    if (!cursor.text().empty() && is_digit(cursor.text()[0]) && !expected.is_none()) {
        balance.has_currency = false;
        balance.currency = expected;
    } else {
        const std::string_view letters = cursor.text().substr(0, 3);
        const auto currency = Currency::find(letters);
        if (!currency) {
            return cursor.fault(
                "F_CURRENCY",
                fmt::format("a currency of ISO 4217 expected, found '{}'", shown(letters))
            );
        }
        balance.currency = *currency;
        cursor.skip(3);
    }
    balance.line = cursor.line();
    balance.column = cursor.column();
    Result<Minor> amount = mt_amount(trimmed_right(cursor.text()), balance.currency);
    if (!amount) return cursor.fault("F_AMOUNT", amount.error().words);
    balance.amount = side == "D" ? -*amount : *amount;
    return balance;
}

tl::expected<MtSum, MtFault> mt_sum(const MtField& field) {
    Cursor cursor(field);
    MtSum sum;
    std::size_t digits = 0;
    while (digits < cursor.text().size() && is_digit(cursor.text()[digits]))
        ++digits;
    const auto count = whole_number(cursor.text().substr(0, digits));
    if (!count) {
        return cursor.fault(
            "F_NUMBER",
            fmt::format("a number of entries expected, found '{}'", shown(cursor.text()))
        );
    }
    sum.count = *count;
    cursor.skip(digits);
    const auto currency = Currency::find(cursor.text().substr(0, 3));
    if (!currency) {
        return cursor.fault(
            "F_CURRENCY",
            fmt::format(
                "a currency of ISO 4217 expected, found '{}'", shown(cursor.text().substr(0, 3))
            )
        );
    }
    sum.currency = *currency;
    cursor.skip(3);
    sum.line = cursor.line();
    sum.column = cursor.column();
    Result<Minor> amount = mt_amount(trimmed_right(cursor.text()), sum.currency);
    if (!amount) return cursor.fault("F_AMOUNT", amount.error().words);
    sum.amount = *amount;
    return sum;
}

std::optional<MtFault> read_mt_statement_line(
    const MtField& field, Currency currency, MtStatementLine& line
) {
    const MtStatementLine before = std::exchange(line, {});
    Cursor cursor(field);
    const std::string_view day = cursor.text().substr(0, 6);
    const bool is_same_day =
        !before.value_day.empty() && !before.is_moved && is_same(day, before.value_day);
    const auto value_date = is_same_day ? MtDate{before.value_date, false} : mt_date(day);
    if (!value_date) {
        return cursor.found(
            "F_DATE", fmt::format("a value date as YYMMDD expected, found '{}'", shown(day))
        );
    }
    line.value_day = day;
    line.value_date = value_date->date;
    line.is_moved = value_date->is_moved;
    cursor.skip(6);
    const std::string_view mmdd = cursor.text().substr(0, 4);
    if (mmdd == "    ") {
        cursor.skip(4);
    } else if (!mmdd.empty() && is_digit(mmdd[0])) {
        const bool is_value_day = !line.is_moved && mmdd == day.substr(2);
        const auto entry_date = is_value_day ? value_date
                                : mmdd.size() == 4 && all_digits(mmdd)
                                    ? nearest_date(mmdd, line.value_date)
                                    : std::nullopt;
        if (!entry_date) {
            return cursor.found(
                "F_DATE", fmt::format("an entry date as MMDD expected, found '{}'", shown(mmdd))
            );
        }
        line.entry_date = entry_date->date;
        line.is_moved = line.is_moved || entry_date->is_moved;
        cursor.skip(4);
    }
    if (!take_mark(cursor, line)) {
        return cursor.found(
            "F_MT_SIDE",
            fmt::format(
                "a mark C, D, RC, RD, EC or ED expected, found '{}'",
                shown(cursor.text().substr(0, 2))
            )
        );
    }
    // The amount may stand behind a blank or on the next line.
    if (trimmed(cursor.text()).empty()) cursor.next_line();
    while (!cursor.text().empty() && cursor.text()[0] == ' ')
        cursor.skip(1);
    const std::size_t length = amount_length(cursor.text());
    const std::string_view digits = cursor.text().substr(0, length);
    Result<Minor> amount = mt_amount(digits, currency);
    if (!amount) {
        return cursor.found(
            "F_AMOUNT",
            length == 0 ? fmt::format(
                              "an amount with a decimal comma expected, found '{}'",
                              shown(cursor.text().substr(0, 15))
                          )
                        : amount.error().words
        );
    }
    line.amount = *amount;
    line.has_comma = std::find(digits.rbegin(), digits.rend(), ',') != digits.rend();
    cursor.skip(length);
    take_references(trimmed(cursor.text()), line);
    if (line.supplement.empty() && cursor.next_line()) {
        line.supplement = trimmed(trimmed_right(cursor.text()));
    }
    line.lines_used = cursor.lines_used();
    return std::nullopt;
}

}  // namespace tieout
