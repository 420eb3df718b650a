#include "io/formats/exchange_lines.h"

#include <array>

namespace tieout {

namespace {

constexpr std::array<std::string_view, r_count> remittance_names{
    "remittance", "payment", "trace",    "payer_name", "total",    "date",  "line",
    "reference",  "kind",    "customer", "entity",     "currency", "gross", "discount",
    "deduction",  "reason",  "tax",      "withheld",   "net",      "state"
};

constexpr std::uint64_t remittance_amounts =
    column_bit(r_total) | column_bit(r_gross) | column_bit(r_discount) | column_bit(r_deduction) |
    column_bit(r_tax) | column_bit(r_withheld) | column_bit(r_net);

}  // namespace

const RowShape& remittance_line_shape() {
    static const RowShape shape{remittance_names, 0, remittance_amounts, {}, nullptr};
    return shape;
}

const RowShape& remittance_shape() {
    static const RowShape shape{
        remittance_names, 0, remittance_amounts, "lines", &remittance_line_shape()
    };
    return shape;
}

std::span<const std::string_view> remittance_columns() {
    return std::span(remittance_names).first(r_state);
}

RemittanceLine read_remittance_line(
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

void check_taken(RowCells& cells, std::size_t column) {
    if (!cells.has(column) || cells.raw(column) == "taken") return;
    cells.fault(
        column,
        "F_STATE",
        fmt::format(
            "taken expected, found '{}': such a row is not applied; repair the file that it came "
            "from, or leave the row out",
            clean_text(cells.raw(column).substr(0, 40))
        )
    );
}

std::optional<RowFile> open_exchange(const Source& source, IntakeFile& file) {
    Result<RowFile> rows = open_rows(source);
    if (!rows) {
        file.refused = true;
        file.faults.push_back(std::move(rows).error());
        return std::nullopt;
    }
    file.dialect = rows->is_json ? "ndjson" : "csv";
    return std::move(*rows);
}

}  // namespace tieout
