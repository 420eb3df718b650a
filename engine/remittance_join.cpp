#include "engine/remittance_join.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

#include <fmt/core.h>

#include "engine/personal.h"
#include "engine/reference_form.h"
#include "engine/waiting.h"

namespace tieout {

namespace {

constexpr std::size_t chunk_payments = 1024;

// Money under the names that advice may use for it; `at` is whatever the caller counts by.
class Joinable {
public:
    void add(const Payment& payment, std::size_t at) {
        const Money money{&payment, at};
        ids_.emplace(payment.payment, money);
        for (const Text* trace : {&payment.trace, &payment.bank_reference}) {
            const bool is_told =
                trace == &payment.bank_reference && payment.bank_reference == payment.trace;
            if (!trace->empty() && !is_told) traces_.emplace(*trace, money);
        }
        if (!payment.check_number.empty()) checks_.emplace(payment.check_number, money);
        payers_.emplace(
            payer_name_key(
                payment.payer_name, payment.amount, payment.currency, payment.booking_date
            ),
            money
        );
    }

    // Ids and traces are told by both sides. A check number is the payer's own count: it joins
    // only what he sent himself. Advice in another currency is about other money.
    std::optional<std::size_t> find(const Remittance& advice) const {
        const Money* const found = find_named(advice);
        if (found == nullptr) return std::nullopt;
        const bool is_same_money =
            advice.currency.is_none() || advice.currency == found->payment->currency;
        return is_same_money ? std::optional(found->at) : std::nullopt;
    }

private:
    struct Money {
        const Payment* payment = nullptr;
        std::size_t at = 0;
    };

    using Names = std::unordered_multimap<std::string, Money>;

    static const Money* only_one(const Names& names, std::string_view key) {
        const auto [first, last] = names.equal_range(std::string(key));
        if (first == last || std::next(first) != last) return nullptr;
        return &first->second;
    }

    // A trace of few characters ("1") is no name: then the payers must agree.
    static bool speaks_against(const Remittance& advice, const Payment& payment) {
        constexpr std::size_t telling = 6;
        return advice.trace.size() < telling && !advice.payer_name.empty() &&
               name_forms(advice.payer_name) != name_forms(payment.payer_name);
    }

    const Money* find_named(const Remittance& advice) const {
        if (!advice.payment.empty()) return only_one(ids_, advice.payment);
        if (!advice.trace.empty()) {
            const Money* const traced = only_one(traces_, advice.trace);
            if (traced != nullptr) {
                return speaks_against(advice, *traced->payment) ? nullptr : traced;
            }
            const Money* const check = only_one(checks_, advice.trace);
            const bool is_his =
                check != nullptr && !advice.payer_name.empty() &&
                name_forms(advice.payer_name) == name_forms(check->payment->payer_name);
            return is_his ? check : nullptr;
        }
        if (!advice.total || !advice.date || advice.payer_name.empty()) return nullptr;
        return only_one(
            payers_, payer_name_key(advice.payer_name, *advice.total, advice.currency, *advice.date)
        );
    }

    Names ids_;
    Names traces_;
    Names checks_;
    Names payers_;
};

// All an advice says but its place in a file.
Digest digest_of(const Remittance& advice) {
    std::string text = fmt::format(
        "advice\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}",
        advice.remittance,
        advice.payment,
        advice.trace,
        advice.payer_name,
        advice.currency.letters(),
        advice.total.value_or(0),
        format_date(advice.date)
    );
    for (const RemittanceLine& line : advice.lines) {
        text += fmt::format(
            "\x1f{}={}/{}/{}/{}",
            line.reference,
            line.net.value_or(0),
            line.discount,
            line.deduction,
            word_of(line.kind)
        );
    }
    return sha256(text);
}

void attach(Payment& payment, std::vector<RemittanceLine> lines) {
    std::move(lines.begin(), lines.end(), std::back_inserter(payment.remittance));
}

// Money of an earlier run that an advice of this batch may be about.
struct Recalled {
    PaymentNo number{};
    ExceptionNo exception{};
    Payment* payment = nullptr;
    std::optional<std::size_t> movement;  // once advice was joined to it
};

class Joining {
public:
    Joining(const JoinPlaces& places, CashOutcome& outcome)
        : book_(places.book),
          journal_(places.journal),
          secrets_(places.secrets),
          parallel_(places.parallel),
          outcome_(outcome) {}

