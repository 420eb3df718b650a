// Packages for the ERP: each format golden on a book with every kind of posting, and read back
// where we have a reader.
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include <catch2/catch.hpp>

#include "io/cli/settings.h"
#include "io/containers/archive.h"
#include "io/containers/zip_file.h"
#include "io/export/package.h"
#include "io/export/xml_text.h"
#include "io/formats/recognise.h"
#include "io/formats/xml.h"
#include "io/report/table.h"
#include "tests/support/hand_off_book.h"

namespace tieout {
namespace {

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

const std::string root = TIEOUT_SOURCE_DIR;

ExportMapping mapping_of_text(ExportFormat format, std::string_view text) {
    ExportMapping mapping;
    mapping.format = format;
    mapping.name = "mapping.toml";
    const auto done =
        read_rules(mapping.name, text, [&](const std::string& key, const std::string& value) {
            return set_mapping(mapping, key, value);
        });
    REQUIRE(done.has_value());
    REQUIRE(check_mapping(mapping).has_value());
    mapping.digest = sha256(text);
    return mapping;
}

ExportMapping shipped(ExportFormat format) {
    const std::string word(word_of(format));
    return mapping_of_text(format, text_of(root + "/data/mapping/" + word + ".toml"));
}

MadePackage packed(HandOffBook& made, ExportFormat format, bool is_guarded = false) {
    const HandOffs hand_offs = made.all();
    const ExportBatch batch{made.book(), "erp", hand_offs.all, is_guarded};
    return make_package(batch, shipped(format));
}

std::string file_of(const MadePackage& made, std::string_view name) {
    for (const PackageFile& file : made.package.files) {
        if (file.name == name) return file.bytes;
    }
    return {};
}

// The files of a package, those of zips taken out, each behind its name.
std::vector<PackageFile> opened(const MadePackage& made) {
    std::vector<PackageFile> files;
    for (const PackageFile& file : made.package.files) {
        if (!file.name.ends_with(".zip")) {
            files.push_back(file);
            continue;
        }
        const ContainerLimits limits;
        UnpackBudget budget(limits, file.bytes.size());
        const auto inside = unpack_archive(ArchiveKind::zip, file.name, file.bytes, budget);
        REQUIRE(inside.has_value());
        std::size_t number = 0;
        for (const UnpackedFile& each : inside->files) {
            files.push_back({file.name + "." + std::to_string(++number), each.bytes});
        }
    }
    return files;
}

TEST_CASE("every format writes the nine postings as they are written down", "[io][export]") {
    HandOffBook made;
    do_nine_postings(made);
    for (std::size_t i = 0; i < export_formats; ++i) {
        const auto format = static_cast<ExportFormat>(i);
        const std::string folder = root + "/tests/io/exports/" + std::string(word_of(format));
        INFO(folder);
        const MadePackage package = packed(made, format);
        CHECK(package.faults.empty());
        std::size_t compared = 0;
        for (const PackageFile& file : opened(package)) {
            // A manifest names the bytes of zips, which are those of one version of zlib.
            if (file.name == "manifest.json" &&
                (file_of(package, "package.zip").size() != 0 ||
                 file_of(package, "remittance-advices.zip").size() != 0))
                continue;
            INFO(file.name);
            CHECK(file.bytes == text_of(folder + "/" + file.name));
            ++compared;
        }
        CHECK(compared >= 2);
        CHECK(packed(made, format).digest == package.digest);
    }
}

TEST_CASE("remt.001 is read back as the lines that were written", "[io][export]") {
    HandOffBook made;
    do_nine_postings(made);
    const MadePackage package = packed(made, ExportFormat::remt001);
    CHECK(package.package.by_hand == 1);  // the return
    Serial serial;
    const IntakeFile file =
        read_bank_file("remt.001.xml", file_of(package, "remt.001.xml"), {}, serial);
    CHECK(file.format == "remt.001");
    CHECK(file.faults.empty());
    REQUIRE(file.remittances.size() == 7);  // money of nobody known names no document
    const Remittance& three = file.remittances[1];
    CHECK(three.trace == "E2E-P2");
    CHECK(three.total == Minor{98'950});
    CHECK(three.payer_name == "Müller & Söhne <GmbH>");
    REQUIRE(three.lines.size() == 3);
    CHECK(three.lines[0].reference == "INV-2");
    CHECK(three.lines[0].gross == Minor{50'000});
    CHECK(three.lines[0].discount == 1'000);
    CHECK(three.lines[0].net == Minor{49'000});
    CHECK(three.lines[2].deduction == 50);
    CHECK(three.lines[2].reason == "WOFF");
    CHECK(three.lines[2].net == Minor{19'950});
    const Remittance& credit = file.remittances[2];
    REQUIRE(credit.lines.size() == 2);
    CHECK(credit.lines[1].kind == RemittanceKind::credit);
    CHECK(credit.lines[1].net == Minor{-10'000});
    CHECK(file.remittances[4].currency == *Currency::find("JPY"));
    CHECK(file.remittances[4].total == Minor{7'000});
    CHECK(file.remittances[5].lines.at(0).net == Minor{12'345});
    CHECK(file.remittances[6].lines.at(0).reference == "INV-9");
}

TEST_CASE("a lockbox transmission is read back by its own layout", "[io][export]") {
    HandOffBook made;
    do_nine_postings(made);
    const CustomerNo first{};
    std::vector<PostingLine> lines;
    for (int i = 0; i < 19; ++i) {
        const ItemNo item = made.item("M-" + std::to_string(i), "KM/" + std::to_string(i), 100 + i);
        lines.push_back(HandOffBook::cash(item, 100 + i));
    }
    made.receipt("P8", 19 * 100 + 171, first, lines);
    const MadePackage package = packed(made, ExportFormat::lockbox);
    CHECK(package.package.by_hand == 2);  // the return, and the later application
    Serial serial;
    ReadOptions options;
    options.format = "bai_lockbox";
    options.layout = text_of(root + "/data/lockbox/oracle.csv");
    options.currency = *Currency::find("EUR");
    const std::string text = file_of(package, "lockbox-EUR.txt");
    const IntakeFile file = read_bank_file("lockbox-EUR.txt", text, options, serial);
    CHECK(file.faults.empty());
    REQUIRE(file.units.size() == 1);
    CHECK(file.units[0].state == UnitState::taken);
    const std::vector<Payment>& payments = file.units[0].movements;
    REQUIRE(payments.size() == 6);
    CHECK(payments[0].check_number == "1001");
    CHECK(payments[0].customer == "10001");
    REQUIRE(payments[1].remittance.size() == 3);
    CHECK(payments[1].remittance[0].discount == 1'000);
    CHECK(payments[1].remittance[2].deduction == 50);
    CHECK(payments[1].remittance[2].reason == "WRITEOFF");
    REQUIRE(payments[2].remittance.size() == 2);
    CHECK(payments[2].remittance[1].kind == RemittanceKind::credit);
    CHECK(payments[2].remittance[1].net == Minor{-10'000});
    CHECK(payments[4].remittance.empty());
    CHECK(payments[4].customer.empty());
    REQUIRE(payments[5].remittance.size() == 19);  // three records: 8, 8 and 3
    for (std::size_t i = 0; i < 19; ++i) {
        CHECK(payments[5].remittance[i].reference == "M-" + std::to_string(i));
        CHECK(payments[5].remittance[i].net == Minor{100} + static_cast<Minor>(i));
    }
    options.currency = *Currency::find("KWD");
    const IntakeFile dinars =
        read_bank_file("lockbox-KWD.txt", file_of(package, "lockbox-KWD.txt"), options, serial);
    CHECK(dinars.units.at(0).movements.at(0).amount == 12'345);
}

TEST_CASE("a payment of 12,001 lines becomes three NetSuite transactions", "[io][export]") {
    HandOffBook made;
    made.customer("10001");
    std::vector<Entry> items;
    std::vector<PostingLine> lines;
    for (std::uint32_t i = 0; i < 12'001; ++i) {
        OpenItem row;
        row.currency = *Currency::find("EUR");
        row.document = "SAME-NUMBER";
        row.amount = row.open = 1 + i % 7;
        row.texts.set(ItemText::key, "K/" + std::to_string(i));
        items.emplace_back(ItemTaken{row});
        lines.push_back(HandOffBook::cash(static_cast<ItemNo>(i), row.amount));
    }
    Minor amount = 0;
    for (const PostingLine& line : lines)
        amount += line.amount;
    made.books.commit(std::move(items));
    lines.push_back(HandOffBook::rest(PostingKind::unapplied, GlRole::unapplied, Side::credit, 500)
    );
    made.receipt("P1", amount + 500, CustomerNo{}, lines);
    const MadePackage package = packed(made, ExportFormat::netsuite);
    const std::string text = file_of(package, "customer_payments.csv");
    std::map<std::string, std::pair<std::size_t, Minor>> parts;  // rows, sum of payments
    std::map<std::string, Minor> totals;
    std::istringstream rows(text);
    std::string row;
    std::getline(rows, row);
    while (std::getline(rows, row)) {
        std::vector<std::string> cells;
        std::istringstream stream(row);
        for (std::string cell; std::getline(stream, cell, ',');)
            cells.push_back(cell);
        REQUIRE(cells.size() >= 13);
        auto& [count, sum] = parts[cells[0]];
        ++count;
        sum += parse_amount(cells[12], *Currency::find("EUR")).value();
        totals[cells[0]] = parse_amount(cells[10], *Currency::find("EUR")).value();
    }
    REQUIRE(parts.size() == 3);
    CHECK(parts["erp-1-1of3"].first == 5'000);
    CHECK(parts["erp-1-2of3"].first == 5'000);
    CHECK(parts["erp-1-3of3"].first == 2'001);
    CHECK(totals["erp-1-1of3"] == parts["erp-1-1of3"].second);
    CHECK(totals["erp-1-3of3"] == parts["erp-1-3of3"].second + 500);  // and the rest
    CHECK(totals["erp-1-1of3"] + totals["erp-1-2of3"] + totals["erp-1-3of3"] == amount + 500);
    CHECK(text.find("SAME-NUMBER") == std::string::npos);  // never the printed number
}

TEST_CASE("a value without a mapping is a located fault, each once", "[io][export]") {
    HandOffBook made;
    do_nine_postings(made);
    const HandOffs hand_offs = made.all();
    const ExportBatch batch{made.book(), "erp", hand_offs.all, false};
    const ExportMapping mapping = mapping_of_text(
        ExportFormat::csv,
        "[mapping]\nformat = \"csv\"\nversion = \"7\"\n[company]\nmain = \"1000\"\n[account]\nbank "
        "= \"1800\"\n"
    );
    const MadePackage package = make_package(batch, mapping);
    REQUIRE(package.faults.size() == 5);
    CHECK(package.faults[0].fault == "F_MAPPING");
    CHECK(package.faults[0].place.file == "mapping.toml");
    CHECK(
        package.faults[0].words == "[account] a line expected for 'receivable', which posting 1 has"
    );
    CHECK(file_of(package, "postings.csv").find(",1000,") != std::string::npos);
}

TEST_CASE("a mapping knows its keys", "[io][export]") {
    ExportMapping mapping;
    mapping.format = ExportFormat::netsuite;
    const auto words = [&](const std::string& key, const std::string& value) {
        const auto done = set_mapping(mapping, key, value);
        return done ? std::string("taken") : done.error().words;
    };
    CHECK(words("mapping.format", "netsuite") == "taken");
    CHECK(words("mapping.format", "csv") == "a mapping for netsuite expected, found 'csv'");
    CHECK(words("accounts.bank", "1").find("a table [mapping, setting") == 0);
    CHECK(words("setting.colour", "red").find("a setting of netsuite (date, ") == 0);
    CHECK(words("setting.date", "MM/YY").find("a date with YYYY") == 0);
    CHECK(words("reason.writeoff", "W").find("a kind of posting line") == 0);
    CHECK(words("reason.write_off", "W") == "taken");
    CHECK(words("method.cheque", "C").find("check, ach") == 0);
    CHECK(words("company.us.01", "US01") == "taken");
    CHECK(mapping.sections["company"]["us.01"] == "US01");
    CHECK_FALSE(check_mapping(mapping).has_value());
}

TEST_CASE("cells that a spreadsheet would run are guarded for people only", "[io][export]") {
    for (const char* cell : {"=1+1", "+1", "-1", "@SUM", "\t=1", "\r=1", " =1", "\"=1", "'=1"}) {
        INFO(cell);
        CHECK(is_formula(cell));
    }
    for (const char* cell : {"", "a=1", "2026-03-16", "1,234", "K/7"})
        CHECK_FALSE(is_formula(cell));
    HandOffBook made;
    do_nine_postings(made);
    const std::string plain = file_of(packed(made, ExportFormat::csv), "postings.csv");
    CHECK(plain.find(",=K/7,") != std::string::npos);
    const std::string guarded = file_of(packed(made, ExportFormat::csv, true), "postings.csv");
    CHECK(guarded.find(",'=K/7,") != std::string::npos);
    CHECK(guarded.find(",=K/7,") == std::string::npos);
}

// Calls take(name, text) for each element of a document; it must be well-formed.
template <class Take>
void each_element(const std::string& bytes, Take&& take) {
    const Source source("written.xml", bytes);
    XmlReader xml(source);
    while (xml.next()) {
        const XmlTree& tree = xml.tree();
        take(std::string(tree.name(xml.element())), std::string(tree.text(xml.element())));
    }
    CHECK_FALSE(xml.error());
}

TEST_CASE("the lines of a UBL advice add up to its payment", "[io][export]") {
    HandOffBook made;
    do_nine_postings(made);
    std::size_t documents = 0;
    for (const PackageFile& file : opened(packed(made, ExportFormat::ubl))) {
        if (!file.name.starts_with("remittance-advices.zip")) continue;
        ++documents;
        Currency currency;
        std::map<std::string, Minor> sums;
        std::size_t lines = 0;
        std::string stated;
        each_element(file.bytes, [&](const std::string& name, const std::string& text) {
            if (name == "DocumentCurrencyCode") currency = Currency::find(text).value();
            if (name == "LineCountNumeric") stated = text;
            if (name == "RemittanceAdviceLine") ++lines;
            if (name.ends_with("Amount")) sums[name] += parse_amount(text, currency).value();
        });
        INFO(file.bytes);
        CHECK(stated == std::to_string(lines));
        CHECK(sums["DebitLineAmount"] == sums["TotalDebitAmount"]);
        CHECK(sums["CreditLineAmount"] == sums["TotalCreditAmount"]);
        CHECK(sums["TotalPaymentAmount"] == sums["TotalDebitAmount"] - sums["TotalCreditAmount"]);
        CHECK(sums["TotalPaymentAmount"] > 0);
    }
    CHECK(documents == 8);
}

TEST_CASE("the items of an IDoc and its rest make its total", "[io][export]") {
    HandOffBook made;
    do_nine_postings(made);
    const std::string bytes = file_of(packed(made, ExportFormat::sap_remadv), "remadv.xml");
    std::size_t idocs = 0;
    std::size_t items = 0;
    each_element(bytes, [&](const std::string& name, const std::string&) {
        if (name == "IDOC") ++idocs;
        if (name == "E1IDPU1") ++items;
    });
    CHECK(idocs == 7);  // not the return, and not money of nobody known
    CHECK(items == 10);
    CHECK(bytes.find("<DOCNAME>CRM</DOCNAME>") != std::string::npos);
    CHECK(bytes.find("<AJTGRUND>010</AJTGRUND>") != std::string::npos);
}

TEST_CASE("a text is cut between letters", "[io][export]") {
    CHECK(front_of("Müller", 2) == "Mü");
    CHECK(front_of("Müller", 6) == "Müller");
    CHECK(front_of("", 3).empty());
}

TEST_CASE("a zip has the same bytes for the same entries", "[io][export]") {
    const std::vector<ZipEntry> entries{{"a.csv", "one"}, {"b.csv", std::string(5'000, 'x')}};
    const std::string zip = zip_file(entries);
    CHECK(zip == zip_file(entries));
    CHECK(zip.size() < 2'000);
    const ContainerLimits limits;
    UnpackBudget budget(limits, zip.size());
    const auto back = unpack_archive(ArchiveKind::zip, "z", zip, budget);
    REQUIRE(back.has_value());
    REQUIRE(back->files.size() == 2);
    CHECK(back->files[1].bytes == entries[1].bytes);
}

}  // namespace
}  // namespace tieout
