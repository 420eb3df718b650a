// A small, slow model of the books: plain maps of whole cents, written from the contracts alone.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/model/deed.h"

namespace tieout::reference {

// Debits less credits by account, what they are for, and (of receivables) the item.
using Lines = std::map<std::tuple<std::string, std::string, int>, Cents>;

inline constexpr int nothing = -1;

struct Posting {
    int receipt = nothing;
    std::string customer;
    std::string currency;
    Day day = 0;
    Lines lines;
};

struct ItemChange {
    Day day = 0;
    Cents reduced = 0;
    int receipt = nothing;
};

struct Item {
    std::string customer;
    std::string document;
    std::uint32_t instalment = 1;
    std::string kind;
    std::string currency;
    Cents amount = 0;
    Cents first_open = 0;
    Cents disputed = 0;
    Cents discount = 0;
    std::optional<Day> discount_until;
    Day dated = 0;
    Day due = 0;
    std::string about;  // of a claim: the invoice
    std::vector<ItemChange> changes;
    std::optional<Day> cleared;

    bool is_credit() const { return kind == "credit_memo" || kind == "on_account"; }

    std::string key() const;
    Cents open() const;
    Cents open_on(Day day) const;
};

// Where the cents of a receipt stand.
struct Standing {
    Cents applied = 0;
    Cents adjusted = 0;
    Cents on_account = 0;
    Cents unapplied = 0;
    Cents unidentified = 0;
    Cents other = 0;
    Cents returned = 0;
    Cents refunded = 0;

    Cents free() const { return unapplied + unidentified + on_account; }

    Cents sum() const { return applied + free() + other + returned + refunded; }
};

struct Receipt {
    std::string id;
    bool is_receipt = true;
    std::string currency;
    Cents amount = 0;
    Day booked = 0;
    std::string payer;
    Lines net;  // of all its postings
    bool has_posted = false;
    int decided_by_run = 0;  // the last event of a run that decided it
    int decided = 0;         // which event decided it last
};

struct Review {
    std::string action;
    int receipt = nothing;
    std::string user;
    std::string customer;
    std::string currency;
    Day day = 0;
    Cents cash = 0;
    Cents given_up = 0;
    std::uint32_t undoes = 0;
    std::vector<Posting> postings;
    int event = 0;
};

// A set of items that a reviewer is shown, with the cash of each.
struct Candidate {
    std::string customer;
    std::vector<std::pair<int, Cents>> items;
};

struct Exception {
    int receipt = nothing;
    std::string reason;
    bool is_open = true;
    std::vector<Candidate> candidates = {};
};

struct Plan {
    std::string refused;  // why, empty when it is not
    std::vector<Posting> postings;
    std::vector<Item> opened;
    bool decides = false;  // about the receipt, with or without lines
    std::string payer;
    std::string customer;
    std::string currency;
    Cents cash = 0;
    Cents given_up = 0;
    Cents refunded = 0;
    Cents claim_closed = 0;
    std::uint32_t undoes = 0;
    int ended_dispute = nothing;
    std::string content;
    std::string needs;  // which limit it is beyond, empty when its maker may do it alone
};

struct Proposal {
    Deed order;
    std::string maker;
    std::string state = "waiting";
    std::string decided_by;
    std::string currency;
    Cents amount = 0;
    std::string content;
};

// What a run decided about a receipt, as the journal tells it.
struct Decision {
    Posting posting;
    std::string payer;
    std::string reason;
    bool opens_exception = false;
    bool is_evident = false;  // with a certificate that may post
    std::vector<Candidate> candidates;
};

// What the journal tells of one run.
struct RunFacts {
    std::vector<BankLine> taken;
    std::vector<Item> opened;
    std::vector<Decision> decisions;
    std::vector<int> closed;  // exceptions
    std::vector<Exception> loose;
};

struct AgingLine {
    std::vector<Cents> buckets = std::vector<Cents>(5);
    Cents disputed = 0;
    Cents credits = 0;
    Cents unapplied = 0;
    Cents total = 0;

    bool is_zero() const;
    friend bool operator==(const AgingLine&, const AgingLine&) = default;
};

class Model {
public:
    Model();

    // Orders of people. The plan says what the order does, or why it is refused.
    Plan plan(const Deed& deed, const std::string& maker) const;
    void carry_out(const Deed& deed, const Plan& plan, const std::string& maker);
    void propose(const Deed& deed, const Plan& plan);
    // Empty when the proposal may be approved by this user; its plan then.
    std::string approval_refused(const Deed& deed, Plan& plan) const;
    void approve(const Deed& deed, const Plan& plan);
    std::string rejection_refused(const Deed& deed) const;
    void reject(const Deed& deed);

    // Master data; the plan of an item holds what payments give back.
    std::string item_refused(const Deed& deed, Plan& plan) const;
    void take_item(const Deed& deed, const Plan& plan);
    void take_customer(const Deed& deed);

    void close_period(Day through) { closed_through = through; }

    void set_rule(const std::string& rule, const std::string& value) { rules[rule] = value; }

    // What a new receipt must become, where its advice leaves no choice; nothing else.
    std::optional<Lines> clearing_of(const BankLine& line, std::vector<Item>& claims) const;
    // What a return must post, nothing when it names no receipt that can go back.
    std::optional<Posting> giving_back(const BankLine& line) const;
    // Takes a run as the journal tells it; words when it breaks a rule, else empty.
    std::string take_run(const Deed& deed, const RunFacts& facts);

    Standing standing(int receipt) const {
        return standing_of(receipts[at(receipt)], receipts[at(receipt)].net);
    }

    Standing standing_of(const Receipt& receipt, const Lines& net) const;
    std::vector<bool> standing_reviews() const;
    int find_item(const std::string& key) const;
    int find_receipt(const std::string& id) const;
    std::string family(const std::string& customer) const;
    Day posting_day(Day day, std::optional<Day> decided = {}) const;
    bool is_locked(int receipt) const;
    int open_exception_of(int receipt) const;
    Cents rule(const std::string& name, Cents usual) const;
    Cents earned_discount(const Item& item, Day paid) const;
    std::map<std::pair<std::string, std::string>, AgingLine> aging(Day as_of) const;
    std::map<std::pair<std::string, std::string>, Cents> trial_balance() const;

    static std::size_t at(int row) { return static_cast<std::size_t>(row); }

    std::map<std::string, std::string> customers;  // number to parent
    std::vector<Item> items;
    std::vector<Receipt> receipts;
    std::vector<Review> reviews;
    std::vector<Exception> exceptions;
    std::vector<Proposal> proposals;
    std::vector<Posting> postings;
    std::map<std::string, std::string> rules;
    std::optional<Day> closed_through;

private:
    void post(const Posting& posting);
    void post_all(const Plan& plan);
    std::string take_decision(
        const Deed& deed, const RunFacts& facts, const Decision& decision, std::size_t first_new
    );
    std::string beyond_limits(const Deed& deed, const Plan& plan, const std::string& maker) const;

    int events_ = 0;
};

}  // namespace tieout::reference
