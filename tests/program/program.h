// The built program as a user meets it: started, waited for, killed; and folders to try it in.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tieout {

struct Answer {
    int code = -1;  // exit code, or 128 + signal
    std::string out;
    std::string err;
};

// Runs the program with these words and waits for it.
Answer run_program(const std::vector<std::string>& words);

// Starts the program and kills it (SIGKILL) after so many microseconds, if it still runs.
Answer kill_program(const std::vector<std::string>& words, unsigned microseconds);

std::string text_of(const std::filesystem::path& path);
void write_text(const std::filesystem::path& path, const std::string& text);

// An empty folder of its own, removed when it goes.
class TempFolder {
public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

}  // namespace tieout
