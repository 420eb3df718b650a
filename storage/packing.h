// Packing bytes with zstd, one frame a piece.
#pragma once

#include <string>
#include <string_view>

#include "engine/error.h"

namespace tieout {

// Replaces `packed` by a frame of `raw`. Refused (machine) only when memory is lacking.
Result<void> pack(std::string_view raw, std::string& packed);

// Fills `raw`, as long as it is; false unless the frame holds exactly so many bytes.
bool unpack(std::string_view packed, std::string& raw);

}  // namespace tieout
