#include "engine/small_balances.h"

#include <map>

#include <fmt/core.h>

namespace tieout {

namespace {

class Finding {
public:
    Finding(const Book& book, const SmallBalanceQuery& query) : book_(book), query_(query) {}

    Result<SmallBalances> find() {
        SmallBalances found;
        for (std::size_t i = 0; i < book_.items.size(); ++i) {
            const OpenItem& item = book_.items[i];
            if (!is_remainder(item) || !is_old(item.due_date ? item.due_date : item.invoice_date))
                continue;
            const auto is_small = fits(item.currency, item.open);
            if (!is_small) return tl::make_unexpected(is_small.error());
            if (*is_small) found.items.push_back(static_cast<ItemNo>(i));
        }
        for (std::size_t i = 0; i < book_.payments.size(); ++i) {
            const PaymentRow& row = book_.payments[i];
            const bool is_asked = row.entity == query_.entity && row.unapplied > 0 &&
                                  row.payer != none<CustomerNo>() && is_of(row.payer, row.currency);
            if (!is_asked || !is_old(row.booking_date)) continue;
            const auto is_small = fits(row.currency, row.unapplied);
            if (!is_small) return tl::make_unexpected(is_small.error());
            if (*is_small) found.payments.push_back(static_cast<PaymentNo>(i));
        }
        return found;
    }

private:
    bool is_of(CustomerNo customer, Currency currency) const {
        return (query_.customer == none<CustomerNo>() || query_.customer == customer) &&
               (!query_.currency || *query_.currency == currency);
    }

    bool is_remainder(const OpenItem& item) const {
        const bool is_debt = item.kind == ItemKind::invoice || item.kind == ItemKind::debit_memo;
        return item.entity == query_.entity && is_debt && item.is_open() &&
               item.open < item.amount && item.disputed == 0 && is_of(item.customer, item.currency);
    }

    bool is_old(std::optional<Date> since) const {
        if (query_.older_than_days == 0) return true;
        return since && days_between(*since, query_.day) >= query_.older_than_days;
    }

    Result<bool> fits(Currency currency, Minor amount) {
        const auto known = below_.find(std::string(currency.letters()));
        if (known != below_.end()) return amount <= known->second;
        const auto below = parse_amount(query_.below, currency);
        if (!below || *below <= 0) {
            return refuse(
                ErrorKind::usage,
                fmt::format(
                    "'{}' is no amount above zero in {}: say another, or --currency",
                    query_.below,
                    currency.letters()
                )
            );
        }
        below_.emplace(currency.letters(), *below);
        return amount <= *below;
    }

    const Book& book_;
    const SmallBalanceQuery& query_;
    std::map<std::string, Minor> below_;  // by currency
};

}  // namespace

Result<SmallBalances> find_small_balances(const Book& book, const SmallBalanceQuery& query) {
    return Finding(book, query).find();
}

ReviewOrder small_write_off(
    const Book& book, ItemNo item, Date day, const std::string& code, const std::string& note
) {
    ReviewOrder order;
    order.action = ReviewAction::write_off;
    order.code = code;
    order.note = note;
    order.day = day;
    OrderedItem ordered;
    ordered.item = item;
    ordered.write_off = book.item(item).open;
    ordered.reason = code;
    order.items.push_back(std::move(ordered));
    return order;
}

}  // namespace tieout
