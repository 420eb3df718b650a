// Numbers in free text that are nearly those of a document: one slip of a finger or of a reader.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/ports.h"
#include "matching/references.h"

namespace tieout {

inline constexpr std::size_t near_length_min = 6;  // shorter numbers have neighbours everywhere
inline constexpr std::size_t near_length_max = 24;
inline constexpr std::size_t near_bare_min =
    4;  // of a running number without what stands before it
inline constexpr std::size_t near_places_max = 16;  // looked at in one text
inline constexpr std::size_t near_cut_max = 4;
inline constexpr std::size_t near_items_max = 8;  // of one place

// An item one of whose numbers is nearly what stands in the text.
struct NearItem {
    ItemNo item{};
    // How many items of the family such a place would name by chance, in parts per million: what
    // its neighbourhood holds of other families, by the share of this one, and the share of all
    // numbers of its length that are the family's.
    std::int64_t expected_ppm = 0;
};

// A place in the text (words `first` to `last`) and the items of the family it may mean.
struct NearPlace {
    std::uint16_t first = 0;
    std::uint16_t last = 0;
    std::vector<NearItem> items;
};

// What one text nearly names.
struct NearText {
    std::vector<NearPlace> places;
    // Further places that look like numbers of documents and are near none of the family's.
    std::uint32_t unread = 0;
};

// Reads what exact numbers leave (matching.md 2, tier 3). A number is near when one character is
// wrong (a digit, or a letter and a digit that look alike), missing or too many, when two
// neighbours are swapped, when a blank splits it, when letters stand against it, or when up to
// near_cut_max characters are cut off at its front or end, or when it is the running number of a
// document without the letters, the year and the like in front. Each variant is looked up, some 250
// a number: 10 to 20 µs; what none of them finds is held against the family's numbers. One reader a
// family.
class NearReader {
public:
    explicit NearReader(const MatchRequest& request) : request_(request) {}

    // The places of a text (the payment's memo, or a cell of its advice) that name no document of
    // the book exactly and nearly one of the family's open items. `members` are the family's
    // customers.
    NearText read(
        std::size_t payment,
        std::string_view text,
        CustomerNo family,
        std::span<const CustomerNo> members
    );

private:
    struct Spelling {
        std::string form;
        std::uint16_t first = 0;
        std::uint16_t last = 0;
        bool has_variants = true;  // else as it stands: its slip is that it is split
        bool is_bare = false;      // short: only as the running number of one of the family's
    };

    void gather(std::size_t payment, std::string_view text);
    void add_windows(const ReferenceToken& token);
    void add(std::string form, const ReferenceToken& token, std::uint16_t last, bool has_variants);
    bool is_wanted(std::size_t payment, ItemNo no) const;
    void look_up(const Spelling& spelling);
    void know_numbers(std::span<const CustomerNo> members);
    std::int64_t look_for_bare(const Spelling& spelling, std::size_t payment);
    std::int64_t look_for_cut(const Spelling& spelling, std::size_t payment);
    std::uint32_t unread(std::span<const NearPlace> places) const;

    const MatchRequest& request_;
    ReferenceReader tokens_;
    std::vector<Spelling> spellings_;
    std::vector<Spelling> windows_;
    std::vector<ItemNo> found_;
    std::size_t family_items_ = 0;
    std::vector<std::pair<std::string, ItemNo>> numbers_;  // of the family's open items
    std::vector<std::pair<std::string, ItemNo>> bare_;     // their running numbers alone, sorted
};

// Calls visit(variant) for every spelling one slip away from `form`; some come twice.
template <class Visit>
void each_near_spelling(std::string_view form, Visit&& visit) {
    constexpr std::string_view digits = "0123456789";
    // Letters and digits that are read for one another.
    constexpr std::string_view alike = "O0 0O I1 1I L1 1L S5 5S B8 8B Z2 2Z G6 6G Q0 D0";
    std::string changed;
    const auto show = [&] {
        // A number's leading zeros are no part of its form.
        const std::size_t zeros = changed.find_first_not_of('0');
        if (zeros != changed.npos) visit(std::string_view(changed).substr(zeros));
    };
    for (std::size_t at = 0; at < form.size(); ++at) {
        changed = form;
        changed.erase(at, 1);
        show();
        changed = form;
        if (at + 1 < form.size() && form[at] != form[at + 1]) {
            std::swap(changed[at], changed[at + 1]);
            show();
        }
        changed = form;
        if (form[at] >= '0' && form[at] <= '9') {
            for (const char digit : digits) {
                if (digit == form[at]) continue;
                changed[at] = digit;
                show();
            }
        }
        for (std::size_t pair = 0; pair < alike.size(); pair += 3) {
            if (alike[pair] != form[at]) continue;
            changed[at] = alike[pair + 1];
            show();
        }
    }
    std::size_t letters = 0;  // in front
    while (letters < form.size() && (form[letters] < '0' || form[letters] > '9'))
        ++letters;
    for (std::size_t at = 0; at <= form.size(); ++at) {
        changed = form;
        changed.insert(at, 1, '0');
        for (const char digit : at == 0 ? digits.substr(1) : digits) {
            changed[at] = digit;
            show();
        }
        if (letters == 0 || at > letters) continue;
        for (char letter = 'A'; letter <= 'Z'; ++letter) {
            changed[at] = letter;
            show();
        }
    }
}

}  // namespace tieout
