#include "engine/reexamine.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <unordered_map>

#include "engine/personal.h"
#include "engine/reference_form.h"
#include "engine/slot_table.h"
#include "engine/waiting.h"
#include "engine/waiting_receipts.h"

namespace tieout {

namespace {

// More new numbers than this, and everything that waits is looked at.
constexpr std::size_t numbers_max = 4'000'000;
constexpr std::size_t number_length_max = 64;

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

// The longest run of digits of a reference_form, or all of it when it has none: any writing of the
// number contains it once blanks and signs are gone.
std::string_view core_of(std::string_view form) {
    std::string_view best;
    for (std::size_t at = 0; at < form.size();) {
        std::size_t end = at;
        while (end < form.size() && is_digit(form[end]))
            ++end;
        if (end - at > best.size()) best = form.substr(at, end - at);
        at = std::max(end, at + 1);
    }
    return (best.empty() ? form : best).substr(0, number_length_max);
}

// A text without blanks and signs, letters as capitals.
std::string condensed(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        const bool is_small = letter >= 'a' && letter <= 'z';
        const bool is_kept = is_small || is_digit(letter) || (letter >= 'A' && letter <= 'Z') ||
                             static_cast<unsigned char>(letter) >= 0x80;
        if (is_kept) out.push_back(is_small ? static_cast<char>(letter - 'a' + 'A') : letter);
    }
    return out;
}

// What came since, and up to which entry: a payment judged behind that knew it.
class News {
public:
    void take(Sequence at, const Entry& entry, const Book& book) {
        if (const auto* item = std::get_if<ItemTaken>(&entry)) {
            take_family(at, item->row.customer, book);
            if (const auto no = book.find_item(item->row)) fresh_.push_back(*no);
            each_number(item->row, [&](std::string_view number) { take_number(at, number); });
        } else if (const auto* customer = std::get_if<CustomerTaken>(&entry)) {
            if (const auto no = book.find_customer(customer->row.number)) {
                take_family(at, *no, book);
            }
            new_name_ = at;
            for (const Mark& mark : customer->row.name_marks)
                marks_[mark.low] = at;
            for (const Mark& mark : customer->row.account_marks)
                marks_[mark.low] = at;
        } else if (const auto* learned = std::get_if<PayerLearned>(&entry)) {
            marks_[learned->row.mark.low] = at;
        } else if (const auto* forgotten = std::get_if<PayerForgotten>(&entry)) {
            marks_[book.learned[slot(forgotten->learned)].mark.low] = at;
        } else if (const auto* decided = std::get_if<PaymentDecided>(&entry)) {
            if (decided->posting.reverses == 0) return;
            for (const PostingLine& line : decided->posting.lines) {
                if (line.item == none<ItemNo>()) continue;
                take_family(at, book.item(line.item).customer, book);
            }
        }
    }

    // Those that came, ascending.
    std::vector<ItemNo> fresh_items() {
        std::sort(fresh_.begin(), fresh_.end());
        return std::move(fresh_);
    }

    bool is_empty() const {
        return families_.empty() && marks_.empty() && cores_.empty() && new_name_ == 0;
    }

    bool concerns_family(CustomerNo family, Sequence judged) const {
        return is_later(families_, slot(family), judged);
    }

    bool concerns_mark(const Mark& mark, Sequence judged) const {
        return is_later(marks_, mark.low, judged);
    }

    bool concerns_names(Sequence judged) const { return new_name_ > judged; }

    // Whether a text may hold a number that came. Cost: lengths of such numbers times letters.
    bool concerns_text(std::string_view text, Sequence judged) const {
        if (is_crowded_) return true;
        const std::string letters = condensed(text);
        for (std::size_t length = 1; length < lengths_.size(); ++length) {
            if (!lengths_[length]) continue;
            for (std::size_t at = 0; at + length <= letters.size(); ++at) {
                const std::string_view part = std::string_view(letters).substr(at, length);
                if (is_later(cores_, text_hash(part), judged)) return true;
            }
        }
        return false;
    }

private:
    using Latest = std::unordered_map<std::uint64_t, Sequence>;

    static bool is_later(const Latest& latest, std::uint64_t key, Sequence judged) {
        const auto found = latest.find(key);
        return found != latest.end() && found->second > judged;
    }

    void take_family(Sequence at, CustomerNo customer, const Book& book) {
        Sequence& latest = families_[slot(book.family(customer))];
        latest = std::max(latest, at);
    }

    void take_number(Sequence at, std::string_view number) {
        if (number.empty() || is_crowded_) return;
        const std::string form = reference_form(number);
        const std::string_view core = core_of(form);
        if (core.empty()) return;
        lengths_[core.size()] = true;
        cores_[text_hash(core)] = at;
        is_crowded_ = cores_.size() > numbers_max;
    }

    std::vector<ItemNo> fresh_;
    Latest families_;
    Latest marks_;  // of accounts and names
    Latest cores_;  // of numbers
    std::array<bool, number_length_max + 1> lengths_{};
    Sequence new_name_ = 0;
    bool is_crowded_ = false;
};

class Reexamining {
public:
    Reexamining(const JoinPlaces& places, bool all, CashOutcome& outcome)
        : book_(places.book),
          journal_(places.journal),
          secrets_(places.secrets),
          all_(all),
          outcome_(outcome) {}

