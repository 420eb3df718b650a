// The journal on disk: segments of sealed groups, acknowledged once the anchor behind them is down.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/error.h"
#include "engine/ports.h"
#include "storage/anchor.h"
#include "storage/encoded_entries.h"
#include "storage/file_system.h"
#include "storage/group.h"
#include "storage/segment_writer.h"

namespace tieout {

inline constexpr std::uint64_t segment_bytes_usual = std::uint64_t{64} << 20U;

struct JournalOptions {
    std::string book_folder;
    Mark book;                                          // of a journal that is to be made
    std::uint64_t segment_bytes = segment_bytes_usual;  // of segments to be made
    std::size_t group_bytes = std::size_t{2} << 20U;    // a group is closed at this size
    // So much of the newest segments is verified at opening (never less than from the anchor on);
    // the rest when it is read, and by the proof.
    std::uint64_t verify_bytes = std::uint64_t{256} << 20U;
    bool may_create = true;
};

// The engine's Journal over files. One writer; reading and appending do not overlap. After any
// error of input or output it is poisoned: every further append returns that error and touches
// nothing; the process ends, and the next opening finds out what was written.
class JournalFile final : public Journal {
public:
    // Opens the journal, or makes it in an empty folder. Cuts what a power cut left behind the
    // anchor and says so in `notices`; refuses (damaged) whatever is wrong up to the anchor.
    static Result<std::unique_ptr<JournalFile>> open(
        FileSystem& files, const JournalOptions& options, std::vector<std::string>& notices
    );

    ~JournalFile() override = default;

    Sequence last() const override { return anchored_.sequence; }

    Result<Sequence> append(std::span<const Entry> entries, Sequence expected_head) override;
    Result<void> read(Sequence from, const std::function<bool(Sequence, const Entry&)>& visit)
        const override;

    const Mark& book() const { return anchored_.book; }

    const AnchorState& anchored() const { return anchored_; }

    const std::optional<Error>& poison() const { return poison_; }

    // So many keys are durable now: the next acknowledgement says so too.
    void note_keys(std::uint64_t keys) { keys_ = keys; }

    // A long append in pieces: begin(), add() as often as wanted, finish(). Groups go to the disk
    // as they fill; nothing is acknowledged before finish() returns the last sequence.
    Result<void> begin(Sequence expected_head);
    Result<void> add(std::span<const EncodedEntries> parts);
    Result<Sequence> finish();

    // Packs the segments that end before entry `below`, but for the newest ones, which opening
    // verifies. Returns how many; what they hold is read as before.
    Result<std::uint32_t> archive(Sequence below);

private:
    JournalFile(FileSystem& files, const JournalOptions& options);

    // What the walk over the newest segments found.
    struct Tail {
        GroupPlace end;  // where the next group would stand
        ControlTotals totals;
        std::string torn;  // why the walk ended before a block of zeros; empty if it did not
    };

    Result<void> prepare(std::vector<std::string>& notices);
    Result<void> create();
    Result<void> read_headers();
    Result<void> check_empty();
    Result<Tail> find_end(const AnchorReading& reading);
    Result<void> scan_segment(std::size_t index, const AnchorReading& reading, Tail& tail);
    Result<void> resolve(
        const AnchorReading& reading, const Tail& tail, std::vector<std::string>& notices
    );
    Result<void> cut_tail(const GroupPlace& end);
    Result<void> place_all(
        std::span<const EncodedEntries> parts, ControlTotals& totals, bool may_write_now
    );
    Result<void> close_group(bool is_only);
    Result<Sequence> acknowledge(ControlTotals totals);
    tl::unexpected<Error> poisoned(Error error);
    void remember(const GroupPlace& place);
    GroupPlace start_of(Sequence sequence) const;
    GroupPlace start_of_segment(std::size_t index) const;
    std::size_t index_of(std::uint64_t segment) const;

    std::string folder() const { return options_.book_folder + "/journal"; }

    Result<std::unique_ptr<File>> open_at(std::size_t index) const;

    FileSystem& files_;
    JournalOptions options_;
    Anchor anchor_;
    AnchorState anchored_;
    std::vector<SegmentHeader> segments_;
    std::vector<GroupPlace> milestones_;  // where a scan may begin, one about every MiB
    std::uint64_t keys_ = 0;
    GroupPlace next_;  // where the next group will stand
    std::unique_ptr<SegmentWriter> writer_;
    std::unique_ptr<SegmentWriter::Job> job_;  // whose memory the draft lies in
    GroupDraft draft_;
    std::optional<Error> poison_;
    std::optional<ControlTotals> begun_;  // what add() has counted since begin()
};

}  // namespace tieout
