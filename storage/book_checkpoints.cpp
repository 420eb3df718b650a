// The part of the book store that makes state files, finds the newest that verifies, and archives.
#include <cstdlib>
#include <utility>

#include <fmt/core.h>

#include "engine/check.h"
#include "storage/book_store.h"
#include "storage/state_file.h"

namespace tieout {

// The entries behind which a state file stands, oldest first.
Result<std::vector<Sequence>> BookStore::checkpoints() const {
    std::vector<Sequence> found;
    const auto exists = files_.exists(checkpoint_folder());
    if (!exists) return tl::make_unexpected(exists.error());
    if (!*exists) return found;
    const auto names = files_.list(checkpoint_folder());
    if (!names) return tl::make_unexpected(names.error());
    for (const std::string& name : *names) {
        const Sequence sequence = std::strtoull(name.c_str(), nullptr, 10);
        if (name == state_file_name(sequence)) found.push_back(sequence);
    }
    return found;
}

// Rows of the newest state file that verifies; 0 when there is none.
Result<Sequence> BookStore::load_checkpoint(Book& book) {
    const auto known = checkpoints();
    if (!known) return tl::make_unexpected(known.error());
    for (auto each = known->rbegin(); each != known->rend(); ++each) {
        // The entry that names a state file stands right behind the state.
        const Sequence sequence = *each;
        const std::string name = state_file_name(sequence);
        std::optional<Digest> digest;
        const auto done = journal_->read(sequence + 1, [&](Sequence, const Entry& entry) {
            const auto* made = std::get_if<CheckpointMade>(&entry);
            if (made != nullptr && made->sequence == sequence && made->file == name) {
                digest = made->digest;
            }
            return false;
        });
        if (!done) return tl::make_unexpected(done.error());
        if (!digest) continue;
        const std::string path = checkpoint_folder() + "/" + name;
        auto read = read_state(files_, path, seal_->book(), *digest, book);
        if (read && book.applied == sequence) return sequence;
        report_.notices.push_back(fmt::format(
            "checkpoint {} is passed over: {}",
            name,
            read ? "it holds another entry" : read.error().words
        ));
        book = Book{};
    }
    return 0;
}

Result<Digest> BookStore::checkpoint() {
    owe_rows();
    const Sequence sequence = book_->applied;
    check(sequence == journal_->last(), "the book stands where the journal ends");
    const auto digest = write_state(files_, checkpoint_folder(), seal_->book(), *book_);
    if (!digest) return digest;
    if (auto done = files_.sync_folder(options_.folder); !done) {
        return tl::make_unexpected(std::move(done).error());
    }
    const std::vector<Entry> entries{CheckpointMade{sequence, state_file_name(sequence), *digest}};
    const auto last = journal_->append(entries, sequence);
    if (!last) return tl::make_unexpected(last.error());
    apply_one(*last, entries.front());
    slices_->end(*book_, *last + 1);
    owe_rows();
    return digest;
}

Result<void> BookStore::tidy() {
    constexpr std::size_t checkpoints_kept = 2;
    auto known = checkpoints();
    if (!known) return tl::make_unexpected(std::move(known).error());
    const Sequence latest = known->empty() ? 0 : known->back();
    const Sequence sequence = book_->applied;
    if (sequence < latest + options_.checkpoint_entries) return {};
    if (auto made = checkpoint(); !made) return tl::make_unexpected(std::move(made).error());
    for (std::size_t i = 0; i + 1 < checkpoints_kept && !known->empty(); ++i)
        known->pop_back();
    for (const Sequence old : *known) {
        auto done = files_.remove(checkpoint_folder() + "/" + state_file_name(old));
        if (!done) return done;
    }
    auto archived = journal_->archive(sequence);
    if (!archived) return tl::make_unexpected(std::move(archived).error());
    return {};
}

}  // namespace tieout
