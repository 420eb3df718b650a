// Credit advices: a CREADV is one receipt, a CREMUL a row of accounts' receipts with their sums.
#pragma once

#include <optional>
#include <vector>

#include "io/formats/edifact_message.h"

namespace tieout {

class EdifactCredit {
public:
    EdifactCredit(const EdifactNotes& notes, bool is_multiple, std::uint64_t first_line);

    void segment(const EdifactSegment& segment);
    void finish(EdifactResult& result);

private:
    // Where a segment stands: the message, a LIN (one posting on an account), a SEQ (one credit).
    enum class Level : std::uint8_t {
        message,
        line,
        credit,
    };

    struct Days {
        std::optional<Date> posted;  // 202
        std::optional<Date> value;   // 209
        std::optional<Date> other;   // 203, 171, 137
    };

    // One credit while it is read.
    struct Credit {
        Payment payment;
        std::vector<EdifactMoney> amounts;
        Days days;
        int name_rank = 0;
        int trace_rank = 0;
        std::string memo;
        std::uint64_t line = 0;
        std::uint64_t column = 0;
        bool in_document = false;
    };

    // A LIN, or the whole of a CREADV.
    struct Posting {
        Unit unit;
        std::vector<EdifactMoney> amounts;
        Days days;
        Text bank_reference;
        WideMinor sum = 0;
        bool is_broken = false;
    };

    void begin_posting(std::uint64_t line);
    void end_posting();
    void begin_credit(const EdifactSegment& segment);
    void end_credit();
    std::optional<Minor> credit_amount(const Credit& credit);
    bool place_dates(const Credit& credit, Payment& payment);
    void date(const EdifactSegment& dtm);
    void money(const EdifactSegment& moa);
    void reference(const EdifactSegment& rff);
    void institution(const EdifactSegment& fii);
    void party(const EdifactSegment& nad);
    void text(const EdifactSegment& ftx);
    void document(const EdifactSegment& doc);
    void count(const EdifactSegment& cnt);
    void prove_sum(const std::optional<EdifactMoney>& stated);
    void not_cash(std::string reason);
    Currency posting_currency();
    const EdifactMoney* best_amount(const std::vector<EdifactMoney>& amounts, Currency currency)
        const;

    const EdifactNotes& notes_;
    bool is_multiple_;
    Level level_ = Level::message;
    EdifactFunction function_ = EdifactFunction::original;
    Text number_;
    Days days_;
    Posting posting_;
    bool has_posting_ = false;
    std::optional<Credit> credit_;
    std::vector<Unit> units_;
    std::optional<Control> lines_control_;
    std::uint64_t lines_ = 0;
};

}  // namespace tieout
