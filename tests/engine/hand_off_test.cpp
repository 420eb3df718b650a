// The hand-off: what is read back of postings, and what the ERP may answer.
#include <catch2/catch.hpp>

#include "engine/erp_answers.h"
#include "engine/hand_offs.h"
#include "engine/waiting_receipts.h"
#include "tests/support/hand_off_book.h"

namespace tieout {
namespace {

void give(HandOffBook& made, const char* consumer, std::uint64_t first, std::uint64_t last) {
    ExportRow row;
    row.consumer = consumer;
    row.format = "csv";
    row.first = first;
    row.last = last;
    made.books.commit({ExportMade{row}});
}

JudgedAnswers judge(HandOffBook& made, const std::vector<StatedAnswer>& answers) {
    return judge_answers(made.book(), made.journal(), "answers.csv", answers, day("2026-03-20"))
        .value();
}

JudgedAnswers take(HandOffBook& made, const std::vector<StatedAnswer>& answers) {
    JudgedAnswers judged = judge(made, answers);
    if (!judged.entries.empty()) made.books.commit(judged.entries);
    return judged;
}

TEST_CASE("postings are read with the payment whose money they move", "[engine][hand_off]") {
    HandOffBook made;
    do_nine_postings(made);
    const HandOffs all = made.all();
    REQUIRE(all.all.size() == 9);
    CHECK(all.all[0].payment.payment == "P1");
    CHECK(all.all[0].payment.payer_name == "Müller & Söhne <GmbH>");
    CHECK(all.all[5].payment.payment == "P1");  // its return
    CHECK(all.all[5].posting.reverses == 1);
    CHECK(all.all[8].payment.payment == "P5");  // decided later
    CHECK(all.all[8].run != all.all[4].run);
    // A piece of them is the same piece, also when exports say where to begin.
    give(made, "erp", 1, 4);
    give(made, "erp", 5, 9);
    const HandOffs some = made.hand_offs(6, 8);
    REQUIRE(some.all.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(some.all[i].posting == all.all[i + 5].posting);
        CHECK(some.all[i].payment.payment == all.all[i + 5].payment.payment);
    }
}

TEST_CASE("a posting of an abandoned run was never made", "[engine][hand_off]") {
    HandOffBook made;
    do_nine_postings(made);
    std::vector<Entry> entries = made.books.journal();
    // The last run once more in front of itself, abandoned.
    std::size_t opened = entries.size() - 1;
    while (!std::holds_alternative<RunOpened>(entries[opened]))
        --opened;
    std::vector<Entry> again(entries.begin() + static_cast<std::ptrdiff_t>(opened), entries.end());
    again.back() = RunAbandoned{};
    std::get<PaymentDecided>(again[1]).posting.lines.pop_back();
    entries.insert(
        entries.begin() + static_cast<std::ptrdiff_t>(opened), again.begin(), again.end()
    );
    const auto read =
        read_hand_offs(made.book(), MemoryJournal(entries), made.books.secrets(), {8, 9, 0});
    REQUIRE(read.has_value());
    CHECK(read->all[1].posting.lines.size() == 2);
}

TEST_CASE("one answer a posting, for ever", "[engine][hand_off]") {
    using enum ErpState;
    HandOffBook made;
    do_nine_postings(made);
    give(made, "erp", 1, 7);
    CHECK(made.book().exported_to("erp") == 7);
    CHECK(made.book().exported_to("warehouse") == 0);
    const auto exceptions = made.book().exceptions.size();
    const std::vector<StatedAnswer> first{
        {1, accepted, "1900000001", "", 2}, {2, rejected, "", "period 03 is closed", 3}
    };
    JudgedAnswers judged = take(made, first);
    CHECK(judged.accepted == 1);
    CHECK(judged.rejected == 1);
    CHECK(judged.faults.empty());
    CHECK(made.book().erp_state_of_posting(1) == accepted);
    CHECK(made.book().erp_state_of_posting(2) == rejected);
    CHECK(made.book().erp_state_of_posting(3) == pending);
    REQUIRE(made.book().exceptions.size() == exceptions + 1);
    const ExceptionItem& open = made.book().exceptions.back();
    CHECK(open.reason == Reason::erp_rejected);
    CHECK(open.is_open);
    CHECK(open.payment == PaymentNo{1});
    CHECK(
        std::get<ExceptionOpened>(made.books.journal()[open.entry - 1]).detail ==
        "posting 2 was rejected by the ERP: period 03 is closed"
    );
    // The same again changes nothing.
    judged = take(made, first);
    CHECK(judged.entries.empty());
    CHECK(judged.repeated == 2);
    // Another is refused and named.
    judged = take(made, {{1, accepted, "1900000002", "", 2}, {2, rejected, "", "no such key", 3}});
    CHECK(judged.entries.empty());
    REQUIRE(judged.faults.size() == 2);
    CHECK(judged.faults[0].fault == "F_ANSWER_DIFFERS");
    CHECK(judged.faults[0].place.line == 2);
    CHECK(judged.faults[0].words.find("accepted as 1900000001 on 2026-03-20") != std::string::npos);
    // What was rejected may be accepted later: the exception is closed.
    judged = take(made, {{2, accepted, "1900000009", "", 2}});
    CHECK(judged.accepted == 1);
    CHECK(made.book().erp_state_of_posting(2) == accepted);
    CHECK(made.book().answer_of(2)->document == "1900000009");
    CHECK_FALSE(made.book().exceptions.back().is_open);
    CHECK(made.book().erp_answers.size() == 2);
    // The hand-off tells the answers, as of any place of the journal.
    CHECK(made.all().all[1].document == "1900000009");
    CHECK(made.hand_offs(1, 9, made.book().exports[0].entry).all[1].state == pending);
}

TEST_CASE("a rejection asks about a posting, not about money that waits", "[engine][hand_off]") {
    HandOffBook made;
    made.receipt(
        "P1",
        500,
        none<CustomerNo>(),
        {HandOffBook::rest(PostingKind::unidentified, GlRole::unidentified, Side::credit, 500)}
    );
    give(made, "erp", 1, 1);
    CHECK(take(made, {{1, ErpState::rejected, "", "account 1999 is blocked", 2}}).rejected == 1);
    CHECK(made.book().exceptions.back().is_open);
    CHECK(waiting_receipts(made.book()).empty());  // else it would be judged, and posted, twice
}

TEST_CASE("answers nobody can give are refused", "[engine][hand_off]") {
    using enum ErpState;
    HandOffBook made;
    do_nine_postings(made);
    give(made, "erp", 1, 4);
    const std::vector<StatedAnswer> answers{
        {0, accepted, "A", "", 2},
        {10, accepted, "B", "", 3},
        {5, accepted, "C", "", 4},
        {3, accepted, "D", "", 5},
        {3, rejected, "", "twice", 6},
        {4, accepted, "E", "", 7},
        {4, accepted, "E", "", 8},
    };
    const JudgedAnswers judged = judge(made, answers);
    REQUIRE(judged.faults.size() == 5);
    CHECK(judged.faults[0].fault == "F_ANSWER_UNKNOWN");
    CHECK(judged.faults[1].fault == "F_ANSWER_UNKNOWN");
    CHECK(judged.faults[2].fault == "F_ANSWER_NOT_SENT");
    CHECK(judged.faults[3].fault == "F_ANSWER_TWICE");
    CHECK(judged.faults[4].fault == "F_ANSWER_TWICE");
    CHECK(judged.accepted == 1);
    CHECK(judged.repeated == 1);
    // In any order the same.
    std::vector<StatedAnswer> turned(answers.rbegin(), answers.rend());
    const JudgedAnswers again = judge(made, turned);
    CHECK(again.entries == judged.entries);
    CHECK(again.faults.size() == judged.faults.size());
}

}  // namespace
}  // namespace tieout
