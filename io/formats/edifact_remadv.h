// A REMADV message becomes one remittance advice whose lines add up to its total.
#pragma once

#include <array>
#include <optional>

#include "io/formats/edifact_message.h"

namespace tieout {

class EdifactRemadv {
public:
    EdifactRemadv(const EdifactNotes& notes, std::uint64_t first_line);

    void segment(const EdifactSegment& segment);
    void finish(EdifactResult& result);

private:
    // A DOC with its amounts; adjustments are those of the document, else of its line items.
    struct Document {
        RemittanceLine line;
        std::optional<Minor> due;
        int due_rank = 0;
        Minor discount = 0;
        Minor adjusted = 0;
        Minor item_discount = 0;
        Minor item_adjusted = 0;
        bool has_own_adjustment = false;
        std::uint64_t source_line = 0;
        std::uint64_t column = 0;
    };

    enum class Part : std::uint8_t {
        header,
        document,
        adjustment,
        item,
        item_adjustment,
        summary,
    };

    void currency(const EdifactSegment& cux);
    void party(const EdifactSegment& nad);
    void reference(const EdifactSegment& rff);
    void date(const EdifactSegment& dtm);
    void document(const EdifactSegment& doc);
    void adjustment(const EdifactSegment& ajt);
    void money(const EdifactSegment& moa);
    void document_money(const EdifactMoney& money);
    void adjustment_money(Minor amount);
    void end_document();
    void settle_adjustments(Document& document);
    bool prove_total(EdifactResult& result);

    const EdifactNotes& notes_;
    Remittance advice_;
    Part part_ = Part::header;
    std::optional<Document> open_;
    bool is_discount_ = false;  // of the adjustment that is read
    bool is_broken_ = false;
    EdifactFunction function_ = EdifactFunction::original;
    Currency currency_;
    std::optional<EdifactMoney> total_;  // remitted (12), else another total of the message
    int total_rank_ = 0;
    int payer_rank_ = 0;
    int trace_rank_ = 0;
    int date_rank_ = 0;
    WideMinor due_sum_ = 0;
    bool all_have_net_ = true;
    bool all_have_due_ = true;
};

}  // namespace tieout
