// An order being planned by the model: what it finds, what it decides, why it is refused.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/core.h>

#include "tests/model/model.h"

namespace tieout::reference {

struct Refusal {
    std::string words;
};

inline void add_line(
    Lines& lines, const char* account, const char* cause, Cents debit, int item = nothing
) {
    const auto key = std::tuple(std::string(account), std::string(cause), item);
    if ((lines[key] += debit) == 0) lines.erase(key);
}

inline Lines turned(const Lines& lines) {
    Lines back = lines;
    for (auto& [key, debit] : back)
        debit = -debit;
    return back;
}

class Planning {
public:
    Planning(const Model& model, const Deed& deed, std::string maker)
        : model_(model), deed_(deed), maker_(std::move(maker)) {}

    Plan plan() {
        try {
            find_subject();
            act();
        } catch (const Refusal& refusal) {
            plan_.refused = refusal.words;
        }
        return plan_;
    }

private:
    static void need(bool holds, const char* words) {
        if (!holds) throw Refusal{words};
    }

    const Item& item(const Part& part) const { return model_.items[Model::at(no_of(part))]; }

    int no_of(const Part& part) const {
        const int no = model_.find_item(part.item);
        need(no != nothing, "no such item");
        return no;
    }

    void find_subject() {
        receipt_ = deed_.receipt.empty() ? nothing : model_.find_receipt(deed_.receipt);
        need(deed_.receipt.empty() || receipt_ != nothing, "no such receipt");
        exception_ = deed_.under_exception ? model_.open_exception_of(receipt_) : nothing;
        if (receipt_ != nothing) {
            row_ = model_.receipts[Model::at(receipt_)];
            need(!moves_money(deed_.action) || row_.is_receipt, "no receipt");
            stands_ = model_.standing(receipt_);
            plan_.currency = row_.currency;
            plan_.customer = plan_.payer = row_.payer;
        } else if (deed_.review != 0) {
            need(deed_.review <= model_.reviews.size(), "no such review");
            plan_.currency = model_.reviews[deed_.review - 1].currency;
            plan_.customer = model_.reviews[deed_.review - 1].customer;
        } else if (!deed_.parts.empty()) {
            plan_.currency = item(deed_.parts.front()).currency;
            plan_.customer = item(deed_.parts.front()).customer;
        }
        const Day decided = receipt_ == nothing ? deed_.today : std::max(deed_.today, row_.booked);
        day_ = model_.posting_day(decided);
    }

    void act() {
        const std::string& action = deed_.action;
        if (action == "assign") return assign();
        if (action == "write_off" || action == "deduct") return differences();
        if (action == "on_account") return on_account();
        if (action == "transfer") return transfer();
        if (action == "refund") return send_away("refunds_payable", "refund");
        if (action == "not_ours") return send_away("other_receipts", "cash");
        if (action == "unapply") return unapply();
        if (action == "return") return give_back();
        if (action == "undo") return undo();
        if (action == "claim_close") return close_claim();
        if (action == "claim_owed") return owe_claim();
        if (action == "note") return;
        need(exception_ != nothing, "no open exception");
        if (action == "hold") need(deed_.hold_until > deed_.today, "a day to come");
        if (action == "keep_open")
            need(stands_.unapplied + stands_.unidentified == 0, "money waits");
    }

    // A decision about the receipt: counts where its cents are then.
    void decide(Lines lines, const std::string customer) {
        std::erase_if(lines, [](const auto& line) { return line.second == 0; });
        for (const auto& [key, debit] : lines)
            add_line(
                row_.net,
                std::get<0>(key).c_str(),
                std::get<1>(key).c_str(),
                debit,
                std::get<2>(key)
            );
        stands_ = model_.standing_of(row_, row_.net);
        row_.payer = stands_.unidentified == row_.amount ? "" : customer;
        plan_.payer = plan_.customer = row_.payer;
        plan_.decides = true;
        if (!lines.empty())
            plan_.postings.push_back({receipt_, customer, row_.currency, day_, std::move(lines)});
    }

    void adjust(Lines lines) {
        plan_.postings.push_back({nothing, plan_.customer, plan_.currency, day_, std::move(lines)});
    }

    void need_money() const {
        need(receipt_ != nothing, "no receipt");
        need(stands_.free() != 0, "no cent is free");
    }

    std::string payer() const {
        if (!deed_.customer.empty()) return deed_.customer;
        if (!row_.payer.empty()) return row_.payer;
        std::set<std::string> families;
        for (const Part& part : deed_.parts)
            families.insert(model_.family(item(part).customer));
        need(families.size() == 1, "say who paid");
        return deed_.parts.size() == 1 ? item(deed_.parts.front()).customer : *families.begin();
    }

