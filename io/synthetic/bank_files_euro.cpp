// Files of European banks: camt.053, MT940 and a CSV export with a running balance.
#include <algorithm>

#include <fmt/format.h>

#include "io/synthetic/bank_files.h"

namespace tieout {

namespace {

template <class... Values>
void put_to(std::string& text, fmt::format_string<Values...> shape, Values&&... values) {
    fmt::format_to(std::back_inserter(text), shape, std::forward<Values>(values)...);
}

bool is_debit(const MadePayment& payment) {
    return payment.kind != MovementKind::receipt;
}

std::string xml_text(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        switch (letter) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            default: out += letter;
        }
    }
    return out;
}

void put_balance(std::string& text, const char* code, Minor balance, Date day) {
    put_to(
        text,
        "<Bal><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}</Amt><CdtDbtInd>{}"
        "</CdtDbtInd><Dt><Dt>{}</Dt></Dt></Bal>\n",
        code,
        with_mark(balance < 0 ? -balance : balance, '.'),
        balance < 0 ? "DBIT" : "CRDT",
        format_date(day)
    );
}

void put_line(std::string& text, const MadeBook& book, const MadeLine& line) {
    const bool is_credit = book.items[line.item].kind == ItemKind::credit_memo;
    const auto amount = [&](const char* name, Minor value) {
        put_to(text, "<{0} Ccy=\"EUR\">{1}</{0}>", name, with_mark(value, '.'));
    };
    put_to(
        text,
        "<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>{}</Cd></CdOrPrtry></Tp><Nb>{}</Nb></RfrdDocInf>"
        "<RfrdDocAmt>",
        is_credit ? "CREN" : "CINV",
        xml_text(line.shown)
    );
    if (is_credit) {
        amount("CdtNoteAmt", -line.net);
    } else {
        const Minor named = line.reason.empty() ? 0 : line.deduction;
        amount("DuePyblAmt", line.net + line.discount + named);
        if (line.discount > 0) {
            text += "<DscntApldAmt>";
            amount("Amt", line.discount);
            text += "</DscntApldAmt>";
        }
        if (named > 0) {
            text += "<AdjstmntAmtAndRsn>";
            amount("Amt", named);
            put_to(
                text, "<CdtDbtInd>DBIT</CdtDbtInd><Rsn>{}</Rsn></AdjstmntAmtAndRsn>", line.reason
            );
        }
        amount("RmtdAmt", line.net);
    }
    text += "</RfrdDocAmt></Strd>";
}

// Bank transaction codes of ISO 20022: a transfer received, one that came back, charges.
std::string_view camt_code(const MadePayment& payment) {
    switch (payment.kind) {
        case MovementKind::fee:
            return "<Domn><Cd>PMNT</Cd><Fmly><Cd>MDOP</Cd><SubFmlyCd>CHRG</SubFmlyCd></Fmly></"
                   "Domn>";
        case MovementKind::returned:
            return "<Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></"
                   "Domn>";
        default:
            return "<Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></"
                   "Domn>";
    }
}

void put_camt_entry(std::string& text, const MadeBook& book, const MadePayment& payment) {
    const std::string amount = with_mark(payment.amount, '.');
    const std::string_view side = is_debit(payment) ? "DBIT" : "CRDT";
    const std::string day = format_date(payment.day);
    put_to(
        text,
        "<Ntry><Amt Ccy=\"EUR\">{0}</Amt><CdtDbtInd>{1}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        "<BookgDt><Dt>{2}</Dt></BookgDt><ValDt><Dt>{2}</Dt></ValDt><AcctSvcrRef>{3}</AcctSvcrRef>"
        "<BkTxCd>{4}</BkTxCd>",
        amount,
        side,
        day,
        payment.reference,
        camt_code(payment)
    );
    if (payment.kind == MovementKind::fee) {
        put_to(text, "<AddtlNtryInf>{}</AddtlNtryInf></Ntry>\n", payment.memo);
        return;
    }
    put_to(
        text,
        "<NtryDtls><TxDtls><Refs><EndToEndId>{}</EndToEndId></Refs><Amt Ccy=\"EUR\">{}</Amt>"
        "<CdtDbtInd>{}</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>{}</Nm></Pty></Dbtr><DbtrAcct><Id>"
        "<IBAN>{}</IBAN></Id></DbtrAcct></RltdPties>",
        payment.trace.empty() ? "NOTPROVIDED" : payment.trace,
        amount,
        side,
        xml_text(payment.name),
        payment.account
    );
    if (payment.kind == MovementKind::returned) {
        text += "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>";
    } else if (payment.has_lines) {
        text += "<RmtInf>";
        for (const MadeLine& line : payment.lines)
            put_line(text, book, line);
        text += "</RmtInf>";
    } else if (!payment.memo.empty()) {
        put_to(text, "<RmtInf><Ustrd>{}</Ustrd></RmtInf>", xml_text(payment.memo));
    }
    text += "</TxDtls></NtryDtls></Ntry>\n";
}

// The letters of SWIFT's set x that a name or a text may have, others as a blank.
std::string swift_text(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        const bool is_fit = (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z') ||
                            (letter >= 'a' && letter <= 'z') ||
                            std::string_view("/-:().,'+ #").find(letter) != std::string_view::npos;
        if (byte < 0x80) out += is_fit ? letter : ' ';
    }
    return out;
}

