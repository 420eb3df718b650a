// Any text: an amount that is read is printed as the same amount.
#include "engine/check.h"
#include "engine/money.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tieout;
    static constexpr const char* letters[] = {"USD", "JPY", "BHD", "CLF"};
    if (size == 0) return 0;
    const Currency currency = *Currency::find(letters[data[0] % 4]);
    const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto amount = parse_amount(text, currency);
    if (!amount) return 0;
    const std::string printed = format_amount(*amount, currency);
    const auto again = parse_amount(printed, currency);
    check(again.has_value() && *again == *amount, "an amount survives printing and reading");
    return 0;
}
