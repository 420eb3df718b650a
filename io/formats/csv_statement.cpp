#include "io/formats/csv_statement.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "io/formats/csv_accounts.h"
#include "io/formats/csv_proof.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

constexpr std::size_t units_max = 10'000;
constexpr std::size_t first_rows = 1000;  // that show how a file is likely to be read
constexpr std::size_t all_rows = static_cast<std::size_t>(-1);

class CsvReader {
public:
    CsvReader(const Source& source, IntakeFile& file)
        : source_(source),
          file_(file),
          accounts_(file.texts),
          proof_faults_(source.name()),
          faults_(source.name()),
          warnings_(source.name()) {}

    void read(const CsvChoice& choice);

private:
    // A text of a payment and the column that has it.
    struct TextColumn {
        std::size_t at = 0;
        Text Payment::* text = nullptr;
    };

    void place_texts();
    void read_by_proof();
    std::optional<CsvReading> read_rows(std::size_t rows_max);
    void row(const CsvRow& row, Currency currency);
    bool is_footer(const CsvRow& row);
    bool is_usable(const CsvRow& row);
    std::optional<Currency> currency_of(const CsvRow& row);
    void no_currency(const CsvRow& row);
    std::optional<Date> date_of(const CsvRow& row, CsvField field);
    std::optional<Minor> amount_of(const CsvRow& row, CsvField field, Currency currency);
    std::optional<Minor> moved_by(const CsvRow& row, Currency currency);
    std::optional<Minor> by_side(const CsvRow& row, Minor amount);
    void check_last(const CsvRow& row, Currency currency, bool is_proved);
    MovementKind kind_of(std::string_view word, bool is_credit);
    Unit& unit_of(const CsvRow& row, CsvAccount& account);
    void add_movements(const CsvRow& row, CsvAccount& account, Minor moved, Minor fee);
    void fault(const CsvRow& row, CsvField field, std::string_view code, std::string words);
    std::uint64_t column(const CsvRow& row, CsvField field) const;

    std::string_view cell(const CsvRow& row, CsvField field) const {
        const std::size_t at = match_.places.of(field);
        return at == CsvPlaces::none ? std::string_view{} : trimmed(row.cells[at].text);
    }

    Text text_of(const CsvCell& cell) {
        return cell.is_plain ? Text(trimmed(cell.text)) : squeezed_text(cell.text, file_.texts);
    }

    bool has(CsvField field) const { return match_.places.of(field) != CsvPlaces::none; }

    const Source& source_;
    IntakeFile& file_;
    CsvAccounts accounts_;
    FaultList proof_faults_;  // of what the data prove; where there are some, all else is silent
    FaultList faults_;
    FaultList warnings_;
    CsvProfile profile_;
    CsvWordLists words_{profile_};
    std::array<CsvDates, 2> dates_;  // booked, value
    CsvMatch match_;
    CsvReading reading_;
    CsvAmounts amounts_;      // of the row
    std::size_t rows_ = 0;    // that were read
    std::size_t bytes_ = 0;   // of them
    std::size_t wanted_ = 0;  // room for so many movements
    std::vector<TextColumn> texts_;
    Currency currency_;                // where the file names none
    std::string_view currency_found_;  // the cell in which a currency was found last
    Currency last_currency_;           // that one
};

std::uint64_t CsvReader::column(const CsvRow& row, CsvField field) const {
    const std::size_t at = match_.places.of(field);
    return at < row.cells.size() ? row.cells[at].column : 1;
}

void CsvReader::fault(const CsvRow& row, CsvField field, std::string_view code, std::string words) {
    faults_.add(code, row.line, column(row, field), std::move(words));
}

