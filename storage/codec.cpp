#include "storage/codec.h"

#include <algorithm>
#include <optional>
#include <type_traits>
#include <utility>

#include "engine/check.h"
#include "storage/bytes.h"
#include "storage/entry_fields.h"

namespace tieout {

template <class V, Either<Counters> T>
void fields(V& v, T& x) {
    v.place(x.runs), v(x.postings), v.place(x.applied);
}

template <class V, Either<ItemState> T>
void fields(V& v, T& x) {
    v(x.open), v(x.cleared_date);
}

namespace {

// Writes each field that a walk names. `portable` leaves out what only this book knows.
template <bool portable>
class Writer {
public:
    explicit Writer(ByteWriter& out) : out_(out) {}

    template <class T>
    void hidden(const T& value) {
        if constexpr (!portable) (*this)(value);
    }

    template <class T>
    void place(T value) {
        if constexpr (!portable) (*this)(value);
    }

    template <class T>
    void nested(const T& value) {
        fields(*this, value);
    }

    template <class T>
    void since(std::uint8_t, const T& value) {
        (*this)(value);
    }

    void operator()(bool value) { out_.byte(value ? 1 : 0); }

    void operator()(std::uint8_t value) { out_.byte(value); }

    void operator()(std::uint32_t value) { out_.varint(value); }

    void operator()(std::uint64_t value) { out_.varint(value); }

    void operator()(std::int32_t value) { out_.varint(zigzag(value)); }

    void operator()(std::int64_t value) { out_.varint(zigzag(value)); }

    void operator()(Date value) { out_.varint(zigzag(value.day_number())); }

    void operator()(std::string_view value) { out_.text(value); }

    // "No such row" is the commonest number: it is 0, row n is n + 1.
    template <RowNumber T>
    void operator()(T value) {
        out_.varint(static_cast<std::uint32_t>(static_cast<std::uint32_t>(value) + 1U));
    }

    template <ClosedList T>
    void operator()(T value) {
        check(value <= last_of(T{}), "an enumerator is one of its list");
        out_.byte(static_cast<std::uint8_t>(value));
    }

    void operator()(const Currency& value) {
        if (value.is_none()) return out_.byte(0);
        out_.raw(value.letters().data(), 3);
    }

    void operator()(const Mark& value) {
        out_.fixed64(value.high);
        out_.fixed64(value.low);
    }

    void operator()(const Digest& value) { out_.raw(value.bytes.data(), value.bytes.size()); }

    template <class Field>
    void operator()(const PackedTexts<Field>& value) {
        out_.text(value.bytes());
    }

    template <class T>
    void operator()(const std::optional<T>& value) {
        out_.byte(value.has_value() ? 1 : 0);
        if (value) (*this)(*value);
    }

    template <class T>
    void operator()(const std::vector<T>& values) {
        out_.varint(values.size());
        for (const T& value : values) {
            if constexpr (std::is_same_v<T, Mark>) {
                (*this)(value);
            } else {
                fields(*this, value);
            }
        }
    }

private:
    ByteWriter& out_;
};

// Reads each field that a walk names; a fault leaves the reader failed and the value as it was.
class Reader {
public:
    explicit Reader(ByteReader& in, std::uint8_t version = record_version)
        : in_(in), version_(version) {}

    template <class T>
    void hidden(T& value) {
        (*this)(value);
    }

    template <class T>
    void place(T& value) {
        (*this)(value);
    }

    template <class T>
    void nested(T& value) {
        fields(*this, value);
    }

    template <class T>
    void since(std::uint8_t version, T& value) {
        if (version_ >= version) (*this)(value);
    }

    void operator()(bool& value) { value = limited(in_.byte(), 1) == 1; }

    void operator()(std::uint8_t& value) { value = in_.byte(); }

    void operator()(std::uint32_t& value) { value = number32(); }

    void operator()(std::uint64_t& value) { value = in_.varint(); }

    void operator()(std::int64_t& value) { value = unzigzag(in_.varint()); }

    void operator()(std::int32_t& value) {
        value = static_cast<std::int32_t>(unzigzag(number32()));
    }

    void operator()(Date& value) { value = Date(static_cast<std::int32_t>(unzigzag(number32()))); }

    void operator()(std::string& value) { value.assign(in_.text()); }

    void operator()(Text& value) { value = in_.text(); }

    template <RowNumber T>
    void operator()(T& value) {
        value = static_cast<T>(number32() - 1U);
    }

    template <ClosedList T>
    void operator()(T& value) {
        value = static_cast<T>(limited(in_.byte(), static_cast<std::uint8_t>(last_of(T{}))));
    }

    void operator()(Currency& value) {
        const char first = static_cast<char>(in_.byte());
        value = Currency{};
        if (first == '\0') return;
        const std::string_view rest = in_.raw(2);
        if (rest.size() != 2) return;
        const std::array<char, 3> letters{first, rest[0], rest[1]};
        static thread_local Currency last;  // a book has few: saves the search of the table
        if (last.letters() != std::string_view(letters.data(), 3)) {
            const auto found = Currency::find({letters.data(), 3});
            if (!found) return in_.refuse();
            last = *found;
        }
        value = last;
    }

    void operator()(Mark& value) {
        value.high = in_.fixed64();
        value.low = in_.fixed64();
    }

    void operator()(Digest& value) {
        const std::string_view bytes = in_.raw(value.bytes.size());
        if (!bytes.empty()) std::memcpy(value.bytes.data(), bytes.data(), bytes.size());
    }

