#include "engine/name_form.h"

#include <algorithm>
#include <array>
#include <memory>

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

// A name is folded to small ASCII letters and digits, cut into words, rid of its legal form and
// sorted. ASCII takes one pass. Other names are folded by ICU (NFKC case folding) and written in
// ASCII in each way that is in use for their letters: by ICU's general rules (Müller: muller), by
// the habit of German (Müller: mueller), and by the BGN rules for Cyrillic (Юрий: yuriy).

namespace tieout {

namespace {

constexpr std::size_t name_bytes_max = 512;
constexpr std::size_t legal_form_letters_max = 35;  // of the longest in the table

// Legal forms as they stand after folding, with their words joined. Sorted.
constexpr std::array<std::string_view, 107> legal_forms{
    "ab",
    "ad",
    "ae",
    "ag",
    "aktiengesellschaft",
    "ao",
    "aps",
    "as",
    "asa",
    "bhd",
    "bt",
    "bv",
    "bvba",
    "cjsc",
    "closedjointstockcompany",
    "co",
    "coltd",
    "company",
    "corp",
    "corporation",
    "cv",
    "da",
    "dba",
    "doo",
    "ead",
    "eg",
    "ehf",
    "ek",
    "eood",
    "epe",
    "eurl",
    "ev",
    "fze",
    "gbr",
    "gesellschaftmitbeschraenkterhaftung",
    "gesellschaftmitbeschrankterhaftung",
    "gesmbh",
    "gmbh",
    "gmbhcokg",
    "hf",
    "ike",
    "inc",
    "incorporated",
    "jointstockcompany",
    "jsc",
    "kabushikikaisha",
    "kft",
    "kg",
    "kgaa",
    "kk",
    "lda",
    "limited",
    "limitedliabilitycompany",
    "llc",
    "llp",
    "lp",
    "ltd",
    "ltda",
    "mbh",
    "nv",
    "nyrt",
    "oao",
    "ohg",
    "ojsc",
    "ood",
    "ooo",
    "openjointstockcompany",
    "ou",
    "oy",
    "oyj",
    "pao",
    "pjsc",
    "plc",
    "pllc",
    "pte",
    "pteltd",
    "pty",
    "ptyltd",
    "publiclimitedcompany",
    "pvt",
    "pvtltd",
    "sa",
    "sadecv",
    "sae",
    "sarl",
    "sas",
    "sasu",
    "sca",
    "scrl",
    "scs",
    "sdnbhd",
    "se",
    "sia",
    "sl",
    "slu",
    "snc",
    "societeanonyme",
    "spa",
    "spolsro",
    "spzoo",
    "srl",
    "sro",
    "uab",
    "ug",
    "vof",
    "zao",
    "zrt"
};
static_assert(std::is_sorted(legal_forms.begin(), legal_forms.end()));

// Those that stand before the name: in Russian, Lithuanian, Latvian and Indonesian. Sorted.
constexpr std::array<std::string_view, 15> leading_forms{
    "ao",
    "cjsc",
    "closedjointstockcompany",
    "jointstockcompany",
    "jsc",
    "limitedliabilitycompany",
    "oao",
    "ojsc",
    "ooo",
    "openjointstockcompany",
    "pao",
    "pjsc",
    "pt",
    "sia",
    "uab"
};
static_assert(std::is_sorted(leading_forms.begin(), leading_forms.end()));

bool is_legal_form(std::string_view word) {
    return std::binary_search(legal_forms.begin(), legal_forms.end(), word);
}

using Words = std::vector<std::string_view>;

// Small letters and digits of ASCII text; '&' and '+' are the word "and"; an apostrophe and a dot
// between single letters vanish ("O'Neil": oneil, "S.A.": sa); everything else parts words.
std::string fold_ascii(std::string_view name) {
    std::string folded;
    folded.reserve(name.size() + 8);
    std::size_t word_letters = 0;  // of the word being written
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char letter = name[i];
        const bool is_capital = letter >= 'A' && letter <= 'Z';
        if (is_capital || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) {
            folded.push_back(is_capital ? static_cast<char>(letter - 'A' + 'a') : letter);
            ++word_letters;
            continue;
        }
        if (letter == '\'' || letter == '`') continue;
        // "S.A." and "A.B.C": a dot behind a single letter binds it to what follows.
        const bool is_initial =
            letter == '.' && (word_letters == 1 || (i >= 2 && name[i - 2] == '.'));
        if (is_initial) continue;
        if (letter == '&' || letter == '+') folded.append(" and");
        if (!folded.empty() && folded.back() != ' ') folded.push_back(' ');
        word_letters = 0;
    }
    return folded;
}

Words split_words(std::string_view text) {
    Words words;
    words.reserve(8);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        if (end > at) words.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

// Takes legal forms off the end, longest first, as long as a word is left ("x gmbh and co kg").
std::string take_legal_form(Words& words) {
    std::string form;
    std::string joined;
    bool goes_on = true;
    while (goes_on && words.size() > 1) {
        goes_on = false;
        for (std::size_t length = std::min<std::size_t>(4, words.size() - 1); length > 0;
             --length) {
            const std::size_t first = words.size() - length;
            std::size_t letters = 0;
            for (std::size_t i = first; i < words.size(); ++i)
                letters += words[i].size();
            if (letters > legal_form_letters_max) continue;
            joined.clear();
            for (std::size_t i = first; i < words.size(); ++i)
                joined.append(words[i]);
            if (!is_legal_form(joined)) continue;
            form = form.empty() ? joined : joined + ' ' + form;
            words.resize(first);
            goes_on = true;
            break;
        }
        if (words.size() > 1 && goes_on && words.back() == "and") words.pop_back();
    }
    return form;
}

// Takes a legal form off the front, longest first, and the article "the".
std::string take_leading_form(Words& words) {
    if (words.size() > 1 && words.front() == "the") words.erase(words.begin());
    for (std::size_t length = std::min<std::size_t>(4, words.size() - 1); length > 0; --length) {
        std::string form;
        for (std::size_t i = 0; i < length; ++i)
            form.append(words[i]);
        if (!std::binary_search(leading_forms.begin(), leading_forms.end(), form)) continue;
        words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(length));
        return form;
    }
    return {};
}

std::string joined(const Words& words) {
    std::string text;
    for (const std::string_view word : words) {
        if (!text.empty()) text.push_back(' ');
        text.append(word);
    }
    return text;
}

void add_form(std::string_view ascii, std::vector<NameForm>& forms) {
    const std::string folded = fold_ascii(ascii);
    Words words = split_words(folded);
    NameForm form;
    form.legal_form = take_legal_form(words);
    if (words.empty()) return;
    const std::string leading = take_leading_form(words);
    if (form.legal_form.empty()) form.legal_form = leading;
    form.written = joined(words);
    std::sort(words.begin(), words.end());
    form.words = joined(words);
    if (form.words.empty()) return;
    const auto same = [&](const NameForm& other) { return other.words == form.words; };
    if (std::none_of(forms.begin(), forms.end(), same)) forms.push_back(std::move(form));
}

std::unique_ptr<icu::Transliterator> make(const char* id) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> made(
        icu::Transliterator::createInstance(icu::UnicodeString(id), UTRANS_FORWARD, status)
    );
    return U_SUCCESS(status) ? std::move(made) : nullptr;
}

