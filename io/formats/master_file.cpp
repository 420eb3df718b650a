#include "io/formats/master_file.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "io/formats/fields.h"
#include "io/formats/row_cells.h"
#include "io/formats/rows.h"

namespace tieout {

namespace {

constexpr std::array<std::string_view, 8> entity_names{
    "entity", "name", "base_currency", "time_zone", "calendar", "address", "tax_id", "language"
};
constexpr std::array<std::string_view, 7> account_names{
    "account", "entity", "currency", "role", "cash_source", "lockbox", "gl"
};
constexpr std::array<std::string_view, 16> customer_names{
    "customer",
    "name",
    "entity",
    "parent",
    "country",
    "currency",
    "language",
    "address",
    "email",
    "credit_limit",
    "terms",
    "procedure",
    "segment",
    "owner",
    "aliases",
    "bank_accounts"
};

enum ItemColumn : std::uint8_t {
    i_document,
    i_customer,
    i_entity,
    i_key,
    i_instalment,
    i_kind,
    i_currency,
    i_amount,
    i_open_amount,
    i_invoice_date,
    i_due_date,
    i_terms,
    i_discount_date,
    i_discount_amount,
    i_tax_amount,
    i_tax_code,
    i_purchase_order,
    i_references,
    i_applies_to,
    i_site,
    i_disputed_amount,
    i_cleared_date,
    i_count
};

constexpr std::array<std::string_view, i_count> item_names{"document",        "customer",
                                                           "entity",          "key",
                                                           "instalment",      "kind",
                                                           "currency",        "amount",
                                                           "open_amount",     "invoice_date",
                                                           "due_date",        "terms",
                                                           "discount_date",   "discount_amount",
                                                           "tax_amount",      "tax_code",
                                                           "purchase_order",  "references",
                                                           "applies_to",      "site",
                                                           "disputed_amount", "cleared_date"};
constexpr std::array<std::string_view, 5> control_names{
    "entity", "account", "currency", "date", "balance"
};
constexpr std::array<std::string_view, 4> sales_names{
    "entity", "currency", "month", "credit_sales"
};

constexpr std::uint64_t bit(std::size_t column) {
    return std::uint64_t{1} << column;
}

std::string or_main(std::string entity) {
    return entity.empty() ? std::string("main") : entity;
}

MasterRecord read_entity(RowCells& cells, Currency) {
    EntityRecord record;
    record.entity = cells.required(0);
    cells.read(1, record.name);
    if (cells.has(2)) record.base_currency = cells.currency(2, {});
    cells.read(3, record.time_zone);
    cells.read(4, record.calendar);
    cells.read(5, record.address);
    cells.read(6, record.tax_id);
    cells.read(7, record.language);
    return record;
}

MasterRecord read_account(RowCells& cells, Currency otherwise) {
    AccountRecord record;
    record.account = cells.required(0);
    record.entity = or_main(cells.text(1));
    record.currency = cells.currency(2, otherwise);
    if (cells.has(3)) cells.read(3, record.role);
    cells.read(4, record.cash_source);
    cells.read(5, record.lockbox);
    cells.read(6, record.gl);
    return record;
}

MasterRecord read_customer(RowCells& cells, Currency otherwise) {
    CustomerRecord record;
    record.customer = cells.required(0);
    cells.read(1, record.name);
    record.entity = or_main(cells.text(2));
    cells.read(3, record.parent);
    cells.read(4, record.country);
    record.currency = cells.has(5) ? cells.currency(5, {}) : otherwise;
    cells.read(6, record.language);
    cells.read(7, record.address);
    cells.read(8, record.email);
    if (cells.has(9)) {
        const Currency currency = cells.currency(5, otherwise);
        if (!currency.is_none()) record.credit_limit = cells.amount(9, currency, false);
    }
    cells.read(10, record.terms);
    cells.read(11, record.procedure);
    cells.read(12, record.segment);
    cells.read(13, record.owner);
    record.aliases = cells.list(14);
    record.bank_accounts = cells.list(15);
    return record;
}

void read_item_amounts(RowCells& cells, ItemRecord& record) {
    const Currency currency = record.currency;
    if (!cells.has(i_amount)) cells.fault(i_amount, "F_MISSING", "an amount expected");
    if (currency.is_none()) return;
    record.amount = cells.amount(i_amount, currency, false).value_or(0);
    record.open_amount = cells.amount(i_open_amount, currency, false).value_or(record.amount);
    record.discount_amount = cells.amount(i_discount_amount, currency, false).value_or(0);
    record.tax_amount = cells.amount(i_tax_amount, currency, false).value_or(0);
    record.disputed_amount = cells.amount(i_disputed_amount, currency, false).value_or(0);
    for (const auto& [column, part] :
         {std::pair{i_open_amount, record.open_amount},
          std::pair{i_discount_amount, record.discount_amount},
          std::pair{i_tax_amount, record.tax_amount},
          std::pair{i_disputed_amount, record.disputed_amount}}) {
        if (part <= record.amount) continue;
        cells.fault(column, "F_AMOUNT", "no more than the amount expected");
    }
}

MasterRecord read_item(RowCells& cells, Currency otherwise) {
    ItemRecord record;
    record.document = cells.required(i_document);
    record.customer = cells.required(i_customer);
    record.entity = or_main(cells.text(i_entity));
    cells.read(i_key, record.key);
    record.instalment = cells.number(i_instalment, 1);
    if (cells.has(i_kind)) {
        const auto kind = item_kind_of(cells.raw(i_kind));
        const bool known = kind && *kind != ItemKind::claim;
        if (!known) {
            cells.fault(
                i_kind, "F_WORD", "invoice, debit_memo, credit_memo or on_account expected"
            );
        }
        record.kind = known ? *kind : ItemKind::invoice;
    }
    record.currency = cells.currency(i_currency, otherwise);
    read_item_amounts(cells, record);
    record.invoice_date = cells.date(i_invoice_date);
    record.due_date = cells.date(i_due_date);
    cells.read(i_terms, record.terms);
    record.discount_date = cells.date(i_discount_date);
    cells.read(i_tax_code, record.tax_code);
    cells.read(i_purchase_order, record.purchase_order);
    record.references = cells.list(i_references);
    cells.read(i_applies_to, record.applies_to);
    cells.read(i_site, record.site);
    record.cleared_date = cells.date(i_cleared_date);
    return record;
}

MasterRecord read_control(RowCells& cells, Currency otherwise) {
    ControlRecord record;
    record.entity = or_main(cells.text(0));
    cells.read(1, record.account);
    record.currency = cells.currency(2, otherwise);
    record.date = cells.required_date(3);
    if (!cells.has(4)) cells.fault(4, "F_MISSING", "an amount expected");
    if (!record.currency.is_none()) {
        record.balance = cells.amount(4, record.currency, true).value_or(0);
    }
    return record;
}

MasterRecord read_sales(RowCells& cells, Currency otherwise) {
    SalesRecord record;
    record.entity = or_main(cells.text(0));
    record.currency = cells.currency(1, otherwise);
    const std::string month = cells.text(2);
    Result<Date> first = parse_date(month.size() == 7 ? month + "-01" : month);
    if (!first) cells.fault(2, "F_DATE", "a month such as 2026-03 expected");
    record.month = first ? *first : Date{};
    if (!cells.has(3)) cells.fault(3, "F_MISSING", "an amount expected");
    if (!record.currency.is_none()) {
        record.credit_sales = cells.amount(3, record.currency, true).value_or(0);
    }
    return record;
}

using ReadRecord = MasterRecord (*)(RowCells&, Currency);

struct Kind {
    std::string_view name;
    RowShape shape;
    ReadRecord read;
};

const std::array<Kind, 6>& kinds() {
    static const std::array<Kind, 6> all{{
        {"entities", {entity_names, 0, 0, {}, nullptr}, read_entity},
        {"accounts", {account_names, 0, 0, {}, nullptr}, read_account},
        {"customers", {customer_names, bit(14) | bit(15), bit(9), {}, nullptr}, read_customer},
        {"items",
         {item_names,
          bit(i_references),
          bit(i_amount) | bit(i_open_amount) | bit(i_discount_amount) | bit(i_tax_amount) |
              bit(i_disputed_amount),
          {},
          nullptr},
         read_item},
        {"control", {control_names, 0, bit(4), {}, nullptr}, read_control},
        {"sales", {sales_names, 0, bit(3), {}, nullptr}, read_sales},
    }};
    return all;
}

void read_slice(
    const RowFile& rows,
    std::size_t slice,
    const Kind& kind,
    Currency currency,
    std::pair<std::vector<MasterRow>&, FaultList&> read
) {
    const auto reader = row_reader(rows, slice, kind.shape, read.second);
    RowBlock block(kind.shape);
    RowCells cells(block, kind.shape, read.second);
    read.first.reserve(static_cast<std::size_t>(rows.slices[slice].lines));
    while (reader->next(block)) {
        for (std::size_t row = 0; row < block.size(); ++row) {
            cells.begin(row);
            MasterRecord record = kind.read(cells, currency);
            if (cells.is_readable()) read.first.push_back({std::move(record), cells.line()});
        }
    }
}

}  // namespace

std::string_view kind_of_columns(const std::vector<std::string>& names) {
    const auto has = [&](std::string_view name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (has("credit_sales")) return "sales";
    if (has("balance")) return "control";
    if (has("document")) return "items";
    if (has("booking_date") || (has("value_date") && has("amount"))) return "payments";
    const bool names_payment = has("payment") || has("trace") || has("payer_name");
    if (has("remittance") || has("reference") || (has("lines") && names_payment)) {
        return "remittances";
    }
    if (has("account")) return "accounts";
    if (has("customer")) return "customers";
    if (has("entity")) return "entities";
    return {};
}

Result<MasterFile> read_master_data(
    const Source& source, const MasterOptions& options, Parallel& parallel
) {
    Result<RowFile> rows = open_rows(source, parallel);
    if (!rows) return tl::make_unexpected(std::move(rows).error());
    const std::vector<std::string> names =
        rows->is_json ? first_json_names(source.text()) : rows->header.names;
    const std::string_view wanted =
        options.kind.empty() ? kind_of_columns(names) : std::string_view(options.kind);
    const auto kind = std::find_if(kinds().begin(), kinds().end(), [&](const Kind& each) {
        return each.name == wanted;
    });
    if (kind == kinds().end()) {
        return tl::make_unexpected(Error{
            options.kind.empty() ? ErrorKind::input : ErrorKind::usage,
            "F_KIND",
            fmt::format(
                "entities, accounts, customers, items, control or sales expected, found {}",
                wanted.empty() ? "columns of none of them" : wanted
            ),
            source.place(source.first_line(), 1)
        });
    }
    std::vector<std::vector<MasterRow>> parts(rows->slices.size());
    std::vector<FaultList> faults(rows->slices.size(), FaultList(source.name()));
    parallel.for_each(rows->slices.size(), [&](std::size_t i) {
        read_slice(*rows, i, *kind, options.currency, {parts[i], faults[i]});
    });
    MasterFile file;
    file.name = source.name();
    file.kind = kind->name;
    std::size_t count = 0;
    for (const auto& part : parts)
        count += part.size();
    file.rows.reserve(count);
    FaultList all(source.name());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::move(parts[i].begin(), parts[i].end(), std::back_inserter(file.rows));
        std::vector<MasterRow>().swap(parts[i]);
        all.append(std::move(faults[i]));
    }
    file.faults = all.take();
    return file;
}

}  // namespace tieout
