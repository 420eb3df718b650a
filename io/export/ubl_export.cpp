// UBL 2.1 RemittanceAdvice (OASIS, docs.oasis-open.org/ubl/os-UBL-2.1): one document a posting, all
// in one zip. Lines on debit documents are debit lines, consumed credits credit lines; total
// payment = debit lines - credit lines. An advice cannot take money back: reversals go by hand.
#include <fmt/format.h>

#include "engine/check.h"
#include "io/containers/zip_file.h"
#include "io/export/package.h"
#include "io/export/xml_text.h"

namespace tieout {

namespace {

constexpr std::string_view document_ns =
    "urn:oasis:names:specification:ubl:schema:xsd:RemittanceAdvice-2";
constexpr std::string_view aggregate_ns =
    "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
constexpr std::string_view basic_ns =
    "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

// One line of an advice: an item, or what is left of the money.
struct AdviceLine {
    Minor amount = 0;  // negative: a credit line
    std::string_view purpose;
    const ItemApplication* application = nullptr;
};

class UblDocument {
public:
    UblDocument(PackageWriter& writer, const HandOff& hand_off, const Receipt& receipt)
        : writer_(writer), hand_off_(hand_off), receipt_(receipt) {
        for (const ItemApplication& each : receipt.items)
            lines_.push_back({each.cash, "item", &each});
        const auto rest = [&](std::string_view purpose, Minor amount) {
            if (amount != 0) lines_.push_back({amount, purpose, nullptr});
        };
        rest("on_account", receipt.on_account);
        rest("unapplied", receipt.unapplied);
        rest("unidentified", receipt.unidentified);
        rest("other", receipt.other);
    }

    bool is_empty() const { return lines_.empty(); }

    std::string write() {
        Minor debits = 0;
        Minor credits = 0;
        for (const AdviceLine& each : lines_)
            (each.amount < 0 ? credits : debits) += each.amount < 0 ? -each.amount : each.amount;
        check(debits - credits == receipt_.amount, "the lines of an advice add up to its payment");
        const Payment& payment = hand_off_.payment;
        xml_.open(
            "RemittanceAdvice",
            {{"xmlns", document_ns}, {"xmlns:cac", aggregate_ns}, {"xmlns:cbc", basic_ns}}
        );
        xml_.leaf("cbc:UBLVersionID", "2.1");
        xml_.leaf("cbc:CustomizationID", writer_.names.setting("customization"));
        xml_.leaf("cbc:ID", fmt::format("{}-{}", writer_.batch.consumer, hand_off_.posting.number));
        xml_.leaf("cbc:IssueDate", format_date(hand_off_.posting.posting_date));
        xml_.leaf("cbc:Note", word_of(receipt_.kind));
        xml_.leaf("cbc:DocumentCurrencyCode", payment.currency.letters());
        put_amount("cbc:TotalDebitAmount", debits);
        put_amount("cbc:TotalCreditAmount", credits);
        put_amount("cbc:TotalPaymentAmount", receipt_.amount);
        xml_.leaf("cbc:PaymentOrderReference", payment.trace);
        xml_.leaf("cbc:PayerReference", payment.bank_reference);
        xml_.leaf("cbc:LineCountNumeric", fmt::format("{}", lines_.size()));
        put_party("cac:AccountingCustomerParty", writer_.customer(hand_off_), payment.payer_name);
        put_party(
            "cac:AccountingSupplierParty", writer_.names.entity(writer_.entity(hand_off_)), {}
        );
        xml_.open("cac:PaymentMeans");
        xml_.leaf("cbc:PaymentMeansCode", writer_.names.method(word_of(payment.method)));
        xml_.leaf(
            "cbc:PaymentDueDate", format_date(payment.value_date.value_or(payment.booking_date))
        );
        xml_.leaf("cbc:PaymentID", payment.payment);
        xml_.close();
        for (std::size_t i = 0; i < lines_.size(); ++i)
            put_line(i + 1, lines_[i]);
        writer_.package.rows += lines_.size();
        xml_.close();
        return xml_.take();
    }

private:
    void put_amount(std::string_view name, Minor value) {
        const std::string_view letters = hand_off_.payment.currency.letters();
        xml_.leaf(name, writer_.amount(value, hand_off_), {{"currencyID", letters}});
    }

    void put_party(std::string_view role, std::string_view number, std::string_view name) {
        xml_.open(role);
        xml_.open("cac:Party");
        xml_.path({"cac:PartyIdentification", "cbc:ID"}, number);
        xml_.path({"cac:PartyName", "cbc:Name"}, name);
        xml_.close();
        xml_.close();
    }

    void put_line(std::size_t number, const AdviceLine& line) {
        xml_.open("cac:RemittanceAdviceLine");
        xml_.leaf("cbc:ID", fmt::format("{}", number));
        if (line.application != nullptr) put_adjustments(*line.application);
        if (line.amount >= 0) put_amount("cbc:DebitLineAmount", line.amount);
        if (line.amount < 0) put_amount("cbc:CreditLineAmount", -line.amount);
        xml_.leaf("cbc:PaymentPurposeCode", line.purpose);
        if (line.application != nullptr) put_document(line.application->item);
        xml_.close();
    }

    // "earned_discount 2.00 EUR, reason D01": adjustments have no amount of their own in a line.
    void put_adjustments(const ItemApplication& application) {
        for (const ItemAdjustment& each : application.adjustments) {
            xml_.leaf(
                "cbc:Note",
                fmt::format(
                    "{} {} {}, reason {}",
                    word_of(each.kind),
                    writer_.amount(each.amount, hand_off_),
                    hand_off_.payment.currency.letters(),
                    writer_.names.reason(word_of(each.kind))
                )
            );
        }
    }

    void put_document(ItemNo no) {
        const OpenItem& item = writer_.book.item(no);
        xml_.leaf("cbc:InvoicingPartyReference", writer_.book.key_of(no));
        xml_.open("cac:BillingReference");
        xml_.open(
            item.is_credit() ? "cac:CreditNoteDocumentReference" : "cac:InvoiceDocumentReference"
        );
        xml_.leaf("cbc:ID", item.document);
        xml_.leaf("cbc:IssueDate", format_date(item.invoice_date));
        xml_.close();
        xml_.close();
    }

    PackageWriter& writer_;
    const HandOff& hand_off_;
    const Receipt& receipt_;
    std::vector<AdviceLine> lines_;
    XmlText xml_;
};

}  // namespace

void write_ubl(PackageWriter& writer) {
    std::vector<ZipEntry> entries;
    for (const HandOff& each : writer.batch.hand_offs) {
        writer.names.begin(each.posting.number);
        const Receipt receipt = receipt_of(each);
        UblDocument document(writer, each, receipt);
        if (const auto why = beyond_advice(receipt); !why.empty()) {
            writer.by_hand(each, why);
        } else if (document.is_empty()) {
            writer.by_hand(each, "an advice has at least one line");
        } else {
            entries.push_back({fmt::format("posting-{}.xml", each.posting.number), document.write()}
            );
        }
    }
    if (!entries.empty()) writer.add("remittance-advices.zip", zip_file(entries));
}

}  // namespace tieout
