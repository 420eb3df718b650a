// The house obeys its own rules, and the rules notice when it does not.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>

#include <catch2/catch.hpp>

#include "tests/house/house_rules.h"

namespace tieout::house {
namespace {

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::filesystem::path> sources() {
    std::vector<std::filesystem::path> found;
    const std::filesystem::path root = TIEOUT_SOURCE_DIR;
    for (const char* floor : {"engine", "matching", "storage", "io", "tests", "bench"}) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / floor)) {
            const auto kind = entry.path().extension();
            if (kind == ".h" || kind == ".cpp") found.push_back(entry.path());
        }
    }
    return found;
}

TEST_CASE("every source of the house obeys its rules", "[house]") {
    const auto files = sources();
    REQUIRE(files.size() > 50);
    for (const auto& path : files) {
        const std::string shown = path.lexically_relative(TIEOUT_SOURCE_DIR).string();
        for (const std::string& fault : faults_of(shown, text_of(path)))
            FAIL_CHECK(fault);
    }
}

TEST_CASE("every unit of a floor is listed in its CMake file", "[house]") {
    const std::filesystem::path root = TIEOUT_SOURCE_DIR;
    for (const char* floor : {"engine", "matching", "storage", "io"}) {
        const std::string list = text_of(root / floor / "CMakeLists.txt");
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / floor)) {
            if (entry.path().extension() != ".cpp") continue;
            INFO(entry.path().string());
            CHECK(list.find(entry.path().stem().string()) != std::string::npos);
        }
    }
}

// The types that a header defines at the edge of its lines, by name.
std::vector<std::string> types_of(const std::string& text) {
    static const std::regex type("\\n(?:struct|class|enum class) (\\w+)[^;{}()]*\\{");
    std::vector<std::string> names;
    for (std::sregex_iterator at(text.begin(), text.end(), type), end; at != end; ++at)
        names.push_back((*at)[1]);
    return names;
}

TEST_CASE("no two headers of the program define a type of one name", "[house]") {
    // Two such types are one to the linker: it takes either's functions for both.
    CHECK(
        types_of("\nstruct A {\n};\nclass B : public C {\nenum class D : int {\nstruct E;\n")
            .size() == 3
    );
    std::map<std::string, std::string> homes;
    for (const auto& path : sources()) {
        const std::string shown = path.lexically_relative(TIEOUT_SOURCE_DIR).string();
        if (path.extension() != ".h" || shown.starts_with("tests/")) continue;
        for (const std::string& name : types_of(text_of(path))) {
            const auto [home, is_new] = homes.emplace(name, shown);
            INFO(name << " in " << shown << " and " << home->second);
            CHECK(is_new);
        }
    }
    CHECK(homes.size() > 100);
}

TEST_CASE("the rules notice a wrong include, floating point and a missing sentence", "[house]") {
    const std::string opening = "// What a customer owes, said in one sentence.\n#pragma once\n";
    CHECK(faults_of("engine/a.h", opening).empty());
    CHECK(faults_of("engine/a.h", "#pragma once\n").size() == 1);
    CHECK(faults_of("engine/a.h", opening + "#include \"storage/b.h\"\n").size() == 1);
    CHECK(faults_of("matching/a.cpp", "#include \"storage/b.h\"\n").size() == 1);
    CHECK(faults_of("storage/a.cpp", "#include \"matching/b.h\"\n").size() == 1);
    CHECK(faults_of("io/formats/a.cpp", "#include \"matching/b.h\"\n").size() == 1);
    CHECK(faults_of("io/formats/a.cpp", "#include \"io/cli/b.h\"\n").size() == 1);
    CHECK(faults_of("io/cli/a.cpp", "#include \"storage/b.h\"\n").empty());
    CHECK(faults_of("io/cli/a.cpp", "#include <rocksdb/db.h>\n").size() == 1);
    CHECK(faults_of("storage/a.cpp", "#include <rocksdb/db.h>\n").empty());
    CHECK(faults_of("storage/a.h", opening + "#include <rocksdb/db.h>\n").size() == 1);
    CHECK(faults_of("engine/a.cpp", "double open = 0;\n").size() == 1);
    CHECK(faults_of("io/report/a.cpp", "auto x = static_cast<float>(y);\n").size() == 1);
    CHECK(faults_of("engine/a.cpp", "// never a double\nint doubled = 0;\n").empty());
    CHECK(faults_of("engine/a.cpp", "std::string word = \"double\";\n").empty());
    CHECK(faults_of("engine/a.cpp", std::string(501, '\n')).size() == 1);
}

}  // namespace
}  // namespace tieout::house
