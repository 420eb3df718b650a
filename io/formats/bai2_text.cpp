#include "io/formats/bai2_text.h"

#include <algorithm>
#include <array>

#include "engine/digits.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

struct Key {
    std::string_view word;
    Bai2Key key;
};

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

// Finds a key by its first eight letters.
class KeyTable {
public:
    KeyTable() {
        for (const Key& key : keys) {
            const std::uint64_t first = first_letters(key.word);
            std::size_t at = place_of(first);
            while (entries_[at].key != nullptr)
                at = (at + 1) % entries_.size();
            entries_[at] = {first, &key};
        }
    }

    const Key* find(std::string_view word) const {
        const std::uint64_t first = first_letters(word);
        for (std::size_t at = place_of(first);; at = (at + 1) % entries_.size()) {
            const Entry& entry = entries_[at];
            if (entry.key == nullptr) return nullptr;
            if (entry.first != first || entry.key->word.size() != word.size()) continue;
            if (word.size() <= 8 || entry.key->word == word) return entry.key;
        }
    }

private:
    struct Entry {
        std::uint64_t first = 0;
        const Key* key = nullptr;
    };

    static std::uint64_t first_letters(std::string_view word) {
        return digits_word(word.substr(0, 8));
    }

    static std::size_t place_of(std::uint64_t first) {
        constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15U;
        return static_cast<std::size_t>(first * odd >> 57U);
    }

    std::array<Entry, 128> entries_;
};

// The key that stands in front of a colon: "KEY:", "KEY:=" or "KEY: "; none: it is no key.
const Key* key_of(std::string_view word) {
    static const KeyTable table;
    return table.find(trimmed(word));
}

// Whether one of the keys that may stand behind another one on a line ends at the colon.
bool is_second_key(std::string_view text, std::size_t colon) {
    constexpr std::size_t size = 4;
    if (colon < size || colon >= text.size()) return false;
    const std::string_view word = text.substr(colon - size, size);
    return is_same(word, " BO1") || is_same(word, " OB3");
}

}  // namespace

// These two are kept in the loop over the pieces: they are most of its work.
[[gnu::always_inline]] inline Text Bai2TextReader::value() {
    return open_.is_joined  ? squeezed_copy(joined_, texts_)
           : open_.is_plain ? Text(trimmed(open_.text))
                            : squeezed_text(open_.text, texts_);
}

[[gnu::always_inline]] inline void Bai2TextReader::close() {
    if (!open_.is_open) return;
    open_.is_open = false;
    if (open_.key == Bai2Key::remittance || open_.key == Bai2Key::other) {
        const Text memo = value();
        if (!memo.empty()) memos_.push_back(memo);
    } else if (open_.key != Bai2Key::ours) {
        Text& held = values_[static_cast<std::size_t>(open_.key)];
        if (held.empty()) held = value();
    }
}

// Citi writes two keys on one line: "BO:11111111 BO1:DOE JO", "OB:... OB3:...".
void Bai2TextReader::line(std::string_view text) {
    std::size_t first = 0;  // where BO1 stands; none, and it is not looked for again
    while (!text.empty()) {
        if (first != std::string_view::npos) first = text.find(" BO1:");
        std::size_t end = std::min(first, text.find(" OB3:"));
        if (first != std::string_view::npos) end = first;
        end = std::min(end, text.size() - 1) + 1;
        part(text.substr(0, end), text.find(':'), false);
        text.remove_prefix(end);
    }
}

// `colon`: where the first one is, if it is in the text.
void Bai2TextReader::part(std::string_view text, std::size_t colon, bool is_plain) {
    const Key* const key = colon < text.size() ? key_of(text.substr(0, colon)) : nullptr;
    if (key != nullptr) {
        close();
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

void Bai2TextReader::read(const Bai2Fields& fields, Payment& payment) {
    values_ = {};
    memos_.clear();
    fields.rest([&](std::string_view text, std::size_t colon, bool is_plain) {
        if (!is_plain || is_second_key(text, colon)) {
            line(text);
        } else if (!text.empty()) {
            part(text, colon, true);
        }
    });
    close();
    // The other party: who sent a credit, who received a debit; of a return, who had paid.
    const bool undone =
        payment.kind == MovementKind::returned || payment.kind == MovementKind::reversal;
    const bool by_debtor = payment.is_credit != undone;
    const auto of = [&](Bai2Key debtor, Bai2Key creditor) {
        return values_[static_cast<std::size_t>(by_debtor ? debtor : creditor)];
    };
    using enum Bai2Key;
    payment.payer_name = of(debtor_name, creditor_name);
    payment.trace = of(trace, trace);
    payment.check_number = of(check_number, check_number);
    payment.memo = joined_texts(memos_, texts_);
    const Text account = of(debtor_account, creditor_account);
    const Text routing = of(debtor_routing, creditor_routing);
    payment.payer_account =
        account.empty() || routing.empty() ? account : texts_.keep({routing, "/", account});
}

}  // namespace tieout
