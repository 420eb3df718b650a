#include "matching/family_case.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "engine/check.h"
#include "matching/assignment.h"
#include "matching/near_case.h"
#include "matching/odds.h"
#include "matching/reference_tier.h"

namespace tieout {

namespace {

constexpr std::size_t families_max = 4;

class Judging {
public:
    Judging(
        const CaseContext& context,
        std::span<const CaseLine> lines,
        SubsetSum* search,
        std::span<Match* const> matches
    )
        : context_(context),
          request_(context.request),
          book_(context.request.book),
          policy_(context.request.policy),
          lines_(lines),
          search_(search),
          matches_(matches) {}

    void run() {
        for (const CaseLine& line : lines_) {
            if (line.is_judged) taken_.take(match_of(line).clearing);
        }
        for (const CaseLine& line : lines_) {
            if (!line.is_judged && !judge_named(line)) unreferenced_.push_back(&line);
        }
        if (!unreferenced_.empty()) near().judge(unreferenced_, members_of(*unreferenced_.front()));
        judge_unreferenced();
        for (const CaseLine* line : to_suggest_)
            suggest(*line);
        for (const CaseLine& line : lines_) {
            if (!line.is_judged) account_for(line);
        }
    }

    bool judge_alone(const CaseLine& line) {
        if (line.hits.empty() || !is_strong(line)) return false;
        NamedAnswer answer = answer_of(line);
        const bool closes = answer.outcome == NamedOutcome::settled && answer.closes_all &&
                            answer.settlement.reason == Reason::nothing;
        if (!closes) return false;
        state_payer(line);
        state_named(line, answer);
        account_for(line);
        return true;
    }

private:
    const Payment& payment_of(const CaseLine& line) const {
        return *request_.payments[line.payment];
    }

    Match& match_of(const CaseLine& line) const { return *matches_[line.payment]; }

    bool is_strong(const CaseLine& line) const {
        return line.found->payer.bp >= policy_.payer_post_bp;
    }

    void state_payer(const CaseLine& line) {
        Match& match = match_of(line);
        const Payer& payer = line.found->payer;
        match.payer = payer.customer;
        match.payer_bp = payer.bp;
        match.terms.reserve(payer.terms_used + 2U);
        match.terms.assign(payer.terms.begin(), payer.terms.begin() + payer.terms_used);
    }

    NamedAnswer answer_of(const CaseLine& line) const {
        const CustomerNo family = line.found->payer.family;
        return answer_named(
            {book_, policy_, payment_of(line), *line.reading, line.hits, family, taken_}
        );
    }

    // True when the payment names documents and was judged by them.
    bool judge_named(const CaseLine& line) {
        state_payer(line);
        NamedAnswer answer = answer_of(line);
        const bool is_near =
            !answer.closes_all && is_strong(line) &&
            (near().close(line, members_of(line)) || near().close_lines(line, members_of(line)));
        if (is_near) return true;
        if (answer.outcome == NamedOutcome::nothing) return judge_foreign_text(line);
        if (answer.is_part && is_strong(line)) doubt_part(line, answer);
        state_named(line, answer);
        return true;
    }

    // Less than a document is a part payment of it only if the text names nothing else: neither
    // nearly another item of the payer's, nor somebody else's document.
    void doubt_part(const CaseLine& line, NamedAnswer& answer) {
        const auto is_foreign = [&](const Hit& hit) {
            return !hit.is_weak &&
                   book_.family(book_.item(hit.item).customer) != line.found->payer.family;
        };
        const bool names_other = std::any_of(line.hits.begin(), line.hits.end(), is_foreign);
        if (!names_other && !near().names_item(line, members_of(line))) return;
        answer.outcome = NamedOutcome::refused;
        answer.settlement = {};
        answer.settlement.reason = names_other ? Reason::foreign_document : Reason::short_pay;
        answer.settlement.detail =
            names_other
                ? "less is paid than is open of what is his, and another's document is named"
                : "less is paid than is open of what is named, and other items are nearly named";
    }

