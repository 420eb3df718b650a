#include "io/review/book_words.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/core.h>

#include "engine/money.h"
#include "engine/reference_form.h"
#include "engine/waiting.h"

namespace tieout {

namespace {

constexpr std::size_t keys_shown_max = 5;

// "E12" or "12" as a number from 1 to `count`.
std::optional<std::uint32_t> numbered(const std::string& name, char letter, std::size_t count) {
    std::uint32_t number = 0;
    const char* const end = name.data() + name.size();
    const char* const digits = name.data() + (!name.empty() && name.front() == letter ? 1 : 0);
    const auto read = std::from_chars(digits, end, number);
    if (read.ec != std::errc{} || read.ptr != end || number == 0 || number > count) {
        return std::nullopt;
    }
    return number - 1;
}

// Keeps those for which `is_better` holds, unless that is none.
template <class IsBetter>
void prefer(std::vector<ItemNo>& items, IsBetter&& is_better) {
    std::vector<ItemNo> better;
    std::copy_if(items.begin(), items.end(), std::back_inserter(better), is_better);
    if (!better.empty()) items = std::move(better);
}

Result<void> take_part(OrderedItem& item, std::string_view part, Currency currency) {
    const std::size_t colon = part.find(':');
    const std::string_view name = part.substr(0, colon);

    const struct {
        std::string_view word;
        Minor OrderedItem::* member;
    } parts[] = {
        {"discount", &OrderedItem::discount},
        {"write_off", &OrderedItem::write_off},
        {"claim", &OrderedItem::deduction},
        {"withheld", &OrderedItem::withheld},
        {"fee", &OrderedItem::fee},
    };

    for (const auto& each : parts) {
        if (each.word != name || colon == std::string_view::npos) continue;
        const auto value = parse_amount(part.substr(colon + 1), currency);
        if (!value) return tl::make_unexpected(value.error());
        item.*each.member = *value;
        return {};
    }
    return refuse(
        ErrorKind::usage,
        fmt::format(
            "discount, write_off, claim, withheld or fee with an amount expected, as in "
            "+claim:20.00, found '{}'",
            part
        )
    );
}

}  // namespace

Result<PaymentNo> payment_named(const Book& book, const std::string& id) {
    if (const auto no = book.find_payment(sha256_mark(id))) return *no;
    return refuse(ErrorKind::not_found, fmt::format("the book has no payment '{}'", id));
}

Result<ExceptionNo> exception_named(const Book& book, const std::string& name) {
    if (const auto no = numbered(name, 'E', book.exceptions.size())) {
        return static_cast<ExceptionNo>(*no);
    }
    return refuse(ErrorKind::not_found, fmt::format("there is no exception '{}'", name));
}

Result<ProposalNo> proposal_named(const Book& book, const std::string& name) {
    if (const auto no = numbered(name, 'A', book.proposals.size())) {
        return static_cast<ProposalNo>(*no);
    }
    return refuse(ErrorKind::not_found, fmt::format("there is no proposal '{}'", name));
}

std::optional<std::uint32_t> review_named(const Book& book, const std::string& name) {
    return numbered(name, 'R', book.reviews.size());
}

Result<CustomerNo> customer_named(const Book& book, const std::string& number) {
    if (const auto no = book.find_customer(number)) return *no;
    return refuse(ErrorKind::not_found, fmt::format("the book has no customer '{}'", number));
}

Result<EntityNo> entity_named(const Book& book, const std::string& entity) {
    if (const auto no = book.find_entity(entity)) return *no;
    return refuse(ErrorKind::not_found, fmt::format("the book has no entity '{}'", entity));
}

std::string payment_id(const Book& book, const Journal& journal, PaymentNo no) {
    if (no == none<PaymentNo>()) return {};
    TextStore texts;
    const auto taken = entry_at<PaymentTaken>(journal, book.payment(no).taken, texts);
    return taken ? taken->payment.str() : std::string{};
}

Result<ItemNo> item_named(const Book& book, const std::string& word, const ItemSearch& search) {
    std::vector<ItemNo> found;
    if (const auto by_key = book.find_item(search.entity, word)) {
        found.push_back(*by_key);
    } else {
        book.items_by_reference(reference_form(word), found);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::erase_if(found, [&](ItemNo no) {
        const OpenItem& item = book.item(no);
        const bool is_claim = item.kind == ItemKind::claim;
        return item.entity != search.entity || item.currency != search.currency ||
               (search.wants_claim && !is_claim);
    });
    if (!search.wants_claim) {
        prefer(found, [&](ItemNo no) { return book.item(no).document == word; });
    }
    prefer(found, [&](ItemNo no) { return book.item(no).is_open(); });
    if (search.payer != none<CustomerNo>()) {
        const CustomerNo family = book.family(search.payer);
        prefer(found, [&](ItemNo no) { return book.family(book.item(no).customer) == family; });
    }
    if (found.size() == 1) return found.front();
    if (found.empty()) {
        return refuse(
            ErrorKind::not_found,
            fmt::format(
                "there is no {} '{}' in {} of this entity",
                search.wants_claim ? "claim" : "item",
                word,
                search.currency.letters()
            )
        );
    }
    std::string keys;
    for (std::size_t i = 0; i < found.size() && i < keys_shown_max; ++i)
        keys += (i == 0 ? "" : ", ") + book.key_of(found[i]);
    return refuse(
        ErrorKind::usage,
        fmt::format("'{}' is {} items; say one by its key: {}", word, found.size(), keys)
    );
}

Result<OrderedItem> ordered_item(
    const Book& book, const std::string& words, const ItemSearch& search
) {
    std::string_view rest = words;
    const std::size_t plus = rest.find('+');
    const std::string_view first = rest.substr(0, plus);
    const std::size_t sign = first.rfind('=');
    OrderedItem item;
    const auto no = item_named(book, std::string(first.substr(0, sign)), search);
    if (!no) return tl::make_unexpected(no.error());
    item.item = *no;
    if (sign != std::string_view::npos) {
        const auto cash = parse_amount(first.substr(sign + 1), search.currency);
        if (!cash) return tl::make_unexpected(cash.error());
        item.cash = *cash;
    }
    while (rest.find('+') != std::string_view::npos) {
        rest.remove_prefix(rest.find('+') + 1);
        if (auto taken = take_part(item, rest.substr(0, rest.find('+')), search.currency); !taken) {
            return tl::make_unexpected(taken.error());
        }
    }
    return item;
}

}  // namespace tieout
