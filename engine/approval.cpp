#include "engine/approval.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "engine/waiting.h"

namespace tieout {

namespace {

// A limit of everybody, unless the user has his own.
std::int64_t limit_of(
    const Policy& policy,
    const std::string& user,
    std::int64_t usual,
    std::optional<std::int64_t> UserLimits::* own
) {
    const auto found = policy.users.find(user);
    return found == policy.users.end() ? usual : (found->second.*own).value_or(usual);
}

// What was given up on the day so far: by the user, for the customer, and in all.
struct GivenUp {
    WideMinor user = 0;
    WideMinor customer = 0;
    WideMinor day = 0;
};

GivenUp given_up(
    const Book& book,
    const std::string& user,
    const ReviewOrder& order,
    const ReviewPlan& plan,
    const std::vector<const ReviewPlan*>& earlier
) {
    GivenUp sums;
    const auto count = [&](bool is_user, CustomerNo customer, Minor amount) {
        sums.day += amount;
        if (is_user) sums.user += amount;
        if (customer == plan.customer) sums.customer += amount;
    };
    for (const ReviewRow& row : book.reviews) {
        if (row.written_off == 0 || row.day != order.day || row.currency != plan.currency) continue;
        count(row.user == user, row.customer, row.written_off);
    }
    for (const ReviewPlan* each : earlier) {
        if (each->currency == plan.currency) count(true, each->customer, each->written_off);
    }
    return sums;
}

// Whose hands the money goes through: what an approver answers for.
Minor stake_of(const ReviewPlan& plan) {
    return std::max({plan.cash, plan.written_off, plan.refunded, plan.claim_closed});
}

Result<const ProposalRow*> waiting_proposal(const Book& book, ProposalNo proposal) {
    if (slot(proposal) >= book.proposals.size()) {
        return refuse(ErrorKind::not_found, "there is no such proposal");
    }
    const ProposalRow& row = book.proposals[slot(proposal)];
    if (row.state == ProposalState::waiting) return &row;
    return refuse(
        ErrorKind::usage,
        fmt::format(
            "A{} was {} by {}",
            slot(proposal) + 1,
            row.state == ProposalState::approved ? "approved" : "rejected",
            row.decided_by
        )
    );
}

}  // namespace

std::string beyond_limits(
    const Book& book,
    const std::string& user,
    const ReviewOrder& order,
    const ReviewPlan& plan,
    const std::vector<const ReviewPlan*>& earlier
) {
    const Policy& policy = book.policy;
    std::string words;
    const auto compare = [&](const char* what, WideMinor amount, std::int64_t limit) {
        if (amount <= limit) return;
        words += fmt::format(
            "{}{} {} {}, the limit is {}",
            words.empty() ? "" : "; ",
            what,
            format_amount_wide(amount, plan.currency),
            plan.currency.letters(),
            format_amount(limit, plan.currency)
        );
    };
    const auto limit = [&](std::int64_t usual, std::optional<std::int64_t> UserLimits::* own) {
        return limit_of(policy, user, usual, own);
    };
    compare("cash moved", plan.cash, limit(policy.limit_apply_minor, &UserLimits::apply_minor));
    compare(
        "paid back", plan.refunded, limit(policy.limit_refund_minor, &UserLimits::refund_minor)
    );
    compare(
        "claim accepted",
        plan.claim_closed,
        limit(policy.limit_claim_minor, &UserLimits::claim_minor)
    );
    if (plan.written_off == 0) return words;
    compare(
        "given up",
        plan.written_off,
        limit(policy.limit_write_off_minor, &UserLimits::write_off_minor)
    );
    const GivenUp before = given_up(book, user, order, plan, earlier);
    const auto cap = [&](const char* what, WideMinor sum, std::int64_t most) {
        compare(what, sum + plan.written_off, most);
    };
    cap("given up by one user today", before.user, policy.limit_write_off_user_minor);
    cap("given up for one customer today", before.customer, policy.limit_write_off_customer_minor);
    cap("given up by all today", before.day, policy.limit_write_off_day_minor);
    return words;
}

ActionProposed proposal_of(
    const std::string& maker, const ReviewOrder& order, const ReviewPlan& plan, std::string needs
) {
    ActionProposed entry;
    entry.order = order;
    entry.needs = std::move(needs);
    entry.row.action = order.action;
    const auto& review = std::get<Reviewed>(plan.entries.front());
    entry.row.payment = review.row.payment;
    entry.row.exception = order.exception;
    entry.row.customer = plan.customer;
    entry.row.currency = plan.currency;
    entry.row.amount = stake_of(plan);
    entry.row.day = order.day;
    entry.row.content = plan.content;
    entry.row.maker = maker;
    return entry;
}

Result<ReviewPlan> approve(
    const Book& book,
    const Journal& journal,
    ProposalNo proposal,
    const std::string& approver,
    const std::string& note
) {
    const auto row = waiting_proposal(book, proposal);
    if (!row) return tl::make_unexpected(row.error());
    if ((*row)->maker == approver) {
        return refuse(ErrorKind::usage, "nobody approves what he proposed himself");
    }
    const std::int64_t most = limit_of(
        book.policy, approver, book.policy.limit_approve_minor, &UserLimits::approve_minor
    );
    if ((*row)->amount > most) {
        return refuse(
            ErrorKind::usage,
            fmt::format(
                "{} approves up to {} {}, this is {}",
                approver,
                format_amount(most, (*row)->currency),
                (*row)->currency.letters(),
                format_amount((*row)->amount, (*row)->currency)
            )
        );
    }
    TextStore texts;
    const auto proposed = entry_at<ActionProposed>(journal, (*row)->entry, texts);
    if (!proposed) return tl::make_unexpected(proposed.error());
    ReviewPlanner planner(book, journal, (*row)->maker);
    auto plan = planner.plan(proposed->order);
    if (!plan) return plan;
    if (plan->content != (*row)->content) {
        return refuse(
            ErrorKind::usage,
            fmt::format(
                "A{} would do something else now than was proposed: reject it and decide anew",
                slot(proposal) + 1
            )
        );
    }
    std::get<Reviewed>(plan->entries.front()).row.proposal = proposal;
    plan->entries.insert(
        plan->entries.begin(),
        Entry(ProposalDecided{proposal, ProposalState::approved, approver, note})
    );
    return plan;
}

Result<std::vector<Entry>> reject(
    const Book& book, ProposalNo proposal, const std::string& user, const std::string& note
) {
    const auto row = waiting_proposal(book, proposal);
    if (!row) return tl::make_unexpected(row.error());
    return std::vector<Entry>{Entry(ProposalDecided{proposal, ProposalState::rejected, user, note})
    };
}

}  // namespace tieout
