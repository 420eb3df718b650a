// Company names made up from word lists by a seed, and what banks and payers make of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace tieout {

// Names like those of a register of companies: a word of its own (made of syllables, or a family
// name), words that many have, a legal form. Half of all names share their first word with others.
class NameMaker {
public:
    explicit NameMaker(std::uint64_t seed) : random_(seed) {}

    std::string name() {
        std::string made = pick(1, 3) == 1 ? std::string(any(surnames)) : own_word();
        if (pick(1, 6) == 1) made.append(any(joins)).append(any(surnames));
        if (pick(1, 3) == 1) made += ' ' + own_word();
        const int common = pick(1, 3);
        for (int i = 0; i < common; ++i)
            made += ' ' + std::string(any(trades));
        if (pick(1, 5) == 1) made = std::string(any(places)) + ' ' + made;
        if (pick(1, 10) != 1) made += ' ' + std::string(any(legal_forms));
        return made;
    }

    std::vector<std::string> names(std::size_t count) {
        std::vector<std::string> made;
        for (std::size_t i = 0; i < count; ++i)
            made.push_back(name());
        return made;
    }

    // The name as a bank gives it: legal form dropped (40 %), two words swapped (15 %), up to two
    // typing slips, cut at 22 characters (30 %).
    std::string noisy(std::string name) {
        if (pick(1, 100) <= 40) drop_last_word(name);
        if (pick(1, 100) <= 15) swap_words(name);
        const int slips = pick(0, 2);
        for (int i = 0; i < slips; ++i)
            slip(name);
        if (pick(1, 100) <= 30 && name.size() > 22) name.resize(22);
        while (!name.empty() && name.back() == ' ')
            name.pop_back();
        return name;
    }

    int pick(int from, int to) {
        return from + static_cast<int>(random_() % static_cast<std::uint64_t>(to - from + 1));
    }

private:
    static constexpr std::string_view surnames[] = {
        "Anderson", "Baker",    "Barnes",   "Bennett",   "Brooks",   "Campbell", "Carter",
        "Clark",    "Collins",  "Cooper",   "Crawford",  "Davis",    "Dixon",    "Edwards",
        "Fischer",  "Fleming",  "Foster",   "Gardner",   "Gibson",   "Graham",   "Griffin",
        "Hamilton", "Harris",   "Hayes",    "Henderson", "Hoffman",  "Howard",   "Jackson",
        "Jensen",   "Johnson",  "Keller",   "Kennedy",   "Lambert",  "Larsen",   "Lehmann",
        "Marshall", "Meyer",    "Miller",   "Mitchell",  "Moreau",   "Morgan",   "Murphy",
        "Nelson",   "Olsen",    "Parker",   "Patterson", "Perkins",  "Peters",   "Reynolds",
        "Robinson", "Rossi",    "Schmidt",  "Schneider", "Shepherd", "Simpson",  "Spencer",
        "Stewart",  "Sullivan", "Thompson", "Turner",    "Walker",   "Watson",   "Weber",
        "Williams"
    };
    static constexpr std::string_view trades[] = {
        "Advisors",      "Aerospace",     "Agriculture", "Apparel",
        "Automotive",    "Bancorp",       "Bank",        "Bearings",
        "Beverages",     "Biosciences",   "Brands",      "Building",
        "Capital",       "Chemicals",     "Coatings",    "Communications",
        "Components",    "Construction",  "Consulting",  "Controls",
        "Data",          "Dental",        "Design",      "Development",
        "Devices",       "Distribution",  "Dynamics",    "Electric",
        "Electronics",   "Energy",        "Engineering", "Enterprises",
        "Entertainment", "Environmental", "Equipment",   "Financial",
        "Foods",         "Freight",       "Furniture",   "Glass",
        "Global",        "Group",         "Hardware",    "Health",
        "Holdings",      "Hotels",        "Industries",  "Instruments",
        "Insurance",     "International", "Investments", "Laboratories",
        "Leasing",       "Logistics",     "Lumber",      "Machinery",
        "Management",    "Manufacturing", "Marine",      "Materials",
        "Media",         "Medical",       "Metals",      "Mining",
        "Motors",        "Networks",      "Optics",      "Packaging",
        "Paper",         "Partners",      "Petroleum",   "Pharmaceuticals",
        "Plastics",      "Power",         "Printing",    "Products",
        "Properties",    "Realty",        "Resources",   "Restaurants",
        "Retail",        "Rubber",        "Security",    "Semiconductor",
        "Services",      "Shipping",      "Software",    "Solutions",
        "Steel",         "Stores",        "Supply",      "Systems",
        "Technologies",  "Telecom",       "Textiles",    "Tools",
        "Trading",       "Transport",     "Trust",       "Utilities",
        "Ventures",      "Water",         "Wholesale",   "Wood"
    };
    static constexpr std::string_view places[] = {
        "American", "Atlantic", "British", "Canadian",    "Central",   "Continental", "Eastern",
        "European", "First",    "General", "Great Lakes", "National",  "New",         "Northern",
        "Pacific",  "Southern", "Texas",   "United",      "Universal", "Western"
    };
    static constexpr std::string_view legal_forms[] = {
        "Inc",
        "Inc.",
        "Corp",
        "Corp.",
        "Corporation",
        "LLC",
        "Ltd",
        "Ltd.",
        "Co",
        "Company",
        "PLC",
        "GmbH",
        "AG",
        "S.A.",
        "N.V.",
        "L.P."
    };
    static constexpr std::string_view joins[] = {" & ", " and ", "-"};
    static constexpr std::string_view syllables[] = {
        "al",  "an",  "ar",  "ax",  "ba",  "bel", "bio", "bri", "ca",  "cel", "cor", "cy",
        "da",  "del", "di",  "do",  "dy",  "ec",  "el",  "en",  "er",  "ex",  "fi",  "for",
        "ga",  "gen", "glo", "gra", "ha",  "hy",  "im",  "in",  "ka",  "ki",  "la",  "lex",
        "li",  "lo",  "lu",  "ma",  "me",  "mi",  "mo",  "na",  "ne",  "ni",  "no",  "nu",
        "om",  "or",  "pa",  "pe",  "pha", "pi",  "po",  "pro", "qua", "ra",  "re",  "ri",
        "ro",  "sa",  "sca", "se",  "si",  "so",  "sta", "sy",  "ta",  "te",  "ti",  "tor",
        "tra", "tri", "ul",  "va",  "ve",  "vi",  "vo",  "xe",  "ya",  "za",  "zen", "zo"
    };

