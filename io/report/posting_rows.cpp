#include "io/report/posting_rows.h"

#include <array>

#include <fmt/format.h>

#include "io/report/csv_line.h"
#include "io/report/table.h"

namespace tieout {

namespace {

constexpr std::array<std::string_view, 21> columns{
    "posting",    "line",     "run",    "payment",     "entity",   "customer",   "document",
    "key",        "kind",     "side",   "account",     "currency", "amount",     "posting_date",
    "value_date", "reverses", "reason", "base_amount", "rate",     "erp_status", "erp_document"
};

// One object of NDJSON, member by member in the order of the columns.
class JsonLine {
public:
    explicit JsonLine(std::string& out) : out_(out) {}

    JsonLine& cell(std::string_view text) {
        name();
        put_json_text(out_, text);
        return *this;
    }

    JsonLine& number(std::uint64_t value) {
        name();
        fmt::format_to(std::back_inserter(out_), "{}", value);
        return *this;
    }

    void end() { out_ += "}\n"; }

private:
    void name() {
        fmt::format_to(
            std::back_inserter(out_), "{}\"{}\":", at_ == 0 ? '{' : ',', columns.at(at_)
        );
        ++at_;
    }

    std::string& out_;
    std::size_t at_ = 0;
};

template <class Line>
void put_cells(
    Line& row,
    const Book& book,
    const Posting& posting,
    std::uint64_t number,
    const PostingLine& each,
    const PostingFacts& facts,
    PostingNames* names
) {
    const bool has_item = each.item != none<ItemNo>();
    const bool is_old = has_item && slot(each.item) < book.items.size();
    const OpenItem* const item = is_old     ? &book.item(each.item)
                                 : has_item ? &facts.new_items[slot(each.item) - book.items.size()]
                                            : nullptr;
    const CustomerNo owes = has_item ? item->customer : posting.customer;
    std::string_view entity = entity_name(book, facts.entity);
    std::string_view account = gl_number(book, each.account, facts.account);
    std::string other_entity;
    std::string other_account;
    if (names != nullptr) {
        entity = other_entity = names->entity(entity);
        account = other_account = names->account(account);
    }
    row.number(posting.number)
        .number(number)
        .number(slot(facts.run) + 1)
        .cell(facts.payment)
        .cell(entity)
        .cell(owes == none<CustomerNo>() ? std::string_view{} : book.customer(owes).number)
        .cell(has_item ? std::string_view(item->document) : "")
        .cell(has_item ? book.key_of(*item) : std::string{})
        .cell(word_of(each.kind))
        .cell(word_of(each.side))
        .cell(account)
        .cell(facts.currency.letters())
        .cell(format_amount(each.amount, facts.currency))
        .cell(format_date(posting.posting_date))
        .cell(format_date(facts.value_date))
        .cell(posting.reverses == 0 ? std::string{} : fmt::format("{}", posting.reverses))
        .cell(word_of(facts.reason))
        .cell("")
        .cell("")
        .cell(word_of(facts.erp_state))
        .cell(facts.erp_document);
}

}  // namespace

std::string_view posting_columns() {
    static const std::string header = [] {
        std::string line;
        for (const std::string_view column : columns)
            line.append(line.empty() ? "" : ",").append(column);
        return line + '\n';
    }();
    return header;
}

void put_posting_csv(
    std::string& out,
    const Book& book,
    const Posting& posting,
    std::span<const PostingLine> lines,
    const PostingFacts& facts,
    const PostingSpelling& spelling
) {
    std::uint64_t number = 0;
    for (const PostingLine& each : lines) {
        CsvLine row(out, spelling.is_guarded);
        put_cells(row, book, posting, ++number, each, facts, spelling.names);
        if (!spelling.last.empty()) row.cell(spelling.last);
        row.end();
    }
}

void put_posting_json(
    std::string& out,
    const Book& book,
    const Posting& posting,
    std::span<const PostingLine> lines,
    const PostingFacts& facts,
    const PostingSpelling& spelling
) {
    std::uint64_t number = 0;
    for (const PostingLine& each : lines) {
        JsonLine row(out);
        put_cells(row, book, posting, ++number, each, facts, spelling.names);
        row.end();
    }
}

std::string_view entity_name(const Book& book, EntityNo no) {
    return slot(no) < book.entities.size() ? std::string_view(book.entities[slot(no)].entity)
                                           : "main";
}

std::string_view gl_number(const Book& book, GlRole role, AccountNo account) {
    if (role == GlRole::bank && account != none<AccountNo>()) {
        const std::string_view own = book.accounts[slot(account)].gl;
        if (!own.empty()) return own;
    }
    return gl_account(book.policy, role);
}

}  // namespace tieout
