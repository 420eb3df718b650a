#include "io/formats/recognise.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include <fmt/core.h>

#include "engine/check.h"
#include "engine/payment_ids.h"
#include "io/formats/bai2.h"
#include "io/formats/camt.h"
#include "io/formats/cfonb.h"
#include "io/formats/coda.h"
#include "io/formats/csv_statement.h"
#include "io/formats/edifact.h"
#include "io/formats/encoding.h"
#include "io/formats/exchange.h"
#include "io/formats/fedwire.h"
#include "io/formats/fedwire_tags.h"
#include "io/formats/fields.h"
#include "io/formats/iso_messages.h"
#include "io/formats/lockbox.h"
#include "io/formats/lockbox_records.h"
#include "io/formats/mt940.h"
#include "io/formats/nacha.h"
#include "io/formats/x12.h"
#include "io/formats/x12_sets.h"

namespace tieout {

namespace {

constexpr std::size_t looked_at_bytes = std::size_t{64} << 10U;

Recognised reads(std::string format, std::string words) {
    return {std::move(format), std::move(words), true};
}

Recognised knows(std::string words) {
    return {{}, std::move(words), false};
}

struct FirstBytes {
    std::string_view start;
    std::string_view words;
};

// Formats told by how their first line starts, which are not read yet.
constexpr std::array first_bytes{
    FirstBytes{"OFXHEADER", "an OFX statement"},
    FirstBytes{"<OFX", "an OFX statement"},
    FirstBytes{"!Type:", "a QIF file"},
    FirstBytes{"!Account", "a QIF file"},
    FirstBytes{"!Option:", "a QIF file"},
    FirstBytes{"!Clear:", "a QIF file"},
    FirstBytes{"%PDF-", "a PDF document"},
    FirstBytes{"PK\x03\x04", "a zip archive"},
    FirstBytes{"\x1F\x8B", "a gzip file"},
    FirstBytes{"\x1F\x9D", "a file packed by compress (.Z)"},
    FirstBytes{"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"},
    FirstBytes{"Rar!\x1A\x07", "a RAR archive"},
    FirstBytes{"\x04\x22\x4D\x18", "an lz4 file"},
    FirstBytes{"-----BEGIN PGP MESSAGE", "a message encrypted with PGP, to be decrypted before"},
    FirstBytes{"\xD0\xCF\x11\xE0", "an old Excel workbook"},
    FirstBytes{"{\\rtf", "an RTF document"},
};

// Lines of the front part, blank ones left out, at most `lines_max`.
std::vector<std::string_view> first_lines(std::string_view text, std::size_t lines_max) {
    std::vector<std::string_view> lines;
    while (!text.empty() && lines.size() < lines_max) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        if (!trimmed_right(text.substr(0, end)).empty()) lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// Every other byte of the first letters is NUL.
bool is_utf16_without_mark(std::string_view text) {
    if (text.size() < 4) return false;
    const bool is_big = text[0] == '\0' && text[2] == '\0' && text[1] != '\0' && text[3] != '\0';
    const bool is_little = text[1] == '\0' && text[3] == '\0' && text[0] != '\0' && text[2] != '\0';
    return is_big || is_little;
}

std::optional<Recognised> recognise_xml(std::string_view text) {
    if (text.find("<OFX") != std::string_view::npos) return knows("an OFX statement");
    if (!text.starts_with('<')) return std::nullopt;
    for (const std::string_view message :
         {"BkToCstmrStmt", "BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn"}) {
        if (text.find(message) != std::string_view::npos) {
            return reads("camt", "an ISO 20022 camt message");
        }
    }
    for (const std::string_view message : {"RmtAdvc", "FIToFICstmrCdtTrf", "CstmrPmtStsRpt"}) {
        if (opens_element(text, message)) return reads("iso20022", "an ISO 20022 message");
    }
    if (const std::string_view name = iso_message_name(text); !name.empty()) {
        const bool is_statement = name.starts_with("camt.052") || name.starts_with("camt.053") ||
                                  name.starts_with("camt.054");
        if (is_statement) return reads("camt", "an ISO 20022 camt message");
        return knows(fmt::format("an ISO 20022 message {}", clean_text(name.substr(0, 20))));
    }
    // A hostile prologue may be long: the reader for camt says what is wrong with it.
    if (text.find("<!DOCTYPE") != std::string_view::npos) return reads("camt", "XML");
    return knows("an XML document that is no camt message");
}

bool is_cfonb(std::string_view first) {
    const bool is_record = first.starts_with("01") || first.starts_with("04") ||
                           first.starts_with("05") || first.starts_with("07");
    const std::string_view decimals = columns(first, 20, 20);
    return is_record && all_digits(columns(first, 3, 7)) && first.size() >= 60 &&
           (decimals == " " || all_digits(decimals)) && !trimmed(columns(first, 22, 32)).empty();
}

// Lockbox files that are not BAI, told by the fields that all their records have.
std::optional<Recognised> recognise_other_lockbox(std::string_view first, std::string_view second) {
    const auto is_day = [](std::string_view text) {
        return all_digits(text) && (text.starts_with("20") || text.starts_with("19"));
    };
    const bool is_index = first.starts_with('5') && is_day(columns(first, 2, 9)) &&
                          all_digits(columns(first, 10, 35)) && first.size() >= 55;
    if (is_index && (second.empty() || second.starts_with('5') || second.starts_with('6'))) {
        return knows("a lockbox index of payments and invoices (IDX), not a BAI lockbox");
    }
    const bool has_keys = first.size() >= 60 && is_day(columns(first, 24, 31)) &&
                          all_digits(columns(first, 14, 23)) && all_digits(columns(first, 36, 43));
    if (has_keys && (columns(first, 59, 60) == "CK" || all_digits(columns(first, 57, 59)))) {
        return knows("a lockbox image or field index, not a BAI lockbox");
    }
    return std::nullopt;
}

// A file header of 94 columns, or, where it was lost, records as they follow one another.
bool is_ach(const std::vector<std::string_view>& lines) {
    const std::string_view first = lines.front();
    const std::string_view second = first.size() > 94  ? first.substr(94)
                                    : lines.size() > 1 ? lines[1]
                                                       : std::string_view{};
    if (first.starts_with('1') && (columns(first, 35, 37) == "094" || first.starts_with("101 "))) {
        return first.size() >= 40 && !second.starts_with('2');
    }
    const bool is_batch =
        first.starts_with("52") && first.size() >= 94 && all_digits(columns(first, 88, 94));
    const bool is_entry = first.starts_with('6') && first.size() >= 94 &&
                          all_digits(columns(first, 2, 12)) && all_digits(columns(first, 30, 39)) &&
                          all_digits(columns(first, 80, 94));
    const bool is_addenda =
        first.starts_with("705") && first.size() >= 94 && all_digits(columns(first, 84, 94));
    return is_batch || is_entry || is_addenda;
}

std::optional<Recognised> recognise_x12(std::string_view text) {
    const std::string_view set = first_x12_set(text);
    if (set == "820" || set == "823") return reads("x12", x12_set_words(set));
    if (!set.empty()) return knows(x12_set_words(set));
    if (text.starts_with("ISA")) return knows("an X12 interchange");
    return std::nullopt;
}

std::optional<Recognised> recognise_fixed(const std::vector<std::string_view>& lines) {
    const std::string_view first = lines.front();
    const std::string_view second = lines.size() > 1 ? lines[1] : std::string_view{};
    if (is_ach(lines)) return reads("nacha", "a NACHA ACH file");
    if (first.starts_with("01,")) return reads("bai2", "a BAI2 file");
    const bool has_batch = std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
        return line.starts_with('5') || line.starts_with('9');
    });
    constexpr std::size_t lockbox_header_min = 20;  // up to the sender
    if (first.starts_with('1') && first.size() >= lockbox_header_min && second.starts_with('2') &&
        (columns(second, 32, 34) == "400" || has_batch)) {
        return reads("bai_lockbox", "a BAI lockbox file");
    }
    if (first.starts_with('1') && second.starts_with('5') && all_digits(columns(second, 15, 20))) {
        return reads("bai_lockbox", "a BAI lockbox file");
    }
    if (lockbox_width_without_line_ends(first) != 0) {
        return reads("bai_lockbox", "a BAI lockbox file");
    }
    if (first.starts_with("0000") && columns(first, 15, 16) == "05") {
        return reads("coda", "a CODA statement");
    }
    if (is_cfonb(first)) return reads("cfonb", "a CFONB 120 statement");
    if (first.starts_with("31") && first.size() >= 200 && second.starts_with("3")) {
        return knows("a CFONB 240 file of returns");
    }
    if (auto found = recognise_other_lockbox(first, second)) return found;
    for (const std::string_view line : lines) {
        if (starts_mt_message(line)) return reads("mt940", "a SWIFT statement");
    }
    return std::nullopt;
}

Recognised recognise_columns(const std::vector<std::string>& names, std::string_view shape) {
    const std::string kind(kind_of_columns(names));
    if (kind == "payments" || kind == "remittances") {
        return reads(kind, fmt::format("{} as {}", kind, shape));
    }
    if (!kind.empty()) {
        return {kind, fmt::format("master data ({}), which is loaded, not applied", kind), false};
    }
    return knows(fmt::format("a {} file with none of the known columns", shape));
}

void refuse_file(IntakeFile& file, std::string_view fault, std::string words) {
    file.refused = true;
    file.faults.push_back(
        {ErrorKind::input, std::string(fault), std::move(words), {file.name, 1, 1}}
    );
}

std::string refusal_of(const Recognised& found) {
    if (found.words.empty()) return "the file is of no format that is known here";
    if (!found.format.empty()) return "this is " + found.words;
    return fmt::format("this is {}, which is not read yet", found.words);
}

Currency or_dollars(Currency currency) {
    return currency.is_none() ? *Currency::find("USD") : currency;
}

void read_lockbox_file(const Source& source, const ReadOptions& options, IntakeFile& file) {
    const std::size_t colon = options.format.find(':');
    const std::string dialect =
        colon == std::string::npos ? std::string{} : options.format.substr(colon + 1);
    const Currency currency = or_dollars(options.currency);
    file.format = "bai_lockbox";
    if (!options.layout.empty()) {
        Result<LockboxLayout> layout = LockboxLayout::parse("own layout", options.layout, dialect);
        if (layout) {
            read_lockbox(source, *layout, currency, file);
        } else {
            file.refused = true;
            file.faults.push_back(std::move(layout).error());
        }
        return;
    }
    if (dialect.empty()) {
        read_lockbox(source, std::nullopt, currency, file);
    } else if (const auto layout = LockboxLayout::built_in(dialect)) {
        read_lockbox(source, *layout, currency, file);
    } else {
        refuse_file(
            file,
            "F_LAYOUT",
            fmt::format("a lockbox layout base, sap or wide expected, found '{}'", dialect)
        );
    }
}

void read_source(
    const Source& source, const ReadOptions& options, Parallel& parallel, IntakeFile& file
) {
    std::string format = options.format.substr(0, options.format.find(':'));
    if (format.empty()) {
        const Recognised found = recognise(source);
        const bool is_own =
            !found.is_read && fits_own_csv_profile(source.text(), options.csv_profiles);
        format = is_own ? "csv" : found.format;
        if (!found.is_read && !is_own) {
            refuse_file(file, "F_FORMAT", refusal_of(found));
            return;
        }
    }
    if (format == "lockbox" || format == "bai_lockbox") {
        read_lockbox_file(source, options, file);
    } else if (format == "bai2") {
        read_bai2(source, or_dollars(options.currency), file);
    } else if (format == "nacha") {
        read_nacha(source, or_dollars(options.currency), file);
    } else if (format.starts_with("x12")) {
        read_x12(source, or_dollars(options.currency), file);
    } else if (format.starts_with("camt")) {
        read_camt(source, file);
    } else if (format == "csv") {
        const std::size_t colon = std::min(options.format.find(':'), options.format.size() - 1);
        const std::string_view words = std::string_view(options.format).substr(colon + 1);
        read_csv_export(source, {words, options.csv_profiles, options.currency}, file);
    } else if (format == "iso20022") {
        read_iso_message(source, file);
    } else if (format == "coda") {
        read_coda(source, file);
    } else if (format == "cfonb") {
        read_cfonb(source, options.currency, file);
    } else if (format == "mt940" || format == "mt942") {
        read_mt940(source, file);
    } else if (format == "fedwire") {
        read_fedwire(source, file);
    } else if (format == "edifact") {
        read_edifact(source, options.currency, file);
    } else if (format == "payments") {
        read_payments(source, options.currency, parallel, file);
    } else if (format == "remittances") {
        read_remittances(source, options.currency, parallel, file);
    } else {
        refuse_file(
            file,
            "F_FORMAT",
            fmt::format(
                "a format bai_lockbox, bai2, camt, cfonb, coda, csv, edifact, fedwire, iso20022, "
                "mt940, nacha, x12, payments or remittances expected, found '{}'",
                format
            )
        );
    }
}

// Every movement gets an id; what must hold of any file that leaves this room is checked.
void finish(IntakeFile& file, Parallel& parallel) {
    std::vector<std::span<Payment>> movements;
    for (Unit& unit : file.units)
        movements.emplace_back(unit.movements);
    give_payment_ids(movements, file.texts, parallel);
    for (const Unit& unit : file.units) {
        check(
            !file.refused || unit.state == UnitState::quarantined,
            "nothing of a refused file is taken"
        );
        const bool all_tie =
            std::all_of(unit.controls.begin(), unit.controls.end(), [](const Control& control) {
                return control.ties();
            });
        check(
            unit.state != UnitState::taken || all_tie,
            "a unit whose controls do not tie is not taken"
        );
    }
}

}  // namespace

