#include "io/formats/camt_detail.h"

#include "io/formats/camt_remittance.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

// What is read of a TxDtls.
enum class DetailPart : std::uint8_t {
    amount,
    transaction_amount,
    instructed_amount,
    side,
    parties,
    debtor_member,
    creditor_member,
    domain,
    family,
    sub_family,
    own_code,
    references,
    returned,
    return_code,
    return_words,
    return_text,
    remittance,
    bank_text,
    count
};

constexpr XmlPaths<DetailPart> detail_paths{
    {{{DetailPart::amount, "Amt"},
      {DetailPart::transaction_amount, "AmtDtls/TxAmt/Amt"},
      {DetailPart::instructed_amount, "AmtDtls/InstdAmt/Amt"},
      {DetailPart::side, "CdtDbtInd"},
      {DetailPart::parties, "RltdPties"},
      {DetailPart::debtor_member, "RltdAgts/DbtrAgt/FinInstnId/ClrSysMmbId/MmbId"},
      {DetailPart::creditor_member, "RltdAgts/CdtrAgt/FinInstnId/ClrSysMmbId/MmbId"},
      {DetailPart::domain, "BkTxCd/Domn/Cd"},
      {DetailPart::family, "BkTxCd/Domn/Fmly/Cd"},
      {DetailPart::sub_family, "BkTxCd/Domn/Fmly/SubFmlyCd"},
      {DetailPart::own_code, "BkTxCd/Prtry/Cd"},
      {DetailPart::references, "Refs"},
      {DetailPart::returned, "RtrInf"},
      {DetailPart::return_code, "RtrInf/Rsn/Cd"},
      {DetailPart::return_words, "RtrInf/Rsn/Prtry"},
      {DetailPart::return_text, "RtrInf/AddtlInf"},
      {DetailPart::remittance, "RmtInf"},
      {DetailPart::bank_text, "AddtlTxInf"}}}
};

// What is read of the first Refs of a transaction.
enum class ReferencePart : std::uint8_t {
    bank_reference,
    end_to_end,
    uetr,
    check_number,
    batch,
    count
};

constexpr XmlPaths<ReferencePart> reference_paths{
    {{{ReferencePart::bank_reference, "AcctSvcrRef"},
      {ReferencePart::end_to_end, "EndToEndId"},
      {ReferencePart::uetr, "UETR"},
      {ReferencePart::check_number, "ChqNb"},
      {ReferencePart::batch, "PmtInfId"}}}
};

// What is read of the first RltdPties of a transaction. Names are in the shapes of versions 02
// (Dbtr/Nm) and 08 (Dbtr/Pty/Nm, Dbtr/Agt).
enum class PartyPart : std::uint8_t {
    debtor,
    debtor_party,
    debtor_agent,
    ultimate_debtor,
    ultimate_debtor_party,
    ultimate_debtor_agent,
    debtor_iban,
    debtor_account,
    creditor,
    creditor_party,
    creditor_agent,
    ultimate_creditor,
    ultimate_creditor_party,
    ultimate_creditor_agent,
    creditor_iban,
    creditor_account,
    count
};

constexpr XmlPaths<PartyPart> party_paths{
    {{{PartyPart::debtor, "Dbtr/Nm"},
      {PartyPart::debtor_party, "Dbtr/Pty/Nm"},
      {PartyPart::debtor_agent, "Dbtr/Agt/FinInstnId/Nm"},
      {PartyPart::ultimate_debtor, "UltmtDbtr/Nm"},
      {PartyPart::ultimate_debtor_party, "UltmtDbtr/Pty/Nm"},
      {PartyPart::ultimate_debtor_agent, "UltmtDbtr/Agt/FinInstnId/Nm"},
      {PartyPart::debtor_iban, "DbtrAcct/Id/IBAN"},
      {PartyPart::debtor_account, "DbtrAcct/Id/Othr/Id"},
      {PartyPart::creditor, "Cdtr/Nm"},
      {PartyPart::creditor_party, "Cdtr/Pty/Nm"},
      {PartyPart::creditor_agent, "Cdtr/Agt/FinInstnId/Nm"},
      {PartyPart::ultimate_creditor, "UltmtCdtr/Nm"},
      {PartyPart::ultimate_creditor_party, "UltmtCdtr/Pty/Nm"},
      {PartyPart::ultimate_creditor_agent, "UltmtCdtr/Agt/FinInstnId/Nm"},
      {PartyPart::creditor_iban, "CdtrAcct/Id/IBAN"},
      {PartyPart::creditor_account, "CdtrAcct/Id/Othr/Id"}}}
};

