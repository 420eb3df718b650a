// Payers settle what they were billed: which items, how much of each, from which account. One
// payment has at most one reason why its money and its items differ, so that causes stay apart.
#include "io/synthetic/paying.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "engine/check.h"
#include "io/synthetic/company_names.h"
#include "io/synthetic/open_pool.h"
#include "io/synthetic/wording.h"

namespace tieout {

namespace {

constexpr std::size_t set_items_max = 60;
constexpr std::uint64_t stream_of_payments = 1'000;

class Paying {
public:
    Paying(MadeBook& book, const MadeSize& size, const Profile& profile)
        : book_(book),
          size_(size),
          profile_(profile),
          dice_(size.seed, stream_of_payments),
          pool_(book) {}

    void make() {
        std::vector<Date> days;
        for (std::int64_t i = 0; i < profile_.days; ++i) {
            const Date day = add_days(made_first_day(), static_cast<int>(i));
            if (is_business_day(day)) days.push_back(day);
        }
        for (std::size_t i = 0; i < days.size(); ++i) {
            pool_.reach(days[i]);
            make_returns(days[i]);
            // The payments up to this day, evenly; a day whose pool is empty is made up for later.
            const std::uint64_t due = size_.payments * (i + 1) / days.size();
            while (made_ < due && make_payment(days[i], days.back()))
                ++made_;
        }
        std::stable_sort(
            book_.payments.begin(),
            book_.payments.end(),
            [](const auto& a, const auto& b) { return a.day < b.day; }
        );
    }

private:
    // False when nobody owes anything today.
    bool make_payment(Date day, Date last) {
        if (dice_.happens(profile_.fee_bp)) make_fee(day);
        if (dice_.happens(profile_.unknown_bp)) {
            make_stranger(day);
            return true;
        }
        if (dice_.happens(profile_.paid_twice_bp) && pay_again(day)) return true;
        if (pool_.is_empty()) return false;
        std::uint32_t seed = pool_.draw(dice_);
        const bool is_in_time = hurry(day, seed);
        const std::uint32_t customer = book_.items[seed].customer;
        if (dice_.happens(profile_.twin_bp) && pay_twins(day, customer)) return true;
        MadePayment payment = begin(day, customer);
        choose_items(payment, seed);
        const std::uint32_t payer = choose_payer(payment);
        net_credits(payment);
        if (is_in_time) take_discounts(payment);
        differ(payment);
        finish(payment, payer, last);
        return true;
    }

    MadePayment begin(Date day, std::uint32_t customer) {
        MadePayment payment;
        payment.day = day;
        payment.customer = customer;
        payment.format = book_.customers[customer].format;
        payment.currency = book_.customers[customer].currency;
        return payment;
    }

    // Customers with a discount often pay an item whose discount days are not over instead.
    bool hurry(Date day, std::uint32_t& seed) {
        const std::uint32_t customer = book_.items[seed].customer;
        if (book_.customers[customer].discount_bp == 0) return false;
        if (!dice_.happens(profile_.discount_in_time_bp)) return false;
        for (const std::uint32_t item : pool_.invoices_of(customer)) {
            if (!may_take_discount(book_.items[item], day)) continue;
            seed = item;
            return true;
        }
        return false;
    }

    static bool may_take_discount(const MadeItem& item, Date day) {
        return item.discount > 0 && day <= item.discount_date && item.open == item.amount;
    }

