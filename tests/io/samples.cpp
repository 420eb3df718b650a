#include "tests/io/samples.h"

#include <algorithm>
#include <deque>
#include <filesystem>

#include <catch2/catch.hpp>

#include "io/formats/rows.h"
#include "io/formats/source.h"

namespace tieout {

namespace {

std::vector<std::string> files_below(const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

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
    const std::string folder = TIEOUT_SOURCE_DIR "/../shared/corpora/";
    if (std::filesystem::exists(folder)) return folder;
    WARN("the collection of bank samples is not beside the tree: " << folder << "; skipped");
    return {};
}

std::vector<std::string> corpus_files(const std::string& folder) {
    const std::string root = corpus_folder();
    if (root.empty()) return {};
    return files_below(root + folder);
}

std::vector<Facts> facts_of(const std::string& path) {
    const std::string text = read_all(path);
    const Source source(path, text);
    const CsvHeader header = *read_csv_header(source);
    const std::vector<std::string_view> names(header.names.begin(), header.names.end());
    const RowShape shape{names, 0, 0, {}, nullptr};
    FaultList faults(path);
    const auto reader = csv_row_reader({header.rest, header.rest_line, 0}, header, shape, faults);
    RowBlock block(shape);
    std::vector<Facts> rows;
    while (reader->next(block)) {
        for (std::size_t row = 0; row < block.size(); ++row) {
            Facts& facts = rows.emplace_back();
            for (std::size_t i = 0; i < names.size(); ++i)
                facts[std::string(names[i])] = std::string(block.cell(row, i));
        }
    }
    return rows;
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
    bool quarantined = false;
    for (const Unit& unit : file.units) {
        quarantined = quarantined || unit.state == UnitState::quarantined;
        if (file.refused && unit.state != UnitState::quarantined) FAIL("a refused file is taken");
        if (unit.state != UnitState::taken && unit.reason.empty()) FAIL("no reason is given");
        if (unit.state != UnitState::taken) continue;
        for (const Control& control : unit.controls) {
            if (!control.ties())
                FAIL("a unit is taken though '" << control.name << "' does not tie");
        }
        for (const Payment& payment : unit.movements) {
            if (payment.amount <= 0 || payment.currency.is_none() || payment.payment.empty()) {
                FAIL("a movement without amount, currency or id is taken");
            }
        }
    }
    if ((file.refused || quarantined) && file.faults.empty()) FAIL("a refusal without a fault");
    for (const Error& fault : file.faults) {
        if (fault.fault.empty() || fault.words.empty() || fault.place.line == 0) {
            if (fault.fault != "F_MORE") FAIL("a fault without code, words or line");
        }
    }
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    INFO(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace tieout
