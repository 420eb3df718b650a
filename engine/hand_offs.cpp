#include "engine/hand_offs.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <optional>

#include <fmt/core.h>

#include "engine/check.h"
#include "engine/entry.h"
#include "engine/waiting.h"
#include "engine/waiting_receipts.h"

namespace tieout {

namespace {

// The entry behind which a posting was made: no entry before it made that or a later one.
Sequence start_of(const Book& book, std::uint64_t posting) {
    Sequence start = 1;
    for (const ExportRow& row : book.exports) {
        if (row.made < posting) start = std::max(start, row.entry);
    }
    return start;
}

// What an entry posts, and what it is about: every kind of entry with a posting is named here.
struct PostedEntry {
    const Posting* posting = nullptr;  // null: the entry holds none
    PaymentNo payment = none<PaymentNo>();
    EntityNo entity{};
    Currency currency;
    Reason reason = Reason::nothing;
};

PostedEntry posting_in(const Book& book, const Entry& entry) {
    if (const auto* decided = std::get_if<PaymentDecided>(&entry)) {
        if (decided->posting.lines.empty()) return {};
        const PaymentRow& row = book.payment(decided->payment);
        return {&decided->posting, decided->payment, row.entity, row.currency, decided->reason};
    }
    if (const auto* adjusted = std::get_if<ItemsAdjusted>(&entry)) {
        const auto nothing = none<PaymentNo>();
        return {&adjusted->posting, nothing, adjusted->entity, adjusted->currency, {}};
    }
    return {};
}

// Goes along the journal and takes what committed runs say: a posting of an abandoned run was
// never made, its number is used again.
class Collector {
public:
    Collector(const Book& book, const Secrets& secrets, const HandOffRange& range, bool answers)
        : book_(book), secrets_(secrets), range_(range), wants_answers_(answers) {}

    // False when nothing is left to be read.
    bool take(Sequence at, const Entry& entry) {
        if (range_.before != 0 && at >= range_.before) return false;
        if (const auto* opened = std::get_if<RunOpened>(&entry)) {
            run_ = opened->run;
            begun_ = found_.all.size();
        } else if (std::get_if<RunAbandoned>(&entry) != nullptr) {
            found_.all.resize(begun_);
            std::erase_if(apart_, [&](const Apart& each) { return each.at >= begun_; });
            answers_.clear();
        } else if (std::get_if<RunCommitted>(&entry) != nullptr) {
            for (ErpAnswer& answer : answers_)
                answered_[answer.posting] = std::move(answer);
            answers_.clear();
            const bool is_whole = found_.all.size() == range_.last - range_.first + 1;
            if (is_whole && !wants_answers_) return false;
        } else if (const auto* taken = std::get_if<PaymentTaken>(&entry)) {
            keep(at, *taken);
        } else if (const auto* answered = std::get_if<PostingAnswered>(&entry)) {
            if (is_wanted(answered->row.posting)) answers_.push_back(answered->row);
        } else if (const PostedEntry posted = posting_in(book_, entry); posted.posting != nullptr) {
            if (is_wanted(posted.posting->number)) add(posted);
        }
        return true;
    }

    Result<HandOffs> finish(const Journal& journal) {
        if (auto done = read_apart(journal); !done) return tl::make_unexpected(done.error());
        const std::uint64_t wanted = range_.last - range_.first + 1;
        for (std::size_t i = 0; i < found_.all.size(); ++i) {
            if (found_.all[i].posting.number != range_.first + i) return missing(range_.first + i);
        }
        if (found_.all.size() != wanted) return missing(range_.first + found_.all.size());
        for (const auto& [posting, answer] : answered_) {
            HandOff& hand_off = found_.all[posting - range_.first];
            hand_off.state = answer.state;
            hand_off.document = answer.document;
        }
        return std::move(found_);
    }

private:
    // A posting whose payment was taken elsewhere in the journal.
    struct Apart {
        Sequence taken = 0;
        std::size_t at = 0;
    };

    static tl::unexpected<Error> missing(std::uint64_t posting) {
        return refuse(
            ErrorKind::damaged, fmt::format("the journal does not hold posting {}", posting)
        );
    }

    bool is_wanted(std::uint64_t posting) const {
        return posting >= range_.first && posting <= range_.last;
    }

    void keep(Sequence at, const PaymentTaken& taken) {
        taken_at_ = at;
        taken_ = taken;
        taken_texts_.clear();
        keep_texts(taken_, taken_texts_);
    }

    void add(const PostedEntry& posted) {
        HandOff& hand_off = found_.all.emplace_back();
        hand_off.posting = *posted.posting;
        hand_off.run = run_;
        hand_off.no = posted.payment;
        hand_off.entity = posted.entity;
        hand_off.reason = posted.reason;
        if (posted.payment == none<PaymentNo>()) {
            hand_off.payment.currency = posted.currency;
            hand_off.payment.booking_date = posted.posting->posting_date;
            return;
        }
        const PaymentRow& row = book_.payment(posted.payment);
        hand_off.account = row.account;
        if (row.taken == taken_at_) {
            hand_off.payment = facts_of(std::get<PaymentTaken>(taken_));
        } else {
            apart_.push_back({row.taken, found_.all.size() - 1});
        }
    }

