// A lockbox layout says in which columns a bank keeps each field of its lockbox records.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/error.h"
#include "io/formats/fields.h"
#include "io/formats/source.h"

namespace tieout {

enum class LockboxField : std::uint8_t {
    header_destination,
    header_origin,
    header_date,
    header_time,
    batch_number,
    batch_lockbox,
    batch_date,
    check_batch,
    check_item,
    check_amount,
    check_routing,
    check_account,
    check_number,
    check_date,
    check_remitter,
    check_customer,
    check_reference,  // written by our own export, not read
    line_batch,
    line_item,
    line_sequence,
    line_last,
    line_invoice,
    line_amount,
    line_deduction,
    line_reason,
    line_gross,
    line_discount,
    line_customer,
    line_memo,
    line_key,           // written by our own export, not read
    line_applications,  // the columns of the first of several; more follow in the same width
    total_batch,
    total_lockbox,
    total_date,
    total_count,
    total_amount,
    box_lockbox,
    box_count,
    box_amount,
    trailer_records,
    count
};

enum class LayoutType : std::uint8_t {
    text,
    number,
    amount,
    yymmdd,
    mmddyy,
    ccyymmdd
};

struct LayoutField {
    std::size_t from = 0;  // columns from 1, both included; 0: the layout has no such field
    std::size_t to = 0;
    LayoutType type = LayoutType::text;
};

class LockboxLayout {
public:
    // Reads a table of record,field,from,to,type; `name` is what reports call it. A table may hold
    // several layouts, each behind a line layout,NAME: then `wanted` tells which.
    static Result<LockboxLayout> parse(
        std::string name, std::string_view table, std::string_view wanted = {}
    );
    // The layouts the program carries: "base", "sap", "wide" (300 columns), and "oracle",
    // which our export writes.
    static std::optional<LockboxLayout> built_in(std::string_view name);

    const std::string& name() const { return name_; }

    const LayoutField& field(LockboxField field) const {
        return fields_[static_cast<std::size_t>(field)];
    }

    bool has(LockboxField wanted) const { return field(wanted).from != 0; }

    // The field of a line; empty where line or layout has none.
    std::string_view raw(std::string_view line, LockboxField wanted) const {
        const LayoutField& place = field(wanted);
        return columns(line, place.from, place.to);
    }

    // The same without blanks around it.
    std::string_view cut(std::string_view line, LockboxField wanted) const {
        return trimmed(without_end_blanks(raw(line, wanted)));
    }

private:
    std::string name_;
    std::array<LayoutField, static_cast<std::size_t>(LockboxField::count)> fields_;
};

}  // namespace tieout
