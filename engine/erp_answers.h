// The ERP's answers to postings: one for ever, a rejection is an exception until it is accepted.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/entry.h"
#include "engine/ports.h"

namespace tieout {

// One answer as a file states it.
struct StatedAnswer {
    std::uint64_t posting = 0;
    ErpState state = ErpState::accepted;
    std::string document;
    std::string reason;
    std::uint64_t line = 0;  // of the file
};

// What a file of answers comes to.
struct JudgedAnswers {
    std::vector<Entry> entries;  // of the run that takes them; none: nothing new
    std::uint64_t accepted = 0;  // new
    std::uint64_t rejected = 0;
    std::uint64_t repeated = 0;  // said before, or twice in the file: changes nothing
    std::vector<Error> faults;   // answers that are refused, by line
};

// Judges answers against the book. Refused, each by itself and named: postings that were never
// made or not handed over to anybody (A7), an answer that differs from the one before (but a
// rejected posting may be accepted later, with the ERP's document), two answers of one file that
// differ. A new rejection opens the exception `erp_rejected` with the ERP's words; the acceptance
// behind it closes it. The order of the answers does not matter. Cost: n log n, and for rejections
// the journal from the export before the first of them.
Result<JudgedAnswers> judge_answers(
    const Book& book,
    const Journal& journal,
    const std::string& file,
    std::span<const StatedAnswer> answers,
    Date day
);

}  // namespace tieout