    Payment facts_of(const PaymentTaken& taken) {
        TextStore opened;
        Payment payment = payment_of(taken, secrets_, book_, opened);
        TextStore& texts = found_.texts;
        for (Text* text :
             {&payment.payment,
              &payment.payer_name,
              &payment.customer,
              &payment.check_number,
              &payment.bank_reference,
              &payment.trace,
              &payment.original})
            *text = texts.keep(*text);
        payment.entity = payment.account = payment.payer_account = payment.memo = {};
        payment.bank_code = payment.lockbox = payment.batch = {};
        payment.remittance = {};
        return payment;
    }

    Result<void> read_apart(const Journal& journal) {
        std::stable_sort(apart_.begin(), apart_.end(), [](const Apart& a, const Apart& b) {
            return a.taken < b.taken;
        });
        std::vector<WaitingReceipt> places;
        for (const Apart& each : apart_) {
            if (places.empty() || places.back().taken != each.taken) {
                places.push_back({each.taken, found_.all[each.at].no, {}});
            }
        }
        std::size_t next = 0;
        std::size_t read = 0;
        each_waiting(journal, places, [&](const WaitingReceipt& place, const Entry& entry) {
            const auto* const taken = std::get_if<PaymentTaken>(&entry);
            if (taken == nullptr) return;
            while (next < apart_.size() && apart_[next].taken < place.taken)
                ++next;
            for (; next < apart_.size() && apart_[next].taken == place.taken; ++next, ++read)
                found_.all[apart_[next].at].payment = facts_of(*taken);
        });
        if (read == apart_.size()) return {};
        return refuse(ErrorKind::damaged, "the journal does not hold a payment that it decides");
    }

    const Book& book_;
    const Secrets& secrets_;
    HandOffRange range_;
    bool wants_answers_;
    HandOffs found_;
    RunNo run_{};
    std::size_t begun_ = 0;  // hand-offs found before the run that is open
    std::vector<Apart> apart_;
    Sequence taken_at_ = 0;
    Entry taken_;                     // the last payment taken
    TextStore taken_texts_;           // its own: an entry's are there during its visit only
    std::vector<ErpAnswer> answers_;  // of the run that is open
    std::map<std::uint64_t, ErpAnswer> answered_;
};

bool has_answer(const Book& book, const HandOffRange& range) {
    return std::any_of(book.erp_answers.begin(), book.erp_answers.end(), [&](const ErpAnswer& row) {
        return row.posting >= range.first && row.posting <= range.last;
    });
}

}  // namespace

Result<HandOffs> read_hand_offs(
    const Book& book, const Journal& journal, const Secrets& secrets, const HandOffRange& range
) {
    check(
        range.first >= 1 && range.first <= range.last && range.last <= book.postings,
        "hand-offs are of postings made"
    );
    if (range.last - range.first >= hand_offs_max) {
        return refuse(
            ErrorKind::usage, fmt::format("at most {} postings at once expected", hand_offs_max)
        );
    }
    Collector collector(book, secrets, range, has_answer(book, range));
    const auto read =
        journal.read(start_of(book, range.first), [&](Sequence at, const Entry& entry) {
            return collector.take(at, entry);
        });
    if (!read) return tl::make_unexpected(read.error());
    return collector.finish(journal);
}

Result<std::vector<PostingPlace>> places_of_postings(
    const Book& book, const Journal& journal, const std::vector<std::uint64_t>& postings
) {
    if (postings.empty()) return std::vector<PostingPlace>{};
    std::map<std::uint64_t, PostingPlace> found;
    std::map<std::uint64_t, PostingPlace> of_run;
    const auto read =
        journal.read(start_of(book, postings.front()), [&](Sequence, const Entry& entry) {
            if (std::get_if<RunOpened>(&entry) != nullptr) of_run.clear();
            if (std::get_if<RunCommitted>(&entry) != nullptr) found.merge(of_run);
            const PostedEntry posted = posting_in(book, entry);
            if (posted.posting == nullptr) return found.size() < postings.size();
            const std::uint64_t number = posted.posting->number;
            if (std::binary_search(postings.begin(), postings.end(), number)) {
                of_run[number] = {
                    posted.payment, posted.entity, posted.posting->customer, posted.currency
                };
            }
            return true;
        });
    if (!read) return tl::make_unexpected(read.error());
    std::vector<PostingPlace> places;
    for (const std::uint64_t posting : postings) {
        const auto at = found.find(posting);
        if (at == found.end()) {
            return refuse(
                ErrorKind::damaged, fmt::format("the journal does not hold posting {}", posting)
            );
        }
        places.push_back(at->second);
    }
    return places;
}

}  // namespace tieout
