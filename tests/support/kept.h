// Texts that tests make up are kept until the test program ends; a batch of one file.
#pragma once

#include "engine/intake.h"

namespace tieout {

inline Text kept(std::string_view text) {
    static TextStore store;
    return store.keep(text);
}

inline std::vector<IntakeFile> one(IntakeFile file) {
    std::vector<IntakeFile> files;
    files.push_back(std::move(file));
    return files;
}

}  // namespace tieout
