// Maker and checker, and the periods of the books, from the command line.
#include <fmt/core.h>

#include "engine/approval.h"
#include "engine/waiting.h"
#include "io/cli/commands.h"
#include "io/report/table.h"
#include "io/review/book_words.h"

namespace tieout {

namespace {

Result<ExitCode> ended(App& app) {
    auto closed = app.close();
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

std::string_view word_of(ProposalState state) {
    switch (state) {
        case ProposalState::waiting: return "waiting";
        case ProposalState::approved: return "approved";
        case ProposalState::rejected: break;
    }
    return "rejected";
}

std::string needs_of(App& app, const ProposalRow& row) {
    TextStore texts;
    const auto proposed = entry_at<ActionProposed>(app.journal(), row.entry, texts);
    if (!proposed) return {};
    return proposed->needs +
           (proposed->order.note.empty() ? "" : " (" + proposed->order.note + ")");
}

Result<ExitCode> list_proposals(App& app, const Options& options) {
    const Book& book = app.book();
    Table table;
    table.columns = {
        {"proposal"},
        {"action"},
        {"payment"},
        {"customer"},
        {"amount", true},
        {"currency"},
        {"maker"},
        {"day"},
        {"state"},
        {"decided_by"},
        {"needs"}
    };
    for (std::size_t i = 0; i < book.proposals.size(); ++i) {
        const ProposalRow& row = book.proposals[i];
        if (row.state != ProposalState::waiting && !options.all) continue;
        table.rows.push_back(
            {fmt::format("A{}", i + 1),
             std::string(tieout::word_of(row.action)),
             payment_id(book, app.journal(), row.payment),
             row.customer == none<CustomerNo>() ? "" : book.customer(row.customer).number,
             format_amount(row.amount, row.currency),
             std::string(row.currency.letters()),
             row.maker,
             format_date(row.day),
             std::string(word_of(row.state)),
             row.decided_by,
             needs_of(app, row)}
        );
    }
    print_out(options.json ? as_json(table) : as_text(table));
    return ended(app);
}

}  // namespace

Result<ExitCode> approve_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    if (options.subject.empty()) return list_proposals(**app, options);
    const Book& book = (*app)->book();
    const auto no = proposal_named(book, options.subject);
    if (!no) return tl::make_unexpected(no.error());
    const auto day = as_of_or(options, today());
    if (!day) return tl::make_unexpected(day.error());
    std::vector<Entry> entries;
    std::string words;
    if (options.reject) {
        auto rejected = reject(book, *no, settings.user, options.note);
        if (!rejected) return tl::make_unexpected(rejected.error());
        entries = std::move(*rejected);
        words = fmt::format("A{} is rejected\n", slot(*no) + 1);
    } else {
        auto plan = approve(book, (*app)->journal(), *no, settings.user, options.note);
        if (!plan) return tl::make_unexpected(plan.error());
        entries = std::move(plan->entries);
        words = fmt::format("A{} is approved\n", slot(*no) + 1);
        for (const std::string& line : plan->words)
            words += "  " + line + '\n';
    }
    print_out(words);
    if (options.dry_run) {
        print_note("nothing was changed\n");
        return ended(**app);
    }
    const auto run = (*app)->commit({RunKind::review, *day}, std::move(entries));
    if (!run) return tl::make_unexpected(run.error());
    return ended(**app);
}

Result<ExitCode> period_list_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const Book& book = (*app)->book();
    Table table;
    table.columns = {{"entity"}, {"closed_through"}};
    for (std::size_t i = 0; i < book.entities.size(); ++i) {
        const auto closed = book.closed_through(static_cast<EntityNo>(i));
        table.rows.push_back({book.entities[i].entity, closed ? format_date(*closed) : "open"});
    }
    print_out(options.json ? as_json(table) : as_text(table));
    return ended(**app);
}

// Closing goes forwards; opening goes back, to the day before the one that is open again.
Result<ExitCode> period_set_command(
    const Options& options, const Settings& settings, bool is_closing
) {
    const auto day = parse_date(options.subject);
    if (!day) return tl::make_unexpected(day.error());
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const Book& book = (*app)->book();
    const auto entity = entity_named(book, options.entity);
    if (!entity) return tl::make_unexpected(entity.error());
    const auto closed = book.closed_through(*entity);
    const Date through = is_closing ? *day : add_days(*day, -1);
    const bool goes_back = closed && through < *closed;
    if (is_closing == goes_back || closed == through) {
        return refuse(
            ErrorKind::usage,
            fmt::format(
                "the books of {} are {}",
                options.entity,
                closed ? "closed through " + format_date(*closed) : "open"
            )
        );
    }
    const auto run =
        (*app)->commit({RunKind::review, *day}, {Entry(PeriodSet{{*entity, through}})});
    if (!run) return tl::make_unexpected(run.error());
    print_out(
        fmt::format("the books of {} are closed through {}\n", options.entity, format_date(through))
    );
    return ended(**app);
}

}  // namespace tieout
