#include "io/report/candidates_json.h"

#include <fmt/core.h>

#include "io/report/table.h"

namespace tieout {

std::string candidates_json(
    const Book& book, std::span<const Candidate> candidates, Currency currency
) {
    std::string out = "[";
    int rank = 0;
    for (const Candidate& candidate : candidates) {
        out += fmt::format("{}{{\"rank\":{},\"customer\":", rank == 0 ? "" : ",", rank + 1);
        const bool has_customer = candidate.customer != none<CustomerNo>();
        put_json_text(out, has_customer ? book.customer(candidate.customer).number : "");
        out += fmt::format(
            ",\"certificate\":\"{}\",\"tier\":{},\"score_bp\":{},\"difference\":\"{}\",\"items\":[",
            word_of(candidate.certificate),
            candidate.tier,
            candidate.score_bp,
            format_amount(candidate.difference, currency)
        );
        for (std::size_t i = 0; i < candidate.items.size(); ++i) {
            out += i == 0 ? "{\"document\":" : ",{\"document\":";
            put_json_text(out, book.item(candidate.items[i].item).document);
            out += ",\"key\":";
            put_json_text(out, book.key_of(candidate.items[i].item));
            out += fmt::format(
                ",\"amount\":\"{}\"}}", format_amount(candidate.items[i].amount, currency)
            );
        }
        out += "]}";
        ++rank;
    }
    return out + "]";
}

}  // namespace tieout
