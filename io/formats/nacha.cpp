#include "io/formats/nacha.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "io/formats/envelope.h"
#include "io/formats/fields.h"
#include "io/formats/nacha_control.h"
#include "io/formats/nacha_entry.h"
#include "io/formats/nacha_records.h"

// 1 { 5 { 6 [7...] }... 8 }... 9, then lines of nines up to a multiple of ten. A wrong 8
// quarantines its batch; the 9 is proved against what the 8s state, as each 8 proves its own
// entries, and a wrong 9 refuses the file.

namespace tieout {

namespace {

constexpr std::uint64_t blocking_factor = 10;

struct OpenAchBatch {
    AchBatchHeader header;
    Unit unit;
    AchTotals counted;
    std::vector<Remittance> advices;
    std::uint64_t class_column = 2;
    bool is_class_told = false;
};

class NachaReader {
public:
    NachaReader(const Source& source, Currency currency, IntakeFile& file)
        : source_(source),
          currency_(currency),
          file_(file),
          faults_(source.name()),
          warnings_(source.name()),
          entry_(file.texts, faults_, warnings_, currency) {}

    void read();

private:
    void record(const AchRecord& record);
    void file_header(const AchRecord& record);
    void batch_header(const AchRecord& record);
    void entry(const AchRecord& record);
    void addenda(const AchRecord& record);
    void batch_control(const AchRecord& record);
    void file_control(const AchRecord& record);
    void close_entry();
    void close_batch();
    void check_header(const AchRecord& record);
    void check_class(const AchRecord& record);
    std::optional<Date> date_of(const AchRecord& record, std::size_t from, std::size_t to);
    std::optional<Date> settlement_of(const AchRecord& record);
    void break_file(
        const AchRecord& record, std::size_t column, std::string_view fault, std::string words
    );
    void order(const AchRecord& record, std::string words);
    void finish();