    void state_named(const CaseLine& line, NamedAnswer& answer) {
        Match& match = match_of(line);
        match.tier = answer.tier;
        match.reason = answer.settlement.reason;
        match.detail = std::move(answer.settlement.detail);
        const bool posts = answer.outcome == NamedOutcome::settled && is_strong(line) &&
                           (!line.found->by_documents || answer.closes_all);
        const auto named = static_cast<std::uint32_t>(answer.named.size());
        match.terms.push_back(
            answer.tier == 1 ? EvidenceTerm{TermKind::reference_line, set_weight::line, named}
                             : EvidenceTerm{TermKind::reference_text, set_weight::text, named}
        );
        if (answer.closes_all) {
            match.terms.push_back({TermKind::amount_exact, set_weight::amount, named});
        }
        if (posts) {
            match.certificate = Certificate::stated;
            match.score_bp = stated_score_bp;
            match.clearing = std::move(answer.settlement.clearing);
            const bool has_rest = answer.tier == 2 && match.reason == Reason::over_pay &&
                                  match.clearing.unapplied > 0 && !line.found->by_documents;
            if (has_rest) unreferenced_.push_back(&line);
            if (lines_.size() > 1 || has_rest) taken_.take(match.clearing);
            return;
        }
        if (match.reason == Reason::nothing) {
            match.reason = Reason::unknown_payer;
            match.detail = "the documents are named, but who pays is not certain";
        }
        show_named(answer, line);
        const bool wants_items =
            match.reason == Reason::foreign_document || match.reason == Reason::no_match;
        if (wants_items) to_suggest_.push_back(&line);
    }

    // Most cases need none.
    NearCase& near() {
        if (!near_) near_.emplace(request_, policy_, matches_, taken_);
        return *near_;
    }

    // The customers of his family; all lines of a case have the same.
    const std::vector<CustomerNo>& members_of(const CaseLine& line) {
        if (members_.empty()) members_ = context_.members_of(line.found->payer.family);
        return members_;
    }

    // Free text that names another family's document which is exactly the payment.
    bool judge_foreign_text(const CaseLine& line) {
        const Payment& payment = payment_of(line);
        for (const Hit& hit : line.hits) {
            const OpenItem& item = book_.item(hit.item);
            const bool is_foreign = !hit.is_weak && hit.line == no_line &&
                                    item.open == payment.amount && !item.is_credit() &&
                                    book_.family(item.customer) != line.found->payer.family;
            if (!is_foreign) continue;
            Match& match = match_of(line);
            match.tier = 2;
            match.reason = Reason::foreign_document;
            match.detail = fmt::format("{} is not the payer's", item.document);
            to_suggest_.push_back(&line);
            return true;
        }
        return false;
    }

    // What was named and cannot be posted is what a reviewer sees first.
    void show_named(const NamedAnswer& answer, const CaseLine& line) {
        if (answer.named.empty()) return;
        Candidate candidate;
        candidate.customer = line.found->payer.customer;
        candidate.tier = answer.tier;
        WideMinor sum = 0;
        for (const NamedItem& each : answer.named) {
            const Minor whole = book_.item(each.item).is_credit() ? -each.open : each.open;
            const Minor amount = each.net.value_or(whole);
            sum += amount;
            candidate.items.push_back(CandidateItem{each.item, amount});
        }
        candidate.difference = static_cast<Minor>(payment_of(line).amount - sum);
        candidate.score_bp = candidate.difference == 0 ? 5'000 : 1'000;
        match_of(line).candidates.push_back(std::move(candidate));
    }

    // Groups of one entity and currency; groups of one pool are settled together.
    void judge_unreferenced() {
        // What waits takes what the new ones leave: an old question does not hold up a new answer.
        std::stable_partition(
            unreferenced_.begin(),
            unreferenced_.end(),
            [&](const CaseLine* line) { return !has_waited(*line); }
        );
        std::vector<bool> done(unreferenced_.size(), false);
        for (std::size_t i = 0; i < unreferenced_.size(); ++i) {
            if (done[i]) continue;
            std::vector<const CaseLine*> group;
            for (std::size_t j = i; j < unreferenced_.size(); ++j) {
                if (done[j] || !same_pool(*unreferenced_[i], *unreferenced_[j])) continue;
                done[j] = true;
                group.push_back(unreferenced_[j]);
            }
            assign(group, true);
        }
    }

    bool has_waited(const CaseLine& line) const {
        return request_.waited.payer_of(line.payment).has_value();
    }

    bool same_pool(const CaseLine& a, const CaseLine& b) const {
        return has_waited(a) == has_waited(b) &&
               request_.entities[a.payment] == request_.entities[b.payment] &&
               payment_of(a).currency == payment_of(b).currency;
    }

    bool is_rest(const CaseLine& line) const {
        return match_of(line).certificate == Certificate::stated;
    }

    // What is to be explained: the payment, or what its free text leaves of it.
    Minor amount_of(const CaseLine& line) const {
        return is_rest(line) ? match_of(line).clearing.unapplied : payment_of(line).amount;
    }

