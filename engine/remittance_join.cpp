#include "engine/remittance_join.h"

#include <iterator>
#include <set>
#include <string_view>
#include <unordered_map>

#include <fmt/core.h>

#include "engine/personal.h"

namespace tieout {

namespace {

using Names = std::unordered_multimap<std::string, Movement*>;

std::string payer_key(std::string_view name, Minor total, Currency currency, Date date) {
    const auto forms = name_forms(name);
    return fmt::format(
        "{}\x1f{}\x1f{}\x1f{}",
        forms.empty() ? std::string(name) : forms.front().words,
        total,
        currency.letters(),
        format_date(date)
    );
}

Movement* only_one(const Names& names, std::string_view key) {
    const auto [first, last] = names.equal_range(std::string(key));
    if (first == last || std::next(first) != last) return nullptr;
    return first->second;
}

// The receipts of a batch under the names that advice may use for them.
struct Joinable {
    Names ids;
    Names traces;
    Names checks;
    Names payers;

    explicit Joinable(CashOutcome& outcome) {
        for (Movement& movement : outcome.movements) {
            const Payment& payment = movement.payment;
            if (!movement.is_new || payment.kind != MovementKind::receipt ||
                !payment.remittance.empty()) {
                continue;
            }
            ids.emplace(payment.payment, &movement);
            for (const Text* trace : {&payment.trace, &payment.bank_reference}) {
                const bool is_told =
                    trace == &payment.bank_reference && payment.bank_reference == payment.trace;
                if (!trace->empty() && !is_told) traces.emplace(*trace, &movement);
            }
            if (!payment.check_number.empty()) checks.emplace(payment.check_number, &movement);
            payers.emplace(
                payer_key(
                    payment.payer_name, payment.amount, payment.currency, payment.booking_date
                ),
                &movement
            );
        }
    }

    // Ids and traces are told by both sides. A check number is the payer's own count: it joins
    // only what he sent himself. Advice in another currency is about other money.
    Movement* find(const Remittance& advice) const {
        Movement* found = find_named(advice);
        if (found == nullptr) return nullptr;
        const bool is_same_money =
            advice.currency.is_none() || advice.currency == found->payment.currency;
        return is_same_money ? found : nullptr;
    }

private:
    // A trace of few characters ("1") is no name: then the payers must agree.
    static bool speaks_against(const Remittance& advice, const Movement& movement) {
        constexpr std::size_t telling = 6;
        return advice.trace.size() < telling && !advice.payer_name.empty() &&
               name_forms(advice.payer_name) != name_forms(movement.payment.payer_name);
    }

    Movement* find_named(const Remittance& advice) const {
        if (!advice.payment.empty()) return only_one(ids, advice.payment);
        if (!advice.trace.empty()) {
            Movement* const traced = only_one(traces, advice.trace);
            if (traced != nullptr && !speaks_against(advice, *traced)) return traced;
            if (traced != nullptr) return nullptr;
            Movement* const check = only_one(checks, advice.trace);
            const bool is_his =
                check != nullptr && !advice.payer_name.empty() &&
                name_forms(advice.payer_name) == name_forms(check->payment.payer_name);
            return is_his ? check : nullptr;
        }
        if (!advice.total || !advice.date || advice.payer_name.empty()) return nullptr;
        return only_one(
            payers, payer_key(advice.payer_name, *advice.total, advice.currency, *advice.date)
        );
    }
};

void keep_orphan(
    const Book& book, Secrets& secrets, Remittance advice, const char* why, CashOutcome& outcome
) {
    const Text name = advice.remittance.empty() ? advice.trace : advice.remittance;
    RemittanceTaken taken;
    taken.remittance = name;
    taken.trace = advice.trace;
    taken.entity = book.find_entity(advice.entity).value_or(EntityNo{});
    taken.currency = advice.currency;
    taken.total = advice.total;
    taken.date = advice.date;
    taken.lines = std::move(advice.lines);
    taken.key_owner = outcome.texts.keep("remittance/" + name.str());
    auto sealed = secrets.seal(taken.key_owner, name, advice.payer_name);
    if (sealed) taken.sealed = outcome.texts.keep(*sealed);
    LooseException open;
    open.row.reason = Reason::orphan_remittance;
    open.row.entity = taken.entity;
    open.row.currency = advice.currency;
    open.row.amount = advice.total.value_or(0) < 0 ? 0 : advice.total.value_or(0);
    open.row.opened = advice.date.value_or(Date{});
    open.detail = fmt::format("advice {} {}", name, why);
    outcome.remittances.push_back(std::move(taken));
    outcome.exceptions.push_back(std::move(open));
}

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

}  // namespace

void join_remittances(
    const Book& book, Secrets& secrets, std::vector<Remittance> remittances, CashOutcome& outcome
) {
    if (remittances.empty()) return;
    const Joinable joinable(outcome);
    std::set<decltype(Digest::bytes)> seen;
    for (Remittance& advice : remittances) {
        const Digest digest = digest_of(advice);
        if (book.find_file(digest) != nullptr || !seen.insert(digest.bytes).second) continue;
        outcome.advice.push_back({advice.remittance.str(), digest});
        const bool is_late =
            !advice.payment.empty() && book.find_payment(sha256_mark(advice.payment)).has_value();
        Movement* const movement = is_late ? nullptr : joinable.find(advice);
        if (movement == nullptr) {
            const char* const why = is_late ? "came after its payment was decided"
                                            : "names a payment that has not come";
            keep_orphan(book, secrets, std::move(advice), why, outcome);
            continue;
        }
        // Several advices may make up one payment; whether they do is judged with its lines.
        auto& lines = movement->payment.remittance;
        std::move(advice.lines.begin(), advice.lines.end(), std::back_inserter(lines));
    }
}

}  // namespace tieout
