#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <random>

#include <catch2/catch.hpp>

#include "matching/family_case.h"
#include "matching/tbb_parallel.h"
#include "matching/tiered_matcher.h"
#include "tests/support/builders.h"

using namespace tieout;

namespace {

bool same(const Match& a, const Match& b) {
    return a.status == b.status && a.reason == b.reason && a.certificate == b.certificate &&
           a.tier == b.tier && a.payer == b.payer && a.payer_bp == b.payer_bp &&
           a.score_bp == b.score_bp && a.proved_k == b.proved_k &&
           a.alternatives == b.alternatives && a.clearing == b.clearing && a.terms == b.terms &&
           a.candidates == b.candidates && a.detail == b.detail;
}

// Some customers, items with round and odd amounts, and payments of every kind.
void fill(BookBuilder& b, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<std::vector<Minor>> amounts;
    std::vector<CustomerNo> customers;
    for (int c = 0; c < 40; ++c) {
        customers.push_back(
            b.customer(std::to_string(100 + c), "Customer Number " + std::to_string(c))
        );
        amounts.emplace_back();
        const std::size_t items = 3 + random() % 15;
        for (std::size_t i = 0; i < items; ++i) {
            const Minor amount = random() % 3 == 0
                                     ? 10'000 * static_cast<Minor>(1 + random() % 9)
                                     : 1'000 + static_cast<Minor>(random() % 5'000'000);
            amounts.back().push_back(amount);
            b.item(
                customers.back(),
                "D" + std::to_string(c * 1'000 + static_cast<int>(i) + 10'000),
                format_amount(amount, usd())
            );
        }
    }
    for (int p = 0; p < 300; ++p) {
        const std::size_t c = random() % customers.size();
        Minor sum = 0;
        std::string memo;
        for (std::size_t i = 0; i < amounts[c].size(); ++i) {
            if (random() % 4 != 0) continue;
            sum += amounts[c][i];
            memo += "D" + std::to_string(c * 1'000 + i + 10'000) + " ";
        }
        if (sum == 0) sum = 777;
        Payment& payment = b.pays(
            "P" + std::to_string(1'000 + p), std::to_string(100 + c), format_amount(sum, usd())
        );
        if (random() % 2 == 0) payment.memo = kept(memo);
        if (random() % 5 == 0) payment.customer = {};
    }
}

std::map<std::string, Match> by_id(const BookBuilder& b, unsigned threads) {
    TieredMatcher matcher(threads);
    const auto matches = b.match_with(matcher);
    std::map<std::string, Match> result;
    for (std::size_t i = 0; i < matches.size(); ++i)
        result[b.payments[i].payment.str()] = matches[i];
    return result;
}

// The payments of a batch as the matcher sees them, judged by families only.
class BatchFacts {
public:
    explicit BatchFacts(const BookBuilder& b) : entities_(b.payments.size(), EntityNo{0}) {
        for (const Payment& each : b.payments)
            payments_.push_back(&each);
        request_.emplace(MatchRequest{b.book, b.book.policy, b.secrets, payments_, entities_});
        BookReader(*request_).read(0, payments_.size(), block_);
        for (std::size_t i = 0; i < payments_.size(); ++i) {
            found_.push_back(PayerFound{find_payer(*request_, *payments_[i], {}), false});
            for (const Hit& hit : block_.readings[i].of(block_.hits))
                ++named_[hit.item];
        }
    }

    std::vector<Match> judge_families() {
        std::map<CustomerNo, std::vector<std::size_t>> families;
        for (std::size_t i = 0; i < payments_.size(); ++i)
            families[found_[i].payer.family].push_back(i);
        std::vector<Match> matches(payments_.size());
        std::vector<Match*> places;
        for (Match& each : matches)
            places.push_back(&each);
        const std::vector<Minor> lattices(payments_.size(), 1);
        const std::function members_of = [](CustomerNo family) { return std::vector{family}; };
        const CaseContext context{*request_, lattices, members_of};
        SubsetSum search;
        for (auto& [family, members] : families) {
            std::sort(members.begin(), members.end(), [&](std::size_t a, std::size_t c) {
                return payments_[a]->payment < payments_[c]->payment;
            });
            std::vector<CaseLine> lines;
            for (const std::size_t at : members)
                lines.push_back(line_of(at));
            judge_family(context, lines, search, places);
        }
        return matches;
    }

    // Payments that judge_alone() answers, and among them those with an item that others name.
    std::size_t closed_alone() { return count(false); }

    std::size_t contested() { return count(true); }

private:
    CaseLine line_of(std::size_t at) const {
        const Reading& reading = block_.readings[at];
        return {at, &reading, reading.of(block_.hits), &found_[at]};
    }

    std::size_t count(bool contested) {
        std::vector<Match> matches(payments_.size());
        std::vector<Match*> places;
        for (Match& each : matches)
            places.push_back(&each);
        const std::function members_of = [](CustomerNo family) { return std::vector{family}; };
        const CaseContext context{*request_, {}, members_of};
        std::size_t counted = 0;
        for (std::size_t i = 0; i < payments_.size(); ++i) {
            const CaseLine line = line_of(i);
            const bool is_sole = std::all_of(line.hits.begin(), line.hits.end(), [&](const Hit& h) {
                return named_[h.item] == 1;
            });
            if (judge_alone(context, line, places) && is_sole != contested) ++counted;
        }
        return counted;
    }

    std::vector<const Payment*> payments_;
    std::vector<EntityNo> entities_;
    std::optional<MatchRequest> request_;
    ReadingBlock block_;
    std::vector<PayerFound> found_;
    std::map<ItemNo, int> named_;
};

}  // namespace

TEST_CASE("thread count and order of arrival change nothing", "[matching][tiered_matcher]") {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        BookBuilder b;
        fill(b, seed);
        const auto wanted = by_id(b, 1);
        const auto threaded = by_id(b, 2);
        std::mt19937 random(seed);
        std::shuffle(b.payments.begin(), b.payments.end(), random);
        const auto shuffled = by_id(b, 2);
        for (const auto& [id, match] : wanted) {
            INFO("seed " << seed << " payment " << id);
            CHECK(same(match, threaded.at(id)));
            CHECK(same(match, shuffled.at(id)));
        }
    }
}

