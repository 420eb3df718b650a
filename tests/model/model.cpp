// The state of the model: what stands where, what is owed as of a day, what each account holds.
#include "tests/model/model.h"

#include <algorithm>

#include <fmt/core.h>

namespace tieout::reference {

std::string Item::key() const {
    return fmt::format("{}/{}/{}", customer, document, instalment);
}

Cents Item::open() const {
    Cents left = first_open;
    for (const ItemChange& each : changes)
        left -= each.reduced;
    return left;
}

Cents Item::open_on(Day day) const {
    Cents left = first_open;
    for (const ItemChange& each : changes)
        left -= each.day <= day ? each.reduced : 0;
    return left;
}

bool AgingLine::is_zero() const {
    return *this == AgingLine{};
}

Model::Model() = default;

int Model::find_item(const std::string& key) const {
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].key() == key) return static_cast<int>(i);
    }
    return nothing;
}

int Model::find_receipt(const std::string& id) const {
    for (std::size_t i = 0; i < receipts.size(); ++i) {
        if (receipts[i].id == id) return static_cast<int>(i);
    }
    return nothing;
}

std::string Model::family(const std::string& customer) const {
    std::string head = customer;
    while (!customers.at(head).empty())
        head = customers.at(head);
    return head;
}

Day Model::posting_day(Day day, std::optional<Day> decided) const {
    if (!closed_through || day > *closed_through) return day;
    return std::max(decided.value_or(day), *closed_through + 1);
}

bool Model::is_locked(int receipt) const {
    bool locked = false;
    for (const Review& each : reviews) {
        if (each.receipt != receipt) continue;
        if (each.action == "release") locked = false;
        if (moves_money(each.action)) locked = true;
    }
    return locked;
}

int Model::open_exception_of(int receipt) const {
    int last = nothing;
    for (std::size_t i = 0; i < exceptions.size(); ++i) {
        if (exceptions[i].is_open && exceptions[i].receipt == receipt) last = static_cast<int>(i);
    }
    return receipt == nothing ? nothing : last;
}

Cents Model::rule(const std::string& name, Cents usual) const {
    const auto found = rules.find(name);
    if (found == rules.end()) return usual;
    if (found->second == "true" || found->second == "false") return found->second == "true" ? 1 : 0;
    return std::stoll(found->second);
}

// In time, and only for what is whole when it is paid.
Cents Model::earned_discount(const Item& item, Day paid) const {
    if (item.kind != "invoice" || !item.discount_until || item.discount == 0) return 0;
    if (rule("difference.take_earned_discount", 1) == 0) return 0;
    const bool must_be_whole = rule("difference.discount_only_if_paid_in_full", 1) != 0;
    if (must_be_whole && item.open() != item.amount) return 0;
    if (item.discount >= item.open()) return 0;
    const auto grace = static_cast<Day>(rule("difference.discount_grace_days", 0));
    return paid <= *item.discount_until + grace ? item.discount : 0;
}

Standing Model::standing_of(const Receipt& receipt, const Lines& net) const {
    Standing stands;
    Cents bank = 0;
    for (const auto& [key, debit] : net) {
        const auto& [account, cause, item] = key;
        if (account == "bank") bank += debit;
        if (account == "unapplied") stands.unapplied -= debit;
        if (account == "unidentified") stands.unidentified -= debit;
        if (account == "on_account") stands.on_account -= debit;
        if (account == "refunds_payable") stands.refunded -= debit;
        if (account == "other_receipts") stands.other -= debit;
        if (account != "receivable") continue;
        const bool is_claim = at(item) >= items.size() || items[at(item)].kind == "claim";
        if (is_claim && (cause == "claim" || cause == "withholding")) continue;
        (cause == "cash" ? stands.applied : stands.adjusted) -= debit;
    }
    stands.returned = receipt.has_posted ? receipt.amount - bank : 0;
    return stands;
}

// An undoing that stands takes its review away; the latest word counts.
std::vector<bool> Model::standing_reviews() const {
    std::vector<bool> stands(reviews.size(), true);
    for (std::size_t i = reviews.size(); i-- > 0;) {
        if (stands[i] && reviews[i].undoes != 0) stands[reviews[i].undoes - 1] = false;
    }
    return stands;
}

std::map<std::pair<std::string, std::string>, AgingLine> Model::aging(Day as_of) const {
    std::map<std::pair<std::string, std::string>, AgingLine> rows;
    for (const Item& item : items) {
        const Cents open = item.open_on(as_of);
        if (open == 0 || item.dated > as_of) continue;
        AgingLine& row = rows[{item.customer, item.currency}];
        if (item.is_credit()) {
            row.credits += open;
        } else if (open < 0) {
            row.credits -= open;
        } else {
            const Cents disputed = std::min(item.disputed, open);
            const Day late = as_of - item.due;
            const std::size_t bucket = late <= 0    ? 0
                                       : late <= 30 ? 1
                                       : late <= 60 ? 2
                                       : late <= 90 ? 3
                                                    : 4;
            row.disputed += disputed;
            row.buckets[bucket] += open - disputed;
        }
    }
    for (const Posting& posting : postings) {
        if (posting.day > as_of) continue;
        for (const auto& [key, debit] : posting.lines) {
            const std::string& account = std::get<0>(key);
            if (account != "unapplied" && account != "on_account") continue;
            rows[{posting.customer, posting.currency}].unapplied -= debit;
        }
    }
    for (auto& [key, row] : rows) {
        for (const Cents each : row.buckets)
            row.total += each;
        row.total += row.disputed - row.credits - row.unapplied;
    }
    std::erase_if(rows, [](const auto& row) { return row.second.is_zero(); });
    return rows;
}

