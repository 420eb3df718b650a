// The lock that lets one process at a time open a book; the file names its holder.
#pragma once

#include <chrono>
#include <string>

#include "engine/error.h"

namespace tieout {

class BookLock {
public:
    // Waits up to `wait` for BOOK/LOCK; refused (busy) with the holder's process number.
    static Result<BookLock> take(const std::string& book_folder, std::chrono::milliseconds wait);

    BookLock(BookLock&& other) noexcept;
    BookLock& operator=(BookLock&& other) noexcept;
    ~BookLock();

private:
    explicit BookLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_ = -1;
};

}  // namespace tieout
