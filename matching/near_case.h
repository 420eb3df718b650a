// A near case is the payments of one family whose texts nearly name documents, judged together.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "matching/family_case.h"
#include "matching/near_reference.h"
#include "matching/near_tier.h"
#include "matching/pool.h"

namespace tieout {

// Works on the lines of one family case, whose payers are certain; what it settles is written into
// their matches and taken.
class NearCase {
public:
    NearCase(
        const MatchRequest& request,
        const Policy& policy,
        std::span<Match* const> matches,
        Taken& taken
    )
        : request_(request), policy_(policy), matches_(matches), taken_(taken), reader_(request) {}

    // Settles a payment by near numbers that make it, with those that are named exactly. `members`
    // are the customers of the family.
    bool close(const CaseLine& line, std::span<const CustomerNo> members);

    // Settles a payment whose advice has lines with numbers that are none of the book's: each means
    // the one item that it nearly names and whose open amount the line states, and all lines
    // together close to the cent.
    bool close_lines(const CaseLine& line, std::span<const CustomerNo> members);

    // Payments that are still open, beside each other: those that nearly name one item and together
    // make what is open of it; then, each by itself, what makes the payment and parts of the only
    // item that can be meant. Those that are settled are taken out of `lines`.
    void judge(std::vector<const CaseLine*>& lines, std::span<const CustomerNo> members);

    // Whether the text, hardly by chance, nearly names an item of the family that it does not name
    // as it is.
    bool names_item(const CaseLine& line, std::span<const CustomerNo> members);

private:
    using Lines = std::vector<const CaseLine*>;

    const Payment& payment_of(const CaseLine& line) const {
        return *request_.payments[line.payment];
    }

    const NearText& text_of(const CaseLine& line, std::span<const CustomerNo> members);
    NearQuery query_of(
        const CaseLine& line, std::span<const CustomerNo> members, std::vector<ItemNo>& exact
    );
    std::optional<NearAnswer> closed(const NearQuery& query) const;
    std::optional<ItemNo> only_item_of(
        const CaseLine& line, const RemittanceLine& cell, std::span<const CustomerNo> members
    );
    const std::vector<ItemNo>& pool_of(const CaseLine& line, std::span<const CustomerNo> members);
    std::vector<ItemNo> exact_of(const CaseLine& line) const;
    void settle(const CaseLine& line, const NearAnswer& answer);
    // For a person who asks why.
    std::string words_of(const NearAnswer& answer) const;
    std::map<ItemNo, Lines> by_item(const Lines& lines, std::span<const CustomerNo> members);

    const MatchRequest& request_;
    const Policy& policy_;
    std::span<Match* const> matches_;
    Taken& taken_;
    NearReader reader_;
    std::unordered_map<std::size_t, NearText> texts_;  // by payment
    std::map<std::pair<EntityNo, Currency>, std::vector<ItemNo>> pools_;
};

}  // namespace tieout
