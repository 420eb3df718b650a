// Reads advice apart from money: rows of our exchange format put together by what they belong to.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "io/formats/exchange.h"
#include "io/formats/exchange_lines.h"

namespace tieout {

namespace {

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
        advice.lines.push_back(read_remittance_line(
            cells, advice.currency, static_cast<std::uint32_t>(advice.lines.size() + 1), texts_
        ));
    }
    if (advice.payment.empty() && advice.trace.empty() && advice.payer_name.empty()) {
        cells.fault(
            r_payment, "F_ADVICE", "a payment, a trace, or payer_name with total and date expected"
        );
    }
    check_taken(cells, r_state);
    if (!cells.is_readable()) unreadable_.insert(open_);
}

void AdviceReader::block(const RowBlock& block) {
    RowCells cells(block, remittance_shape(), faults_);
    for (std::size_t at = 0; at < block.size(); ++at) {
        cells.begin(at);
        row(cells);
        const auto [from, to] = block.nested_rows(at);
        for (std::size_t line = from; line < to; ++line) {
            RowCells line_cells(block.nested(), remittance_line_shape(), faults_);
            line_cells.begin(line);
            Remittance& advice = advices_[open_];
            advice.lines.push_back(read_remittance_line(
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

}  // namespace

void read_remittances(
    const Source& source, Currency currency, Parallel& parallel, IntakeFile& file
) {
    file.format = "remittances";
    std::optional<RowFile> rows = open_exchange(source, file);
    if (!rows) return;
    rows->number_lines(0, rows->slices.size(), parallel);
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
        file.hold_remittances();
    }
    file.faults = faults.take();
}

}  // namespace tieout
