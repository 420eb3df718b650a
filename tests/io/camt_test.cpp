// camt messages: statements proved by their balances, entries split, references and free text.
#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

std::string statement_of(const std::string& closing, const std::string& entries) {
    return "<Document "
           "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt><GrpHdr>"
           "<MsgId>M</MsgId></GrpHdr><Stmt><Id>S</Id><Acct><Id><IBAN>DE89</IBAN></Id><Ccy>EUR</Ccy>"
           "</Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">10.00</Amt>"
           "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-16</Dt></Dt></Bal><Bal><Tp><CdOrPrtry>"
           "<Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">" +
           closing + "</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-16</Dt></Dt></Bal>" +
           entries + "</Stmt></BkToCstmrStmt></Document>";
}

std::string entry_of(const std::string& amount, const std::string& side, const std::string& rest) {
    return "<Ntry><Amt Ccy=\"EUR\">" + amount + "</Amt><CdtDbtInd>" + side +
           "</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-16T10:00:00</Dt></BookgDt>" + rest +
           "</Ntry>";
}

std::string details_of(const std::string& inner) {
    return "<NtryDtls>" + inner + "</NtryDtls>";
}

TEST_CASE("a statement is taken when its balances and booked entries agree", "[io][camt]") {
    const IntakeFile file = read_sample("camt053-2026-03-16.xml");
    check_sound(file);
    CHECK(file.format == "camt.053");
    CHECK(file.dialect == "camt.053.001.08");
    CHECK(file.faults.empty());
    REQUIRE(file.units.size() == 2);
    const Unit& unit = file.units[0];
    CHECK(unit.state == UnitState::taken);
    CHECK(*unit.opening_balance + taken_sum(file) == *unit.closing_balance);
    REQUIRE(unit.movements.size() == 5);
    CHECK(unit.movements[0].remittance.at(0).reference == "RF18539007547034");
    CHECK(unit.movements[0].remittance.at(0).net == Minor{119000});
    CHECK(unit.movements[0].trace == "HSB-4711");
    const RemittanceLine& discounted = unit.movements[1].remittance.at(0);
    CHECK(discounted.reference == "INV-20004");
    CHECK(discounted.gross == Minor{300000});
    CHECK(discounted.discount == 6000);
    CHECK(discounted.net == Minor{294000});
    CHECK(unit.movements[1].trace.empty());
    CHECK(unit.movements[2].role == LineRole::summary);
    CHECK(unit.movements[2].summary_items == 2);
    CHECK(unit.movements[4].kind == MovementKind::fee);
    CHECK(unit.movements[4].memo == "Kontofuehrung Maerz");
    CHECK(file.units[1].kind == "pending entries");
    CHECK(file.units[1].state == UnitState::not_cash);
    CHECK(file.units[1].reason.find("PDNG") != std::string::npos);
}

TEST_CASE("a notification gives the transactions of a batch", "[io][camt]") {
    const IntakeFile file = read_sample("camt054-2026-03-16.xml");
    check_sound(file);
    CHECK(file.format == "camt.054");
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 2);
    CHECK(payments[0].amount == 70000);
    CHECK(payments[0].memo == "Rechnung INV-20002");
    CHECK(payments[1].amount == 80000);
    CHECK(payments[1].batch == "NTF-20260316-1");
}

TEST_CASE("a closing balance that is a cent off quarantines the statement", "[io][camt]") {
    const IntakeFile file = read_sample("broken/camt053-closing-balance-wrong.xml");
    check_sound(file);
    CHECK(taken(file).empty());
    CHECK(file.faults.at(0).fault == "F_CAMT_BALANCE");
    CHECK(file.faults.at(0).place.line == 18);
}

TEST_CASE("an entry whose transactions do not add up stays one movement", "[io][camt]") {
    const std::string parts = details_of(
        "<TxDtls><Amt Ccy=\"EUR\">1.00</Amt></TxDtls><TxDtls><Amt Ccy=\"EUR\">2.00</Amt></TxDtls>"
    );
    const IntakeFile whole = read_text("f", statement_of("14.00", entry_of("4.00", "CRDT", parts)));
    CHECK(taken(whole).size() == 1);
    CHECK(has_warning(whole, "F_CAMT_ENTRY"));
    const IntakeFile split = read_text("f", statement_of("13.00", entry_of("3.00", "CRDT", parts)));
    CHECK(taken(split).size() == 2);
    CHECK(taken_sum(split) == 300);
}

