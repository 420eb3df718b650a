// The seal opens only for the right owner, row and bytes, and never again once a key is forgotten.
#include "storage/seal.h"

#include <algorithm>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/storage/sim_files.h"

namespace tieout {
namespace {

const std::string master(32, 'k');

std::unique_ptr<Seal> make_seal(SimFiles& files) {
    REQUIRE(Seal::create(files, "book", {3, 4}, master).has_value());
    auto seal = Seal::open(files, "book", master);
    REQUIRE(seal.has_value());
    std::vector<std::string> notices;
    REQUIRE((*seal)->load(0, notices).has_value());
    return std::move(*seal);
}

TEST_CASE("a sealed text opens for its owner and row, and for nobody else", "[storage][seal]") {
    SimFiles files(1);
    const auto seal = make_seal(files);
    const std::string text = "Müller GmbH, DE02 1203 0000 0000 2020 51";
    const std::string sealed = seal->seal("customer/1", "names", text).value();
    CHECK(sealed.find("ller") == std::string::npos);
    CHECK(seal->open("customer/1", "names", sealed).value() == text);
    CHECK_FALSE(seal->open("customer/1", "memo", sealed).has_value());
    CHECK_FALSE(seal->open("customer/2", "names", sealed).has_value());
    (void)seal->seal("customer/2", "names", "x").value();
    CHECK_FALSE(seal->open("customer/2", "names", sealed).has_value());
    CHECK_FALSE(seal->open("customer/1n", "ames", sealed).has_value());
    CHECK(seal->seal("customer/1", "names", text).value() != sealed);
    CHECK(seal->open("customer/1", "e", seal->seal("customer/1", "e", "").value()).value().empty());
}

TEST_CASE("any changed, swapped or missing byte of a sealed text is noticed", "[storage][seal]") {
    SimFiles files(2);
    const auto seal = make_seal(files);
    const std::string sealed = seal->seal("payment/P1", "row", "from Ms Example").value();
    for (std::size_t at = 0; at < sealed.size(); ++at) {
        for (const int bit : {0, 7}) {
            std::string other = sealed;
            other[at] = static_cast<char>(other[at] ^ (1 << bit));
            REQUIRE_FALSE(seal->open("payment/P1", "row", other).has_value());
        }
        REQUIRE_FALSE(seal->open("payment/P1", "row", sealed.substr(0, at)).has_value());
        std::string swapped = sealed;
        if (at + 1 < sealed.size() && sealed[at] != sealed[at + 1]) {
            std::swap(swapped[at], swapped[at + 1]);
            REQUIRE_FALSE(seal->open("payment/P1", "row", swapped).has_value());
        }
    }
}

TEST_CASE(
    "a forgotten owner's texts stay shut, in the file too, and all others open", "[storage][seal]"
) {
    SimFiles files(3);
    auto seal = make_seal(files);
    std::vector<std::string> sealed;
    for (int i = 0; i < 30; ++i) {
        sealed.push_back(seal->seal("customer/" + std::to_string(i), "row", "secret").value());
    }
    REQUIRE(seal->sync().has_value());
    CHECK(seal->forget("customer/7").value());
    CHECK_FALSE(seal->forget("customer/7").value());
    CHECK_FALSE(seal->forget("customer/none").value());
    for (int opening = 0; opening < 2; ++opening) {
        for (int i = 0; i < 30; ++i) {
            const auto text = seal->open(
                "customer/" + std::to_string(i), "row", sealed[static_cast<std::size_t>(i)]
            );
            REQUIRE(text.has_value() == (i != 7));
            if (!text) CHECK(text.error().kind == ErrorKind::not_found);
        }
        CHECK(KeyFile::verify(files, "book", 30).value().empty());
        seal = std::move(*Seal::open(files, "book", master));
        std::vector<std::string> notices;
        REQUIRE(seal->load(30, notices).has_value());
        CHECK(notices.empty());
    }
    // Taken again he gets a new key; what was sealed before stays shut.
    const std::string fresh = seal->seal("customer/7", "row", "again").value();
    CHECK(seal->open("customer/7", "row", fresh).value() == "again");
    CHECK_FALSE(seal->open("customer/7", "row", sealed[7]).has_value());
}

TEST_CASE(
    "keys survive a restart, and any changed byte of their file is noticed", "[storage][seal]"
) {
    SimFiles files(4);
    std::string sealed;
    {
        const auto seal = make_seal(files);
        for (int i = 0; i < 12; ++i) {
            sealed = seal->seal("payment/" + std::to_string(i), "row", "text").value();
        }
        REQUIRE(seal->sync().has_value());
    }
    auto seal = std::move(*Seal::open(files, "book", master));
    std::vector<std::string> notices;
    REQUIRE(seal->load(12, notices).has_value());
    CHECK(seal->open("payment/11", "row", sealed).value() == "text");
    CHECK(KeyFile::verify(files, "book", 12).value().empty());
    CHECK_FALSE(KeyFile::verify(files, "book", 13).value().empty());
    std::string& bytes = files.bytes("book/keys");
    for (std::size_t at = 0; at < bytes.size(); at += at < 3000 ? 1 : 97) {
        bytes[at] = static_cast<char>(bytes[at] ^ 4);
        INFO("byte " << at);
        REQUIRE_FALSE(KeyFile::verify(files, "book", 12).value().empty());
        bytes[at] = static_cast<char>(bytes[at] ^ 4);
    }
    CHECK_FALSE(Seal::open(files, "book", std::string(32, 'x')).has_value());
    bytes[700] = static_cast<char>(bytes[700] ^ 1);
    seal = std::move(*Seal::open(files, "book", master));
    CHECK_FALSE(seal->load(12, notices).has_value());
    CHECK(seal->load(1, notices).has_value());  // torn behind what was acknowledged: cut
    CHECK(notices.size() == 1);
    CHECK(KeyFile::verify(files, "book", 1).value().empty());
}

TEST_CASE("keys that were synced survive power cuts", "[storage][power]") {
    SimFiles files(5);
    (void)make_seal(files);
    std::vector<std::string> sealed;
    std::mt19937_64 random(6);
    for (int cycle = 0; cycle < 200; ++cycle) {
        auto seal = Seal::open(files, "book", master);
        REQUIRE(seal.has_value());
        std::vector<std::string> notices;
        REQUIRE((*seal)->load(sealed.size(), notices).has_value());
        for (std::size_t i = 0; i < sealed.size(); i += 7) {
            REQUIRE((*seal)->open("p/" + std::to_string(i), "row", sealed[i]).has_value());
        }
        files.strike(SimFault::power, 1 + random() % 8);
        // Keys of a cut life may be there or not: each life uses owners of its own.
        while (true) {
            std::vector<std::string> fresh;
            for (std::uint64_t i = 0; i < 1 + random() % 9; ++i) {
                const std::string owner = "p/" + std::to_string(sealed.size() + fresh.size());
                fresh.push_back((*seal)->seal(owner, "row", "text").value());
            }
            if (!(*seal)->sync()) break;
            sealed.insert(sealed.end(), fresh.begin(), fresh.end());
        }
        files.cut_power();
    }
    CHECK(sealed.size() > 1000);
}

TEST_CASE("threads that seal for the same owners agree on their keys", "[storage][seal]") {
    SimFiles files(7);
    const auto seal = make_seal(files);
    std::vector<std::vector<std::string>> sealed(4);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < sealed.size(); ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 300; ++i) {
                sealed[t].push_back(seal->seal("c/" + std::to_string(i), "row", "text").value_or("")
                );
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    REQUIRE(seal->sync().has_value());
    CHECK(seal->keys_durable() == 300);
    for (const auto& list : sealed) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            REQUIRE(seal->open("c/" + std::to_string(i), "row", list[i]).has_value());
        }
    }
}

