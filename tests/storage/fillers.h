// Random entries and rows: every field that a walk names gets a value, seeded and without meaning.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "engine/currency.h"
#include "storage/entry_fields.h"
#include "tests/support/kept.h"

namespace tieout {

class Filler {
public:
    explicit Filler(std::uint64_t seed) : random_(seed) {}

    template <class T>
    void hidden(T& value) {
        (*this)(value);
    }

    template <class T>
    void place(T& value) {
        (*this)(value);
    }

    template <class T>
    void nested(T& value) {
        fields(*this, value);
    }

    template <class T>
    void since(std::uint8_t, T& value) {
        (*this)(value);
    }

    void operator()(bool& value) { value = random_() % 2 == 0; }

    void operator()(std::uint8_t& value) { value = static_cast<std::uint8_t>(random_()); }

    void operator()(std::uint32_t& value) { value = static_cast<std::uint32_t>(number()); }

    void operator()(std::uint64_t& value) { value = number(); }

    void operator()(std::int32_t& value) { value = static_cast<std::int32_t>(number()); }

    void operator()(std::int64_t& value) { value = static_cast<std::int64_t>(number()); }

    void operator()(Date& value) {
        value = Date(static_cast<std::int32_t>(random_() % 80'000) - 25'000);
    }

    void operator()(Text& value) {
        std::string made;
        (*this)(made);
        value = kept(made);
    }

    void operator()(std::string& value) {
        value.clear();
        const std::size_t size = random_() % 3 == 0 ? 0 : random_() % 40;
        for (std::size_t i = 0; i < size; ++i)
            value.push_back(static_cast<char>(random_()));
    }

    template <RowNumber T>
    void operator()(T& value) {
        value = random_() % 3 == 0 ? none<T>() : static_cast<T>(number());
    }

    template <ClosedList T>
    void operator()(T& value) {
        value = static_cast<T>(random_() % (static_cast<unsigned>(last_of(T{})) + 1U));
    }

    void operator()(Currency& value) {
        static constexpr std::array<const char*, 4> letters{"USD", "EUR", "JPY", "BHD"};
        value = random_() % 5 == 0 ? Currency{} : *Currency::find(letters[random_() % 4]);
    }

    void operator()(Mark& value) { value = {random_(), random_()}; }

    void operator()(Digest& value) {
        for (auto& byte : value.bytes)
            byte = static_cast<std::uint8_t>(random_());
    }

    template <class Field>
    void operator()(PackedTexts<Field>& value) {
        value = {};
        std::string text;
        for (unsigned i = 0; i < static_cast<unsigned>(Field::count); ++i) {
            (*this)(text);
            value.set(static_cast<Field>(i), text);
        }
    }

    template <class T>
    void operator()(std::optional<T>& value) {
        value.reset();
        if (random_() % 2 == 0) (*this)(value.emplace());
    }

    template <class T>
    void operator()(std::vector<T>& values) {
        values.assign(random_() % 4, T{});
        for (T& value : values) {
            if constexpr (std::is_same_v<T, Mark>) {
                (*this)(value);
            } else {
                fields(*this, value);
            }
        }
    }

    template <class Row>
    Row row() {
        Row filled;
        fields(*this, filled);
        return filled;
    }

    // An entry of the alternative with this place.
    template <std::size_t at = 0>
    Entry entry(std::size_t type) {
        if constexpr (at + 1 < std::variant_size_v<Entry>) {
            if (type != at) return entry<at + 1>(type);
        }
        return row<std::variant_alternative_t<at, Entry>>();
    }

    Entry entry() { return entry(random_() % std::variant_size_v<Entry>); }

    std::uint64_t number() {
        const auto bits = static_cast<unsigned>(random_() % 64);
        return random_() >> bits;
    }

    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

private:
    std::mt19937_64 random_;
};

}  // namespace tieout
