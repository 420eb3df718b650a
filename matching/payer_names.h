// The names of a book's customers, opened when a payer's name has to be compared with them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/ports.h"
#include "matching/name_index.h"

namespace tieout {

// A customer whose name is like the payer's.
struct NearCustomer {
    CustomerNo customer{};  // the head of the family when several members are equally near
    CustomerNo family{};
    NameLikeness how = NameLikeness::trigrams;
    std::int32_t similarity_bp = 0;
    // What the words on which both agree tell: the sum of log2(names / names with the word), in
    // hundredths of a bit, at most that of one name among all. General words tell nothing.
    std::int32_t told_centibits = 0;
    std::uint32_t names_with_word = 0;  // that have the rarest of these words; 0: none agrees
    bool other_legal_form = false;      // both have one, and they differ
    bool other_number = false;          // both have words with digits, and they differ
};

struct NearCustomers {
    std::vector<NearCustomer> customers;  // one a family, the nearest first
    bool is_complete = true;              // false: more are alike than are compared; nobody is near
};

// Kept by a matcher from batch to batch: names are opened (Secrets) and indexed when they are first
// needed, and again for customers that changed. A customer whose key was deleted has no name, also
// when it was deleted since. Clear names stay in this memory: about 260 bytes a name, given free
// with the matcher. Time: a key, a decryption, a name form and an entry of the index for each
// customer that is new or changed, a hash of his sealed texts for each other.
class PayerNames {
public:
    static constexpr std::size_t customers_max = 8;  // answers
    static constexpr std::size_t owners_max = 64;    // customers of one name

    // Brings the names up to the book. In parallel on the caller's arena; one caller at a time.
    void refresh(const Book& book, const Secrets& secrets);

    // The customers whose names are like this one. Safe for concurrent callers, each with a
    // NameWork of his own.
    NearCustomers find(
        const Book& book, const Secrets& secrets, std::string_view payer_name, NameWork& work
    ) const;

    const NameIndex& index() const { return index_; }

private:
    std::vector<CustomerName> unchanged_names(const std::vector<bool>& has_changed) const;
    NearCustomer describe(const NameForm& form, const NearName& near) const;

    std::vector<std::uint64_t> seals_;  // hash of each customer's sealed texts
    NameIndex index_;
};

}  // namespace tieout