TEST_CASE(
    "a mark is the published HMAC-SHA256, shortened, and differs from book to book",
    "[storage][seal]"
) {
    // RFC 4231, test case 2.
    const KeyedHash hash("Jefe");
    CHECK(
        to_hex(hash.digest("what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    CHECK(to_hex(hash.mark("what do ya want for nothing?")) == "5bdcc146bf60754e6a042426089575c7");
    SimFiles files(8);
    SimFiles others(9);
    const auto one = make_seal(files);
    REQUIRE(Seal::create(others, "book", {5, 6}, master).has_value());
    const auto other = std::move(*Seal::open(others, "book", master));
    CHECK(one->mark("DE02") == one->mark("DE02"));
    CHECK(one->mark("DE02") != one->mark("DE03"));
    CHECK(one->mark("DE02") != other->mark("DE02"));
    // RFC 5869, test case 1, first 32 bytes.
    std::string salt;
    for (char i = 0; i <= 12; ++i)
        salt.push_back(i);
    const SecretKey key = derive_key(
        std::string(22, '\x0b'),
        salt,
        std::string_view("\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9", 10)
    );
    Digest shown;
    shown.bytes = key;
    CHECK(to_hex(shown) == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
}

TEST_CASE("a master key is made once, beside the book, and has 32 bytes", "[storage][seal]") {
    SimFiles files(10);
    const auto made = Seal::master_key(files, "book", "", true);
    REQUIRE(made.has_value());
    CHECK(made->size() == 32);
    CHECK(Seal::master_key(files, "book", "", false).value() == *made);
    CHECK_FALSE(Seal::master_key(files, "book", "elsewhere", true).has_value());
    files.bytes("book/master.key").resize(31);
    CHECK_FALSE(Seal::master_key(files, "book", "", false).has_value());
}

}  // namespace
}  // namespace tieout
