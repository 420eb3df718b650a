// What each order of a person does in the model, cent by cent, and which are refused.
#include "tests/model/planning.h"

namespace tieout::reference {

void Planning::assign() {
    need(receipt_ != nothing, "no receipt");
    need(!deed_.parts.empty() || !deed_.customer.empty(), "items or a customer");
    check_parts();
    const std::string who = payer();
    std::vector<Cents> cash;
    Cents used = 0;
    for (const Part& part : deed_.parts) {
        const Item& row = item(part);
        const Cents all = row.is_credit() ? -row.open() : row.open() - differences_of(part);
        Cents takes = part.cash.value_or(all);
        const bool may_be_part = !part.cash && deed_.parts.size() == 1 && !row.is_credit();
        if (may_be_part) takes = std::min(takes, stands_.free());
        need(takes >= std::min<Cents>(all, 0) || !row.is_credit(), "more than the credit");
        need(row.is_credit() ? takes <= 0 : takes >= 0 && takes <= all, "does not fit");
        cash.push_back(takes);
        used += takes;
    }
    need(used >= 0, "credits come to more");
    need(used <= stands_.free(), "more than is free");
    need(stands_.free() != 0 || !deed_.parts.empty(), "no cent is free");
    hand_over(who);
    Lines lines;
    for (std::size_t i = 0; i < cash.size(); ++i) {
        add_line(lines, "receivable", "cash", -cash[i], no_of(deed_.parts[i]));
        put_differences(lines, deed_.parts[i], cash[i]);
    }
    take_free(lines, used);
    plan_.cash = used;
    const Cents unknown = std::max<Cents>(0, stands_.unidentified - used);
    const Cents later = std::max<Cents>(0, used - stands_.unidentified);
    const Cents waits = std::max<Cents>(0, stands_.unapplied - later);
    add_line(lines, "unidentified", "unidentified", unknown);
    if (deed_.rest_on_account) {
        add_line(lines, "unapplied", "unapplied", waits);
        add_line(lines, "on_account", "on_account", -unknown - waits);
    } else {
        add_line(lines, "unapplied", "unapplied", -unknown);
    }
    decide(lines, who);
}

void Planning::differences() {
    need(!deed_.parts.empty(), "items");
    check_parts();
    for (const Part& part : deed_.parts) {
        need(part.cash.value_or(0) == 0, "no cash");
        need(!item(part).is_credit(), "a credit");
        need(differences_of(part) > 0 && differences_of(part) <= item(part).open(), "too much");
    }
    Lines lines;
    const std::string who =
        plan_.customer.empty() ? item(deed_.parts.front()).customer : plan_.customer;
    for (const Part& part : deed_.parts)
        put_differences(lines, part, 0);
    if (receipt_ == nothing) return adjust(lines);
    decide(lines, who);
}

void Planning::on_account() {
    need_money();
    const std::string who = payer();
    const Cents most = stands_.unapplied + stands_.unidentified;
    const Cents wanted = deed_.amount == 0 ? most : deed_.amount;
    need(wanted > 0 && wanted <= most, "too much");
    hand_over(who);
    Lines lines;
    take_free(lines, wanted);
    add_line(lines, "on_account", "on_account", -wanted);
    const Cents unknown = std::max<Cents>(0, stands_.unidentified - wanted);
    add_line(lines, "unidentified", "unidentified", unknown);
    add_line(lines, "unapplied", "unapplied", -unknown);
    plan_.cash = wanted;
    decide(lines, who);
}

void Planning::transfer() {
    need_money();
    need(!deed_.customer.empty() && deed_.customer != row_.payer, "to whom");
    need(deed_.amount == 0 || deed_.amount == stands_.free(), "all of it");
    const Cents on_account = stands_.on_account;
    const Cents all = plan_.cash = stands_.free();
    hand_over(deed_.customer);
    Lines lines;
    add_line(lines, "unidentified", "unidentified", all);
    add_line(lines, "on_account", "on_account", -on_account);
    add_line(lines, "unapplied", "unapplied", on_account - all);
    decide(lines, deed_.customer);
}

void Planning::send_away(const char* account, const char* cause) {
    need_money();
    const bool is_refund = deed_.action == "refund";
    need(!is_refund || !row_.payer.empty() || !deed_.customer.empty(), "say who paid");
    const Cents wanted = deed_.amount == 0 ? stands_.free() : deed_.amount;
    need(wanted >= 0 && wanted <= stands_.free(), "too much");
    Lines lines;
    take_free(lines, wanted);
    add_line(lines, account, cause, -wanted);
    plan_.refunded = wanted;
    decide(lines, row_.payer);
}

const Item& Planning::claim_named() const {
    need(deed_.parts.size() == 1, "a claim");
    const Item& row = item(deed_.parts.front());
    need(row.kind == "claim" && row.open() > 0, "no open claim");
    return row;
}

void Planning::close_claim() {
    const Item& row = claim_named();
    const Cents wanted = deed_.amount == 0 ? row.open() : deed_.amount;
    need(wanted > 0 && wanted <= row.open(), "too much");
    plan_.claim_closed = wanted;
    Lines lines;
    // The certificate of tax that was withheld has come: it is no deduction.
    const bool is_tax = row.document.starts_with("WH-");
    const char* const cause = is_tax ? "withholding" : "deduction";
    add_line(lines, "receivable", cause, -wanted, no_of(deed_.parts.front()));
    add_line(lines, is_tax ? "withholding_tax" : "deductions", cause, wanted);
    adjust(lines);
}

void Planning::owe_claim() {
    need(claim_named().disputed != 0, "owed already");
    plan_.ended_dispute = no_of(deed_.parts.front());
}

namespace {

// What an approval is bound to.
std::string content_of(const Model& model, const Plan& plan, int receipt) {
    std::string text = fmt::format(
        "{}|{}|", receipt, receipt == nothing ? 0 : model.receipts[Model::at(receipt)].decided
    );
    for (const Posting& posting : plan.postings) {
        for (const auto& [key, debit] : posting.lines) {
            const int item = std::get<2>(key);
            const bool is_new = item != nothing && Model::at(item) >= model.items.size();
            text += fmt::format(
                "{} {} {} {};", std::get<0>(key), std::get<1>(key), is_new ? -2 : item, debit
            );
        }
    }
    for (const Item& item : plan.opened)
        text += fmt::format("{} {};", item.document, item.amount);
    return text;
}

}  // namespace

Plan Model::plan(const Deed& deed, const std::string& maker) const {
    Plan plan = Planning(*this, deed, maker).plan();
    if (!plan.refused.empty()) return plan;
    plan.content =
        content_of(*this, plan, deed.receipt.empty() ? nothing : find_receipt(deed.receipt));
    plan.needs = beyond_limits(deed, plan, maker);
    return plan;
}

}  // namespace tieout::reference
