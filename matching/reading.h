// A reading is what a payment names, looked up in the book: lines of its advice or its free text.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/ports.h"
#include "matching/references.h"

namespace tieout {

inline constexpr std::uint32_t no_line = 0xFFFF'FFFFU;

// A document number of the payment that is the number of an item of the book, open or closed.
struct Hit {
    ItemNo item{};
    std::uint32_t line = no_line;  // which remittance line names it; no_line: the free text
    std::uint16_t word = 0;        // first word of the token in the free text
    bool is_weak = false;
};

struct Reading {
    std::uint32_t first_hit = 0;
    std::uint32_t hits = 0;
    bool has_lines = false;           // structured lines name documents; the free text is not read
    bool names_other_entity = false;  // a number belongs to an item of another entity of ours

    std::span<const Hit> of(const std::vector<Hit>& all) const {
        return std::span(all).subspan(first_hit, hits);
    }
};

struct ReadingBlock {
    std::vector<Reading> readings;
    std::vector<Hit> hits;
};

// Looks up what payments name, a block at a time: the table's cells of a few payments are fetched
// before the first is read, so that waiting for memory overlaps. One reader a thread.
class BookReader {
public:
    explicit BookReader(const MatchRequest& request) : request_(request) {}

    // Appends the readings of payments [begin, end) of the request.
    void read(std::size_t begin, std::size_t end, ReadingBlock& block);

private:
    struct Wanted {
        std::string form;
        std::string_view text;  // as it was written
        std::uint32_t payment = 0;
        std::uint32_t line = no_line;
        std::uint16_t first = 0;
        std::uint16_t last = 0;
        std::uint16_t range = 0;
        bool covers = true;
        bool is_weak = false;
    };

    void want(std::size_t payment);
    Wanted& next();
    void find(const Wanted& wanted, Reading& reading, std::vector<Hit>& hits);
    void find_inside(const Wanted& wanted);
    void look_into_cell(const Wanted& wanted, Reading& reading, std::vector<Hit>& hits);
    bool take_found(const Wanted& wanted, bool is_weak, Reading& reading, std::vector<Hit>& hits);

    const MatchRequest& request_;
    ReferenceReader tokens_;
    std::vector<Wanted> wanted_;
    std::size_t used_ = 0;
    std::vector<ItemNo> found_;
    std::uint32_t covered_ = 0;  // words of the free text that a longer token has explained
    bool inside_is_strong_ = false;
    std::uint16_t range_ = 0;  // whose numbers the last of them belong to
};

}  // namespace tieout
