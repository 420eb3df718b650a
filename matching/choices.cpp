#include "matching/choices.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

namespace tieout {

namespace {

// What one item of the class may take; its copies are alike, so they may all.
Minor discount_of(
    const Book& book, const Policy& policy, const Pool& pool, std::uint32_t place, Date booked
) {
    const PoolElement& element = pool.elements[pool.elements_of(place).front()];
    const PoolItem& only = pool.items[element.first];
    const OpenItem& item = book.item(only.item);
    if (element.count > 1 || only.amount != item.owed()) return 0;
    return earned_discount(item, policy, booked);
}

}  // namespace

Choices choices_of(const Book& book, const Policy& policy, const Pool& pool, Date booked) {
    Choices choices;
    const std::size_t classes = pool.sums.classes();
    choices.discount.resize(classes);
    for (std::uint32_t place = 0; place < classes; ++place)
        choices.discount[place] = discount_of(book, policy, pool, place, booked);
    const bool any = std::any_of(choices.discount.begin(), choices.discount.end(), [](Minor each) {
        return each > 0;
    });
    if (!any) return {};
    choices.group.resize(classes);
    choices.net = pool.sums.amounts;
    std::map<std::pair<std::optional<Date>, std::string_view>, std::uint32_t> groups;
    std::vector<std::pair<std::uint32_t, bool>> places;
    for (std::uint32_t place = 0; place < classes; ++place) {
        places.emplace_back(place, false);
        if (choices.discount[place] == 0) continue;
        const PoolElement& element = pool.elements[pool.elements_of(place).front()];
        const OpenItem& item = book.item(pool.items[element.first].item);
        const auto next = static_cast<std::uint32_t>(groups.size() + 1);
        const auto key = std::make_pair(item.discount_date, item.texts.get(ItemText::terms));
        choices.group[place] = groups.try_emplace(key, next).first->second;
        choices.net[place] -= choices.discount[place];
        places.emplace_back(place, true);
    }
    const auto amount = [&](const auto& each) {
        return each.second ? choices.net[each.first] : pool.sums.amounts[each.first];
    };
    std::stable_sort(places.begin(), places.end(), [&](const auto& a, const auto& b) {
        return amount(a) < amount(b);
    });
    for (const auto& each : places) {
        choices.sums.amounts.push_back(amount(each));
        choices.sums.copies.push_back(pool.sums.copies[each.first]);
        const std::uint32_t group = choices.group[each.first];
        choices.sums.choice.push_back(group == 0 ? 0 : 2 * group + (each.second ? 1 : 0));
        choices.classes.push_back(each.first);
        choices.is_net.push_back(each.second);
    }
    return choices;
}

ClearedItem cleared_of(
    const PoolItem& item, std::uint32_t place, const Picks& nets, const Choices& choices
) {
    ClearedItem cleared{item.item, item.amount, {}};
    if (!std::binary_search(nets.begin(), nets.end(), place)) return cleared;
    const Minor earned = choices.discount[place];
    cleared.cash -= earned;
    cleared.adjustments.push_back({AdjustmentKind::earned_discount, earned, {}});
    return cleared;
}

void keep_fee(Minor fee, Clearing& clearing) {
    if (fee == 0) return;
    const auto largest = std::max_element(
        clearing.items.begin(),
        clearing.items.end(),
        [](const ClearedItem& a, const ClearedItem& b) { return a.cash < b.cash; }
    );
    largest->cash -= fee;
    largest->adjustments.push_back({AdjustmentKind::fee, fee, "bank fee"});
}

}  // namespace tieout
