// Texts of payments and advice: views of bytes that their file, or a store of texts, keeps.
#pragma once

#include <algorithm>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tieout {

// A text that somebody else keeps: what a std::string_view is, in eight bytes, and never made from
// a string in passing. A hundred million of them cost no allocation. Half of a payment is texts, so
// their size is what reading, judging and journalling a payment wait for.
//
// The low 48 bits are the address, which is all that a process has on the machines this runs on,
// the high 16 the length. A text of 65,535 bytes or more, or beyond that address, is rare: its
// place and length are kept elsewhere for the life of the process (16 bytes each time one is made).
class Text {
public:
    using value_type = char;
    using const_iterator = const char*;
    static constexpr std::size_t npos = std::string_view::npos;

    constexpr Text() = default;

    // NOLINTNEXTLINE(google-explicit-constructor): a view is what it views
    Text(std::string_view text) {
        const auto address = reinterpret_cast<std::uintptr_t>(text.data());
        if (text.size() < elsewhere && address >> address_bits == 0) [[likely]] {
            packed_ = (static_cast<std::uint64_t>(text.size()) << address_bits) | address;
        } else {
            packed_ = packed_elsewhere(text);
        }
    }

    // NOLINTNEXTLINE(google-explicit-constructor)
    Text(const char* literal) : Text(std::string_view(literal)) {}

    explicit Text(const std::string& kept) : Text(std::string_view(kept)) {}

    Text(std::string&&) = delete;

    // NOLINTNEXTLINE(google-explicit-constructor)
    operator std::string_view() const { return view(); }

    std::string_view view() const {
        // NOLINTNEXTLINE(performance-no-int-to-ptr)
        const auto* const at = reinterpret_cast<const char*>(packed_ & address_mask);
        const std::uint64_t size = packed_ >> address_bits;
        if (size == elsewhere) [[unlikely]]
            return *reinterpret_cast<const std::string_view*>(at);
        return {at, size};
    }

    std::string str() const { return std::string(view()); }

    const char* data() const { return view().data(); }

    std::size_t size() const { return view().size(); }

    bool empty() const { return packed_ >> address_bits == 0; }

    const char* begin() const { return data(); }

    const char* end() const { return data() + size(); }

    char operator[](std::size_t at) const { return data()[at]; }

    char front() const { return *data(); }

    char back() const { return data()[size() - 1]; }

    std::string_view substr(std::size_t at, std::size_t count = npos) const {
        return view().substr(at, count);
    }

    std::size_t find(std::string_view what, std::size_t from = 0) const {
        return view().find(what, from);
    }

    std::size_t find(char what, std::size_t from = 0) const { return view().find(what, from); }

    bool starts_with(std::string_view what) const { return view().starts_with(what); }

    bool starts_with(char what) const { return view().starts_with(what); }

    bool ends_with(std::string_view what) const { return view().ends_with(what); }

    // By what they say. Templates, so that nothing is made a Text to be compared.
    template <std::same_as<Text> T>
    friend bool operator==(T one, T other) {
        return one.view() == other.view();
    }

    friend bool operator==(Text one, std::string_view other) { return one.view() == other; }

    template <std::same_as<Text> T>
    friend auto operator<=>(T one, T other) {
        return one.view() <=> other.view();
    }

    friend auto operator<=>(Text one, std::string_view other) { return one.view() <=> other; }

    friend std::ostream& operator<<(std::ostream& to, Text text);

private:
    static constexpr unsigned address_bits = 48;
    static constexpr std::uint64_t address_mask = (std::uint64_t{1} << address_bits) - 1;
    static constexpr std::uint64_t elsewhere = 0xFFFF;  // the length that says so

    static std::uint64_t packed_elsewhere(std::string_view text);  // any thread

    std::uint64_t packed_ = 0;
};

static_assert(sizeof(Text) == 8 && sizeof(void*) == 8);

// Keeps texts at places that never move, until it goes itself. One thread.
class TextStore {
public:
    TextStore() = default;

    TextStore(TextStore&& other) noexcept { swap(other); }

    TextStore& operator=(TextStore&& other) noexcept {
        TextStore gone(std::move(other));
        swap(gone);
        return *this;
    }

    TextStore(const TextStore&) = delete;
    TextStore& operator=(const TextStore&) = delete;

    // Copies the text; cost: one memcpy.
    Text keep(std::string_view text) {
        if (text.empty()) return {};
        char* const at = room(text.size());
        std::memcpy(at, text.data(), text.size());
        return std::string_view(at, text.size());
    }

    // Several texts as one, copied one behind the other.
    Text keep(std::initializer_list<std::string_view> parts) {
        std::size_t size = 0;
        for (const std::string_view part : parts)
            size += part.size();
        if (size == 0) return {};
        char* const start = room(size);
        char* end = start;
        for (const std::string_view part : parts)
            end = std::copy(part.begin(), part.end(), end);
        return std::string_view(start, size);
    }

    // Room for a text that the caller writes.
    char* room(std::size_t size) {
        if (size > left_) grow(size);
        char* const at = next_;
        next_ += size;
        left_ -= size;
        return at;
    }

    // Forgets its texts; the largest piece of memory is used again.
    void clear() {
        held_.clear();
        absorbed_.clear();
        if (blocks_.empty()) return;
        next_ -= static_cast<std::ptrdiff_t>(last_ - left_);
        left_ = last_;
        blocks_.erase(blocks_.begin(), blocks_.end() - 1);
        bytes_ = last_;
    }

    // Takes over what another store keeps; its texts stay where they are.
    void absorb(TextStore&& other) {
        TextStore taken(std::move(other));
        for (auto* blocks : {&taken.blocks_, &taken.absorbed_}) {
            for (auto& block : *blocks)
                absorbed_.push_back(std::move(block));
        }
        for (auto& each : taken.held_)
            held_.push_back(std::move(each));
    }

    // Keeps a whole buffer alive.
    std::string_view hold(std::string bytes) {
        held_.push_back(std::make_unique<const std::string>(std::move(bytes)));
        return *held_.back();
    }

private:
    static constexpr std::size_t first_block = 1024;
    static constexpr std::size_t block_max = std::size_t{1} << 20U;

    void swap(TextStore& other) noexcept {
        std::swap(blocks_, other.blocks_);
        std::swap(absorbed_, other.absorbed_);
        std::swap(held_, other.held_);
        std::swap(next_, other.next_);
        std::swap(left_, other.left_);
        std::swap(last_, other.last_);
        std::swap(bytes_, other.bytes_);
    }

    void grow(std::size_t wanted) {
        std::size_t size = bytes_ < first_block ? first_block : bytes_;
        if (size > block_max) size = block_max;
        if (size < wanted) size = wanted;
        blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
        next_ = blocks_.back().get();
        left_ = size;
        last_ = size;
        bytes_ += size;
    }

    std::vector<std::unique_ptr<char[]>> blocks_;    // the last one is being filled
    std::vector<std::unique_ptr<char[]>> absorbed_;  // full, or as good as
    std::vector<std::unique_ptr<const std::string>> held_;
    char* next_ = nullptr;
    std::size_t left_ = 0;   // of the block that is filled
    std::size_t last_ = 0;   // its size
    std::size_t bytes_ = 0;  // of the blocks
};

}  // namespace tieout
