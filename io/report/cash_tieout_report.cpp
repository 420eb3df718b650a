#include "io/report/cash_tieout_report.h"

#include <fmt/core.h>

namespace tieout {

namespace {

std::string count_cell(std::uint64_t count) {
    return fmt::format("{}", count);
}

std::string run_cell(RunNo run) {
    return fmt::format("{}", slot(run) + 1);
}

using Cells = std::vector<std::string>;

void put(Cells& cells, const CountAndSum& sums, Currency currency) {
    cells.push_back(count_cell(sums.count));
    cells.push_back(format_amount_wide(sums.sum, currency));
}

// Two columns each: how many, and their amount.
void put_columns(Table& table, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        table.columns.push_back({name, true});
        table.columns.push_back({std::string(name) + "_amount", true});
    }
}

Table files_table(const Book& book, const CashTieout& tieout) {
    Table table;
    table.columns = {
        {"run", true},
        {"file"},
        {"format"},
        {"entity"},
        {"account"},
        {"currency"},
        {"day", false, true},
        {"units_taken", true},
        {"units_listed", true},
        {"units_quarantined", true}
    };
    put_columns(table, {"movements", "duplicates", "receipts", "listed", "debits", "quarantined"});
    table.columns.push_back({"difference", true});
    table.columns.push_back({"note"});
    for (const FileTie& file : tieout.files) {
        Cells cells{
            run_cell(file.run),
            file.file,
            file.format,
            entity_cell(book, file.entity),
            account_cell(book, file.account, file.shown),
            std::string(file.currency.letters()),
            format_date(file.day),
            count_cell(file.units_taken),
            count_cell(file.units_listed),
            count_cell(file.units_quarantined)
        };
        put(cells, file.stated, file.currency);
        put(cells, file.known, file.currency);
        put(cells, file.taken.receipts, file.currency);
        put(cells, file.taken.listed, file.currency);
        put(cells, file.taken.debits, file.currency);
        put(cells, file.quarantined, file.currency);
        cells.push_back(
            file.has_units ? format_amount_wide(file.difference(), file.currency) : std::string{}
        );
        cells.push_back(file.has_units ? "" : "movements that no file brought");
        table.rows.push_back(std::move(cells));
    }
    return table;
}

Table accounts_table(const Book& book, const CashTieout& tieout) {
    Table table;
    table.columns = {{"entity"}, {"account"}, {"currency"}};
    put_columns(table, {"receipts", "listed", "debits"});
    table.columns.push_back({"net", true});
    for (const AccountTie& each : tieout.accounts) {
        if (each.moved.count() == 0) continue;
        Cells cells{
            entity_cell(book, each.entity),
            account_cell(book, each.account),
            std::string(each.currency.letters())
        };
        put(cells, each.moved.receipts, each.currency);
        put(cells, each.moved.listed, each.currency);
        put(cells, each.moved.debits, each.currency);
        cells.push_back(format_amount_wide(each.moved.net(), each.currency));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

Table receipts_table(const Book& book, const CashTieout& tieout) {
    Table table;
    table.columns = {{"entity"}, {"account"}, {"currency"}};
    put_columns(table, {"receipts"});
    for (const char* name :
         {"applied",
          "on_account",
          "unapplied",
          "unidentified",
          "other",
          "returned",
          "refunded",
          "posted_later",
          "difference"})
        table.columns.push_back({name, true});
    for (const AccountTie& each : tieout.accounts) {
        const ReceiptTie& tie = each.receipts;
        if (tie.received.count == 0) continue;
        Cells cells{
            entity_cell(book, each.entity),
            account_cell(book, each.account),
            std::string(each.currency.letters())
        };
        put(cells, tie.received, each.currency);
        for (const WideMinor amount :
             {tie.applied,
              tie.on_account,
              tie.unapplied,
              tie.unidentified,
              tie.other,
              tie.returned,
              tie.refunded,
              tie.posted_later,
              tie.difference()})
            cells.push_back(format_amount_wide(amount, each.currency));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

Table statements_table(const Book& book, const CashTieout& tieout) {
    Table table;
    table.columns = {
        {"account"},
        {"currency"},
        {"as_of_day", false, true},
        {"opening", true},
        {"movements", true},
        {"credits", true},
        {"debits", true},
        {"closing", true},
        {"difference", true},
        {"gap_accepted", true},
        {"note"}
    };
    for (const StatementTie& each : tieout.statements) {
        const auto amount = [&](WideMinor value) {
            return format_amount_wide(value, each.currency);
        };
        const auto known = [&](std::string cell) {
            return each.has_units ? std::move(cell) : std::string{};
        };
        table.rows.push_back(
            {account_cell(book, each.account, each.shown),
             std::string(each.currency.letters()),
             format_date(each.as_of),
             amount(each.opening),
             known(count_cell(each.movements)),
             known(amount(each.credits)),
             known(amount(-each.debits)),
             amount(each.closing),
             known(amount(each.difference())),
             amount(each.gap),
             each.has_units ? "" : "only its balances are known"}
        );
    }
    return table;
}

Table held_table(const Book& book, const CashTieout& tieout) {
    Table table;
    table.columns = {
        {"run", true},
        {"file"},
        {"unit"},
        {"state"},
        {"account"},
        {"currency"},
        {"as_of_day", false, true},
        {"movements", true},
        {"credits", true},
        {"debits", true},
        {"reason"}
    };
    for (const HeldUnit& each : tieout.held) {
        const UnitTaken& unit = each.unit;
        table.rows.push_back(
            {run_cell(each.run),
             each.file,
             unit.identity.empty() ? unit.kind : unit.kind + ' ' + unit.identity,
             unit.state == UnitState::quarantined ? "quarantined" : "listed",
             account_cell(book, unit.account, unit.shown),
             std::string(unit.currency.letters()),
             format_date(unit.as_of),
             count_cell(unit.movements),
             format_amount_wide(unit.credits.value(), unit.currency),
             format_amount_wide(-unit.debits.value(), unit.currency),
             unit.reason}
        );
    }
    return table;
}

void put_ties(Report& report, const Book& book, const CashTieout& tieout) {
    for (const AccountTie& each : tieout.accounts) {
        if (each.receipts.received.count + each.in_book.count == 0) continue;
        const std::string entity = entity_cell(book, each.entity);
        const std::string account = account_cell(book, each.account);
        put_tie(
            report,
            "receipts of " + account + " are applied, in suspense, or went elsewhere",
            entity,
            each.currency,
            {each.receipts.received.sum - each.receipts.difference(), each.receipts.received.sum}
        );
        put_tie(
            report,
            "receipts of " + account + " in the journal are those of the book",
            entity,
            each.currency,
            {each.receipts.received.sum, each.in_book.sum}
        );
    }
    for (const FileTie& file : tieout.files) {
        if (!file.has_units || file.difference() == 0) continue;
        put_tie(
            report,
            "movements of run " + run_cell(file.run) + ", " + file.file + " were taken or known",
            entity_cell(book, file.entity),
            file.currency,
            {file.stated.sum, file.known.sum + file.taken.net()}
        );
    }
    for (const StatementTie& each : tieout.statements) {
        if (!each.has_units || each.difference() == 0) continue;
        put_tie(
            report,
            "the statement of " + format_date(each.as_of) + " adds up to its closing balance",
            "",
            each.currency,
            {each.closing + each.difference(), each.closing}
        );
    }
}

}  // namespace

Report cash_tieout_report(const Book& book, const JournalFacts& facts, const Period& period) {
    const CashTieout tieout = tie_out_cash(book, facts, period);
    Report report;
    report.name = "cash-tieout";
    report.title =
        fmt::format("Cash tie-out from {} to {}", format_date(period.from), format_date(period.to));
    report.facts = {
        {"from", format_date(period.from)}, {"to", format_date(period.to)}, policy_fact(book)
    };
    report.sections = {
        {"files",
         "Files: movements = duplicates + receipts + listed - debits",
         files_table(book, tieout)},
        {"accounts", "Movements by account of ours and booking date", accounts_table(book, tieout)},
        {"receipts", "Where the cash of receipts is", receipts_table(book, tieout)},
        {"statements", "Statements: opening + movements = closing", statements_table(book, tieout)},
        {"held", "Units of which nothing was taken", held_table(book, tieout)}
    };
    put_ties(report, book, tieout);
    return report;
}

}  // namespace tieout
