// The way of a batch: blocks of payments are read (what they name, who made them) in parallel, and
// those that close what they alone name are judged while they are near; the others are dealt to
// families and ordered by rule within each; families are judged in parallel.
#include "matching/tiered_matcher.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "engine/check.h"
#include "engine/learning.h"
#include "matching/claims.h"
#include "matching/density.h"
#include "matching/family_case.h"
#include "matching/family_members.h"
#include "matching/lessons.h"
#include "matching/own_payers.h"

namespace tieout {

namespace {

constexpr std::size_t block_payments = 1'024;
constexpr std::size_t read_ahead = 8;
constexpr std::size_t families_grain = 16;
constexpr std::size_t prefetched_payments = 16;   // of a family
constexpr std::size_t lattice_items_max = 1'000;  // design: the entity's last 1,000 amounts
constexpr std::size_t lattice_looked_max = 20'000;

template <class Object>
void prefetch_object(const Object& object) {
    constexpr std::size_t line = 64;
    const char* const from = reinterpret_cast<const char*>(&object);
    for (std::size_t at = 0; at < sizeof(Object); at += line)
        __builtin_prefetch(from + at);
}

struct Block {
    ReadingBlock reading;
    std::vector<PayerFound> payers;     // of the payments that are left to their families
    std::vector<std::uint16_t> places;  // of each payment in `payers`, or judged_alone
    bool has_own_lattice = false;       // an entity or currency is not that of the first payment
};

constexpr std::uint16_t judged_alone = 0xFFFFU;
static_assert(block_payments < judged_alone);

class Batch {
public:
    Batch(const MatchRequest& request, std::span<Match* const> answers, PayerNames& names)
        : request_(request),
          names_(names),
          own_payers_(request),
          count_(request.payments.size()),
          blocks_((count_ + block_payments - 1) / block_payments),
          buckets_(count_),
          matches_(answers),
          claims_(request.book.items.size()) {
        check(request.entities.size() == count_, "every payment has an entity");
    }

    void run() {
        own_payers_.find_all();
        tbb::parallel_for(std::size_t{0}, blocks_.size(), [&](std::size_t at) { read_block(at); });
        tbb::parallel_for(std::size_t{0}, blocks_.size(), [&](std::size_t at) {
            leave_contested(at);
        });
        hear_near_names();
        const auto left = left_families();
        if (!left) return;
        deal(*left);
        find_lattices();
        judge_families();
        const auto taught = learn();
        if (!taught) return;
        deal(*taught);
        for (const std::size_t at : order_) {
            if (!is_judged(at)) *matches_[at] = Match{};
        }
        judge_families();
    }

private:
    struct FamilyRange {
        CustomerNo family{};
        std::size_t begin = 0;  // in order_
        std::size_t end = 0;
    };

    void read_block(std::size_t at) {
        Block& block = blocks_[at];
        const std::size_t begin = at * block_payments;
        const std::size_t end = std::min(count_, begin + block_payments);
        block.reading.readings.reserve(end - begin);
        block.places.reserve(end - begin);
        BookReader reader(request_);
        reader.read(begin, end, block.reading);
        const CaseContext context{request_, {}, members_of_};
        for (std::size_t i = begin; i < end; ++i) {
            if (i + read_ahead < end) prefetch(i + read_ahead, block, begin);
            const Reading& reading = block.reading.readings[i - begin];
            const auto hits = reading.of(block.reading.hits);
            claims_.note(hits);
            PayerFound found = find(i, reading, hits);
            buckets_[i] = bucket_of(found.payer);
            block.has_own_lattice = block.has_own_lattice || lattice_key(i) != lattice_key(0);
            const bool is_judged = judge_alone(context, {i, &reading, hits, &found}, matches_);
            block.places.push_back(is_judged ? judged_alone : keep(block, std::move(found)));
        }
    }

    // What judging a payment that was read will touch besides its items.
    void prefetch(std::size_t at, const Block& block, std::size_t begin) const {
        prefetch_object(*request_.payments[at]);
        prefetch_object(*matches_[at]);
        claims_.prefetch(block.reading.readings[at - begin].of(block.reading.hits));
    }

    static std::uint16_t keep(Block& block, PayerFound found) {
        block.payers.push_back(std::move(found));
        return static_cast<std::uint16_t>(block.payers.size() - 1);
    }

    // What was judged alone does not stand when another payment names an item of it.
    void leave_contested(std::size_t at) {
        Block& block = blocks_[at];
        for (std::size_t i = 0; i < block.places.size(); ++i) {
            if (block.places[i] != judged_alone) continue;
            const Reading& reading = block.reading.readings[i];
            const auto hits = reading.of(block.reading.hits);
            if (claims_.are_sole(hits)) continue;
            const std::size_t payment = at * block_payments + i;
            *matches_[payment] = Match{};
            block.places[i] = keep(block, find(payment, reading, hits));
        }
    }

