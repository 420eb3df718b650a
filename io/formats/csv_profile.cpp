#include "io/formats/csv_profile.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/check.h"
#include "engine/slot_table.h"
#include "io/formats/fields.h"

namespace tieout {

namespace embedded {
std::string_view csv_profiles();
}  // namespace embedded

namespace {

constexpr std::size_t header_rows_max = 30;
constexpr std::array marks{',', ';', '\t', '|'};

constexpr std::array<std::string_view, static_cast<std::size_t>(CsvField::count)> field_names{
    "date",  "value_date",   "amount",   "debit",   "credit",     "side",          "fee",
    "net",   "balance",      "currency", "account", "payer_name", "payer_account", "reference",
    "trace", "check_number", "memo",     "kind",    "status",     "unused",
};

constexpr std::array<std::string_view, static_cast<std::size_t>(CsvWords::count)> word_names{
    "credit_words",
    "debit_words",
    "return_words",
    "reversal_words",
    "fee_words",
    "transfer_words",
    "sweep_words",
    "booked",
    "footer",
};

std::string small_letters(std::string_view text) {
    std::string small = squeezed_text(text);
    for (char& letter : small) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + ('a' - 'A'));
    }
    return small;
}

std::vector<std::string> list_of(std::string_view text) {
    std::vector<std::string> list;
    for (const std::string_view word : split_words(text, '|'))
        list.push_back(small_letters(word));
    return list;
}

template <std::size_t N>
std::optional<std::size_t> index_of(
    const std::array<std::string_view, N>& names, std::string_view name
) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

// One line of a profile; false when it means nothing.
bool read_line(CsvProfile& profile, std::string_view key, std::string_view value) {
    const bool may_be_missing = key.ends_with('?');
    if (may_be_missing) key.remove_suffix(1);
    if (const auto field = index_of(field_names, key)) {
        profile.columns.push_back({static_cast<CsvField>(*field), may_be_missing, list_of(value)});
        return true;
    }
    if (const auto list = index_of(word_names, key)) {
        profile.words[*list] = list_of(value);
        return true;
    }
    if (key == "source") profile.is_psp = value == "psp";
    if (key == "sign") profile.is_plus_out = value == "plus_out";
    if (key == "source") return value == "psp" || value == "bank";
    if (key == "sign") return value == "plus_in" || value == "plus_out";
    if (key == "decimal" && (value == "point" || value == "comma")) {
        profile.decimal = value == "point" ? '.' : ',';
        return true;
    }
    if (key == "date_order") {
        constexpr std::array<std::string_view, 3> orders{"ymd", "dmy", "mdy"};
        const auto order = index_of(orders, value);
        if (order) profile.date_order = static_cast<DateOrder>(*order);
        return order.has_value();
    }
    if (key == "currency_is") {
        const auto currency = Currency::find(value);
        if (currency) profile.currency = *currency;
        return currency.has_value();
    }
    return false;
}

bool has_field(const CsvProfile& profile, CsvField field) {
    return std::any_of(
        profile.columns.begin(),
        profile.columns.end(),
        [&](const CsvColumn& column) { return column.field == field; }
    );
}

}  // namespace

bool CsvProfile::has_word(CsvWords list, std::string_view text) const {
    const auto& held = words[static_cast<std::size_t>(list)];
    if (held.empty()) return false;
    return std::find(held.begin(), held.end(), small_letters(text)) != held.end();
}

bool CsvProfile::is_footer(std::string_view text) const {
    const auto& held = words[static_cast<std::size_t>(CsvWords::footer)];
    const std::string small = small_letters(text);
    return std::any_of(held.begin(), held.end(), [&](const std::string& word) {
        return small.starts_with(word);
    });
}

unsigned CsvWordLists::lists_with(std::string_view text) {
    Found& found = found_[text_hash(text) % found_.size()];
    if (found.is_known && found.text == text) return found.lists;
    found = {std::string(text), 0, true};
    for (std::size_t i = 0; i < static_cast<std::size_t>(CsvWords::count); ++i) {
        const auto list = static_cast<CsvWords>(i);
        if (profile_.has_word(list, text)) found.lists |= bit(list);
    }
    return found.lists;
}

Result<std::vector<CsvProfile>> parse_csv_profiles(const std::string& name, std::string_view text) {
    std::vector<CsvProfile> profiles;
    const auto refused = [&](std::uint64_t line, std::string words) {
        return tl::make_unexpected(
            Error{ErrorKind::usage, "F_LAYOUT", std::move(words), {name, line, 0}}
        );
    };
    for (const Line& line : Source(name, text).lines()) {
        const std::string_view row = trimmed(line.text);
        if (row.empty() || row.starts_with('#')) continue;
        const std::size_t comma = row.find(',');
        if (comma == std::string_view::npos) return refused(line.number, "key,value expected");
        const std::string_view key = row.substr(0, comma);
        const std::string_view value = trimmed(row.substr(comma + 1));
        if (key == "profile") {
            profiles.emplace_back().name = std::string(value);
        } else if (profiles.empty() || !read_line(profiles.back(), key, value)) {
            return refused(
                line.number, fmt::format("'{}' is no line of a CSV profile", clean_text(row))
            );
        }
    }
    for (const CsvProfile& profile : profiles) {
        const bool has_amount =
            has_field(profile, CsvField::amount) ||
            (has_field(profile, CsvField::debit) && has_field(profile, CsvField::credit));
        if (has_field(profile, CsvField::date) && has_amount) continue;
        return refused(
            0,
            fmt::format(
                "profile '{}': date and amount, or debit and credit, expected", profile.name
            )
        );
    }
    return profiles;
}

