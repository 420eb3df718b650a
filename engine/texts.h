// Texts of payments and advice: views of bytes that their file, or a store of texts, keeps.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tieout {

// A text that somebody else keeps: a std::string_view that is never made from a string in
// passing. A hundred million of them cost no allocation.
class Text : public std::string_view {
public:
    constexpr Text() = default;

    // NOLINTNEXTLINE(google-explicit-constructor): a view is what it views
    constexpr Text(std::string_view text) : std::string_view(text) {}

    // NOLINTNEXTLINE(google-explicit-constructor)
    constexpr Text(const char* literal) : std::string_view(literal) {}

    explicit Text(const std::string& kept) : std::string_view(kept) {}

    Text(std::string&&) = delete;

    std::string str() const { return std::string(data(), size()); }
};

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
