// Labelled data turned into books: load files, a lockbox file and the known answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tieout {

// A book in our load formats, bank files to apply, and truth for `evaluate`.
struct DatasetBook {
    std::string policy;  // rules that differ from the shipped ones, TOML; empty: none
    std::string customers_csv;
    std::string items_csv;
    std::string bank_file;
    std::string bank_file_name;
    std::string truth_csv;
    std::size_t payments = 0;
    std::size_t items = 0;
};

enum class LockboxShape {
    base,
    wide
};

// Rows of an RFC 4180 file without its header; empty when the file is not there.
std::vector<std::vector<std::string>> dataset_rows(const std::string& path);
// A cell of such a file.
std::string quoted(const std::string& text);
// "1234.5" or "1234.5000000002" in cents, rounded half up; cents with two decimals.
std::int64_t cents_of(const std::string& text);
std::string amount_of(std::int64_t cents);

// `classicmodels`: 273 cheques against 326 orders, without any reference; every payer has a bank
// account of his own. Nothing when the folder is not there.
std::optional<DatasetBook> classicmodels_book(const std::string& folder, LockboxShape shape);

// `pay_to_inv/single`: bank lines with garbled references, aliases and small deductions, as our own
// payments file; JPY and KRW amounts carry two decimals and are renamed to CNY and THB. Its policy
// writes off up to 200.00 and 0.01 % of a short payment, the stricter of them, and takes a cent
// over.
std::optional<DatasetBook> pay_to_inv_book(const std::string& folder);

}  // namespace tieout
