#include "io/formats/source.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::size_t piece_spare_bytes = std::size_t{2} << 20U;  // to find the end of a file in

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::array<std::string_view, 2> transport_marks{"$$ADD ID=", "$$REQUEST ID="};

// The file descriptor of an opened file, closed with its scope; the standard input stays open.
class OpenedFile {
public:
    explicit OpenedFile(const std::string& path)
        : descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}

    ~OpenedFile() {
        if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
    }

    OpenedFile(const OpenedFile&) = delete;
    OpenedFile& operator=(const OpenedFile&) = delete;

    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

tl::unexpected<Error> failed(ErrorKind kind, const std::string& path, std::string words) {
    return tl::make_unexpected(Error{kind, "F_FILE", std::move(words), {path, 0, 0}});
}

}  // namespace

Source::Source(std::string name, std::string_view bytes) : name_(std::move(name)), text_(bytes) {
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
    const bool has_transport_header =
        std::any_of(transport_marks.begin(), transport_marks.end(), [&](std::string_view mark) {
            return text_.starts_with(mark);
        });
    if (has_transport_header) {
        const std::size_t end = text_.find('\n');
        text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
        ++first_line_;
    }
    // End-of-file marks and padding: everything from the first of them on, if nothing but blanks
    // and line ends stands between and behind them.
    const std::size_t last = text_.find_last_not_of(std::string_view("\x1A\0 \t\r\n", 6));
    const std::size_t tail = last == std::string_view::npos ? 0 : last + 1;
    text_ = text_.substr(0, text_.find_first_of(std::string_view("\x1A\0", 2), tail));
}

Place Source::place(std::uint64_t line, std::uint64_t column) const {
    return {name_, line, column};
}

Place Source::place_of(std::size_t offset) const {
    std::uint64_t line = first_line_;
    std::size_t start = 0;
    for (std::size_t i = 0; i < std::min(offset, text_.size()); ++i) {
        const bool ends = text_[i] == '\n' ||
                          (text_[i] == '\r' && (i + 1 == text_.size() || text_[i + 1] != '\n'));
        if (!ends) continue;
        ++line;
        start = i + 1;
    }
    return {name_, line, offset - start + 1};
}

std::vector<Line> Source::lines() const {
    std::vector<Line> lines;
    Lines walk(*this);
    for (Line line; walk.next(line);)
        lines.push_back(line);
    return lines;
}

std::string_view Source::text_of_lines() const {
    std::string_view text = text_;
    while (!text.empty() && (text.back() == '\x1A' || text.back() == '\0'))
        text.remove_suffix(1);
    return text;
}

Lines::Lines(const Source& source)
    : text_(source.text_of_lines()), ends_(text_), number_(source.first_line()) {}

void FaultList::add(
    std::string_view fault, std::uint64_t line, std::uint64_t column, std::string words
) {
    ++count_;
    if (faults_.size() >= faults_max) return;
    if (column == 0) column = 1;  // of the line as a whole
    words = clean_text(words);    // it quotes what was found, in whatever letters
    faults_.push_back(
        {ErrorKind::input, std::string(fault), std::move(words), {file_, line, column}}
    );
}

void FaultList::append(FaultList&& later) {
    count_ += later.count_;
    for (Error& error : later.faults_) {
        if (faults_.size() >= faults_max) break;
        faults_.push_back(std::move(error));
    }
}

std::vector<Error> FaultList::take() {
    if (count_ > faults_.size()) {
        faults_.push_back(
            {ErrorKind::input,
             "F_MORE",
             fmt::format("{} further faults are not listed", count_ - faults_.size()),
             {file_, 0, 0}}
        );
    }
    count_ = 0;
    return std::move(faults_);
}

namespace {

// Reads a file's bytes where they are expected, pieces beside each other; false when some are not
// there or cannot be read.
bool read_pieces(int descriptor, std::string& bytes, std::size_t size, Parallel& parallel) {
    constexpr std::size_t piece_bytes = std::size_t{8} << 20U;
    std::vector<char> failed((size + piece_bytes - 1) / piece_bytes, 0);
    reserve_warm(bytes, size + piece_spare_bytes, parallel);
    bytes.resize(size);
    in_chunks(parallel, piece_bytes, size, [&](std::size_t at, std::size_t end) {
        const std::size_t piece = at / piece_bytes;
        while (at < end) {
            const ssize_t got =
                ::pread(descriptor, bytes.data() + at, end - at, static_cast<off_t>(at));
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) {
                failed[piece] = 1;
                return;
            }
            at += static_cast<std::size_t>(got);
        }
    });
    return std::find(failed.begin(), failed.end(), 1) == failed.end();
}

}  // namespace

Result<std::string> read_input(const std::string& path, Parallel& parallel) {
    const OpenedFile file(path);
    if (file.descriptor() < 0) {
        const bool missing = errno == ENOENT;
        return failed(
            missing ? ErrorKind::not_found : ErrorKind::machine,
            path,
            fmt::format("the file cannot be opened: {}", std::strerror(errno))
        );
    }
    struct stat facts{};
    if (::fstat(file.descriptor(), &facts) != 0) {
        return failed(ErrorKind::machine, path, "the file cannot be examined");
    }
    if (path != "-" && !S_ISREG(facts.st_mode)) {
        return failed(ErrorKind::usage, path, "a regular file expected");
    }
    std::string bytes;
    constexpr std::size_t piece_bytes = std::size_t{1} << 20U;
    if (S_ISREG(facts.st_mode)) {
        const auto size = static_cast<std::uint64_t>(facts.st_size);
        if (size > file_bytes_max) {
            return failed(ErrorKind::input, path, "the file is larger than 4 GiB");
        }
        const auto wanted = static_cast<std::size_t>(size);
        if (!read_pieces(file.descriptor(), bytes, wanted, parallel) ||
            ::lseek(file.descriptor(), facts.st_size, SEEK_SET) < 0) {
            return failed(ErrorKind::machine, path, "the file cannot be read to its end");
        }
    }
    for (;;) {
        const std::size_t before = bytes.size();
        bytes.resize(before + piece_bytes);
        const ssize_t got = ::read(file.descriptor(), bytes.data() + before, piece_bytes);
        if (got < 0 && errno != EINTR) {
            return failed(ErrorKind::machine, path, "the file cannot be read to its end");
        }
        bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got == 0) return bytes;
        if (bytes.size() > file_bytes_max) {
            return failed(ErrorKind::input, path, "the file is larger than 4 GiB");
        }
    }
}

}  // namespace tieout