    // Only what set() makes: whole texts, no more than the list has, the last not empty.
    template <class Field>
    void operator()(PackedTexts<Field>& value) {
        const std::string_view bytes = in_.text();
        std::size_t at = 0;
        unsigned count = 0;
        std::size_t size = 1;
        while (at < bytes.size()) {
            if (bytes.size() - at < 2) return in_.refuse();
            size = static_cast<std::uint8_t>(bytes[at]) +
                   (std::size_t{static_cast<std::uint8_t>(bytes[at + 1])} << 8U);
            if (bytes.size() - at - 2 < size) return in_.refuse();
            at += 2 + size;
            ++count;
        }
        if (count > static_cast<unsigned>(Field::count) || size == 0) return in_.refuse();
        value.set_bytes(std::string(bytes));
    }

    template <class T>
    void operator()(std::optional<T>& value) {
        value.reset();
        if (limited(in_.byte(), 1) == 0) return;
        (*this)(value.emplace());
    }

    // An element takes a byte at least, so a count beyond what is left is a fault; room is made as
    // elements are really read.
    template <class T>
    void operator()(std::vector<T>& values) {
        constexpr std::uint64_t reserved_max = 64;
        values.clear();
        const std::uint64_t count = in_.varint();
        if (count > in_.left()) return in_.refuse();
        values.reserve(static_cast<std::size_t>(std::min(count, reserved_max)));
        for (std::uint64_t i = 0; i < count && !in_.failed(); ++i) {
            if constexpr (std::is_same_v<T, Mark>) {
                (*this)(values.emplace_back());
            } else {
                fields(*this, values.emplace_back());
            }
        }
    }

private:
    std::uint32_t number32() {
        const std::uint64_t value = in_.varint();
        if (value > 0xFFFF'FFFFU) in_.refuse();
        return static_cast<std::uint32_t>(value);
    }

    std::uint8_t limited(std::uint8_t value, std::uint8_t last) {
        if (value <= last) return value;
        in_.refuse();
        return 0;
    }

    ByteReader& in_;
    std::uint8_t version_;
};

// Makes the alternative whose place in Entry is `type` and reads its fields.
template <std::size_t type = 0>
void read_alternative(std::size_t wanted, std::uint8_t version, Entry& entry, ByteReader& in) {
    if constexpr (type < std::variant_size_v<Entry>) {
        if (wanted != type) return read_alternative<type + 1>(wanted, version, entry, in);
        if (version > version_of<std::variant_alternative_t<type, Entry>>()) return in.refuse();
        Reader reader(in, version);
        fields(reader, entry.emplace<type>());
    } else {
        in.refuse();
    }
}

tl::unexpected<Error> not_a_record(std::string_view what) {
    return refuse(
        ErrorKind::damaged,
        std::string(what) + " expected, the bytes spell none that this version knows"
    );
}

}  // namespace

void encode_entry(const Entry& entry, std::string& out) {
    ByteWriter bytes(out);
    encode_entry(entry, bytes);
}

void encode_entry(const Entry& entry, ByteWriter& bytes) {
    std::visit(
        [&](const auto& each) {
            bytes.byte(version_of<std::remove_cvref_t<decltype(each)>>());
            bytes.byte(static_cast<std::uint8_t>(entry.index()));
            Writer<false> writer(bytes);
            fields(writer, each);
        },
        entry
    );
}

Result<Entry> decode_entry(std::string_view bytes) {
    if (bytes.size() > entry_bytes_max) return not_a_record("an entry");
    ByteReader in(bytes);
    const std::uint8_t version = in.byte();
    const std::uint8_t type = in.byte();
    Entry entry;
    if (in.failed() || version == 0) return not_a_record("an entry");
    read_alternative(type, version, entry, in);
    if (!in.done()) return not_a_record("an entry");
    return entry;
}

template <class Row>
void encode_row(const Row& row, std::string& out) {
    ByteWriter bytes(out);
    bytes.byte(record_version);
    Writer<false> writer(bytes);
    fields(writer, row);
}

template <class Row>
Result<void> decode_row(std::string_view bytes, Row& row) {
    ByteReader in(bytes);
    if (in.byte() != record_version) return not_a_record("a row");
    Reader reader(in);
    fields(reader, row);
    if (!in.done()) return not_a_record("a row");
    return {};
}

template <class Row>
void encode_portable(const Row& row, std::string& out) {
    ByteWriter bytes(out);
    Writer<true> writer(bytes);
    fields(writer, row);
}

#define TIEOUT_ROW(Row)                                            \
    template void encode_row<Row>(const Row&, std::string&);       \
    template Result<void> decode_row<Row>(std::string_view, Row&); \
    template void encode_portable<Row>(const Row&, std::string&)

TIEOUT_ROW(Entity);
TIEOUT_ROW(OurAccount);
TIEOUT_ROW(Customer);
TIEOUT_ROW(OpenItem);
TIEOUT_ROW(PaymentRow);
TIEOUT_ROW(ExceptionItem);
TIEOUT_ROW(ItemChange);
TIEOUT_ROW(SuspenseChange);
TIEOUT_ROW(Deposit);
TIEOUT_ROW(FileRow);
TIEOUT_ROW(WaitingName);
TIEOUT_ROW(StatementRow);
TIEOUT_ROW(LearnedRow);
TIEOUT_ROW(EarlierDecision);
TIEOUT_ROW(ReviewRow);
TIEOUT_ROW(ProposalRow);
TIEOUT_ROW(PeriodRow);
TIEOUT_ROW(ErpAnswer);
TIEOUT_ROW(ExportRow);
TIEOUT_ROW(Counters);
TIEOUT_ROW(ItemState);

#undef TIEOUT_ROW

}  // namespace tieout
