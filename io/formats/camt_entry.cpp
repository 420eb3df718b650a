#include "io/formats/camt_entry.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "engine/account_form.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

// What is read of an Ntry.
enum class EntryPart : std::uint8_t {
    stated_amount,
    side,
    reversal,
    status_code,
    status,
    booking_day,
    booking_time,
    value_day,
    value_time,
    bank_reference,
    entry_reference,
    domain,
    family,
    sub_family,
    own_code,
    batch,
    bank_text,
    count
};

constexpr XmlPaths<EntryPart> entry_paths{
    {{{EntryPart::stated_amount, "Amt"},
      {EntryPart::side, "CdtDbtInd"},
      {EntryPart::reversal, "RvslInd"},
      {EntryPart::status_code, "Sts/Cd"},
      {EntryPart::status, "Sts"},
      {EntryPart::booking_day, "BookgDt/Dt"},
      {EntryPart::booking_time, "BookgDt/DtTm"},
      {EntryPart::value_day, "ValDt/Dt"},
      {EntryPart::value_time, "ValDt/DtTm"},
      {EntryPart::bank_reference, "AcctSvcrRef"},
      {EntryPart::entry_reference, "NtryRef"},
      {EntryPart::domain, "BkTxCd/Domn/Cd"},
      {EntryPart::family, "BkTxCd/Domn/Fmly/Cd"},
      {EntryPart::sub_family, "BkTxCd/Domn/Fmly/SubFmlyCd"},
      {EntryPart::own_code, "BkTxCd/Prtry/Cd"},
      {EntryPart::batch, "NtryDtls/Btch"},
      {EntryPart::bank_text, "AddtlNtryInf"}}}
};

// What the parts of the bank's transaction code say.
struct CodeFacts {
    bool is_sepa = false;
    bool is_check = false;
    bool is_wire = false;
    bool is_card = false;
    bool is_direct_debit = false;
    bool is_lockbox = false;
    bool is_sweep = false;
    bool is_returned = false;
    bool is_reversal = false;
};

constexpr std::uint32_t four_letters(std::string_view text) {
    std::uint32_t packed = 0;
    for (std::size_t i = 0; i < 4; ++i)
        packed = (packed << 8U) | static_cast<unsigned char>(text[i]);
    return packed;
}

// Parts behind a dash, by their first four letters; families have another part behind them.
CodeFacts facts_of(std::string_view code) {
    CodeFacts facts;
    for (std::size_t dash = code.find('-'); dash != std::string_view::npos;
         dash = code.find('-', dash + 1)) {
        const std::string_view part = code.substr(dash + 1);
        if (part.size() < 4) break;
        const bool is_family = part.size() > 4 && part[4] == '-';
        switch (four_letters(part)) {
            case four_letters("ESCT"):
            case four_letters("ESDD"):
            case four_letters("BBDD"): facts.is_sepa = true; break;
            case four_letters("RCHQ"):
            case four_letters("ICHQ"): facts.is_check = facts.is_check || is_family; break;
            case four_letters("XBCT"):
            case four_letters("FDTA"): facts.is_wire = true; break;
            case four_letters("CCRD"):
            case four_letters("MCRD"): facts.is_card = facts.is_card || is_family; break;
            case four_letters("IDDT"):
                facts.is_direct_debit = facts.is_direct_debit || is_family;
                break;
            case four_letters("LBDB"):
            case four_letters("LBDP"): facts.is_lockbox = true; break;
            case four_letters("ZABA"):
            case four_letters("SWEP"):
            case four_letters("TOPG"):
            case four_letters("DSBR"): facts.is_sweep = true; break;
            // Unpaid direct debits and checks, returned transfers; undone by request of the bank.
            case four_letters("RRTN"):
            case four_letters("UPDD"):
            case four_letters("UPCQ"):
            case four_letters("UPCT"):
            case four_letters("PRDD"): facts.is_returned = true; break;
            case four_letters("RPCR"): facts.is_reversal = true; break;
            default: break;
        }
    }
    return facts;
}

bool is_fee(std::string_view code) {
    constexpr std::array words{"CHRG", "COMM", "FEES", "COMT"};
    return std::any_of(words.begin(), words.end(), [&](const char* word) {
        return code.find(word) != std::string_view::npos;
    });
}