    void join(std::vector<FiledAdvice> advice) {
        const bool advice_waits = book_.has_waiting_advice();
        if (advice.empty() && !advice_waits) return;
        for (std::size_t at = 0; at < outcome_.movements.size(); ++at) {
            const Movement& movement = outcome_.movements[at];
            const bool is_joinable = movement.is_new &&
                                     movement.payment.kind == MovementKind::receipt &&
                                     (movement.payment.remittance.empty() ||
                                      (movement.has_advice && movement.payment.amount != 0));
            if (is_joinable) joinable_.push_back(at);
        }
        for (const std::size_t at : joinable_)
            fresh_.add(outcome_.movements[at].payment, at);
        const auto wait = std::stable_partition(advice.begin(), advice.end(), [](const auto& each) {
            return is_settlement(each.advice);
        });
        std::for_each(advice.begin(), wait, [&](FiledAdvice& each) { settle(each); });
        std::for_each(wait, advice.end(), [&](FiledAdvice& each) { take(each); });
        if (advice_waits) join_waiting();
    }

private:
    void take(FiledAdvice& filed) {
        Remittance& advice = filed.advice;
        const Digest digest = digest_of(advice);
        if (book_.find_file(digest) != nullptr || !seen_.insert(digest.bytes).second) return;
        outcome_.advice.push_back({advice.remittance.str(), digest});
        // Several advices may make up one payment; whether they do is judged with its lines.
        if (const auto at = filed.is_behind ? std::nullopt : fresh_.find(advice)) {
            attach(outcome_.movements[*at].payment, std::move(advice.lines));
            outcome_.movements[*at].has_advice = true;
            return;
        }
        if (join_late(filed)) return;
        if (says_what_was_done(advice) || (filed.is_behind && names_what_is_paid(advice))) {
            keep(filed);
            return;
        }
        const bool is_late =
            filed.is_behind || (!advice.payment.empty() &&
                                book_.find_payment(sha256_mark(advice.payment)).has_value());
        keep_orphan(
            filed,
            is_late ? "came after its payment was decided" : "names a payment that has not come"
        );
    }

    // An advice over 0.00 whose lines set credits against invoices waits for no money: it is judged
    // as a payment of nothing, and what it names is cleared against each other.
    static bool is_settlement(const Remittance& advice) {
        return advice.total == Minor{0} && advice.payment.empty() && advice.date &&
               !advice.currency.is_none() && is_netted(advice.lines);
    }

    void settle(FiledAdvice& filed) {
        Remittance& advice = filed.advice;
        const Digest digest = digest_of(advice);
        if (book_.find_file(digest) != nullptr || !seen_.insert(digest.bytes).second) return;
        outcome_.advice.push_back({advice.remittance.str(), digest});
        Payment& payment = outcome_.recalled.emplace_back();
        payment.payment = outcome_.texts.keep("N" + to_hex(digest).substr(0, 24));
        payment.currency = advice.currency;
        payment.booking_date = *advice.date;
        payment.entity = advice.entity;
        payment.payer_name = advice.payer_name;
        payment.payer_account = advice.payer_account;
        payment.trace = advice.trace;
        payment.bank_reference = advice.remittance;
        payment.source_line = advice.source_line;
        payment.remittance = std::move(advice.lines);
        Movement& movement = outcome_.movements.emplace_back(payment);
        movement.file = filed.file;
        movement.entity = book_.find_entity(advice.entity).value_or(EntityNo{});
        movement.fingerprint = sha256_mark(payment.payment);
        movement.is_new = true;
        movement.has_advice = true;
        movement.note = "credits set against invoices; no money moves";
    }

    // Amounts on both sides that come to nothing.
    static bool is_netted(const std::vector<RemittanceLine>& lines) {
        WideMinor sum = 0;
        bool has_debit = false;
        bool has_credit = false;
        for (const RemittanceLine& line : lines) {
            if (!line.net || line.reference.empty()) return false;
            sum += *line.net;
            has_debit = has_debit || *line.net > 0;
            has_credit = has_credit || *line.net < 0;
        }
        return sum == 0 && has_debit && has_credit;
    }

    // Late advice that agrees with what was decided without it: its payment is applied to just the
    // documents that it names, with the amounts that it states. Nobody need look at it.
    bool says_what_was_done(const Remittance& advice) const {
        std::vector<PaymentNo> rows = book_.payments_by_trace(advice.trace);
        if (const auto named = book_.find_payment(sha256_mark(advice.payment))) {
            rows.assign(1, *named);
        }
        if (advice.lines.empty() || rows.size() != 1) return false;
        const PaymentRow& row = book_.payment(rows.front());
        const bool is_whole = row.status == PaymentStatus::applied && row.returned == 0 &&
                              (advice.currency.is_none() || advice.currency == row.currency) &&
                              (!advice.total || *advice.total == row.amount);
        if (!is_whole) return false;
        TextStore texts;
        const auto decided = entry_at<PaymentDecided>(journal_, row.decided, texts);
        if (!decided || decided->payment != rows.front()) return false;
        std::map<ItemNo, Minor> posted;  // cash of each item, credits negative
        for (const PostingLine& line : decided->posting.lines) {
            if (line.item == none<ItemNo>() || line.kind != PostingKind::cash) continue;
            posted[line.item] += line.side == Side::credit ? line.amount : -line.amount;
        }
        for (const RemittanceLine& line : advice.lines) {
            std::vector<ItemNo> named;
            book_.items_by_reference(reference_form(line.reference), named);
            std::erase_if(named, [&](ItemNo no) { return !posted.contains(no); });
            if (named.size() != 1) return false;
            if (line.net && *line.net != posted[named.front()]) return false;
            posted.erase(named.front());
        }
        return posted.empty();
    }

