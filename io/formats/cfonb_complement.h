// The complements (records 05) of one CFONB movement: who paid, for what, and references.
#pragma once

#include <string>
#include <string_view>

#include "engine/payment.h"

namespace tieout {

// Gathers the complements of one movement. Texts lie in the bytes of the file.
class CfonbComplement {
public:
    void clear();
    // One record 05: its qualifier (columns 46-48) and its information (49-118).
    void add(std::string_view qualifier, std::string_view information);
    bool is_full() const;  // its text is beyond the limit of a field: nothing more is added
    // Puts what was gathered on the movement. Requires: side, kind and amount are set.
    void apply(Payment& payment, TextStore& texts) const;

private:
    void add_text(std::string_view text);

    std::string_view payer_name_;
    std::string_view ultimate_payer_;
    std::string_view payer_account_;
    std::string_view beneficiary_name_;
    std::string_view ultimate_beneficiary_;
    std::string_view beneficiary_account_;
    std::string_view payer_id_;
    std::string_view beneficiary_id_;
    std::string_view end_to_end_;
    std::string_view purpose_;
    std::string_view batch_;
    std::string_view transfer_;
    std::string_view structured_;
    std::string_view mandate_;
    std::string memo_;
    bool line_is_full_ = false;
};

}  // namespace tieout
