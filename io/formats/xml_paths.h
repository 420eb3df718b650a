// Several paths below one element as one tree of names, so that one walk finds all of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "io/formats/xml_name.h"

namespace tieout {

// A place in the tree of names is a number: a walk begins at `start`, 0 is where no path leads on.
class XmlPathTable {
public:
    static constexpr std::size_t parts_max = 32;
    static constexpr std::uint8_t start = 1;

    struct Place {
        std::uint8_t number = 0;
        std::uint8_t part = parts_max;  // the path that ends here; their number: none does
        bool leads_on = false;
    };

    // The place of a child of that name.
    const Place& step(std::uint8_t place, const XmlName& name) const {
        const std::uint8_t number = numbers_[slot_of(name)];
        return places_[names_[number] == name ? steps_[place][number] : std::uint8_t{0}];
    }

protected:
    constexpr explicit XmlPathTable(std::uint8_t parts) {
        for (std::size_t i = 0; i < places_.size(); ++i) {
            places_.at(i).number = static_cast<std::uint8_t>(i);
            places_.at(i).part = parts;
        }
    }

    // Adds "ValDt/Dt". Too many or too long names are no constant expression.
    constexpr void add(std::uint8_t part, std::string_view path) {
        const XmlPath names(path);
        std::uint8_t place = start;
        for (std::size_t depth = 0; depth < names.size; ++depth) {
            places_.at(place).leads_on = true;
            std::uint8_t& next = steps_.at(place).at(number_of(names.names.at(depth)));
            if (next == 0) next = places_used_++;
            place = next;
        }
        places_.at(names.is_exact ? place : places_max).part = part;
    }

    // Finds bits of the names' hashes that no two of them share. Requires: all paths were added.
    constexpr void spread_names() {
        for (shift_ = 0; !has_spread(); ++shift_) {
        }
    }

private:
    static constexpr std::size_t names_max = 32;
    static constexpr std::size_t places_max = 64;
    static constexpr std::size_t slots = 512;

    constexpr std::size_t slot_of(const XmlName& name) const {
        return (name.hash() >> shift_) % slots;
    }

    constexpr std::uint8_t number_of(const XmlName& name) {
        for (std::uint8_t number = 1; number <= names_used_; ++number) {
            if (names_[number] == name) return number;
        }
        names_.at(++names_used_) = name;
        return names_used_;
    }

    constexpr bool has_spread() {
        numbers_ = {};
        for (std::uint8_t number = 1; number <= names_used_; ++number) {
            std::uint8_t& slot = numbers_.at(slot_of(names_[number]));
            if (slot != 0) return false;
            slot = number;
        }
        return true;
    }

    std::array<std::uint8_t, slots> numbers_{};
    std::array<XmlName, names_max> names_{};  // 0: an empty one, which no element has
    std::array<std::array<std::uint8_t, names_max>, places_max> steps_{};
    std::array<Place, places_max> places_{};
    unsigned shift_ = 0;
    std::uint8_t names_used_ = 0;
    std::uint8_t places_used_ = start + 1;
};

// The paths of an enumeration whose last member is `count`, each told once: {Part::iban,
// "Acct/Id/IBAN"}.
template <class Part>
class XmlPaths : public XmlPathTable {
public:
    struct Path {
        Part part;
        std::string_view path;
    };

    static constexpr auto count = static_cast<std::size_t>(Part::count);
    static_assert(count <= parts_max);

    consteval explicit XmlPaths(const std::array<Path, count>& paths)
        : XmlPathTable(static_cast<std::uint8_t>(count)) {
        for (const Path& each : paths)
            add(static_cast<std::uint8_t>(each.part), each.path);
        spread_names();
    }
};

}  // namespace tieout
