#include "io/cli/review_options.h"

#include <CLI/CLI.hpp>

namespace tieout {

namespace {

constexpr const char* item_words =
    "Item and what it gets: 90012, 90012=500.00, 90012=480.00+discount:20.00 "
    "(discount, write_off, claim, withheld, fee)";

class ReviewWords {
public:
    ReviewWords(Options& options, const std::function<void(CLI::App*, Command)>& note)
        : options_(options), note_(note) {}

    void add_to_exceptions(CLI::App& exceptions) {
        CLI::App* const accept =
            add(exceptions, "accept", "Accept a candidate, or many", Command::exceptions_accept);
        accept->add_option("EXCEPTION", options_.subject, "E1, E2 ...; none: all that fit");
        accept->add_option("--candidate", options_.candidate, "Its rank, from 1");
        accept->add_option("--reason", options_.reason, "Of many: only this reason");
        accept->add_option("--min-score", options_.score_min_bp, "Of many: basis points")
            ->check(CLI::Range(0, 10'000));
        accept->add_option("--digest", options_.digest, "Of many: do just what a preview showed");
        rest_of(accept);
        common(accept);
        CLI::App* const assign = review(
            exceptions, "assign", "Money onto items, or to a customer", ReviewAction::assign
        );
        customer_of(assign);
        items_of(assign, false);
        rest_of(assign);
        claim_of(assign);
        CLI::App* const on_account = review(
            exceptions, "on-account", "It is the customer's, for later", ReviewAction::on_account
        );
        customer_of(on_account);
        amount_of(on_account);
        CLI::App* const write_off = review(
            exceptions, "write-off", "Give up what is open on items", ReviewAction::write_off, false
        );
        items_of(write_off, true);
        without_payment(write_off);
        CLI::App* const deduct = review(
            exceptions,
            "deduct",
            "What was taken off items becomes claims",
            ReviewAction::deduct,
            false
        );
        items_of(deduct, true);
        claim_of(deduct);
        without_payment(deduct);
        amount_of(review(exceptions, "not-ours", "It is no receivable", ReviewAction::not_ours));
        review(exceptions, "keep-open", "Answered: what is open stays", ReviewAction::keep_open);
        CLI::App* const hold =
            review(exceptions, "hold", "Ask nobody before a day", ReviewAction::hold);
        hold->add_option("--until", options_.until, "Day, YYYY-MM-DD")->required();
        CLI::App* const own = review(exceptions, "own", "Whose work it is", ReviewAction::own);
        own->add_option("--owner", options_.owner, "User")->required();
        review(exceptions, "note", "Words for those who come later", ReviewAction::note);
        review(exceptions, "release", "The matcher may judge it again", ReviewAction::release);
    }

    void add_to_program(CLI::App& app) {
        CLI::App* const unapply = payment(
            app,
            "unapply",
            "Take back what a payment settled",
            Command::unapply,
            ReviewAction::unapply
        );
        unapply->add_option("--line", options_.line, "Only this item, as `explain` numbers them");
        unapply->add_option("--item", options_.item_words, "Only this item");
        CLI::App* const back = payment(
            app,
            "return",
            "The money of a payment went back",
            Command::give_back,
            ReviewAction::give_back
        );
        back->add_option("--fee", options_.fee, "What the bank charged; the customer owes it");
        payment(
            app,
            "undo",
            "Post back the last posting of a payment",
            Command::undo,
            ReviewAction::undo
        );
        CLI::App* const transfer = payment(
            app,
            "transfer",
            "Unapplied money to another customer",
            Command::transfer,
            ReviewAction::transfer
        );
        customer_of(transfer);
        CLI::App* const refund = payment(
            app,
            "refund",
            "Unapplied money is to be paid back",
            Command::refund,
            ReviewAction::refund
        );
        amount_of(refund);
        customer_of(refund);
        add_claims(app);
        CLI::App* const approve =
            add(app, "approve", "Proposals that wait, or one of them", Command::approve);
        approve->add_option("PROPOSAL", options_.subject, "A1, A2 ...; none: list them");
        approve->add_flag("--reject", options_.reject, "It is not to be done");
        approve->add_flag("--all", options_.all, "Decided ones too");
        common(approve);
        add_periods(app);
        add_cleanup(app);
    }

private:
    CLI::App* add(CLI::App& parent, const char* name, const char* what, Command command) {
        CLI::App* const sub = parent.add_subcommand(name, what);
        note_(sub, command);
        return sub;
    }

    void common(CLI::App* sub) {
        sub->add_option("--note", options_.note, "Words that are kept with it");
        sub->add_option("--date,--as-of", options_.as_of, "Day of the decision, YYYY-MM-DD");
        sub->add_flag("--dry-run", options_.dry_run, "Only say what it would do");
        sub->add_flag("--strict", options_.strict, "Exit 3 when it waits for approval");
        sub->add_flag("--teach", options_.teach, "Remember the payer's account and name");
    }

    CLI::App* review(
        CLI::App& exceptions,
        const char* name,
        const char* what,
        ReviewAction action,
        bool needs_subject = true
    ) {
        CLI::App* const sub = add(exceptions, name, what, Command::exceptions_review);
        sub->add_option("EXCEPTION", options_.subject, "E1, E2 ..., or a payment")
            ->required(needs_subject);
        sub->add_option("--reason", options_.reason, "Reason code");
        sub->callback([&options = options_, action] { options.action = action; });
        common(sub);
        return sub;
    }

    CLI::App* payment(
        CLI::App& app, const char* name, const char* what, Command command, ReviewAction action
    ) {
        CLI::App* const sub = add(app, name, what, command);
        sub->add_option("PAYMENT", options_.subject, "Payment id, or its exception")->required();
        sub->add_option("--reason", options_.reason, "Reason code, such as R01");
        sub->callback([&options = options_, action] { options.action = action; });
        common(sub);
        return sub;
    }

    void items_of(CLI::App* sub, bool is_required) {
        sub->add_option("--item", options_.item_words, item_words)->required(is_required);
    }

    void customer_of(CLI::App* sub) {
        sub->add_option("--customer", options_.customer, "Whose money it is");
    }

    void amount_of(CLI::App* sub) {
        sub->add_option("--amount", options_.amount, "So much of it; else all that is free");
    }

    void rest_of(CLI::App* sub) {
        sub->add_flag("--rest-on-account", options_.rest_on_account, "What is left, too");
    }

    void claim_of(CLI::App* sub) {
        sub->add_option("--claim", options_.claim, "The payer's debit memo number");
    }

    void without_payment(CLI::App* sub) {
        sub->add_option("--entity", options_.entity, "Where no payment says it");
        sub->add_option("--currency", options_.currency, "Where no payment says it");
    }

    void add_claims(CLI::App& app) {
        CLI::App* const claims = app.add_subcommand("claim", "What payers took off and we dispute");
        claims->require_subcommand(1);
        CLI::App* const list = add(*claims, "list", "Open claims", Command::claim_list);
        list->add_flag("--all", options_.all, "Closed ones too");
        const auto decide = [&](const char* name, const char* what, ReviewAction action) {
            CLI::App* const sub = add(*claims, name, what, Command::claim_review);
            sub->add_option("CLAIM", options_.subject, "Its document number")->required();
            sub->add_option("--entity", options_.entity, "Whose claim it is");
            sub->add_option("--reason", options_.reason, "Reason code");
            sub->callback([&options = options_, action] { options.action = action; });
            common(sub);
            return sub;
        };
        amount_of(decide("accept", "It is right: an expense of ours", ReviewAction::claim_close));
        decide("owed", "It is not: the customer owes it", ReviewAction::claim_owed);
    }

    void add_cleanup(CLI::App& app) {
        CLI::App* const sub =
            add(app, "cleanup", "Give up small balances that part payments left", Command::cleanup);
        sub->add_option("--below", options_.below, "Up to this amount")->required();
        sub->add_option("--older-than", options_.older_than_days, "Days behind the due date")
            ->check(CLI::Range(0, 36'500));
        sub->add_option("--currency", options_.currency, "Only items in it");
        sub->add_option("--entity", options_.entity, "Whose books");
        sub->add_option("--customer", options_.customer, "Only his items");
        sub->add_option("--reason", options_.reason, "Reason code, else small_balance");
        sub->add_option("--digest", options_.digest, "Do just what a preview showed");
        common(sub);
    }

    void add_periods(CLI::App& app) {
        CLI::App* const period = app.add_subcommand("period", "Closing the books through a day");
        period->require_subcommand(1);
        add(*period, "list", "Through which day each entity is closed", Command::period_list);
        for (const bool is_closing : {true, false}) {
            CLI::App* const sub =
                add(*period,
                    is_closing ? "close" : "open",
                    is_closing ? "Nothing is posted on this day or before"
                               : "Open again from this day",
                    is_closing ? Command::period_close : Command::period_open);
            sub->add_option("DAY", options_.subject, "YYYY-MM-DD")->required();
            sub->add_option("--entity", options_.entity, "Whose books");
        }
    }

    Options& options_;
    const std::function<void(CLI::App*, Command)>& note_;
};

}  // namespace

void add_review_commands(
    CLI::App& app,
    CLI::App& exceptions,
    Options& options,
    const std::function<void(CLI::App*, Command)>& note
) {
    ReviewWords words(options, note);
    words.add_to_exceptions(exceptions);
    words.add_to_program(app);
}

}  // namespace tieout
