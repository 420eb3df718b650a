// Damage of a journal: the proof of the program and the verifier in plain python3 both find it.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>

#include <catch2/catch.hpp>
#include <sys/wait.h>

#include "storage/book_store.h"
#include "storage/crc32c.h"
#include "storage/group.h"
#include "storage/hashing.h"
#include "storage/journal_export.h"
#include "storage/proof.h"
#include "tests/storage/small_business.h"
#include "tests/storage/temp_folder.h"

namespace tieout {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_bytes(const std::string& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << bytes;
}

struct Verdict {
    int code = -1;
    std::string out;
};

// The verifier of storage/audit on a folder.
Verdict verify_alone(const std::string& folder) {
    const std::string out = folder + ".verdict";
    const std::string line = "python3 -B " TIEOUT_SOURCE_DIR "/storage/audit/verify_book.py " +
                             folder + " > " + out + " 2> /dev/null";
    const int status = std::system(line.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, bytes_of(out)};
}

StoreOptions options_of(const std::string& book, std::uint64_t segment_bytes) {
    StoreOptions options;
    options.folder = book;
    options.segment_bytes = segment_bytes;
    return options;
}

void do_business(const StoreOptions& options, int rounds) {
    SmallBusiness business(7);
    auto store = BookStore::open(options);
    REQUIRE(store.has_value());
    REQUIRE((*store)->commit_run(business.load((*store)->book(), 10, 60)).has_value());
    for (int i = 0; i < rounds; ++i) {
        REQUIRE((*store)->commit_run(business.pay((*store)->book(), 30)).has_value());
        REQUIRE((*store)->commit_run(business.load_again((*store)->book(), 5)).has_value());
    }
    REQUIRE((*store)->close(true).has_value());
}

constexpr std::uint64_t small_segment = 256 * block_bytes;

// A journal of one segment, its bytes up to the end of what was written.
struct Bytes {
    std::string segment;
    std::string anchor;
    std::vector<std::size_t> groups;  // where each begins
    std::size_t end = 0;

    explicit Bytes(const std::string& book)
        : segment(bytes_of(book + "/journal/0000000001.seg")), anchor(bytes_of(book + "/anchor")) {
        std::size_t at = block_bytes;
        while (segment.compare(at, 4, "TGR1") == 0) {
            groups.push_back(at);
            at += size_of(at);
        }
        end = at;
    }

    std::uint32_t number(std::size_t at) const {
        std::uint32_t value = 0;
        std::memcpy(&value, segment.data() + at, 4);
        return value;
    }

    std::uint32_t payload(std::size_t group) const { return number(group + 52); }

    std::size_t size_of(std::size_t group) const { return group_bytes_of(payload(group)); }

    void put(std::size_t at, std::string_view bytes) { segment.replace(at, bytes.size(), bytes); }

    // Makes CRCs and chain of a group right again, and of all behind it: what an insider can do
    // without the anchor.
    void chain_again(std::size_t from) {
        for (std::size_t i = from; i < groups.size(); ++i) {
            const std::size_t group = groups[i];
            if (i > 0) {
                const std::size_t before = groups[i - 1] + 128 + payload(groups[i - 1]);
                put(group + 56, segment.substr(before, 32));
            }
            put_number(group + 124, crc32c(std::string_view(segment).substr(group, 124)));
            std::uint32_t crc = 0;
            std::size_t at = group + 128;
            for (std::uint32_t n = number(group + 48); n-- > 0;) {
                const std::uint32_t length = number(at + 8);
                crc = crc32c(std::string_view(segment).substr(at, 12), crc);
                crc = crc32c(std::string_view(segment).substr(at + 16, length), crc);
                put_number(at + 12, crc);
                at += 16 + length;
            }
            Digest previous;
            std::memcpy(previous.bytes.data(), segment.data() + group + 56, 32);
            const std::size_t used = 128 + payload(group);
            const Digest chain = sha256_of(previous, std::string_view(segment).substr(group, used));
            put(group + used, view_of(chain));
        }
    }

    std::uint64_t generation(std::size_t slot) const {
        std::uint64_t value = 0;
        std::memcpy(&value, anchor.data() + slot * block_bytes + 24, 8);
        return value;
    }

    // Sets the heads of both slots to the chain as it is: an insider with the anchor, too.
    void anchor_again() {
        for (const std::size_t slot : {std::size_t{0}, block_bytes}) {
            std::uint64_t sequence = 0;
            std::memcpy(&sequence, anchor.data() + slot + 32, 8);
            for (const std::size_t group : groups) {
                std::uint64_t first = 0;
                std::memcpy(&first, segment.data() + group + 40, 8);
                if (first + number(group + 48) - 1 != sequence) continue;
                anchor.replace(slot + 40, 32, segment, group + 128 + payload(group), 32);
            }
            const std::uint32_t crc =
                crc32c(std::string_view(anchor).substr(slot, block_bytes - 4));
            std::memcpy(anchor.data() + slot + block_bytes - 4, &crc, 4);
        }
    }

