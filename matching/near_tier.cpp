#include "matching/near_tier.h"

#include <algorithm>
#include <string_view>
#include <utility>

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
        for (const auto* sets : {&exact_, &net_, &short_}) {
            if (sets->size() == 1) return settled(sets->front());
            if (!sets->empty()) break;
        }
        return std::nullopt;
    }

private:
    // What is left to pay of the item, negative for credits.
    Minor owed(ItemNo no) const {
        const Minor left = q_.taken.left(q_.book, no);
        return q_.book.item(no).is_credit() ? -left : left;
    }

    // The discounts that all of them have earned by the day of the payment.
    WideMinor earned(const std::vector<ItemNo>& items) const {
        WideMinor sum = 0;
        for (const ItemNo no : items) {
            const OpenItem& item = q_.book.item(no);
            const bool is_whole = q_.taken.left(q_.book, no) == item.amount;
            if (is_whole) sum += earned_discount(item, q_.policy, q_.payment.booking_date);
        }
        return sum;
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
            if (missing > 0 && missing == earned(items)) note(net_, items);
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
            named.push_back(NamedItem{no, q_.taken.left(q_.book, no), {}, 0});
        Settlement settlement = settle_named(q_.book, q_.policy, q_.payment, named);
        const bool is_clear = settlement.may_post && settlement.reason == Reason::nothing &&
                              settlement.clearing.unapplied == 0 &&
                              settlement.clearing.on_account == 0;
        if (!is_clear) return std::nullopt;
        NearAnswer answer;
        answer.clearing = std::move(settlement.clearing);
        answer.named = static_cast<std::uint32_t>(items.size());
        answer.closes_all = true;
        for (const ItemNo no : items) {
            const bool is_exact = std::find(q_.exact.begin(), q_.exact.end(), no) != q_.exact.end();
            if (!is_exact) answer.near.push_back(no);
        }
        return answer;
    }

    const NearQuery& q_;
    std::vector<std::vector<ItemNo>> exact_;
    std::vector<std::vector<ItemNo>> net_;    // makes it when all earned discounts are taken
    std::vector<std::vector<ItemNo>> short_;  // within the tolerance
};

}  // namespace

std::optional<NearAnswer> close_nearly(const NearQuery& query) {
    if (query.places.empty()) return std::nullopt;
    return Choosing(query).close();
}

std::optional<NearAnswer> close_with_rest(const NearQuery& query) {
    if (query.unread == 0 || query.places.size() + query.exact.size() == 0) return std::nullopt;
    const auto left_of = [&](ItemNo no) {
        return query.book.item(no).is_credit() ? 0 : query.taken.left(query.book, no);
    };
    std::vector<ItemNo> items(query.exact.begin(), query.exact.end());
    for (const NearPlace& place : query.places) {
        const bool is_clear = place.items.size() == 1 &&
                              place.items.front().expected_ppm <= query.policy.tau_post_ppm;
        if (!is_clear) return std::nullopt;
        items.push_back(place.items.front().item);
    }
    std::sort(items.begin(), items.end());
    if (std::adjacent_find(items.begin(), items.end()) != items.end()) return std::nullopt;
    WideMinor rest = query.payment.amount;
    for (const ItemNo no : items) {
        if (left_of(no) <= 0) return std::nullopt;
        rest -= left_of(no);
    }
    if (rest <= 0) return std::nullopt;
    std::vector<std::pair<Minor, ItemNo>> pool;
    for (const ItemNo no : query.pool) {
        const Minor left = left_of(no);
        const bool is_whole = left > 0 && left == query.book.item(no).amount;
        if (is_whole && left <= rest && !std::binary_search(items.begin(), items.end(), no)) {
            pool.emplace_back(left, no);
        }
    }
    std::sort(pool.begin(), pool.end());
    const auto amount = static_cast<Minor>(rest);
    std::vector<ItemNo> added;
    std::size_t ways = 0;
    WideMinor tried = static_cast<WideMinor>(pool.size());
    for (const auto& [left, no] : pool) {
        if (left != amount) continue;
        added = {no};
        ++ways;
    }
    if (ways == 0 && query.unread >= 2) {
        tried = tried * tried / 2;
        for (std::size_t low = 0, high = pool.size(); low < high; ++low) {
            while (high > low + 1 && pool[low].first + pool[high - 1].first > amount)
                --high;
            for (std::size_t at = high; at > low + 1; --at) {
                if (pool[low].first + pool[at - 1].first != amount) break;
                added = {pool[low].second, pool[at - 1].second};
                ++ways;
            }
        }
    }
    const WideMinor expected = tried * 1'000'000 / rest;
    if (ways != 1 || expected > query.policy.tau_post_ppm) return std::nullopt;
    NearAnswer answer;
    answer.named = static_cast<std::uint32_t>(items.size());
    answer.unnamed = static_cast<std::uint32_t>(added.size());
    for (const NearPlace& place : query.places)
        answer.near.push_back(place.items.front().item);
    answer.expected_ppm = static_cast<std::int64_t>(expected);
    answer.closes_all = true;
    items.insert(items.end(), added.begin(), added.end());
    for (const ItemNo no : items)
        answer.clearing.items.push_back(ClearedItem{no, left_of(no), {}});
    return answer;
}

