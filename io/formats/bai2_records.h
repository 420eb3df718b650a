// The logical records of a BAI2 file: physical lines joined with their 88 continuations.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/formats/block.h"
#include "io/formats/source.h"

namespace tieout {

// One piece of a logical record: what stands on one physical line after the record code.
struct Bai2Piece {
    std::string_view text;  // without its terminating "/" and blanks after it
    std::uint64_t line = 0;
    std::uint64_t column = 0;  // of the first character of `text`
    std::size_t colon = 0;  // of a plain text: of its only colon, beyond its end when it has none
    int code = 0;           // of a record that begins here: 1, 2, 3, 16, 49, 98, 99, or 0: none
    bool is_first = false;  // of a record
    bool is_text = false;   // a broken line without a record code: text whatever stands before
    bool ends_with_slash = false;
    bool is_plain = false;  // clean as it stands, with one colon at most
};

// A record and its continuations, until the next one is asked for. `physical` counts what control
// counts count: codes, not broken lines.
struct Bai2Record {
    int code = 0;  // 1, 2, 3, 16, 49, 98, 99; 0 is a record that no code is known for
    std::span<const Bai2Piece> pieces;
    std::uint64_t physical = 0;

    std::uint64_t line() const { return pieces.empty() ? 0 : pieces.front().line; }
};

// Line ends, and what keeps a line from being taken as it stands: colons, slashes, strange bytes.
struct Bai2Mark {
    static std::uint64_t bits(const Block& block, char before) {
        return block.any_of('\n', '\r', ':', '/') | unclean_bits(block, before);
    }
};

// Walks over the records of a file. Several on one line ("... PPD/ 16,142,...") are parted,
// "88:KEY" is taken as "88,KEY" and text that a newline broke goes on; the last two with a warning.
// Lines that are no record are a fault F_BAI2_RECORD. Reads some lines ahead.
class Bai2Records {
public:
    Bai2Records(const Source& source, FaultList& faults, FaultList& warnings)
        : text_(source.text_of_lines()),
          marks_(text_),
          number_(source.first_line()),
          faults_(faults),
          warnings_(warnings) {}

    bool next(Bai2Record& record);  // false at the end

private:
    // A line, or one of several records on it.
    struct Part {
        std::string_view text;
        std::uint64_t column = 1;
    };

    void read_lines();
    void any_line(std::string_view line);
    void any_part(const Part& part);
    int code_of(const Part& part);
    void add(const Part& part, std::size_t skipped);
    void no_record(const Part& part);

    std::string_view text_;
    std::size_t at_ = 0;        // the line to be read next
    MarkWalk<Bai2Mark> marks_;  // at the first one of that line
    std::uint64_t number_;      // of that line
    FaultList& faults_;
    FaultList& warnings_;
    std::vector<Bai2Piece> pieces_;  // read ahead
    std::size_t taken_ = 0;          // of them: given out
    bool has_begun_ = false;         // a record
    int code_ = 0;                   // of the record that the next piece may go on with
};

// Reads the fields of one record one after the other; the border of two pieces is a delimiter.
class Bai2Fields {
public:
    explicit Bai2Fields(const Bai2Record& record) : pieces_(record.pieces) {}

    struct Field {
        std::string_view text;
        const Bai2Piece* piece = nullptr;

        std::uint64_t line() const { return piece->line; }

        // 0 behind the end of the record.
        std::uint64_t column() const {
            if (text.data() == nullptr) return 0;
            return piece->column + static_cast<std::uint64_t>(text.data() - piece->text.data());
        }
    };

    // The next field; an empty one once the record is at its end.
    Field next() {
        if (is_piece_read_) {
            if (is_at_end()) return {{}, &pieces_.front()};
            ++piece_;
            at_ = 0;
        }
        const Bai2Piece& piece = pieces_[piece_];
        const char* const from = piece.text.data() + at_;
        const char* const end = piece.text.data() + piece.text.size();
        const char* comma = from;
        while (comma != end && *comma != ',')
            ++comma;
        const auto size = static_cast<std::size_t>(comma - from);
        is_piece_read_ = comma == end;
        at_ += size + 1;
        return {{from, size}, &piece};
    }

    bool is_at_end() const {
        return is_piece_read_ && (piece_ + 1 >= pieces_.size() || pieces_[piece_ + 1].is_text);
    }

    std::uint64_t line() const { return pieces_.front().line; }

    // What next() would give `ahead` fields later, without moving.
    Field peek(std::size_t ahead) const;

    // Visits everything not read yet, piece by piece, as text in which no comma has a meaning.
    // `colon`: see Bai2Piece.
    template <class Visit>
    void rest(Visit&& visit) const {
        std::size_t from = is_piece_read_ ? 0 : at_;
        for (std::size_t i = piece_ + (is_piece_read_ ? 1 : 0); i < pieces_.size(); ++i) {
            const Bai2Piece& piece = pieces_[i];
            // Where the colon lies in what has been read, it is far beyond the end.
            visit(piece.text.substr(from), piece.colon - from, piece.is_plain);
            from = 0;
        }
    }

private:
    std::span<const Bai2Piece> pieces_;  // one at least
    std::size_t piece_ = 0;
    std::size_t at_ = 0;
    bool is_piece_read_ = false;  // to its end
};

}  // namespace tieout
