#include "engine/evaluation.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "engine/reference_form.h"

namespace tieout {

namespace {

struct Applied {
    ItemNo item{};
    Minor reduced = 0;
    Minor open_after = 0;
    Date posted;
};

class Judging {
public:
    Judging(const Book& book, const std::vector<TruthRow>& truth, const DecisionOf& decision_of)
        : book_(book), decision_of_(decision_of) {
        for (const TruthRow& row : truth)
            wanted_[row.payment].push_back(&row);
        take_changes();
    }

    std::vector<JudgedPayment> judge() const {
        std::vector<JudgedPayment> judged;
        judged.reserve(wanted_.size());
        for (const auto& [payment, rows] : wanted_)
            judged.push_back(judge_one(payment, rows));
        return judged;
    }

private:
    using Rows = std::vector<const TruthRow*>;

    // What each payment took of each item in the end. Walked backwards by posting date (a batch may
    // judge days in any order), an item's open amount behind a change is what is open now and all
    // that later changes took.
    void take_changes() {
        std::vector<const ItemChange*> changes;
        changes.reserve(book_.item_changes.size());
        for (const ItemChange& change : book_.item_changes)
            changes.push_back(&change);
        std::stable_sort(changes.begin(), changes.end(), [](const auto* a, const auto* b) {
            return a->posting_date < b->posting_date;
        });
        std::reverse(changes.begin(), changes.end());
        std::unordered_map<std::uint32_t, Minor> later;  // by item
        for (const ItemChange* change : changes) {
            if (change->payment == none<PaymentNo>()) continue;
            Minor& behind = later[slot(change->item)];
            auto& mine = applied_[slot(change->payment)];
            const auto same = std::find_if(mine.begin(), mine.end(), [&](const Applied& each) {
                return each.item == change->item;
            });
            if (same == mine.end()) {
                const Minor open = book_.item(change->item).open + behind;
                mine.push_back({change->item, change->reduced, open, change->posting_date});
            } else {
                same->reduced += change->reduced;
                same->posted = change->posting_date;
            }
            behind += change->reduced;
        }
        for (auto& [payment, mine] : applied_) {
            // A claim that the payment opened is no line that it paid.
            std::erase_if(mine, [&](const Applied& each) {
                const bool is_claim = book_.item(each.item).kind == ItemKind::claim;
                return each.reduced == 0 || (is_claim && each.reduced < 0);
            });
            std::reverse(mine.begin(), mine.end());
        }
    }

    JudgedPayment judge_one(const std::string& payment, const Rows& rows) const {
        JudgedPayment judged;
        judged.payment = payment;
        std::set<std::string> documents;
        for (const TruthRow* row : rows) {
            if (!row->document.empty()) documents.insert(row->document);
        }
        judged.lines = static_cast<std::uint32_t>(documents.size());
        const auto no = book_.find_payment(sha256_mark(payment));
        if (!no) {
            judged.missing_documents.assign(documents.begin(), documents.end());
            return judged;
        }
        const PaymentRow& held = book_.payment(*no);
        judged.is_taken = true;
        judged.status = held.status;
        judged.certificate = held.certificate;
        judged.reason = held.reason;
        judged.tier = held.tier;
        judged.currency = held.currency;
        judged.amount = held.amount;
        judged.has_on_account = held.on_account != 0;
        judged.is_payer_right = is_payer_right(held, rows);
        const PaymentDecided* const decided = decision_of_ ? decision_of_(*no) : nullptr;
        const auto found = applied_.find(slot(*no));
        static const std::vector<Applied> nothing;
        judge_lines(
            judged,
            rows,
            found == applied_.end() ? nothing : found->second,
            decided,
            held.booking_date
        );
        if (decided != nullptr) take_decision(judged, documents, *decided);
        return judged;
    }

    void judge_lines(
        JudgedPayment& judged,
        const Rows& rows,
        const std::vector<Applied>& applied,
        const PaymentDecided* decided,
        Date booked
    ) const {
        std::vector<const Applied*> wrong;
        std::set<std::string> met;  // documents of the truth that got money
        for (const Applied& each : applied) {
            ++judged.applied;
            const int days = days_between(booked, each.posted);
            judged.days_to_post = std::max(judged.days_to_post, days);
            for (const TruthRow* row : rows) {
                if (names(*row, each.item)) met.insert(row->document);
            }
            if (is_right(each, rows, decided)) {
                ++judged.right;
                continue;
            }
            wrong.push_back(&each);
            judged.wrong += each.reduced < 0 ? -each.reduced : each.reduced;
            judged.wrong_documents.push_back(book_.item(each.item).document);
        }
        for (const TruthRow* row : rows) {
            if (row->document.empty() || !met.insert(row->document).second) continue;
            judged.missing_documents.push_back(row->document);
            take_copy(judged, wrong, *row);
        }
    }

