#include "io/formats/nacha_remittance.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "io/formats/fields.h"
#include "io/formats/x12_advice.h"
#include "io/formats/x12_sets.h"

namespace tieout {

namespace {

constexpr std::size_t body_columns = 80;
constexpr std::size_t amount_column = 30;  // of the entry

// The free text of the addenda in one piece, blanks kept: what is cut apart fits together again.
std::string joined(std::span<const std::string_view> bodies) {
    std::string whole;
    whole.reserve(bodies.size() * body_columns);
    for (const std::string_view body : bodies) {
        whole += body;
        if (body.size() < body_columns) whole.append(body_columns - body.size(), ' ');
    }
    return whole;
}

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

void read_segments(
    std::string_view text,
    const AchAddenda& addenda,
    Payment& payment,
    TextStore& texts,
    FaultList& warnings
) {
    const auto delimiters = x12_delimiters(text);
    X12Walker walker(
        text, 1, delimiters.value_or(x12_loose_delimiters(text)), addenda.places, texts
    );
    X12AdviceReader reader(addenda.currency, texts, warnings, warnings);
    X12Segment segment;
    bool in_set = !text.starts_with("ISA");
    std::uint64_t segments = 0;
    while (walker.next(segment)) {
        const std::string_view name = segment.name();
        if (name == "ISA" || name == "GS" || name == "GE" || name == "IEA") continue;
        ++segments;
        if (name == "ST") {
            in_set = segment.element(1) == "820";
            segments = 1;
            if (in_set) continue;
            warnings.add(
                "F_X12_SET",
                segment.line,
                segment.column_of(1),
                fmt::format("this is {}, which is not read", x12_set_words(segment.element(1)))
            );
        } else if (name == "SE") {
            if (whole_number(segment.element(1)) != segments) {
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
            in_set = false;
        } else if (in_set) {
            reader.take(segment);
        }
    }
    X12Advice advice = reader.finish();
    const AchRecord& entry = addenda.entry;
    const auto warn = [&](std::string_view fault, std::string words) {
        warnings.add(fault, entry.line, entry.column_of(amount_column), std::move(words));
    };
    if (!advice.is_readable || advice.currency != addenda.currency) {
        warn("F_ADVICE", "the advice in its addenda cannot be read; it is left out");
        return;
    }
    const bool has_payment = advice.handling != X12Handling::none;
    const Minor stated = has_payment ? advice.amount : addenda.amount;
    if (advice.is_sum_known && !advice.lines.empty() && advice.sum != stated) {
        warn(
            "F_X12_BALANCE",
            fmt::format(
                "the references in its addenda add up to {}, the payment is {}",
                format_amount_wide(advice.sum, addenda.currency),
                format_amount(stated, addenda.currency)
            )
        );
    }
    if (has_payment && advice.amount != addenda.amount) {
        warn(
            "F_X12_BALANCE",
            fmt::format(
                "BPR02 in its addenda states {}, the entry is {}",
                format_amount(advice.amount, addenda.currency),
                format_amount(addenda.amount, addenda.currency)
            )
        );
    }
    payment.remittance = std::move(advice.lines);
    if (!advice.trace.empty()) payment.trace = advice.trace;
    if (payment.payer_account.empty()) payment.payer_account = advice.payer_account;
    if (completes(payment.payer_name, advice.payer_name)) payment.payer_name = advice.payer_name;
    if (!advice.memo.empty()) payment.memo = advice.memo;
}

}  // namespace

Text read_ach_remittance(
    const AchAddenda& addenda, Payment& payment, TextStore& texts, FaultList& warnings
) {
    if (addenda.bodies.empty()) return {};
    std::string_view text = addenda.bodies.front();
    if (addenda.bodies.size() > 1) text = texts.hold(joined(addenda.bodies));
    const bool is_segments = starts_x12_segment(text) || x12_delimiters(text).has_value();
    if (is_segments) read_segments(text, addenda, payment, texts, warnings);
    if (!payment.remittance.empty() || !payment.memo.empty()) return {};
    return text;
}

}  // namespace tieout
