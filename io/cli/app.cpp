#include "io/cli/app.h"

#include <chrono>

#include <fmt/core.h>
#include <unistd.h>

#include "engine/run_entries.h"
#include "matching/tbb_parallel.h"
#include "matching/tiered_matcher.h"
#include "storage/book_store.h"

namespace tieout {

namespace {

constexpr const char* program = "tieout 0.1.0";

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
    return opened;
}

Result<RunNo> App::commit(const RunHeader& header, std::vector<Entry> entries) {
    bool is_given = false;
    return commit_slices(header, [&](EntrySlice& slice) -> Result<void> {
        slice.entries = is_given ? std::vector<Entry>{} : std::move(entries);
        is_given = true;
        return {};
    });
}

Result<RunNo> App::commit_slices(
    const RunHeader& header, const std::function<Result<void>(EntrySlice&)>& next
) {
    const RunOpened opened = opened_run(header);
    EntrySlice current;
    if (auto made = next(current); !made) return tl::make_unexpected(std::move(made).error());
    if (auto begun = store_->begin_run(opened); !begun) {
        return tl::make_unexpected(std::move(begun).error());
    }
    EntrySlice following;
    while (!current.entries.empty()) {
        Result<void> journalled;
        Result<void> made;
        parallel_->for_each(3, [&](std::size_t task) {
            if (task == 0) journalled = store_->journal_slice(current.entries);
            if (task == 1) store_->apply_slice(current.entries);
            if (task == 2) made = next(following);
        });
        if (!journalled) return tl::make_unexpected(std::move(journalled).error());
        if (!made) return tl::make_unexpected(std::move(made).error());
        std::swap(current, following);
    }
    auto finished = store_->finish_run();
    if (!finished) return tl::make_unexpected(std::move(finished).error());
    return opened.run;
}

Result<void> App::close() {
    return store_->close(true);
}

}  // namespace tieout
