// Small balances given up in bulk: a preview with its digest, then just what it showed.
#include <map>

#include <fmt/core.h>

#include "engine/small_balances.h"
#include "io/cli/commands.h"
#include "io/cli/review_run.h"
#include "io/report/table.h"
#include "io/review/book_words.h"

namespace tieout {

namespace {

constexpr std::size_t orders_max = 5'000;  // of one run
constexpr const char* usual_code = "small_balance";

Result<SmallBalanceQuery> query_of(const Book& book, const Options& options) {
    SmallBalanceQuery query;
    const auto entity = entity_named(book, options.entity);
    if (!entity) return tl::make_unexpected(entity.error());
    query.entity = *entity;
    query.below = options.below;
    query.older_than_days = options.older_than_days;
    const auto day = as_of_or(options, today());
    if (!day) return tl::make_unexpected(day.error());
    query.day = *day;
    if (!options.customer.empty()) {
        const auto customer = customer_named(book, options.customer);
        if (!customer) return tl::make_unexpected(customer.error());
        query.customer = *customer;
    }
    if (!options.currency.empty()) {
        const auto currency = Currency::find(options.currency);
        if (!currency) return refuse(ErrorKind::usage, "a currency of ISO 4217 expected");
        query.currency = *currency;
    }
    return query;
}

// Money that waits unapplied is the payers': it is listed, and goes to nobody's income.
std::string unapplied_words(App& app, const std::vector<PaymentNo>& payments) {
    std::map<std::string, std::pair<Currency, WideMinor>> sums;
    Table table;
    table.columns = {{"payment"}, {"customer"}, {"unapplied", true}, {"currency"}, {"booked"}};
    for (const PaymentNo no : payments) {
        const PaymentRow& row = app.book().payment(no);
        auto& sum = sums[std::string(row.currency.letters())];
        sum.first = row.currency;
        sum.second += row.unapplied;
        table.rows.push_back(
            {payment_id(app.book(), app.journal(), no),
             app.book().customer(row.payer).number,
             format_amount(row.unapplied, row.currency),
             std::string(row.currency.letters()),
             format_date(row.booking_date)}
        );
    }
    std::string words;
    for (const auto& [letters, sum] : sums)
        words += fmt::format(" {} {}", format_amount_wide(sum.second, sum.first), letters);
    return fmt::format(
        "{} payments with small money unapplied, only listed:{}\n{}",
        payments.size(),
        words.empty() ? " none" : words,
        payments.empty() ? "" : as_text(table)
    );
}

}  // namespace

Result<ExitCode> cleanup_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const Book& book = (*app)->book();
    const auto query = query_of(book, options);
    if (!query) return tl::make_unexpected(query.error());
    const auto found = find_small_balances(book, *query);
    if (!found) return tl::make_unexpected(found.error());
    const std::string code = options.reason.empty() ? usual_code : options.reason;
    std::vector<ReviewOrder> orders;
    for (const ItemNo item : found->items) {
        if (orders.size() == orders_max) break;
        orders.push_back(small_write_off(book, item, query->day, code, options.note));
    }
    if (!options.json && options.digest.empty()) print_out(unapplied_words(**app, found->payments));
    if (found->items.size() > orders_max) {
        print_note(fmt::format(
            "{} more balances wait for another run: at most {} at a time\n",
            found->items.size() - orders_max,
            orders_max
        ));
    }
    return carry_out_bulk(**app, options, std::move(orders), BulkKind::balances);
}

}  // namespace tieout
