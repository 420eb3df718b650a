// An ACH entry with its addenda: what it is, who sent it, what it is for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/intake.h"
#include "io/formats/nacha_batch.h"
#include "io/formats/nacha_records.h"
#include "io/formats/source.h"
#include "io/formats/x12_advice.h"

namespace tieout {

// What an entry adds to its batch; what was wrong or noted is said by then.
struct AchOutcome {
    bool is_readable = true;  // else the batch cannot be taken
    Minor credit = 0;
    Minor debit = 0;
};

// Gathers the records of one entry.
class AchEntryReader {
public:
    AchEntryReader(TextStore& texts, FaultList& faults, FaultList& warnings, Currency currency)
        : texts_(texts),
          faults_(faults),
          warnings_(warnings),
          currency_(currency),
          advice_(currency, texts, warnings, warnings) {}

    bool is_open() const { return is_open_; }

    void begin(const AchBatchHeader& batch, const AchRecord& record);
    void addenda(const AchRecord& record);
    // Adds a movement, or an advice without money, or neither.
    AchOutcome finish(std::vector<Payment>& movements, std::vector<Remittance>& advices);

private:
    void read_amount();
    void free_addenda(const AchRecord& record);
    void check_addenda();
    void check_international();
    bool is_for_this_entry(const AchRecord& record);
    void check_routing();
    void fill(Payment& payment);
    Text account_of(std::string_view routing, std::string_view number) const;
    void add_memo(Text text);
    Text memo();
    MovementKind kind() const;
    Text bank_code();
    Text batch_text(Date day);
    void name_parties(Payment& payment);
    void name_return(Payment& payment);
    void read_advice(Payment& payment);
    void note_without_money();
    void spoil(
        const AchRecord& record, std::size_t column, std::string_view fault, std::string words
    );
    void warn(
        const AchRecord& record, std::size_t column, std::string_view fault, std::string words
    );
    Text kept(std::string_view text) const;

    TextStore& texts_;
    FaultList& faults_;
    FaultList& warnings_;
    Currency currency_;
    X12AdviceReader advice_;  // of addenda
    const AchBatchHeader* batch_ = nullptr;
    bool is_open_ = false;
    AchRecord entry_;
    bool is_readable_ = true;
    Minor amount_ = 0;
    std::vector<std::string_view> bodies_;  // of addenda 05 and 17, columns 4-83
    std::vector<X12Piece> places_;
    std::optional<AchRecord> returned_;    // addenda 99
    std::optional<AchRecord> change_;      // addenda 98
    std::optional<AchRecord> originator_;  // addenda 11 of IAT
    std::uint32_t mandatory_ = 0;          // bits of addenda 10-16 that were there
    std::size_t addenda_ = 0;
    std::vector<Text> memos_;
    std::size_t memo_size_ = 0;        // of them, with a blank between two
    std::string_view proven_routing_;  // with its check digit; most entries have the same
    std::string_view our_routing_;
    std::string_view our_number_;
    Text our_account_;  // made of both
    Text bank_code_;    // of an entry before that was no return, as is the batch: most are alike
    std::uint64_t bank_code_batch_ = 0;
    std::string_view bank_code_digits_;
    Text batch_text_;
    Date batch_date_;
    std::uint64_t batch_ordinal_ = 0;
    std::size_t sequence_ = 0;
};

}  // namespace tieout
