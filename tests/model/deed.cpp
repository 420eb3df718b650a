// How a deed reads when a sequence is told.
#include "tests/model/deed.h"

#include <fmt/core.h>

namespace tieout::reference {

bool moves_money(const std::string& action) {
    return action != "keep_open" && action != "hold" && action != "note" && action != "own" &&
           action != "release";
}

std::string tell(const Deed& deed) {
    std::string line = fmt::format("day {} {}:", deed.today, deed.words);
    const auto word = [&](const char* name, const std::string& value) {
        if (!value.empty()) line += fmt::format(" {} {}", name, value);
    };
    const auto number = [&](const char* name, std::int64_t value) {
        if (value != 0) line += fmt::format(" {} {}", name, value);
    };
    word("by", deed.user);
    word("", deed.action);
    word("receipt", deed.receipt);
    word("customer", deed.customer);
    word("parent", deed.parent);
    word(deed.kind.c_str(), deed.document);
    number("amount", deed.amount);
    word("in", deed.currency);
    number("dated", deed.dated);
    number("due", deed.due);
    number("discount", deed.discount);
    number("until", deed.discount_until);
    word("advice to", deed.advised);
    word("rule", deed.rule);
    word("=", deed.value);
    number("fee", deed.fee);
    number("proposal", deed.proposal);
    number("review", deed.review);
    number("candidate", deed.candidate);
    number("hold until", deed.hold_until);
    if (deed.rest_on_account) line += " rest on account";
    if (deed.under_exception) line += " under its exception";
    for (const Part& part : deed.parts) {
        line += fmt::format(" [{}", part.item);
        if (part.cash) line += fmt::format(" cash {}", *part.cash);
        number("discount", part.discount);
        number("write-off", part.write_off);
        number("claim", part.deduction);
        number("withheld", part.withheld);
        number("fee", part.fee);
        line += "]";
    }
    for (const BankLine& each : deed.lines) {
        line += fmt::format(" ({} {} {} on {}", each.id, each.amount, each.currency, each.booked);
        word("gives back", each.original);
        word("customer", each.customer);
        word("from", each.name);
        for (const AdviceLine& advice : each.advice) {
            line += " " + advice.reference;
            if (advice.net) line += fmt::format("={}", *advice.net);
            number("discount", advice.discount);
            number("deduction", advice.deduction);
        }
        line += ")";
    }
    return line;
}

}  // namespace tieout::reference