// A row below the data: its first word is one of the profile's, and it has no date.
bool CsvReader::is_footer(const CsvRow& row) {
    if (profile_.words[static_cast<std::size_t>(CsvWords::footer)].empty()) return false;
    const std::size_t date = match_.places.of(CsvField::date);
    if (date < row.cells.size()) {
        const std::string_view text = trimmed(row.cells[date].text);
        const DateReadings read = text.empty() ? DateReadings{} : dates_[0].of(text);
        if (read[0] || read[1] || read[2]) return false;
    }
    for (const CsvCell& cell : row.cells) {
        if (!squeezed_text(cell.text).empty()) return profile_.is_footer(cell.text);
    }
    return false;
}

bool CsvReader::is_usable(const CsvRow& row) {
    if (row.is_broken) {
        proof_faults_.add(
            "F_CSV_QUOTE", row.line, 1, "a quoted cell that ends where it should expected"
        );
        return false;
    }
    const std::size_t columns = match_.places.columns;
    bool has_more = false;
    for (std::size_t i = columns; i < row.cells.size(); ++i)
        has_more = has_more || !trimmed(row.cells[i].text).empty();
    if (row.cells.size() < columns || has_more) {
        proof_faults_.add(
            "F_CSV_CELLS",
            row.line,
            row.cells.back().column,
            fmt::format("{} cells expected, found {}", columns, row.cells.size())
        );
        return false;
    }
    if (row.bytes <= field_bytes_max) return true;
    for (const CsvCell& each : row.cells) {
        if (each.text.size() <= field_bytes_max) continue;
        proof_faults_.add("F_FIELD", row.line, each.column, "a cell is longer than 64 KiB");
        return false;
    }
    return true;
}

std::optional<Currency> CsvReader::currency_of(const CsvRow& row) {
    const std::string_view written = cell(row, CsvField::currency);
    if (!written.empty()) {
        if (is_same(written, currency_found_)) return last_currency_;
        if (written.size() != 3) return std::nullopt;
        std::string letters(written);
        for (char& letter : letters) {
            if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 32);
        }
        const auto found = Currency::find(letters);
        if (!found) return std::nullopt;
        currency_found_ = written;
        return last_currency_ = *found;
    }
    if (!profile_.currency.is_none()) return profile_.currency;
    if (!currency_.is_none()) return currency_;
    return std::nullopt;
}

void CsvReader::no_currency(const CsvRow& row) {
    const bool has_column = has(CsvField::currency);
    proof_faults_.add(
        "F_CURRENCY",
        row.line,
        column(row, has_column ? CsvField::currency : CsvField::amount),
        has_column
            ? fmt::format(
                  "a currency of ISO 4217 expected, found '{}'",
                  clean_text(cell(row, CsvField::currency).substr(0, 40))
              )
            : fmt::format("the file names no currency: name it, as in csv:{}:EUR", profile_.name)
    );
}

// Takes the rows by the reading that is held. What they prove about it; nothing, with faults, where
// they contradict themselves or prove nothing.
std::optional<CsvReading> CsvReader::read_rows(std::size_t rows_max) {
    for (FaultList* list : {&proof_faults_, &faults_, &warnings_})
        *list = FaultList(source_.name());
    accounts_.begin(profile_.is_psp ? "settlement" : "statement", wanted_);
    rows_ = bytes_ = 0;
    CsvProof proof(profile_, match_.places, dates_, proof_faults_);
    CsvRows rows(source_.text(), source_.first_line(), match_.mark, file_.texts);
    CsvRow each;
    for (std::uint64_t above = 0; above <= match_.header_row; ++above)
        rows.next(each);
    bool is_below = false;
    while (rows_ < rows_max && rows.next(each)) {
        if (each.is_blank) continue;
        const bool is_foot = is_footer(each);
        is_below = is_below || is_foot;
        if (is_below) {
            if (!is_foot)
                faults_.add("F_CSV_CELLS", each.line, 1, "a row below the totals of the file");
            continue;
        }
        if (!is_usable(each)) continue;
        const std::optional<Currency> currency = currency_of(each);
        if (!currency) {
            no_currency(each);
            if (!has(CsvField::currency)) return std::nullopt;  // every row would say so
            continue;
        }
        ++rows_;
        bytes_ += each.bytes;
        proof.look(each, *currency, amounts_);
        row(each, *currency);
    }
    const auto reading = proof.decide();
    return proof_faults_.is_empty() ? reading : std::nullopt;
}

