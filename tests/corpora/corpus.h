// A folder of real bank files, with what is known of them in tables beside the files.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tieout {

std::string collection_folder();  // where the collection lies beside the project; ends with '/'

std::vector<std::string> files_below(const std::string& folder);  // paths, sorted

std::optional<std::string> bytes_of(const std::string& path);

// Notes, licences and tables of facts, and what other programs read out of the files: no bank
// files.
bool is_beside_the_data(std::string_view path);

// Rows of a CSV table by column name; empty when there is no such file.
using Facts = std::map<std::string, std::string>;
std::vector<Facts> facts_of(const std::string& path);

}  // namespace tieout
