#include "io/synthetic/company_names.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

namespace tieout {

namespace {

using Words = std::vector<std::string_view>;

const Words& places() {
    static const Words words{"Northern",    "Harbor",   "Granite",   "Summit",       "Lakeside",
                             "Redwood",     "Meridian", "Copper",    "Pioneer",      "Atlantic",
                             "Prairie",     "Keystone", "Liberty",   "Cascade",      "Bluewater",
                             "Ironwood",    "Oakridge", "Riverbend", "Stonegate",    "Westfield",
                             "Eastgate",    "Highland", "Sunrise",   "Evergreen",    "Silverline",
                             "Continental", "National", "United",    "American",     "General",
                             "First",       "Premier",  "Allied",    "Consolidated", "Tri-State"};
    return words;
}

const Words& trades() {
    static const Words words{"Manufacturing", "International", "Distribution", "Technologies",
                             "Industries",    "Services",      "Supply",       "Foods",
                             "Textiles",      "Freight",       "Bearings",     "Plastics",
                             "Medical",       "Optics",        "Paper",        "Glass",
                             "Marine",        "Steel",         "Farms",        "Motors",
                             "Printing",      "Equipment",     "Logistics",    "Packaging",
                             "Chemical",      "Electric",      "Construction", "Hardware",
                             "Pharmacy",      "Furniture"};
    return words;
}

const Words& families() {
    static const Words words{
        "Miller",
        "Johnson",
        "O'Brien",
        "Garcia",
        "Nguyen",
        "Baker",
        "Foster",
        "Whitaker",
        "Schmidt",
        "Kowalski",
        "Rossi",
        "Dubois",
        "Larsen",
        "Haddad",
        "Tanaka",
        "McAllister"
    };
    return words;
}

const Words& german() {
    static const Words words{"Müller",   "Schäfer",  "Größmann",    "Köhler",   "Weiß",
                             "Becker",   "Hoffmann", "Krüger",      "Lehmann",  "Böttcher",
                             "Nordwind", "Südstern", "Rheinland",   "Alpina",   "Hansa",
                             "Bergmann", "Vogel",    "Jäger",       "Schröder", "Brandt",
                             "Zöllner",  "Elbtal",   "Schwarzwald", "Havel",    "Isar"};
    return words;
}

const Words& german_trades() {
    static const Words words{
        "Maschinenbau",
        "Handels",
        "Metallbau",
        "Elektrotechnik",
        "Logistik",
        "Druckerei",
        "Verpackungen",
        "Baustoffe",
        "Möbel",
        "Werkzeuge",
        "Medizintechnik",
        "Anlagenbau",
        "Kunststoffe",
        "Lebensmittel",
        "Großhandel",
        "Textil"
    };
    return words;
}

const Words& french() {
    static const Words words{
        "Île Bleue",
        "Général",
        "Lefèvre",
        "Moreau",
        "Côté Ouest",
        "Béton Sud",
        "Garonne",
        "Châtelain",
        "Forêt Noire",
        "Dupré",
        "Atelier Rémy",
        "Val de Loire",
        "Maison Hélène"
    };
    return words;
}

const Words& french_trades() {
    static const Words words{
        "Nautique",
        "Distribution",
        "Matériaux",
        "Électricité",
        "Transports",
        "Imprimerie",
        "Équipements",
        "Alimentaire",
        "Bâtiment",
        "Services"
    };
    return words;
}

const Words& dutch() {
    static const Words words{
        "Van der Meer",
        "De Vries",
        "Jansen",
        "Bakker",
        "Van Dijk",
        "Noordzee",
        "Oranje",
        "Zuiderzee",
        "Polder",
        "Hendriks",
        "Kuiper",
        "Visser"
    };
    return words;
}

const Words& dutch_trades() {
    static const Words words{
        "Bouw",
        "Groothandel",
        "Techniek",
        "Transport",
        "Verpakkingen",
        "Installatie",
        "Logistiek",
        "Machines"
    };
    return words;
}

// Many firms of one trade share a family's name: the town tells them apart.
std::string_view town(Dice& dice, std::string_view country) {
    static const Words german_towns{"Kassel",   "Hamburg",  "Köln",     "Bremen", "Ulm",
                                    "Dresden",  "München",  "Lübeck",   "Mainz",  "Erfurt",
                                    "Münster",  "Potsdam",  "Würzburg", "Trier",  "Kiel",
                                    "Nürnberg", "Chemnitz", "Freiburg", "Essen",  "Rostock"};
    static const Words french_towns{
        "Lyon",
        "Nantes",
        "Lille",
        "Orléans",
        "Rennes",
        "Nîmes",
        "Angers",
        "Dijon",
        "Grenoble",
        "Metz",
        "Limoges",
        "Besançon",
        "Toulouse",
        "Tours",
        "Brest"
    };
    static const Words dutch_towns{
        "Breda",
        "Utrecht",
        "Zwolle",
        "Delft",
        "Leiden",
        "Arnhem",
        "Almere",
        "Tilburg",
        "Haarlem",
        "Groningen",
        "Deventer",
        "Venlo",
        "Alkmaar",
        "Hoorn",
        "Emmen"
    };
    if (country == "DE") return dice.one_of(german_towns);
    return dice.one_of(country == "FR" ? french_towns : dutch_towns);
}

// What a letter outside ASCII becomes, in two letters and in one.
struct Letter {
    std::string_view utf8;
    std::string_view two;
    std::string_view one;
};

constexpr std::array<Letter, 19> letters{
    Letter{"ä", "ae", "a"},
    Letter{"ö", "oe", "o"},
    Letter{"ü", "ue", "u"},
    Letter{"ß", "ss", "s"},
    Letter{"Ä", "Ae", "A"},
    Letter{"Ö", "Oe", "O"},
    Letter{"Ü", "Ue", "U"},
    Letter{"é", "e", "e"},
    Letter{"è", "e", "e"},
    Letter{"ê", "e", "e"},
    Letter{"É", "E", "E"},
    Letter{"à", "a", "a"},
    Letter{"â", "a", "a"},
    Letter{"Î", "I", "I"},
    Letter{"î", "i", "i"},
    Letter{"ô", "o", "o"},
    Letter{"ç", "c", "c"},
    Letter{"û", "u", "u"},
    Letter{"ë", "e", "e"}
};

std::string plain(std::string_view name, bool in_two) {
    std::string text;
    for (std::size_t at = 0; at < name.size();) {
        const auto found = std::find_if(letters.begin(), letters.end(), [&](const Letter& each) {
            return name.substr(at, each.utf8.size()) == each.utf8;
        });
        if (found == letters.end()) {
            text += name[at++];
            continue;
        }
        text += in_two ? found->two : found->one;
        at += found->utf8.size();
    }
    return text;
}

// Capitals of ASCII letters; others stay as they are, as many banks leave them.
std::string capitals(std::string text) {
    for (char& letter : text) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    return text;
}

std::string shortened(Dice& dice, std::string text) {
    static const std::array<std::pair<std::string_view, std::string_view>, 12> shorts{{
        {"Manufacturing", "Mfg"},
        {"International", "Intl"},
        {"Distribution", "Dist"},
        {"Technologies", "Tech"},
        {"Industries", "Ind"},
        {"Services", "Svcs"},
        {"Company", "Co"},
        {"Corporation", "Corp"},
        {"Equipment", "Equip"},
        {"Brothers", "Bros"},
        {"Construction", "Constr"},
        {"Maschinenbau", "Masch.bau"},
    }};
    bool is_changed = false;
    for (const auto& [whole, brief] : shorts) {
        const std::size_t at = text.find(whole);
        if (at == std::string::npos) continue;
        text.replace(at, whole.size(), brief);
        is_changed = true;
    }
    const std::size_t last = text.rfind(' ');
    if (last != std::string::npos && (!is_changed || dice.below(2) == 0)) text.resize(last);
    return text;
}

void swap_words(Dice& dice, std::string& text) {
    Words words;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = rest.find(' ');
        words.push_back(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    if (words.size() < 2) return;
    const auto at = static_cast<std::size_t>(dice.below(words.size() - 1));
    std::swap(words[at], words[at + 1]);
    std::string swapped;
    for (const std::string_view word : words)
        swapped += (swapped.empty() ? "" : " ") + std::string(word);
    text = swapped;
}

void mistype(Dice& dice, std::string& text) {
    if (text.size() < 4) return;
    const auto at = static_cast<std::size_t>(1 + dice.below(text.size() - 2));
    const auto is_plain = [&](std::size_t place) {
        return static_cast<unsigned char>(text[place]) < 0x80 && text[place] != ' ';
    };
    if (!is_plain(at) || !is_plain(at + 1)) return;
    switch (dice.below(3)) {
        case 0: std::swap(text[at], text[at + 1]); break;
        case 1: text.erase(at, 1); break;
        default: text[at] = static_cast<char>('a' + dice.below(26));
    }
}

// Never cuts within a letter.
void cut(std::string& text, std::size_t size) {
    if (text.size() <= size) return;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U)
        --size;
    text.resize(size);
    text.erase(text.find_last_not_of(' ') + 1);
}

}  // namespace

std::string made_company(Dice& dice, std::string_view country) {
    if (country == "DE") {
        static const Words forms{"GmbH", "AG", "KG", "GmbH & Co. KG", "OHG", "e.K."};
        const auto name = dice.one_of(german());
        if (dice.below(3) == 0) {
            return fmt::format("{} {} {}", name, dice.one_of(german()), dice.one_of(forms));
        }
        return fmt::format(
            "{} {} {} {}", name, dice.one_of(german_trades()), town(dice, "DE"), dice.one_of(forms)
        );
    }
    if (country == "FR") {
        static const Words forms{"SARL", "SA", "SAS"};
        return fmt::format(
            "{} {} {} {}",
            dice.one_of(french()),
            dice.one_of(french_trades()),
            town(dice, "FR"),
            dice.one_of(forms)
        );
    }
    if (country == "NL") {
        static const Words forms{"B.V.", "N.V.", "V.O.F."};
        return fmt::format(
            "{} {} {} {}",
            dice.one_of(dutch()),
            dice.one_of(dutch_trades()),
            town(dice, "NL"),
            dice.one_of(forms)
        );
    }
    static const Words forms{"Inc", "LLC", "Corporation", "Company", "Ltd", "Group"};
    switch (dice.below(5)) {
        case 0:
            return fmt::format(
                "{} & {} {} {}",
                dice.one_of(families()),
                dice.one_of(families()),
                dice.one_of(trades()),
                dice.one_of(forms)
            );
        case 1:
            return fmt::format(
                "{} Brothers {} {}",
                dice.one_of(families()),
                dice.one_of(trades()),
                dice.one_of(forms)
            );
        default:
            return fmt::format(
                "{} {} {} {}",
                dice.one_of(places()),
                dice.one_of(dice.below(2) == 0 ? families() : places()),
                dice.one_of(trades()),
                dice.one_of(forms)
            );
    }
}

std::string name_at_bank(
    Dice& dice, const Profile& profile, std::string_view name, bool keeps_letters, bool& is_varied
) {
    const std::string whole = capitals(keeps_letters ? std::string(name) : plain(name, true));
    std::string text(name);
    if (dice.happens(profile.name_short_bp)) text = shortened(dice, text);
    if (dice.happens(profile.name_swapped_bp)) swap_words(dice, text);
    if (dice.happens(profile.name_typo_bp)) mistype(dice, text);
    if (!keeps_letters) text = plain(text, dice.below(4) != 0);
    if (dice.below(4) != 0) text = capitals(text);
    if (dice.happens(profile.name_cut_bp)) {
        constexpr std::array<std::size_t, 3> sizes{22, 27, 35};
        cut(text, dice.one_of(sizes));
    }
    is_varied = capitals(text) != whole;
    return text;
}

}  // namespace tieout
