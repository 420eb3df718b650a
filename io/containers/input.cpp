#include "io/containers/input.h"

#include <iterator>
#include <utility>

#include "io/formats/source.h"

namespace tieout {

namespace {

IntakeFile read_one(InputFile input, const ReadOptions& options, Parallel& parallel) {
    IntakeFile file;
    if (input.faults.empty()) {
        file =
            read_whole_bank_file(std::move(input.name), std::move(input.bytes), options, parallel);
    } else {
        file.name = std::move(input.name);
        file.digest = sha256(input.bytes);
        file.bytes = input.bytes.size();
        file.refused = true;
        file.faults = std::move(input.faults);
    }
    file.warnings.insert(
        file.warnings.begin(),
        std::make_move_iterator(input.notes.begin()),
        std::make_move_iterator(input.notes.end())
    );
    return file;
}

}  // namespace

Result<std::vector<IntakeFile>> read_bank_inputs(
    const std::vector<std::string>& paths, const ReadOptions& options, Parallel& parallel
) {
    std::vector<IntakeFile> files;
    for (const std::string& path : paths) {
        auto bytes = read_input(path, parallel);
        if (!bytes) return tl::make_unexpected(bytes.error());
        for (InputFile& input : files_within(path.substr(path.rfind('/') + 1), std::move(*bytes))) {
            files.push_back(read_one(std::move(input), options, parallel));
        }
    }
    return files;
}

}  // namespace tieout
