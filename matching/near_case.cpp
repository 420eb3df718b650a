#include "matching/near_case.h"

#include <algorithm>

namespace tieout {

// Advice that has lines says itself what is paid: its payment's text is not read.
const std::vector<NearPlace>& NearCase::places_of(
    const CaseLine& line, std::span<const CustomerNo> members
) {
    const auto [known, is_new] = places_.try_emplace(line.payment);
    if (!is_new || line.reading->has_lines || payment_of(line).memo.empty()) return known->second;
    std::size_t items = 0;
    for (const CustomerNo member : members)
        items += request_.book.items_of(member).size();
    known->second = reader_.read(line.payment, line.found->payer.family, items);
    return known->second;
}

std::vector<ItemNo> NearCase::exact_of(const CaseLine& line) const {
    std::vector<ItemNo> exact;
    for (const Hit& hit : line.hits) {
        const CustomerNo family = request_.book.family(request_.book.item(hit.item).customer);
        if (!hit.is_weak && family == line.found->payer.family) exact.push_back(hit.item);
    }
    return exact;
}

bool NearCase::close(const CaseLine& line, std::span<const CustomerNo> members) {
    const std::vector<ItemNo> exact = exact_of(line);
    const auto answer = close_nearly(
        {request_.book, policy_, payment_of(line), exact, places_of(line, members), taken_}
    );
    if (answer) settle(line, *answer);
    return answer.has_value();
}

bool NearCase::names_item(const CaseLine& line, std::span<const CustomerNo> members) {
    const auto& places = places_of(line, members);
    return std::any_of(places.begin(), places.end(), [&](const NearPlace& place) {
        return std::any_of(place.items.begin(), place.items.end(), [&](const NearItem& each) {
            return each.expected_ppm <= policy_.tau_post_ppm;
        });
    });
}

void NearCase::settle(const CaseLine& line, const NearAnswer& answer) {
    Match& match = *matches_[line.payment];
    const auto chance = static_cast<std::int32_t>(answer.expected_ppm / 100);
    match.tier = 3;
    match.certificate = Certificate::stated;
    match.score_bp = near_score_bp - (answer.closes_all ? 0 : chance);
    match.expected_spurious_ppm = static_cast<std::uint32_t>(answer.expected_ppm);
    match.terms.push_back({TermKind::reference_near, set_weight::near, answer.named});
    if (answer.closes_all) {
        match.terms.push_back({TermKind::amount_exact, set_weight::amount, answer.named});
    }
    match.clearing = answer.clearing;
    taken_.take(match.clearing);
}

// The payments that may mean each item.
std::map<ItemNo, NearCase::Lines> NearCase::by_item(
    const Lines& lines, std::span<const CustomerNo> members
) {
    std::map<ItemNo, Lines> found;
    for (const CaseLine* line : lines) {
        for (const NearPlace& place : places_of(*line, members)) {
            for (const NearItem& each : place.items) {
                Lines& mine = found[each.item];
                if (mine.empty() || mine.back() != line) mine.push_back(line);
            }
        }
    }
    return found;
}

void NearCase::judge(Lines& lines, std::span<const CustomerNo> members) {
    Lines open;
    std::copy_if(lines.begin(), lines.end(), std::back_inserter(open), [&](const CaseLine* line) {
        const bool has_rest_only = matches_[line->payment]->certificate == Certificate::stated;
        return !has_rest_only && line->found->payer.bp >= policy_.payer_post_bp;
    });
    Lines settled;
    const auto is_settled = [&](const CaseLine* line) {
        return std::find(settled.begin(), settled.end(), line) != settled.end();
    };
    for (const auto& [no, parts] : by_item(open, members)) {
        WideMinor sum = 0;
        for (const CaseLine* line : parts)
            sum += payment_of(*line).amount;
        const OpenItem& item = request_.book.item(no);
        const bool makes = !item.is_credit() && sum == taken_.left(request_.book, no) &&
                           std::none_of(parts.begin(), parts.end(), is_settled);
        if (!makes) continue;
        for (const CaseLine* line : parts) {
            NearAnswer part;
            part.clearing.items.push_back(ClearedItem{no, payment_of(*line).amount, {}});
            part.named = 1;
            settle(*line, part);
            settled.push_back(line);
        }
    }
    for (const CaseLine* line : open) {
        if (is_settled(line)) continue;
        const std::vector<ItemNo> exact = exact_of(*line);
        const NearQuery query{
            request_.book, policy_, payment_of(*line), exact, places_of(*line, members), taken_
        };
        auto answer = close_nearly(query);
        if (!answer) answer = pay_part_nearly(query);
        if (!answer) continue;
        settle(*line, *answer);
        settled.push_back(line);
    }
    std::erase_if(lines, is_settled);
}

}  // namespace tieout
