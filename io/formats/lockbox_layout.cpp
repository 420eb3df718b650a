#include "io/formats/lockbox_layout.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/check.h"

namespace tieout {

namespace embedded {
std::string_view lockbox_base();
std::string_view lockbox_sap();
std::string_view lockbox_wide();
std::string_view lockbox_oracle();
}  // namespace embedded

namespace {

constexpr std::size_t columns_max = 4096;

// Record and name of each LockboxField, in its order.
constexpr std::array<std::string_view, static_cast<std::size_t>(LockboxField::count)> field_names{
    "1,destination",  "1,origin",       "1,created_date", "1,created_time", "5,batch",
    "5,lockbox",      "5,deposit_date", "6,batch",        "6,item",         "6,amount",
    "6,routing",      "6,account",      "6,check_number", "6,check_date",   "6,remitter",
    "6,customer",     "6,reference",    "4,batch",        "4,item",         "4,sequence",
    "4,last",         "4,invoice",      "4,amount",       "4,deduction",    "4,reason",
    "4,gross",        "4,discount",     "4,customer",     "4,memo",         "4,key",
    "4,applications", "7,batch",        "7,lockbox",      "7,deposit_date", "7,count",
    "7,amount",       "8,lockbox",      "8,count",        "8,amount",       "9,records",
};

constexpr std::array<std::string_view, 6> type_words{
    "text", "number", "amount", "yymmdd", "mmddyy", "ccyymmdd"
};

constexpr std::array required_fields{
    LockboxField::batch_lockbox,
    LockboxField::batch_date,
    LockboxField::check_batch,
    LockboxField::check_item,
    LockboxField::check_amount,
    LockboxField::line_batch,
    LockboxField::line_item,
    LockboxField::total_count,
    LockboxField::total_amount,
    LockboxField::box_count,
    LockboxField::box_amount,
    LockboxField::trailer_records,
};

template <std::size_t N>
std::optional<std::size_t> index_of(
    const std::array<std::string_view, N>& names, std::string_view name
) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

tl::unexpected<Error> bad_table(const std::string& name, std::uint64_t line, std::string words) {
    return tl::make_unexpected(
        Error{ErrorKind::usage, "F_LAYOUT", std::move(words), {name, line, 0}}
    );
}

}  // namespace

Result<LockboxLayout> LockboxLayout::parse(
    std::string name, std::string_view table, std::string_view wanted
) {
    constexpr std::string_view layout_mark = "layout,";
    LockboxLayout layout;
    layout.name_ = wanted.empty() ? name : std::string(wanted);
    std::size_t layouts = 0;
    bool is_wanted = true;  // the layout that the rows belong to
    bool is_found = false;
    for (const Line& line : Source(name, table).lines()) {
        const std::string_view text = trimmed(line.text);
        if (text.empty() || text.starts_with('#') || text.starts_with("record,")) continue;
        if (text.starts_with(layout_mark)) {
            const std::string_view called = trimmed(text.substr(layout_mark.size()));
            if (++layouts > 1 && wanted.empty()) {
                return bad_table(
                    name, line.number, "one of several layouts: name it, as in bai_lockbox:NAME"
                );
            }
            is_wanted = wanted.empty() || called == wanted;
            if (is_wanted && is_found) {
                return bad_table(name, line.number, "a layout of this name stands above");
            }
            is_found = is_found || is_wanted;
            if (is_wanted) layout.name_ = std::string(called);
            continue;
        }
        if (!is_wanted) continue;
        const std::vector<std::string_view> words = split_words(text, ',');
        if (words.size() != 5) {
            return bad_table(name, line.number, "record,field,from,to,type expected");
        }
        const auto field = index_of(field_names, fmt::format("{},{}", words[0], words[1]));
        const auto from = whole_number(words[2], columns_max);
        const auto to = whole_number(words[3], columns_max);
        const auto type = index_of(type_words, words[4]);
        if (!field) {
            return bad_table(
                name,
                line.number,
                fmt::format("no lockbox record '{}' has a field '{}'", words[0], words[1])
            );
        }
        if (!from || !to || *from == 0 || *to < *from) {
            return bad_table(name, line.number, "columns from..to, counted from 1, expected");
        }
        if (!type) {
            return bad_table(
                name, line.number, "text, number, amount, yymmdd, mmddyy or ccyymmdd expected"
            );
        }
        layout.fields_[*field] = {*from, *to, static_cast<LayoutType>(*type)};
    }
    if (layouts != 0 && !is_found) {
        return bad_table(name, 0, fmt::format("no layout is called '{}'", clean_text(wanted)));
    }
    for (const LockboxField field : required_fields) {
        if (layout.has(field)) continue;
        return bad_table(
            name,
            0,
            fmt::format(
                "the layout lacks the field '{}'", field_names[static_cast<std::size_t>(field)]
            )
        );
    }
    return layout;
}

std::optional<LockboxLayout> LockboxLayout::built_in(std::string_view name) {
    std::string_view table;
    if (name == "base") table = embedded::lockbox_base();
    if (name == "sap") table = embedded::lockbox_sap();
    if (name == "wide" || name == "300") table = embedded::lockbox_wide();
    if (name == "oracle") table = embedded::lockbox_oracle();
    if (table.empty()) return std::nullopt;
    Result<LockboxLayout> layout = parse(name == "300" ? "wide" : std::string(name), table);
    check(layout.has_value(), "a layout that the program carries is complete");
    return *layout;
}

}  // namespace tieout
