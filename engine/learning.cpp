#include "engine/learning.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "engine/cash_run.h"
#include "engine/personal.h"
#include "engine/slot_table.h"

namespace tieout {

namespace {

constexpr std::size_t chunk_payments = 4'096;
constexpr std::size_t parts = 16;  // by hash, gone through beside each other
constexpr int confirmed_days = 30;

// An account or a name as one payment shows it.
struct Showing {
    std::uint64_t hash = 0;
    std::uint32_t movement = 0;
};

// A customer under an account or a name.
struct Pupil {
    CustomerNo customer{};
    CustomerNo family{};
    std::uint32_t movement = 0;  // the first that showed it
    std::uint32_t lessons = 0;
    Date latest;
};

// One text of the batch and up to two families it was shown for.
struct Shown {
    std::string_view text;
    std::array<Pupil, 2> pupils{};
    std::uint32_t used = 0;
};

class Learning {
public:
    Learning(
        const Book& book, const Secrets& secrets, Parallel& parallel, const CashOutcome& outcome
    )
        : book_(book), secrets_(secrets), parallel_(parallel), outcome_(outcome) {}

    std::vector<BatchLesson> learn() {
        if (book_.policy.learn_accounts) learn(LearnedKind::account);
        if (book_.policy.learn_aliases) learn(LearnedKind::alias);
        std::sort(found_.begin(), found_.end(), [](const BatchLesson& a, const BatchLesson& b) {
            return std::pair(a.movement, a.row.kind) < std::pair(b.movement, b.row.kind);
        });
        return std::move(found_);
    }

private:
    using Parts = std::array<std::vector<Showing>, parts>;

    static std::string_view text_of(const Movement& movement, LearnedKind kind) {
        return kind == LearnedKind::account ? movement.payment.payer_account
                                            : movement.payment.payer_name;
    }

    void learn(LearnedKind kind) {
        const std::size_t count = outcome_.movements.size();
        std::vector<Parts> chunks((count + chunk_payments - 1) / chunk_payments);
        in_chunks(parallel_, chunk_payments, count, [&](std::size_t at, std::size_t end) {
            Parts& mine = chunks[at / chunk_payments];
            for (; at < end; ++at) {
                const Movement& movement = outcome_.movements[at];
                if (!teaches(movement, kind)) continue;
                const std::uint64_t hash = text_hash(text_of(movement, kind));
                mine[hash >> 60U].push_back({hash, static_cast<std::uint32_t>(at)});
            }
        });
        std::array<std::vector<BatchLesson>, parts> found;
        parallel_.for_each(parts, [&](std::size_t part) {
            for (const Shown& shown : gather(chunks, part, kind))
                take(shown, kind, found[part]);
        });
        for (std::vector<BatchLesson>& part : found)
            std::move(part.begin(), part.end(), std::back_inserter(found_));
    }

    bool teaches(const Movement& movement, LearnedKind kind) const {
        if (!movement.is_judged || text_of(movement, kind).empty()) return false;
        return is_lesson(movement.match, book_.policy) && !is_known_by(movement.match, kind);
    }

    // What identified the payer is known, unless it needs more lessons.
    bool is_known_by(const Match& match, LearnedKind kind) const {
        const TermKind own =
            kind == LearnedKind::account ? TermKind::payer_account : TermKind::payer_name;
        return std::any_of(match.terms.begin(), match.terms.end(), [&](const EvidenceTerm& term) {
            if (term.kind == own) return true;
            if (term.kind != TermKind::payer_learned) return false;
            const LearnedRow& row = book_.learned[term.count - 1];
            return row.kind == kind && (kind == LearnedKind::account || is_confirmed(row));
        });
    }

    std::vector<Shown> gather(const std::vector<Parts>& chunks, std::size_t part, LearnedKind kind)
        const {
        std::vector<Shown> all;
        SlotTable seen;
        for (const Parts& chunk : chunks) {
            for (const Showing& showing : chunk[part]) {
                const Movement& movement = outcome_.movements[showing.movement];
                const std::string_view text = text_of(movement, kind);
                auto at = static_cast<std::uint32_t>(all.size());
                seen.visit(showing.hash << 4U, [&](std::uint32_t row) {
                    if (all[row].text != text) return true;
                    at = row;
                    return false;
                });
                if (at == all.size()) {
                    seen.insert(showing.hash << 4U, at);
                    all.push_back({text, {}, 0});
                }
                show(all[at], movement, showing.movement);
            }
        }
        return all;
    }

