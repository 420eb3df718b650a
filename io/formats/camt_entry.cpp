#include "io/formats/camt_entry.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "io/formats/camt_remittance.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

std::string text_of(const XmlTree& tree, XmlTree::No no, std::string_view path) {
    return squeezed_text(tree.text_at(no, path));
}

// Name of a party in the shapes of versions 02 (Dbtr/Nm) and 08 (Dbtr/Pty/Nm, Dbtr/Agt).
std::string party_name(const XmlTree& tree, XmlTree::No parties, const std::string& party) {
    for (const char* path : {"/Nm", "/Pty/Nm", "/Agt/FinInstnId/Nm"}) {
        std::string name = text_of(tree, parties, party + path);
        if (!name.empty()) return name;
    }
    return {};
}

CamtParty party_of(const XmlTree& tree, XmlTree::No details, const std::string& party) {
    CamtParty found;
    const XmlTree::No parties = tree.child(details, "RltdPties");
    if (parties == XmlTree::none) return found;
    found.name = party_name(tree, parties, party);
    if (found.name.empty()) found.name = party_name(tree, parties, "Ultmt" + party);
    found.account = text_of(tree, parties, party + "Acct/Id/IBAN");
    if (!found.account.empty()) return found;
    found.account = text_of(tree, parties, party + "Acct/Id/Othr/Id");
    if (found.account.empty()) return found;
    const std::string member =
        text_of(tree, details, "RltdAgts/" + party + "Agt/FinInstnId/ClrSysMmbId/MmbId");
    if (!member.empty()) found.account = member + "/" + found.account;
    return found;
}

std::string bank_code_of(const XmlTree& tree, XmlTree::No no) {
    const std::string domain = text_of(tree, no, "BkTxCd/Domn/Cd");
    if (!domain.empty()) {
        return fmt::format(
            "{}-{}-{}",
            domain,
            text_of(tree, no, "BkTxCd/Domn/Fmly/Cd"),
            text_of(tree, no, "BkTxCd/Domn/Fmly/SubFmlyCd")
        );
    }
    return text_of(tree, no, "BkTxCd/Prtry/Cd");
}

bool has_part(std::string_view code, std::initializer_list<std::string_view> parts) {
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
        return code.find(part) != std::string_view::npos;
    });
}

// Channel, method and kind that the bank's transaction code tells.
void classify(Payment& payment, bool is_reversal, bool is_returned) {
    const std::string_view code = payment.bank_code;
    if (has_part(code, {"-ESCT", "-ESDD", "-BBDD"})) payment.method = PaymentMethod::sepa;
    if (has_part(code, {"-RCHQ-", "-ICHQ-"})) payment.method = PaymentMethod::check;
    if (has_part(code, {"-XBCT", "-FDTA"})) payment.method = PaymentMethod::wire;
    if (has_part(code, {"-CCRD-", "-MCRD-"})) {
        payment.method = PaymentMethod::card;
        payment.channel = Channel::card;
    }
    if (has_part(code, {"-IDDT-"})) payment.channel = Channel::direct_debit;
    if (has_part(code, {"-LBDB", "-LBDP"})) payment.channel = Channel::lockbox;
    if (!payment.check_number.empty()) payment.method = PaymentMethod::check;
    payment.kind = payment.is_credit ? MovementKind::receipt : MovementKind::other;
    if (!payment.is_credit && has_part(code, {"CHRG", "COMM", "FEES", "COMT"})) {
        payment.kind = MovementKind::fee;
    }
    if (has_part(code, {"-ZABA", "-SWEP", "-TOPG", "-DSBR"})) payment.kind = MovementKind::sweep;
    // Unpaid direct debits and checks, returned transfers; undone by request of the bank.
    if (has_part(code, {"-RRTN", "-UPDD", "-UPCQ", "-UPCT", "-PRDD"})) {
        payment.kind = MovementKind::returned;
    }
    if (has_part(code, {"-RPCR"})) payment.kind = MovementKind::reversal;
    if (is_reversal) payment.kind = MovementKind::reversal;
    if (is_returned) payment.kind = MovementKind::returned;
}

