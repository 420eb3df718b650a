#include "io/formats/exchange.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include <fmt/core.h>

#include "io/formats/fields.h"
#include "io/formats/row_cells.h"

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
    p_count
};

constexpr std::array<std::string_view, p_count> payment_names{
    "payment",    "kind",         "original",       "entity",  "account",    "booking_date",
    "value_date", "currency",     "amount",         "method",  "payer_name", "payer_account",
    "customer",   "check_number", "bank_reference", "memo",    "side",       "role",
    "channel",    "trace",        "bank_code",      "lockbox", "batch",      "summary_items"
};

enum RemittanceColumn : std::uint8_t {
    r_remittance,
    r_payment,
    r_trace,
    r_payer_name,
    r_total,
    r_date,
    r_line,
    r_reference,
    r_kind,
    r_customer,
    r_entity,
    r_currency,
    r_gross,
    r_discount,
    r_deduction,
    r_reason,
    r_tax,
    r_withheld,
    r_net,
    r_count
};

constexpr std::array<std::string_view, r_count> remittance_names{
    "remittance",
    "payment",
    "trace",
    "payer_name",
    "total",
    "date",
    "line",
    "reference",
    "kind",
    "customer",
    "entity",
    "currency",
    "gross",
    "discount",
    "deduction",
    "reason",
    "tax",
    "withheld",
    "net"
};

constexpr std::uint64_t bit(std::size_t column) {
    return std::uint64_t{1} << column;
}

constexpr std::uint64_t remittance_amounts = bit(r_total) | bit(r_gross) | bit(r_discount) |
                                             bit(r_deduction) | bit(r_tax) | bit(r_withheld) |
                                             bit(r_net);

const RowShape& line_shape() {
    static const RowShape shape{remittance_names, 0, remittance_amounts, {}, nullptr};
    return shape;
}

const RowShape& payment_shape() {
    static const RowShape shape{payment_names, 0, bit(p_amount), "remittance", &line_shape()};
    return shape;
}

const RowShape& remittance_shape() {
    static const RowShape shape{remittance_names, 0, remittance_amounts, "lines", &line_shape()};
    return shape;
}

