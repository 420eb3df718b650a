// Every item (for interchangeable ones: every number of them) that stands in some candidates and
// not in others is a split of the candidates in two. Wanted is the smallest number of splits that
// set every two candidates apart. Take the first two that are not apart yet: one of the splits
// between them belongs to the answer; so try those in their order, one split deep, two deep, and so
// on. A part of n candidates needs at least log2(n) splits more, which ends most tries early.
#include "engine/question.h"

#include <algorithm>
#include <bit>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "engine/alike.h"

namespace tieout {

namespace {

constexpr std::size_t words_max = 5;  // documents named in one sentence

// Which candidates say yes, as bits.
struct Split {
    std::uint32_t yes = 0;
    Ask ask;
};

// Items alike that take the same amount, and how many of them each candidate has.
struct Kind {
    CandidateItem first;
    std::vector<std::uint32_t> counts;
};

class Asking {
public:
    Asking(const Book& book, std::span<const Candidate> candidates) : book_(book) {
        for (const Candidate& each : candidates) {
            if (each.items.empty() || sets_.size() == question_sets_max) continue;
            sets_.push_back(&each);
        }
    }

    Question run() {
        if (sets_.size() < 2) return std::move(question_);
        gather();
        find_common();
        find_splits();
        find_smallest();
        return std::move(question_);
    }

private:
    void gather() {
        std::
            map<std::tuple<decltype(likeness(std::declval<const OpenItem&>())), Minor>, std::size_t>
                known;
        for (std::size_t at = 0; at < sets_.size(); ++at) {
            for (const CandidateItem& item : sets_[at]->items) {
                const auto [found, is_new] = known.try_emplace(
                    std::make_tuple(likeness(book_.item(item.item)), item.amount), kinds_.size()
                );
                if (is_new) kinds_.push_back({item, std::vector<std::uint32_t>(sets_.size(), 0)});
                ++kinds_[found->second].counts[at];
            }
        }
    }

    void find_common() {
        for (const Kind& kind : kinds_) {
            const std::uint32_t least = *std::min_element(kind.counts.begin(), kind.counts.end());
            question_.common.insert(question_.common.end(), least, kind.first);
        }
    }

    // One for each way to split the candidates: by an item if there is one, else by a number of
    // items that are alike.
    void find_splits() {
        for (const bool by_count : {false, true}) {
            for (const Kind& kind : kinds_) {
                const std::uint32_t most =
                    *std::max_element(kind.counts.begin(), kind.counts.end());
                if ((most > 1) != by_count) continue;
                for (std::uint32_t count = 1; count <= most; ++count)
                    add_split(kind, count, most);
            }
        }
    }

    void add_split(const Kind& kind, std::uint32_t count, std::uint32_t most) {
        const std::uint32_t all = (1U << sets_.size()) - 1;
        std::uint32_t yes = 0;
        for (std::size_t at = 0; at < sets_.size(); ++at)
            yes |= kind.counts[at] >= count ? 1U << at : 0U;
        const bool is_known = std::any_of(splits_.begin(), splits_.end(), [&](const Split& split) {
            return split.yes == yes || split.yes == (all & ~yes);
        });
        if (yes != all && !is_known) splits_.push_back({yes, ask_of(kind, count, most)});
    }

    Ask ask_of(const Kind& kind, std::uint32_t count, std::uint32_t most) const {
        const bool has_other_amount = std::any_of(kinds_.begin(), kinds_.end(), [&](const auto& k) {
            return k.first.amount != kind.first.amount &&
                   likeness(book_.item(k.first.item)) == likeness(book_.item(kind.first.item)) &&
                   book_.item(k.first.item).amount == book_.item(kind.first.item).amount;
        });
        return Ask{kind.first.item, kind.first.amount, count, most > 1, has_other_amount};
    }

    using Parts = std::vector<std::uint32_t>;  // of the candidates, those not apart, as bits

    static Parts split(const Parts& parts, std::uint32_t yes) {
        Parts after;
        for (const std::uint32_t part : parts) {
            for (const std::uint32_t half : {part & yes, part & ~yes}) {
                if (std::popcount(half) > 1) after.push_back(half);
            }
        }
        return after;
    }

    // Whether so few splits can set all apart that are not apart yet.
    static bool may_do(const Parts& parts, std::size_t splits) {
        return std::all_of(parts.begin(), parts.end(), [&](std::uint32_t part) {
            return splits >= 5 || std::popcount(part) <= (1 << splits);
        });
    }

