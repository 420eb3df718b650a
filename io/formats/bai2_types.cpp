#include "io/formats/bai2_types.h"

#include <array>
#include <vector>

#include "engine/check.h"
#include "io/formats/fields.h"

namespace tieout {

namespace embedded {
std::string_view bai2_types();
}

namespace {

constexpr std::size_t codes_count = 1000;
using Table = std::array<Bai2Type, codes_count>;

Channel channel_of(std::string_view word) {
    for (const Channel channel :
         {Channel::statement,
          Channel::lockbox,
          Channel::ach,
          Channel::wire,
          Channel::card,
          Channel::direct_debit}) {
        if (word == word_of(channel)) return channel;
    }
    return Channel::statement;
}

Bai2Type by_range(std::size_t code) {
    Bai2Type type;
    const bool credit = (code >= 100 && code < 400) || (code >= 920 && code < 960);
    const bool debit = (code >= 400 && code < 700) || (code >= 960 && code < 1000);
    if (!credit && !debit) return type;
    type.side = credit ? Bai2Side::credit : Bai2Side::debit;
    type.level = Bai2Level::detail;
    type.kind = credit ? MovementKind::receipt : MovementKind::other;
    return type;
}

Table read_table() {
    Table table;
    for (std::size_t code = 0; code < codes_count; ++code)
        table[code] = by_range(code);
    for (const std::string_view line : split_words(embedded::bai2_types(), '\n')) {
        const std::vector<std::string_view> words = split_words(line, ',');
        if (words.size() != 7 || !all_digits(words[0])) continue;
        const auto code = whole_number(words[0], codes_count - 1);
        check(code.has_value(), "a type code of the table has three digits");
        Bai2Type& type = table[code.value_or(0)];
        type.is_known = true;
        type.side = words[1] == "credit"  ? Bai2Side::credit
                    : words[1] == "debit" ? Bai2Side::debit
                                          : Bai2Side::none;
        type.level = words[2] == "detail"    ? Bai2Level::detail
                     : words[2] == "summary" ? Bai2Level::summary
                                             : Bai2Level::status;
        type.role = words[3] == "summary" ? LineRole::summary : LineRole::detail;
        type.kind = movement_kind_of(words[4]).value_or(MovementKind::other);
        type.channel = channel_of(words[5]);
        type.method = payment_method_of(words[6]).value_or(PaymentMethod::other);
    }
    for (const std::size_t code : {std::size_t{115}, std::size_t{116}})
        table[code].is_lockbox_deposit = true;
    return table;
}

}  // namespace

const Bai2Type& bai2_type(std::string_view code) {
    static const Table table = read_table();
    check(code.size() == 3 && all_digits(code), "a type code has three digits");
    std::size_t number = 0;
    for (const char digit : code)
        number = number * 10 + static_cast<std::size_t>(digit - '0');
    return table[number];
}

}  // namespace tieout
