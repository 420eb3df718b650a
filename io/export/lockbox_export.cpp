// A lockbox transmission as Oracle AutoLockbox loads it (Oracle Receivables, Transmission Formats):
// 1 { 5 { 6 [4...] }... 7 8 }... 9, with up to eight applications in a record 4, in the columns of
// data/lockbox/oracle.csv. One file a currency, for amounts have no decimal point; one batch a
// lockbox and day. What is left of a receipt stays unapplied there. Reversals and later
// applications go by hand.
#include <array>
#include <map>

#include <fmt/format.h>

#include "engine/check.h"
#include "io/export/package.h"
#include "io/formats/lockbox_layout.h"

namespace tieout {

namespace {

using enum LockboxField;

constexpr std::size_t applications_a_record = 8;
constexpr std::size_t records_max = 9'999;  // of one receipt: a sequence of four columns

std::size_t letters_of(std::string_view text) {
    std::size_t count = 0;
    for (const char byte : text)
        count += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U ? 1U : 0U;
    return count;
}

// A receipt on its way into a batch.
struct LockboxReceipt {
    const HandOff* hand_off = nullptr;
    Receipt receipt;
};

struct LockboxDay {
    std::string lockbox;
    Date day;

    friend auto operator<=>(const LockboxDay&, const LockboxDay&) = default;
};

class Transmission {
public:
    Transmission(PackageWriter& writer, const LockboxLayout& layout)
        : writer_(writer), layout_(layout) {}

    std::string write(const std::map<LockboxDay, std::vector<LockboxReceipt>>& days) {
        begin('1');
        put(header_destination, writer_.names.setting("destination"));
        put(header_origin, writer_.names.setting("origin"));
        put(header_date, compact(writer_.batch.day()));
        put(header_time, "0000");
        end();
        std::size_t batch = 0;
        for (const auto& [day, receipts] : days)
            put_batch(day, ++batch, receipts);
        begin('9');
        put_number(trailer_records, records_ + 1);
        end();
        return std::move(out_);
    }

    // Whether a text has room in a field; the caller sends by hand what has none.
    bool fits(LockboxField field, std::string_view text) const {
        const LayoutField& place = layout_.field(field);
        return letters_of(text) <= place.to - place.from + 1 &&
               text.find_first_of("\r\n\t") == std::string_view::npos;
    }

private:
    void begin(char type) {
        line_.assign(1, type);
        letters_ = 1;
    }

    void end() {
        out_.append(line_).append("\n");
        ++records_;
    }

    // Fields are put from left to right.
    void put(LockboxField field, std::string_view text, std::size_t shift = 0) {
        const LayoutField& place = layout_.field(field);
        const std::size_t from = place.from + shift;
        check(from > letters_, "the fields of a lockbox record are put from left to right");
        check(fits(field, text), "a text has room in its field");
        line_.append(from - 1 - letters_, ' ').append(text);
        letters_ = from - 1 + letters_of(text);
    }

    void put_number(LockboxField field, std::uint64_t number, std::size_t shift = 0) {
        const LayoutField& place = layout_.field(field);
        put(field, fmt::format("{:0{}}", number, place.to - place.from + 1), shift);
    }

    void put_amount(LockboxField field, Minor amount, std::size_t shift) {
        const LayoutField& place = layout_.field(field);
        const std::size_t width = place.to - place.from + 1;
        if (amount >= 0) return put_number(field, static_cast<std::uint64_t>(amount), shift);
        put(field, fmt::format("-{:0{}}", -amount, width - 1), shift);
    }

    static std::string compact(Date day) {
        std::string text = format_date(day);
        std::erase(text, '-');
        return text;
    }

    void put_batch(
        const LockboxDay& day, std::size_t batch, const std::vector<LockboxReceipt>& receipts
    ) {
        begin('5');
        put_number(batch_number, batch);
        put(batch_lockbox, day.lockbox);
        put(batch_date, compact(day.day));
        end();
        Minor sum = 0;
        std::size_t item = 0;
        for (const LockboxReceipt& each : receipts) {
            put_receipt(batch, ++item, each);
            sum = add(sum, each.receipt.amount);
        }
        begin('7');
        put_number(total_batch, batch);
        put(total_lockbox, day.lockbox);
        put(total_date, compact(day.day));
        put_number(total_count, receipts.size());
        put_amount(total_amount, sum, 0);
        end();
        begin('8');
        put(box_lockbox, day.lockbox);
        put_number(box_count, receipts.size());
        put_amount(box_amount, sum, 0);
        end();
    }

