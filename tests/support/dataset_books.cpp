#include "tests/support/dataset_books.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <fmt/format.h>

namespace tieout {

namespace {

std::string read_all(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char letter : text) {
        if (letter == '"') out += '"';
        out += letter;
    }
    return out + '"';
}

std::int64_t cents_of(const std::string& text) {
    const std::size_t point = text.find('.');
    std::int64_t cents = std::stoll(text.substr(0, point)) * 100;
    if (point == std::string::npos) return cents;
    std::string decimals = text.substr(point + 1) + "000";
    cents += std::stoll(decimals.substr(0, 2));
    return cents + (decimals[2] >= '5' ? 1 : 0);
}

std::string amount_of(std::int64_t cents) {
    return fmt::format("{}.{:02}", cents / 100, cents % 100);
}

namespace {

// The records of a lockbox file, padded to one width and counted.
class LockboxText {
public:
    explicit LockboxText(std::size_t width) : width_(width) {}

    void put(std::string line) {
        line.resize(width_, ' ');
        text_ += line + '\n';
        ++records_;
    }

    std::size_t records() const { return records_; }

    std::string take() { return std::move(text_); }

private:
    std::size_t width_;
    std::string text_;
    std::size_t records_ = 0;
};

struct Cheque {
    std::string customer;
    std::string number;
    std::string date;
    std::int64_t cents = 0;
    std::string orders;
};

std::string short_date(const std::string& date) {
    return date.substr(2, 2) + date.substr(5, 2) + date.substr(8, 2);
}

std::string lockbox_of(const std::vector<Cheque>& cheques, LockboxShape shape) {
    const bool wide = shape == LockboxShape::wide;
    LockboxText out(wide ? 300 : 80);
    const std::string last_date = short_date(cheques.back().date);
    out.put(
        "100"
        "0121042882"
        "0021000021" +
        last_date + "0800"
    );
    out.put(
        std::string("2"
                    "0121042882"
                    "0021000021"
                    "0000000001"
                    "400") +
        (wide ? "30003001" : "08000801")
    );
    std::size_t batch = 0;
    std::int64_t total = 0;
    for (std::size_t first = 0; first < cheques.size();) {
        std::size_t last = first;
        while (last < cheques.size() && cheques[last].date == cheques[first].date)
            ++last;
        ++batch;
        const std::string date = short_date(cheques[first].date);
        out.put(fmt::format("5{:03}0000022222{}", batch, date));
        std::int64_t sum = 0;
        for (std::size_t i = first; i < last; ++i) {
            const Cheque& cheque = cheques[i];
            sum += cheque.cents;
            std::string line = fmt::format(
                "6{:03}{:03}{:010}021000021{:0>10}{:>10}",
                batch,
                i - first + 1,
                cheque.cents,
                cheque.customer,
                cheque.number
            );
            if (wide) {
                line.resize(87, ' ');
                line += date + fmt::format("{:<30}", "CUSTOMER " + cheque.customer);
            }
            out.put(line);
        }
        total += sum;
        out.put(fmt::format(
            "7{:03}{:03}0022222{}{:03}{:010}", batch, last - first, date, last - first, sum
        ));
        first = last;
    }
    out.put(fmt::format("8{:03}0000022222{}{:04}{:010}", batch, last_date, cheques.size(), total));
    out.put(fmt::format("9{:06}", out.records() + 1));
    return out.take();
}

}  // namespace

std::vector<std::vector<std::string>> dataset_rows(const std::string& path) {
    const std::string text = read_all(path);
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> row(1);
    bool in_quotes = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        if (in_quotes) {
            if (letter == '"' && i + 1 < text.size() && text[i + 1] == '"') {
                row.back() += '"';
                ++i;
            } else if (letter == '"') {
                in_quotes = false;
            } else {
                row.back() += letter;
            }
        } else if (letter == '"') {
            in_quotes = true;
        } else if (letter == ',') {
            row.emplace_back();
        } else if (letter == '\n') {
            rows.push_back(std::move(row));
            row.assign(1, {});
        } else if (letter != '\r') {
            row.back() += letter;
        }
    }
    if (!rows.empty()) rows.erase(rows.begin());
    return rows;
}

