#include "io/cli/app.h"

#include "matching/tbb_parallel.h"
#include "matching/tiered_matcher.h"
#include "storage/book_store.h"

#include <chrono>
#include <fmt/core.h>
#include <unistd.h>

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

Result<RunNo> App::commit(const RunHeader& header, std::vector<Entry> entries) {
    const auto run = static_cast<RunNo>(book().runs);
    const std::uint64_t count = entries.size();
    RunOpened opened;
    opened.run = run;
    opened.kind = header.kind;
    opened.user = settings_.user;
    opened.time_ms = now_ms();
    opened.as_of = header.as_of;
    opened.policy = policy_digest(book().policy);
    opened.program = program;
    entries.insert(entries.begin(), Entry(std::move(opened)));
    entries.emplace_back(RunCommitted{run, count});
    auto committed = store_->commit_run(entries);
    if (!committed) return tl::make_unexpected(std::move(committed).error());
    return run;
}

Result<void> App::close() {
    return store_->close(true);
}

}  // namespace tieout