    void assign(const std::vector<const CaseLine*>& group, bool may_post) {
        std::vector<AmountCase> cases;
        for (const CaseLine* line : group) {
            // A number that nearly names an item speaks against a set without it.
            const bool posts = may_post && is_strong(*line) && !line->found->by_documents &&
                               policy_.post_on_amount_alone &&
                               !near().names_item(*line, members_of(*line));
            const bool is_rest_only = may_post && is_rest(*line);
            const Date booked = payment_of(*line).booking_date;
            const auto before = request_.waited.payer_of(line->payment);
            const bool needs_fresh = before && *before != none<CustomerNo>() &&
                                     book_.family(*before) == line->found->payer.family;
            cases.push_back(
                {amount_of(*line), booked, posts, is_rest_only, before.has_value(), needs_fresh}
            );
        }
        const std::size_t first = group.front()->payment;
        const PoolScope scope{
            members_of(*group.front()), request_.entities[first], request_.payments[first]->currency
        };
        std::vector<AmountAnswer> answers = assign_amounts(
            {book_, policy_, scope, context_.lattices[first], cases, request_.waited.fresh},
            taken_,
            *search_
        );
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (may_post && is_rest(*group[i])) {
                state_rest(*group[i], answers[i]);
            } else if (may_post) {
                state_answer(*group[i], std::move(answers[i]));
            } else {
                add_candidates(*group[i], answers[i]);
            }
        }
    }

    void add_candidates(const CaseLine& line, AmountAnswer& answer) {
        Match& match = match_of(line);
        for (Candidate& each : answer.candidates) {
            if (match.candidates.size() >= static_cast<std::size_t>(policy_.candidates_max)) break;
            each.customer = match.payer;
            match.candidates.push_back(std::move(each));
        }
    }

    // Numbers that a bank cut off: the named items are clear, and one set alone makes the rest.
    void state_rest(const CaseLine& line, const AmountAnswer& answer) {
        if (!answer.is_posted()) return;
        Match& match = match_of(line);
        match.certificate = answer.certificate;
        match.reason = answer.reason;
        match.score_bp = answer.score_bp;
        match.proved_k = answer.proved_k;
        match.alternatives = answer.alternatives;
        match.expected_spurious_ppm = static_cast<std::uint32_t>(answer.expected_ppm);
        match.detail = fmt::format(
            "beside the named items, {} that nobody names make the rest", answer.cleared.size()
        );
        match.clearing.unapplied = 0;
        price_set(match, answer);
        clear(match, answer);
    }

    static void price_set(Match& match, const AmountAnswer& answer) {
        const auto odds =
            static_cast<std::uint64_t>(1'000'000 / std::max<std::int64_t>(answer.expected_ppm, 1));
        match.terms.push_back(
            {TermKind::set_spurious,
             odds == 0 ? 0 : centibits_of(odds),
             static_cast<std::uint32_t>(answer.cleared.size())}
        );
        const auto adjusted = std::count_if(
            answer.cleared.begin(),
            answer.cleared.end(),
            [](const ClearedItem& each) { return !each.adjustments.empty(); }
        );
        if (adjusted == 0) return;
        // Its price is in the number of sets already.
        match.terms.push_back({TermKind::amount_difference, 0, static_cast<std::uint32_t>(adjusted)}
        );
    }

    static void clear(Match& match, const AmountAnswer& answer) {
        auto& items = match.clearing.items;
        items.insert(items.end(), answer.cleared.begin(), answer.cleared.end());
    }

    void state_answer(const CaseLine& line, AmountAnswer answer) {
        Match& match = match_of(line);
        match.tier = answer.tier;
        match.certificate = answer.certificate;
        match.reason = answer.reason;
        match.score_bp = answer.score_bp;
        match.proved_k = answer.proved_k;
        match.alternatives = answer.alternatives;
        match.alternatives_capped = answer.is_capped;
        match.expected_spurious_ppm = static_cast<std::uint32_t>(answer.expected_ppm);
        match.detail = std::move(answer.detail);
        if (answer.is_posted() || !answer.candidates.empty()) price_set(match, answer);
        add_candidates(line, answer);
        clear(match, answer);
        if (answer.is_posted() || is_strong(line)) return;
        if (match.reason == Reason::weak_evidence) {
            match.reason = Reason::unknown_payer;
            match.detail = "the amount fits, but who pays is not certain";
        }
    }

    void suggest(const CaseLine& line) { assign({&line}, false); }

