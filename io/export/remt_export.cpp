// ISO 20022 remt.001.001.04, RemittanceAdvice: one RmtInf a posting, one Strd an item. What is left
// of the money stands as text. An advice cannot take money back: reversals go by hand.
#include <algorithm>

#include <fmt/format.h>

#include "io/export/package.h"
#include "io/export/xml_text.h"

namespace tieout {

namespace {

constexpr std::size_t text35 = 35;     // Max35Text
constexpr std::size_t reason_max = 4;  // ExternalAdjustmentReason
constexpr std::size_t free_text_max = 140;

class RemtWriter {
public:
    explicit RemtWriter(PackageWriter& writer) : writer_(writer) {}

    void write() {
        const ExportBatch& batch = writer_.batch;
        xml_.open("Document", {{"xmlns", "urn:iso:std:iso:20022:tech:xsd:remt.001.001.04"}});
        xml_.open("RmtAdvc");
        xml_.open("GrpHdr");
        xml_.leaf("MsgId", batch.name());
        xml_.leaf("CreDtTm", format_date(batch.day()) + "T00:00:00");
        xml_.path({"InitgPty", "Nm"}, writer_.names.setting("initiator"));
        xml_.close();
        for (const HandOff& each : batch.hand_offs) {
            writer_.names.begin(each.posting.number);
            const Receipt receipt = receipt_of(each);
            const std::string why = why_not(receipt);
            if (why.empty()) {
                put_advice(each, receipt);
                ++advices_;
            } else {
                writer_.by_hand(each, why);
            }
        }
        xml_.close();
        xml_.close();
        if (advices_ != 0) writer_.add("remt.001.xml", xml_.take());
    }

private:
    std::string why_not(const Receipt& receipt) const {
        if (const auto why = beyond_advice(receipt); !why.empty()) return std::string(why);
        for (const ItemApplication& each : receipt.items) {
            const OpenItem& item = writer_.book.item(each.item);
            if (item.document.size() > text35) return "a document number is longer than 35";
            if (writer_.book.key_of(each.item).size() > free_text_max)
                return "a key is longer than 140";
            if (each.cash < 0 && !item.is_credit()) return "an invoice is opened again";
        }
        return {};
    }

    void put_advice(const HandOff& hand_off, const Receipt& receipt) {
        const Payment& payment = hand_off.payment;
        xml_.open("RmtInf");
        xml_.leaf("RmtId", fmt::format("{}/{}", writer_.batch.consumer, hand_off.posting.number));
        put_rest(hand_off, "on account", receipt.on_account);
        put_rest(hand_off, "unapplied", receipt.unapplied);
        put_rest(hand_off, "unidentified", receipt.unidentified);
        put_rest(hand_off, "other", receipt.other);
        for (const ItemApplication& each : receipt.items)
            put_item(hand_off, each);
        xml_.open("OrgnlPmtInf");
        xml_.path({"Refs", "EndToEndId"}, end_to_end(payment));
        put_amount_in("Amt", "InstdAmt", receipt.amount, hand_off);
        xml_.path(
            {"ReqdExctnDt", "Dt"}, format_date(payment.value_date.value_or(payment.booking_date))
        );
        xml_.path({"Dbtr", "Nm"}, front_of(payment.payer_name, free_text_max));
        xml_.close();
        xml_.close();
    }

    static std::string_view end_to_end(const Payment& payment) {
        if (!payment.trace.empty() && payment.trace.size() <= text35) return payment.trace;
        if (payment.payment.size() <= text35) return payment.payment;
        return "NOTPROVIDED";
    }

    void put_rest(const HandOff& hand_off, std::string_view what, Minor value) {
        if (value == 0) return;
        ++writer_.package.rows;
        xml_.leaf(
            "Ustrd",
            fmt::format(
                "{} {} {}",
                what,
                writer_.amount(value, hand_off),
                hand_off.payment.currency.letters()
            )
        );
    }

    void put_amount(std::string_view name, Minor value, const HandOff& hand_off) {
        xml_.leaf(
            name, writer_.amount(value, hand_off), {{"Ccy", hand_off.payment.currency.letters()}}
        );
    }

    void put_amount_in(
        std::string_view outer, std::string_view name, Minor value, const HandOff& hand_off
    ) {
        xml_.open(outer);
        put_amount(name, value, hand_off);
        xml_.close();
    }

    void put_item(const HandOff& hand_off, const ItemApplication& application) {
        const OpenItem& item = writer_.book.item(application.item);
        ++writer_.package.rows;
        xml_.open("Strd");
        xml_.open("RfrdDocInf");
        xml_.path({"Tp", "CdOrPrtry", "Cd"}, item.is_credit() ? "CREN" : "CINV");
        xml_.leaf("Nb", item.document);
        xml_.leaf("RltdDt", format_date(item.invoice_date));
        xml_.close();
        xml_.open("RfrdDocAmt");
        if (!item.is_credit()) put_amount("DuePyblAmt", item.amount, hand_off);
        if (const Minor discount = application.discount(); discount != 0) {
            put_amount_in("DscntApldAmt", "Amt", discount, hand_off);
        }
        put_adjustments(hand_off, application);
        const Minor paid = application.cash < 0 ? -application.cash : application.cash;
        put_amount("RmtdAmt", paid, hand_off);
        xml_.close();
        const std::string key = writer_.book.key_of(application.item);
        if (key.size() <= text35) {
            xml_.open("CdtrRefInf");
            xml_.path({"Tp", "CdOrPrtry", "Prtry"}, "KEY");
            xml_.leaf("Ref", key);
            xml_.close();
        } else {
            xml_.leaf("AddtlRmtInf", key);
        }
        xml_.close();
    }

    void put_adjustments(const HandOff& hand_off, const ItemApplication& application) {
        for (const ItemAdjustment& each : application.adjustments) {
            if (is_discount(each)) continue;
            xml_.open("AdjstmntAmtAndRsn");
            put_amount("Amt", each.amount < 0 ? -each.amount : each.amount, hand_off);
            xml_.leaf("CdtDbtInd", each.amount < 0 ? "CRDT" : "DBIT");
            xml_.leaf("Rsn", writer_.names.short_value("reason", word_of(each.kind), reason_max));
            xml_.leaf("AddtlInf", word_of(each.kind));
            xml_.close();
        }
    }

    PackageWriter& writer_;
    XmlText xml_;
    std::uint64_t advices_ = 0;
};

}  // namespace

void write_remt001(PackageWriter& writer) {
    RemtWriter(writer).write();
}

}  // namespace tieout
