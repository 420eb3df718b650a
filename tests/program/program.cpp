#include "tests/program/program.h"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tieout {

namespace {

pid_t start(const std::vector<std::string>& words, const std::string& out, const std::string& err) {
    std::vector<std::string> all{TIEOUT_PROGRAM};
    all.insert(all.end(), words.begin(), words.end());
    std::vector<char*> argv;
    for (std::string& word : all)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    const pid_t child = fork();
    if (child != 0) return child;
    const int to_out = open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int to_err = open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(to_out, STDOUT_FILENO);
    dup2(to_err, STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
}

Answer run(const std::vector<std::string>& words, unsigned kill_after) {
    const TempFolder folder;
    const std::string out = folder / "out";
    const std::string err = folder / "err";
    const pid_t child = start(words, out, err);
    if (kill_after != 0) {
        usleep(kill_after);
        kill(child, SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    Answer answer;
    answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    answer.out = text_of(out);
    answer.err = text_of(err);
    return answer;
}

}  // namespace

Answer run_program(const std::vector<std::string>& words) {
    return run(words, 0);
}

Answer kill_program(const std::vector<std::string>& words, unsigned microseconds) {
    return run(words, microseconds);
}

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_text(const std::filesystem::path& path, const std::string& text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
}

TempFolder::TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tieout-XXXXXX").string();
    path_ = mkdtemp(name.data());
}

TempFolder::~TempFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
}

}  // namespace tieout
