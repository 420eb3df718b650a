#include "engine/late_details.h"

#include <algorithm>

namespace tieout {

void only_list(Movement& movement, std::string note) {
    movement.payment.kind = MovementKind::transfer;
    movement.note = std::move(note);
}

const WaitingName* LateDetails::waiting_credit(const DepositId& deposit) const {
    DepositId credit = deposit;
    credit.channel = Channel::statement;
    const WaitingName* only = nullptr;
    for (const WaitingName* each : book_.waiting_for(credit.mark("credit"))) {
        const Date date = book_.payment(each->payment).booking_date;
        const auto away = std::abs(days_between(deposit.date, date));
        if (away > days_before(deposit.channel) || advised_.contains(each->payment)) continue;
        if (only != nullptr) return nullptr;
        only = each;
    }
    return only;
}

void LateDetails::list(const ChannelDeposit& deposit) {
    const WaitingName* const whole = waiting_credit(deposit.id);
    std::vector<const WaitingName*> credits;
    for (const Movement* line : deposit.lines) {
        // Equal details cannot be told apart by their amount.
        const auto equal =
            std::count_if(deposit.lines.begin(), deposit.lines.end(), [&](const Movement* other) {
                return other->payment.amount == line->payment.amount;
            });
        const bool is_one = whole == nullptr && equal == 1;
        credits.push_back(is_one ? waiting_credit(deposit.id.of(line->payment.amount)) : whole);
    }
    for (std::size_t i = 0; i < deposit.lines.size(); ++i) {
        Movement& line = *deposit.lines[i];
        only_list(line, "reported by a statement before");
        if (!line.payment.remittance.empty()) advise(line, credits[i]);
        if (whole == nullptr && credits[i] != nullptr) advised_.insert(credits[i]->payment);
    }
    if (whole != nullptr) advised_.insert(whole->payment);
}

void LateDetails::advise_if_it_waits(const Movement& line) {
    if (line.payment.remittance.empty()) return;
    const WaitingName* const money = waiting_credit(credit_of(line));
    if (money == nullptr) return;
    advise(line, money);
    advised_.insert(money->payment);
}

void LateDetails::advise(const Movement& line, const WaitingName* money) {
    const Payment& payment = line.payment;
    FiledAdvice& filed = advice_.emplace_back();
    filed.file = line.file;
    filed.is_behind = true;
    if (money != nullptr) filed.money = *money;
    Remittance& advice = filed.advice;
    advice.remittance = payment.payment;
    advice.trace = payment.trace;
    advice.payer_name = payment.payer_name;
    advice.payer_account = payment.payer_account;
    if (!payment.entity.empty()) advice.entity = payment.entity;
    advice.currency = payment.currency;
    advice.total = payment.amount;
    advice.date = payment.booking_date;
    advice.source_line = payment.source_line;
    advice.lines = payment.remittance;
}

}  // namespace tieout
