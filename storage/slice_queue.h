// The slice queue follows what entries change in the book, and makes of it slices for the index.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/index_slice.h"

namespace tieout {

// Any prefix of its slices is an exact book. A slice that nothing but new rows and states of items
// came with is only noted at first: its bytes may be made when the run is acknowledged. Use, for
// every entry: before(), engine's apply() with changed(), after().
class SliceQueue {
public:
    explicit SliceQueue(const Mark& book) : maker_(book) {}

    // Goes on from what the index holds already.
    void go_on_from(const IndexPlace& place) { maker_.go_on_from(place); }

    // Makes what was noted, if the entry may change more of it than the states of items.
    void before(const Book& book, const Entry& entry);

    std::vector<ChangedRow>& changed() { return changed_; }

    void after(const Entry& entry);

    // Entries since the last end().
    std::uint32_t entries() const { return entries_; }

    // False when the bytes of the slice under way must be made at its end.
    bool only_adds() const { return only_adds_; }

    // Ends the slice under way: it leads to where the book stands. `resume` as in IndexPlace.
    void end(const Book& book, Sequence resume);

    // Calls take(slice) for all slices in order, and forgets them. The book must be as it was at
    // the last end().
    template <class Take>
    void each(const Book& book, Take&& take) {
        for (IndexSlice& slice : made_)
            take(std::move(slice));
        made_.clear();
        for (SliceNote& note : noted_)
            take(maker_.make(book, std::move(note)));
        noted_.clear();
    }

    // Writes whole tables, for an index from nothing.
    SliceMaker& maker() { return maker_; }

private:
    bool only_adds(const Entry& entry) const;
    void make_noted(const Book& book);

    SliceMaker maker_;
    std::vector<ChangedRow> changed_;
    std::vector<std::uint32_t> restated_;
    std::size_t looked_at_ = 0;  // of changed_
    std::uint32_t entries_ = 0;
    bool only_adds_ = true;
    std::vector<IndexSlice> made_;
    std::vector<SliceNote> noted_;  // behind those that are made
};

}  // namespace tieout
