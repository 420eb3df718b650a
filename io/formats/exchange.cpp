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

// The columns that are texts of a payment as they stand.
struct PaymentTexts {
    constexpr PaymentTexts() {
        const auto put = [&](std::size_t column, Text Payment::* text) {
            members[column] = text;
            columns |= column_bit(column);
        };
        put(p_payment, &Payment::payment);
        put(p_original, &Payment::original);
        put(p_entity, &Payment::entity);
        put(p_account, &Payment::account);
        put(p_payer_name, &Payment::payer_name);
        put(p_payer_account, &Payment::payer_account);
        put(p_customer, &Payment::customer);
        put(p_check_number, &Payment::check_number);
        put(p_bank_reference, &Payment::bank_reference);
        put(p_memo, &Payment::memo);
        put(p_trace, &Payment::trace);
        put(p_bank_code, &Payment::bank_code);
        put(p_lockbox, &Payment::lockbox);
        put(p_batch, &Payment::batch);
    }

    std::array<Text Payment::*, p_count> members{};
    std::uint64_t columns = 0;
};

constexpr PaymentTexts payment_texts;

// Requires: a payment in its first state.
bool read_payment(RowCells& cells, Currency currency, Payment& payment, TextStore& texts) {
    read_money(cells, currency, payment);
    cells.each_filled(payment_texts.columns, [&](std::size_t column) {
        payment.*payment_texts.members[column] = cells.kept(column, texts);
    });
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
            if (from != to) payment.remittance.reserve(to - from);
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

// Reads the slices of a file into one row of payments.
class PaymentsReader {
public:
    PaymentsReader(const Source& source, RowFile& rows, Currency currency, Parallel& parallel)
        : source_(source),
          rows_(rows),
          currency_(currency),
          parallel_(parallel),
          faults_(source.name()) {}

    // Requires: the slices in front of `from` are read.
    void read(std::size_t from, std::size_t to, TextStore& kept);
    void finish(IntakeFile& file);

private:
    void make_room(std::size_t from, std::size_t to, std::size_t count);

    const Source& source_;
    RowFile& rows_;
    Currency currency_;
    Parallel& parallel_;
    std::vector<Payment> payments_;
    FaultList faults_;
};

// Room for `count` payments of the slices from..to, and for as many of each slice behind them; a
// file of shorter lines than usual gets more as it is read.
void PaymentsReader::make_room(std::size_t from, std::size_t to, std::size_t count) {
    constexpr std::size_t usual_bytes_min = 48;
    std::size_t wanted = payments_.size() + count;
    if (from == 0 && to < rows_.slices.size()) {
        const std::size_t all = count / to * rows_.slices.size();
        const auto bytes = static_cast<std::size_t>(rows_.end - rows_.slices.front().text.data());
        wanted = std::max(wanted, std::min(all + all / 16, bytes / usual_bytes_min));
    }
    if (wanted > payments_.capacity() && from != 0) {
        wanted = std::max(wanted, payments_.capacity() + payments_.capacity() / 2);
    }
    if (parallel_.threads() == 1) {
        payments_.reserve(wanted);  // given by the system as it fills
    } else {
        reserve_warm(payments_, wanted, parallel_);
    }
}

void PaymentsReader::read(std::size_t from, std::size_t to, TextStore& kept) {
    rows_.number_lines(from, to, parallel_);
    const std::size_t count = to - from;
    // Each slice reads into its own part, wide enough for all its rows; gaps are closed after.
    std::vector<std::size_t> at(count + 1, payments_.size());
    for (std::size_t i = 0; i < count; ++i)
        at[i + 1] = at[i] + rows_max(rows_.slices[from + i]);
    make_room(from, to, at.back() - payments_.size());
    std::size_t end = payments_.size();
    payments_.resize(at.back());
    std::vector<std::size_t> counts(count);
    std::vector<TextStore> texts(count);
    std::vector<FaultList> faults(count, FaultList(source_.name()));
    parallel_.for_each(count, [&](std::size_t i) {
        const std::span<Payment> part(payments_.data() + at[i], at[i + 1] - at[i]);
        counts[i] = read_slice(rows_, from + i, currency_, part, texts[i], faults[i]);
    });
    for (std::size_t i = 0; i < count; ++i) {
        const auto first = payments_.begin() + static_cast<std::ptrdiff_t>(at[i]);
        if (end != at[i]) {
            std::move(
                first,
                first + static_cast<std::ptrdiff_t>(counts[i]),
                payments_.begin() + static_cast<std::ptrdiff_t>(end)
            );
        }
        end += counts[i];
        faults_.append(std::move(faults[i]));
        kept.absorb(std::move(texts[i]));
    }
    payments_.resize(end);
}

void PaymentsReader::finish(IntakeFile& file) {
    Unit unit;
    unit.kind = "payments";
    unit.identity = source_.name();
    unit.currency = payments_.empty() ? currency_ : payments_.front().currency;
    unit.first_line = source_.first_line();
    unit.movements = std::move(payments_);
    if (!faults_.is_empty()) {
        unit.state = UnitState::quarantined;
        unit.reason = fmt::format("{} faults in its rows", faults_.count());
    }
    file.units.push_back(std::move(unit));
    file.faults = faults_.take();
}

}  // namespace

std::span<const std::string_view> payment_columns() {
    return std::span(payment_names).first(p_state);
}

void read_payments(const Source& source, Currency currency, Parallel& parallel, IntakeFile& file) {
    file.format = "payments";
    std::optional<RowFile> rows = open_exchange(source, file);
    if (!rows) return;
    // Some slices after the others, so few that they stay near the processor from the search for
    // their lines until their payments are made.
    const std::size_t at_once = std::size_t{16} * parallel.threads();
    PaymentsReader reader(source, *rows, currency, parallel);
    for (std::size_t from = 0; from < rows->slices.size(); from += at_once)
        reader.read(from, std::min(from + at_once, rows->slices.size()), file.texts);
    reader.finish(file);
}

}  // namespace tieout
