#include "io/formats/bai2.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "io/formats/bai2_movement.h"
#include "io/formats/bai2_records.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::size_t movements_reserved_max = 4096;

struct Counted {
    WideMinor amount = 0;       // as stated one level below, or the amounts of the records
    std::uint64_t parts = 0;    // accounts of a group, groups of a file
    std::uint64_t records = 0;  // physical records
};

class Bai2Reader {
public:
    Bai2Reader(const Source& source, Currency currency, IntakeFile& file)
        : source_(source),
          file_currency_(currency),
          file_(file),
          faults_(source.name()),
          warnings_(source.name()),
          details_(file.texts, faults_, warnings_) {}

    void read();

private:
    void record(Bai2Record& record);
    bool is_in_order(Bai2Record& record);
    void file_header(Bai2Record& record);
    void group_header(Bai2Record& record);
    void group_status(std::string_view status, std::uint64_t line);
    void account_header(Bai2Record& record);
    void detail(Bai2Record& record);
    void account_trailer(Bai2Record& record);
    void group_trailer(Bai2Record& record);
    void file_trailer(Bai2Record& record);
    bool amount_ties(Bai2Record& record, const Counted& counted, std::string_view name);
    bool count_ties(Bai2Record& record, std::size_t at, std::uint64_t counted, std::string name);
    void record_count(Bai2Record& record, std::size_t at, std::uint64_t counted);
    void break_file(std::uint64_t line, std::string_view fault, std::string words);
    void quarantine(std::size_t from, const std::string& reason);
    std::string_view field(Bai2Record& record, std::size_t at);
    std::uint64_t column(Bai2Record& record, std::size_t at);
    std::optional<Currency> currency_of(std::string_view letters, std::uint64_t line);

    const Source& source_;
    Currency file_currency_;
    IntakeFile& file_;
    FaultList faults_;
    FaultList warnings_;
    Bai2DetailReader details_;
    Text account_;                    // of the open account
    std::size_t last_movements_ = 0;  // of the account before: accounts of a file are much alike
    bool in_file_ = false;
    bool in_group_ = false;
    bool in_account_ = false;
    bool has_trailer_ = false;
    std::string broken_;
    Counted file_counted_;
    Counted group_counted_;
    Counted account_counted_;
    std::size_t group_first_ = 0;  // first unit of the open group
    Date group_date_;
    Currency group_currency_;
    UnitState group_state_ = UnitState::taken;
    std::string group_reason_;
};

// A total as stated: totals may pass 10^15 where amounts may not; a blank one is a total of zero.
std::optional<WideMinor> stated_total(std::string_view text) {
    constexpr std::uint64_t total_max = 999'999'999'999'999'999;
    const bool negative = text.starts_with('-');
    const bool is_signed = negative || text.starts_with('+');
    if (text.empty()) return WideMinor{0};
    const auto size = whole_number(is_signed ? text.substr(1) : text, total_max);
    if (!size) return std::nullopt;
    const WideMinor total = *size;
    return negative ? -total : total;
}

void Bai2Reader::break_file(std::uint64_t line, std::string_view fault, std::string words) {
    if (broken_.empty()) broken_ = words;
    faults_.add(fault, line, 1, std::move(words));
}

void Bai2Reader::quarantine(std::size_t from, const std::string& reason) {
    for (std::size_t i = from; i < file_.units.size(); ++i) {
        Unit& unit = file_.units[i];
        unit.state = UnitState::quarantined;
        if (unit.reason.empty() || group_state_ == UnitState::not_cash) unit.reason = reason;
    }
}

std::string_view Bai2Reader::field(Bai2Record& record, std::size_t at) {
    return trimmed(Bai2Fields(record).peek(at).text);
}

std::uint64_t Bai2Reader::column(Bai2Record& record, std::size_t at) {
    return Bai2Fields(record).peek(at).column;
}

std::optional<Currency> Bai2Reader::currency_of(std::string_view letters, std::uint64_t line) {
    if (letters.empty()) return std::nullopt;
    const std::optional<Currency> found = Currency::find(letters);
    if (!found) {
        faults_.add(
            "F_CURRENCY",
            line,
            0,
            fmt::format("a currency of ISO 4217 expected, found '{}'", clean_text(letters))
        );
    }
    return found;
}

void Bai2Reader::file_header(Bai2Record& record) {
    in_file_ = true;
    file_.identity = clean_text(fmt::format(
        "{}/{}/{}/{}/{}",
        field(record, 0),
        field(record, 1),
        field(record, 2),
        field(record, 3),
        field(record, 4)
    ));
    const std::string_view version = field(record, 7);
    file_.dialect = "version " + clean_text(version);
    if (version != "2" && version != "3") {
        warnings_.add("F_BAI2_VERSION", record.line(), column(record, 7), "version 2 expected");
    }
}

