// Proving a book, and making its index again.
#include <chrono>

#include <fmt/core.h>

#include "io/cli/commands.h"
#include "io/report/table.h"
#include "storage/book_store.h"
#include "storage/proof.h"

namespace tieout {

namespace {

Table proof_table(const Proof& proof) {
    Table table;
    table.columns = {{"subject"}, {"checked", true}, {"faults", true}, {"claim"}};
    for (const ProofLine& line : proof.lines) {
        table.rows.push_back(
            {line.subject,
             fmt::format("{}", line.checked),
             fmt::format("{}", line.faults),
             line.claim}
        );
    }
    return table;
}

// Debits and credits of each account, in whole minor units: what the verifier in storage/audit
// adds up by itself.
Table account_table(const Proof& proof) {
    Table table;
    table.columns = {
        {"currency"}, {"account"}, {"debit", true}, {"credit", true}, {"balance", true}
    };
    for (const AccountTotal& each : proof.accounts) {
        table.rows.push_back(
            {each.currency,
             each.account,
             fmt::format("{}", each.debit),
             fmt::format("{}", each.credit),
             fmt::format("{}", each.debit - each.credit)}
        );
    }
    return table;
}

}  // namespace

Result<ExitCode> verify_command(const Options& options, const Settings& settings) {
    StoreOptions store;
    store.folder = settings.book;
    store.key_file = settings.key_file;
    store.wait = std::chrono::seconds(settings.wait_s);
    store.may_create = false;
    const auto proof = prove(store);
    if (!proof) return tl::make_unexpected(proof.error());
    for (const std::string& notice : proof->notices)
        print_note("tieout: " + notice + '\n');
    if (options.json) {
        print_out(as_json(proof_table(*proof)));
    } else {
        print_out(as_text(proof_table(*proof)));
        print_out(fmt::format(
            "\n{}\nlast entry {}\npayments   {}\npostings   {}\nchain head {}\nbook       {}\n"
            "index      {}\n",
            as_text(account_table(*proof)),
            proof->last,
            proof->totals.payments,
            proof->totals.postings,
            to_hex(proof->head),
            to_hex(proof->book),
            to_hex(proof->rows)
        ));
    }
    for (const ProofLine& line : proof->lines) {
        for (const std::string& words : line.words) {
            print_note(fmt::format("{}: {}\n", line.subject, words));
        }
    }
    const char* const verdict = proof->holds() ? "the book holds" : "the book does NOT hold";
    if (options.json) {
        print_note(fmt::format("{}\n", verdict));
    } else {
        print_out(fmt::format("{}\n", verdict));
    }
    return proof->holds() ? ExitCode::done : ExitCode::failed;
}

Result<ExitCode> rebuild_command(const Options& options, const Settings& settings) {
    auto app = App::open(settings, false);
    if (!app) return tl::make_unexpected(app.error());
    auto rebuilt = (*app)->store().rebuild(options.full);
    if (!rebuilt) return tl::make_unexpected(rebuilt.error());
    const auto digest = (*app)->store().index_digest();
    if (!digest) return tl::make_unexpected(digest.error());
    print_out(fmt::format("index made again, digest {}\n", to_hex(*digest)));
    auto closed = (*app)->close();
    if (!closed) return tl::make_unexpected(closed.error());
    return ExitCode::done;
}

}  // namespace tieout