std::optional<Date> CsvReader::date_of(const CsvRow& row, CsvField field) {
    const std::string_view text = cell(row, field);
    if (text.empty()) return std::nullopt;
    const DateReadings& read = dates_[field == CsvField::date ? 0 : 1].of(text);
    const auto day = read[static_cast<std::size_t>(reading_.date_order)];
    if (!day) {
        fault(
            row,
            field,
            "F_DATE",
            fmt::format(
                "a date in the profile's order expected, found '{}'", clean_text(text.substr(0, 40))
            )
        );
    }
    return day;
}

std::optional<Minor> CsvReader::amount_of(const CsvRow& row, CsvField field, Currency currency) {
    const CsvAmounts::Amount& read = amounts_.of(field);
    if (read.is_empty) return std::nullopt;
    const std::optional<Minor> amount =
        reading_.decimal == '.' ? read.readings.point : read.readings.comma;
    if (!amount) {
        fault(
            row,
            field,
            "F_AMOUNT",
            fmt::format(
                "an amount in {} with a decimal {} expected, found '{}'",
                currency.letters(),
                reading_.decimal == '.' ? "point" : "comma",
                clean_text(cell(row, field).substr(0, 40))
            )
        );
    }
    return amount;
}

// The side column tells; a sign beside it must not contradict it.
std::optional<Minor> CsvReader::by_side(const CsvRow& row, Minor amount) {
    const std::string_view side = cell(row, CsvField::side);
    const bool is_in = words_.has(CsvWords::credit, side);
    const bool is_out = words_.has(CsvWords::debit, side);
    if (is_in == is_out) {
        fault(
            row,
            CsvField::side,
            "F_CSV_SIGN",
            fmt::format("a side expected, found '{}'", clean_text(side))
        );
        return std::nullopt;
    }
    if (is_in && amount < 0) {
        fault(row, CsvField::amount, "F_CSV_SIGN", "a credit with a minus");
        return std::nullopt;
    }
    return is_out && amount > 0 ? -amount : amount;
}

// What the row moved, signed: plus is money in.
std::optional<Minor> CsvReader::moved_by(const CsvRow& row, Currency currency) {
    const std::uint64_t before = faults_.count();
    if (has(CsvField::amount)) {
        auto amount = amount_of(row, CsvField::amount, currency);
        if (!amount && faults_.count() == before) {
            fault(row, CsvField::amount, "F_MISSING", "an amount expected");
        }
        if (amount && has(CsvField::side)) amount = by_side(row, *amount);
        if (amount && profile_.is_plus_out) amount = -*amount;
        return amount;
    }
    const auto debit = amount_of(row, CsvField::debit, currency);
    const auto credit = amount_of(row, CsvField::credit, currency);
    if (faults_.count() != before) return std::nullopt;
    if (!debit && !credit) {
        fault(row, CsvField::debit, "F_MISSING", "a debit or a credit expected");
        return std::nullopt;
    }
    if (debit.value_or(0) != 0 && credit.value_or(0) != 0) {
        fault(row, CsvField::debit, "F_CSV_SIGN", "a debit and a credit in one row");
        return std::nullopt;
    }
    if (credit.value_or(0) < 0) {
        fault(row, CsvField::credit, "F_CSV_SIGN", "a credit with a minus");
        return std::nullopt;
    }
    const Minor out = debit.value_or(0);
    return credit.value_or(0) + (reading_.debit_is_signed ? out : -out);
}

MovementKind CsvReader::kind_of(std::string_view word, bool is_credit) {
    const unsigned lists = words_.lists_with(word);
    const auto has = [&](CsvWords list) { return (lists & CsvWordLists::bit(list)) != 0; };
    if (has(CsvWords::reversal)) return MovementKind::reversal;
    if (has(CsvWords::returned)) return MovementKind::returned;
    if (has(CsvWords::sweep)) return MovementKind::sweep;
    if (has(CsvWords::transfer)) return MovementKind::transfer;
    if (is_credit) return MovementKind::receipt;
    return has(CsvWords::fee) ? MovementKind::fee : MovementKind::other;
}

