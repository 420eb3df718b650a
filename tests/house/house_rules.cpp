#include "tests/house/house_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace tieout::house {

namespace {

constexpr std::size_t lines_max = 500;

struct File {
    std::string_view path;
    std::vector<std::string_view> lines;
    std::vector<std::string> faults;

    void fault(std::size_t line, const std::string& words) {
        faults.push_back(std::string(path) + ':' + std::to_string(line + 1) + ": " + words);
    }

    bool is_in(std::string_view folder) const { return path.substr(0, folder.size()) == folder; }

    bool is_header() const { return path.size() > 2 && path.substr(path.size() - 2) == ".h"; }
};

std::string floor_of(std::string_view path) {
    return std::string(path.substr(0, path.find('/')));
}

// What each floor may include of this house.
bool may_include(const File& file, std::string_view included) {
    const std::string from = floor_of(file.path);
    const std::string to = floor_of(included);
    if (from == "tests" || from == "bench") return to != "bench" || from == "bench";
    if (from == to) {
        // Inside io: cli on top, formats and report below it know nothing of each other's roof.
        const bool names_cli = included.substr(0, 7) == "io/cli/";
        return !names_cli || file.is_in("io/cli/");
    }
    if (to == "engine") return true;
    if (from == "io" && file.is_in("io/cli/")) return to == "matching" || to == "storage";
    return false;
}

// The one home of each package, by the front of its include path.
const std::map<std::string, std::set<std::string>, std::less<>>& homes() {
    static const std::map<std::string, std::set<std::string>, std::less<>> table{
        {"rocksdb/", {"storage"}},
        {"tbb/", {"matching"}},
        {"oneapi/", {"matching"}},
        {"hwy/", {"matching/name_scan.cpp", "matching/vectors.cpp"}},
        {"zstd.h", {"storage"}},
        {"openssl/", {"engine/digest.cpp", "storage"}},
        {"unicode/", {"engine/name_form.cpp", "io/encoding"}},
        {"boost/asio", {"io"}},
        {"boost/json", {"io"}},
        {"boost/math", {"io/report/binomial"}},
        {"simdjson.h", {"io"}},
        {"expat.h", {"io"}},
        {"archive", {"io/containers"}},
        {"zlib.h", {"io/containers"}},
        {"xlsxwriter", {"io/report/workbook"}},
        {"CLI/", {"io/cli"}},
        {"toml++/", {"io/cli"}},
        {"benchmark/", {"bench"}},
        {"catch2/", {}},
        {"rapidcheck", {}},
    };
    return table;
}

void check_includes(File& file) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const std::string_view line = file.lines[i];
        if (line.substr(0, 9) != "#include ") continue;
        const char open = line.size() > 9 ? line[9] : ' ';
        const std::size_t end = line.find(open == '<' ? '>' : '"', 10);
        if (end == std::string_view::npos) continue;
        const std::string_view path = line.substr(10, end - 10);
        if (open == '"') {
            if (!may_include(file, path)) {
                file.fault(i, floor_of(file.path) + " may not include " + std::string(path));
            }
            continue;
        }
        for (const auto& [front, places] : homes()) {
            if (path.substr(0, front.size()) != front) continue;
            const bool at_home =
                file.is_in("tests") || file.is_in("bench") ||
                std::any_of(places.begin(), places.end(), [&](const std::string& place) {
                    return file.is_in(place);
                });
            if (!at_home) file.fault(i, std::string(path) + " is away from its home");
            if (at_home && file.is_header() && !file.is_in("tests") && !file.is_in("bench")) {
                file.fault(i, std::string(path) + " belongs in a source, not in a header");
            }
        }
    }
}

bool is_word_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_';
}

// The code of a line: without its comment and without the insides of its string literals.
std::string code_of(std::string_view line) {
    std::string code;
    bool in_text = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (in_text) {
            if (line[i] == '\\')
                ++i;
            else if (line[i] == '"')
                in_text = false;
            continue;
        }
        if (line[i] == '"' && (i == 0 || line[i - 1] != '\'')) {
            in_text = true;
            continue;
        }
        if (line[i] == '/' && i + 1 < line.size() && line[i + 1] == '/') break;
        code += line[i];
    }
    return code;
}

bool has_word(std::string_view code, std::string_view word) {
    for (std::size_t at = code.find(word); at != std::string_view::npos;
         at = code.find(word, at + 1)) {
        const bool before = at == 0 || !is_word_letter(code[at - 1]);
        const std::size_t end = at + word.size();
        const bool after =
            end >= code.size() || !is_word_letter(code[end]) || !is_word_letter(word.back());
        if (before && after) return true;
    }
    return false;
}

void check_words(File& file) {
    const bool is_product = !file.is_in("tests") && !file.is_in("bench");
    if (!is_product) return;
    // The estimate of chance sets, rounded before it decides, a statistic of a report, and the only
    // kind of number that a cell of a spreadsheet is.
    const bool may_float = file.is_in("matching/density") || file.is_in("io/report/binomial") ||
                           file.is_in("io/report/workbook");
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const std::string code = code_of(file.lines[i]);
        for (const char* word : {"double", "float", "strtod", "stod", "atof"}) {
            if (!may_float && has_word(code, word)) {
                file.fault(i, std::string("floating point near money: ") + word);
            }
        }
        for (const char* word : {"assert", "throw", "shared_ptr"}) {
            if (has_word(code, word)) file.fault(i, std::string("banned here: ") + word);
        }
        if (!file.is_in("io/cli/") && (has_word(code, "cout") || has_word(code, "printf"))) {
            file.fault(i, "only the command line prints to the standard output");
        }
        for (const char* mark : {"TODO", "FIXME"}) {
            if (file.lines[i].find(mark) != std::string_view::npos) {
                file.fault(i, "an open matter is an issue, not a mark in the code");
            }
        }
    }
}

void check_opening(File& file) {
    if (!file.is_header()) return;
    const bool is_sentence = !file.lines.empty() && file.lines.front().substr(0, 3) == "// " &&
                             file.lines.front().size() > 20;
    if (!is_sentence) file.fault(0, "a header opens with a sentence that says what the thing is");
}

}  // namespace

std::vector<std::string> faults_of(std::string_view path, std::string_view text) {
    File file{path, {}, {}};
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        file.lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    check_includes(file);
    check_words(file);
    check_opening(file);
    if (file.lines.size() > lines_max) file.fault(lines_max, "a room over 500 lines wants a wall");
    return file.faults;
}

}  // namespace tieout::house