    void put_receipt(std::size_t batch, std::size_t item, const LockboxReceipt& each) {
        const HandOff& hand_off = *each.hand_off;
        const Payment& payment = hand_off.payment;
        writer_.names.begin(hand_off.posting.number);
        begin('6');
        put_number(check_batch, batch);
        put_number(check_item, item);
        put_amount(check_amount, each.receipt.amount, 0);
        put(LockboxField::check_number,
            payment.check_number.empty() ? payment.payment : payment.check_number);
        put(check_date, compact(payment.value_date.value_or(payment.booking_date)));
        put(check_customer, writer_.customer(hand_off));
        put(check_reference, fmt::format("{}-{}", writer_.batch.consumer, hand_off.posting.number));
        end();
        ++writer_.package.rows;
        const std::vector<ItemApplication>& items = each.receipt.items;
        const std::size_t count = items.size();
        for (std::size_t at = 0, sequence = 1; at < count; ++sequence) {
            begin('4');
            put_number(line_batch, batch);
            put_number(line_item, item);
            put_number(line_sequence, sequence);
            put(line_last, at + applications_a_record >= count ? "9" : "0");
            for (std::size_t i = 0; i < applications_a_record && at < count; ++i, ++at)
                put_application(items[at], i);
            end();
        }
    }

    void put_application(const ItemApplication& application, std::size_t place) {
        const LayoutField& block = layout_.field(line_applications);
        const std::size_t shift = place * (block.to - block.from + 1);
        put(line_invoice, writer_.book.item(application.item).document, shift);
        put_amount(line_amount, application.cash, shift);
        put_amount(line_discount, application.discount(), shift);
        const Minor deduction = application.adjusted() - application.discount();
        put_amount(line_deduction, deduction, shift);
        for (const ItemAdjustment& each : application.adjustments) {
            if (is_discount(each)) continue;
            put(line_reason, writer_.names.short_value("reason", word_of(each.kind), 10), shift);
            break;
        }
        put(line_key, writer_.book.key_of(application.item), shift);
        ++writer_.package.rows;
    }

    PackageWriter& writer_;
    const LockboxLayout& layout_;
    std::string out_;
    std::string line_;
    std::size_t letters_ = 0;  // in the line
    std::uint64_t records_ = 0;
};

std::size_t kinds_but_discount(const ItemApplication& application) {
    std::size_t kinds = 0;
    for (const ItemAdjustment& each : application.adjustments)
        kinds += is_discount(each) ? 0U : 1U;
    return kinds;
}

std::string_view why_not(
    const PackageWriter& writer,
    const Transmission& shape,
    const HandOff& hand_off,
    const Receipt& receipt
) {
    if (const auto why = beyond_advice(receipt); !why.empty()) return why;
    if (receipt.kind == HandOffKind::application) {
        return "a transmission cannot apply money of an earlier receipt";
    }
    if (receipt.other != 0) return "a part of it is not receivables";
    const Payment& payment = hand_off.payment;
    const bool has_room = shape.fits(check_customer, writer.customer(hand_off)) &&
                          shape.fits(
                              LockboxField::check_number,
                              payment.check_number.empty() ? payment.payment : payment.check_number
                          );
    if (!has_room) return "a text is longer than its columns";
    if (receipt.items.size() > records_max * applications_a_record) return "too many items";
    for (const ItemApplication& each : receipt.items) {
        const bool fits = shape.fits(line_invoice, writer.book.item(each.item).document) &&
                          shape.fits(line_key, writer.book.key_of(each.item));
        if (!fits) return "a text is longer than its columns";
        if (kinds_but_discount(each) > 1) return "an item is adjusted for two reasons";
        if (each.discount() < 0 || each.adjusted() < each.discount()) return "an item grows";
    }
    return {};
}

std::string lockbox_of(const PackageWriter& writer, const HandOff& hand_off) {
    const bool is_listed = hand_off.account != none<AccountNo>();
    const std::string own =
        is_listed ? writer.book.accounts[slot(hand_off.account)].lockbox : std::string{};
    return own.empty() ? writer.names.setting("lockbox") : own;
}

}  // namespace

void write_lockbox(PackageWriter& writer) {
    const auto layout = LockboxLayout::built_in("oracle");
    check(layout.has_value(), "the program carries the layout that it writes");
    const Transmission shape(writer, *layout);
    std::map<std::string, std::map<LockboxDay, std::vector<LockboxReceipt>>> files;
    for (const HandOff& each : writer.batch.hand_offs) {
        Receipt receipt = receipt_of(each);
        const std::string_view why = why_not(writer, shape, each, receipt);
        if (!why.empty()) {
            writer.by_hand(each, why);
            continue;
        }
        LockboxDay day{lockbox_of(writer, each), each.posting.posting_date};
        if (!shape.fits(batch_lockbox, day.lockbox)) {
            writer.by_hand(each, "a text is longer than its columns");
            continue;
        }
        files[std::string(each.payment.currency.letters())][std::move(day)].push_back(
            {&each, std::move(receipt)}
        );
    }
    for (const auto& [letters, days] : files) {
        Transmission transmission(writer, *layout);
        writer.add(fmt::format("lockbox-{}.txt", letters), transmission.write(days));
    }
}

}  // namespace tieout