std::optional<DatasetBook> classicmodels_book(const std::string& folder, LockboxShape shape) {
    const auto customers = dataset_rows(folder + "/customers.csv");
    const auto orders = dataset_rows(folder + "/orders.csv");
    const auto payments = dataset_rows(folder + "/payments.csv");
    if (customers.empty() || orders.empty() || payments.empty()) return std::nullopt;
    DatasetBook book;
    book.customers_csv = "customer,name,currency,bank_accounts\n";
    for (const auto& row : customers) {
        book.customers_csv +=
            fmt::format("{},{},USD,021000021/{:0>10}\n", row.at(0), quoted(row.at(1)), row.at(0));
    }
    book.items_csv = "document,customer,currency,amount,invoice_date,due_date\n";
    for (const auto& row : orders) {
        book.items_csv += fmt::format(
            "{},{},USD,{},{},{}\n",
            row.at(0),
            row.at(1),
            amount_of(cents_of(row.at(6))),
            row.at(2),
            row.at(3)
        );
        ++book.items;
    }
    std::vector<Cheque> cheques;
    for (const auto& row : payments) {
        // The field of a check number has ten columns; one cheque has eleven characters.
        const std::string number =
            row.at(1).substr(row.at(1).size() > 10 ? row.at(1).size() - 10 : 0);
        cheques.push_back({row.at(0), number, row.at(2), cents_of(row.at(3)), row.at(5)});
    }
    std::stable_sort(cheques.begin(), cheques.end(), [](const Cheque& a, const Cheque& b) {
        return a.date < b.date;
    });
    book.truth_csv = "check_number,document\n";
    for (const Cheque& cheque : cheques) {
        std::string list = cheque.orders + '|';
        std::replace(list.begin(), list.end(), ' ', '|');
        std::replace(list.begin(), list.end(), ';', '|');
        std::replace(list.begin(), list.end(), '+', '|');
        for (std::size_t at = 0; at < list.size();) {
            const std::size_t end = list.find('|', at);
            if (end > at) {
                book.truth_csv += cheque.number + ',' + list.substr(at, end - at) + '\n';
            }
            at = end + 1;
        }
    }
    book.bank_file = lockbox_of(cheques, shape);
    book.bank_file_name =
        shape == LockboxShape::wide ? "classicmodels-300.bai" : "classicmodels.bai";
    book.payments = cheques.size();
    return book;
}

namespace {

std::string long_date(const std::string& date) {
    return date.substr(0, 4) + '-' + date.substr(4, 2) + '-' + date.substr(6, 2);
}

std::string renamed_currency(const std::string& letters) {
    return letters == "JPY" ? "CNY" : letters == "KRW" ? "THB" : letters;
}

// "[1, 2, 3]" as numbers.
std::vector<std::size_t> numbers_of(const std::string& list) {
    std::vector<std::size_t> numbers;
    for (std::size_t at = 0; at < list.size(); ++at) {
        if (list[at] < '0' || list[at] > '9') continue;
        std::size_t used = 0;
        numbers.push_back(std::stoull(list.substr(at), &used));
        at += used;
    }
    return numbers;
}

}  // namespace

std::optional<DatasetBook> pay_to_inv_book(const std::string& folder) {
    const auto invoices = dataset_rows(folder + "/invoices.csv");
    const auto payments = dataset_rows(folder + "/payments.csv");
    const auto matches = dataset_rows(folder + "/matches.csv");
    if (invoices.empty() || payments.empty() || matches.empty()) return std::nullopt;
    DatasetBook book;
    std::map<std::string, std::string> names;
    book.items_csv = "document,customer,key,currency,amount,invoice_date,due_date,references\n";
    for (const auto& row : invoices) {
        names[row.at(8)] = row.at(9);
        book.items_csv += fmt::format(
            "{},{},I{},{},{},{},{},{}\n",
            row.at(4),
            row.at(8),
            row.at(0),
            renamed_currency(row.at(10)),
            amount_of(cents_of(row.at(11))),
            long_date(row.at(12)),
            long_date(row.at(13)),
            quoted(row.at(6) + '|' + row.at(7))
        );
    }
    book.customers_csv = "customer,name\n";
    for (const auto& [number, name] : names) {
        book.customers_csv += number + ',' + quoted(name) + '\n';
    }
    book.bank_file = "payment,booking_date,currency,amount,method,payer_name,payer_account,memo\n";
    for (const auto& row : payments) {
        book.bank_file += fmt::format(
            "B{},{},{},{},wire,{},{},{}\n",
            row.at(0),
            long_date(row.at(6)),
            renamed_currency(row.at(5)),
            amount_of(cents_of(row.at(4))),
            quoted(row.at(1)),
            row.at(2),
            quoted(row.at(3))
        );
    }
    book.truth_csv = "payment,document\n";
    for (const auto& row : matches) {
        for (const std::size_t payment : numbers_of(row.at(4))) {
            for (const std::size_t invoice : numbers_of(row.at(3))) {
                book.truth_csv += fmt::format("B{},I{}\n", payment, invoice);
            }
        }
    }
    book.policy =
        "[difference]\nunder_tolerance_minor = 20000\nunder_tolerance_bp = 1\n"
        "over_tolerance_minor = 1\nover_tolerance_bp = 1\n";
    book.bank_file_name = "pay_to_inv.csv";
    book.payments = payments.size();
    book.items = invoices.size();
    return book;
}

}  // namespace tieout
