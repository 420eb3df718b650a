#include "engine/told_run.h"

#include <algorithm>
#include <set>

#include "engine/one_receipt.h"
#include "engine/waiting.h"

namespace tieout {

namespace {

class Telling {
public:
    Telling(
        const Book& before, const Book& after, const Secrets& secrets, const LooseNumbers& loose
    )
        : before_(before), after_(after), secrets_(secrets), loose_(loose) {}

    ToldRun tell(std::span<const PlacedEntry> entries) {
        for (const auto& [at, entry] : entries)
            note_decided_again(entry);
        for (const auto& [at, entry] : entries)
            std::visit([&](const auto& each) { take(each); }, entry);
        if (!run_.decided_on && run_.files.empty()) run_.decided_on = as_of_;
        name_files();
        return std::move(run_);
    }

private:
    // Payments of earlier runs about which this one decided: that is done again.
    void note_decided_again(const Entry& entry) {
        const auto* const decided = std::get_if<PaymentDecided>(&entry);
        if (decided != nullptr && slot(decided->payment) < before_.payments.size()) {
            decided_again_.insert(decided->payment);
        }
    }

    template <class Other>
    void take(const Other&) {}

    void take(const RunOpened& opened) {
        run_.decided_on = opened.decided_on;
        run_.judges_all = opened.judges_all;
        as_of_ = opened.as_of;
    }

    void take(const PaymentTaken& taken) {
        CashOutcome& told = run_.outcome;
        Payment& payment =
            told.recalled.emplace_back(payment_of(taken, secrets_, after_, told.texts));
        const bool is_erased = !taken.sealed.empty() && payment.payer_name.empty() &&
                               payment.payer_account.empty() && payment.memo.empty();
        run_.erased += is_erased ? 1 : 0;
        run_.receipts += taken.kind == MovementKind::receipt ? 1 : 0;
        Movement& movement = told.movements.emplace_back(payment);
        movement.file = taken.file;
        movement.ordinal = taken.ordinal;
        movement.entity = taken.entity;
        movement.account = taken.account;
        movement.fingerprint = sha256_mark(taken.payment);
        movement.is_new = true;
        movement.has_advice = taken.has_advice;
        if (taken.is_of_statement) statements_.insert(taken.file);
        if (taken.file != no_file) files_ = std::max(files_, taken.file + 1);
    }

    // What is no receipt stays what it was found to be; the rest is open again.
    void take(const PaymentDecided& decided) {
        if (decided.opens_exception) ++exceptions_;
        if (slot(decided.payment) < before_.payments.size()) return;
        Movement& movement = run_.outcome.movements.back();
        if (movement.payment.kind == MovementKind::receipt) return;
        movement.note = decided.detail;
        if (decided.reason != Reason::possible_duplicate) return;
        movement.match.reason = decided.reason;
        movement.match.detail = decided.detail;
    }

    void take(const ExceptionOpened& opened) {
        const auto number = static_cast<ExceptionNo>(before_.exceptions.size() + exceptions_++);
        if (opened.row.reason == Reason::orphan_remittance) {
            run_.orphans.emplace_back(number, opened.detail);
            return;
        }
        run_.loose.push_back(number);
        run_.outcome.exceptions.push_back({opened.row, opened.detail, {}});
    }

    void take(const UnitTaken& unit) { run_.units.emplace_back(unit); }

    void take(const NameWaits& waits) {
        const auto found = std::find(run_.loose.begin(), run_.loose.end(), waits.row.exception);
        if (found == run_.loose.end() || waits.row.payment == none<PaymentNo>()) return;
        const auto at = static_cast<std::size_t>(found - run_.loose.begin());
        run_.outcome.exceptions[at].waiting.push_back(
            {waits.row.name, std::nullopt, waits.row.payment}
        );
    }

    void take(const ExceptionClosed& closed) {
        const ExceptionItem& row = before_.exceptions[slot(closed.exception)];
        std::vector<ExceptionNo>& answered = run_.outcome.closed;
        if (row.payment != none<PaymentNo>()) {
            if (decided_again_.contains(row.payment)) return;
            const auto open = open_exceptions_of(after_, row.payment);
            answered.insert(answered.end(), open.begin(), open.end());
        } else if (row.reason != Reason::orphan_remittance) {
            if (const auto known = loose_.find(closed.exception)) answered.push_back(*known);
        }
    }

    void take(const RemittanceTaken& taken) {
        if (taken.is_kept_again) return;
        FiledAdvice filed;
        filed.advice = advice_of(taken, secrets_, after_, run_.outcome.texts);
        filed.advice.payment = taken.payment;
        filed.is_behind = taken.is_behind;
        if (taken.money != none<PaymentNo>()) {
            const auto open = open_exceptions_of(after_, taken.money);
            if (!open.empty()) filed.money = WaitingName{{}, taken.money, open.front(), 0};
        }
        run_.advice.push_back(std::move(filed));
    }

    void take(const DepositSeen& deposit) { run_.outcome.deposits.push_back(deposit); }

    void take(const StatementTaken& statement) { run_.outcome.statements.push_back(statement.row); }

    void take(const FileTaken& file) { run_.files.push_back(file); }

    // The journal does not say which file has which place in the batch, but what a line came by.
    void name_files() {
        run_.outcome.files.resize(files_);
        for (std::uint32_t i = 0; i < files_; ++i) {
            run_.outcome.files[i].is_known = true;  // taken by run_.files
            run_.outcome.files[i].format =
                statements_.contains(i) ? std::string(statement_formats.front()) : "payments";
        }
    }

    const Book& before_;
    const Book& after_;
    const Secrets& secrets_;
    const LooseNumbers& loose_;
    ToldRun run_;
    Date as_of_;
    std::set<PaymentNo> decided_again_;
    std::set<std::uint32_t> statements_;
    std::uint32_t files_ = 0;
    std::uint32_t exceptions_ = 0;  // that the run opened so far
};

}  // namespace

std::optional<ExceptionNo> LooseNumbers::find(ExceptionNo told) const {
    const auto found = std::lower_bound(pairs.begin(), pairs.end(), std::pair(told, ExceptionNo{}));
    if (found == pairs.end() || found->first != told) return std::nullopt;
    return found->second;
}

ToldRun tell_run(
    std::span<const PlacedEntry> entries,
    const Book& before,
    const Book& after,
    const Secrets& secrets,
    const LooseNumbers& loose
) {
    return Telling(before, after, secrets, loose).tell(entries);
}

std::vector<ExceptionNo> open_exceptions_of(const Book& book, PaymentNo payment) {
    std::vector<ExceptionNo> open;
    for (std::size_t i = 0; i < book.exceptions.size(); ++i) {
        const ExceptionItem& each = book.exceptions[i];
        if (each.is_open && each.payment == payment) open.push_back(static_cast<ExceptionNo>(i));
    }
    return open;
}

}  // namespace tieout
