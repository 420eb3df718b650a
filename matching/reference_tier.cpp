#include "matching/reference_tier.h"

#include <algorithm>

#include <fmt/core.h>

namespace tieout {

namespace {

// What may be wrong with one line, worst last.
enum class Fault : std::uint8_t {
    none,
    unknown,
    unclear,
    closed,
    foreign
};

class Answering {
public:
    explicit Answering(const NamedQuery& query) : q_(query) {}

    NamedAnswer by_lines() {
        answer_.tier = 1;
        for (std::size_t at = 0; at < q_.payment.remittance.size(); ++at)
            read_line(at);
        if (!place_deductions()) return std::move(answer_);
        if (fault_ != Fault::none) {
            refuse_lines();
            return std::move(answer_);
        }
        settle_lines(q_.payment.amount);
        return std::move(answer_);
    }

    NamedAnswer by_text() {
        answer_.tier = 2;
        std::vector<NamedItem> strong;
        std::vector<NamedItem> all;
        for (const Hit& hit : q_.hits) {
            if (!is_of_family(hit.item)) continue;
            const Minor left = q_.taken.left(q_.book, hit.item);
            if (left <= 0) {
                closed_.push_back(hit.item);
                closed_is_weak_ = closed_is_weak_ && hit.is_weak;
                continue;
            }
            const NamedItem named{hit.item, left, {}, 0};
            all.push_back(named);
            if (!hit.is_weak) strong.push_back(named);
        }
        if (all.empty()) {
            answer_closed();
            return std::move(answer_);
        }
        if (settle_exactly(strong)) return std::move(answer_);
        if (all.size() > strong.size() && settle_exactly(all)) {
            answer_.is_weak_only = strong.empty();
            return std::move(answer_);
        }
        if (strong.empty()) return std::move(answer_);
        settle_partly(std::move(strong));
        return std::move(answer_);
    }

private:
    bool is_of_family(ItemNo item) const {
        return q_.book.family(q_.book.item(item).customer) == q_.family;
    }

    static bool is_closed_by(const NamedItem& named, const ClearedItem& cleared) {
        Minor closes = cleared.cash < 0 ? -cleared.cash : cleared.cash;
        for (const Adjustment& each : cleared.adjustments)
            closes += each.amount;
        return cleared.item == named.item && closes == named.open;
    }

    bool is_closing(const Settlement& settlement, std::span<const NamedItem> named) const {
        const Clearing& clearing = settlement.clearing;
        if (!settlement.may_post || settlement.reason != Reason::nothing) return false;
        if (clearing.unapplied != 0 || clearing.on_account != 0) return false;
        if (clearing.items.size() != named.size()) return false;
        for (std::size_t i = 0; i < named.size(); ++i) {
            if (!is_closed_by(named[i], clearing.items[i])) return false;
        }
        return true;
    }

    // The common case without a look at discounts: every item in full makes the payment.
    bool settle_whole(std::span<const NamedItem> named, Minor amount) {
        WideMinor sum = 0;
        for (const NamedItem& each : named) {
            const Minor whole = q_.book.item(each.item).is_credit() ? -each.open : each.open;
            if (each.net && *each.net != whole) return false;
            sum += whole;
        }
        if (sum != amount) return false;
        Clearing& clearing = answer_.settlement.clearing;
        clearing.items.reserve(named.size());
        for (const NamedItem& each : named) {
            const bool is_credit = q_.book.item(each.item).is_credit();
            clearing.items.push_back(ClearedItem{each.item, is_credit ? -each.open : each.open, {}}
            );
        }
        answer_.settlement.may_post = true;
        answer_.closes_all = true;
        return true;
    }

    bool settle_exactly(const std::vector<NamedItem>& named) {
        if (named.empty()) return false;
        if (!settle_whole(named, q_.payment.amount)) {
            Settlement settlement = settle_named(q_.book, q_.policy, q_.payment, named);
            if (!is_closing(settlement, named)) return false;
            answer_.settlement = std::move(settlement);
            answer_.closes_all = true;
        }
        answer_.outcome = NamedOutcome::settled;
        answer_.named = named;
        return true;
    }

    // Strong numbers whose amounts do not agree: one item paid in part, or money left over.
    void settle_partly(std::vector<NamedItem> strong) {
        answer_.settlement = settle_named(q_.book, q_.policy, q_.payment, strong);
        const Clearing& clearing = answer_.settlement.clearing;
        answer_.is_part =
            answer_.settlement.may_post && clearing.unapplied + clearing.on_account == 0;
        answer_.outcome =
            answer_.settlement.may_post ? NamedOutcome::settled : NamedOutcome::refused;
        answer_.named = std::move(strong);
    }

