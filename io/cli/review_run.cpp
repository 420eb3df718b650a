#include "io/cli/review_run.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "engine/approval.h"
#include "engine/learned.h"
#include "engine/teaching.h"
#include "engine/waiting.h"
#include "io/report/table.h"
#include "io/review/book_words.h"

namespace tieout {

namespace {

struct PlannedOrder {
    ReviewOrder order;
    ReviewPlan plan;
    std::string needs;  // empty: the user may do it alone
};

// What the payment shows of its payer, taught by the person who settled it.
Result<std::vector<Entry>> lessons_of_review(App& app, const PlannedOrder& planned) {
    std::vector<Entry> entries;
    const CustomerNo customer = planned.plan.customer;
    if (customer == none<CustomerNo>() || planned.order.payment == none<PaymentNo>())
        return entries;
    TextStore texts;
    const auto payment =
        recall_payment(app.journal(), app.secrets(), app.book(), planned.order.payment, texts);
    if (!payment) return entries;
    const std::pair<LearnedKind, Text> shown[] = {
        {LearnedKind::account, payment->payer_account}, {LearnedKind::alias, payment->payer_name}
    };
    for (const auto& [kind, text] : shown) {
        if (text.empty()) continue;
        auto teaching = teach_payer(
            app.book(), app.journal(), app.secrets(), kind, text, customer, planned.order.day
        );
        if (!teaching) continue;  // nothing comparable is left of the text
        for (Entry& entry : teaching->entries)
            entries.push_back(std::move(entry));
    }
    return entries;
}

std::string as_words(App& app, const PlannedOrder& planned, std::uint32_t proposal) {
    const std::string id = payment_id(app.book(), app.journal(), planned.order.payment);
    std::string out =
        fmt::format("{}{}{}\n", word_of(planned.order.action), id.empty() ? "" : " ", id);
    for (const std::string& line : planned.plan.words)
        out += "  " + line + '\n';
    if (!planned.needs.empty()) {
        out += fmt::format("  waits for approval as A{}: {}\n", proposal, planned.needs);
    }
    return out;
}

std::string as_json_object(App& app, const PlannedOrder& planned, std::uint32_t proposal) {
    std::string out =
        fmt::format("{{\"action\":\"{}\",\"payment\":", word_of(planned.order.action));
    put_json_text(out, payment_id(app.book(), app.journal(), planned.order.payment));
    const bool has_exception = planned.order.exception != none<ExceptionNo>();
    out += fmt::format(
        ",\"exception\":\"{}\",\"state\":\"{}\",\"proposal\":\"{}\",\"needs\":",
        has_exception ? fmt::format("E{}", slot(planned.order.exception) + 1) : "",
        planned.needs.empty() ? "done" : "proposed",
        planned.needs.empty() ? "" : fmt::format("A{}", proposal)
    );
    put_json_text(out, planned.needs);
    out += fmt::format(",\"content\":\"{}\",\"effects\":[", to_hex(planned.plan.content));
    for (std::size_t i = 0; i < planned.plan.words.size(); ++i) {
        if (i != 0) out += ',';
        put_json_text(out, planned.plan.words[i]);
    }
    return out + "]}";
}

// Proposals are numbered in the order of their entries.
void print_all(App& app, const Options& options, const std::vector<PlannedOrder>& all) {
    auto proposal = static_cast<std::uint32_t>(app.book().proposals.size());
    std::string out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i].needs.empty()) ++proposal;
        out += options.json ? as_json_object(app, all[i], proposal) + '\n'
                            : as_words(app, all[i], proposal);
    }
    print_out(out);
}

Result<std::vector<Entry>> entries_of_all(
    App& app, const Options& options, std::vector<PlannedOrder>& all
) {
    std::vector<Entry> entries;
    for (PlannedOrder& each : all) {
        if (!each.needs.empty()) {
            entries.emplace_back(proposal_of(app.settings().user, each.order, each.plan, each.needs)
            );
            continue;
        }
        if (options.teach) {
            auto lessons = lessons_of_review(app, each);
            if (!lessons) return lessons;
            std::move(lessons->begin(), lessons->end(), std::back_inserter(entries));
        }
        std::move(each.plan.entries.begin(), each.plan.entries.end(), std::back_inserter(entries));
    }
    return entries;
}

