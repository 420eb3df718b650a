// What the model keeps of orders: reviews, what one may do alone, proposals and who decides them.
#include <algorithm>

#include <fmt/core.h>

#include "tests/model/model.h"

namespace tieout::reference {

std::string Model::beyond_limits(const Deed& deed, const Plan& plan, const std::string& maker)
    const {
    const auto own = [&](const char* what, Cents usual) {
        return rule(
            fmt::format("user.{}.{}", maker, what), rule(fmt::format("limit.{}", what), usual)
        );
    };
    if (plan.cash > own("apply_minor", 100'000'000)) return "cash";
    if (plan.refunded > own("refund_minor", 0)) return "refund";
    if (plan.claim_closed > own("claim_minor", 0)) return "claim";
    if (plan.given_up == 0) return {};
    if (plan.given_up > own("write_off_minor", 5'000)) return "write-off";
    Cents user = plan.given_up;
    Cents customer = plan.given_up;
    Cents all = plan.given_up;
    for (const Review& each : reviews) {
        if (each.day != deed.today || each.currency != plan.currency) continue;
        all += each.given_up;
        user += each.user == maker ? each.given_up : 0;
        customer += each.customer == plan.customer ? each.given_up : 0;
    }
    if (user > rule("limit.write_off_user_minor", 50'000)) return "write-offs of the user";
    if (customer > rule("limit.write_off_customer_minor", 20'000))
        return "write-offs of the customer";
    if (all > rule("limit.write_off_day_minor", 200'000)) return "write-offs of the day";
    return {};
}

void Model::carry_out(const Deed& deed, const Plan& plan, const std::string& maker) {
    const int receipt = deed.receipt.empty() ? nothing : find_receipt(deed.receipt);
    const int exception = deed.under_exception ? open_exception_of(receipt) : nothing;
    ++events_;
    post_all(plan);
    if (plan.ended_dispute != nothing) items[at(plan.ended_dispute)].disputed = 0;
    Review review{
        deed.action,
        receipt,
        maker,
        plan.customer,
        plan.currency,
        deed.today,
        plan.cash,
        plan.given_up,
        plan.undoes,
        plan.postings,
        events_
    };
    reviews.push_back(std::move(review));
    if (deed.action == "keep_open") exceptions[at(exception)].is_open = false;
    if (!plan.decides) return;
    receipts[at(receipt)].payer = plan.payer;
    receipts[at(receipt)].decided = events_;
    const Standing stands = standing(receipt);
    const bool waits = stands.unapplied != 0 || stands.unidentified != 0;
    if (waits && open_exception_of(receipt) == nothing) {
        const bool is_back = deed.action == "unapply" || deed.action == "undo";
        exceptions.push_back({receipt, is_back ? "taken_back" : "over_pay", true});
    }
    for (Exception& each : exceptions) {
        if (!waits && each.receipt == receipt) each.is_open = false;
    }
}

void Model::propose(const Deed& deed, const Plan& plan) {
    ++events_;
    const Cents stake = std::max({plan.cash, plan.given_up, plan.refunded, plan.claim_closed});
    proposals.push_back({deed, deed.user, "waiting", "", plan.currency, stake, plan.content});
}

std::string Model::approval_refused(const Deed& deed, Plan& plan) const {
    if (deed.proposal == 0 || deed.proposal > proposals.size()) return "no such proposal";
    const Proposal& row = proposals[deed.proposal - 1];
    if (row.state != "waiting") return "decided already";
    if (row.maker == deed.user) return "its maker";
    const Cents usual = rule("limit.approve_minor", 1'000'000'000'000'000);
    if (row.amount > rule(fmt::format("user.{}.approve_minor", deed.user), usual))
        return "answers for less";
    plan = this->plan(row.order, row.maker);
    if (!plan.refused.empty()) return plan.refused;
    return plan.content == row.content ? "" : "something else now";
}

void Model::approve(const Deed& deed, const Plan& plan) {
    Proposal& row = proposals[deed.proposal - 1];
    row.state = "approved";
    row.decided_by = deed.user;
    carry_out(row.order, plan, row.maker);
}

std::string Model::rejection_refused(const Deed& deed) const {
    if (deed.proposal == 0 || deed.proposal > proposals.size()) return "no such proposal";
    return proposals[deed.proposal - 1].state == "waiting" ? "" : "decided already";
}

void Model::reject(const Deed& deed) {
    proposals[deed.proposal - 1].state = "rejected";
    proposals[deed.proposal - 1].decided_by = deed.user;
}

}  // namespace tieout::reference
