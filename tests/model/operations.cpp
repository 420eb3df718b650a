// The operations that bring data: the ERP's rows, the bank's files, policy and periods.
#include "tests/model/operations.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "tests/model/order_operations.h"

namespace tieout::reference {

namespace {

using Maybe = std::optional<Deed>;

}  // namespace

// What each kind of operation does; nothing when there is nothing to do it to.
struct Operations {
    Choosing& by;
    const Model& model;

    Deed deed(Act act) const {
        Deed made;
        made.act = act;
        made.today = by.today_;
        return made;
    }

    Maybe load_customer() const {
        if (model.customers.size() >= 6) return {};
        Deed made = deed(Act::customer);
        made.customer = fmt::format("C{}", model.customers.size() + 1);
        return made;
    }

    Maybe load_family() const {
        Maybe made = load_customer();
        if (made && !model.customers.empty()) made->parent = by.customer(model);
        return made;
    }

    Deed item(const char* kind) const {
        Deed made = deed(Act::item);
        made.kind = kind;
        made.customer = by.customer(model);
        made.document = fmt::format("{}", 1'000'003 + 7'919 * by.documents_++ + by.below(900));
        made.currency = by.currency();
        made.amount = by.amount();
        made.dated = by.today_ - static_cast<Day>(by.below(60));
        made.due = made.dated + 30;
        return made;
    }

    Maybe load_invoice() const { return item("invoice"); }

    Maybe load_terms() const {
        Deed made = item("invoice");
        made.dated = by.today_ - static_cast<Day>(by.below(8));
        made.due = made.dated + 30;
        made.discount = made.amount / 50 + 1;
        made.discount_until = made.dated + 10;
        return made;
    }

    Maybe load_credit_memo() const { return item("credit_memo"); }

    Maybe load_debit_memo() const { return item("debit_memo"); }

    Maybe item_again() const {
        const int no = by.any_of(model.items.size(), [&](int row) {
            const Item& item = model.items[Model::at(row)];
            const bool is_amended = item.first_open != item.amount;
            return item.kind != "claim" && item.instalment == 1 && !is_amended;
        });
        if (no == nothing) return {};
        const Item& item = model.items[Model::at(no)];
        Deed made = deed(Act::item);
        made.kind = item.kind;
        made.customer = item.customer;
        made.document = item.document;
        made.currency = item.currency;
        made.amount = item.amount;
        made.dated = item.dated;
        made.due = item.due;
        made.discount = item.discount;
        made.discount_until = item.discount_until.value_or(0);
        return made;
    }

    Maybe item_raised() const {
        Maybe made = item_again();
        if (made) made->amount += 1 + by.below(9'000);
        return made;
    }

    Maybe item_lowered() const {
        Maybe made = item_again();
        if (!made) return {};
        const Item& item =
            model.items[Model::at(model.find_item(made->customer + "/" + made->document + "/1"))];
        if (item.open() < 2) return {};
        made->amount -= 1 + by.below(static_cast<std::size_t>(item.open() - 1));
        return made;
    }

    Maybe item_lowered_below() const {
        Maybe made = item_again();
        if (!made) return {};
        const Item& item =
            model.items[Model::at(model.find_item(made->customer + "/" + made->document + "/1"))];
        const Cents settled = item.amount - item.open();
        if (settled < 2) return {};
        made->amount = 1 + by.below(static_cast<std::size_t>(settled - 1));
        return made;
    }

    Maybe item_in_another_currency() const {
        Maybe made = item_again();
        if (made) made->currency = "CHF";
        return made;
    }

    BankLine line(const std::string& customer, const std::string& currency) const {
        BankLine made;
        made.id = fmt::format("P{}", ++by.receipts_);
        made.currency = currency;
        made.booked = by.today_ - static_cast<Day>(by.below(4));
        made.customer = customer;
        return made;
    }

    Deed file(std::vector<BankLine> lines) const {
        Deed made = deed(Act::bank_file);
        made.file = fmt::format("file {}", ++by.files_);
        made.lines = std::move(lines);
        by.files_sent_.push_back(made);
        return made;
    }

    int open_invoice() const {
        return by.any_of(model.items.size(), [&](int row) {
            const Item& item = model.items[Model::at(row)];
            return item.open() > 10 && !item.is_credit() && item.kind != "claim";
        });
    }

    // A line over an open invoice and up to two more of its family; each paid in full.
    std::optional<BankLine> exact_line(std::uint32_t more) const {
        const int no = open_invoice();
        if (no == nothing) return {};
        const Item& first = model.items[Model::at(no)];
        BankLine made = line(first.customer, first.currency);
        std::set<int> named;
        const auto name = [&](int row) {
            const Item& item = model.items[Model::at(row)];
            const Cents owed = item.is_credit() ? -item.open() : item.open();
            if (!named.insert(row).second || made.amount + owed <= 0) return;
            made.advice.push_back({item.document, owed, 0, 0});
            made.amount += owed;
        };
        name(no);
        for (; more > 0; --more) {
            const int other = by.any_of(model.items.size(), [&](int row) {
                const Item& item = model.items[Model::at(row)];
                return item.open() > 0 && item.currency == first.currency && item.kind != "claim" &&
                       model.family(item.customer) == model.family(first.customer);
            });
            if (other != nothing) name(other);
        }
        return made;
    }

    Maybe of(std::optional<BankLine> made) const {
        if (!made) return {};
        return file({std::move(*made)});
    }

    Maybe pay_exact() const { return of(exact_line(0)); }

    Maybe pay_several() const { return of(exact_line(2)); }

    // Of the only line so much is taken off, as `cause` says.
    template <class Cause>
    Maybe pay_less(Cents less, Cause&& cause) const {
        auto made = exact_line(0);
        if (!made || made->amount <= less || less <= 0) return {};
        made->amount -= less;
        *made->advice.front().net -= less;
        cause(made->advice.front());
        return of(std::move(made));
    }

    Maybe pay_part() const {
        return pay_less(1 + by.below(3'000), [](AdviceLine&) {});
    }

    Maybe pay_deduction() const {
        const Cents less = 1 + by.below(3'000);
        return pay_less(less, [&](AdviceLine& advice) { advice.deduction = less; });
    }

    Maybe pay_discount(bool in_time) const {
        const int no = by.any_of(model.items.size(), [&](int row) {
            const Item& item = model.items[Model::at(row)];
            return item.discount > 0 && item.open() > item.discount;
        });
        if (no == nothing) return {};
        const Item& item = model.items[Model::at(no)];
        BankLine made = line(item.customer, item.currency);
        made.amount = item.open() - item.discount;
        made.advice.push_back({item.document, made.amount, item.discount, 0});
        made.booked = *item.discount_until + (in_time ? 0 : 1 + static_cast<Day>(by.below(5)));
        if (made.booked > by.today_ + 20) return {};
        return of(std::move(made));
    }

    Maybe pay_over() const {
        auto made = exact_line(0);
        if (!made) return {};
        made->advice.front().net.reset();
        made->amount += 1 + by.below(5'000);
        return of(std::move(made));
    }

    Maybe pay_unknown() const {
        BankLine made = line("", by.currency());
        made.name = fmt::format("Stranger {}", by.below(5));
        made.amount = by.amount();
        return file({std::move(made)});
    }

    Maybe pay_nothing_named() const {
        BankLine made = line(by.customer(model), by.currency());
        made.amount = by.amount();
        return file({std::move(made)});
    }

    Maybe pay_amount_of_item() const {
        auto made = exact_line(0);
        if (made) made->advice.clear();
        return of(std::move(made));
    }

    Maybe pay_twins() const {
        BankLine made = line(by.customer(model), by.currency());
        made.amount = by.amount();
        BankLine twin = made;
        twin.id = fmt::format("P{}", ++by.receipts_);
        return file({std::move(made), std::move(twin)});
    }

    Maybe pay_claim() const {
        const int no = by.any_of(model.items.size(), [&](int row) {
            const Item& item = model.items[Model::at(row)];
            return item.kind == "claim" && item.open() > 0;
        });
        if (no == nothing) return {};
        const Item& item = model.items[Model::at(no)];
        BankLine made = line(item.customer, item.currency);
        made.amount = item.open();
        made.advice.push_back({item.document, item.open(), 0, 0});
        return file({std::move(made)});
    }

    // An older booking that comes late, as of a file that was forgotten.
    Maybe pay_from_before() const {
        auto made = exact_line(1);
        if (made) made->booked -= 5 + static_cast<Day>(by.below(20));
        return of(std::move(made));
    }

    Maybe file_again() const {
        if (by.files_sent_.empty()) return {};
        Deed made = by.files_sent_[by.below(by.files_sent_.size())];
        made.today = by.today_;
        if (by.one_in(2)) made.file = fmt::format("file {}", ++by.files_);
        return made;
    }

    Maybe bank_return() const {
        const int no = by.any_of(model.receipts.size(), [&](int row) {
            return model.receipts[Model::at(row)].is_receipt;
        });
        if (no == nothing) return {};
        const Receipt& receipt = model.receipts[Model::at(no)];
        BankLine made = line("", receipt.currency);
        made.original = receipt.id;
        made.amount = by.one_in(8) ? receipt.amount + 1 : receipt.amount;
        made.booked = std::max(made.booked, receipt.booked);
        return file({std::move(made)});
    }

    Maybe late_advice() const {
        const int no = by.any_of(model.receipts.size(), [&](int row) {
            return model.receipts[Model::at(row)].is_receipt;
        });
        const auto sent = exact_line(0);
        if (no == nothing || !sent) return {};
        Deed made = deed(Act::bank_file);
        made.advised = model.receipts[Model::at(no)].id;
        made.file = fmt::format("file {}", ++by.files_);
        made.lines.push_back(*sent);
        made.lines.front().amount = model.receipts[Model::at(no)].amount;
        made.lines.front().currency = model.receipts[Model::at(no)].currency;
        made.lines.front().advice.front().net.reset();
        return made;
    }

    Maybe rematch() const {
        if (model.receipts.empty()) return {};
        Deed made = deed(Act::bank_file);
        made.judges_all = true;
        return made;
    }

    Maybe close_period() const {
        Deed made = deed(Act::period);
        made.hold_until = by.today_ - static_cast<Day>(by.below(6));
        return made;
    }

    Maybe open_period() const {
        if (!model.closed_through) return {};
        Deed made = deed(Act::period);
        made.hold_until = *model.closed_through - 1 - static_cast<Day>(by.below(10));
        return made;
    }

    Maybe set_limit() const {
        constexpr std::array<const char*, 11> limits{
            "limit.apply_minor",
            "limit.write_off_minor",
            "limit.write_off_user_minor",
            "limit.write_off_customer_minor",
            "limit.write_off_day_minor",
            "limit.refund_minor",
            "limit.claim_minor",
            "limit.approve_minor",
            "user.dora.approve_minor",
            "user.bob.write_off_minor",
            "user.eva.refund_minor"
        };
        Deed made = deed(Act::policy);
        made.rule = limits[by.below(limits.size())];
        made.value = fmt::format("{}", by.one_in(2) ? 1'000'000 : 200 + by.below(20'000));
        return made;
    }

    // Caps of a day that a few write-offs reach.
    Maybe set_cap() const {
        constexpr std::array<const char*, 3> caps{
            "limit.write_off_user_minor",
            "limit.write_off_customer_minor",
            "limit.write_off_day_minor"
        };
        Deed made = deed(Act::policy);
        made.rule = caps[by.below(caps.size())];
        made.value = fmt::format("{}", 1'000 + by.below(9'000));
        return made;
    }

    Maybe pay_in_one_file() const {
        auto first = exact_line(0);
        auto second = exact_line(1);
        if (!first || !second) return {};
        return file({std::move(*first), std::move(*second)});
    }

    Maybe set_tolerance() const {
        constexpr std::array<const char*, 3> tolerances{
            "difference.under_tolerance_minor",
            "difference.under_tolerance_bp",
            "difference.discount_grace_days"
        };
        Deed made = deed(Act::policy);
        made.rule = tolerances[by.below(tolerances.size())];
        made.value = fmt::format("{}", by.below(300));
        return made;
    }

    Maybe set_switch() const {
        constexpr std::array<const char*, 4> switches{
            "difference.claim_deductions",
            "difference.claim_unearned_discount",
            "difference.discount_only_if_paid_in_full",
            "difference.overpayment_on_account"
        };
        Deed made = deed(Act::policy);
        made.rule = switches[by.below(switches.size())];
        made.value = by.one_in(2) ? "true" : "false";
        return made;
    }

    Maybe chosen(const char*& words) const {
        struct Kind {
            const char* words;
            Maybe (Operations::*make)() const;
            std::uint32_t weight;
        };

        static constexpr Kind kinds[] = {
            {"load a customer", &Operations::load_customer, 2},
            {"load one of a family", &Operations::load_family, 2},
            {"load an invoice", &Operations::load_invoice, 10},
            {"load an invoice with a discount", &Operations::load_terms, 8},
            {"load a credit memo", &Operations::load_credit_memo, 4},
            {"load a debit memo", &Operations::load_debit_memo, 2},
            {"load the item again", &Operations::item_again, 2},
            {"load the item raised", &Operations::item_raised, 2},
            {"load the item lowered", &Operations::item_lowered, 2},
            {"load the item lowered below what is settled", &Operations::item_lowered_below, 4},
            {"load the item in another currency", &Operations::item_in_another_currency, 1},
            {"pay an invoice in full", &Operations::pay_exact, 5},
            {"pay several items", &Operations::pay_several, 5},
            {"pay a part", &Operations::pay_part, 4},
            {"pay less a deduction", &Operations::pay_deduction, 6},
            {"pay less an earned discount", &Operations::pay_in_time, 4},
            {"pay less a discount too late", &Operations::pay_too_late, 4},
            {"pay more than is open", &Operations::pay_over, 4},
            {"pay from nobody known", &Operations::pay_unknown, 4},
            {"pay and name nothing", &Operations::pay_nothing_named, 6},
            {"pay just an open amount", &Operations::pay_amount_of_item, 4},
            {"pay twice in one file", &Operations::pay_in_one_file, 4},
            {"pay as twins", &Operations::pay_twins, 2},
            {"pay a claim", &Operations::pay_claim, 2},
            {"pay long ago", &Operations::pay_from_before, 3},
            {"send the file again", &Operations::file_again, 3},
            {"return by the bank", &Operations::bank_return, 4},
            {"advise late", &Operations::late_advice, 3},
            {"rematch", &Operations::rematch, 2},
            {"close the period", &Operations::close_period, 2},
            {"open the period", &Operations::open_period, 2},
            {"set a limit", &Operations::set_limit, 4},
            {"set a cap", &Operations::set_cap, 2},
            {"set a tolerance", &Operations::set_tolerance, 1},
            {"set a switch", &Operations::set_switch, 1},
        };
        std::uint32_t all = 0;
        for (const Kind& kind : kinds)
            all += kind.weight;
        std::uint32_t at = by.below(all);
        for (const Kind& kind : kinds) {
            if (at < kind.weight) {
                words = kind.words;
                return (this->*kind.make)();
            }
            at -= kind.weight;
        }
        return {};
    }

    Maybe pay_in_time() const { return pay_discount(true); }

    Maybe pay_too_late() const { return pay_discount(false); }
};

Deed Choosing::next(const Model& model) {
    today_ += one_in(3) ? static_cast<Day>(below(3)) : 0;
    ++told_;
    const Operations operations{*this, model};
    const auto named = [](Maybe made, const char* words) {
        if (made) made->words = words;
        return *made;
    };
    if (told_ <= 2) return named(operations.load_customer(), "load a customer");
    if (told_ <= 3) return named(operations.load_family(), "load one of a family");
    if (told_ == 4) return named(operations.set_cap(), "set a cap");
    if (told_ <= 6) return named(operations.load_terms(), "load an invoice with a discount");
    for (;;) {
        const char* words = "";
        Maybe made;
        if (told_ > 8 && !one_in(3)) {
            made = order_chosen(
                [&](std::size_t bound) { return below(bound); }, model, today_, user(), words
            );
        } else {
            made = operations.chosen(words);
        }
        if (!made) continue;
        made->words = words;
        return *made;
    }
}

}  // namespace tieout::reference