TEST_CASE("a transaction against its entry's side lowers the sum", "[io][camt]") {
    const IntakeFile file = read_text(
        "f",
        statement_of(
            "13.00",
            entry_of(
                "3.00",
                "CRDT",
                details_of("<TxDtls><Amt Ccy=\"EUR\">5.00</Amt><CdtDbtInd>CRDT"
                           "</CdtDbtInd></TxDtls><TxDtls><Amt Ccy=\"EUR\">2.00</Amt>"
                           "<CdtDbtInd>DBIT</CdtDbtInd></TxDtls>")
            )
        )
    );
    check_sound(file);
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 2);
    CHECK_FALSE(payments[1].is_credit);
    CHECK(taken_sum(file) == 300);
}

TEST_CASE("a sum of several payers names none of them", "[io][camt]") {
    const auto detail = [](const std::string& name, const std::string& batch) {
        return "<NtryDtls><Btch><PmtInfId>" + batch +
               "</PmtInfId></Btch><TxDtls><Refs><EndToEndId>" + name + "</EndToEndId><PmtInfId>" +
               batch + "</PmtInfId></Refs><RltdPties><Dbtr><Nm>" + name +
               "</Nm></Dbtr></RltdPties></TxDtls></NtryDtls>";
    };
    const auto read = [&](const std::string& details) {
        return taken(read_text("f", statement_of("13.00", entry_of("3.00", "CRDT", details))))
            .at(0);
    };
    const Payment same = read(detail("Pia", "B1") + detail("Pia", "B1"));
    CHECK(same.payer_name == "Pia");
    CHECK(same.trace == "Pia");
    CHECK(same.batch == "B1");
    const Payment sum = read(detail("Pia", "B1") + detail("Rut", "B2") + detail("Pia", "B1"));
    CHECK(sum.amount == 300);
    CHECK(sum.payer_name.empty());
    CHECK(sum.trace.empty());
    CHECK(sum.batch.empty());
}

TEST_CASE("returns and reversals are told by what the bank marks", "[io][camt]") {
    const IntakeFile file = read_text(
        "f",
        statement_of(
            "5.00",
            entry_of(
                "3.00",
                "DBIT",
                details_of("<TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><RltdPties><Dbtr><Nm>"
                           "Payer</Nm></Dbtr></RltdPties><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
                           "</TxDtls>")
            ) + entry_of("2.00", "DBIT", "<RvslInd>true</RvslInd>")
        )
    );
    check_sound(file);
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 2);
    CHECK(payments[0].kind == MovementKind::returned);
    CHECK(payments[0].original == "E1");
    CHECK(payments[0].payer_name == "Payer");
    CHECK(payments[0].memo == "AC04");
    CHECK(payments[1].kind == MovementKind::reversal);
}

TEST_CASE(
    "the one party of a returned payment is named on whichever side it stands", "[io][camt]"
) {
    const auto returned = [](const std::string& account) {
        return taken(read_text(
            "f",
            statement_of(
                "7.00",
                entry_of(
                    "3.00",
                    "DBIT",
                    details_of(
                        "<TxDtls><RltdPties><Cdtr><Nm>Payer</Nm></Cdtr><CdtrAcct><Id><IBAN>" +
                        account +
                        "</IBAN></Id></CdtrAcct></RltdPties><RtrInf><Rsn><Cd>AC06"
                        "</Cd></Rsn></RtrInf></TxDtls>"
                    )
                )
            )
        ));
    };
    const std::vector<Payment> other = returned("NL46ABNA0499998748");
    REQUIRE(other.size() == 1);
    CHECK(other[0].kind == MovementKind::returned);
    CHECK(other[0].payer_name == "Payer");
    CHECK(other[0].payer_account == "NL46ABNA0499998748");
    const std::vector<Payment> ourselves = returned("DE89");
    REQUIRE(ourselves.size() == 1);
    CHECK(ourselves[0].payer_name.empty());
}

