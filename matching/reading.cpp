#include "matching/reading.h"

#include <algorithm>

#include "engine/reference_form.h"
#include "matching/check_digits.h"

namespace tieout {

namespace {

constexpr std::size_t payments_ahead = 32;

bool has_references(const Payment& payment) {
    return std::any_of(
        payment.remittance.begin(),
        payment.remittance.end(),
        [](const RemittanceLine& line) { return !line.reference.empty(); }
    );
}

}  // namespace

BookReader::Wanted& BookReader::next() {
    if (used_ == wanted_.size()) wanted_.emplace_back();
    return wanted_[used_++];
}

// Notes the numbers of one payment and sends for their cells.
void BookReader::want(std::size_t at) {
    const Payment& payment = *request_.payments[at];
    const std::size_t before = used_;
    if (has_references(payment)) {
        for (std::size_t line = 0; line < payment.remittance.size(); ++line) {
            if (payment.remittance[line].reference.empty()) continue;
            Wanted& wanted = next();
            wanted.form = reference_form(payment.remittance[line].reference);
            wanted.text = payment.remittance[line].reference;
            wanted.range = 0;
            wanted.payment = static_cast<std::uint32_t>(at);
            wanted.line = static_cast<std::uint32_t>(line);
            wanted.is_weak = false;
        }
    } else if (!payment.memo.empty()) {
        for (const ReferenceToken& token :
             tokens_.read(payment.memo, payment.amount, payment.currency)) {
            Wanted& wanted = next();
            wanted.form = token.form;
            wanted.text = payment.memo.view().substr(token.begin, token.end - token.begin);
            wanted.range = token.range;
            wanted.covers = token.covers;
            wanted.payment = static_cast<std::uint32_t>(at);
            wanted.line = no_line;
            wanted.first = token.first;
            wanted.last = token.last;
            // The payer's own check number is no document, even where one has the same number.
            wanted.is_weak = token.is_weak || has_reference_form(payment.check_number, token.form);
        }
    }
    for (std::size_t i = before; i < used_; ++i)
        request_.book.prefetch_reference(wanted_[i].form);
}

// The number inside a reference whose check digits are right. One that is right by chance one time
// in ten proves little.
void BookReader::find_inside(const Wanted& wanted) {
    constexpr std::size_t shortest = 6;
    if (wanted.range != 0 || wanted.text.size() < shortest) return;
    const auto inside = protected_number(wanted.text);
    if (!inside || inside->number.empty()) return;
    inside_is_strong_ = inside->is_strong;
    request_.book.items_by_reference(inside->number, found_);
}

void BookReader::find(const Wanted& wanted, Reading& reading, std::vector<Hit>& hits) {
    const bool is_text = wanted.line == no_line;
    const bool is_of_range = wanted.range != 0 && wanted.range == range_;
    if (is_text && wanted.first < covered_ && !is_of_range) return;
    found_.clear();
    request_.book.items_by_reference(wanted.form, found_);
    bool is_weak = wanted.is_weak;
    if (found_.empty()) {
        inside_is_strong_ = false;
        find_inside(wanted);
        is_weak = is_weak || !inside_is_strong_;
        if (!is_text && is_weak) found_.clear();
    }
    if (found_.empty()) {
        if (!is_text) look_into_cell(wanted, reading, hits);
        return;
    }
    if (take_found(wanted, is_weak, reading, hits) && is_text && wanted.covers) {
        covered_ = wanted.last + 1U;
        range_ = wanted.range;
    }
}

// Takes the items of the payment's entity and currency as named by it.
bool BookReader::take_found(
    const Wanted& wanted, bool is_weak, Reading& reading, std::vector<Hit>& hits
) {
    if (found_.size() > 1) std::sort(found_.begin(), found_.end());
    const Payment& payment = *request_.payments[wanted.payment];
    const auto first = static_cast<std::ptrdiff_t>(reading.first_hit);
    bool any = false;
    for (const ItemNo no : found_) {
        const OpenItem& item = request_.book.item(no);
        if (item.currency != payment.currency) continue;
        if (item.entity != request_.entities[wanted.payment]) {
            reading.names_other_entity = true;
            continue;
        }
        const bool is_known = std::any_of(hits.begin() + first, hits.end(), [&](const Hit& hit) {
            return hit.item == no && hit.line == wanted.line;
        });
        any = true;
        if (!is_known) hits.push_back(Hit{no, wanted.line, wanted.first, is_weak});
    }
    return any;
}

// A cell of an advice that is no number itself may hold several ("90012, 13 and 15", "Invoice
// 90012"): those that are no weak ones, and what they shorten.
void BookReader::look_into_cell(const Wanted& wanted, Reading& reading, std::vector<Hit>& hits) {
    const Payment& payment = *request_.payments[wanted.payment];
    if (payment.remittance[wanted.line].kind == RemittanceKind::deduction) return;
    std::uint32_t covered = 0;
    std::uint16_t range = 0;
    for (const ReferenceToken& token :
         tokens_.read(wanted.text, payment.amount, payment.currency)) {
        const bool is_of_range = token.range != 0 && token.range == range;
        if ((token.is_weak && token.range == 0) || (token.first < covered && !is_of_range))
            continue;
        found_.clear();
        request_.book.items_by_reference(token.form, found_);
        if (found_.empty() || !take_found(wanted, false, reading, hits)) continue;
        if (!token.covers) continue;
        covered = token.last + 1U;
        range = token.range;
    }
}

void BookReader::read(std::size_t begin, std::size_t end, ReadingBlock& block) {
    for (std::size_t from = begin; from < end; from += payments_ahead) {
        const std::size_t to = std::min(end, from + payments_ahead);
        used_ = 0;
        for (std::size_t at = from; at < to; ++at)
            want(at);
        for (std::size_t i = 0; i < used_; ++i)
            request_.book.prefetch_reference_items(wanted_[i].form);
        std::size_t next_wanted = 0;
        for (std::size_t at = from; at < to; ++at) {
            Reading reading;
            reading.first_hit = static_cast<std::uint32_t>(block.hits.size());
            covered_ = 0;
            range_ = 0;
            for (; next_wanted < used_ && wanted_[next_wanted].payment == at; ++next_wanted) {
                reading.has_lines = reading.has_lines || wanted_[next_wanted].line != no_line;
                find(wanted_[next_wanted], reading, block.hits);
            }
            reading.hits = static_cast<std::uint32_t>(block.hits.size()) - reading.first_hit;
            block.readings.push_back(reading);
        }
    }
}

}  // namespace tieout
