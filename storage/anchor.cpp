#include "storage/anchor.h"

#include <algorithm>
#include <cstring>

#include "engine/check.h"
#include "storage/bytes.h"
#include "storage/crc32c.h"
#include "storage/hashing.h"

namespace tieout {

namespace {

constexpr std::uint32_t anchor_magic = 0x3148'434EU;  // "NCH1"
constexpr std::uint32_t anchor_version = 1;
constexpr std::size_t slots = 2;
constexpr std::size_t crc_at = block_bytes - 4;

std::uint64_t slot_of(std::uint64_t generation) {
    return generation % slots;
}

std::string encode_slot(const AnchorState& state) {
    check(
        state.totals.amounts.size() <= anchor_currencies_max, "an anchor has room for currencies"
    );
    std::string block;
    {
        ByteWriter out(block);
        out.fixed32(anchor_magic);
        out.fixed32(anchor_version);
        out.fixed64(state.book.high);
        out.fixed64(state.book.low);
        out.fixed64(state.generation);
        out.fixed64(state.sequence);
        out.raw(state.head.bytes.data(), state.head.bytes.size());
        out.fixed64(state.keys);
        out.fixed64(state.totals.payments);
        out.fixed64(state.totals.postings);
        out.fixed32(static_cast<std::uint32_t>(state.totals.amounts.size()));
        for (const auto& [letters, sum] : state.totals.amounts) {
            out.raw(letters.data(), 3);
            out.fixed64(static_cast<std::uint64_t>(sum));
            out.fixed64(static_cast<std::uint64_t>(sum >> 64U));
        }
    }
    block.resize(crc_at, '\0');
    const std::uint32_t crc = crc32c(block);
    ByteWriter(block).fixed32(crc);
    return block;
}

// Nothing unless every byte of the block is as it was written.
std::optional<AnchorState> decode_slot(std::string_view block) {
    if (block.size() != block_bytes) return std::nullopt;
    ByteReader crc(block.substr(crc_at));
    if (crc.fixed32() != crc32c(block.substr(0, crc_at))) return std::nullopt;
    ByteReader in(block);
    if (in.fixed32() != anchor_magic || in.fixed32() != anchor_version) return std::nullopt;
    AnchorState state;
    state.book.high = in.fixed64();
    state.book.low = in.fixed64();
    state.generation = in.fixed64();
    state.sequence = in.fixed64();
    const std::string_view head = in.raw(state.head.bytes.size());
    std::memcpy(state.head.bytes.data(), head.data(), head.size());
    state.keys = in.fixed64();
    state.totals.payments = in.fixed64();
    state.totals.postings = in.fixed64();
    const std::uint32_t count = in.fixed32();
    if (count > anchor_currencies_max) return std::nullopt;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::string letters(in.raw(3));
        const std::uint64_t low = in.fixed64();
        const std::uint64_t high = in.fixed64();
        __extension__ using Wide = unsigned __int128;
        state.totals.amounts[letters] =
            static_cast<WideMinor>((static_cast<Wide>(high) << 64U) | low);
    }
    return state;
}

tl::unexpected<Error> damaged(std::string words) {
    return refuse(ErrorKind::damaged, "the anchor is damaged: " + std::move(words));
}

}  // namespace

void ControlTotals::take(const Entry& entry) {
    if (const auto* taken = std::get_if<PaymentTaken>(&entry)) {
        ++payments;
        const bool has_currency = !taken->currency.is_none();
        amounts[std::string(has_currency ? taken->currency.letters() : "---")] +=
            taken->is_credit ? taken->amount : -taken->amount;
    } else if (const auto* decided = std::get_if<PaymentDecided>(&entry)) {
        if (!decided->posting.lines.empty()) ++postings;
    }
}

void ControlTotals::add(const ControlTotals& later) {
    payments += later.payments;
    postings += later.postings;
    for (const auto& [letters, amount] : later.amounts)
        amounts[letters] += amount;
}

Result<std::optional<AnchorReading>> Anchor::read() {
    auto bytes = read_whole(files_, path(), slots * block_bytes);
    if (!bytes && bytes.error().kind == ErrorKind::not_found) return std::nullopt;
    if (!bytes) return tl::make_unexpected(std::move(bytes).error());
    if (bytes->size() != slots * block_bytes) return damaged("the file is cut short");
    AnchorReading reading;
    std::optional<AnchorState> states[slots];
    for (std::size_t i = 0; i < slots; ++i) {
        const std::string_view block =
            std::string_view(*bytes).substr(i * block_bytes, block_bytes);
        states[i] = decode_slot(block);
        if (states[i] && slot_of(states[i]->generation) != i)
            return damaged("a slot is in the place of the other");
        if (!states[i] && !all_zero(block)) reading.has_torn_slot = true;
    }
    if (!states[0] && !states[1]) return damaged("neither of its slots verifies");
    const bool newest_is_1 =
        !states[0] || (states[1] && states[1]->generation > states[0]->generation);
    reading.newest = *states[newest_is_1 ? 1 : 0];
    reading.previous = states[newest_is_1 ? 0 : 1];
    if (!reading.previous) {
        // An empty slot is only seen before the second generation.
        if (reading.newest.generation != 1) reading.has_torn_slot = true;
    } else if (reading.newest.generation != reading.previous->generation + 1 ||
               reading.newest.book != reading.previous->book ||
               reading.newest.sequence < reading.previous->sequence) {
        return damaged("its slots do not follow each other");
    }
    generation_ = reading.newest.generation;
    return reading;
}

Result<void> Anchor::create(const AnchorState& first) {
    check(first.generation == 1, "an anchor begins with generation 1");
    const std::string fresh = path() + ".new";
    auto known = files_.exists(fresh);
    if (!known) return tl::make_unexpected(std::move(known).error());
    if (*known) {
        if (auto done = files_.remove(fresh); !done) return done;
    }
    auto file = files_.open(fresh, FileUse::create);
    if (!file) return tl::make_unexpected(std::move(file).error());
    std::string bytes(block_bytes, '\0');
    bytes += encode_slot(first);
    if (auto done = (*file)->write(0, bytes); !done) return done;
    if (auto done = (*file)->sync(); !done) return done;
    if (auto done = files_.rename(fresh, path()); !done) return done;
    generation_ = 1;
    return files_.sync_folder(folder_);
}

Result<void> Anchor::open() {
    auto file = files_.open(path(), FileUse::write_direct);
    if (!file) return tl::make_unexpected(std::move(file).error());
    file_ = std::move(*file);
    block_.reserve(block_bytes);
    return {};
}

Result<void> Anchor::write(const AnchorState& state) {
    check(file_ != nullptr && state.generation == generation_ + 1, "generations follow each other");
    const std::string block = encode_slot(state);
    std::memcpy(block_.data(), block.data(), block.size());
    const std::uint64_t at = slot_of(state.generation) * block_bytes;
    if (auto done = file_->write(at, block_.view(block_bytes)); !done) return done;
    if (auto done = file_->sync(); !done) return done;
    generation_ = state.generation;
    return {};
}

}  // namespace tieout
