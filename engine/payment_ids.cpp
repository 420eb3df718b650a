#include "engine/payment_ids.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "engine/account_form.h"
#include "engine/digest.h"
#include "engine/slot_table.h"

namespace tieout {

namespace {

constexpr std::size_t id_size = 25;                     // 'P' and 24 hex digits
constexpr std::size_t block_size = 4096;                // payments that one task hashes
constexpr std::size_t ahead = 16;                       // look-ups that overlap
constexpr std::uint64_t id_low = 0xFFFFFFFF'00000000U;  // of the low half, what ids show

template <class Number>
void append_number(std::string& text, Number number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text.append(digits.data(), end);
}

// What an id is the hash of, put together in one buffer.
class IdText {
public:
    // `before`: how many equal payments came before this one.
    std::string_view of(const Payment& payment, std::uint32_t before) {
        front(payment);
        text_ += payment.is_credit ? '+' : '-';
        append_number(text_, payment.amount);
        text_ += mark;
        text_ += payment.currency.letters();
        text_ += mark;
        text_ += payment.bank_reference;
        text_ += mark;
        append_account_form(text_, payment.payer_account);
        text_ += mark;
        text_ += without_leading_zeros(payment.check_number);
        // Where the bank numbers nothing, what it tells keeps two payments of one day apart.
        // (Dialects of a lockbox tell more or less of the same check, so there it does not count.)
        const bool is_numbered = !payment.bank_reference.empty() || !payment.check_number.empty();
        if (!is_numbered && payment.channel != Channel::lockbox) {
            for (const std::string_view told :
                 {std::string_view(payment.trace),
                  std::string_view(payment.payer_name),
                  std::string_view(payment.memo),
                  word_of(payment.kind)}) {
                text_ += mark;
                text_ += told;
            }
        }
        text_ += mark;
        append_number(text_, before);
        return text_;
    }

private:
    static constexpr char mark = '\x1F';

    // Our account and the date are mostly those of the payment before.
    void front(const Payment& payment) {
        if (front_ == 0 || payment.account != account_ || payment.booking_date != date_) {
            account_ = payment.account;
            date_ = payment.booking_date;
            text_.clear();
            append_account_form(text_, account_);
            text_ += mark;
            text_ += format_date(date_);
            text_ += mark;
            front_ = text_.size();
        }
        text_.resize(front_);
    }

    std::string text_;
    std::size_t front_ = 0;  // of the text: what stands for account and date; 0: nothing yet
    std::string account_;
    Date date_;
};

void write_id(char* at, const Mark& mark) {
    constexpr std::string_view digits = "0123456789abcdef";
    *at++ = 'P';
    for (unsigned shift = 64; shift > 0; shift -= 4)
        *at++ = digits[(mark.high >> (shift - 4)) & 0xFU];
    for (unsigned shift = 64; shift > 32; shift -= 4)
        *at++ = digits[(mark.low >> (shift - 4)) & 0xFU];
}

// Payments that one task hashes, and the number of the first of them.
struct Block {
    std::span<Payment> payments;
    std::size_t first = 0;
};

std::vector<Block> blocks_without_ids(const std::vector<std::span<Payment>>& payments) {
    std::vector<Block> blocks;
    std::size_t count = 0;
    for (const std::span<Payment> all : payments) {
        for (std::size_t at = 0; at < all.size(); at += block_size) {
            const auto some = all.subspan(at, std::min(block_size, all.size() - at));
            const bool has_all = std::all_of(some.begin(), some.end(), [](const Payment& each) {
                return !each.payment.empty();
            });
            if (has_all) continue;
            blocks.push_back({some, count});
            count += some.size();
        }
    }
    return blocks;
}

}  // namespace

void give_payment_ids(
    const std::vector<std::span<Payment>>& payments, TextStore& texts, Parallel& parallel
) {
    const std::vector<Block> blocks = blocks_without_ids(payments);
    if (blocks.empty()) return;
    const std::size_t count = blocks.back().first + blocks.back().payments.size();
    char* const ids = texts.room(count * id_size);
    std::vector<Mark> marks(count);  // of each payment as if it were the first of its kind
    parallel.for_each(blocks.size(), [&](std::size_t block) {
        IdText text;
        std::size_t number = blocks[block].first;
        for (Payment& payment : blocks[block].payments) {
            if (payment.payment.empty()) {
                marks[number] = sha256_mark(text.of(payment, 0));
                write_id(ids + number * id_size, marks[number]);
                payment.payment = std::string_view(ids + number * id_size, id_size);
            }
            ++number;
        }
    });
    // An id that was given already is that of an equal payment: the later one counts on.
    SlotTable seen;
    seen.reserve(count);
    std::vector<std::uint32_t> later(count);  // how many equal ones came behind each
    IdText text;
    for (const Block& block : blocks) {
        std::size_t number = block.first;
        for (const Payment& payment : block.payments) {
            const Mark mark = marks[number];
            if (number + ahead < count) seen.prefetch(marks[number + ahead].high);
            std::uint32_t before = 0;
            if (mark.is_none()) {  // it has an id of its own
                ++number;
                continue;
            }
            seen.visit(mark.high, [&](std::uint32_t row) {
                const bool is_equal =
                    marks[row].high == mark.high && ((marks[row].low ^ mark.low) & id_low) == 0;
                if (is_equal) before = ++later[row];
                return !is_equal;
            });
            if (before == 0) {
                seen.insert(mark.high, static_cast<std::uint32_t>(number));
            } else {
                write_id(ids + number * id_size, sha256_mark(text.of(payment, before)));
            }
            ++number;
        }
    }
}

}  // namespace tieout
