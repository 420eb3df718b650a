#include "io/report/explain_report.h"

#include <fmt/core.h>

#include "engine/account_form.h"
#include "engine/question.h"
#include "io/report/candidates_json.h"
#include "io/report/table.h"

namespace tieout {

namespace {

// Hundredths of a bit as "+3.25".
std::string bits(std::int64_t centibits) {
    const std::int64_t size = centibits < 0 ? -centibits : centibits;
    return fmt::format("{}{}.{:02}", centibits < 0 ? '-' : '+', size / 100, size % 100);
}

std::string customer_of(const Book& book, CustomerNo no) {
    return no == none<CustomerNo>() ? std::string{} : book.customer(no).number;
}

std::string certificate_words(const PaymentDecided& decided) {
    const std::string others =
        fmt::format("{}{}", decided.alternatives, decided.alternatives_capped ? " or more" : "");
    switch (decided.certificate) {
        case Certificate::stated: return "the payer named the documents";
        case Certificate::unique:
            return fmt::format(
                "no other set explains the payment among all sets of up to {} items; by chance {} "
                "sets in a million payments would fit as well",
                decided.proved_k,
                decided.expected_spurious_ppm
            );
        case Certificate::ambiguous:
            return fmt::format(
                "{} other set{} the payment as well",
                others,
                decided.alternatives == 1 ? " explains" : "s explain"
            );
        case Certificate::budget: return "the search ended at its budget and proves nothing";
        case Certificate::policy: return "a rule of the policy, not evidence";
        case Certificate::none: return "no set of open items explains the payment";
    }
    return {};
}

std::string posting_text(const Book& book, const PaymentStory& story) {
    if (story.decided.posting.lines.empty()) return {};
    Table table;
    table.columns = {{"side"}, {"kind"}, {"document"}, {"amount", true}, {"open now", true}};
    const Currency currency = story.taken.currency;
    for (const PostingLine& line : story.decided.posting.lines) {
        const bool has_item = line.item != none<ItemNo>();
        table.rows.push_back(
            {std::string(word_of(line.side)),
             std::string(word_of(line.kind)),
             has_item ? book.item(line.item).document : "",
             format_amount(line.amount, currency),
             has_item ? format_amount(book.item(line.item).open, currency) : ""}
        );
    }
    const ErpAnswer* const answer = book.answer_of(story.decided.posting.number);
    return fmt::format(
        "\nPosting {} on {}, for the ERP {}{}{}\n{}",
        story.decided.posting.number,
        format_date(story.decided.posting.posting_date),
        word_of(book.erp_state_of_posting(story.decided.posting.number)),
        answer == nullptr ? "" : ": ",
        answer == nullptr                     ? std::string()
        : answer->state == ErpState::accepted ? answer->document
                                              : answer->reason,
        as_text(table)
    );
}

std::string terms_text(const PaymentDecided& decided) {
    if (decided.terms.empty()) return {};
    Table table;
    table.columns = {{"evidence"}, {"count", true}, {"bits", true}, {"running", true}};
    std::int64_t running = 0;
    for (const EvidenceTerm& term : decided.terms) {
        running += term.centibits;
        table.rows.push_back(
            {std::string(word_of(term.kind)),
             fmt::format("{}{}", term.kind == TermKind::payer_learned ? "L" : "", term.count),
             bits(term.centibits),
             bits(running)}
        );
    }
    return "\nEvidence (log2 of how much likelier if it is so)\n" + as_text(table);
}

// How a candidate differs from the best.
std::string beside_first(const Book& book, const Candidate& candidate, const Candidate& first) {
    std::string out;
    for (const ItemNo item : items_beside(candidate, first))
        out += (out.empty() ? "     with " : ", ") + book.item(item).document;
    std::string without;
    for (const ItemNo item : items_beside(first, candidate))
        without += (without.empty() ? "without " : ", ") + book.item(item).document;
    if (!without.empty()) out += (out.empty() ? "     " : "; ") + without;
    return out.empty() ? out : out + "\n";
}

// What they have in common, and what tells them apart.
std::string question_text(const Book& book, const PaymentStory& story) {
    const PaymentDecided& decided = story.decided;
    const Question question = question_of(book, decided.candidates);
    const bool is_all =
        !decided.alternatives_capped && decided.alternatives < decided.candidates.size();
    std::string out;
    for (const std::string& words :
         {common_words(book, question), words_of(book, question, story.taken.currency)}) {
        if (!words.empty()) {
            out += fmt::format("  {}{}\n", is_all ? "" : "of those shown: ", words);
        }
    }
    return out;
}

std::string candidates_text(const Book& book, const PaymentStory& story) {
    std::string out;
    int rank = 0;
    for (const Candidate& candidate : story.decided.candidates) {
        if (rank == 0) out += "\nCandidates\n";
        out += fmt::format("  {}. {}:", ++rank, customer_of(book, candidate.customer));
        for (const CandidateItem& item : candidate.items) {
            out += fmt::format(
                " {} {}",
                book.item(item.item).document,
                format_amount(item.amount, story.taken.currency)
            );
        }
        out += fmt::format(
            "  ({}, difference {}, score {} bp)\n",
            word_of(candidate.certificate),
            format_amount(candidate.difference, story.taken.currency),
            candidate.score_bp
        );
        if (rank > 1) out += beside_first(book, candidate, story.decided.candidates.front());
    }
    return out + question_text(book, story);
}

void put(std::string& out, const char* name, std::string_view value) {
    if (value.empty()) return;
    out += fmt::format("  {:<15}{}\n", name, value);
}

}  // namespace

std::string explain_text(const Book& book, const PaymentStory& story) {
    const PaymentTaken& taken = story.taken;
    const PaymentDecided& decided = story.decided;
    std::string out = fmt::format(
        "Payment {}: {} {} of {}\n",
        taken.payment,
        format_amount(taken.amount, taken.currency),
        taken.currency.letters(),
        format_date(taken.booking_date)
    );
    put(out, "kind", word_of(taken.kind));
    put(out, "payer", story.texts.get(PayerPrivate::name));
    put(out, "payer account", masked_account(story.texts.get(PayerPrivate::account)));
    put(out, "check", taken.check_number);
    put(out, "bank reference", taken.bank_reference);
    put(out, "memo", story.texts.get(PayerPrivate::memo));
    for (const RemittanceLine& line : taken.remittance) {
        put(out,
            "remittance",
            line.reference.str() +
                (line.net ? " " + format_amount(*line.net, taken.currency) : std::string{}));
    }
    put(out, "decided in", story.run);
    out += fmt::format(
        "\nStatus {}{}{}\n",
        word_of(decided.status),
        decided.reason == Reason::nothing ? "" : ", reason ",
        word_of(decided.reason)
    );
    put(out, "detail", decided.detail);
    put(out, "customer", customer_of(book, decided.payer));
    const bool is_matched = decided.status != PaymentStatus::returned;
    if (taken.kind == MovementKind::receipt && is_matched) {
        put(out, "tier", fmt::format("{}", decided.tier));
        put(out, "score", fmt::format("{} of 10000", decided.score_bp));
        put(out,
            "certificate",
            fmt::format("{}: {}", word_of(decided.certificate), certificate_words(decided)));
    }
    return out + terms_text(decided) + posting_text(book, story) + candidates_text(book, story);
}

std::string explain_json(const Book& book, const PaymentStory& story) {
    const PaymentTaken& taken = story.taken;
    const PaymentDecided& decided = story.decided;
    std::string out = "{\"payment\":";
    put_json_text(out, taken.payment);
    const auto text = [&](const char* name, std::string_view value) {
        out += fmt::format(",\"{}\":", name);
        put_json_text(out, value);
    };
    text("kind", word_of(taken.kind));
    text("currency", taken.currency.letters());
    text("amount", format_amount(taken.amount, taken.currency));
    text("booking_date", format_date(taken.booking_date));
    text("payer_name", story.texts.get(PayerPrivate::name));
    text("payer_account", masked_account(story.texts.get(PayerPrivate::account)));
    text("memo", story.texts.get(PayerPrivate::memo));
    text("status", word_of(decided.status));
    text("reason", word_of(decided.reason));
    text("detail", decided.detail);
    text("customer", customer_of(book, decided.payer));
    text("certificate", word_of(decided.certificate));
    out += fmt::format(
        ",\"tier\":{},\"payer_bp\":{},\"score_bp\":{},\"proved_k\":{},\"alternatives\":\"{}{}\","
        "\"expected_spurious_ppm\":{},\"terms\":[",
        decided.tier,
        decided.payer_bp,
        decided.score_bp,
        decided.proved_k,
        decided.alternatives,
        decided.alternatives_capped ? "+" : "",
        decided.expected_spurious_ppm
    );
    for (std::size_t i = 0; i < decided.terms.size(); ++i) {
        out += fmt::format(
            "{}{{\"term\":\"{}\",\"count\":{},\"centibits\":{}}}",
            i == 0 ? "" : ",",
            word_of(decided.terms[i].kind),
            decided.terms[i].count,
            decided.terms[i].centibits
        );
    }
    out += "],\"posting\":[";
    for (std::size_t i = 0; i < decided.posting.lines.size(); ++i) {
        const PostingLine& line = decided.posting.lines[i];
        out += fmt::format(
            "{}{{\"side\":\"{}\",\"kind\":\"{}\",\"document\":",
            i == 0 ? "" : ",",
            word_of(line.side),
            word_of(line.kind)
        );
        put_json_text(out, line.item == none<ItemNo>() ? "" : book.item(line.item).document);
        out += fmt::format(",\"amount\":\"{}\"}}", format_amount(line.amount, taken.currency));
    }
    const std::uint64_t posting = decided.posting.lines.empty() ? 0 : decided.posting.number;
    const ErpAnswer* const answer = book.answer_of(posting);
    out += "]";
    text("erp_status", posting == 0 ? "" : word_of(book.erp_state_of_posting(posting)));
    text("erp_document", answer == nullptr ? std::string() : answer->document);
    out += ",\"candidates\":" + candidates_json(book, decided.candidates, taken.currency);
    const Question question = question_of(book, decided.candidates);
    text("common", common_words(book, question));
    text("question", words_of(book, question, taken.currency));
    return out + "}\n";
}

}  // namespace tieout
