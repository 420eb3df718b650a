// The logical records of a BAI2 file: physical lines joined with their 88 continuations.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/formats/block.h"
#include "io/formats/marks.h"
#include "io/formats/source.h"

namespace tieout {

// One piece of a logical record: what stands on one physical line after the record code.
struct Bai2Piece {
    static constexpr std::size_t no_colon = std::string_view::npos;

    std::string_view text;         // without its terminating "/" and blanks after it
    std::size_t colon = no_colon;  // of a plain text: its only colon
    std::uint64_t line = 0;
    std::uint64_t column = 0;  // of the first character of `text`
    std::int16_t code = 0;     // of its record: 1, 2, 3, 16, 49, 98, 99; 0: no code is known for it
    bool is_first = false;     // of a record
    bool is_text = false;      // a broken line without a record code: text whatever stands before
    bool ends_with_slash = false;
    bool is_plain = false;  // clean as it stands, with one colon at most
};

// Which of sixty-four bytes end a plain line or are a slash, which are blanks, which are colons.
struct Bai2Bits {
    std::uint64_t stops = 0;
    std::uint64_t blanks = 0;
    std::uint64_t colons = 0;
};

Bai2Bits bai2_bits(const char* bytes);

// Walks over the pieces of a file. Several records on one line ("... PPD/ 16,142,...") are parted,
// "88:KEY" is taken as "88,KEY" and text that a newline broke goes on; the last two with a warning.
// Lines that are no record are a fault F_BAI2_RECORD. Cost: one pass; two over lines that are not
// plain.
class Bai2Pieces {
public:
    Bai2Pieces(const Source& source, FaultList& faults, FaultList& warnings)
        : text_(source.text_of_lines()),
          line_ends_(text_),
          number_(source.first_line()),
          faults_(faults),
          warnings_(warnings) {}

    // Goes to the next one; false at the end.
    bool next();

    const Bai2Piece& piece() const { return piece_; }

    // Visits text and colon of the lines that come next, as long as they are plain and go on with
    // the record, as most do. Gives their number; anything else is left to next().
    template <class Visit>
    std::uint64_t pass_plain(Visit&& visit) {
        if (has_parted_ || !has_begun_) return 0;
        const std::uint64_t first = number_;
        PlainLine line;
        while (is_continuation() && look_at(line)) {
            at_ = static_cast<std::size_t>(line.next - text_.data());
            ++number_;
            visit(line.text.substr(code_size), line.colon_from(code_size));
        }
        return number_ - first;
    }

    std::uint64_t last_line() const { return number_ - 1; }  // that was read

    const char* file_end() const { return text_.data() + text_.size(); }

private:
    // A line, or one of several records on it.
    struct Part {
        std::string_view text;
        std::uint64_t column = 1;
    };

    // A line that is clean as it stands, with one colon at most, and a slash at its end or none.
    struct PlainLine {
        std::string_view text;  // without that slash
        const char* colon = nullptr;
        const char* next = nullptr;  // line
        bool ends_with_slash = false;

        std::size_t colon_from(std::size_t start) const {
            if (colon == nullptr) return Bai2Piece::no_colon;
            return static_cast<std::size_t>(colon - text.data()) - start;
        }
    };

    static constexpr std::size_t code_size = 3;  // with its comma

    bool is_continuation() const {
        if (text_.size() < at_ + code_size) return false;
        const char* const line = text_.data() + at_;
        return line[0] == '8' && line[1] == '8' && line[2] == ',';
    }

    // Reads nothing of lines that are not plain, nor of the last ones of a file.
    [[gnu::always_inline]] bool look_at(PlainLine& line) const {
        const char* const start = text_.data() + at_;
        const char* const file_end = text_.data() + text_.size();
        const char* colon = nullptr;
        const char* block = start;
        Bai2Bits bits;
        std::uint64_t blank_before = 0;
        for (;; block += Block::size) {
            if (file_end - block < static_cast<std::ptrdiff_t>(Block::size + 2)) return false;
            bits = bai2_bits(block);
            const std::uint64_t before_stop = (bits.stops & (~bits.stops + 1)) - 1;
            const std::uint64_t more_colons =
                bits.colons & (bits.colons - (colon == nullptr ? 1 : 0));
            const std::uint64_t double_blanks = bits.blanks & (bits.blanks << 1U | blank_before);
            if (((more_colons | double_blanks) & before_stop) != 0) return false;
            if ((bits.colons & before_stop) != 0) colon = block + __builtin_ctzll(bits.colons);
            if (bits.stops != 0) break;
            blank_before = bits.blanks >> (Block::size - 1);
        }
        const char* end = block + __builtin_ctzll(bits.stops);
        line.text = {start, static_cast<std::size_t>(end - start)};
        line.colon = colon;
        line.ends_with_slash = *end == '/';
        end += line.ends_with_slash ? 1 : 0;
        line.next = end + (end[0] == '\r' && end[1] == '\n' ? 2 : 1);
        return (*end == '\n' || *end == '\r') && line.text.size() < line_bytes_max;
    }

    bool plain_line();
    bool parted_line();
    void any_line(std::string_view line);
    void any_part(const Part& part);
    int code_of(const Part& part);
    void add(const Part& part, std::size_t skipped);
    void no_record(const Part& part);

    std::string_view text_;
    std::size_t at_ = 0;           // the line to be read next
    Marks<'\n', '\r'> line_ends_;  // for lines that are not plain
    std::uint64_t number_;         // of that line
    FaultList& faults_;
    FaultList& warnings_;
    Bai2Piece piece_;
    std::vector<Bai2Piece> parted_;  // of the last line that was not plain
    std::size_t parted_at_ = 0;      // of them: given out
    std::int16_t code_ = 0;          // of the record that the next piece may go on with
    bool has_parted_ = false;        // some were not given out
    bool has_begun_ = false;         // a record
};

// A record and its continuations, read as they are asked for.
class Bai2Record {
public:
    explicit Bai2Record(Bai2Pieces& pieces) : source_(pieces) {}