    // Only documents that are closed already are named.
    void answer_closed() {
        if (closed_.empty() || closed_is_weak_) return;
        WideMinor sum = 0;
        for (const ItemNo no : closed_) {
            const OpenItem& item = q_.book.item(no);
            sum += item.is_credit() ? -item.amount : item.amount;
        }
        answer_.outcome = NamedOutcome::refused;
        answer_.settlement.reason =
            sum == q_.payment.amount ? Reason::paid_twice : Reason::closed_document;
        answer_.settlement.detail =
            fmt::format("{} is paid already", q_.book.item(closed_.front()).document);
    }

    void note(Fault fault, std::string words) {
        ++faults_;
        if (fault <= fault_) return;
        fault_ = fault;
        words_ = std::move(words);
    }

    void read_line(std::size_t at) {
        const RemittanceLine& line = q_.payment.remittance[at];
        if (line.kind == RemittanceKind::on_account) {
            on_account_ += line.net.value_or(0);
            return;
        }
        ++lines_;
        bool is_foreign = false;
        bool is_closed = false;
        NamedItem* again = nullptr;
        open_.clear();
        for (const Hit& hit : q_.hits) {
            if (hit.line != at) continue;
            if (!is_of_family(hit.item)) {
                is_foreign = true;
                continue;
            }
            const Minor left = q_.taken.left(q_.book, hit.item);
            is_closed = is_closed || left <= 0;
            if (left <= 0) continue;
            if (named_before(hit.item) != nullptr) {
                again = named_before(hit.item);
            } else {
                open_.push_back(NamedItem{hit.item, left, {}, 0});
            }
        }
        if (open_.empty() && again != nullptr) return add_again(line, *again);
        if (open_.empty() && line.kind == RemittanceKind::deduction && !is_closed) {
            const Minor amount = line.net ? -*line.net : line.deduction;
            if (amount != 0) {
                deductions_.push_back({amount, line.reason.str(), line.reference.str(), true});
            }
            return;
        }
        if (open_.empty()) {
            if (is_closed) return note(Fault::closed, line.reference.str() + " is paid already");
            if (is_foreign)
                return note(Fault::foreign, line.reference.str() + " is not the payer's");
            return note(
                Fault::unknown, fmt::format("'{}' is no document of the book", line.reference)
            );
        }
        choose_open(line);
    }

    NamedItem* named_before(ItemNo item) {
        const auto at =
            std::find_if(answer_.named.begin(), answer_.named.end(), [&](const NamedItem& each) {
                return each.item == item;
            });
        return at == answer_.named.end() ? nullptr : &*at;
    }

    // A deduction that a line states of the item it names.
    static void note_deduction(const RemittanceLine& line, NamedItem& named) {
        if (line.deduction == 0) return;
        named.deductions.push_back({line.deduction, line.reason.str(), {}, true});
    }

    // What a line says besides its net; a second line about the same item adds to the first.
    static void note_terms(const RemittanceLine& line, bool is_first, NamedItem& named) {
        named.discount += line.discount;
        named.withheld += line.withheld;
        if (is_first) {
            named.gross = line.gross;
        } else if (named.gross && line.gross) {
            named.gross = *named.gross + *line.gross;
        } else {
            named.gross.reset();
        }
        note_deduction(line, named);
    }

    // A second line about the same item adds to the first.
    void add_again(const RemittanceLine& line, NamedItem& named) {
        if (!line.net && !named.net) return;
        if (!line.net || !named.net) {
            return note(
                Fault::unclear,
                fmt::format("'{}' is named with and without an amount", line.reference)
            );
        }
        named.net = *named.net + *line.net;
        note_terms(line, false, named);
    }

    Minor owed(const NamedItem& named) const {
        return q_.book.item(named.item).is_credit() ? -named.open : named.open;
    }

    // One number may stand on several items (instalments, a purchase order): the line's customer or
    // its amount says which; else all of them are meant, if no amount is stated.
    void choose_open(const RemittanceLine& line) {
        if (open_.size() > 1 && !line.customer.empty()) {
            const auto other = [&](const NamedItem& each) {
                return q_.book.customer(q_.book.item(each.item).customer).number != line.customer;
            };
            if (!std::all_of(open_.begin(), open_.end(), other)) {
                open_.erase(std::remove_if(open_.begin(), open_.end(), other), open_.end());
            }
        }
        if (open_.size() == 1) return add_line(line, open_.front());
        if (!line.net) {
            for (const NamedItem& each : open_)
                answer_.named.push_back(each);
            return;
        }
        const auto fits = [&](const NamedItem& each) { return owed(each) == *line.net; };
        if (std::count_if(open_.begin(), open_.end(), fits) == 1) {
            return add_line(line, *std::find_if(open_.begin(), open_.end(), fits));
        }
        WideMinor sum = 0;
        for (const NamedItem& each : open_)
            sum += owed(each);
        if (sum != *line.net) {
            return note(
                Fault::unclear,
                fmt::format("'{}' stands on {} open items", line.reference, open_.size())
            );
        }
        for (NamedItem& each : open_) {
            each.net = owed(each);
            answer_.named.push_back(each);
        }
    }

