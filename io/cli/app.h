// One running instance: settings, the book's store and the matcher, joined here and only here.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/entry.h"
#include "engine/parallel.h"
#include "engine/ports.h"
#include "io/cli/settings.h"

namespace tieout {

class BookStore;
struct EntrySlice;

// What a run is recorded with, besides its entries.
struct RunHeader {
    RunKind kind = RunKind::apply;
    Date as_of;
    std::size_t payments = 0;             // about so many will come
    std::optional<Date> decided_on = {};  // orders of an apply run
    bool judges_all = false;
};

class App {
public:
    // Opens the book under its lock; a folder without a book becomes one when `may_create`.
    static Result<std::unique_ptr<App>> open(const Settings& settings, bool may_create);

    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    const Book& book() const;
    Secrets& secrets();
    const Journal& journal() const;

    BookStore& store() { return *store_; }

    Matcher& matcher() { return *matcher_; }

    Parallel& parallel() { return *parallel_; }

    const Settings& settings() const { return settings_; }

    // Makes the entries true as one run: durable in the journal, then in the book, then on their
    // way into the index. After an error nothing more may be committed; the program exits.
    Result<RunNo> commit(const RunHeader& header, std::vector<Entry> entries);

    // The same for a long run that comes in slices; `next` fills a slice, an empty one ends the
    // run. While one slice is journalled and takes effect the next is made.
    Result<RunNo> commit_slices(
        const RunHeader& header, const std::function<Result<void>(EntrySlice&)>& next
    );

    // What is left to do for the index when a run is acknowledged; may stand beside readers.
    void owe_rows();

    // Waits until the index has everything and closes it; called before a command ends well.
    Result<void> close();

private:
    struct Slice;
    explicit App(Settings settings);
    Result<void> make_slice(const std::function<Result<void>(EntrySlice&)>& next, Slice& slice)
        const;

    Result<void> begin_book();
    RunOpened opened_run(const RunHeader& header) const;

    Settings settings_;
    std::unique_ptr<BookStore> store_;
    std::unique_ptr<Matcher> matcher_;
    std::unique_ptr<Parallel> parallel_;
};

// Today in UTC: the one clock of the program, asked only by the command line.
Date today();
std::int64_t now_ms();

}  // namespace tieout
