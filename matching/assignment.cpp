#include "matching/assignment.h"

#include <algorithm>
#include <numeric>

#include <fmt/core.h>

#include "engine/check.h"
#include "engine/question.h"
#include "matching/demand.h"

namespace tieout {

namespace {

constexpr std::uint32_t assignments_max = 16;
constexpr std::uint64_t others_max = 1'000'000'000;

std::int32_t score_of(std::int64_t expected_ppm, std::uint64_t sets) {
    const std::int64_t whole = 10'000'000'000 / (1'000'000 + expected_ppm);
    return static_cast<std::int32_t>(
        whole / static_cast<std::int64_t>(std::max<std::uint64_t>(sets, 1))
    );
}

class Assigning {
public:
    Assigning(const AmountGroup& group, Taken& taken, SubsetSum& search)
        : group_(group), policy_(group.policy), taken_(taken), search_(search) {}

    std::vector<AmountAnswer> run() {
        const std::size_t cases = group_.cases.size();
        answers_.resize(cases);
        verdicts_.resize(cases);
        open_.resize(cases);
        std::iota(open_.begin(), open_.end(), std::size_t{0});
        const std::size_t rounds =
            std::clamp<std::size_t>(searches_max / std::max<std::size_t>(cases, 1), 2, rounds_max);
        for (std::size_t round = 0; round < rounds && !open_.empty(); ++round) {
            look();
            if (settle_unique() || settle_jointly() || settle_by_policy()) continue;
            break;
        }
        if (!is_current_) look();
        for (const std::size_t at : open_)
            leave_open(at);
        return std::move(answers_);
    }

private:
    void look() {
        pool_ = make_pool(group_.book, group_.scope, taken_);
        for (const std::size_t at : open_) {
            const AmountCase& each = group_.cases[at];
            const Choices choices = choices_at(at);
            const Minor fee = each.is_rest ? 0 : policy_.bank_fee_minor;
            const AmountQuery query{each.amount, each.booked, group_.lattice, &choices, fee};
            verdicts_[at] = search_amount(pool_, policy_, query, search_);
        }
        contested_.assign(group_.cases.size(), false);
        given_.assign(pool_.sums.classes(), 0);
        is_current_ = true;
    }

    // What named items leave of a payment is no payment with discounts of its own.
    Choices choices_at(std::size_t at) const {
        const AmountCase& each = group_.cases[at];
        if (each.is_rest) return {};
        return choices_of(group_.book, policy_, pool_, each.booked);
    }

    bool has(const Picks& picks, bool PoolElement::* what) const {
        return std::any_of(pool_.elements.begin(), pool_.elements.end(), [&](const auto& each) {
            return each.*what && std::find(picks.begin(), picks.end(), each.place) != picks.end();
        });
    }

    bool is_disputed(const Picks& picks) const { return has(picks, &PoolElement::is_disputed); }

    // What small remainders of invoices bring any sum about: they are settled by an amount of their
    // own, or with all else that is owed, not as one of several that chance may pick.
    bool needs_remainder(std::size_t at, const FoundSet& set) const {
        const bool may_be_chance =
            group_.cases[at].is_rest || (set.set_class == SetClass::subset && set.picks.size() > 1);
        return may_be_chance && has(set.picks, &PoolElement::is_remainder);
    }

    // Equal items beside named ones: the payer may well have meant those that he did not name.
    bool is_held(std::size_t at, const Picks& picks) const {
        const bool holds = policy_.hold_interchangeable || group_.cases[at].is_rest;
        return holds && ways_of(pool_, picks) > 1;
    }

    bool may_settle(std::size_t at, const FoundSet& set) const {
        return group_.cases[at].may_post && set.expected_ppm <= tau_of(at) &&
               !is_disputed(set.picks) && !is_held(at, set.picks) && !needs_remainder(at, set) &&
               is_news(at, set);
    }