// Subfields ?20 to ?29 and ?60 to ?63 of 27 letters each, as German banks part a text.
void put_purpose(std::string& text, std::string_view words) {
    constexpr std::size_t piece = 27;
    int field = 20;
    while (!words.empty()) {
        put_to(text, "?{}{}", field, words.substr(0, piece));
        words.remove_prefix(std::min(piece, words.size()));
        field = field == 29 ? 60 : field + 1;
    }
}

std::string mt940_purpose(const MadePayment& payment) {
    if (payment.kind == MovementKind::fee) return "805?00ENTGELTABSCHLUSS?20" + payment.memo;
    std::string text = "166?00GUTSCHRIFT?109310";
    std::string words;
    if (!payment.trace.empty()) words = "EREF+" + payment.trace;
    words.resize((words.size() + 26) / 27 * 27, ' ');
    if (!payment.memo.empty()) words += "SVWZ+" + swift_text(payment.memo);
    put_purpose(text, words);
    const std::string name = swift_text(payment.name);
    put_to(text, "?31{}?32{}", payment.account, name.substr(0, 27));
    if (name.size() > 27) put_to(text, "?33{}", name.substr(27, 27));
    return text;
}

}  // namespace

MadeFile write_camt(const MadeBook& book, MadePayments payments, OurMadeAccount& account) {
    MadeFile file{"camt053.xml", {}, {payments.begin(), payments.end()}};
    std::string& text = file.text;
    text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document "
        "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\n";
    put_to(
        text,
        "<GrpHdr><MsgId>STMT-{0}</MsgId><CreDtTm>{1}T22:10:00+01:00</CreDtTm></GrpHdr>\n",
        account.statements + 1,
        format_date(book.payments[payments.back()].day)
    );
    each_day(book, payments, [&](Date day, MadePayments today) {
        ++account.statements;
        put_to(
            text,
            "<Stmt><Id>{0}-{1}</Id><ElctrncSeqNb>{1}</ElctrncSeqNb><Acct><Id><IBAN>{0}</IBAN></Id>"
            "<Ccy>EUR</Ccy></Acct>\n",
            account.number,
            account.statements
        );
        put_balance(text, "OPBD", account.balance, day);
        for (const std::uint32_t no : today) {
            const MadePayment& payment = book.payments[no];
            account.balance += is_debit(payment) ? -payment.amount : payment.amount;
        }
        put_balance(text, "CLBD", account.balance, day);
        for (const std::uint32_t no : today)
            put_camt_entry(text, book, book.payments[no]);
        text += "</Stmt>\n";
    });
    text += "</BkToCstmrStmt></Document>\n";
    return file;
}

MadeFile write_mt940(const MadeBook& book, MadePayments payments, OurMadeAccount& account) {
    MadeFile file{"mt940.sta", {}, {payments.begin(), payments.end()}};
    std::string& text = file.text;
    constexpr std::size_t line_max = 65;
    each_day(book, payments, [&](Date day, MadePayments today) {
        const auto balance = [&](const char* tag) {
            put_to(
                text,
                ":{}:{}{}EUR{}\r\n",
                tag,
                account.balance < 0 ? 'D' : 'C',
                six_digits(day),
                with_mark(account.balance < 0 ? -account.balance : account.balance, ',')
            );
        };
        put_to(
            text,
            ":20:STARTUMS\r\n:25:{}\r\n:28C:{:05}/00001\r\n",
            account.bare,
            ++account.statements
        );
        balance("60F");
        for (const std::uint32_t no : today) {
            const MadePayment& payment = book.payments[no];
            const bool is_out = is_debit(payment);
            account.balance += is_out ? -payment.amount : payment.amount;
            put_to(
                text,
                ":61:{}{}{}R{}N{}NONREF{}{}\r\n:86:",
                six_digits(day),
                six_digits(day).substr(2),
                is_out ? 'D' : 'C',
                with_mark(payment.amount, ','),
                is_out ? "CHG" : "TRF",
                payment.reference.empty() ? "" : "//",
                payment.reference
            );
            const std::string purpose = mt940_purpose(payment);
            for (std::size_t at = 0; at < purpose.size(); at += line_max)
                put_to(text, "{}\r\n", std::string_view(purpose).substr(at, line_max));
        }
        balance("62F");
        text += "-\r\n";
    });
    return file;
}

MadeFile write_csv(const MadeBook& book, MadePayments payments, OurMadeAccount& account) {
    MadeFile file{"export.csv", {}, {payments.begin(), payments.end()}};
    std::string& text = file.text;
    text = "Date,Description,Account,Name,Counterparty Account,Reference,Amount,Currency,Balance\n";
    for (const std::uint32_t no : payments) {
        const MadePayment& payment = book.payments[no];
        account.balance += payment.amount;
        put_to(
            text,
            "{},\"{}\",{},\"{}\",{},{},{},EUR,{}\n",
            format_date(payment.day),
            payment.memo,
            account.number,
            payment.name,
            payment.account,
            payment.reference,
            with_mark(payment.amount, '.'),
            with_mark(account.balance, '.')
        );
    }
    return file;
}

}  // namespace tieout