    void choose_items(MadePayment& payment, std::uint32_t seed) {
        const std::array<std::int64_t, 6> weights{
            std::max<std::int64_t>(
                0,
                10'000 - profile_.several_bp - profile_.list_bp - profile_.due_group_bp -
                    profile_.past_due_bp - profile_.balance_bp
            ),
            profile_.several_bp,
            profile_.list_bp,
            profile_.due_group_bp,
            profile_.past_due_bp,
            profile_.balance_bp
        };
        const std::size_t way = dice_.weighted(weights);
        std::vector<std::uint32_t> chosen = pool_.invoices_of(payment.customer);
        std::sort(chosen.begin(), chosen.end(), [&](std::uint32_t a, std::uint32_t b) {
            return std::pair(book_.items[a].due_date, a) < std::pair(book_.items[b].due_date, b);
        });
        switch (way) {
            case 1: keep_first(chosen, seed, dice_.between(2, 6)); break;
            case 2: keep_first(chosen, seed, dice_.between(7, 40)); break;
            case 3:
                std::erase_if(chosen, [&](std::uint32_t item) {
                    return book_.items[item].due_date != book_.items[seed].due_date;
                });
                break;
            case 4:
                std::erase_if(chosen, [&](std::uint32_t item) {
                    return book_.items[item].due_date >= payment.day;
                });
                break;
            case 5: break;
            default: chosen = {seed};
        }
        const bool is_whole = chosen.size() <= set_items_max;
        if (chosen.empty() || !is_whole) chosen = {seed};
        put(payment.traits, chosen.size() == 1 ? Trait::single : trait_of(way, chosen.size()));
        for (const std::uint32_t item : chosen)
            add_line(payment, item);
    }

    static Trait trait_of(std::size_t way, std::size_t items) {
        switch (way) {
            case 3: return Trait::due_group;
            case 4: return Trait::past_due;
            case 5: return Trait::balance;
            default: return items > 6 ? Trait::list : Trait::several;
        }
    }

    // The seed, and the others that fall due first.
    static void keep_first(
        std::vector<std::uint32_t>& chosen, std::uint32_t seed, std::int64_t count
    ) {
        const auto at = std::find(chosen.begin(), chosen.end(), seed);
        std::rotate(chosen.begin(), at, at + 1);
        chosen.resize(std::min(chosen.size(), static_cast<std::size_t>(count)));
    }

    void add_line(MadePayment& payment, std::uint32_t no) {
        const MadeItem& item = book_.items[no];
        MadeLine line;
        line.item = no;
        line.net = item.owed();
        line.cleared = item.open;
        payment.lines.push_back(std::move(line));
        if (item.was_paid_in_part) put(payment.traits, Trait::rest_of_part);
    }

    // The parent may pay, and then for other children too.
    std::uint32_t choose_payer(MadePayment& payment) {
        const MadeCustomer& owner = book_.customers[payment.customer];
        if (owner.parent == no_index || !dice_.happens(profile_.parent_pays_bp)) {
            return payment.customer;
        }
        put(payment.traits, Trait::parent_pays);
        payment.format = book_.customers[owner.parent].format;
        for (const std::uint32_t sibling : book_.customers[owner.parent].children) {
            const auto& open = pool_.invoices_of(sibling);
            if (sibling == payment.customer || open.empty() || dice_.below(2) == 0) continue;
            if (has(payment.traits, Trait::single)) {
                payment.traits.reset(static_cast<std::size_t>(Trait::single));
                put(payment.traits, Trait::several);
            }
            add_line(payment, open.front());
            if (payment.lines.size() >= 6) break;
        }
        return owner.parent;
    }

    static Minor sum_of(const MadePayment& payment) {
        Minor sum = 0;
        for (const MadeLine& line : payment.lines)
            sum += line.net;
        return sum;
    }

    // All open credits of the customer, as long as money is left to pay.
    void net_credits(MadePayment& payment) {
        const bool is_all = has(payment.traits, Trait::balance);
        if (!is_all && !dice_.happens(profile_.credit_netted_bp)) return;
        const std::vector<std::uint32_t> credits = pool_.credits_of(payment.customer);
        for (const std::uint32_t credit : credits) {
            if (book_.items[credit].open * 2 > sum_of(payment)) continue;
            add_line(payment, credit);
            put(payment.traits, Trait::credit_netted);
        }
    }