    // Every further look at the items of one payer is a further chance to be wrong.
    std::int64_t tau_of(std::size_t at) const {
        constexpr std::int64_t looks = 16;
        const bool is_again = group_.cases[at].needs_fresh;
        return is_again ? policy_.tau_post_ppm / looks : policy_.tau_post_ppm;
    }

    // A case that waited is settled by what it could not be explained by before, and not by what
    // was invoiced after it.
    bool is_news(std::size_t at, const FoundSet& set) const {
        const AmountCase& each = group_.cases[at];
        if (!each.has_waited) return true;
        const std::vector<PoolItem> items = items_of(pool_, set.picks);
        const bool is_fresh = std::any_of(items.begin(), items.end(), [&](const PoolItem& item) {
            return std::binary_search(group_.fresh.begin(), group_.fresh.end(), item.item);
        });
        const bool is_later = std::any_of(items.begin(), items.end(), [&](const PoolItem& item) {
            const auto& invoiced = group_.book.item(item.item).invoice_date;
            return invoiced && *invoiced > each.booked;
        });
        return !is_later && (is_fresh || !each.needs_fresh);
    }

    // An explanation that is more than chance, in a list that is complete.
    bool is_explained(std::size_t at) const {
        const Verdict& verdict = verdicts_[at];
        return !verdict.sets.empty() && !verdict.is_capped &&
               verdict.sets.front().expected_ppm <= policy_.tau_suggest_ppm;
    }

    // Settles these cases with their first set unless they want the same items, or would leave a
    // case without explanation that has one now.
    bool settle(const std::vector<std::size_t>& wanted, const std::vector<std::size_t>& claims) {
        Demand all(pool_.sums);
        for (const std::size_t at : claims)
            all.add(verdicts_[at].sets.front().picks);
        Demand settled(pool_.sums);
        std::vector<std::size_t> chosen;
        for (const std::size_t at : wanted) {
            contested_[at] =
                all.is_short(verdicts_[at].sets.front().picks) || is_choice_of_others(at);
            if (contested_[at]) continue;
            chosen.push_back(at);
            settled.add(verdicts_[at].sets.front().picks);
        }
        for (const std::size_t other : open_) {
            if (std::find(chosen.begin(), chosen.end(), other) != chosen.end()) continue;
            if (!is_explained(other)) continue;
            const auto& sets = verdicts_[other].sets;
            const bool keeps = std::any_of(sets.begin(), sets.end(), [&](const FoundSet& set) {
                return settled.has_room(set.picks);
            });
            if (!keeps) contest_with(other, chosen);
        }
        bool any = false;
        for (const std::size_t at : chosen) {
            if (contested_[at]) continue;
            post(at, verdicts_[at].sets.front(), verdicts_[at].certificate);
            any = true;
        }
        return any;
    }

    // CX11: which of equal items it takes would depend on a case that is not decided yet.
    bool is_choice_of_others(std::size_t at) const {
        const Picks& picks = verdicts_[at].sets.front().picks;
        if (ways_of(pool_, picks) == 1) return false;
        return std::any_of(open_.begin(), open_.end(), [&](std::size_t other) {
            const bool is_undecided = other != at && is_explained(other) &&
                                      verdicts_[other].certificate == Certificate::ambiguous;
            return is_undecided && share(at, other);
        });
    }

    // Whoever takes what this case could be explained by waits for it.
    void contest_with(std::size_t other, const std::vector<std::size_t>& chosen) {
        for (const std::size_t at : chosen) {
            const Picks& picks = verdicts_[at].sets.front().picks;
            for (const FoundSet& set : verdicts_[other].sets) {
                const bool meets =
                    std::any_of(set.picks.begin(), set.picks.end(), [&](std::uint32_t place) {
                        return std::binary_search(picks.begin(), picks.end(), place);
                    });
                if (meets) contested_[at] = true;
            }
        }
    }

