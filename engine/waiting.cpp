#include "engine/waiting.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "engine/personal.h"

namespace tieout {

namespace {

Mark name(const Secrets& secrets, std::string_view kind, std::string_view text) {
    return secrets.mark(fmt::format("waits\x1f{}\x1f{}", kind, text));
}

}  // namespace

std::string payer_name_key(std::string_view name, Minor total, Currency currency, Date date) {
    const auto forms = name_forms(name);
    return fmt::format(
        "{}\x1f{}\x1f{}\x1f{}",
        forms.empty() ? std::string(name) : forms.front().words,
        total,
        currency.letters(),
        format_date(date)
    );
}

Mark waiting_payer(
    const Secrets& secrets, std::string_view payer, Minor total, Currency currency, Date date
) {
    return name(secrets, "payer", payer_name_key(payer, total, currency, date));
}

std::vector<Mark> names_of(const Secrets& secrets, const Payment& payment) {
    std::vector<Mark> names{name(secrets, "id", payment.payment)};
    for (const Text trace : {payment.trace, payment.bank_reference}) {
        if (trace.empty()) continue;
        const Mark mark = name(secrets, "trace", trace);
        if (std::find(names.begin(), names.end(), mark) == names.end()) names.push_back(mark);
    }
    if (!payment.check_number.empty()) {
        names.push_back(name(secrets, "check", payment.check_number));
    }
    if (!payment.payer_name.empty()) {
        names.push_back(waiting_payer(
            secrets, payment.payer_name, payment.amount, payment.currency, payment.booking_date
        ));
    }
    return names;
}

std::vector<Mark> names_of(const Secrets& secrets, const Remittance& advice) {
    if (!advice.payment.empty()) return {name(secrets, "id", advice.payment)};
    if (!advice.trace.empty()) {
        return {name(secrets, "trace", advice.trace), name(secrets, "check", advice.trace)};
    }
    if (!advice.total || !advice.date || advice.payer_name.empty()) return {};
    return {waiting_payer(secrets, advice.payer_name, *advice.total, advice.currency, *advice.date)
    };
}

Payment payment_of(
    const PaymentTaken& taken, const Secrets& secrets, const Book& book, TextStore& texts
) {
    Payment payment;
    payment.payment = taken.payment;
    payment.kind = taken.kind;
    payment.is_credit = taken.is_credit;
    payment.method = taken.method;
    payment.channel = taken.channel;
    payment.currency = taken.currency;
    payment.amount = taken.amount;
    payment.booking_date = taken.booking_date;
    payment.value_date = taken.value_date;
    payment.customer = taken.customer;
    payment.check_number = taken.check_number;
    payment.bank_reference = taken.bank_reference;
    payment.trace = taken.trace;
    payment.original = taken.original;
    payment.remittance = taken.remittance;
    payment.source_line = taken.source_line;
    payment.entity = texts.keep(book.entities[slot(taken.entity)].entity);
    if (taken.sealed.empty()) return payment;
    auto opened = secrets.open(taken.key_owner, taken.payment, taken.sealed);
    if (!opened) return payment;
    PackedTexts<PayerPrivate> persons;
    persons.set_bytes(std::move(*opened));
    payment.payer_name = texts.keep(persons.get(PayerPrivate::name));
    payment.payer_account = texts.keep(persons.get(PayerPrivate::account));
    payment.memo = texts.keep(persons.get(PayerPrivate::memo));
    return payment;
}

std::optional<Payment> recall_payment(
    const Journal& journal, const Secrets& secrets, const Book& book, PaymentNo no, TextStore& texts
) {
    const auto taken = entry_at<PaymentTaken>(journal, book.payment(no).taken, texts);
    if (!taken) return std::nullopt;
    return payment_of(*taken, secrets, book, texts);
}

std::vector<Remittance> advice_beside(
    const Journal& journal,
    const Secrets& secrets,
    const Book& book,
    const Payment& payment,
    ExceptionNo exception,
    TextStore& texts
) {
    std::vector<Remittance> found;
    std::set<Sequence> seen;
    for (const Mark& name : names_of(secrets, payment)) {
        for (const WaitingName* each : book.waiting_for(name)) {
            if (each->advice == 0 || each->exception != exception) continue;
            if (!seen.insert(each->advice).second) continue;
            auto advice = recall_advice(journal, secrets, book, each->advice, texts);
            if (advice) found.push_back(std::move(*advice));
        }
    }
    return found;
}

std::optional<Remittance> recall_advice(
    const Journal& journal, const Secrets& secrets, const Book& book, Sequence at, TextStore& texts
) {
    auto taken = entry_at<RemittanceTaken>(journal, at, texts);
    if (!taken) return std::nullopt;
    return advice_of(std::move(*taken), secrets, book, texts);
}

Remittance advice_of(
    RemittanceTaken taken, const Secrets& secrets, const Book& book, TextStore& texts
) {
    Remittance advice;
    advice.remittance = taken.remittance;
    advice.trace = taken.trace;
    advice.entity = texts.keep(book.entities[slot(taken.entity)].entity);
    advice.currency = taken.currency;
    advice.total = taken.total;
    advice.date = taken.date;
    advice.lines = std::move(taken.lines);
    auto payer = secrets.open(taken.key_owner, taken.remittance, taken.sealed);
    if (payer) advice.payer_name = texts.keep(*payer);
    return advice;
}

}  // namespace tieout
