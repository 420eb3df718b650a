// A file of the ERP's answers to postings, CSV or NDJSON: posting, status, erp_document, reason.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/erp_answers.h"
#include "io/formats/fields.h"

namespace tieout {

struct AnswersFile {
    std::vector<StatedAnswer> answers;
    std::vector<Error> faults;  // rows that cannot be read, left out of the answers
};

// Status is accepted or rejected; an acceptance names the ERP's document, a rejection its reason.
// Refused whole when it has no columns or rows at all.
Result<AnswersFile> read_answers(const std::string& name, std::string_view bytes);

}  // namespace tieout
