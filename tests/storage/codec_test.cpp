// The codec gives back what it was given, and an error for everything else.
#include "storage/codec.h"

#include <limits>
#include <string>
#include <utility>

#include <catch2/catch.hpp>

#include "storage/bytes.h"
#include "storage/crc32c.h"
#include "tests/storage/fillers.h"

namespace tieout {
namespace {

TEST_CASE("every kind of entry is read back as it was written", "[storage][codec]") {
    Filler filler(20261);
    std::string bytes;
    for (std::size_t type = 0; type < std::variant_size_v<Entry>; ++type) {
        for (int i = 0; i < 300; ++i) {
            const Entry entry = filler.entry(type);
            bytes.clear();
            encode_entry(entry, bytes);
            const auto read = decode_entry(bytes);
            INFO("type " << type << ", round " << i);
            REQUIRE(read.has_value());
            REQUIRE(*read == entry);
        }
    }
}

// The bytes of the entry as version 1 has them: without the last ones, which version 2 added.
std::string first_version(const Entry& entry, std::size_t added) {
    std::string bytes;
    encode_entry(entry, bytes);
    REQUIRE(bytes[0] == 2);
    bytes[0] = 1;
    bytes.resize(bytes.size() - added);
    return bytes;
}

TEST_CASE("entries of the first version are read, with what came later blank", "[storage][codec]") {
    RunOpened opened;
    opened.user = "clerk";
    PaymentTaken taken;
    taken.payment = kept("P1");
    taken.amount = 17;
    RemittanceTaken advice;
    advice.trace = kept("TRN1");
    const std::pair<Entry, std::size_t> entries[] = {{opened, 2}, {taken, 2}, {advice, 4}};
    for (const auto& [entry, added] : entries) {
        const std::string bytes = first_version(entry, added);
        const auto read = decode_entry(bytes);
        REQUIRE(read.has_value());
        CHECK(*read == entry);
        std::string newer = bytes;
        newer[0] = 3;
        CHECK_FALSE(decode_entry(newer).has_value());
        newer[0] = 0;
        CHECK_FALSE(decode_entry(newer).has_value());
    }
    std::string bytes;
    encode_entry(RunCommitted{}, bytes);
    REQUIRE(bytes[0] == 1);
    bytes[0] = 2;
    CHECK_FALSE(decode_entry(bytes).has_value());
}

template <class Row>
void check_rows(Filler& filler) {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        const Row row = filler.row<Row>();
        bytes.clear();
        encode_row(row, bytes);
        Row read;
        REQUIRE(decode_row(bytes, read).has_value());
        REQUIRE(read == row);
        bytes.push_back('\0');
        REQUIRE_FALSE(decode_row(bytes, read).has_value());
    }
}

TEST_CASE("every kind of row is read back as it was written", "[storage][codec]") {
    Filler filler(20262);
    check_rows<Entity>(filler);
    check_rows<OurAccount>(filler);
    check_rows<Customer>(filler);
    check_rows<OpenItem>(filler);
    check_rows<PaymentRow>(filler);
    check_rows<ExceptionItem>(filler);
    check_rows<ItemChange>(filler);
    check_rows<SuspenseChange>(filler);
    check_rows<Deposit>(filler);
    check_rows<FileRow>(filler);
    check_rows<StatementRow>(filler);
    check_rows<LearnedRow>(filler);
    check_rows<EarlierDecision>(filler);
    check_rows<ReviewRow>(filler);
    check_rows<ProposalRow>(filler);
    check_rows<PeriodRow>(filler);
    check_rows<ErpAnswer>(filler);
    check_rows<ExportRow>(filler);
}

TEST_CASE("entries and rows are spelt as in the first release", "[storage][codec][golden]") {
    Filler filler(1);
    std::string bytes;
    for (int i = 0; i < 20; ++i) {
        for (std::size_t type = 0; type < std::variant_size_v<Entry>; ++type) {
            encode_entry(filler.entry(type), bytes);
        }
        encode_row(filler.row<Customer>(), bytes);
        encode_row(filler.row<OpenItem>(), bytes);
        encode_row(filler.row<PaymentRow>(), bytes);
        encode_row(filler.row<ExceptionItem>(), bytes);
    }
    CHECK(
        to_hex(sha256(bytes)) == "6566fcb4cdc434a6a8bd2e24edafad534a5e85a81ec90d6bb1988fe66c1b724f"
    );
}

TEST_CASE("an entry cut at any byte is refused", "[storage][codec]") {
    Filler filler(20263);
    std::string bytes;
    for (int i = 0; i < 400; ++i) {
        bytes.clear();
        encode_entry(filler.entry(), bytes);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            REQUIRE_FALSE(decode_entry(std::string_view(bytes).substr(0, size)).has_value());
        }
        bytes.push_back('\0');
        REQUIRE_FALSE(decode_entry(bytes).has_value());
    }
}