    static bool is_equal_item(const OpenItem& a, const OpenItem& b) {
        return a.customer == b.customer && a.currency == b.currency && a.amount == b.amount &&
               a.is_credit() == b.is_credit();
    }

    // A wrong line is a copy when an equal item of the truth got nothing; each counts once.
    void take_copy(
        JudgedPayment& judged, std::vector<const Applied*>& wrong, const TruthRow& missing
    ) const {
        for (const ItemNo item : items_named(missing.document)) {
            if (!names(missing, item)) continue;
            const auto copy = std::find_if(wrong.begin(), wrong.end(), [&](const Applied* each) {
                return is_equal_item(book_.item(each->item), book_.item(item));
            });
            if (copy == wrong.end()) continue;
            ++judged.copies;
            wrong.erase(copy);
            return;
        }
    }

    void take_decision(
        JudgedPayment& judged, const std::set<std::string>& documents, const PaymentDecided& decided
    ) const {
        if (judged.is_posted()) {
            judged.has_score = true;
            judged.score_bp = decided.score_bp;
            return;
        }
        if (decided.candidates.empty()) return;
        judged.has_score = true;
        judged.score_bp = decided.candidates.front().score_bp;
        judged.suggested = Suggested::elsewhere;
        for (std::size_t i = 0; i < decided.candidates.size(); ++i) {
            if (!is_truth(decided.candidates[i], documents)) continue;
            judged.suggested = i == 0 ? Suggested::first : Suggested::among;
            return;
        }
    }

    bool is_truth(const Candidate& candidate, const std::set<std::string>& documents) const {
        if (candidate.items.size() != documents.size()) return false;
        return std::all_of(candidate.items.begin(), candidate.items.end(), [&](const auto& each) {
            return documents.contains(book_.item(each.item).document) ||
                   documents.contains(book_.key_of(each.item));
        });
    }

    bool names(const TruthRow& row, ItemNo item) const {
        return row.document == book_.item(item).document || row.document == book_.key_of(item);
    }

    // Every row that names the item must agree with what was done; one at least names it.
    bool is_right(const Applied& applied, const Rows& rows, const PaymentDecided* decided) const {
        bool is_named = false;
        for (const TruthRow* row : rows) {
            if (row->document.empty() || !names(*row, applied.item)) continue;
            is_named = true;
            if (!agrees(*row, applied, decided)) return false;
        }
        return is_named;
    }

    bool agrees(const TruthRow& row, const Applied& applied, const PaymentDecided* decided) const {
        const OpenItem& item = book_.item(applied.item);
        if (row.item_kind && *row.item_kind != item.kind) return false;
        if (row.open_after && *row.open_after != applied.open_after) return false;
        // A credit may be stated as what it takes off: with a minus.
        const bool is_minus = item.is_credit() && row.amount && *row.amount < 0;
        const std::optional<Minor> stated = is_minus ? -*row.amount : row.amount;
        if (!row.posting_kind) return !stated || *stated == applied.reduced;
        if (decided == nullptr) return false;
        Minor cleared = 0;
        bool is_there = false;
        for (const PostingLine& line : decided->posting.lines) {
            if (line.item != applied.item || line.kind != *row.posting_kind) continue;
            is_there = true;
            const bool is_settling = (line.side == Side::credit) != item.is_credit();
            cleared += is_settling ? line.amount : -line.amount;
        }
        return is_there && (!stated || *stated == cleared);
    }

    bool is_payer_right(const PaymentRow& held, const Rows& rows) const {
        const bool is_nobody = std::all_of(rows.begin(), rows.end(), [](const auto* row) {
            return row->document.empty();
        });
        if (held.payer == none<CustomerNo>()) return is_nobody;
        const CustomerNo family = book_.family(held.payer);
        for (const TruthRow* row : rows) {
            for (const ItemNo item : items_named(row->document)) {
                if (book_.family(book_.item(item).customer) == family) return true;
            }
        }
        return false;
    }

    // Items one of whose numbers has the form of this one.
    std::vector<ItemNo> items_named(const std::string& document) const {
        std::vector<ItemNo> found;
        book_.items_by_reference(reference_form(document), found);
        return found;
    }

    const Book& book_;
    const DecisionOf& decision_of_;
    std::map<std::string, Rows> wanted_;
    std::unordered_map<std::uint32_t, std::vector<Applied>> applied_;
};

}  // namespace

std::vector<JudgedPayment> judge_payments(
    const Book& book, const std::vector<TruthRow>& truth, const DecisionOf& decision_of
) {
    return Judging(book, truth, decision_of).judge();
}

}  // namespace tieout