// A word of a closed list, or `otherwise` when the cell is empty.
template <class Word, class Find>
Word word(RowCells& cells, std::size_t column, Find find, Word otherwise, std::string_view words) {
    if (!cells.has(column)) return otherwise;
    const auto found = find(cells.raw(column));
    if (!found) {
        cells.fault(
            column,
            "F_WORD",
            fmt::format(
                "{} expected, found '{}'", words, clean_text(cells.raw(column).substr(0, 40))
            )
        );
    }
    return found.value_or(otherwise);
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

RemittanceLine read_line(
    RowCells& cells, Currency currency, std::uint32_t number, TextStore& texts
) {
    RemittanceLine line;
    line.line = cells.number(r_line, number);
    line.reference = cells.kept(r_reference, texts);
    line.kind = word(
        cells,
        r_kind,
        remittance_kind_of,
        RemittanceKind::invoice,
        "invoice, credit, deduction or on_account"
    );
    line.customer = cells.kept(r_customer, texts);
    line.entity = cells.kept(r_entity, texts);
    line.reason = cells.kept(r_reason, texts);
    if (!currency.is_none()) {
        line.gross = cells.amount(r_gross, currency, true);
        line.discount = cells.amount(r_discount, currency, true).value_or(0);
        line.deduction = cells.amount(r_deduction, currency, true).value_or(0);
        line.tax = cells.amount(r_tax, currency, true).value_or(0);
        line.withheld = cells.amount(r_withheld, currency, true).value_or(0);
        line.net = cells.amount(r_net, currency, true);
    }
    return line;
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
    payment.source_line = cells.line();
    return cells.is_readable();
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
        if (!lines && block.has_nested()) lines.emplace(block.nested(), line_shape(), faults);
        for (std::size_t row = 0; row < block.size(); ++row) {
            cells.begin(row);
            Payment& payment = payments[count];
            bool readable = read_payment(cells, currency, payment, texts);
            const auto [from, to] = block.nested_rows(row);
            payment.remittance.reserve(to - from);
            for (std::size_t at = from; at < to; ++at) {
                lines->begin(at);
                payment.remittance.push_back(read_line(
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

// The id of an advice, or what joins it to its money when it has none.
std::string advice_key(const RowCells& cells) {
    std::string key(cells.raw(r_remittance));
    if (!key.empty()) return key;
    for (const std::size_t column : {r_payment, r_trace, r_payer_name, r_total, r_date}) {
        key += '\x1f';
        key += cells.raw(column);
    }
    return key;
}

class AdviceReader {
public:
    AdviceReader(Currency currency, TextStore& texts, FaultList& faults)
        : currency_(currency), texts_(texts), faults_(faults) {}

    void block(const RowBlock& block);
    std::vector<Remittance> take();

private:
    void row(RowCells& cells);
    void head(RowCells& cells, Remittance& advice);

    Currency currency_;
    TextStore& texts_;
    FaultList& faults_;
    std::vector<Remittance> advices_;
    std::unordered_map<std::string, std::size_t> by_key_;
    std::unordered_set<std::size_t> unreadable_;
    std::size_t open_ = 0;  // the advice of the last row
};

// What stands once for the whole advice, in its first row or repeated in each.
void AdviceReader::head(RowCells& cells, Remittance& advice) {
    const bool is_first = advice.source_line == 0;
    if (is_first) {
        advice.source_line = cells.line();
        advice.remittance = cells.kept(r_remittance, texts_);
        advice.currency = cells.currency(r_currency, currency_);
        if (cells.has(r_entity)) advice.entity = cells.kept(r_entity, texts_);
    }
    const auto once = [&](std::size_t column, Text& held) {
        if (!cells.has(column)) return;
        const Text value = cells.kept(column, texts_);
        if (held.empty() && is_first) {
            held = value;
        } else if (held != value) {
            cells.fault(column, "F_ADVICE", "differs from the first row of the same advice");
        }
    };
    once(r_payment, advice.payment);
    once(r_trace, advice.trace);
    once(r_payer_name, advice.payer_name);
    if (!advice.currency.is_none() && cells.has(r_total)) {
        const auto total = cells.amount(r_total, advice.currency, true);
        if (advice.total && total && *advice.total != *total) {
            cells.fault(r_total, "F_ADVICE", "differs from the first row of the same advice");
        }
        if (!advice.total) advice.total = total;
    }
    if (cells.has(r_date)) {
        const auto date = cells.date(r_date);
        if (!advice.date) advice.date = date;
    }
    if (cells.has(r_currency) && !is_first &&
        cells.currency(r_currency, currency_) != advice.currency) {
        cells.fault(r_currency, "F_ADVICE", "an advice is in one currency");
    }
}

void AdviceReader::row(RowCells& cells) {
    const auto [found, is_new] = by_key_.try_emplace(advice_key(cells), advices_.size());
    if (is_new) advices_.emplace_back();
    open_ = found->second;
    Remittance& advice = advices_[open_];
    head(cells, advice);
    const bool has_line =
        cells.has(r_reference) || cells.has(r_net) || cells.has(r_gross) || cells.has(r_deduction);
    if (has_line) {
        advice.lines.push_back(read_line(
            cells, advice.currency, static_cast<std::uint32_t>(advice.lines.size() + 1), texts_
        ));
    }
    if (advice.payment.empty() && advice.trace.empty() && advice.payer_name.empty()) {
        cells.fault(
            r_payment, "F_ADVICE", "a payment, a trace, or payer_name with total and date expected"
        );
    }
    if (!cells.is_readable()) unreadable_.insert(open_);
}

void AdviceReader::block(const RowBlock& block) {
    RowCells cells(block, remittance_shape(), faults_);
    for (std::size_t at = 0; at < block.size(); ++at) {
        cells.begin(at);
        row(cells);
        const auto [from, to] = block.nested_rows(at);
        for (std::size_t line = from; line < to; ++line) {
            RowCells line_cells(block.nested(), line_shape(), faults_);
            line_cells.begin(line);
            Remittance& advice = advices_[open_];
            advice.lines.push_back(read_line(
                line_cells, advice.currency, static_cast<std::uint32_t>(line - from + 1), texts_
            ));
            if (!line_cells.is_readable()) unreadable_.insert(open_);
        }
    }
}

std::vector<Remittance> AdviceReader::take() {
    std::vector<Remittance> readable;
    for (std::size_t i = 0; i < advices_.size(); ++i) {
        if (!unreadable_.contains(i)) readable.push_back(std::move(advices_[i]));
    }
    return readable;
}

std::optional<RowFile> open_file(const Source& source, Parallel& parallel, IntakeFile& file) {
    Result<RowFile> rows = open_rows(source, parallel);
    if (!rows) {
        file.refused = true;
        file.faults.push_back(std::move(rows).error());
        return std::nullopt;
    }
    file.dialect = rows->is_json ? "ndjson" : "csv";
    return std::move(*rows);
}

}  // namespace

std::span<const std::string_view> payment_columns() {
    return payment_names;
}

std::span<const std::string_view> remittance_columns() {
    return remittance_names;
}

void read_payments(const Source& source, Currency currency, Parallel& parallel, IntakeFile& file) {
    file.format = "payments";
    const std::optional<RowFile> rows = open_file(source, parallel, file);
    if (!rows) return;
    // Each slice reads into its own part, wide enough for all its lines; gaps are closed after.
    std::vector<std::size_t> from(rows->slices.size() + 1);
    for (std::size_t i = 0; i < rows->slices.size(); ++i) {
        from[i + 1] = from[i] + static_cast<std::size_t>(rows->slices[i].lines);
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

void read_remittances(
    const Source& source, Currency currency, Parallel& parallel, IntakeFile& file
) {
    file.format = "remittances";
    const std::optional<RowFile> rows = open_file(source, parallel, file);
    if (!rows) return;
    FaultList faults(source.name());
    AdviceReader reader(currency, file.texts, faults);
    std::uint64_t lost = 0;  // rows of which nobody knows the advice they belong to
    for (std::size_t i = 0; i < rows->slices.size(); ++i) {
        const auto slice = row_reader(*rows, i, remittance_shape(), faults);
        RowBlock block(remittance_shape());
        for (bool has_rows = true; has_rows;) {
            const std::uint64_t before = faults.count();
            has_rows = slice->next(block);
            lost += faults.count() - before;
            reader.block(block);
        }
        file.texts.absorb(block.take_texts());
    }
    file.remittances = reader.take();
    if (lost != 0) {
        file.refused = true;
        file.remittances.clear();
    }
    file.faults = faults.take();
}

}  // namespace tieout
