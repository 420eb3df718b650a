#include "tests/scenarios/review_story.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "engine/aging.h"
#include "engine/small_balances.h"
#include "io/review/book_words.h"

namespace tieout {

namespace {

const std::map<std::string, ReviewAction> about_payments{
    {"assign", ReviewAction::assign},
    {"on-account", ReviewAction::on_account},
    {"write-off", ReviewAction::write_off},
    {"deduct", ReviewAction::deduct},
    {"transfer", ReviewAction::transfer},
    {"refund", ReviewAction::refund},
    {"not-ours", ReviewAction::not_ours},
    {"unapply", ReviewAction::unapply},
    {"return", ReviewAction::give_back},
    {"undo", ReviewAction::undo},
    {"keep-open", ReviewAction::keep_open},
    {"hold", ReviewAction::hold},
    {"release", ReviewAction::release},
};

}  // namespace

bool ReviewStory::take(const Words& words) {
    const std::string& verb = words.at(0);
    if (verb == "user") {
        user_ = words.at(1);
    } else if (verb == "today") {
        today_ = parse_date(words.at(1)).value();
        has_day_ = true;
    } else if (verb == "accept") {
        do_order(accept(words));
    } else if (verb == "claim-accept") {
        do_order(about_claim(ReviewAction::claim_close, words));
    } else if (verb == "claim-owed") {
        do_order(about_claim(ReviewAction::claim_owed, words));
    } else if (verb == "cleanup") {
        clean_up(words);
    } else if (verb == "approve" || verb == "reject") {
        decide_proposal(words);
    } else if (verb == "close" || verb == "open-again") {
        set_period(words);
    } else if (const auto found = about_payments.find(verb); found != about_payments.end()) {
        do_order(about_payment(found->second, words));
    } else {
        return false;
    }
    return true;
}

bool ReviewStory::is_outcome(const std::string& kind) {
    static const std::vector<std::string> known{
        "stands", "claim", "refused", "proposal", "waits", "gl", "owes", "listed", "posted"
    };
    return std::find(known.begin(), known.end(), kind) != known.end();
}

std::vector<std::string> ReviewStory::actual(
    const std::string& kind, const std::vector<Words>& asked
) const {
    std::vector<std::string> lines;
    if (kind == "claim") return claims();
    if (kind == "proposal") return proposals();
    if (kind == "waits") return waits();
    if (kind == "listed") return listed_.empty() ? Words{"listed nothing"} : listed_;
    if (kind == "posted") return posted();
    if (kind == "refused") {
        return refused_.empty() ? Words{"refused nothing"} : refused_;
    }
    for (const Words& words : asked) {
        if (kind == "stands") lines.push_back(stands(words.at(1)));
        if (kind == "gl") lines.push_back(gl(words.at(1)));
        if (kind == "owes") lines.push_back(owes(words.at(1), words.at(3)));
    }
    return lines;
}

PaymentNo ReviewStory::payment(const std::string& id) const {
    return books_.book().find_payment(sha256_mark(id)).value();
}

ReviewOrder ReviewStory::order_about(ReviewAction action, const std::string& id) const {
    ReviewOrder order;
    order.action = action;
    order.day = today_;
    if (const auto review = review_named(books_.book(), id); review && id.front() == 'R') {
        order.review = *review + 1;
        order.payment = books_.book().reviews[*review].payment;
        return order;
    }
    order.payment = payment(id);
    const auto& exceptions = books_.book().exceptions;
    for (std::size_t i = 0; i < exceptions.size(); ++i) {
        if (exceptions[i].is_open && exceptions[i].payment == order.payment) {
            order.exception = static_cast<ExceptionNo>(i);
        }
    }
    return order;
}

ReviewOrder ReviewStory::accept(const Words& words) const {
    ReviewOrder order = order_about(ReviewAction::assign, words.at(1));
    order.candidate = words.size() > 2 ? static_cast<std::uint32_t>(std::stoul(words[2])) : 1;
    const auto& open = books_.book().exceptions.at(slot(order.exception));
    const auto& decided = std::get<PaymentDecided>(books_.journal().at(open.entry - 1));
    const Candidate& candidate = decided.candidates.at(order.candidate - 1);
    order.customer = candidate.customer;
    for (const CandidateItem& item : candidate.items) {
        OrderedItem ordered;
        ordered.item = item.item;
        ordered.cash = item.amount;
        order.items.push_back(std::move(ordered));
    }
    return order;
}

// Words behind the payment: customer NAME, fee AMOUNT, amount AMOUNT, until DAY, reason CODE,
// claim NUMBER, rest-on-account; anything else is an item (io/review/book_words.h).
ReviewOrder ReviewStory::about_payment(ReviewAction action, const Words& words) const {
    ReviewOrder order = order_about(action, words.at(1));
    const PaymentRow& row = books_.book().payment(order.payment);
    std::string claim;
    for (std::size_t i = 2; i < words.size(); ++i) {
        const std::string& word = words[i];
        const auto next = [&] { return words.at(++i); };
        if (word == "customer") {
            order.customer = books_.book().find_customer(next()).value();
        } else if (word == "fee") {
            order.fee = parse_amount(next(), row.currency).value();
        } else if (word == "amount") {
            order.amount = parse_amount(next(), row.currency).value();
        } else if (word == "until") {
            order.hold_until = parse_date(next()).value();
        } else if (word == "reason") {
            order.code = next();
        } else if (word == "claim") {
            claim = next();
        } else if (word == "rest-on-account") {
            order.rest_on_account = true;
        } else {
            const CustomerNo payer =
                order.customer == none<CustomerNo>() ? row.payer : order.customer;
            order.items.push_back(
                ordered_item(books_.book(), word, {row.entity, row.currency, payer, false}).value()
            );
        }
    }
    for (OrderedItem& item : order.items) {
        item.reason = order.code;
        item.claim = claim;
        if (action == ReviewAction::write_off) item.write_off = item.cash.value();
        if (action == ReviewAction::deduct) item.deduction = item.cash.value();
        if (action != ReviewAction::assign) item.cash.reset();
    }
    return order;
}

ReviewOrder ReviewStory::about_claim(ReviewAction action, const Words& words) const {
    ReviewOrder order;
    order.action = action;
    order.day = today_;
    const auto& items = books_.book().items;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].kind != ItemKind::claim || items[i].document != words.at(1)) continue;
        OrderedItem item;
        item.item = static_cast<ItemNo>(i);
        order.items.push_back(std::move(item));
    }
    return order;
}