const std::vector<CsvProfile>& built_in_csv_profiles() {
    static const std::vector<CsvProfile> profiles = [] {
        auto read = parse_csv_profiles("csv_profiles", embedded::csv_profiles());
        check(read.has_value(), "the profiles that the program carries can be read");
        return *read;
    }();
    return profiles;
}

std::optional<CsvPlaces> place_csv_columns(
    const CsvProfile& profile, const std::vector<std::string>& names
) {
    CsvPlaces places;
    places.at.fill(CsvPlaces::none);
    places.columns = names.size();
    std::vector<bool> taken(names.size());
    for (const CsvColumn& column : profile.columns) {
        std::size_t& at = places.at[static_cast<std::size_t>(column.field)];
        std::size_t found = CsvPlaces::none;
        for (const std::string& name : column.names) {
            const auto place = std::find(names.begin(), names.end(), name);
            const auto index = static_cast<std::size_t>(place - names.begin());
            if (place == names.end() || taken[index]) continue;
            found = index;
            break;
        }
        if (found == CsvPlaces::none) {
            if (!column.may_be_missing) return std::nullopt;
            continue;
        }
        taken[found] = true;
        ++places.found;
        if (column.field == CsvField::memo) {
            places.memos.push_back(found);
        } else {
            at = found;
        }
    }
    return places;
}

std::optional<CsvMatch> match_csv_profile(
    std::string_view text, const std::vector<CsvProfile>& profiles
) {
    std::optional<CsvMatch> best;
    TextStore texts;
    std::vector<std::string> names;
    for (const char mark : marks) {
        CsvRows rows(text, 1, mark, texts);
        CsvRow row;
        for (std::uint64_t above = 0; above < header_rows_max && rows.next(row); ++above) {
            if (row.cells.size() < 2 || row.is_broken) continue;
            names.clear();
            for (const CsvCell& cell : row.cells)
                names.push_back(small_letters(cell.text));
            for (const CsvProfile& profile : profiles) {
                auto places = place_csv_columns(profile, names);
                if (!places || (best && places->found <= best->places.found)) continue;
                best = CsvMatch{&profile, std::move(*places), mark, above};
            }
        }
    }
    return best;
}

namespace {

// One word behind the profile's name, as in "csv:profile:dmy:comma:USD".
bool obey(std::string_view word, CsvChosen& chosen) {
    if (word == "ymd") chosen.profile.date_order = DateOrder::ymd;
    if (word == "dmy") chosen.profile.date_order = DateOrder::dmy;
    if (word == "mdy") chosen.profile.date_order = DateOrder::mdy;
    if (word == "point") chosen.profile.decimal = '.';
    if (word == "comma") chosen.profile.decimal = ',';
    for (const std::string_view known : {"ymd", "dmy", "mdy", "point", "comma"}) {
        if (word == known) return true;
    }
    const auto currency = Currency::find(word);
    if (currency) chosen.currency = *currency;
    return currency.has_value();
}

}  // namespace

Result<CsvChosen> choose_csv_profile(const Source& source, const CsvChoice& choice) {
    std::vector<CsvProfile> own;
    if (!choice.profiles.empty()) {
        auto read = parse_csv_profiles("profile", choice.profiles);
        if (!read) return tl::make_unexpected(std::move(read).error());
        own = std::move(*read);
    }
    const auto refused = [&](std::string words) {
        return tl::make_unexpected(
            Error{ErrorKind::input, "F_CSV_PROFILE", std::move(words), {source.name(), 1, 1}}
        );
    };
    const std::vector<std::string_view> words = split_words(choice.words, ':');
    // What fits a profile of the user's own is read by it, whatever else would fit.
    std::vector<CsvProfile> named;
    std::optional<CsvMatch> match;
    bool is_named = false;
    for (const std::vector<CsvProfile>* profiles :
         {&std::as_const(own), &built_in_csv_profiles()}) {
        if (match) break;
        if (words.front().empty()) {
            is_named = true;
            match = match_csv_profile(source.text(), *profiles);
            continue;
        }
        named.clear();
        for (const CsvProfile& profile : *profiles) {
            if (profile.name == words.front()) named.push_back(profile);
        }
        is_named = is_named || !named.empty();
        match = match_csv_profile(source.text(), named);
    }
    if (!is_named) {
        return refused(fmt::format("no CSV profile is called '{}'", clean_text(words.front())));
    }
    if (!match) return refused("a header with the columns of a CSV profile expected");
    CsvChosen chosen{*match->profile, std::move(*match), choice.currency};
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (!obey(words[i], chosen)) {
            return refused(fmt::format(
                "ymd, dmy, mdy, point, comma or a currency expected, found '{}'",
                clean_text(words[i])
            ));
        }
    }
    return chosen;
}

}  // namespace tieout
