// One step: the model says what must come, the books do it, both are compared.
#include "tests/model/sequence.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <fmt/core.h>

#include "storage/book_rows.h"
#include "tests/model/books_driver.h"
#include "tests/model/operations.h"

namespace tieout::reference {

namespace {

std::string story;  // what is being told: printed when the program stops in the middle

extern "C" void tell_and_stop(int) {
    std::fputs(story.c_str(), stderr);
    std::_Exit(3);
}

class Telling {
public:
    Telling() {
        std::signal(SIGABRT, tell_and_stop);
        // Its orders have no reason codes.
        Policy policy = books_.book().policy;
        policy.limit_reason_required = false;
        books_.commit({PolicySet{policy_text(policy)}});
    }

    ~Telling() { std::signal(SIGABRT, SIG_DFL); }

    Telling(const Telling&) = delete;
    Telling& operator=(const Telling&) = delete;

    const Model& model() const { return model_; }

    // Words when books and model differ.
    std::string tell_one(const Deed& deed) {
        story += tell(deed) + "\n";
        const std::size_t entries = books_.journal().size();
        Plan plan;
        const std::string expected = expected_refusal(deed, plan);
        const Digest before = row_digest(books_.book());
        const Answer answer = carry_out(books_, deed, model_);
        if (answer.is_refused != !expected.empty()) {
            return expected.empty() ? "the engine refused it: " + answer.words
                                    : "the engine took what is refused: " + expected;
        }
        was_refused_ = answer.is_refused;
        if (answer.is_refused) {
            const bool is_same =
                row_digest(books_.book()) == before && books_.journal().size() == entries;
            return is_same ? "" : "a refused order changed the book (A13)";
        }
        std::string words = take(deed, plan, answer, entries);
        if (words.empty()) words = first_difference(books_, model_, deed.today);
        return words;
    }

    bool was_refused() const { return was_refused_; }

    // The journal makes the same book once more.
    std::string replay() const {
        Book again;
        RunFilter filter(again);
        std::vector<ChangedRow> changed;
        for (std::size_t i = 0; i < books_.journal().size(); ++i)
            filter.take(i + 1, books_.journal()[i], changed);
        const bool is_same = row_digest(again) == row_digest(books_.book());
        return is_same ? "" : "a replay of the journal makes another book";
    }

private:
    std::string expected_refusal(const Deed& deed, Plan& plan) const {
        switch (deed.act) {
            case Act::customer:
            case Act::bank_file:
            case Act::period:
            case Act::policy: return {};
            case Act::item: return model_.item_refused(deed, plan);
            case Act::order: plan = model_.plan(deed, deed.user); return plan.refused;
            case Act::approve: return model_.approval_refused(deed, plan);
            case Act::reject: return model_.rejection_refused(deed);
        }
        return "unknown";
    }

    std::string take(
        const Deed& deed, const Plan& plan, const Answer& answer, std::size_t entries
    ) {
        switch (deed.act) {
            case Act::customer: model_.take_customer(deed); return {};
            case Act::period: model_.close_period(deed.hold_until); return {};
            case Act::policy: model_.set_rule(deed.rule, deed.value); return {};
            case Act::item: model_.take_item(deed, plan); return postings_differ(plan, entries);
            case Act::bank_file: return model_.take_run(deed, facts_since(books_, entries));
            case Act::reject: model_.reject(deed); return {};
            case Act::approve: model_.approve(deed, plan); return postings_differ(plan, entries);
            case Act::order: break;
        }
        if (answer.is_proposed == plan.needs.empty()) {
            return plan.needs.empty() ? "the engine wants an approval"
                                      : "beyond the limit of " + plan.needs;
        }
        if (answer.is_proposed) {
            model_.propose(deed, plan);
            return postings_differ({}, entries);
        }
        model_.carry_out(deed, plan, deed.user);
        return postings_differ(plan, entries);
    }

    // What was posted is what the plan said: receipts, customers, days, accounts and cents.
    std::string postings_differ(const Plan& plan, std::size_t entries) const {
        std::vector<Posting> made;
        const Book& book = books_.book();
        for (std::size_t i = entries; i < books_.journal().size(); ++i) {
            const Entry& entry = books_.journal()[i];
            if (const auto* decided = std::get_if<PaymentDecided>(&entry)) {
                const Currency currency = book.payment(decided->payment).currency;
                made.push_back(plain_posting(
                    book, decided->posting, currency, static_cast<int>(slot(decided->payment))
                ));
            } else if (const auto* adjusted = std::get_if<ItemsAdjusted>(&entry)) {
                made.push_back(plain_posting(book, adjusted->posting, adjusted->currency, nothing));
            }
        }
        std::erase_if(made, [](const Posting& each) { return each.lines.empty(); });
        if (made.size() != plan.postings.size()) {
            return fmt::format("{} postings were made, not {}", made.size(), plan.postings.size());
        }
        for (std::size_t i = 0; i < made.size(); ++i) {
            const Posting& ours = made[i];
            const Posting& models = plan.postings[i];
            if (ours.receipt != models.receipt) return "a posting is about another receipt";
            if (ours.customer != models.customer) {
                return fmt::format("posted for '{}', not for '{}'", ours.customer, models.customer);
            }
            if (ours.day != models.day)
                return fmt::format("posted on {}, not on {}", ours.day, models.day);
            if (ours.lines != models.lines)
                return "posted other lines: " + lines_of(ours.lines) + "not " +
                       lines_of(models.lines);
        }
        return {};
    }

    static std::string lines_of(const Lines& lines) {
        std::string text;
        for (const auto& [key, debit] : lines)
            text += fmt::format(
                "{} {} {} {}; ", std::get<0>(key), std::get<1>(key), std::get<2>(key), debit
            );
        return text;
    }

    MemoryBooks books_;
    Model model_;
    bool was_refused_ = false;
};

// Tells deeds until one fails, or `next` has no more.
template <class Next>
SequenceResult tell_all(Next&& next) {
    Telling telling;
    SequenceResult result;
    while (result.fault.empty()) {
        const std::optional<Deed> deed = next(telling.model(), result.deeds.size());
        if (!deed) break;
        result.deeds.push_back(*deed);
        result.step = result.deeds.size();
        ++result.told[deed->words];
        result.fault = telling.tell_one(*deed);
        result.refused[deed->words] += telling.was_refused() ? 1U : 0U;
    }
    if (result.fault.empty()) result.fault = telling.replay();
    return result;
}

}  // namespace

SequenceResult run_sequence(std::uint64_t seed, std::size_t steps) {
    story = fmt::format("sequence of seed {}\n", seed);
    Choosing choosing(seed);
    return tell_all([&](const Model& model, std::size_t step) -> std::optional<Deed> {
        if (step == steps) return std::nullopt;
        return choosing.next(model);
    });
}

SequenceResult run_deeds(const std::vector<Deed>& deeds) {
    story = "deeds told again\n";
    return tell_all([&](const Model&, std::size_t step) -> std::optional<Deed> {
        if (step == deeds.size()) return std::nullopt;
        return deeds[step];
    });
}

std::vector<Deed> shrunk(std::vector<Deed> deeds, const std::string& fault, std::size_t tries_max) {
    for (std::size_t at = deeds.size(); at-- > 0 && tries_max > 0; --tries_max) {
        std::vector<Deed> fewer = deeds;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at));
        const SequenceResult result = run_deeds(fewer);
        if (result.fault == fault) deeds = result.deeds;
        at = std::min(at, deeds.size());
    }
    return deeds;
}

}  // namespace tieout::reference
