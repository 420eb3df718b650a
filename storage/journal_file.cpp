#include "storage/journal_file.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "engine/check.h"
#include "storage/codec.h"
#include "storage/segment_archive.h"

namespace tieout {

namespace {

constexpr std::uint64_t milestone_bytes = std::uint64_t{1} << 20U;

tl::unexpected<Error> damaged(std::string words) {
    return refuse(ErrorKind::damaged, "the journal is damaged: " + std::move(words));
}

// A group that ends where an anchor was set must have the anchor's head; none may reach across.
bool agrees(const Group& group, const AnchorState& anchor) {
    if (group.last() == anchor.sequence) return group.chain == anchor.head;
    return group.last() < anchor.sequence || group.first > anchor.sequence;
}

bool agrees(const Group& group, const AnchorReading& reading) {
    return agrees(group, reading.newest) && (!reading.previous || agrees(group, *reading.previous));
}

std::string place_text(const GroupPlace& place) {
    return fmt::format("segment {}, byte {}, entry {}", place.segment, place.offset, place.first);
}

}  // namespace

JournalFile::JournalFile(FileSystem& files, const JournalOptions& options)
    : files_(files), options_(options), anchor_(files, options.book_folder) {}

Result<std::unique_ptr<JournalFile>> JournalFile::open(
    FileSystem& files, const JournalOptions& options, std::vector<std::string>& notices
) {
    std::unique_ptr<JournalFile> journal(new JournalFile(files, options));
    if (auto done = journal->prepare(notices); !done) {
        return tl::make_unexpected(std::move(done).error());
    }
    return journal;
}

Result<void> JournalFile::prepare(std::vector<std::string>& notices) {
    if (auto done = files_.make_folder(folder()); !done) return done;
    if (auto done = read_headers(); !done) return done;
    auto reading = anchor_.read();
    if (!reading) return tl::make_unexpected(std::move(reading).error());
    if (!*reading) {
        // A journal without its anchor is only believed when it is empty: one that was being made.
        if (segments_.empty() && !options_.may_create) {
            return refuse(ErrorKind::not_found, "there is no journal in " + folder());
        }
        if (auto done = segments_.empty() ? create() : check_empty(); !done) return done;
        AnchorState first;
        first.book = segments_.front().book;
        first.generation = 1;
        if (auto done = anchor_.create(first); !done) return done;
        *reading = AnchorReading{first, std::nullopt, false};
    }
    if (segments_.empty()) return damaged("it has an anchor but no segment");
    auto tail = find_end(**reading);
    if (!tail) return tl::make_unexpected(std::move(tail).error());
    return resolve(**reading, *tail, notices);
}

Result<void> JournalFile::create() {
    SegmentHeader header;
    header.book = options_.book;
    header.segment = 1;
    header.bytes = padded(options_.segment_bytes);
    check(!header.book.is_none(), "a book has an identity");
    if (auto done = SegmentWriter::make_segment(files_, folder(), header); !done) return done;
    if (auto done = files_.sync_folder(options_.book_folder); !done) return done;
    segments_.push_back(header);
    return {};
}

// Reads the header of every segment; removes segments that were never finished.
Result<void> JournalFile::read_headers() {
    auto names = files_.list(folder());
    if (!names) return tl::make_unexpected(std::move(names).error());
    for (const std::string& name : *names) {
        if (!name.ends_with(".new")) continue;
        if (auto done = files_.remove(folder() + "/" + name); !done) return done;
    }
    auto listed = list_segments(files_, folder());
    if (!listed) return tl::make_unexpected(std::move(listed).error());
    for (const SegmentName& each : *listed) {
        const std::string& name = each.name;
        if (each.number != segments_.size() + 1) {
            return damaged(fmt::format(
                "segment {} expected, found {}/{}", segments_.size() + 1, folder(), name
            ));
        }
        auto file = open_segment(files_, folder(), each.number);
        if (!file) return tl::make_unexpected(std::move(file).error());
        auto block = (*file)->read(0, block_bytes);
        if (!block) return tl::make_unexpected(std::move(block).error());
        auto header = decode_segment_header(*block);
        if (!header) return damaged(name + ": " + header.error().words);
        const auto size = (*file)->size();
        if (!size) return tl::make_unexpected(size.error());
        const bool goes_on = segments_.empty() ? header->first == 1 && header->previous == Digest{}
                                               : header->book == segments_.back().book &&
                                                     header->first >= segments_.back().first;
        if (header->segment != segments_.size() + 1 || !goes_on) {
            return damaged(name + " is not the segment that goes on from the one before");
        }
        if (*size != header->bytes) {
            return damaged(fmt::format("{} has {} bytes, {} expected", name, *size, header->bytes));
        }
        segments_.push_back(*header);
    }
    return {};
}

Result<void> JournalFile::check_empty() {
    auto file = open_at(0);
    if (!file) return tl::make_unexpected(std::move(file).error());
    SegmentScan scan(**file, segments_[0].bytes, start_of_segment(0));
    const auto is_zero = scan.rest_is_zero();
    if (!is_zero) return tl::make_unexpected(is_zero.error());
    if (segments_.size() > 1 || !*is_zero) return damaged("its anchor is missing");
    return {};
}

GroupPlace JournalFile::start_of_segment(std::size_t index) const {
    const SegmentHeader& header = segments_[index];
    return {header.book, header.segment, block_bytes, header.first, header.previous};
}

std::size_t JournalFile::index_of(std::uint64_t segment) const {
    return static_cast<std::size_t>(segment - segments_.front().segment);
}

Result<std::unique_ptr<File>> JournalFile::open_at(std::size_t index) const {
    return open_segment(files_, folder(), segments_[index].segment);
}

// Walks from the segment that holds the older anchor (or earlier) to the end of the last.
Result<JournalFile::Tail> JournalFile::find_end(const AnchorReading& reading) {
    if (reading.newest.book != segments_.front().book) {
        return damaged("its anchor belongs to another book");
    }
    const Sequence oldest = reading.previous ? reading.previous->sequence : 1;
    std::size_t index = segments_.size() - 1;
    std::uint64_t bytes = segments_[index].bytes;
    while (index > 0 && (segments_[index].first > oldest || bytes < options_.verify_bytes)) {
        bytes += segments_[--index].bytes;
    }
    Tail tail{start_of_segment(index), reading.newest.totals, {}};
    for (; index < segments_.size(); ++index) {
        const GroupPlace start = start_of_segment(index);
        if (start.first != tail.end.first || start.previous != tail.end.previous) {
            return damaged(fmt::format(
                "segment {} begins with entry {}, the one before ends with {}",
                start.segment,
                start.first,
                tail.end.first - 1
            ));
        }
        if (auto done = scan_segment(index, reading, tail); !done) {
            return tl::make_unexpected(std::move(done).error());
        }
    }
    const Sequence last = tail.end.first - 1;
    if (last < reading.newest.sequence) {
        return damaged(fmt::format(
            "it ends with entry {}, but entry {} was acknowledged", last, reading.newest.sequence
        ));
    }
    // The anchor is written after the journal: while a slot is torn there is more than the other
    // slot says. A slot that is spoilt without that was spoilt by something else.
    if (reading.has_torn_slot && last == reading.newest.sequence) {
        return damaged("a slot of its anchor does not verify, and no power cut explains it");
    }
    return tail;
}

Result<void> JournalFile::scan_segment(
    std::size_t index, const AnchorReading& reading, Tail& tail
) {
    auto file = open_at(index);
    if (!file) return tl::make_unexpected(std::move(file).error());
    SegmentScan scan(**file, segments_[index].bytes, start_of_segment(index));
    Group group;
    while (true) {
        const GroupPlace before = scan.place();
        const auto step = scan.next(group);
        if (!step) return tl::make_unexpected(step.error());
        const bool is_last = index + 1 == segments_.size();
        if (*step == Step::broken) {
            if (!is_last || before.first <= reading.newest.sequence) {
                return damaged(place_text(before) + ": " + scan.why());
            }
            tail.torn = scan.why();
        }
        if (*step != Step::group) break;
        if (!agrees(group, reading)) {
            return damaged(place_text(before) + ": the chain is not the one that was acknowledged");
        }
        remember(before);
        if (group.last() <= reading.newest.sequence) continue;
        PayloadWalk walk(group.payload);
        Sequence sequence = 0;
        std::string_view bytes;
        while (walk.next(sequence, bytes)) {
            const auto entry = decode_entry(bytes);
            if (!entry) return damaged(fmt::format("entry {}: {}", sequence, entry.error().words));
            tail.totals.take(*entry);
        }
    }
    tail.end = scan.place();
    return {};
}

// Makes true what was found: cuts the torn rest, sets the anchor, opens for writing.
Result<void> JournalFile::resolve(
    const AnchorReading& reading, const Tail& tail, std::vector<std::string>& notices
) {
    next_ = tail.end;
    anchored_ = reading.newest;
    const std::size_t last = index_of(tail.end.segment);
    auto file = open_at(last);
    if (!file) return tl::make_unexpected(std::move(file).error());
    SegmentScan scan(**file, segments_[last].bytes, tail.end);
    const auto is_zero = scan.rest_is_zero();
    if (!is_zero) return tl::make_unexpected(is_zero.error());
    if (!*is_zero) {
        if (auto done = cut_tail(tail.end); !done) return done;
        notices.push_back(fmt::format(
            "journal: cut what an interrupted commit left behind entry {}{}{}",
            tail.end.first - 1,
            tail.torn.empty() ? "" : ": ",
            tail.torn
        ));
    }
    if (auto done = anchor_.open(); !done) return done;
    writer_ = std::make_unique<SegmentWriter>(files_, folder());
    if (auto done = writer_->continue_in(tail.end.segment); !done) return done;
    if (tail.end.first - 1 == anchored_.sequence) return {};
    // What was read may so far lie in the page cache only.
    auto plain =
        files_.open(folder() + "/" + SegmentWriter::file_name(tail.end.segment), FileUse::write);
    if (!plain) return tl::make_unexpected(std::move(plain).error());
    if (auto done = (*plain)->sync(); !done) return done;
    notices.push_back(fmt::format(
        "journal: entries {} to {} were written but not acknowledged; they stay",
        anchored_.sequence + 1,
        tail.end.first - 1
    ));
    if (reading.has_torn_slot)
        notices.emplace_back("journal: a torn slot of the anchor is renewed");
    auto done = acknowledge(tail.totals);
    if (!done) return tl::make_unexpected(std::move(done).error());
    return {};
}

// Puts zeros wherever something else stands behind the end.
Result<void> JournalFile::cut_tail(const GroupPlace& end) {
    constexpr std::size_t piece_bytes = std::size_t{1} << 20U;
    const std::uint64_t bytes = segments_[index_of(end.segment)].bytes;
    auto file = files_.open(folder() + "/" + SegmentWriter::file_name(end.segment), FileUse::write);
    if (!file) return tl::make_unexpected(std::move(file).error());
    const std::string zeros(piece_bytes, '\0');
    for (std::uint64_t at = end.offset; at < bytes; at += piece_bytes) {
        const std::size_t size =
            static_cast<std::size_t>(std::min<std::uint64_t>(piece_bytes, bytes - at));
        const auto piece = (*file)->read(at, size);
        if (!piece) return tl::make_unexpected(piece.error());
        if (piece->size() == size && all_zero(*piece)) continue;
        if (auto done = (*file)->write(at, std::string_view(zeros).substr(0, size)); !done) {
            return done;
        }
    }
    return (*file)->sync();
}

void JournalFile::remember(const GroupPlace& place) {
    const bool is_far = milestones_.empty() || milestones_.back().segment != place.segment ||
                        place.offset - milestones_.back().offset >= milestone_bytes;
    if (is_far) milestones_.push_back(place);
}

tl::unexpected<Error> JournalFile::poisoned(Error error) {
    poison_ = error;
    return tl::make_unexpected(std::move(error));
}

Result<Sequence> JournalFile::append(std::span<const Entry> entries, Sequence expected_head) {
    if (auto begun = begin(expected_head); !begun) return tl::make_unexpected(begun.error());
    if (entries.empty()) {
        begun_.reset();
        return last();
    }
    EncodedEntries encoded;
    encoded.add(entries);
    auto placed = place_all({&encoded, 1}, *begun_, true);
    if (!placed) return poisoned(std::move(placed).error());
    auto acknowledged = finish();
    const bool is_whole = !acknowledged || *acknowledged == expected_head + entries.size();
    check(is_whole, "every entry was given a place");
    return acknowledged;
}

Result<void> JournalFile::begin(Sequence expected_head) {
    if (poison_) return tl::make_unexpected(*poison_);
    if (expected_head != last()) {
        return refuse(
            ErrorKind::busy,
            fmt::format("the journal stands at entry {}, not at {}", last(), expected_head)
        );
    }
    check(!begun_, "one append ends before the next begins");
    begun_ = anchored_.totals;
    return {};
}

Result<void> JournalFile::add(std::span<const EncodedEntries> parts) {
    if (poison_) return tl::make_unexpected(*poison_);
    check(begun_.has_value(), "an append begins before entries are added");
    auto placed = place_all(parts, *begun_, false);
    if (!placed) return poisoned(std::move(placed).error());
    return {};
}

Result<Sequence> JournalFile::finish() {
    if (poison_) return tl::make_unexpected(*poison_);
    check(begun_.has_value(), "an append begins before it is finished");
    auto written = writer_->wait();
    if (!written) return poisoned(std::move(written).error());
    ControlTotals totals = std::move(*begun_);
    begun_.reset();
    return acknowledge(std::move(totals));
}

Result<void> JournalFile::place_all(
    std::span<const EncodedEntries> parts, ControlTotals& totals, bool may_write_now
) {
    for (const EncodedEntries& part : parts) {
        if (!part.is_fit()) {
            return refuse(ErrorKind::input, "an entry of more than 16 MiB is refused");
        }
    }
    bool is_only = may_write_now;
    Result<void> closed;
    const auto place = [&](std::string_view framed) {
        if (draft_.payload_bytes() >= options_.group_bytes) {
            is_only = false;
            closed = close_group(is_only);
            if (!closed) return false;
        }
        if (job_ == nullptr) {
            job_ = writer_->take_job();
            draft_.begin(job_->buffer, options_.group_bytes + options_.group_bytes / 8);
        }
        draft_.add(framed, next_.first + draft_.count());
        return true;
    };
    for (const EncodedEntries& part : parts) {
        if (closed) part.each(place);
        totals.add(part.totals());
    }
    if (!closed || draft_.count() == 0) return closed;
    return close_group(is_only);
}

// Seals the draft in its place and hands it to the writer; a commit of one group is written at
// once, which saves two changes of thread.
Result<void> JournalFile::close_group(bool is_only) {
    const std::uint64_t bytes = group_bytes_of(draft_.payload_bytes());
    const std::uint32_t count = draft_.count();
    const std::uint64_t new_bytes = padded(options_.segment_bytes);
    if (bytes > new_bytes - block_bytes) {
        return refuse(ErrorKind::input, "an entry is longer than a segment of the journal");
    }
    if (next_.offset + bytes > segments_[index_of(next_.segment)].bytes) {
        segments_.push_back({next_.book, next_.segment + 1, new_bytes, next_.first, next_.previous}
        );
        job_->new_segment = segments_.back();
        next_ = start_of_segment(segments_.size() - 1);
    }
    remember(next_);
    next_.previous = draft_.seal(next_);
    job_->offset = next_.offset;
    job_->bytes = static_cast<std::size_t>(bytes);
    next_.offset += bytes;
    next_.first += count;
    if (is_only) return writer_->write_now(std::move(job_));
    writer_->submit(std::move(job_));
    return {};
}

// The journal is durable up to next_: now the anchor, and only then the caller hears of it.
Result<Sequence> JournalFile::acknowledge(ControlTotals totals) {
    AnchorState state;
    state.book = anchored_.book;
    state.generation = anchored_.generation + 1;
    state.sequence = next_.first - 1;
    state.head = next_.previous;
    state.keys = std::max(anchored_.keys, keys_);
    state.totals = std::move(totals);
    if (auto done = anchor_.write(state); !done) return poisoned(std::move(done).error());
    anchored_ = std::move(state);
    return anchored_.sequence;
}

Result<std::uint32_t> JournalFile::archive(Sequence below) {
    check(!begun_, "segments are archived between appends");
    std::uint64_t newest = 0;  // bytes that stay as they are: opening verifies them each time
    std::size_t end = segments_.size() - 1;
    while (end > 0 && newest < options_.verify_bytes)
        newest += segments_[--end].bytes;
    std::uint32_t archived = 0;
    for (std::size_t index = 0; index < end; ++index) {
        if (segments_[index + 1].first > below) break;
        const std::uint64_t number = segments_[index].segment;
        const auto is_plain = files_.exists(folder() + "/" + SegmentWriter::file_name(number));
        if (!is_plain) return tl::make_unexpected(is_plain.error());
        if (!*is_plain) continue;
        if (auto done = archive_segment(files_, folder(), anchored_.book, number); !done) {
            return tl::make_unexpected(std::move(done).error());
        }
        ++archived;
    }
    return archived;
}

// The nearest place known from which a scan reaches the sequence.
GroupPlace JournalFile::start_of(Sequence sequence) const {
    std::size_t index = segments_.size() - 1;
    while (index > 0 && segments_[index].first > sequence)
        --index;
    const auto behind = std::upper_bound(
        milestones_.begin(),
        milestones_.end(),
        sequence,
        [](Sequence wanted, const GroupPlace& place) { return wanted < place.first; }
    );
    const GroupPlace start = start_of_segment(index);
    if (behind == milestones_.begin()) return start;
    const GroupPlace& milestone = *(behind - 1);
    return milestone.segment == start.segment ? milestone : start;
}

Result<void> JournalFile::read(
    Sequence from, const std::function<bool(Sequence, const Entry&)>& visit
) const {
    if (from > last()) return {};
    const GroupPlace start = start_of(std::max<Sequence>(from, 1));
    for (std::size_t index = index_of(start.segment); index < segments_.size(); ++index) {
        auto file = open_at(index);
        if (!file) return tl::make_unexpected(std::move(file).error());
        const bool is_first = segments_[index].segment == start.segment;
        SegmentScan scan(
            **file, segments_[index].bytes, is_first ? start : start_of_segment(index)
        );
        Group group;
        while (scan.place().first <= last()) {
            const GroupPlace before = scan.place();
            const auto step = scan.next(group);
            if (!step) return tl::make_unexpected(step.error());
            if (*step == Step::broken) return damaged(place_text(before) + ": " + scan.why());
            if (*step == Step::end) break;
            PayloadWalk walk(group.payload);
            Sequence sequence = 0;
            std::string_view bytes;
            while (walk.next(sequence, bytes)) {
                if (sequence < from) continue;
                const auto entry = decode_entry(bytes);
                if (!entry) {
                    return damaged(fmt::format("entry {}: {}", sequence, entry.error().words));
                }
                if (!visit(sequence, *entry)) return {};
            }
        }
        if (scan.place().first > last()) return {};
    }
    return damaged(fmt::format("it ends before entry {}", last()));
}

}  // namespace tieout