// Where the row belongs: a row that is not booked is no cash.
Unit& CsvReader::unit_of(const CsvRow& row, CsvAccount& account) {
    const std::string_view status = cell(row, CsvField::status);
    const bool has_words = !profile_.words[static_cast<std::size_t>(CsvWords::booked)].empty();
    if (status.empty() || !has_words || words_.has(CsvWords::booked, status)) return account.unit;
    if (account.pending.reason.empty()) {
        account.pending.reason = "not booked: " + clean_text(status.substr(0, 40));
        account.pending.first_line = row.line;
    }
    return account.pending;
}

void CsvReader::add_movements(const CsvRow& row, CsvAccount& account, Minor moved, Minor fee) {
    const Date booked = date_of(row, CsvField::date).value_or(Date{});
    const std::optional<Date> value = date_of(row, CsvField::value_date);
    if (!account.unit.as_of || *account.unit.as_of < booked) account.unit.as_of = booked;
    std::vector<Payment>& movements = unit_of(row, account).movements;
    if (moved == 0 && fee == 0) {
        warnings_.add("F_ZERO_AMOUNT", row.line, 1, "a movement of zero is left out");
        return;
    }
    Payment& payment = movements.emplace_back();
    payment.source_line = row.line;
    payment.currency = account.unit.currency;
    payment.account = account.number;
    payment.booking_date = booked;
    payment.value_date = value;
    for (const TextColumn& column : texts_)
        payment.*column.text = text_of(row.cells[column.at]);
    for (const std::size_t memo : match_.places.memos) {
        const Text more = text_of(row.cells[memo]);
        if (more.empty()) continue;
        payment.memo = payment.memo.empty() ? more : file_.texts.keep({payment.memo, " ", more});
    }
    if (!payment.check_number.empty()) payment.method = PaymentMethod::check;
    if (profile_.is_psp) {
        payment.channel = Channel::card;
        payment.method = PaymentMethod::card;
    }
    payment.is_credit = moved > 0;
    payment.amount = moved < 0 ? -moved : moved;
    payment.kind = kind_of(cell(row, CsvField::kind), payment.is_credit);
    if (fee == 0) return;
    Payment cost = payment;
    cost.is_credit = fee > 0;
    cost.amount = fee < 0 ? -fee : fee;
    cost.kind = cost.is_credit ? MovementKind::other : MovementKind::fee;
    if (moved == 0) movements.pop_back();
    movements.push_back(std::move(cost));
}

// The last row of a file without a line end may be cut: only what shows itself whole is taken.
void CsvReader::check_last(const CsvRow& row, Currency currency, bool is_proved) {
    if (row.is_ended || is_proved) return;
    const std::size_t last = row.cells.size() - 1;
    for (std::size_t i = 0; i < match_.places.at.size(); ++i) {
        const auto field = static_cast<CsvField>(i);
        if (match_.places.at[i] != last) continue;
        const bool is_date = field == CsvField::date || field == CsvField::value_date;
        const bool is_money = field == CsvField::amount || field == CsvField::debit ||
                              field == CsvField::credit || field == CsvField::fee ||
                              field == CsvField::net || field == CsvField::balance;
        const std::string_view text = cell(row, field);
        const bool is_whole = !text.empty() && csv_amount(text, currency).is_full;
        if (is_date || field == CsvField::account || (is_money && !is_whole)) {
            fault(row, field, "F_CSV_CUT", "the last row has no line end and may be cut");
            return;
        }
    }
    warnings_.add("F_CSV_CUT", row.line, 0, "the last row has no line end: its text may be cut");
}