    template <std::size_t Count>
    std::string_view any(const std::string_view (&words)[Count]) {
        return words[random_() % Count];
    }

    std::string own_word() {
        std::string word;
        const int parts = pick(2, 3);
        for (int i = 0; i < parts; ++i)
            word += any(syllables);
        word.front() = static_cast<char>(word.front() - 'a' + 'A');
        return word;
    }

    static void drop_last_word(std::string& name) {
        const std::size_t blank = name.rfind(' ');
        if (blank != std::string::npos) name.resize(blank);
    }

    void swap_words(std::string& name) {
        std::vector<std::string> words;
        for (std::size_t at = 0; at < name.size();) {
            const std::size_t end = std::min(name.find(' ', at), name.size());
            words.push_back(name.substr(at, end - at));
            at = end + 1;
        }
        if (words.size() < 2) return;
        const auto first = static_cast<std::size_t>(pick(0, static_cast<int>(words.size()) - 2));
        std::swap(words[first], words[first + 1]);
        name.clear();
        for (const std::string& word : words)
            name += (name.empty() ? "" : " ") + word;
    }

    // A letter changed, left out, put in, or swapped with the next.
    void slip(std::string& name) {
        const auto at = static_cast<std::size_t>(random_() % name.size());
        const char letter = static_cast<char>('a' + static_cast<char>(pick(0, 25)));
        switch (pick(0, 3)) {
            case 0: name[at] = letter; break;
            case 1: name.erase(at, name.size() > 4 ? 1 : 0); break;
            case 2: name.insert(at, 1, letter); break;
            default:
                if (at + 1 < name.size()) std::swap(name[at], name[at + 1]);
                break;
        }
    }

    std::mt19937_64 random_;
};

}  // namespace tieout