void ReviewStory::do_order(const ReviewOrder& order) {
    const auto plan = books_.review(order, user_);
    if (!plan) refused_.push_back("refused " + plan.error().words);
}

// "cleanup 5.00 older-than 30 customer ACME": small balances, given up one order each.
void ReviewStory::clean_up(const Words& words) {
    SmallBalanceQuery query;
    query.below = words.at(1);
    query.day = today_;
    for (std::size_t i = 2; i + 1 < words.size(); i += 2) {
        if (words[i] == "older-than") query.older_than_days = std::stoi(words[i + 1]);
        if (words[i] == "customer")
            query.customer = books_.book().find_customer(words[i + 1]).value();
    }
    const SmallBalances found = find_small_balances(books_.book(), query).value();
    for (const ItemNo item : found.items)
        do_order(small_write_off(books_.book(), item, today_, "small_balance", ""));
    for (const PaymentNo no : found.payments) {
        const PaymentRow& row = books_.book().payment(no);
        listed_.push_back(fmt::format(
            "listed {} {}",
            books_.book().customer(row.payer).number,
            format_amount(row.unapplied, row.currency)
        ));
    }
}

void ReviewStory::decide_proposal(const Words& words) {
    const auto proposal = proposal_named(books_.book(), words.at(1)).value();
    if (words.at(0) == "reject") {
        books_.commit(reject(books_.book(), proposal, user_, "").value());
        return;
    }
    const auto plan = books_.approve_by(user_, proposal);
    if (!plan) refused_.push_back("refused " + plan.error().words);
}

void ReviewStory::set_period(const Words& words) {
    const Date day = parse_date(words.at(1)).value();
    const Date through = words.at(0) == "close" ? day : add_days(day, -1);
    books_.commit({PeriodSet{{EntityNo{}, through}}});
}

// "stands P1 part_applied ACME applied 980.00 unapplied 20.00"
std::string ReviewStory::stands(const std::string& id) const {
    const PaymentRow& row = books_.book().payment(payment(id));
    std::string line = fmt::format(
        "stands {} {} {}",
        id,
        word_of(row.status),
        row.payer == none<CustomerNo>() ? "-" : books_.book().customer(row.payer).number
    );
    const std::pair<const char*, Minor> parts[] = {
        {"applied", row.applied},
        {"adjusted", row.adjusted},
        {"on_account", row.on_account},
        {"unapplied", row.unapplied},
        {"unidentified", row.unidentified},
        {"other", row.other},
        {"returned", row.returned},
        {"refunded", row.refunded}
    };
    for (const auto& [name, amount] : parts) {
        if (amount != 0) line += fmt::format(" {} {}", name, format_amount(amount, row.currency));
    }
    return line;
}

