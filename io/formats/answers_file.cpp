#include "io/formats/answers_file.h"

#include <array>

#include "io/formats/row_cells.h"
#include "io/formats/rows.h"

namespace tieout {

namespace {

enum Cell : std::size_t {
    posting,
    status,
    erp_document,
    reason
};

constexpr std::array<std::string_view, 4> answer_columns{
    "posting", "status", "erp_document", "reason"
};

void take_row(RowCells& cells, std::vector<StatedAnswer>& answers) {
    constexpr std::uint64_t posting_max = 1'000'000'000'000'000;
    StatedAnswer answer;
    answer.line = cells.line();
    const auto number = whole_number(cells.required(Cell::posting), posting_max);
    if (!number && cells.has(Cell::posting)) {
        cells.fault(Cell::posting, "F_NUMBER", "the number of a posting expected");
    }
    answer.posting = number.value_or(0);
    const auto state = erp_state_of(cells.required(Cell::status));
    const bool is_answer = state && *state != ErpState::pending;
    if (!is_answer && cells.has(Cell::status)) {
        cells.fault(Cell::status, "F_STATUS", "accepted or rejected expected");
    }
    answer.state = state.value_or(ErpState::accepted);
    if (is_answer && *state == ErpState::accepted) {
        answer.document = cells.required(Cell::erp_document);
        answer.reason = cells.text(Cell::reason);
    } else if (is_answer) {
        answer.document = cells.text(Cell::erp_document);
        answer.reason = cells.required(Cell::reason);
    }
    if (cells.is_readable()) answers.push_back(std::move(answer));
}

}  // namespace

Result<AnswersFile> read_answers(const std::string& name, std::string_view bytes) {
    RowShape shape;
    shape.columns = answer_columns;
    const Source source(name, bytes);
    Serial serial;
    const auto file = open_rows(source, serial);
    if (!file) return tl::make_unexpected(file.error());
    FaultList faults(name);
    AnswersFile read;
    for (std::size_t i = 0; i < file->slices.size(); ++i) {
        const auto reader = row_reader(*file, i, shape, faults);
        RowBlock block(shape);
        RowCells cells(block, shape, faults);
        while (reader->next(block)) {
            for (std::size_t row = 0; row < block.size(); ++row) {
                cells.begin(row);
                take_row(cells, read.answers);
            }
        }
    }
    read.faults = faults.take();
    return read;
}

}  // namespace tieout
