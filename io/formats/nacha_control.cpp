#include "io/formats/nacha_control.h"

#include <utility>

#include <fmt/core.h>

#include "io/formats/fields.h"

namespace tieout {

namespace {
constexpr std::uint64_t hash_modulus = 10'000'000'000;
}  // namespace

void AchTotals::add_hash(std::uint64_t more) {
    hash += more;
    if (hash >= hash_modulus) hash %= hash_modulus;
}

std::uint64_t AchControl::compare(
    std::size_t from, std::size_t to, WideMinor counted, bool is_money, std::string name
) {
    const auto stated = whole_number(record_.raw(from, to));
    Control control{name, stated.value_or(0), counted, !is_money, currency_, record_.line};
    const bool ties = stated && control.ties();
    const WideMinor difference = control.stated - counted;
    controls_.push_back(std::move(control));
    if (ties) return *stated;
    ties_ = false;
    const auto words = [&](WideMinor value) {
        return is_money ? format_amount_wide(value, currency_)
                        : fmt::format("{}", static_cast<std::int64_t>(value));
    };
    faults_.add(
        is_money ? "F_ACH_TOTAL" : "F_ACH_COUNT",
        record_.line,
        record_.column_of(from),
        stated ? fmt::format(
                     "{} states {}, counted {}, difference {}",
                     name,
                     words(*stated),
                     words(counted),
                     words(difference)
                 )
               : fmt::format(
                     "{} expected in digits, found '{}'", name, clean_text(record_.raw(from, to))
                 )
    );
    return stated.value_or(0);
}

AchTotals AchControl::compare_totals(
    const AchControlColumns& at, const AchTotals& counted, const std::string& name
) {
    AchTotals stated;
    stated.records =
        compare(at.count_from, at.count_to, counted.records, false, name + " entries and addenda");
    stated.hash = compare(at.hash_from, at.hash_to, counted.hash, false, name + " entry hash");
    stated.debit = compare(at.debit_from, at.debit_to, counted.debit, true, name + " debits");
    stated.credit = compare(at.credit_from, at.credit_to, counted.credit, true, name + " credits");
    return stated;
}

}  // namespace tieout
