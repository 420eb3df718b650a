#include "matching/payer.h"

#include <algorithm>

#include "engine/learning.h"
#include "engine/personal.h"
#include "matching/odds.h"

namespace tieout {

namespace {

// What speaks for one family.
struct Contender {
    CustomerNo customer{};
    CustomerNo family{};
    std::int32_t centibits = 0;
    std::int32_t bp_max = 0;     // by the best of what speaks for it
    bool has_near_name = false;  // of 85 % or more
    bool has_document = false;
    std::vector<EvidenceTerm> terms;
};

constexpr std::int32_t any_bp = 10'000;

// A person's word is worth as much as many lessons.
std::int32_t weight_of_account(const LearnedRow& row) {
    if (row.payment == none<PaymentNo>()) return payer_weight::learned_max;
    const std::int64_t doublings = centibits_of(row.lessons);
    const std::int64_t more = doublings * payer_weight::learned_doubling / 100;
    return static_cast<std::int32_t>(
        std::min<std::int64_t>(payer_weight::learned + more, payer_weight::learned_max)
    );
}

// What nearness alone is worth, or nothing.
std::int32_t weight_of(const NearCustomer& near) {
    if (near.other_number) return 0;
    std::int32_t weight = 0;
    if (near.how == NameLikeness::trigrams) {
        const bool speaks = near.similarity_bp >= near_rare_bp_min && near.names_with_word > 0;
        weight = speaks ? payer_weight::near_rare : 0;
    } else if (near.similarity_bp >= 9'500) {
        weight = payer_weight::near_95;
    } else {
        weight = near.similarity_bp >= 9'000 ? payer_weight::near_90 : payer_weight::near_85;
    }
    return weight > 0 && near.other_legal_form ? weight + payer_weight::other_form : weight;
}

class Contest {
public:
    Contest(const MatchRequest& request, const Payment& payment)
        : request_(request), book_(request.book), payment_(payment) {}

    // Whoever's account it is by master data, or by what earlier payments taught: with owners of
    // two families it is shared and votes no more.
    void hear_account(const Lessons::Lesson* lesson) {
        if (payment_.payer_account.empty()) return;
        const Mark mark = mark_of_account(request_.secrets, payment_.payer_account);
        const std::vector<CustomerNo> owners = book_.customers_by_account(mark);
        const std::vector<LearnedNo> learned = learned_by(LearnedKind::account, mark);
        if (owners.empty() && learned.empty()) {
            if (lesson == nullptr) return;
            const EvidenceTerm term{TermKind::payer_lesson, payer_weight::lesson, lesson->payments};
            speak(lesson->customer, term, any_bp);
            return;
        }
        const CustomerNo family =
            book_.family(owners.empty() ? pupil(learned.front()) : owners.front());
        const bool is_shared = std::any_of(
                                   owners.begin(),
                                   owners.end(),
                                   [&](CustomerNo owner) { return book_.family(owner) != family; }
                               ) ||
                               std::any_of(learned.begin(), learned.end(), [&](LearnedNo no) {
                                   return book_.family(pupil(no)) != family;
                               });
        if (is_shared) return;
        if (owners.empty()) {
            const EvidenceTerm term{
                TermKind::payer_learned,
                weight_of_account(book_.learned[slot(learned.front())]),
                slot(learned.front()) + 1
            };
            speak(learned.size() == 1 ? pupil(learned.front()) : family, term, any_bp);
            return;
        }
        const CustomerNo customer = owners.size() == 1 ? owners.front() : family;
        speak(customer, {TermKind::payer_account, payer_weight::account, 1}, any_bp);
    }