    const Source& source_;
    Currency currency_;
    IntakeFile& file_;
    FaultList faults_;
    FaultList warnings_;
    AchEntryReader entry_;
    std::optional<OpenAchBatch> batch_;
    AchTotals stated_;  // by the 8 records
    std::uint64_t batches_ = 0;
    std::uint64_t records_ = 0;  // without the lines of nines
    std::uint64_t fill_ = 0;
    bool is_fill_cut_ = false;
    bool has_header_ = false;
    bool has_control_ = false;
    bool is_adv_ = false;
    std::optional<Date> created_;
    std::string broken_;
    std::uint64_t last_line_ = 1;
};

void NachaReader::break_file(
    const AchRecord& record, std::size_t column, std::string_view fault, std::string words
) {
    if (broken_.empty()) broken_ = words;
    faults_.add(fault, record.line, record.column_of(column), std::move(words));
}

void NachaReader::order(const AchRecord& record, std::string words) {
    break_file(record, 1, "F_ACH_ORDER", std::move(words));
}

// YYMMDD; blanks and zeros are no date, and neither is what cannot be one: many write words there.
std::optional<Date> NachaReader::date_of(
    const AchRecord& record, std::size_t from, std::size_t to
) {
    const std::string_view text = record.cut(from, to);
    if (text.find_first_not_of('0') == std::string_view::npos) return std::nullopt;
    Result<Date> date = date_yymmdd(text);
    if (date) return *date;
    warnings_.add("F_DATE", record.line, record.column_of(from), date.error().words);
    return std::nullopt;
}

// The operator writes the day of the year; the year is that of the file, or the next to it.
std::optional<Date> NachaReader::settlement_of(const AchRecord& record) {
    const auto day = whole_number(record.raw(76, 78));
    if (!day || *day == 0 || *day > 366 || !created_) return std::nullopt;
    const int year = static_cast<int>(std::chrono::year_month_day(created_->sys_days()).year());
    std::optional<Date> nearest;
    for (int each = year - 1; each <= year + 1; ++each) {
        const Result<Date> first = make_date(each, 1, 1);
        if (!first) continue;
        const Date date = add_days(*first, static_cast<int>(*day) - 1);
        const bool is_nearer = !nearest || std::abs(days_between(date, *created_)) <
                                               std::abs(days_between(*nearest, *created_));
        if (is_nearer) nearest = date;
    }
    return nearest;
}

void NachaReader::check_header(const AchRecord& record) {
    const auto must = [&](std::size_t from, std::size_t to, std::string_view wanted) {
        if (record.raw(from, to) == wanted) return;
        break_file(
            record,
            from,
            "F_ACH_HEADER",
            fmt::format("'{}' expected, found '{}'", wanted, clean_text(record.raw(from, to)))
        );
    };
    must(35, 37, "094");
    must(38, 39, "10");
    must(40, 40, "1");
}

void NachaReader::file_header(const AchRecord& record) {
    if (has_header_) return order(record, "a second file header before the file control");
    has_header_ = true;
    check_header(record);
    Result<Date> created = date_yymmdd(record.raw(24, 29));
    if (created) {
        created_ = *created;
    } else {
        break_file(record, 24, "F_DATE", created.error().words);
    }
    file_.identity = fmt::format(
        "{}/{}/{}/{}/{}",
        clean_text(record.cut(4, 13)),
        clean_text(record.cut(14, 23)),
        clean_text(record.cut(24, 29)),
        clean_text(record.cut(30, 33)),
        clean_text(record.cut(34, 34))
    );
}

void NachaReader::batch_header(const AchRecord& record) {
    if (batch_) {
        order(record, "a batch begins before the one above it has ended (record 8)");
        close_batch();
    }
    batch_.emplace();
    AchBatchHeader& header = batch_->header;
    header.service_class = clean_text(record.raw(2, 4));
    header.sec = clean_text(record.cut(51, 53));
    const bool is_international = header.sec == "IAT" || record.cut(5, 20) == "IATCOR";
    if (!is_international) header.company = squeezed_text(record.raw(5, 20), file_.texts);
    header.company_id = clean_text(record.cut(41, 50));
    header.description = squeezed_text(record.raw(54, 63), file_.texts);
    if (is_international) header.destination_currency = clean_text(record.cut(67, 69));
    header.odfi = clean_text(record.cut(80, 87));
    header.number = clean_text(record.cut(88, 94));
    header.created = created_;
    header.effective = date_of(record, 70, 75);
    header.settled = settlement_of(record);
    header.line = record.line;
    header.ordinal = batches_ + 1;
    header.classify();
    is_adv_ = header.is_adv;
    batch_->class_column = record.column_of(2);
    Unit& unit = batch_->unit;
    unit.kind = "ACH batch";
    unit.identity = fmt::format("{}/{}/{}", header.odfi, header.number, header.sec);
    unit.currency = currency_;
    unit.as_of = header.settled ? header.settled : created_;
    unit.first_line = record.line;
    check_class(record);
    if (!is_international && is_blank_or_zero(record.raw(5, 20))) {
        faults_.add("F_MISSING", record.line, record.column_of(5), "a company name expected");
        spoil(unit, "the batch names no company");
    }
    if (is_blank_or_zero(record.raw(54, 63))) {
        faults_.add(
            "F_MISSING", record.line, record.column_of(54), "an entry description expected"
        );
        spoil(unit, "the batch has no entry description");
    }
    const bool is_dollar =
        header.destination_currency.empty() || header.destination_currency == currency_.letters();
    if (!is_dollar && unit.state == UnitState::taken) {
        warnings_.add(
            "F_CURRENCY",
            record.line,
            record.column_of(67),
            fmt::format(
                "entries bound for accounts in {}: listed only", header.destination_currency
            )
        );
        unit.state = UnitState::not_cash;
        unit.reason = "its entries are bound for accounts in another currency";
    }
    if (is_adv_ && unit.state == UnitState::taken) {
        unit.state = UnitState::not_cash;
        unit.reason = "an accounting advice of the operator (ADV): no entries of payers";
    }
}

void NachaReader::check_class(const AchRecord& record) {
    const std::string& service = batch_->header.service_class;
    const bool is_known =
        is_adv_ ? service == "280" : service == "200" || service == "220" || service == "225";
    if (is_known) return;
    faults_.add(
        "F_ACH_CLASS",
        record.line,
        record.column_of(2),
        fmt::format("a service class 200 220 225 280 expected, found '{}'", service)
    );
    spoil(batch_->unit, "the batch has no service class");
}

void NachaReader::entry(const AchRecord& record) {
    if (!batch_) return order(record, "an entry (record 6) outside a batch");
    close_entry();
    ++batch_->counted.records;
    batch_->counted.add_hash(whole_number(record.raw(4, 11)).value_or(0));
    entry_.begin(batch_->header, record);
}

void NachaReader::addenda(const AchRecord& record) {
    if (!batch_ || !entry_.is_open()) return order(record, "addenda (record 7) below no entry");
    ++batch_->counted.records;
    entry_.addenda(record);
}

void NachaReader::close_entry() {
    if (!batch_ || !entry_.is_open()) return;
    Unit& unit = batch_->unit;
    const AchOutcome outcome = entry_.finish(unit.movements, batch_->advices);
    batch_->counted.credit += outcome.credit;
    batch_->counted.debit += outcome.debit;
    if (!outcome.is_readable) spoil(unit, "an entry of the batch cannot be read");
    const std::string& service = batch_->header.service_class;
    const bool fits =
        (service != "220" || outcome.debit == 0) && (service != "225" || outcome.credit == 0);
    if (!fits && !batch_->is_class_told) {
        // IAT batches carry one class for both sides in practice.
        const bool is_fault = !batch_->header.is_iat;
        batch_->is_class_told = true;
        (is_fault ? faults_ : warnings_)
            .add(
                "F_ACH_CLASS",
                batch_->header.line,
                batch_->class_column,
                fmt::format("service class {} with entries of the other side", service)
            );
        if (is_fault) spoil(unit, "an entry does not fit the service class of its batch");
    }
}

void NachaReader::batch_control(const AchRecord& record) {
    if (!batch_) return order(record, "a batch control (record 8) without its batch");
    close_entry();
    Unit& unit = batch_->unit;
    const AchBatchHeader& header = batch_->header;
    const AchControlColumns& at = is_adv_ ? ach_batch_columns_adv : ach_batch_columns;
    AchControl control(record, currency_, unit.controls, faults_);
    const AchTotals stated = control.compare_totals(at, batch_->counted, "8 batch");
    if (!control.ties()) {
        spoil(unit, fmt::format("the batch control in line {} does not tie", record.line));
    }
    const auto same = [&](std::size_t from, std::size_t to, std::string_view wanted, bool is_fault
                      ) {
        const std::string found = clean_text(record.cut(from, to));
        if (found == wanted || (!is_fault && found.empty())) return;
        const std::string words =
            fmt::format("'{}' expected as in record 5, found '{}'", wanted, found);
        (is_fault ? faults_ : warnings_)
            .add("F_ACH_BATCH", record.line, record.column_of(from), words);
        if (is_fault) spoil(unit, "its control names another batch");
    };
    same(2, 4, header.service_class, true);
    if (!header.is_adv) same(45, 54, header.company_id, false);
    same(80, 87, header.odfi, true);
    same(88, 94, header.number, true);
    stated_.records += stated.records;
    stated_.add_hash(stated.hash);
    stated_.debit += stated.debit;
    stated_.credit += stated.credit;
    close_batch();
}

void NachaReader::close_batch() {
    close_entry();
    ++batches_;
    Unit& unit = batch_->unit;
    const bool is_one_account =
        !unit.movements.empty() &&
        std::all_of(unit.movements.begin(), unit.movements.end(), [&](const Payment& each) {
            return each.account == unit.movements.front().account;
        });
    if (is_one_account) unit.account = unit.movements.front().account.str();
    const bool is_taken = unit.state == UnitState::taken;
    for (Remittance& advice : batch_->advices)
        (is_taken ? file_.remittances : file_.held_remittances).push_back(std::move(advice));
    file_.units.push_back(std::move(unit));
    batch_.reset();
}

void NachaReader::file_control(const AchRecord& record) {
    if (batch_) {
        order(record, "the file control comes before the batch control (record 8)");
        close_batch();
    }
    has_control_ = true;
    const AchControlColumns& at = is_adv_ ? ach_file_columns_adv : ach_file_columns;
    AchControl control(record, currency_, file_.controls, faults_);
    control.compare_totals(at, stated_, "9 file");
    control.compare(2, 7, batches_, false, "9 batches");
    const std::uint64_t blocks = (records_ + blocking_factor - 1) / blocking_factor;
    control.compare(8, 13, blocks, false, "9 blocks of ten records");
    if (!control.ties() && broken_.empty()) broken_ = "the file control does not tie";
}

void NachaReader::record(const AchRecord& record) {
    if (has_control_ && record.is_fill()) {
        ++fill_;
        is_fill_cut_ = is_fill_cut_ || record.text.size() != ach_record_columns;
        return;
    }
    ++records_;
    if (record.has_more) {
        break_file(
            record, ach_record_columns + 1, "F_ACH_LENGTH", "a record of 94 columns expected"
        );
    }
    if (const std::size_t at = record.control_letter(); at != 0) {
        const std::string words = "a control character within a record";
        if (batch_) {
            faults_.add("F_ACH_TEXT", record.line, record.column_of(at), words);
            spoil(batch_->unit, words);
        } else {
            break_file(record, at, "F_ACH_TEXT", words);
        }
    }
    if (has_control_) {
        return order(record, "a record after the file control (record 9)");
    }
    if (!has_header_ && record.type() != '1') {
        break_file(record, 1, "F_ACH_HEADER", "the file header (record 1) expected first");
        has_header_ = true;
    }
    switch (record.type()) {
        case '1': file_header(record); break;
        case '5': batch_header(record); break;
        case '6': entry(record); break;
        case '7': addenda(record); break;
        case '8': batch_control(record); break;
        case '9': file_control(record); break;
        default:
            break_file(
                record,
                1,
                "F_ACH_RECORD",
                fmt::format(
                    "a record type 1 5 6 7 8 9 expected, found '{}'",
                    clean_text(record.text.substr(0, 1))
                )
            );
    }
}

void NachaReader::finish() {
    if (batch_) {
        AchRecord end;
        end.line = last_line_;
        order(end, "the batch ends without its control (record 8)");
        close_batch();
    }
    if (!has_control_) {
        AchRecord end;
        end.line = last_line_;
        break_file(
            end, 1, "F_ACH_TRUNCATED", "the file ends without its control (record 9): it was cut"
        );
    }
    const std::uint64_t all = records_ + fill_;
    if (fill_ != 0 && (is_fill_cut_ || all % blocking_factor != 0)) {
        warnings_.add(
            "F_ACH_BLOCK",
            last_line_,
            1,
            fmt::format(
                "whole lines of nines up to a multiple of ten expected, found {} records", all
            )
        );
    }
    refuse_broken(file_, broken_);
    file_.faults = faults_.take();
    file_.warnings = warnings_.take();
}

void NachaReader::read() {
    AchRecords records(source_);
    AchRecord next;
    while (records.next(next)) {
        last_line_ = next.line;
        record(next);
    }
    if (records.has_short()) {
        warnings_.add(
            "F_ACH_LENGTH",
            source_.first_line(),
            1,
            "lines are shorter than 94 columns: what is missing is read as blanks"
        );
    }
    finish();
}

}  // namespace

void read_nacha(const Source& source, Currency currency, IntakeFile& file) {
    file.format = "nacha";
    NachaReader(source, currency, file).read();
}

}  // namespace tieout
