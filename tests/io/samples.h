// Samples for tests: our own in data/, and the collection of real files where it is present.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/intake.h"
#include "io/formats/recognise.h"
#include "tests/corpora/corpus.h"

namespace tieout {

std::string data_text(const std::string& name);  // of data/; stops the test when it is missing
std::vector<std::string> data_files(const std::string& folder);  // names, sorted
std::string corpus_folder();  // empty, with a warning, when it is not there
std::vector<std::string> corpus_files(const std::string& folder);  // paths, sorted

IntakeFile read_text(
    const std::string& name, std::string_view text, const std::string& format = ""
);
IntakeFile read_sample(const std::string& name);  // of data/samples
std::string read_all(const std::string& path);

// Every movement of units that are taken.
std::vector<Payment> taken(const IntakeFile& file);
std::vector<Payment> taken(IntakeFile&& file);  // keeps the file, and so its texts, to the end
WideMinor taken_sum(const IntakeFile& file);
bool has_fault(const IntakeFile& file, std::string_view fault);
bool has_warning(const IntakeFile& file, std::string_view fault);
// What must hold of any file whatever its bytes; fails the test that calls it.
void check_sound(const IntakeFile& file);

std::string replaced(std::string text, std::string_view from, std::string_view to);

}  // namespace tieout
