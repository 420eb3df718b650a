// The operations of people: orders, approvals, and every order that must be refused.
#include "tests/model/order_operations.h"

#include <algorithm>

#include <fmt/core.h>

namespace tieout::reference {

namespace {

using Maybe = std::optional<Deed>;

struct Ordering {
    const Below& below;
    const Model& model;
    Day today;
    const std::string& user;

    template <class Wanted>
    int any_of(std::size_t rows, Wanted&& wanted) const {
        std::vector<int> found;
        for (std::size_t i = 0; i < rows; ++i) {
            if (wanted(static_cast<int>(i))) found.push_back(static_cast<int>(i));
        }
        return found.empty() ? nothing : found[below(found.size())];
    }

    Deed order(const char* action, int receipt) const {
        Deed made;
        made.act = Act::order;
        made.today = today;
        made.user = user;
        made.action = action;
        if (receipt == nothing) return made;
        made.receipt = model.receipts[Model::at(receipt)].id;
        made.under_exception = model.open_exception_of(receipt) != nothing && below(2) == 0;
        return made;
    }

    const Receipt& row(int receipt) const { return model.receipts[Model::at(receipt)]; }

    const Item& item(int no) const { return model.items[Model::at(no)]; }

    std::string customer() const {
        auto found = model.customers.begin();
        std::advance(found, below(model.customers.size()));
        return found->first;
    }

    int any_receipt() const {
        return any_of(model.receipts.size(), [&](int no) { return row(no).is_receipt; });
    }

    int with_money() const {
        return any_of(model.receipts.size(), [&](int no) { return model.standing(no).free() > 0; });
    }

    int settled() const {
        return any_of(model.receipts.size(), [&](int no) {
            return model.standing(no).applied != 0;
        });
    }

    int open_item(const std::string& currency) const {
        return any_of(model.items.size(), [&](int no) {
            return item(no).open() > 0 && item(no).currency == currency;
        });
    }

    int open_debt(const std::string& currency) const {
        return any_of(model.items.size(), [&](int no) {
            const Item& each = item(no);
            return each.open() > 0 && each.currency == currency && !each.is_credit() &&
                   each.kind != "claim";
        });
    }

    Part part(int no) const {
        Part made;
        made.item = item(no).key();
        return made;
    }

    // One to three items of the receipt's currency, with cash that is free where it must be said.
    Maybe assign() const {
        const int receipt = with_money();
        if (receipt == nothing) return {};
        Deed made = order("assign", receipt);
        Cents left = model.standing(receipt).free();
        for (std::uint32_t count = 1 + below(3); count > 0; --count) {
            const int no = open_item(row(receipt).currency);
            if (no == nothing) return {};
            Part each = part(no);
            const bool is_known =
                std::any_of(made.parts.begin(), made.parts.end(), [&](const Part& other) {
                    return other.item == each.item;
                });
            if (is_known) continue;
            const Cents open = item(no).open();
            if (item(no).is_credit()) {
                each.cash = -(1 + below(static_cast<std::size_t>(open)));
                if (below(2) == 0) each.cash = -open;
                left -= *each.cash;
            } else {
                each.cash = std::min(open, std::max<Cents>(left, 0));
                left -= *each.cash;
            }
            made.parts.push_back(std::move(each));
        }
        made.rest_on_account = below(3) == 0;
        if (below(2) == 0) made.customer = customer();
        return made;
    }

    Maybe assign_one() const {
        const int receipt = with_money();
        const int no = receipt == nothing ? nothing : open_debt(row(receipt).currency);
        if (no == nothing) return {};
        Deed made = order("assign", receipt);
        made.parts.push_back(part(no));
        return made;
    }

