#include "io/formats/envelope.h"

#include <utility>

namespace tieout {

void spoil(Unit& unit, std::string reason) {
    unit.state = UnitState::quarantined;
    if (unit.reason.empty()) unit.reason = std::move(reason);
}

void refuse_broken(IntakeFile& file, const std::string& broken) {
    file.refused = !broken.empty();
    if (!file.refused) return;
    file.hold_remittances();
    for (Unit& unit : file.units) {
        if (unit.state == UnitState::not_cash) unit.reason.clear();
        spoil(unit, broken);
    }
}

}  // namespace tieout