    void take_discounts(MadePayment& payment) {
        for (MadeLine& line : payment.lines) {
            const MadeItem& item = book_.items[line.item];
            if (!may_take_discount(item, payment.day)) continue;
            line.discount = item.discount;
            if (item.freight > 0 && dice_.happens(profile_.discount_on_freight_bp)) {
                line.discount = item.amount * book_.customers[item.customer].discount_bp / 10'000;
                line.is_exact = line.discount == item.discount;
                if (!line.is_exact) put(payment.traits, Trait::discount_on_freight);
            }
            line.net -= line.discount;
            put(payment.traits, Trait::discount_in_time);
        }
    }

    // At most one reason why money and items differ.
    void differ(MadePayment& payment) {
        MadeLine& line = payment.lines.front();
        MadeItem& item = book_.items[line.item];
        const bool is_plain = line.discount == 0 && line.net > 2'000;
        if (take_late(payment)) return;
        if (is_plain && dice_.happens(profile_.deduction_coded_bp)) {
            static const std::array<const char*, 5> reasons{"FRT", "DMG", "SHORT", "PRICE", "ADV"};
            deduct(payment, line, line.net * dice_.between(1, 15) / 100, Trait::deduction_coded);
            line.reason = dice_.one_of(reasons);
        } else if (is_plain && dice_.happens(profile_.deduction_uncoded_bp)) {
            deduct(payment, line, line.net * dice_.between(1, 15) / 100, Trait::deduction_uncoded);
        } else if (is_plain && payment.lines.size() == 1 &&
                   dice_.happens(profile_.part_payment_bp)) {
            const Minor part =
                std::max<Minor>(100, item.open * dice_.between(20, 80) / 100 / 100 * 100);
            line.net = part;
            line.cleared = part;
            put(payment.traits, Trait::part_payment);
        } else if (is_plain && dice_.happens(profile_.short_bp)) {
            deduct(payment, line, dice_.between(1, 499), Trait::short_pay);
        } else if (is_plain && dice_.happens(profile_.bank_fee_bp)) {
            deduct(payment, line, dice_.between(8, 35) * 50, Trait::bank_fee);
        } else if (dice_.happens(profile_.over_bp)) {
            over_ = dice_.below(3) == 0 ? dice_.between(1, 499) : dice_.between(10, 200) * 100;
            put(payment.traits, Trait::over_pay);
        }
    }

    void deduct(MadePayment& payment, MadeLine& line, Minor amount, Trait trait) {
        line.deduction = std::min(amount, line.net - 1);
        line.net -= line.deduction;
        line.is_exact = false;
        put(payment.traits, trait);
    }

    bool take_late(MadePayment& payment) {
        if (!dice_.happens(profile_.discount_late_bp)) return false;
        bool is_taken = false;
        for (MadeLine& line : payment.lines) {
            const MadeItem& item = book_.items[line.item];
            const bool is_late = item.discount > 0 && payment.day > item.discount_date &&
                                 item.open == item.amount && line.discount == 0;
            if (!is_late) continue;
            line.discount = item.discount;
            line.net -= item.discount;
            line.is_exact = false;
            is_taken = true;
        }
        if (is_taken) put(payment.traits, Trait::discount_late);
        return is_taken;
    }

    // Names, numbers and words; then the items know what was paid.
    void finish(MadePayment& payment, std::uint32_t payer, Date last) {
        payment.amount = sum_of(payment) + over_;
        over_ = 0;
        check(payment.amount > 0, "a payment brings money");
        if (dice_.happens(profile_.third_party_bp)) {
            put(payment.traits, Trait::third_party);
            name_stranger(payment);
        } else {
            name_payer(payment, payer);
        }
        word_payment(dice_, profile_, book_, payment);
        if (payment.format == MadeFormat::nacha && !payment.has_lines) hide_account(payment);
        number(payment, true);
        for (MadeLine& line : payment.lines) {
            MadeItem& item = book_.items[line.item];
            item.open -= line.cleared;
            check(item.open >= 0, "nobody pays more of an item than is open");
            line.left = item.open;
            item.was_paid_in_part = item.open > 0;
            if (item.open == 0) pool_.close(line.item);
        }
        const bool comes_again =
            payment.format == MadeFormat::payments && dice_.happens(profile_.sent_twice_bp);
        if (comes_again) {
            payment.comes_again = true;
            put(payment.traits, Trait::sent_twice);
        }
        plan_return(payment, last);
        book_.payments.push_back(std::move(payment));
    }

