#include "matching/near_tier.h"

#include <algorithm>

namespace tieout {

namespace {

class Choosing {
public:
    explicit Choosing(const NearQuery& query) : q_(query) {}

    std::optional<NearAnswer> close() {
        std::size_t choices = 1;
        for (const NearPlace& place : q_.places) {
            choices *= place.items.size() + 1;
            if (choices > near_choices_max) return std::nullopt;
        }
        std::vector<ItemNo> items;
        WideMinor sum = 0;
        for (const ItemNo no : q_.exact) {
            const Minor left = owed(no);
            if (left == 0) return std::nullopt;
            items.push_back(no);
            sum += left;
        }
        choose(0, items, sum);
        if (exact_.size() == 1) return settled(exact_.front());
        if (exact_.empty() && short_.size() == 1) return settled(short_.front());
        return std::nullopt;
    }

private:
    // What is left to pay of the item, negative for credits.
    Minor owed(ItemNo no) const {
        const Minor left = q_.taken.left(q_.book, no);
        return q_.book.item(no).is_credit() ? -left : left;
    }

    static void note(std::vector<std::vector<ItemNo>>& sets, std::vector<ItemNo> items) {
        std::sort(items.begin(), items.end());
        if (std::find(sets.begin(), sets.end(), items) == sets.end()) sets.push_back(items);
    }

    void choose(std::size_t place, std::vector<ItemNo>& items, WideMinor sum) {
        if (place == q_.places.size()) {
            if (items.size() == q_.exact.size()) return;  // nothing near was taken
            const WideMinor missing = sum - q_.payment.amount;
            if (missing == 0) note(exact_, items);
            if (missing > 0 && missing <= q_.policy.under_tolerance_minor) note(short_, items);
            return;
        }
        choose(place + 1, items, sum);
        for (const NearItem& each : q_.places[place].items) {
            const Minor left = owed(each.item);
            const bool is_taken = std::find(items.begin(), items.end(), each.item) != items.end();
            if (left == 0 || is_taken) continue;
            items.push_back(each.item);
            choose(place + 1, items, sum + left);
            items.pop_back();
        }
    }

    std::optional<NearAnswer> settled(const std::vector<ItemNo>& items) const {
        std::vector<NamedItem> named;
        for (const ItemNo no : items)
            named.push_back(NamedItem{no, q_.taken.left(q_.book, no), {}, 0, 0, {}});
        Settlement settlement = settle_named(q_.book, q_.policy, q_.payment, named);
        const bool is_clear = settlement.may_post && settlement.reason == Reason::nothing &&
                              settlement.clearing.unapplied == 0 &&
                              settlement.clearing.on_account == 0;
        if (!is_clear) return std::nullopt;
        NearAnswer answer;
        answer.clearing = std::move(settlement.clearing);
        answer.named = static_cast<std::uint32_t>(items.size());
        answer.closes_all = true;
        return answer;
    }

    const NearQuery& q_;
    std::vector<std::vector<ItemNo>> exact_;
    std::vector<std::vector<ItemNo>> short_;
};

}  // namespace

std::optional<NearAnswer> close_nearly(const NearQuery& query) {
    if (query.places.empty()) return std::nullopt;
    return Choosing(query).close();
}

std::optional<NearAnswer> pay_part_nearly(const NearQuery& query) {
    if (!query.exact.empty() || query.places.empty()) return std::nullopt;
    // The items that every place may mean: several places are several witnesses.
    std::vector<NearItem> common = query.places.front().items;
    for (const NearPlace& place : query.places.subspan(1)) {
        std::vector<NearItem> both;
        for (const NearItem& each : common) {
            const auto again =
                std::find_if(place.items.begin(), place.items.end(), [&](const NearItem& other) {
                    return other.item == each.item;
                });
            if (again == place.items.end()) continue;
            both.push_back({each.item, std::min(each.expected_ppm, again->expected_ppm)});
        }
        common = std::move(both);
    }
    if (common.size() != 1) return std::nullopt;
    const NearItem& near = common.front();
    const OpenItem& item = query.book.item(near.item);
    const bool fits = near.expected_ppm <= query.policy.tau_post_ppm && !item.is_credit() &&
                      query.taken.left(query.book, near.item) > query.payment.amount;
    if (!fits) return std::nullopt;
    NearAnswer answer;
    answer.clearing.items.push_back(ClearedItem{near.item, query.payment.amount, {}});
    answer.named = 1;
    answer.expected_ppm = near.expected_ppm;
    return answer;
}

}  // namespace tieout
