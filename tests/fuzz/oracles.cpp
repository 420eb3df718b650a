#include "tests/fuzz/oracles.h"

#include <algorithm>
#include <cstdio>
#include <ctime>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TIEOUT_ALLOCATIONS_ARE_TOLD
#include <sanitizer/allocator_interface.h>
#endif
#endif

#include "engine/check.h"
#include "io/formats/fields.h"
#include "io/formats/recognise.h"
#include "io/report/convert_report.h"
#include "tests/fuzz/bai2_recount.h"
#include "tests/support/soundness.h"

namespace tieout {

namespace {

// Processor time of sanitized builds: a step per byte is far below, a step per pair far above.
constexpr std::int64_t time_us_max = 500'000;
constexpr std::int64_t byte_us_max = 30;
constexpr std::size_t pieces_max = 64;  // beside four for each byte
constexpr std::size_t memory_max = std::size_t{8} << 20U;
constexpr std::size_t byte_memory_max = 64;
constexpr std::size_t amounts_looked_for_max = 64;

void require(bool holds, std::string_view sentence, const std::string& detail = {}) {
    if (!holds)
        std::fprintf(stderr, "oracle: %s %s\n", std::string(sentence).c_str(), detail.c_str());
    check(holds, "an oracle of a fuzz target holds");
}

class TimeBound {
public:
    explicit TimeBound(std::size_t bytes)
        : limit_us_(time_us_max + byte_us_max * static_cast<std::int64_t>(bytes)) {}

    ~TimeBound() {
        const std::int64_t spent_us = (std::clock() - from_) * 1'000'000 / CLOCKS_PER_SEC;
        require(spent_us <= limit_us_, "time is bounded by the bytes", std::to_string(spent_us));
    }

    TimeBound(const TimeBound&) = delete;
    TimeBound& operator=(const TimeBound&) = delete;

private:
    std::clock_t from_ = std::clock();
    std::int64_t limit_us_;
};

// Memory in use at most since the bound began, where the sanitizers tell it.
class MemoryBound {
public:
    explicit MemoryBound(std::size_t bytes) : limit_(memory_max + byte_memory_max * bytes) {
        static const bool is_told = follow();
        is_told_ = is_told;
        from_ = in_use();
        most() = from_;
    }

    ~MemoryBound() {
        if (!is_told_) return;
        const std::size_t used = most() - from_;
        require(used <= limit_, "memory is bounded by the bytes:", std::to_string(used));
    }

    MemoryBound(const MemoryBound&) = delete;
    MemoryBound& operator=(const MemoryBound&) = delete;

private:
    static std::size_t& in_use() {
        static std::size_t bytes = 0;
        return bytes;
    }

    static std::size_t& most() {
        static std::size_t bytes = 0;
        return bytes;
    }

    static bool follow() {
#ifdef TIEOUT_ALLOCATIONS_ARE_TOLD
        const auto taken = [](const volatile void*, std::size_t size) {
            in_use() += size;
            most() = std::max(most(), in_use());
        };
        const auto given_back = [](const volatile void* at) {
            const std::size_t size =
                at == nullptr ? 0 : __sanitizer_get_allocated_size(const_cast<const void*>(at));
            in_use() -= std::min(size, in_use());
        };
        return __sanitizer_install_malloc_and_free_hooks(taken, given_back) != 0;
#else
        return false;
#endif
    }