void CsvReader::row(const CsvRow& row, Currency currency) {
    const std::uint64_t before = faults_.count();
    if (cell(row, CsvField::date).empty()) {
        fault(row, CsvField::date, "F_DATE", "a date expected");
        return;
    }
    const std::optional<Minor> moved = moved_by(row, currency);
    Minor fee = amount_of(row, CsvField::fee, currency).value_or(0);
    if (!reading_.fee_is_added) fee = -fee;
    if (!has(CsvField::net)) fee = 0;  // nothing shows whether the amount holds it
    const std::optional<Minor> balance = amount_of(row, CsvField::balance, currency);
    if (!moved || faults_.count() != before) return;
    if (accounts_.size() >= units_max) {
        fault(row, CsvField::account, "F_CSV_CELLS", "more than 10000 accounts in one file");
        return;
    }
    CsvAccount& account = accounts_.of(cell(row, CsvField::account), currency, row.line);
    account.chain.add(*moved + fee, balance, row.line, column(row, CsvField::balance));
    check_last(row, currency, balance.has_value() && account.chain.is_linked());
    add_movements(row, account, *moved, fee);
}

void CsvReader::place_texts() {
    constexpr std::array<std::pair<CsvField, Text Payment::*>, 6> columns{{
        {CsvField::payer_name, &Payment::payer_name},
        {CsvField::payer_account, &Payment::payer_account},
        {CsvField::reference, &Payment::bank_reference},
        {CsvField::trace, &Payment::trace},
        {CsvField::check_number, &Payment::check_number},
        {CsvField::kind, &Payment::bank_code},
    }};
    for (const auto& [field, text] : columns) {
        if (has(field)) texts_.push_back({match_.places.of(field), text});
    }
}

// The first rows mostly show how all are read. Where the others prove something else, they are
// taken once more.
void CsvReader::read_by_proof() {
    reading_ = read_rows(first_rows).value_or(CsvReading{});
    if (rows_ != 0) wanted_ = source_.text().size() / (bytes_ / rows_ + 1) * 17 / 16;
    std::optional<CsvReading> proved = read_rows(all_rows);
    if (proved && *proved != reading_) {
        reading_ = *proved;
        proved = read_rows(all_rows);
    }
    if (proved) return accounts_.finish(file_.units, faults_, warnings_);
    faults_ = std::move(proof_faults_);
    warnings_ = FaultList(source_.name());
}

void CsvReader::read(const CsvChoice& choice) {
    auto chosen = choose_csv_profile(source_, choice);
    if (chosen) {
        profile_ = std::move(chosen->profile);
        match_ = std::move(chosen->match);
        match_.profile = &profile_;
        currency_ = chosen->currency;
        file_.dialect = profile_.name;
        if (profile_.is_psp) file_.format = "psp";
        place_texts();
        read_by_proof();
    } else {
        file_.faults.push_back(std::move(chosen).error());
    }
    std::vector<Error> found = faults_.take();
    file_.faults.insert(file_.faults.end(), found.begin(), found.end());
    file_.warnings = warnings_.take();
    file_.refused = !file_.faults.empty();
    if (!file_.refused && file_.units.empty()) {
        file_.warnings.push_back(
            {ErrorKind::input, "F_CSV_UNPROVED", "a header and no rows", {file_.name, 1, 1}}
        );
    }
    for (Unit& unit : file_.units) {
        if (!file_.refused) continue;
        unit.state = UnitState::quarantined;
        unit.reason = file_.faults.front().words;
    }
}

}  // namespace

bool is_csv_export(std::string_view text) {
    return match_csv_profile(text, built_in_csv_profiles()).has_value();
}

bool fits_own_csv_profile(std::string_view text, std::string_view profiles) {
    if (profiles.empty()) return false;
    const auto own = parse_csv_profiles("profile", profiles);
    return !own || match_csv_profile(text, *own).has_value();
}

void read_csv_export(const Source& source, const CsvChoice& choice, IntakeFile& file) {
    file.format = "csv";
    CsvReader(source, file).read(choice);
}

}  // namespace tieout