// Channel, method and kind that the bank's transaction code tells.
void classify(Payment& payment, bool is_reversal, bool is_returned) {
    const CodeFacts facts = facts_of(payment.bank_code);
    if (facts.is_sepa) payment.method = PaymentMethod::sepa;
    if (facts.is_check) payment.method = PaymentMethod::check;
    if (facts.is_wire) payment.method = PaymentMethod::wire;
    if (facts.is_card) {
        payment.method = PaymentMethod::card;
        payment.channel = Channel::card;
    }
    if (facts.is_direct_debit) payment.channel = Channel::direct_debit;
    if (facts.is_lockbox) payment.channel = Channel::lockbox;
    if (!payment.check_number.empty()) payment.method = PaymentMethod::check;
    payment.kind = payment.is_credit           ? MovementKind::receipt
                   : is_fee(payment.bank_code) ? MovementKind::fee
                                               : MovementKind::other;
    if (facts.is_sweep) payment.kind = MovementKind::sweep;
    if (facts.is_returned) payment.kind = MovementKind::returned;
    if (facts.is_reversal || is_reversal) payment.kind = MovementKind::reversal;
    if (is_returned) payment.kind = MovementKind::returned;
}

// The detail's amount in the entry's currency, signed against the side of the entry.
std::optional<Minor> share_of(const CamtDetail& detail, const Payment& entry) {
    for (std::size_t i = 0; i < detail.amounts_size; ++i) {
        if (detail.amounts[i].currency != entry.currency) continue;
        Result<Minor> amount = amount_without_spare_zeros(detail.amounts[i].text, entry.currency);
        if (!amount || *amount < 0) return std::nullopt;
        const bool same_side = detail.is_credit.value_or(entry.is_credit) == entry.is_credit;
        return same_side ? *amount : -*amount;
    }
    return std::nullopt;
}

