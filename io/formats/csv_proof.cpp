#include "io/formats/csv_proof.h"

#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::array<std::string_view, 3> order_words{
    "year-month-day", "day-month-year", "month-day-year"
};

}  // namespace

CsvProof::CsvProof(
    const CsvProfile& profile,
    const CsvPlaces& places,
    std::array<CsvDates, 2>& dates,
    FaultList& faults
)
    : profile_(profile), places_(places), faults_(faults), dates_(dates) {
    for (const CsvField field : csv_money_fields) {
        if (places_.of(field) != CsvPlaces::none) money_.push_back(field);
    }
    for (const CsvField field : {CsvField::amount, CsvField::fee, CsvField::net})
        has_fee_ = has_fee_ && places_.of(field) != CsvPlaces::none;
}

void CsvProof::note(std::optional<Where>& where, std::uint64_t line, const CsvCell& cell) {
    if (!where) where = Where{line, cell.column, clean_text(cell.text.substr(0, 40))};
}

void CsvProof::add(std::string_view fault, const Where& at, std::string words) {
    faults_.add(fault, at.line, at.column, std::move(words));
}

void CsvProof::look_at_date(const CsvCell& cell, const DateReadings& read) {
    const std::array<bool, 3> before = order_fits_;
    for (std::size_t i = 0; i < read.size(); ++i)
        order_fits_[i] = order_fits_[i] && read[i].has_value();
    if (before != order_fits_ && !order_fits_[0] && !order_fits_[1] && !order_fits_[2]) {
        note(last_order_gone_, line_, cell);
    }
    const auto differ = [&](std::size_t a, std::size_t b) {
        return read[a] && read[b] && *read[a] != *read[b];
    };
    if (differ(0, 1)) note(orders_differ_[0], line_, cell);
    if (differ(0, 2)) note(orders_differ_[1], line_, cell);
    if (differ(1, 2)) note(orders_differ_[2], line_, cell);
}

void CsvProof::look_at_amount(const CsvCell& cell, Currency currency, CsvAmounts::Amount& amount) {
    const std::string_view text = trimmed(cell.text);
    amount.is_empty = text.empty();
    if (amount.is_empty) return;
    // What is written with the only mark that still fits, or with none, proves nothing new.
    if (const auto plain = plain_csv_amount(text, currency);
        plain && (plain->mark == 0 || (plain->mark == '.' ? point_fits_ && !comma_fits_
                                                          : comma_fits_ && !point_fits_))) {
        const bool has_mark = plain->mark != 0;
        amount.readings.point = plain->amount;
        amount.readings.comma = plain->amount;
        if (has_mark) (plain->mark == '.' ? amount.readings.comma : amount.readings.point).reset();
        return;
    }
    const AmountReadings read = amount.readings = csv_amount(text, currency);
    const bool had_any = point_fits_ || comma_fits_;
    point_fits_ = point_fits_ && read.point.has_value();
    comma_fits_ = comma_fits_ && read.comma.has_value();
    if (had_any && !point_fits_ && !comma_fits_) note(last_mark_gone_, line_, cell);
    if (read.point && read.comma && *read.point != *read.comma) note(marks_differ_, line_, cell);
}

// net = gross + fee or gross - fee: the same in every row. Read with whichever mark still fits.
void CsvProof::look_at_fee(const CsvRow& row, const CsvAmounts& amounts) {
    const auto read = [&](CsvField field) -> std::optional<Minor> {
        const CsvAmounts::Amount& amount = amounts.of(field);
        if (amount.is_empty) return Minor{0};
        return point_fits_ ? amount.readings.point : amount.readings.comma;
    };
    const auto gross = read(CsvField::amount);
    const auto fee = read(CsvField::fee);
    const auto net = read(CsvField::net);
    if (!gross || !fee || !net) return;
    const bool had_any = fee_added_fits_ || fee_taken_fits_;
    fee_added_fits_ = fee_added_fits_ && *net == *gross + *fee;
    fee_taken_fits_ = fee_taken_fits_ && *net == *gross - *fee;
    if (had_any && !fee_added_fits_ && !fee_taken_fits_)
        note(last_fee_gone_, line_, row.cells[places_.of(CsvField::net)]);
}