    PayerFound find(std::size_t at, const Reading& reading, std::span<const Hit> hits) const {
        const Payment& payment = *request_.payments[at];
        PayerFound found;
        found.payer = own_payers_.of(at);
        const bool is_strong =
            found.payer.is_known() && found.payer.bp >= request_.policy.payer_post_bp;
        const bool is_learned = is_strong && found.payer.is_learned_only();
        if ((is_strong && !is_learned) || hits.empty()) return found;
        const auto votes = document_votes(request_, at, reading, hits);
        if (votes.empty()) return found;
        const auto is_foreign = [&](const DocumentVote& vote) {
            return request_.book.family(vote.customer) != found.payer.family;
        };
        // Documents compete with what was learned if they agree to the cent; with his own name,
        // which speaks, if weakly, for another family, they do not.
        const bool is_contest =
            is_learned && std::any_of(votes.begin(), votes.end(), [&](const DocumentVote& vote) {
                return vote.amounts_agree && is_foreign(vote);
            });
        const bool is_settled =
            is_learned
                ? !is_contest
                : found.payer.is_known() && std::any_of(votes.begin(), votes.end(), is_foreign);
        if (is_settled) return found;
        found.payer = find_payer(request_, payment, votes);
        found.by_documents = true;
        return found;
    }

    // A payer whom only his name could tell: names like it join the documents in the contest.
    void hear_near_names() {
        std::vector<std::size_t> asking;
        each_left([&](std::size_t at) {
            const bool is_strong = payer_of(at).payer.bp >= request_.policy.payer_post_bp;
            if (!is_strong && own_payers_.has_name_only(at)) asking.push_back(at);
        });
        if (asking.empty()) return;
        own_payers_.find_near(asking, names_);
        tbb::parallel_for(std::size_t{0}, asking.size(), [&](std::size_t i) {
            const std::size_t at = asking[i];
            PayerFound found;
            found.payer = find_payer(
                request_, *request_.payments[at], votes_of(at), nullptr, own_payers_.near_of(at)
            );
            found.by_documents = !found.payer.has_near_name;
            buckets_[at] = bucket_of(found.payer);
            Block& block = blocks_[at / block_payments];
            block.payers[block.places[at % block_payments]] = std::move(found);
        });
    }

    std::uint32_t bucket_of(const Payer& payer) const {
        const auto customers = static_cast<std::uint32_t>(request_.book.customers.size());
        return payer.is_known() ? slot(payer.family) : customers;
    }

    std::pair<EntityNo, Currency> lattice_key(std::size_t at) const {
        return {request_.entities[at], request_.payments[at]->currency};
    }

    bool is_judged(std::size_t at) const {
        return blocks_[at / block_payments].places[at % block_payments] == judged_alone;
    }

    const PayerFound& payer_of(std::size_t at) const {
        const Block& block = blocks_[at / block_payments];
        return block.payers[block.places[at % block_payments]];
    }

    const Reading& reading_of(std::size_t at) const {
        return blocks_[at / block_payments].reading.readings[at % block_payments];
    }

    CaseLine line_of(std::size_t at) const {
        const Block& block = blocks_[at / block_payments];
        const Reading& reading = reading_of(at);
        const bool is_done = is_judged(at);
        return CaseLine{
            at, &reading, reading.of(block.reading.hits), is_done ? nullptr : &payer_of(at), is_done
        };
    }

    // By bucket, the families of payments that were not judged alone; nothing when all were.
    std::optional<std::vector<bool>> left_families() const {
        std::vector<bool> is_left(request_.book.customers.size() + 1);
        bool any = false;
        each_left([&](std::size_t at) {
            is_left[buckets_[at]] = true;
            any = true;
        });
        if (!any) return std::nullopt;
        return is_left;
    }

    template <class Take>
    void each_left(Take&& take) const {
        for (std::size_t block = 0; block < blocks_.size(); ++block) {
            if (blocks_[block].payers.empty()) continue;
            const std::vector<std::uint16_t>& places = blocks_[block].places;
            for (std::size_t i = 0; i < places.size(); ++i) {
                if (places[i] != judged_alone) take(block * block_payments + i);
            }
        }
    }

