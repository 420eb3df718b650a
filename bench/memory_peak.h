// How much memory a step takes at its peak, as the system counts it.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>

namespace tieout {

// Gives memory that is free in the process back to the system.
void give_back_memory();

// Bytes that the process had at most since the last reset, or has now; 0 where nobody tells.
class MemoryPeak {
public:
    MemoryPeak() {
        give_back_memory();
        std::ofstream("/proc/self/clear_refs") << "5";  // the peak begins anew
        before_ = status("VmRSS:");
    }

    std::uint64_t above() const {
        const std::uint64_t peak = status("VmHWM:");
        return peak > before_ ? peak - before_ : 0;
    }

    std::uint64_t kept() const {
        const std::uint64_t now = status("VmRSS:");
        return now > before_ ? now - before_ : 0;
    }

private:
    static std::uint64_t status(const std::string& wanted) {
        std::ifstream file("/proc/self/status");
        std::string word;
        while (file >> word) {
            std::uint64_t kilobytes = 0;
            if (word == wanted && file >> kilobytes) return kilobytes * 1024;
        }
        return 0;
    }

    std::uint64_t before_ = 0;
};

}  // namespace tieout