    // All that it names is cleared: nothing is left to be done.
    bool names_what_is_paid(const Remittance& advice) const {
        std::vector<ItemNo> named;
        return std::all_of(advice.lines.begin(), advice.lines.end(), [&](const auto& line) {
            named.clear();
            book_.items_by_reference(reference_form(line.reference), named);
            return !named.empty() && std::none_of(named.begin(), named.end(), [&](ItemNo no) {
                return book_.item(no).is_open();
            });
        });
    }

    // The money that waits in the book for the advice.
    std::optional<std::size_t> find_late(const FiledAdvice& filed) {
        if (filed.money) return recall(*filed.money);
        Joinable waiting;
        for (const Mark& name : names_of(secrets_, filed.advice)) {
            for (const WaitingName* each : book_.waiting_for(name)) {
                if (each->payment == none<PaymentNo>()) continue;
                const auto at = recall(*each);
                if (at && offered_.insert({*at, &filed}).second) {
                    waiting.add(*recalled_[*at].payment, *at);
                }
            }
        }
        return waiting.find(filed.advice);
    }

    // True when money that waits in the book was found for the advice.
    bool join_late(FiledAdvice& filed) {
        const auto found = find_late(filed);
        if (!found) return false;
        Recalled& money = recalled_[*found];
        if (!money.movement) judge_again(money, filed);
        Movement& movement = outcome_.movements[*money.movement];
        if (filed.advice.date) {
            movement.posting_day = std::max(movement.posting_day, *filed.advice.date);
        }
        KeptAdvice& kept = keep(filed);
        kept.movement = money.movement;
        attach(*money.payment, std::move(filed.advice.lines));
        return true;
    }

    // The payment as it was taken, when nothing of it was put anywhere yet.
    std::optional<std::size_t> recall(const WaitingName& name) {
        const auto [known, is_new] = recalled_at_.try_emplace(name.payment, recalled_.size());
        if (!is_new) return known->second;
        const PaymentRow& row = book_.payment(name.payment);
        const bool is_untouched = row.kind == MovementKind::receipt &&
                                  !book_.is_locked(name.payment) &&
                                  add(row.unapplied, row.unidentified) == row.amount;
        std::optional<Payment> payment;
        if (is_untouched) {
            payment = recall_payment(journal_, secrets_, book_, name.payment, outcome_.texts);
        }
        if (!payment) {
            recalled_at_.erase(known);
            return std::nullopt;
        }
        outcome_.recalled.push_back(std::move(*payment));
        recalled_.push_back({name.payment, name.exception, &outcome_.recalled.back(), {}});
        return known->second;
    }

    // The movement that judges the money again, with the advice that waits with it already.
    void judge_again(Recalled& money, const FiledAdvice& filed) {
        money.movement = outcome_.movements.size();
        Movement& movement =
            tieout::judge_again(book_, outcome_, *money.payment, money.number, money.exception);
        movement.file = filed.file;
        movement.has_advice = true;
        movement.note = "late advice; judged again";
        outcome_.closed.push_back(money.exception);
        auto waiting = advice_beside(
            journal_, secrets_, book_, *money.payment, money.exception, outcome_.texts
        );
        for (Remittance& advice : waiting) {
            KeptAdvice& kept = keep(advice);
            kept.movement = money.movement;
            kept.taken.is_kept_again = true;
            attach(*money.payment, std::move(advice.lines));
        }
    }

    // Advice that waited in the book and names a receipt of this batch.
    void join_waiting() {
        struct Hit {
            std::size_t movement = 0;
            const WaitingName* name = nullptr;
            bool is_id = false;
        };

        const std::size_t chunks = (joinable_.size() + chunk_payments - 1) / chunk_payments;
        std::vector<std::vector<Hit>> hits(chunks);
        in_chunks(
            parallel_,
            chunk_payments,
            joinable_.size(),
            [&](std::size_t first, std::size_t last) {
                for (std::size_t i = first; i < last; ++i) {
                    const Payment& payment = outcome_.movements[joinable_[i]].payment;
                    const auto names = names_of(secrets_, payment);
                    for (std::size_t n = 0; n < names.size(); ++n) {
                        for (const WaitingName* each : book_.waiting_for(names[n])) {
                            hits[first / chunk_payments].push_back({joinable_[i], each, n == 0});
                        }
                    }
                }
            }
        );
        for (const std::vector<Hit>& chunk : hits) {
            for (const Hit& hit : chunk)
                join_waiting(hit.movement, *hit.name, hit.is_id);
        }
    }