    // Every cent that is on no item waits in the payer's account, or outside receivables.
    void account_for(const CaseLine& line) {
        Match& match = match_of(line);
        Clearing& clearing = match.clearing;
        const WideMinor left =
            payment_of(line).amount - clearing.cash() - clearing.on_account - clearing.unapplied;
        // A lesson does not put money on anybody's account by itself.
        const bool is_his = is_strong(line) && (!line.found->by_lesson || !clearing.items.empty());
        (is_his ? clearing.unapplied : clearing.unidentified) += static_cast<Minor>(left);
        const WideMinor rest = clearing.unapplied + clearing.unidentified;
        if (match.certificate == Certificate::stated || !clearing.items.empty()) {
            const bool has_items = !clearing.items.empty();
            match.status = has_items && rest + clearing.on_account == 0 ? PaymentStatus::applied
                           : has_items ? PaymentStatus::part_applied
                                       : PaymentStatus::on_account;
        } else {
            match.status = PaymentStatus::exception;
        }
        check(clearing.unapplied >= 0 && clearing.unidentified >= 0, "no cent is applied twice");
    }

    const CaseContext& context_;
    const MatchRequest& request_;
    const Book& book_;
    const Policy& policy_;
    std::span<const CaseLine> lines_;
    std::vector<CustomerNo> members_;  // of the family, once they were needed
    SubsetSum* search_;                // none: nothing is searched for
    std::span<Match* const> matches_;
    Taken taken_;
    std::optional<NearCase> near_;
    std::vector<const CaseLine*> unreferenced_;
    std::vector<const CaseLine*> to_suggest_;
};

}  // namespace

bool judge_alone(
    const CaseContext& context, const CaseLine& line, std::span<Match* const> matches
) {
    return Judging(context, {}, nullptr, matches).judge_alone(line);
}

void judge_family(
    const CaseContext& context,
    std::span<const CaseLine> lines,
    SubsetSum& search,
    std::span<Match* const> matches
) {
    Judging(context, lines, &search, matches).run();
}

Match judge_unknown(const CaseContext& context, const CaseLine& line) {
    const Payer& payer = line.found->payer;
    Match match;
    match.terms.assign(payer.terms.begin(), payer.terms.begin() + payer.terms_used);
    match.payer_bp = payer.bp;
    match.clearing.unidentified = context.request.payments[line.payment]->amount;
    match.status = PaymentStatus::unidentified;
    match.reason = Reason::unknown_payer;
    if (payer.has_alike_names) {
        match.detail = "more customers have a name like the payer's than are compared";
    }
    if (!payer.rivals.empty()) {
        match.status = PaymentStatus::exception;
        match.reason = Reason::ambiguous_payer;
        match.detail = fmt::format("{} customers are about equally likely", payer.rivals.size());
        for (const CustomerNo rival : payer.rivals) {
            if (match.candidates.size() >=
                static_cast<std::size_t>(context.request.policy.candidates_max)) {
                break;
            }
            Candidate candidate;
            candidate.customer = rival;
            candidate.score_bp = payer.bp;
            candidate.difference = context.request.payments[line.payment]->amount;
            match.candidates.push_back(std::move(candidate));
        }
    } else if (line.reading->has_lines && line.reading->names_other_entity && line.hits.empty()) {
        match.status = PaymentStatus::exception;
        match.reason = Reason::intercompany;
        match.detail = "the documents belong to another entity";
    }
    return match;
}

std::vector<DocumentVote> document_votes(
    const MatchRequest& request,
    std::size_t payment,
    const Reading& reading,
    std::span<const Hit> hits
) {
    const Book& book = request.book;
    std::vector<DocumentVote> votes;
    std::vector<CustomerNo> families;
    for (const Hit& hit : hits) {
        if (hit.is_weak) continue;
        const CustomerNo customer = book.item(hit.item).customer;
        const CustomerNo family = book.family(customer);
        const auto at = std::find(families.begin(), families.end(), family);
        if (at != families.end()) {
            DocumentVote& vote = votes[static_cast<std::size_t>(at - families.begin())];
            ++vote.documents;
            if (vote.customer != customer) vote.customer = family;
        } else if (families.size() < families_max) {
            families.push_back(family);
            votes.push_back(DocumentVote{customer, 1, false});
        }
    }
    const Taken nothing_taken;
    for (std::size_t i = 0; i < families.size(); ++i) {
        const NamedAnswer answer = answer_named(
            {book,
             request.policy,
             *request.payments[payment],
             reading,
             hits,
             families[i],
             nothing_taken}
        );
        votes[i].amounts_agree =
            answer.closes_all && !answer.is_weak_only && answer.outcome == NamedOutcome::settled;
    }
    return votes;
}

}  // namespace tieout