void CsvProof::look(const CsvRow& row, Currency currency, CsvAmounts& amounts) {
    line_ = row.line;
    for (std::size_t i = 0; i < dates_.size(); ++i) {
        constexpr std::array fields{CsvField::date, CsvField::value_date};
        const std::size_t at = places_.of(fields[i]);
        if (at == CsvPlaces::none) continue;
        const std::string_view text = trimmed(row.cells[at].text);
        if (text.empty()) continue;
        const DateReadings& read = dates_[i].of(text);
        if (looked_[i] == dates_[i].changes()) continue;
        looked_[i] = dates_[i].changes();
        look_at_date(row.cells[at], read);
    }
    for (const CsvField field : money_)
        look_at_amount(row.cells[places_.of(field)], currency, amounts.of(field));
    const CsvAmounts::Amount& debit = amounts.of(CsvField::debit);
    if (!debit.is_empty) {
        const Minor sign = debit.readings.point.value_or(debit.readings.comma.value_or(0));
        const CsvCell& cell = row.cells[places_.of(CsvField::debit)];
        if (sign != 0) note(sign < 0 ? debit_minus_ : debit_plus_, line_, cell);
    }
    if (has_fee_) look_at_fee(row, amounts);
}

std::optional<CsvReading> CsvProof::decide() {
    const std::uint64_t before = faults_.count();
    CsvReading reading;
    if (profile_.date_order) {
        reading.date_order = *profile_.date_order;  // what disagrees is a fault of its row
    } else if (last_order_gone_) {
        add("F_DATE",
            *last_order_gone_,
            fmt::format(
                "a date in the order of the rows above expected, found '{}'", last_order_gone_->text
            ));
    } else {
        constexpr std::array<std::pair<std::size_t, std::size_t>, 3> pairs{{{0, 1}, {0, 2}, {1, 2}}
        };
        for (std::size_t i = order_fits_.size(); i > 0; --i) {
            if (order_fits_[i - 1]) reading.date_order = static_cast<DateOrder>(i - 1);
        }
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const auto [a, b] = pairs[i];
            if (!order_fits_[a] || !order_fits_[b] || !orders_differ_[i]) continue;
            add("F_CSV_AMBIGUOUS",
                *orders_differ_[i],
                fmt::format(
                    "no date of the file shows whether '{}' is {} or {}: name the order, as in "
                    "csv:{}:dmy",
                    orders_differ_[i]->text,
                    order_words[a],
                    order_words[b],
                    profile_.name
                ));
            break;
        }
    }
    if (profile_.decimal) {
        reading.decimal = *profile_.decimal;
    } else if (last_mark_gone_) {
        add("F_AMOUNT",
            *last_mark_gone_,
            fmt::format(
                "an amount written as in the rows above expected, found '{}'", last_mark_gone_->text
            ));
    } else if (point_fits_ && comma_fits_ && marks_differ_) {
        add("F_CSV_AMBIGUOUS",
            *marks_differ_,
            fmt::format(
                "no amount of the file shows whether '{}' has a decimal point or comma: name it, "
                "as "
                "in csv:{}:point",
                marks_differ_->text,
                profile_.name
            ));
    } else {
        reading.decimal = point_fits_ ? '.' : ',';
    }
    if (debit_plus_ && debit_minus_) {
        add("F_CSV_SIGN", *debit_minus_, "debits with and without a minus in one file");
    }
    if (last_fee_gone_) {
        add("F_CSV_TOTAL", *last_fee_gone_, "gross and fee do not make the net amount");
    }
    reading.debit_is_signed = debit_minus_.has_value();
    reading.fee_is_added = fee_added_fits_;
    if (faults_.count() != before) return std::nullopt;
    return reading;
}

}  // namespace tieout
