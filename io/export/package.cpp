#include "io/export/package.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "engine/check.h"
#include "io/report/table.h"

namespace tieout {

namespace {

// What moved in one currency, for the totals of the manifest.
struct CurrencyTotal {
    std::uint64_t postings = 0;
    WideMinor bank = 0;    // debits less credits of bank accounts
    WideMinor debits = 0;  // of all lines
    Currency currency;
};

std::map<std::string, CurrencyTotal> totals_of(const ExportBatch& batch) {
    std::map<std::string, CurrencyTotal> totals;
    for (const HandOff& each : batch.hand_offs) {
        const Currency currency = each.payment.currency;
        CurrencyTotal& total = totals[std::string(currency.letters())];
        total.currency = currency;
        ++total.postings;
        for (const PostingLine& line : each.posting.lines) {
            const bool is_debit = line.side == Side::debit;
            if (is_debit) total.debits += line.amount;
            if (line.account == GlRole::bank) total.bank += is_debit ? line.amount : -line.amount;
        }
    }
    return totals;
}

std::string manifest_of(
    const ExportBatch& batch, const ExportMapping& mapping, const ExportPackage& package
) {
    std::string out = "{\n  \"package\": ";
    put_json_text(out, batch.name());
    out += ",\n  \"consumer\": ";
    put_json_text(out, batch.consumer);
    out +=
        fmt::format(",\n  \"format\": \"{}\",\n  \"mapping_version\": ", word_of(mapping.format));
    put_json_text(out, mapping.version);
    out += fmt::format(
        ",\n  \"mapping_sha256\": \"{}\",\n  \"first\": {},\n  \"last\": {},\n  \"postings\": {},\n"
        "  \"rows\": {},\n  \"by_hand\": {},\n  \"guarded\": {},\n  \"totals\": [",
        to_hex(mapping.digest),
        batch.first(),
        batch.last(),
        batch.hand_offs.size(),
        package.rows,
        package.by_hand,
        batch.is_guarded ? "true" : "false"
    );
    bool is_first = true;
    for (const auto& [letters, total] : totals_of(batch)) {
        out += fmt::format(
            "{}\n    {{\"currency\": \"{}\", \"postings\": {}, \"bank\": \"{}\", \"debits\": "
            "\"{}\"}}",
            is_first ? "" : ",",
            letters,
            total.postings,
            format_amount_wide(total.bank, total.currency),
            format_amount_wide(total.debits, total.currency)
        );
        is_first = false;
    }
    out += "\n  ],\n  \"files\": [";
    is_first = true;
    for (const PackageFile& file : package.files) {
        out += is_first ? "\n    {\"name\": " : ",\n    {\"name\": ";
        put_json_text(out, file.name);
        out += fmt::format(
            ", \"bytes\": {}, \"sha256\": \"{}\"}}", file.bytes.size(), to_hex(sha256(file.bytes))
        );
        is_first = false;
    }
    return out + "\n  ]\n}\n";
}

void write_format(PackageWriter& writer, ExportFormat format) {
    switch (format) {
        case ExportFormat::csv: return write_posting_rows(writer, false);
        case ExportFormat::ndjson: return write_posting_rows(writer, true);
        case ExportFormat::remt001: return write_remt001(writer);
        case ExportFormat::ubl: return write_ubl(writer);
        case ExportFormat::netsuite: return write_netsuite(writer);
        case ExportFormat::d365: return write_d365(writer);
        case ExportFormat::lockbox: return write_lockbox(writer);
        case ExportFormat::sap_remadv: return write_sap_remadv(writer);
    }
}

}  // namespace

std::string ExportBatch::name() const {
    return fmt::format("{}-{}-{}", consumer, first(), last());
}

Date ExportBatch::day() const {
    Date day = hand_offs.front().posting.posting_date;
    for (const HandOff& each : hand_offs)
        day = std::max(day, each.posting.posting_date);
    return day;
}

PostingFacts facts_of(const HandOff& hand_off) {
    PostingFacts facts;
    facts.run = hand_off.run;
    facts.payment = hand_off.payment.payment;
    facts.entity = hand_off.entity;
    facts.account = hand_off.account;
    facts.currency = hand_off.payment.currency;
    facts.value_date = hand_off.payment.value_date;
    facts.reason = hand_off.reason;
    facts.erp_state = hand_off.state;
    facts.erp_document = hand_off.document;
    return facts;
}

PackageWriter::PackageWriter(const ExportBatch& the_batch, const ExportMapping& mapping)
    : batch(the_batch), book(the_batch.book), names(mapping) {
    check(!batch.hand_offs.empty(), "a package is of some postings");
}

void PackageWriter::by_hand(const HandOff& hand_off, std::string_view why) {
    if (by_hand_.empty()) {
        by_hand_ = posting_columns();
        by_hand_.back() = ',';
        by_hand_ += "why\n";
    }
    PostingSpelling spelling;
    spelling.is_guarded = true;  // people read it
    spelling.last = why;
    put_posting_csv(
        by_hand_, book, hand_off.posting, hand_off.posting.lines, facts_of(hand_off), spelling
    );
    ++package.by_hand;
}

std::string_view PackageWriter::entity(const HandOff& hand_off) const {
    return entity_name(book, hand_off.entity);
}

std::string_view PackageWriter::customer(const HandOff& hand_off) const {
    const CustomerNo no = hand_off.posting.customer;
    return no == none<CustomerNo>() ? std::string_view{} : book.customer(no).number;
}

std::string PackageWriter::account(const HandOff& hand_off, GlRole role) {
    return names.account(gl_number(book, role, hand_off.account));
}

ExportPackage PackageWriter::take() {
    if (!by_hand_.empty()) add("by_hand.csv", std::move(by_hand_));
    return std::move(package);
}

MadePackage make_package(const ExportBatch& batch, const ExportMapping& mapping) {
    PackageWriter writer(batch, mapping);
    write_format(writer, mapping.format);
    MadePackage made;
    made.faults = writer.names.take_faults();
    made.package = writer.take();
    std::string manifest = manifest_of(batch, mapping, made.package);
    made.digest = sha256(manifest);
    made.package.files.push_back({"manifest.json", std::move(manifest)});
    return made;
}

}  // namespace tieout