    void join_waiting(std::size_t at, const WaitingName& name, bool is_id) {
        const bool is_orphan =
            name.advice != 0 && book_.exceptions[slot(name.exception)].payment == none<PaymentNo>();
        if (!is_orphan || joined_.contains(name.advice)) return;
        auto advice = recall_advice(journal_, secrets_, book_, name.advice, outcome_.texts);
        if (!advice) return;
        Movement& movement = outcome_.movements[at];
        // The journal keeps an id that was named as the mark it was found by.
        if (is_id) advice->payment = movement.payment.payment;
        if (fresh_.find(*advice) != at) return;
        joined_.insert(name.advice);
        outcome_.closed.push_back(name.exception);
        // Of a batch that is told again the payment has the lines already.
        if (outcome_.is_told_again && movement.has_advice) return;
        attach(movement.payment, std::move(advice->lines));
        movement.has_advice = true;
    }

    KeptAdvice& keep(const Remittance& advice) {
        outcome_.remittances.push_back(kept_advice(book_, secrets_, outcome_, advice));
        return outcome_.remittances.back();
    }

    KeptAdvice& keep(const FiledAdvice& filed) {
        KeptAdvice& kept = keep(filed.advice);
        kept.taken.is_behind = filed.is_behind;
        if (filed.money) kept.taken.money = filed.money->payment;
        return kept;
    }

    void keep_orphan(const FiledAdvice& filed, const char* why) {
        const Remittance& advice = filed.advice;
        KeptAdvice& kept = keep(filed);
        kept.exception = outcome_.exceptions.size();
        LooseException open;
        open.row.reason = Reason::orphan_remittance;
        open.row.entity = kept.taken.entity;
        open.row.currency = advice.currency;
        open.row.amount = std::max(advice.total.value_or(0), Minor{0});
        open.row.opened = advice.date.value_or(Date{});
        open.detail = fmt::format("advice {} {}", kept.taken.remittance, why);
        outcome_.exceptions.push_back(std::move(open));
    }

    const Book& book_;
    const Journal& journal_;
    Secrets& secrets_;
    Parallel& parallel_;
    CashOutcome& outcome_;
    std::vector<std::size_t> joinable_;  // receipts of the batch without lines
    Joinable fresh_;
    std::set<decltype(Digest::bytes)> seen_;
    std::deque<Recalled> recalled_;
    std::map<PaymentNo, std::size_t> recalled_at_;
    std::set<std::pair<std::size_t, const FiledAdvice*>> offered_;
    std::set<Sequence> joined_;  // advice of the book that was joined in this batch
};

}  // namespace

Movement& judge_again(
    const Book& book, CashOutcome& outcome, Payment& payment, PaymentNo number, ExceptionNo waits
) {
    const PaymentRow& row = book.payment(number);
    Movement& movement = outcome.movements.emplace_back(payment);
    movement.file = no_file;
    movement.entity = row.entity;
    movement.account = row.account;
    movement.fingerprint = row.fingerprint;
    movement.number = number;
    movement.waited = waits;
    movement.posting_day = row.booking_date;
    movement.note = "judged again";
    return movement;
}

KeptAdvice kept_advice(
    const Book& book, Secrets& secrets, CashOutcome& outcome, const Remittance& advice
) {
    KeptAdvice kept;
    RemittanceTaken& taken = kept.taken;
    taken.remittance = advice.remittance.empty() ? advice.trace : advice.remittance;
    if (taken.remittance.empty()) taken.remittance = advice.payment;
    taken.trace = advice.trace;
    taken.entity = book.find_entity(advice.entity).value_or(EntityNo{});
    taken.currency = advice.currency;
    taken.total = advice.total;
    taken.date = advice.date;
    taken.lines = advice.lines;
    taken.payment = advice.payment;
    taken.key_owner = outcome.texts.keep("remittance/" + taken.remittance.str());
    auto sealed = secrets.seal(taken.key_owner, taken.remittance, advice.payer_name);
    if (sealed) taken.sealed = outcome.texts.keep(*sealed);
    kept.names = names_of(secrets, advice);
    return kept;
}

void join_remittances(
    const JoinPlaces& places, std::vector<FiledAdvice> advice, CashOutcome& outcome
) {
    Joining(places, outcome).join(std::move(advice));
}

}  // namespace tieout
