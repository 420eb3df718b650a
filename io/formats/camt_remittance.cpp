#include "io/formats/camt_remittance.h"

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::size_t full_line = 140;  // a full line of free text goes on without a blank

// Reads the amounts of one referred document; all must be in one currency.
class DocumentAmounts {
public:
    DocumentAmounts(const XmlTree& tree, CamtDetail& detail, const CamtNotes& notes)
        : tree_(tree), detail_(detail), notes_(notes) {}

    TextStore& texts() { return notes_.texts; }

    std::optional<Minor> read(XmlTree::No amount) {
        if (amount == XmlTree::none) return std::nullopt;
        const auto currency = Currency::find(tree_.currency(amount));
        if (currency && detail_.lines_currency.is_none()) detail_.lines_currency = *currency;
        if (!currency || *currency != detail_.lines_currency) return warn(amount);
        Result<Minor> value = amount_without_spare_zeros(tree_.text(amount), *currency);
        if (!value || *value < 0) return warn(amount);
        return *value;
    }

    // In version 02 the amount itself, later a list of {Tp, Amt}.
    std::optional<Minor> read_sum(XmlTree::No amounts, const XmlPath& name) {
        std::optional<Minor> sum;
        for (const XmlTree::No at : tree_.all(amounts, name)) {
            const XmlTree::No inner = tree_.find(at, "Amt"_xml);
            const auto value = read(inner == XmlTree::none ? at : inner);
            if (value) sum = add(sum.value_or(0), *value);
        }
        return sum;
    }

private:
    std::nullopt_t warn(XmlTree::No at) {
        notes_.warnings.add(
            "F_CAMT_REMITTANCE",
            tree_.line(at),
            tree_.column(at),
            "an amount of a referred document cannot be read and is left out"
        );
        return std::nullopt;
    }

    const XmlTree& tree_;
    CamtDetail& detail_;
    const CamtNotes& notes_;
};

void add_text(std::string& memo, std::string_view more, bool without_blank) {
    if (more.empty()) return;
    if (!memo.empty() && !without_blank) memo += ' ';
    memo += more;
}

std::string document_type(const XmlTree& tree, XmlTree::No document) {
    std::string_view type = tree.text_at(document, "Tp/CdOrPrtry/Cd"_xml);
    if (type.empty()) type = tree.text_at(document, "Tp/Cd"_xml);
    return std::string(type);
}

// The amounts of a Strd, put on its one document.
void read_amounts(
    const XmlTree& tree, XmlTree::No strd, RemittanceLine& line, DocumentAmounts& amounts
) {
    const XmlTree::No block = tree.find(strd, "RfrdDocAmt"_xml);
    if (block == XmlTree::none) return;
    line.gross = amounts.read(tree.find(block, "DuePyblAmt"_xml));
    line.net = amounts.read(tree.find(block, "RmtdAmt"_xml));
    line.discount = amounts.read_sum(block, "DscntApldAmt"_xml).value_or(0);
    line.tax = amounts.read_sum(block, "TaxAmt"_xml).value_or(0);
    const std::optional<Minor> credited = amounts.read(tree.find(block, "CdtNoteAmt"_xml));
    for (const XmlTree::No adjustment : tree.all(block, "AdjstmntAmtAndRsn"_xml)) {
        const Minor value = amounts.read(tree.find(adjustment, "Amt"_xml)).value_or(0);
        const bool adds = tree.text_at(adjustment, "CdtDbtInd"_xml) == "CRDT";
        line.deduction = adds ? subtract(line.deduction, value) : add(line.deduction, value);
        if (line.reason.empty())
            line.reason = amounts.texts().keep(clean_text(tree.text_at(adjustment, "Rsn"_xml)));
    }
    if (line.kind == RemittanceKind::credit) {
        if (!line.net) line.net = credited ? credited : line.gross;
        if (line.net && *line.net > 0) line.net = -*line.net;
    }
}

void read_structured(
    const XmlTree& tree, XmlTree::No strd, CamtDetail& detail, DocumentAmounts& amounts
) {
    const Text reference = tree.squeezed_at(strd, "CdtrRefInf/Ref"_xml, amounts.texts());
    std::vector<RemittanceLine> lines;
    for (const XmlTree::No document : tree.all(strd, "RfrdDocInf"_xml)) {
        RemittanceLine line;
        line.reference = tree.squeezed_at(document, "Nb"_xml, amounts.texts());
        if (document_type(tree, document) == "CREN") line.kind = RemittanceKind::credit;
        if (!line.reference.empty()) lines.push_back(std::move(line));
    }
    if (lines.empty() && !reference.empty()) {
        RemittanceLine line;
        line.reference = reference;
        lines.push_back(std::move(line));
    } else {
        add_text(detail.memo, reference, false);
    }
    // One block of amounts for several documents says nothing about each of them.
    if (lines.size() == 1) read_amounts(tree, strd, lines.front(), amounts);
    for (RemittanceLine& line : lines)
        detail.lines.push_back(std::move(line));
    for (const XmlTree::No more : tree.all(strd, "AddtlRmtInf"_xml)) {
        add_text(detail.memo, tree.squeezed(more, amounts.texts()), false);
    }
}

}  // namespace

void read_camt_remittance(
    const XmlTree& tree, XmlTree::No details, CamtDetail& detail, const CamtNotes& notes
) {
    const XmlTree::No advice = tree.find(details, "RmtInf"_xml);
    if (advice != XmlTree::none) read_iso_remittance(tree, advice, detail, notes);
}

void read_iso_remittance(
    const XmlTree& tree, XmlTree::No advice, CamtDetail& detail, const CamtNotes& notes
) {
    bool line_is_full = false;
    for (const XmlTree::No text : tree.all(advice, "Ustrd"_xml)) {
        const std::string_view raw = tree.text(text);
        add_text(detail.memo, tree.squeezed(text, notes.texts), line_is_full);
        line_is_full = raw.size() >= full_line;
    }
    DocumentAmounts amounts(tree, detail, notes);
    std::size_t structured = 0;
    for (const XmlTree::No strd : tree.all(advice, "Strd"_xml)) {
        read_structured(tree, strd, detail, amounts);
        ++structured;
    }
    detail.lone_reference = structured == 1 && detail.lines.size() == 1 &&
                            !detail.lines.front().net && !detail.lines.front().gross &&
                            tree.find(advice, "Strd/RfrdDocInf"_xml) == XmlTree::none;
}

}  // namespace tieout
