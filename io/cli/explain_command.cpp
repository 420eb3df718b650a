// Explaining a payment, and the list of exceptions, from what the journal holds.
#include <algorithm>

#include <fmt/core.h>

#include "engine/payment_history.h"
#include "engine/waiting.h"
#include "io/cli/commands.h"
#include "io/report/candidates_json.h"
#include "io/report/explain_report.h"
#include "io/report/table.h"
#include "io/review/book_words.h"

namespace tieout {

namespace {

Result<void> life_of(App& app, PaymentNo payment, PaymentLife& life) {
    const Book& book = app.book();
    life.payment = payment;
    auto decisions = decisions_about(book, app.journal(), payment);
    if (!decisions) return tl::make_unexpected(std::move(decisions).error());
    if (decisions->empty()) return refuse(ErrorKind::damaged, "nothing was decided about it");
    life.decisions = std::move(*decisions);
    auto posted = posted_for(book, app.journal(), payment);
    if (!posted) return tl::make_unexpected(std::move(posted).error());
    life.posted = std::move(*posted);
    TextStore texts;
    for (const std::uint32_t row : book.reviews_of(payment)) {
        auto entry = entry_at<Reviewed>(app.journal(), book.reviews[row].entry, texts);
        if (!entry) return tl::make_unexpected(std::move(entry).error());
        life.reviews.push_back({row, std::move(*entry)});
    }
    return {};
}

Result<PaymentStory> story_of(App& app, PaymentNo payment) {
    const PaymentRow& row = app.book().payment(payment);
    PaymentStory story;
    auto taken = entry_at<PaymentTaken>(app.journal(), row.taken, story.kept);
    if (!taken) return tl::make_unexpected(std::move(taken).error());
    if (auto lived = life_of(app, payment, story.life); !lived) {
        return tl::make_unexpected(lived.error());
    }
    story.run = fmt::format("run {}", slot(row.run) + 1);
    if (!taken->sealed.empty()) {
        auto texts = app.secrets().open(taken->key_owner, taken->payment, taken->sealed);
        if (texts) story.texts.set_bytes(std::move(*texts));
    }
    story.taken = std::move(*taken);
    const auto& all = story.life.decisions;
    const auto judged = std::find_if(all.rbegin(), all.rend(), [](const PaymentDecided& each) {
        return each.certificate != Certificate::reviewed && each.status != PaymentStatus::returned;
    });
    story.decided = judged == all.rend() ? all.back() : *judged;
    return story;
}

Result<std::string> detail_of(App& app, const ExceptionItem& row) {
    TextStore texts;
    if (const auto opened = entry_at<ExceptionOpened>(app.journal(), row.entry, texts)) {
        return opened->detail;
    }
    const auto decided = entry_at<PaymentDecided>(app.journal(), row.entry, texts);
    if (!decided) return tl::make_unexpected(decided.error());
    return decided->detail;
}

}  // namespace

Result<ExitCode> explain_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const auto no = payment_named((*app)->book(), options.subject);
    if (!no) return tl::make_unexpected(no.error());
    const auto story = story_of(**app, *no);
    if (!story) return tl::make_unexpected(story.error());
    print_out(
        options.json ? explain_json((*app)->book(), *story) : explain_text((*app)->book(), *story)
    );
    auto closed = (*app)->close();
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

Result<ExitCode> exceptions_list_command(const Options& options, const Settings& settings) {
    const auto as_of = as_of_or(options, today());
    if (!as_of) return tl::make_unexpected(as_of.error());
    if (!options.reason.empty() && !reason_of(options.reason)) {
        return refuse(ErrorKind::usage, fmt::format("there is no reason '{}'", options.reason));
    }
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const Book& book = (*app)->book();
    Table table;
    table.columns = {
        {"exception"},
        {"reason"},
        {"customer"},
        {"amount", true},
        {"currency"},
        {"opened"},
        {"age", true},
        {"detail"}
    };
    for (std::size_t i = 0; i < book.exceptions.size(); ++i) {
        const ExceptionItem& row = book.exceptions[i];
        if (!row.is_open && !options.all) continue;
        if (!options.reason.empty() && word_of(row.reason) != options.reason) continue;
        const auto detail = detail_of(**app, row);
        if (!detail) return tl::make_unexpected(detail.error());
        table.rows.push_back(
            {fmt::format("E{}", i + 1),
             std::string(word_of(row.reason)),
             row.customer == none<CustomerNo>() ? "" : book.customer(row.customer).number,
             format_amount(row.amount, row.currency),
             std::string(row.currency.letters()),
             format_date(row.opened),
             fmt::format("{}", std::max(0, days_between(row.opened, *as_of))),
             *detail}
        );
    }
    print_out(options.json ? as_json(table) : as_text(table));
    auto closed = (*app)->close();
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

Result<ExitCode> exceptions_show_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const Book& book = (*app)->book();
    const auto no = exception_named(book, options.subject);
    if (!no) return tl::make_unexpected(no.error());
    const ExceptionItem& row = book.exceptions[slot(*no)];
    if (row.payment != none<PaymentNo>()) {
        const auto story = story_of(**app, row.payment);
        if (!story) return tl::make_unexpected(story.error());
        print_out(options.json ? explain_json(book, *story) : explain_text(book, *story));
    } else {
        const auto detail = detail_of(**app, row);
        if (!detail) return tl::make_unexpected(detail.error());
        print_out(fmt::format(
            "E{}: {}, {} {}\n  {}\n",
            slot(*no) + 1,
            word_of(row.reason),
            format_amount(row.amount, row.currency),
            row.currency.letters(),
            *detail
        ));
    }
    auto closed = (*app)->close();
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

}  // namespace tieout
