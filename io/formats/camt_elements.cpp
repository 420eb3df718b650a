#include "io/formats/camt_elements.h"

namespace tieout {

namespace {

CamtElement kind_of_name(std::string_view name) {
    if (name == "TxDtls") return CamtElement::details;
    if (name == "NtryDtls") return CamtElement::entry_details;
    if (name == "GrpHdr") return CamtElement::group_header;
    if (name == "Stmt" || name == "Rpt" || name == "Ntfctn") return CamtElement::statement;
    const bool is_message = name.starts_with("BkToCstmrStmt") ||
                            name.starts_with("BkToCstmrAcctRpt") ||
                            name.starts_with("BkToCstmrDbtCdtNtfctn");
    return is_message ? CamtElement::message : CamtElement::other;
}

}  // namespace

CamtElement CamtElements::kind_of(const XmlTree& tree, XmlTree::No no) {
    const std::uint32_t name = tree.name_no(no);
    if (name >= kinds_.size()) kinds_.resize(name + 1, CamtElement::unknown);
    CamtElement& kind = kinds_[name];
    if (kind == CamtElement::unknown) kind = kind_of_name(tree.name(no));
    return kind;
}

}  // namespace tieout
