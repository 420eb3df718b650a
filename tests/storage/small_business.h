// A small business: runs of entries that a book accepts, seeded, for tests and benches of storage.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "engine/book.h"
#include "engine/entry.h"
#include "engine/posting.h"
#include "tests/support/kept.h"

namespace tieout {

// Sealed fields hold given bytes; nothing here needs a Secrets.
class SmallBusiness {
public:
    explicit SmallBusiness(std::uint64_t seed) : random_(seed) {}

    // A run that loads customers and open items behind those that the book has.
    std::vector<Entry> load(const Book& book, std::uint32_t customers, std::uint32_t items) {
        begin(book, RunKind::load);
        if (book.entities.empty()) {
            Entity entity;
            entity.entity = "main";
            entity.base_currency = euro();
            run_.emplace_back(EntityTaken{entity});
            run_.emplace_back(PolicySet{policy_text(Policy{})});
        }
        const auto known = static_cast<std::uint32_t>(book.customers.size());
        for (std::uint32_t i = 0; i < customers; ++i) {
            Customer customer;
            customer.number = "C" + std::to_string(known + i);
            customer.currency = euro();
            customer.texts.set(CustomerText::country, "DE");
            customer.name_marks.push_back({random_(), random_()});
            customer.sealed = std::string(60, static_cast<char>('a' + i % 26));
            run_.emplace_back(CustomerTaken{customer});
        }
        const auto first = static_cast<std::uint32_t>(book.items.size());
        for (std::uint32_t i = 0; i < items; ++i) {
            OpenItem item;
            item.customer = static_cast<CustomerNo>(random_() % (known + customers));
            item.currency = euro();
            item.document = "RE" + std::to_string(1'000'000 + first + i);
            item.amount = static_cast<Minor>(1 + random_() % 1'000'000);
            item.open = item.amount;
            item.invoice_date = Date(20'000);
            item.due_date = Date(static_cast<std::int32_t>(20'000 + random_() % 90));
            run_.emplace_back(ItemTaken{item});
        }
        return end();
    }

    // A run that sends items again with other due dates.
    std::vector<Entry> load_again(const Book& book, std::uint32_t items) {
        begin(book, RunKind::load);
        for (std::uint32_t i = 0; i < items; ++i) {
            OpenItem item = book.items[random_() % book.items.size()];
            item.due_date = Date(static_cast<std::int32_t>(21'000 + random_() % 90));
            run_.emplace_back(ItemTaken{item});
        }
        return end();
    }

    // A run of payments: each is taken and decided; most pay an open item in full or in part, some
    // stay unidentified and open an exception.
    std::vector<Entry> pay(const Book& book, std::uint32_t payments) {
        begin(book, RunKind::apply);
        FileTaken file;
        for (auto& byte : file.row.digest.bytes)
            byte = static_cast<std::uint8_t>(random_());
        file.row.run = static_cast<RunNo>(book.runs);
        file.name = "statement.xml";
        run_.emplace_back(file);
        auto payment = static_cast<std::uint32_t>(book.payments.size());
        std::uint64_t postings = book.postings;
        std::vector<Minor> open;
        open.reserve(book.items.size());
        for (const OpenItem& item : book.items)
            open.push_back(item.open);
        for (std::uint32_t i = 0; i < payments; ++i, ++payment) {
            const auto item = static_cast<std::uint32_t>(random_() % open.size());
            const Minor amount = static_cast<Minor>(1 + random_() % 300'000);
            run_.emplace_back(taken(payment, amount));
            run_.emplace_back(decided(book, payment, item, amount, open[item], ++postings));
        }
        return end();
    }

    // A run that hands the new postings to the ERP, which answers to some of all: most are
    // accepted, some rejected, some of the rejected accepted now.
    std::vector<Entry> hand_off(const Book& book) {
        begin(book, RunKind::hand_off);
        ExportMade made;
        made.row.consumer = "erp";
        made.row.format = "csv";
        made.row.first = book.exported_to("erp") + 1;
        made.row.last = book.postings;
        made.row.day = Date(20'101);
        if (made.row.first <= made.row.last) run_.emplace_back(made);
        auto exceptions = static_cast<std::uint32_t>(book.exceptions.size());
        for (std::uint64_t posting = 1; posting <= book.postings; ++posting) {
            const ErpAnswer* const before = book.answer_of(posting);
            const bool is_final = before != nullptr && before->state == ErpState::accepted;
            if (is_final || random_() % 2 == 0) continue;
            PostingAnswered answered;
            answered.row.posting = posting;
            answered.row.day = Date(20'102);
            answered.row.document = "51" + std::to_string(random_() % 100'000'000);
            const bool is_rejected = before == nullptr && random_() % 4 == 0;
            if (is_rejected) {
                answered.row.state = ErpState::rejected;
                answered.row.document.clear();
                answered.row.reason = "period closed";
                answered.row.exception = static_cast<ExceptionNo>(exceptions++);
            }
            run_.emplace_back(answered);
            ExceptionOpened opened;
            opened.row.reason = Reason::erp_rejected;
            opened.row.currency = euro();
            if (is_rejected) run_.emplace_back(opened);
            if (before != nullptr) run_.emplace_back(ExceptionClosed{before->exception});
        }
        return end();
    }

private:
    static Currency euro() { return *Currency::find("EUR"); }

    void begin(const Book& book, RunKind kind) {
        run_.clear();
        RunOpened opened;
        opened.run = static_cast<RunNo>(book.runs);
        opened.kind = kind;
        opened.user = "tester";
        run_.emplace_back(opened);
    }

    std::vector<Entry> end() {
        const RunNo run = std::get<RunOpened>(run_.front()).run;
        run_.emplace_back(RunCommitted{run, run_.size() - 1});
        return std::move(run_);
    }

    PaymentTaken taken(std::uint32_t payment, Minor amount) {
        PaymentTaken entry;
        entry.payment = kept("P" + std::to_string(payment) + "/" + std::to_string(random_()));
        entry.currency = euro();
        entry.amount = amount;
        entry.booking_date = Date(20'100);
        entry.value_date = Date(20'100);
        entry.ordinal = payment;
        entry.source_line = payment;
        entry.bank_reference = kept(std::to_string(random_()));
        RemittanceLine line;
        line.reference = kept("RE" + std::to_string(1'000'000 + payment));
        entry.remittance.push_back(line);
        entry.key_owner = kept("payment/" + entry.payment.str());
        entry.sealed = kept(std::string(70, 's'));
        return entry;
    }

    // Takes what it can of the item; `open` is what the run has left of it.
    PaymentDecided decided(
        const Book& book,
        std::uint32_t payment,
        std::uint32_t item,
        Minor amount,
        Minor& open,
        std::uint64_t posting
    ) {
        PaymentDecided entry;
        entry.payment = static_cast<PaymentNo>(payment);
        const Minor cash = std::min(amount, open);
        open -= cash;
        entry.posting.number = posting;
        entry.posting.posting_date = Date(20'100);
        auto& lines = entry.posting.lines;
        lines.push_back({PostingKind::cash, Side::debit, GlRole::bank, none<ItemNo>(), amount});
        if (cash > 0) {
            entry.payer = book.items[item].customer;
            entry.posting.customer = entry.payer;
            entry.status = cash == amount ? PaymentStatus::applied : PaymentStatus::part_applied;
            entry.certificate = Certificate::stated;
            lines.push_back(
                {PostingKind::cash,
                 Side::credit,
                 GlRole::receivable,
                 static_cast<ItemNo>(item),
                 cash}
            );
        }
        if (cash < amount) {
            const bool is_known = cash > 0;
            lines.push_back(
                {is_known ? PostingKind::unapplied : PostingKind::unidentified,
                 Side::credit,
                 is_known ? GlRole::unapplied : GlRole::unidentified,
                 none<ItemNo>(),
                 amount - cash}
            );
            if (!is_known) entry.status = PaymentStatus::exception;
            entry.reason = is_known ? Reason::over_pay : Reason::unknown_payer;
            entry.opens_exception = !is_known;
        }
        entry.terms.push_back({TermKind::reference_line, 900, 1});
        return entry;
    }

    std::mt19937_64 random_;
    std::vector<Entry> run_;
};

}  // namespace tieout
