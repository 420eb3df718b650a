// SAP, IDoc of message type REMADV and basic type PEXR2002 as XML: one IDoc a posting. Segments as
// public schemas of PEXR2002 give them: EDI_DC40, E1IDKU1 (advice), E1EDK03 (date), E1EDK02 (own
// number), E1EDKA1 (payer), E1IDKU5 (total), then for each item E1IDPU1 with E1IDPU5 (006 net, 003
// discount), E1EDP03 (invoice date), E1EDP02 (009 printed number, 010 the ERP's key) and E1IDPU2
// (reason of a difference). What is left stays on account there. Reversals go by hand.
#include <fmt/format.h>

#include "io/export/package.h"
#include "io/export/xml_text.h"

namespace tieout {

namespace {

constexpr std::size_t number_max = 35;  // BGMREF, DOCNUMMR, BELNR
constexpr std::size_t reason_max = 3;   // AJTGRUND
constexpr std::string_view segment = "SEGMENT";

std::string compact(Date day) {
    std::string text = format_date(day);
    std::erase(text, '-');
    return text;
}

class SapWriter {
public:
    explicit SapWriter(PackageWriter& writer)
        : writer_(writer), created_(compact(writer.batch.day())) {}

    void write() {
        xml_.open("PEXR2002");
        std::uint64_t advices = 0;
        for (const HandOff& each : writer_.batch.hand_offs) {
            writer_.names.begin(each.posting.number);
            const Receipt receipt = receipt_of(each);
            const std::string_view why = why_not(each, receipt);
            if (!why.empty()) {
                writer_.by_hand(each, why);
                continue;
            }
            put_idoc(each, receipt);
            ++advices;
        }
        xml_.close();
        if (advices != 0) writer_.add("remadv.xml", xml_.take());
    }

private:
    std::string_view why_not(const HandOff& hand_off, const Receipt& receipt) const {
        if (const auto why = beyond_advice(receipt); !why.empty()) return why;
        if (receipt.other != 0) return "a part of it is not receivables";
        if (customer(hand_off).empty()) return "nobody is known who paid it";
        for (const ItemApplication& each : receipt.items) {
            const OpenItem& item = writer_.book.item(each.item);
            const bool is_long = item.document.size() > number_max ||
                                 writer_.book.key_of(each.item).size() > number_max;
            if (is_long) return "a document number or key is longer than 35";
            if ((each.cash < 0) != item.is_credit() && each.cash != 0) return "an item grows";
        }
        return {};
    }

    std::string_view customer(const HandOff& hand_off) const {
        const std::string_view known = writer_.customer(hand_off);
        return known.empty() ? writer_.names.setting("unidentified_customer") : known;
    }

    void open(std::string_view name) { xml_.open(name, {{segment, "1"}}); }

    void put_idoc(const HandOff& hand_off, const Receipt& receipt) {
        xml_.open("IDOC", {{"BEGIN", "1"}});
        put_control(hand_off);
        const std::string reference =
            fmt::format("{}-{}", writer_.batch.consumer, hand_off.posting.number);
        open("E1IDKU1");
        xml_.leaf("BGMTYP", "481");  // UN/EDIFACT 1001: remittance advice
        xml_.leaf("BGMREF", reference);
        xml_.close();
        put_date("E1EDK03", "012", hand_off.posting.posting_date);
        const Payment& payment = hand_off.payment;
        put_date("E1EDK03", "017", payment.value_date.value_or(payment.booking_date));
        open("E1EDK02");
        xml_.leaf("QUALF", "010");
        xml_.leaf("BELNR", front_of(payment.payment, number_max));
        xml_.close();
        put_parties(hand_off);
        put_amount("E1IDKU5", "002", receipt.amount, hand_off);
        for (const ItemApplication& each : receipt.items)
            put_item(hand_off, each);
        xml_.close();
    }