    void put_number(std::size_t at, std::uint32_t value) {
        std::memcpy(segment.data() + at, &value, 4);
    }

    void write_to(const std::string& book) const {
        if (!segment.empty()) write_bytes(book + "/journal/0000000001.seg", segment);
        write_bytes(book + "/anchor", anchor);
    }
};

// The group with most entries, and where its entries lie.
std::vector<std::size_t> entries_of(const Bytes& bytes, std::size_t group) {
    std::vector<std::size_t> places;
    std::size_t at = group + 128;
    for (std::uint32_t n = bytes.number(group + 48); n-- > 0;) {
        places.push_back(at);
        at += 16 + bytes.number(at + 8);
    }
    places.push_back(at);
    return places;
}

enum class Expect {
    fault,
    torn_tail
};

// Judges a spoilt copy by both; the alone one first, since ours may cut a torn tail.
bool holds(const StoreOptions& options) {
    const auto proof = prove(options);
    return proof && proof->holds();
}

void judge(const std::string& book, const std::string& what, Expect expect) {
    INFO(what);
    const Verdict alone = verify_alone(book);
    INFO(alone.out);
    const auto ours = prove(options_of(book, small_segment));
    const bool ours_holds = ours && ours->holds();
    if (expect == Expect::fault) {
        CHECK(alone.code == 1);
        CHECK(alone.out.find("FAULT: ") != std::string::npos);
        CHECK_FALSE(ours_holds);
    } else {
        CHECK(alone.code == 0);
        CHECK(alone.out.find("note: ") != std::string::npos);
        CHECK(ours_holds);
        CHECK_FALSE(ours->notices.empty());
    }
}

TEST_CASE("both proofs find the same damage of a journal", "[storage][audit]") {
    const TempFolder folder;
    const std::string good = folder.path() + "/good";
    const std::string book = folder.book();
    do_business(options_of(good, small_segment), 3);
    const Bytes whole(good);
    REQUIRE(whole.groups.size() >= 4);
    REQUIRE(verify_alone(good).code == 0);
    REQUIRE(prove(options_of(good, small_segment)).value().holds());

    // Neither index nor keys are part of the journal: made once, copied for each injection.
    int injections = 0;
    const auto inject = [&](const std::string& what, Expect expect, auto&& spoil) {
        fs::remove_all(book);
        fs::create_directories(book + "/journal");
        for (const char* name : {"LOCK", "keys", "master.key"})
            fs::copy(good + "/" + name, book + "/" + name);
        Bytes bytes = whole;
        spoil(bytes);
        bytes.write_to(book);
        judge(book, what, expect);
        ++injections;
    };
    std::mt19937_64 random(51);
    // Any bit of what was written, of the zeros between, and of the anchor.
    for (int i = 0; i < 24; ++i) {
        const std::size_t at = random() % whole.end;
        const auto bit = static_cast<char>(1U << (random() % 8));
        inject("bit of byte " + std::to_string(at), Expect::fault, [&](Bytes& bytes) {
            bytes.segment[at] = static_cast<char>(bytes.segment[at] ^ bit);
        });
    }
    // A spoilt slot is a torn write only if the journal goes on behind the other.
    const bool newest_is_1 = whole.generation(1) > whole.generation(0);
    for (std::size_t i = 0; i < 6; ++i) {
        const std::size_t at = i % 2 * block_bytes + random() % block_bytes;
        const bool is_newest = (i % 2 == 1) == newest_is_1;
        inject(
            "anchor, byte " + std::to_string(at),
            is_newest ? Expect::torn_tail : Expect::fault,
            [&](Bytes& bytes) { bytes.anchor[at] = static_cast<char>(bytes.anchor[at] ^ 16); }
        );
    }
    const std::vector<std::size_t>& groups = whole.groups;
    const std::size_t last = groups.back();
    inject("the tail cut within the last group", Expect::fault, [&](Bytes& bytes) {
        bytes.put(last + 200, std::string(bytes.end - last - 200, '\0'));
    });
    inject("the last group cut whole", Expect::fault, [&](Bytes& bytes) {
        bytes.put(last, std::string(bytes.end - last, '\0'));
    });
    inject("a group cut out of the middle", Expect::fault, [&](Bytes& bytes) {
        const std::size_t at = groups[2];
        const std::size_t size = bytes.size_of(at);
        bytes.segment.erase(at, size);
        bytes.segment.append(size, '\0');
    });
    inject("two groups swapped", Expect::fault, [&](Bytes& bytes) {
        const std::size_t at = groups[1];
        const std::string one = bytes.segment.substr(at, bytes.size_of(at));
        const std::string two = bytes.segment.substr(groups[2], bytes.size_of(groups[2]));
        bytes.put(at, two + one);
    });
    inject("a group doubled", Expect::fault, [&](Bytes& bytes) {
        const std::string again = bytes.segment.substr(groups[1], bytes.size_of(groups[1]));
        bytes.segment.insert(groups[2], again);
        bytes.segment.resize(whole.segment.size());
    });
    const std::size_t large = *std::max_element(groups.begin(), groups.end(), [&](auto a, auto b) {
        return whole.number(a + 48) < whole.number(b + 48);
    });
    const std::vector<std::size_t> entries = entries_of(whole, large);
    REQUIRE(entries.size() > 10);
    const auto swap_entries = [&](Bytes& bytes, bool with_numbers) {
        std::string one = bytes.segment.substr(entries[3], entries[4] - entries[3]);
        std::string two = bytes.segment.substr(entries[4], entries[5] - entries[4]);
        if (with_numbers) std::swap_ranges(one.begin(), one.begin() + 8, two.begin());
        bytes.put(entries[3], two + one);
    };
    inject("two entries swapped", Expect::fault, [&](Bytes& bytes) { swap_entries(bytes, false); });
    inject("two entries in another order", Expect::fault, [&](Bytes& bytes) {
        swap_entries(bytes, true);
    });
    const std::size_t large_at =
        static_cast<std::size_t>(std::find(groups.begin(), groups.end(), large) - groups.begin());
    inject("entries swapped and chained again", Expect::fault, [&](Bytes& bytes) {
        swap_entries(bytes, true);
        bytes.chain_again(large_at);
    });
    inject("an entry changed and chained again", Expect::fault, [&](Bytes& bytes) {
        bytes.segment[entries[5] - 1] ^= 1;
        bytes.chain_again(large_at);
    });
    // Whoever writes chain and anchor anew can only change what still adds up.
    inject("entries out of order, chain and anchor written anew", Expect::fault, [&](Bytes& bytes) {
        swap_entries(bytes, false);
        bytes.chain_again(large_at);
        bytes.anchor_again();
    });
    inject("a version that nobody knows, chain and anchor anew", Expect::fault, [&](Bytes& bytes) {
        bytes.segment[entries[4] + 16] = 9;
        bytes.chain_again(large_at);
        bytes.anchor_again();
    });
    inject("bytes behind the end: an interrupted commit", Expect::torn_tail, [&](Bytes& bytes) {
        bytes.put(bytes.end, "TGR1 and no more of it");
    });
    inject("a group of another book", Expect::fault, [&](Bytes& bytes) {
        bytes.segment[last + 8] ^= 1;
        bytes.chain_again(groups.size() - 1);
        bytes.anchor_again();
    });
    inject("the segment removed", Expect::fault, [](Bytes& bytes) { bytes.segment.clear(); });

    // An older copy beside a newer one.
    const std::string newer = folder.path() + "/newer";
    fs::copy(good, newer, fs::copy_options::recursive);
    {
        auto store = BookStore::open(options_of(newer, small_segment));
        REQUIRE(store.has_value());
        SmallBusiness business(8);
        REQUIRE((*store)->commit_run(business.pay((*store)->book(), 20)).has_value());
    }
    const Bytes later(newer);
    REQUIRE(later.groups.size() > groups.size());
    inject("old segments with a newer anchor", Expect::fault, [&](Bytes& bytes) {
        bytes.anchor = later.anchor;
    });
    // Written and not acknowledged: what stands behind the anchor stays.
    inject("an old anchor with newer segments", Expect::torn_tail, [&](Bytes& bytes) {
        bytes.segment = later.segment;
        bytes.end = later.end;
    });
    inject("an old anchor, and the newer groups torn", Expect::torn_tail, [&](Bytes& bytes) {
        bytes.segment = later.segment;
        bytes.end = later.end;
        bytes.segment[later.groups.back() + 150] ^= 1;
    });
    CHECK(injections == 47);
}

TEST_CASE("a missing or exchanged segment is found, and an export is proved", "[storage][audit]") {
    const TempFolder folder;
    const std::string book = folder.book();
    const StoreOptions options = options_of(book, 16 * block_bytes);
    do_business(options, 8);
    const std::string journal = book + "/journal/";
    REQUIRE(fs::exists(journal + "0000000003.seg"));
    const Verdict whole = verify_alone(book);
    REQUIRE(whole.code == 0);
    const std::string copy = folder.path() + "/copy";
    REQUIRE(export_journal(posix_files(), book, copy).has_value());
    CHECK(verify_alone(copy).out == whole.out);
    CHECK_FALSE(fs::exists(copy + "/keys"));

    fs::rename(journal + "0000000002.seg", folder.path() + "/kept");
    CHECK(verify_alone(book).out.find("segment 2 is missing") != std::string::npos);
    CHECK_FALSE(holds(options));
    fs::copy(journal + "0000000003.seg", journal + "0000000002.seg");
    CHECK(verify_alone(book).code == 1);
    CHECK_FALSE(holds(options));
    fs::remove(journal + "0000000002.seg");
    write_bytes(journal + "0000000002.seg.zst", "SGZ1");
    CHECK(verify_alone(book).out.find("0000000002.seg.zst is packed") != std::string::npos);
    fs::remove(journal + "0000000002.seg.zst");
    fs::rename(folder.path() + "/kept", journal + "0000000002.seg");
    CHECK(verify_alone(book).code == 0);
}

}  // namespace
}  // namespace tieout