    bool settle_unique() {
        std::vector<std::size_t> wanted;
        std::vector<std::size_t> claims;
        for (const std::size_t at : open_) {
            if (verdicts_[at].certificate != Certificate::unique) continue;
            if (!is_explained(at)) continue;
            claims.push_back(at);
            if (may_settle(at, verdicts_[at].sets.front())) wanted.push_back(at);
        }
        return !wanted.empty() && settle(wanted, claims);
    }

    // CX2: one item before an equally good set, as stated policy and under its own certificate.
    bool settle_by_policy() {
        if (!policy_.prefer_single_item) return false;
        std::vector<std::size_t> wanted;
        for (const std::size_t at : open_) {
            Verdict& verdict = verdicts_[at];
            if (verdict.certificate != Certificate::ambiguous) continue;
            const auto singles =
                std::count_if(verdict.sets.begin(), verdict.sets.end(), [](const FoundSet& set) {
                    return set.picks.size() == 1;
                });
            if (singles != 1 || !may_settle(at, verdict.sets.front())) continue;
            verdict.certificate = Certificate::policy;
            wanted.push_back(at);
        }
        return !wanted.empty() && settle(wanted, wanted);
    }

    // Cases that share classes with `at`, directly or through others.
    std::vector<std::size_t> component(std::size_t at, std::vector<bool>& seen) const {
        std::vector<std::size_t> members{at};
        seen[at] = true;
        for (std::size_t i = 0; i < members.size(); ++i) {
            for (const std::size_t other : open_) {
                if (seen[other] || !is_explained(other) || !share(members[i], other)) continue;
                seen[other] = true;
                members.push_back(other);
            }
        }
        std::sort(members.begin(), members.end());
        return members;
    }

    bool share(std::size_t a, std::size_t b) const {
        for (const FoundSet& left : verdicts_[a].sets) {
            for (const FoundSet& right : verdicts_[b].sets) {
                for (const std::uint32_t place : left.picks) {
                    if (std::binary_search(right.picks.begin(), right.picks.end(), place))
                        return true;
                }
            }
        }
        return false;
    }

    // Counts the assignments that give every member a set; remembers the first.
    void count_assignments(
        const std::vector<std::size_t>& members, std::vector<std::size_t>& choice, Demand& demand
    ) {
        if (assignments_ >= assignments_max) return;
        if (choice.size() == members.size()) {
            if (assignments_ == 0) only_ = choice;
            ++assignments_;
            return;
        }
        const auto& sets = verdicts_[members[choice.size()]].sets;
        for (std::size_t i = 0; i < sets.size(); ++i) {
            if (!demand.has_room(sets[i].picks)) continue;
            demand.add(sets[i].picks);
            choice.push_back(i);
            count_assignments(members, choice, demand);
            choice.pop_back();
            demand.remove(sets[i].picks);
        }
    }

    bool settle_jointly() {
        std::vector<bool> seen(group_.cases.size(), false);
        const std::vector<std::size_t> before = open_;
        bool any = false;
        for (const std::size_t at : before) {
            if (seen[at] || !is_explained(at)) continue;
            const std::vector<std::size_t> members = component(at, seen);
            if (members.size() < 2 || members.size() > joint_payments_max) continue;
            assignments_ = 0;
            Demand demand(pool_.sums);
            std::vector<std::size_t> choice;
            count_assignments(members, choice, demand);
            if (assignments_ != 1) continue;
            bool all_may = true;
            for (std::size_t i = 0; i < members.size(); ++i) {
                all_may = all_may && may_settle(members[i], verdicts_[members[i]].sets[only_[i]]);
            }
            if (!all_may) continue;
            for (std::size_t i = 0; i < members.size(); ++i) {
                post(members[i], verdicts_[members[i]].sets[only_[i]], Certificate::unique);
                answers_[members[i]].detail =
                    fmt::format("one assignment alone explains {} payments", members.size());
            }
            any = true;
        }
        return any;
    }

