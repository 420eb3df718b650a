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
    static constexpr std::uint32_t no_colon = 0xFFFFFFFFU;

    std::string_view text;  // without its terminating "/" and blanks after it
    std::uint64_t line = 0;
    std::uint32_t column = 0;        // of the first character of `text`
    std::uint32_t colon = no_colon;  // of a plain text: its only colon
    std::int16_t code = 0;  // of a record that begins here: 1, 2, 3, 16, 49, 98, 99, or 0: none
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
    const char* file_end = nullptr;
    std::uint64_t physical = 0;

    std::uint64_t line() const { return pieces.empty() ? 0 : pieces.front().line; }
};

// Line ends, and what keeps a line from being taken as it stands: colons, slashes, strange bytes.
struct Bai2Mark {
    static std::uint64_t bits(const Block& block, char before) {
        return unclean_bits(block, before, ':', '/');
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
    std::int16_t code_ = 0;          // of the record that the next piece may go on with
};

// Reads the fields of one record one after the other; the border of two pieces is a delimiter.
class Bai2Fields {
public:
    explicit Bai2Fields(const Bai2Record& record)
        : pieces_(record.pieces), file_end_(record.file_end) {}

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
            at_ = looked_ = 0;
        }
        const Bai2Piece& piece = pieces_[piece_];
        const std::size_t from = at_;
        while (commas_ == 0 && looked_ < piece.text.size())
            look_at_more();
        std::size_t end = piece.text.size();
        is_piece_read_ = commas_ == 0;
        if (!is_piece_read_) {
            end = looked_ - Block::size + static_cast<std::size_t>(__builtin_ctzll(commas_));
            commas_ &= commas_ - 1;
        }
        at_ = end + 1;
        return {{piece.text.data() + from, end - from}, &piece};
    }

    bool is_at_end() const {
        return is_piece_read_ && (piece_ + 1 >= pieces_.size() || pieces_[piece_ + 1].is_text);
    }

    std::uint64_t line() const { return pieces_.front().line; }

    // What next() would give `ahead` fields later, without moving.
    Field peek(std::size_t ahead) const;

    // Visits everything not read yet, piece by piece, as text in which no comma has a meaning.
    // `colon`: where its only one is, if it is plain.
    template <class Visit>
    void rest(Visit&& visit) const {
        std::size_t from = is_piece_read_ ? 0 : at_;
        for (std::size_t i = piece_ + (is_piece_read_ ? 1 : 0); i < pieces_.size(); ++i) {
            const Bai2Piece& piece = pieces_[i];
            // Where the colon lies in what has been read, it is far beyond the end.
            visit(piece.text.substr(from), std::size_t{piece.colon} - from, piece.is_plain);
            from = 0;
        }
    }

    // From the begin of the record to its end, with what stands between its pieces.
    std::size_t bytes() const {
        const std::string_view last = pieces_.back().text;
        return static_cast<std::size_t>(last.data() + last.size() - pieces_.front().text.data());
    }

private:
    // Finds the commas of the next sixty-four bytes of the piece.
    void look_at_more() {
        const std::string_view text = pieces_[piece_].text;
        const std::size_t left = text.size() - looked_;
        const std::string_view ahead(
            text.data(), static_cast<std::size_t>(file_end_ - text.data())
        );
        commas_ = block_at(ahead, looked_).any_of(',');
        if (left < Block::size) commas_ &= (std::uint64_t{1} << left) - 1;
        looked_ += Block::size;
    }

    std::span<const Bai2Piece> pieces_;  // one at least
    const char* file_end_;
    std::size_t piece_ = 0;
    std::size_t at_ = 0;
    std::size_t looked_ = 0;      // so far in the piece
    std::uint64_t commas_ = 0;    // not passed yet, of the bytes looked at last
    bool is_piece_read_ = false;  // to its end
};

}  // namespace tieout
