#include "engine/terms.h"

#include <charconv>

namespace tieout {

namespace {

constexpr int days_max = 3650;

// Takes a whole number off the front of the text.
std::optional<int> take_number(std::string_view& text) {
    int number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || number < 0 || number > days_max) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    return number;
}

void skip_blanks(std::string_view& text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
}

// "2" or "1.5" per cent, in basis points.
std::optional<std::int64_t> take_percent(std::string_view& text) {
    const auto whole = take_number(text);
    if (!whole || *whole > 100) return std::nullopt;
    std::int64_t share = std::int64_t{*whole} * 100;
    if (text.empty() || text.front() != '.') return share;
    text.remove_prefix(1);
    std::int64_t unit = 10;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        share += (text.front() - '0') * unit;
        unit /= 10;
        text.remove_prefix(1);
    }
    return share;
}

}  // namespace

std::optional<Terms> parse_terms(std::string_view text) {
    Terms terms;
    skip_blanks(text);
    if (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        const auto share = take_percent(text);
        if (!share || text.empty() || text.front() != '/') return std::nullopt;
        text.remove_prefix(1);
        const auto days = take_number(text);
        if (!days) return std::nullopt;
        terms.discount_bp = *share;
        terms.discount_days = *days;
    }
    skip_blanks(text);
    for (const std::string_view word : {"net", "NET", "n", "N"}) {
        if (text.substr(0, word.size()) != word) continue;
        text.remove_prefix(word.size());
        skip_blanks(text);
        const auto days = take_number(text);
        skip_blanks(text);
        if (!days || !text.empty()) return std::nullopt;
        terms.due_days = *days;
        return terms;
    }
    return std::nullopt;
}

void fill_from_terms(ItemRecord& item) {
    const auto terms = parse_terms(item.terms);
    if (!terms || !item.invoice_date) return;
    if (!item.due_date) item.due_date = add_days(*item.invoice_date, terms->due_days);
    if (terms->discount_bp == 0 || item.kind != ItemKind::invoice) return;
    if (!item.discount_date) {
        item.discount_date = add_days(*item.invoice_date, terms->discount_days);
    }
    if (item.discount_amount == 0) {
        item.discount_amount = scale_half_up(item.amount, terms->discount_bp, 10'000);
    }
}

}  // namespace tieout
