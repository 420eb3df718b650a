#include "io/formats/exchange.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "engine/check.h"
#include "io/formats/exchange_lines.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

enum PaymentColumn : std::uint8_t {
    p_payment,
    p_kind,
    p_original,
    p_entity,
    p_account,
    p_booking_date,
    p_value_date,
    p_currency,
    p_amount,
    p_method,
    p_payer_name,
    p_payer_account,
    p_customer,
    p_check_number,
    p_bank_reference,
    p_memo,
    p_side,
    p_role,
    p_channel,
    p_trace,
    p_bank_code,
    p_lockbox,
    p_batch,
    p_summary_items,
    p_state,
    p_count
};

constexpr std::array<std::string_view, p_count> payment_names{
    "payment",      "kind",          "original", "entity",        "account",
    "booking_date", "value_date",    "currency", "amount",        "method",
    "payer_name",   "payer_account", "customer", "check_number",  "bank_reference",
    "memo",         "side",          "role",     "channel",       "trace",
    "bank_code",    "lockbox",       "batch",    "summary_items", "state"
};

const RowShape& payment_shape() {
    static const RowShape shape{
        payment_names, 0, column_bit(p_amount), "remittance", &remittance_line_shape()
    };
    return shape;
}

std::optional<Channel> channel_of(std::string_view text) {
    for (const Channel channel :
         {Channel::statement,
          Channel::lockbox,
          Channel::ach,
          Channel::wire,
          Channel::card,
          Channel::direct_debit}) {
        if (text == word_of(channel)) return channel;
    }
    return std::nullopt;
}

// true for the first word, false for the second.
auto either(std::string_view first, std::string_view second) {
    return [first, second](std::string_view text) -> std::optional<bool> {
        if (text == first) return true;
        if (text == second) return false;
        return std::nullopt;
    };
}

void read_money(RowCells& cells, Currency currency, Payment& payment) {
    payment.kind = word(
        cells,
        p_kind,
        movement_kind_of,
        MovementKind::receipt,
        "receipt, return, reversal, fee, sweep, transfer or other"
    );
    payment.currency = cells.currency(p_currency, currency);
    if (!cells.has(p_amount)) cells.fault(p_amount, "F_MISSING", "an amount expected");
    if (!payment.currency.is_none()) {
        payment.amount = cells.amount(p_amount, payment.currency, false).value_or(0);
        if (payment.amount == 0 && cells.is_readable()) {
            cells.fault(p_amount, "F_AMOUNT", "an amount above zero expected");
        }
    }
    payment.is_credit = word(
        cells,
        p_side,
        either("credit", "debit"),
        payment.kind == MovementKind::receipt,
        "credit or debit"
    );
    payment.value_date = cells.date(p_value_date);
    const bool has_day = cells.has(p_booking_date) || !payment.value_date;
    payment.booking_date = has_day ? cells.required_date(p_booking_date) : *payment.value_date;
}

bool read_payment(RowCells& cells, Currency currency, Payment& payment, TextStore& texts) {
    read_money(cells, currency, payment);
    payment.payment = cells.kept(p_payment, texts);
    payment.method = word(
        cells,
        p_method,
        payment_method_of,
        PaymentMethod::other,
        "check, ach, wire, card, sepa or other"
    );
    payment.role = word(cells, p_role, either("summary", "detail"), false, "detail or summary")
                       ? LineRole::summary
                       : LineRole::detail;
    payment.channel = word(
        cells,
        p_channel,
        channel_of,
        Channel::statement,
        "statement, lockbox, ach, wire, card or direct_debit"
    );
    payment.original = cells.kept(p_original, texts);
    payment.entity = cells.kept(p_entity, texts);
    payment.account = cells.kept(p_account, texts);
    payment.payer_name = cells.kept(p_payer_name, texts);
    payment.payer_account = cells.kept(p_payer_account, texts);
    payment.customer = cells.kept(p_customer, texts);
    payment.check_number = cells.kept(p_check_number, texts);
    payment.bank_reference = cells.kept(p_bank_reference, texts);
    payment.memo = cells.kept(p_memo, texts);
    payment.trace = cells.kept(p_trace, texts);
    payment.bank_code = cells.kept(p_bank_code, texts);
    payment.lockbox = cells.kept(p_lockbox, texts);
    payment.batch = cells.kept(p_batch, texts);
    payment.summary_items = cells.number(p_summary_items, 0);
    check_taken(cells, p_state);
    payment.source_line = cells.line();
    return cells.is_readable();
}