void Bai2Reader::group_header(Bai2Record& record) {
    in_group_ = true;
    group_counted_ = {};
    group_first_ = file_.units.size();
    group_state_ = UnitState::taken;
    group_reason_.clear();
    group_status(field(record, 2), record.line());
    Result<Date> day = date_yymmdd(field(record, 3));
    if (day) {
        group_date_ = *day;
    } else {
        group_reason_ = "the group has no as-of date";
        group_state_ = UnitState::quarantined;
        faults_.add("F_DATE", record.line(), column(record, 3), day.error().words);
    }
    const std::string_view letters = field(record, 5);
    const std::optional<Currency> currency = currency_of(letters, record.line());
    if (!letters.empty() && !currency) {
        group_state_ = UnitState::quarantined;
        group_reason_ = "the group's currency is unknown";
    }
    group_currency_ = currency.value_or(file_currency_);
    if (field(record, 6) == "3" && group_state_ == UnitState::taken) {
        group_state_ = UnitState::not_cash;
        group_reason_ = "interim same-day report";
    }
}

void Bai2Reader::group_status(std::string_view status, std::uint64_t line) {
    if (status == "2" || status == "4") {
        group_state_ = UnitState::not_cash;
        group_reason_ = status == "2" ? "deletion of an earlier report" : "test file";
    } else if (status == "3") {
        warnings_.add(
            "F_BAI2_STATUS", line, 0, "a correction: it replaces an earlier report of the same day"
        );
    } else if (status.empty()) {
        warnings_.add("F_BAI2_STATUS", line, 0, "no group status; taken as an update");
    } else if (status != "1") {
        group_state_ = UnitState::quarantined;
        group_reason_ = "the group status is unknown";
        faults_.add(
            "F_BAI2_STATUS",
            line,
            0,
            fmt::format("a group status 1 to 4 expected, found '{}'", clean_text(status))
        );
    }
}

void Bai2Reader::account_header(Bai2Record& record) {
    in_account_ = true;
    account_counted_ = {};
    file_.units.emplace_back();
    Unit& unit = file_.units.back();
    unit.kind = "account report";
    unit.account = clean_text(field(record, 0));
    account_ = file_.texts.keep(unit.account);
    unit.as_of = group_date_;
    unit.identity = fmt::format("{}/{}", unit.account, format_date(group_date_));
    unit.first_line = record.line();
    unit.state = group_state_;
    unit.reason = group_reason_;
    unit.currency = group_currency_;
    const std::string_view letters = field(record, 1);
    if (const auto currency = currency_of(letters, record.line())) {
        unit.currency = *currency;
    } else if (!letters.empty()) {
        quarantine(file_.units.size() - 1, "the account's currency is unknown");
    }
    if (unit.account.empty()) {
        faults_.add("F_BAI2_ACCOUNT", record.line(), 4, "an account number expected");
        quarantine(file_.units.size() - 1, "the account number is missing");
    }
    unit.movements.reserve(std::min(last_movements_, movements_reserved_max));
    const auto amount = read_bai2_summaries(Bai2Fields(record), unit, faults_, warnings_);
    if (!amount) quarantine(file_.units.size() - 1, "the account record cannot be read");
    account_counted_.amount = amount.value_or(0);
}

void Bai2Reader::detail(Bai2Record& record) {
    Unit& unit = file_.units.back();
    Bai2Fields fields(record);
    const auto amount = details_.read(fields, unit, account_);
    if (!amount) quarantine(file_.units.size() - 1, "a movement cannot be read");
    account_counted_.amount += amount.value_or(0);
}

bool Bai2Reader::amount_ties(Bai2Record& record, const Counted& counted, std::string_view name) {
    const std::string_view text = field(record, 0);
    const bool of_account = record.code() == 49;
    const Currency currency = of_account ? file_.units.back().currency : group_currency_;
    const std::optional<WideMinor> stated = stated_total(text);
    if (!stated) {
        faults_.add(
            "F_BAI2_TOTAL",
            record.line(),
            column(record, 0),
            fmt::format("{} expected in digits, found '{}'", name, clean_text(text))
        );
        return false;
    }
    const Control control{
        std::string(name), *stated, counted.amount, false, currency, record.line()
    };
    (of_account ? file_.units.back().controls : file_.controls).push_back(control);
    if (control.ties()) return true;
    faults_.add(
        "F_BAI2_TOTAL",
        record.line(),
        column(record, 0),
        fmt::format(
            "{} states {}, counted {}, difference {}",
            name,
            format_amount_wide(control.stated, currency),
            format_amount_wide(counted.amount, currency),
            format_amount_wide(control.stated - counted.amount, currency)
        )
    );
    return false;
}

// How many accounts or groups there are: a difference means that a part is missing.
bool Bai2Reader::count_ties(
    Bai2Record& record, std::size_t at, std::uint64_t counted, std::string name
) {
    const auto stated = whole_number(field(record, at));
    Control control{name, stated.value_or(0), counted, true, {}, record.line()};
    file_.controls.push_back(control);
    if (stated && *stated == counted) return true;
    faults_.add(
        "F_BAI2_COUNT",
        record.line(),
        column(record, at),
        fmt::format("{}: '{}' stated, {} counted", name, clean_text(field(record, at)), counted)
    );
    return false;
}

