#include "storage/slice_queue.h"

#include <utility>
#include <variant>

namespace tieout {

bool SliceQueue::only_adds(const Entry& entry) const {
    if (const auto* decided = std::get_if<PaymentDecided>(&entry)) {
        return slot(decided->payment) >= maker_.rows_noted(RowTable::payments);
    }
    return std::holds_alternative<PaymentTaken>(entry) ||
           std::holds_alternative<FileTaken>(entry) || std::holds_alternative<UnitTaken>(entry) ||
           std::holds_alternative<StatementTaken>(entry) ||
           std::holds_alternative<RunOpened>(entry) || std::holds_alternative<RunCommitted>(entry);
}

void SliceQueue::before(const Book& book, const Entry& entry) {
    if (!noted_.empty() && !only_adds(entry)) make_noted(book);
}

// An item that was sent again gets its secondary keys once more: a date may have changed.
void SliceQueue::after(const Entry& entry) {
    if (std::holds_alternative<ItemTaken>(entry)) {
        for (std::size_t i = looked_at_; i < changed_.size(); ++i) {
            if (changed_[i].table == RowTable::items) restated_.push_back(changed_[i].row);
        }
    }
    looked_at_ = changed_.size();
    only_adds_ = only_adds_ && only_adds(entry);
    ++entries_;
}

void SliceQueue::end(const Book& book, Sequence resume) {
    noted_.push_back(maker_.note(book, changed_, restated_, resume));
    looked_at_ = 0;
    entries_ = 0;
    if (!std::exchange(only_adds_, true)) make_noted(book);
}

void SliceQueue::make_noted(const Book& book) {
    for (SliceNote& note : noted_)
        made_.push_back(maker_.make(book, std::move(note)));
    noted_.clear();
}

}  // namespace tieout
