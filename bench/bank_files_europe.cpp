// Makes files of European banks, of any size.
#include "bench/bank_files.h"
#include "bench/made.h"

namespace tieout {

BankFile make_mt940(std::size_t bytes) {
    BankFile file;
    Made made;
    std::string& text = file.text;
    constexpr int entries = 400;
    for (std::size_t statement = 1; text.size() < bytes; ++statement) {
        put(text,
            ":20:STARTUMS\r\n:25:37040044/05320{:05}\r\n:28C:{:05}/00001\r\n"
            ":60F:C260313EUR10000,00\r\n",
            statement,
            statement % 400 + 1);
        WideMinor closing = 1'000'000;
        for (int i = 0; i < entries; ++i) {
            const Minor cents = made.amount();
            add(file, cents);
            closing += cents;
            const std::size_t number = file.movements;
            put(text,
                ":61:2603160316CR{}NTRFNONREF//B260316{:08}\r\n:86:",
                with_mark(cents, ','),
                number);
            const std::string purpose = fmt::format(
                "166?00GUTSCHRIFT?109310?20EREF+HSB-{:07}?21SVWZ+Rechnung INV-{:07}?22 und "
                "INV-{:07}"
                " vom 01.03.?23 ohne Abzug?30DEUTDEFF500?31DE7551210800{:010}?32{}",
                number,
                number,
                number + 3,
                made.below(90'000),
                made.company()
            );
            for (std::size_t at = 0; at < purpose.size(); at += 65)
                put(text, "{}\r\n", purpose.substr(at, 65));
        }
        put(text, ":62F:C260316EUR{}\r\n-\r\n", with_mark(closing, ','));
        ++file.units;
    }
    return file;
}

BankFile make_camt(std::size_t bytes) {
    BankFile file;
    Made made;
    std::string& text = file.text;
    constexpr int entries = 800;
    const auto balance = [](const char* code, WideMinor cents) {
        return fmt::format(
            "<Bal><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}</Amt>"
            "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-16</Dt></Dt></Bal>\n",
            code,
            with_mark(cents, '.')
        );
    };
    text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document "
        "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>"
        "STMT-1</MsgId></GrpHdr>\n";
    for (std::size_t statement = 1; text.size() < bytes; ++statement) {
        std::string body;
        WideMinor closing = 0;
        for (int i = 0; i < entries; ++i) {
            const Minor cents = made.amount();
            add(file, cents);
            closing += cents;
            put(body,
                "<Ntry><Amt "
                "Ccy=\"EUR\">{0}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
                "<BookgDt><Dt>2026-03-16</Dt></BookgDt><ValDt><Dt>2026-03-16</Dt></ValDt>"
                "<AcctSvcrRef>BK{1}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>"
                "<SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs>"
                "<EndToEndId>E{1}</EndToEndId></Refs><Amt Ccy=\"EUR\">{0}</Amt><RltdPties><Dbtr>"
                "<Pty><Nm>{2}</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE021203000000{3:08}</IBAN></Id>"
                "</DbtrAcct></RltdPties><RmtInf><Ustrd>Rechnung INV-{1} &amp; "
                "INV-{4}</Ustrd></RmtInf>"
                "</TxDtls></NtryDtls></Ntry>\n",
                with_mark(cents, '.'),
                file.movements,
                made.company(),
                made.below(5000),
                file.movements + 3);
        }
        put(text,
            "<Stmt><Id>S{0}</Id><Acct><Id><IBAN>DE8937040044{0:010}</IBAN></Id><Ccy>EUR</Ccy></"
            "Acct>\n"
            "{1}{2}{3}</Stmt>\n",
            statement,
            balance("OPBD", 0),
            balance("CLBD", closing),
            body);
        ++file.units;
    }
    text += "</BkToCstmrStmt></Document>\n";
    return file;
}

BankFile make_coda(std::size_t bytes) {
    BankFile file;
    Made made;
    std::string& text = file.text;
    constexpr int entries = 500;
    const auto line = [&](const Columns& record) { text += record.text() + '\n'; };
    for (std::size_t statement = 0; text.size() < bytes; ++statement) {
        const std::string account = fmt::format("BE6853900{:07}", statement % 10'000'000);
        const std::string number = fmt::format("{:03}", statement % 366 + 1);
        line(Columns(128)
                 .at(1, "0000016032672505")
                 .at(25, "00163001")
                 .at(35, "HARBOR SUPPLY CO")
                 .at(61, "KREDBEBB")
                 .at(72, "00403019261 00000")
                 .at(128, "2"));
        line(Columns(128)
                 .at(1, "12" + number + account)
                 .at(40, "EUR")
                 .at(43, "0000000010000000130326")
                 .at(65, "HARBOR SUPPLY CO")
                 .at(91, "BUSINESS ACCOUNT")
                 .at(126, number));
        WideMinor credits = 0;
        for (int i = 1; i <= entries; ++i) {
            const Minor cents = made.amount();
            add(file, cents);
            credits += cents;
            const std::string front = fmt::format("{:04}0000", i);
            line(Columns(128)
                     .at(1, "21" + front + fmt::format("BANKREF{:09}", file.movements))
                     .at(32, fmt::format("0{:015}160326001500000", cents * 10))
                     .at(63,
                         fmt::format(
                             "INVOICES INV-{:07} AND INV-{:07}", file.movements, file.movements + 3
                         ))
                     .at(116, "160326" + number + "01 0"));
            line(Columns(128)
                     .at(1, "22" + front)
                     .at(64, fmt::format("E2E-{:07}", file.movements))
                     .at(99, "GEBABEBB")
                     .at(126, "1 0"));
            line(Columns(128)
                     .at(1, "23" + front + fmt::format("BE71096{:09}", made.below(5000)))
                     .at(48, made.company())
                     .at(126, "0 0"));
        }
        line(Columns(128)
                 .at(1, "8" + number + account)
                 .at(39, "EUR")
                 .at(42, fmt::format("0{:015}160326", whole(credits + 1'000'000) * 10))
                 .at(128, "0"));
        line(Columns(128)
                 .at(1, "9")
                 .at(17, fmt::format("{:06}{:015}{:014}0", 3 * entries + 2, 0, whole(credits)))
                 .at(128, "1"));
        ++file.units;
    }
    text[text.size() - 2] = '2';  // the last trailer says that nothing follows
    return file;
}

BankFile make_cfonb(std::size_t bytes) {
    BankFile file;
    Made made;
    std::string& text = file.text;
    constexpr int entries = 500;
    constexpr std::string_view plus = "{ABCDEFGHI";
    const auto amount = [&](WideMinor cents) {
        return fmt::format(
            "{:013}{}", whole(cents / 10), plus[static_cast<std::size_t>(cents % 10)]
        );
    };
    const auto line = [&](const Columns& record) { text += record.text() + '\n'; };
    for (std::size_t statement = 0; text.size() < bytes; ++statement) {
        const std::string account = fmt::format("0001{:07}", statement % 10'000'000);
        const auto record = [&](std::string_view code) {
            return Columns(120)
                .at(1, code)
                .at(3, "30004")
                .at(12, "00821")
                .at(17, "EUR2")
                .at(22, account)
                .at(35, "160326");
        };
        WideMinor balance = 100'000;
        line(record("01").at(91, amount(balance)));
        for (int i = 0; i < entries; ++i) {
            const Minor cents = made.amount();
            add(file, cents);
            balance += cents;
            const std::size_t number = file.movements;
            line(record("04")
                     .at(8, "0001")
                     .at(33, "05")
                     .at(43, "160326")
                     .at(49, fmt::format("VIR SEPA {}", made.company()))
                     .at(82, fmt::format("{:07}", number % 10'000'000))
                     .at(91, amount(cents))
                     .at(105, fmt::format("IVIR{:07}", number)));
            const auto more = [&](std::string_view words) {
                line(record("05").at(8, "0001").at(33, "05").at(46, words));
            };
            more(fmt::format("NPY{}", made.company()));
            more(fmt::format("LCCREGLEMENT FACTURES INV-{:07} ET INV-{:07}", number, number + 3));
            more(fmt::format("RCNE2E-{:07}", number));
        }
        line(record("07").at(91, amount(balance)));
        ++file.units;
    }
    return file;
}

BankFile make_edifact(std::size_t bytes) {
    BankFile file;
    Made made;
    std::string& text = file.text;
    text = "UNA:+,? '\nUNB+UNOC:2+5790000243440:14+5798000016446:14+260316:0700+151014U1'\n";
    constexpr int postings = 40;
    constexpr int payments = 20;
    std::size_t messages = 0;
    while (text.size() < bytes) {
        put(text,
            "UNH+{}+CREMUL:D:96A:UN'\nBGM+X1+2026{:012}'\nDTM+137:20260316:102'\n",
            ++messages,
            messages);
        std::uint64_t segments = 3;
        for (int posting = 1; posting <= postings; ++posting) {
            std::string body;
            WideMinor total = 0;
            for (int i = 1; i <= payments; ++i) {
                const Minor cents = made.amount();
                add(file, cents);
                total += cents;
                put(body,
                    "SEQ++{}'\nRFF+CR:INV-{:07}'\nMOA+98:{}:DKK'\nNAD+OY+++{}'\n",
                    i,
                    file.movements,
                    with_mark(cents, ','),
                    made.company());
            }
            put(text,
                "LIN+{}'\nDTM+202:20260316:102'\nDTM+209:20260317:102'\nBUS++DO++IBK'\n"
                "MOA+60:{}:DKK'\nRFF+ACK:{:010}'\nFII+BF+DK5000400440116243'\n{}",
                posting,
                with_mark(total, ','),
                file.units,
                body);
            segments += 7 + 4 * payments;
            ++file.units;
        }
        put(text, "CNT+LI:{}'\nUNT+{}+{}'\n", postings, segments + 2, messages);
    }
    put(text, "UNZ+{}+151014U1'\n", messages);
    return file;
}

}  // namespace tieout
