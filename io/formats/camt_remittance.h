// What a payer says an ISO 20022 payment is for: structured documents, references and free text.
#pragma once

#include "io/formats/camt_detail.h"

namespace tieout {

// Fills memo, lines, lines_currency and lone_reference of the detail from its RmtInf.
void read_camt_remittance(
    const XmlTree& tree, XmlTree::No details, CamtDetail& detail, const CamtNotes& notes
);

// The same of an element RmtInf wherever it stands: remt.001, pacs.008.
void read_iso_remittance(
    const XmlTree& tree, XmlTree::No advice, CamtDetail& detail, const CamtNotes& notes
);

}  // namespace tieout
