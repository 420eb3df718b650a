// Ledgers of real invoices told week by week: what was billed, what was paid, and who paid what.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tieout {

// What is loaded and then applied in one week.
struct LedgerWeek {
    std::string items_csv;
    std::string payments_csv;
};

struct LedgerBook {
    std::string name;
    std::string policy;  // rules that differ from the shipped ones, TOML; empty: none
    std::string customers_csv;
    std::vector<LedgerWeek> weeks;
    std::string truth_csv;
    std::size_t payments = 0;
    std::size_t items = 0;
    bool has_references = true;  // texts of payments name what they pay
};

// How much of what it pays a payment says in its text.
enum class TextStrength : std::uint8_t {
    all_numbers,
    cut_numbers,  // the text ends after 140 bytes, as that of a SEPA transfer does
    nothing
};

// `iceland_state_invoices`: one vendor is the seller, the paying institutions are its customers,
// and all invoices that one of them paid on one day are one payment. Open in a week are the
// invoices paid in it and in the 60 days behind it. Groups that come to nothing or less are left
// out with their invoices, as are invoices of zero. Nothing when the folder is not there.
std::optional<LedgerBook> iceland_book(
    const std::string& folder, const std::string& vendor, TextStrength strength
);

// `highradius_ar`: invoices of one customer cleared on one day are one payment, without references.
// Open in a week are the customer's invoices that fell due up to 30 days behind it and were not yet
// cleared. The customer 200769623, a fourth of all rows, is left out unless asked for.
std::optional<LedgerBook> highradius_book(const std::string& folder, bool with_largest);

}  // namespace tieout
