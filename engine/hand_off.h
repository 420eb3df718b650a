// The hand-off of postings to the ERP: what each consumer was given, and what the ERP answered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/date.h"
#include "engine/digest.h"
#include "engine/ids.h"

namespace tieout {

// A posting is pending until the ERP answers.
enum class ErpState : std::uint8_t {
    pending,
    accepted,
    rejected
};

std::string_view word_of(ErpState state);
std::optional<ErpState> erp_state_of(std::string_view word);

// The ERP's answer to one posting. Postings without a row are pending: a row is made when the
// answer comes. Accepted is for ever; a rejected posting may be accepted later.
struct ErpAnswer {
    std::uint64_t posting = 0;  // from 1
    ErpState state = ErpState::accepted;
    Date day;
    std::string document;                         // the ERP's number of its own document
    std::string reason;                           // the ERP's words, when it rejected
    ExceptionNo exception = none<ExceptionNo>();  // that the rejection opened

    friend bool operator==(const ErpAnswer&, const ErpAnswer&) = default;
};

// One package of postings that a consumer was given. Each begins where the one before of the same
// consumer ended, or earlier (given again); so what he has had is 1 to the highest `last`.
struct ExportRow {
    std::string consumer;
    std::string format;
    Digest mapping;           // of the mapping file's bytes
    std::uint64_t first = 0;  // postings, both included
    std::uint64_t last = 0;
    std::uint64_t rows = 0;  // that the format made of them
    Digest digest;           // of the package's manifest, which names the digest of each file
    Date day;
    Sequence entry = 0;      // where it stands in the journal
    std::uint64_t made = 0;  // postings that the book had there

    friend bool operator==(const ExportRow&, const ExportRow&) = default;
};

}  // namespace tieout
