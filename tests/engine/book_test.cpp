// The book, its aging and its numbers: as of any day, after a replay, and under names of all kinds.
#include <map>
#include <random>

#include <catch2/catch.hpp>

#include "engine/aging.h"
#include "engine/apply.h"
#include "engine/payment_ids.h"
#include "engine/policy.h"
#include "engine/reference_form.h"
#include "engine/terms.h"
#include "tests/support/builders.h"
#include "tests/support/kept.h"
#include "tests/support/memory_books.h"

namespace tieout {
namespace {

TEST_CASE(
    "a document number is the same with other case, dashes and leading zeros", "[engine][reference]"
) {
    CHECK(reference_form("INV-0090017") == "INV90017");
    CHECK(reference_form("inv 90017") == "INV90017");
    CHECK(reference_form("0000611365") == "611365");
    CHECK(reference_form("000") == "0");
    CHECK(reference_form("10010") == "10010");
    CHECK(reference_form("--") == "");
    std::mt19937_64 random(11);
    constexpr std::string_view letters = "0012aB-/ .9";
    for (int i = 0; i < 20000; ++i) {
        std::string text;
        for (std::size_t n = random() % 12; n > 0; --n)
            text += letters[random() % letters.size()];
        const std::string form = reference_form(text);
        REQUIRE(has_reference_form(text, form) == !form.empty());
        REQUIRE(reference_form(form) == form);
        REQUIRE_FALSE(has_reference_form(text, form + "1"));
    }
}

TEST_CASE("terms are read and give due date, discount date and discount", "[engine][terms]") {
    const auto terms = parse_terms("2/10n30");
    REQUIRE(terms);
    CHECK(terms->discount_bp == 200);
    CHECK(terms->discount_days == 10);
    CHECK(terms->due_days == 30);
    CHECK(parse_terms("1.5/14 net 45")->discount_bp == 150);
    CHECK(parse_terms("n60")->due_days == 60);
    for (const char* text : {"", "30", "2/10", "x/10n30", "2/10n30x", "200/10n30"}) {
        INFO(text);
        CHECK_FALSE(parse_terms(text));
    }
    ItemRecord item;
    item.terms = "2/10n30";
    item.amount = 200'000;
    item.invoice_date = day("2003-01-01");
    fill_from_terms(item);
    CHECK(item.discount_amount == 4'000);
    CHECK(*item.discount_date == day("2003-01-11"));
    CHECK(*item.due_date == day("2003-01-31"));
}

TEST_CASE(
    "a policy is the same after it was written and read, and refuses what is out of range",
    "[engine][policy]"
) {
    Policy policy;
    REQUIRE(set_rule(policy, "match.tau_post_ppm", "5000"));
    REQUIRE(set_rule(policy, "match.prefer_single_item", "true"));
    REQUIRE(set_rule(policy, "account.bank", "1000"));
    CHECK(policy_of_text(policy_text(policy)).value() == policy);
    CHECK(policy_digest(policy) != policy_digest(Policy{}));
    CHECK_FALSE(set_rule(policy, "match.tau_post_ppm", "1000001"));
    CHECK_FALSE(set_rule(policy, "match.tau_post_ppm", "-1"));
    CHECK_FALSE(set_rule(policy, "match.prefer_single_item", "yes"));
    CHECK_FALSE(set_rule(policy, "match.nothing", "1"));
}

// Fills a book with random items and payments.
void keep_busy(MemoryBooks& books, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    MasterFile customers;
    customers.kind = "customers";
    MasterFile items;
    items.kind = "items";
    for (int i = 0; i < 8; ++i) {
        CustomerRecord record;
        record.customer = "C" + std::to_string(i);
        record.name = "Customer Number " + std::to_string(i);
        customers.rows.push_back({record, 1});
    }
    const Date first = day("2026-01-01");
    for (int i = 0; i < 120; ++i) {
        ItemRecord record;
        record.document = std::to_string(50'000 + i);
        record.customer = "C" + std::to_string(random() % 8);
        record.kind = random() % 9 == 0 ? ItemKind::credit_memo : ItemKind::invoice;
        record.currency = usd();
        record.amount = static_cast<Minor>(1 + random() % 100'000);
        record.open_amount = record.amount;
        record.invoice_date = add_days(first, static_cast<int>(random() % 60));
        record.due_date = add_days(*record.invoice_date, 30);
        record.disputed_amount = random() % 10 == 0 ? record.amount / 2 : 0;
        items.rows.push_back({record, 1});
    }
    REQUIRE(books.load({customers, items}).faults.empty());
    for (int batch = 0; batch < 6; ++batch) {
        IntakeFile file;
        file.name = "batch";
        file.format = "payments";
        file.digest = sha256(std::to_string(seed * 100 + static_cast<std::uint64_t>(batch)));
        file.units.emplace_back();
        for (int i = 0; i < 12; ++i) {
            Payment payment;
            payment.payment = kept("P" + std::to_string(batch) + "-" + std::to_string(i));
            payment.currency = usd();
            payment.booking_date = add_days(first, 40 + batch * 5);
            const auto at = static_cast<ItemNo>(random() % books.book().items.size());
            const OpenItem& item = books.book().item(at);
            payment.customer = kept(books.book().customer(item.customer).number);
            payment.amount = item.open + static_cast<Minor>(random() % 3) * 100 + 1;
            if (random() % 3 != 0) payment.amount = std::max<Minor>(1, item.open);
            if (random() % 2 == 0) payment.memo = kept("invoice " + item.document);
            file.units.back().movements.push_back(payment);
        }
        books.apply(one(std::move(file)));
    }
}

TEST_CASE("replaying the journal gives the same book", "[engine][apply]") {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        MemoryBooks books;
        keep_busy(books, seed);
        Book again;
        std::vector<ChangedRow> changed;
        RunFilter filter(again);
        Sequence sequence = 0;
        for (const Entry& entry : books.journal())
            filter.take(++sequence, entry, changed);
        CHECK(again.items == books.book().items);
        CHECK(again.payments == books.book().payments);
        CHECK(again.exceptions == books.book().exceptions);
        CHECK(again.item_changes == books.book().item_changes);
        CHECK(again.suspense_changes == books.book().suspense_changes);
        CHECK(again.postings == books.book().postings);
    }
}

TEST_CASE("an abandoned run leaves no trace but its number", "[engine][apply]") {
    Book book;
    std::vector<ChangedRow> changed;
    RunFilter filter(book);
    Entity main;
    main.entity = "main";
    filter.take(1, RunOpened{}, changed);
    filter.take(2, EntityTaken{main}, changed);
    CHECK(book.entities.empty());
    filter.take(3, RunAbandoned{}, changed);
    CHECK(book.entities.empty());
    CHECK(book.runs == 1);
    CHECK_FALSE(filter.open_run());
}

// The aging of a past day, worked out by replaying only what was posted until then.
WideMinor outstanding_by_replay(const MemoryBooks& books, Date as_of) {
    std::map<std::uint32_t, WideMinor> open;
    const Book& book = books.book();
    WideMinor sum = 0;
    for (std::size_t i = 0; i < book.items.size(); ++i) {
        const OpenItem& item = book.items[i];
        if (item.invoice_date && *item.invoice_date > as_of) continue;
        Minor left = item.amount;
        for (const ItemChange& change : book.item_changes) {
            if (slot(change.item) == i && change.posting_date <= as_of) left -= change.reduced;
        }
        sum += item.is_credit() ? -left : left;
    }
    for (const SuspenseChange& change : book.suspense_changes) {
        const bool counts = change.posting_date <= as_of && change.customer != none<CustomerNo>();
        if (counts) sum -= static_cast<WideMinor>(change.unapplied) + change.on_account;
    }
    return sum;
}

TEST_CASE(
    "an aging as of any day sums to what was outstanding then, by every grouping", "[engine][aging]"
) {
    MemoryBooks books;
    keep_busy(books, 5);
    for (int offset = 0; offset < 100; offset += 7) {
        const Date as_of = add_days(day("2026-01-01"), offset);
        for (const AgingBy by : {AgingBy::customer, AgingBy::entity, AgingBy::owner}) {
            AgingRequest request;
            request.as_of = as_of;
            request.by = by;
            const Aging aging = age(books.book(), request);
            WideMinor total = 0;
            for (const AgingRow& row : aging.rows) {
                WideMinor parts = row.disputed - row.credits - row.unapplied;
                for (const WideMinor bucket : row.buckets)
                    parts += bucket;
                REQUIRE(parts == row.total);
                total += row.total;
            }
            REQUIRE(total == outstanding_by_replay(books, as_of));
        }
    }
}

TEST_CASE("days past due fall into the bucket whose limits hold them", "[engine][aging]") {
    BookBuilder books;
    const CustomerNo acme = books.customer("ACME");
    books.item(acme, "1", "1.00", {.due = "2026-03-31"});
    books.item(acme, "2", "2.00", {.due = "2026-03-30"});
    books.item(acme, "3", "4.00", {.due = "2026-03-01"});
    books.item(acme, "4", "8.00", {.due = "2026-02-28"});
    books.item(acme, "5", "16.00", {.due = "2025-12-30"});
    AgingRequest request;
    request.as_of = day("2026-03-31");
    const Aging aging = age(books.book, request);
    REQUIRE(aging.rows.size() == 1);
    const std::vector<WideMinor> wanted{100, 600, 800, 0, 1600};
    CHECK(aging.rows.front().buckets == wanted);
    CHECK(
        bucket_names(request) ==
        std::vector<std::string>{"current", "1-30", "31-60", "61-90", "91+"}
    );
}

TEST_CASE(
    "an item the ERP sends again keeps our open amount and reports the difference", "[engine][load]"
) {
    MemoryBooks books;
    MasterFile customers;
    customers.kind = "customers";
    CustomerRecord acme;
    acme.customer = "ACME";
    acme.name = "ACME Tools";
    customers.rows.push_back({acme, 1});
    MasterFile items;
    items.kind = "items";
    ItemRecord item;
    item.document = "1001";
    item.customer = "ACME";
    item.currency = usd();
    item.amount = 100'000;
    item.open_amount = 100'000;
    items.rows.push_back({item, 1});
    books.load({customers, items});
    IntakeFile file;
    file.format = "payments";
    file.units.emplace_back();
    Payment payment;
    payment.payment = "P1";
    payment.customer = "ACME";
    payment.currency = usd();
    payment.amount = 40'000;
    payment.booking_date = day("2026-03-16");
    payment.memo = "1001";
    file.units.back().movements.push_back(payment);
    books.apply(one(std::move(file)));
    REQUIRE(books.book().items.front().open == 60'000);
    const LoadOutcome again = books.load({items});
    CHECK(again.counts.unchanged == 1);
    CHECK(again.entries.empty());
    std::get<ItemRecord>(items.rows.front().record).open_amount = 30'000;
    const LoadOutcome other = books.load({items});
    CHECK(other.counts.outside_changes == 1);
    CHECK(books.book().items.front().open == 60'000);
    REQUIRE(books.book().exceptions.size() == 1);
    CHECK(books.book().exceptions.front().reason == Reason::outside_change);
}

// One bank line of 1,190.00 in a file of its own.
IntakeFile bank_file(const std::string& format, std::initializer_list<const char*> traces) {
    IntakeFile file;
    file.name = format;
    file.format = format;
    file.units.emplace_back();
    std::vector<Payment>& movements = file.units.back().movements;
    for (const char* trace : traces) {
        Payment payment;
        payment.currency = usd();
        payment.amount = 119'000;
        payment.booking_date = day("2026-03-16");
        payment.trace = trace;
        movements.push_back(payment);
    }
    Serial serial;
    give_payment_ids({movements}, file.texts, serial);
    file.digest = sha256(format + movements.front().payment.str());
    return file;
}

std::size_t receipts(const CashOutcome& outcome) {
    std::size_t count = 0;
    for (const Movement& movement : outcome.movements)
        count += movement.payment.kind == MovementKind::receipt && movement.is_new ? 1U : 0U;
    return count;
}

TEST_CASE("equal money of a second bank file is held for a person", "[engine][receipt]") {
    for (const bool is_one_run : {true, false}) {
        for (const bool is_turned : {true, false}) {
            MemoryBooks books;
            std::vector<IntakeFile> files;
            files.push_back(bank_file(is_turned ? "nacha" : "mt940", {"A"}));
            files.push_back(bank_file(is_turned ? "mt940" : "nacha", {"B", "C"}));
            if (!is_one_run) {
                std::vector<IntakeFile> later = one(std::move(files.back()));
                files.pop_back();
                CHECK(receipts(books.apply(std::move(files))) == 1);
                files = std::move(later);
            }
            const CashOutcome outcome = books.apply(std::move(files));
            CHECK(receipts(outcome) == (is_one_run ? 2 : 1));
            std::size_t held = 0;
            for (const ExceptionItem& each : books.book().exceptions)
                held += each.reason == Reason::possible_duplicate ? 1U : 0U;
            CHECK(held == 1);
        }
    }
}

TEST_CASE("equal money that one bank tells apart is kept, whatever file it is in", "[engine]") {
    MemoryBooks books;
    CHECK(receipts(books.apply(one(bank_file("mt940", {"A"})))) == 1);
    CHECK(receipts(books.apply(one(bank_file("mt940", {"B"})))) == 1);
    CHECK(receipts(books.apply(one(bank_file("mt940", {"C", "C"})))) == 2);
    CHECK(receipts(books.apply(one(bank_file("mt940", {"A", "B"})))) == 0);
}

TEST_CASE(
    "a policy of an earlier version has the defaults of rules that came later", "[engine][policy]"
) {
    Policy policy;
    policy.tau_post_ppm = 123;
    std::string text = policy_text(policy);
    const std::size_t from = text.find("learn.");
    const std::size_t to = text.find("match.");
    REQUIRE(from < to);
    text.erase(from, to - from);  // before anything was learned
    const auto read = policy_of_text(text);
    REQUIRE(read.has_value());
    CHECK(*read == policy);
    CHECK_FALSE(policy_of_text("learn.nothing = true\n").has_value());
}

}  // namespace
}  // namespace tieout
