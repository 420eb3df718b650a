// The history of a book under another policy, and what would have come out otherwise.
#include <limits>

#include <fmt/core.h>

#include "engine/rerun.h"
#include "engine/waiting.h"
#include "io/cli/commands.h"
#include "io/containers/input.h"
#include "io/report/whatif_report.h"
#include "storage/book_rows.h"
#include "storage/book_store.h"

namespace tieout {

namespace {

constexpr std::size_t payments_shown_max = 50;

std::string report_json(const WhatIfReport& report, const Rerun& rerun) {
    const RerunCounts& counts = rerun.counts();
    return fmt::format(
        "{{\"equal\": {},\n\"runs\": {},\n\"receipts\": {},\n\"kept\": {},\n\"unfit\": {},\n"
        "\"erased\": {},\n\"policies_passed_over\": {},\n\"differing_payments\": {},\n"
        "\"differing_items\": {},\n\"money\": {},\n\"postings\": {},\n\"exceptions\": {},\n"
        "\"rates\": {},\n\"items\": {},\n\"payments\": {}}}\n",
        report.is_equal,
        counts.runs,
        counts.receipts,
        counts.kept,
        counts.unfit,
        counts.erased,
        counts.policies,
        report.differing_payments,
        report.differing_items,
        as_json(report.money),
        as_json(report.postings),
        as_json(report.exceptions),
        as_json(report.rates),
        as_json(report.items),
        as_json(report.payments)
    );
}

void print_report(const WhatIfReport& report) {
    for (const Table* table :
         {&report.money, &report.postings, &report.rates, &report.exceptions, &report.items}) {
        print_out(as_text(*table) + '\n');
    }
    if (!report.payments.rows.empty()) print_out(as_text(report.payments));
    const std::size_t shown = report.payments.rows.size() / 2;
    if (shown < report.differing_payments) {
        print_out(fmt::format(
            "and {} more payments; --json lists all\n", report.differing_payments - shown
        ));
    }
}

}  // namespace

Result<ExitCode> what_if_command(const Options& options, const Settings& settings) {
    Serial serial;
    const auto bytes = read_input(options.policy, serial);
    if (!bytes) return tl::make_unexpected(bytes.error());
    const auto policy = read_policy(options.policy, *bytes);
    if (!policy) return tl::make_unexpected(policy.error());
    RerunOrders orders{*policy, std::nullopt};
    if (!options.from.empty()) {
        const auto day = parse_date(options.from);
        if (!day) return refuse(ErrorKind::usage, "--from: a day as 2026-03-16 expected");
        orders.from = *day;
    }
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    App& tieout = **app;
    Rerun rerun(
        tieout.journal(), tieout.secrets(), tieout.matcher(), tieout.parallel(), std::move(orders)
    );
    if (auto done = rerun.run(); !done) return tl::make_unexpected(std::move(done).error());
    const auto name = [&](PaymentNo no) {
        TextStore texts;
        const auto taken =
            entry_at<PaymentTaken>(tieout.journal(), tieout.book().payment(no).taken, texts);
        return taken ? taken->payment.str() : std::string{};
    };
    const WhatIfReport report = what_if_report(
        rerun.before(),
        rerun.after(),
        options.json ? std::numeric_limits<std::size_t>::max() : payments_shown_max,
        name
    );
    if (options.json) {
        print_out(report_json(report, rerun));
    } else {
        print_report(report);
    }
    const RerunCounts& counts = rerun.counts();
    print_note(fmt::format(
        "{} runs with {} receipts were decided again; {} entries of people fit, {} do not\n",
        counts.runs,
        counts.receipts,
        counts.kept,
        counts.unfit
    ));
    if (counts.policies != 0) {
        print_note(fmt::format("{} changes of policy are passed over\n", counts.policies));
    }
    if (counts.erased != 0) {
        print_note(fmt::format(
            "{} payments were judged without the names and memos that were erased\n", counts.erased
        ));
    }
    if (!options.json && report.is_equal) print_out("nothing differs\n");
    if (!options.json && !report.is_equal) {
        print_out(fmt::format(
            "{} payments and {} items differ\n", report.differing_payments, report.differing_items
        ));
    }
    print_note(fmt::format(
        "book {} before, {} after\n",
        to_hex(book_digest(rerun.before())).substr(0, 16),
        to_hex(book_digest(rerun.after())).substr(0, 16)
    ));
    auto closed = tieout.store().close(true);
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

}  // namespace tieout
