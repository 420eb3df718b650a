// Dynamics 365 Finance, a package of the data management framework: payment journal lines and the
// invoices that each settles (entities "Customer payment journal line" and "Customer payment
// journal line settled invoice" of the Common Data Model), with PackageHeader.xml and Manifest.xml,
// in one zip. A line number is the posting's number; a company is a journal of its own.
#include <fmt/format.h>

#include "io/containers/zip_file.h"
#include "io/export/adjustment_rows.h"
#include "io/export/xml_text.h"
#include "io/report/csv_line.h"

namespace tieout {

namespace {

constexpr std::string_view lines_header =
    "DATAAREAID,JOURNALBATCHNUMBER,LINENUMBER,JOURNALNAME,TRANSACTIONDATE,ACCOUNTTYPE,"
    "ACCOUNTDISPLAYVALUE,CREDITAMOUNT,DEBITAMOUNT,CURRENCYCODE,OFFSETACCOUNTTYPE,"
    "OFFSETACCOUNTDISPLAYVALUE,PAYMENTMETHODNAME,PAYMENTREFERENCE,TRANSACTIONTEXT\n";
constexpr std::string_view settled_header =
    "JOURNALLINECOMPANY,JOURNALBATCHNUMBER,JOURNALLINENUMBER,INVOICENUMBER,INVOICECOMPANY,"
    "INVOICEDUEDATE,INVOICEACCOUNT,SETTLEMENTAMOUNTININVOICECURRENCY,"
    "CASHDISCOUNTTOTAKEININVOICECURRENCY,INVOICEKEY\n";
constexpr std::string_view data_management =
    "http://schemas.microsoft.com/dynamics/2015/01/DataManagement";
constexpr std::string_view schema_instance = "http://www.w3.org/2001/XMLSchema-instance";
constexpr std::string_view no_date = "1900-01-01";  // what the framework takes for "none"

struct PackageEntity {
    std::string_view name;
    std::string_view target;
    std::string_view file;
    unsigned level = 0;
};

constexpr PackageEntity entities[] = {
    {"Customer payment journal line",
     "CustomerPaymentJournalLineEntity",
     "Customer payment journal line.csv",
     10},
    {"Customer payment journal line settled invoice",
     "CustomerPaymentJournalLineSettledInvoiceEntity",
     "Customer payment journal line settled invoice.csv",
     20},
};

std::string package_header(const std::string& name) {
    XmlText xml;
    xml.open(
        "DataManagementPackageHeader", {{"xmlns:i", schema_instance}, {"xmlns", data_management}}
    );
    xml.leaf("Description", name);
    xml.leaf(
        "ManifestType",
        "Microsoft.Dynamics.AX.Framework.Tools.DataManagement.Serialization."
        "DataManagementPackageManifest"
    );
    xml.leaf("PackageType", "DefinitionGroup");
    xml.leaf("PackageVersion", "2");
    xml.close();
    return xml.take();
}

std::string package_manifest(const std::string& name) {
    XmlText xml;
    xml.open(
        "DataManagementPackageManifest", {{"xmlns:i", schema_instance}, {"xmlns", data_management}}
    );
    xml.leaf("DefinitionGroupName", name);
    xml.leaf("Description", name);
    xml.open("PackageEntityList");
    for (const PackageEntity& each : entities) {
        xml.open("DataManagementPackageEntityData");
        xml.leaf("DefaultRefreshType", "Incremental");
        xml.leaf("EntityName", each.name);
        xml.leaf("ExecutionUnit", "1");
        xml.leaf("InputFilePath", each.file);
        xml.leaf("LevelInExecutionUnit", fmt::format("{}", each.level));
        xml.leaf("SequenceInLevel", "10");
        xml.leaf("SourceFormat", "CSV");
        xml.leaf("TargetEntity", each.target);
        xml.close();
    }
    xml.close();
    xml.close();
    return xml.take();
}

class D365Writer {
public:
    explicit D365Writer(PackageWriter& writer)
        : writer_(writer), adjustments_(writer), lines_(lines_header), settled_(settled_header) {}

