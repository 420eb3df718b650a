#include "tests/support/soundness.h"

namespace tieout {

namespace {

std::string unsound_unit(const Unit& unit) {
    if (unit.state != UnitState::taken) {
        return unit.reason.empty() ? "a unit is not taken, without a reason" : std::string{};
    }
    for (const Control& control : unit.controls) {
        if (!control.ties()) {
            return "a unit is taken though '" + control.name + "' does not tie";
        }
    }
    for (const Payment& payment : unit.movements) {
        if (payment.amount <= 0 || payment.amount > amount_minor_max) {
            return "a movement without an amount is taken";
        }
        if (payment.currency.is_none()) return "a movement without a currency is taken";
        if (payment.payment.empty()) return "a movement without an id is taken";
    }
    return {};
}

}  // namespace

std::string unsound(const IntakeFile& file) {
    bool is_quarantined = false;
    for (const Unit& unit : file.units) {
        is_quarantined = is_quarantined || unit.state == UnitState::quarantined;
        if (file.refused && unit.state != UnitState::quarantined) return "a refused file is taken";
        if (std::string words = unsound_unit(unit); !words.empty()) return words;
    }
    if ((file.refused || is_quarantined) && file.faults.empty()) return "a refusal without a fault";
    for (const std::vector<Error>* errors : {&file.faults, &file.warnings}) {
        for (const Error& error : *errors) {
            if (error.fault == "F_MORE") continue;
            const Place& place = error.place;
            if (error.fault.empty() || error.words.empty() || place.file.empty() ||
                place.line == 0) {
                return "a fault without code, words, file or line: " + to_text(error);
            }
        }
    }
    return {};
}

}  // namespace tieout