TEST_CASE("free text lines are joined without a blank only where a line is full", "[io][camt]") {
    const std::string full = "INV-" + std::string(133, '1') + "INV";
    const IntakeFile file = read_text(
        "f",
        statement_of(
            "13.00",
            entry_of(
                "3.00",
                "CRDT",
                details_of(
                    "<TxDtls><RmtInf><Ustrd>" + full +
                    "</Ustrd><Ustrd>-77</Ustrd><Ustrd>INV-8</Ustrd>"
                    "</RmtInf></TxDtls>"
                )
            )
        )
    );
    CHECK(taken(file).at(0).memo == full + "-77 INV-8");
}

TEST_CASE("several documents, credit notes and adjustments keep their sides", "[io][camt]") {
    const auto document =
        [](const std::string& type, const std::string& number, const std::string& amounts) {
            return "<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>" + type + "</Cd></CdOrPrtry></Tp><Nb>" +
                   number + "</Nb></RfrdDocInf><RfrdDocAmt>" + amounts + "</RfrdDocAmt></Strd>";
        };
    const IntakeFile file = read_text(
        "f",
        statement_of(
            "17.00",
            entry_of(
                "7.00",
                "CRDT",
                details_of(
                    "<TxDtls><RmtInf>" +
                    document(
                        "CINV",
                        "I1",
                        "<DuePyblAmt Ccy=\"EUR\">10.00</DuePyblAmt><AdjstmntAmtAndRsn>"
                        "<Amt Ccy=\"EUR\">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Rsn>"
                        "FRT</Rsn></AdjstmntAmtAndRsn><RmtdAmt Ccy=\"EUR\">9.00"
                        "</RmtdAmt>"
                    ) +
                    document("CREN", "C1", "<CdtNoteAmt Ccy=\"EUR\">2.00</CdtNoteAmt>") +
                    "</RmtInf></TxDtls>"
                )
            )
        )
    );
    check_sound(file);
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 1);
    REQUIRE(payments[0].remittance.size() == 2);
    CHECK(payments[0].remittance[0].deduction == 100);
    CHECK(payments[0].remittance[0].reason == "FRT");
    CHECK(payments[0].remittance[1].kind == RemittanceKind::credit);
    CHECK(payments[0].remittance[1].net == Minor{-200});
}

TEST_CASE("an interim balance stands for the opening or the closing one of a page", "[io][camt]") {
    std::string page = statement_of("13.00", entry_of("3.00", "CRDT", ""));
    page = replaced(replaced(page, "OPBD", "ITBD"), "CLBD", "ITBD");
    const IntakeFile file = read_text("f", page);
    CHECK(taken_sum(file) == 300);
    CHECK(file.units[0].controls.size() == 1);
    CHECK(taken(read_text(
                    "f",
                    replaced(
                        page,
                        "3.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>",
                        "3.01</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>"
                    )
                ))
              .empty());
}

TEST_CASE("an entry in another currency than the account quarantines the statement", "[io][camt]") {
    const std::string text =
        replaced(statement_of("13.00", entry_of("3.00", "CRDT", "")), "EUR\">3.00", "USD\">3.00");
    const IntakeFile file = read_text("f", text);
    check_sound(file);
    CHECK(taken(file).empty());
    CHECK(has_fault(file, "F_CAMT_CURRENCY"));
}

