#include "engine/known_movements.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "engine/second_source.h"

namespace tieout {

namespace {

constexpr std::size_t chunk_payments = 1024;

class Known {
public:
    Known(const Book& book, DepositCount& counts, Parallel& parallel, CashOutcome& outcome)
        : book_(book), counts_(counts), parallel_(parallel), outcome_(outcome) {}

    void drop() {
        struct Line {
            Mark mark;
            std::optional<PaymentNo> before;  // its row in the book
        };

        // An id lies in one part by its mark, so the parts are looked through beside each other.
        constexpr std::uint8_t parts = 16;
        std::vector<Line> known(outcome_.movements.size());
        std::vector<std::uint8_t> part_of(known.size(), parts);  // parts: it is only listed
        in_chunks(
            parallel_,
            chunk_payments,
            known.size(),
            [&](std::size_t first, std::size_t last) {
                for (std::size_t i = first; i < last; ++i) {
                    known[i].mark = sha256_mark(outcome_.movements[i].payment.payment);
                    known[i].before = book_.find_payment(known[i].mark);
                    if (!outcome_.movements[i].is_new) continue;
                    outcome_.movements[i].fingerprint = known[i].mark;
                    part_of[i] = static_cast<std::uint8_t>(known[i].mark.high % parts);
                }
            }
        );
        std::vector<std::vector<std::pair<std::size_t, const Movement*>>> again(parts);
        parallel_.for_each(parts, [&](std::size_t part) {
            SlotTable seen;
            seen.reserve(known.size() / parts);
            for (std::size_t i = 0; i < known.size(); ++i) {
                if (part_of[i] != part) continue;
                const Movement* before = nullptr;
                seen.visit(known[i].mark.low, [&](std::uint32_t row) {
                    if (known[row].mark != known[i].mark) return true;
                    before = &outcome_.movements[row];
                    return false;
                });
                if (known[i].before || before != nullptr) {
                    again[part].emplace_back(i, before);
                } else {
                    seen.insert(known[i].mark.low, static_cast<std::uint32_t>(i));
                }
            }
        });
        for (std::size_t part = 1; part < parts; ++part) {
            again[0].insert(again[0].end(), again[part].begin(), again[part].end());
        }
        std::sort(again[0].begin(), again[0].end());
        for (const auto& [at, before] : again[0]) {
            Movement& movement = outcome_.movements[at];
            const auto& row = known[at].before;
            const bool agrees = row ? same_movement(book_.payment(*row), movement.payment)
                                    : same_movement(*before, movement.payment);
            drop(movement, agrees);
            if (agrees) take_again(movement, before);
        }
    }

private:
    // A statement of booked balances counts what it reports, also when an interim report brought
    // it.
    void take_again(const Movement& movement, const Movement* before) {
        const FileOutcome& file = outcome_.files[movement.file];
        const Unit& unit = file.units[movement.unit];
        const Payment& payment = movement.payment;
        if (payment.kind != MovementKind::receipt || !is_new_statement(movement)) return;
        const ReportedMoney money{
            movement.entity,
            account_key(movement.account, payment.account),
            payment.booking_date,
            payment.amount,
            payment.currency
        };
        const Mark own = money.mark_of(file.format);
        const bool is_same_unit =
            before != nullptr && movement.file == before->file && movement.unit == before->unit;
        const bool was_booked =
            counts_.of(own).details > 0 ||
            (before != nullptr && outcome_.files[before->file].units[before->unit].is_opening_booked
            );
        if (unit.continues_day && !is_same_unit && was_booked) ask_about_twin(movement);
        counts_.note(own, movement, {1, 0});
    }

    // A statement of booked balances that the book does not have.
    bool is_new_statement(const Movement& movement) {
        const auto place = std::pair(movement.file, movement.unit);
        if (place == last_) return is_last_new_;
        last_ = place;
        const Unit& unit = outcome_.files[movement.file].units[movement.unit];
        is_last_new_ = std::any_of(
            outcome_.statements.begin(),
            outcome_.statements.end(),
            [&](const StatementRow& row) {
                return row.as_of == unit.as_of && row.opening == unit.opening_balance &&
                       row.closing == unit.closing_balance && row.currency == unit.currency;
            }
        );
        return is_last_new_;
    }

    // Two statements of one day that follow on from each other prove that both lines moved money.
    void ask_about_twin(const Movement& movement) {
        const Payment& payment = movement.payment;
        LooseException open;
        open.row.reason = Reason::possible_duplicate;
        open.row.entity = movement.entity;
        open.row.currency = payment.currency;
        open.row.amount = payment.amount;
        open.row.opened = payment.booking_date;
        open.detail = fmt::format(
            "two statements of one day report {}; as one follows on from the other, these are two",
            payment.payment
        );
        outcome_.exceptions.push_back(std::move(open));
    }

    static bool same_movement(const PaymentRow& row, const Payment& payment) {
        return row.amount == payment.amount && row.currency == payment.currency &&
               row.booking_date == payment.booking_date;
    }

    static bool same_movement(const Movement& before, const Payment& payment) {
        return before.payment.amount == payment.amount &&
               before.payment.currency == payment.currency &&
               before.payment.booking_date == payment.booking_date;
    }

    // An id has one content for ever: a second content under it is a fault, and is not taken.
    void drop(Movement& movement, bool agrees) {
        FileOutcome& file = outcome_.files[movement.file];
        movement.is_new = false;
        movement.status = PaymentStatus::duplicate;
        movement.note = "taken before";
        ++file.duplicates;
        if (agrees) return;
        movement.note = "its id was used before for another movement";
        file.faults.push_back(
            {ErrorKind::input,
             "F_PAYMENT_ID",
             fmt::format(
                 "payment id '{}' stands for another amount, currency or date already",
                 movement.payment.payment
             ),
             {file.name, movement.payment.source_line, 1}}
        );
    }

    const Book& book_;
    DepositCount& counts_;
    Parallel& parallel_;
    CashOutcome& outcome_;
    std::optional<std::pair<std::uint32_t, std::uint32_t>> last_;  // file and unit looked at
    bool is_last_new_ = false;
};

}  // namespace

void drop_known(const Book& book, DepositCount& counts, Parallel& parallel, CashOutcome& outcome) {
    Known(book, counts, parallel, outcome).drop();
}

}  // namespace tieout
