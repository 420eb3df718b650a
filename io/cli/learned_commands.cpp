// Accounts and names learned from payments: what there is, teaching, and taking back.
#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "engine/account_form.h"
#include "engine/learning.h"
#include "engine/personal.h"
#include "engine/teaching.h"
#include "engine/waiting.h"
#include "io/cli/commands.h"
#include "io/report/table.h"
#include "io/review/book_words.h"

namespace tieout {

namespace {

constexpr std::size_t payments_shown_max = 20;

Result<LearnedNo> learned_named(const Book& book, const std::string& name, LearnedKind kind) {
    std::uint32_t number = 0;
    const char* const end = name.data() + name.size();
    const char* const digits = name.data() + (name.substr(0, 1) == "L" ? 1 : 0);
    const auto read = std::from_chars(digits, end, number);
    const bool is_number =
        read.ec == std::errc{} && read.ptr == end && number != 0 && number <= book.learned.size();
    if (!is_number || book.learned[number - 1].kind != kind) {
        return refuse(
            ErrorKind::not_found, fmt::format("there is no learned {} '{}'", word_of(kind), name)
        );
    }
    return static_cast<LearnedNo>(number - 1);
}

// The account but for its last digits, or the name; empty when the customer's key was deleted.
std::string shown(App& app, const LearnedRow& row) {
    const auto text = app.secrets().open(
        key_owner_of_customer(app.book().customer(row.customer).number),
        learned_row_name(row.kind, row.mark),
        row.sealed
    );
    if (!text) return "(erased)";
    return row.kind == LearnedKind::account ? masked_account(*text) : *text;
}

bool is_shared(const Book& book, const LearnedRow& row) {
    const CustomerNo family = book.family(row.customer);
    for (const LearnedNo no : book.learned_by(row.kind, row.mark)) {
        if (book.family(book.learned[slot(no)].customer) != family) return true;
    }
    const auto owners = row.kind == LearnedKind::account ? book.customers_by_account(row.mark)
                                                         : book.customers_by_name(row.mark);
    return std::any_of(owners.begin(), owners.end(), [&](CustomerNo owner) {
        return book.family(owner) != family;
    });
}

std::string state_of(const Book& book, const LearnedRow& row, Date day) {
    if (row.is_forgotten) return "forgotten";
    if (is_shared(book, row)) return "shared";
    if (!is_in_use(row, book.policy, day)) return "expired";
    const bool only_suggests = row.kind == LearnedKind::alias && !is_confirmed(row);
    return only_suggests ? "suggests" : "in use";
}

// "2 waiting payments came from it:" and which.
void print_payments(
    App& app, std::string_view state, std::string_view words, const std::vector<PaymentNo>& payments
) {
    if (payments.empty()) return;
    std::string out = fmt::format(
        "{}{}{} payment{} {}:",
        payments.size(),
        state.empty() ? "" : " ",
        state,
        payments.size() == 1 ? "" : "s",
        words
    );
    for (std::size_t i = 0; i < payments.size() && i < payments_shown_max; ++i) {
        const PaymentRow& row = app.book().payment(payments[i]);
        out += fmt::format(
            "\n  {} {} {} of {}",
            payment_id(app.book(), app.journal(), payments[i]),
            format_amount(row.amount, row.currency),
            row.currency.letters(),
            format_date(row.booking_date)
        );
    }
    if (payments.size() > payments_shown_max) {
        out += fmt::format("\n  and {} more", payments.size() - payments_shown_max);
    }
    print_out(out + '\n');
}

Result<ExitCode> ended(App& app) {
    auto closed = app.close();
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

// Makes the entries true, unless there are none or the user only asked; says which.
Result<ExitCode> put_in_force(
    App& app,
    const Options& options,
    Date day,
    std::vector<Entry> entries,
    std::string_view when_none,
    std::string_view when_done
) {
    if (entries.empty()) {
        print_out(when_none);
    } else if (options.what_if) {
        print_out("nothing was changed\n");
    } else {
        const auto run = app.commit({RunKind::review, day}, std::move(entries));
        if (!run) return tl::make_unexpected(run.error());
        print_out(when_done);
    }
    return ended(app);
}

}  // namespace

Result<ExitCode> learned_list_command(
    const Options& options, const Settings& settings, LearnedKind kind
) {
    const auto day = as_of_or(options, today());
    if (!day) return tl::make_unexpected(day.error());
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const Book& book = (*app)->book();
    std::optional<CustomerNo> only;
    if (!options.customer.empty()) {
        const auto found = customer_named(book, options.customer);
        if (!found) return tl::make_unexpected(found.error());
        only = *found;
    }
    Table table;
    table.columns = {
        {"number"},
        {std::string(word_of(kind))},
        {"customer"},
        {"taught_by"},
        {"lessons", true},
        {"taught"},
        {"hits", true},
        {"last_hit"},
        {"state"}
    };
    for (std::size_t i = 0; i < book.learned.size(); ++i) {
        const LearnedRow& row = book.learned[i];
        if (row.kind != kind || (only && row.customer != *only)) continue;
        if (row.is_forgotten && !options.all) continue;
        table.rows.push_back(
            {fmt::format("L{}", i + 1),
             shown(**app, row),
             book.customer(row.customer).number,
             row.payment == none<PaymentNo>() ? "a person"
                                              : payment_id(book, (*app)->journal(), row.payment),
             fmt::format("{}", row.lessons),
             format_date(row.taught),
             fmt::format("{}", row.hits),
             format_date(row.last_hit),
             state_of(book, row, *day)}
        );
    }
    print_out(options.json ? as_json(table) : as_text(table));
    return ended(**app);
}

Result<ExitCode> learned_teach_command(
    const Options& options, const Settings& settings, LearnedKind kind
) {
    const auto day = as_of_or(options, today());
    if (!day) return tl::make_unexpected(day.error());
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const Book& book = (*app)->book();
    const auto customer = customer_named(book, options.customer);
    if (!customer) return tl::make_unexpected(customer.error());
    auto teaching = teach_payer(
        book, (*app)->journal(), (*app)->secrets(), kind, options.taught, *customer, *day
    );
    if (!teaching) return tl::make_unexpected(teaching.error());
    for (const CustomerNo other : teaching->others) {
        print_out(fmt::format(
            "customer {} has it too: an {} of two families identifies nobody\n",
            book.customer(other).number,
            word_of(kind)
        ));
    }
    print_payments(**app, "waiting", "came from it", teaching->waiting);
    return put_in_force(
        **app,
        options,
        *day,
        std::move(teaching->entries),
        "nothing new: it is known already\n",
        "it is in force from now on; `rematch` looks at what waits\n"
    );
}

Result<ExitCode> learned_forget_command(
    const Options& options, const Settings& settings, LearnedKind kind
) {
    const auto day = as_of_or(options, today());
    if (!day) return tl::make_unexpected(day.error());
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const auto no = learned_named((*app)->book(), options.subject, kind);
    if (!no) return tl::make_unexpected(no.error());
    auto forgetting = forget_payer((*app)->book(), (*app)->journal(), *no, *day);
    if (!forgetting) return tl::make_unexpected(forgetting.error());
    print_payments(**app, "", "settled by it", forgetting->settled);
    print_payments(**app, "waiting", "on its customer's account", forgetting->waiting);
    return put_in_force(
        **app,
        options,
        *day,
        std::move(forgetting->entries),
        "it was forgotten before\n",
        fmt::format(
            "L{} identifies nobody from now on{}\n",
            slot(*no) + 1,
            forgetting->settled.empty() ? "" : "; each settled payment is an exception to look at"
        )
    );
}

}  // namespace tieout
