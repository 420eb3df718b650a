// What people decide about payments and exceptions, from the command line: one order, or many.
#include <algorithm>

#include <fmt/core.h>

#include "engine/approval.h"
#include "engine/payment_history.h"
#include "engine/payment_state.h"
#include "engine/teaching.h"
#include "engine/waiting.h"
#include "io/cli/commands.h"
#include "io/cli/review_run.h"
#include "io/report/table.h"
#include "io/review/book_words.h"

namespace tieout {

namespace {

// The exception or the payment that the words name: "E12", else a payment's id.
Result<ReviewOrder> order_about(App& app, const Options& options, ReviewAction action) {
    const Book& book = app.book();
    ReviewOrder order;
    order.action = action;
    order.code = options.reason;
    order.note = options.note;
    const auto day = as_of_or(options, today());
    if (!day) return tl::make_unexpected(day.error());
    order.day = *day;
    if (options.subject.empty()) return order;
    const bool is_review = options.subject.front() == 'R' && action == ReviewAction::undo;
    if (const auto review = is_review ? review_named(book, options.subject) : std::nullopt) {
        order.review = *review + 1;
        order.payment = book.reviews[*review].payment;
        return order;
    }
    if (const auto exception = exception_named(book, options.subject)) {
        order.exception = *exception;
        order.payment = book.exceptions[slot(*exception)].payment;
        return order;
    }
    const auto payment = payment_named(book, options.subject);
    if (!payment) {
        return refuse(
            ErrorKind::not_found,
            fmt::format("there is no exception and no payment '{}'", options.subject)
        );
    }
    order.payment = *payment;
    return order;
}

// Where the items of the order are looked for.
Result<ItemSearch> search_of(const Book& book, const ReviewOrder& order, const Options& options) {
    ItemSearch search;
    search.payer = order.customer;
    if (order.payment != none<PaymentNo>()) {
        const PaymentRow& row = book.payment(order.payment);
        search.entity = row.entity;
        search.currency = row.currency;
        if (search.payer == none<CustomerNo>()) search.payer = row.payer;
        return search;
    }
    if (order.exception != none<ExceptionNo>()) {
        const ExceptionItem& row = book.exceptions[slot(order.exception)];
        search.entity = row.entity;
        search.currency = row.currency;
        return search;
    }
    const auto entity = entity_named(book, options.entity);
    if (!entity) return tl::make_unexpected(entity.error());
    search.entity = *entity;
    const auto currency = Currency::find(options.currency);
    if (!currency) {
        return refuse(ErrorKind::usage, "--currency expected: no payment says in which");
    }
    search.currency = *currency;
    return search;
}

Result<void> take_items(const Book& book, const Options& options, ReviewOrder& order) {
    if (!options.customer.empty()) {
        const auto customer = customer_named(book, options.customer);
        if (!customer) return tl::make_unexpected(customer.error());
        order.customer = *customer;
    }
    if (options.item_words.empty() && options.amount.empty() && options.fee.empty()) return {};
    const auto search = search_of(book, order, options);
    if (!search) return tl::make_unexpected(search.error());
    for (const std::string& words : options.item_words) {
        auto item = ordered_item(book, words, *search);
        if (!item) return tl::make_unexpected(item.error());
        item->reason = options.reason;
        item->claim = options.claim;
        order.items.push_back(std::move(*item));
    }
    for (const auto& [text, member] :
         {std::pair(&options.amount, &ReviewOrder::amount), {&options.fee, &ReviewOrder::fee}}) {
        if (text->empty()) continue;
        const auto value = parse_amount(*text, search->currency);
        if (!value) return tl::make_unexpected(value.error());
        if (*value <= 0) return refuse(ErrorKind::usage, "an amount above zero expected");
        order.*member = *value;
    }
    return {};
}

// A plain amount behind the document of a write-off or a deduction is the difference itself.
void as_differences(ReviewOrder& order, const Book& book) {
    for (OrderedItem& each : order.items) {
        const bool has_parts =
            each.write_off + each.deduction + each.discount + each.withheld + each.fee != 0;
        Minor& part = order.action == ReviewAction::write_off ? each.write_off : each.deduction;
        if (!has_parts) part = each.cash.value_or(book.item(each.item).open);
        each.cash.reset();
    }
}

// The ranked candidate of an exception as an order. Requires: the order has an exception.
Result<void> take_candidate(App& app, std::uint32_t rank, ReviewOrder& order) {
    const Book& book = app.book();
    const ExceptionItem& exception = book.exceptions[slot(order.exception)];
    TextStore texts;
    const auto decided = entry_at<PaymentDecided>(app.journal(), exception.entry, texts);
    if (!decided || decided->candidates.empty()) {
        return refuse(
            ErrorKind::usage,
            fmt::format(
                "E{} has no candidates: choose items with `assign`", slot(order.exception) + 1
            )
        );
    }
    if (rank == 0 || rank > decided->candidates.size()) {
        return refuse(
            ErrorKind::usage,
            fmt::format("a candidate from 1 to {} expected", decided->candidates.size())
        );
    }
    const Candidate& candidate = decided->candidates[rank - 1];
    order.candidate = rank;
    if (candidate.customer != none<CustomerNo>()) order.customer = candidate.customer;
    for (const CandidateItem& item : candidate.items) {
        OrderedItem ordered;
        ordered.item = item.item;
        ordered.cash = item.amount;
        order.items.push_back(std::move(ordered));
    }
    return {};
}

// The items that a payment stands on, in the order in which `explain` numbers them.
Result<void> take_line(App& app, const Options& options, ReviewOrder& order) {
    if (options.line == 0) return {};
    const auto posted = posted_for(app.book(), app.journal(), order.payment);
    if (!posted) return tl::make_unexpected(posted.error());
    const std::vector<ItemNo> items = items_settled(app.book(), *posted);
    if (options.line > items.size()) {
        return refuse(
            ErrorKind::usage, fmt::format("the payment stands on {} items", items.size())
        );
    }
    OrderedItem item;
    item.item = items[options.line - 1];
    order.items.push_back(std::move(item));
    return {};
}

Result<ReviewOrder> order_of(App& app, const Options& options, ReviewAction action) {
    auto order = order_about(app, options, action);
    if (!order) return order;
    order->rest_on_account = options.rest_on_account;
    order->owner = options.owner;
    if (!options.until.empty()) {
        const auto day = parse_date(options.until);
        if (!day) return tl::make_unexpected(day.error());
        order->hold_until = *day;
    }
    if (auto taken = take_items(app.book(), options, *order); !taken) {
        return tl::make_unexpected(taken.error());
    }
    if (action == ReviewAction::write_off || action == ReviewAction::deduct) {
        as_differences(*order, app.book());
    }
    if (action == ReviewAction::unapply) {
        for (OrderedItem& each : order->items)
            each.cash.reset();
        if (auto taken = take_line(app, options, *order); !taken) {
            return tl::make_unexpected(taken.error());
        }
    }
    return order;
}

// The exceptions that a bulk accept takes: one best candidate, score and reason as asked.
Result<std::vector<ReviewOrder>> bulk_orders(App& app, const Options& options) {
    const Book& book = app.book();
    std::vector<ReviewOrder> orders;
    const auto day = as_of_or(options, today());
    if (!day) return tl::make_unexpected(day.error());
    for (std::size_t i = 0; i < book.exceptions.size(); ++i) {
        const ExceptionItem& row = book.exceptions[i];
        if (!row.is_open || row.payment == none<PaymentNo>() || row.hold_until) continue;
        if (!options.reason.empty() && word_of(row.reason) != options.reason) continue;
        ReviewOrder order;
        order.action = ReviewAction::assign;
        order.exception = static_cast<ExceptionNo>(i);
        order.payment = row.payment;
        order.day = *day;
        order.note = options.note;
        TextStore texts;
        const auto decided = entry_at<PaymentDecided>(app.journal(), row.entry, texts);
        if (!decided || decided->candidates.empty()) continue;
        const Candidate& best = decided->candidates.front();
        const bool is_fit = best.score_bp >= options.score_min_bp && best.difference == 0;
        if (!is_fit) continue;
        if (auto taken = take_candidate(app, 1, order); !taken) continue;
        orders.push_back(std::move(order));
    }
    return orders;
}

}  // namespace

Result<ExitCode> review_command(
    const Options& options, const Settings& settings, ReviewAction action
) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    auto order = order_of(**app, options, action);
    if (!order) return tl::make_unexpected(order.error());
    return carry_out(**app, options, {std::move(*order)});
}

