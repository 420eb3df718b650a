#include "io/formats/edifact_message.h"

#include <fmt/core.h>

namespace tieout {

int edifact_rank(std::string_view word, std::initializer_list<EdifactWord> order) {
    const std::uint64_t code = word_code(word);
    auto rank = static_cast<int>(order.size());
    for (const EdifactWord& each : order) {
        if (each.code == code) return rank;
        --rank;
    }
    return 0;
}

EdifactFunction edifact_function(std::string_view code) {
    if (code == "7" || code == "31" || code == "43") return EdifactFunction::repeat;
    if (code == "1" || code == "3") return EdifactFunction::cancellation;
    if (code == "16" || code == "53") return EdifactFunction::not_real;
    return EdifactFunction::original;
}

bool is_edifact_credit_note(std::string_view document_type) {
    return edifact_rank(
               document_type, {"381", "83", "81", "261", "262", "296", "308", "396", "420", "458"}
           ) != 0;
}

EdifactMoney edifact_money(const EdifactSegment& moa, TextStore& texts) {
    return {
        moa.text(1, 1, texts),
        moa.text(1, 2, texts),
        moa.text(1, 3, texts),
        moa.line(),
        moa.column()
    };
}

std::optional<Minor> edifact_minor(
    const EdifactMoney& money, Currency currency, const EdifactNotes& notes, bool& is_broken
) {
    if (!money.letters.empty() && money.letters != currency.letters()) {
        if (Currency::find(money.letters)) return std::nullopt;
        notes.faults.add(
            "F_CURRENCY",
            money.line,
            money.column,
            fmt::format("a currency of ISO 4217 expected, found '{}'", clean_text(money.letters))
        );
        is_broken = true;
        return std::nullopt;
    }
    Result<Minor> amount = edifact_amount(money.digits, notes.marks, currency);
    if (!amount) {
        notes.faults.add("F_AMOUNT", money.line, money.column, amount.error().words);
        is_broken = true;
        return std::nullopt;
    }
    return *amount;
}

Text edifact_party(const EdifactSegment& nad, TextStore& texts) {
    for (const std::size_t element : {std::size_t{4}, std::size_t{3}}) {
        const Text name = nad.text(element, 1, texts);
        if (name.empty()) continue;
        const Text more = element == 4 ? nad.text(element, 2, texts) : Text();
        return more.empty() ? name : texts.keep({name, " ", more});
    }
    return nad.text(2, 1, texts);
}

}  // namespace tieout
