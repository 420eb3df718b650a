// A small book whose postings are written by hand: each kind of hand-off once, in three currencies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/hand_offs.h"
#include "engine/personal.h"
#include "tests/support/builders.h"
#include "tests/support/memory_books.h"

namespace tieout {

class HandOffBook {
public:
    MemoryBooks books;

    const Book& book() const { return books.book(); }

    MemoryJournal journal() const { return MemoryJournal(books.journal()); }

    HandOffs hand_offs(std::uint64_t first, std::uint64_t last, Sequence before = 0) {
        return read_hand_offs(book(), journal(), books.secrets(), {first, last, before}).value();
    }

    HandOffs all() { return hand_offs(1, book().postings); }

    void customer(std::string_view number) {
        Customer row;
        row.number = std::string(number);
        books.commit({CustomerTaken{row}});
    }

    ItemNo item(
        std::string_view document,
        std::string_view key,
        Minor amount,
        std::string_view currency = "EUR",
        ItemKind kind = ItemKind::invoice,
        std::uint32_t customer = 0
    ) {
        OpenItem row;
        row.customer = static_cast<CustomerNo>(customer);
        row.kind = kind;
        row.currency = *Currency::find(currency);
        row.document = std::string(document);
        row.amount = row.open = amount;
        row.invoice_date = day("2026-02-01");
        row.due_date = day("2026-03-03");
        row.texts.set(ItemText::key, key);
        books.commit({ItemTaken{row}});
        return static_cast<ItemNo>(book().items.size() - 1);
    }

    // A receipt taken and decided in one run.
    PaymentNo receipt(
        std::string_view id,
        Minor amount,
        CustomerNo payer,
        std::vector<PostingLine> lines,
        std::string_view currency = "EUR",
        PaymentMethod method = PaymentMethod::wire,
        std::string_view check_number = {}
    ) {
        const auto no = static_cast<PaymentNo>(book().payments.size());
        PaymentTaken taken;
        taken.payment = kept(std::string(id));
        taken.method = method;
        taken.currency = *Currency::find(currency);
        taken.amount = amount;
        taken.booking_date = day("2026-03-16");
        taken.value_date = day("2026-03-17");
        taken.check_number = kept(std::string(check_number));
        taken.trace = kept("E2E-" + std::string(id));
        taken.bank_reference = kept("BANK-" + std::string(id));
        PackedTexts<PayerPrivate> texts;
        texts.set(PayerPrivate::name, "Müller & Söhne <GmbH>");
        taken.key_owner = kept(key_owner_of_payment(id));
        taken.sealed = kept(books.secrets().seal(taken.key_owner, id, texts.bytes()).value());
        lines.insert(
            lines.begin(), {PostingKind::cash, Side::debit, GlRole::bank, none<ItemNo>(), amount}
        );
        books.commit({taken, decision(no, payer, std::move(lines), 0)});
        return no;
    }

    // A later decision of a payment, in a run of its own.
    void decide(
        PaymentNo no, CustomerNo payer, std::vector<PostingLine> lines, std::uint64_t reverses = 0
    ) {
        books.commit({decision(no, payer, std::move(lines), reverses)});
    }

    static PostingLine cash(ItemNo item, Minor amount) {
        const Side side = amount < 0 ? Side::debit : Side::credit;
        return {PostingKind::cash, side, GlRole::receivable, item, amount < 0 ? -amount : amount};
    }

    static void adjust(
        std::vector<PostingLine>& lines, PostingKind kind, GlRole to, ItemNo item, Minor amount
    ) {
        lines.push_back({kind, Side::credit, GlRole::receivable, item, amount});
        lines.push_back({kind, Side::debit, to, none<ItemNo>(), amount});
    }

    static PostingLine rest(PostingKind kind, GlRole role, Side side, Minor amount) {
        return {kind, side, role, none<ItemNo>(), amount};
    }

private:
    PaymentDecided decision(
        PaymentNo no, CustomerNo payer, std::vector<PostingLine> lines, std::uint64_t reverses
    ) const {
        PaymentDecided decided;
        decided.payment = no;
        decided.status = PaymentStatus::applied;
        decided.payer = payer;
        decided.posting.number = book().postings + 1;
        decided.posting.reverses = reverses;
        decided.posting.customer = payer;
        decided.posting.posting_date = day("2026-03-18");
        decided.posting.lines = std::move(lines);
        return decided;
    }
};

// Nine postings: a plain payment by check; three items with an earned discount and a write-off; a
// consumed credit; an unapplied rest; unidentified money; the return of the first; yen; dinars; the
// unidentified money put on an item.
inline void do_nine_postings(HandOffBook& made) {
    using enum PostingKind;
    constexpr auto first = static_cast<CustomerNo>(0);
    constexpr auto second = static_cast<CustomerNo>(1);
    made.customer("10001");
    made.customer("10002");
    const ItemNo one = made.item("INV-1", "K/1", 100'000);
    const ItemNo two = made.item("INV-2", "K/2", 50'000);
    const ItemNo three = made.item("INV-3", "K/3", 30'000);
    const ItemNo four = made.item("INV-4", "K/4", 20'000);
    const ItemNo five = made.item("INV-5", "K/5", 40'000, "EUR", ItemKind::invoice, 1);
    const ItemNo credit = made.item("CM-1", "K/6", 10'000, "EUR", ItemKind::credit_memo, 1);
    const ItemNo six = made.item("INV-6", "=K/7", 25'000, "EUR", ItemKind::invoice, 1);
    const ItemNo yen = made.item("INV-7", "K/8", 7'000, "JPY");
    const ItemNo dinar = made.item("INV-8", "K/9", 12'345, "KWD");
    const ItemNo nine = made.item("INV-9", "K/10", 7'700, "EUR", ItemKind::invoice, 1);

    const PaymentNo paid = made.receipt(
        "P1", 100'000, first, {HandOffBook::cash(one, 100'000)}, "EUR", PaymentMethod::check, "1001"
    );
    std::vector<PostingLine> lines{HandOffBook::cash(two, 49'000)};
    HandOffBook::adjust(lines, earned_discount, GlRole::earned_discount, two, 1'000);
    lines.push_back(HandOffBook::cash(three, 30'000));
    lines.push_back(HandOffBook::cash(four, 19'950));
    HandOffBook::adjust(lines, write_off, GlRole::write_off, four, 50);
    made.receipt("P2", 98'950, first, lines);
    made.receipt(
        "P3", 30'000, second, {HandOffBook::cash(five, 40'000), HandOffBook::cash(credit, -10'000)}
    );
    made.receipt(
        "P4",
        30'000,
        second,
        {HandOffBook::cash(six, 25'000),
         HandOffBook::rest(unapplied, GlRole::unapplied, Side::credit, 5'000)}
    );
    const PaymentNo unknown = made.receipt(
        "P5",
        7'700,
        none<CustomerNo>(),
        {HandOffBook::rest(unidentified, GlRole::unidentified, Side::credit, 7'700)}
    );
    made.decide(
        paid,
        first,
        {HandOffBook::cash(one, -100'000),
         HandOffBook::rest(PostingKind::cash, GlRole::bank, Side::credit, 100'000)},
        1
    );
    made.receipt("P6", 7'000, first, {HandOffBook::cash(yen, 7'000)}, "JPY");
    made.receipt("P7", 12'345, first, {HandOffBook::cash(dinar, 12'345)}, "KWD");
    made.decide(
        unknown,
        second,
        {HandOffBook::rest(unidentified, GlRole::unidentified, Side::debit, 7'700),
         HandOffBook::cash(nine, 7'700)}
    );
}

}  // namespace tieout