// Real files get the number of records wrong, so it is a warning while the record is whole; where
// its end is missing too, the file was cut.
void Bai2Reader::record_count(Bai2Record& record, std::size_t at, std::uint64_t counted) {
    const auto stated = whole_number(field(record, at));
    if (stated && *stated == counted) return;
    const std::string words =
        fmt::format("'{}' records stated, {} counted", clean_text(field(record, at)), counted);
    if (!record.ends_with_slash()) {
        break_file(record.line(), "F_BAI2_TRUNCATED", "a total without its end: " + words);
        return;
    }
    warnings_.add("F_BAI2_RECORDS", record.line(), column(record, at), words);
}

void Bai2Reader::account_trailer(Bai2Record& record) {
    account_counted_.records += record.physical();
    if (!amount_ties(record, account_counted_, "49 account control total")) {
        quarantine(
            file_.units.size() - 1,
            fmt::format("the account total in line {} does not tie", record.line())
        );
    }
    record_count(record, 1, account_counted_.records);
    last_movements_ = file_.units.back().movements.size();
    group_counted_.amount += stated_total(field(record, 0)).value_or(0);
    ++group_counted_.parts;
    group_counted_.records += account_counted_.records;
    in_account_ = false;
}

void Bai2Reader::group_trailer(Bai2Record& record) {
    group_counted_.records += record.physical();
    const bool money = amount_ties(record, group_counted_, "98 group control total");
    const bool parts = count_ties(record, 1, group_counted_.parts, "98 number of accounts");
    if (!money || !parts) {
        quarantine(
            group_first_, fmt::format("the group total in line {} does not tie", record.line())
        );
    }
    record_count(record, 2, group_counted_.records);
    file_counted_.amount += stated_total(field(record, 0)).value_or(0);
    ++file_counted_.parts;
    file_counted_.records += group_counted_.records;
    in_group_ = false;
}

void Bai2Reader::file_trailer(Bai2Record& record) {
    file_counted_.records += record.physical();
    has_trailer_ = true;
    const bool money = amount_ties(record, file_counted_, "99 file control total");
    const bool parts = count_ties(record, 1, file_counted_.parts, "99 number of groups");
    if ((!money || !parts) && broken_.empty()) broken_ = "the file total does not tie";
    record_count(record, 2, file_counted_.records);
}

bool Bai2Reader::is_in_order(Bai2Record& record) {
    const int code = record.code();
    if (code == 0) {
        if (broken_.empty()) broken_ = "the file holds lines that are no records";
        return false;
    }
    const bool fits = has_trailer_ ? false
                      : code == 1  ? !in_file_
                      : code == 2  ? in_file_ && !in_group_
                      : code == 3  ? in_group_ && !in_account_
                      : code == 16 ? in_account_
                      : code == 49 ? in_account_
                      : code == 98 ? in_group_ && !in_account_
                                   : in_file_ && !in_group_;
    if (!fits) {
        break_file(
            record.line(),
            "F_BAI2_ORDER",
            fmt::format(
                "record {:02} does not belong here: a header or a total above it is "
                "missing, or the file has ended",
                code
            )
        );
    }
    return fits;
}

void Bai2Reader::record(Bai2Record& record) {
    if (!is_in_order(record)) return;
    switch (record.code()) {
        case 1:
            file_header(record);
            file_counted_.records += record.physical();
            break;
        case 2:
            group_header(record);
            group_counted_.records += record.physical();
            break;
        case 3:
            account_header(record);
            account_counted_.records += record.physical();
            break;
        case 16:
            detail(record);
            account_counted_.records += record.physical();
            break;
        case 49: account_trailer(record); break;
        case 98: group_trailer(record); break;
        default: file_trailer(record); break;
    }
}

void Bai2Reader::read() {
    // What is wrong with lines is told before what is wrong with what they say.
    FaultList line_faults(source_.name());
    FaultList line_warnings(source_.name());
    Bai2Pieces pieces(source_, line_faults, line_warnings);
    Bai2Record next(pieces);
    while (next.next())
        record(next);
    if (!line_faults.is_empty()) broken_ = "the file holds lines that are no records";
    if (!has_trailer_) {
        break_file(
            next.last_line(),
            "F_BAI2_TRUNCATED",
            "the file ends without its trailer (99): it was cut"
        );
    }
    line_faults.append(std::move(faults_));
    line_warnings.append(std::move(warnings_));
    file_.refused = !broken_.empty();
    if (file_.refused) quarantine(0, broken_);
    file_.faults = line_faults.take();
    file_.warnings = line_warnings.take();
}

}  // namespace

void read_bai2(const Source& source, Currency currency, IntakeFile& file) {
    file.format = "bai2";
    Bai2Reader(source, currency, file).read();
}

}  // namespace tieout
