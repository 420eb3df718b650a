// The part of a story that people tell: what they decide about payments, and what stands then.
#pragma once

#include <string>
#include <vector>

#include "tests/support/memory_books.h"

namespace tieout {

// The verbs user, today, accept, assign, on-account, write-off, deduct, transfer, refund, not-ours,
// unapply, return, undo, claim-accept, claim-owed, keep-open, hold, release, cleanup, approve,
// reject, close and open-again; the outcomes stands, claim, refused, proposal, waits, gl, owes,
// listed and posted.
class ReviewStory {
public:
    explicit ReviewStory(MemoryBooks& books) : books_(books) {}

    // True when the verb is one of these; throws std::exception on words that cannot be read.
    bool take(const std::vector<std::string>& words);

    static bool is_outcome(const std::string& kind);
    // The lines of an outcome; what is asked about is what the expected lines name.
    std::vector<std::string> actual(
        const std::string& kind, const std::vector<std::vector<std::string>>& asked
    ) const;

    Date today() const { return today_; }

    bool has_day() const { return has_day_; }

private:
    using Words = std::vector<std::string>;

    PaymentNo payment(const std::string& id) const;
    ReviewOrder order_about(ReviewAction action, const std::string& id) const;
    ReviewOrder accept(const Words& words) const;
    ReviewOrder about_payment(ReviewAction action, const Words& words) const;
    ReviewOrder about_claim(ReviewAction action, const Words& words) const;
    void do_order(const ReviewOrder& order);
    void clean_up(const Words& words);
    void decide_proposal(const Words& words);
    void set_period(const Words& words);
    std::string stands(const std::string& id) const;
    std::vector<std::string> claims() const;
    std::vector<std::string> proposals() const;
    std::vector<std::string> waits() const;
    std::vector<std::string> posted() const;
    std::string gl(const std::string& account) const;
    std::string owes(const std::string& customer, const std::string& day) const;

    MemoryBooks& books_;
    std::string user_ = "ana";
    Date today_ = parse_date("2026-03-20").value();
    bool has_day_ = false;
    std::vector<std::string> refused_;
    std::vector<std::string> listed_;
};

}  // namespace tieout