    void run() {
        std::vector<WaitingReceipt> waiting = waiting_receipts(book_);
        leave_out_advised(waiting);
        if (waiting.empty()) return;
        const bool any_news = read_news();
        if (!all_ && !any_news) return;
        outcome_.fresh_items = news_.fresh_items();
        each_waiting(journal_, waiting, [&](const WaitingReceipt& each, const Entry& entry) {
            consider(each, entry);
        });
    }

private:
    // Late advice has brought them into the batch.
    void leave_out_advised(std::vector<WaitingReceipt>& waiting) const {
        std::set<PaymentNo> here;
        for (auto each = outcome_.movements.rbegin();
             each != outcome_.movements.rend() && each->waited;
             ++each)
            here.insert(each->number);
        std::erase_if(waiting, [&](const WaitingReceipt& each) {
            return here.contains(each.payment);
        });
    }

    // Every batch has looked at what came before its own payments.
    bool read_news() {
        const Sequence from = book_.payments.back().taken;
        const auto read = journal_.read(from, [&](Sequence at, const Entry& entry) {
            news_.take(at, entry, book_);
            return true;
        });
        return read.has_value() && !news_.is_empty();
    }

    void consider(const WaitingReceipt& waiting, const Entry& entry) {
        const auto* const taken = std::get_if<PaymentTaken>(&entry);
        if (taken == nullptr) return;
        TextStore near;
        const Payment seen = payment_of(*taken, secrets_, book_, near);
        if (!all_ && !is_concerned(book_.payment(waiting.payment), seen)) return;
        Entry kept = entry;
        keep_texts(kept, outcome_.texts);
        outcome_.recalled.push_back(
            payment_of(std::get<PaymentTaken>(kept), secrets_, book_, outcome_.texts)
        );
        Payment& payment = outcome_.recalled.back();
        Movement& movement =
            judge_again(book_, outcome_, payment, waiting.payment, waiting.exception);
        movement.is_reexamined = true;
        const auto advice =
            advice_beside(journal_, secrets_, book_, payment, waiting.exception, outcome_.texts);
        for (const Remittance& each : advice) {
            movement.has_advice = true;
            payment.remittance.insert(
                payment.remittance.end(), each.lines.begin(), each.lines.end()
            );
        }
    }

    bool is_concerned(const PaymentRow& row, const Payment& payment) const {
        const Sequence judged = row.decided;
        const bool is_known = row.payer != none<CustomerNo>();
        if (is_known && news_.concerns_family(book_.family(row.payer), judged)) return true;
        if (!is_known && !payment.payer_name.empty() && news_.concerns_names(judged)) return true;
        if (!payment.payer_account.empty() &&
            news_.concerns_mark(mark_of_account(secrets_, payment.payer_account), judged)) {
            return true;
        }
        for (const NameForm& form : name_forms(payment.payer_name)) {
            if (news_.concerns_mark(mark_of_name(secrets_, form), judged)) return true;
        }
        const auto holds = [&](std::string_view text) { return news_.concerns_text(text, judged); };
        return holds(payment.memo) || holds(payment.customer) ||
               std::any_of(
                   payment.remittance.begin(),
                   payment.remittance.end(),
                   [&](const RemittanceLine& line) { return holds(line.reference); }
               );
    }

    const Book& book_;
    const Journal& journal_;
    Secrets& secrets_;
    bool all_;
    CashOutcome& outcome_;
    News news_;
};

// Whether a reviewer would see anything else than before.
bool is_unchanged(const Movement& movement, const Book& book, const Journal& journal) {
    const PaymentRow& row = book.payment(movement.number);
    const Match& match = movement.match;
    // Money on somebody's account goes to nobody else without a person.
    if (row.unapplied != 0 && match.payer != row.payer) return true;
    const bool is_same = match.status == row.status && match.reason == row.reason &&
                         match.payer == row.payer && match.certificate == row.certificate;
    if (!is_same) return false;
    TextStore texts;
    const auto before = entry_at<PaymentDecided>(journal, row.decided, texts);
    return before && before->candidates == match.candidates;
}

}  // namespace

void reexamine(const JoinPlaces& places, bool all, CashOutcome& outcome) {
    Reexamining(places, all, outcome).run();
}

void drop_unchanged(const JoinPlaces& places, CashOutcome& outcome) {
    LateRows<Movement>& all = outcome.movements;
    std::size_t first = all.size();
    while (first > 0 && all[first - 1].is_reexamined)
        --first;
    std::vector<Movement> kept;
    for (std::size_t at = first; at < all.size(); ++at) {
        if (!is_unchanged(all[at], places.book, places.journal)) {
            kept.push_back(std::move(all[at]));
        }
    }
    while (all.size() > first)
        all.pop_back();
    for (Movement& movement : kept) {
        outcome.closed.push_back(*movement.waited);
        const auto advice = advice_beside(
            places.journal,
            places.secrets,
            places.book,
            movement.payment,
            *movement.waited,
            outcome.texts
        );
        for (const Remittance& each : advice) {
            outcome.remittances.push_back(kept_advice(places.book, places.secrets, outcome, each));
            outcome.remittances.back().movement = all.size();
            outcome.remittances.back().taken.is_kept_again = true;
        }
        all.push_back(std::move(movement));
    }
}

}  // namespace tieout