// One set a thread: ICU's transliterators are not for concurrent use.
struct Transliterators {
    std::unique_ptr<icu::Transliterator> general = make("Any-Latin; Latin-ASCII");
    std::unique_ptr<icu::Transliterator> german = make("de-ASCII");
    std::unique_ptr<icu::Transliterator> cyrillic = make("Russian-Latin/BGN; Latin-ASCII");
};

void add_written_by(
    const icu::Transliterator* way, const icu::UnicodeString& name, std::vector<NameForm>& forms
) {
    if (way == nullptr) return;
    icu::UnicodeString written = name;
    way->transliterate(written);
    std::string ascii;
    written.toUTF8String(ascii);
    add_form(ascii, forms);
}

bool has_cyrillic(const icu::UnicodeString& name) {
    for (std::int32_t i = 0; i < name.length(); i = name.moveIndex32(i, 1)) {
        const UChar32 letter = name.char32At(i);
        if (letter >= 0x0400 && letter <= 0x052F) return true;
    }
    return false;
}

}  // namespace

std::vector<NameForm> name_forms(std::string_view name) {
    std::vector<NameForm> forms;
    name = name.substr(0, name_bytes_max);
    const bool is_ascii = std::all_of(name.begin(), name.end(), [](char letter) {
        return static_cast<unsigned char>(letter) < 0x80;
    });
    if (is_ascii) {
        add_form(name, forms);
        return forms;
    }
    thread_local const Transliterators ways;
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* const folder = icu::Normalizer2::getNFKCCasefoldInstance(status);
    icu::UnicodeString folded = icu::UnicodeString::fromUTF8(
        icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size()))
    );
    if (U_SUCCESS(status)) folded = folder->normalize(folded, status);
    if (U_FAILURE(status)) return forms;
    add_written_by(ways.general.get(), folded, forms);
    add_written_by(ways.german.get(), folded, forms);
    if (has_cyrillic(folded)) add_written_by(ways.cyrillic.get(), folded, forms);
    return forms;
}

}  // namespace tieout
