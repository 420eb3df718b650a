#include "storage/journal_census.h"

#include <optional>

#include <fmt/core.h>

#include "storage/codec.h"
#include "storage/group.h"
#include "storage/segment_archive.h"

namespace tieout {

namespace {

// The walk as it goes on from segment to segment.
struct Walk {
    FileSystem& files;
    const std::string folder;
    const std::function<void(Sequence, const Entry&)>& visit;
    JournalCensus census;
    std::optional<AnchorReading> anchor;
    GroupPlace end;  // where the next group must stand

    bool fault(std::string words) {
        census.faults.push_back(std::move(words));
        return false;
    }
};

bool take_entries(Walk& walk, const Group& group) {
    PayloadWalk payload(group.payload);
    Sequence sequence = 0;
    std::string_view bytes;
    while (payload.next(sequence, bytes)) {
        const auto entry = decode_entry(bytes);
        if (!entry) return walk.fault(fmt::format("entry {}: {}", sequence, entry.error().words));
        walk.census.totals.take(*entry);
        ++walk.census.entries;
        walk.visit(sequence, *entry);
    }
    return true;
}

void compare_with_anchor(Walk& walk, const Group& group) {
    if (!walk.anchor) return;
    const auto compare = [&](const AnchorState& state) {
        if (group.last() != state.sequence) return;
        if (group.chain != state.head) {
            walk.fault(fmt::format("the anchor's head of entry {} is another", state.sequence));
        }
        if (walk.census.totals != state.totals) {
            walk.fault(
                fmt::format("the anchor's control totals of entry {} are others", state.sequence)
            );
        }
    };
    compare(walk.anchor->newest);
    if (walk.anchor->previous) compare(*walk.anchor->previous);
}

// False when the walk cannot go on to the next segment.
Result<bool> walk_groups(Walk& walk, File& file, const SegmentHeader& header) {
    walk.end = {header.book, header.segment, block_bytes, header.first, header.previous};
    SegmentScan scan(file, header.bytes, walk.end);
    Group group;
    while (true) {
        const auto step = scan.next(group);
        if (!step && step.error().kind == ErrorKind::damaged) {
            return walk.fault(fmt::format("segment {}: {}", header.segment, step.error().words));
        }
        if (!step) return tl::make_unexpected(step.error());
        walk.end = scan.place();
        if (*step == Step::broken) {
            return walk.fault(fmt::format(
                "segment {}, byte {}, entry {}: {}",
                walk.end.segment,
                walk.end.offset,
                walk.end.first,
                scan.why()
            ));
        }
        if (*step == Step::end) break;
        ++walk.census.groups;
        walk.census.bytes += group.bytes;
        if (!take_entries(walk, group)) return false;
        compare_with_anchor(walk, group);
    }
    const auto is_zero = scan.rest_is_zero();
    if (!is_zero && is_zero.error().kind != ErrorKind::damaged) {
        return tl::make_unexpected(is_zero.error());
    }
    if (!is_zero || !*is_zero) {
        walk.fault(fmt::format("segment {}: bytes behind its last group", header.segment));
    }
    return true;
}

Result<bool> walk_segment(Walk& walk, const SegmentName& segment) {
    const std::string& name = segment.name;
    const std::uint64_t number = walk.census.segments + 1;
    if (segment.number != number) {
        return walk.fault(fmt::format("segment {} expected, found {}", number, name));
    }
    auto file = open_segment(walk.files, walk.folder, number);
    if (!file && file.error().kind == ErrorKind::damaged) {
        return walk.fault(name + ": " + file.error().words);
    }
    if (!file) return tl::make_unexpected(std::move(file).error());
    const auto block = (*file)->read(0, block_bytes);
    if (!block && block.error().kind == ErrorKind::damaged) {
        return walk.fault(name + ": " + block.error().words);
    }
    if (!block) return tl::make_unexpected(block.error());
    const auto size = (*file)->size();
    if (!size) return tl::make_unexpected(size.error());
    const auto header = decode_segment_header(*block);
    if (!header) return walk.fault(name + ": " + header.error().words);
    if (header->segment != number || header->first != walk.end.first ||
        header->previous != walk.end.previous || (number > 1 && header->book != walk.end.book)) {
        return walk.fault(name + " does not go on from the segment before");
    }
    if (*size != header->bytes) {
        return walk.fault(fmt::format("{}: {} bytes, {} expected", name, *size, header->bytes));
    }
    walk.census.segments = number;
    return walk_groups(walk, **file, *header);
}

void judge_anchor(Walk& walk) {
    if (!walk.anchor) {
        walk.fault("the anchor is missing");
        return;
    }
    const AnchorState& newest = walk.anchor->newest;
    walk.census.anchor = newest;
    if (walk.anchor->has_torn_slot) walk.fault("a slot of the anchor does not verify");
    if (newest.book != walk.end.book) walk.fault("the anchor belongs to another book");
    if (newest.sequence + 1 != walk.end.first) {
        walk.fault(fmt::format(
            "the journal ends with entry {}, the anchor with {}",
            walk.end.first - 1,
            newest.sequence
        ));
    }
    if (newest.sequence == 0 && (newest.head != Digest{} || newest.totals != ControlTotals{})) {
        walk.fault("the anchor of an empty journal is not empty");
    }
}

}  // namespace

Result<JournalCensus> take_census(
    FileSystem& files,
    const std::string& book_folder,
    const std::function<void(Sequence, const Entry&)>& visit
) {
    Walk walk{files, book_folder + "/journal", visit, {}, {}, {}};
    walk.end.first = 1;
    Anchor anchor(files, book_folder);
    auto reading = anchor.read();
    if (!reading && reading.error().kind != ErrorKind::damaged) {
        return tl::make_unexpected(std::move(reading).error());
    }
    if (reading) {
        walk.anchor = std::move(*reading);
    } else {
        walk.fault(reading.error().words);
    }
    const auto segments = list_segments(files, walk.folder);
    if (!segments) return tl::make_unexpected(segments.error());
    for (const SegmentName& segment : *segments) {
        const auto went = walk_segment(walk, segment);
        if (!went) return tl::make_unexpected(went.error());
        if (!*went) break;
    }
    if (walk.census.segments == 0) walk.fault("there is no segment");
    judge_anchor(walk);
    walk.census.head = walk.end.previous;
    return std::move(walk.census);
}

}  // namespace tieout
