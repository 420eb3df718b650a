// Secrets for tests: marks by a fixed hash, sealing that hides nothing and keeps what it is given.
#pragma once

#include <string>
#include <string_view>

#include "engine/ports.h"

namespace tieout {

class MemorySecrets final : public Secrets {
public:
    Mark mark(std::string_view text) const override {
        return sha256_mark(std::string("memory secrets").append(text));
    }

    Result<std::string> seal(std::string_view owner, std::string_view row, std::string_view text)
        override {
        return std::string(owner).append("|").append(row).append("|").append(text);
    }

    Result<std::string> open(std::string_view owner, std::string_view row, std::string_view sealed)
        const override {
        const std::string front = std::string(owner).append("|").append(row).append("|");
        if (sealed.substr(0, front.size()) != front) {
            return refuse(ErrorKind::damaged, "sealed under another owner or row");
        }
        return std::string(sealed.substr(front.size()));
    }

    Result<void> sync() override { return {}; }
};

}  // namespace tieout
