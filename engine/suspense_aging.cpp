#include "engine/suspense_aging.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "engine/aging.h"

namespace tieout {

namespace {

// What one receipt holds for one customer.
struct Held {
    CustomerNo customer = none<CustomerNo>();
    PaymentNo payment{};
    std::array<WideMinor, 3> amounts{};  // by SuspenseKind
};

std::vector<Held> held_on(const Book& book, Date as_of) {
    std::vector<Held> all;
    for (const SuspenseChange& change : book.suspense_changes) {
        if (change.posting_date > as_of) continue;
        all.push_back(
            {change.customer,
             change.payment,
             {change.unapplied, change.on_account, change.unidentified}}
        );
    }
    const auto whose = [](const Held& each) { return std::tie(each.customer, each.payment); };
    std::sort(all.begin(), all.end(), [&](const Held& a, const Held& b) {
        return whose(a) < whose(b);
    });
    std::vector<Held> held;
    for (const Held& each : all) {
        if (held.empty() || whose(held.back()) != whose(each)) {
            held.push_back(each);
            continue;
        }
        for (std::size_t k = 0; k < each.amounts.size(); ++k)
            held.back().amounts[k] += each.amounts[k];
    }
    return held;
}

class Counting {
public:
    Counting(const Book& book, const SuspenseAgingRequest& request)
        : book_(book), request_(request) {}

    SuspenseAging count() {
        for (const Held& held : held_on(book_, request_.as_of)) {
            for (std::size_t k = 0; k < held.amounts.size(); ++k) {
                if (held.amounts[k] == 0) continue;
                const auto kind = static_cast<SuspenseKind>(k);
                take(rows_, held.customer, kind, held);
                take(totals_, none<CustomerNo>(), kind, held);
            }
        }
        SuspenseAging aging;
        for (auto& [key, row] : rows_)
            aging.rows.push_back(std::move(row));
        for (auto& [key, row] : totals_)
            aging.totals.push_back(std::move(row));
        return aging;
    }

private:
    using Key = std::tuple<EntityNo, std::string_view, Currency, SuspenseKind>;

    void take(
        std::map<Key, SuspenseRow>& rows, CustomerNo customer, SuspenseKind kind, const Held& held
    ) {
        const PaymentRow& payment = book_.payment(held.payment);
        const bool is_known = customer != none<CustomerNo>();
        const std::string_view number =
            is_known ? std::string_view(book_.customer(customer).number) : std::string_view{};
        SuspenseRow& row = rows[{payment.entity, number, payment.currency, kind}];
        row.entity = payment.entity;
        row.customer = customer;
        row.currency = payment.currency;
        row.kind = kind;
        row.buckets.resize(request_.limits.size() + 1);
        const int days = days_between(payment.booking_date, request_.as_of);
        const auto limit = std::lower_bound(request_.limits.begin(), request_.limits.end(), days);
        const WideMinor amount = held.amounts[static_cast<std::size_t>(kind)];
        row.buckets[static_cast<std::size_t>(limit - request_.limits.begin())] += amount;
        row.total += amount;
        ++row.receipts;
        row.oldest = std::min(row.oldest.value_or(payment.booking_date), payment.booking_date);
    }

    const Book& book_;
    const SuspenseAgingRequest& request_;
    std::map<Key, SuspenseRow> rows_;
    std::map<Key, SuspenseRow> totals_;
};

}  // namespace

std::string_view word_of(SuspenseKind kind) {
    static constexpr std::array<std::string_view, 3> words{
        "unapplied", "on_account", "unidentified"
    };
    return words.at(static_cast<std::size_t>(kind));
}

SuspenseAging age_suspense(const Book& book, const SuspenseAgingRequest& request) {
    return Counting(book, request).count();
}

std::vector<std::string> bucket_names(const SuspenseAgingRequest& request) {
    AgingRequest same;
    same.basis = AgingBasis::invoice_date;
    same.limits = request.limits;
    return bucket_names(same);
}

}  // namespace tieout
