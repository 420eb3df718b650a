#include "io/synthetic/billing.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

#include <fmt/format.h>

#include "engine/check.h"
#include "io/synthetic/company_names.h"
#include "io/synthetic/document_numbers.h"

namespace tieout {

namespace {

constexpr int days_before = 55;  // invoices that are open on the first day were written since

// Streams of draws, so that one part of the book does not depend on how much another drew.
enum Stream : std::uint64_t {
    customers = 1,
    sizes,
    items,
    amounts
};

constexpr std::array<std::string_view, 6> routings{
    "021000021", "055002707", "026009593", "111000025", "122105278", "011401533"
};

// Digits of an IBAN's letters, modulo 97.
unsigned modulo_97(std::string_view text) {
    unsigned rest = 0;
    for (const char letter : text) {
        if (letter >= '0' && letter <= '9') {
            rest = (rest * 10 + static_cast<unsigned>(letter - '0')) % 97;
        } else {
            rest = (rest * 100 + static_cast<unsigned>(letter - 'A') + 10) % 97;
        }
    }
    return rest;
}

bool has_currency(MadeFormat format, bool is_euro) {
    switch (format) {
        case MadeFormat::payments: return true;
        case MadeFormat::camt:
        case MadeFormat::mt940:
        case MadeFormat::csv: return is_euro;
        default: return !is_euro;
    }
}

class Billing {
public:
    Billing(const MadeSize& size, const Profile& profile, const std::vector<MadeFormat>& formats)
        : size_(size), profile_(profile) {
        check(size.customers > 0 && !formats.empty(), "a book has customers and a bank");
        for (const MadeFormat format : formats) {
            if (has_currency(format, true)) euro_.push_back(format);
            if (has_currency(format, false)) dollar_.push_back(format);
        }
    }

    MadeBook make() {
        make_customers();
        make_families();
        make_items();
        make_credits();
        return std::move(book_);
    }

private:
    void make_customers() {
        Dice dice(size_.seed, Stream::customers);
        std::uint64_t running = 0;
        for (std::uint64_t i = 0; i < size_.customers; ++i) {
            MadeCustomer made;
            const bool euro = dollar_.empty() || (!euro_.empty() && dice.happens(profile_.euro_bp));
            static const std::array<std::string_view, 4> countries{"DE", "DE", "FR", "NL"};
            made.country = euro ? dice.one_of(countries) : std::string_view("US");
            made.currency = *Currency::find(euro ? "EUR" : "USD");
            made.number = fmt::format("{}", 10'001 + i);
            made.name = made_company(dice, made.country);
            made.format = dice.one_of(euro ? euro_ : dollar_);
            if (dice.happens(profile_.discount_terms_bp)) {
                made.discount_bp = dice.below(3) == 0 ? 300 : 200;
                made.discount_days = dice.below(4) == 0 ? 14 : 10;
            } else {
                static const std::array<int, 5> net{14, 30, 30, 45, 60};
                made.net_days = dice.one_of(net);
            }
            if (dice.happens(profile_.own_series_bp)) made.series = made.number;
            if (dice.happens(profile_.price_list_bp)) make_prices(dice, made);
            const std::int64_t accounts = dice.between(1, profile_.accounts_max);
            for (std::int64_t k = 0; k < accounts; ++k) {
                made.accounts.push_back(
                    {made_account(dice, made.country, ++running),
                     dice.happens(profile_.account_known_bp)}
                );
            }
            book_.customers.push_back(std::move(made));
        }
    }

    void make_prices(Dice& dice, MadeCustomer& made) const {
        const std::int64_t count = dice.between(2, 8);
        for (std::int64_t k = 0; k < count; ++k) {
            const Minor whole = dice.log_normal(profile_.median_minor, profile_.spread) / 100;
            const Minor step = whole > 1'000 ? 50 : 5;
            made.prices.push_back(std::max<Minor>(1, whole / step * step) * 100);
        }
    }

    // A parent is a customer of the same entity that has no parent himself.
    void make_families() {
        Dice dice(size_.seed, Stream::sizes);
        for (std::uint32_t child = 1; child < book_.customers.size(); ++child) {
            if (!dice.happens(profile_.family_bp)) continue;
            const auto parent = static_cast<std::uint32_t>(dice.below(child));
            MadeCustomer& above = book_.customers[parent];
            MadeCustomer& below = book_.customers[child];
            const bool is_fit = above.parent == no_index && above.currency == below.currency;
            if (!is_fit) continue;
            below.parent = parent;
            above.children.push_back(child);
            if (dice.below(2) == 0) below.name = branch_name(dice, above.name);
        }
    }

    static std::string branch_name(Dice& dice, std::string_view parent) {
        static const std::array<std::string_view, 6> branches{
            "East", "West", "Services", "Logistik", "Region Nord", "Store 12"
        };
        const std::size_t form = parent.rfind(' ');
        return fmt::format(
            "{} {}{}", parent.substr(0, form), dice.one_of(branches), parent.substr(form)
        );
    }

    // Cumulated weights 1/(rank + flattening) of customers whose ranks are shuffled.
    std::vector<std::uint64_t> weights() const {
        constexpr std::uint64_t scale = 1'000'000'000'000;
        Dice dice(size_.seed, Stream::sizes + 100);
        std::vector<std::uint64_t> ranks(book_.customers.size());
        for (std::size_t i = 0; i < ranks.size(); ++i) {
            ranks[i] = i;
            std::swap(ranks[i], ranks[static_cast<std::size_t>(dice.below(i + 1))]);
        }
        std::vector<std::uint64_t> sums(ranks.size());
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < ranks.size(); ++i) {
            sum += scale / (ranks[i] + static_cast<std::uint64_t>(profile_.size_flattening));
            sums[i] = sum;
        }
        return sums;
    }

