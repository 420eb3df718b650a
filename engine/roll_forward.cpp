#include "engine/roll_forward.h"

#include <map>
#include <tuple>
#include <utility>

namespace tieout {

namespace {

// The lines of one report: their order is that of the report.
enum class Place : std::uint8_t {
    document,  // by kind of item
    settled_before_load,
    cash,
    suspense,    // by kind of posting
    adjustment,  // by kind of posting
    amended,     // by the ERP
    ahead
};

using LineName = std::pair<Place, std::uint8_t>;

struct Sums {
    WideMinor before = 0;  // all that happened before the period
    std::map<LineName, RollForwardLine> lines;
};

std::string plural_of(ItemKind kind) {
    return kind == ItemKind::on_account ? "on_account_items" : std::string(word_of(kind)) + 's';
}

class Rolling {
public:
    Rolling(const Book& book, const JournalFacts& facts, const Period& period)
        : book_(book), facts_(facts), period_(period) {}

    std::vector<RollForward> roll() {
        take_amended();
        take_items();
        for (const auto& [key, sums] : facts_.lines)
            take_lines(key, sums);
        return finish();
    }

private:
    using Key = std::tuple<EntityNo, Currency>;

    // An amount that changes receivables on a day, under the name it has within the period.
    struct Change {
        LineName line;
        Date day;
        WideMinor amount = 0;
        std::uint64_t count = 0;
        bool is_reversal = false;
    };

    void take_amended() {
        more_.resize(book_.items.size());
        for (const AmendedRecord& each : facts_.amended) {
            const OpenItem& item = book_.item(each.item);
            Minor& more = more_[slot(each.item)];
            more = add(more, each.more);
            const WideMinor owed = item.is_credit() ? -each.more : each.more;
            put(of(item.entity, item.currency), {{Place::amended, 0}, each.day, owed, 1});
        }
    }

    void take_items() {
        std::vector<Minor> reduced(book_.items.size());
        for (const ItemChange& change : book_.item_changes) {
            Minor& sum = reduced[slot(change.item)];
            sum = add(sum, change.reduced);
            take_ahead(change);
        }
        for (std::size_t i = 0; i < book_.items.size(); ++i) {
            const OpenItem& item = book_.items[i];
            const Minor sign = item.is_credit() ? -1 : 1;
            const Minor billed = subtract(item.amount, more_[i]);
            const Minor settled = subtract(billed, add(item.open, reduced[i]));
            // What a claim opens was taken off an invoice: its posting says so.
            if (item.kind == ItemKind::claim && settled == billed) continue;
            const auto kind = static_cast<std::uint8_t>(item.kind);
            // Without an invoice date it was always there.
            const Date from = item.invoice_date.value_or(Date(INT32_MIN));
            Sums& sums = of(item.entity, item.currency);
            put(sums, {{Place::document, kind}, from, sign * billed, 1});
            if (settled == 0) continue;
            put(sums, {{Place::settled_before_load, 0}, from, -sign * settled, 1});
        }
    }

    // Posted before the document's date: the aging sees neither the document nor what settled it.
    void take_ahead(const ItemChange& change) {
        const OpenItem& item = book_.item(change.item);
        if (!item.invoice_date || change.posting_date >= *item.invoice_date) return;
        const WideMinor owed = item.is_credit() ? -change.reduced : change.reduced;
        Sums& sums = of(item.entity, item.currency);
        put(sums, {{Place::ahead, 0}, change.posting_date, owed, 1});
        put(sums, {{Place::ahead, 0}, *item.invoice_date, -owed, 1});
    }

    void take_lines(const LineKey& key, const LineSums& sums) {
        LineName line{Place::suspense, static_cast<std::uint8_t>(key.role)};
        if (key.role == GlRole::receivable) {
            const bool is_cash = key.kind == PostingKind::cash;
            line = is_cash ? LineName{Place::cash, 0}
                           : LineName{Place::adjustment, static_cast<std::uint8_t>(key.kind)};
        } else if ((key.role != GlRole::unapplied && key.role != GlRole::on_account) ||
                   !key.has_customer) {
            return;  // outside receivables
        }
        const EntityNo entity = key.role == GlRole::receivable ? key.item_entity : key.entity;
        put(of(entity, key.currency),
            {line, key.posting_date, -sums.credited(), sums.lines, key.is_reversal});
    }

    void put(Sums& sums, const Change& change) {
        if (change.day > period_.to) return;
        if (change.day < period_.from) {
            sums.before += change.amount;
            return;
        }
        RollForwardLine& line = sums.lines[change.line];
        line.count += change.count;
        (change.is_reversal ? line.reversed : line.posted) += change.amount;
    }

    Sums& of(EntityNo entity, Currency currency) { return sums_[{entity, currency}]; }

    static std::string name_of(const LineName& line) {
        switch (line.first) {
            case Place::document: return plural_of(static_cast<ItemKind>(line.second));
            case Place::settled_before_load: return "settled_before_load";
            case Place::cash: return "cash_applied";
            case Place::suspense:
                return static_cast<GlRole>(line.second) == GlRole::unapplied ? "unapplied_cash"
                                                                             : "on_account_cash";
            case Place::adjustment:
                return std::string(word_of(static_cast<PostingKind>(line.second)));
            case Place::amended: return "amended_by_erp";
            case Place::ahead: return "ahead_of_document";
        }
        return {};
    }

    std::vector<RollForward> finish() {
        const Aging opening = age(book_, {add_days(period_.from, -1)});
        const Aging closing = age(book_, {period_.to});
        std::map<Key, std::pair<WideMinor, WideMinor>> aged;
        for (const AgingRow& row : opening.totals)
            aged[{row.entity, row.currency}].first = row.total;
        for (const AgingRow& row : closing.totals)
            aged[{row.entity, row.currency}].second = row.total;
        for (const auto& [key, totals] : aged)
            sums_.try_emplace(key);
        std::vector<RollForward> rows;
        for (auto& [key, sums] : sums_) {
            RollForward row;
            std::tie(row.entity, row.currency) = key;
            row.opening = sums.before;
            row.closing = sums.before;
            for (auto& [name, line] : sums.lines) {
                row.closing += line.amount();
                line.name = name_of(name);
                row.lines.push_back(std::move(line));
            }
            if (const auto found = aged.find(key); found != aged.end())
                std::tie(row.aged_opening, row.aged_closing) = found->second;
            rows.push_back(std::move(row));
        }
        return rows;
    }

    const Book& book_;
    const JournalFacts& facts_;
    const Period& period_;
    std::map<Key, Sums> sums_;
    std::vector<Minor> more_;  // of each item, by which the ERP changed its amount
};

}  // namespace

std::vector<RollForward> roll_forward(
    const Book& book, const JournalFacts& facts, const Period& period
) {
    return Rolling(book, facts, period).roll();
}

}  // namespace tieout
