// Made-up books: the same bytes from the same seed, files that our readers take, answers that add
// up.
#include "io/synthetic/generator.h"

#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "io/cli/generate_profile.h"
#include "io/formats/recognise.h"
#include "io/synthetic/bank_files.h"
#include "io/synthetic/document_numbers.h"
#include "io/synthetic/paying.h"
#include "tests/program/program.h"

namespace tieout {
namespace {

Profile shipped() {
    return read_profile("none", "").value();
}

std::vector<MadeFormat> all_formats() {
    std::vector<MadeFormat> formats;
    for (std::size_t i = 0; i < static_cast<std::size_t>(MadeFormat::count); ++i)
        formats.push_back(static_cast<MadeFormat>(i));
    return formats;
}

using Files = std::map<std::string, std::string>;

Files generated(const MadeSize& size, const Profile& profile) {
    Files files;
    const GenerateRequest request{size, profile, all_formats(), true};
    const auto made = generate_book(
        request,
        [&](const std::string& path, const std::string& text) -> Result<void> {
            files[path] = text;
            return {};
        }
    );
    INFO((made ? std::string() : to_text(made.error())));
    REQUIRE(made.has_value());
    CHECK(made->payments >= size.payments * 9 / 10);
    return files;
}

TEST_CASE("the same seed gives the same bytes, another seed another book", "[synthetic]") {
    const MadeSize size{60, 1'200, 600, 7};
    const Files files = generated(size, shipped());
    CHECK(files == generated(size, shipped()));
    MadeSize other = size;
    other.seed = 8;
    CHECK(files.at("truth.csv") != generated(other, shipped()).at("truth.csv"));
    // A file of every format, in some period.
    for (const char* name :
         {"payments.ndjson",
          "bai2.txt",
          "nacha.ach",
          "camt053.xml",
          "mt940.sta",
          "export.csv",
          "lockbox-0022222-1.bai",
          "lockbox-0033333-1.bai",
          "remittances.csv",
          "items.csv"}) {
        INFO(name);
        CHECK(std::any_of(files.begin(), files.end(), [&](const auto& file) {
            const std::string end = std::string("/") + name;
            return file.first.size() > end.size() &&
                   file.first.compare(file.first.size() - end.size(), end.size(), end) == 0;
        }));
    }
}

TEST_CASE("every file is read back whole, with its controls tied", "[synthetic]") {
    const Files files = generated({80, 2'000, 1'000, 3}, shipped());
    std::size_t read = 0;
    for (const auto& [path, text] : files) {
        const std::size_t slash = path.find('/');
        if (slash == std::string::npos || path.substr(slash) == "/items.csv") continue;
        INFO(path);
        Serial serial;
        const IntakeFile file = read_bank_file(path, text, {}, serial);
        CHECK_FALSE(file.refused);
        CHECK(file.faults.empty());
        for (const Unit& unit : file.units) {
            CHECK(unit.state == UnitState::taken);
            for (const Control& control : unit.controls)
                CHECK(control.ties());
        }
        for (const Control& control : file.controls)
            CHECK(control.ties());
        ++read;
    }
    CHECK(read > 20);
    for (const char* master : {"entities.csv", "accounts.csv", "customers.csv", "001/items.csv"}) {
        INFO(master);
        Serial serial;
        const auto file = read_master_file(master, files.at(master), {}, serial);
        REQUIRE(file.has_value());
        CHECK(file->faults.empty());
    }
}

TEST_CASE("answers add up: payments to their lines, items to what was taken", "[synthetic]") {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const MadeSize size{150, 4'000, 2'000, seed};
        Profile profile = shipped();
        MadeBook book = bill(size, profile, all_formats());
        pay(book, size, profile);
        std::map<std::uint32_t, Minor> taken;
        std::map<std::uint32_t, Minor> left;
        std::uint64_t receipts = 0;
        for (const MadePayment& payment : book.payments) {
            if (payment.kind != MovementKind::receipt) continue;
            ++receipts;
            REQUIRE(payment.amount > 0);
            REQUIRE(payment.left_over() >= 0);
            if (payment.is_again) continue;
            Minor cash = payment.left_over();
            for (const MadeLine& line : payment.lines) {
                const MadeItem& item = book.items[line.item];
                cash += line.net;
                const bool is_credit = item.kind == ItemKind::credit_memo;
                const Minor sided = is_credit ? -line.net : line.net;
                REQUIRE(sided + line.discount + line.deduction == line.cleared);
                REQUIRE(item.invoice_date < payment.day);
                taken[line.item] += line.cleared;
                left[line.item] = line.left;
            }
            REQUIRE(cash == payment.amount);
        }
        CHECK(receipts == size.payments);
        for (const auto& [item, cleared] : taken) {
            REQUIRE(cleared <= book.items[item].amount);
            REQUIRE(book.items[item].amount - cleared == book.items[item].open);
            REQUIRE_FALSE(book.items[item].is_cancelled);
        }
        std::set<std::string> documents;
        for (const MadeItem& item : book.items)
            REQUIRE(documents.insert(item.document).second);
    }
}

TEST_CASE("every trait occurs in a book of some size", "[synthetic]") {
    const MadeSize size{800, 16'000, 8'000, 5};
    Profile profile = shipped();
    profile.twin_bp = 1'000;  // equal items of one customer are rare in a book of this size
    MadeBook book = bill(size, profile, all_formats());
    pay(book, size, profile);
    Traits seen;
    for (const MadePayment& payment : book.payments)
        seen |= payment.traits;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        INFO(word_of(static_cast<Trait>(i)));
        CHECK(seen.test(i));
    }
}

TEST_CASE("rates come from a file over the shipped ones", "[synthetic]") {
    const auto changed = read_profile("mine.toml", "[amount]\nshort_bp = 0\n");
    REQUIRE(changed.has_value());
    CHECK(changed->short_bp == 0);
    CHECK(changed->over_bp == shipped().over_bp);
    CHECK_FALSE(read_profile("mine.toml", "[amount]\nshort_bq = 0\n").has_value());
    CHECK_FALSE(read_profile("mine.toml", "[amount]\nshort_bp = 10001\n").has_value());
    CHECK_FALSE(read_profile("mine.toml", "[time]\ndays = 0\n").has_value());
    // The shipped file gives every rate: each key of the program stands in it.
    const std::string file = text_of(std::string(TIEOUT_SOURCE_DIR) + "/data/generate.toml");
    const std::string keys = profile_text(shipped());
    for (std::size_t at = 0; at < keys.size(); at = keys.find('\n', at) + 1) {
        const std::size_t dot = keys.find('.', at);
        const std::string line = keys.substr(dot + 1, keys.find('\n', at) - dot - 1);
        INFO(line);
        CHECK(file.find('\n' + line + '\n') != std::string::npos);
    }
}

TEST_CASE("draws follow their distributions", "[synthetic]") {
    Dice dice(1, 1);
    std::vector<Minor> amounts;
    std::size_t events = 0;
    for (int i = 0; i < 20'000; ++i) {
        amounts.push_back(dice.log_normal(10'000, 100));
        events += dice.happens(2'500) ? 1U : 0U;
        const std::int64_t drawn = dice.between(-3, 3);
        REQUIRE(drawn >= -3);
        REQUIRE(drawn <= 3);
    }
    std::sort(amounts.begin(), amounts.end());
    CHECK(events > 4'750);
    CHECK(events < 5'250);
    CHECK(amounts[10'000] > 9'600);  // the median
    CHECK(amounts[10'000] < 10'400);
    CHECK(amounts[16'827] > 19'000);  // one standard deviation above: twice as much
    CHECK(amounts[16'827] < 21'000);
}

TEST_CASE("numbers and slips look as they do on paper", "[synthetic]") {
    const Date day = parse_date("2026-03-16").value();
    CHECK(document_number(NumberSeries::prefix_year, 1'234, day, "") == "INV-2026-001234");
    CHECK(document_number(NumberSeries::month_running, 7, day, "") == "RE2603-00007");
    CHECK(document_number(NumberSeries::own, 17, day, "1042") == "1042-0017");
    // 7992739871 with check digit 3 is the usual example of Luhn's formula; ours is 2NNNNNNNc.
    CHECK(document_number(NumberSeries::check_digit, 0, day, "") == "200000008");
    CHECK(bare_number("INV-2026-001234") == "2026-001234");
    CHECK(bare_number("RE2603-00007") == "2603-00007");
    Dice dice(2, 2);
    for (int i = 0; i < 200; ++i) {
        CHECK(number_without_digit(dice, "90012345").size() == 7);
        const std::string swapped = transposed_number(dice, "90012345");
        CHECK(swapped != "90012345");
        CHECK(swapped.size() == 8);
        CHECK(truncated_number(dice, "90012345").size() < 8);
    }
    CHECK(iban_of("DE", "370400440532013000") == "DE89370400440532013000");
}

}  // namespace
}  // namespace tieout