// What is judged alone, while it is near, must be what the rule for whole families gives: here each
// family is judged as one, from the beginning.
TEST_CASE("judged alone or with its family, a payment pays the same", "[matching][family_case]") {
    std::size_t alone = 0;
    std::size_t contested = 0;
    for (unsigned seed = 31; seed <= 40; ++seed) {
        BookBuilder b;
        fill(b, seed);
        std::erase_if(b.payments, [](const Payment& each) { return each.customer.empty(); });
        const auto answers = by_id(b, 2);
        BatchFacts facts(b);
        const std::vector<Match> wanted = facts.judge_families();
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            INFO("seed " << seed << " payment " << b.payments[i].payment.str());
            CHECK(same(answers.at(b.payments[i].payment.str()), wanted[i]));
        }
        alone += facts.closed_alone();
        contested += facts.contested();
    }
    CHECK(alone > 100);
    CHECK(contested > 100);
}

TEST_CASE("every payment is accounted for and no item pays twice", "[matching][tiered_matcher]") {
    for (unsigned seed = 11; seed <= 30; ++seed) {
        BookBuilder b;
        fill(b, seed);
        TieredMatcher matcher(2);
        const auto matches = b.match_with(matcher);
        std::vector<Minor> taken(b.book.items.size(), 0);
        for (std::size_t i = 0; i < matches.size(); ++i) {
            const Clearing& clearing = matches[i].clearing;
            CHECK(
                clearing.cash() + clearing.on_account + clearing.unapplied +
                    clearing.unidentified ==
                b.payments[i].amount
            );
            for (const ClearedItem& each : clearing.items)
                taken[slot(each.item)] += each.cash;
        }
        for (std::size_t i = 0; i < taken.size(); ++i)
            CHECK(taken[i] <= b.book.items[i].open);
    }
}

TEST_CASE("parallel work runs each task once", "[matching][tbb_parallel]") {
    TbbParallel parallel(2);
    std::vector<std::atomic<int>> runs(1'000);
    parallel.for_each(runs.size(), [&](std::size_t at) { ++runs[at]; });
    CHECK(parallel.threads() == 2);
    CHECK(std::all_of(runs.begin(), runs.end(), [](const auto& count) { return count == 1; }));
}
