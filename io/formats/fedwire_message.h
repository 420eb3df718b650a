// One Fedwire message while its tags are read, and the movement that it becomes.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/intake.h"
#include "io/formats/fedwire_tags.h"

namespace tieout {

struct FedwireNotes {
    FaultList& faults;
    FaultList& warnings;
    TextStore& texts;
};

class FedwireMessage {
public:
    FedwireMessage(const FedwireNotes& notes, std::uint64_t first_line);

    bool has(int tag) const;
    void tag(const FedwireTag& tag);
    void stray(std::uint64_t line);
    void finish(IntakeFile& file);

private:
    struct Party {
        std::string_view name;
        std::string_view account;  // of a demand deposit account (D)
        std::string_view routing;  // of a bank (F)
    };

    void value(const FedwireTag& tag);
    void supplied(const FedwireTag& tag);
    void disposition(const FedwireTag& tag);
    void dated(const FedwireTag& tag);
    void amount(const FedwireTag& tag);
    Party party(std::string_view value) const;
    void option_f(std::string_view value);
    void lines(std::string_view value, std::size_t code_bytes, std::size_t width);
    void addenda(const FedwireTag& tag);
    void document(const FedwireTag& tag);
    void document_amount(const FedwireTag& tag);
    void adjustment(const FedwireTag& tag);
    std::optional<Minor> remittance_amount(const FedwireTag& tag, std::string_view text);
    void add_memo(std::string_view text);
    void fault(std::string_view code, std::uint64_t line, std::uint64_t column, std::string words);
    void check_whole();
    void classify();
    void not_cash(std::string reason);

    const FedwireNotes& notes_;
    Unit unit_;
    Payment payment_;
    std::vector<int> seen_;
    std::uint64_t last_line_ = 0;
    std::uint64_t last_column_ = 1;
    bool last_is_open_ = false;  // the last tag lacks its closing '*'
    bool has_marks_ = false;     // elements end with '*'
    std::optional<Minor> amount_;
    std::optional<Date> date_;
    std::string type_;      // {1510}: "1000"
    std::string function_;  // {3600}: "CTR"
    std::string_view sender_;
    std::string_view receiver_;
    Party beneficiary_;
    Party beneficiary_bank_;
    Party originator_;
    Party originator_bank_;
    std::string memo_;
    std::optional<FedwireTag> addenda_;  // {8200} without its length
    std::string previous_;               // {3500}
    std::string broken_;                 // the first fault
};

}  // namespace tieout