// A row is at least a date, a mark and an amount: lines that are shorter take no room of a payment.
std::size_t rows_max(const RowSlice& slice) {
    constexpr std::size_t row_bytes_min = 12;
    return std::min(static_cast<std::size_t>(slice.lines), slice.text.size() / row_bytes_min + 1);
}

// Reads one slice into its own payments; returns how many rows could be read.
std::size_t read_slice(
    const RowFile& rows,
    std::size_t slice,
    Currency currency,
    std::span<Payment> payments,
    TextStore& texts,
    FaultList& faults
) {
    const auto reader = row_reader(rows, slice, payment_shape(), faults);
    RowBlock block(payment_shape());
    RowCells cells(block, payment_shape(), faults);
    std::optional<RowCells> lines;
    std::size_t count = 0;
    while (reader->next(block)) {
        if (!lines && block.has_nested())
            lines.emplace(block.nested(), remittance_line_shape(), faults);
        for (std::size_t row = 0; row < block.size(); ++row) {
            cells.begin(row);
            check(
                count < payments.size(), "rows that can be read are no shorter than a row can be"
            );
            Payment& payment = payments[count];
            bool readable = read_payment(cells, currency, payment, texts);
            const auto [from, to] = block.nested_rows(row);
            payment.remittance.reserve(to - from);
            for (std::size_t at = from; at < to; ++at) {
                lines->begin(at);
                payment.remittance.push_back(read_remittance_line(
                    *lines, payment.currency, static_cast<std::uint32_t>(at - from + 1), texts
                ));
                readable = readable && lines->is_readable();
            }
            if (readable) {
                ++count;
            } else {
                payment = Payment{};
            }
        }
    }
    texts.absorb(block.take_texts());
    return count;
}

}  // namespace

std::span<const std::string_view> payment_columns() {
    return std::span(payment_names).first(p_state);
}

void read_payments(const Source& source, Currency currency, Parallel& parallel, IntakeFile& file) {
    file.format = "payments";
    const std::optional<RowFile> rows = open_exchange(source, parallel, file);
    if (!rows) return;
    // Each slice reads into its own part, wide enough for all its rows; gaps are closed after.
    std::vector<std::size_t> from(rows->slices.size() + 1);
    for (std::size_t i = 0; i < rows->slices.size(); ++i) {
        from[i + 1] = from[i] + rows_max(rows->slices[i]);
    }
    std::vector<Payment> payments;
    reserve_warm(payments, from.back(), parallel);
    payments.resize(from.back());
    std::vector<std::size_t> counts(rows->slices.size());
    std::vector<TextStore> texts(rows->slices.size());
    std::vector<FaultList> faults(rows->slices.size(), FaultList(source.name()));
    parallel.for_each(rows->slices.size(), [&](std::size_t i) {
        const std::span<Payment> part(payments.data() + from[i], from[i + 1] - from[i]);
        counts[i] = read_slice(*rows, i, currency, part, texts[i], faults[i]);
    });
    FaultList all(source.name());
    std::size_t end = 0;
    for (std::size_t i = 0; i < rows->slices.size(); ++i) {
        for (std::size_t at = 0; at < counts[i]; ++at, ++end) {
            if (end != from[i] + at) payments[end] = std::move(payments[from[i] + at]);
        }
        all.append(std::move(faults[i]));
        file.texts.absorb(std::move(texts[i]));
    }
    payments.resize(end);
    Unit unit;
    unit.kind = "payments";
    unit.identity = source.name();
    unit.currency = payments.empty() ? currency : payments.front().currency;
    unit.first_line = source.first_line();
    unit.movements = std::move(payments);
    if (!all.is_empty()) {
        unit.state = UnitState::quarantined;
        unit.reason = fmt::format("{} faults in its rows", all.count());
    }
    file.units.push_back(std::move(unit));
    file.faults = all.take();
}

}  // namespace tieout
