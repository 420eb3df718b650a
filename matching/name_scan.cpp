// A query lacks, in each group of letters, what it has more than the name: max(0, query - name). A
// name has at most (letters of the query - lacking) letters in common with it. The loop goes over a
// block of 64 names, a group after the other, and over groups that the query has only; it keeps the
// sum of a name in one byte, which stands still at 255. Cost: a load and two operations for each
// group and vector of names.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "matching/name_scan.cpp"
#include "matching/name_scan.h"

#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();

namespace tieout {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::size_t block_bytes = NameSignatures::block_names * letter_groups;

// The groups that the query has, its count of each written out for a whole vector.
struct Groups {
    alignas(64) std::uint8_t counts[letter_groups][NameSignatures::block_names];
    std::size_t offsets[letter_groups];
    std::size_t used = 0;
};

// A bit for each name of the block that lacks at most so many letters.
std::uint64_t passing(const std::uint8_t* block, const Groups& groups, std::uint8_t lacking_max) {
    const hn::CappedTag<std::uint8_t, NameSignatures::block_names> d;
    const std::size_t lanes = hn::Lanes(d);
    const auto most = hn::Set(d, lacking_max);
    std::uint64_t bits = 0;
    for (std::size_t at = 0; at < NameSignatures::block_names; at += lanes) {
        auto lacking = hn::Zero(d);
        for (std::size_t i = 0; i < groups.used; ++i) {
            const auto name = hn::LoadU(d, block + groups.offsets[i] + at);
            const auto query = hn::Load(d, groups.counts[i]);
            lacking = hn::SaturatedAdd(lacking, hn::SaturatedSub(query, name));
        }
        const auto passes = hn::Eq(hn::Min(lacking, most), lacking);
        std::uint8_t bytes[NameSignatures::block_names / 8] = {};
        const std::size_t written = hn::StoreMaskBits(d, passes, bytes);
        for (std::size_t i = 0; i < written; ++i)
            bits |= std::uint64_t{bytes[i]} << (at + 8 * i);
    }
    return bits;
}

void scan(
    const std::uint8_t* bytes, const SignatureScan& wanted, std::vector<std::uint32_t>& found
) {
    Groups groups;
    for (std::size_t group = 0; group < letter_groups; ++group) {
        if (wanted.query[group] == 0) continue;
        for (std::uint8_t& lane : groups.counts[groups.used])
            lane = wanted.query[group];
        groups.offsets[groups.used++] = group * NameSignatures::block_names;
    }
    for (std::size_t block = wanted.first_block; block < wanted.last_block; ++block) {
        std::uint64_t bits = passing(bytes + block * block_bytes, groups, wanted.lacking_max);
        for (; bits != 0; bits &= bits - 1) {
            const auto lane = static_cast<std::size_t>(hwy::Num0BitsBelowLS1Bit_Nonzero64(bits));
            found.push_back(static_cast<std::uint32_t>(block * NameSignatures::block_names + lane));
        }
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace tieout

HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>

#include "engine/check.h"

namespace tieout {

HWY_EXPORT(scan);

namespace {

// Group of each byte: frequent letters of names have one of their own, the others share.
constexpr std::array<std::uint8_t, 256> group_table() {
    constexpr std::string_view groups[letter_groups] = {
        "e",
        "a",
        "i",
        "n",
        "o",
        "r",
        "t",
        "s",
        "l",
        "c",
        "dvx",
        "mwj",
        "ukz",
        "pyq",
        "gb0123456789",
        "hf "
    };
    std::array<std::uint8_t, 256> table{};
    table.fill(letter_groups - 1);
    for (std::size_t group = 0; group < letter_groups; ++group) {
        for (const char letter : groups[group])
            table[static_cast<std::uint8_t>(letter)] = static_cast<std::uint8_t>(group);
    }
    return table;
}

constexpr auto group_of_byte = group_table();

}  // namespace

LetterCounts letter_counts(std::string_view name) {
    LetterCounts counts{};
    for (const char letter : name) {
        std::uint8_t& count = counts[group_of_byte[static_cast<std::uint8_t>(letter)]];
        if (count < 255) ++count;
    }
    return counts;
}

void NameSignatures::add(const LetterCounts& counts) {
    const std::size_t block = names_ / block_names;
    const std::size_t lane = names_ % block_names;
    if (lane == 0) bytes_.resize((block + 1) * block_names * letter_groups);
    for (std::size_t group = 0; group < letter_groups; ++group)
        bytes_[(block * letter_groups + group) * block_names + lane] = counts[group];
    ++names_;
}

void scan_signatures(
    const NameSignatures& names, const SignatureScan& wanted, std::vector<std::uint32_t>& found
) {
    check(wanted.last_block <= names.blocks(), "a scan ends with the names");
    check(wanted.lacking_max < 255, "a count that stands still is never let through");
    HWY_DYNAMIC_DISPATCH(scan)(names.bytes().data(), wanted, found);
}

void scan_signatures_plainly(
    const NameSignatures& names, const SignatureScan& wanted, std::vector<std::uint32_t>& found
) {
    const std::span<const std::uint8_t> bytes = names.bytes();
    const std::size_t end = wanted.last_block * NameSignatures::block_names;
    for (std::size_t name = wanted.first_block * NameSignatures::block_names; name < end; ++name) {
        const std::size_t block = name / NameSignatures::block_names;
        const std::size_t lane = name % NameSignatures::block_names;
        std::size_t lacking = 0;
        for (std::size_t group = 0; group < letter_groups; ++group) {
            const std::uint8_t has =
                bytes[(block * letter_groups + group) * NameSignatures::block_names + lane];
            lacking += static_cast<std::size_t>(std::max(0, wanted.query[group] - has));
        }
        if (lacking <= wanted.lacking_max) found.push_back(static_cast<std::uint32_t>(name));
    }
}

}  // namespace tieout

#endif  // HWY_ONCE
