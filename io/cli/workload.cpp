#include "io/cli/workload.h"

#include <algorithm>
#include <array>
#include <random>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "engine/date.h"
#include "engine/money.h"
#include "engine/payment.h"

namespace tieout {

namespace {

constexpr std::array<const char*, 16> first_words{
    "Northern",
    "Harbor",
    "Granite",
    "Summit",
    "Lakeside",
    "Redwood",
    "Meridian",
    "Copper",
    "Evergreen",
    "Pioneer",
    "Silver",
    "Atlantic",
    "Prairie",
    "Keystone",
    "Liberty",
    "Cascade"
};
constexpr std::array<const char*, 16> second_words{
    "Tools",
    "Foods",
    "Textiles",
    "Freight",
    "Bearings",
    "Plastics",
    "Medical",
    "Optics",
    "Paper",
    "Glass",
    "Marine",
    "Steel",
    "Farms",
    "Motors",
    "Supply",
    "Print"
};
constexpr int first_day = 20454;                  // 2026-01-01
constexpr std::uint64_t lockbox_items_max = 999;  // of one batch: three digits

struct MadeItem {
    std::uint64_t number = 0;
    Minor amount = 0;
};

struct MadePayment {
    std::uint64_t customer = 0;
    std::uint64_t number = 0;
    std::vector<MadeItem> items;
    unsigned style = 0;  // 0 lines, 1 memo, 2 nothing named

    Minor amount() const {
        Minor sum = 0;
        for (const MadeItem& item : items)
            sum += item.amount;
        return sum;
    }
};

class Making {
public:
    explicit Making(const WorkloadSize& size) : size_(size), random_(size.seed) {}

    Workload make(bool with_lockbox) {
        make_customers();
        make_items();
        make_payments();
        if (with_lockbox) make_lockbox();
        work_.payments = payments_.size();
        return std::move(work_);
    }

private:
    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

