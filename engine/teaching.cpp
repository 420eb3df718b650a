#include "engine/teaching.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/personal.h"
#include "engine/waiting.h"
#include "engine/waiting_receipts.h"

namespace tieout {

namespace {

std::vector<Mark> marks_of(const Secrets& secrets, LearnedKind kind, std::string_view text) {
    if (text.empty()) return {};
    if (kind == LearnedKind::account) {
        if (account_form(text).empty()) return {};
        return {mark_of_account(secrets, text)};
    }
    std::vector<Mark> marks;
    for (const NameForm& form : name_forms(text))
        marks.push_back(mark_of_name(secrets, form));
    return marks;
}

}  // namespace

Result<Teaching> teach_payer(
    const Book& book,
    const Journal& journal,
    Secrets& secrets,
    LearnedKind kind,
    std::string_view text,
    CustomerNo customer,
    Date day
) {
    const std::vector<Mark> marks = marks_of(secrets, kind, text);
    if (marks.empty()) {
        return refuse(
            ErrorKind::usage,
            fmt::format("an {} expected, '{}' has no letters or digits", word_of(kind), text)
        );
    }
    const Mark mark = marks.front();
    Teaching teaching;
    const CustomerNo family = book.family(customer);
    const auto hear = [&](CustomerNo owner) {
        if (book.family(owner) != family) teaching.others.push_back(owner);
    };
    const auto owners = kind == LearnedKind::account ? book.customers_by_account(mark)
                                                     : book.customers_by_name(mark);
    for (const CustomerNo owner : owners) {
        hear(owner);
        teaching.is_master_data = teaching.is_master_data || owner == customer;
    }
    for (const LearnedNo no : book.learned_by(kind, mark))
        hear(book.learned[slot(no)].customer);
    std::sort(teaching.others.begin(), teaching.others.end());
    teaching.others.erase(
        std::unique(teaching.others.begin(), teaching.others.end()), teaching.others.end()
    );
    each_waiting(
        journal,
        waiting_receipts(book),
        [&](const WaitingReceipt& each, const Entry& entry) {
            const auto* const taken = std::get_if<PaymentTaken>(&entry);
            if (taken == nullptr) return;
            TextStore texts;
            const Payment payment = payment_of(*taken, secrets, book, texts);
            const auto own = marks_of(
                secrets,
                kind,
                kind == LearnedKind::account ? payment.payer_account : payment.payer_name
            );
            if (std::find(own.begin(), own.end(), mark) != own.end()) {
                teaching.waiting.push_back(each.payment);
            }
        }
    );
    const auto known = book.find_learned(kind, mark, customer);
    const bool is_in_force = known && !book.learned[slot(*known)].is_forgotten &&
                             book.learned[slot(*known)].payment == none<PaymentNo>();
    if (teaching.is_master_data || is_in_force) return teaching;
    PayerLearned learned;
    learned.row.kind = kind;
    learned.row.mark = mark;
    learned.row.customer = customer;
    learned.row.run = static_cast<RunNo>(book.runs);
    learned.row.taught = day;
    auto sealed = secrets.seal(
        key_owner_of_customer(book.customer(customer).number), learned_row_name(kind, mark), text
    );
    if (!sealed) return tl::make_unexpected(std::move(sealed).error());
    learned.row.sealed = std::move(*sealed);
    teaching.entries.emplace_back(std::move(learned));
    return teaching;
}

Result<Forgetting> forget_payer(
    const Book& book, const Journal& journal, LearnedNo learned, Date day
) {
    Forgetting forgetting;
    const LearnedRow& row = book.learned[slot(learned)];
    if (row.is_forgotten) return forgetting;
    forgetting.entries.emplace_back(PayerForgotten{learned});
    if (row.hits == 0) return forgetting;
    const Sequence from = row.payment == none<PaymentNo>() ? 1 : book.payment(row.payment).taken;
    const auto read = journal.read(from, [&](Sequence at, const Entry& entry) {
        const auto* const decided = std::get_if<PaymentDecided>(&entry);
        if (decided == nullptr) return true;
        const bool rests = std::any_of(
            decided->terms.begin(),
            decided->terms.end(),
            [&](const EvidenceTerm& term) {
                return term.kind == TermKind::payer_learned && term.count == slot(learned) + 1;
            }
        );
        const PaymentRow& payment = book.payment(decided->payment);
        if (!rests || payment.decided != at) return true;
        (payment.applied != 0 || payment.on_account != 0 ? forgetting.settled : forgetting.waiting)
            .push_back(decided->payment);
        return true;
    });
    if (!read) return tl::make_unexpected(read.error());
    for (const PaymentNo no : forgetting.settled) {
        const PaymentRow& payment = book.payment(no);
        ExceptionItem open;
        open.payment = no;
        open.reason = Reason::weak_evidence;
        open.entity = payment.entity;
        open.customer = payment.payer;
        open.currency = payment.currency;
        open.amount = payment.amount;
        open.opened = std::max(day, payment.booking_date);
        forgetting.entries.emplace_back(ExceptionOpened{
            std::move(open),
            fmt::format(
                "settled for {} by an {} (L{}) that was taken back: is it theirs?",
                book.customer(row.customer).number,
                word_of(row.kind),
                slot(learned) + 1
            )
        });
    }
    return forgetting;
}

}  // namespace tieout
