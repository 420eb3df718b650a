// Tiers 1 and 2: the payer named the documents, in lines or in free text.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/clearing.h"
#include "engine/policy.h"
#include "matching/pool.h"
#include "matching/reading.h"

namespace tieout {

struct NamedQuery {
    const Book& book;
    const Policy& policy;
    const Payment& payment;
    const Reading& reading;
    std::span<const Hit> hits;
    CustomerNo family{};  // whose documents may be paid
    const Taken& taken;   // by payments of this batch that came before by rule
};

enum class NamedOutcome : std::uint8_t {
    nothing,  // no document of this family is named (free text only)
    settled,  // the settlement may be posted
    refused,  // documents are named, and a person must look: settlement.reason says why
};

struct NamedAnswer {
    NamedOutcome outcome = NamedOutcome::nothing;
    std::uint8_t tier = 0;
    // Each named item is closed to the cent and nothing is left: enough to know an unknown payer.
    bool closes_all = false;
    bool is_weak_only = false;  // nothing but numbers that prove little
    bool is_part = false;  // free text: less than the named items is paid, and that may be posted
    Settlement settlement;
    std::vector<NamedItem> named;  // what was resolved, also when refused: the candidate to show
};

// Settles what the payment names against the family's items. Structured lines rule; free text is
// read when no line names a document. Cost O(lines x hits).
NamedAnswer answer_named(const NamedQuery& query);

}  // namespace tieout
