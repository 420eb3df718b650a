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
    std::optional<Minor> read_sum(XmlTree::No amounts, std::string_view name) {
        std::optional<Minor> sum;
        for (const XmlTree::No at : tree_.all(amounts, name)) {
            const XmlTree::No inner = tree_.child(at, "Amt");
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
    std::string_view type = tree.text_at(document, "Tp/CdOrPrtry/Cd");
    if (type.empty()) type = tree.text_at(document, "Tp/Cd");
    return std::string(type);
}

// The amounts of a Strd, put on its one document.
void read_amounts(
    const XmlTree& tree, XmlTree::No strd, RemittanceLine& line, DocumentAmounts& amounts
) {
    const XmlTree::No block = tree.child(strd, "RfrdDocAmt");
    if (block == XmlTree::none) return;
    line.gross = amounts.read(tree.child(block, "DuePyblAmt"));
    line.net = amounts.read(tree.child(block, "RmtdAmt"));
    line.discount = amounts.read_sum(block, "DscntApldAmt").value_or(0);
    line.tax = amounts.read_sum(block, "TaxAmt").value_or(0);
    const std::optional<Minor> credited = amounts.read(tree.child(block, "CdtNoteAmt"));
    for (const XmlTree::No adjustment : tree.all(block, "AdjstmntAmtAndRsn")) {
        const Minor value = amounts.read(tree.child(adjustment, "Amt")).value_or(0);
        const bool adds = tree.text_at(adjustment, "CdtDbtInd") == "CRDT";
        line.deduction = adds ? subtract(line.deduction, value) : add(line.deduction, value);
        if (line.reason.empty())
            line.reason = amounts.texts().keep(clean_text(tree.text_at(adjustment, "Rsn")));
    }
    if (line.kind == RemittanceKind::credit) {
        if (!line.net) line.net = credited ? credited : line.gross;
        if (line.net && *line.net > 0) line.net = -*line.net;
    }
}

void read_structured(
    const XmlTree& tree, XmlTree::No strd, CamtDetail& detail, DocumentAmounts& amounts
) {
    const Text reference = tree.squeezed_at(strd, "CdtrRefInf/Ref", amounts.texts());
    std::vector<RemittanceLine> lines;
    for (const XmlTree::No document : tree.all(strd, "RfrdDocInf")) {
        RemittanceLine line;
        line.reference = tree.squeezed_at(document, "Nb", amounts.texts());
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
    for (const XmlTree::No more : tree.all(strd, "AddtlRmtInf")) {
        add_text(detail.memo, tree.squeezed(more, amounts.texts()), false);
    }
}

}  // namespace

void read_camt_remittance(
    const XmlTree& tree, XmlTree::No details, CamtDetail& detail, const CamtNotes& notes
) {
    const XmlTree::No advice = tree.child(details, "RmtInf");
    if (advice != XmlTree::none) read_iso_remittance(tree, advice, detail, notes);
}

void read_iso_remittance(
    const XmlTree& tree, XmlTree::No advice, CamtDetail& detail, const CamtNotes& notes
) {
    bool line_is_full = false;
    for (const XmlTree::No text : tree.all(advice, "Ustrd")) {
        const std::string_view raw = tree.text(text);
        add_text(detail.memo, tree.squeezed(text, notes.texts), line_is_full);
        line_is_full = raw.size() >= full_line;
    }
    DocumentAmounts amounts(tree, detail, notes);
    const std::vector<XmlTree::No> structured = tree.all(advice, "Strd");
    for (const XmlTree::No strd : structured)
        read_structured(tree, strd, detail, amounts);
    detail.lone_reference = structured.size() == 1 && detail.lines.size() == 1 &&
                            !detail.lines.front().net && !detail.lines.front().gross &&
                            tree.child(structured.front(), "RfrdDocInf") == XmlTree::none;
}

}  // namespace tieout