    void hear_name() {
        if (payment_.payer_name.empty()) return;
        std::vector<CustomerNo> named;
        std::vector<LearnedNo> learned;
        bool has_words = false;
        for (const NameForm& form : name_forms(payment_.payer_name)) {
            const Mark mark = mark_of_name(request_.secrets, form);
            const auto found = book_.customers_by_name(mark);
            named.insert(named.end(), found.begin(), found.end());
            const auto taught = learned_by(LearnedKind::alias, mark);
            learned.insert(learned.end(), taught.begin(), taught.end());
            has_words = has_words || form.words.find(' ') != std::string::npos;
        }
        std::sort(named.begin(), named.end());
        std::sort(learned.begin(), learned.end());
        const std::int32_t weight = has_words ? payer_weight::name : payer_weight::word_name;
        std::vector<CustomerNo> families;
        const auto is_new = [&](CustomerNo family) {
            if (std::find(families.begin(), families.end(), family) != families.end()) return false;
            families.push_back(family);
            return true;
        };
        for (const CustomerNo customer : named) {
            if (!is_new(book_.family(customer))) continue;
            const std::int32_t bp_max = has_words ? any_bp : weak_name_bp_max;
            speak(customer, {TermKind::payer_name, weight, 1}, bp_max);
        }
        // A name that one payment showed may be a slip of the pen; so is a single word anybody's.
        // It adds nothing to the account that the same payments taught.
        for (const LearnedNo no : learned) {
            if (!is_new(book_.family(pupil(no))) || has_learned(book_.family(pupil(no)))) continue;
            const bool is_proven = has_words && is_confirmed(book_.learned[slot(no)]);
            const std::int32_t bits = is_proven ? payer_weight::alias : payer_weight::word_name;
            const std::int32_t bp_max = is_proven ? any_bp : weak_name_bp_max;
            speak(pupil(no), {TermKind::payer_learned, bits, slot(no) + 1}, bp_max);
        }
    }

    void hear_near_names(const NearCustomers& near) {
        has_alike_names_ = !near.is_complete;
        const auto bp_max = static_cast<std::int32_t>(std::min<std::int64_t>(
            near_name_bp_max, std::max<std::int64_t>(request_.policy.payer_post_bp - 1, 0)
        ));
        const std::int32_t told_max =
            centibits_of(std::max<std::uint64_t>(book_.customers.size(), 1));
        for (const NearCustomer& each : near.customers) {
            const std::int32_t weight = weight_of(each);
            if (weight == 0) continue;
            Contender& heard = speak(each.customer, {TermKind::payer_name_near, weight, 1}, bp_max);
            heard.has_near_name = each.how != NameLikeness::trigrams;
            if (each.names_with_word == 0) continue;
            const std::int32_t told = std::min(each.told_centibits, told_max);
            speak(each.customer, {TermKind::payer_name_word, told, each.names_with_word}, bp_max);
        }
    }

    void hear_documents(std::span<const DocumentVote> votes) {
        for (const DocumentVote& vote : votes) {
            const auto counted = static_cast<std::int32_t>(std::min<std::uint32_t>(
                vote.documents, static_cast<std::uint32_t>(payer_weight::mentions_max)
            ));
            const std::int32_t weight =
                vote.amounts_agree ? payer_weight::documents : counted * payer_weight::mention;
            Contender& heard = speak(
                vote.customer,
                {TermKind::payer_documents, weight, vote.documents},
                vote.amounts_agree ? any_bp : weak_name_bp_max
            );
            heard.has_document = true;
        }
    }

