// Proving a book, and making its index again.
#include "io/cli/commands.h"
#include "storage/book_store.h"

#include <fmt/core.h>

namespace tieout {

Result<ExitCode> verify_command(const Options&, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    return ExitCode::done;
}

Result<ExitCode> rebuild_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    auto rebuilt = (*app)->store().rebuild(options.full);
    if (!rebuilt) return tl::make_unexpected(rebuilt.error());
    const auto digest = (*app)->store().index_digest();
    if (!digest) return tl::make_unexpected(digest.error());
    print_out(fmt::format("index made again, digest {}\n", to_hex(*digest)));
    auto closed = (*app)->close();
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

}  // namespace tieout
