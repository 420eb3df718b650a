#include "io/cli/app.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include <fmt/core.h>
#include <unistd.h>

#include "engine/run_entries.h"
#include "matching/tbb_parallel.h"
#include "matching/tiered_matcher.h"
#include "storage/book_store.h"

namespace tieout {

namespace {

constexpr const char* program = "tieout 0.1.0";
constexpr std::size_t slice_entries = 16'384;
constexpr std::size_t part_entries = 1024;

}  // namespace

App::App(Settings settings) : settings_(std::move(settings)) {}

App::~App() = default;

Result<std::unique_ptr<App>> App::open(const Settings& settings, bool may_create) {
    std::unique_ptr<App> app(new App(settings));
    StoreOptions options;
    options.folder = settings.book;
    options.key_file = settings.key_file;
    options.wait = std::chrono::seconds(settings.wait_s);
    options.may_create = may_create;
    auto store = BookStore::open(options);
    if (!store) return tl::make_unexpected(std::move(store).error());
    app->store_ = std::move(*store);
    app->matcher_ = std::make_unique<TieredMatcher>(settings.threads);
    app->parallel_ = std::make_unique<TbbParallel>(settings.threads);
    for (const std::string& notice : app->store_->report().notices) {
        if (settings.log_level != "error") fmt::print(stderr, "tieout: {}\n", notice);
    }
    if (app->book().runs == 0) {
        auto begun = app->begin_book();
        if (!begun) return tl::make_unexpected(std::move(begun).error());
    }
    return app;
}

// A new book has the shipped policy and the default entity from its first run.
Result<void> App::begin_book() {
    Entity main;
    main.entity = "main";
    std::vector<Entry> entries{PolicySet{policy_text(shipped_policy())}, EntityTaken{main}};
    auto run = commit({RunKind::policy, today()}, std::move(entries));
    if (!run) return tl::make_unexpected(std::move(run).error());
    return {};
}

const Book& App::book() const {
    return store_->book();
}

Secrets& App::secrets() {
    return store_->secrets();
}

const Journal& App::journal() const {
    return store_->journal();
}

RunOpened App::opened_run(const RunHeader& header) const {
    RunOpened opened;
    opened.run = static_cast<RunNo>(book().runs);
    opened.kind = header.kind;
    opened.user = settings_.user;
    opened.time_ms = now_ms();
    opened.as_of = header.as_of;
    opened.policy = policy_digest(book().policy);
    opened.program = program;
    opened.decided_on = header.decided_on;
    opened.judges_all = header.judges_all;
    return opened;
}

Result<RunNo> App::commit(const RunHeader& header, std::vector<Entry> entries) {
    std::size_t at = 0;
    return commit_slices(header, [&](EntrySlice& slice) -> Result<void> {
        const std::size_t end = std::min(entries.size(), at + slice_entries);
        slice.entries.assign(
            std::make_move_iterator(entries.begin() + static_cast<std::ptrdiff_t>(at)),
            std::make_move_iterator(entries.begin() + static_cast<std::ptrdiff_t>(end))
        );
        at = end;
        return {};
    });
}

// A slice in the making: its entries, and their bytes for the journal.
struct App::Slice {
    EntrySlice made;
    std::vector<EncodedEntries> parts;
};

Result<void> App::make_slice(const std::function<Result<void>(EntrySlice&)>& next, Slice& slice)
    const {
    if (auto made = next(slice.made); !made) return made;
    const std::vector<Entry>& entries = slice.made.entries;
    slice.parts.resize((entries.size() + part_entries - 1) / part_entries);
    in_chunks(*parallel_, part_entries, entries.size(), [&](std::size_t first, std::size_t last) {
        EncodedEntries& part = slice.parts[first / part_entries];
        part.clear();
        part.add(std::span(entries).subspan(first, last - first));
    });
    return {};
}

Result<RunNo> App::commit_slices(
    const RunHeader& header, const std::function<Result<void>(EntrySlice&)>& next
) {
    const RunOpened opened = opened_run(header);
    Slice current;
    if (auto made = make_slice(next, current); !made) {
        return tl::make_unexpected(std::move(made).error());
    }
    store_->expect_payments(header.payments, *parallel_);
    if (auto begun = store_->begin_run(opened); !begun) {
        return tl::make_unexpected(std::move(begun).error());
    }
    Slice following;
    while (!current.made.entries.empty()) {
        Result<void> journalled;
        Result<void> made;
        parallel_->for_each(3, [&](std::size_t task) {
            if (task == 0) journalled = store_->journal_slice(current.parts);
            if (task == 1) store_->apply_slice(current.made.entries);
            if (task == 2) made = make_slice(next, following);
        });
        if (!journalled) return tl::make_unexpected(std::move(journalled).error());
        if (!made) return tl::make_unexpected(std::move(made).error());
        std::swap(current, following);
    }
    auto finished = store_->finish_run();
    if (!finished) return tl::make_unexpected(std::move(finished).error());
    return opened.run;
}

void App::owe_rows() {
    store_->owe_rows();
}

Result<void> App::close() {
    if (auto done = store_->tidy(); !done) return done;
    return store_->close(true);
}

}  // namespace tieout
