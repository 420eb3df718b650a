// An error says why there is no value: what kind, where in the input, in words a bookkeeper reads.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace tieout {

// Where in a file a fault lies; line and column count from 1, 0 means "not known".
struct Place {
    std::string file;
    std::uint64_t line = 0;
    std::uint64_t column = 0;
};

enum class ErrorKind : std::uint8_t {
    usage,      // wrong words on the command line or in the configuration: exit 2
    input,      // the world sent nonsense: exit 4, located
    machine,    // disk, memory, permission: exit 1, nothing half-done
    busy,       // somebody else holds the book: exit 75
    damaged,    // the book does not prove: exit 1, halt, nothing is written
    not_found,  // no such payment, customer, file: exit 1
};

struct Error {
    ErrorKind kind = ErrorKind::machine;
    std::string fault;  // stable code such as F_BATCH_TOTAL, or empty
    std::string words;  // what was expected and what was found
    Place place;
};

// "file:line:column: words [F_CODE]", leaving out what is not known.
std::string to_text(const Error& error);

template <class T>
using Result = tl::expected<T, Error>;

// The short way to refuse: return refuse(ErrorKind::input, "amount expected, found 'x'").
inline tl::unexpected<Error> refuse(ErrorKind kind, std::string words) {
    return tl::make_unexpected(Error{kind, {}, std::move(words), {}});
}

}  // namespace tieout