    void name_payer(MadePayment& payment, std::uint32_t payer) {
        const MadeCustomer& customer = book_.customers[payer];
        const MadeAccount& account = dice_.one_of(customer.accounts);
        payment.account = account.number;
        if (!account.is_known) put(payment.traits, Trait::account_unknown);
        bool is_varied = false;
        const bool keeps_letters =
            payment.format == MadeFormat::payments || payment.format == MadeFormat::camt;
        payment.name = name_at_bank(dice_, profile_, customer.name, keeps_letters, is_varied);
        if (is_varied) put(payment.traits, Trait::name_varied);
    }

    // An ACH entry without an 820 does not say from where it comes.
    static void hide_account(MadePayment& payment) {
        payment.account.clear();
        put(payment.traits, Trait::account_unknown);
    }

    void name_stranger(MadePayment& payment) {
        const bool is_euro = payment.currency.letters() == "EUR";
        const std::string_view country = is_euro ? "NL" : "US";
        bool is_varied = false;
        payment.name = name_at_bank(
            dice_, profile_, made_company(dice_, country) + " Treuhand", false, is_varied
        );
        payment.account = made_account(dice_, country, 900'000 + ++strangers_);
        put(payment.traits, Trait::account_unknown);
    }

    // A trace is sent by some payers; an advice and a return need one.
    void number(MadePayment& payment, bool has_reference) {
        const std::uint64_t running = ++numbers_;
        if (has_reference) payment.reference = fmt::format("BK{:09}", running);
        if (payment.format == MadeFormat::lockbox) {
            payment.check_number = fmt::format("{}", 100'000 + running);
        }
        const bool wants_trace = payment.has_advice || dice_.below(2) == 0;
        if (wants_trace && has_reference) payment.trace = fmt::format("EE{:09}", running);
    }

    void make_stranger(Date day) {
        const auto customer = static_cast<std::uint32_t>(dice_.below(book_.customers.size()));
        MadePayment payment = begin(day, customer);
        payment.customer = no_index;
        payment.amount = dice_.log_normal(profile_.median_minor, profile_.spread);
        put(payment.traits, Trait::unknown_payer);
        put(payment.traits, Trait::nothing);
        name_stranger(payment);
        static const std::array<const char*, 5> words{
            "", "DEPOSIT", "REFUND 4711", "INSURANCE CLAIM 2291837", "RENT MARCH"
        };
        if (payment.format != MadeFormat::nacha) payment.memo = dice_.one_of(words);
        number(payment, true);
        book_.payments.push_back(std::move(payment));
    }

    // The same advice once more, some days later: the payer's mistake.
    bool pay_again(Date day) {
        constexpr int tries_max = 8;
        const std::size_t made = book_.payments.size();
        for (int i = 0; i < tries_max && made >= 100; ++i) {
            const std::size_t back = 1 + static_cast<std::size_t>(dice_.below(made / 4));
            const MadePayment& before = book_.payments[made - back];
            if (before.day >= day || !may_be_paid_again(before)) continue;
            pay_again(day, before);
            return true;
        }
        return false;
    }

    static bool may_be_paid_again(const MadePayment& before) {
        const auto is = [&](Trait trait) { return has(before.traits, trait); };
        return before.kind == MovementKind::receipt && !before.is_again &&
               before.customer != no_index && !before.has_advice && !is(Trait::nothing) &&
               !is(Trait::part_payment) && !is(Trait::returned) && !is(Trait::twin);
    }

    void pay_again(Date day, const MadePayment& before) {
        MadePayment payment = before;
        payment.day = day;
        payment.is_again = true;
        payment.comes_again = false;
        payment.traits.reset(static_cast<std::size_t>(Trait::sent_twice));
        put(payment.traits, Trait::paid_twice);
        number(payment, true);
        book_.payments.push_back(std::move(payment));
    }

    // Two open items of one amount: two payments on one day that nobody can tell apart.
    bool pay_twins(Date day, std::uint32_t customer) {
        std::map<Minor, std::uint32_t> seen;
        for (const std::uint32_t item : pool_.invoices_of(customer)) {
            const auto [first, is_new] = seen.try_emplace(book_.items[item].open, item);
            if (is_new) continue;
            const auto both = std::minmax(first->second, item);  // by invoice date
            MadePayment payment = begin(day, customer);
            name_payer(payment, customer);
            put(payment.traits, Trait::single);
            put(payment.traits, Trait::nothing);
            put(payment.traits, Trait::twin);
            pay_twin(payment, both.first);
            pay_twin(payment, both.second);
            ++made_;
            return true;
        }
        return false;
    }

    void pay_twin(MadePayment payment, std::uint32_t item) {
        add_line(payment, item);
        payment.lines.front().shown = book_.items[item].document;
        payment.amount = payment.lines.front().net;
        if (payment.format == MadeFormat::lockbox) number(payment, false);
        book_.items[item].open = 0;
        pool_.close(item);
        book_.payments.push_back(std::move(payment));
    }

    void make_fee(Date day) {
        const auto customer = static_cast<std::uint32_t>(dice_.below(book_.customers.size()));
        MadePayment payment = begin(day, customer);
        const bool has_fees = payment.format == MadeFormat::bai2 ||
                              payment.format == MadeFormat::mt940 ||
                              payment.format == MadeFormat::camt;
        if (!has_fees) return;
        payment.customer = no_index;
        payment.kind = MovementKind::fee;
        payment.amount = dice_.between(250, 4'500);
        payment.memo = "ACCOUNT FEES";
        put(payment.traits, Trait::not_receivable);
        number(payment, true);
        book_.payments.push_back(std::move(payment));
    }

    // Some days later the money goes back; the trace says which payment it was.
    void plan_return(MadePayment& payment, Date last) {
        const bool has_returns = payment.format == MadeFormat::bai2 ||
                                 payment.format == MadeFormat::camt ||
                                 payment.format == MadeFormat::payments;
        if (!has_returns || payment.comes_again || !dice_.happens(profile_.returned_bp)) return;
        Date day = add_days(payment.day, static_cast<int>(dice_.between(3, 9)));
        while (!is_business_day(day))
            day = add_days(day, 1);
        if (day > last) return;
        if (payment.trace.empty()) payment.trace = "EE" + payment.reference.substr(2);
        put(payment.traits, Trait::returned);
        MadePayment back = payment;
        back.kind = MovementKind::returned;
        back.day = day;
        back.lines.clear();
        back.has_lines = false;
        back.has_advice = false;
        back.memo = "RETURNED";
        back.traits.reset();
        put(back.traits, Trait::not_receivable);
        returns_[day].push_back(std::move(back));
    }

    void make_returns(Date day) {
        const auto due = returns_.find(day);
        if (due == returns_.end()) return;
        for (MadePayment& back : due->second) {
            back.reference = fmt::format("BK{:09}", ++numbers_);
            book_.payments.push_back(std::move(back));
        }
        returns_.erase(due);
    }

    MadeBook& book_;
    const MadeSize& size_;
    const Profile& profile_;
    Dice dice_;
    OpenPool pool_;
    Minor over_ = 0;  // what the payment in hand brings beside its items
    std::uint64_t made_ = 0;
    std::uint64_t numbers_ = 0;
    std::uint64_t strangers_ = 0;
    std::map<Date, std::vector<MadePayment>> returns_;
};

}  // namespace

void pay(MadeBook& book, const MadeSize& size, const Profile& profile) {
    Paying(book, size, profile).make();
}

}  // namespace tieout
