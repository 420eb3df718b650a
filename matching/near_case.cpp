#include "matching/near_case.h"

#include <algorithm>

#include <fmt/core.h>

#include "matching/reference_tier.h"

namespace tieout {

// Advice that has lines says itself what is paid: its payment's text is not read.
const NearText& NearCase::text_of(const CaseLine& line, std::span<const CustomerNo> members) {
    const auto [known, is_new] = texts_.try_emplace(line.payment);
    if (!is_new || line.reading->has_lines || payment_of(line).memo.empty()) return known->second;
    known->second =
        reader_.read(line.payment, payment_of(line).memo, line.found->payer.family, members);
    return known->second;
}

const std::vector<ItemNo>& NearCase::pool_of(
    const CaseLine& line, std::span<const CustomerNo> members
) {
    const EntityNo entity = request_.entities[line.payment];
    const Currency currency = payment_of(line).currency;
    const auto [known, is_new] = pools_.try_emplace({entity, currency});
    if (!is_new) return known->second;
    for (const CustomerNo member : members) {
        for (const ItemNo no : request_.book.items_of(member)) {
            const OpenItem& item = request_.book.item(no);
            const bool counts = item.is_open() && item.entity == entity &&
                                item.currency == currency && item.disputed == 0;
            if (counts) known->second.push_back(no);
        }
    }
    return known->second;
}

NearQuery NearCase::query_of(
    const CaseLine& line, std::span<const CustomerNo> members, std::vector<ItemNo>& exact
) {
    exact = exact_of(line);
    const NearText& text = text_of(line, members);
    std::span<const ItemNo> pool;
    if (text.unread > 0 || exact.size() > 2) pool = pool_of(line, members);
    return {
        request_.book, policy_, payment_of(line), exact, text.places, text.unread, pool, taken_
    };
}

std::optional<NearAnswer> NearCase::closed(const NearQuery& query) const {
    auto answer = close_nearly(query);
    if (!policy_.post_on_amount_alone) return answer;
    if (!answer) answer = close_with_rest(query);
    if (!answer) answer = close_with_run(query);
    return answer;
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
    std::vector<ItemNo> exact;
    const auto answer = closed(query_of(line, members, exact));
    if (answer) settle(line, *answer);
    return answer.has_value();
}

bool NearCase::close_lines(const CaseLine& line, std::span<const CustomerNo> members) {
    constexpr std::size_t lines_max = 256;
    const Payment& payment = payment_of(line);
    if (!line.reading->has_lines || payment.remittance.size() > lines_max) return false;
    std::vector<Hit> hits(line.hits.begin(), line.hits.end());
    NearAnswer answer;
    for (std::size_t at = 0; at < payment.remittance.size(); ++at) {
        const RemittanceLine& cell = payment.remittance[at];
        const bool is_read = cell.reference.empty() || cell.kind == RemittanceKind::deduction ||
                             cell.kind == RemittanceKind::on_account ||
                             std::any_of(line.hits.begin(), line.hits.end(), [&](const Hit& hit) {
                                 return hit.line == at;
                             });
        if (is_read) continue;
        const auto item = only_item_of(line, cell, members);
        if (!item) return false;
        hits.push_back({*item, static_cast<std::uint32_t>(at), 0, false});
        answer.near.push_back(*item);
    }
    if (answer.near.empty()) return false;
    NamedAnswer named = answer_named(
        {request_.book, policy_, payment, *line.reading, hits, line.found->payer.family, taken_}
    );
    if (!named.closes_all || named.outcome != NamedOutcome::settled) return false;
    answer.clearing = std::move(named.settlement.clearing);
    answer.named = static_cast<std::uint32_t>(named.named.size());
    answer.closes_all = true;
    settle(line, answer);
    return true;
}

// The one open item that a line's number is near to and whose amount it states.
std::optional<ItemNo> NearCase::only_item_of(
    const CaseLine& line, const RemittanceLine& cell, std::span<const CustomerNo> members
) {
    if (!cell.net) return std::nullopt;
    const NearText text =
        reader_.read(line.payment, cell.reference, line.found->payer.family, members);
    std::optional<ItemNo> only;
    for (const NearPlace& place : text.places) {
        for (const NearItem& each : place.items) {
            const Minor left = taken_.left(request_.book, each.item);
            const Minor owed = request_.book.item(each.item).is_credit() ? -left : left;
            const bool fits = owed == *cell.net || owed == *cell.net + cell.discount;
            if (!fits || only == each.item) continue;
            if (only) return std::nullopt;
            only = each.item;
        }
    }
    return only;
}

bool NearCase::names_item(const CaseLine& line, std::span<const CustomerNo> members) {
    const auto& places = text_of(line, members).places;
    const std::vector<ItemNo> exact = exact_of(line);
    return std::any_of(places.begin(), places.end(), [&](const NearPlace& place) {
        return std::any_of(place.items.begin(), place.items.end(), [&](const NearItem& each) {
            return each.expected_ppm <= policy_.tau_post_ppm &&
                   std::find(exact.begin(), exact.end(), each.item) == exact.end();
        });
    });
}

std::string NearCase::words_of(const NearAnswer& answer) const {
    constexpr std::size_t shown_max = 5;
    std::string words;
    for (std::size_t i = 0; i < std::min(answer.near.size(), shown_max); ++i) {
        words += words.empty() ? "the text nearly names " : ", ";
        words += request_.book.item(answer.near[i]).document;
    }
    if (answer.near.size() > shown_max) words += " and others";
    if (answer.unnamed > 0) {
        words += words.empty() ? "beside the named items" : "; beside these";
        words += fmt::format(", {} that nobody names make the rest", answer.unnamed);
    }
    if (answer.cut_off > 0) {
        words = fmt::format(
            "the text ends within a number; from there on {} documents in order make the rest",
            answer.cut_off
        );
    }
    return words;
}

void NearCase::settle(const CaseLine& line, const NearAnswer& answer) {
    Match& match = *matches_[line.payment];
    const auto chance = static_cast<std::int32_t>(answer.expected_ppm / 100);
    match.tier = 3;
    match.certificate = answer.unnamed == 0 ? Certificate::stated : Certificate::unique;
    match.proved_k = answer.unnamed;
    match.score_bp = near_score_bp - (answer.closes_all && answer.unnamed == 0 ? 0 : chance);
    match.expected_spurious_ppm = static_cast<std::uint32_t>(answer.expected_ppm);
    match.terms.push_back({TermKind::reference_near, set_weight::near, answer.named});
    if (answer.closes_all) {
        match.terms.push_back({TermKind::amount_exact, set_weight::amount, answer.named});
    }
    match.detail = words_of(answer);
    match.clearing = answer.clearing;
    taken_.take(match.clearing);
}

// The payments that may mean each item.
std::map<ItemNo, NearCase::Lines> NearCase::by_item(
    const Lines& lines, std::span<const CustomerNo> members
) {
    std::map<ItemNo, Lines> found;
    for (const CaseLine* line : lines) {
        for (const NearPlace& place : text_of(*line, members).places) {
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
            part.near = {no};
            part.named = 1;
            settle(*line, part);
            settled.push_back(line);
        }
    }
    for (const CaseLine* line : open) {
        if (is_settled(line)) continue;
        std::vector<ItemNo> exact;
        const NearQuery query = query_of(*line, members, exact);
        auto answer = closed(query);
        if (!answer) answer = pay_part_nearly(query);
        if (!answer) continue;
        settle(*line, *answer);
        settled.push_back(line);
    }
    std::erase_if(lines, is_settled);
}

}  // namespace tieout