    // Without a net amount, what is withheld says it: gross, or all that is open, less what is off.
    void add_line(const RemittanceLine& line, NamedItem named) {
        named.net = line.net;
        if (!line.net && line.withheld > 0) {
            const Minor settles = line.gross.value_or(named.open);
            named.net = settles - line.discount - line.deduction - line.withheld;
        }
        note_terms(line, true, named);
        answer_.named.push_back(std::move(named));
    }

    // Deductions that name no item of ours belong to the only invoice. Of several that are named
    // with amounts the largest bears them: all are closed as stated, and the claim names none.
    bool place_deductions() {
        if (deductions_.empty()) return true;
        NamedItem* largest = nullptr;
        std::size_t invoices = 0;
        WideMinor sum = 0;
        for (const NamedDeduction& each : deductions_)
            sum += each.amount;
        for (NamedItem& each : answer_.named) {
            if (q_.book.item(each.item).is_credit()) continue;
            ++invoices;
            if (!each.net) continue;
            if (largest == nullptr || *each.net > *largest->net) largest = &each;
        }
        const bool may_bear = invoices == 1 || q_.policy.claim_deductions;
        if (largest != nullptr && may_bear && sum > 0 && sum <= *largest->net) {
            *largest->net -= static_cast<Minor>(sum);
            for (NamedDeduction& each : deductions_) {
                each.names_invoice = invoices == 1;
                largest->deductions.push_back(std::move(each));
            }
            return true;
        }
        refuse(
            Reason::short_pay,
            fmt::format(
                "a deduction of {} names none of {} invoices",
                format_amount_wide(sum, q_.payment.currency),
                invoices
            )
        );
        return false;
    }

    void refuse(Reason reason, std::string detail) {
        answer_.outcome = NamedOutcome::refused;
        answer_.settlement = {};
        answer_.settlement.reason = reason;
        answer_.settlement.detail = std::move(detail);
    }

    Reason reason_of_fault() const {
        if (fault_ == Fault::foreign) return Reason::foreign_document;
        if (fault_ == Fault::unclear) return Reason::ambiguous;
        if (fault_ == Fault::closed) {
            return faults_ == lines_ ? Reason::paid_twice : Reason::closed_document;
        }
        return q_.reading.names_other_entity ? Reason::intercompany : Reason::no_match;
    }

    // Bad lines refuse the whole advice, unless policy posts what its good lines state.
    void refuse_lines() {
        const Reason reason = reason_of_fault();
        WideMinor stated = 0;
        bool all_stated = !answer_.named.empty();
        for (const NamedItem& each : answer_.named) {
            all_stated = all_stated && each.net.has_value();
            stated += each.net.value_or(0);
        }
        const bool posts =
            q_.policy.post_good_lines && all_stated && stated > 0 && stated <= q_.payment.amount;
        if (posts) settle_lines(static_cast<Minor>(stated));
        if (!posts || answer_.outcome != NamedOutcome::settled) {
            refuse(reason, words_);
            return;
        }
        answer_.settlement.clearing.unapplied += q_.payment.amount - static_cast<Minor>(stated);
        answer_.settlement.reason = reason;
        answer_.settlement.detail = words_;
        answer_.closes_all = false;
    }

    // Settles the named items with `amount` of the payment, less what goes on account.
    void settle_lines(Minor amount) {
        amount -= on_account_;
        if (amount < 0 || on_account_ < 0) {
            refuse(Reason::remittance_mismatch, "the lines on account exceed the payment");
            return;
        }
        if (answer_.named.empty()) {
            if (amount == 0 && on_account_ > 0) {
                answer_.settlement.may_post = true;
                answer_.outcome = NamedOutcome::settled;
            } else {
                refuse(Reason::no_match, "the advice names no document");
                return;
            }
        } else if (!settle_whole(answer_.named, amount)) {
            Payment part = q_.payment;
            part.amount = amount;
            answer_.settlement = settle_named(q_.book, q_.policy, part, answer_.named);
            answer_.closes_all = is_closing(answer_.settlement, answer_.named);
        }
        answer_.outcome =
            answer_.settlement.may_post ? NamedOutcome::settled : NamedOutcome::refused;
        if (answer_.settlement.may_post) answer_.settlement.clearing.on_account += on_account_;
    }

    const NamedQuery& q_;
    NamedAnswer answer_;
    std::vector<NamedItem> open_;
    std::vector<ItemNo> closed_;
    bool closed_is_weak_ = true;
    Fault fault_ = Fault::none;
    std::string words_;
    std::size_t faults_ = 0;
    std::size_t lines_ = 0;
    Minor on_account_ = 0;
    std::vector<NamedDeduction> deductions_;
};

}  // namespace

NamedAnswer answer_named(const NamedQuery& query) {
    if (query.reading.has_lines) return Answering(query).by_lines();
    if (query.hits.empty()) return {};
    return Answering(query).by_text();
}

}  // namespace tieout