    static Cents differences_of(const Part& part) {
        return part.discount + part.write_off + part.deduction + part.withheld + part.fee;
    }

    void check_parts() const {
        std::set<std::string> seen;
        for (const Part& part : deed_.parts) {
            const Item& row = item(part);
            need(seen.insert(part.item).second, "named twice");
            need(row.currency == plan_.currency, "another currency");
            need(row.open() > 0, "closed");
            for (const Cents each :
                 {part.discount, part.write_off, part.deduction, part.withheld, part.fee}) {
                need(each >= 0, "a difference is not negative");
                need(each == 0 || !row.is_credit(), "a credit has cash only");
            }
        }
    }

    // Somebody's money is nobody's before it is somebody else's.
    void hand_over(const std::string& to) {
        const Cents held = stands_.unapplied + stands_.on_account;
        if (row_.payer.empty() || row_.payer == to || held == 0) return;
        Lines lines;
        add_line(lines, "unapplied", "unapplied", stands_.unapplied);
        add_line(lines, "on_account", "on_account", stands_.on_account);
        add_line(lines, "unidentified", "unidentified", -held);
        decide(lines, row_.payer);
    }

    void take_free(Lines& lines, Cents wanted) const {
        const auto out = [&](const char* account, Cents held) {
            const Cents part = std::min(held, wanted);
            wanted -= part;
            add_line(lines, account, account, part);
        };
        out("unidentified", stands_.unidentified);
        out("unapplied", stands_.unapplied);
        out("on_account", stands_.on_account);
    }

    int open_item(Item opened) {
        const auto is_there = [&] {
            return model_.find_item(opened.key()) != nothing ||
                   std::any_of(plan_.opened.begin(), plan_.opened.end(), [&](const Item& each) {
                       return each.key() == opened.key();
                   });
        };
        while (is_there())
            ++opened.instalment;
        plan_.opened.push_back(opened);
        return static_cast<int>(model_.items.size() + plan_.opened.size() - 1);
    }

    void claim(Lines& lines, const Part& part, Cents amount, const char* cause, const char* front) {
        if (amount == 0) return;
        const Item& invoice = item(part);
        Item opened;
        opened.customer = invoice.customer;
        opened.document = front + invoice.document;
        opened.kind = "claim";
        opened.currency = invoice.currency;
        opened.amount = opened.disputed = amount;
        opened.dated = opened.due = day_;
        opened.about = invoice.document;
        add_line(lines, "receivable", cause, -amount, no_of(part));
        add_line(lines, "receivable", cause, amount, open_item(std::move(opened)));
    }

    void put_differences(Lines& lines, const Part& part, Cents cash) {
        const Item& row = item(part);
        const auto put = [&](const char* cause, const char* account, Cents amount) {
            add_line(lines, "receivable", cause, -amount, no_of(part));
            add_line(lines, account, cause, amount);
        };
        const Day paid = receipt_ == nothing ? deed_.today : row_.booked;
        const bool must_be_whole = model_.rule("difference.discount_only_if_paid_in_full", 1) != 0;
        const bool is_whole = cash + differences_of(part) == row.open();
        const bool is_earned =
            part.discount <= model_.earned_discount(row, paid) && (is_whole || !must_be_whole);
        const char* const discount = is_earned ? "earned_discount" : "unearned_discount";
        put(discount, discount, part.discount);
        put("write_off", "write_off", part.write_off);
        put("fee", "bank_fee", part.fee);
        plan_.given_up += part.write_off + part.fee + (is_earned ? 0 : part.discount);
        claim(lines, part, part.deduction, "claim", "CL-");
        claim(lines, part, part.withheld, "withholding", "WH-");
    }

    void assign();
    void differences();
    void on_account();
    void transfer();
    void send_away(const char* account, const char* cause);
    void check_fits(const Lines& lines) const;
    Lines settled_on(int no) const;
    void unapply();
    void give_back();
    int review_to_undo(const std::vector<bool>& stands) const;
    void check_is_last(int row, const std::vector<bool>& stands) const;
    void undo();
    void undo_return();

    const Item& claim_named() const;
    void close_claim();
    void owe_claim();

    const Model& model_;
    const Deed& deed_;
    std::string maker_;
    Plan plan_;
    int receipt_ = nothing;
    int exception_ = nothing;
    Receipt row_;  // as the decisions so far leave it
    Standing stands_;
    Day day_ = 0;
};

}  // namespace tieout::reference
