// Parts a Fedwire file in the legacy tag format into tags "{2000}" and their elements.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "io/formats/source.h"

namespace tieout {

struct FedwireTag {
    int tag = 0;  // 2000 for "{2000}"
    std::string_view value;
    std::uint64_t line = 0;
    std::uint64_t column = 0;   // of the value
    bool is_cut = false;        // {8200}: shorter than its stated length
    std::string_view in_front;  // bytes before the tag that belong to none
};

// Walks the tags of a file once; they stand one a line or back to back. Cost: linear.
class FedwireTags {
public:
    explicit FedwireTags(const Source& source);

    bool next(FedwireTag& tag);

private:
    void pass(std::size_t bytes);

    std::string_view rest_;
    const char* line_start_;
    std::uint64_t line_ = 1;
    char line_end_ = '\n';
};

bool is_fedwire(std::string_view text);  // starts with a tag
bool is_fedwire_tag(int tag);            // of the format manual
bool has_fedwire_elements(int tag);      // elements of variable length, each ended by '*'

// The elements of a value: where it has a '*', the first `widths.front()` bytes are the first
// element and the others end with '*'; without one, all have the fixed widths.
std::vector<std::string_view> fedwire_elements(
    std::string_view value, std::size_t code_bytes, std::span<const std::size_t> widths
);

}  // namespace tieout
