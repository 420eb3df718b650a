#include "engine/evaluation.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "engine/reference_form.h"

namespace tieout {

namespace {

struct Applied {
    ItemNo item{};
    Minor reduced = 0;
};

class Comparing {
public:
    Comparing(const Book& book, const std::vector<TruthRow>& truth) : book_(book) {
        for (const TruthRow& row : truth)
            wanted_[row.payment].push_back(&row);
        for (const ItemChange& change : book.item_changes) {
            applied_[slot(change.payment)].push_back({change.item, change.reduced});
        }
    }

    Evaluation compare() {
        for (const auto& [payment, rows] : wanted_)
            compare_payment(payment, rows);
        return counts_;
    }

private:
    using Rows = std::vector<const TruthRow*>;

    void compare_payment(const std::string& payment, const Rows& rows) {
        ++counts_.payments;
        for (const TruthRow* row : rows)
            counts_.lines += row->document.empty() ? 0U : 1U;
        const auto no = book_.find_payment(sha256_mark(payment));
        if (!no) return;
        ++counts_.taken;
        const PaymentRow& held = book_.payment(*no);
        counts_.value += held.amount;
        counts_.ambiguous += held.certificate == Certificate::ambiguous ? 1U : 0U;
        counts_.on_account += held.on_account != 0 ? 1U : 0U;
        counts_.payer_right += is_payer_right(held, rows) ? 1U : 0U;
        std::size_t right = 0;
        const auto found = applied_.find(slot(*no));
        static const std::vector<Applied> nothing;
        const auto& applied = found == applied_.end() ? nothing : found->second;
        for (const Applied& each : applied) {
            ++counts_.lines_applied;
            if (is_right(each, rows)) {
                ++right;
            } else {
                counts_.value_wrong += each.reduced < 0 ? -each.reduced : each.reduced;
            }
        }
        counts_.lines_right += right;
        if (held.status != PaymentStatus::applied) return;
        ++counts_.settled;
        counts_.value_settled += held.amount;
        const bool all = right == applied.size() && right == documents_of(rows);
        counts_.settled_right += all ? 1U : 0U;
    }

    static std::size_t documents_of(const Rows& rows) {
        return static_cast<std::size_t>(std::count_if(
            rows.begin(), rows.end(), [](const auto* row) { return !row->document.empty(); }
        ));
    }

    bool is_right(const Applied& applied, const Rows& rows) const {
        const OpenItem& item = book_.item(applied.item);
        return std::any_of(rows.begin(), rows.end(), [&](const TruthRow* row) {
            const bool names =
                row->document == item.document || row->document == book_.key_of(applied.item);
            const bool amount = !row->amount || *row->amount == applied.reduced;
            const bool open = !row->open_after || *row->open_after == item.open;
            return names && amount && open;
        });
    }

    bool is_payer_right(const PaymentRow& held, const Rows& rows) const {
        if (held.payer == none<CustomerNo>()) return documents_of(rows) == 0;
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
    std::map<std::string, Rows> wanted_;
    std::unordered_map<std::uint32_t, std::vector<Applied>> applied_;
    Evaluation counts_;
};

}  // namespace

Evaluation evaluate(const Book& book, const std::vector<TruthRow>& truth) {
    return Comparing(book, truth).compare();
}

}  // namespace tieout
