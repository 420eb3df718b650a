// Master data as the ERP sends it: entities, our bank accounts, customers and open items, in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/date.h"
#include "engine/error.h"
#include "engine/money.h"

namespace tieout {

// A legal entity of ours: who is owed. Columns of contracts.md 3, kind `entities`.
struct EntityRecord {
    std::string entity = "main";
    std::string name;
    Currency base_currency;  // none: not stated
    std::string time_zone;
    std::string calendar;
    std::string address;
    std::string tax_id;
    std::string language;
};

// A bank account of ours and what may make cash for it. Kind `accounts`.
struct AccountRecord {
    std::string account;  // IBAN or routing/account
    std::string entity = "main";
    Currency currency;
    std::string role = "operating";  // operating, lockbox, zba, card ...
    std::string cash_source;         // the format or channel whose lines make cash; empty: any
    std::string lockbox;             // lockbox number paid into this account
    std::string gl;
};

// Who owes. Kind `customers`.
struct CustomerRecord {
    std::string customer;  // number, the key
    std::string name;
    std::string entity = "main";
    std::string parent;  // number of the customer that pays for this one
    std::string country;
    Currency currency;
    std::string language;
    std::string address;
    std::string email;
    std::optional<Minor> credit_limit;
    std::string terms;
    std::string procedure;
    std::string segment;
    std::string owner;
    std::vector<std::string> aliases;
    std::vector<std::string> bank_accounts;
};

enum class ItemKind : std::uint8_t {
    invoice,
    debit_memo,
    credit_memo,
    on_account,
    claim
};

// An invoice, memo or on-account item as the ERP sends it. Kind `items`. Amounts are positive; the
// kind gives the side.
struct ItemRecord {
    std::string document;
    std::string customer;
    std::string entity = "main";
    std::string key;  // empty: customer/document/instalment
    std::uint32_t instalment = 1;
    ItemKind kind = ItemKind::invoice;
    Currency currency;
    Minor amount = 0;
    Minor open_amount = 0;
    std::optional<Date> invoice_date;
    std::optional<Date> due_date;
    std::string terms;  // "2/10n30"
    std::optional<Date> discount_date;
    Minor discount_amount = 0;
    Minor tax_amount = 0;
    std::string tax_code;
    std::string purchase_order;
    std::vector<std::string> references;
    std::string applies_to;
    std::string site;
    Minor disputed_amount = 0;
    std::optional<Date> cleared_date;
};

// What the ERP says its receivable control account holds. Kind `control`.
struct ControlRecord {
    std::string entity = "main";
    std::string account;
    Currency currency;
    Date date;
    Minor balance = 0;
};

// Credit sales of one month, for DSO and CEI. Kind `sales`. `month` is its first day.
struct SalesRecord {
    std::string entity = "main";
    Currency currency;
    Date month;
    Minor credit_sales = 0;
};

using MasterRecord = std::
    variant<EntityRecord, AccountRecord, CustomerRecord, ItemRecord, ControlRecord, SalesRecord>;

// One row with the line it stood in, so that later refusals are located too.
struct MasterRow {
    MasterRecord record;
    std::uint64_t line = 0;
};

// A file of master data, read whole: rows that could be read and faults of those that could not.
struct MasterFile {
    std::string name;
    std::string kind;  // entities, accounts, customers, items, control, sales
    std::vector<MasterRow> rows;
    std::vector<Error> faults;  // each with file, line, column
};

const char* word_of(ItemKind kind);  // "invoice", "credit_memo" ...
std::optional<ItemKind> item_kind_of(std::string_view word);

}  // namespace tieout