std::optional<bool> side_of(std::string_view word) {
    if (word == "CRDT") return true;
    if (word == "DBIT") return false;
    return std::nullopt;
}

// The detail's amount in the entry's currency, signed against the side of the entry.
std::optional<Minor> share_of(const CamtDetail& detail, const Payment& entry) {
    for (const auto& [text, letters] : detail.amounts) {
        if (letters != entry.currency.letters()) continue;
        Result<Minor> amount = amount_without_spare_zeros(text, entry.currency);
        if (!amount || *amount < 0) return std::nullopt;
        const bool same_side = detail.is_credit.value_or(entry.is_credit) == entry.is_credit;
        return same_side ? *amount : -*amount;
    }
    return std::nullopt;
}

void add_detail(const CamtDetail& detail, bool is_reversal, Payment& payment, TextStore& texts) {
    const auto replace = [&](Text& held, const std::string& said) {
        if (!said.empty()) held = texts.keep(said);
    };
    const auto fill = [&](Text& held, const std::string& said) {
        if (held.empty()) held = texts.keep(said);
    };
    replace(payment.bank_code, detail.bank_code);
    replace(payment.bank_reference, detail.bank_reference);
    fill(payment.trace, detail.trace);
    fill(payment.check_number, detail.check_number);
    fill(payment.batch, detail.batch);
    classify(payment, is_reversal, detail.is_returned);
    const bool undone =
        payment.kind == MovementKind::returned || payment.kind == MovementKind::reversal;
    const bool pays = payment.is_credit != undone;
    const CamtParty& party = pays ? detail.debtor : detail.creditor;
    const CamtParty& opposite = pays ? detail.creditor : detail.debtor;
    // Of what was undone some banks name only the other party, on the side the money goes to.
    const bool is_turned = undone && party.name.empty() && party.account.empty() &&
                           !opposite.account.empty() &&
                           account_form(opposite.account) != account_form(payment.account);
    const CamtParty& other = is_turned ? opposite : party;
    fill(payment.payer_name, other.name);
    fill(payment.payer_account, other.account);
    if (undone) payment.original = payment.trace;
    const std::string& said = detail.memo.empty() ? detail.bank_text : detail.memo;
    if (!said.empty()) {
        payment.memo = texts.keep(payment.memo.empty() ? said : payment.memo.str() + ' ' + said);
    }
    for (RemittanceLine line : detail.lines) {
        line.line = static_cast<std::uint32_t>(payment.remittance.size() + 1);
        if (detail.lines_currency != payment.currency) {
            line.net.reset();
            line.gross.reset();
            line.discount = line.deduction = line.tax = 0;
        }
        payment.remittance.push_back(std::move(line));
    }
}

