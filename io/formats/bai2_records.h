// The logical records of a BAI2 file: physical lines joined with their 88 continuations.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/formats/marks.h"
#include "io/formats/source.h"

namespace tieout {

// One piece of a logical record: what stands on one physical line after the record code.
struct Bai2Piece {
    std::string_view text;  // without its terminating "/" and blanks after it
    std::uint64_t line = 0;
    std::uint64_t column = 0;  // of the first character of `text`
    bool ends_with_slash = false;
    bool is_text = false;  // a broken line without a record code: text whatever stands before
};

// A record and its continuations. `physical` counts what control counts count: codes, not broken
// lines.
struct Bai2Record {
    int code = 0;  // 1, 2, 3, 16, 49, 98, 99; 0 is a record that no code is known for
    std::vector<Bai2Piece> pieces;
    std::uint64_t physical = 0;

    std::uint64_t line() const { return pieces.empty() ? 0 : pieces.front().line; }
};

// Walks over the records of a file. Several on one line ("... PPD/ 16,142,...") are parted,
// "88:KEY" is taken as "88,KEY" and text that a newline broke goes on; the last two with a warning.
// Lines that are no record are a fault F_BAI2_RECORD.
class Bai2Records {
public:
    Bai2Records(const Source& source, FaultList& faults, FaultList& warnings)
        : lines_(source), slashes_(source.text()), faults_(faults), warnings_(warnings) {}

    bool next(Bai2Record& record);  // false at the end; reuses the memory of `record`

private:
    // A line, or one of several records on it.
    struct Part {
        std::string_view text;
        std::uint64_t column = 0;
        int code = 0;  // none: -1
    };

    bool next_part();
    bool next_line();
    std::size_t next_record(std::string_view text);
    int code_of(std::string_view text, std::uint64_t column);
    void begin(Bai2Record& record);
    void no_record(std::string_view text, std::uint64_t column);
    void broken_line(Bai2Record& record);

    Lines lines_;
    Marks<'/'> slashes_;
    FaultList& faults_;
    FaultList& warnings_;
    Line line_;
    std::string_view rest_;  // of the line
    std::uint64_t column_ = 1;
    Part part_;
    bool has_part_ = false;  // it begins the next record
};

// Reads the fields of one record one after the other; the border of two pieces is a delimiter.
class Bai2Fields {
public:
    Bai2Fields(const Bai2Record& record, Marks<','>& commas) : record_(record), commas_(commas) {}

    struct Field {
        std::string_view text;
        std::uint64_t line = 0;
        std::uint64_t column = 0;
    };

    // The next field; an empty one once the record is at its end.
    Field next();
    bool is_at_end() const;

    std::uint64_t line() const { return record_.line(); }

    // What next() would give `ahead` fields later, without moving.
    Field peek(std::size_t ahead) const;
    // Everything not read yet, piece by piece, as text in which no mark has a meaning.
    void rest(std::vector<std::string_view>& texts) const;

private:
    const Bai2Record& record_;
    Marks<','>& commas_;  // of the whole file
    std::size_t piece_ = 0;
    std::size_t at_ = 0;
    bool done_ = false;  // the present piece has been read to its end
};

}  // namespace tieout