Result<ExitCode> accept_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    if (options.subject.empty()) {
        auto orders = bulk_orders(**app, options);
        if (!orders) return tl::make_unexpected(orders.error());
        return carry_out_bulk(**app, options, std::move(*orders), BulkKind::candidates);
    }
    auto order = order_about(**app, options, ReviewAction::assign);
    if (!order) return tl::make_unexpected(order.error());
    if (order->exception == none<ExceptionNo>()) {
        return refuse(ErrorKind::usage, "an exception such as E12 expected");
    }
    order->rest_on_account = options.rest_on_account;
    if (auto taken = take_candidate(**app, options.candidate, *order); !taken) {
        return tl::make_unexpected(taken.error());
    }
    return carry_out(**app, options, {std::move(*order)});
}

Result<ExitCode> claim_command(
    const Options& options, const Settings& settings, ReviewAction action
) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const Book& book = (*app)->book();
    ReviewOrder order;
    order.action = action;
    order.code = options.reason;
    order.note = options.note;
    const auto day = as_of_or(options, today());
    if (!day) return tl::make_unexpected(day.error());
    order.day = *day;
    const auto entity = entity_named(book, options.entity);
    if (!entity) return tl::make_unexpected(entity.error());
    std::optional<OrderedItem> found;
    for (const OpenItem& item : book.items) {
        // Claims are few and their currency is not said: the first that fits tells it.
        if (item.kind != ItemKind::claim || item.document != options.subject) continue;
        ItemSearch search{*entity, item.currency, none<CustomerNo>(), true};
        auto no = item_named(book, options.subject, search);
        if (!no) return tl::make_unexpected(no.error());
        found.emplace();
        found->item = *no;
        break;
    }
    if (!found) {
        return refuse(ErrorKind::not_found, fmt::format("there is no claim '{}'", options.subject));
    }
    if (!options.amount.empty()) {
        const auto value = parse_amount(options.amount, book.item(found->item).currency);
        if (!value) return tl::make_unexpected(value.error());
        order.amount = *value;
    }
    order.items.push_back(*found);
    return carry_out(**app, options, {std::move(order)});
}

Result<ExitCode> claim_list_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const Book& book = (*app)->book();
    Table table;
    table.columns = {
        {"claim"},
        {"customer"},
        {"invoice"},
        {"reason"},
        {"amount", true},
        {"open", true},
        {"currency"},
        {"opened"},
        {"state"}
    };
    for (const OpenItem& item : book.items) {
        if (item.kind != ItemKind::claim || (!item.is_open() && !options.all)) continue;
        table.rows.push_back(
            {item.document,
             book.customer(item.customer).number,
             std::string(item.texts.get(ItemText::applies_to)),
             std::string(item.texts.get(ItemText::reason)),
             format_amount(item.amount, item.currency),
             format_amount(item.open, item.currency),
             std::string(item.currency.letters()),
             format_date(item.invoice_date),
             !item.is_open()      ? "closed"
             : item.disputed != 0 ? "disputed"
                                  : "owed"}
        );
    }
    print_out(options.json ? as_json(table) : as_text(table));
    auto closed = (*app)->close();
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

}  // namespace tieout
