#include "engine/refund_proposals.h"

#include <algorithm>
#include <map>

#include "engine/approval.h"
#include "engine/waiting.h"

namespace tieout {

namespace {

// The last order that each payment's proposals are about, and whether one of them waits.
struct Proposed {
    Sequence last = 0;
    bool waits = false;
};

std::map<PaymentNo, Proposed> proposed_before(const Book& book) {
    std::map<PaymentNo, Proposed> found;
    for (const ProposalRow& row : book.proposals) {
        if (row.payment == none<PaymentNo>()) continue;
        Proposed& each = found[row.payment];
        each.last = std::max(each.last, row.entry);
        each.waits = each.waits || row.state == ProposalState::waiting;
    }
    return found;
}

bool may_be_refunded(const Policy& policy, const ExceptionItem& exception, const PaymentRow& row) {
    return exception.is_open && exception.reason == Reason::over_pay &&
           row.kind == MovementKind::receipt && row.payer != none<CustomerNo>() &&
           row.certificate != Certificate::reviewed && row.unidentified == 0 && row.unapplied > 0 &&
           row.unapplied >= policy.refund_min_minor;
}

}  // namespace

Result<std::vector<Entry>> propose_refunds(const Book& book, const Journal& journal, Date day) {
    std::vector<Entry> entries;
    if (book.policy.overpayment != Overpayment::refund) return entries;
    const auto before = proposed_before(book);
    for (std::size_t i = 0; i < book.exceptions.size(); ++i) {
        const ExceptionItem& exception = book.exceptions[i];
        if (exception.payment == none<PaymentNo>()) continue;
        const PaymentRow& row = book.payment(exception.payment);
        if (!may_be_refunded(book.policy, exception, row)) continue;
        const auto found = before.find(exception.payment);
        if (found != before.end() && (found->second.waits || found->second.last > row.decided))
            continue;
        TextStore texts;
        const auto decided = entry_at<PaymentDecided>(journal, row.decided, texts);
        if (!decided) return tl::make_unexpected(decided.error());
        if (decided->payer_bp < book.policy.payer_post_bp) continue;
        ReviewOrder order;
        order.action = ReviewAction::refund;
        order.payment = exception.payment;
        order.exception = static_cast<ExceptionNo>(i);
        order.amount = row.unapplied;
        order.code = std::string(word_of(Reason::over_pay));
        order.day = day;
        ReviewPlanner planner(book, journal, std::string(policy_maker));
        const auto plan = planner.plan(order);
        if (!plan) continue;  // it waits under its exception all the same
        entries.emplace_back(proposal_of(
            std::string(policy_maker), order, *plan, "the policy pays nothing back by itself"
        ));
    }
    return entries;
}

}  // namespace tieout
