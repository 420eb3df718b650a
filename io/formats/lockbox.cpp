#include "io/formats/lockbox.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/digits.h"
#include "io/formats/envelope.h"
#include "io/formats/fields.h"
#include "io/formats/lockbox_batch.h"
#include "io/formats/lockbox_records.h"

// The order of a file: 1 2 { 5 { 6 [4...] }... 7 }... 8 ... 9. A 5 may stand once per lockbox or
// once per batch; a 7 may be missing, then the 8 alone proves its batch.

namespace tieout {

namespace {

using enum LockboxField;

class LockboxReader {
public:
    LockboxReader(
        const Source& source, const LockboxLayout& layout, Currency currency, IntakeFile& file
    )
        : source_(source),
          layout_(layout),
          currency_(currency),
          file_(file),
          faults_(source.name()),
          warnings_(source.name()) {}

    void read() {
        LockboxRecords records(source_, file_.texts);
        LockboxRecord line;
        while (records.next(line)) {
            signs_.add(line);
            record(line);
        }
        finish();
    }

    const LockboxSigns& signs() const { return signs_; }  // of what was read

private:
    void record(const LockboxRecord& line);
    void header(const LockboxRecord& line);
    void batch_header(const LockboxRecord& line);
    void check_record(const LockboxRecord& line);
    void overflow(const LockboxRecord& line);
    void add_line(const LockboxRecord& line, Payment& payment);
    void add_lines(const LockboxRecord& line, Payment& payment);
    Text clean(const LockboxRecord& line, LockboxField field);
    bool is_of_batch(const LockboxRecord& line, LockboxField field);
    bool is_of_last_item(const LockboxRecord& line);
    void batch_total(const LockboxRecord& line);
    void box_total(const LockboxRecord& line);
    void trailer(const LockboxRecord& line);
    void start_batch(const LockboxRecord& line);
    void close_batch(const LockboxTotals& stated);
    void finish();
    bool ties(
        Unit* unit,
        const LockboxRecord& line,
        LockboxField field,
        std::string name,
        WideMinor counted
    );
    void break_file(const LockboxRecord& line, std::string_view fault, std::string words);

    std::uint64_t column(LockboxField field) const { return layout_.field(field).from + shift_; }

    std::optional<Minor> amount(const LockboxRecord& line, LockboxField field);
    std::optional<Date> date(const LockboxRecord& line, LockboxField field, bool required);

