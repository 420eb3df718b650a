#include "io/formats/nacha_entry.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "io/formats/fields.h"
#include "io/formats/nacha_remittance.h"

// The second digit of the transaction code gives the side: 1 to 4 credit, 6 to 9 debit, 5 the
// reversal of a loan credit. 1 and 6 are returns and changes, 3 and 8 prenotes, 4 and 9 remittance
// without money.

namespace tieout {

namespace {

constexpr std::size_t bodies_max = 9'999;

// Transaction type codes of IAT: reasons, and the class of the entry in its own country.
constexpr std::array type_codes{
    "ANN", "BUS", "DEP", "LOA", "MIS", "MOR", "PEN", "REM", "RLS", "SAL",
    "TAX", "ARC", "BOC", "MTE", "POP", "POS", "RCK", "SHR", "TEL", "WEB",
};

bool is_known_code(std::string_view code, bool is_advice_batch) {
    if (!all_digits(code) || code.size() != 2) return false;
    if (is_advice_batch) return code[0] == '8' && code[1] >= '1' && code[1] <= '8';
    if (code == "55") return true;
    return code[0] >= '2' && code[0] <= '5' && code[1] >= '1' && code[1] != '5';
}

// How far a date may be from the file's own.
constexpr int days_of_year = 366;

}  // namespace

void AchEntryReader::spoil(
    const AchRecord& record, std::size_t column, std::string_view fault, std::string words
) {
    is_readable_ = false;
    faults_.add(fault, record.line, record.column_of(column), std::move(words));
}

void AchEntryReader::warn(
    const AchRecord& record, std::size_t column, std::string_view fault, std::string words
) {
    warnings_.add(fault, record.line, record.column_of(column), std::move(words));
}

Text AchEntryReader::kept(std::string_view text) const {
    return squeezed_text(text, texts_);
}

void AchEntryReader::begin(const AchBatchHeader& batch, const AchRecord& record) {
    batch_ = &batch;
    is_open_ = true;
    entry_ = record;
    is_readable_ = true;
    amount_ = 0;
    bodies_.clear();
    places_.clear();
    returned_.reset();
    change_.reset();
    originator_.reset();
    mandatory_ = 0;
    addenda_ = 0;
    sequence_ = 0;
    const std::string_view code = record.raw(2, 3);
    if (!is_known_code(code, batch.is_adv)) {
        spoil(
            record,
            2,
            "F_ACH_CODE",
            fmt::format("a transaction code expected, found '{}'", clean_text(code))
        );
    }
    check_routing();
    read_amount();
}

void AchEntryReader::check_routing() {
    const std::string_view whole = entry_.raw(4, 12);
    if (!proven_routing_.empty() && is_same(whole, proven_routing_)) return;
    const std::string_view routing = entry_.raw(4, 11);
    const std::string_view digit = entry_.raw(12, 12);
    if (!all_digits(routing) || routing.size() != ach_routing_digits) {
        spoil(entry_, 4, "F_NUMBER", "a routing number of eight digits expected");
    } else if (digit.size() != 1 || digit[0] != ach_check_digit_of(routing)) {
        spoil(
            entry_,
            12,
            "F_ACH_ROUTING",
            fmt::format(
                "check digit {} of routing number {} expected, found '{}'",
                ach_check_digit_of(routing),
                routing,
                clean_text(digit)
            )
        );
    } else {
        proven_routing_ = whole;
    }
}

void AchEntryReader::read_amount() {
    const bool is_advice_batch = batch_->is_adv;
    const std::size_t from = is_advice_batch ? 28 : 30;
    const std::string_view text = entry_.raw(from, 39);
    if (const auto value = whole_number(text, static_cast<std::uint64_t>(amount_minor_max))) {
        amount_ = static_cast<Minor>(*value);
        return;
    }
    spoil(entry_, from, "F_AMOUNT", implied_amount(text, false).error().words);
}

// Columns 88-94 name the entry by the last seven digits of its trace.
bool AchEntryReader::is_for_this_entry(const AchRecord& record) {
    if (is_same(record.raw(88, 94), entry_.raw(88, 94))) return true;
    const std::string_view named = record.cut(88, 94);
    const std::string_view own = entry_.cut(88, 94);
    if (named == own || !all_digits(named) || !all_digits(own)) return true;
    if (batch_->is_iat) return true;  // some number the entries of the batch instead
    warn(
        record,
        88,
        "F_ACH_ADDENDA",
        fmt::format("addenda of entry {} below entry {}; its advice is left out", named, own)
    );
    return false;
}

void AchEntryReader::free_addenda(const AchRecord& record) {
    if (!is_for_this_entry(record)) return;
    const auto sequence = whole_number(record.raw(84, 87));
    ++sequence_;
    if (sequence != sequence_) {
        warn(
            record,
            84,
            "F_ACH_SEQUENCE",
            fmt::format("addenda sequence number {:04} expected", sequence_)
        );
    }
    if (bodies_.size() >= bodies_max) {
        spoil(record, 1, "F_FIELD", "an entry has more than 9,999 addenda");
        return;
    }
    bodies_.push_back(record.raw(4, 83));
    places_.push_back({record.line, record.column_of(4)});
}

void AchEntryReader::addenda(const AchRecord& record) {
    ++addenda_;
    const std::string_view type = record.raw(2, 3);
    const bool is_numbered = batch_->is_iat && type.starts_with('1');
    if (is_numbered && (record.raw(88, 94).size() != 7 || !all_digits(record.raw(88, 94)))) {
        spoil(
            record,
            88,
            "F_NUMBER",
            "the number of the entry in seven digits expected: the addenda is out of its columns"
        );
    }
    if (type == "05" || type == "17") {
        free_addenda(record);
    } else if (type == "99") {
        if (!returned_) returned_ = record;
    } else if (type == "98") {
        change_ = record;
    } else if (type.size() == 2 && type[0] == '1' && type[1] >= '0' && type[1] <= '6') {
        mandatory_ |= 1U << static_cast<unsigned>(type[1] - '0');
        if (type == "11") originator_ = record;
        const std::string_view reason = record.cut(4, 6);
        if (type == "10" &&
            std::find(type_codes.begin(), type_codes.end(), reason) == type_codes.end()) {
            spoil(
                record,
                4,
                "F_ACH_CODE",
                fmt::format("a transaction type code expected, found '{}'", clean_text(reason))
            );
        }
    } else if (type != "02" && type != "18") {
        spoil(
            record,
            2,
            "F_ACH_ADDENDA",
            fmt::format("an addenda type expected, found '{}'", clean_text(type))
        );
    }
}

// What the entry says of its addenda against what follows it.
void AchEntryReader::check_addenda() {
    const std::string_view indicator = entry_.raw(79, 79);
    if (indicator != "0" && indicator != "1") {
        spoil(
            entry_,
            79,
            "F_ACH_ADDENDA",
            fmt::format("addenda indicator 0 or 1 expected, found '{}'", clean_text(indicator))
        );
    } else if ((indicator == "1") != (addenda_ != 0)) {
        warn(
            entry_,
            79,
            "F_ACH_ADDENDA",
            fmt::format("addenda indicator {} with {} addenda", indicator, addenda_)
        );
    }
    if (batch_->is_corporate && !returned_ && !change_) {
        const auto stated = whole_number(entry_.raw(55, 58));
        if (stated != addenda_) {
            spoil(
                entry_,
                55,
                "F_ACH_COUNT",
                fmt::format(
                    "number of addenda states '{}', counted {}",
                    clean_text(entry_.raw(55, 58)),
                    addenda_
                )
            );
        }
    }
    if (batch_->is_iat) check_international();
}

void AchEntryReader::check_international() {
    constexpr std::uint32_t all_seven = 0x7F;
    if (mandatory_ == all_seven || returned_ || change_) return;
    std::string missing;
    for (unsigned i = 0; i <= 6; ++i) {
        if ((mandatory_ >> i & 1U) == 0) missing += fmt::format(" 1{}", i);
    }
    spoil(
        entry_,
        1,
        "F_ACH_ADDENDA",
        "an IAT entry with its addenda 10 to 16 expected, missing" + missing
    );
}

MovementKind AchEntryReader::kind() const {
    const char role = entry_.raw(2, 3)[1];
    if (batch_->is_adv) return MovementKind::other;
    if (returned_ || role == '1' || role == '6') return MovementKind::returned;
    if (batch_->is_reversal || role == '5') return MovementKind::reversal;
    return role <= '4' ? MovementKind::receipt : MovementKind::other;
}

// "routing/account" without the blanks that some write into an account.
Text AchEntryReader::account_of(std::string_view routing, std::string_view number) const {
    std::array<char, 64> joined{};
    std::size_t size = 0;
    const auto add = [&](std::string_view text) {
        for (const char letter : text) {
            if (letter != ' ' && size < joined.size()) joined[size++] = letter;
        }
    };
    add(routing);
    if (!number.empty()) add("/");
    add(number);
    const std::string_view text(joined.data(), size);
    const bool is_plain = std::all_of(text.begin(), text.end(), [](char each) {
        return each > ' ' && each < '\x7F';
    });
    return texts_.keep(is_plain ? text : std::string_view(clean_text(text)));
}

// "CCD/22", of a return with its reason "PPD/21/R01".
Text AchEntryReader::bank_code() {
    const std::string_view code = entry_.raw(2, 3);
    if (!returned_ && bank_code_batch_ == batch_->ordinal && is_same(code, bank_code_digits_)) {
        return bank_code_;
    }
    std::array<char, 16> letters{};
    std::size_t size = 0;
    const auto add = [&](std::string_view text) {
        for (const char letter : text.substr(0, letters.size() - size))
            letters[size++] = letter;
    };
    add(std::string_view(batch_->sec).substr(0, 3));
    add("/");
    add(code);
    bank_code_digits_ = code;
    bank_code_batch_ = returned_ ? 0 : batch_->ordinal;
    if (returned_) {
        add("/");
        add(returned_->cut(4, 6));
    }
    const std::string_view wanted(letters.data(), size);
    if (bank_code_ != wanted) bank_code_ = texts_.keep(clean_text(wanted));
    return bank_code_;
}

Text AchEntryReader::batch_text(Date day) {
    if (batch_ordinal_ != batch_->ordinal || batch_date_ != day) {
        batch_ordinal_ = batch_->ordinal;
        batch_date_ = day;
        batch_text_ =
            texts_.keep(fmt::format("{}/{}/{}", batch_->odfi, format_date(day), batch_->number));
    }
    return batch_text_;
}

void AchEntryReader::fill(Payment& payment) {
    const std::string_view code = entry_.raw(2, 3);
    payment.kind = kind();
    payment.is_credit = batch_->is_adv ? (code[1] - '0') % 2 == 1 : code[1] <= '4';
    payment.channel = Channel::ach;
    payment.method = PaymentMethod::ach;
    payment.currency = currency_;
    payment.amount = amount_;
    payment.value_date = batch_->settled;
    const bool is_new = payment.kind != MovementKind::returned;
    const auto near = [&](const std::optional<Date>& date) {
        return date && (!batch_->created ||
                        std::abs(days_between(*date, *batch_->created)) <= days_of_year);
    };
    payment.booking_date = near(batch_->settled)               ? *batch_->settled
                           : is_new && near(batch_->effective) ? *batch_->effective
                                                               : batch_->created.value_or(Date{});
    payment.bank_reference =
        batch_->is_adv ? kept(entry_.raw(80, 94)) : clean_text(entry_.cut(80, 94), texts_);
    payment.trace = payment.bank_reference;
    payment.bank_code = bank_code();
    payment.batch = batch_text(payment.booking_date);
    payment.source_line = entry_.line;
}

// Ours is the account that the entry is for; theirs the company of the batch, or of an IAT the
// originator in addenda 11, or of a CIE the consumer.
void AchEntryReader::name_parties(Payment& payment) {
    const bool is_iat = batch_->is_iat;
    if (payment.kind == MovementKind::returned) return name_return(payment);
    const std::string_view number =
        is_iat ? entry_.cut(40, 74) : entry_.cut(13, batch_->is_adv ? 27 : 29);
    // Most entries are for the account of the entry before.
    if (our_account_.empty() || our_routing_ != entry_.raw(4, 12) || our_number_ != number) {
        our_account_ = account_of(our_routing_ = entry_.raw(4, 12), our_number_ = number);
    }
    payment.account = our_account_;
    payment.payer_name = batch_->company;
    if (is_iat) {
        payment.payer_name = originator_ ? kept(originator_->raw(4, 38)) : Text();
        return;
    }
    if (batch_->is_cie) {
        payment.payer_name = kept(entry_.raw(40, 54));
        payment.customer = kept(entry_.raw(55, 76));
    }
}

// A return names the account it comes back from, and the trace of what it undoes.
void AchEntryReader::name_return(Payment& payment) {
    payment.payer_name = kept(
        batch_->is_corporate ? entry_.raw(59, 74)
        : batch_->is_cie     ? entry_.raw(40, 54)
        : batch_->is_iat     ? std::string_view{}
                             : entry_.raw(55, 76)
    );
    if (change_) return;
    if (!returned_) {
        warn(
            entry_,
            2,
            "F_ACH_ADDENDA",
            "a return without its addenda 99: what it undoes is not told"
        );
        return;
    }
    payment.original = clean_text(returned_->cut(7, 21), texts_);
    std::string bank(returned_->cut(28, 35));
    const std::string_view account = batch_->is_iat ? entry_.cut(40, 74) : entry_.cut(13, 29);
    if (all_digits(bank) && bank.size() == 8 && !account.empty()) {
        bank.push_back(ach_check_digit_of(bank));
        payment.payer_account = account_of(bank, account);
    }
    const std::string_view text = batch_->is_iat ? returned_->raw(46, 79) : returned_->raw(36, 79);
    payment.memo = texts_.keep(
        squeezed_text(fmt::format("{} {}", clean_text(returned_->cut(4, 6)), clean_text(text)))
    );
}

// Requires: the text is kept by the file.
void AchEntryReader::add_memo(Text text) {
    if (memo_size_ + text.size() > field_bytes_max) return;
    const std::string_view bare = trimmed(without_end_blanks(text));
    if (bare.empty()) return;
    memo_size_ += bare.size() + (memos_.empty() ? 0 : 1);
    memos_.emplace_back(bare);
}

// All of them as one text: what is to be cleaned is known of the whole.
Text AchEntryReader::memo() {
    const bool is_clean = std::all_of(memos_.begin(), memos_.end(), is_squeezed);
    const Text joined = joined_texts(memos_, texts_);
    return is_clean ? joined : squeezed_text(joined, texts_);
}

void AchEntryReader::read_advice(Payment& payment) {
    if (payment.kind == MovementKind::returned) return;
    memos_.clear();
    memo_size_ = 0;
    add_memo(batch_->description);
    const bool has_identification = !batch_->is_iat && !batch_->is_cie && !batch_->is_adv;
    if (has_identification && !is_blank_or_zero(entry_.raw(40, 54))) {
        add_memo(entry_.raw(40, 54));
    }
    const AchAddenda addenda{bodies_, places_, entry_, amount_, currency_};
    add_memo(read_ach_remittance(addenda, payment, advice_, texts_, warnings_));
    add_memo(payment.memo);
    payment.memo = memo();
}

// Entries that move nothing are told of, each by a warning.
void AchEntryReader::note_without_money() {
    if (change_) {
        warn(
            *change_,
            4,
            "F_ACH_CHANGE",
            fmt::format(
                "notification of change {} for trace {}: '{}'",
                clean_text(change_->cut(4, 6)),
                clean_text(change_->cut(7, 21)),
                squeezed_text(change_->raw(36, 64))
            )
        );
        return;
    }
    const char role = entry_.raw(2, 3)[1];
    const bool is_prenote = (role == '3' || role == '8') && !batch_->is_informational;
    warn(
        entry_,
        30,
        is_prenote ? "F_ACH_PRENOTE" : "F_ZERO_AMOUNT",
        is_prenote ? std::string("a prenote: an account is tried, no money")
                   : fmt::format("an entry {} without money", batch_->sec)
    );
}

AchOutcome AchEntryReader::finish(
    std::vector<Payment>& movements, std::vector<Remittance>& advices
) {
    is_open_ = false;
    check_addenda();
    AchOutcome outcome;
    const std::string_view code = entry_.raw(2, 3);
    const bool is_coded = code.size() == 2 && all_digits(code);
    const bool is_adv = batch_->is_adv;
    const bool is_credit = is_coded && (is_adv ? (code[1] - '0') % 2 == 1 : code[1] <= '4');
    (is_credit ? outcome.credit : outcome.debit) = amount_;
    const bool has_no_money = is_coded && !is_adv &&
                              (change_ || code[1] == '3' || code[1] == '8' || code[1] == '4' ||
                               code[1] == '9' || batch_->is_informational);
    if (has_no_money && amount_ != 0) {
        spoil(
            entry_,
            30,
            "F_ACH_AMOUNT",
            fmt::format("an amount of zero in an entry {} {} expected", batch_->sec, code)
        );
    }
    if (batch_->needs_name && is_blank_or_zero(entry_.raw(55, 76))) {
        spoil(entry_, 55, "F_MISSING", "the name of the person expected");
    }
    if (is_coded) {
        Payment& movement = movements.emplace_back();
        fill(movement);
        name_parties(movement);
        read_advice(movement);
        const bool moves = amount_ != 0 && !has_no_money;
        const bool is_advice = !moves && !change_ && movement.is_credit &&
                               !batch_->is_informational && !movement.remittance.empty();
        if (is_advice) {
            Remittance& advice = advices.emplace_back();
            advice.remittance = movement.bank_reference;
            advice.trace = movement.trace;
            advice.payer_name = movement.payer_name;
            advice.payer_account = movement.payer_account;
            advice.currency = currency_;
            advice.total = 0;
            advice.date = movement.booking_date;
            advice.lines = std::move(movement.remittance);
            advice.source_line = entry_.line;
        } else if (!moves) {
            note_without_money();
        }
        if (!moves) movements.pop_back();
    }
    outcome.is_readable = is_readable_;
    return outcome;
}

}  // namespace tieout