// "claim DM77 ACME 1001 120.00 disputed"
std::vector<std::string> ReviewStory::claims() const {
    std::vector<std::string> lines;
    for (const OpenItem& item : books_.book().items) {
        if (item.kind != ItemKind::claim) continue;
        const std::string invoice(item.texts.get(ItemText::applies_to));
        lines.push_back(fmt::format(
            "claim {} {} {}{} {}",
            item.document,
            books_.book().customer(item.customer).number,
            invoice.empty() ? "" : invoice + " ",
            format_amount(item.open, item.currency),
            !item.is_open()      ? "closed"
            : item.disputed != 0 ? "disputed"
                                 : "owed"
        ));
    }
    if (lines.empty()) lines.emplace_back("claim none");
    return lines;
}

std::vector<std::string> ReviewStory::proposals() const {
    std::vector<std::string> lines;
    const auto& rows = books_.book().proposals;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool waits = rows[i].state == ProposalState::waiting;
        lines.push_back(fmt::format(
            "proposal A{} {} {} {}{}",
            i + 1,
            word_of(rows[i].action),
            format_amount(rows[i].amount, rows[i].currency),
            waits                                      ? "waiting"
            : rows[i].state == ProposalState::approved ? "approved by "
                                                       : "rejected by ",
            rows[i].decided_by
        ));
    }
    if (lines.empty()) lines.emplace_back("proposal none");
    return lines;
}

// Open exceptions of payments: "waits over_pay 1000.00"
std::vector<std::string> ReviewStory::waits() const {
    std::vector<std::string> lines;
    for (const ExceptionItem& row : books_.book().exceptions) {
        if (!row.is_open || row.payment == none<PaymentNo>()) continue;
        lines.push_back(fmt::format(
            "waits {} {}{}",
            word_of(row.reason),
            format_amount(row.amount, row.currency),
            row.hold_until ? " until " + format_date(*row.hold_until) : ""
        ));
    }
    if (lines.empty()) lines.emplace_back("waits nothing");
    return lines;
}

// Debits less credits of a general-ledger account over all postings: "gl write_off 10.00"
std::string ReviewStory::gl(const std::string& account) const {
    const Book& book = books_.book();
    WideMinor sum = 0;
    Currency currency;
    const auto count = [&](const Posting& posting, Currency of) {
        for (const PostingLine& line : posting.lines) {
            currency = of;
            if (gl_account(book.policy, line.account) != account) continue;
            sum += line.side == Side::debit ? line.amount : -static_cast<WideMinor>(line.amount);
        }
    };
    for (const Entry& entry : books_.journal()) {
        if (const auto* decided = std::get_if<PaymentDecided>(&entry)) {
            count(decided->posting, book.payment(decided->payment).currency);
        } else if (const auto* adjusted = std::get_if<ItemsAdjusted>(&entry)) {
            count(adjusted->posting, adjusted->currency);
        }
    }
    return fmt::format("gl {} {}", account, format_amount_wide(sum, currency));
}

// The days of all postings, in order: "posted 2026-03-16"
std::vector<std::string> ReviewStory::posted() const {
    std::vector<std::string> lines;
    for (const Entry& entry : books_.journal()) {
        const auto* decided = std::get_if<PaymentDecided>(&entry);
        const auto* adjusted = std::get_if<ItemsAdjusted>(&entry);
        const Posting* posting = decided != nullptr    ? &decided->posting
                                 : adjusted != nullptr ? &adjusted->posting
                                                       : nullptr;
        if (posting == nullptr || posting->lines.empty()) continue;
        lines.push_back("posted " + format_date(posting->posting_date));
    }
    if (lines.empty()) lines.emplace_back("posted nothing");
    return lines;
}

// What the aging says: "owes ACME on 2026-03-31 1000.00"
std::string ReviewStory::owes(const std::string& customer, const std::string& day) const {
    AgingRequest request;
    request.as_of = parse_date(day).value();
    WideMinor total = 0;
    Currency currency = Currency::find("EUR").value();
    for (const AgingRow& row : age(books_.book(), request).rows) {
        if (row.key != customer) continue;
        total += row.total;
        currency = row.currency;
    }
    return fmt::format("owes {} on {} {}", customer, day, format_amount_wide(total, currency));
}

}  // namespace tieout