    const Source& source_;
    const LockboxLayout& layout_;
    Currency currency_;
    IntakeFile& file_;
    FaultList faults_;
    FaultList warnings_;
    LockboxSigns signs_;
    std::optional<LockboxBatch> batch_;
    std::optional<LockboxRecord> box_;  // the 5 that is in force
    std::optional<Date> box_date_;
    LockboxTotals box_totals_;             // stated by the 7s since the last 8
    std::vector<std::size_t> with_zeros_;  // units with a check of zero
    std::size_t last_movements_ = 0;       // of the batch before: batches of a file are much alike
    std::uint64_t lines_ = 0;              // records so far, blank lines not counted
    std::size_t shift_ = 0;                // of the application that is read within its record
    bool has_header_ = false;
    bool has_trailer_ = false;
    std::string broken_;  // why nothing of the file is taken
};

void LockboxReader::break_file(
    const LockboxRecord& line, std::string_view fault, std::string words
) {
    if (broken_.empty()) broken_ = words;
    faults_.add(fault, line.number, 1, std::move(words));
}

std::optional<Minor> LockboxReader::amount(const LockboxRecord& line, LockboxField field) {
    std::string_view text = layout_.cut(line.text, field);
    const bool is_credit = field == line_amount && text.starts_with('-');  // a credit that is taken
    if (is_credit) text.remove_prefix(1);
    if (const auto cents = whole_number(text, static_cast<std::uint64_t>(amount_minor_max)))
        return static_cast<Minor>(*cents) * (is_credit ? -1 : 1);
    faults_.add("F_AMOUNT", line.number, column(field), implied_amount(text, false).error().words);
    return std::nullopt;
}

std::optional<Date> LockboxReader::date(
    const LockboxRecord& line, LockboxField field, bool required
) {
    const std::string_view text = layout_.cut(line.text, field);
    const LayoutType type = layout_.field(field).type;
    Result<Date> read = type == LayoutType::mmddyy     ? date_mmddyy(text)
                        : type == LayoutType::ccyymmdd ? date_ccyymmdd(text)
                                                       : date_yymmdd(text);
    if (read) return *read;
    if (required) faults_.add("F_DATE", line.number, column(field), read.error().words);
    return std::nullopt;
}

// One control: noted with the unit or the envelope; a difference is a fault at its column.
bool LockboxReader::ties(
    Unit* unit, const LockboxRecord& line, LockboxField field, std::string name, WideMinor counted
) {
    const bool is_count = layout_.field(field).type == LayoutType::number;
    const std::string_view text = layout_.cut(line.text, field);
    const auto stated = whole_number(text);
    Control control{name, stated.value_or(0), counted, is_count, currency_, line.number};
    (unit != nullptr ? unit->controls : file_.controls).push_back(control);
    if (stated && control.ties()) return true;
    const auto words = [&](WideMinor value) {
        return is_count ? fmt::format("{}", static_cast<std::int64_t>(value))
                        : format_amount_wide(value, currency_);
    };
    faults_.add(
        is_count ? "F_LOCKBOX_COUNT" : "F_LOCKBOX_TOTAL",
        line.number,
        column(field),
        stated ? fmt::format(
                     "{} states {}, counted {}, difference {}",
                     name,
                     words(control.stated),
                     words(counted),
                     words(control.stated - counted)
                 )
               : fmt::format("{} expected in digits, found '{}'", name, clean_text(text))
    );
    return false;
}

void LockboxReader::header(const LockboxRecord& line) {
    if (has_header_) {
        break_file(line, "F_LOCKBOX_ORDER", "a second file header before the trailer");
        return;
    }
    has_header_ = true;
    file_.identity = fmt::format(
        "{}/{}/{}/{}",
        clean_text(layout_.cut(line.text, header_destination)),
        clean_text(layout_.cut(line.text, header_origin)),
        clean_text(layout_.cut(line.text, header_date)),
        clean_text(layout_.cut(line.text, header_time))
    );
}

void LockboxReader::batch_header(const LockboxRecord& line) {
    if (batch_) close_batch(batch_->counted);
    box_ = line;
    box_date_ = date(line, batch_date, true);
    if (!box_date_) {
        break_file(line, "F_LOCKBOX_ORDER", "a lockbox header has no deposit date");
    }
}

void LockboxReader::start_batch(const LockboxRecord& line) {
    batch_.emplace();
    Unit& unit = batch_->unit;
    batch_->number = clean(line, check_batch);
    batch_->number_columns = layout_.raw(line.text, check_batch);
    unit.kind = "lockbox batch";
    unit.lockbox = clean_text(layout_.cut(box_->text, batch_lockbox));
    unit.currency = currency_;
    unit.as_of = box_date_;
    unit.first_line = line.number;
    unit.identity = fmt::format("{}/{}/{}", unit.lockbox, format_date(box_date_), batch_->number);
    unit.movements.reserve(std::min(last_movements_, movements_reserved_max));
    batch_->lockbox = file_.texts.keep(unit.lockbox);
    batch_->identity = file_.texts.keep(unit.identity);
}

Text LockboxReader::clean(const LockboxRecord& line, LockboxField field) {
    const std::string_view text = layout_.cut(line.text, field);
    return line.is_plain ? Text(text) : clean_text(text, file_.texts);
}

// Mostly the columns are the same as they stand; else what they say is compared.
bool LockboxReader::is_of_batch(const LockboxRecord& line, LockboxField field) {
    return is_same(layout_.raw(line.text, field), batch_->number_columns) ||
           clean(line, field) == batch_->number;
}

bool LockboxReader::is_of_last_item(const LockboxRecord& line) {
    return is_same(layout_.raw(line.text, line_item), batch_->item_columns) ||
           clean(line, line_item) == batch_->last_item;
}

void LockboxReader::check_record(const LockboxRecord& line) {
    if (!box_) {
        break_file(line, "F_LOCKBOX_ORDER", "a check before any lockbox header");
        return;
    }
    if (!batch_) start_batch(line);
    join_memos(*batch_, file_.texts);
    Unit& unit = batch_->unit;
    const std::optional<Minor> cents = amount(line, check_amount);
    if (!cents) spoil(unit, "a check amount cannot be read");
    std::string_view number = layout_.cut(line.text, LockboxField::check_number);
    while (number.starts_with('0'))
        number.remove_prefix(1);
    Payment& payment = unit.movements.emplace_back();
    payment.currency = currency_;
    payment.channel = Channel::lockbox;
    payment.method = PaymentMethod::check;
    payment.source_line = line.number;
    payment.lockbox = batch_->lockbox;
    payment.batch = batch_->identity;
    payment.booking_date = box_date_.value_or(Date{});
    payment.amount = cents.value_or(0);
    payment.payer_account = lockbox_payer_account(layout_, line, file_.texts);
    payment.check_number = line.is_plain ? Text(number) : clean_text(number, file_.texts);
    payment.payer_name = squeezed_text(layout_.cut(line.text, check_remitter), file_.texts);
    if (layout_.has(check_customer)) payment.customer = clean(line, check_customer);
    ++batch_->counted.checks;
    batch_->counted.amount += payment.amount;
    if (!is_of_batch(line, check_batch)) {
        warnings_.add(
            "F_LOCKBOX_BATCH",
            line.number,
            column(check_batch),
            fmt::format("batch {} expected within its totals", batch_->number)
        );
    }
    if (payment.amount == 0) batch_->has_zero = true;
    if (cents == Minor{0}) {
        warnings_.add(
            "F_ZERO_CHECK",
            line.number,
            column(check_amount),
            "a check of zero: advice or correspondence, no money"
        );
    }
    batch_->last_item = clean(line, check_item);
    batch_->item_columns = layout_.raw(line.text, check_item);
    batch_->ended = false;
}

void LockboxReader::overflow(const LockboxRecord& line) {
    if (!batch_ || batch_->unit.movements.empty()) {
        break_file(line, "F_LOCKBOX_ORDER", "a remittance record that belongs to no check");
        return;
    }
    Payment& payment = batch_->unit.movements.back();
    if (!is_of_last_item(line) || !is_of_batch(line, line_batch)) {
        // Advice for another check than the one above it: not attached, nobody's money depends on
        // it.
        warnings_.add(
            "F_LOCKBOX_ITEM",
            line.number,
            column(line_item),
            fmt::format(
                "the record names batch {} item {}, the check above it is batch {} item {}; its "
                "advice is left out",
                clean(line, line_batch),
                clean(line, line_item),
                batch_->number,
                batch_->last_item
            )
        );
        return;
    }
    if (batch_->ended) {
        warnings_.add(
            "F_LOCKBOX_ITEM",
            line.number,
            column(line_last),
            "a remittance record after the one marked as last"
        );
    }
    batch_->ended = layout_.cut(line.text, line_last) == "9";
    add_lines(line, payment);
}

// Where a record holds several applications, each is a line.
void LockboxReader::add_lines(const LockboxRecord& line, Payment& payment) {
    const LayoutField& block = layout_.field(line_applications);
    if (block.from == 0) return add_line(line, payment);
    for (; shift_ + block.from <= line.text.size(); shift_ += block.to - block.from + 1)
        add_line({line.text.substr(shift_), line.number, line.is_plain}, payment);
    shift_ = 0;
}

void LockboxReader::add_line(const LockboxRecord& line, Payment& payment) {
    const Text memo = squeezed_text(layout_.cut(line.text, line_memo), file_.texts);
    if (!memo.empty()) batch_->memos.push_back(memo);
    if (!layout_.has(line_invoice)) return;
    RemittanceLine advice;
    advice.reference = clean(line, line_invoice);
    bool readable = true;
    const auto read = [&](LockboxField field) -> std::optional<Minor> {
        if (layout_.cut(line.text, field).empty()) return std::nullopt;
        const std::optional<Minor> value = amount(line, field);
        readable = readable && value.has_value();
        return value;
    };
    advice.net = read(line_amount);
    advice.gross = read(line_gross);
    advice.deduction = read(line_deduction).value_or(0);
    advice.discount = read(line_discount).value_or(0);
    if (!readable) spoil(batch_->unit, "a remittance amount cannot be read");
    if (advice.gross == Minor{0}) advice.gross.reset();
    if (advice.net.value_or(0) < 0) advice.kind = RemittanceKind::credit;
    advice.reason = clean(line, line_reason);
    advice.customer = clean(line, line_customer);
    const bool has_money = advice.net.value_or(0) != 0 || advice.deduction != 0;
    if (advice.reference.empty() && !has_money) return;
    if (advice.reference.empty()) {
        advice.kind =
            advice.net.value_or(0) != 0 ? RemittanceKind::on_account : RemittanceKind::deduction;
    }
    advice.line = static_cast<std::uint32_t>(payment.remittance.size() + 1);
    payment.remittance.push_back(std::move(advice));
}

void LockboxReader::batch_total(const LockboxRecord& line) {
    if (!box_) {
        break_file(line, "F_LOCKBOX_ORDER", "a batch total before any lockbox header");
        return;
    }
    if (!batch_) {  // a batch without checks
        start_batch(line);
        batch_->number = clean(line, total_batch);
    }
    Unit& unit = batch_->unit;
    const LockboxTotals counted = batch_->counted;
    const bool count_ties = ties(&unit, line, total_count, "7 batch count", counted.checks);
    const bool amount_ties = ties(&unit, line, total_amount, "7 batch amount", counted.amount);
    if (!count_ties || !amount_ties) {
        spoil(unit, fmt::format("the batch total in line {} does not tie", line.number));
    }
    if (clean(line, total_lockbox) != unit.lockbox) {
        faults_.add(
            "F_LOCKBOX_ORDER",
            line.number,
            column(total_lockbox),
            fmt::format("a total of lockbox {} expected", unit.lockbox)
        );
        spoil(unit, "its total names another lockbox");
    }
    if (clean(line, total_batch) != batch_->number) {
        warnings_.add(
            "F_LOCKBOX_BATCH",
            line.number,
            column(total_batch),
            fmt::format("the total of batch {} expected", batch_->number)
        );
    }
    const auto stated = [&](LockboxField field) {
        return whole_number(layout_.cut(line.text, field)).value_or(0);
    };
    close_batch({stated(total_count), stated(total_amount)});
}

void LockboxReader::close_batch(const LockboxTotals& stated) {
    join_memos(*batch_, file_.texts);
    box_totals_.checks += stated.checks;
    box_totals_.amount += stated.amount;
    if (batch_->has_zero) with_zeros_.push_back(file_.units.size());
    last_movements_ = batch_->unit.movements.size();
    file_.units.push_back(std::move(batch_->unit));
    batch_.reset();
}

void LockboxReader::box_total(const LockboxRecord& line) {
    if (batch_) close_batch(batch_->counted);
    if (!box_) {
        break_file(line, "F_LOCKBOX_ORDER", "a lockbox total before any lockbox header");
        return;
    }
    const bool count_ties = ties(nullptr, line, box_count, "8 lockbox count", box_totals_.checks);
    const bool amount_ties =
        ties(nullptr, line, box_amount, "8 lockbox amount", box_totals_.amount);
    if ((!count_ties || !amount_ties) && broken_.empty()) {
        broken_ = fmt::format("the lockbox total in line {} does not tie", line.number);
    }
    box_totals_ = {};
    box_.reset();
}

void LockboxReader::trailer(const LockboxRecord& line) {
    if (box_ || batch_) {
        break_file(line, "F_LOCKBOX_ORDER", "the trailer comes before the lockbox total");
    }
    has_trailer_ = true;
    if (!ties(nullptr, line, trailer_records, "9 records", lines_) && broken_.empty()) {
        broken_ = "the trailer does not tie";
    }
}

void LockboxReader::record(const LockboxRecord& line) {
    ++lines_;
    if (line.text.size() > line_bytes_max) {
        break_file(line, "F_LINE", "a line is longer than 1 MiB");
        return;
    }
    const char type = line.text.front();
    if (has_trailer_) {
        break_file(line, "F_LOCKBOX_ORDER", "a record after the trailer");
    } else if (!has_header_ && type != '1') {
        break_file(line, "F_LOCKBOX_HEADER", "the file header (record 1) expected first");
        has_header_ = true;
    }
    switch (type) {
        case '1': header(line); break;
        case '2': break;
        case '5': batch_header(line); break;
        case '6': check_record(line); break;
        case '4': overflow(line); break;
        case '7': batch_total(line); break;
        case '8': box_total(line); break;
        case '9': trailer(line); break;
        default:
            break_file(
                line,
                "F_LOCKBOX_RECORD",
                fmt::format(
                    "a record type 1 2 4 5 6 7 8 9 expected, found '{}'",
                    clean_text(line.text.substr(0, 1))
                )
            );
    }
}

void LockboxReader::finish() {
    if (batch_) close_batch(batch_->counted);
    if (!has_trailer_) {
        break_file(
            {{}, source_.first_line() + lines_, false},
            "F_LOCKBOX_TRUNCATED",
            "the file ends without its trailer (record 9): it was cut"
        );
    }
    file_.refused = !broken_.empty();
    if (file_.refused) {
        for (Unit& unit : file_.units)
            spoil(unit, broken_);
    }
    for (const std::size_t at : with_zeros_)
        part_zero_checks(file_.units[at], file_);
    file_.faults = faults_.take();
    file_.warnings = warnings_.take();
}

}  // namespace

// The layout is a matter of the whole file. Nearly always the first records show it; where later
// ones show another, the file is read once more.
void read_lockbox(
    const Source& source,
    const std::optional<LockboxLayout>& chosen,
    Currency currency,
    IntakeFile& file
) {
    const auto read_as = [&](const LockboxLayout& layout) {
        file.dialect = layout.name();
        LockboxReader reader(source, layout, currency, file);
        reader.read();
        return reader.signs().layout();
    };
    file.format = "bai_lockbox";
    if (chosen) {
        read_as(*chosen);
        return;
    }
    const std::string_view first = first_lockbox_signs(source, file.texts).layout();
    const std::string_view all = read_as(*LockboxLayout::built_in(first));
    if (all == first) return;
    file.identity.clear();
    file.controls.clear();
    file.units.clear();
    file.remittances.clear();
    read_as(*LockboxLayout::built_in(all));
}

}  // namespace tieout