    // Goes to the next one; false at the end.
    bool next();

    int code() const { return pieces_.front().code; }  // as that of a piece

    std::uint64_t line() const { return pieces_.front().line; }

    // Nothing behind the record's end.
    const Bai2Piece* piece(std::size_t at) {
        while (at >= pieces_.size()) {
            if (!goes_on()) return nullptr;
            pieces_.push_back(take());
        }
        return &pieces_[at];
    }

    // Visits text, colon and plainness of the pieces behind the first `count`. Those that were not
    // asked for before are passed: they cannot be asked for again.
    template <class Visit>
    void pass_from(std::size_t count, Visit&& visit) {
        for (std::size_t at = count; at < pieces_.size(); ++at)
            visit(pieces_[at].text, pieces_[at].colon, pieces_[at].is_plain);
        do {
            if (!has_ahead_) pass_plain(visit);
            if (!goes_on()) return;
            const Bai2Piece& piece = take();
            visit(piece.text, piece.colon, piece.is_plain);
        } while (true);
    }

    // Of the whole record, what is left of it is read: how many physical records it has, which is
    // what control counts count (codes, not broken lines), and whether it ends with a slash.
    std::uint64_t physical() {
        piece(all);
        return physical_;
    }

    bool ends_with_slash() {
        piece(all);
        return pieces_.back().ends_with_slash;
    }

    std::uint64_t last_line() const { return last_line_; }  // that was read; 1: none

    const char* file_end() const { return source_.file_end(); }

private:
    static constexpr std::size_t all = ~std::size_t{0};

    bool goes_on() {
        if (!has_ahead_ && !is_at_end_) {
            has_ahead_ = source_.next();
            is_at_end_ = !has_ahead_;
        }
        return has_ahead_ && !source_.piece().is_first;
    }

    template <class Visit>
    void pass_plain(Visit& visit) {
        const std::uint64_t lines = source_.pass_plain([&](std::string_view text, std::size_t colon
                                                       ) { visit(text, colon, true); });
        if (lines == 0) return;
        physical_ += lines;
        last_line_ = source_.last_line();
    }

    // The piece that was read ahead.
    const Bai2Piece& take() {
        has_ahead_ = false;
        const Bai2Piece& piece = source_.piece();
        physical_ += piece.is_text ? 0 : 1;
        last_line_ = piece.line;
        return piece;
    }

    Bai2Pieces& source_;
    bool has_ahead_ = false;  // a piece that was read ahead
    bool is_at_end_ = false;  // of the file
    std::uint64_t physical_ = 0;
    std::uint64_t last_line_ = 1;
    std::vector<Bai2Piece> pieces_;  // those that were asked for
};

// Reads the fields of one record one after the other; the border of two pieces is a delimiter.
class Bai2Fields {
public:
    // Requires: no piece of the record was passed.
    explicit Bai2Fields(Bai2Record& record) : record_(&record), piece_(*record.piece(0)) {}

    struct Field {
        std::string_view text;
        std::uint64_t line = 0;
        std::uint64_t column = 0;  // 0 behind the end of the record
        bool is_plain = false;     // its piece is
    };

    // The next field; an empty one once the record is at its end.
    Field next() {
        if (is_piece_read_ && !next_piece()) return {{}, line(), 0, false};
        const std::string_view text = piece_.text;
        const std::size_t from = at_;
        while (commas_ == 0 && looked_ < text.size())
            look_at_more();
        std::size_t end = text.size();
        is_piece_read_ = commas_ == 0;
        if (!is_piece_read_) {
            end = looked_ - Block::size + static_cast<std::size_t>(__builtin_ctzll(commas_));
            commas_ &= commas_ - 1;
        }
        at_ = end + 1;
        return {
            {text.data() + from, end - from}, piece_.line, piece_.column + from, piece_.is_plain
        };
    }

    bool is_at_end() const {
        if (!is_piece_read_) return false;
        const Bai2Piece* const next = record_->piece(number_ + 1);
        return next == nullptr || next->is_text;
    }

    std::uint64_t line() const { return record_->line(); }

    // What next() would give `ahead` fields later, without moving.
    Field peek(std::size_t ahead) const;

    // Visits everything not read yet, piece by piece, as text in which no comma has a meaning.
    // `colon`: where its only one is, if it is plain. Passes the pieces of the record.
    template <class Visit>
    void pass_rest(Visit&& visit) {
        if (!is_piece_read_) {
            // Where the colon lies in what has been read, it is far beyond the end.
            visit(piece_.text.substr(at_), piece_.colon - at_, piece_.is_plain);
        }
        record_->pass_from(number_ + 1, visit);
    }

private:
    bool next_piece();

    // Finds the commas of the next sixty-four bytes of the piece.
    void look_at_more() {
        const std::string_view text = piece_.text;
        const std::size_t left = text.size() - looked_;
        const std::string_view ahead(
            text.data(), static_cast<std::size_t>(record_->file_end() - text.data())
        );
        commas_ = block_at(ahead, looked_).any_of(',');
        if (left < Block::size) commas_ &= (std::uint64_t{1} << left) - 1;
        looked_ += Block::size;
    }

    Bai2Record* record_;
    Bai2Piece piece_;
    std::size_t number_ = 0;  // of that piece in the record
    std::size_t at_ = 0;
    std::size_t looked_ = 0;      // so far in the piece
    std::uint64_t commas_ = 0;    // not passed yet, of the bytes looked at last
    bool is_piece_read_ = false;  // to its end
};

}  // namespace tieout