std::map<std::pair<std::string, std::string>, Cents> Model::trial_balance() const {
    std::map<std::pair<std::string, std::string>, Cents> sums;
    for (const Posting& posting : postings) {
        for (const auto& [key, debit] : posting.lines)
            sums[{std::get<0>(key), posting.currency}] += debit;
    }
    std::erase_if(sums, [](const auto& sum) { return sum.second == 0; });
    return sums;
}

void Model::post(const Posting& posting) {
    if (posting.lines.empty()) return;
    postings.push_back(posting);
    for (const auto& [key, debit] : posting.lines) {
        const auto& [account, cause, no] = key;
        if (posting.receipt != nothing) {
            Receipt& receipt = receipts[at(posting.receipt)];
            receipt.has_posted = true;
            if ((receipt.net[key] += debit) == 0) receipt.net.erase(key);
        }
        if (account != "receivable") continue;
        Item& item = items[at(no)];
        item.changes.push_back({posting.day, item.is_credit() ? debit : -debit, posting.receipt});
    }
    for (const auto& [key, debit] : posting.lines) {
        if (std::get<0>(key) != "receivable") continue;
        Item& item = items[at(std::get<2>(key))];
        item.cleared = item.open() == 0 ? std::optional<Day>(posting.day) : std::nullopt;
    }
}

void Model::post_all(const Plan& plan) {
    items.insert(items.end(), plan.opened.begin(), plan.opened.end());
    for (const Posting& each : plan.postings)
        post(each);
}

void Model::take_customer(const Deed& deed) {
    customers[deed.customer] = deed.parent;
}

// What the ERP lowers below what is settled comes off the latest payments.
std::string Model::item_refused(const Deed& deed, Plan& plan) const {
    if (!customers.contains(deed.customer)) return "no such customer";
    const int no = find_item(fmt::format("{}/{}/1", deed.customer, deed.document));
    if (no == nothing) return {};
    const Item& item = items[at(no)];
    if (item.currency != deed.currency || item.kind != deed.kind) return "another currency or kind";
    Cents excess = item.amount - deed.amount - item.open();
    std::set<int> seen;
    for (auto change = item.changes.rbegin(); change != item.changes.rend(); ++change) {
        if (change->receipt == nothing || !seen.insert(change->receipt).second) continue;
        const Receipt& receipt = receipts[at(change->receipt)];
        const auto held = receipt.net.find({"receivable", "cash", no});
        const Cents cash = held == receipt.net.end() ? 0 : -held->second;
        const Cents part = std::min(cash, excess);
        if (part <= 0) continue;
        excess -= part;
        Posting posting{change->receipt, receipt.payer, item.currency, 0, {}};
        posting.day = posting_day(std::max(deed.today, receipt.booked));
        posting.lines = {
            {{"receivable", "cash", no}, part}, {{"unapplied", "unapplied", nothing}, -part}
        };
        plan.postings.push_back(std::move(posting));
    }
    return excess > 0 ? "settled without cash" : "";
}

void Model::take_item(const Deed& deed, const Plan& plan) {
    const int no = find_item(fmt::format("{}/{}/1", deed.customer, deed.document));
    ++events_;
    if (no == nothing) {
        Item item;
        item.customer = deed.customer;
        item.document = deed.document;
        item.kind = deed.kind;
        item.currency = deed.currency;
        item.amount = item.first_open = deed.amount;
        item.dated = deed.dated;
        item.due = deed.due;
        item.discount = deed.discount;
        if (deed.discount_until != 0) item.discount_until = deed.discount_until;
        items.push_back(std::move(item));
        return;
    }
    for (const Posting& each : plan.postings) {
        post(each);
        Receipt& receipt = receipts[at(each.receipt)];
        receipt.decided = receipt.decided_by_run = events_;
        exceptions.push_back({each.receipt, "outside_change", true});
    }
    Item& item = items[at(no)];
    const Cents more = deed.amount - item.amount;
    if (more == 0) return;
    const Day day = posting_day(deed.today);
    item.changes.push_back({day, -more, nothing});
    item.amount = deed.amount;
    item.cleared = item.open() == 0 ? std::optional<Day>(day) : std::nullopt;
    if (plan.postings.empty()) exceptions.push_back({nothing, "outside_change", true});
}

}  // namespace tieout::reference