    Date invoice_day(Dice& dice) const {
        const Date first = made_first_day();
        Date day = dice.happens(profile_.opening_bp)
                       ? add_days(first, -static_cast<int>(dice.between(1, days_before)))
                       : add_days(first, static_cast<int>(dice.between(0, profile_.days - 1)));
        for (int back = 0; back < 2 && !is_business_day(day); ++back)
            day = add_days(day, -1);  // Saturday and Sunday to Friday
        return day;
    }

    void make_items() {
        Dice dice(size_.seed, Stream::items);
        const auto sums = weights();
        std::vector<std::pair<Date, std::uint32_t>> billed;
        for (std::uint64_t i = 0; i < size_.items; ++i) {
            const auto at = std::upper_bound(sums.begin(), sums.end(), dice.below(sums.back()));
            billed.emplace_back(invoice_day(dice), static_cast<std::uint32_t>(at - sums.begin()));
        }
        std::stable_sort(billed.begin(), billed.end());
        Dice amounts(size_.seed, Stream::amounts);
        book_.items.reserve(billed.size());
        for (const auto& [day, customer] : billed)
            book_.items.push_back(invoice(amounts, day, customer));
    }

    MadeItem invoice(Dice& dice, Date day, std::uint32_t customer) {
        const MadeCustomer& owner = book_.customers[customer];
        MadeItem made;
        made.customer = customer;
        made.invoice_date = day;
        made.due_date = add_days(day, owner.net_days);
        made.discount_date = day;
        made.amount = owner.prices.empty() ? dice.log_normal(profile_.median_minor, profile_.spread)
                                           : dice.one_of(owner.prices) * dice.between(1, 4);
        made.document = next_number(dice, owner, customer, day);
        if (owner.discount_bp > 0) {
            made.discount_date = add_days(day, owner.discount_days);
            if (dice.happens(profile_.freight_bp)) made.freight = made.amount / 20;
            made.discount = (made.amount - made.freight) * owner.discount_bp / 10'000;
        }
        if (dice.happens(profile_.purchase_order_bp)) {
            made.purchase_order = fmt::format("45{:08}", dice.below(100'000'000));
        }
        made.open = made.amount;
        return made;
    }