TEST_CASE("prefixes, missing namespaces and application headers do not matter", "[io][camt]") {
    const std::string plain = statement_of("13.00", entry_of("3.00", "CRDT", ""));
    std::string bare =
        replaced(plain, " xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"", "");
    CHECK(taken_sum(read_text("f", bare)) == 300);
    const std::string wrapped = "<Envelope><AppHdr><Fr>x</Fr></AppHdr>" + bare + "</Envelope>";
    CHECK(taken_sum(read_text("f", wrapped)) == 300);
    std::string prefixed;
    for (std::size_t i = 0; i < bare.size(); ++i) {
        prefixed += bare[i];
        if (bare[i] == '<') {
            if (bare[i + 1] == '/') prefixed += bare[++i];
            prefixed += "ns2:";
        }
    }
    prefixed = replaced(prefixed, "<ns2:Document", "<ns2:Document xmlns:ns2=\"urn:x\"");
    CHECK(taken_sum(read_text("f", prefixed)) == 300);
}

TEST_CASE("an intraday report is read and never cash", "[io][camt]") {
    std::string text = statement_of("13.00", entry_of("3.00", "CRDT", ""));
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"<BkToCstmrStmt>", "<BkToCstmrAcctRpt>"},
             {"</BkToCstmrStmt>", "</BkToCstmrAcctRpt>"},
             {"<Stmt>", "<Rpt>"},
             {"</Stmt>", "</Rpt>"}
         }) {
        text = replaced(text, from, to);
    }
    const IntakeFile file = read_text("f", text);
    check_sound(file);
    CHECK(file.format == "camt.052");
    CHECK(file.units.at(0).state == UnitState::not_cash);
    CHECK(file.units.at(0).reason == "intraday report");
    CHECK(file.units.at(0).movements.size() == 1);
}

TEST_CASE("a bank code of unpaid or returned money is a return without its mark", "[io][camt]") {
    const auto code = [](const char* part) {
        return std::string("<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>") + part +
               "</SubFmlyCd></Fmly></Domn></BkTxCd>";
    };
    const IntakeFile file = read_text(
        "f",
        statement_of(
            "13.00", entry_of("5.00", "CRDT", code("RRTN")) + entry_of("2.00", "DBIT", code("UPDD"))
        )
    );
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 2);
    CHECK(payments[0].kind == MovementKind::returned);
    CHECK(payments[1].kind == MovementKind::returned);
}

TEST_CASE("a summary of entries is a control, by side and in all", "[io][camt]") {
    const auto summary = [](const std::string& credits, const std::string& all) {
        return "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>" + all +
               "</Sum></TtlNtries><TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>" + credits +
               "</Sum></TtlCdtNtries></TxsSummry>" + entry_of("5.00", "CRDT", "") +
               entry_of("2.00", "DBIT", "");
    };
    for (const char* all : {"7.00", "3.00"}) {  // gross or net
        const IntakeFile file = read_text("f", statement_of("13.00", summary("5.00", all)));
        check_sound(file);
        CHECK(file.faults.empty());
        CHECK(file.units.at(0).controls.size() == 5);
        CHECK(taken_sum(file) == 300);
    }
    for (const auto& [credits, all] : {std::pair("5.01", "7.00"), std::pair("5.00", "7.01")}) {
        const IntakeFile file = read_text("f", statement_of("13.00", summary(credits, all)));
        check_sound(file);
        CHECK(has_fault(file, "F_CAMT_TOTAL"));
        CHECK(taken(file).empty());
    }
}

TEST_CASE("a statement that does not open where the one before closed is a warning", "[io][camt]") {
    const std::string one = statement_of("13.00", entry_of("3.00", "CRDT", ""));
    const std::size_t from = one.find("<Stmt>");
    const std::string again = one.substr(from, one.find("</BkToCstmrStmt>") - from);
    const IntakeFile broken =
        read_text("f", replaced(one, "</BkToCstmrStmt>", again + "</BkToCstmrStmt>"));
    check_sound(broken);
    CHECK(has_warning(broken, "F_CAMT_CHAIN"));
    CHECK(taken(broken).size() == 2);
    std::string next = replaced(again, ">13.00<", ">16.00<");
    next = replaced(next, ">10.00<", ">13.00<");
    const IntakeFile chained =
        read_text("f", replaced(one, "</BkToCstmrStmt>", next + "</BkToCstmrStmt>"));
    CHECK_FALSE(has_warning(chained, "F_CAMT_CHAIN"));
    CHECK(chained.faults.empty());
}

TEST_CASE("more decimals than the currency has are refused unless they are zeros", "[io][camt]") {
    CHECK(taken_sum(read_text("f", statement_of("13.00", entry_of("3.00000", "CRDT", "")))) == 300);
    const IntakeFile file = read_text("f", statement_of("13.00", entry_of("3.001", "CRDT", "")));
    check_sound(file);
    CHECK(taken(file).empty());
    CHECK(has_fault(file, "F_AMOUNT"));
}

}  // namespace
}  // namespace tieout
