// What matches and people teach about payers: what it would change, and what rests on it.
#include "engine/learning.h"

#include <random>

#include <catch2/catch.hpp>

#include "tests/support/builders.h"
#include "tests/support/kept.h"
#include "tests/support/memory_books.h"

namespace tieout {
namespace {

constexpr const char* account = "021000021/7700001";

void load_customer(MemoryBooks& books, std::string_view number, std::string_view name) {
    CustomerRecord record;
    record.customer = std::string(number);
    record.name = std::string(name);
    MasterFile file;
    file.name = "customers";
    file.kind = "customers";
    file.rows.push_back({std::move(record), 1});
    REQUIRE(books.load({file}).faults.empty());
}

void load_item(
    MemoryBooks& books,
    std::string_view document,
    std::string_view customer,
    Minor amount,
    ItemKind kind = ItemKind::invoice
) {
    ItemRecord record;
    record.document = std::string(document);
    record.customer = std::string(customer);
    record.kind = kind;
    record.currency = usd();
    record.amount = amount;
    record.open_amount = amount;
    record.invoice_date = day("2026-03-01");
    record.due_date = day("2026-03-31");
    MasterFile file;
    file.name = "items";
    file.kind = "items";
    file.rows.push_back({std::move(record), 1});
    REQUIRE(books.load({file}).faults.empty());
}

struct Money {
    std::string_view id;
    Minor amount = 0;
    std::string_view date = "2026-03-16";
    std::string_view name = {};
    std::string_view from = {};
    std::string_view memo = {};
};

std::vector<IntakeFile> batch_of(const std::vector<Money>& money) {
    IntakeFile file;
    file.name = std::string(money.front().id);
    file.format = "payments";
    file.digest = sha256(money.front().id);
    file.units.emplace_back();
    file.units.back().kind = "payments";
    for (const Money& each : money) {
        Payment payment;
        payment.payment = kept(each.id);
        payment.currency = usd();
        payment.amount = each.amount;
        payment.booking_date = day(each.date);
        payment.payer_name = kept(each.name);
        payment.payer_account = kept(each.from);
        payment.memo = kept(each.memo);
        file.units.back().movements.push_back(payment);
    }
    std::vector<IntakeFile> files;
    files.push_back(std::move(file));
    return files;
}

const PaymentRow& row_of(const MemoryBooks& books, std::string_view id) {
    return books.book().payment(books.book().find_payment(sha256_mark(id)).value());
}

}  // namespace

TEST_CASE(
    "a row is in use until it was idle for longer than the policy says", "[engine][learning]"
) {
    Policy policy;
    policy.learn_expiry_days = 30;
    LearnedRow row;
    row.taught = day("2026-03-01");
    CHECK(is_in_use(row, policy, day("2026-03-31")));
    CHECK_FALSE(is_in_use(row, policy, day("2026-04-01")));
    row.last_hit = day("2026-03-20");
    CHECK(is_in_use(row, policy, day("2026-04-19")));
    CHECK_FALSE(is_in_use(row, policy, day("2026-04-20")));
    CHECK(is_in_use(row, policy, day("2026-01-01")));
    policy.learn_expiry_days = 0;
    CHECK(is_in_use(row, policy, day("2036-01-01")));
    row.is_forgotten = true;
    CHECK_FALSE(is_in_use(row, policy, day("2026-03-02")));
}

TEST_CASE("teaching says what it would change, and takes effect once", "[engine][learning]") {
    MemoryBooks books;
    load_customer(books, "ACME", "ACME GmbH");
    load_customer(books, "BETA", "Beta Optics Inc");
    load_item(books, "9302218475", "ACME", 81'237);
    books.apply(batch_of({{"P1", 81'237, "2026-03-16", {}, account}, {"P2", 100, "2026-03-16"}}));
    const CustomerNo acme = *books.book().find_customer("ACME");
    const MemoryJournal journal(books.journal());
    const auto teaching = teach_payer(
        books.book(),
        journal,
        books.secrets(),
        LearnedKind::account,
        account,
        acme,
        day("2026-03-17")
    );
    REQUIRE(teaching.has_value());
    REQUIRE(teaching->waiting.size() == 1);
    CHECK(books.book().payment(teaching->waiting.front()).amount == 81'237);
    CHECK(teaching->others.empty());
    CHECK(books.book().learned.empty());  // saying it changes nothing
    CHECK(books.teach(LearnedKind::account, account, acme));
    CHECK_FALSE(books.teach(LearnedKind::account, account, acme));
    books.apply({});
    CHECK(row_of(books, "P1").status == PaymentStatus::applied);
    CHECK(row_of(books, "P1").payer == acme);
    CHECK(row_of(books, "P2").status == PaymentStatus::unidentified);
    // Another family on the account: whoever teaches it is told.
    const auto other = teach_payer(
        books.book(),
        journal,
        books.secrets(),
        LearnedKind::account,
        account,
        *books.book().find_customer("BETA"),
        day("2026-03-18")
    );
    REQUIRE(other.has_value());
    CHECK(other->others == std::vector<CustomerNo>{acme});
    CHECK_FALSE(
        teach_payer(books.book(), journal, books.secrets(), LearnedKind::alias, "--", acme, Date())
            .has_value()
    );
}

TEST_CASE(
    "what was taken back leaves an exception for each payment it settled", "[engine][learning]"
) {
    MemoryBooks books;
    load_customer(books, "ACME", "ACME GmbH");
    load_item(books, "9302218475", "ACME", 81'237);
    load_item(books, "4711835602", "ACME", 50'000);
    const CustomerNo acme = *books.book().find_customer("ACME");
    REQUIRE(books.teach(LearnedKind::account, account, acme));
    books.apply(batch_of({{"P1", 81'237, "2026-03-16", {}, account}}));
    REQUIRE(row_of(books, "P1").status == PaymentStatus::applied);
    CHECK(books.book().learned.front().hits == 1);
    CHECK(books.book().learned.front().last_hit == day("2026-03-16"));
    const Forgetting forgetting = books.forget(LearnedNo{0});
    REQUIRE(forgetting.settled.size() == 1);
    CHECK(forgetting.waiting.empty());
    REQUIRE(books.book().exceptions.size() == 1);
    CHECK(books.book().exceptions.front().reason == Reason::weak_evidence);
    CHECK(books.book().exceptions.front().payment == forgetting.settled.front());
    CHECK(row_of(books, "P1").applied == 81'237);  // nothing is edited
    CHECK(books.forget(LearnedNo{0}).entries.empty());
    books.apply(batch_of({{"P2", 50'000, "2026-03-17", {}, account}}));
    CHECK(row_of(books, "P2").status == PaymentStatus::unidentified);
    // It stays forgotten when a payment shows it again, until a person teaches it.
    books.apply(batch_of({{"P3", 50'000, "2026-03-18", {}, account, "INVOICE 4711835602"}}));
    REQUIRE(row_of(books, "P3").status == PaymentStatus::applied);
    CHECK(books.book().learned.front().is_forgotten);
    CHECK(books.teach(LearnedKind::account, account, acme));
    CHECK_FALSE(books.book().learned.front().is_forgotten);
}

namespace {

// The book of a seed: some payments wait, then something comes.
MemoryBooks waiting_book(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto below = [&](std::uint64_t limit) { return random() % limit; };
    static const std::vector<std::string> numbers{
        "4711835602", "INV-0093021", "93021", "55006612", "PO 77-1", "RE2026/0042", "A1", "0042"
    };
    static const std::vector<std::string> names{"ACME GmbH", "Beta Optics Inc", "Nord Werke", ""};
    static const std::vector<std::string> accounts{"021000021/7700001", "021000021/8800002", ""};
    MemoryBooks books;
    load_customer(books, "C1", names[below(3)]);
    load_customer(books, "C2", "Somebody else");
    std::vector<Money> money;
    std::vector<std::string> memos(8);
    std::vector<std::string> ids(8);
    for (std::size_t i = 0; i < 8; ++i) {
        ids[i] = "P" + std::to_string(i);
        if (below(3) != 0) memos[i] = "pays " + numbers[below(numbers.size())];
        if (below(3) == 0) memos[i] += " and " + numbers[below(numbers.size())];
        money.push_back(
            {ids[i],
             static_cast<Minor>(100 * (1 + below(4))),
             "2026-03-16",
             names[below(names.size())],
             accounts[below(accounts.size())],
             memos[i]}
        );
    }
    books.apply(batch_of(money));
    for (std::uint64_t n = 1 + below(3); n > 0; --n) {
        const std::string customer = below(2) == 0 ? "C1" : "C2";
        switch (below(4)) {
            case 0: load_customer(books, "C" + std::to_string(2 + n), names[below(3)]); break;
            case 1:
                books.teach(
                    LearnedKind::account, accounts[below(2)], *books.book().find_customer(customer)
                );
                break;
            default:
                load_item(
                    books,
                    numbers[below(numbers.size())],
                    customer,
                    static_cast<Minor>(100 * (1 + below(4)))
                );
        }
    }
    return books;
}

bool is_settled_within(MemoryBooks& books, bool all) {
    constexpr int batches_max = 5;
    BatchOrders orders;
    orders.reexamines_all = all;
    for (int i = 0; i < batches_max; ++i) {
        if (books.apply({}, orders).is_nothing_new()) return true;
    }
    return false;
}

}  // namespace

TEST_CASE(
    "news leave out no waiting payment that judging all of them would settle", "[engine][reexamine]"
) {
    std::size_t settled = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        MemoryBooks news = waiting_book(seed);
        MemoryBooks all = waiting_book(seed);
        const auto waited = news.book().exceptions.size();
        INFO("seed " << seed);
        // What one batch teaches is news for the next.
        REQUIRE(is_settled_within(news, false));
        REQUIRE(is_settled_within(all, true));
        for (std::size_t i = 0; i < news.book().payments.size(); ++i) {
            const PaymentRow& one = news.book().payments[i];
            const PaymentRow& other = all.book().payments[i];
            REQUIRE(
                (one.status == PaymentStatus::applied) == (other.status == PaymentStatus::applied)
            );
            REQUIRE(one.applied == other.applied);
            if (one.applied > 0) REQUIRE(one.payer == other.payer);
        }
        REQUIRE(news.book().items == all.book().items);
        for (const PaymentRow& row : news.book().payments)
            settled += row.decided > row.taken + 1 && row.applied > 0 ? 1 : 0;
        CHECK(waited > 0);
    }
    CHECK(settled > 50);
}

TEST_CASE("what waits is left alone while nothing comes that concerns it", "[engine][reexamine]") {
    MemoryBooks books;
    load_customer(books, "ACME", "ACME GmbH");
    load_item(books, "9302218475", "ACME", 81'237);
    books.apply(batch_of({{"P1", 5'000, "2026-03-16", "ACME GmbH"}, {"P2", 7'000, "2026-03-16"}}));
    const auto before = books.journal().size();
    CHECK(books.apply({}).is_nothing_new());
    load_customer(books, "BETA", "Beta Optics Inc");
    load_item(books, "777", "BETA", 100);
    CHECK(books.apply({}).is_nothing_new());
    CHECK(books.apply({}, {{}, {}, true}).is_nothing_new());
    CHECK(books.journal().size() == before + 6);  // two loads and their runs
}

}  // namespace tieout
