// The driver: the only place of the model test that speaks the engine's words.
#include "tests/model/books_driver.h"

#include <array>
#include <exception>

#include <fmt/core.h>

namespace tieout::reference {

namespace {

constexpr std::array<const char*, 17> actions{
    "assign",
    "on_account",
    "write_off",
    "deduct",
    "transfer",
    "refund",
    "not_ours",
    "unapply",
    "return",
    "undo",
    "claim_close",
    "claim_owed",
    "keep_open",
    "hold",
    "note",
    "own",
    "release"
};

Currency currency_of(const std::string& letters) {
    return Currency::find(letters).value();
}

Answer refused(std::string words) {
    return {true, false, std::move(words)};
}

MasterFile one_row(const char* kind, MasterRecord record) {
    MasterFile file;
    file.name = "model";
    file.kind = kind;
    file.rows.push_back({std::move(record), 1});
    return file;
}

Answer load(MemoryBooks& books, MasterFile file, Day today) {
    try {
        const LoadOutcome outcome = books.load({std::move(file)}, Date(today));
        return outcome.faults.empty() ? Answer{} : refused(outcome.faults.front().words);
    } catch (const tl::bad_expected_access<Error>& refusal) {
        return refused(refusal.error().words);
    }
}

Answer load_customer(MemoryBooks& books, const Deed& deed) {
    CustomerRecord record;
    record.customer = deed.customer;
    record.name = "Company " + deed.customer;
    record.parent = deed.parent;
    return load(books, one_row("customers", record), deed.today);
}

Answer load_item(MemoryBooks& books, const Deed& deed) {
    ItemRecord record;
    record.document = deed.document;
    record.customer = deed.customer;
    record.kind = item_kind_of(deed.kind).value();
    record.currency = currency_of(deed.currency);
    record.amount = record.open_amount = deed.amount;
    record.invoice_date = Date(deed.dated);
    record.due_date = Date(deed.due);
    record.discount_amount = deed.discount;
    if (deed.discount_until != 0) record.discount_date = Date(deed.discount_until);
    return load(books, one_row("items", record), deed.today);
}

std::vector<RemittanceLine> lines_of(TextStore& texts, const std::vector<AdviceLine>& advice) {
    std::vector<RemittanceLine> lines;
    for (const AdviceLine& each : advice) {
        RemittanceLine line;
        line.line = static_cast<std::uint32_t>(lines.size() + 1);
        line.reference = texts.keep(each.reference);
        line.kind = each.net.value_or(0) < 0 ? RemittanceKind::credit : RemittanceKind::invoice;
        line.net = each.net;
        line.discount = each.discount;
        line.deduction = each.deduction;
        lines.push_back(std::move(line));
    }
    return lines;
}

Answer bank_file(MemoryBooks& books, const Deed& deed) {
    IntakeFile file;
    file.name = deed.file;
    file.format = "payments";
    file.digest = sha256("model " + deed.file);
    file.units.emplace_back();
    file.units.back().kind = "payments";
    for (const BankLine& line : deed.lines) {
        Payment payment;
        payment.payment = file.texts.keep(line.id);
        payment.currency = currency_of(line.currency);
        payment.amount = line.amount;
        payment.booking_date = Date(line.booked);
        payment.customer = file.texts.keep(line.customer);
        payment.payer_name = file.texts.keep(line.name);
        if (!line.original.empty()) {
            payment.kind = MovementKind::returned;
            payment.is_credit = false;
            payment.original = file.texts.keep(line.original);
        }
        payment.remittance = lines_of(file.texts, line.advice);
        if (deed.advised.empty()) file.units.back().movements.push_back(std::move(payment));
        if (deed.advised.empty()) continue;
        Remittance advice;
        advice.remittance = payment.payment;
        advice.payment = file.texts.keep(deed.advised);
        advice.currency = payment.currency;
        advice.total = payment.amount;
        advice.lines = payment.remittance;
        file.remittances.push_back(std::move(advice));
    }
    std::vector<IntakeFile> files;
    if (!deed.lines.empty()) files.push_back(std::move(file));
    books.apply(std::move(files), {{}, Date(deed.today), deed.judges_all});
    return {};
}

// An item that the books do not have keeps the deed from being told to them.
std::optional<OrderedItem> ordered(const MemoryBooks& books, const Part& part, const Model& model) {
    const int item = model.find_item(part.item);
    if (item == nothing || Model::at(item) >= books.book().items.size()) return std::nullopt;
    OrderedItem order;
    order.item = static_cast<ItemNo>(item);
    order.cash = part.cash;
    order.discount = part.discount;
    order.write_off = part.write_off;
    order.deduction = part.deduction;
    order.withheld = part.withheld;
    order.fee = part.fee;
    return order;
}

}  // namespace

std::optional<ReviewOrder> order_of(
    const MemoryBooks& books, const Deed& deed, const Model& model
) {
    const Book& book = books.book();
    ReviewOrder order;
    for (std::size_t i = 0; i < actions.size(); ++i) {
        if (deed.action == actions[i]) order.action = static_cast<ReviewAction>(i);
    }
    order.day = Date(deed.today);
    order.amount = deed.amount;
    order.fee = deed.fee;
    order.rest_on_account = deed.rest_on_account;
    order.review = deed.review;
    order.candidate = deed.candidate;
    if (deed.action == "note") order.note = "called";
    if (deed.action == "own") order.owner = deed.user;
    if (deed.hold_until != 0) order.hold_until = Date(deed.hold_until);
    if (!deed.receipt.empty()) {
        const auto found = book.find_payment(sha256_mark(deed.receipt));
        if (!found) return std::nullopt;
        order.payment = *found;
    }
    if (!deed.customer.empty()) {
        const auto found = book.find_customer(deed.customer);
        if (!found) return std::nullopt;
        order.customer = *found;
    }
    for (std::size_t i = 0; deed.under_exception && i < book.exceptions.size(); ++i) {
        const ExceptionItem& each = book.exceptions[i];
        if (each.is_open && each.payment == order.payment)
            order.exception = static_cast<ExceptionNo>(i);
    }
    for (const Part& part : deed.parts) {
        auto item = ordered(books, part, model);
        if (!item) return std::nullopt;
        order.items.push_back(std::move(*item));
    }
    return order;
}

Answer carry_out(MemoryBooks& books, const Deed& deed, const Model& model) {
    const Book& book = books.book();
    switch (deed.act) {
        case Act::customer: return load_customer(books, deed);
        case Act::item: return load_item(books, deed);
        case Act::bank_file: return bank_file(books, deed);
        case Act::order: {
            const auto order = order_of(books, deed, model);
            if (!order) return refused("it names what is not there");
            const std::size_t proposals = book.proposals.size();
            const auto plan = books.review(*order, deed.user);
            if (!plan) return refused(plan.error().words);
            return {false, book.proposals.size() != proposals, ""};
        }
        case Act::approve: {
            const auto plan =
                books.approve_by(deed.user, static_cast<ProposalNo>(deed.proposal - 1));
            return plan ? Answer{} : refused(plan.error().words);
        }
        case Act::reject: {
            const auto entries =
                reject(book, static_cast<ProposalNo>(deed.proposal - 1), deed.user, "");
            if (!entries) return refused(entries.error().words);
            books.commit(*entries);
            return {};
        }
        case Act::period: books.commit({PeriodSet{{EntityNo{}, Date(deed.hold_until)}}}); return {};
        case Act::policy: {
            Policy policy = book.policy;
            const auto set = set_rule(policy, deed.rule, deed.value);
            if (!set) return refused(set.error().words);
            books.commit({PolicySet{policy_text(policy)}});
            return {};
        }
    }
    return refused("unknown");
}

std::string customer_of(const Book& book, CustomerNo customer) {
    return customer == none<CustomerNo>() ? "" : book.customer(customer).number;
}

Posting plain_posting(
    const Book& book, const tieout::Posting& posting, Currency currency, int receipt
) {
    Posting plain;
    plain.receipt = receipt;
    plain.customer = customer_of(book, posting.customer);
    plain.currency = currency.letters();
    plain.day = posting.posting_date.day_number();
    for (const PostingLine& line : posting.lines) {
        const int item = line.item == none<ItemNo>() ? nothing : static_cast<int>(slot(line.item));
        const auto key = std::tuple(
            std::string(gl_account(book.policy, line.account)),
            std::string(word_of(line.kind)),
            item
        );
        plain.lines[key] += line.side == Side::debit ? line.amount : -line.amount;
    }
    std::erase_if(plain.lines, [](const auto& line) { return line.second == 0; });
    return plain;
}

namespace {

void take_fact(const Book& book, const Entry& entry, RunFacts& facts) {
    if (const auto* taken = std::get_if<PaymentTaken>(&entry)) {
        BankLine line;
        line.id = taken->payment.str();
        line.amount = taken->amount;
        line.booked = taken->booking_date.day_number();
        facts.taken.push_back(std::move(line));
    } else if (const auto* opened = std::get_if<ItemTaken>(&entry)) {
        if (opened->row.kind != ItemKind::claim) return;
        Item item;
        item.customer = customer_of(book, opened->row.customer);
        item.document = opened->row.document;
        item.instalment = opened->row.instalment;
        item.kind = "claim";
        item.currency = opened->row.currency.letters();
        item.amount = opened->row.amount;
        item.disputed = opened->row.disputed;
        item.dated = opened->row.invoice_date->day_number();
        item.due = opened->row.due_date->day_number();
        item.about = opened->row.texts.get(ItemText::applies_to);
        facts.opened.push_back(std::move(item));
    } else if (const auto* decided = std::get_if<PaymentDecided>(&entry)) {
        Decision decision;
        const PaymentRow& row = book.payment(decided->payment);
        decision.posting = plain_posting(
            book, decided->posting, row.currency, static_cast<int>(slot(decided->payment))
        );
        decision.payer = customer_of(book, decided->payer);
        decision.reason = word_of(decided->reason);
        decision.opens_exception = decided->opens_exception;
        decision.is_evident = decided->certificate == Certificate::unique ||
                              decided->certificate == Certificate::stated ||
                              decided->certificate == Certificate::policy;
        for (const tieout::Candidate& each : decided->candidates) {
            Candidate candidate{customer_of(book, each.customer), {}};
            for (const CandidateItem& item : each.items)
                candidate.items.emplace_back(static_cast<int>(slot(item.item)), item.amount);
            decision.candidates.push_back(std::move(candidate));
        }
        facts.decisions.push_back(std::move(decision));
    } else if (const auto* loose = std::get_if<ExceptionOpened>(&entry)) {
        const PaymentNo payment = loose->row.payment;
        const int receipt =
            payment == none<PaymentNo>() ? nothing : static_cast<int>(slot(payment));
        facts.loose.push_back({receipt, std::string(word_of(loose->row.reason)), true});
    } else if (const auto* closed = std::get_if<ExceptionClosed>(&entry)) {
        facts.closed.push_back(static_cast<int>(slot(closed->exception)));
    }
}

}  // namespace

RunFacts facts_since(const MemoryBooks& books, std::size_t entries) {
    RunFacts facts;
    for (std::size_t i = entries; i < books.journal().size(); ++i)
        take_fact(books.book(), books.journal()[i], facts);
    return facts;
}

}  // namespace tieout::reference
