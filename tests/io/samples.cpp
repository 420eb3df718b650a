#include "tests/io/samples.h"

#include <algorithm>
#include <deque>
#include <filesystem>

#include <catch2/catch.hpp>

#include "io/formats/source.h"
#include "tests/support/soundness.h"

namespace tieout {

namespace {

bool contains(const std::vector<Error>& errors, std::string_view fault) {
    return std::any_of(errors.begin(), errors.end(), [&](const Error& error) {
        return error.fault == fault;
    });
}

}  // namespace

std::string read_all(const std::string& path) {
    Serial serial;
    Result<std::string> text = read_input(path, serial);
    INFO(path);
    REQUIRE(text.has_value());
    return *text;
}

std::string data_text(const std::string& name) {
    return read_all(std::string(TIEOUT_SOURCE_DIR "/data/") + name);
}

std::vector<std::string> data_files(const std::string& folder) {
    const std::string root = std::string(TIEOUT_SOURCE_DIR "/data/");
    std::vector<std::string> names;
    for (const std::string& path : files_below(root + folder)) {
        names.push_back(path.substr(root.size()));
    }
    return names;
}

std::string corpus_folder() {
    const std::string folder = collection_folder();
    if (std::filesystem::exists(folder)) return folder;
    WARN("the collection of bank samples is not beside the tree: " << folder << "; skipped");
    return {};
}

std::vector<std::string> corpus_files(const std::string& folder) {
    const std::string root = corpus_folder();
    if (root.empty()) return {};
    return files_below(root + folder);
}

IntakeFile read_text(const std::string& name, std::string_view text, const std::string& format) {
    Serial serial;
    ReadOptions options;
    options.format = format;
    return read_whole_bank_file(name, std::string(text), options, serial);
}

IntakeFile read_sample(const std::string& name) {
    return read_text(name, data_text("samples/" + name));
}

std::vector<Payment> taken(IntakeFile&& file) {
    static std::deque<IntakeFile> files;
    return taken(std::as_const(files.emplace_back(std::move(file))));
}

std::vector<Payment> taken(const IntakeFile& file) {
    std::vector<Payment> payments;
    for (const Unit& unit : file.units) {
        if (unit.state != UnitState::taken) continue;
        payments.insert(payments.end(), unit.movements.begin(), unit.movements.end());
    }
    return payments;
}

WideMinor taken_sum(const IntakeFile& file) {
    WideMinor sum = 0;
    for (const Payment& payment : taken(file)) {
        sum += payment.is_credit ? payment.amount : -payment.amount;
    }
    return sum;
}

bool has_fault(const IntakeFile& file, std::string_view fault) {
    return contains(file.faults, fault);
}

bool has_warning(const IntakeFile& file, std::string_view fault) {
    return contains(file.warnings, fault);
}

void check_sound(const IntakeFile& file) {
    const std::string words = unsound(file);
    if (!words.empty()) FAIL(words);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    INFO(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace tieout
