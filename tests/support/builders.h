// A book and a batch for tests: a customer, an invoice and a payment in one line each.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "engine/money.h"
#include "engine/personal.h"
#include "engine/ports.h"
#include "tests/support/kept.h"
#include "tests/support/memory_secrets.h"

namespace tieout {

inline Currency usd() {
    return *Currency::find("USD");
}

// Minor units of "530.55". Requires: a proper amount.
inline Minor cents(std::string_view amount) {
    return parse_amount(amount, usd()).value();
}

inline Date day(std::string_view text) {
    return parse_date(text).value();
}

// What an item may have besides its number and amount.
struct ItemFacts {
    ItemKind kind = ItemKind::invoice;
    std::string_view due = "2026-03-31";
    std::string_view invoiced = "2026-03-01";
    std::string_view applies_to = {};
    std::string_view purchase_order = {};
    std::string_view terms = {};
    std::string_view open = {};  // empty: all of it
    std::string_view disputed = "0";
    std::string_view discount = "0";
    std::string_view discount_until = {};
};

class BookBuilder {
public:
    BookBuilder() {
        Entity row;
        row.entity = "main";
        row.base_currency = usd();
        book.add(std::move(row));
    }

    CustomerNo customer(
        std::string_view number,
        std::string_view name = {},
        std::string_view account = {},
        CustomerNo parent = none<CustomerNo>()
    ) {
        Customer row;
        row.number = std::string(number);
        row.currency = usd();
        row.parent = parent;
        for (const NameForm& form : name_forms(name)) {
            row.name_marks.push_back(mark_of_name(secrets, form));
        }
        PackedTexts<CustomerPrivate> texts;
        texts.set(CustomerPrivate::name, name);
        row.sealed = secrets.seal(key_owner_of_customer(number), number, texts.bytes()).value();
        if (!account.empty()) row.account_marks.push_back(mark_of_account(secrets, account));
        return book.add(std::move(row));
    }

    ItemNo item(
        CustomerNo owner,
        std::string_view document,
        std::string_view amount,
        const ItemFacts& facts = {}
    ) {
        OpenItem row;
        row.customer = owner;
        row.kind = facts.kind;
        row.currency = usd();
        row.amount = cents(amount);
        row.open = facts.open.empty() ? row.amount : cents(facts.open);
        row.disputed = cents(facts.disputed);
        row.discount_amount = cents(facts.discount);
        row.invoice_date = day(facts.invoiced);
        row.due_date = day(facts.due);
        if (!facts.discount_until.empty()) row.discount_date = day(facts.discount_until);
        row.document = std::string(document);
        row.texts.set(ItemText::applies_to, facts.applies_to);
        row.texts.set(ItemText::purchase_order, facts.purchase_order);
        row.texts.set(ItemText::terms, facts.terms);
        return book.add(std::move(row));
    }

    // A receipt that belongs to the batch; change what it says through the reference.
    Payment& pays(std::string_view id, std::string_view customer, std::string_view amount) {
        Payment& payment = payments.emplace_back();
        payment.payment = kept(id);
        payment.customer = kept(customer);
        payment.currency = usd();
        payment.amount = cents(amount);
        payment.booking_date = day("2026-03-15");
        return payment;
    }

    std::vector<Match> match_with(Matcher& matcher) const {
        std::vector<const Payment*> batch;
        for (const Payment& payment : payments)
            batch.push_back(&payment);
        const std::vector<EntityNo> entities(batch.size(), EntityNo{0});
        std::vector<Match> answers(batch.size());
        std::vector<Match*> places;
        for (Match& answer : answers)
            places.push_back(&answer);
        matcher.match(MatchRequest{book, policy, secrets, batch, entities}, places);
        return answers;
    }

    Book book;
    Policy policy;
    MemorySecrets secrets;
    std::deque<Payment> payments;
};

// A remittance line in one line: document and signed net, or no amount.
inline RemittanceLine advice(std::string_view reference, std::string_view net = {}) {
    RemittanceLine line;
    line.reference = kept(reference);
    if (!net.empty()) line.net = cents(net);
    return line;
}

}  // namespace tieout