namespace {

// The text ends with the first characters of the document's number, but not all of them.
bool ends_within(std::string_view text, std::string_view document) {
    const std::size_t gap = text.find_last_of(" ,;/|+");
    const std::string_view last = gap == text.npos ? text : text.substr(gap + 1);
    return !last.empty() && last.size() < document.size() && document.starts_with(last);
}

}  // namespace

std::optional<NearAnswer> close_with_run(const NearQuery& query) {
    constexpr std::size_t named_min = 3;
    constexpr std::size_t run_max = 128;
    if (query.exact.size() < named_min) return std::nullopt;
    // Numbers of one length are in the order of their letters.
    const auto number_of = [&](ItemNo no) {
        const std::string& document = query.book.item(no).document;
        return std::pair(document.size(), std::string_view(document));
    };
    const auto owed = [&](ItemNo no) {
        const Minor left = query.taken.left(query.book, no);
        return query.book.item(no).is_credit() ? -left : left;
    };
    WideMinor rest = query.payment.amount;
    for (std::size_t i = 0; i < query.exact.size(); ++i) {
        const bool rises = i == 0 || number_of(query.exact[i - 1]) < number_of(query.exact[i]);
        if (!rises || owed(query.exact[i]) == 0) return std::nullopt;
        rest -= owed(query.exact[i]);
    }
    const auto last = number_of(query.exact.back());
    std::vector<ItemNo> run;
    for (const ItemNo no : query.pool) {
        const auto number = number_of(no);
        if (number.first == last.first && number > last && owed(no) != 0) run.push_back(no);
    }
    const std::size_t count = std::min(run.size(), run_max);
    std::partial_sort(
        run.begin(),
        run.begin() + static_cast<std::ptrdiff_t>(count),
        run.end(),
        [&](ItemNo a, ItemNo b) { return number_of(a) < number_of(b); }
    );
    if (count == 0 || !ends_within(query.payment.memo, query.book.item(run.front()).document)) {
        return std::nullopt;
    }
    std::size_t taken = 0;
    while (taken < count && rest > 0)
        rest -= owed(run[taken++]);
    if (rest != 0 || taken == 0) return std::nullopt;
    NearAnswer answer;
    answer.named = static_cast<std::uint32_t>(query.exact.size());
    answer.cut_off = static_cast<std::uint32_t>(taken);
    answer.closes_all = true;
    std::vector<ItemNo> items(query.exact.begin(), query.exact.end());
    items.insert(items.end(), run.begin(), run.begin() + static_cast<std::ptrdiff_t>(taken));
    for (const ItemNo no : items)
        answer.clearing.items.push_back(ClearedItem{no, owed(no), {}});
    return answer;
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
    const Minor missing = query.taken.left(query.book, near.item) - query.payment.amount;
    // What is short by just the discount is no part payment: the discount was taken too late.
    const bool fits = near.expected_ppm <= query.policy.tau_post_ppm && !item.is_credit() &&
                      missing > 0 && missing != item.discount_amount;
    if (!fits) return std::nullopt;
    NearAnswer answer;
    answer.clearing.items.push_back(ClearedItem{near.item, query.payment.amount, {}});
    answer.near = {near.item};
    answer.named = 1;
    answer.expected_ppm = near.expected_ppm;
    return answer;
}

}  // namespace tieout