Recognised recognise(const Source& source) {
    std::string_view text = source.text().substr(0, looked_at_bytes);
    const std::size_t from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return knows("an empty file");
    text.remove_prefix(from);
    for (const FirstBytes& mark : first_bytes) {
        if (text.starts_with(mark.start)) return knows(std::string(mark.words));
    }
    if (is_utf16_without_mark(text)) return knows("a text in UTF-16 without its byte-order mark");
    if (const auto found = recognise_x12(text)) return *found;
    if (const auto found = recognise_xml(text)) return *found;
    if (is_fedwire(text)) return reads("fedwire", "a Fedwire message");
    if (is_edifact(text)) return reads("edifact", "an EDIFACT interchange");
    if (starts_mt_message(text.substr(0, text.find_first_of("\r\n")))) {
        return reads("mt940", "a SWIFT statement");
    }
    if (text.starts_with('{')) {
        return recognise_columns(first_json_names(source.text()), "NDJSON");
    }
    if (text.starts_with('[')) return knows("a JSON array; one object a line is expected");
    if (text.find('\0') != std::string_view::npos) return knows("a binary file");
    constexpr std::size_t lines_max = 50;
    if (const auto found = recognise_fixed(first_lines(text, lines_max))) return *found;
    Result<CsvHeader> header = read_csv_header(Source(source.name(), text));
    if (header && !kind_of_columns(header->names).empty()) {
        return recognise_columns(header->names, "CSV");
    }
    if (is_csv_export(text)) return reads("csv", "a CSV export of a bank or payment provider");
    if (!header || header->names.size() < 2) return {};
    return recognise_columns(header->names, "CSV");
}

