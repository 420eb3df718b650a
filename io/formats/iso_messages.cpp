#include "io/formats/iso_messages.h"

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/core.h>

#include "io/formats/camt_entry.h"
#include "io/formats/camt_remittance.h"
#include "io/formats/fields.h"
#include "io/formats/xml.h"

namespace tieout {

namespace {

constexpr std::string_view advice_message = "RmtAdvc";
constexpr std::string_view transfer_message = "FIToFICstmrCdtTrf";
constexpr std::string_view status_message = "CstmrPmtStsRpt";

bool is_message(std::string_view name) {
    return name == advice_message || name == transfer_message || name == status_message;
}

std::string text_of(const XmlTree& tree, XmlTree::No no, const XmlPath& path) {
    return no == XmlTree::none ? std::string() : squeezed_text(tree.text_at(no, path));
}

std::string first_text(
    const XmlTree& tree, XmlTree::No no, std::initializer_list<const XmlPath*> paths
) {
    for (const XmlPath* path : paths) {
        std::string text = text_of(tree, no, *path);
        if (!text.empty()) return text;
    }
    return {};
}

// The end-to-end id, else the UETR: what joins an advice to its money.
std::string trace_of(const XmlTree& tree, XmlTree::No no) {
    std::string trace = first_text(tree, no, {&"EndToEndId"_xml, &"OrgnlEndToEndId"_xml});
    if (is_no_reference(trace)) trace.clear();
    return trace.empty() ? first_text(tree, no, {&"UETR"_xml, &"OrgnlUETR"_xml}) : trace;
}

struct Amount {
    Minor value = 0;
    Currency currency;
};

class IsoReader {
public:
    IsoReader(const Source& source, IntakeFile& file)
        : source_(source), file_(file), faults_(source.name()), warnings_(source.name()) {}

    void read();

private:
    bool element(const XmlTree& tree, XmlTree::No no);
    void group_header(const XmlTree& tree, XmlTree::No no);
    void advice(const XmlTree& tree, XmlTree::No no);
    void transfer(const XmlTree& tree, XmlTree::No no);
    void status(const XmlTree& tree, XmlTree::No no, std::string_view what);
    void add_advice(Remittance advice, CamtDetail&& detail, std::uint64_t line);
    void prove_transfers();
    std::optional<Amount> amount(const XmlTree& tree, XmlTree::No at);
    void spoil(std::string reason);

    Text keep(const std::string& text) { return file_.texts.keep(text); }

    CamtNotes notes() { return {faults_, warnings_, file_.texts}; }

