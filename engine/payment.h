// A payment is one movement on a bank account of ours, with what its sender says it is for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/date.h"
#include "engine/money.h"
#include "engine/texts.h"

namespace tieout {

// What a movement is; only `receipt` can pay invoices. The kind gives the side (see is_credit).
enum class MovementKind : std::uint8_t {
    receipt,   // money in from a payer
    returned,  // a receipt that came back: word "return"
    reversal,  // the bank undid its own booking
    fee,       // bank charges
    sweep,     // cash concentration, zero-balance account
    transfer,  // between accounts of ours, or a summary of details reported elsewhere
    other,     // a debit or credit that is not receivables
};

enum class PaymentMethod : std::uint8_t {
    other,
    check,
    ach,
    wire,
    card,
    sepa
};

// How the line reached us: which channel reports it in detail (contracts.md 3, one receipt, once).
enum class Channel : std::uint8_t {
    statement,
    lockbox,
    ach,
    wire,
    card,
    direct_debit
};

// Whether a line stands for itself, or is only the sum of lines reported elsewhere.
enum class LineRole : std::uint8_t {
    detail,
    summary
};

// What a remittance line is about.
enum class RemittanceKind : std::uint8_t {
    invoice,
    credit,
    deduction,
    on_account
};

// One line of a remittance advice. Amounts are signed: credits and deductions are negative `net`.
// Its texts, as those of a payment and an advice, are kept by their file (IntakeFile::texts).
struct RemittanceLine {
    std::uint32_t line = 0;
    Text reference;
    RemittanceKind kind = RemittanceKind::invoice;
    Text customer;
    Text entity;
    std::optional<Minor> gross;
    Minor discount = 0;
    Minor deduction = 0;
    Text reason;
    Minor tax = 0;
    Minor withheld = 0;
    std::optional<Minor> net;  // none: the payer named the document without an amount

    friend bool operator==(const RemittanceLine&, const RemittanceLine&) = default;
};

// Advice that came apart from its money; joined by payment id, trace, or payer + total + date.
struct Remittance {
    Text remittance;
    Text payment;
    Text trace;
    Text payer_name;
    Text payer_account;
    Text entity = "main";
    Currency currency;
    std::optional<Minor> total;
    std::optional<Date> date;
    std::vector<RemittanceLine> lines;
    std::uint64_t source_line = 0;
};

// A bank movement as read from a file. `amount` is positive; `is_credit` is the bank's own side
// (credit = money in). Texts are as the bank sent them, without the padding of the format.
struct Payment {
    Text payment;  // id; empty until given or derived
    MovementKind kind = MovementKind::receipt;
    bool is_credit = true;
    LineRole role = LineRole::detail;
    Channel channel = Channel::statement;
    PaymentMethod method = PaymentMethod::other;
    Currency currency;
    Minor amount = 0;
    Date booking_date;
    std::optional<Date> value_date;
    Text original;  // id or trace of the payment that a return or reversal undoes
    Text entity;    // empty: that of the account, else main
    Text account;   // ours
    Text payer_name;
    Text payer_account;  // IBAN or routing/account
    Text customer;       // the payer's number with us, when the input states it
    Text check_number;
    Text bank_reference;
    Text trace;      // end-to-end id, UETR, TRN02: joins advice that comes apart
    Text memo;       // free text
    Text bank_code;  // the bank's own code of the movement: BAI2 type, camt BkTxCd
    Text lockbox;    // lockbox number, when the channel is lockbox
    Text batch;      // deposit or batch that reported it, for ties with summaries
    std::vector<RemittanceLine> remittance;
    std::uint64_t source_line = 0;    // line in the file, from 1
    std::uint32_t summary_items = 0;  // role summary: number of items it states, 0 not stated
};

std::string_view word_of(MovementKind kind);
std::optional<MovementKind> movement_kind_of(std::string_view word);
std::string_view word_of(PaymentMethod method);
std::optional<PaymentMethod> payment_method_of(std::string_view word);
std::string_view word_of(RemittanceKind kind);
std::optional<RemittanceKind> remittance_kind_of(std::string_view word);
std::string_view word_of(Channel channel);

}  // namespace tieout
