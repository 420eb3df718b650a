#include "io/synthetic/generator.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "engine/check.h"
#include "io/formats/recognise.h"
#include "io/synthetic/bank_files.h"
#include "io/synthetic/book_files.h"
#include "io/synthetic/paying.h"

namespace tieout {

namespace {

using Numbers = std::vector<std::uint32_t>;

class Generating {
public:
    Generating(const GenerateRequest& request, const FileSink& sink)
        : request_(request), sink_(sink) {}

    Result<GenerateSummary> generate() {
        book_ = bill(request_.size, request_.profile, request_.formats);
        pay(book_, request_.size, request_.profile);
        if (!request_.with_remittances) forget_advice();
        for (const MadeFormat format : request_.formats) {
            accounts_.insert_or_assign(std::string(word_of(format)), account_of(format));
        }
        line_lockbox_ = made_line_lockbox();
        auto written = write_all();
        if (!written) return tl::make_unexpected(std::move(written).error());
        GenerateSummary summary;
        summary.customers = book_.customers.size();
        summary.items = book_.items.size();
        summary.movements = book_.payments.size();
        summary.periods = periods_;
        summary.payments = static_cast<std::uint64_t>(std::count_if(
            book_.payments.begin(),
            book_.payments.end(),
            [](const MadePayment& payment) { return payment.kind == MovementKind::receipt; }
        ));
        return summary;
    }

private:
    // Statements of our own format have no balance: one account is as good as the other.
    static OurMadeAccount account_of(MadeFormat format) {
        const bool is_euro =
            format == MadeFormat::camt || format == MadeFormat::mt940 || format == MadeFormat::csv;
        return made_account_of(format, is_euro);
    }

    void forget_advice() {
        for (MadePayment& payment : book_.payments) {
            if (!payment.has_advice) continue;
            payment.has_advice = false;
            payment.traits.reset(static_cast<std::size_t>(Trait::advice));
            put(payment.traits, Trait::nothing);
        }
    }

    Result<void> write_all() {
        steps_ = "load entities.csv accounts.csv customers.csv\n";
        const std::array<std::pair<const char*, std::string>, 3> master{
            {{"entities.csv", write_entities()},
             {"accounts.csv", write_accounts(book_)},
             {"customers.csv", write_customers(book_)}}
        };
        for (const auto& [path, text] : master) {
            auto given = sink_(path, text);
            if (!given) return given;
        }
        const std::int64_t step = request_.profile.period_days;
        for (std::int64_t day = 0; day < request_.profile.days; day += step) {
            const std::int64_t end = std::min(day + step, request_.profile.days);
            auto written = write_period(add_days(made_first_day(), static_cast<int>(end)));
            if (!written) return written;
        }
        // What fell due behind the last period would never be loaded.
        check(next_payment_ == book_.payments.size(), "every payment stands in a period");
        put_twins_in_order();
        auto given = sink_("truth.csv", write_truth(book_));
        if (given) given = sink_("traits.csv", write_traits(book_));
        if (given) given = sink_("steps.txt", steps_);
        return given;
    }

    // Items billed and payments made before `end`.
    Result<void> write_period(Date end) {
        folder_ = fmt::format("{:03}", ++periods_);
        const std::size_t first_item = next_item_;
        while (next_item_ < book_.items.size() && book_.items[next_item_].invoice_date < end)
            ++next_item_;
        if (next_item_ > first_item) {
            const std::string path = folder_ + "/items.csv";
            auto given = sink_(path, write_items(book_, first_item, next_item_));
            if (!given) return given;
            steps_ += fmt::format("load {}\n", path);
        }
        std::map<MadeFormat, Numbers> by_format;
        Numbers all;
        for (; next_payment_ < book_.payments.size(); ++next_payment_) {
            const MadePayment& payment = book_.payments[next_payment_];
            if (payment.day >= end) break;
            by_format[payment.format].push_back(static_cast<std::uint32_t>(next_payment_));
            all.push_back(static_cast<std::uint32_t>(next_payment_));
        }
        if (all.empty()) return {};
        applied_ = "apply";
        for (const auto& [format, payments] : by_format) {
            auto written = write_format(format, payments);
            if (!written) return written;
        }
        const std::string advice = write_remittances(book_, all);
        if (!advice.empty()) {
            auto given = sink_(folder_ + "/remittances.csv", advice);
            if (!given) return given;
            applied_ += fmt::format(" {}/remittances.csv", folder_);
        }
        steps_ += applied_ + '\n';
        return {};
    }