    void put_control(const HandOff& hand_off) {
        const MappedNames& names = writer_.names;
        open("EDI_DC40");
        xml_.leaf("TABNAM", "EDI_DC40");
        xml_.leaf("MANDT", names.setting("client"));
        xml_.leaf("DOCNUM", fmt::format("{:016}", hand_off.posting.number));
        xml_.leaf("DIRECT", "2");
        xml_.leaf("IDOCTYP", "PEXR2002");
        xml_.leaf("MESTYP", "REMADV");
        xml_.leaf("SNDPOR", names.setting("sender_port"));
        xml_.leaf("SNDPRT", "LS");
        xml_.leaf("SNDPRN", names.setting("sender_partner"));
        xml_.leaf("RCVPOR", names.setting("receiver_port"));
        xml_.leaf("RCVPRT", "LS");
        xml_.leaf("RCVPRN", names.setting("receiver_partner"));
        xml_.leaf("CREDAT", created_);
        xml_.leaf("CRETIM", "000000");
        xml_.close();
    }

    void put_parties(const HandOff& hand_off) {
        open("E1EDKA1");
        xml_.leaf("PARVW", "AG");  // who pays
        xml_.leaf("PARTN", customer(hand_off));
        xml_.leaf("NAME1", front_of(hand_off.payment.payer_name, number_max));
        xml_.close();
        open("E1EDKA1");
        xml_.leaf("PARVW", "BE");  // who is paid
        xml_.leaf("PARTN", writer_.names.short_value("company", writer_.entity(hand_off), 4));
        xml_.close();
    }

    void put_date(std::string_view name, std::string_view qualifier, Date day) {
        open(name);
        xml_.leaf("IDDAT", qualifier);
        xml_.leaf("DATUM", compact(day));
        xml_.close();
    }

    // The sign of an amount stands behind it.
    void put_amount(
        std::string_view name, std::string_view qualifier, Minor value, const HandOff& hand_off
    ) {
        open(name);
        xml_.leaf("MOAQUAL", qualifier);
        const Minor size = value < 0 ? -value : value;
        xml_.leaf("MOABETR", writer_.amount(size, hand_off) + (value < 0 ? "-" : ""));
        xml_.leaf("CUXWAERZ", hand_off.payment.currency.letters());
        xml_.close();
    }

    void put_item(const HandOff& hand_off, const ItemApplication& application) {
        const OpenItem& item = writer_.book.item(application.item);
        open("E1IDPU1");
        xml_.leaf("DOCNAME", item.is_credit() ? "CRM" : "INV");
        xml_.leaf("DOCNUMMR", item.document);
        const Minor net = item.is_credit() ? -application.cash : application.cash;
        put_amount("E1IDPU5", "006", net, hand_off);
        if (const Minor discount = application.discount(); discount != 0) {
            put_amount("E1IDPU5", "003", discount, hand_off);
        }
        const Minor difference = application.adjusted() - application.discount();
        const std::string& qualifier = writer_.names.setting("adjustment_qualifier");
        if (difference != 0) put_amount("E1IDPU5", qualifier, difference, hand_off);
        if (item.invoice_date) put_date("E1EDP03", "016", *item.invoice_date);
        put_number("009", item.document);
        put_number("010", writer_.book.key_of(application.item));
        for (const ItemAdjustment& each : application.adjustments) {
            if (is_discount(each)) continue;
            open("E1IDPU2");
            xml_.leaf(
                "AJTGRUND", writer_.names.short_value("reason", word_of(each.kind), reason_max)
            );
            xml_.close();
        }
        xml_.close();
        ++writer_.package.rows;
    }

    void put_number(std::string_view qualifier, std::string_view number) {
        open("E1EDP02");
        xml_.leaf("QUALF", qualifier);
        xml_.leaf("BELNR", number);
        xml_.close();
    }

    PackageWriter& writer_;
    std::string created_;  // by the package's own day
    XmlText xml_;
};

}  // namespace

void write_sap_remadv(PackageWriter& writer) {
    SapWriter(writer).write();
}

}  // namespace tieout
