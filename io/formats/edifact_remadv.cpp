#include "io/formats/edifact_remadv.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/core.h>

#include "io/formats/fields.h"

// UNH BGM DTM RFF NAD CUX { DOC { MOA AJT{MOA} DLI{MOA AJT{MOA}} } } UNS MOA UNT.
// Tags out of place are read where their meaning is plain; the total must tie in any case.

namespace tieout {

namespace {

struct Rank {
    std::string_view code;
    int rank = 0;  // larger is better
};

template <std::size_t count>
int rank_of(const std::array<Rank, count>& ranks, std::string_view code) {
    for (const Rank& each : ranks) {
        if (each.code == code) return each.rank;
    }
    return 0;
}

// NAD 3035: payer, ordered by, originator, buyer, document sender.
constexpr std::array payer_ranks{
    Rank{"PR", 6}, Rank{"PL", 5}, Rank{"OY", 4}, Rank{"PY", 3}, Rank{"BY", 2}, Rank{"MS", 1}
};
// RFF 1153: payment reference, end-to-end or order references.
constexpr std::array trace_ranks{
    Rank{"PQ", 6}, Rank{"AEK", 5}, Rank{"ACK", 4}, Rank{"TN", 3}, Rank{"AEL", 2}, Rank{"CR", 1}
};
// DTM 2005: value, execution, availability, due, message.
constexpr std::array date_ranks{
    Rank{"209", 6}, Rank{"203", 5}, Rank{"138", 4}, Rank{"140", 3}, Rank{"137", 1}
};
// MOA 5025 of what a document is about: due, invoice total, original.
constexpr std::array due_ranks{Rank{"9", 5}, Rank{"39", 4}, Rank{"77", 3}, Rank{"98", 2}};
// MOA 5025 of the message: remitted, paid, total, message total, due.
constexpr std::array total_ranks{
    Rank{"12", 6}, Rank{"11", 5}, Rank{"128", 4}, Rank{"86", 3}, Rank{"9", 1}
};
constexpr int due_total_rank = 1;
// AJT 4465: reasons that are discounts.
constexpr std::array discount_reasons{
    Rank{"19", 1}, Rank{"39", 1}, Rank{"66", 1}, Rank{"74", 1}, Rank{"78", 1}
};

}  // namespace

EdifactRemadv::EdifactRemadv(const EdifactNotes& notes, std::uint64_t first_line) : notes_(notes) {
    advice_.source_line = first_line;
}

// "2:EUR:4+3:GBP:11": the currency of payment (11), else the reference currency.
void EdifactRemadv::currency(const EdifactSegment& cux) {
    if (part_ != Part::header) return;
    for (const std::size_t element : {std::size_t{1}, std::size_t{2}}) {
        const std::string letters = cux.plain(element, 2);
        if (letters.empty()) continue;
        const auto found = Currency::find(letters);
        if (!found) {
            notes_.faults.add(
                "F_CURRENCY",
                cux.line(),
                cux.column(),
                fmt::format("a currency of ISO 4217 expected, found '{}'", letters)
            );
            is_broken_ = true;
            continue;
        }
        if (currency_.is_none() || cux.raw(element, 3) == "11") currency_ = *found;
    }
}

void EdifactRemadv::party(const EdifactSegment& nad) {
    const int rank = rank_of(payer_ranks, nad.raw(1));
    if (part_ != Part::header || rank <= payer_rank_) return;
    const Text name = edifact_party(nad, notes_.texts);
    if (name.empty()) return;
    payer_rank_ = rank;
    advice_.payer_name = name;
}

void EdifactRemadv::reference(const EdifactSegment& rff) {
    const int rank = rank_of(trace_ranks, rff.raw(1, 1));
    if (part_ != Part::header || rank <= trace_rank_) return;
    const Text value = rff.text(1, 2, notes_.texts);
    if (value.empty()) return;
    trace_rank_ = rank;
    advice_.trace = value;
}

void EdifactRemadv::date(const EdifactSegment& dtm) {
    const int rank = rank_of(date_ranks, dtm.raw(1, 1));
    if (part_ != Part::header || rank <= date_rank_) return;
    const auto day = edifact_date(dtm.raw(1, 2), dtm.raw(1, 3));
    if (!day) {
        notes_.warnings.add("F_DATE", dtm.line(), dtm.column(), "a date that cannot be read");
        return;
    }
    date_rank_ = rank;
    advice_.date = day;
}

void EdifactRemadv::document(const EdifactSegment& doc) {
    end_document();
    part_ = Part::document;
    open_ = Document{};
    open_->source_line = doc.line();
    open_->column = doc.column();
    open_->line.line = static_cast<std::uint32_t>(advice_.lines.size() + 1);
    open_->line.reference = doc.text(2, 1, notes_.texts);
    if (is_edifact_credit_note(doc.raw(1, 1))) open_->line.kind = RemittanceKind::credit;
    if (open_->line.reference.empty()) {
        notes_.faults.add(
            "F_MISSING", doc.line(), doc.column(), "the number of a document expected"
        );
        is_broken_ = true;
    }
}

void EdifactRemadv::adjustment(const EdifactSegment& ajt) {
    const std::string_view code = ajt.raw(1, 1);
    is_discount_ = rank_of(discount_reasons, code) != 0;
    if (!open_) {
        notes_.warnings.add(
            "F_EDIFACT_ADJUSTMENT",
            ajt.line(),
            ajt.column(),
            "an adjustment that belongs to no document is left out"
        );
        return;
    }
    const bool is_of_item = part_ == Part::item || part_ == Part::item_adjustment;
    part_ = is_of_item ? Part::item_adjustment : Part::adjustment;
    if (!is_discount_ && open_->line.reason.empty()) {
        open_->line.reason = ajt.text(1, 1, notes_.texts);
    }
}

void EdifactRemadv::adjustment_money(Minor amount) {
    const bool is_of_item = part_ == Part::item_adjustment;
    if (!is_of_item) open_->has_own_adjustment = true;
    Minor& sum = is_of_item ? (is_discount_ ? open_->item_discount : open_->item_adjusted)
                            : (is_discount_ ? open_->discount : open_->adjusted);
    const WideMinor wide = WideMinor{sum} + amount;
    if (wide > amount_minor_max || wide < -amount_minor_max) {
        is_broken_ = true;
        return;
    }
    sum = static_cast<Minor>(wide);
}

void EdifactRemadv::document_money(const EdifactMoney& money) {
    const bool is_remitted = money.qualifier == "12" || money.qualifier == "11";
    const int due_rank = rank_of(due_ranks, money.qualifier);
    const bool is_known =
        is_remitted || due_rank != 0 || money.qualifier == "52" || money.qualifier == "263";
    if (!is_known) {
        notes_.warnings.add(
            "F_EDIFACT_AMOUNT",
            money.line,
            money.column,
            fmt::format("an amount with qualifier {} is left out", clean_text(money.qualifier))
        );
        return;
    }
    const auto amount = edifact_minor(money, currency_, notes_, is_broken_);
    if (!amount) return;  // in the currency of the invoice, or a fault
    if (is_remitted && (!open_->line.net || money.qualifier == "12")) open_->line.net = amount;
    if (due_rank > open_->due_rank) {
        open_->due_rank = due_rank;
        open_->due = amount;
    }
    if (money.qualifier == "52") {
        open_->discount = *amount;
        open_->has_own_adjustment = true;
    }
}

void EdifactRemadv::money(const EdifactSegment& moa) {
    EdifactMoney money = edifact_money(moa, notes_.texts);
    if (currency_.is_none()) {
        currency_ = Currency::find(money.letters).value_or(notes_.currency);
        if (currency_.is_none()) {
            notes_.faults.add(
                "F_CURRENCY", moa.line(), moa.column(), "a currency of the message expected"
            );
            is_broken_ = true;
            return;
        }
    }
    if (part_ == Part::adjustment || part_ == Part::item_adjustment) {
        const auto amount = edifact_minor(money, currency_, notes_, is_broken_);
        if (amount) adjustment_money(*amount);
    } else if (part_ == Part::document) {
        document_money(money);
    } else if (part_ != Part::item) {
        const int rank = rank_of(total_ranks, money.qualifier);
        const bool is_ours = money.letters.empty() || money.letters == currency_.letters();
        if (rank > total_rank_ && is_ours) {
            total_rank_ = rank;
            total_ = std::move(money);
        }
    }
}

// Adjustments are amounts to take off; senders write them with either sign.
void EdifactRemadv::settle_adjustments(Document& document) {
    RemittanceLine& line = document.line;
    if (!document.has_own_adjustment) {
        document.discount = document.item_discount;
        document.adjusted = document.item_adjusted;
    }
    line.discount = document.discount;
    line.deduction = document.adjusted;
    const Minor taken = add(document.discount, document.adjusted);
    if (!document.due || !line.net || taken == 0) return;
    const Minor due = std::abs(*document.due);
    const Minor paid = std::abs(*line.net);
    if (subtract(due, taken) == paid) return;
    if (add(due, taken) == paid) {
        line.discount = -document.discount;
        line.deduction = -document.adjusted;
        return;
    }
    notes_.warnings.add(
        "F_EDIFACT_ADJUSTMENT",
        document.source_line,
        document.column,
        "the amount due less the adjustments is not the amount remitted"
    );
}

void EdifactRemadv::end_document() {
    if (!open_) return;
    Document& document = *open_;
    RemittanceLine& line = document.line;
    settle_adjustments(document);
    line.gross = document.due;
    if (line.net && *line.net < 0) line.kind = RemittanceKind::credit;
    if (line.kind == RemittanceKind::credit && line.net && *line.net > 0) line.net = -*line.net;
    all_have_net_ = all_have_net_ && line.net.has_value();
    all_have_due_ = all_have_due_ && document.due.has_value();
    if (document.due) {
        const bool is_credit = line.kind == RemittanceKind::credit;
        due_sum_ += is_credit ? -std::abs(*document.due) : *document.due;
    }
    advice_.lines.push_back(line);
    open_.reset();
}

void EdifactRemadv::segment(const EdifactSegment& segment) {
    const std::string_view tag = segment.tag();
    if (tag == "BGM") {
        advice_.remittance = segment.text(2, 1, notes_.texts);
        function_ = edifact_function(segment.raw(3, 1));
    } else if (tag == "CUX") {
        currency(segment);
    } else if (tag == "NAD") {
        party(segment);
    } else if (tag == "RFF") {
        reference(segment);
    } else if (tag == "DTM") {
        date(segment);
    } else if (tag == "DOC") {
        document(segment);
    } else if (tag == "DLI") {
        part_ = Part::item;
    } else if (tag == "AJT") {
        adjustment(segment);
    } else if (tag == "MOA") {
        money(segment);
    } else if (tag == "UNS") {
        end_document();
        part_ = Part::summary;
    }
}

bool EdifactRemadv::prove_total(EdifactResult& result) {
    if (!total_) return true;
    const auto total = edifact_minor(*total_, currency_, notes_, is_broken_);
    if (!total) return !is_broken_;
    WideMinor sum = 0;
    for (const RemittanceLine& line : advice_.lines)
        sum += line.net.value_or(0);
    const bool is_due_total = total_rank_ == due_total_rank && all_have_due_ && !all_have_net_;
    advice_.total = total;
    // Documents named without amounts, or no documents: the total stands alone.
    if (!is_due_total && (!all_have_net_ || advice_.lines.empty())) return true;
    if (is_due_total) sum = due_sum_;
    Control control{"REMADV total", *total, sum, false, currency_, total_->line};
    const bool ties = control.ties();
    if (!ties) {
        notes_.faults.add(
            "F_ADVICE",
            total_->line,
            total_->column,
            fmt::format(
                "the total states {}, its documents make {}, difference {}",
                format_amount_wide(control.stated, currency_),
                format_amount_wide(control.counted, currency_),
                format_amount_wide(control.stated - control.counted, currency_)
            )
        );
    }
    result.controls.push_back(std::move(control));
    return ties;
}

void EdifactRemadv::finish(EdifactResult& result) {
    end_document();
    advice_.currency = currency_;
    const std::uint64_t line = advice_.source_line;
    if (function_ == EdifactFunction::cancellation || function_ == EdifactFunction::not_real) {
        notes_.warnings.add(
            "F_EDIFACT_FUNCTION",
            line,
            1,
            function_ == EdifactFunction::cancellation
                ? "a cancellation of an advice is left out: an advice is not taken back"
                : "a proposed or test advice is left out"
        );
        return;
    }
    if (function_ == EdifactFunction::repeat) {
        notes_.warnings.add(
            "F_EDIFACT_FUNCTION", line, 1, "the sender calls this advice a duplicate or a copy"
        );
    }
    const bool ties = prove_total(result);
    const bool is_named = !advice_.trace.empty() || !advice_.payer_name.empty();
    if (!is_named) {
        notes_.faults.add("F_ADVICE", line, 1, "a payment reference or a payer expected");
    }
    if (is_broken_ || !ties || !is_named) {
        result.is_refused = true;
    } else if (advice_.lines.empty()) {
        notes_.warnings.add("F_ADVICE", line, 1, "an advice that names no document");
    }
    result.advice.push_back(std::move(advice_));
}

}  // namespace tieout
