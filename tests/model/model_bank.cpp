// Bank files in the model: what stated advice must become, and what holds of every other decision.
#include <algorithm>

#include <fmt/core.h>

#include "tests/model/model.h"

namespace tieout::reference {

namespace {

Cents balance_of(const Lines& lines) {
    Cents sum = 0;
    for (const auto& [key, debit] : lines)
        sum += debit;
    return sum;
}

Cents debit_of(const Lines& lines, const std::string& account) {
    Cents sum = 0;
    for (const auto& [key, debit] : lines)
        sum += std::get<0>(key) == account ? debit : 0;
    return sum;
}

// The one item that carries the number, when no other number holds it.
int sole_item(const Model& model, const std::string& document) {
    int found = nothing;
    for (std::size_t i = 0; i < model.items.size(); ++i) {
        if (model.items[i].document.find(document) == std::string::npos) continue;
        if (found != nothing || model.items[i].document != document) return nothing;
        found = static_cast<int>(i);
    }
    return found;
}

bool somebody_waits(const Model& model) {
    for (std::size_t i = 0; i < model.receipts.size(); ++i) {
        const int no = static_cast<int>(i);
        if (model.open_exception_of(no) != nothing && !model.is_locked(no)) return true;
    }
    return false;
}

}  // namespace

std::optional<Lines> Model::clearing_of(const BankLine& line, std::vector<Item>& claims) const {
    if (line.advice.empty() || !customers.contains(line.customer) || somebody_waits(*this))
        return {};
    Lines lines;
    lines[{"bank", "cash", nothing}] = line.amount;
    Cents stated = 0;
    std::set<int> seen;
    for (const AdviceLine& advice : line.advice) {
        const int no = sole_item(*this, advice.reference);
        if (no == nothing || !seen.insert(no).second || !advice.net) return {};
        const Item& item = items[at(no)];
        if (item.currency != line.currency || family(item.customer) != family(line.customer))
            return {};
        const Cents takes = item.is_credit() ? -*advice.net : *advice.net;
        if (item.open() <= 0 || takes <= 0 || takes > item.open() || item.kind == "claim")
            return {};
        stated += *advice.net;
        lines[{"receivable", "cash", no}] = -*advice.net;
        Cents rest = item.is_credit() ? 0 : item.open() - takes;
        const auto close = [&](const char* cause, const char* account, Cents amount) {
            lines[{"receivable", cause, no}] -= amount;
            lines[{account, cause, nothing}] += amount;
        };
        const auto claim = [&](Cents amount) {
            Item opened;
            opened.customer = item.customer;
            opened.document = "CL-" + item.document;
            opened.kind = "claim";
            opened.amount = amount;
            lines[{"receivable", "claim", no}] -= amount;
            lines[{"receivable", "claim", static_cast<int>(items.size() + claims.size())}] +=
                amount;
            claims.push_back(std::move(opened));
        };
        if (rest == 0) continue;
        const bool may_claim = rule("difference.claim_deductions", 1) != 0;
        if (advice.deduction > rest || (advice.deduction > 0 && !may_claim)) continue;
        if (advice.deduction > 0) claim(advice.deduction);
        rest -= advice.deduction;
        const Cents earned = earned_discount(item, line.booked);
        const Cents share =
            (item.open() * rule("difference.under_tolerance_bp", 0) * 2 + 10'000) / 20'000;
        const Cents tolerated = std::min(rule("difference.under_tolerance_minor", 0), share);
        if (rest == 0) continue;
        if (earned != 0 && rest == earned) {
            close("earned_discount", "earned_discount", rest);
        } else if (rest <= tolerated) {
            close("write_off", "write_off", rest);
        } else if (advice.discount != 0 && rest == advice.discount &&
                   rule("difference.claim_unearned_discount", 1) != 0) {
            claim(rest);
        }
    }
    if (stated != line.amount) return {};
    return lines;
}

std::optional<Posting> Model::giving_back(const BankLine& line) const {
    const int no = find_receipt(line.original);
    if (no == nothing) return {};
    const Receipt& receipt = receipts[at(no)];
    const Standing stands = standing(no);
    const bool may_go = receipt.is_receipt && receipt.amount == line.amount &&
                        receipt.currency == line.currency && stands.returned == 0 &&
                        stands.refunded == 0 && stands.other == 0 && !receipt.net.empty();
    if (!may_go) return {};
    Posting posting{no, receipt.payer, receipt.currency, posting_day(line.booked), {}};
    std::map<int, Cents> left;
    for (const auto& [key, debit] : receipt.net) {
        posting.lines[key] = -debit;
        if (std::get<0>(key) != "receivable") continue;
        const Item& item = items[at(std::get<2>(key))];
        left.try_emplace(std::get<2>(key), item.open());
        left[std::get<2>(key)] += item.is_credit() ? debit : -debit;
    }
    for (const auto& [item, open] : left) {
        if (open < 0 || open > items[at(item)].amount) return {};
    }
    return posting;
}

std::string Model::take_decision(
    const Deed& deed, const RunFacts& facts, const Decision& decision, std::size_t first_new
) {
    const Posting& posting = decision.posting;
    Receipt& row = receipts[at(posting.receipt)];
    const bool is_new = at(posting.receipt) >= first_new;
    if (!row.is_receipt) {
        if (!posting.lines.empty()) return row.id + " is no receipt and was posted";
        row.payer = decision.payer;
        row.decided = row.decided_by_run = events_;
        return {};
    }
    if (balance_of(posting.lines) != 0) return row.id + " does not balance";
    std::optional<Posting> back;
    for (const BankLine& line : deed.lines) {
        const bool is_taken =
            std::any_of(facts.taken.begin(), facts.taken.end(), [&](const BankLine& each) {
                return each.id == line.id;
            });
        if (is_taken && !line.original.empty() && !back) {
            back = giving_back(line);
            const bool is_it = back && back->receipt == posting.receipt &&
                               debit_of(posting.lines, "bank") != (is_new ? row.amount : 0);
            if (!is_it) back.reset();
        }
    }
    const Day wanted = is_new ? posting_day(row.booked, deed.today)
                              : posting_day(std::max(row.booked, deed.today), deed.today);
    if (back) {
        if (back->lines != posting.lines) return row.id + " goes back with other lines";
        if (back->day != posting.day) return row.id + " goes back on another day";
    } else if (!posting.lines.empty()) {
        // Late advice is posted as of the receipt where its period is open.
        const bool is_advised = !deed.advised.empty() && deed.advised == row.id &&
                                posting.day == posting_day(row.booked, deed.today);
        if (posting.day != wanted && !is_advised)
            return fmt::format("{} is posted on {}, not {}", row.id, posting.day, wanted);
        if (!is_new && is_locked(posting.receipt)) return row.id + " was settled by a person";
        if (debit_of(posting.lines, "bank") != (is_new ? row.amount : 0))
            return row.id + " is not its amount";
    }
    std::vector<Item> claims;
    if (is_new && deed.lines.size() == 1 &&
        posting.receipt + 1 == static_cast<int>(receipts.size())) {
        const std::size_t all = items.size();
        Model before = *this;
        before.items.resize(all - facts.opened.size());
        before.receipts.pop_back();
        if (const auto expected = before.clearing_of(deed.lines.front(), claims)) {
            if (*expected != posting.lines) return row.id + " is not settled as its advice says";
            if (decision.payer != deed.lines.front().customer)
                return row.id + " is not its payer's";
        }
    }
    if (posting.customer != decision.payer && !posting.lines.empty())
        return row.id + " is posted to another";
    for (const auto& [key, debit] : posting.lines) {
        const auto& [account, cause, item] = key;
        if (account != "receivable" || back) continue;
        if (!decision.is_evident) return row.id + " is put onto items without evidence";
        if (decision.payer.empty()) return row.id + " pays items of nobody";
        if (family(items[at(item)].customer) != family(decision.payer))
            return row.id + " pays another family";
    }
    row.payer = decision.payer;
    row.decided = row.decided_by_run = events_;
    post(posting);
    const Standing stands = standing(posting.receipt);
    for (const Cents part :
         {stands.applied,
          stands.on_account,
          stands.unapplied,
          stands.unidentified,
          stands.other,
          stands.returned,
          stands.refunded}) {
        if (part < 0) return row.id + " has less than nothing somewhere";
    }
    if (stands.sum() != row.amount) return row.id + " is not accounted for";
    return {};
}

std::string Model::take_run(const Deed& deed, const RunFacts& facts) {
    ++events_;
    const std::size_t first_new = receipts.size();
    for (const BankLine& line : facts.taken) {
        if (find_receipt(line.id) != nothing) return line.id + " was taken twice";
        const auto told =
            std::find_if(deed.lines.begin(), deed.lines.end(), [&](const BankLine& each) {
                return each.id == line.id;
            });
        if (told == deed.lines.end()) return line.id + " was never sent";
        if (told->amount != line.amount || told->booked != line.booked)
            return line.id + " was sent otherwise";
        Receipt row;
        row.id = line.id;
        row.is_receipt = told->original.empty();
        row.currency = told->currency;
        row.amount = line.amount;
        row.booked = line.booked;
        receipts.push_back(std::move(row));
    }
    const std::vector<BankLine> none;
    const auto& sent = deed.advised.empty() ? deed.lines : none;
    for (const BankLine& line : sent) {
        if (find_receipt(line.id) == nothing) return line.id + " is lost";
    }
    items.insert(items.end(), facts.opened.begin(), facts.opened.end());
    for (const BankLine& line : sent) {
        const bool is_taken = at(find_receipt(line.id)) >= first_new;
        const auto back = line.original.empty() || !is_taken ? std::nullopt : giving_back(line);
        const bool has_gone =
            std::any_of(facts.decisions.begin(), facts.decisions.end(), [&](const Decision& each) {
                return back && each.posting.receipt == back->receipt;
            });
        if (back && !has_gone) return line.id + " gives nothing back";
    }
    for (const Decision& decision : facts.decisions) {
        std::string words = take_decision(deed, facts, decision, first_new);
        if (!words.empty()) return words;
        if (!decision.opens_exception) continue;
        exceptions.push_back({decision.posting.receipt, decision.reason, true, decision.candidates}
        );
    }
    exceptions.insert(exceptions.end(), facts.loose.begin(), facts.loose.end());
    for (const int closed : facts.closed)
        exceptions[at(closed)].is_open = false;
    for (const Item& item : facts.opened) {
        if (items[at(find_item(item.key()))].open() != item.amount)
            return item.key() + " opens with another amount";
    }
    return {};
}

}  // namespace tieout::reference
