#include "io/report/run_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "io/report/candidates_json.h"
#include "io/report/csv_line.h"
#include "io/report/posting_rows.h"
#include "io/report/run_summary.h"
#include "io/report/table.h"

namespace tieout {

namespace {

constexpr std::size_t chunk_rows = 4096;

constexpr std::string_view payments_header =
    "payment,source,ordinal,kind,entity,booking_date,value_date,currency,amount,payer_name,"
    "customer,status,applied,adjusted,on_account,unapplied,unidentified,other,returned,refunded,"
    "tier,score_bp,certificate,proved_k,alternatives,expected_spurious_ppm,reason,side,note\n";
constexpr std::string_view exceptions_header =
    "exception,kind,payment,reason,entity,customer,currency,amount,opened,age_days,owner,"
    "hold_until,detail,candidates\n";

class Writing {
public:
    Writing(const Book& book, const CashOutcome& outcome, const RunFacts& facts)
        : book_(book), outcome_(outcome), facts_(facts) {}

    void put_payment(std::string& out, const Movement& movement) const {
        const Payment& payment = movement.payment;
        const Match& match = movement.match;
        const Currency currency = payment.currency;
        const bool judged = movement.is_judged;
        const auto amount = [&](WideMinor value) {
            return judged ? format_amount_wide(value, currency) : std::string{};
        };
        CsvLine line(out);
        line.cell(payment.payment)
            .cell(
                movement.file == no_file ? std::string_view{} : outcome_.files[movement.file].name
            )
            .number(movement.ordinal)
            .cell(word_of(payment.kind))
            .cell(entity(movement.entity))
            .cell(format_date(payment.booking_date))
            .cell(format_date(payment.value_date))
            .cell(currency.letters())
            .cell(format_amount(payment.amount, currency))
            .cell(payment.payer_name)
            .cell(customer(match.payer))
            .cell(word_of(movement.status))
            .cell(amount(match.clearing.cash()))
            .cell(amount(match.clearing.adjusted()))
            .cell(amount(match.clearing.on_account))
            .cell(amount(match.clearing.unapplied))
            .cell(amount(match.clearing.unidentified));
        for (int i = 0; i < 3; ++i)
            line.cell(amount(0));  // other, returned, refunded
        put_evidence(line, movement);
        line.cell(word_of(match.reason))
            .cell(payment.is_credit ? "credit" : "debit")
            .cell(movement.note)
            .end();
    }

    void put_posting(std::string& out, const Movement& movement) const {
        thread_local std::vector<PostingLine> lines;
        movement.put_lines(lines);
        PostingFacts facts;
        facts.run = facts_.run;
        facts.payment = movement.payment.payment;
        facts.entity = movement.entity;
        facts.account = movement.account;
        facts.currency = movement.payment.currency;
        facts.value_date = movement.payment.value_date;
        facts.reason = movement.match.reason;
        facts.new_items = outcome_.claims;
        put_posting_csv(out, book_, movement.posting, lines, facts);
    }

    void put_exception(std::string& out, const Movement& movement, std::uint64_t number) const {
        const Match& match = movement.match;
        ExceptionItem row;
        row.reason = match.reason;
        row.entity = movement.entity;
        row.customer = match.payer;
        row.currency = movement.payment.currency;
        row.amount = movement.payment.amount;
        row.opened = movement.payment.booking_date;
        put_exception(
            out,
            row,
            number,
            "payment",
            movement.payment.payment,
            match.detail,
            candidates_json(book_, match.candidates, row.currency)
        );
    }

    void put_exception(
        std::string& out,
        const ExceptionItem& row,
        std::uint64_t number,
        std::string_view kind,
        std::string_view payment,
        std::string_view detail,
        std::string_view candidates
    ) const {
        CsvLine(out)
            .cell(fmt::format("E{}", number))
            .cell(kind)
            .cell(payment)
            .cell(word_of(row.reason))
            .cell(entity(row.entity))
            .cell(customer(row.customer))
            .cell(row.currency.letters())
            .cell(format_amount(row.amount, row.currency))
            .cell(format_date(row.opened))
            .cell(fmt::format("{}", std::max(0, days_between(row.opened, facts_.as_of))))
            .cell(row.owner)
            .cell(format_date(row.hold_until))
            .cell(detail)
            .cell(candidates)
            .end();
    }

private:
    void put_evidence(CsvLine& line, const Movement& movement) const {
        const Match& match = movement.match;
        if (!movement.is_judged) {
            for (int i = 0; i < 6; ++i)
                line.cell("");
            return;
        }
        line.number(match.tier)
            .cell(fmt::format("{}", match.score_bp))
            .cell(word_of(match.certificate))
            .number(match.proved_k)
            .cell(fmt::format("{}{}", match.alternatives, match.alternatives_capped ? "+" : ""))
            .number(match.expected_spurious_ppm);
    }

    std::string_view entity(EntityNo no) const { return entity_name(book_, no); }

    std::string_view customer(CustomerNo no) const {
        return no == none<CustomerNo>() ? std::string_view{} : book_.customer(no).number;
    }

    const Book& book_;
    const CashOutcome& outcome_;
    const RunFacts& facts_;
};

// Rows made chunk by chunk through the port and joined in their order.
template <class Put>
std::string rows_of(
    std::string_view header, const LateRows<Movement>& movements, Parallel& parallel, Put&& put
) {
    const std::size_t chunks = (movements.size() + chunk_rows - 1) / chunk_rows;
    std::vector<std::string> parts(chunks);
    parallel.for_each(chunks, [&](std::size_t chunk) {
        const std::size_t last = std::min(movements.size(), (chunk + 1) * chunk_rows);
        for (std::size_t i = chunk * chunk_rows; i < last; ++i)
            put(parts[chunk], movements[i]);
    });
    std::size_t size = header.size();
    for (const std::string& part : parts)
        size += part.size();
    std::string out;
    out.reserve(size);
    out += header;
    for (const std::string& part : parts)
        out += part;
    return out;
}

}  // namespace

RunReport run_report(
    const Book& book, const CashOutcome& outcome, const RunFacts& facts, Parallel& parallel
) {
    const Writing writing(book, outcome, facts);
    RunReport report;
    report.payments_csv = rows_of(
        payments_header,
        outcome.movements,
        parallel,
        [&](std::string& out, const Movement& each) { writing.put_payment(out, each); }
    );
    report.postings_csv = rows_of(
        posting_columns(),
        outcome.movements,
        parallel,
        [&](std::string& out, const Movement& each) { writing.put_posting(out, each); }
    );
    report.exceptions_csv = std::string(exceptions_header);
    std::uint64_t number = outcome.first_exception;
    for (const Movement& movement : outcome.movements) {
        if (!movement.opens_exception()) continue;
        writing.put_exception(report.exceptions_csv, movement, ++number);
    }
    for (const LooseException& open : outcome.exceptions) {
        const bool is_advice = open.row.reason == Reason::orphan_remittance;
        writing.put_exception(
            report.exceptions_csv,
            open.row,
            ++number,
            is_advice ? "remittance" : "deposit",
            "",
            open.detail,
            "[]"
        );
    }
    report.summary_json = run_summary_json(book, outcome, facts, report);
    return report;
}

}  // namespace tieout
