#include "matching/payer_names.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>

#include <tbb/parallel_for.h>

#include "engine/personal.h"
#include "matching/odds.h"

namespace tieout {

namespace {

constexpr std::size_t chunk_customers = 512;

// Words of a name that say what a company does or where, not who it is, in any book. Sorted.
constexpr std::array<std::string_view, 96> general_words{
    "america",
    "american",
    "and",
    "associates",
    "association",
    "bank",
    "banking",
    "bau",
    "business",
    "canada",
    "capital",
    "center",
    "central",
    "centre",
    "china",
    "cia",
    "city",
    "communications",
    "construction",
    "consulting",
    "de",
    "del",
    "der",
    "des",
    "deutsche",
    "deutschland",
    "development",
    "die",
    "distribution",
    "du",
    "electric",
    "electronics",
    "energy",
    "engineering",
    "enterprise",
    "enterprises",
    "et",
    "europe",
    "european",
    "finance",
    "financial",
    "first",
    "food",
    "foods",
    "for",
    "fund",
    "general",
    "gesellschaft",
    "global",
    "group",
    "groupe",
    "gruppe",
    "handel",
    "health",
    "holding",
    "holdings",
    "india",
    "industrial",
    "industries",
    "industry",
    "insurance",
    "international",
    "investment",
    "investments",
    "la",
    "le",
    "logistics",
    "management",
    "manufacturing",
    "medical",
    "national",
    "of",
    "partners",
    "payment",
    "power",
    "products",
    "properties",
    "resources",
    "service",
    "services",
    "solutions",
    "supply",
    "systems",
    "technologies",
    "technology",
    "the",
    "trade",
    "trading",
    "transport",
    "trust",
    "uk",
    "und",
    "united",
    "usa",
    "world",
    "y"
};
static_assert(std::is_sorted(general_words.begin(), general_words.end()));

bool is_general(std::string_view word) {
    return std::binary_search(general_words.begin(), general_words.end(), word);
}

bool has_digit(std::string_view word) {
    return std::any_of(word.begin(), word.end(), [](char letter) {
        return letter >= '0' && letter <= '9';
    });
}

// The same word, with one slip in five letters or more, two in nine or more; none in numbers.
bool is_same_word(std::string_view a, std::string_view b) {
    if (a == b) return true;
    const std::size_t letters = std::min(a.size(), b.size());
    const bool is_comparable =
        letters >= 5 && std::max(a.size(), b.size()) <= word_bytes_compared_max;
    if (!is_comparable || has_digit(a) || has_digit(b)) return false;
    return slips_between(a, b) <= (letters < 9 ? 1U : 2U);
}

std::string without_blanks(std::string_view words) {
    std::string joined;
    each_word(words, [&](std::string_view word) { joined.append(word); });
    return joined;
}

// Words with digits tell stores and funds of one name apart.
bool have_other_numbers(std::string_view a, std::string_view b) {
    const auto numbers_of = [](std::string_view words) {
        std::string numbers;
        each_word(words, [&](std::string_view word) {
            if (has_digit(word)) numbers.append(word).push_back(' ');
        });
        return numbers;
    };
    const std::string left = numbers_of(a);
    const std::string right = numbers_of(b);
    return !left.empty() && !right.empty() && left != right;
}

// Characters of a UTF-8 text.
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

std::string_view trimmed(std::string_view name) {
    while (!name.empty() && name.back() == ' ')
        name.remove_suffix(1);
    return name;
}

// The names and aliases under which a customer is known; none when they cannot be opened.
std::vector<std::string> names_of(const Customer& customer, const Secrets& secrets) {
    if (customer.sealed.empty()) return {};
    auto opened =
        secrets.open(key_owner_of_customer(customer.number), customer.number, customer.sealed);
    if (!opened) return {};
    PackedTexts<CustomerPrivate> texts;
    texts.set_bytes(std::move(*opened));
    std::vector<std::string> names{std::string(texts.get(CustomerPrivate::name))};
    std::string_view list = texts.get(CustomerPrivate::aliases);
    while (!list.empty()) {
        const std::size_t bar = list.find('|');
        names.emplace_back(list.substr(0, bar));
        list.remove_prefix(bar == std::string_view::npos ? list.size() : bar + 1);
    }
    return names;
}

}  // namespace

std::vector<CustomerName> PayerNames::unchanged_names(const std::vector<bool>& has_changed) const {
    std::vector<CustomerName> names;
    for (std::uint32_t name = 0; name < index_.size(); ++name) {
        NameForm form;
        form.words = std::string(index_.words(name));
        form.written = std::string(index_.written(name));
        form.legal_form = std::string(index_.legal_form(name));
        for (const CustomerNo owner : index_.owners(name)) {
            if (slot(owner) < has_changed.size() && !has_changed[slot(owner)]) {
                names.push_back({owner, form});
            }
        }
    }
    return names;
}

void PayerNames::refresh(const Book& book, const Secrets& secrets) {
    const std::size_t count = book.customers.size();
    const std::size_t chunks = (count + chunk_customers - 1) / chunk_customers;
    std::vector<std::uint64_t> seals(count);
    std::vector<std::vector<CustomerName>> opened(chunks);
    std::vector<std::uint8_t> changes(count);
    tbb::parallel_for(std::size_t{0}, chunks, [&](std::size_t chunk) {
        const std::size_t end = std::min(count, (chunk + 1) * chunk_customers);
        for (std::size_t i = chunk * chunk_customers; i < end; ++i) {
            const Customer& customer = book.customers[i];
            seals[i] = hash_mix(text_hash(customer.number), text_hash(customer.sealed) | 1U);
            changes[i] = i >= seals_.size() || seals_[i] != seals[i];
            if (changes[i] == 0) continue;
            for (const std::string& name : names_of(customer, secrets)) {
                for (NameForm& form : name_forms(name))
                    opened[chunk].push_back({static_cast<CustomerNo>(i), std::move(form)});
            }
        }
    });
    if (seals == seals_) return;
    std::vector<CustomerName> names =
        unchanged_names(std::vector<bool>(changes.begin(), changes.end()));
    for (std::vector<CustomerName>& part : opened)
        std::move(part.begin(), part.end(), std::back_inserter(names));
    index_ = NameIndex(std::move(names));
    seals_ = std::move(seals);
}

// On which words both names agree, and how much that tells.
NearCustomer PayerNames::describe(const NameForm& form, const NearName& near) const {
    NearCustomer described;
    described.how = near.how;
    described.similarity_bp = near.similarity_bp;
    described.other_legal_form =
        !near.same_legal_form && !form.legal_form.empty() && !index_.legal_form(near.name).empty();
    described.other_number =
        near.how != NameLikeness::cut && have_other_numbers(form.words, index_.words(near.name));
    const auto names = static_cast<std::uint32_t>(index_.size());
    const std::int32_t all = centibits_of(names);
    const bool is_joined =
        is_same_word(without_blanks(form.written), without_blanks(index_.written(near.name)));
    if (is_joined) {
        described.told_centibits = all;
        described.names_with_word = 1;
        return described;
    }
    each_word(index_.words(near.name), [&](std::string_view word) {
        if (word.size() < 2 || is_general(word)) return;
        bool agrees = false;
        each_word(form.words, [&](std::string_view payers) {
            const bool is_cut = near.how == NameLikeness::cut && payers.size() >= 3 &&
                                word.starts_with(payers) && form.written.ends_with(payers);
            agrees = agrees || is_cut || is_same_word(payers, word);
        });
        if (!agrees) return;
        const std::uint32_t with = index_.names_with(word);
        described.told_centibits += centibits_of(std::max(names / with, 1U));
        const bool is_rarest = described.names_with_word == 0 || with < described.names_with_word;
        if (is_rarest) described.names_with_word = with;
    });
    described.told_centibits = std::min(described.told_centibits, all);
    return described;
}

NearCustomers PayerNames::find(
    const Book& book, const Secrets& secrets, std::string_view payer_name, NameWork& work
) const {
    NearCustomers near;
    payer_name = trimmed(payer_name);
    std::vector<NearCustomer> all;
    for (const NameForm& form : name_forms(payer_name)) {
        const NearNames found = index_.search({form, characters(payer_name)}, work);
        near.is_complete = near.is_complete && found.is_complete;
        for (const NearName& each : found.names) {
            NearCustomer described = describe(form, each);
            const auto owners = index_.owners(each.name);
            if (owners.size() > owners_max) near.is_complete = false;
            for (const CustomerNo owner : owners.first(std::min(owners.size(), owners_max))) {
                described.customer = owner;
                described.family = book.family(owner);
                all.push_back(described);
            }
        }
    }
    if (!near.is_complete) return near;
    // Equally near customers stand in the order of their numbers with us, whoever was added first.
    std::stable_sort(all.begin(), all.end(), [&](const NearCustomer& a, const NearCustomer& b) {
        if (a.similarity_bp != b.similarity_bp) return a.similarity_bp > b.similarity_bp;
        if (a.other_legal_form != b.other_legal_form) return b.other_legal_form;
        if (a.told_centibits != b.told_centibits) return a.told_centibits > b.told_centibits;
        return book.customer(a.customer).number < book.customer(b.customer).number;
    });
    for (const NearCustomer& each : all) {
        const auto known = std::find_if(
            near.customers.begin(),
            near.customers.end(),
            [&](const NearCustomer& other) { return other.family == each.family; }
        );
        if (known != near.customers.end()) {
            const bool is_other_member =
                known->customer != each.customer && known->similarity_bp == each.similarity_bp;
            if (is_other_member) known->customer = known->family;
            continue;
        }
        if (near.customers.size() == customers_max) continue;
        if (names_of(book.customer(each.customer), secrets).empty()) continue;
        near.customers.push_back(each);
    }
    return near;
}

}  // namespace tieout
