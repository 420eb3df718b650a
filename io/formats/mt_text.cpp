#include "io/formats/mt_text.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "io/formats/block.h"
#include "io/formats/fields.h"
#include "io/formats/scan.h"

// Three dialects of :86:, told by how the text starts:
//   "166?00GUTSCHRIFT?20EREF+4711?21SVWZ+INV-1?32PAYER"   sub-fields behind a mark and two digits
//   "/TRTP/SEPA OVERBOEKING/IBAN/NL../NAME/PAYER/REMI/INV-1"   codes between slashes
//   anything else: free text.
// Cost: linear in the text.

namespace tieout {

namespace {

constexpr std::size_t full_line = 65;       // a full line goes on without a blank
constexpr std::size_t full_sub_field = 27;  // so does a full sub-field
constexpr std::size_t sub_fields_max = 200;
constexpr std::size_t slash_code_max = 4;

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_letter(char letter) {
    return letter >= 'A' && letter <= 'Z';
}

bool is_full_sub_field(std::string_view text) {
    return text.size() >= full_sub_field && letters_of(text) == full_sub_field;
}

// The mark of sub-fields when the text has them: '?' of "166?00", '>' of "000>10".
char sub_field_mark(std::string_view text) {
    constexpr std::string_view marks = "?>~^<|";
    const std::size_t at = text.size() > 3 && all_digits(text.substr(0, 3)) ? 3 : 0;
    const bool has_code = text.size() >= at + 3 && is_digit(text[at + 1]) && is_digit(text[at + 2]);
    if (!has_code) return '\0';
    return text[at] == '?' || marks.find(text[at]) != std::string_view::npos ? text[at] : '\0';
}

struct SubFieldMark {
    Block::Letter mark;

