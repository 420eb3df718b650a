// A mapping says in the ERP's own words what our entities, accounts, reasons and methods are.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/date.h"
#include "engine/digest.h"
#include "engine/error.h"
#include "io/report/posting_rows.h"

namespace tieout {

enum class ExportFormat : std::uint8_t {
    csv,         // the columns of postings.csv
    ndjson,      // the same, an object a line
    remt001,     // ISO 20022 remt.001.001.04
    ubl,         // UBL 2.1 RemittanceAdvice
    netsuite,    // NetSuite: CSV import of customer payments
    d365,        // Dynamics 365 Finance: data package of journal lines and settled invoices
    lockbox,     // Oracle AutoLockbox: records 1 5 6 4 7 8 9
    sap_remadv,  // SAP: IDoc REMADV, basic type PEXR2002, as XML
};

inline constexpr std::size_t export_formats = 8;

std::string_view word_of(ExportFormat format);
std::optional<ExportFormat> export_format_of(std::string_view word);
std::string export_format_words();  // "csv, ndjson, ..."

// Sections of a mapping file, each a table of TOML:
//   [mapping] format, version     [setting] of the format     [company] our entity -> company code
//   [account] our G/L number -> theirs     [reason] kind of adjustment -> reason code
//   [method] method of payment -> theirs
// A key "*" stands for all that have no line of their own; its value "*" leaves them as they are.
struct ExportMapping {
    std::string name;  // of the file
    ExportFormat format = ExportFormat::csv;
    std::string version;
    std::map<std::string, std::map<std::string, std::string>> sections;
    Digest digest;  // of the file's bytes
};

// Takes one line "section.key" of a mapping for the format; refused (usage) when the format knows
// no such section, setting, reason or method, with what was expected.
Result<void> set_mapping(ExportMapping& mapping, const std::string& key, const std::string& value);
// What a whole mapping must have: format, version, each setting of its format.
Result<void> check_mapping(const ExportMapping& mapping);

// A mapping in use: looks values up, and notes each that has none as a fault, once.
class MappedNames final : public PostingNames {
public:
    explicit MappedNames(const ExportMapping& mapping);

    // The posting that is being written, for the words of a fault.
    void begin(std::uint64_t posting) { posting_ = posting; }

    std::string entity(std::string_view ours) override { return value("company", ours); }

    std::string account(std::string_view ours) override { return value("account", ours); }

    std::string reason(std::string_view kind) { return value("reason", kind); }

    std::string method(std::string_view method) { return value("method", method); }

    const std::string& setting(std::string_view key) const;
    // A day as [setting] date spells it: YYYY, MM and DD, each once.
    std::string day(Date date) const;

    // Says that a value of the mapping cannot stand where it must.
    void fault(std::string_view section, std::string_view key, std::string_view expected);
    // The value, with a fault when it is longer than the format takes.
    std::string short_value(std::string_view section, std::string_view ours, std::size_t size_max);

    std::vector<Error> take_faults() { return std::move(faults_); }

private:
    static constexpr std::size_t faults_max = 50;

    std::string value(std::string_view section, std::string_view ours);

    const ExportMapping& mapping_;
    std::string pattern_;
    std::uint64_t posting_ = 0;
    std::set<std::pair<std::string, std::string>> noted_;
    std::vector<Error> faults_;
};

}  // namespace tieout
