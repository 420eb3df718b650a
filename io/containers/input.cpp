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
    const std::vector<std::string>& paths,
    const ReadOptions& options,
    Parallel& parallel,
    ReadingProgress& progress
) {
    std::vector<InputFile> inputs;
    for (const std::string& path : paths) {
        auto bytes = read_input(path, parallel);
        if (!bytes) return tl::make_unexpected(bytes.error());
        for (InputFile& input : files_within(path.substr(path.rfind('/') + 1), std::move(*bytes))) {
            ++progress.files_known;
            progress.bytes_known += input.bytes.size();
            inputs.push_back(std::move(input));
        }
    }
    std::vector<IntakeFile> files(inputs.size());
    parallel.for_each(inputs.size(), [&](std::size_t at) {
        const std::uint64_t bytes = inputs[at].bytes.size();
        files[at] = read_one(std::move(inputs[at]), options, parallel);
        ++progress.files_done;
        progress.bytes_done += bytes;
    });
    return files;
}

}  // namespace tieout