    static std::string account_of(std::uint64_t customer) {
        return fmt::format("021000021/{}", 7'000'000'000 + customer);
    }

    static std::string name_of(std::uint64_t customer) {
        return fmt::format(
            "{} {} {}",
            first_words[customer % 16],
            second_words[customer / 16 % 16],
            10'001 + customer
        );
    }

    void make_customers() {
        auto out = std::back_inserter(work_.customers_csv);
        fmt::format_to(out, "customer,name,currency,terms,bank_accounts\n");
        for (std::uint64_t i = 0; i < size_.customers; ++i) {
            fmt::format_to(out, "{},{} Inc,USD,n30,{}\n", 10'001 + i, name_of(i), account_of(i));
        }
    }

    // Dollars and cents over four decades: a leading part of one to four digits.
    Minor amount() {
        Minor whole = 10;
        for (std::uint64_t i = below(4); i > 0; --i)
            whole *= 10;
        return (whole + static_cast<Minor>(below(static_cast<std::uint64_t>(whole) * 9))) * 100 +
               static_cast<Minor>(below(100));
    }

    void make_items() {
        items_.resize(size_.customers);
        auto out = std::back_inserter(work_.items_ndjson);
        for (std::uint64_t i = 0; i < size_.items; ++i) {
            const std::uint64_t customer = i < size_.customers ? i : below(size_.customers);
            const MadeItem item{90'000'001 + i, amount()};
            items_[customer].push_back(item);
            const Date date{first_day + static_cast<std::int32_t>(below(60))};
            fmt::format_to(
                out,
                "{{\"document\":\"{}\",\"customer\":\"{}\",\"currency\":\"USD\",\"amount\":\"{}.{:"
                "02}\","
                "\"invoice_date\":\"{}\",\"due_date\":\"{}\"}}\n",
                item.number,
                10'001 + customer,
                item.amount / 100,
                item.amount % 100,
                format_date(date),
                format_date(add_days(date, 30))
            );
        }
    }

    // Payments take items of their customer one after the other, so that no item is paid twice.
    void make_payments() {
        std::vector<std::size_t> used(size_.customers);
        std::uint64_t number = 0;
        std::uint64_t customer = 0;
        std::uint64_t idle = 0;
        work_.truth_csv = "payment,document\n";
        while (number < size_.payments && idle < size_.customers) {
            const auto& mine = items_[customer];
            const std::size_t left = mine.size() - used[customer];
            if (left == 0) {
                ++idle;
            } else {
                idle = 0;
                const std::size_t wanted = 1 + (below(10) / 7) * (size_.items_max - 1);
                const std::size_t take = std::min<std::size_t>(left, wanted);
                MadePayment payment{customer, ++number, {}, style()};
                for (std::size_t i = 0; i < take; ++i) {
                    payment.items.push_back(mine[used[customer]++]);
                }
                write_payment(payment);
                payments_.push_back(std::move(payment));
            }
            customer = (customer + 1) % size_.customers;
        }
    }

    unsigned style() {
        if (below(100) < size_.unreferenced_percent) return 2;
        return below(4) == 0 ? 1U : 0U;
    }

    void write_payment(const MadePayment& payment) {
        const Minor amount = payment.amount();
        auto out = std::back_inserter(work_.payments_ndjson);
        fmt::format_to(
            out,
            "{{\"payment\":\"PAY{}\",\"booking_date\":\"2026-03-16\",\"currency\":\"USD\","
            "\"amount\":\"{}.{:02}\",\"method\":\"ach\"",
            payment.number,
            amount / 100,
            amount % 100
        );
        if (size_.is_payer_stated) {
            fmt::format_to(out, ",\"customer\":\"{}\"", 10'001 + payment.customer);
        } else {
            fmt::format_to(
                out,
                ",\"payer_name\":\"{}\",\"payer_account\":\"{}\"",
                name_of(payment.customer),
                account_of(payment.customer)
            );
        }
        if (payment.style == 1) {
            fmt::format_to(out, ",\"memo\":\"PAYMENT INV");
            for (const MadeItem& item : payment.items)
                fmt::format_to(out, " {}", item.number);
            fmt::format_to(out, "\"");
        }
        if (payment.style == 0) {
            fmt::format_to(out, ",\"remittance\":[");
            for (std::size_t i = 0; i < payment.items.size(); ++i) {
                const MadeItem& item = payment.items[i];
                fmt::format_to(
                    out,
                    "{}{{\"reference\":\"{}\",\"net\":\"{}.{:02}\"}}",
                    i == 0 ? "" : ",",
                    item.number,
                    item.amount / 100,
                    item.amount % 100
                );
            }
            fmt::format_to(out, "]");
        }
        fmt::format_to(out, "}}\n");
        for (const MadeItem& item : payment.items) {
            fmt::format_to(
                std::back_inserter(work_.truth_csv), "PAY{},{}\n", payment.number, item.number
            );
        }
    }

    void put_record(std::string line) {
        line.resize(80, ' ');
        work_.lockbox_bai += line + '\n';
        ++records_;
    }

    // Checks of one lockbox and day, at most lockbox_items_max in a batch.
    void make_lockbox() {
        put_record(
            "100"
            "0121042882"
            "0021000021"
            "260316"
            "0800"
        );
        put_record(
            "2"
            "0121042882"
            "0021000021"
            "0000000001"
            "400"
            "080"
            "0080"
            "1"
        );
        put_record("50010000022222260316");
        std::uint64_t batches = 0;
        WideMinor total = 0;
        for (std::size_t first = 0; first < payments_.size(); first += lockbox_items_max) {
            const std::size_t last =
                std::min<std::size_t>(payments_.size(), first + lockbox_items_max);
            total += put_batch(++batches, std::span(payments_).subspan(first, last - first));
        }
        put_record(fmt::format(
            "8{:03}0000022222260316{:04}{:010}",
            batches,
            payments_.size(),
            static_cast<std::int64_t>(total)
        ));
        put_record(fmt::format("9{:06}", records_ + 1));
    }

    Minor put_batch(std::uint64_t batch, std::span<const MadePayment> payments) {
        Minor total = 0;
        std::uint64_t item = 0;
        for (const MadePayment& payment : payments) {
            total += payment.amount();
            put_record(fmt::format(
                "6{:03}{:03}{:010}021000021{:010}{:010}",
                batch,
                ++item,
                payment.amount(),
                7'000'000'000 + payment.customer,
                payment.number
            ));
            if (payment.style == 2) continue;
            for (std::size_t i = 0; i < payment.items.size(); ++i) {
                put_record(fmt::format(
                    "4{:03}{:03}6{:02}{}{:<16}{:010}{:010}{:<3}",
                    batch,
                    item,
                    i % 99 + 1,
                    i + 1 == payment.items.size() ? '9' : '0',
                    payment.items[i].number,
                    payment.items[i].amount,
                    0,
                    ""
                ));
            }
        }
        put_record(
            fmt::format("7{:03}{:03}0022222260316{:03}{:010}", batch, item, payments.size(), total)
        );
        return total;
    }

    WorkloadSize size_;
    std::mt19937_64 random_;
    Workload work_;
    std::vector<std::vector<MadeItem>> items_;
    std::vector<MadePayment> payments_;
    std::uint64_t records_ = 0;
};

}  // namespace

Workload make_workload(const WorkloadSize& size, bool with_lockbox) {
    return Making(size).make(with_lockbox);
}

}  // namespace tieout
