// Commits runs until it is killed; prints the number of payments after each acknowledgement.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "storage/book_store.h"
#include "tests/storage/small_business.h"

// Usage: kill_target FOLDER SEED
int main(int count, char** words) {
    using namespace tieout;
    if (count != 3) return 2;
    StoreOptions options;
    options.folder = words[1];
    options.segment_bytes = 1024 * 1024;
    auto store = BookStore::open(options);
    if (!store) {
        std::fprintf(stderr, "%s\n", store.error().words.c_str());
        return 1;
    }
    SmallBusiness business(std::strtoull(words[2], nullptr, 10));
    const Book& book = (*store)->book();
    std::printf("%zu\n", book.payments.size());
    std::fflush(stdout);
    for (std::uint32_t i = 0;; ++i) {
        const auto run = book.items.empty() || i % 16 == 15 ? business.load(book, 10, 200)
                                                            : business.pay(book, 1 + i % 40);
        for (std::uint32_t k = 0; k < 3; ++k) {
            (void)(*store)->secrets().seal(
                "customer/" + std::to_string(i % 100 + k), "row", "name"
            );
        }
        if (!(*store)->commit_run(run)) return 1;
        std::printf("%zu\n", book.payments.size());
        std::fflush(stdout);
    }
}