    bool try_splits(const Parts& parts, std::size_t left) {
        if (parts.empty()) return true;
        if (!may_do(parts, left)) return false;
        const std::uint32_t part = parts.front();
        const std::uint32_t first = part & (~part + 1);
        const std::uint32_t rest = part & ~first;
        const std::uint32_t second = rest & (~rest + 1);
        for (const Split& each : splits_) {
            if (((each.yes & first) != 0) == ((each.yes & second) != 0)) continue;
            if (++steps_ > question_steps_max) return false;
            chosen_.push_back(&each);
            if (try_splits(split(parts, each.yes), left - 1)) return true;
            chosen_.pop_back();
        }
        return false;
    }

    void find_smallest() {
        const Parts whole{(1U << sets_.size()) - 1};
        const std::vector<const Split*> even = split_evenly(whole);
        for (std::size_t size = 1; size < even.size() && chosen_.empty(); ++size) {
            if (!try_splits(whole, size) && steps_ > question_steps_max) break;
        }
        question_.is_smallest = steps_ <= question_steps_max;
        for (const Split* each : chosen_.empty() ? even : chosen_)
            question_.asks.push_back(each->ask);
        std::sort(question_.asks.begin(), question_.asks.end(), [&](const Ask& a, const Ask& b) {
            return place_of(a) < place_of(b);
        });
    }

    std::size_t place_of(const Ask& ask) const {
        const auto at = std::find_if(splits_.begin(), splits_.end(), [&](const Split& split) {
            return split.ask == ask;
        });
        return static_cast<std::size_t>(at - splits_.begin());
    }

    // Always the split that leaves the fewest pairs together.
    std::vector<const Split*> split_evenly(Parts parts) const {
        const auto pairs = [&](const Split& each) {
            std::uint32_t sum = 0;
            for (const std::uint32_t part : split(parts, each.yes)) {
                const auto size = static_cast<std::uint32_t>(std::popcount(part));
                sum += size * (size - 1);
            }
            return sum;
        };
        std::vector<const Split*> taken;
        while (!parts.empty() && taken.size() < splits_.size()) {
            const auto best = std::min_element(
                splits_.begin(),
                splits_.end(),
                [&](const Split& a, const Split& b) { return pairs(a) < pairs(b); }
            );
            taken.push_back(&*best);
            parts = split(parts, best->yes);
        }
        // Candidates that have the same items cannot be told apart.
        return parts.empty() ? taken : std::vector<const Split*>{};
    }

    const Book& book_;
    std::vector<const Candidate*> sets_;
    std::vector<Kind> kinds_;
    std::vector<Split> splits_;
    std::vector<const Split*> chosen_;
    std::uint64_t steps_ = 0;
    Question question_;
};

std::string ask_words(const Book& book, const Ask& ask, Currency currency) {
    const std::string& document = book.item(ask.item).document;
    if (ask.is_by_count) {
        return fmt::format(
            "{} or more of {} like {}", ask.at_least, format_amount(ask.amount, currency), document
        );
    }
    if (ask.is_by_amount) {
        return fmt::format("{} at {}", document, format_amount(ask.amount, currency));
    }
    return document;
}

}  // namespace

Question question_of(const Book& book, std::span<const Candidate> candidates) {
    return Asking(book, candidates).run();
}

std::string words_of(const Book& book, const Question& question, Currency currency) {
    if (question.asks.empty()) return {};
    if (question.asks.size() == 1) {
        return fmt::format("does it include {}?", ask_words(book, question.asks[0], currency));
    }
    std::string out = "which of these does it include: ";
    for (std::size_t i = 0; i < question.asks.size(); ++i) {
        if (i == words_max) {
            out += fmt::format(" and {} more", question.asks.size() - i);
            break;
        }
        out += (i == 0 ? "" : ", ") + ask_words(book, question.asks[i], currency);
    }
    return out + "?";
}

std::string common_words(const Book& book, const Question& question) {
    const std::size_t items = question.common.size();
    if (items == 0) return {};
    std::string out;
    for (std::size_t i = 0; i < std::min(items, words_max); ++i) {
        out += (i == 0 ? "" : ", ") + book.item(question.common[i].item).document;
    }
    if (items > words_max) out += fmt::format(" and {} more", items - words_max);
    return out + (items == 1 ? " is in each of them" : " are in each of them");
}

}  // namespace tieout