    // Each cent that is missing has its name.
    Maybe assign_differences() const {
        Maybe made = assign_one();
        if (!made) return {};
        Part& each = made->parts.front();
        const Item& of = item(model.find_item(each.item));
        Cents left = of.open();
        const auto take = [&](Cents& into, Cents most) {
            if (below(2) == 0 || left <= 1) return;
            into = std::min<Cents>(left - 1, 1 + below(static_cast<std::size_t>(most)));
            left -= into;
        };
        if (of.discount > 0 && below(3) != 0) {
            each.discount = std::min(of.discount, left - 1);
            left -= each.discount;
        }
        take(each.write_off, 2'000);
        if (below(3) == 0) take(each.deduction, 4'000);
        if (below(4) == 0) take(each.withheld, 3'000);
        if (below(3) == 0) take(each.fee, 1'000);
        if (below(2) == 0)
            each.cash = std::min(left, model.standing(model.find_receipt(made->receipt)).free());
        return made;
    }

    // A ranked candidate, as the exception shows it, also when items have changed since.
    Maybe accept() const {
        const int no = any_of(model.exceptions.size(), [&](int each) {
            const Exception& exception = model.exceptions[Model::at(each)];
            return exception.is_open && !exception.candidates.empty() &&
                   model.open_exception_of(exception.receipt) == each;
        });
        if (no == nothing) return {};
        const Exception& exception = model.exceptions[Model::at(no)];
        Deed made = order("assign", exception.receipt);
        made.under_exception = true;
        made.candidate = 1 + below(exception.candidates.size());
        const Candidate& candidate = exception.candidates[made.candidate - 1];
        made.customer = candidate.customer;
        for (const auto& [row_of, cash] : candidate.items) {
            made.parts.push_back(part(row_of));
            made.parts.back().cash = cash;
        }
        return made;
    }

    Maybe assign_customer() const {
        const int receipt = with_money();
        if (receipt == nothing) return {};
        Deed made = order("assign", receipt);
        made.customer = customer();
        made.rest_on_account = below(3) == 0;
        return made;
    }

    Maybe about_money(const char* action, bool names_customer) const {
        const int receipt = with_money();
        if (receipt == nothing) return {};
        Deed made = order(action, receipt);
        const Cents free = model.standing(receipt).free();
        if (below(2) == 0) made.amount = 1 + below(static_cast<std::size_t>(free));
        if (names_customer && below(2) == 0) made.customer = customer();
        return made;
    }

    Maybe on_account() const { return about_money("on_account", true); }

    Maybe refund() const { return about_money("refund", true); }

    Maybe not_ours() const { return about_money("not_ours", false); }

    Maybe transfer() const {
        const int receipt = with_money();
        if (receipt == nothing) return {};
        Deed made = order("transfer", receipt);
        made.customer = customer();
        return made;
    }

    Maybe difference(const char* action, Cents Part::* which, bool has_receipt) const {
        const int receipt = has_receipt ? any_receipt() : nothing;
        if (has_receipt && receipt == nothing) return {};
        const int no = open_debt(has_receipt ? row(receipt).currency : "USD");
        if (no == nothing) return {};
        Deed made = order(action, receipt);
        Part each = part(no);
        const Cents most = std::min<Cents>(item(no).open(), 6'000);
        each.*which = 1 + below(static_cast<std::size_t>(most));
        made.parts.push_back(std::move(each));
        return made;
    }

    Maybe write_off() const { return difference("write_off", &Part::write_off, true); }

    Maybe write_off_items() const { return difference("write_off", &Part::write_off, false); }

    Maybe discount_items() const { return difference("write_off", &Part::discount, below(2) == 0); }

    Maybe deduct() const { return difference("deduct", &Part::deduction, true); }

    Maybe deduct_items() const { return difference("deduct", &Part::deduction, false); }

    Maybe unapply_all() const {
        const int receipt = settled();
        if (receipt == nothing) return {};
        return order("unapply", receipt);
    }

    int settled_item(int receipt) const {
        std::vector<int> found;
        for (const auto& [key, debit] : row(receipt).net) {
            if (std::get<0>(key) == "receivable") found.push_back(std::get<2>(key));
        }
        return found.empty() ? nothing : found[below(found.size())];
    }

    Maybe unapply_item() const {
        Maybe made = unapply_all();
        if (!made) return {};
        const int no = settled_item(model.find_receipt(made->receipt));
        if (no == nothing) return {};
        made->parts.push_back(part(no));
        return made;
    }

    Maybe give_back() const {
        const int receipt = any_receipt();
        if (receipt == nothing) return {};
        return order("return", receipt);
    }

    Maybe give_back_fee() const {
        Maybe made = give_back();
        if (made) made->fee = 1 + below(3'000);
        return made;
    }

    Maybe undo() const {
        const int receipt = any_receipt();
        if (receipt == nothing) return {};
        return order("undo", receipt);
    }

    Maybe undo_review() const {
        if (model.reviews.empty()) return {};
        const std::uint32_t review = below(model.reviews.size());
        Deed made = order("undo", model.reviews[review].receipt);
        made.review = review + 1;
        return made;
    }

    Maybe undo_an_undo() const {
        const int no = any_of(model.reviews.size(), [&](int review) {
            return model.reviews[Model::at(review)].undoes != 0;
        });
        if (no == nothing) return {};
        Deed made = order("undo", model.reviews[Model::at(no)].receipt);
        made.review = static_cast<std::uint32_t>(no + 1);
        return made;
    }

    Maybe about_claim(const char* action) const {
        const int no =
            any_of(model.items.size(), [&](int each) { return item(each).kind == "claim"; });
        if (no == nothing) return {};
        Deed made = order(action, nothing);
        made.parts.push_back(part(no));
        return made;
    }

    Maybe claim_close() const {
        Maybe made = about_claim("claim_close");
        if (!made || below(2) == 0) return made;
        const Item& claim = item(model.find_item(made->parts.front().item));
        made->amount = 1 + below(static_cast<std::size_t>(claim.amount));
        return made;
    }

    Maybe claim_owed() const { return about_claim("claim_owed"); }

    Maybe under(const char* action) const {
        const int no = any_of(model.exceptions.size(), [&](int each) {
            const Exception& exception = model.exceptions[Model::at(each)];
            return exception.is_open && exception.receipt != nothing;
        });
        if (no == nothing) return {};
        Deed made = order(action, model.exceptions[Model::at(no)].receipt);
        made.under_exception = true;
        return made;
    }

    Maybe keep_open() const { return under("keep_open"); }

    Maybe hold() const {
        Maybe made = under("hold");
        if (made) made->hold_until = today + static_cast<Day>(below(4));
        return made;
    }

    Maybe release() const { return under("release"); }

    Maybe own() const { return under("own"); }

    Maybe note() const {
        const int receipt = any_receipt();
        if (receipt == nothing) return {};
        return order("note", receipt);
    }

    Maybe decide(Act act) const {
        const int no = any_of(model.proposals.size(), [&](int each) {
            return below(6) == 0 || model.proposals[Model::at(each)].state == "waiting";
        });
        if (no == nothing) return {};
        Deed made;
        made.act = act;
        made.today = today;
        made.user = user;
        made.proposal = static_cast<std::uint32_t>(no + 1);
        return made;
    }

    Maybe approve() const { return decide(Act::approve); }

    Maybe approve_own() const {
        Maybe made = decide(Act::approve);
        if (made) made->user = model.proposals[made->proposal - 1].maker;
        return made;
    }

    Maybe reject() const { return decide(Act::reject); }

    // What must be refused.

    Maybe too_much() const {
        Maybe made = assign_one();
        if (!made) return {};
        made->parts.front().cash =
            item(model.find_item(made->parts.front().item)).open() + 1 + below(900);
        return made;
    }

    Maybe more_than_free() const {
        Maybe made = about_money("on_account", false);
        if (made) made->amount = model.standing(model.find_receipt(made->receipt)).free() + 1;
        return made;
    }

    Maybe closed_item() const {
        Maybe made = assign_one();
        const int no = any_of(model.items.size(), [&](int each) { return item(each).open() == 0; });
        if (!made || no == nothing) return {};
        made->parts.front() = part(no);
        return made;
    }

    Maybe other_currency() const {
        Maybe made = assign_one();
        if (!made) return {};
        const std::string currency = row(model.find_receipt(made->receipt)).currency;
        const int no = open_item(currency == "EUR" ? "USD" : "EUR");
        if (no == nothing) return {};
        made->parts.front() = part(no);
        return made;
    }

    Maybe negative() const {
        Maybe made = assign_one();
        if (!made) return {};
        Part& each = made->parts.front();
        (below(2) == 0 ? each.write_off : each.deduction) = -1 - static_cast<Cents>(below(500));
        return made;
    }

    Maybe negative_amount() const {
        constexpr const char* actions[] = {"on_account", "refund", "not_ours"};
        Maybe made = about_money(actions[below(3)], false);
        if (made) made->amount = -1 - static_cast<Cents>(below(500));
        return made;
    }

    Maybe named_twice() const {
        Maybe made = below(2) == 0 ? assign_one() : unapply_item();
        if (made) made->parts.push_back(made->parts.front());
        return made;
    }

    Maybe review_of_another() const {
        Maybe made = undo_review();
        const int receipt = any_receipt();
        if (!made || receipt == nothing) return {};
        made->receipt = row(receipt).id;
        made->under_exception = false;
        return made;
    }
};

struct Kind {
    const char* words;
    Maybe (Ordering::*make)() const;
    std::uint32_t weight;
};

constexpr Kind kinds[] = {
    {"assign items and credits", &Ordering::assign, 8},
    {"assign one item", &Ordering::assign_one, 6},
    {"assign with differences", &Ordering::assign_differences, 8},
    {"accept a candidate", &Ordering::accept, 6},
    {"say who paid", &Ordering::assign_customer, 3},
    {"put on account", &Ordering::on_account, 5},
    {"refund", &Ordering::refund, 4},
    {"say that it is not ours", &Ordering::not_ours, 3},
    {"transfer", &Ordering::transfer, 5},
    {"write off under a receipt", &Ordering::write_off, 4},
    {"write off an item", &Ordering::write_off_items, 4},
    {"grant a discount", &Ordering::discount_items, 2},
    {"deduct under a receipt", &Ordering::deduct, 4},
    {"deduct from an item", &Ordering::deduct_items, 3},
    {"unapply all", &Ordering::unapply_all, 4},
    {"unapply one item", &Ordering::unapply_item, 5},
    {"return", &Ordering::give_back, 2},
    {"return with a fee", &Ordering::give_back_fee, 2},
    {"undo", &Ordering::undo, 8},
    {"undo a review", &Ordering::undo_review, 5},
    {"undo an undo", &Ordering::undo_an_undo, 3},
    {"accept a claim", &Ordering::claim_close, 4},
    {"say that a claim is owed", &Ordering::claim_owed, 2},
    {"keep open", &Ordering::keep_open, 2},
    {"hold", &Ordering::hold, 1},
    {"release", &Ordering::release, 2},
    {"own", &Ordering::own, 1},
    {"note", &Ordering::note, 1},
    {"approve", &Ordering::approve, 8},
    {"approve what one proposed", &Ordering::approve_own, 1},
    {"reject", &Ordering::reject, 2},
    {"assign too much", &Ordering::too_much, 1},
    {"put more on account than is free", &Ordering::more_than_free, 1},
    {"assign a closed item", &Ordering::closed_item, 1},
    {"assign an item in another currency", &Ordering::other_currency, 1},
    {"order a negative difference", &Ordering::negative, 1},
    {"order a negative amount", &Ordering::negative_amount, 1},
    {"name an item twice", &Ordering::named_twice, 2},
    {"undo the review of another receipt", &Ordering::review_of_another, 1},
};

}  // namespace

std::optional<Deed> order_chosen(
    const Below& below, const Model& model, Day today, const std::string& user, const char*& words
) {
    std::uint32_t all = 0;
    for (const Kind& kind : kinds)
        all += kind.weight;
    std::uint32_t at = below(all);
    const Ordering ordering{below, model, today, user};
    for (const Kind& kind : kinds) {
        if (at < kind.weight) {
            words = kind.words;
            return (ordering.*kind.make)();
        }
        at -= kind.weight;
    }
    return {};
}

}  // namespace tieout::reference