    Result<void> write_format(MadeFormat format, const Numbers& payments) {
        OurMadeAccount& account = accounts_.at(std::string(word_of(format)));
        switch (format) {
            case MadeFormat::payments: {
                Numbers again;
                std::swap(again, again_);
                for (const std::uint32_t no : payments) {
                    if (book_.payments[no].comes_again) again_.push_back(no);
                }
                return give(write_payments(book_, payments, again));
            }
            case MadeFormat::lockbox: return write_lockboxes(payments, account);
            case MadeFormat::bai2: return give(write_bai2(book_, payments, account));
            case MadeFormat::nacha: return give(write_nacha(book_, payments, account));
            case MadeFormat::camt: return give(write_camt(book_, payments, account));
            case MadeFormat::mt940: return give(write_mt940(book_, payments, account));
            default: return give(write_csv(book_, payments, account));
        }
    }

    // One lockbox has its lines keyed, the other its advice typed as text.
    Result<void> write_lockboxes(const Numbers& payments, OurMadeAccount& text_box) {
        Numbers with_lines;
        Numbers with_text;
        for (const std::uint32_t no : payments)
            (book_.payments[no].has_lines ? with_lines : with_text).push_back(no);
        for (auto* const box : {&with_lines, &with_text}) {
            MadePayments rest = *box;
            OurMadeAccount& account = box == &with_lines ? line_lockbox_ : text_box;
            while (!rest.empty()) {
                auto given = give(write_lockbox(book_, rest, account));
                if (!given) return given;
            }
        }
        return {};
    }

    // A file is read back first: its movements must be the payments, and give them their ids.
    Result<void> give(const MadeFile& file) {
        const std::string path = fmt::format("{}/{}", folder_, file.name);
        Serial serial;
        const IntakeFile read = read_bank_file(path, file.text, {}, serial);
        if (!read.faults.empty()) return tl::make_unexpected(read.faults.front());
        std::size_t at = 0;
        for (const Unit& unit : read.units) {
            if (unit.state != UnitState::taken) {
                return refuse(ErrorKind::damaged, path + ": a unit is not taken: " + unit.reason);
            }
            for (const Payment& movement : unit.movements) {
                if (at == file.payments.size()) {
                    return refuse(ErrorKind::damaged, path + ": more movements than were made");
                }
                MadePayment& payment = book_.payments[file.payments[at++]];
                if (movement.amount != payment.amount || movement.kind != payment.kind ||
                    movement.booking_date != payment.day) {
                    return refuse(
                        ErrorKind::damaged,
                        fmt::format("{}: movement {} is not as it was made", path, at)
                    );
                }
                if (payment.id.empty()) payment.id = movement.payment.str();
            }
        }
        if (read.refused || at != file.payments.size()) {
            return refuse(ErrorKind::damaged, path + ": fewer movements than were made");
        }
        applied_ += ' ' + path;
        return sink_(path, file.text);
    }

    // Of twins the payment with the smaller id is the first: it pays the older item.
    void put_twins_in_order() {
        auto& payments = book_.payments;
        for (std::size_t i = 0; i + 1 < payments.size(); ++i) {
            const bool are_twins = has(payments[i].traits, Trait::twin) &&
                                   has(payments[i + 1].traits, Trait::twin) &&
                                   payments[i].customer == payments[i + 1].customer &&
                                   payments[i].day == payments[i + 1].day;
            if (!are_twins) continue;
            if (payments[i].id > payments[i + 1].id)
                std::swap(payments[i].lines, payments[i + 1].lines);
            ++i;
        }
    }

    const GenerateRequest& request_;
    const FileSink& sink_;
    MadeBook book_;
    std::map<std::string, OurMadeAccount> accounts_;
    OurMadeAccount line_lockbox_;
    std::size_t next_item_ = 0;
    std::size_t next_payment_ = 0;
    std::uint64_t periods_ = 0;
    std::string folder_;
    std::string applied_;
    std::string steps_;
    Numbers again_;
};

}  // namespace

Result<GenerateSummary> generate_book(const GenerateRequest& request, const FileSink& sink) {
    return Generating(request, sink).generate();
}

std::optional<MadeFormat> made_format_of(std::string_view word) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(MadeFormat::count); ++i) {
        const auto format = static_cast<MadeFormat>(i);
        if (word_of(format) == word) return format;
    }
    return std::nullopt;
}

}  // namespace tieout
