// Oracles of the fuzz targets: what must hold when any bytes are read; a breach stops the program.
#pragma once

#include <string_view>

namespace tieout {

// Reads the bytes as a file of that format (empty: by its content) and checks that
//  - time and result are bounded by the number of bytes;
//  - the result is sound, and the same when it is read again from other memory that goes away;
//  - the movements of a taken unit make what the unit states, added up here a second time; of a
//    BAI2 file all its totals, counted from its records in a second, simple way;
//  - the digits of each taken amount stand in the bytes;
//  - what is converted and read again are the same payments.
void check_bank_file(std::string_view format, std::string_view bytes);

// Reads the bytes as master data: rows and located faults, the same ones twice.
void check_master_file(std::string_view kind, std::string_view bytes);

}  // namespace tieout