// The entry as one movement, before its details are known.
std::optional<Payment> read_base(
    const XmlTree& tree, XmlTree::No entry, const CamtAccount& account, const CamtNotes& notes
) {
    Payment base;
    base.account = notes.texts.keep(account.id);
    base.source_line = tree.line(entry);
    const XmlTree::No amount_at = tree.child(entry, "Amt");
    const XmlTree::No at = amount_at == XmlTree::none ? entry : amount_at;
    const auto refused = [&](std::string_view fault, std::string words) {
        notes.faults.add(fault, tree.line(at), tree.column(at), std::move(words));
        return std::nullopt;
    };
    if (amount_at == XmlTree::none) return refused("F_AMOUNT", "an entry has no amount");
    const std::string_view letters = tree.currency(amount_at);
    const auto currency =
        letters.empty() ? std::optional<Currency>(account.currency) : Currency::find(letters);
    if (!currency || currency->is_none()) {
        return refused(
            "F_CURRENCY",
            fmt::format("a currency of ISO 4217 expected, found '{}'", clean_text(letters))
        );
    }
    base.currency = *currency;
    Result<Minor> amount = amount_without_spare_zeros(tree.text(amount_at), base.currency);
    if (!amount || *amount < 0) {
        return refused(
            "F_AMOUNT", amount ? "an amount without sign expected" : amount.error().words
        );
    }
    base.amount = *amount;
    const auto side = side_of(tree.text_at(entry, "CdtDbtInd"));
    if (!side) return refused("F_CAMT_SIDE", "CRDT or DBIT expected for the entry");
    base.is_credit = *side;
    base.value_date = camt_date(tree.text_at(entry, "ValDt/Dt"));
    if (!base.value_date) base.value_date = camt_date(tree.text_at(entry, "ValDt/DtTm"));
    std::optional<Date> booked = camt_date(tree.text_at(entry, "BookgDt/Dt"));
    if (!booked) booked = camt_date(tree.text_at(entry, "BookgDt/DtTm"));
    if (!booked) booked = base.value_date ? base.value_date : account.day;
    if (!booked) return refused("F_DATE", "a booking date expected");
    base.booking_date = *booked;
    base.bank_code = notes.texts.keep(bank_code_of(tree, entry));
    std::string reference = text_of(tree, entry, "AcctSvcrRef");
    if (reference.empty()) reference = text_of(tree, entry, "NtryRef");
    base.bank_reference = notes.texts.keep(reference);
    return base;
}

struct Batch {
    std::uint64_t stated = 0;  // transactions that the bank says are in the entry
    std::string id;
};

Batch batch_of(const XmlTree& tree, XmlTree::No entry) {
    Batch batch;
    for (const XmlTree::No details : tree.all(entry, "NtryDtls")) {
        const XmlTree::No at = tree.child(details, "Btch");
        if (at == XmlTree::none) continue;
        batch.stated += whole_number(tree.text_at(at, "NbOfTxs"), 99'999'999).value_or(0);
        if (batch.id.empty()) batch.id = text_of(tree, at, "MsgId");
        if (batch.id.empty()) batch.id = text_of(tree, at, "PmtInfId");
    }
    return batch;
}

struct SplitInto {
    CamtEntry& entry;
    const CamtNotes& notes;

    void warn(std::string words) const {
        notes.warnings.add("F_CAMT_ENTRY", entry.line, 0, std::move(words));
    }
};

// Each transaction becomes a movement of its own when all have amounts that make up the entry.
void add_transactions(
    const Payment& base,
    bool is_reversal,
    const std::vector<CamtDetail>& details,
    const SplitInto& into
) {
    for (const CamtDetail& detail : details) {
        const Minor share = share_of(detail, base).value_or(0);
        if (share == 0) {
            into.warn("a transaction of zero is left out");
            continue;
        }
        Payment payment = base;
        payment.amount = share < 0 ? -share : share;
        payment.is_credit = (share > 0) == base.is_credit;
        payment.source_line = detail.line;
        add_detail(detail, is_reversal, payment, into.notes.texts);
        if (detail.lone_reference) payment.remittance.front().net = payment.amount;
        into.entry.movements.push_back(std::move(payment));
    }
}

void split_entry(
    Payment base,
    bool is_reversal,
    std::uint64_t stated,
    const std::vector<CamtDetail>& details,
    const SplitInto& into
) {
    WideMinor sum = 0;
    bool all_given = true;
    for (const CamtDetail& detail : details) {
        const std::optional<Minor> share = share_of(detail, base);
        all_given = all_given && share.has_value();
        sum += share.value_or(0);
    }
    if (details.size() > 1 && all_given && sum == base.amount) {
        if (stated > details.size()) {
            into.warn("the batch states more transactions than it shows");
        }
        add_transactions(base, is_reversal, details, into);
        return;
    }
    for (const CamtDetail& detail : details)
        add_detail(detail, is_reversal, base, into.notes.texts);
    if (details.size() == 1 && details.front().lone_reference) {
        base.remittance.front().net = base.amount;
    }
    if (details.size() > 1) {
        into.warn("the transactions have no amounts, or they do not add up: taken as one");
    } else if (details.size() == 1 && all_given && sum != base.amount) {
        into.warn("the transaction's amount is not the entry's: the entry's is taken");
    }
    if (stated > 1 && details.size() <= 1) {
        base.role = LineRole::summary;
        base.summary_items = static_cast<std::uint32_t>(stated);
    }
    into.entry.movements.push_back(std::move(base));
}

}  // namespace

