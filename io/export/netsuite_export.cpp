// NetSuite, CSV import of customer payments (Oracle NetSuite help, Customer Payment Import): an
// invoice is named by its internal or external id only, never by its printed number; at most 5,000
// lines a transaction, so a longer payment becomes several. Credits, later applications and
// reversals cannot be imported this way and go by hand; what is no discount is a journal entry.
#include <algorithm>

#include <fmt/format.h>

#include "engine/check.h"
#include "io/export/adjustment_rows.h"
#include "io/report/csv_line.h"

namespace tieout {

namespace {

constexpr std::size_t lines_max = 5'000;
constexpr std::string_view header =
    "External ID,Subsidiary,Customer,Date,Currency,Account,AR Account,Payment Method,Check #,Memo,"
    "Payment Amount,Invoice ID,Payment,Disc. Taken\n";

class NetSuiteWriter {
public:
    explicit NetSuiteWriter(PackageWriter& writer)
        : writer_(writer), adjustments_(writer), out_(header) {}

    void write() {
        std::uint64_t payments = 0;
        for (const HandOff& each : writer_.batch.hand_offs) {
            writer_.names.begin(each.posting.number);
            const Receipt receipt = receipt_of(each);
            const std::string_view why = why_not(each, receipt);
            if (!why.empty()) {
                writer_.by_hand(each, why);
                continue;
            }
            put_payment(each, receipt);
            ++payments;
        }
        if (payments != 0) writer_.add("customer_payments.csv", std::move(out_));
        adjustments_.add_to_package();
    }

private:
    std::string_view why_not(const HandOff& hand_off, const Receipt& receipt) const {
        if (const auto why = beyond_advice(receipt); !why.empty()) return why;
        if (receipt.kind == HandOffKind::application) {
            return "an import cannot apply money of an earlier payment";
        }
        if (receipt.other != 0) return "a part of it is not receivables";
        if (receipt.consumes_credit()) return "an import cannot apply a credit with a payment";
        if (customer(hand_off).empty()) return "nobody is known who paid it";
        return {};
    }

    std::string_view customer(const HandOff& hand_off) const {
        const std::string_view known = writer_.customer(hand_off);
        return known.empty() ? writer_.names.setting("unidentified_customer") : known;
    }

    // All parts but the last are full; the last carries what is left. Parts add up to the receipt.
    void put_payment(const HandOff& hand_off, const Receipt& receipt) {
        const std::vector<ItemApplication>& items = receipt.items;
        const std::size_t parts =
            std::max<std::size_t>(1, (items.size() + lines_max - 1) / lines_max);
        Minor sum = 0;
        for (std::size_t part = 0; part < parts; ++part) {
            const auto from = items.begin() + static_cast<std::ptrdiff_t>(part * lines_max);
            const auto to =
                part + 1 == parts ? items.end() : from + static_cast<std::ptrdiff_t>(lines_max);
            Minor amount = part + 1 == parts ? receipt.left() : 0;
            for (auto each = from; each != to; ++each)
                amount = add(amount, each->cash);
            sum = add(sum, amount);
            std::string id = fmt::format("{}-{}", writer_.batch.consumer, hand_off.posting.number);
            if (parts > 1) id += fmt::format("-{}of{}", part + 1, parts);
            for (auto each = from; each != to; ++each)
                put_line(hand_off, id, amount, &*each);
            if (from == to) put_line(hand_off, id, amount, nullptr);
        }
        check(sum == receipt.amount, "the parts of a payment add up to it");
        for (const ItemApplication& item : items) {
            for (const ItemAdjustment& each : item.adjustments) {
                if (!is_discount(each)) adjustments_.put(hand_off, item.item, each);
            }
        }
    }

    void put_line(
        const HandOff& hand_off,
        const std::string& id,
        Minor amount,
        const ItemApplication* application
    ) {
        const Payment& payment = hand_off.payment;
        CsvLine row(out_);
        row.cell(id)
            .cell(writer_.names.entity(writer_.entity(hand_off)))
            .cell(customer(hand_off))
            .cell(writer_.names.day(hand_off.posting.posting_date))
            .cell(payment.currency.letters())
            .cell(writer_.account(hand_off, GlRole::bank))
            .cell(writer_.account(hand_off, GlRole::receivable))
            .cell(writer_.names.method(word_of(payment.method)))
            .cell(payment.check_number)
            .cell(payment.payment)
            .cell(writer_.amount(amount, hand_off));
        if (application == nullptr) {
            row.cell("").cell("").cell("").end();
        } else {
            const Minor discount = application->discount();
            row.cell(writer_.book.key_of(application->item))
                .cell(writer_.amount(application->cash, hand_off))
                .cell(discount == 0 ? "" : writer_.amount(discount, hand_off))
                .end();
        }
        ++writer_.package.rows;
    }

    PackageWriter& writer_;
    AdjustmentRows adjustments_;
    std::string out_;
};

}  // namespace

void write_netsuite(PackageWriter& writer) {
    NetSuiteWriter(writer).write();
}

}  // namespace tieout
