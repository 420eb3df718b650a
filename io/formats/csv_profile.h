// A profile says which columns of a bank's or PSP's CSV export hold what, and how signs are meant.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "engine/money.h"
#include "engine/payment.h"
#include "io/formats/csv_cells.h"
#include "io/formats/csv_values.h"

namespace tieout {

enum class CsvField : std::uint8_t {
    date,
    value_date,
    amount,
    debit,
    credit,
    side,
    fee,
    net,
    balance,
    currency,
    account,
    payer_name,
    payer_account,
    reference,
    trace,
    check_number,
    memo,
    kind,
    status,
    unused,  // a header that tells the profile, nothing more
    count
};

// The word lists of a profile.
enum class CsvWords : std::uint8_t {
    credit,
    debit,
    returned,
    reversal,
    fee,
    transfer,
    sweep,
    booked,
    footer,
    count
};

struct CsvColumn {
    CsvField field = CsvField::date;
    bool may_be_missing = false;
    std::vector<std::string> names;  // in small letters
};

struct CsvProfile {
    std::string name;
    std::vector<CsvColumn> columns;
    std::array<std::vector<std::string>, static_cast<std::size_t>(CsvWords::count)> words;
    std::optional<DateOrder> date_order;  // none: proved from the data
    std::optional<char> decimal;
    Currency currency;
    bool is_psp = false;
    bool is_plus_out = false;  // a card account: positive amounts are money out

    bool has_word(CsvWords list, std::string_view text) const;
    bool is_footer(std::string_view text) const;  // begins with a word of a footer
};

// Finds words in the lists of a profile; remembers the words found last, which are few in a file.
class CsvWordLists {
public:
    explicit CsvWordLists(const CsvProfile& profile) : profile_(profile) {}

    // A bit for each list that has the text, as `bit` gives it.
    unsigned lists_with(std::string_view text);

    static constexpr unsigned bit(CsvWords list) { return 1U << static_cast<unsigned>(list); }

    bool has(CsvWords list, std::string_view text) { return (lists_with(text) & bit(list)) != 0; }

private:
    struct Found {
        std::string text;
        unsigned lists = 0;
        bool is_known = false;
    };

    const CsvProfile& profile_;
    std::array<Found, 16> found_;
};

// Reads profiles, one after the other; refused with the line that is wrong.
Result<std::vector<CsvProfile>> parse_csv_profiles(const std::string& name, std::string_view text);
const std::vector<CsvProfile>& built_in_csv_profiles();

// Where the profile's columns stand in a header.
struct CsvPlaces {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::array<std::size_t, static_cast<std::size_t>(CsvField::count)> at;
    std::vector<std::size_t> memos;
    std::size_t columns = 0;  // of the header
    std::size_t found = 0;    // columns of the profile that are there

    std::size_t of(CsvField field) const { return at[static_cast<std::size_t>(field)]; }
};

// Of a header with these names, in small letters. Nothing when a column that must be there is
// missing.
std::optional<CsvPlaces> place_csv_columns(
    const CsvProfile& profile, const std::vector<std::string>& names
);

// The header row of a text and the profile that fits it best.
struct CsvMatch {
    const CsvProfile* profile = nullptr;
    CsvPlaces places;
    char mark = ',';
    std::uint64_t header_row = 0;  // rows above it, which are left out
};

// Looks at the first rows, with each mark that may part cells.
std::optional<CsvMatch> match_csv_profile(
    std::string_view text, const std::vector<CsvProfile>& profiles
);

// What the user says about a file.
struct CsvChoice {
    std::string_view words;     // "paypal:dmy:comma:USD"; empty: all from the content
    std::string_view profiles;  // of the user's own; they come before the built-in ones
    Currency currency;          // where the file names none
};

struct CsvChosen {
    CsvProfile profile;
    CsvMatch match;
    Currency currency;  // where the file names none
};

Result<CsvChosen> choose_csv_profile(const Source& source, const CsvChoice& choice);

}  // namespace tieout