    void state(std::size_t at, Certificate certificate) {
        const Verdict& verdict = verdicts_[at];
        AmountAnswer& answer = answers_[at];
        answer.certificate = certificate;
        answer.proved_k = verdict.proved_k;
        const std::uint64_t sets = std::max<std::uint64_t>(verdict.alternatives, 1);
        answer.alternatives = static_cast<std::uint32_t>(std::min(sets - 1, others_max));
        answer.is_capped = verdict.is_capped;
    }

    void state_set(AmountAnswer& answer, const FoundSet& set, std::uint64_t sets) const {
        answer.tier = set.set_class == SetClass::subset ? 5 : 4;
        answer.expected_ppm = set.expected_ppm;
        answer.score_bp = score_of(set.expected_ppm, sets);
    }

    // The pool's elements are given out copy by copy, the oldest that is left first.
    void post(std::size_t at, const FoundSet& set, Certificate certificate) {
        AmountAnswer& answer = answers_[at];
        state(at, certificate);
        state_set(answer, set, 1);
        const std::uint64_t ways = ways_of(pool_, set.picks);
        const Choices choices = set.nets.empty() ? Choices{} : choices_at(at);
        Clearing clearing;
        for (const std::uint32_t place : set.picks) {
            const auto elements = pool_.elements_of(place);
            const PoolElement& element = pool_.elements[elements[given_[place]++]];
            for (std::uint32_t i = 0; i < element.count; ++i) {
                clearing.items.push_back(
                    cleared_of(pool_.items[element.first + i], place, set.nets, choices)
                );
            }
        }
        keep_fee(set.fee, clearing);
        check(clearing.cash() == group_.cases[at].amount, "a set is the payment to the cent");
        taken_.take(clearing);
        answer.cleared = std::move(clearing.items);
        if (ways > 1) {
            answer.reason = Reason::interchangeable;
            answer.alternatives = static_cast<std::uint32_t>(ways - 1);
            answer.detail = fmt::format("{} equal choices; the older items were cleared", ways);
        }
        if (certificate == Certificate::policy) {
            answer.detail = "one item is preferred to several by policy";
        }
        open_.erase(std::find(open_.begin(), open_.end(), at));
        is_current_ = false;
    }

    void leave_open(std::size_t at) {
        const Verdict& verdict = verdicts_[at];
        AmountAnswer& answer = answers_[at];
        state(at, verdict.certificate);
        list_candidates(at);
        if (!verdict.sets.empty()) state_set(answer, verdict.sets.front(), verdict.sets.size());
        switch (verdict.certificate) {
            case Certificate::unique: explain_unposted(at, verdict.sets.front()); break;
            case Certificate::budget:
                answer.reason = Reason::budget;
                answer.detail = fmt::format(
                    "the search ended at its budget; sets of up to {} items are proved",
                    verdict.proved_k
                );
                break;
            case Certificate::none: explain_none(at); break;
            default: explain_ambiguous(at); break;
        }
    }

    // Told apart are all sets that were found, also those that are not shown.
    void explain_ambiguous(std::size_t at) {
        const Verdict& verdict = verdicts_[at];
        AmountAnswer& answer = answers_[at];
        answer.certificate = Certificate::ambiguous;
        answer.reason = Reason::ambiguous;
        answer.detail = fmt::format(
            "{}{} sets of open items make the payment",
            verdict.is_capped ? "at least " : "",
            verdict.alternatives
        );
        const bool is_all = verdict.alternatives == verdict.sets.size() && !verdict.is_capped;
        const Question question = question_of(group_.book, candidates_of(at, verdict.sets.size()));
        const std::string asks = words_of(group_.book, question, group_.scope.currency);
        const std::string common = common_words(group_.book, question);
        const char* const of = is_all ? "" : "of those found, ";
        if (!common.empty()) answer.detail += "; " + std::string(of) + common;
        if (!asks.empty()) answer.detail += "; " + std::string(common.empty() ? of : "") + asks;
    }

