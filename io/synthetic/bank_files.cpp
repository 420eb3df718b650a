#include "io/synthetic/bank_files.h"

#include <chrono>

#include <fmt/format.h>

namespace tieout {

OurMadeAccount made_account_of(MadeFormat format, bool is_euro) {
    const auto dollar = [](std::string_view number, std::string_view role, std::string_view box) {
        OurMadeAccount account;
        account.number = number;
        account.bare = routed(number).account;
        account.entity = "US01";
        account.currency = "USD";
        account.role = role;
        account.lockbox = box;
        return account;
    };
    const auto euro = [](std::string_view number) {
        OurMadeAccount account;
        account.number = number;
        account.bare = number;
        account.entity = "EU01";
        account.currency = "EUR";
        account.role = "operating";
        return account;
    };
    switch (format) {
        case MadeFormat::payments:
            return is_euro ? euro("DE02120300000000202051")
                           : dollar("121042882/4000100009", "operating", "");
        case MadeFormat::lockbox: return dollar("121042882/4000100001", "lockbox", "0022222");
        case MadeFormat::bai2: return dollar("121042882/4000100003", "operating", "");
        case MadeFormat::nacha: return dollar("121042882/4000100004", "operating", "");
        case MadeFormat::camt: return euro("DE89370400440532013000");
        case MadeFormat::mt940: return euro("NL91ABNA0417164300");
        default: return euro("FR1420041010050500013M02606");
    }
}

OurMadeAccount made_line_lockbox() {
    OurMadeAccount account = made_account_of(MadeFormat::lockbox, false);
    account.number = "121042882/4000100002";
    account.bare = routed(account.number).account;
    account.lockbox = "0033333";
    return account;
}

std::string_view word_of(MadeFormat format) {
    constexpr std::array<std::string_view, static_cast<std::size_t>(MadeFormat::count)> words{
        "payments", "lockbox", "bai2", "nacha", "camt", "mt940", "csv"
    };
    return words.at(static_cast<std::size_t>(format));
}

std::string with_mark(Minor cents, char mark) {
    const Minor positive = cents < 0 ? -cents : cents;
    return fmt::format("{}{}{}{:02}", cents < 0 ? "-" : "", positive / 100, mark, positive % 100);
}

std::string six_digits(Date day) {
    const std::chrono::year_month_day date{day.sys_days()};
    return fmt::format(
        "{:02}{:02}{:02}",
        static_cast<int>(date.year()) % 100,
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day())
    );
}

RoutedAccount routed(std::string_view number) {
    const std::size_t slash = number.find('/');
    if (slash == std::string_view::npos) return {{}, number};
    return {number.substr(0, slash), number.substr(slash + 1)};
}

}  // namespace tieout
