// A short row of texts kept in one piece of memory: most are empty and then cost nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tieout {

// `Field` is an enum whose enumerators number the texts from 0 and end with `count`. Reading walks
// over the fields before the wanted one. A text is at most 64 KiB (field_bytes_max).
template <class Field>
class PackedTexts {
public:
    static constexpr std::size_t text_bytes_max = 65'535;

    std::string_view get(Field field) const {
        std::size_t at = 0;
        for (unsigned i = 0; i < static_cast<unsigned>(field); ++i) {
            if (at >= bytes_.size()) return {};
            at += 2 + size_at(at);
        }
        if (at >= bytes_.size()) return {};
        return std::string_view(bytes_).substr(at + 2, size_at(at));
    }

    // Requires: text.size() <= text_bytes_max.
    void set(Field field, std::string_view text) {
        if (get(field) == text) return;
        std::string packed;
        std::size_t last = 0;
        for (unsigned i = 0; i < static_cast<unsigned>(Field::count); ++i) {
            const auto each = static_cast<Field>(i);
            const std::string_view value = each == field ? text : get(each);
            packed.push_back(static_cast<char>(value.size() & 0xFFU));
            packed.push_back(static_cast<char>(value.size() >> 8U));
            packed.append(value);
            if (!value.empty()) last = packed.size();
        }
        packed.resize(last);
        bytes_ = std::move(packed);
    }

    const std::string& bytes() const { return bytes_; }

    void set_bytes(std::string bytes) { bytes_ = std::move(bytes); }

    friend bool operator==(const PackedTexts&, const PackedTexts&) = default;

private:
    std::size_t size_at(std::size_t at) const {
        if (at + 2 > bytes_.size()) return 0;
        return static_cast<std::uint8_t>(bytes_[at]) |
               (static_cast<std::size_t>(static_cast<std::uint8_t>(bytes_[at + 1])) << 8U);
    }

    std::string bytes_;
};

}  // namespace tieout
