// A source is the bytes of one bank or remittance file, and the line and column of any of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "engine/parallel.h"
#include "io/formats/marks.h"
#include "io/formats/scan.h"

namespace tieout {

inline constexpr std::uint64_t file_bytes_max = std::uint64_t{4} << 30U;  // 4 GiB
inline constexpr std::size_t line_bytes_max = std::size_t{1} << 20U;      // 1 MiB
inline constexpr std::size_t field_bytes_max = std::size_t{64} << 10U;    // 64 KiB
inline constexpr std::size_t faults_max = 10'000;  // listed per file; the rest is only counted

// One physical line without its ending (LF, CRLF or CR).
struct Line {
    std::string_view text;
    std::uint64_t number = 0;  // from 1, in the file as it lies on disk
};

// Borrows the bytes. Requires: they outlive it. A byte-order mark and a transport header in front
// ("$$ADD ID=...") are not part of `text`, but lines are still counted from the file's first; nor
// are end-of-file marks (0x1A) and NUL padding at the end.
class Source {
public:
    Source(std::string name, std::string_view bytes);

    const std::string& name() const { return name_; }

    std::string_view text() const { return text_; }

    std::uint64_t first_line() const { return first_line_; }  // of `text`

    Place place(std::uint64_t line, std::uint64_t column = 0) const;
    Place place_of(std::size_t offset) const;  // of a byte of `text`; cost: counts lines
    std::vector<Line> lines() const;           // without a trailing end-of-file mark (0x1A)
    std::string_view text_of_lines() const;    // the text without that mark

private:
    std::string name_;
    std::string_view text_;
    std::uint64_t first_line_ = 1;
};

// Walks over lines that LF, CRLF or CR end, without a trailing end-of-file mark (0x1A). Keeps
// nothing.
class Lines {
public:
    explicit Lines(const Source& source);

    bool next(Line& line) {
        if (at_ >= text_.size()) return false;
        const std::size_t end = ends_.next(at_);
        line.text = std::string_view(text_.data() + at_, end - at_);
        line.number = number_++;
        const bool is_two = end + 1 < text_.size() && text_[end] == '\r' && text_[end + 1] == '\n';
        at_ = end + (is_two ? 2 : 1);
        return true;
    }

    // The next line where it is of that size, without control characters, and ends with LF or CRLF.
    // Requires: at least sixteen.
    bool next_even(std::size_t size, Line& line) {
        if (at_ + size + 2 > text_.size()) return false;
        const char* const end = text_.data() + at_ + size;
        const std::size_t ends = end[0] == '\n' ? 1U : end[0] == '\r' && end[1] == '\n' ? 2U : 0U;
        const std::string_view text(text_.data() + at_, size);
        if (ends == 0 || has_control(text)) return false;
        line = {text, number_++};
        at_ += size + ends;
        return true;
    }

private:
    std::string_view text_;
    Marks<'\n', '\r'> ends_;
    std::size_t at_ = 0;
    std::uint64_t number_;
};

// Faults of one file in the order in which they were met, at most faults_max of them.
class FaultList {
public:
    explicit FaultList(std::string file) : file_(std::move(file)) {}

    void add(std::string_view fault, std::uint64_t line, std::uint64_t column, std::string words);

    bool is_empty() const { return count_ == 0; }

    std::uint64_t count() const { return count_; }

    void append(FaultList&& later);
    std::vector<Error> take();  // says how many were left out

private:
    std::string file_;
    std::vector<Error> faults_;
    std::uint64_t count_ = 0;
};

// The whole of a regular file, or of the standard input for "-"; refused beyond file_bytes_max. A
// large file is read on all threads.
Result<std::string> read_input(const std::string& path, Parallel& parallel);

}  // namespace tieout
