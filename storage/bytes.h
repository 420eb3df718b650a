// Bytes written and read in order: the small alphabet that every record of the book is spelt in.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tieout {

inline std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}

inline std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
}

// Appends to a text that its owner reuses: room is asked for once a field, never once a byte.
class ByteWriter {
public:
    explicit ByteWriter(std::string& out) : out_(out), used_(out.size()) {}

    // Goes on at `used` and leaves spare bytes behind it: for buffers that are written many times.
    ByteWriter(std::string& out, std::size_t& used) : out_(out), used_(used), kept_(&used) {}

    ByteWriter(const ByteWriter&) = delete;
    ByteWriter& operator=(const ByteWriter&) = delete;

    ~ByteWriter() {
        if (kept_ != nullptr) {
            *kept_ = used_;
        } else {
            out_.resize(used_);
        }
    }

    [[gnu::always_inline]] void byte(std::uint8_t value) {
        *room(1) = static_cast<char>(value), used_ += 1;
    }

    // Seven bits a byte, low bits first; at most ten bytes.
    [[gnu::always_inline]] void varint(std::uint64_t value) {
        if (value < 0x80) return byte(static_cast<std::uint8_t>(value));
        long_varint(value);
    }

    void long_varint(std::uint64_t value) {
        char* at = room(10);
        std::size_t length = 0;
        while (value >= 0x80) {
            at[length++] = static_cast<char>(value | 0x80U);
            value >>= 7U;
        }
        at[length++] = static_cast<char>(value);
        used_ += length;
    }

    void raw(const void* bytes, std::size_t size) {
        if (size == 0) return;
        std::memcpy(room(size), bytes, size);
        used_ += size;
    }

    void text(std::string_view value) {
        varint(value.size());
        raw(value.data(), value.size());
    }

    // Whole numbers of fixed width: little-endian in records, big-endian in keys.
    void fixed32(std::uint32_t value) { raw(&value, sizeof value); }

    void fixed64(std::uint64_t value) { raw(&value, sizeof value); }

    std::size_t size() const { return used_; }

    // Writes over bytes that are there already. Requires: at + 4 <= size().
    void patch32(std::size_t at, std::uint32_t value) {
        std::memcpy(out_.data() + at, &value, sizeof value);
    }

    const char* data() const { return out_.data(); }

private:
    char* room(std::size_t size) {
        if (used_ + size > out_.size()) grow(size);
        return out_.data() + used_;
    }

    void grow(std::size_t size) {
        constexpr std::size_t slack = 512;  // cleared for nothing at most once a record
        const std::size_t wanted = used_ + size + slack;
        if (wanted > out_.capacity()) out_.reserve(wanted + wanted / 2);
        out_.resize(kept_ != nullptr ? out_.capacity() : wanted);
    }

    std::string& out_;
    std::size_t used_;
    std::size_t* kept_ = nullptr;
};

static_assert(std::endian::native == std::endian::little, "records are written as they lie");

// Reads what a ByteWriter wrote. Total: after a fault every read gives nothing and failed() stays
// true; a length is believed only as far as there are bytes behind it.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

    std::uint8_t byte() {
        if (at_ >= bytes_.size()) return fail<std::uint8_t>();
        return static_cast<std::uint8_t>(bytes_[at_++]);
    }

    // The shortest spelling only.
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && at_ < bytes_.size(); shift += 7) {
            const auto part = static_cast<std::uint8_t>(bytes_[at_++]);
            value |= static_cast<std::uint64_t>(part & 0x7FU) << shift;
            if (part < 0x80) {
                if ((shift > 0 && part == 0) || (shift == 63 && part > 1)) break;
                return value;
            }
        }
        return fail<std::uint64_t>();
    }

    std::string_view raw(std::size_t size) {
        if (failed_ || size > left()) return fail<std::string_view>();
        const std::string_view piece = bytes_.substr(at_, size);
        at_ += size;
        return piece;
    }

    std::string_view text() {
        const std::uint64_t size = varint();
        if (size > left()) return fail<std::string_view>();
        return raw(static_cast<std::size_t>(size));
    }

    std::uint32_t fixed32() { return fixed<std::uint32_t>(); }

    std::uint64_t fixed64() { return fixed<std::uint64_t>(); }

    std::size_t left() const { return failed_ ? 0 : bytes_.size() - at_; }

    std::size_t at() const { return at_; }

    bool failed() const { return failed_; }

    bool done() const { return !failed_ && at_ == bytes_.size(); }

    void refuse() { failed_ = true; }

private:
    template <class T>
    T fail() {
        failed_ = true;
        return {};
    }

    template <class T>
    T fixed() {
        const std::string_view piece = raw(sizeof(T));
        T value{};
        if (piece.size() == sizeof(T)) std::memcpy(&value, piece.data(), sizeof(T));
        return value;
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

// Big-endian bytes sort as the number does: for keys.
inline void append_big32(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(value >> shift));
}

inline void append_big64(std::string& out, std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(value >> shift));
}

inline std::uint32_t big32(std::string_view bytes) {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
        value = (value << 8U) | static_cast<std::uint8_t>(bytes[static_cast<std::size_t>(i)]);
    }
    return value;
}

}  // namespace tieout
