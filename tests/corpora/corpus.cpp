#include "tests/corpora/corpus.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "io/formats/rows.h"
#include "io/formats/source.h"

namespace tieout {

std::string collection_folder() {
    return TIEOUT_SOURCE_DIR "/../shared/corpora/";
}

std::vector<std::string> files_below(const std::string& folder) {
    std::vector<std::string> files;
    if (!std::filesystem::is_directory(folder)) return files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::optional<std::string> bytes_of(const std::string& path) {
    Serial serial;
    Result<std::string> text = read_input(path, serial);
    if (!text) return std::nullopt;
    return std::move(*text);
}

bool is_beside_the_data(std::string_view path) {
    static constexpr std::array ends{
        ".md", ".json", ".pydata", ".yml", ".rules", "PROVENANCE.txt", "LICENSE"
    };
    return path.ends_with("facts.csv") ||
           std::any_of(ends.begin(), ends.end(), [&](const char* end) {
               return path.ends_with(end);
           });
}

std::vector<Facts> facts_of(const std::string& path) {
    std::vector<Facts> rows;
    const std::optional<std::string> text = bytes_of(path);
    if (!text) return rows;
    const Source source(path, *text);
    const Result<CsvHeader> header = read_csv_header(source);
    if (!header) return rows;
    const std::vector<std::string_view> names(header->names.begin(), header->names.end());
    const RowShape shape{names, 0, 0, {}, nullptr};
    FaultList faults(path);
    const auto reader =
        csv_row_reader({header->rest, header->rest_line, 0}, *header, shape, faults);
    RowBlock block(shape);
    while (reader->next(block)) {
        for (std::size_t row = 0; row < block.size(); ++row) {
            Facts& facts = rows.emplace_back();
            for (std::size_t i = 0; i < names.size(); ++i)
                facts[std::string(names[i])] = std::string(block.cell(row, i));
        }
    }
    return rows;
}

}  // namespace tieout
