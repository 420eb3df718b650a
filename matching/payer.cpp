#include "matching/payer.h"

#include <algorithm>

#include "engine/personal.h"
#include "matching/odds.h"

namespace tieout {

namespace {

// What speaks for one family.
struct Contender {
    CustomerNo customer{};
    CustomerNo family{};
    std::int32_t centibits = 0;
    bool is_single_word = true;  // nothing but a name of one word speaks for it
    std::vector<EvidenceTerm> terms;
};

class Contest {
public:
    Contest(const MatchRequest& request, const Payment& payment)
        : request_(request), book_(request.book), payment_(payment) {}

    void hear_account(const Lessons::Lesson* lesson) {
        if (payment_.payer_account.empty()) return;
        const Mark mark = mark_of_account(request_.secrets, payment_.payer_account);
        const std::vector<CustomerNo> owners = book_.customers_by_account(mark);
        if (owners.empty() && lesson != nullptr) {
            const EvidenceTerm term{TermKind::payer_lesson, payer_weight::lesson, lesson->payments};
            speak(lesson->customer, term, true);
        }
        if (owners.empty()) return;
        const CustomerNo family = book_.family(owners.front());
        for (const CustomerNo owner : owners) {
            if (book_.family(owner) != family) return;  // shared: it votes no more
        }
        const CustomerNo customer = owners.size() == 1 ? owners.front() : family;
        speak(customer, {TermKind::payer_account, payer_weight::account, 1}, true);
    }

    void hear_name() {
        if (payment_.payer_name.empty()) return;
        std::vector<CustomerNo> named;
        bool has_words = false;
        for (const NameForm& form : name_forms(payment_.payer_name)) {
            const auto found = book_.customers_by_name(mark_of_name(request_.secrets, form));
            named.insert(named.end(), found.begin(), found.end());
            has_words = has_words || form.words.find(' ') != std::string::npos;
        }
        std::sort(named.begin(), named.end());
        named.erase(std::unique(named.begin(), named.end()), named.end());
        const std::int32_t weight = has_words ? payer_weight::name : payer_weight::word_name;
        std::vector<CustomerNo> families;
        for (const CustomerNo customer : named) {
            const CustomerNo family = book_.family(customer);
            if (std::find(families.begin(), families.end(), family) != families.end()) continue;
            families.push_back(family);
            speak(customer, {TermKind::payer_name, weight, 1}, has_words);
        }
    }

    void hear_documents(std::span<const DocumentVote> votes) {
        for (const DocumentVote& vote : votes) {
            const auto counted = static_cast<std::int32_t>(std::min<std::uint32_t>(
                vote.documents, static_cast<std::uint32_t>(payer_weight::mentions_max)
            ));
            const std::int32_t weight =
                vote.amounts_agree ? payer_weight::documents : counted * payer_weight::mention;
            speak(
                vote.customer,
                {TermKind::payer_documents, weight, vote.documents},
                vote.amounts_agree
            );
        }
    }

    Payer decide() {
        Payer payer;
        if (contenders_.empty()) return payer;
        const std::int32_t prior =
            -centibits_of(std::max<std::uint64_t>(book_.customers.size(), 1));
        std::vector<std::int32_t> weights;
        for (const Contender& each : contenders_)
            weights.push_back(each.centibits + prior);
        std::vector<std::int32_t> shares = posteriors_bp(weights);
        std::size_t best = 0;
        for (std::size_t i = 0; i < contenders_.size(); ++i) {
            if (contenders_[i].is_single_word) shares[i] = std::min(shares[i], word_name_bp_max);
            if (shares[i] > shares[best]) best = i;
        }
        const Contender& winner = contenders_[best];
        payer.bp = shares[best];
        payer.add(
            EvidenceTerm{TermKind::prior, prior, static_cast<std::uint32_t>(book_.customers.size())}
        );
        for (const EvidenceTerm& term : winner.terms)
            payer.add(term);
        // Two that share what is certain: neither is the payer.
        for (std::size_t i = 0; i < contenders_.size(); ++i) {
            if (2 * shares[i] > shares[best]) payer.rivals.push_back(contenders_[i].customer);
        }
        if (payer.rivals.size() < 2) payer.rivals.clear();
        const bool is_suggested =
            payer.bp >= request_.policy.payer_suggest_bp && payer.rivals.empty();
        if (is_suggested) {
            payer.customer = winner.customer;
            payer.family = winner.family;
        }
        return payer;
    }

private:
    void speak(CustomerNo customer, EvidenceTerm term, bool is_more_than_a_word) {
        const CustomerNo family = book_.family(customer);
        auto at = std::find_if(contenders_.begin(), contenders_.end(), [&](const Contender& each) {
            return each.family == family;
        });
        if (at == contenders_.end()) {
            contenders_.push_back(Contender{customer, family, 0, true, {}});
            at = contenders_.end() - 1;
        }
        at->centibits += term.centibits;
        at->is_single_word = at->is_single_word && !is_more_than_a_word;
        at->terms.push_back(term);
    }

    const MatchRequest& request_;
    const Book& book_;
    const Payment& payment_;
    std::vector<Contender> contenders_;
};

}  // namespace

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
    const Lessons::Lesson* lesson
) {
    if (const auto stated = stated_customer(request.book, payment)) {
        return stated_payer(request.book, *stated);
    }
    Contest contest(request, payment);
    contest.hear_account(lesson);
    contest.hear_name();
    contest.hear_documents(votes);
    return contest.decide();
}

}  // namespace tieout