Result<ExitCode> make_true(App& app, const Options& options, std::vector<PlannedOrder> all) {
    print_all(app, options, all);
    const bool any_waits =
        std::any_of(all.begin(), all.end(), [](const auto& each) { return !each.needs.empty(); });
    if (options.dry_run) {
        print_note("nothing was changed\n");
    } else if (!all.empty()) {
        const Date day = all.front().order.day;
        auto entries = entries_of_all(app, options, all);
        if (!entries) return tl::make_unexpected(entries.error());
        const auto run = app.commit({RunKind::review, day}, std::move(*entries));
        if (!run) return tl::make_unexpected(run.error());
        print_note(fmt::format("run {}\n", slot(*run) + 1));
    }
    auto closed = app.close();
    if (!closed) return tl::make_unexpected(closed.error());
    return any_waits && options.strict ? ExitCode::people_wait : ExitCode::done;
}

// One order of a run on its own, beside what the others give up.
Result<PlannedOrder> plan_one(
    App& app,
    ReviewPlanner& planner,
    ReviewOrder order,
    const std::vector<const ReviewPlan*>& before
) {
    auto plan = planner.plan(order);
    if (!plan) return tl::make_unexpected(plan.error());
    PlannedOrder planned{std::move(order), std::move(*plan), {}};
    planned.needs =
        beyond_limits(app.book(), app.settings().user, planned.order, planned.plan, before);
    if (planned.needs.empty()) planner.carry_out();
    return planned;
}

void print_preview(
    const Options& options,
    const std::vector<PlannedOrder>& all,
    std::size_t left_out,
    const Digest& digest,
    BulkKind kind
) {
    const bool is_candidates = kind == BulkKind::candidates;
    const auto waiting = std::count_if(all.begin(), all.end(), [](const PlannedOrder& each) {
        return !each.needs.empty();
    });
    std::map<std::string, std::pair<Currency, WideMinor>> sums;
    for (const PlannedOrder& each : all) {
        auto& sum = sums[std::string(each.plan.currency.letters())];
        sum.first = each.plan.currency;
        sum.second += is_candidates ? each.plan.cash : each.plan.written_off;
    }
    std::string words;
    for (const auto& [letters, sum] : sums)
        words += fmt::format(" {} {}", format_amount_wide(sum.second, sum.first), letters);
    if (options.json) {
        print_out(fmt::format(
            "{{\"orders\":{},\"left_out\":{},\"to_approve\":{},\"sums\":\"{}\",\"digest\":\"{}\"}}"
            "\n",
            all.size(),
            left_out,
            waiting,
            words.empty() ? words : words.substr(1),
            to_hex(digest)
        ));
        return;
    }
    print_out(fmt::format(
        "{} {}:{}\n{} left out: they want what another one takes, or "
        "cannot be\n{} of them wait for approval\n{}To do just this: --digest {}\n",
        all.size(),
        is_candidates ? "exceptions would be accepted" : "balances would be written off",
        words.empty() ? " none" : words,
        left_out,
        waiting,
        is_candidates ? fmt::format("score at least {} of 10000\n", options.score_min_bp) : "",
        to_hex(digest)
    ));
}

}  // namespace

Result<ExitCode> carry_out(App& app, const Options& options, std::vector<ReviewOrder> orders) {
    ReviewPlanner planner(app.book(), app.journal(), app.settings().user);
    std::vector<PlannedOrder> all;
    for (ReviewOrder& order : orders) {
        auto planned = plan_one(app, planner, std::move(order), {});
        if (!planned) return tl::make_unexpected(planned.error());
        all.push_back(std::move(*planned));
    }
    return make_true(app, options, std::move(all));
}

Result<ExitCode> carry_out_bulk(
    App& app, const Options& options, std::vector<ReviewOrder> orders, BulkKind kind
) {
    ReviewPlanner planner(app.book(), app.journal(), app.settings().user);
    std::vector<PlannedOrder> all;
    all.reserve(orders.size());
    std::vector<const ReviewPlan*> done;
    std::size_t left_out = 0;
    std::string contents;
    for (ReviewOrder& order : orders) {
        auto planned = plan_one(app, planner, std::move(order), done);
        if (!planned) {
            ++left_out;
            continue;
        }
        contents += to_hex(planned->plan.content);
        all.push_back(std::move(*planned));
        if (all.back().needs.empty()) done.push_back(&all.back().plan);
    }
    const Digest digest = sha256(contents);
    if (options.digest.empty()) {
        print_preview(options, all, left_out, digest, kind);
        auto closed = app.close();
        if (!closed) return tl::make_unexpected(closed.error());
        return ExitCode::done;
    }
    if (options.digest != to_hex(digest)) {
        return refuse(
            ErrorKind::usage, "what would be done is not what the preview showed: look at it again"
        );
    }
    return make_true(app, options, std::move(all));
}

}  // namespace tieout
