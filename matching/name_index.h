// The names of all customers, held so that those most like a payer's name are found quickly.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/ids.h"
#include "engine/name_form.h"
#include "engine/slot_table.h"
#include "matching/name_scan.h"
#include "matching/name_similarity.h"
#include "matching/name_trigrams.h"

namespace tieout {

// One normal form of a name or alias of a customer.
struct CustomerName {
    CustomerNo customer{};
    NameForm form;
};

// How a name is like another, the strongest first.
enum class NameLikeness : std::uint8_t {
    same,      // the same words, whatever their order
    near,      // ratio in either order of words of near_bp_min or more
    cut,       // cut off by a bank, the words before the cut the same or nearly so
    initials,  // word for word the same, some of them by their first letter only
    trigrams,  // rare runs of three letters in common
};

struct NearName {
    std::uint32_t name = 0;  // in the index
    NameLikeness how = NameLikeness::trigrams;
    // same 10,000; near: max(ratio, token-sort ratio); cut: 95 % of the ratio to the customer's
    // name cut at the same length; initials 8,500; trigrams: the mean of ratio and cosine.
    std::int32_t similarity_bp = 0;
    bool same_legal_form = false;  // both have one, and it is the same

    friend bool operator==(const NearName&, const NearName&) = default;
};

struct NearNames {
    std::vector<NearName> names;  // best first, equal ones by their text
    bool is_complete = true;      // false: so many names are alike that they were not all compared
};

// What searches need besides the index; one a thread.
struct NameWork {
    NamePattern written;
    NamePattern words;
    NamePattern head;
    std::vector<std::uint32_t> found;
    TrigramWork trigrams;
    std::vector<TrigramHit> hits;
};

// What a bank gave as a payer's name, in one of its normal forms.
struct NameQuery {
    const NameForm& form;
    std::size_t letters = 0;  // characters of the name as it came: where a bank may have cut it
};

// Names are compared by at most name_bytes_compared_max bytes of their normal form, without the
// legal form, which only decides between names otherwise equally near. The answer depends on the
// set of names only. Memory: about 250 bytes a name. Building: about 4 us a name, on the caller's
// thread.
class NameIndex {
public:
    static constexpr std::int32_t near_bp_min = 8'500;
    static constexpr std::int32_t cut_bp_max = 9'500;
    static constexpr std::int32_t initials_bp = 8'500;
    static constexpr std::size_t cut_letters_min = 12;  // a shorter name cut off says little
    static constexpr std::size_t compared_max = 4'096;  // names compared letter by letter
    static constexpr std::size_t answers_max = 16;
    static constexpr std::size_t rescored_max = 64;  // names that trigrams find, compared

    NameIndex() = default;
    // Requires: fewer than 2^31 names, their texts at most 4 GiB.
    explicit NameIndex(std::vector<CustomerName> names);

    // The cascade (matching.md 3): the same words; else names with a ratio of near_bp_min or more,
    // and cut ones; else by trigrams. At most answers_max. Nothing when it is not complete.
    NearNames search(const NameQuery& query, NameWork& work) const;

    // Every name with max(ratio, token-sort ratio) >= near_bp_min, best first: what a comparison
    // with each single name gives. Bounded by one look at every name's signature and compared_max
    // comparisons.
    NearNames every_near(const NameForm& form, NameWork& work) const;

    // How like a query one name is, by whatever step would find it; trigrams below all of them.
    NearName likeness(const NameQuery& query, std::uint32_t name, NameWork& work) const;

    std::size_t size() const { return entries_.size(); }

    std::string_view written(std::uint32_t name) const;
    std::string_view words(std::uint32_t name) const;  // sorted
    std::string_view legal_form(std::uint32_t name) const;
    // Whose name it is, ascending.
    std::span<const CustomerNo> owners(std::uint32_t name) const;

    // In how many names the word stands, at least 1.
    std::uint32_t names_with(std::string_view word) const;

    std::size_t bytes() const;

private:
    struct Entry {
        std::uint32_t text = 0;    // in texts_: written, blank and legal form, words if others
        std::uint32_t owners = 0;  // in owners_
        std::uint16_t size = 0;    // of written, and of words
        std::uint8_t legal_size = 0;
        bool has_words = false;  // words differ from written
    };

    void add(const CustomerName& name, const std::string& words);
    void finish();
    std::string_view whole(std::uint32_t name) const;  // written, blank and legal form
    void scan(const NameForm& form, NameWork& work, NearNames& near) const;
    void find_cut(const NameQuery& query, NearNames& near) const;
    void find_by_trigrams(const NameQuery& query, NameWork& work, NearNames& near) const;
    NearName rate(std::uint32_t name, const NameQuery& query, NameWork& work) const;
    std::int32_t compare(std::uint32_t name, const NameWork& work) const;
    void put(const NameForm& form, NearName each, NearNames& near) const;

    std::vector<Entry> entries_;  // by length, text, legal form
    std::string texts_;
    std::vector<CustomerNo> owners_;
    std::vector<std::uint32_t> length_starts_;  // first name of each length, and the end
    std::vector<std::uint32_t> by_whole_;       // names in the order of their whole text
    SlotTable by_words_;
    NameSignatures signatures_;
    NameTrigrams trigrams_;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> common_words_;  // hash, names: 2 or more
};

// True when each word of one is the word of the other, or its first letter, in the same order, at
// least one of three letters or more is the same, and one is a first letter.
bool agree_by_initials(std::string_view a, std::string_view b);

// Calls take(word) for each word of a normal form.
template <class Take>
void each_word(std::string_view words, Take&& take) {
    while (!words.empty()) {
        const std::size_t blank = words.find(' ');
        take(words.substr(0, blank));
        words.remove_prefix(blank == std::string_view::npos ? words.size() : blank + 1);
    }
}

}  // namespace tieout
