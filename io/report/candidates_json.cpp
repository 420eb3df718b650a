#include "io/report/candidates_json.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/question.h"
#include "io/report/table.h"

namespace tieout {

namespace {

bool holds(const Candidate& candidate, const CandidateItem& item) {
    const auto& items = candidate.items;
    return std::find(items.begin(), items.end(), item) != items.end();
}

class Writing {
public:
    Writing(const Book& book, std::span<const Candidate> candidates, Currency currency)
        : book_(book),
          candidates_(candidates),
          currency_(currency),
          question_(question_of(book, candidates)) {}

    std::string run() {
        out_ = "[";
        for (std::size_t i = 0; i < candidates_.size(); ++i) {
            out_ += i == 0 ? "" : ",";
            put(candidates_[i], i + 1);
        }
        return out_ + "]";
    }

private:
    void put(const Candidate& candidate, std::size_t rank) {
        out_ += fmt::format("{{\"rank\":{},\"customer\":", rank);
        const bool has_customer = candidate.customer != none<CustomerNo>();
        put_json_text(out_, has_customer ? book_.customer(candidate.customer).number : "");
        out_ += fmt::format(
            ",\"certificate\":\"{}\",\"tier\":{},\"score_bp\":{},\"difference\":\"{}\",\"items\":[",
            word_of(candidate.certificate),
            candidate.tier,
            candidate.score_bp,
            format_amount(candidate.difference, currency_)
        );
        for (std::size_t i = 0; i < candidate.items.size(); ++i) {
            out_ += i == 0 ? "" : ",";
            put(candidate.items[i]);
        }
        out_ += "]";
        if (candidates_.size() > 1) {
            put("adds", items_beside(candidate, candidates_.front()));
            put("lacks", items_beside(candidates_.front(), candidate));
        }
        out_ += "}";
    }

    void put(const CandidateItem& item) {
        out_ += "{\"document\":";
        put_json_text(out_, book_.item(item.item).document);
        out_ += ",\"key\":";
        put_json_text(out_, book_.key_of(item.item));
        out_ += fmt::format(",\"amount\":\"{}\"", format_amount(item.amount, currency_));
        if (candidates_.size() > 1) put_standing(item);
        out_ += "}";
    }

    void put_standing(const CandidateItem& item) {
        const bool in_all =
            std::all_of(candidates_.begin(), candidates_.end(), [&](const Candidate& each) {
                return holds(each, item);
            });
        const bool is_asked =
            std::any_of(question_.asks.begin(), question_.asks.end(), [&](const Ask& ask) {
                return ask.item == item.item && ask.amount == item.amount;
            });
        if (in_all) out_ += ",\"in_all\":true";
        if (is_asked) out_ += ",\"asked\":true";
    }

    void put(const char* name, const std::vector<ItemNo>& items) {
        out_ += fmt::format(",\"{}\":[", name);
        for (std::size_t i = 0; i < items.size(); ++i) {
            out_ += i == 0 ? "" : ",";
            put_json_text(out_, book_.item(items[i]).document);
        }
        out_ += "]";
    }

    const Book& book_;
    std::span<const Candidate> candidates_;
    Currency currency_;
    Question question_;
    std::string out_;
};

}  // namespace

std::vector<ItemNo> items_beside(const Candidate& candidate, const Candidate& first) {
    std::vector<ItemNo> items;
    for (const CandidateItem& item : candidate.items) {
        if (!holds(first, item)) items.push_back(item.item);
    }
    return items;
}

std::string candidates_json(
    const Book& book, std::span<const Candidate> candidates, Currency currency
) {
    return Writing(book, candidates, currency).run();
}

}  // namespace tieout
