// A package on the disk: a folder that is there whole and synced, or not at all.
#pragma once

#include <string>

#include "engine/error.h"
#include "io/export/package.h"

namespace tieout {

// Writes DIR/NAME under a passing name and renames it into place. What stands there already, from
// a command that ended before it could be journalled, stays when it has the same bytes and gives
// way otherwise.
Result<void> write_package(
    const std::string& folder, const std::string& name, const ExportPackage& package
);

}  // namespace tieout
