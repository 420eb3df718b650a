#include "io/formats/edifact_credit.h"

#include <fmt/core.h>

#include "io/formats/fields.h"

// CREADV: UNH BGM DTM RFF MOA FII NAD FTX DOC UNT, one credit.
// CREMUL: UNH BGM DTM { LIN DTM MOA RFF FII { SEQ DTM MOA RFF FII NAD FTX DOC{MOA} } } CNT UNT;
// the credits of a LIN add up to its amount.

namespace tieout {

namespace {

// MOA 5025 of a credit, best first: posted, to be booked, received, converted, transferred,
// original.
int amount_rank(std::string_view qualifier) {
    return edifact_rank(qualifier, {"60", "349", "119", "36", "143", "98", "12", "11", "9"});
}

constexpr std::string_view posted_amount = "60";
constexpr std::string_view pending_amount = "349";

// NAD 3035 of who paid; the last of them comes before a name in FII.
int name_rank(std::string_view party) {
    const int rank = edifact_rank(party, {"OY", "PL", "OR", "PR", "PY"});
    return rank == 0 ? 0 : rank + 1;
}

// RFF 1153 that joins advice: payment reference, order, instruction.
int trace_rank(std::string_view qualifier) {
    return edifact_rank(qualifier, {"PQ", "AEK", "AEL", "TN", "CR"});
}

// RFF 1153 that names what is paid: an invoice, or the reference of a payment slip (KID, OCR, FIK).
bool is_document_reference(std::string_view qualifier) {
    return edifact_rank(qualifier, {"IV", "BID", "KID", "OCR", "AFO", "RA"}) != 0;
}

Currency currency_of(const std::vector<EdifactMoney>& amounts) {
    for (const EdifactMoney& each : amounts) {
        if (const auto currency = Currency::find(each.letters)) return *currency;
    }
    return {};
}

bool is_bank_reference(std::string_view qualifier) {
    return edifact_rank(qualifier, {"ACK", "ACD", "AII", "ACX"}) != 0;
}

}  // namespace

EdifactCredit::EdifactCredit(const EdifactNotes& notes, bool is_multiple, std::uint64_t first_line)
    : notes_(notes), is_multiple_(is_multiple) {
    if (!is_multiple_) {
        begin_posting(first_line);
        credit_ = Credit{};
        credit_->line = first_line;
        credit_->column = 1;
        level_ = Level::credit;
    }
}

void EdifactCredit::begin_posting(std::uint64_t line) {
    end_posting();
    posting_ = {};
    posting_.unit.kind = "notification";
    posting_.unit.first_line = line;
    has_posting_ = true;
    level_ = Level::line;
}

void EdifactCredit::begin_credit(const EdifactSegment& segment) {
    end_credit();
    if (!has_posting_) {
        notes_.faults.add(
            "F_EDIFACT_ORDER", segment.line(), segment.column(), "a LIN expected before a SEQ"
        );
        begin_posting(segment.line());
        posting_.is_broken = true;
    }
    credit_ = Credit{};
    credit_->line = segment.line();
    credit_->column = segment.column();
    level_ = Level::credit;
}

// The currency of the posting: of its own amounts, else of the credit that is read, else the
// user's.
Currency EdifactCredit::posting_currency() {
    Currency& currency = posting_.unit.currency;
    if (currency.is_none()) currency = currency_of(posting_.amounts);
    if (currency.is_none() && credit_) currency = currency_of(credit_->amounts);
    if (currency.is_none()) currency = notes_.currency;
    return currency;
}

const EdifactMoney* EdifactCredit::best_amount(
    const std::vector<EdifactMoney>& amounts, Currency currency
) const {
    const EdifactMoney* best = nullptr;
    int best_rank = 0;
    for (const EdifactMoney& each : amounts) {
        const bool is_ours = each.letters.empty() || each.letters == currency.letters();
        const int rank = is_ours ? amount_rank(each.qualifier) : 0;
        if (rank <= best_rank) continue;
        best_rank = rank;
        best = &each;
    }
    return best;
}

void EdifactCredit::not_cash(std::string reason) {
    Unit& unit = posting_.unit;
    if (unit.state != UnitState::taken) return;
    unit.state = UnitState::not_cash;
    unit.reason = std::move(reason);
}

void EdifactCredit::date(const EdifactSegment& dtm) {
    const std::string_view qualifier = dtm.raw(1, 1);
    const bool is_posted = qualifier == "202" || qualifier == "193";
    const bool is_value = qualifier == "209";
    const bool is_other = qualifier == "203" || qualifier == "137";
    if (credit_ && credit_->in_document) return;
    if (!is_posted && !is_value && !is_other) return;
    const auto day = edifact_date(dtm.raw(1, 2), dtm.raw(1, 3));
    if (!day) {
        notes_.warnings.add("F_DATE", dtm.line(), dtm.column(), "a date that cannot be read");
        return;
    }
    Days& days = level_ == Level::message ? days_
                 : level_ == Level::line  ? posting_.days
                                          : credit_->days;
    std::optional<Date>& held = is_posted ? days.posted : is_value ? days.value : days.other;
    held = day;
}

void EdifactCredit::money(const EdifactSegment& moa) {
    EdifactMoney money = edifact_money(moa, notes_.texts);
    if (level_ == Level::message) return;
    if (level_ == Level::line) {
        posting_.amounts.push_back(std::move(money));
        return;
    }
    if (!credit_->in_document) {
        credit_->amounts.push_back(std::move(money));
        return;
    }
    const bool is_remitted = money.qualifier == "12" || money.qualifier == "11";
    const bool is_due = money.qualifier == "9" || money.qualifier == "39";
    if (!is_remitted && !is_due) return;
    const Currency currency = posting_currency();
    if (currency.is_none()) return;
    const auto amount = edifact_minor(money, currency, notes_, posting_.is_broken);
    RemittanceLine& line = credit_->payment.remittance.back();
    if (is_due) line.gross = amount;
    if (is_remitted && amount) {
        line.net = line.kind == RemittanceKind::credit && *amount > 0 ? -*amount : *amount;
    }
}

void EdifactCredit::reference(const EdifactSegment& rff) {
    const std::string_view qualifier = rff.raw(1, 1);
    const Text value = rff.text(1, 2, notes_.texts);
    if (value.empty() || level_ == Level::message) return;
    if (level_ == Level::line) {
        if (is_bank_reference(qualifier)) posting_.bank_reference = value;
        return;
    }
    if (credit_->in_document) return;
    Payment& payment = credit_->payment;
    if (is_bank_reference(qualifier)) {
        if (payment.bank_reference.empty()) payment.bank_reference = value;
    } else if (is_document_reference(qualifier)) {
        RemittanceLine line;
        line.line = static_cast<std::uint32_t>(payment.remittance.size() + 1);
        line.reference = value;
        payment.remittance.push_back(line);
    }
    const int rank = trace_rank(qualifier);
    if (rank > credit_->trace_rank) {
        credit_->trace_rank = rank;
        payment.trace = value;
    }
    // What the payer wrote for us may name documents.
    if (qualifier == "CR") {
        credit_->memo += credit_->memo.empty() ? "" : " ";
        credit_->memo += value;
    }
}

// FII: BF or RB ours, OR the payer's account and its holder.
void EdifactCredit::institution(const EdifactSegment& fii) {
    const std::string_view role = fii.raw(1);
    const Text account = fii.text(2, 1, notes_.texts);
    if (role == "BF" || role == "RB" || role == "RH") {
        if (posting_.unit.account.empty()) posting_.unit.account = account.str();
    } else if (role == "OR" || role == "PB" || role == "OA") {
        if (!credit_) return;
        if (credit_->payment.payer_account.empty()) credit_->payment.payer_account = account;
        const Text holder = fii.text(2, 2, notes_.texts);
        if (credit_->name_rank == 0 && !holder.empty()) {
            credit_->name_rank = 1;
            credit_->payment.payer_name = holder;
        }
    }
}

void EdifactCredit::party(const EdifactSegment& nad) {
    if (!credit_ || credit_->in_document) return;
    const int rank = name_rank(nad.raw(1));
    if (rank <= credit_->name_rank) return;
    const Text name = edifact_party(nad, notes_.texts);
    if (name.empty()) return;
    credit_->name_rank = rank;
    credit_->payment.payer_name = name;
}

void EdifactCredit::text(const EdifactSegment& ftx) {
    if (!credit_) return;
    constexpr std::size_t parts = 5;
    for (std::size_t part = 1; part <= parts; ++part) {
        const std::string said = ftx.plain(4, part);
        if (said.empty()) continue;
        credit_->memo += credit_->memo.empty() ? "" : " ";
        credit_->memo += said;
    }
}

void EdifactCredit::document(const EdifactSegment& doc) {
    if (!credit_) return;
    credit_->in_document = true;
    RemittanceLine line;
    line.line = static_cast<std::uint32_t>(credit_->payment.remittance.size() + 1);
    line.reference = doc.text(2, 1, notes_.texts);
    if (is_edifact_credit_note(doc.raw(1, 1))) line.kind = RemittanceKind::credit;
    credit_->payment.remittance.push_back(line);
}

// CNT+LI: the number of LIN.
void EdifactCredit::count(const EdifactSegment& cnt) {
    const std::string_view qualifier = cnt.raw(1, 1);
    if (qualifier != "LI" && qualifier != "LIN" && qualifier != "2") return;
    const auto stated = whole_number(cnt.raw(1, 2));
    Control control{
        "CNT number of LIN",
        static_cast<WideMinor>(stated.value_or(0)),
        static_cast<WideMinor>(lines_),
        true,
        {},
        cnt.line()
    };
    if (!stated || !control.ties()) {
        notes_.faults.add(
            "F_EDIFACT_COUNT",
            cnt.line(),
            cnt.column(),
            fmt::format("{} LIN counted, found '{}'", lines_, cnt.plain(1, 2))
        );
    }
    lines_control_ = std::move(control);
}

// The amount of a credit in the currency of its posting; nothing, with a fault, without one.
std::optional<Minor> EdifactCredit::credit_amount(const Credit& credit) {
    const Currency currency = posting_currency();
    const EdifactMoney* money =
        currency.is_none() ? nullptr : best_amount(credit.amounts, currency);
    // A single credit may be the amount of its LIN.
    if (money == nullptr && credit.amounts.empty() && !currency.is_none()) {
        money = best_amount(posting_.amounts, currency);
    }
    if (money == nullptr) {
        notes_.faults.add(
            currency.is_none() ? "F_CURRENCY" : "F_AMOUNT",
            credit.line,
            credit.column,
            currency.is_none() ? "a currency of the credit expected"
                               : "an amount MOA of the credit expected"
        );
        return std::nullopt;
    }
    bool is_broken = false;
    const auto amount = edifact_minor(*money, currency, notes_, is_broken);
    if (!amount) return std::nullopt;
    if (*amount < 0) {
        notes_.faults.add("F_AMOUNT", money->line, money->column, "a credit without sign expected");
        return std::nullopt;
    }
    if (!is_multiple_ && money->qualifier == pending_amount) {
        not_cash("an amount to be booked (349), not posted");
    }
    return amount;
}

// Booking and value date: of the credit, else of its posting, else of the message. Without a day of
// posting the value date stands for it; the day of the message or of an order is none.
bool EdifactCredit::place_dates(const Credit& credit, Payment& payment) {
    const auto first = [](std::initializer_list<std::optional<Date>> all) {
        for (const auto& each : all) {
            if (each) return each;
        }
        return std::optional<Date>{};
    };
    payment.value_date = first({credit.days.value, posting_.days.value, days_.value});
    const auto booked = first({credit.days.posted, posting_.days.posted, days_.posted});
    if (!booked && payment.value_date) {
        notes_.warnings.add(
            "F_DATE",
            credit.line,
            credit.column,
            "a posting date (DTM 202) expected; the value date stands for it"
        );
    }
    const auto day = booked ? booked : payment.value_date;
    if (day) payment.booking_date = *day;
    if (!day) {
        notes_.faults.add(
            "F_DATE", credit.line, credit.column, "a posting date (DTM 202) or value date expected"
        );
    }
    return day.has_value();
}

void EdifactCredit::end_credit() {
    if (!credit_) return;
    Credit credit = std::move(*credit_);
    credit_.reset();
    if (posting_.amounts.empty() && posting_.unit.currency.is_none()) {
        posting_.unit.currency = currency_of(credit.amounts);
    }
    const auto amount = credit_amount(credit);
    Payment& payment = credit.payment;
    if (!amount || !place_dates(credit, payment)) {
        posting_.is_broken = true;
        return;
    }
    posting_.sum += *amount;
    if (*amount == 0) {
        notes_.warnings.add(
            "F_ZERO_AMOUNT", credit.line, credit.column, "a credit of zero is left out"
        );
        return;
    }
    payment.currency = posting_.unit.currency;
    payment.amount = *amount;
    payment.source_line = credit.line;
    payment.memo = squeezed_copy(credit.memo, notes_.texts);
    payment.batch = posting_.bank_reference;
    if (payment.bank_reference.empty()) payment.bank_reference = payment.batch;
    if (payment.remittance.size() == 1) {
        RemittanceLine& lone = payment.remittance.front();
        const bool is_bare = !lone.net && !lone.gross && lone.kind == RemittanceKind::invoice;
        if (is_bare) lone.net = payment.amount;
    }
    posting_.unit.movements.push_back(std::move(payment));
}

void EdifactCredit::prove_sum(const std::optional<EdifactMoney>& stated) {
    if (!stated) {
        notes_.faults.add(
            "F_EDIFACT_TOTAL",
            posting_.unit.first_line,
            1,
            "a LIN with its amount (MOA) expected: nothing proves its credits"
        );
        posting_.is_broken = true;
        if (posting_.unit.reason.empty()) posting_.unit.reason = "the LIN states no amount";
        return;
    }
    const Currency currency = posting_.unit.currency;
    const auto amount = edifact_minor(*stated, currency, notes_, posting_.is_broken);
    if (!amount) {
        posting_.is_broken = true;
        return;
    }
    Control control{"LIN amount", *amount, posting_.sum, false, currency, stated->line};
    if (!control.ties()) {
        notes_.faults.add(
            "F_EDIFACT_TOTAL",
            stated->line,
            stated->column,
            fmt::format(
                "the LIN states {}, its credits make {}, difference {}",
                format_amount_wide(control.stated, currency),
                format_amount_wide(control.counted, currency),
                format_amount_wide(control.stated - control.counted, currency)
            )
        );
        posting_.is_broken = true;
        if (posting_.unit.reason.empty()) {
            posting_.unit.reason = "the credits do not make the amount of the LIN";
        }
    }
    posting_.unit.controls.push_back(std::move(control));
}

void EdifactCredit::end_posting() {
    if (!has_posting_) return;
    has_posting_ = false;
    Unit& unit = posting_.unit;
    const bool has_no_credits = is_multiple_ && !credit_ && unit.movements.empty();
    if (has_no_credits && !posting_.amounts.empty()) {
        credit_ = Credit{};
        credit_->line = unit.first_line;
        credit_->column = 1;
    }
    end_credit();
    unit.identity = number_.str();
    if (is_multiple_) {
        unit.identity += fmt::format("/{}", lines_);
        const Currency currency = posting_currency();
        const EdifactMoney* stated = best_amount(posting_.amounts, currency);
        if (stated != nullptr && stated->qualifier == pending_amount && !posting_.days.posted &&
            stated->qualifier != posted_amount) {
            not_cash("an amount to be booked (349), without a date of posting");
        }
        if (stated == nullptr) {
            prove_sum(std::nullopt);
        } else if (!currency.is_none()) {
            prove_sum(*stated);
        }
    }
    unit.as_of = posting_.days.posted ? posting_.days.posted : posting_.days.value;
    if (!unit.as_of) unit.as_of = days_.other;
    const Text account = notes_.texts.keep(unit.account);
    for (Payment& payment : unit.movements)
        payment.account = account;
    if (function_ == EdifactFunction::not_real) not_cash("a proposed or test message");
    if (function_ == EdifactFunction::cancellation) not_cash("a cancellation");
    if (posting_.is_broken) {
        unit.state = UnitState::quarantined;
        if (unit.reason.empty()) unit.reason = "a credit cannot be read";
    }
    units_.push_back(std::move(unit));
}

void EdifactCredit::segment(const EdifactSegment& segment) {
    switch (word_code(segment.tag())) {
        case word_code("BGM"):
            number_ = segment.text(2, 1, notes_.texts);
            function_ = edifact_function(segment.raw(3, 1));
            return;
        case word_code("LIN"):
            if (!is_multiple_) return;
            begin_posting(segment.line());
            ++lines_;
            return;
        case word_code("SEQ"):
            if (is_multiple_) begin_credit(segment);
            return;
        case word_code("DTM"): return date(segment);
        case word_code("MOA"): return money(segment);
        case word_code("RFF"): return reference(segment);
        case word_code("FII"): return institution(segment);
        case word_code("NAD"): return party(segment);
        case word_code("FTX"): return text(segment);
        case word_code("DOC"): return document(segment);
        case word_code("CNT"):
            end_posting();
            level_ = Level::message;
            return count(segment);
        default: return;
    }
}

void EdifactCredit::finish(EdifactResult& result) {
    end_posting();
    const bool lines_tie = !lines_control_ || lines_control_->ties();
    for (Unit& unit : units_) {
        if (lines_control_) unit.controls.push_back(*lines_control_);
        if (!lines_tie) {
            unit.state = UnitState::quarantined;
            unit.reason = "the number of LIN does not agree";
        }
        if (function_ == EdifactFunction::repeat) {
            notes_.warnings.add(
                "F_EDIFACT_FUNCTION",
                unit.first_line,
                1,
                "the sender calls this message a duplicate or a copy"
            );
        }
        result.units.push_back(std::move(unit));
    }
}

}  // namespace tieout
