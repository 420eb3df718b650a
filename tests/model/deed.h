// A deed is one thing that happens to the books in the model test, told in plain words and numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tieout::reference {

using Cents = std::int64_t;
using Day = std::int32_t;  // whole days since 1970-01-01

enum class Act : std::uint8_t {
    customer,
    item,
    bank_file,
    order,
    approve,
    reject,
    period,
    policy
};

// What an order does with one item, named customer/document/instalment.
struct Part {
    std::string item;
    std::optional<Cents> cash;
    Cents discount = 0;
    Cents write_off = 0;
    Cents deduction = 0;
    Cents withheld = 0;
    Cents fee = 0;
};

struct AdviceLine {
    std::string reference;
    std::optional<Cents> net;
    Cents discount = 0;
    Cents deduction = 0;
};

// A line of a bank's file; with `original` it is money that went back.
struct BankLine {
    std::string id;
    std::string original;
    Cents amount = 0;
    std::string currency;
    Day booked = 0;
    std::string customer;
    std::string name;
    std::vector<AdviceLine> advice;
};

struct Deed {
    Act act = Act::order;
    std::string words;  // which kind of operation it is
    Day today = 0;
    std::string user;
    std::string customer;
    std::string parent;

    std::string document;
    std::string kind = "invoice";
    std::string currency;
    Cents amount = 0;  // of an item, or of an order
    Day dated = 0;
    Day due = 0;
    Cents discount = 0;
    Day discount_until = 0;

    std::string file;
    std::vector<BankLine> lines;
    std::string advised;  // late advice to this receipt
    bool judges_all = false;

    std::string action;
    std::string receipt;
    std::vector<Part> parts;
    Cents fee = 0;
    bool rest_on_account = false;
    bool under_exception = false;  // the order answers the open exception of its receipt
    std::uint32_t review = 0;      // to undo, from 1
    std::uint32_t candidate = 0;
    Day hold_until = 0;

    std::uint32_t proposal = 0;  // from 1
    std::string rule;
    std::string value;
};

std::string tell(const Deed& deed);

// Which actions move money or open amounts; in the order of the journal's numbers.
bool moves_money(const std::string& action);

}  // namespace tieout::reference
