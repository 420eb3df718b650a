// Entries of camt: what the bank's code says of a movement, and what an entry must have.
#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

IntakeFile read_entry(const std::string& entry) {
    return read_text(
        "f",
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\">"
        "<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>M</MsgId></GrpHdr><Ntfctn><Id>N</Id><Acct><Id>"
        "<IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>\n<Ntry>" +
            entry + "</Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    );
}

const std::string amount = "<Amt Ccy=\"EUR\">3.00</Amt>";
const std::string credit = "<CdtDbtInd>CRDT</CdtDbtInd>";
const std::string day = "<BookgDt><Dt>2026-03-16</Dt></BookgDt>";

Payment coded(const std::string& family, const std::string& sub_family) {
    return taken(read_entry(
                     amount + credit + day + "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>" + family +
                     "</Cd><SubFmlyCd>" + sub_family + "</SubFmlyCd></Fmly></Domn></BkTxCd>"
                 ))
        .at(0);
}

TEST_CASE("the bank's code tells method, channel and kind of a movement", "[io][camt]") {
    CHECK(coded("RCDT", "ESCT").method == PaymentMethod::sepa);
    CHECK(coded("IDDT", "BBDD").method == PaymentMethod::sepa);
    CHECK(coded("IDDT", "ESDD").channel == Channel::direct_debit);
    CHECK(coded("RCHQ", "CCHQ").method == PaymentMethod::check);
    CHECK(coded("ICHQ", "CCHQ").method == PaymentMethod::check);
    CHECK(coded("RCDT", "XBCT").method == PaymentMethod::wire);
    CHECK(coded("RCDT", "FDTA").method == PaymentMethod::wire);
    CHECK(coded("CCRD", "POSC").method == PaymentMethod::card);
    CHECK(coded("MCRD", "POSP").channel == Channel::card);
    for (const char* lockbox : {"LBDB", "LBDP"})
        CHECK(coded("LBOX", lockbox).channel == Channel::lockbox);
    for (const char* sweep : {"ZABA", "SWEP", "TOPG", "DSBR"})
        CHECK(coded("ICDT", sweep).kind == MovementKind::sweep);
    for (const char* unpaid : {"RRTN", "UPDD", "UPCQ", "UPCT", "PRDD"})
        CHECK(coded("RCDT", unpaid).kind == MovementKind::returned);
    CHECK(coded("ICDT", "RPCR").kind == MovementKind::reversal);
    CHECK(coded("RCDT", "OTHR").kind == MovementKind::receipt);
    CHECK(coded("RCDT", "X").kind == MovementKind::receipt);
    // A sub-family of that name is no card and no check.
    CHECK(coded("OTHR", "CCRD").method == PaymentMethod::other);
    CHECK(coded("OTHR", "RCHQ").method == PaymentMethod::other);
}

TEST_CASE("what an entry must have is a fault at its line", "[io][camt]") {
    const std::vector<std::pair<std::string, std::string>> wrong{
        {credit + day, "F_AMOUNT"},
        {"<Amt Ccy=\"EUR\">-3.00</Amt>" + credit + day, "F_AMOUNT"},
        {"<Amt Ccy=\"EUR\">three</Amt>" + credit + day, "F_AMOUNT"},
        {"<Amt Ccy=\"XXQ\">3.00</Amt>" + credit + day, "F_CURRENCY"},
        {amount + day, "F_CAMT_SIDE"},
        {amount + "<CdtDbtInd>CREDIT</CdtDbtInd>" + day, "F_CAMT_SIDE"},
        {amount + credit, "F_DATE"},
        {amount + credit + "<BookgDt><Dt>2026-02-30</Dt></BookgDt>", "F_DATE"},
    };
    for (const auto& [entry, fault] : wrong) {
        INFO(entry);
        const IntakeFile file = read_entry(entry);
        check_sound(file);
        CHECK(taken(file).empty());
        REQUIRE_FALSE(file.faults.empty());
        CHECK(file.faults[0].fault == fault);
        CHECK(file.faults[0].place.line == 2);
    }
    // The account's currency stands for a missing one, the value date for a missing booking date.
    const IntakeFile filled =
        read_entry("<Amt>3.00</Amt>" + credit + "<ValDt><DtTm>2026-03-17T08:00:00Z</DtTm></ValDt>");
    CHECK(filled.faults.empty());
    CHECK(taken(filled).at(0).currency == *Currency::find("EUR"));
    CHECK(format_date(taken(filled).at(0).booking_date) == "2026-03-17");
}

TEST_CASE("transactions of an entry: zero, more stated, reversed, marked by 1", "[io][camt]") {
    const auto detail = [](const std::string& value, const std::string& more) {
        return "<TxDtls><Amt Ccy=\"EUR\">" + value + "</Amt>" + more + "</TxDtls>";
    };
    const auto details = [](const std::string& inner) {
        return "<NtryDtls><Btch><NbOfTxs>9</NbOfTxs></Btch>" + inner + "</NtryDtls>";
    };
    const std::string check = "<Refs><ChqNb>2041</ChqNb></Refs>";
    const IntakeFile zero =
        read_entry(amount + credit + day + details(detail("3.00", check) + detail("0.00", "")));
    CHECK(taken(zero).size() == 1);
    CHECK(taken(zero)[0].method == PaymentMethod::check);
    CHECK(has_warning(zero, "F_CAMT_ENTRY"));
    const IntakeFile wrong =
        read_entry(amount + credit + day + details(detail("-3.00", "") + detail("6.00", "")));
    CHECK(taken(wrong).size() == 1);
    CHECK(taken(wrong)[0].amount == 300);
    const IntakeFile none = read_entry("<Amt Ccy=\"EUR\">0.00</Amt>" + credit + day);
    CHECK(taken(none).empty());
    CHECK(has_warning(none, "F_CAMT_ENTRY"));
    const IntakeFile undone = read_entry(
        amount + credit + day + "<RvslInd>1</RvslInd>" +
        "<NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><RltdPties><Cdtr><Nm>Pia</Nm>"
        "</Cdtr></RltdPties></TxDtls></NtryDtls>"
    );
    CHECK(taken(undone).at(0).kind == MovementKind::reversal);
    CHECK(taken(undone).at(0).original == "E1");
    CHECK(taken(undone).at(0).payer_name == "Pia");
    // One of two returned: the sum is neither.
    const IntakeFile mixed = read_entry(
        amount + credit + day +
        "<NtryDtls><TxDtls><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls><TxDtls/></NtryDtls>"
    );
    CHECK(taken(mixed).at(0).kind == MovementKind::receipt);
    const std::string member =
        "<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>P</Nm></Dbtr><DbtrAcct><Id><Othr><Id>99</Id></Othr>"
        "</Id></DbtrAcct></RltdPties><RltdAgts><DbtrAgt><FinInstnId><ClrSysMmbId><MmbId>021000021"
        "</MmbId></ClrSysMmbId></FinInstnId></DbtrAgt></RltdAgts></TxDtls></NtryDtls>";
    CHECK(taken(read_entry(amount + credit + day + member)).at(0).payer_account == "021000021/99");
}

}  // namespace
}  // namespace tieout
