#include "io/synthetic/wording.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "engine/currency.h"
#include "io/synthetic/document_numbers.h"

namespace tieout {

namespace {

struct Slip {
    Trait trait;
    std::int64_t Profile::* rate;
};

constexpr std::array slips{
    Slip{Trait::wrong_number, &Profile::wrong_number_bp},
    Slip{Trait::foreign_number, &Profile::foreign_number_bp},
    Slip{Trait::truncated_number, &Profile::truncated_number_bp},
    Slip{Trait::transposed_number, &Profile::transposed_number_bp},
    Slip{Trait::misread_number, &Profile::misread_number_bp},
    Slip{Trait::lost_digit, &Profile::lost_digit_bp},
};

class Wording {
public:
    Wording(Dice& dice, const Profile& profile, const MadeBook& book, MadePayment& payment)
        : dice_(dice), profile_(profile), book_(book), payment_(payment) {}

    void word() {
        for (MadeLine& line : payment_.lines)
            line.shown = book_.items[line.item].document;
        choose_way();
        if (has(payment_.traits, Trait::nothing)) {
            payment_.memo = idle_words();
            return;
        }
        if (has(payment_.traits, Trait::memo)) vary_numbers();
        slip();
        if (has(payment_.traits, Trait::memo)) write_memo();
    }

private:
    void choose_way() {
        const std::array<std::int64_t, 4> weights{
            profile_.lines_bp,
            profile_.advice_bp,
            profile_.memo_bp,
            std::max<std::int64_t>(
                0, 10'000 - profile_.lines_bp - profile_.advice_bp - profile_.memo_bp
            )
        };
        std::size_t way = dice_.weighted(weights);
        // A debit that nobody would understand without words, and a stranger who pays, are named.
        const bool wants_words = has(payment_.traits, Trait::deduction_coded) ||
                                 has(payment_.traits, Trait::part_payment) ||
                                 has(payment_.traits, Trait::third_party);
        if (way == 3 && wants_words) way = 2;
        if (way == 0 && !may_have_lines()) way = dice_.below(10) == 0 ? 1 : 2;
        payment_.has_lines = way == 0;
        payment_.has_advice = way == 1;
        constexpr std::array<Trait, 4> traits{
            Trait::lines, Trait::advice, Trait::memo, Trait::nothing
        };
        put(payment_.traits, traits[way]);
    }

    // The record of a keyed line has no sign, and a check at most 99 of them.
    bool may_have_lines() const {
        if (payment_.format != MadeFormat::lockbox) return carries_lines(payment_.format);
        return payment_.lines.size() < 99 && !has(payment_.traits, Trait::credit_netted);
    }

    bool is_german() const { return book_.customers[payment_.customer].country == "DE"; }

    std::string idle_words() {
        if (payment_.format == MadeFormat::nacha || dice_.below(3) == 0) return {};
        static const std::array<std::string_view, 5> english{
            "PAYMENT ON ACCOUNT", "THANK YOU", "AS AGREED", "OPEN INVOICES", "ACH PAYMENT"
        };
        static const std::array<std::string_view, 4> german{
            "offene Posten", "laut Aufstellung", "Ausgleich", "danke"
        };
        return std::string(is_german() ? dice_.one_of(german) : dice_.one_of(english));
    }

    // Right in substance, but not the number as it is printed.
    void vary_numbers() {
        const bool have_orders =
            std::all_of(payment_.lines.begin(), payment_.lines.end(), [&](const MadeLine& line) {
                return !book_.items[line.item].purchase_order.empty();
            });
        if (have_orders && dice_.happens(profile_.order_number_bp)) {
            for (MadeLine& line : payment_.lines)
                line.shown = book_.items[line.item].purchase_order;
            put(payment_.traits, Trait::order_number);
            return;
        }
        if (!dice_.happens(profile_.bare_number_bp)) return;
        for (MadeLine& line : payment_.lines) {
            const std::string bare = bare_number(line.shown);
            if (bare != line.shown) put(payment_.traits, Trait::bare_number);
            line.shown = bare;
        }
    }

    // At most one of the numbers is mistaken.
    void slip() {
        for (const Slip& slip : slips) {
            if (!dice_.happens(profile_.*slip.rate)) continue;
            MadeLine& line =
                payment_.lines[static_cast<std::size_t>(dice_.below(payment_.lines.size()))];
            const std::string mistaken = mistake(slip.trait, line.shown);
            if (mistaken == line.shown) return;
            line.shown = mistaken;
            put(payment_.traits, slip.trait);
            return;
        }
    }