    Payer decide() {
        Payer payer;
        payer.has_alike_names = has_alike_names_;
        if (contenders_.empty()) return payer;
        const std::int32_t prior =
            -centibits_of(std::max<std::uint64_t>(book_.customers.size(), 1));
        std::vector<std::int32_t> weights;
        for (const Contender& each : contenders_)
            weights.push_back(each.centibits + prior);
        std::vector<std::int32_t> shares = posteriors_bp(weights);
        std::size_t best = 0;
        for (std::size_t i = 0; i < contenders_.size(); ++i) {
            // A name like his and a document of his agree, each by itself.
            const bool agree = contenders_[i].has_near_name && contenders_[i].has_document;
            if (!agree) shares[i] = std::min(shares[i], contenders_[i].bp_max);
            if (shares[i] > shares[best]) best = i;
        }
        const Contender& winner = contenders_[best];
        payer.bp = shares[best];
        payer.has_near_name = winner.has_near_name;
        payer.add(
            EvidenceTerm{TermKind::prior, prior, static_cast<std::uint32_t>(book_.customers.size())}
        );
        for (const EvidenceTerm& term : winner.terms)
            payer.add(term);
        // Two that share what is certain: neither is the payer. Where little is certain, nobody is.
        std::int64_t shared = 0;
        for (std::size_t i = 0; i < contenders_.size(); ++i) {
            if (2 * shares[i] <= shares[best]) continue;
            payer.rivals.push_back(contenders_[i].customer);
            shared += shares[i];
        }
        const bool are_rivals =
            payer.rivals.size() > 1 && shared >= request_.policy.payer_suggest_bp;
        if (!are_rivals) payer.rivals.clear();
        const bool is_suggested =
            payer.bp >= request_.policy.payer_suggest_bp && payer.rivals.empty();
        if (is_suggested) {
            payer.customer = winner.customer;
            payer.family = winner.family;
        }
        return payer;
    }

private:
    std::vector<LearnedNo> learned_by(LearnedKind kind, const Mark& mark) const {
        std::vector<LearnedNo> found = book_.learned_by(kind, mark);
        std::erase_if(found, [&](LearnedNo no) {
            return !is_in_use(book_.learned[slot(no)], request_.policy, payment_.booking_date);
        });
        return found;
    }

    bool has_learned(CustomerNo family) const {
        return std::any_of(contenders_.begin(), contenders_.end(), [&](const Contender& each) {
            return each.family == family && each.terms.front().kind == TermKind::payer_learned;
        });
    }

    CustomerNo pupil(LearnedNo no) const { return book_.learned[slot(no)].customer; }

    Contender& speak(CustomerNo customer, EvidenceTerm term, std::int32_t bp_max) {
        const CustomerNo family = book_.family(customer);
        auto at = std::find_if(contenders_.begin(), contenders_.end(), [&](const Contender& each) {
            return each.family == family;
        });
        if (at == contenders_.end()) {
            contenders_.push_back(Contender{customer, family, 0, 0, false, false, {}});
            at = contenders_.end() - 1;
        }
        at->centibits += term.centibits;
        at->bp_max = std::max(at->bp_max, bp_max);
        at->terms.push_back(term);
        return *at;
    }

    const MatchRequest& request_;
    const Book& book_;
    const Payment& payment_;
    std::vector<Contender> contenders_;
    bool has_alike_names_ = false;
};

}  // namespace

bool Payer::is_learned_only() const {
    bool is_learned = false;
    for (std::uint8_t i = 0; i < terms_used; ++i) {
        const TermKind kind = terms[i].kind;
        if (kind != TermKind::payer_learned && kind != TermKind::prior) return false;
        is_learned = is_learned || kind == TermKind::payer_learned;
    }
    return is_learned;
}

std::optional<CustomerNo> stated_customer(const Book& book, const Payment& payment) {
    if (payment.customer.empty()) return std::nullopt;
    return book.find_customer(payment.customer);
}

Payer stated_payer(const Book& book, CustomerNo customer) {
    Payer payer;
    payer.customer = customer;
    payer.family = book.family(customer);
    payer.bp = 9'999;
    payer.add(EvidenceTerm{TermKind::payer_stated, payer_weight::stated, 1});
    return payer;
}

Payer find_payer(
    const MatchRequest& request,
    const Payment& payment,
    std::span<const DocumentVote> votes,
    const Lessons::Lesson* lesson,
    const NearCustomers* near
) {
    if (const auto stated = stated_customer(request.book, payment)) {
        return stated_payer(request.book, *stated);
    }
    Contest contest(request, payment);
    contest.hear_account(lesson);
    contest.hear_name();
    if (near != nullptr) contest.hear_near_names(*near);
    contest.hear_documents(votes);
    return contest.decide();
}

}  // namespace tieout
