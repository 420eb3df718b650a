#include "engine/erp_answers.h"

#include <algorithm>
#include <tuple>

#include <fmt/core.h>

#include "engine/hand_offs.h"

namespace tieout {

namespace {

auto said(const StatedAnswer& answer) {
    return std::tie(answer.state, answer.document, answer.reason);
}

std::string words_of(ErpState state, const std::string& document, const std::string& reason) {
    return fmt::format(
        "{}{}{}{}{}",
        word_of(state),
        document.empty() ? "" : " as ",
        document,
        reason.empty() ? "" : ": ",
        reason
    );
}

class AnswerJudge {
public:
    AnswerJudge(const Book& book, const std::string& file) : book_(book), file_(file) {}

    // Takes all answers to one posting, sorted by line.
    void take(std::span<const StatedAnswer* const> same) {
        const StatedAnswer& first = *same.front();
        for (const StatedAnswer* each : same) {
            if (said(*each) == said(first)) continue;
            for (const StatedAnswer* one : same) {
                fault(
                    *one,
                    "F_ANSWER_TWICE",
                    fmt::format(
                        "the file answers to posting {} twice, and not the same: {}",
                        first.posting,
                        words_of(one->state, one->document, one->reason)
                    )
                );
            }
            return;
        }
        judged_.repeated += same.size() - 1;
        take_one(first);
    }

    std::vector<const StatedAnswer*> fresh;  // by posting

    JudgedAnswers take_judged() {
        std::stable_sort(
            judged_.faults.begin(),
            judged_.faults.end(),
            [](const Error& a, const Error& b) { return a.place.line < b.place.line; }
        );
        return std::move(judged_);
    }

private:
    void fault(const StatedAnswer& answer, const char* code, std::string words) {
        judged_.faults.push_back({ErrorKind::input, code, std::move(words), {file_, answer.line, 0}}
        );
    }

    void take_one(const StatedAnswer& answer) {
        if (answer.posting == 0 || answer.posting > book_.postings) {
            fault(
                answer,
                "F_ANSWER_UNKNOWN",
                fmt::format("the book has no posting {}", answer.posting)
            );
            return;
        }
        if (answer.posting > book_.exported()) {
            fault(
                answer,
                "F_ANSWER_NOT_SENT",
                fmt::format("posting {} was not handed over to anybody yet", answer.posting)
            );
            return;
        }
        const ErpAnswer* const before = book_.answer_of(answer.posting);
        if (before != nullptr && before->state == answer.state &&
            before->document == answer.document && before->reason == answer.reason) {
            ++judged_.repeated;
            return;
        }
        const bool is_later = before != nullptr && before->state == ErpState::rejected &&
                              answer.state == ErpState::accepted;
        if (before != nullptr && !is_later) {
            fault(
                answer,
                "F_ANSWER_DIFFERS",
                fmt::format(
                    "posting {} was {} on {}; now it says {}: one answer counts for ever",
                    answer.posting,
                    words_of(before->state, before->document, before->reason),
                    format_date(before->day),
                    words_of(answer.state, answer.document, answer.reason)
                )
            );
            return;
        }
        ++(answer.state == ErpState::accepted ? judged_.accepted : judged_.rejected);
        fresh.push_back(&answer);
    }

    const Book& book_;
    const std::string& file_;
    JudgedAnswers judged_;
};

ExceptionOpened exception_of(const Book& book, const ErpAnswer& row, const PostingPlace& place) {
    ExceptionOpened opened;
    opened.row.payment = place.payment;
    opened.row.reason = Reason::erp_rejected;
    opened.row.entity = place.entity;
    opened.row.customer = place.customer;
    opened.row.currency = place.currency;
    opened.row.opened = row.day;
    if (place.payment != none<PaymentNo>()) {
        const PaymentRow& payment = book.payment(place.payment);
        opened.row.customer = payment.payer;
        opened.row.amount = payment.amount;
        opened.row.opened = std::max(row.day, payment.booking_date);
    }
    opened.detail = fmt::format("posting {} was rejected by the ERP: {}", row.posting, row.reason);
    return opened;
}

}  // namespace

Result<JudgedAnswers> judge_answers(
    const Book& book,
    const Journal& journal,
    const std::string& file,
    std::span<const StatedAnswer> answers,
    Date day
) {
    std::vector<const StatedAnswer*> sorted;
    sorted.reserve(answers.size());
    for (const StatedAnswer& each : answers)
        sorted.push_back(&each);
    std::sort(sorted.begin(), sorted.end(), [](const StatedAnswer* a, const StatedAnswer* b) {
        return std::tie(a->posting, a->line) < std::tie(b->posting, b->line);
    });
    AnswerJudge judge(book, file);
    for (std::size_t i = 0; i < sorted.size();) {
        std::size_t end = i + 1;
        while (end < sorted.size() && sorted[end]->posting == sorted[i]->posting)
            ++end;
        judge.take(std::span(sorted).subspan(i, end - i));
        i = end;
    }
    std::vector<std::uint64_t> rejected;
    for (const StatedAnswer* each : judge.fresh) {
        if (each->state == ErpState::rejected) rejected.push_back(each->posting);
    }
    const auto payments = places_of_postings(book, journal, rejected);
    if (!payments) return tl::make_unexpected(payments.error());
    JudgedAnswers judged = judge.take_judged();
    std::size_t next = 0;
    for (const StatedAnswer* each : judge.fresh) {
        ErpAnswer row{each->posting, each->state, day, each->document, each->reason, {}};
        row.exception = none<ExceptionNo>();
        const ErpAnswer* const before = book.answer_of(each->posting);
        if (each->state == ErpState::rejected) {
            row.exception = static_cast<ExceptionNo>(book.exceptions.size() + next);
            judged.entries.emplace_back(PostingAnswered{row});
            judged.entries.emplace_back(exception_of(book, row, (*payments)[next++]));
            continue;
        }
        judged.entries.emplace_back(PostingAnswered{row});
        if (before != nullptr && book.exceptions[slot(before->exception)].is_open) {
            judged.entries.emplace_back(ExceptionClosed{before->exception});
        }
    }
    return judged;
}

}  // namespace tieout