    // What the batch itself shows of accounts may tell who made payments that are still nobody's
    // for certain (matching.md 3). By bucket, the families to judge again; nothing when no payer
    // changed.
    std::optional<std::vector<bool>> learn() {
        std::vector<std::size_t> pupils;
        Lessons lessons;
        each_left([&](std::size_t at) {
            const Payment& payment = *request_.payments[at];
            const bool asks = payer_of(at).payer.bp < request_.policy.payer_post_bp &&
                              !payment.payer_account.empty();
            if (!asks) return;
            pupils.push_back(at);
            lessons.announce(payment.payer_account);
        });
        if (pupils.empty()) return std::nullopt;
        for (std::size_t at = 0; at < count_; ++at)
            teach(at, lessons);
        std::vector<bool> is_taught(request_.book.customers.size() + 1);
        bool any = false;
        for (const std::size_t at : pupils) {
            const Lessons::Lesson* const lesson = lessons.of(request_.payments[at]->payer_account);
            if (lesson == nullptr) continue;
            PayerFound found;
            found.payer = find_payer(
                request_, *request_.payments[at], votes_of(at), lesson, own_payers_.near_of(at)
            );
            found.by_lesson = true;
            if (found.payer.bp < request_.policy.payer_post_bp) continue;
            if (payer_of(at).payer.is_known()) is_taught[buckets_[at]] = true;
            Block& block = blocks_[at / block_payments];
            buckets_[at] = bucket_of(found.payer);
            is_taught[buckets_[at]] = true;
            block.payers[block.places[at % block_payments]] = std::move(found);
            any = true;
        }
        if (!any) return std::nullopt;
        return is_taught;
    }

    // A payment that closes to the cent the documents it names shows whose account it came from.
    void teach(std::size_t at, Lessons& lessons) const {
        const Match& match = *matches_[at];
        const Payment& payment = *request_.payments[at];
        if (payment.payer_account.empty() || !is_lesson(match, request_.policy)) return;
        lessons.teach(payment.payer_account, match.payer, request_.book.family(match.payer));
    }

    std::vector<DocumentVote> votes_of(std::size_t at) const {
        const Block& block = blocks_[at / block_payments];
        const auto hits = reading_of(at).of(block.reading.hits);
        if (hits.empty()) return {};
        return document_votes(request_, at, reading_of(at), hits);
    }

    // Deals the payments of these families, those of nobody known at the end.
    void deal(const std::vector<bool>& is_left) {
        const std::size_t customers = request_.book.customers.size();
        families_.clear();
        std::vector<std::uint32_t> starts(customers + 2, 0);
        std::size_t dealt = 0;
        for (const std::uint32_t bucket : buckets_) {
            if (!is_left[bucket]) continue;
            ++starts[bucket + 1];
            ++dealt;
        }
        for (std::size_t i = 0; i < customers; ++i) {
            if (starts[i + 1] == 0) {
                starts[i + 1] = starts[i];
                continue;
            }
            families_.push_back({static_cast<CustomerNo>(i), starts[i], starts[i] + starts[i + 1]});
            starts[i + 1] += starts[i];
        }
        if (starts[customers + 1] > 0) {
            families_.push_back(
                {none<CustomerNo>(), starts[customers], starts[customers] + starts[customers + 1]}
            );
        }
        order_.resize(dealt);
        for (std::size_t at = 0; at < count_; ++at) {
            if (is_left[buckets_[at]]) order_[starts[buckets_[at]]++] = at;
        }
    }

    void judge_families() {
        tbb::parallel_for(
            tbb::blocked_range<std::size_t>(0, families_.size(), families_grain),
            [&](const tbb::blocked_range<std::size_t>& range) {
                SubsetSum& search = searches_.local();
                for (std::size_t at = range.begin(); at < range.end(); ++at) {
                    if (at + 2 < families_.size()) prefetch(families_[at + 2]);
                    if (at + 1 < families_.size()) prefetch_items(families_[at + 1]);
                    judge(at, search);
                }
            }
        );
    }

    // The lattice of each entity and currency, from the amounts of its newest items.
    void find_lattices() {
        lattices_.assign(count_, 1);
        const bool is_one = std::none_of(blocks_.begin(), blocks_.end(), [](const Block& block) {
            return block.has_own_lattice;
        });
        if (is_one) {
            const auto [entity, currency] = lattice_key(0);
            const Minor only = lattice(entity, currency);
            if (only != 1) std::fill(lattices_.begin(), lattices_.end(), only);
            return;
        }
        std::map<std::pair<EntityNo, Currency>, Minor> known;
        for (std::size_t at = 0; at < count_; ++at) {
            const std::pair key = lattice_key(at);
            if (last_key_ != key || at == 0) {
                const auto found = known.find(key);
                last_lattice_ =
                    found != known.end()
                        ? found->second
                        : known.emplace(key, lattice(key.first, key.second)).first->second;
                last_key_ = key;
            }
            lattices_[at] = last_lattice_;
        }
    }