    void explain_none(std::size_t at) {
        const Verdict& verdict = verdicts_[at];
        AmountAnswer& answer = answers_[at];
        answer.reason = verdict.sets.empty() ? Reason::no_match : Reason::weak_evidence;
        if (verdict.sets.empty()) return;
        answer.detail = fmt::format(
            "no set of up to {} items makes the payment; {} do, but so many would by chance",
            verdict.proved_k,
            verdict.sets.front().picks.size()
        );
    }

    void explain_unposted(std::size_t at, const FoundSet& set) {
        AmountAnswer& answer = answers_[at];
        if (set.expected_ppm <= tau_of(at) && is_held(at, set.picks)) {
            answer.reason = Reason::interchangeable;
            answer.detail = "equal items could be cleared; policy asks which";
        } else if (contested_[at] && set.expected_ppm <= tau_of(at)) {
            answer.certificate = Certificate::ambiguous;
            answer.reason = Reason::ambiguous;
            answer.detail = "other payments of the batch are explained by the same items";
        } else {
            answer.reason = Reason::weak_evidence;
            answer.detail =
                is_disputed(set.picks) ? "a disputed item is not cleared on its amount alone"
                : !is_news(at, set)
                    ? "nothing came that it could pay, but what was invoiced after it"
                : needs_remainder(at, set)
                    ? "what is left of an invoice is not cleared as one of several items"
                : set.expected_ppm > tau_of(at)
                    ? fmt::format(
                          "{}: {} sets in a million payments would fit by chance",
                          word_of(set.set_class),
                          set.expected_ppm
                      )
                    : "the amount alone does not post";
        }
    }

    void list_candidates(std::size_t at) {
        answers_[at].candidates =
            candidates_of(at, static_cast<std::size_t>(policy_.candidates_max));
    }

    // The class of an item of the pool.
    std::uint32_t place_of(ItemNo item) const {
        const auto at =
            std::find_if(pool_.elements.begin(), pool_.elements.end(), [&](const auto& e) {
                const auto first = pool_.items.begin() + static_cast<std::ptrdiff_t>(e.first);
                return std::any_of(first, first + e.count, [&](const PoolItem& each) {
                    return each.item == item;
                });
            });
        return at->place;
    }

    std::vector<Candidate> candidates_of(std::size_t at, std::size_t most) const {
        std::vector<Candidate> candidates;
        const Verdict& verdict = verdicts_[at];
        for (const FoundSet& set : verdict.sets) {
            if (candidates.size() == most) break;
            Candidate& candidate = candidates.emplace_back();
            candidate.certificate = verdict.certificate;
            candidate.tier = set.set_class == SetClass::subset ? 5 : 4;
            candidate.score_bp = score_of(set.expected_ppm, verdict.sets.size());
            candidate.difference = -set.fee;
            const Choices choices = set.nets.empty() ? Choices{} : choices_at(at);
            for (const PoolItem& each : items_of(pool_, set.picks)) {
                const std::uint32_t place = place_of(each.item);
                const ClearedItem cleared = cleared_of(each, place, set.nets, choices);
                candidate.items.push_back(CandidateItem{each.item, cleared.cash});
            }
        }
        return candidates;
    }

    const AmountGroup& group_;
    const Policy& policy_;
    Taken& taken_;
    SubsetSum& search_;
    Pool pool_;
    std::vector<AmountAnswer> answers_;
    std::vector<Verdict> verdicts_;
    std::vector<std::size_t> open_;  // cases not settled yet, by rule
    std::vector<bool> contested_;
    std::vector<std::uint32_t> given_;  // copies of each class given out since the last look
    bool is_current_ = false;           // pool and verdicts are those of what is left
    std::uint32_t assignments_ = 0;
    std::vector<std::size_t> only_;
};

}  // namespace

std::vector<AmountAnswer> assign_amounts(
    const AmountGroup& group, Taken& taken, SubsetSum& search
) {
    return Assigning(group, taken, search).run();
}

}  // namespace tieout
