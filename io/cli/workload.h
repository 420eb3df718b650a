// A plain book with known answers to measure speed with: one day, whole items, exact numbers.
#pragma once

#include <cstdint>
#include <string>

namespace tieout {

struct WorkloadSize {
    std::uint64_t customers = 100;
    std::uint64_t items = 1000;
    std::uint64_t payments = 500;  // fewer when the items do not suffice
    std::uint64_t seed = 1;
    unsigned unreferenced_percent = 10;  // payments that name no document
    unsigned items_max = 2;              // items of one payment, 1 or 2
    bool is_payer_stated = false;        // by customer number, instead of by account and name
};

// The files as text; the same size and seed give the same bytes on every machine.
struct Workload {
    std::string customers_csv;
    std::string items_ndjson;
    std::string payments_ndjson;
    std::string lockbox_bai;  // the same payments as checks of one deposit
    std::string truth_csv;
    std::uint64_t payments = 0;
};

// Every payment clears one or two whole items of one customer; most name them in remittance
// lines, some in their memo. Amounts are spread over four decades, in USD. `with_lockbox` writes
// payments as a BAI lockbox too.
Workload make_workload(const WorkloadSize& size, bool with_lockbox);

}  // namespace tieout
