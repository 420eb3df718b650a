#include "io/formats/x12_advice.h"

#include <utility>

#include <fmt/core.h>

#include "io/formats/fields.h"

// Money of an advice: BPR02 = sum of RMR04 + sum of ADX01 that hang below no RMR. An ADX below an
// RMR explains it: RMR04 = RMR05 - RMR06 + sum of ADX01. Amounts have an explicit point.

namespace tieout {

namespace {

constexpr std::size_t lines_max = 1'000'000;
constexpr std::size_t routing_digits = 9;

X12Handling handling_of(std::string_view word) {
    if (word == "C" || word == "D" || word == "X" || word == "U") return X12Handling::money;
    if (word == "I" || word == "H") return X12Handling::advice;
    if (word == "P") return X12Handling::prenote;
    return X12Handling::unknown;
}

bool is_payer(std::string_view entity) {
    return entity == "PR" || entity == "RM";
}

// Adjustment reason codes (element 426) of tax that the payer withholds.
bool is_withholding(std::string_view reason) {
    return reason == "E3" || reason == "IR";
}

// "5005.78": digits with a point, as only an amount has one.
bool looks_like_amount(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    return point != std::string_view::npos && all_digits(text.substr(0, point)) &&
           all_digits(text.substr(point + 1));
}

}  // namespace

Result<Date> x12_date(std::string_view text) {
    return text.size() == 6 ? date_yymmdd(text) : date_ccyymmdd(text);
}

std::optional<Currency> x12_currency(const X12Segment& segment, FaultList& faults) {
    constexpr std::size_t other_at = 5;
    const auto currency = Currency::find(segment.element(2));
    const std::string_view other = segment.element(other_at);
    if (currency && (other.empty() || other == segment.element(2))) return currency;
    const std::size_t at = currency ? other_at : 2;
    faults.add(
        "F_CURRENCY",
        segment.line,
        segment.column_of(at),
        currency ? "one currency for payer and payee expected" : "a currency of ISO 4217 expected"
    );
    return std::nullopt;
}

void X12AdviceReader::start(Currency currency) {
    advice_ = {};
    advice_.currency = currency;
    lines_.clear();
    notes_.clear();
    is_in_line_ = false;
    further_.clear();
    charges_ = 0;
}

void X12AdviceReader::warn(const X12Segment& segment, std::size_t element, std::string words) {
    warnings_.add("F_X12_LINE", segment.line, segment.column_of(element), std::move(words));
}

inline std::optional<Minor> X12AdviceReader::amount(
    const X12Segment& segment, std::size_t element
) {
    const std::string_view text = segment.element(element);
    if (text.empty()) return std::nullopt;
    const auto plain = plain_amount(text, advice_.currency);
    return plain ? plain : odd_amount(segment, element);
}

// The standard leaves out a zero in front of the point, and one behind it.
std::optional<Minor> X12AdviceReader::odd_amount(const X12Segment& segment, std::size_t element) {
    const std::string_view text = segment.element(element);
    std::string full;
    std::string_view digits = text;
    if (digits.starts_with('-')) {
        full.push_back('-');
        digits.remove_prefix(1);
    }
    if (digits.starts_with('.')) full.push_back('0');
    full += digits.substr(0, field_bytes_max);
    if (full.ends_with('.') && digits.size() > 1) full.pop_back();
    Result<Minor> value = amount_without_spare_zeros(full, advice_.currency);
    if (value) return *value;
    faults_.add(
        "F_AMOUNT",
        segment.line,
        segment.column_of(element),
        fmt::format(
            "{}{:02} is an amount: {}",
            clean_text(segment.name()),
            element,
            clean_text(value.error().words)
        )
    );
    advice_.is_readable = false;
    return std::nullopt;
}

std::optional<Date> X12AdviceReader::date(const X12Segment& segment, std::size_t element) {
    const std::string_view text = segment.element(element);
    if (text.empty()) return std::nullopt;
    Result<Date> value = x12_date(text);
    if (value) return *value;
    faults_.add("F_DATE", segment.line, segment.column_of(element), value.error().words);
    advice_.is_readable = false;
    return std::nullopt;
}

Text X12AdviceReader::account(std::string_view routing, std::string_view number) {
    while (number.starts_with('0'))
        number.remove_prefix(1);
    if (number.empty() || number.size() > field_bytes_max) return {};
    if (routing.empty()) return clean_text(number, texts_);
    return texts_.keep({clean_text(routing, texts_), "/", clean_text(number, texts_)});
}

void X12AdviceReader::set_handling(const X12Segment& segment, std::size_t element) {
    advice_.first_line = segment.line;
    advice_.handling = handling_of(segment.element(element));
    if (advice_.handling != X12Handling::unknown) return;
    faults_.add(
        "F_X12_HANDLING",
        segment.line,
        segment.column_of(element),
        fmt::format(
            "a handling code C D H I P U X expected, found '{}'",
            clean_text(segment.element(element).substr(0, 40))
        )
    );
    advice_.is_readable = false;
}

// Only when the set has ended: a CUR that gives the decimals comes behind the BPR.
void X12AdviceReader::set_amount(const X12Segment& segment, std::size_t element) {
    advice_.amount_place = {segment.line, segment.column_of(element)};
    const auto value = amount(segment, element);
    advice_.has_amount = value.has_value();
    advice_.amount = value.value_or(0);
    if (segment.element(element).empty()) {
        faults_.add(
            "F_AMOUNT",
            segment.line,
            segment.column_of(element),
            "the amount of the payment expected"
        );
        advice_.is_readable = false;
    } else if (advice_.amount < 0) {
        faults_.add(
            "F_AMOUNT",
            segment.line,
            segment.column_of(element),
            "an amount of a payment that is not negative expected"
        );
        advice_.is_readable = false;
    }
}

void X12AdviceReader::begin_payment(const X12Segment& segment) {
    set_handling(segment, 1);
    payment_ = segment;
    const std::string_view side = segment.element(3);
    advice_.is_debit = side == "D";
    if (side != "C" && side != "D" && !side.empty()) {
        faults_.add("F_WORD", segment.line, segment.column_of(3), "BPR03 C or D expected");
        advice_.is_readable = false;
    }
    advice_.method = clean_text(segment.element(4), texts_);
    const std::string_view format = segment.element(5);
    if (!format.empty()) {
        advice_.method = texts_.keep({advice_.method, "/", clean_text(format, texts_)});
    }
    advice_.payer_account = account(segment.element(7), segment.element(9));
    // Many leave out BPR11: all behind it stands one element early.
    const bool is_early = segment.element(11).size() == 2 && all_digits(segment.element(12)) &&
                          segment.element(12).size() == routing_digits &&
                          segment.element(13).size() == 2;
    if (is_early) warn(segment, 11, "BPR11 is missing; what is behind it stands one element early");
    const std::size_t early = is_early ? 1 : 0;
    advice_.our_account = account(segment.element(13 - early), segment.element(15 - early));
    advice_.date = date(segment, 16 - early);
}

// BPS of the 003010: method, amount, handling, then bank blocks without qualifiers.
void X12AdviceReader::begin_old_payment(const X12Segment& segment) {
    set_handling(segment, 3);
    payment_ = segment;
    advice_.method = clean_text(segment.element(1), texts_);
    advice_.date = date(segment, 12);
}

void X12AdviceReader::name(const X12Segment& segment) {
    if (is_in_line_ || !advice_.payer_name.empty() || !is_payer(segment.element(1))) return;
    advice_.payer_name = squeezed_text(segment.element(2), texts_);
}

void X12AdviceReader::add_note(std::string_view text) {
    if (text.empty() || notes_.size() + text.size() > field_bytes_max) return;
    if (!notes_.empty()) notes_.push_back(' ');
    notes_ += text;
}

// Without a BPR, a REF of an invoice is all the advice there is.
void X12AdviceReader::reference(const X12Segment& segment) {
    if (advice_.handling != X12Handling::none || is_in_line_) return;
    const std::string_view qualifier = segment.element(1);
    if ((qualifier != "IV" && qualifier != "IK") || segment.element(2).empty()) {
        if (!segment.element(2).empty()) add_note(segment.element(2));
        return;
    }
    RemittanceLine line;
    line.reference = squeezed_text(segment.element(2), texts_);
    advice_.is_sum_known = false;
    lines_.push_back(line);
}

// A line of its own, behind the one that is read.
RemittanceLine& X12AdviceReader::begin_line(const X12Segment& segment) {
    close_line();
    is_in_line_ = true;
    line_place_ = {segment.line, segment.column};
    return lines_.emplace_back();
}

void X12AdviceReader::remitted(const X12Segment& segment) {
    RemittanceLine& line = begin_line(segment);
    const std::string_view qualifier = segment.element(1);
    line.reference = squeezed_text(segment.element(2), texts_);
    line.net = amount(segment, 4);
    if (segment.element(4).empty() && looks_like_amount(segment.element(3))) {
        line.net = amount(segment, 3);
        warn(segment, 3, "the amount paid stands in RMR03; it belongs in RMR04");
    }
    // Most are paid in full.
    const bool is_full = line.net && segment.element(5) == segment.element(4);
    line.gross = is_full ? line.net : amount(segment, 5);
    line.discount = amount(segment, 6).value_or(0);
    if (qualifier == "CM" || line.net.value_or(0) < 0) line.kind = RemittanceKind::credit;
    // RMR08 is netted like an ADX below; its sign is told by the other three amounts.
    const Minor adjusted = amount(segment, 8).value_or(0);
    line.reason = clean_text(segment.element(7), texts_);
    if (adjusted == 0) return;
    const WideMinor rest = static_cast<WideMinor>(line.gross.value_or(0)) - line.discount;
    if (line.gross && line.net && rest - adjusted == *line.net) {
        line.deduction = adjusted;
    } else if (adjusted < 0 || (line.gross && line.net && rest + adjusted == *line.net)) {
        line.deduction = -adjusted;
    } else {
        warn(segment, 8, "an adjustment whose side cannot be told; it is left out");
    }
    if (is_withholding(line.reason) && line.deduction > 0) {
        line.withheld = std::exchange(line.deduction, 0);
        line.reason = {};
    }
}

// RMT of the 003010: number, paid, total, then discount (07) and adjustment (08) with a reason.
// Qualifier IX is an article of the invoice above: its amounts are prices.
void X12AdviceReader::old_remitted(const X12Segment& segment) {
    if (segment.element(1) == "IX") return;
    RemittanceLine& line = begin_line(segment);
    line.reference = squeezed_text(segment.element(2), texts_);
    line.net = amount(segment, 3);
    line.gross = amount(segment, 4);
    line.discount = amount(segment, 7).value_or(0);
    if (segment.element(7).empty() && line.gross && line.net) {
        const Minor stated = amount(segment, 5).value_or(0);
        if (static_cast<WideMinor>(*line.gross) - stated == *line.net) line.discount = stated;
    }
    const Minor adjusted = amount(segment, 8).value_or(0);
    line.deduction = adjusted < 0 ? -adjusted : adjusted;
    line.reason = clean_text(segment.element(9), texts_);
    if (segment.element(1) == "CM" || line.net.value_or(0) < 0) {
        line.kind = RemittanceKind::credit;
    }
}

void X12AdviceReader::adjustment(const X12Segment& segment) {
    const auto value = amount(segment, 1);
    const Text reason = clean_text(segment.element(2), texts_);
    if (!value) {
        if (segment.element(1).empty()) warn(segment, 1, "an adjustment without an amount");
        return;
    }
    if (is_in_line_) {
        RemittanceLine& line = lines_.back();
        const WideMinor both = static_cast<WideMinor>(line.deduction) - *value;
        const bool fits = both <= amount_minor_max && both >= -amount_minor_max;
        if (is_withholding(reason) && *value < 0 && line.withheld == 0) {
            line.withheld = -*value;
            return;
        }
        if (line.deduction == 0 && line.reason.empty()) {
            line.deduction = -*value;
            line.reason = reason;
        } else if (line.reason == reason && further_.empty() && fits) {
            line.deduction = static_cast<Minor>(both);
        } else {
            RemittanceLine more;
            more.kind = RemittanceKind::deduction;
            more.reference = line.reference;
            more.net = 0;
            more.deduction = -*value;
            more.reason = reason;
            further_.push_back(more);
        }
        return;
    }
    RemittanceLine line;
    line.reference = squeezed_text(segment.element(4), texts_);
    line.net = *value;
    line.reason = reason;
    line.kind = *value <= 0              ? RemittanceKind::deduction
                : line.reference.empty() ? RemittanceKind::on_account
                                         : RemittanceKind::invoice;
    advice_.sum += *value;
    lines_.push_back(line);
}

// Allowances and charges below an RMR explain what its own elements leave open. SAC05 has two
// decimals that are not written.
void X12AdviceReader::service_charge(const X12Segment& segment) {
    if (!is_in_line_ || segment.element(5).empty()) return;
    const Result<Minor> value = implied_amount(segment.element(5), true);
    const std::string_view side = segment.element(1);
    WideMinor sum = charges_;
    if (value && side == "A") sum -= *value;
    if (value && side == "C") sum += *value;
    const bool fits = sum <= amount_minor_max && sum >= -amount_minor_max;
    if (!value || !fits || advice_.currency.decimals() != 2) {
        warn(segment, 5, "an allowance or charge that cannot be read; it is left out");
        return;
    }
    charges_ = static_cast<Minor>(sum);
}

// The line is whole: its amounts must explain each other.
void X12AdviceReader::close_line() {
    if (!is_in_line_) return;
    is_in_line_ = false;
    RemittanceLine& line = lines_.back();
    WideMinor deductions = line.deduction;
    for (const RemittanceLine& more : further_)
        deductions += more.deduction;
    const bool has_both = line.gross && line.net;
    WideMinor open = has_both ? static_cast<WideMinor>(*line.gross) - line.discount -
                                    line.withheld - deductions - *line.net
                              : WideMinor{0};
    if (open != 0 && open == -static_cast<WideMinor>(charges_) && line.deduction == 0) {
        line.deduction = -charges_;
        open = 0;
    }
    if (open != 0) {
        warnings_.add(
            "F_X12_LINE",
            line_place_.line,
            line_place_.column,
            fmt::format(
                "'{}': total {} less discount {} and adjustments {} is not what is paid, {}",
                line.reference,
                format_amount(*line.gross, advice_.currency),
                format_amount(line.discount, advice_.currency),
                format_amount_wide(deductions + line.withheld, advice_.currency),
                format_amount(*line.net, advice_.currency)
            )
        );
        if (open < 0) line.gross.reset();  // some write the balance that is left there
    }
    if (line.gross == Minor{0}) line.gross.reset();
    if (line.net) {
        advice_.sum += *line.net;
    } else {
        advice_.is_sum_known = false;
    }
    if (line.reference.empty() && line.kind == RemittanceKind::invoice) {
        line.kind = RemittanceKind::on_account;
    }
    lines_.insert(lines_.end(), further_.begin(), further_.end());
    further_.clear();
    charges_ = 0;
    if (lines_.size() <= lines_max) return;
    faults_.add(
        "F_FIELD", line_place_.line, line_place_.column, "an advice has more than a million lines"
    );
    advice_.is_readable = false;
    lines_.clear();
}

void X12AdviceReader::take(const X12Segment& segment) {
    if (advice_.first_line == 0) {
        advice_.first_line = segment.line;
        advice_.amount_place = {segment.line, segment.column};
    }
    switch (segment.code) {
        case word_code("RMR"): return remitted(segment);
        case word_code("REF"): return reference(segment);
        case word_code("ADX"): return adjustment(segment);
        case word_code("ENT"):
        case word_code("LX"): return close_line();
        case word_code("RMT"): return old_remitted(segment);
        case word_code("N1"): return name(segment);
        case word_code("SAC"): return service_charge(segment);
        case word_code("BPR"): return begin_payment(segment);
        case word_code("BPS"): return begin_old_payment(segment);
        case word_code("CUR"): return set_currency(segment);
        case word_code("TRN"):
            if (advice_.trace.empty()) advice_.trace = clean_text(segment.element(2), texts_);
            return;
        case word_code("NTE"):
            if (!is_in_line_) add_note(segment.element(2));
            return;
        default: return;
    }
}

void X12AdviceReader::set_currency(const X12Segment& segment) {
    const auto currency = x12_currency(segment, faults_);
    if (currency && (*currency == advice_.currency || lines_.empty())) {
        advice_.currency = *currency;
        return;
    }
    if (currency) {
        faults_.add(
            "F_CURRENCY", segment.line, segment.column_of(2), "one currency for all lines expected"
        );
    }
    advice_.is_readable = false;
}

X12Advice X12AdviceReader::finish() {
    close_line();
    if (advice_.handling != X12Handling::none) set_amount(payment_, 2);
    if (!notes_.empty()) advice_.memo = texts_.keep(squeezed_text(notes_));
    std::uint32_t number = 0;
    for (RemittanceLine& line : lines_)
        line.line = ++number;
    advice_.lines.assign(lines_.begin(), lines_.end());
    return std::exchange(advice_, {});
}

}  // namespace tieout
