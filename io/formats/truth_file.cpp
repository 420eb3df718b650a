#include "io/formats/truth_file.h"

#include <array>

#include "engine/digest.h"
#include "io/formats/row_cells.h"

namespace tieout {

namespace {

enum Cell : std::size_t {
    payment,
    document,
    kind,
    amount,
    open_after
};

constexpr std::array<std::string_view, 5> columns{
    "payment", "document", "kind", "amount", "open_after"
};
constexpr std::array<std::string_view, 2> trait_columns{"payment", "traits"};

// The words are apart but for on_account, which is the item's.
void take_kind(RowCells& cells, TruthRow& row) {
    if (!cells.has(Cell::kind)) return;
    const std::string word = cells.text(Cell::kind);
    row.item_kind = item_kind_of(word);
    if (!row.item_kind) row.posting_kind = posting_kind_of(word);
    if (!row.item_kind && !row.posting_kind) {
        cells.fault(Cell::kind, "F_KIND", "a kind of item or of posting line expected");
    }
}

}  // namespace

Result<std::vector<TruthRow>> read_truth(
    const Book& book, const std::string& name, std::string_view bytes
) {
    RowShape shape;
    shape.columns = columns;
    shape.amounts = (1U << Cell::amount) | (1U << Cell::open_after);
    const Source source(name, bytes);
    Serial serial;
    const auto file = open_rows(source, serial);
    if (!file) return tl::make_unexpected(file.error());
    FaultList faults(name);
    std::vector<TruthRow> truth;
    for (std::size_t i = 0; i < file->slices.size(); ++i) {
        const auto reader = row_reader(*file, i, shape, faults);
        RowBlock block(shape);
        RowCells cells(block, shape, faults);
        while (reader->next(block)) {
            for (std::size_t row = 0; row < block.size(); ++row) {
                cells.begin(row);
                TruthRow each;
                each.payment = cells.required(Cell::payment);
                each.document = cells.text(Cell::document);
                take_kind(cells, each);
                if (const auto no = book.find_payment(sha256_mark(each.payment))) {
                    const Currency currency = book.payment(*no).currency;
                    each.amount = cells.amount(Cell::amount, currency, true);
                    each.open_after = cells.amount(Cell::open_after, currency, false);
                }
                if (cells.is_readable()) truth.push_back(std::move(each));
            }
        }
    }
    if (!faults.is_empty()) return tl::make_unexpected(faults.take().front());
    return truth;
}

Result<std::map<std::string, std::vector<std::string>, std::less<>>> read_traits(
    const std::string& name, std::string_view bytes
) {
    RowShape shape;
    shape.columns = trait_columns;
    shape.lists = 1U << 1U;
    const Source source(name, bytes);
    Serial serial;
    const auto file = open_rows(source, serial);
    if (!file) return tl::make_unexpected(file.error());
    FaultList faults(name);
    std::map<std::string, std::vector<std::string>, std::less<>> traits;
    for (std::size_t i = 0; i < file->slices.size(); ++i) {
        const auto reader = row_reader(*file, i, shape, faults);
        RowBlock block(shape);
        RowCells cells(block, shape, faults);
        while (reader->next(block)) {
            for (std::size_t row = 0; row < block.size(); ++row) {
                cells.begin(row);
                auto& mine = traits[cells.required(0)];
                for (std::string& word : cells.list(1))
                    mine.push_back(std::move(word));
            }
        }
    }
    if (!faults.is_empty()) return tl::make_unexpected(faults.take().front());
    return traits;
}

}  // namespace tieout
