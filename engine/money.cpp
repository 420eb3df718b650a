#include "engine/money.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include <fmt/core.h>

#include "engine/check.h"
#include "engine/digits.h"

namespace tieout {

namespace {
__extension__ using WideUnsigned = unsigned __int128;
}  // namespace

Minor add(Minor a, Minor b) {
    Minor sum = 0;
    check(!__builtin_add_overflow(a, b, &sum), "a sum of amounts fits 64 bits");
    return sum;
}

Minor subtract(Minor a, Minor b) {
    Minor difference = 0;
    check(!__builtin_sub_overflow(a, b, &difference), "a difference of amounts fits 64 bits");
    return difference;
}

Result<Minor> narrow(WideMinor sum) {
    if (sum > std::numeric_limits<Minor>::max() || sum < std::numeric_limits<Minor>::min()) {
        return refuse(ErrorKind::input, "the sum of the amounts is too large for 64 bits");
    }
    return static_cast<Minor>(sum);
}

Minor scale_half_up(Minor amount, std::int64_t numerator, std::int64_t denominator) {
    check(denominator > 0, "a ratio has a positive denominator");
    const WideMinor product = static_cast<WideMinor>(amount) * numerator;
    const WideMinor size = product < 0 ? -product : product;
    const WideMinor rounded = (size * 2 + denominator) / (static_cast<WideMinor>(denominator) * 2);
    check(rounded <= std::numeric_limits<Minor>::max(), "a scaled amount fits 64 bits");
    return static_cast<Minor>(product < 0 ? -rounded : rounded);
}

std::vector<Minor> split(Minor whole, std::span<const Minor> weights) {
    WideMinor total = 0;
    for (const Minor weight : weights) {
        check(weight >= 0, "a weight is not negative");
        total += weight;
    }
    check(total > 0, "some weight is positive");
    const Minor sign = whole < 0 ? -1 : 1;
    const WideMinor size = static_cast<WideMinor>(whole) * sign;
    std::vector<Minor> parts(weights.size());
    std::vector<WideMinor> remainders(weights.size());
    WideMinor given = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const WideMinor share = size * weights[i];
        parts[i] = static_cast<Minor>(share / total);
        remainders[i] = share % total;
        given += parts[i];
    }
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return remainders[a] > remainders[b];
    });
    for (std::size_t i = 0; given < size; ++i, ++given)
        ++parts[order[i]];
    for (Minor& part : parts)
        part *= sign;
    return parts;
}

std::optional<Minor> plain_amount(std::string_view text, Currency currency) {
    constexpr std::size_t bytes_max = 17;  // the digits of amount_minor_max and a point
    const auto decimals = static_cast<std::size_t>(currency.decimals());
    const bool negative = text.starts_with('-');
    const auto short_one =
        marked_number(text.substr(negative ? 1 : 0), static_cast<unsigned>(decimals));
    if (short_one && short_one->mark != ',') {
        const auto amount = static_cast<Minor>(short_one->units);
        return negative ? -amount : amount;
    }
    std::size_t at = negative ? 1 : 0;
    std::size_t zeros = at;  // in front of the digits that count
    while (zeros + 1 < text.size() && text[zeros] == '0')
        ++zeros;
    if (text.size() - zeros > bytes_max) return std::nullopt;
    const std::size_t whole = at;
    Minor value = 0;
    const auto take = [&] {
        const auto digit = static_cast<unsigned char>(text[at] - '0');
        if (digit > 9) return false;
        value = value * 10 + digit;
        ++at;
        return true;
    };
    while (at < text.size() && take()) {
    }
    if (at == whole) return std::nullopt;
    std::size_t missing = decimals;
    if (at < text.size()) {
        if (text[at] != '.' || at + 1 == text.size()) return std::nullopt;
        const std::size_t point = at++;
        while (at < text.size() && take()) {
        }
        if (at < text.size() || at - point - 1 > decimals) return std::nullopt;
        missing -= at - point - 1;
    }
    for (; missing != 0 && value <= amount_minor_max; --missing)
        value *= 10;
    if (value > amount_minor_max) return std::nullopt;
    return negative ? -value : value;
}

Result<Minor> parse_amount(std::string_view text, Currency currency) {
    if (const auto amount = plain_amount(text, currency)) return *amount;
    const auto refused = [&](std::string_view expected) {
        return refuse(
            ErrorKind::input, fmt::format("{} expected, found '{}'", expected, text.substr(0, 40))
        );
    };
    const std::string_view rest = text.substr(text.starts_with('-') ? 1 : 0);
    const std::size_t point = rest.find('.');
    if (rest.empty() || point == 0 || point == rest.size() - 1) {
        return refused("a decimal amount such as 1234.50");
    }
    const auto allowed = static_cast<std::size_t>(currency.decimals());
    if (point != std::string_view::npos && rest.size() - point - 1 > allowed) {
        return refused(fmt::format("at most {} decimals for {}", allowed, currency.letters()));
    }
    return refused("an amount in digits, at most 10^15 minor units");
}

std::string format_amount_wide(WideMinor amount, Currency currency) {
    const bool negative = amount < 0;
    auto rest = static_cast<WideUnsigned>(negative ? -amount : amount);
    std::string text;
    int written = 0;
    do {
        if (written == currency.decimals() && written != 0) text.push_back('.');
        text.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
        rest /= 10;
        ++written;
    } while (rest != 0 || written <= currency.decimals());
    if (negative) text.push_back('-');
    std::reverse(text.begin(), text.end());
    return text;
}

std::string format_amount(Minor amount, Currency currency) {
    return format_amount_wide(amount, currency);
}

}  // namespace tieout
