// gzip: one or more members of deflated bytes, each proved by its checksum and its length.
#pragma once

#include "io/containers/unpacking.h"

namespace tieout {

bool is_gzip(std::string_view bytes);

// Members one behind the other are one entry, as gzip itself reads them. A wrong checksum or
// length, a cut, or bytes other than zeros behind the last member refuse all. Cost: one pass.
Result<Unpacked> unpack_gzip(const std::string& name, std::string_view bytes, UnpackBudget& budget);

}  // namespace tieout
