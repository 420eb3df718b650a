// A process killed at any moment loses nothing that it acknowledged.
#include <csignal>
#include <cstdio>
#include <random>
#include <string>
#include <thread>

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/proof.h"
#include "tests/storage/temp_folder.h"

namespace tieout {
namespace {

// Runs the target for a while, kills it and returns the payments that it last acknowledged.
std::size_t run_and_kill(const std::string& folder, int seed, std::chrono::microseconds life) {
    int pipe_ends[2];
    REQUIRE(::pipe(pipe_ends) == 0);
    const std::string seed_text = std::to_string(seed);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::dup2(pipe_ends[1], STDOUT_FILENO);
        ::close(pipe_ends[0]);
        ::close(pipe_ends[1]);
        ::execl(TIEOUT_KILL_TARGET, "kill_target", folder.c_str(), seed_text.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(pipe_ends[1]);
    std::FILE* told = ::fdopen(pipe_ends[0], "r");
    std::size_t payments = 0;
    char line[64];
    // The clock starts with the first acknowledgement, so that most lives do some work.
    if (std::fgets(line, sizeof line, told) != nullptr) payments = std::strtoull(line, nullptr, 10);
    std::this_thread::sleep_for(life);
    ::kill(child, SIGKILL);
    while (std::fgets(line, sizeof line, told) != nullptr)
        payments = std::strtoull(line, nullptr, 10);
    std::fclose(told);
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
    return payments;
}

TEST_CASE("a process killed at any moment loses nothing that it acknowledged", "[storage][kill]") {
    std::mt19937_64 random(71);
    std::size_t most = 0;
    for (int book = 0; book < 4; ++book) {
        const TempFolder folder;
        std::size_t acknowledged = 0;
        for (int cycle = 0; cycle < 15; ++cycle) {
            const auto life = std::chrono::microseconds(random() % 60'000);
            acknowledged = run_and_kill(folder.book(), 1000 * book + cycle, life);
            StoreOptions options;
            options.folder = folder.book();
            auto store = BookStore::open(options);
            if (!store) FAIL(store.error().words);
            const std::size_t payments = (*store)->book().payments.size();
            REQUIRE(payments >= acknowledged);
            REQUIRE(payments <= acknowledged + 40);
            CHECK_FALSE((*store)->report().index_was_rebuilt);
            const auto proof = prove(**store, posix_files());
            REQUIRE(proof.has_value());
            for (const ProofLine& line : proof->lines) {
                for (const std::string& words : line.words)
                    FAIL_CHECK(line.subject + ": " + words);
            }
            most = std::max(most, payments);
        }
    }
    CHECK(most > 40);
}

}  // namespace
}  // namespace tieout
