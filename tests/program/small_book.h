// The small book of data/ through the program: its master data, its day of files, words for it.
#pragma once

#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "tests/program/program.h"

namespace tieout {

inline const std::string data = std::string(TIEOUT_SOURCE_DIR) + "/data";

inline std::vector<std::string> with_book(const std::string& book, std::vector<std::string> words) {
    words.insert(words.begin(), {"--book", book});
    return words;
}

inline Answer load_small_book(const std::string& book) {
    const std::string folder = data + "/book-small/";
    return run_program(with_book(
        book,
        {"load",
         folder + "entities.csv",
         folder + "accounts.csv",
         folder + "customers.csv",
         folder + "items.csv"}
    ));
}

inline std::vector<std::string> day_of_files(const std::string& out) {
    std::vector<std::string> words{"apply", "--out", out, "--as-of", "2026-03-16"};
    for (const char* name :
         {"lockbox-2026-03-16.bai",
          "bai2-2026-03-16.bai2",
          "camt053-2026-03-16.xml",
          "camt054-2026-03-16.xml",
          "payments-2026-03-16.ndjson",
          "remittances-2026-03-16.csv"}) {
        words.push_back(data + "/samples/" + name);
    }
    return words;
}

// Digests of policies change with every rule that is added; what else a report says does not.
inline std::string without_digests(const std::string& text) {
    static const std::regex digest("[0-9a-f]{64}");
    return std::regex_replace(text, digest, "DIGEST");
}

}  // namespace tieout