    std::string mistake(Trait trait, const std::string& number) {
        switch (trait) {
            case Trait::wrong_number: return other_number(dice_, number);
            case Trait::foreign_number: return foreign_number(number);
            case Trait::truncated_number: return truncated_number(dice_, number);
            case Trait::transposed_number: return transposed_number(dice_, number);
            case Trait::misread_number: return misread_number(dice_, number);
            default: return number_without_digit(dice_, number);
        }
    }

    // Of an item billed about then to somebody else.
    std::string foreign_number(const std::string& number) {
        const MadeItem& other = dice_.one_of(book_.items);
        const bool is_his = other.customer == payment_.customer;
        return is_his || other.invoice_date >= payment_.day ? number : other.document;
    }

    void write_memo() {
        static const std::array<std::string_view, 8> english{
            "INV ", "INVOICE ", "INVOICES ", "PAYMENT FOR ", "RE: ", "", "ref ", "Inv# "
        };
        static const std::array<std::string_view, 7> german{
            "Rechnung ", "RG ", "Rg.Nr. ", "RE-NR ", "Zahlung ", "", "Rechnungen "
        };
        static const std::array<std::string_view, 6> between{", ", " ", " + ", "/", "; ", " UND "};
        std::string memo(is_german() ? dice_.one_of(german) : dice_.one_of(english));
        const std::string_view parting = dice_.one_of(between);
        const bool is_short =
            payment_.lines.size() > 1 && dice_.happens(profile_.short_list_bp) && shorten_list();
        if (is_short) put(payment_.traits, Trait::short_list);
        for (std::size_t i = 0; i < payment_.lines.size(); ++i) {
            if (i != 0) memo += is_short ? std::string_view("/") : parting;
            memo += payment_.lines[i].shown;
        }
        memo += deduction_words();
        const std::size_t most = memo_max(payment_.format);
        if (memo.size() > most) {
            memo.resize(most);
            put(payment_.traits, Trait::cut_memo);
        }
        payment_.memo = std::move(memo);
    }

    // Leaves the last three digits of the numbers behind the first that begin as it does.
    bool shorten_list() {
        const std::string first = payment_.lines.front().shown;
        if (first.size() < 6) return false;
        const std::string_view head = std::string_view(first).substr(0, first.size() - 3);
        const auto is_like = [&](const MadeLine& line) {
            return line.shown.size() == first.size() && line.shown.substr(0, head.size()) == head;
        };
        if (!std::all_of(payment_.lines.begin(), payment_.lines.end(), is_like)) return false;
        for (std::size_t i = 1; i < payment_.lines.size(); ++i)
            payment_.lines[i].shown.erase(0, head.size());
        return true;
    }

    std::string deduction_words() {
        std::string words;
        for (const MadeLine& line : payment_.lines) {
            if (line.deduction == 0 || line.reason.empty()) continue;
            words += fmt::format(
                " LESS {} {}", line.reason, format_amount(line.deduction, payment_.currency)
            );
        }
        if (has(payment_.traits, Trait::discount_in_time) && dice_.below(4) == 0) {
            words += is_german() ? " abzgl. Skonto" : " LESS DISCOUNT";
        }
        return words;
    }

    Dice& dice_;
    const Profile& profile_;
    const MadeBook& book_;
    MadePayment& payment_;
};

}  // namespace

std::size_t memo_max(MadeFormat format) {
    switch (format) {
        case MadeFormat::payments: return 1'000;
        case MadeFormat::lockbox: return 690;  // ten overflow records
        case MadeFormat::bai2: return 600;
        case MadeFormat::nacha: return 80;  // one addenda record
        case MadeFormat::csv: return 250;
        default: return 140;  // SEPA
    }
}

bool carries_lines(MadeFormat format) {
    return format == MadeFormat::payments || format == MadeFormat::lockbox ||
           format == MadeFormat::nacha || format == MadeFormat::camt;
}

void word_payment(Dice& dice, const Profile& profile, const MadeBook& book, MadePayment& payment) {
    Wording(dice, profile, book, payment).word();
}

}  // namespace tieout