// `memos` gathers what becomes the payment's memo.
void add_detail(
    const CamtDetail& detail,
    bool is_reversal,
    Payment& payment,
    std::vector<Text>& memos,
    TextStore& texts
) {
    const auto replace = [](Text& held, const Text& said) {
        if (!said.empty()) held = said;
    };
    const auto fill = [](Text& held, const Text& said) {
        if (held.empty()) held = said;
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
    const Text said = detail.memo.empty() ? detail.bank_text : texts.keep(detail.memo);
    if (!said.empty()) memos.push_back(said);
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

// The entry as one movement, before its details are known; false, with a fault, when it is none.
bool read_base(
    const XmlTree& tree,
    XmlTree::No entry,
    const XmlFound<EntryPart>& found,
    const CamtAccount& account,
    const CamtNotes& notes,
    Payment& base
) {
    using enum EntryPart;
    base.account = account.kept_id;
    base.source_line = tree.line(entry);
    const XmlTree::No amount_at = found[stated_amount];
    const XmlTree::No at = amount_at == XmlTree::none ? entry : amount_at;
    const auto refused = [&](std::string_view fault, std::string words) {
        notes.faults.add(fault, tree.line(at), tree.column(at), std::move(words));
        return false;
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
    const auto is_credit = camt_side(found.text(side));
    if (!is_credit) return refused("F_CAMT_SIDE", "CRDT or DBIT expected for the entry");
    base.is_credit = *is_credit;
    const std::string_view valued = found.text(value_day);
    base.value_date = camt_date(valued);
    // Most are booked on the day of their value.
    std::optional<Date> booked =
        found.text(booking_day) == valued ? base.value_date : camt_date(found.text(booking_day));
    if (!base.value_date) base.value_date = camt_date(found.text(value_time));
    if (!booked) booked = camt_date(found.text(booking_time));
    if (!booked) booked = base.value_date ? base.value_date : account.day;
    if (!booked) return refused("F_DATE", "a booking date expected");
    base.booking_date = *booked;
    base.bank_code = camt_bank_code(found, notes.texts);
    base.bank_reference = found.squeezed(notes.texts, bank_reference, entry_reference);
    return true;
}

struct Batch {
    std::uint64_t stated = 0;  // transactions that the bank says are in the entry
    Text id;
};

Batch batch_of(const XmlTree& tree, XmlTree::No entry, TextStore& texts) {
    Batch batch;
    bool has_other = false;
    for (const XmlTree::No details : tree.all(entry, "NtryDtls"_xml)) {
        const XmlTree::No at = tree.find(details, "Btch"_xml);
        if (at == XmlTree::none) continue;
        batch.stated += whole_number(tree.text_at(at, "NbOfTxs"_xml), 99'999'999).value_or(0);
        Text id = tree.squeezed_at(at, "MsgId"_xml, texts);
        if (id.empty()) id = tree.squeezed_at(at, "PmtInfId"_xml, texts);
        has_other = has_other || (!batch.id.empty() && id != batch.id);
        if (batch.id.empty()) batch.id = id;
    }
    if (has_other) batch.id = {};  // of several batches each transaction may name its own
    return batch;
}

struct SplitInto {
    const XmlTree& tree;
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
        payment.source_line = into.tree.line_of(detail.at);
        std::vector<Text> memos;
        add_detail(detail, is_reversal, payment, memos, into.notes.texts);
        payment.memo = joined_texts(memos, into.notes.texts);
        if (detail.lone_reference) payment.remittance.front().net = payment.amount;
        into.entry.movements.push_back(std::move(payment));
    }
}

// What several transactions say of one movement holds where all of them say the same.
void add_together(
    Payment& sum, bool is_reversal, const std::vector<CamtDetail>& details, TextStore& texts
) {
    std::vector<Text> memos;
    std::optional<Payment> base;
    if (details.size() > 1) base = sum;
    if (!details.empty()) add_detail(details.front(), is_reversal, sum, memos, texts);
    for (std::size_t i = 1; i < details.size(); ++i) {
        Payment one = *base;
        add_detail(details[i], is_reversal, one, memos, texts);
        for (RemittanceLine& line : one.remittance) {
            line.line = static_cast<std::uint32_t>(sum.remittance.size() + 1);
            sum.remittance.push_back(std::move(line));
        }
        for (const auto field :
             {&Payment::payer_name,
              &Payment::payer_account,
              &Payment::trace,
              &Payment::check_number,
              &Payment::original,
              &Payment::bank_reference,
              &Payment::bank_code,
              &Payment::batch}) {
            if (one.*field != sum.*field) sum.*field = (*base).*field;
        }
        if (one.kind != sum.kind) sum.kind = base->kind;
    }
    sum.memo = joined_texts(memos, texts);
}

void split_entry(
    Payment& base,
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
        if (base.batch.empty()) base.batch = base.bank_reference;
        if (base.batch.empty()) {
            base.batch = into.notes.texts.keep(fmt::format("entry of line {}", into.entry.line));
        }
        add_transactions(base, is_reversal, details, into);
        return;
    }
    add_together(base, is_reversal, details, into.notes.texts);
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

bool read_camt_entry(
    const XmlTree& tree,
    XmlTree::No entry,
    const CamtAccount& account,
    const std::vector<CamtDetail>& details,
    const CamtNotes& notes,
    CamtEntry& read
) {
    const XmlFound found(tree, entry, entry_paths);
    Payment base;
    if (!read_base(tree, entry, found, account, notes, base)) return false;
    read.movements.clear();
    read.line = base.source_line;
    read.currency = base.currency;
    read.signed_amount = base.is_credit ? base.amount : -base.amount;
    read.status = found.squeezed(notes.texts, EntryPart::status_code, EntryPart::status);
    if (read.status.empty()) read.status = "BOOK";
    const std::string_view reversal = found.text(EntryPart::reversal);
    const bool is_reversal = reversal == "true" || reversal == "1";
    const Batch batch = found.has(EntryPart::batch) ? batch_of(tree, entry, notes.texts) : Batch();
    base.batch = batch.id;
    // A lone transaction is classified with what it says itself.
    const bool is_told_below = details.size() == 1 && (details.front().bank_code.empty() ||
                                                       details.front().bank_code == base.bank_code);
    if (!is_told_below) classify(base, is_reversal, false);
    if (base.amount == 0) {
        SplitInto{tree, read, notes}.warn("an entry of zero is left out");
        return true;
    }
    split_entry(base, is_reversal, batch.stated, details, {tree, read, notes});
    const Text bank_text = found.squeezed(notes.texts, EntryPart::bank_text);
    for (Payment& payment : read.movements) {
        if (payment.memo.empty()) payment.memo = bank_text;
    }
    return true;
}

}  // namespace tieout