// An account that is no IBAN is told with the bank that has it.
Text account_of(Text iban, Text other, Text member, TextStore& texts) {
    if (!iban.empty()) return iban;
    return other.empty() || member.empty() ? other : texts.keep({member, "/", other});
}

void read_parties(
    const XmlTree& tree, const XmlFound<DetailPart>& of_detail, CamtDetail& detail, TextStore& texts
) {
    using enum PartyPart;
    if (!of_detail.has(DetailPart::parties)) return;
    const XmlFound found(tree, of_detail[DetailPart::parties], party_paths);
    detail.debtor.name = found.squeezed(
        texts,
        debtor,
        debtor_party,
        debtor_agent,
        ultimate_debtor,
        ultimate_debtor_party,
        ultimate_debtor_agent
    );
    detail.debtor.account = account_of(
        found.squeezed(texts, debtor_iban),
        found.squeezed(texts, debtor_account),
        of_detail.squeezed(texts, DetailPart::debtor_member),
        texts
    );
    detail.creditor.name = found.squeezed(
        texts,
        creditor,
        creditor_party,
        creditor_agent,
        ultimate_creditor,
        ultimate_creditor_party,
        ultimate_creditor_agent
    );
    detail.creditor.account = account_of(
        found.squeezed(texts, creditor_iban),
        found.squeezed(texts, creditor_account),
        of_detail.squeezed(texts, DetailPart::creditor_member),
        texts
    );
}

}  // namespace

std::optional<bool> camt_side(std::string_view word) {
    if (word == "CRDT") return true;
    if (word == "DBIT") return false;
    return std::nullopt;
}

CamtDetail read_camt_detail(const XmlTree& tree, XmlTree::No details, const CamtNotes& notes) {
    using enum DetailPart;
    const XmlFound found(tree, details, detail_paths);
    TextStore& texts = notes.texts;
    CamtDetail detail;
    detail.at = tree.at(details);
    for (const DetailPart part : {amount, transaction_amount, instructed_amount}) {
        if (!found.has(part)) continue;
        detail.amounts[detail.amounts_size++] = {
            tree.kept(found[part], texts),
            Currency::find(tree.currency(found[part])).value_or(Currency{})
        };
    }
    detail.is_credit = camt_side(found.text(side));
    read_parties(tree, found, detail, texts);
    detail.bank_code = camt_bank_code(found, texts);
    if (found.has(references)) {
        const XmlFound refs(tree, found[references], reference_paths);
        detail.bank_reference = refs.squeezed(texts, ReferencePart::bank_reference);
        detail.trace = refs.squeezed(texts, ReferencePart::end_to_end);
        if (is_no_reference(detail.trace)) detail.trace = {};
        if (detail.trace.empty()) detail.trace = refs.squeezed(texts, ReferencePart::uetr);
        detail.check_number = refs.squeezed(texts, ReferencePart::check_number);
        detail.batch = refs.squeezed(texts, ReferencePart::batch);
    }
    detail.is_returned = found.has(returned);
    if (found.has(remittance)) read_iso_remittance(tree, found[remittance], detail, notes);
    detail.bank_text = found.squeezed(texts, bank_text);
    for (const DetailPart part : {return_code, return_words, return_text}) {
        const Text reason = found.squeezed(texts, part);
        if (reason.empty()) continue;
        if (!detail.memo.empty()) detail.memo += ' ';
        detail.memo += reason;
    }
    return detail;
}

}  // namespace tieout