    std::size_t limit_;
    std::size_t from_ = 0;
    bool is_told_ = false;
};

std::size_t pieces_of(const IntakeFile& file) {
    std::size_t pieces = file.controls.size() + file.units.size() + file.remittances.size() +
                         file.faults.size() + file.warnings.size();
    for (const Unit& unit : file.units) {
        pieces += unit.controls.size() + unit.movements.size();
        for (const Payment& payment : unit.movements)
            pieces += payment.remittance.size();
    }
    for (const Remittance& advice : file.remittances)
        pieces += advice.lines.size();
    return pieces;
}

struct Sums {
    WideMinor credits = 0;
    WideMinor debits = 0;
};

Sums sums_of(const Unit& unit) {
    Sums sums;
    for (const Payment& payment : unit.movements) {
        (payment.is_credit ? sums.credits : sums.debits) += payment.amount;
    }
    return sums;
}

// What a unit states about its own movements, by the name of the control.
void check_recount(const Unit& unit) {
    const Sums sums = sums_of(unit);
    bool has_balance = false;
    for (const Control& control : unit.controls) {
        if (control.is_count) continue;
        const std::string& name = control.name;
        const auto is_of = [&](std::string_view words) {
            return name.find(words) != std::string::npos;
        };
        has_balance = has_balance || is_of("closing balance") || is_of("new balance");
        if (is_of("7 batch amount") || is_of("LIN amount") || is_of("DEP AMT") ||
            (is_of("BPR02 amount") && !unit.movements.empty())) {
            require(control.stated == sums.credits + sums.debits, "movements make the", name);
        }
        if (is_of("8 batch credits")) require(control.stated == sums.credits, "credits make", name);
        if (is_of("8 batch debits")) require(control.stated == sums.debits, "debits make", name);
    }
    if (has_balance && unit.opening_balance && unit.closing_balance) {
        require(
            *unit.opening_balance + sums.credits - sums.debits == *unit.closing_balance,
            "opening balance and movements make the closing balance"
        );
    }
}

// The digits of the bytes as they follow one another; marks within a number are left out.
std::string digits_of(std::string_view bytes) {
    std::string digits;
    digits.reserve(bytes.size());
    for (const char letter : bytes) {
        if (letter >= '0' && letter <= '9') {
            digits += letter;
        } else if (std::string_view(".,' \r\n?\0\xC2\xA0\xE2\x80\xAF", 14).find(letter) ==
                   std::string_view::npos) {
            digits += 'x';
        }
    }
    return digits;
}

// An amount with its last digits gone that the format may write otherwise: zeros, a sign punched
// over the last digit.
std::string leading_digits(Minor amount, bool is_punched) {
    std::string digits = std::to_string(amount);
    if (is_punched) digits.pop_back();
    while (!digits.empty() && digits.back() == '0')
        digits.pop_back();
    return digits;
}

void check_amounts(const IntakeFile& file, std::string_view bytes) {
    // Characters that are written by their number, or parted by comments, are not looked for.
    for (const std::string_view mark : {"&#", "<!", "<?", "\\u"}) {
        if (bytes.find(mark, 2) != std::string_view::npos) return;
    }
    const std::string digits = digits_of(bytes);
    std::size_t looked_for = 0;
    for (const Unit& unit : file.units) {
        if (unit.state != UnitState::taken) continue;
        for (const Payment& payment : unit.movements) {
            // What a Belgian bank keeps of a credit is a difference of two amounts.
            if (file.format == "coda" && payment.kind == MovementKind::fee) continue;
            if (++looked_for > amounts_looked_for_max) return;
            const std::string amount = leading_digits(payment.amount, file.format == "cfonb");
            require(
                digits.find(amount) != std::string::npos, "an amount stands in the bytes:", amount
            );
        }
    }
}

// The payment records of the units taken of a converted file, without the line each stood in.
std::string payment_records(const std::string& ndjson) {
    std::string records;
    bool is_taken = false;
    for (std::size_t at = 0; at < ndjson.size();) {
        const std::size_t end = std::min(ndjson.find('\n', at), ndjson.size());
        std::string_view line = std::string_view(ndjson).substr(at, end - at);
        at = end + 1;
        if (line.starts_with("{\"record\":\"unit\"")) {
            is_taken = line.find("\"state\":\"taken\"") != std::string_view::npos;
        }
        if (!is_taken || !line.starts_with("{\"record\":\"payment\"")) continue;
        const std::size_t number = line.find(",\"line\":");
        const std::size_t number_end = line.find_first_not_of("0123456789", number + 8);
        records += line.substr(0, number);
        records += line.substr(number_end);
        records += '\n';
    }
    return records;
}

void check_read_again(const std::string& ndjson) {
    const std::string records = payment_records(ndjson);
    if (records.empty()) return;
    Serial serial;
    ReadOptions options;
    options.format = "payments";
    IntakeFile file = read_whole_bank_file("again", records, options, serial);
    require(
        file.faults.empty(),
        "what was converted can be read:",
        file.faults.empty() ? "" : to_text(file.faults.front())
    );
    const std::string again = payment_records(convert_to_ndjson({&file, 1}));
    if (again == records) return;
    const auto differs = std::mismatch(again.begin(), again.end(), records.begin(), records.end());
    const auto at = static_cast<std::size_t>(differs.first - again.begin());
    const std::size_t from = at < 40 ? 0 : at - 40;
    require(
        false,
        "what was converted is read as it was:",
        again.substr(from, 80) + "\n  instead of: " + records.substr(from, 80)
    );
}

// Formats of which a user may say more than the name; which is chosen by the number of bytes.
std::string format_words(std::string_view format, std::size_t bytes) {
    static constexpr const char* lockbox_words[] = {"", ":base", ":sap", ":wide"};
    static constexpr const char* csv_words[] = {"::EUR", "", "::dmy:EUR", "::mdy:comma:USD"};
    if (format == "bai_lockbox") return std::string(format) + lockbox_words[bytes % 4];
    if (format == "csv") return std::string(format) + csv_words[bytes % 4];
    return std::string(format);
}

}  // namespace

void check_bank_file(std::string_view format, std::string_view bytes) {
    Serial serial;
    ReadOptions options;
    options.format = format_words(format, bytes.size());
    std::string converted;
    {
        const TimeBound bound(bytes.size());
        IntakeFile file;
        {
            const MemoryBound memory(bytes.size());
            file = read_bank_file("fuzz", bytes, options, serial);
        }
        const std::string words = unsound(file);
        require(words.empty(), "the result is sound:", words);
        require(
            pieces_of(file) <= pieces_max + 4 * bytes.size(), "the result is bounded by the bytes"
        );
        for (const Unit& unit : file.units) {
            if (unit.state == UnitState::taken) check_recount(unit);
        }
        if (file.format == "bai2") {
            const std::string missed = bai2_total_missed(file, bytes);
            require(missed.empty(), "the records of a plain BAI2 file make its totals:", missed);
        }
        check_amounts(file, bytes);
        converted = convert_to_ndjson({&file, 1});
        std::string lines = converted;
        std::replace(lines.begin(), lines.end(), '\n', ' ');
        // The users' own exchange files may hold it.
        std::replace(lines.begin(), lines.end(), '\x7F', ' ');
        require(clean_text(lines) == lines, "all texts are UTF-8");
    }
    // Its texts are those of the bytes it keeps, or of its store, and nobody else's.
    IntakeFile again;
    {
        IntakeFile elsewhere =
            read_whole_bank_file(std::string("fuzz"), std::string(bytes), options, serial);
        again = std::move(elsewhere);
    }
    require(convert_to_ndjson({&again, 1}) == converted, "reading twice gives the same");
    check_read_again(converted);
}

void check_master_file(std::string_view kind, std::string_view bytes) {
    Serial serial;
    MasterOptions options;
    options.kind = std::string(kind);
    const TimeBound bound(bytes.size());
    const Result<MasterFile> file = read_master_file("fuzz", bytes, options, serial);
    const Result<MasterFile> again = read_master_file("fuzz", std::string(bytes), options, serial);
    require(file.has_value() == again.has_value(), "reading twice gives the same");
    if (!file) {
        require(!file.error().words.empty(), "a refusal says why");
        return;
    }
    require(file->rows.size() == again->rows.size(), "reading twice gives the same rows");
    require(file->faults.size() == again->faults.size(), "reading twice gives the same faults");
    require(file->rows.size() + file->faults.size() <= pieces_max + 4 * bytes.size(), "is bounded");
    for (const Error& fault : file->faults) {
        const bool is_located = fault.place.line != 0 || fault.fault == "F_MORE";
        require(is_located && !fault.words.empty(), "a fault is located:", to_text(fault));
    }
    for (const MasterRow& row : file->rows) {
        const auto* item = std::get_if<ItemRecord>(&row.record);
        require(row.line != 0, "a row has its line");
        if (item == nullptr) continue;
        require(item->amount >= 0 && item->open_amount <= item->amount, "an item is within bounds");
    }
}

}  // namespace tieout
