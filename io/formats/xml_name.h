// Names and paths of XML elements, packed into whole numbers so that comparing them reads no text.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tieout {

// A local name (without prefix) of at most 24 letters, as it stands; of longer ones only the front,
// with a last byte that no name has, so that they equal none that is looked for.
class XmlName {
public:
    static constexpr std::size_t bytes_max = 24;

    constexpr XmlName() = default;

    constexpr explicit XmlName(std::string_view name) {
        std::array<char, bytes_max> bytes{};
        std::copy_n(name.begin(), std::min(name.size(), bytes_max), bytes.begin());
        if (name.size() > bytes_max) bytes.back() = '\xFF';
        words_ = std::bit_cast<Words>(bytes);
    }

    // The same, made of whole words. Requires: 24 bytes can be read at `name`.
    static XmlName of_front(const char* name, std::size_t size) {
        if (size > bytes_max) return XmlName(std::string_view(name, size));
        std::array<char, bytes_max> bytes;
        std::copy_n(name, bytes_max, bytes.begin());
        const auto words = std::bit_cast<Words>(bytes);
        XmlName packed;
        for (std::size_t i = 0; i < words.size(); ++i)
            packed.words_[i] = words[i] & fronts[size][i];
        return packed;
    }

    // Whether it begins so. Requires: less than 24 letters.
    bool starts_with(std::string_view front) const {
        return std::memcmp(words_.data(), front.data(), front.size()) == 0;
    }

    // Of tables that tell names apart.
    constexpr std::uint64_t hash() const {
        constexpr std::uint64_t spread = 0x9E37'79B9'7F4A'7C15U;
        return (words_[0] ^ words_[1]) * spread;
    }

    friend constexpr bool operator==(const XmlName& left, const XmlName& right) {
        return left.words_[0] == right.words_[0] && left.words_[1] == right.words_[1] &&
               left.words_[2] == right.words_[2];
    }

private:
    using Words = std::array<std::uint64_t, bytes_max / sizeof(std::uint64_t)>;

    // The bits of the first 0, 1, .. 24 bytes.
    static constexpr std::array<Words, bytes_max + 1> fronts = [] {
        std::array<Words, bytes_max + 1> masks{};
        for (std::size_t size = 0; size <= bytes_max; ++size) {
            std::array<char, bytes_max> bytes{};
            std::fill_n(bytes.begin(), size, '\xFF');
            masks[size] = std::bit_cast<Words>(bytes);
        }
        return masks;
    }();

    Words words_{};
};

// Without its prefix.
inline std::string_view xml_local_name(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// Names of elements, each a child of the one before: "Acct/Id/IBAN"_xml.
struct XmlPath {
    static constexpr std::size_t names_max = 5;

    std::array<XmlName, names_max> names;
    std::size_t size = 0;

    bool is_exact = true;  // no name is longer than what is compared

    constexpr explicit XmlPath(std::string_view text) {
        // By hand: under the sanitizers std::string_view::find is no constant expression.
        std::size_t from = 0;
        for (std::size_t at = 0; at <= text.size(); ++at) {
            if (at < text.size() && text[at] != '/') continue;
            const std::string_view name = text.substr(from, at - from);
            is_exact = is_exact && name.size() <= XmlName::bytes_max;
            names.at(size) = XmlName(name);
            ++size;
            from = at + 1;
        }
    }
};

// A literal as a template argument.
template <std::size_t size>
struct XmlPathText {
    std::array<char, size> letters;

    // NOLINTNEXTLINE(google-explicit-constructor,*-avoid-c-arrays): made of a literal
    consteval XmlPathText(const char (&literal)[size]) {
        std::copy_n(&literal[0], size, letters.begin());
    }
};

template <XmlPathText text>
inline constexpr XmlPath xml_path{std::string_view(text.letters.data(), text.letters.size() - 1)};

template <XmlPathText text>
consteval const XmlPath& operator""_xml() {
    static_assert(xml_path<text>.is_exact);
    return xml_path<text>;
}

}  // namespace tieout
