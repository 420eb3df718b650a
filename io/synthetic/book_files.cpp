#include "io/synthetic/book_files.h"

#include <array>

#include <fmt/format.h>

#include "io/report/table.h"
#include "io/synthetic/billing.h"

namespace tieout {

namespace {

template <class... Values>
void put_to(std::string& text, fmt::format_string<Values...> shape, Values&&... values) {
    fmt::format_to(std::back_inserter(text), shape, std::forward<Values>(values)...);
}

std::string cell(std::string_view text) {
    std::string quoted;
    put_csv_cell(quoted, text);
    return quoted;
}

std::string text_of(std::string_view text) {
    std::string quoted;
    put_json_text(quoted, text);
    return quoted;
}

std::string amount_of(Minor amount) {
    return with_mark(amount, '.');
}

// What is known of a line: the payer states a deduction only with a reason.
struct Stated {
    Minor gross = 0;
    Minor deduction = 0;
    bool has_difference = false;
};

Stated stated_of(const MadeLine& line) {
    const Minor deduction = line.reason.empty() ? 0 : line.deduction;
    return {line.net + line.discount + deduction, deduction, line.discount > 0 || deduction > 0};
}

bool is_credit(const MadeBook& book, const MadeLine& line) {
    return book.items[line.item].kind == ItemKind::credit_memo;
}

void put_payment_lines(std::string& text, const MadeBook& book, const MadePayment& payment) {
    text += ",\"remittance\":[";
    for (std::size_t i = 0; i < payment.lines.size(); ++i) {
        const MadeLine& line = payment.lines[i];
        const Stated stated = stated_of(line);
        put_to(text, "{}{{\"reference\":{}", i == 0 ? "" : ",", text_of(line.shown));
        if (is_credit(book, line)) text += ",\"kind\":\"credit\"";
        if (stated.has_difference) {
            put_to(
                text,
                ",\"gross\":\"{}\",\"discount\":\"{}\"",
                amount_of(stated.gross),
                amount_of(line.discount)
            );
        }
        if (stated.deduction > 0) {
            put_to(
                text,
                ",\"deduction\":\"{}\",\"reason\":\"{}\"",
                amount_of(stated.deduction),
                line.reason
            );
        }
        put_to(text, ",\"net\":\"{}\"}}", amount_of(line.net));
    }
    text += ']';
}

void put_payment(std::string& text, const MadeBook& book, const MadePayment& payment) {
    const bool euro = payment.currency.letters() == "EUR";
    const OurMadeAccount account = made_account_of(MadeFormat::payments, euro);
    put_to(
        text,
        "{{\"kind\":\"{}\",\"account\":\"{}\",\"booking_date\":\"{}\",\"currency\":\"{}\","
        "\"amount\":\"{}\",\"method\":\"{}\",\"payer_name\":{},\"payer_account\":{}",
        word_of(payment.kind),
        account.number,
        format_date(payment.day),
        payment.currency.letters(),
        amount_of(payment.amount),
        euro ? "sepa" : "ach",
        text_of(payment.name),
        text_of(payment.account)
    );
    const auto put = [&](const char* name, std::string_view value) {
        if (!value.empty()) put_to(text, ",\"{}\":{}", name, text_of(value));
    };
    put("bank_reference", payment.reference);
    put(payment.kind == MovementKind::returned ? "original" : "trace", payment.trace);
    put("memo", payment.memo);
    if (payment.has_lines) put_payment_lines(text, book, payment);
    text += "}\n";
}

// What an advice can name that the bank's file says too: a check by its number; other payments by
// the trace where the format carries one, else payer, total and day must do.
std::string_view trace_at_bank(const MadePayment& payment) {
    switch (payment.format) {
        case MadeFormat::lockbox: return payment.check_number;
        case MadeFormat::nacha:
        case MadeFormat::csv: return {};
        default: return payment.trace;
    }
}

}  // namespace

MadeFile write_payments(const MadeBook& book, MadePayments payments, MadePayments again) {
    MadeFile file{"payments.ndjson", {}, {again.begin(), again.end()}};
    file.payments.insert(file.payments.end(), payments.begin(), payments.end());
    for (const std::uint32_t no : file.payments)
        put_payment(file.text, book, book.payments[no]);
    return file;
}

std::string write_entities() {
    return "entity,name,base_currency,time_zone,calendar\n"
           "US01,Harbor Supply Co.,USD,America/New_York,US\n"
           "EU01,Hafen Handel GmbH,EUR,Europe/Berlin,DE\n";
}

std::string write_accounts(const MadeBook& book) {
    std::string text = "account,entity,currency,role,lockbox\n";
    const auto put = [&](const OurMadeAccount& account) {
        put_to(
            text,
            "{},{},{},{},{}\n",
            account.number,
            account.entity,
            account.currency,
            account.role,
            account.lockbox
        );
    };
    std::array<std::array<bool, 2>, static_cast<std::size_t>(MadeFormat::count)> seen{};
    for (const MadeCustomer& customer : book.customers)
        seen.at(static_cast<std::size_t>(customer.format)).at(is_euro(customer) ? 1 : 0) = true;
    for (std::size_t format = 0; format < seen.size(); ++format) {
        for (const bool euro : {false, true}) {
            if (!seen.at(format).at(euro ? 1 : 0)) continue;
            put(made_account_of(static_cast<MadeFormat>(format), euro));
            if (static_cast<MadeFormat>(format) == MadeFormat::lockbox) put(made_line_lockbox());
        }
    }
    return text;
}

std::string write_customers(const MadeBook& book) {
    std::string text = "customer,name,entity,parent,country,currency,terms,bank_accounts\n";
    for (const MadeCustomer& customer : book.customers) {
        std::string accounts;
        for (const MadeAccount& account : customer.accounts) {
            if (account.is_known) accounts += (accounts.empty() ? "" : "|") + account.number;
        }
        put_to(
            text,
            "{},{},{},{},{},{},{},{}\n",
            customer.number,
            cell(customer.name),
            entity_of(customer),
            customer.parent == no_index ? "" : book.customers[customer.parent].number,
            customer.country,
            customer.currency.letters(),
            customer.terms(),
            accounts
        );
    }
    return text;
}

std::string write_items(const MadeBook& book, std::size_t first, std::size_t end) {
    std::string text =
        "document,customer,entity,kind,currency,amount,invoice_date,due_date,terms,discount_date,"
        "discount_amount,purchase_order,applies_to\n";
    for (std::size_t no = first; no < end; ++no) {
        const MadeItem& item = book.items[no];
        const MadeCustomer& customer = book.customers[item.customer];
        const bool credit = item.kind == ItemKind::credit_memo;
        put_to(
            text,
            "{},{},{},{},{},{},{},{},{},{},{},{},{}\n",
            item.document,
            customer.number,
            entity_of(customer),
            word_of(item.kind),
            customer.currency.letters(),
            amount_of(item.amount),
            format_date(item.invoice_date),
            format_date(item.due_date),
            credit ? "" : customer.terms(),
            item.discount > 0 ? format_date(item.discount_date) : "",
            item.discount > 0 ? amount_of(item.discount) : "",
            item.purchase_order,
            item.applies_to == no_index ? "" : book.items[item.applies_to].document
        );
    }
    return text;
}

std::string write_remittances(const MadeBook& book, MadePayments payments) {
    std::string text;
    for (const std::uint32_t no : payments) {
        const MadePayment& payment = book.payments[no];
        if (!payment.has_advice || payment.kind != MovementKind::receipt) continue;
        if (text.empty()) {
            text =
                "remittance,trace,payer_name,total,date,line,reference,kind,currency,gross,"
                "discount,"
                "deduction,reason,net\n";
        }
        for (std::size_t i = 0; i < payment.lines.size(); ++i) {
            const MadeLine& line = payment.lines[i];
            const Stated stated = stated_of(line);
            put_to(
                text,
                "ADV-{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n",
                no + 1,
                trace_at_bank(payment),
                cell(payment.name),
                amount_of(payment.amount),
                format_date(payment.day),
                i + 1,
                cell(line.shown),
                is_credit(book, line) ? "credit" : "invoice",
                payment.currency.letters(),
                stated.has_difference ? amount_of(stated.gross) : "",
                line.discount > 0 ? amount_of(line.discount) : "",
                stated.deduction > 0 ? amount_of(stated.deduction) : "",
                line.reason,
                amount_of(line.net)
            );
        }
    }
    return text;
}

std::string write_truth(const MadeBook& book) {
    std::string text = "payment,document,kind,amount,open_after,cash,discount,deduction\n";
    for (const MadePayment& payment : book.payments) {
        if (payment.kind != MovementKind::receipt || has(payment.traits, Trait::returned)) continue;
        if (payment.lines.empty() || payment.is_again) {
            put_to(text, "{},,,,,,,\n", payment.id);
            continue;
        }
        for (const MadeLine& line : payment.lines) {
            // What a second payment leaves depends on what became of the first.
            const MadeItem& item = book.items[line.item];
            const bool is_first = line.cleared + line.left == item.amount;
            put_to(
                text,
                "{},{},{},{},{},{},{},{}\n",
                payment.id,
                item.document,
                word_of(item.kind),
                line.is_exact ? amount_of(line.cleared) : "",
                line.is_exact && is_first ? amount_of(line.left) : "",
                amount_of(line.net),
                amount_of(line.discount),
                amount_of(line.deduction)
            );
        }
    }
    return text;
}

std::string write_traits(const MadeBook& book) {
    std::string text = "payment,booking_date,currency,amount,left,source,traits\n";
    for (const MadePayment& payment : book.payments) {
        put_to(
            text,
            "{},{},{},{},{},{},{}|from_{}\n",
            payment.id,
            format_date(payment.day),
            payment.currency.letters(),
            amount_of(payment.amount),
            amount_of(payment.left_over()),
            word_of(payment.format),
            words_of(payment.traits),
            word_of(payment.format)
        );
    }
    return text;
}

}  // namespace tieout