    std::string next_number(
        Dice& dice, const MadeCustomer& owner, std::uint32_t customer, Date day
    ) {
        NumberSeries series = NumberSeries::own;
        if (owner.series.empty()) {
            static const std::array<NumberSeries, 3> dollar{
                NumberSeries::prefix_year, NumberSeries::running, NumberSeries::check_digit
            };
            static const std::array<NumberSeries, 2> euro{
                NumberSeries::month_running, NumberSeries::slash_year
            };
            series = is_euro(owner) ? euro[customer % 2] : dollar[customer % 3];
        }
        const bool is_own = series == NumberSeries::own;
        std::uint64_t& running = is_own ? own_running_[customer] : running_[series];
        running += 1 + dice.below(is_own ? 1 : 3);
        return document_number(series, running, day, owner.series);
    }

    // Turns some items into credit memos for an earlier invoice of their customer.
    void make_credits() {
        Dice dice(size_.seed, Stream::amounts + 100);
        std::map<std::uint32_t, std::uint32_t> last;  // invoice by customer
        std::uint64_t running = 0;
        for (std::uint32_t i = 0; i < book_.items.size(); ++i) {
            MadeItem& item = book_.items[i];
            const auto before = last.find(item.customer);
            if (before == last.end() || !dice.happens(profile_.credit_memo_bp)) {
                last[item.customer] = i;
                continue;
            }
            MadeItem& invoice = book_.items[before->second];
            item.kind = ItemKind::credit_memo;
            item.document =
                document_number(NumberSeries::credit_prefix, ++running, item.invoice_date, {});
            item.applies_to = before->second;
            item.discount = 0;
            item.freight = 0;
            item.purchase_order.clear();
            item.is_cancelled = dice.below(5) == 0;
            invoice.is_cancelled = item.is_cancelled;
            item.amount = item.is_cancelled
                              ? invoice.amount
                              : std::max<Minor>(1, invoice.amount * dice.between(3, 60) / 100);
            item.open = item.amount;
            last.erase(before);
        }
    }

    const MadeSize& size_;
    const Profile& profile_;
    std::vector<MadeFormat> euro_;
    std::vector<MadeFormat> dollar_;
    std::map<NumberSeries, std::uint64_t> running_;
    std::map<std::uint32_t, std::uint64_t> own_running_;
    MadeBook book_;
};

}  // namespace

Date made_first_day() {
    return Date{20'458};  // 2026-01-05
}

bool is_business_day(Date day) {
    const unsigned weekday = std::chrono::weekday{day.sys_days()}.c_encoding();
    return weekday != 0 && weekday != 6;
}

bool is_euro(const MadeCustomer& customer) {
    return customer.currency.letters() == "EUR";
}

const char* entity_of(const MadeCustomer& customer) {
    return is_euro(customer) ? "EU01" : "US01";
}

MadeBook bill(
    const MadeSize& size, const Profile& profile, const std::vector<MadeFormat>& formats
) {
    return Billing(size, profile, formats).make();
}

std::string iban_of(std::string_view country, std::string_view national) {
    const unsigned rest = modulo_97(fmt::format("{}{}00", national, country));
    return fmt::format("{}{:02}{}", country, 98 - rest, national);
}

std::string made_account(Dice& dice, std::string_view country, std::uint64_t running) {
    if (country == "DE") {
        static const std::array<std::string_view, 3> banks{"37040044", "50010517", "12030000"};
        return iban_of("DE", fmt::format("{}{:010}", dice.one_of(banks), 1'000'000 + running));
    }
    if (country == "FR") {
        return iban_of("FR", fmt::format("3000400821{:011}76", 100'000 + running));
    }
    if (country == "NL") return iban_of("NL", fmt::format("INGB{:010}", 4'000'000 + running));
    return fmt::format("{}/{}", dice.one_of(routings), 7'000'000 + running);
}

}  // namespace tieout
