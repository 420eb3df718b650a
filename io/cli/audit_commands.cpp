// What an auditor asks for: the journal once more beside the book, and a copy of it.
#include <chrono>
#include <map>

#include <fmt/core.h>

#include "io/cli/commands.h"
#include "io/report/table.h"
#include "storage/book_rows.h"
#include "storage/book_store.h"
#include "storage/journal_export.h"
#include "storage/replay_book.h"

namespace tieout {

namespace {

// The key figures of a book at an entry, by currency.
Table totals_of(const Book& book) {
    struct Sum {
        std::uint64_t payments = 0;
        WideMinor receipts = 0;
        WideMinor applied = 0;
        WideMinor waiting = 0;  // unapplied and unidentified
        WideMinor owed = 0;
        Currency currency;
    };

    std::map<std::string, Sum> sums;
    const auto sum_of = [&](const Currency& currency) -> Sum& {
        Sum& sum = sums[std::string(currency.letters())];
        sum.currency = currency;
        return sum;
    };
    for (const PaymentRow& row : book.payments) {
        Sum& sum = sum_of(row.currency);
        ++sum.payments;
        if (row.kind == MovementKind::receipt) sum.receipts += row.amount;
        sum.applied += row.applied;
        sum.waiting += static_cast<WideMinor>(row.unapplied) + row.unidentified;
    }
    for (const OpenItem& item : book.items)
        sum_of(item.currency).owed += item.owed();
    Table table;
    table.columns = {
        {"currency"},
        {"payments", true},
        {"receipts", true},
        {"applied", true},
        {"waiting", true},
        {"owed by items", true}
    };
    for (const auto& [letters, sum] : sums) {
        table.rows.push_back(
            {letters,
             fmt::format("{}", sum.payments),
             format_amount_wide(sum.receipts, sum.currency),
             format_amount_wide(sum.applied, sum.currency),
             format_amount_wide(sum.waiting, sum.currency),
             format_amount_wide(sum.owed, sum.currency)}
        );
    }
    return table;
}

// False when a checkpoint does not hold what the journal gives.
bool print_checkpoints(const Replay& replay) {
    bool agree = true;
    for (const CheckpointCompared& each : replay.checkpoints) {
        const std::string word = !each.is_there ? "is gone; not compared"
                                 : each.agrees  ? "agrees"
                                                : "DIFFERS: " + each.words;
        agree = agree && (each.agrees || !each.is_there);
        print_note(fmt::format("checkpoint behind entry {} {}\n", each.sequence, word));
    }
    return agree;
}

bool print_compared(const std::vector<TableCompared>& tables, bool as_json_rows) {
    bool equal = true;
    Table table;
    table.columns = {{"table"}, {"rows", true}, {"differing", true}};
    for (const TableCompared& each : tables) {
        table.rows.push_back(
            {std::string(each.table),
             fmt::format("{}", each.rows),
             fmt::format("{}", each.differing)}
        );
        if (each.differing == 0) continue;
        equal = false;
        print_note(fmt::format("{}: row {} differs\n", each.table, each.first));
    }
    print_out(as_json_rows ? as_json(table) : as_text(table));
    return equal;
}

}  // namespace

Result<ExitCode> replay_command(const Options& options, const Settings& settings) {
    if (!options.policy.empty()) {
        if (options.to_entry == 0) return what_if_command(options, settings);
        return refuse(ErrorKind::usage, "--to and --policy do not go together");
    }
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    BookStore& store = (*app)->store();
    const Book& live = store.book();
    if (options.to_entry > live.applied) {
        return refuse(
            ErrorKind::usage, fmt::format("--to: the journal ends with entry {}", live.applied)
        );
    }
    const auto begin = std::chrono::steady_clock::now();
    const auto replay = replay_book(store, posix_files(), options.to_entry);
    if (!replay) return tl::make_unexpected(replay.error());
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
                          std::chrono::steady_clock::now() - begin
    )
                          .count();
    const Book& book = *replay->book;
    bool holds = print_checkpoints(*replay);
    if (replay->open_run) {
        print_note(fmt::format(
            "run {} is not ended at entry {}: it has no effect yet\n",
            slot(*replay->open_run) + 1,
            replay->last
        ));
    }
    if (options.to_entry == 0) {
        holds = print_compared(compare_rows(book, live), options.json) && holds;
    } else {
        print_out(options.json ? as_json(totals_of(book)) : as_text(totals_of(book)));
    }
    const std::string words = fmt::format(
        "\nlast entry {}\nruns       {}\npostings   {}\nbook       {}\nrows       {}\n",
        replay->last,
        book.runs,
        book.postings,
        to_hex(book_digest(book)),
        to_hex(row_digest(book))
    );
    options.json ? print_note(words) : print_out(words);
    print_note(fmt::format(
        "{} entries in {} ms, {} entries/s\n",
        replay->entries,
        took,
        took <= 0 ? replay->entries * 1000
                  : replay->entries * 1000 / static_cast<std::uint64_t>(took)
    ));
    if (options.to_entry == 0) {
        print_note(holds ? "the journal gives this book\n" : "the journal gives ANOTHER book\n");
    }
    auto closed = (*app)->store().close(true);
    if (!closed) return tl::make_unexpected(closed.error());
    return holds ? ExitCode::done : ExitCode::failed;
}

Result<ExitCode> export_journal_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    const auto segments = export_journal(posix_files(), settings.book, options.out);
    if (!segments) return tl::make_unexpected(segments.error());
    print_out(fmt::format(
        "{} segments and the anchor, up to entry {}, in {}\n",
        *segments,
        (*app)->book().applied,
        options.out
    ));
    auto closed = (*app)->store().close(true);
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

}  // namespace tieout