    Minor lattice(EntityNo entity, Currency currency) const {
        const std::vector<OpenItem>& items = request_.book.items;
        std::vector<Minor> amounts;
        std::size_t looked = 0;
        for (std::size_t i = items.size(); i > 0 && looked < lattice_looked_max; --i, ++looked) {
            const OpenItem& item = items[i - 1];
            if (item.entity != entity || item.currency != currency) continue;
            amounts.push_back(item.amount);
            if (amounts.size() == lattice_items_max) break;
        }
        return lattice_of(amounts, currency.is_none() ? 1 : currency.major());
    }

    // Brings the payments of a family near: they lie far apart in a batch.
    void prefetch(const FamilyRange& range) const {
        const std::size_t end = std::min(range.end, range.begin + prefetched_payments);
        for (std::size_t i = range.begin; i < end; ++i) {
            prefetch_object(*request_.payments[order_[i]]);
            prefetch_object(*matches_[order_[i]]);
            if (!is_judged(order_[i])) prefetch_object(payer_of(order_[i]));
            prefetch_object(reading_of(order_[i]));
        }
    }

    // The items that they name, when the payments themselves are near.
    void prefetch_items(const FamilyRange& range) const {
        const std::size_t end = std::min(range.end, range.begin + prefetched_payments);
        for (std::size_t i = range.begin; i < end; ++i) {
            const Block& block = blocks_[order_[i] / block_payments];
            const auto hits = reading_of(order_[i]).of(block.reading.hits);
            if (!hits.empty()) request_.book.prefetch_item(hits.front().item);
        }
    }

    void judge(std::size_t at, SubsetSum& search) {
        const FamilyRange& range = families_[at];
        const auto begin = order_.begin() + static_cast<std::ptrdiff_t>(range.begin);
        const auto end = order_.begin() + static_cast<std::ptrdiff_t>(range.end);
        const CaseContext context{request_, lattices_, members_of_};
        if (range.family == none<CustomerNo>()) {
            tbb::parallel_for(range.begin, range.end, [&](std::size_t i) {
                *matches_[order_[i]] = judge_unknown(context, line_of(order_[i]));
            });
            return;
        }
        std::sort(begin, end, [&](std::size_t a, std::size_t b) {
            const Payment& left = *request_.payments[a];
            const Payment& right = *request_.payments[b];
            if (left.booking_date != right.booking_date) {
                return left.booking_date < right.booking_date;
            }
            if (left.payment != right.payment) return left.payment < right.payment;
            return a < b;
        });
        std::vector<CaseLine> lines;
        lines.reserve(range.end - range.begin);
        for (auto each = begin; each != end; ++each)
            lines.push_back(line_of(*each));
        judge_family(context, lines, search, matches_);
    }

    const MatchRequest& request_;
    PayerNames& names_;
    OwnPayers own_payers_;
    std::size_t count_;
    std::vector<Block> blocks_;
    std::vector<std::uint32_t> buckets_;  // family of each payment; behind them, nobody known
    std::vector<Minor> lattices_;
    std::span<Match* const> matches_;
    Claims claims_;
    std::vector<FamilyRange> families_;  // that have payments left
    std::vector<std::size_t> order_;
    FamilyMembers families_of_book_{request_.book};
    const std::function<std::vector<CustomerNo>(CustomerNo)> members_of_ =
        [this](CustomerNo family) { return families_of_book_.of(family); };
    tbb::enumerable_thread_specific<SubsetSum> searches_;
    std::pair<EntityNo, Currency> last_key_{};
    Minor last_lattice_ = 1;
};

}  // namespace

struct TieredMatcher::Threads {
    explicit Threads(unsigned threads) : arena(static_cast<int>(std::max(threads, 1U))) {}

    tbb::task_arena arena;
    PayerNames names;  // kept from batch to batch
};

TieredMatcher::TieredMatcher(unsigned threads) : threads_(std::make_unique<Threads>(threads)) {}

TieredMatcher::~TieredMatcher() = default;

TieredMatcher::TieredMatcher(TieredMatcher&& other) noexcept = default;

TieredMatcher& TieredMatcher::operator=(TieredMatcher&& other) noexcept = default;

void TieredMatcher::match(const MatchRequest& request, std::span<Match* const> answers) {
    check(request.payments.size() == answers.size(), "every payment gets an answer");
    threads_->arena.execute([&] { Batch(request, answers, threads_->names).run(); });
}

}  // namespace tieout
