// Any bytes: a reader ends, and a unit that is taken has controls that tie.
#include <iterator>

#include "engine/check.h"
#include "io/formats/recognise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tieout;
    static constexpr const char* formats[] = {
        "",
        "bai_lockbox",
        "bai2",
        "camt",
        "payments",
        "remittances",
        "coda",
        "cfonb",
        "csv",
        "iso20022",
        "mt940",
        "edifact",
        "fedwire",
        "nacha",
        "x12"
    };
    if (size == 0) return 0;
    ReadOptions options;
    options.format = formats[data[0] % std::size(formats)];
    const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    Serial serial;
    const IntakeFile file = read_bank_file("fuzz", bytes, options, serial);
    for (const Unit& unit : file.units) {
        if (unit.state != UnitState::taken) continue;
        check(!file.refused, "a refused file has no taken unit");
        for (const Control& control : unit.controls) {
            check(control.is_count || control.ties(), "money of a taken unit ties");
        }
        for (const Payment& payment : unit.movements) {
            check(!payment.payment.empty(), "a movement has an id");
            check(payment.amount >= 0, "a movement's amount is not negative");
        }
    }
    return 0;
}