TEST_CASE("any bytes whatever give an entry or an error", "[storage][codec]") {
    Filler filler(20264);
    std::string bytes;
    std::size_t entries = 0;
    for (int i = 0; i < 60'000; ++i) {
        bytes.clear();
        encode_entry(filler.entry(), bytes);
        const std::uint64_t changes = 1 + filler.below(3);
        for (std::uint64_t change = 0; change < changes; ++change) {
            bytes[filler.below(bytes.size())] = static_cast<char>(filler.below(256));
        }
        const auto read = decode_entry(bytes);
        if (!read) continue;
        // What is taken is whole: it can be written, and gives the same bytes again.
        ++entries;
        std::string again;
        encode_entry(*read, again);
        if (bytes[0] == again[0]) REQUIRE(again == bytes);  // an older version is written anew
    }
    CHECK(entries > 1000);
    for (int i = 0; i < 60'000; ++i) {
        bytes.assign(filler.below(200), '\0');
        for (char& byte : bytes)
            byte = static_cast<char>(filler.below(256));
        if (bytes.size() > 2) bytes[0] = 1, bytes[1] = static_cast<char>(filler.below(16));
        (void)decode_entry(bytes);
        Customer customer;
        (void)decode_row(bytes, customer);
    }
}

TEST_CASE("a count that promises more than there are bytes makes no room", "[storage][codec]") {
    std::string bytes;
    encode_entry(Entry(PolicySet{"x"}), bytes);
    bytes.resize(2);
    {
        ByteWriter out(bytes);
        out.varint(std::numeric_limits<std::uint64_t>::max());
    }
    CHECK_FALSE(decode_entry(bytes).has_value());
}

TEST_CASE("numbers at their limits are spelt and read back", "[storage][codec]") {
    std::string bytes;
    {
        ByteWriter out(bytes);
        for (const std::int64_t value :
             {std::int64_t{0},
              std::int64_t{-1},
              std::int64_t{63},
              std::int64_t{-64},
              std::numeric_limits<std::int64_t>::max(),
              std::numeric_limits<std::int64_t>::min()}) {
            out.varint(zigzag(value));
        }
    }
    ByteReader in(bytes);
    for (const std::int64_t value :
         {std::int64_t{0},
          std::int64_t{-1},
          std::int64_t{63},
          std::int64_t{-64},
          std::numeric_limits<std::int64_t>::max(),
          std::numeric_limits<std::int64_t>::min()}) {
        CHECK(unzigzag(in.varint()) == value);
    }
    CHECK(in.done());
    ByteReader longer(std::string_view("\x80\x00", 2));
    longer.varint();
    CHECK(longer.failed());
}

TEST_CASE("both ways to a CRC32C agree with the published value", "[storage][crc32c]") {
    CHECK(crc32c("123456789") == 0xE306'9283U);
    CHECK(crc32c_by_table("123456789") == 0xE306'9283U);
    Filler filler(20265);
    for (int i = 0; i < 300; ++i) {
        std::string bytes(filler.below(100), '\0');
        for (char& byte : bytes)
            byte = static_cast<char>(filler.below(256));
        const auto seed = static_cast<std::uint32_t>(filler.number());
        REQUIRE(crc32c(bytes, seed) == crc32c_by_table(bytes, seed));
    }
}

}  // namespace
}  // namespace tieout
