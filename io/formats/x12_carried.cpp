#include "io/formats/x12_carried.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "io/formats/fields.h"
#include "io/formats/x12_sets.h"

namespace tieout {

namespace {

// A batch header cuts names at sixteen letters; the advice may have the same name in full.
bool completes(std::string_view cut, std::string_view full) {
    if (cut.empty() || cut.size() >= full.size()) return false;
    const auto capital = [](char letter) {
        return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    };
    return std::equal(cut.begin(), cut.end(), full.begin(), [&](char left, char right) {
        return capital(left) == capital(right);
    });
}

}  // namespace

bool is_carried_x12(std::string_view text) {
    return starts_x12_segment(text) || x12_delimiters(text).has_value();
}

X12CarriedState read_carried_x12(
    const X12Carried& carried,
    Payment& payment,
    X12AdviceReader& reader,
    TextStore& texts,
    FaultList& warnings
) {
    const std::string_view text = carried.text;
    const auto delimiters = x12_delimiters(text);
    X12Walker walker(
        text,
        carried.first_line,
        delimiters.value_or(x12_loose_delimiters(text)),
        carried.pieces,
        texts
    );
    X12CarriedState state = X12CarriedState::loose;
    X12Segment segment;
    bool in_set = !text.starts_with("ISA");
    bool is_begun = false;  // by an ST
    std::uint64_t segments = 0;
    reader.start(carried.currency);
    while (walker.next(segment)) {
        const std::uint64_t code = segment.code;
        const bool is_envelope = code == word_code("ISA") || code == word_code("GS") ||
                                 code == word_code("GE") || code == word_code("IEA");
        if (is_envelope) continue;
        ++segments;
        if (code == word_code("ST")) {
            in_set = segment.element(1) == "820";
            is_begun = in_set;
            state = X12CarriedState::loose;
            segments = 1;
            if (in_set) continue;
            warnings.add(
                "F_X12_SET",
                segment.line,
                segment.column_of(1),
                fmt::format("this is {}, which is not read", x12_set_words(segment.element(1)))
            );
        } else if (code == word_code("SE")) {
            const bool ties = whole_number(segment.element(1)) == segments;
            if (!ties) {
                warnings.add(
                    "F_X12_COUNT",
                    segment.line,
                    segment.column_of(1),
                    fmt::format(
                        "SE01 segments states '{}', counted {}",
                        clean_text(segment.element(1).substr(0, 40)),
                        segments
                    )
                );
            }
            if (is_begun && ties) state = X12CarriedState::whole;
            in_set = is_begun = false;
        } else if (in_set) {
            reader.take(segment);
        }
    }
    X12Advice advice = reader.finish();
    const auto warn = [&](std::string_view fault, std::string words) {
        warnings.add(fault, carried.payment.line, carried.payment.column, std::move(words));
    };
    if (!advice.is_readable || advice.currency != carried.currency) {
        warn("F_ADVICE", "the advice in its addenda cannot be read; it is left out");
        return X12CarriedState::left_out;
    }
    const bool has_payment = advice.handling != X12Handling::none;
    const Minor stated = has_payment ? advice.amount : carried.amount;
    if (advice.is_sum_known && !advice.lines.empty() && advice.sum != stated) {
        warn(
            "F_X12_BALANCE",
            fmt::format(
                "the references in its addenda add up to {}, the payment is {}",
                format_amount_wide(advice.sum, carried.currency),
                format_amount(stated, carried.currency)
            )
        );
    }
    if (has_payment && advice.amount != carried.amount) {
        warn(
            "F_X12_BALANCE",
            fmt::format(
                "BPR02 in its addenda states {}, the entry is {}",
                format_amount(advice.amount, carried.currency),
                format_amount(carried.amount, carried.currency)
            )
        );
    }
    payment.remittance = std::move(advice.lines);
    if (!advice.trace.empty()) payment.trace = advice.trace;
    if (payment.payer_account.empty()) payment.payer_account = advice.payer_account;
    if (completes(payment.payer_name, advice.payer_name)) payment.payer_name = advice.payer_name;
    if (!advice.memo.empty()) payment.memo = advice.memo;
    return state;
}

}  // namespace tieout
