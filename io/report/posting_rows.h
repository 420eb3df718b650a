// Posting lines as rows of postings.csv (contracts.md 4), as CSV or as NDJSON.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/book.h"
#include "engine/posting.h"

namespace tieout {

// What a row says besides its posting.
struct PostingFacts {
    RunNo run{};
    std::string_view payment;  // id
    EntityNo entity{};
    AccountNo account = none<AccountNo>();
    Currency currency;
    std::optional<Date> value_date;
    Reason reason = Reason::nothing;
    ErpState erp_state = ErpState::pending;
    std::string_view erp_document;
    std::span<const OpenItem> new_items = {};  // behind those of the book: claims of a dry run
};

// Another name for an entity or a general-ledger account of ours; null: ours.
struct PostingNames {
    virtual ~PostingNames() = default;
    virtual std::string entity(std::string_view ours) = 0;
    virtual std::string account(std::string_view ours) = 0;
};

// How rows are spelt for people or machines.
struct PostingSpelling {
    bool is_guarded = false;  // CSV for spreadsheets
    std::string_view last;    // one more cell at the end of each CSV row, when not empty
    PostingNames* names = nullptr;
};

// The header of postings.csv with its line end.
std::string_view posting_columns();

// Appends a row a line; `lines` are those of the posting.
void put_posting_csv(
    std::string& out,
    const Book& book,
    const Posting& posting,
    std::span<const PostingLine> lines,
    const PostingFacts& facts,
    const PostingSpelling& spelling = {}
);
// The same as an object a line; numbers of posting, line and run are numbers, all else is text.
void put_posting_json(
    std::string& out,
    const Book& book,
    const Posting& posting,
    std::span<const PostingLine> lines,
    const PostingFacts& facts,
    const PostingSpelling& spelling = {}
);

// The number of a general-ledger account: our bank account's own, else the policy's of its role.
std::string_view gl_number(const Book& book, GlRole role, AccountNo account);
std::string_view entity_name(const Book& book, EntityNo no);

}  // namespace tieout
