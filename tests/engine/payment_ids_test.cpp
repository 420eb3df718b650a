// Ids that are derived from what payments say: told apart, the same on any number of threads.
#include "engine/payment_ids.h"

#include <map>
#include <random>

#include <catch2/catch.hpp>

#include "engine/account_form.h"
#include "engine/digest.h"
#include "matching/tbb_parallel.h"
#include "tests/support/builders.h"
#include "tests/support/kept.h"

namespace tieout {
namespace {

std::vector<std::string> ids_of(std::vector<Payment> payments, Parallel& parallel) {
    TextStore texts;
    const std::size_t half = payments.size() / 2;
    give_payment_ids(
        {std::span(payments).first(half), {}, std::span(payments).subspan(half)}, texts, parallel
    );
    std::vector<std::string> ids;
    for (const Payment& payment : payments)
        ids.push_back(payment.payment.str());
    return ids;
}

Payment receipt() {
    Payment payment;
    payment.account = "121042882/0004000123456";
    payment.currency = usd();
    payment.amount = 100;
    payment.booking_date = day("2026-03-16");
    return payment;
}

// The rule in plain words: fields and the number of equal ones before, parted by 0x1F, hashed.
class PlainIds {
public:
    std::string of(const Payment& payment) {
        if (!payment.payment.empty()) return payment.payment.str();
        std::string base = account_form(payment.account) + mark + format_date(payment.booking_date);
        base += mark + std::string(payment.is_credit ? "+" : "-") + std::to_string(payment.amount);
        base += mark + std::string(payment.currency.letters());
        base += mark + payment.bank_reference.str();
        base += mark + account_form(payment.payer_account);
        base += mark + check_number(payment.check_number.str());
        const bool is_numbered = !payment.bank_reference.empty() || !payment.check_number.empty();
        if (!is_numbered && payment.channel != Channel::lockbox) {
            base += mark + payment.trace.str() + mark + payment.payer_name.str() + mark +
                    payment.memo.str() + mark + std::string(word_of(payment.kind));
        }
        const int before = occurrences_[base]++;
        return std::string("P").append(to_hex(sha256(base + mark + std::to_string(before))), 0, 24);
    }

private:
    inline static const std::string mark{'\x1F'};

    static std::string check_number(std::string digits) {
        while (digits.size() > 1 && digits.front() == '0')
            digits.erase(0, 1);
        return digits;
    }

    std::map<std::string, int> occurrences_;
};

TEST_CASE(
    "payments without an id are told apart by occurrence, and only within one file",
    "[engine][payment]"
) {
    Serial serial;
    const auto two = ids_of({receipt(), receipt()}, serial);
    const auto three = ids_of({receipt(), receipt(), receipt()}, serial);
    CHECK(two[0] != two[1]);
    CHECK(two[0] == three[0]);
    CHECK(two[1] == three[1]);
    CHECK(two[0].size() == 25);
    Payment other = receipt();
    other.account = "121042882/4000123456";
    CHECK(ids_of({other}, serial).front() == two[0]);
}

TEST_CASE("a derived id is known for ever", "[engine][payment]") {
    Serial serial;
    CHECK(ids_of({receipt()}, serial).front() == "P86038114cc2c2f70649199c9");
    CHECK(ids_of({receipt(), receipt()}, serial).back() == "Pcb6231ef5a36d8f5601f7f6e");
}

TEST_CASE("derived ids follow the rule, whatever payments say", "[engine][payment]") {
    std::mt19937_64 random(16);
    const auto one_of = [&](std::initializer_list<const char*> texts) {
        return kept(*(texts.begin() + static_cast<std::ptrdiff_t>(random() % texts.size())));
    };
    std::vector<Payment> payments(20'000);
    for (Payment& payment : payments) {
        payment.payment = one_of({"", "", "", "", "", "OWN-1"});
        payment.account = one_of({"", "1/02", "1/2", "1/2/03", "000", "0", "de 12-3.4", "/", "1/"});
        payment.booking_date = Date{static_cast<std::int32_t>(20'000 + random() % 2)};
        payment.is_credit = random() % 2 == 0;
        payment.amount = static_cast<Minor>(random() % 3 * 999'999'999'999);
        payment.currency = usd();
        payment.kind = static_cast<MovementKind>(random() % 3);
        payment.channel = random() % 2 == 0 ? Channel::statement : Channel::lockbox;
        payment.bank_reference = one_of({"", "", "REF"});
        payment.payer_account = one_of({"", "021/0044", "021/44", "a-B/0000"});
        payment.check_number = one_of({"", "", "00", "0017", "17"});
        payment.trace = one_of({"", "", "T"});
        payment.payer_name = one_of({"", "A"});
        payment.memo = one_of({"", "", "INV-1"});
    }
    PlainIds plain;
    std::vector<std::string> wanted;
    for (const Payment& payment : payments)
        wanted.push_back(plain.of(payment));
    Serial serial;
    TbbParallel pool(2);
    CHECK(ids_of(payments, serial) == wanted);
    CHECK(ids_of(payments, pool) == wanted);
}

}  // namespace
}  // namespace tieout