IntakeFile read_bank_file(
    std::string name, std::string_view bytes, const ReadOptions& options, Parallel& parallel
) {
    IntakeFile file;
    file.name = std::move(name);
    file.bytes = bytes.size();
    const auto text = readable_text(bytes, file.name, file.texts);
    const Source source(file.name, text.value_or(std::string_view{}));
    // The digest takes a sixth of the time of reading; it has a thread of its own where there is
    // one.
    parallel.for_each(2, [&](std::size_t task) {
        if (task == 0) {
            file.digest = sha256(bytes);
        } else if (text) {
            read_source(source, options, parallel, file);
        }
    });
    if (!text) {
        file.refused = true;
        file.faults.push_back(text.error());
    }
    finish(file, parallel);
    return file;
}

IntakeFile read_whole_bank_file(
    std::string name, std::string bytes, const ReadOptions& options, Parallel& parallel
) {
    TextStore kept;
    const std::string_view text = kept.hold(std::move(bytes));
    IntakeFile file = read_bank_file(std::move(name), text, options, parallel);
    file.texts.absorb(std::move(kept));
    return file;
}

Result<MasterFile> read_master_file(
    std::string name, std::string_view bytes, const MasterOptions& options, Parallel& parallel
) {
    TextStore texts;
    const auto text = readable_text(bytes, name, texts);
    if (!text) return tl::make_unexpected(text.error());
    return read_master_data(Source(std::move(name), *text), options, parallel);
}

}  // namespace tieout
