#include "io/containers/container.h"

#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "io/containers/archive.h"
#include "io/containers/gzip.h"

namespace tieout {

namespace {

bool is_container(std::string_view bytes) {
    return is_gzip(bytes) || archive_kind_of(bytes) != ArchiveKind::none;
}

// Appends the files of one container and of those within it; an error says why there are none.
class Opener {
public:
    Opener(const ContainerLimits& limits, std::uint64_t packed_bytes)
        : limits_(limits), budget_(limits, packed_bytes) {}

    Result<void> open(const std::string& name, std::string&& bytes, unsigned depth);

    std::vector<InputFile> take();

private:
    const ContainerLimits& limits_;
    UnpackBudget budget_;
    std::vector<InputFile> files_;
    std::vector<Error> notes_;
};

Result<void> Opener::open(const std::string& name, std::string&& bytes, unsigned depth) {
    if (depth > limits_.depth_max) {
        return refuse_entry(
            "F_CONTAINER_LIMIT",
            name,
            fmt::format("at most {} archives within each other expected", limits_.depth_max)
        );
    }
    auto unpacked = is_gzip(bytes) ? unpack_gzip(name, bytes, budget_)
                                   : unpack_archive(archive_kind_of(bytes), name, bytes, budget_);
    if (!unpacked) return tl::make_unexpected(std::move(unpacked).error());
    if (!unpacked->document.empty()) {
        std::string words =
            fmt::format("this is {}, which is not read: save its sheet as CSV", unpacked->document);
        InputFile file{name, std::move(bytes), {}, {}};
        file.faults.push_back({ErrorKind::input, "F_FORMAT", std::move(words), {name, 1, 1}});
        files_.push_back(std::move(file));
        return {};
    }
    notes_.insert(notes_.end(), unpacked->notes.begin(), unpacked->notes.end());
    if (unpacked->files.empty()) {
        return refuse_entry("F_CONTAINER_EMPTY", name, "an archive that holds a file expected");
    }
    if (depth > 1) bytes = {};  // those of the input file itself are kept for its digest
    for (UnpackedFile& each : unpacked->files) {
        if (!is_container(each.bytes)) {
            files_.push_back({std::move(each.name), std::move(each.bytes), {}, {}});
            continue;
        }
        auto opened = open(each.name, std::move(each.bytes), depth + 1);
        if (!opened) return opened;
    }
    return {};
}

std::vector<InputFile> Opener::take() {
    files_.front().notes = std::move(notes_);
    return std::move(files_);
}

}  // namespace

std::vector<InputFile> files_within(
    std::string name, std::string bytes, const ContainerLimits& limits
) {
    std::vector<InputFile> files;
    if (is_container(bytes)) {
        Opener opener(limits, bytes.size());
        auto opened = opener.open(name, std::move(bytes), 1);
        if (opened) return opener.take();
        InputFile refused{std::move(name), std::move(bytes), {}, {}};
        refused.faults.push_back(std::move(opened).error());
        files.push_back(std::move(refused));
        return files;
    }
    files.push_back({std::move(name), std::move(bytes), {}, {}});
    return files;
}

}  // namespace tieout