    std::uint64_t bits(const Block& block, char) const { return block.any_of(mark); }
};

// What keys of the purpose end with.
struct KeyMark {
    std::uint64_t bits(const Block& block, char) const { return block.any_of('+', ':'); }
};

struct SepaKey {
    std::string_view word;
    bool is_text = false;  // goes on to the next key and into the memo
};

// Keys of the purpose in SEPA movements (German banks). Identifiers of mandates and of ourselves
// say nothing about what is paid.
constexpr SepaKey purpose{"SVWZ+", true};
constexpr SepaKey debtor{"ABWA+", true};
constexpr SepaKey creditor{"ABWE+", true};
constexpr SepaKey return_reason{"RREF+", true};
constexpr SepaKey name_part{"ANAM+", true};
constexpr SepaKey message{"MTLG:", true};
constexpr SepaKey end_to_end{"EREF+"};
constexpr SepaKey account_key{"IBAN+"};
constexpr SepaKey identifier{"KREF+"};  // stands for all that are left out, as long as it
constexpr SepaKey bank_key{"BIC+"};

constexpr std::size_t sepa_key_letters = 4;  // at most, in front of its mark

const SepaKey* sepa_key_at(std::string_view text) {
    // Three or four letters in front of a mark, as all keys have them.
    if (text.size() > 3 && text[3] == '+') {
        return text.starts_with(bank_key.word) ? &bank_key : nullptr;
    }
    if (text.size() <= 4) return nullptr;
    if (text[4] == ':') return text.starts_with(message.word) ? &message : nullptr;
    if (text[4] != '+') return nullptr;
    switch (word_code(text.substr(0, 4))) {
        case word_code("SVWZ"): return &purpose;
        case word_code("EREF"): return &end_to_end;
        case word_code("IBAN"): return &account_key;
        case word_code("ABWA"): return &debtor;
        case word_code("ABWE"): return &creditor;
        case word_code("RREF"): return &return_reason;
        case word_code("ANAM"): return &name_part;
        case word_code("KREF"):
        case word_code("MREF"):
        case word_code("CRED"):
        case word_code("DEBT"):
        case word_code("PURP"):
        case word_code("COAM"):
        case word_code("OAMT"):
        case word_code("BREF"): return &identifier;
        default: return nullptr;
    }
}

// What a slash code is about.
enum class SlashCode : std::uint8_t {
    name,
    account,
    other_party,  // iban/bic/name/city
    ordering,     // account, name, text, a line each
    reference,
    remittance,
    return_code,
    amount,    // up to the next slash, text behind it
    left_out,  // banks, ourselves, mandates, dates
    text,
};

struct SlashWord {
    std::string_view word;
    SlashCode code;
};

constexpr std::array slash_words{
    SlashWord{"NAME", SlashCode::name},        SlashWord{"IBAN", SlashCode::account},
    SlashWord{"BBAN", SlashCode::account},     SlashWord{"CNTP", SlashCode::other_party},
    SlashWord{"ORDP", SlashCode::ordering},    SlashWord{"BENM", SlashCode::ordering},
    SlashWord{"EREF", SlashCode::reference},   SlashWord{"REMI", SlashCode::remittance},
    SlashWord{"RTRN", SlashCode::return_code}, SlashWord{"OCMT", SlashCode::amount},
    SlashWord{"CHGS", SlashCode::amount},      SlashWord{"EXCH", SlashCode::amount},
    SlashWord{"TRTP", SlashCode::left_out},    SlashWord{"TYPE", SlashCode::left_out},
    SlashWord{"RTYP", SlashCode::left_out},    SlashWord{"BIC", SlashCode::left_out},
    SlashWord{"MARF", SlashCode::left_out},    SlashWord{"CSID", SlashCode::left_out},
    SlashWord{"ISDT", SlashCode::left_out},    SlashWord{"PREF", SlashCode::left_out},
    SlashWord{"IREF", SlashCode::left_out},    SlashWord{"KREF", SlashCode::left_out},
    SlashWord{"SVCL", SlashCode::left_out},    SlashWord{"PURP", SlashCode::left_out},
    SlashWord{"ADDR", SlashCode::left_out},    SlashWord{"SUBC", SlashCode::left_out},
    SlashWord{"IACC", SlashCode::left_out},    SlashWord{"OSDR", SlashCode::left_out},
    SlashWord{"NRTX", SlashCode::left_out},    SlashWord{"SPLT", SlashCode::left_out},
    SlashWord{"UDTR", SlashCode::text},        SlashWord{"UCRD", SlashCode::text},
    SlashWord{"ULTD", SlashCode::text},        SlashWord{"ULTC", SlashCode::text},
    SlashWord{"OGB", SlashCode::left_out},
};

// The code of "/WORD/" at the start of the text.
const SlashWord* slash_word_at(std::string_view text) {
    if (text.empty() || text[0] != '/') return nullptr;
    const std::size_t end = text.substr(0, slash_code_max + 2).find('/', 1);
    if (end == std::string_view::npos) return nullptr;
    const std::string_view word = text.substr(1, end - 1);
    for (const SlashWord& each : slash_words) {
        if (each.word == word) return &each;
    }
    return nullptr;
}

std::string_view without_slashes(std::string_view text) {
    while (!text.empty() && (text.front() == '/' || text.front() == ' ' || text.front() == '\n'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == '/' || text.back() == ' ' || text.back() == '\n'))
        text.remove_suffix(1);
    return text;
}

std::string_view take_part(std::string_view& text, char mark) {
    const std::size_t end = text.find(mark);
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return part;
}

// Digits, or an IBAN: what an account number looks like.
bool looks_like_account(std::string_view text) {
    return looks_like_iban(text) || (text.size() >= 5 && all_digits(text));
}

Text kept(std::string_view text, TextStore& texts) {
    return squeezed_copy(text, texts);
}

Text joined_account(std::string_view bank, std::string_view account, TextStore& texts) {
    std::string joined(bank);
    joined.append("/").append(account);
    return kept(joined, texts);
}

}  // namespace

bool looks_like_iban(std::string_view text) {
    constexpr std::size_t iban_min = 15;
    constexpr std::size_t iban_max = 34;
    if (text.size() < iban_min || text.size() > iban_max) return false;
    if (!is_letter(text[0]) || !is_letter(text[1]) || !is_digit(text[2]) || !is_digit(text[3])) {
        return false;
    }
    return std::all_of(text.begin(), text.end(), [](char letter) {
        return is_digit(letter) || is_letter(letter);
    });
}

// Lines as one text. A full line goes on in the next one; else a line end stays as such.
void MtTextReader::join(const std::vector<Line>& lines, bool as_they_stand) {
    joined_.clear();
    bool is_full = true;
    for (const Line& line : lines) {
        if (!as_they_stand && !is_full) joined_ += '\n';
        joined_ += line.text;
        is_full =
            !as_they_stand && line.text.size() >= full_line && letters_of(line.text) >= full_line;
    }
}

void MtTextReader::add_memo(std::string_view more) {
    add_squeezed(memo_, more);
}

// SEPA texts are cut at 27 letters wherever that is; older ones are lines of their own.
void MtTextReader::gather_purpose(bool is_sepa) {
    bool was_full = false;
    for (const std::string_view part : purpose_fields_) {
        const bool is_glued = is_sepa && was_full;
        // One blank parts them as well as two.
        const bool has_blank = part.starts_with(' ') || purpose_.ends_with(' ');
        if (!purpose_.empty() && !is_glued && !has_blank) purpose_ += ' ';
        borders_.push_back({purpose_.size(), is_glued});
        purpose_ += part;
        was_full = is_full_sub_field(part);
    }
}

// The purpose is a row of "KEY+value"; text before the first key belongs to the memo.
void MtTextReader::read_purpose(TextStore& texts, MtText& found) {
    const std::string_view all = purpose_;
    const SepaKey* key = nullptr;
    std::size_t from = 0;
    const auto close = [&](std::size_t to) {
        const std::string_view value = all.substr(from, to - from);
        from = to;
        if (key == nullptr || key == &purpose || key == &message) {
            add_memo(value);
        } else if (key->is_text) {
            add_memo(fmt::format("{} {}", key->word.substr(0, key->word.size() - 1), value));
        } else if (key == &end_to_end && found.trace.empty()) {
            const Text clean = kept(value, texts);
            if (!is_no_reference(clean)) found.trace = clean;
        } else if (key == &account_key && found.account.empty()) {
            found.account = kept(value, texts);
        }
    };
    std::size_t border = 0;
    // An identifier ends with its sub-field, unless that is full.
    const auto pass_borders = [&](std::size_t to) {
        for (; border < borders_.size() && borders_[border].at <= to; ++border) {
            if (borders_[border].at < from || borders_[border].is_glued) continue;
            if (key == nullptr || key->is_text) continue;
            close(borders_[border].at);
            key = nullptr;
        }
    };
    // A key begins the text, or stands behind a blank, or begins a sub-field.
    const auto may_begin = [&](std::size_t at) {
        if (at == 0 || all[at - 1] == ' ') return true;
        return border > 0 && borders_[border - 1].at == at;
    };
    MarkBits<KeyMark> marks(all);
    for (std::size_t mark = marks.next(); mark < all.size(); mark = marks.next()) {
        for (const std::size_t letters : {sepa_key_letters, sepa_key_letters - 1}) {
            const std::size_t at = mark - letters;
            if (mark < letters || at < from) continue;
            pass_borders(at);
            const SepaKey* next = may_begin(at) ? sepa_key_at(all.substr(at)) : nullptr;
            if (next == nullptr) continue;
            close(at);
            key = next;
            from = at + key->word.size();
        }
    }
    pass_borders(all.size());
    close(all.size());
}

void MtTextReader::read_sub_fields(char mark, TextStore& texts, MtText& found) {
    const std::string_view all = trimmed(joined_);
    MarkBits<SubFieldMark> marks(all, {Block::Letter(mark)});
    const std::size_t first = marks.next();
    if (first == 3) found.business_code = all.substr(0, 3);
    const auto is_start = [&](std::size_t at) {
        return at + 2 < all.size() && is_digit(all[at + 1]) && is_digit(all[at + 2]);
    };
    std::string_view bank;
    std::string_view account;
    std::string_view iban;
    std::string_view return_code;
    bool name_is_full = false;
    bool is_sepa = found.business_code.starts_with('1');  // else told by a key
    purpose_fields_.clear();
    more_fields_.clear();
    std::size_t count = 0;
    for (std::size_t at = first; at < all.size();) {
        std::size_t end = marks.next();
        while (end < all.size() && !is_start(end))
            end = marks.next();
        // Too many to be sub-fields: the rest is one value.
        if (++count == sub_fields_max) end = all.size();
        const auto code = (all[at + 1] - '0') * 10 + (all[at + 2] - '0');
        const std::string_view whole = all.substr(at + 3, end - at - 3);
        const std::string_view value = trimmed(whole);
        at = end;
        is_sepa = is_sepa || sepa_key_at(value) != nullptr;
        if (code == 0) {
            found.posting_text = value;
        } else if ((code >= 20 && code <= 29) || (code >= 60 && code <= 69)) {
            purpose_fields_.push_back(whole);
        } else if (code >= 70) {
            more_fields_.push_back(whole);
        } else if (code == 30) {
            bank = value;
        } else if (code == 31) {
            account = value;
        } else if (code == 38) {
            iban = value;
        } else if (code == 32 || code == 33) {
            if (!name_.empty() && !name_is_full) name_ += ' ';
            name_ += whole;
            name_is_full = is_full_sub_field(whole);
        } else if (code == 34) {
            return_code = value;
        }
    }
    if (!iban.empty()) account = iban;
    if (!account.empty()) {
        const bool has_routing = all_digits(bank) && !looks_like_iban(account);
        found.account = has_routing ? joined_account(bank, account, texts) : kept(account, texts);
    }
    gather_purpose(is_sepa);
    read_purpose(texts, found);
    // Other sub-fields (receivers of the bank's own dialect) are text.
    for (const std::string_view more : more_fields_)
        add_memo(more);
    if (!return_code.empty()) add_memo(return_code);
    found.name = kept(name_, texts);
}

void MtTextReader::read_slash_codes(TextStore& texts, MtText& found) {
    std::string_view rest = joined_;
    const auto fill = [&](Text& held, std::string_view value) {
        if (held.empty()) held = kept(without_slashes(value), texts);
    };
    while (!rest.empty()) {
        const SlashWord* word = slash_word_at(rest);
        if (word != nullptr) rest.remove_prefix(word->word.size() + 2);
        std::size_t end = rest.find('/');
        while (end != std::string_view::npos && slash_word_at(rest.substr(end)) == nullptr)
            end = rest.find('/', end + 1);
        end = std::min(end, rest.size());
        std::string_view value = rest.substr(0, end);
        rest.remove_prefix(end);
        const SlashCode code = word == nullptr ? SlashCode::text : word->code;
        switch (code) {
            case SlashCode::name: fill(found.name, value); break;
            case SlashCode::account: fill(found.account, value); break;
            case SlashCode::reference:
                if (!is_no_reference(without_slashes(value))) fill(found.trace, value);
                break;
            case SlashCode::other_party: {
                fill(found.account, take_part(value, '/'));
                take_part(value, '/');
                fill(found.name, take_part(value, '/'));
                break;
            }
            case SlashCode::ordering: {
                std::string_view lines = without_slashes(value);
                std::string_view line = trimmed(take_part(lines, '\n'));
                if (looks_like_account(line)) {
                    fill(found.account, line);
                    line = trimmed(take_part(lines, '\n'));
                }
                fill(found.name, line);
                add_memo(without_slashes(lines));
                break;
            }
            case SlashCode::remittance: {
                if (value.starts_with("USTD/")) value.remove_prefix(5);
                if (value.starts_with("STRD/")) {
                    value.remove_prefix(5);
                    take_part(value, '/');
                    fill(found.structured_reference, value);
                }
                add_memo(without_slashes(value));
                break;
            }
            case SlashCode::return_code:
                found.is_return = true;
                add_memo(without_slashes(value));
                break;
            case SlashCode::amount:
                take_part(value, '/');
                add_memo(without_slashes(value));
                break;
            case SlashCode::text: add_memo(without_slashes(value)); break;
            case SlashCode::left_out: break;
        }
    }
}

void MtTextReader::read_free_text(const std::vector<Line>& lines, TextStore& texts, MtText& found) {
    if (lines.size() == 1) {
        found.memo = squeezed_text(trimmed_right(lines.front().text), texts);
        return;
    }
    add_memo(joined_);
}

// Lines "01purpose" .. "14", "15name" "16", "17posting text", "33bank", "34account".
void MtTextReader::read_non_swift(const std::vector<Line>& lines, TextStore& texts, MtText& found) {
    std::string_view bank;
    std::string_view account;
    for (const Line& line : lines) {
        const std::string_view text = trimmed(line.text);
        if (text.size() < 3 || !all_digits(text.substr(0, 2))) continue;
        const int code = (text[0] - '0') * 10 + (text[1] - '0');
        const std::string_view value = trimmed(text.substr(2));
        if (code >= 1 && code <= 14) add_memo(value);
        if (code == 15 || code == 16) {
            if (!name_.empty()) name_ += ' ';
            name_ += value;
        }
        if (code == 17 && found.posting_text.empty()) found.posting_text = value;
        if (code == 33) bank = value;
        if (code == 34) account = value;
    }
    if (found.name.empty()) found.name = kept(name_, texts);
    if (found.account.empty() && !account.empty()) {
        found.account =
            all_digits(bank) ? joined_account(bank, account, texts) : kept(account, texts);
    }
}

MtText MtTextReader::read(
    const std::vector<Line>& text, const std::vector<Line>& non_swift, TextStore& texts
) {
    MtText found;
    memo_.clear();
    name_.clear();
    purpose_.clear();
    borders_.clear();
    if (!text.empty()) {
        const char mark = sub_field_mark(trimmed(text.front().text));
        if (mark != '\0') {
            join(text, true);
            read_sub_fields(mark, texts, found);
        } else if (slash_word_at(trimmed(text.front().text)) != nullptr) {
            join(text, false);
            joined_.erase(0, joined_.find('/'));
            read_slash_codes(texts, found);
        } else {
            if (text.size() > 1) join(text, false);
            read_free_text(text, texts, found);
        }
    }
    if (!non_swift.empty()) read_non_swift(non_swift, texts, found);
    if (!memo_.empty()) {
        if (!found.memo.empty()) memo_.insert(0, found.memo.str() + ' ');
        found.memo = texts.keep(memo_);
    }
    return found;
}

}  // namespace tieout