    // Several customers of one family are the family.
    void show(Shown& shown, const Movement& movement, std::uint32_t at) const {
        const CustomerNo payer = movement.match.payer;
        const CustomerNo family = book_.family(payer);
        const Date day = movement.payment.booking_date;
        for (std::uint32_t i = 0; i < shown.used; ++i) {
            Pupil& pupil = shown.pupils[i];
            if (pupil.family != family) continue;
            if (pupil.customer != payer) pupil.customer = family;
            ++pupil.lessons;
            pupil.latest = std::max(pupil.latest, day);
            return;
        }
        if (shown.used == shown.pupils.size()) return;
        shown.pupils[shown.used++] = {payer, family, at, 1, day};
    }

    void take(const Shown& shown, LearnedKind kind, std::vector<BatchLesson>& found) const {
        const std::optional<Mark> mark = mark_of(shown.text, kind);
        if (!mark) return;
        for (std::uint32_t i = 0; i < shown.used; ++i) {
            const Pupil& pupil = shown.pupils[i];
            if (is_master_data(*mark, kind, pupil.family)) continue;
            BatchLesson lesson;
            lesson.movement = pupil.movement;
            LearnedRow& row = lesson.row;
            row.kind = kind;
            row.mark = *mark;
            row.customer = pupil.customer;
            row.payment = outcome_.movements[pupil.movement].number;
            row.run = static_cast<RunNo>(book_.runs);
            row.lessons = pupil.lessons;
            row.taught = pupil.latest;
            if (is_worth_noting(row)) found.push_back(std::move(lesson));
        }
    }

    std::optional<Mark> mark_of(std::string_view text, LearnedKind kind) const {
        if (kind == LearnedKind::account) return mark_of_account(secrets_, text);
        const auto forms = name_forms(text);
        if (forms.empty()) return std::nullopt;
        return mark_of_name(secrets_, forms.front());
    }

    bool is_master_data(const Mark& mark, LearnedKind kind, CustomerNo family) const {
        const auto owners = kind == LearnedKind::account ? book_.customers_by_account(mark)
                                                         : book_.customers_by_name(mark);
        return std::any_of(owners.begin(), owners.end(), [&](CustomerNo owner) {
            return book_.family(owner) == family;
        });
    }

    // Goes on with the row of another customer of the family, if there is one.
    bool is_worth_noting(LearnedRow& row) const {
        const CustomerNo family = book_.family(row.customer);
        for (const LearnedNo no : book_.learned_by(row.kind, row.mark)) {
            const LearnedRow& held = book_.learned[slot(no)];
            if (book_.family(held.customer) != family) continue;
            row.customer = held.customer;
            const bool needs_more = row.kind == LearnedKind::alias && !is_confirmed(held);
            return needs_more || days_between(held.last_used(), row.taught) > confirmed_days;
        }
        return !book_.find_learned(row.kind, row.mark, row.customer);  // it would be forgotten
    }

    const Book& book_;
    const Secrets& secrets_;
    Parallel& parallel_;
    const CashOutcome& outcome_;
    std::vector<BatchLesson> found_;
};

}  // namespace

bool is_lesson(const Match& match, const Policy& policy) {
    return match.certificate == Certificate::stated && match.tier <= 2 &&
           match.status == PaymentStatus::applied && match.reason == Reason::nothing &&
           match.payer != none<CustomerNo>() && match.payer_bp >= policy.payer_post_bp;
}

bool is_in_use(const LearnedRow& row, const Policy& policy, Date day) {
    if (row.is_forgotten) return false;
    return policy.learn_expiry_days == 0 ||
           days_between(row.last_used(), day) <= policy.learn_expiry_days;
}

std::vector<BatchLesson> lessons_of(
    const Book& book, const Secrets& secrets, Parallel& parallel, const CashOutcome& outcome
) {
    return Learning(book, secrets, parallel, outcome).learn();
}

}  // namespace tieout
