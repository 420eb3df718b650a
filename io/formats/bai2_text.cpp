#include "io/formats/bai2_text.h"

#include <algorithm>
#include <array>

#include "io/formats/fields.h"

namespace tieout {

namespace {

struct Key {
    std::string_view word;
    Bai2Key key;
};

// Ordered by their first letter, so that few are compared.
constexpr std::array keys{
    Key{"BO1", Bai2Key::debtor_name},
    Key{"BO", Bai2Key::debtor_account},
    Key{"BI", Bai2Key::ours},
    Key{"BNF ID", Bai2Key::ours},
    Key{"BNF NAME", Bai2Key::ours},
    Key{"BNF ADDRESS", Bai2Key::ours},
    Key{"CRNM", Bai2Key::creditor_name},
    Key{"CACT", Bai2Key::creditor_account},
    Key{"CABA", Bai2Key::creditor_routing},
    Key{"CBIC", Bai2Key::ours},
    Key{"CHKN", Bai2Key::check_number},
    Key{"CREF", Bai2Key::other},
    Key{"DBNM", Bai2Key::debtor_name},
    Key{"DACT", Bai2Key::debtor_account},
    Key{"DABA", Bai2Key::debtor_routing},
    Key{"DBIC", Bai2Key::ours},
    Key{"EREF", Bai2Key::trace},
    Key{"ENDT", Bai2Key::ours},
    Key{"FR", Bai2Key::other},
    Key{"FED NO", Bai2Key::other},
    Key{"IDNM", Bai2Key::other},
    Key{"OBI", Bai2Key::remittance},
    Key{"OB", Bai2Key::ours},
    Key{"OB3", Bai2Key::ours},
    Key{"ORG", Bai2Key::debtor_name},
    Key{"ORG ID", Bai2Key::debtor_account},
    Key{"ORG ADDRESS", Bai2Key::ours},
    Key{"PY", Bai2Key::remittance},
    Key{"REMI", Bai2Key::remittance},
    Key{"REC FI", Bai2Key::ours},
    Key{"REC ID", Bai2Key::ours},
    Key{"SENDER BNK", Bai2Key::ours},
    Key{"SENDER ID", Bai2Key::ours},
    Key{"TRID", Bai2Key::trace},
};

constexpr std::size_t letters_count = 26;

// Where the keys of each letter begin; those of 'Z' end at the last entry.
constexpr std::array<std::uint8_t, letters_count + 1> first_key = [] {
    std::array<std::uint8_t, letters_count + 1> first{};
    for (const Key& key : keys)
        ++first[static_cast<std::size_t>(key.word[0] - 'A') + 1];
    for (std::size_t i = 1; i < first.size(); ++i)
        first[i] = static_cast<std::uint8_t>(first[i] + first[i - 1]);
    return first;
}();

static_assert([] {
    for (std::size_t i = 1; i < keys.size(); ++i) {
        if (keys[i].word[0] < keys[i - 1].word[0]) return false;
    }
    return true;
}());

// Letter by letter: keys are short, and most differ in their first letters.
bool is_same(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i]) return false;
    }
    return true;
}

// The key that stands in front of a colon: "KEY:", "KEY:=" or "KEY: "; none: it is no key.
const Key* key_of(std::string_view word) {
    word = trimmed(word);
    if (word.empty() || word[0] < 'A' || word[0] > 'Z') return nullptr;
    const auto letter = static_cast<std::size_t>(word[0] - 'A');
    for (std::size_t at = first_key[letter]; at < first_key[letter + 1]; ++at) {
        if (is_same(keys[at].word, word)) return &keys[at];
    }
    return nullptr;
}

// Whether one of the keys that may stand behind another one on a line ends at the colon.
bool is_second_key(std::string_view text, std::size_t colon) {
    constexpr std::size_t size = 4;
    if (colon < size || colon >= text.size()) return false;
    const std::string_view word = text.substr(colon - size, size);
    return is_same(word, " BO1") || is_same(word, " OB3");
}

}  // namespace

// Citi writes two keys on one line: "BO:11111111 BO1:DOE JO", "OB:... OB3:...".
void Bai2TextReader::line(std::string_view text, Payment& payment) {
    std::size_t first = 0;  // where BO1 stands; none, and it is not looked for again
    while (!text.empty()) {
        if (first != std::string_view::npos) first = text.find(" BO1:");
        std::size_t end = std::min(first, text.find(" OB3:"));
        if (first != std::string_view::npos) end = first;
        end = std::min(end, text.size() - 1) + 1;
        part(text.substr(0, end), text.find(':'), false, payment);
        text.remove_prefix(end);
    }
}

// `colon`: where the first one is, if it is in the text.
void Bai2TextReader::part(
    std::string_view text, std::size_t colon, bool is_plain, Payment& payment
) {
    const Key* const key = colon < text.size() ? key_of(text.substr(0, colon)) : nullptr;
    if (key != nullptr) {
        close(payment);
        std::string_view value = text.substr(colon + 1);
        if (value.starts_with('=')) value.remove_prefix(1);
        open_ = {key->key, key->key == Bai2Key::other ? text : value, true, is_plain, false};
    } else if (!open_.is_open) {
        open_ = {Bai2Key::other, text, true, is_plain, false};
    } else {
        if (!open_.is_joined) joined_ = open_.text;
        open_.is_joined = true;
        joined_ += text;
    }
}

void Bai2TextReader::fill(Text& held, bool is_asked) {
    if (!is_asked || !held.empty()) return;
    held = open_.is_joined  ? squeezed_copy(joined_, texts_)
           : open_.is_plain ? Text(trimmed(open_.text))
                            : squeezed_text(open_.text, texts_);
}

void Bai2TextReader::close(Payment& payment) {
    if (!open_.is_open) return;
    switch (open_.key) {
        case Bai2Key::debtor_name: fill(payment.payer_name, by_debtor_); break;
        case Bai2Key::creditor_name: fill(payment.payer_name, !by_debtor_); break;
        case Bai2Key::debtor_account: fill(account_, by_debtor_); break;
        case Bai2Key::creditor_account: fill(account_, !by_debtor_); break;
        case Bai2Key::debtor_routing: fill(routing_, by_debtor_); break;
        case Bai2Key::creditor_routing: fill(routing_, !by_debtor_); break;
        case Bai2Key::trace: fill(payment.trace, true); break;
        case Bai2Key::check_number: fill(payment.check_number, true); break;
        case Bai2Key::remittance:
        case Bai2Key::other: {
            Text memo;
            fill(memo, true);
            if (!memo.empty()) memos_.push_back(memo);
            break;
        }
        case Bai2Key::ours: break;
    }
    open_.is_open = false;
}

void Bai2TextReader::read(const Bai2Fields& fields, Payment& payment) {
    // The other party: who sent a credit, who received a debit; of a return, who had paid.
    const bool undone =
        payment.kind == MovementKind::returned || payment.kind == MovementKind::reversal;
    by_debtor_ = payment.is_credit != undone;
    routing_ = {};
    account_ = {};
    memos_.clear();
    fields.rest([&](std::string_view text, std::size_t colon, bool is_plain) {
        if (!is_plain || is_second_key(text, colon)) {
            line(text, payment);
        } else if (!text.empty()) {
            part(text, colon, true, payment);
        }
    });
    close(payment);
    payment.memo = joined_texts(memos_, texts_);
    payment.payer_account =
        account_.empty() || routing_.empty() ? account_ : texts_.keep({routing_, "/", account_});
}

}  // namespace tieout
