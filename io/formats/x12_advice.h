// The payment and the advice of an X12 820, of a payment in an 823, or of addenda: BPR to RMR, ADX.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/payment.h"
#include "io/formats/source.h"
#include "io/formats/x12_segments.h"

namespace tieout {

// What BPR01 says of the money.
enum class X12Handling : std::uint8_t {
    none,     // no BPR at all: segments that stand alone in an addenda
    money,    // C D X U: the payment comes with the advice
    advice,   // H I: the money goes another way
    prenote,  // P: no money, only an account to be tried
    unknown,
};

struct X12Place {
    std::uint64_t line = 0;
    std::uint64_t column = 0;
};

// Everything between BPR (or BPS) and the next one or the end of the set. Texts are kept by the
// file.
struct X12Advice {
    X12Handling handling = X12Handling::none;
    bool has_amount = false;
    Minor amount = 0;  // BPR02
    X12Place amount_place;
    bool is_debit = false;  // BPR03
    Text method;            // BPR04, BPR05 with a slash between
    Text payer_account;     // BPR07/BPR09
    Text our_account;       // BPR13/BPR15
    std::optional<Date> date;
    Text trace;  // TRN02
    Text payer_name;
    Text memo;  // NTE02
    Currency currency;
    std::vector<RemittanceLine> lines;
    WideMinor sum = 0;         // of what is paid per reference, and of adjustments beside them
    bool is_sum_known = true;  // every line states an amount
    bool is_readable = true;   // else a fault was given, and nothing of it is to be used
    std::uint64_t first_line = 0;

    bool ties() const { return lines.empty() || !is_sum_known || sum == amount; }
};

// Takes the segments of one advice in order.
class X12AdviceReader {
public:
    X12AdviceReader(Currency currency, TextStore& texts, FaultList& faults, FaultList& warnings)
        : texts_(texts), faults_(faults), warnings_(warnings) {
        start(currency);
    }

    void start(Currency currency);  // forgets what was read
    void take(const X12Segment& segment);
    X12Advice finish();

private:
    void begin_payment(const X12Segment& segment);
    void begin_old_payment(const X12Segment& segment);
    void name(const X12Segment& segment);
    void reference(const X12Segment& segment);
    void remitted(const X12Segment& segment);
    void old_remitted(const X12Segment& segment);
    void adjustment(const X12Segment& segment);
    void service_charge(const X12Segment& segment);
    void set_currency(const X12Segment& segment);
    void add_note(std::string_view text);
    RemittanceLine& begin_line(const X12Segment& segment);
    void close_line();
    void set_handling(const X12Segment& segment, std::size_t element);
    void set_amount(const X12Segment& segment, std::size_t element);
    std::optional<Minor> amount(const X12Segment& segment, std::size_t element);
    std::optional<Minor> odd_amount(const X12Segment& segment, std::size_t element);
    std::optional<Date> date(const X12Segment& segment, std::size_t element);
    Text account(std::string_view routing, std::string_view number);
    void warn(const X12Segment& segment, std::size_t element, std::string words);

    TextStore& texts_;
    FaultList& faults_;
    FaultList& warnings_;
    X12Advice advice_;
    X12Segment payment_;                 // BPR or BPS
    std::vector<RemittanceLine> lines_;  // of the advice; their memory is used again
    std::string notes_;
    // The last of them is being read: an RMR and what hangs below it.
    bool is_in_line_ = false;
    std::vector<RemittanceLine> further_;  // its adjustments for other reasons
    Minor charges_ = 0;                    // SAC below it: charges less allowances
    X12Place line_place_;
};

// Dates are CCYYMMDD, or YYMMDD in old versions.
Result<Date> x12_date(std::string_view text);

// Of a CUR, which may name it for payer and payee; two different ones are a fault: nothing says
// which of them the amounts are in.
std::optional<Currency> x12_currency(const X12Segment& segment, FaultList& faults);

}  // namespace tieout