    void write() {
        std::uint64_t payments = 0;
        for (const HandOff& each : writer_.batch.hand_offs) {
            writer_.names.begin(each.posting.number);
            const Receipt receipt = receipt_of(each);
            const std::string_view why = why_not(each, receipt);
            if (!why.empty()) {
                writer_.by_hand(each, why);
                continue;
            }
            put_line(each, receipt);
            for (const ItemApplication& item : receipt.items)
                put_item(each, item);
            ++payments;
        }
        const std::string name = writer_.batch.name();
        if (payments != 0) {
            writer_.add(
                "package.zip",
                zip_file(
                    {{"Manifest.xml", package_manifest(name)},
                     {"PackageHeader.xml", package_header(name)},
                     {std::string(entities[0].file), std::move(lines_)},
                     {std::string(entities[1].file), std::move(settled_)}}
                )
            );
        }
        adjustments_.add_to_package();
    }

private:
    std::string_view why_not(const HandOff& hand_off, const Receipt& receipt) const {
        if (const auto why = beyond_advice(receipt); !why.empty()) return why;
        if (receipt.kind == HandOffKind::application) {
            return "a payment journal line cannot settle with an earlier payment";
        }
        if (receipt.other != 0) return "a part of it is not receivables";
        if (customer(hand_off).empty()) return "nobody is known who paid it";
        return {};
    }

    std::string_view customer(const HandOff& hand_off) const {
        const std::string_view known = writer_.customer(hand_off);
        return known.empty() ? writer_.names.setting("unidentified_customer") : known;
    }

    std::string company(const HandOff& hand_off) {
        return writer_.names.short_value("company", writer_.entity(hand_off), 4);  // DATAAREAID
    }

    std::string journal(const HandOff& hand_off) {
        return fmt::format("{}-{}", writer_.batch.name(), company(hand_off));
    }

    void put_line(const HandOff& hand_off, const Receipt& receipt) {
        const Payment& payment = hand_off.payment;
        CsvLine(lines_)
            .cell(company(hand_off))
            .cell(journal(hand_off))
            .number(hand_off.posting.number)
            .cell(writer_.names.setting("journal_name"))
            .cell(writer_.names.day(hand_off.posting.posting_date))
            .cell("Cust")
            .cell(customer(hand_off))
            .cell(writer_.amount(receipt.amount, hand_off))
            .cell(writer_.amount(0, hand_off))
            .cell(payment.currency.letters())
            .cell(writer_.names.setting("offset_account_type"))
            .cell(writer_.account(hand_off, GlRole::bank))
            .cell(writer_.names.method(word_of(payment.method)))
            .cell(payment.check_number.empty() ? payment.bank_reference : payment.check_number)
            .cell(payment.payment)
            .end();
        ++writer_.package.rows;
    }

    void put_item(const HandOff& hand_off, const ItemApplication& application) {
        const OpenItem& item = writer_.book.item(application.item);
        CsvLine(settled_)
            .cell(company(hand_off))
            .cell(journal(hand_off))
            .number(hand_off.posting.number)
            .cell(item.document)
            .cell(writer_.names.short_value("company", entity_name(writer_.book, item.entity), 4))
            .cell(item.due_date ? writer_.names.day(*item.due_date) : std::string(no_date))
            .cell(writer_.book.customer(item.customer).number)
            .cell(writer_.amount(application.cash, hand_off))
            .cell(writer_.amount(application.discount(), hand_off))
            .cell(writer_.book.key_of(application.item))
            .end();
        ++writer_.package.rows;
        for (const ItemAdjustment& each : application.adjustments) {
            if (!is_discount(each)) adjustments_.put(hand_off, application.item, each);
        }
    }

    PackageWriter& writer_;
    AdjustmentRows adjustments_;
    std::string lines_;
    std::string settled_;
};

}  // namespace

void write_d365(PackageWriter& writer) {
    D365Writer(writer).write();
}

}  // namespace tieout