std::optional<Date> camt_date(std::string_view text) {
    Result<Date> date = parse_date(text.substr(0, 10));
    if (!date) return std::nullopt;
    return *date;
}

CamtDetail read_camt_detail(const XmlTree& tree, XmlTree::No details, const CamtNotes& notes) {
    CamtDetail detail;
    detail.line = tree.line(details);
    for (const char* path : {"Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"}) {
        const XmlTree::No at = tree.find(details, path);
        if (at == XmlTree::none) continue;
        detail.amounts.emplace_back(tree.text(at), tree.currency(at));
    }
    detail.is_credit = side_of(tree.text_at(details, "CdtDbtInd"));
    detail.debtor = party_of(tree, details, "Dbtr");
    detail.creditor = party_of(tree, details, "Cdtr");
    detail.bank_code = bank_code_of(tree, details);
    if (const XmlTree::No refs = tree.child(details, "Refs"); refs != XmlTree::none) {
        detail.bank_reference = text_of(tree, refs, "AcctSvcrRef");
        detail.trace = text_of(tree, refs, "EndToEndId");
        if (detail.trace == "NOTPROVIDED") detail.trace.clear();
        if (detail.trace.empty()) detail.trace = text_of(tree, refs, "UETR");
        detail.check_number = text_of(tree, refs, "ChqNb");
        detail.batch = text_of(tree, refs, "PmtInfId");
    }
    detail.is_returned = tree.child(details, "RtrInf") != XmlTree::none;
    read_camt_remittance(tree, details, detail, notes);
    detail.bank_text = text_of(tree, details, "AddtlTxInf");
    if (detail.is_returned) {
        for (const char* path : {"RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/AddtlInf"}) {
            const std::string reason = text_of(tree, details, path);
            if (!reason.empty()) detail.memo += (detail.memo.empty() ? "" : " ") + reason;
        }
    }
    return detail;
}

std::optional<CamtEntry> read_camt_entry(
    const XmlTree& tree,
    XmlTree::No entry,
    const CamtAccount& account,
    const std::vector<CamtDetail>& details,
    const CamtNotes& notes
) {
    std::optional<Payment> base = read_base(tree, entry, account, notes);
    if (!base) return std::nullopt;
    CamtEntry read;
    read.line = tree.line(entry);
    read.currency = base->currency;
    read.signed_amount = base->is_credit ? base->amount : -base->amount;
    const std::string status = text_of(tree, entry, "Sts/Cd");
    read.status = status.empty() ? text_of(tree, entry, "Sts") : status;
    if (read.status.empty()) read.status = "BOOK";
    const bool is_reversal =
        tree.text_at(entry, "RvslInd") == "true" || tree.text_at(entry, "RvslInd") == "1";
    const Batch batch = batch_of(tree, entry);
    base->batch = notes.texts.keep(batch.id);
    classify(*base, is_reversal, false);
    if (base->amount == 0) {
        SplitInto{read, notes}.warn("an entry of zero is left out");
        return read;
    }
    split_entry(std::move(*base), is_reversal, batch.stated, details, {read, notes});
    const Text bank_text = notes.texts.keep(text_of(tree, entry, "AddtlNtryInf"));
    for (Payment& payment : read.movements) {
        if (payment.memo.empty()) payment.memo = bank_text;
    }
    return read;
}

}  // namespace tieout
