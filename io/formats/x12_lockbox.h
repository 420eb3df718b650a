// The deposits of an X12 823: DEP, its batches, its payments, and the totals of both.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/intake.h"
#include "io/formats/x12_advice.h"
#include "io/formats/x12_segments.h"

namespace tieout {

// Takes the segments of one 823; every DEP becomes a unit.
class X12LockboxReader {
public:
    X12LockboxReader(Currency currency, IntakeFile& file, FaultList& faults, FaultList& warnings)
        : file_(file),
          faults_(faults),
          warnings_(warnings),
          default_currency_(currency),
          currency_(currency),
          advice_(currency, file.texts, faults, warnings) {}

    void take(const X12Segment& segment);
    std::vector<Unit> finish();  // the deposits of the set

private:
    struct Totals {
        std::uint64_t checks = 0;
        WideMinor amount = 0;
        std::optional<X12Segment> total;
        std::vector<X12Segment> counts;
    };

    void set_currency(const X12Segment& segment);
    void deposit(const X12Segment& segment);
    void batch(const X12Segment& segment);
    void close_payment();
    void close_batch();
    void close_deposit();
    void add_payment(X12Advice& advice);
    void compare_amount(const Totals& totals, const char* name);
    void compare_count(const X12Segment& segment, std::uint64_t counted, std::string name);
    void spoil(std::string reason);

    IntakeFile& file_;
    FaultList& faults_;
    FaultList& warnings_;
    Currency default_currency_;
    Currency currency_;  // of the set
    bool currency_is_unknown_ = false;
    X12AdviceReader advice_;
    std::vector<Unit> units_;
    bool has_deposit_ = false;
    bool has_batch_ = false;
    bool has_payment_ = false;
    Unit unit_;
    Text account_;  // of the deposit, kept once for all its payments
    Text lockbox_;
    Text deposit_;
    Text batch_;
    Totals deposit_totals_;
    Totals batch_totals_;
    std::uint64_t batches_ = 0;
};

}  // namespace tieout
