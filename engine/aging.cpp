#include "engine/aging.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/core.h>

#include "engine/check.h"

namespace tieout {

namespace {

using Key = std::tuple<std::string, std::string, std::string>;  // entity, key, currency

class Counting {
public:
    Counting(const Book& book, const AgingRequest& request) : book_(book), request_(request) {}

    Aging count() {
        std::vector<Minor> undone(book_.items.size());
        for (const ItemChange& change : book_.item_changes) {
            if (change.posting_date <= request_.as_of) continue;
            Minor& sum = undone[slot(change.item)];
            sum = add(sum, change.reduced);
        }
        for (std::size_t i = 0; i < book_.items.size(); ++i) {
            count_item(i, add(book_.items[i].open, undone[i]));
        }
        for (const SuspenseChange& change : book_.suspense_changes) {
            if (change.posting_date <= request_.as_of) count_suspense(change);
        }
        return finish();
    }

private:
    bool is_left_out(Currency currency) const {
        return !request_.currency.is_none() && request_.currency != currency;
    }

    void count_item(std::size_t no, Minor open) {
        const OpenItem& item = book_.items[no];
        if (open == 0 || is_left_out(item.currency)) return;
        if (item.invoice_date && *item.invoice_date > request_.as_of) return;
        AgingRow& row = row_of(item.customer, item.entity, item.currency);
        if (item.is_credit()) {
            row.credits += open;
            return;
        }
        if (open < 0) {  // a receipt booked before what was taken back later: paid twice meanwhile
            row.credits -= open;
            return;
        }
        const Minor disputed = std::min(item.disputed, open);
        row.disputed += disputed;
        row.buckets[bucket_of(no)] += open - disputed;
    }

    void count_suspense(const SuspenseChange& change) {
        if (is_left_out(change.currency)) return;
        if (change.unidentified != 0) {
            AgingRow& row = find(unidentified_, change.entity, change.currency, {});
            row.total += change.unidentified;
        }
        const WideMinor held = static_cast<WideMinor>(change.unapplied) + change.on_account;
        if (held == 0 || change.customer == none<CustomerNo>()) return;
        row_of(change.customer, change.entity, change.currency).unapplied += held;
    }

    Date counted_from(std::size_t no) const {
        const OpenItem& item = book_.items[no];
        const bool by_due = request_.basis == AgingBasis::due_date;
        const auto& first = by_due ? item.due_date : item.invoice_date;
        const auto& second = by_due ? item.invoice_date : item.due_date;
        const bool is_known = no < request_.taken_on.size() && request_.taken_on[no].has_value();
        if (request_.basis == AgingBasis::posting_date && is_known) {
            return std::max(*request_.taken_on[no], item.invoice_date.value_or(Date(INT32_MIN)));
        }
        return first.value_or(second.value_or(request_.as_of));
    }

    std::size_t bucket_of(std::size_t no) const {
        const int days = days_between(counted_from(no), request_.as_of);
        std::size_t bucket = 0;
        while (bucket < request_.limits.size() && days > request_.limits[bucket])
            ++bucket;
        return bucket;
    }

    // Most items of a customer are of one entity and currency: his last row is looked at first.
    AgingRow& row_of(CustomerNo customer, EntityNo entity, Currency currency) {
        AgingRow*& last = last_rows_[slot(customer)];
        if (last == nullptr || last->entity != entity || last->currency != currency)
            last = &found_row_of(customer, entity, currency);
        return *last;
    }

    AgingRow& found_row_of(CustomerNo customer, EntityNo entity, Currency currency) {
        const Customer& row = book_.customer(customer);
        switch (request_.by) {
            case AgingBy::customer: return find(rows_, entity, currency, row.number);
            case AgingBy::entity: return find(rows_, entity, currency, entity_name(entity));
            case AgingBy::owner:
                return find(
                    rows_, entity, currency, std::string(row.texts.get(CustomerText::owner))
                );
        }
        check(false, "an aging is by customer, entity or owner");
        return rows_.begin()->second;
    }

    std::string entity_name(EntityNo entity) const {
        return slot(entity) < book_.entities.size() ? book_.entities[slot(entity)].entity : "main";
    }

    AgingRow& find(
        std::map<Key, AgingRow>& rows, EntityNo entity, Currency currency, const std::string& key
    ) {
        Key full(entity_name(entity), key, std::string(currency.letters()));
        const auto [found, added] = rows.try_emplace(std::move(full));
        if (added) {
            found->second.entity = entity;
            found->second.currency = currency;
            found->second.key = key;
            found->second.buckets.resize(request_.limits.size() + 1);
        }
        return found->second;
    }

    Aging finish() {
        Aging aging;
        std::map<Key, AgingRow> totals;
        for (auto& [key, row] : rows_) {
            AgingRow& total = find(totals, row.entity, row.currency, {});
            for (std::size_t i = 0; i < row.buckets.size(); ++i) {
                row.total += row.buckets[i];
                total.buckets[i] += row.buckets[i];
            }
            row.total += row.disputed - row.credits - row.unapplied;
            total.disputed += row.disputed;
            total.credits += row.credits;
            total.unapplied += row.unapplied;
            total.total += row.total;
            aging.rows.push_back(std::move(row));
        }
        for (auto& [key, row] : totals)
            aging.totals.push_back(std::move(row));
        for (auto& [key, row] : unidentified_)
            aging.unidentified.push_back(std::move(row));
        return aging;
    }

    const Book& book_;
    const AgingRequest& request_;
    std::map<Key, AgingRow> rows_;
    std::vector<AgingRow*> last_rows_ = std::vector<AgingRow*>(book_.customers.size());
    std::map<Key, AgingRow> unidentified_;
};

}  // namespace

Aging age(const Book& book, const AgingRequest& request) {
    return Counting(book, request).count();
}

std::vector<std::string> bucket_names(const AgingRequest& request) {
    std::vector<std::string> names;
    const auto& limits = request.limits;
    for (std::size_t i = 0; i < limits.size(); ++i) {
        if (i == 0 && request.basis == AgingBasis::due_date && limits[i] == 0) {
            names.emplace_back("current");
        } else {
            const int from = i == 0 ? 0 : limits[i - 1] + 1;
            names.push_back(fmt::format("{}-{}", from, limits[i]));
        }
    }
    names.push_back(fmt::format("{}+", limits.empty() ? 0 : limits.back() + 1));
    return names;
}

}  // namespace tieout