    const Source& source_;
    IntakeFile& file_;
    FaultList faults_;
    FaultList warnings_;
    std::string message_;
    std::string message_id_;
    std::string original_kind_;  // pain.002: the message that is answered
    std::optional<Date> created_;
    std::optional<Date> settled_;
    std::optional<std::uint64_t> stated_count_;
    std::optional<Amount> stated_total_;
    std::uint64_t count_line_ = 0;
    std::uint64_t total_line_ = 0;
    std::uint64_t transfers_ = 0;
    WideMinor total_ = 0;
    Unit unit_;
};

void IsoReader::spoil(std::string reason) {
    unit_.state = UnitState::quarantined;
    unit_.reason = std::move(reason);
}

std::optional<Amount> IsoReader::amount(const XmlTree& tree, XmlTree::No at) {
    if (at == XmlTree::none) return std::nullopt;
    const auto currency = Currency::find(tree.currency(at));
    if (!currency) {
        faults_.add(
            "F_CURRENCY", tree.line(at), tree.column(at), "a currency of ISO 4217 expected"
        );
        return std::nullopt;
    }
    Result<Minor> value = amount_without_spare_zeros(tree.text(at), *currency);
    if (!value || *value < 0) {
        faults_.add(
            "F_AMOUNT",
            tree.line(at),
            tree.column(at),
            value ? "an amount without sign expected" : value.error().words
        );
        return std::nullopt;
    }
    return Amount{*value, *currency};
}

void IsoReader::group_header(const XmlTree& tree, XmlTree::No no) {
    message_id_ = text_of(tree, no, "MsgId"_xml);
    created_ = camt_date(tree.text_at(no, "CreDtTm"_xml));
    settled_ = camt_date(tree.text_at(no, "IntrBkSttlmDt"_xml));
    if (const XmlTree::No at = tree.find(no, "NbOfTxs"_xml); at != XmlTree::none) {
        stated_count_ = whole_number(tree.text(at));
        count_line_ = tree.line(at);
        if (!stated_count_) {
            faults_.add("F_NUMBER", tree.line(at), tree.column(at), "a number expected");
            spoil("the number of transfers cannot be read");
        }
    }
    if (const XmlTree::No at = tree.find(no, "TtlIntrBkSttlmAmt"_xml); at != XmlTree::none) {
        stated_total_ = amount(tree, at);
        total_line_ = tree.line(at);
        if (!stated_total_) spoil("the total cannot be read");
    }
}

// An advice without a reference of its own kind has nothing that could be applied.
void IsoReader::add_advice(Remittance advice, CamtDetail&& detail, std::uint64_t line) {
    advice.entity = "main";
    advice.source_line = line;
    const bool names_payment =
        !advice.trace.empty() || (!advice.payer_name.empty() && advice.total && advice.date);
    if (!detail.memo.empty() && detail.lines.empty()) {
        warnings_.add(
            "F_ISO_TEXT", line, 0, "free text names no document by itself: " + detail.memo
        );
    }
    if (detail.lines.empty()) return;
    if (!names_payment) {
        faults_.add(
            "F_ADVICE", line, 0, "an end-to-end id, or payer with total and date, expected"
        );
        return;
    }
    if (advice.currency.is_none()) advice.currency = detail.lines_currency;
    const bool mixed = !detail.lines_currency.is_none() && detail.lines_currency != advice.currency;
    for (RemittanceLine& each : detail.lines) {
        if (mixed) {
            each.net.reset();
            each.gross.reset();
            each.discount = each.deduction = each.tax = 0;
        }
        each.line = static_cast<std::uint32_t>(advice.lines.size() + 1);
        advice.lines.push_back(std::move(each));
    }
    if (detail.lone_reference && advice.total) advice.lines.front().net = *advice.total;
    file_.remittances.push_back(std::move(advice));
}

void IsoReader::advice(const XmlTree& tree, XmlTree::No no) {
    CamtDetail detail;
    read_iso_remittance(tree, no, detail, notes());
    Remittance advice;
    const XmlTree::No payment = tree.find(no, "OrgnlPmtInf"_xml);
    std::string name = text_of(tree, no, "RmtId"_xml);
    if (name.empty()) name = fmt::format("{}/{}", message_id_, tree.line(no));
    advice.remittance = keep(name);
    if (payment != XmlTree::none) {
        advice.trace = keep(trace_of(tree, tree.find(payment, "Refs"_xml)));
        advice.payer_name = keep(first_text(tree, payment, {&"Dbtr/Nm"_xml, &"Dbtr/Pty/Nm"_xml}));
        XmlTree::No at = tree.find(payment, "Amt/InstdAmt"_xml);
        if (at == XmlTree::none) at = tree.find(payment, "Amt/EqvtAmt/Amt"_xml);
        const auto total = amount(tree, at);
        if (at != XmlTree::none && !total) return;  // read whole or left out whole
        if (total) {
            advice.total = total->value;
            advice.currency = total->currency;
        }
        for (const XmlPath* path :
             {&"ReqdExctnDt/Dt"_xml,
              &"ReqdExctnDt/DtTm"_xml,
              &"ReqdExctnDt"_xml,
              &"ReqdColltnDt"_xml}) {
            if (!advice.date) advice.date = camt_date(tree.text_at(payment, *path));
        }
    }
    add_advice(std::move(advice), std::move(detail), tree.line(no));
}

void IsoReader::transfer(const XmlTree& tree, XmlTree::No no) {
    ++transfers_;
    const auto settled = amount(tree, tree.find(no, "IntrBkSttlmAmt"_xml));
    if (!settled || settled->value == 0) {
        if (settled) warnings_.add("F_ZERO_AMOUNT", tree.line(no), 0, "a transfer of zero");
        if (!settled) spoil(fmt::format("the transfer in line {} cannot be read", tree.line(no)));
        return;
    }
    total_ += settled->value;
    if (unit_.currency.is_none()) unit_.currency = settled->currency;
    CamtDetail detail;
    read_camt_remittance(tree, no, detail, notes());
    const XmlTree::No ids = tree.find(no, "PmtId"_xml);
    Payment payment;
    payment.source_line = tree.line(no);
    payment.currency = settled->currency;
    payment.amount = settled->value;
    payment.channel = Channel::wire;
    payment.method = PaymentMethod::wire;
    std::optional<Date> day = camt_date(tree.text_at(no, "IntrBkSttlmDt"_xml));
    if (!day) day = settled_ ? settled_ : created_;
    payment.booking_date = day.value_or(Date{});
    payment.account =
        keep(first_text(tree, no, {&"CdtrAcct/Id/IBAN"_xml, &"CdtrAcct/Id/Othr/Id"_xml}));
    payment.payer_name = keep(first_text(
        tree, no, {&"Dbtr/Nm"_xml, &"Dbtr/Pty/Nm"_xml, &"UltmtDbtr/Nm"_xml, &"UltmtDbtr/Pty/Nm"_xml}
    ));
    payment.payer_account =
        keep(first_text(tree, no, {&"DbtrAcct/Id/IBAN"_xml, &"DbtrAcct/Id/Othr/Id"_xml}));
    payment.trace = keep(trace_of(tree, ids));
    payment.bank_reference =
        keep(first_text(tree, ids, {&"TxId"_xml, &"ClrSysRef"_xml, &"InstrId"_xml}));
    payment.memo = keep(detail.memo);
    if (unit_.account.empty()) unit_.account = payment.account.str();
    Remittance advice;
    advice.remittance = keep(fmt::format("{}/{}", message_id_, payment.bank_reference));
    advice.trace = payment.trace;
    advice.payer_name = payment.payer_name;
    advice.currency = payment.currency;
    advice.total = payment.amount;
    advice.date = day;
    unit_.movements.push_back(std::move(payment));
    if (!detail.lines.empty()) add_advice(std::move(advice), std::move(detail), tree.line(no));
}

// What was rejected is listed; accepted and pending ones change nothing.
void IsoReader::status(const XmlTree& tree, XmlTree::No no, std::string_view what) {
    const std::string state = first_text(tree, no, {&"TxSts"_xml, &"PmtInfSts"_xml, &"GrpSts"_xml});
    if (state != "RJCT" && state != "CANC") return;
    const std::string id = first_text(
        tree,
        no,
        {&"OrgnlEndToEndId"_xml, &"OrgnlInstrId"_xml, &"OrgnlPmtInfId"_xml, &"OrgnlMsgId"_xml}
    );
    const bool is_debit = original_kind_.starts_with("pain.008");
    warnings_.add(
        "F_ISO_REJECTED",
        tree.line(no),
        tree.column(no),
        fmt::format(
            "{} of our {} '{}' was rejected: {} {}",
            what,
            is_debit ? "direct debits" : "orders",
            id,
            first_text(tree, no, {&"StsRsnInf/Rsn/Cd"_xml, &"StsRsnInf/Rsn/Prtry"_xml}),
            text_of(tree, no, "StsRsnInf/AddtlInf"_xml)
        )
    );
    const XmlTree::No order = tree.find(no, "OrgnlTxRef"_xml);
    if (order == XmlTree::none) return;
    XmlTree::No at = tree.find(order, "Amt/InstdAmt"_xml);
    if (at == XmlTree::none) at = tree.find(order, "IntrBkSttlmAmt"_xml);
    const auto asked = amount(tree, at);
    if (!asked || asked->value == 0) return;
    Payment payment;
    payment.kind = is_debit ? MovementKind::returned : MovementKind::other;
    payment.is_credit = !is_debit;
    payment.channel = is_debit ? Channel::direct_debit : Channel::statement;
    payment.method = PaymentMethod::sepa;
    payment.currency = asked->currency;
    payment.amount = asked->value;
    payment.source_line = tree.line(no);
    std::optional<Date> day = camt_date(tree.text_at(order, "ReqdColltnDt"_xml));
    if (!day) day = camt_date(first_text(tree, order, {&"ReqdExctnDt/Dt"_xml, &"ReqdExctnDt"_xml}));
    payment.booking_date = day ? *day : created_.value_or(Date{});
    payment.trace = keep(trace_of(tree, no));
    payment.original = payment.trace;
    payment.payer_name = keep(
        is_debit ? first_text(tree, order, {&"Dbtr/Nm"_xml, &"Dbtr/Pty/Nm"_xml})
                 : first_text(tree, order, {&"Cdtr/Nm"_xml, &"Cdtr/Pty/Nm"_xml})
    );
    payment.payer_account =
        keep(text_of(tree, order, is_debit ? "DbtrAcct/Id/IBAN"_xml : "CdtrAcct/Id/IBAN"_xml));
    payment.memo = keep(text_of(tree, no, "StsRsnInf/Rsn/Cd"_xml));
    if (unit_.currency.is_none()) unit_.currency = payment.currency;
    unit_.movements.push_back(std::move(payment));
}

void IsoReader::prove_transfers() {
    if (stated_count_) {
        unit_.controls.push_back(
            {"GrpHdr number of transfers",
             static_cast<WideMinor>(*stated_count_),
             static_cast<WideMinor>(transfers_),
             true,
             {},
             count_line_}
        );
    }
    if (stated_total_) {
        unit_.controls.push_back(
            {"GrpHdr total",
             stated_total_->value,
             total_,
             false,
             stated_total_->currency,
             total_line_}
        );
    }
    for (const Control& control : unit_.controls) {
        if (control.ties()) continue;
        faults_.add(
            "F_ISO_TOTAL",
            control.line,
            0,
            fmt::format("the {} does not tie with the transfers", control.name)
        );
        spoil(fmt::format("the {} does not tie", control.name));
    }
}

bool IsoReader::element(const XmlTree& tree, XmlTree::No no) {
    const std::string_view name = tree.name(no);
    const XmlTree::No parent = tree.parent(no);
    const std::string_view above = parent == XmlTree::none ? "" : tree.name(parent);
    if (is_message(name)) {
        if (message_.empty()) message_ = std::string(name);
        return true;
    }
    if (is_message(above)) {
        if (name == "GrpHdr") group_header(tree, no);
        if (name == "RmtInf" && above == advice_message) advice(tree, no);
        if (name == "CdtTrfTxInf") transfer(tree, no);
        if (name == "OrgnlGrpInfAndSts") {
            original_kind_ = text_of(tree, no, "OrgnlMsgNmId"_xml);
            status(tree, no, "the whole file");
        }
        if (name == "OrgnlPmtInfAndSts") status(tree, no, "the batch");
        return true;
    }
    if (name == "TxInfAndSts" && above == "OrgnlPmtInfAndSts") {
        status(tree, no, "one");
        return true;
    }
    return false;
}

void IsoReader::read() {
    unit_.state = UnitState::not_cash;
    XmlReader xml(source_);
    while (xml.next()) {
        if (element(xml.tree(), xml.element())) xml.drop();
    }
    const std::optional<Error>& error = xml.error();
    file_.format = message_ == advice_message     ? "remt.001"
                   : message_ == transfer_message ? "pacs.008"
                   : message_ == status_message   ? "pain.002"
                                                  : "iso20022";
    file_.identity = message_id_;
    if (error) {
        faults_.add(error->fault, error->place.line, error->place.column, error->words);
    } else if (message_.empty()) {
        faults_.add(
            "F_ISO_MESSAGE",
            source_.first_line(),
            1,
            "a message remt.001, pacs.008 or pain.002 expected"
        );
    }
    file_.refused = error || message_.empty();
    if (message_ == transfer_message || message_ == status_message) {
        unit_.kind = message_ == transfer_message ? "credit transfers" : "payment status";
        unit_.identity = message_id_;
        unit_.as_of = settled_ ? settled_ : created_;
        unit_.first_line = source_.first_line();
        if (message_ == transfer_message) prove_transfers();
        if (unit_.state == UnitState::not_cash) {
            unit_.reason = message_ == transfer_message
                               ? "between banks: the statement makes the cash"
                               : "a status of our own orders, no money";
        }
        if (file_.refused) spoil(error ? error->words : "no message in it");
        file_.units.push_back(std::move(unit_));
    }
    // Of a broken file, or of transfers whose totals do not tie, no advice is taken.
    const bool is_broken = file_.refused || (!file_.units.empty() &&
                                             file_.units.front().state == UnitState::quarantined);
    if (is_broken) file_.hold_remittances();
    file_.faults = faults_.take();
    file_.warnings = warnings_.take();
}

}  // namespace

void read_iso_message(const Source& source, IntakeFile& file) {
    IsoReader(source, file).read();
}

std::string_view iso_message_name(std::string_view text) {
    constexpr std::size_t shortest = 12;  // "pain.001.001"
    std::string_view first;
    for (const std::string_view area :
         {"pain.", "pacs.", "camt.", "remt.", "admi.", "acmt.", "auth.", "reda."}) {
        for (std::size_t at = text.find(area); at != std::string_view::npos;
             at = text.find(area, at + 1)) {
            const std::string_view name = text.substr(at, shortest);
            if (name.size() < shortest || !all_digits(name.substr(5, 3)) || name[8] != '.' ||
                !all_digits(name.substr(9, 3))) {
                continue;
            }
            if (!first.empty() && first.data() < name.data()) break;
            const bool has_version = all_digits(text.substr(std::min(at + 13, text.size()), 2));
            first = text.substr(at, has_version ? shortest + 3 : shortest);
            break;
        }
    }
    return first;
}

bool opens_element(std::string_view text, std::string_view name) {
    for (std::size_t at = text.find(name); at != std::string_view::npos;
         at = text.find(name, at + 1)) {
        if (at == 0 || (text[at - 1] != '<' && text[at - 1] != ':')) continue;
        const std::string_view after = text.substr(at + name.size(), 1);
        if (after.find_first_of("> \t\r\n/") == 0) return true;
    }
    return false;
}

}  // namespace tieout
