#include "io/report/payment_story.h"

#include <map>

#include <fmt/core.h>

#include "engine/payment_history.h"
#include "io/report/table.h"

namespace tieout {

namespace {

std::string document_of(const Book& book, ItemNo no) {
    return no == none<ItemNo>() ? std::string{} : book.item(no).document;
}

// "cash 980.00 + claim 20.00": what the payment put on an item, kind by kind.
std::string settled_words(const Book& book, const PaymentLife& life, ItemNo item) {
    const Currency currency = book.payment(life.payment).currency;
    std::string words;
    for (const PostingLine& line : life.posted) {
        if (line.account != GlRole::receivable || line.item != item) continue;
        const bool is_credit = line.side == Side::credit;
        words += fmt::format(
            "{}{} {}",
            words.empty() ? "" : " + ",
            word_of(line.kind),
            format_amount(is_credit ? line.amount : -line.amount, currency)
        );
    }
    return words;
}

std::string when_undone(const Book& book, std::uint32_t row) {
    std::string words;
    for (std::size_t i = row + 1; i < book.reviews.size(); ++i) {
        if (book.reviews[i].undoes == row + 1) words = fmt::format("undone by R{}", i + 1);
    }
    return words;
}

}  // namespace

std::string stands_text(const Book& book, const PaymentLife& life) {
    Table table;
    table.columns = {
        {"line", true}, {"document"}, {"customer"}, {"settled by"}, {"open now", true}
    };
    int number = 0;
    for (const ItemNo no : items_settled(book, life.posted)) {
        const OpenItem& item = book.item(no);
        table.rows.push_back(
            {fmt::format("{}", ++number),
             item.document,
             book.customer(item.customer).number,
             settled_words(book, life, no),
             format_amount(item.open, item.currency)}
        );
    }
    return table.rows.empty() ? std::string{} : "\nStands on\n" + as_text(table);
}

std::string postings_text(const Book& book, const PaymentLife& life) {
    const Currency currency = book.payment(life.payment).currency;
    std::string out;
    for (const PaymentDecided& decided : life.decisions) {
        const Posting& posting = decided.posting;
        if (posting.lines.empty()) continue;
        Table table;
        table.columns = {{"side"}, {"kind"}, {"document"}, {"amount", true}, {"open now", true}};
        for (const PostingLine& line : posting.lines) {
            const bool has_item = line.item != none<ItemNo>();
            table.rows.push_back(
                {std::string(word_of(line.side)),
                 std::string(word_of(line.kind)),
                 document_of(book, line.item),
                 format_amount(line.amount, currency),
                 has_item ? format_amount(book.item(line.item).open, currency) : ""}
            );
        }
        const ErpAnswer* const answer = book.answer_of(posting.number);
        out += fmt::format(
            "\nPosting {} on {}{}, for the ERP {}{}{}\n{}",
            posting.number,
            format_date(posting.posting_date),
            posting.reverses == 0 ? "" : fmt::format(", undoes posting {}", posting.reverses),
            word_of(book.erp_state_of_posting(posting.number)),
            answer == nullptr ? "" : ": ",
            answer == nullptr                     ? std::string()
            : answer->state == ErpState::accepted ? answer->document
                                                  : answer->reason,
            as_text(table)
        );
    }
    return out;
}

std::string reviews_text(const Book& book, const PaymentLife& life) {
    Table table;
    table.columns = {{"review"}, {"day"}, {"user"}, {"did"}, {"code"}, {"note"}, {"state"}};
    for (const ReviewNote& each : life.reviews) {
        const ReviewRow& row = book.reviews[each.row];
        const bool was_approved = row.proposal != none<ProposalNo>();
        std::string state = when_undone(book, each.row);
        if (was_approved) {
            state += fmt::format(
                "{}approved by {}",
                state.empty() ? "" : ", ",
                book.proposals[slot(row.proposal)].decided_by
            );
        }
        table.rows.push_back(
            {fmt::format("R{}", each.row + 1),
             format_date(row.day),
             row.user,
             std::string(word_of(row.action)) +
                 (each.entry.candidate == 0 ? ""
                                            : fmt::format(" candidate {}", each.entry.candidate)),
             each.entry.code,
             each.entry.note,
             state}
        );
    }
    return table.rows.empty() ? std::string{} : "\nWhat people did\n" + as_text(table);
}

std::string life_json(const Book& book, const PaymentLife& life) {
    const Currency currency = book.payment(life.payment).currency;
    std::string out = ",\"stands\":[";
    bool is_first = true;
    const auto comma = [&] {
        if (!is_first) out += ',';
        is_first = false;
    };
    for (const ItemNo no : items_settled(book, life.posted)) {
        comma();
        out += "{\"document\":";
        put_json_text(out, book.item(no).document);
        out += ",\"key\":";
        put_json_text(out, book.key_of(no));
        out += ",\"settled\":";
        put_json_text(out, settled_words(book, life, no));
        out += fmt::format(",\"open\":\"{}\"}}", format_amount(book.item(no).open, currency));
    }
    out += "],\"postings\":[";
    is_first = true;
    for (const PaymentDecided& decided : life.decisions) {
        if (decided.posting.lines.empty()) continue;
        comma();
        out += fmt::format(
            "{{\"posting\":{},\"date\":\"{}\",\"reverses\":{},\"erp_status\":\"{}\",\"lines\":[",
            decided.posting.number,
            format_date(decided.posting.posting_date),
            decided.posting.reverses,
            word_of(book.erp_state_of_posting(decided.posting.number))
        );
        for (std::size_t i = 0; i < decided.posting.lines.size(); ++i) {
            const PostingLine& line = decided.posting.lines[i];
            out += fmt::format(
                "{}{{\"side\":\"{}\",\"kind\":\"{}\",\"document\":",
                i == 0 ? "" : ",",
                word_of(line.side),
                word_of(line.kind)
            );
            put_json_text(out, document_of(book, line.item));
            out += fmt::format(",\"amount\":\"{}\"}}", format_amount(line.amount, currency));
        }
        out += "]}";
    }
    out += "],\"reviews\":[";
    is_first = true;
    for (const ReviewNote& each : life.reviews) {
        comma();
        const ReviewRow& row = book.reviews[each.row];
        out += fmt::format(
            "{{\"review\":\"R{}\",\"day\":\"{}\",\"action\":\"{}\",\"user\":",
            each.row + 1,
            format_date(row.day),
            word_of(row.action)
        );
        put_json_text(out, row.user);
        out += ",\"code\":";
        put_json_text(out, each.entry.code);
        out += ",\"note\":";
        put_json_text(out, each.entry.note);
        out += "}";
    }
    return out + "]";
}

}  // namespace tieout
