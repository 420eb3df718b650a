#include "engine/known_movements.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "engine/check.h"
#include "engine/second_source.h"

namespace tieout {

namespace {

constexpr std::size_t chunk_payments = 16'384;
constexpr std::size_t near_payments = 32;

class Known {
public:
    Known(const Book& book, DepositCount& counts, Parallel& parallel, CashOutcome& outcome)
        : book_(book), counts_(counts), parallel_(parallel), outcome_(outcome) {}

    void drop() {
        find_known();
        std::vector<std::vector<Again>> again(parts);
        parallel_.for_each(parts, [&](std::size_t part) { again[part] = again_in(part); });
        for (std::size_t part = 1; part < parts; ++part) {
            again[0].insert(again[0].end(), again[part].begin(), again[part].end());
        }
        std::sort(again[0].begin(), again[0].end(), [](const Again& a, const Again& b) {
            return a.line.at < b.line.at;
        });
        for (const Again& each : again[0]) {
            Movement& movement = outcome_.movements[each.line.at];
            const bool in_book = each.line.in_book != none<PaymentNo>();
            const bool agrees =
                in_book ? same_movement(book_.payment(each.line.in_book), movement.payment)
                        : same_movement(*each.before, movement.payment);
            drop(movement, agrees);
            if (agrees) take_again(movement, each.before);
        }
    }

private:
    // A movement by the mark of its id.
    struct Line {
        Mark mark;
        std::uint32_t at = 0;                   // in the batch
        PaymentNo in_book = none<PaymentNo>();  // its row there
    };

    // A movement whose id was taken before, by the book or by an earlier line of the batch.
    struct Again {
        Line line;
        const Movement* before = nullptr;
    };

    // An id lies in one part by its mark, so the parts are looked through beside each other; a part
    // with its look-up stays near the processor.
    static constexpr std::size_t parts = 64;
    using Chunk = std::array<std::vector<Line>, parts>;

    // Marks what may enter the book and deals it to the parts.
    void find_known() {
        const std::span<Movement> all(outcome_.movements);
        check(all.size() < std::size_t{1} << 32U, "a batch has fewer than 2^32 movements");
        chunks_.resize((all.size() + chunk_payments - 1) / chunk_payments);
        in_chunks(parallel_, chunk_payments, all.size(), [&](std::size_t first, std::size_t last) {
            Chunk& chunk = chunks_[first / chunk_payments];
            for (std::vector<Line>& each : chunk)
                each.reserve((last - first) / parts * 5 / 4);
            for (; first < last; first = std::min(last, first + near_payments))
                find_known(all, first, std::min(last, first + near_payments), chunk);
        });
    }

    // The look-ups of a few movements wait for memory together.
    void find_known(std::span<Movement> all, std::size_t first, std::size_t last, Chunk& chunk) {
        for (std::size_t i = first; i < last; ++i) {
            if (!all[i].is_new) continue;
            all[i].fingerprint = sha256_mark(all[i].payment.payment);
            book_.prefetch_payment(all[i].fingerprint);
        }
        for (std::size_t i = first; i < last; ++i) {
            if (!all[i].is_new) continue;
            const Mark& mark = all[i].fingerprint;
            const PaymentNo in_book = book_.find_payment(mark).value_or(none<PaymentNo>());
            chunk[mark.high % parts].push_back({mark, static_cast<std::uint32_t>(i), in_book});
        }
    }

    std::vector<Again> again_in(std::size_t part) const {
        std::vector<Line> lines;
        std::size_t count = 0;
        for (const Chunk& chunk : chunks_)
            count += chunk[part].size();
        lines.reserve(count);
        for (const Chunk& chunk : chunks_)
            lines.insert(lines.end(), chunk[part].begin(), chunk[part].end());
        SlotTable seen;
        seen.reserve(count);
        std::vector<Again> again;
        for (std::size_t i = 0; i < count; ++i) {
            const Line& line = lines[i];
            const Movement* before = nullptr;
            seen.visit(line.mark.low, [&](std::uint32_t row) {
                if (lines[row].mark != line.mark) return true;
                before = &outcome_.movements[lines[row].at];
                return false;
            });
            if (line.in_book != none<PaymentNo>() || before != nullptr) {
                again.push_back({line, before});
            } else {
                seen.insert(line.mark.low, static_cast<std::uint32_t>(i));
            }
        }
        return again;
    }

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
    std::vector<Chunk> chunks_;
    std::optional<std::pair<std::uint32_t, std::uint32_t>> last_;  // file and unit looked at
    bool is_last_new_ = false;
};

}  // namespace

void drop_known(const Book& book, DepositCount& counts, Parallel& parallel, CashOutcome& outcome) {
    Known(book, counts, parallel, outcome).drop();
}

}  // namespace tieout
