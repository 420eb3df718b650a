// Knows a bank, remittance or master-data file by its first bytes, and reads it.
#pragma once

#include <string>
#include <string_view>

#include "engine/intake.h"
#include "engine/master_data.h"
#include "engine/parallel.h"
#include "io/formats/master_file.h"

namespace tieout {

struct ReadOptions {
    std::string format;  // "bai2", "bai_lockbox:sap", "camt", "payments" ...; empty: by content
    std::string layout;  // lockbox layouts of the user's own, in place of the built-in ones
    Currency currency;   // where a file names none; none: USD for BAI files, else a fault
    std::string csv_profiles = {};  // of the user's own; they come before the built-in ones
};

struct Recognised {
    std::string format;    // as in ReadOptions, or empty when nothing fits
    std::string words;     // what it is, for people: "an MT940 statement"
    bool is_read = false;  // false: known, but not read yet
};

// Looks at no more than the first 64 KiB, of NDJSON at the first line.
Recognised recognise(const Source& source);

// Reads a bank or remittance file whole. Never fails: a file that cannot be read comes back
// refused, with its faults. Every movement has an id. Texts are views of the bytes where they can
// be, which must outlive what was read from them.
IntakeFile read_bank_file(
    std::string name, std::string_view bytes, const ReadOptions& options, Parallel& parallel
);
// The same, but the file keeps its bytes itself.
IntakeFile read_whole_bank_file(
    std::string name, std::string bytes, const ReadOptions& options, Parallel& parallel
);

Result<MasterFile> read_master_file(
    std::string name, std::string_view bytes, const MasterOptions& options, Parallel& parallel
);

}  // namespace tieout
