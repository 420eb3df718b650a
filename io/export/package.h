// A package is what a consumer is given of our postings: files in the ERP's format and a manifest.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/book.h"
#include "engine/hand_offs.h"
#include "io/export/export_mapping.h"
#include "io/export/receipt.h"

namespace tieout {

// What is written into a package: postings one behind the other, as the book knows them.
struct ExportBatch {
    const Book& book;
    std::string consumer;
    std::span<const HandOff> hand_offs;  // at least one, by number
    bool is_guarded = false;             // CSV for people

    std::uint64_t first() const { return hand_offs.front().posting.number; }

    std::uint64_t last() const { return hand_offs.back().posting.number; }

    std::string name() const;  // "erp-1-250": what messages and folders call it
    Date day() const;          // the latest posting date: a package has no clock
};

struct PackageFile {
    std::string name;
    std::string bytes;
};

struct ExportPackage {
    std::vector<PackageFile> files;  // the manifest last
    std::uint64_t rows = 0;          // lines or elements for items and rests
    std::uint64_t by_hand = 0;       // postings that the format cannot express
};

// What every format is written with: the package, values of the mapping, the side file.
class PackageWriter {
public:
    PackageWriter(const ExportBatch& batch, const ExportMapping& mapping);

    const ExportBatch& batch;
    const Book& book;
    MappedNames names;
    ExportPackage package;

    void add(std::string name, std::string bytes) {
        package.files.push_back({std::move(name), std::move(bytes)});
    }

    // A posting that the format cannot express goes into by_hand.csv, with all its lines and why.
    void by_hand(const HandOff& hand_off, std::string_view why);

    std::string_view entity(const HandOff& hand_off) const;
    // The customer's number; empty for money of nobody known.
    std::string_view customer(const HandOff& hand_off) const;
    // The general-ledger account of a role, as the ERP has it.
    std::string account(const HandOff& hand_off, GlRole role);

    std::string amount(Minor value, const HandOff& hand_off) const {
        return format_amount(value, hand_off.payment.currency);
    }

    ExportPackage take();

private:
    std::string by_hand_;
};

PostingFacts facts_of(const HandOff& hand_off);

// The whole package. Faults of the mapping come back together; then nothing may be written. Cost:
// a few microseconds a posting line.
struct MadePackage {
    ExportPackage package;
    std::vector<Error> faults;
    Digest digest;  // of the manifest
};

MadePackage make_package(const ExportBatch& batch, const ExportMapping& mapping);

// Formats, one a room; each leaves out nothing: what it cannot say it puts by hand.
void write_posting_rows(PackageWriter& writer, bool is_json);
void write_remt001(PackageWriter& writer);
void write_ubl(PackageWriter& writer);
void write_netsuite(PackageWriter& writer);
void write_d365(PackageWriter& writer);
void write_lockbox(PackageWriter& writer);
void write_sap_remadv(PackageWriter& writer);

}  // namespace tieout
