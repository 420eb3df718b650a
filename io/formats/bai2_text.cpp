#include "io/formats/bai2_text.h"

#include <algorithm>
#include <array>
#include <optional>

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
    constexpr KeyTable() {
        for (const Key& key : keys) {
            const std::uint64_t first = word_of_eight(key.word.substr(0, 8));
            std::size_t at = place_of(first);
            while (!entries_[at].word.empty())
                at = (at + 1) % entries_.size();
            entries_[at] = {first, key.word, key.key};
        }
    }

    std::optional<Bai2Key> find(std::string_view word) const {
        const std::uint64_t first = digits_word(word.substr(0, 8));
        for (std::size_t at = place_of(first);; at = (at + 1) % entries_.size()) {
            const Entry& entry = entries_[at];
            if (entry.first == first && entry.word.size() == word.size() &&
                (word.size() <= 8 || entry.word == word)) {
                return entry.key;
            }
            if (entry.word.empty()) return std::nullopt;
        }
    }

private:
    struct Entry {
        std::uint64_t first = 0;
        std::string_view word;
        Bai2Key key = Bai2Key::other;
    };

    // What digits_word() says of it.
    static constexpr std::uint64_t word_of_eight(std::string_view word) {
        std::uint64_t letters = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            const char letter = i + word.size() < 8 ? '0' : word[i + word.size() - 8];
            letters |= std::uint64_t{static_cast<unsigned char>(letter)} << (8 * i);
        }
        return letters;
    }

    static constexpr std::size_t place_of(std::uint64_t first) {
        constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15U;
        return static_cast<std::size_t>(first * odd >> 57U);
    }

    std::array<Entry, 128> entries_{};
};

constexpr KeyTable key_table;

// The key that stands in front of a colon: "KEY:", "KEY:=" or "KEY: "; none: it is no key.
inline std::optional<Bai2Key> key_of(std::string_view text, std::size_t colon) {
    if (colon >= text.size()) return std::nullopt;
    const std::string_view word = text.substr(0, colon);
    const auto key = key_table.find(word);
    return key ? key : key_table.find(trimmed(word));
}

// Whether one of the keys that may stand behind another one on a line ends at the colon.
bool is_second_key(std::string_view text, std::size_t colon) {
    constexpr std::size_t size = 4;
    if (colon < size || colon >= text.size()) return false;
    const std::string_view word = text.substr(colon - size, size);
    return is_same(word, " BO1") || is_same(word, " OB3");
}

}  // namespace

// Of a key that is there twice, the first value that is not empty is kept.
inline void Bai2TextReader::hold(Text value) {
    if (value.empty() || open_.key == Bai2Key::ours) return;
    if (open_.key > Bai2Key::ours) {
        memos_.push_back(value);
        open_.is_held = true;
        return;
    }
    Text& held = values_[static_cast<std::size_t>(open_.key)];
    if (!held.empty()) return;
    held = value;
    open_.is_held = true;
}

// What was joined takes the place of its first line.
void Bai2TextReader::close() {
    if (!open_.is_joined) return;
    if (open_.is_held && open_.key > Bai2Key::ours) memos_.pop_back();
    if (open_.is_held && open_.key < Bai2Key::ours) {
        values_[static_cast<std::size_t>(open_.key)] = {};
    }
    hold(squeezed_copy(joined_, texts_));
}

inline void Bai2TextReader::begin(Bai2Key key, std::string_view text, bool is_plain) {
    if (open_.is_joined) close();
    open_ = {key, text, true, false, false};
    hold(is_plain ? Text(trimmed(text)) : squeezed_text(text, texts_));
}

// A value behind a key.
inline void Bai2TextReader::open(
    Bai2Key key, std::string_view text, std::size_t colon, bool is_plain
) {
    if (key != Bai2Key::other) {
        const std::size_t start = colon + 1;
        const bool has_equals = start < text.size() && text[start] == '=';
        text.remove_prefix(start + (has_equals ? 1 : 0));
    }
    begin(key, text, is_plain);
}

// Text without a key: it goes on with the value above it.
void Bai2TextReader::go_on(std::string_view text, bool is_plain) {
    if (!open_.is_open) return begin(Bai2Key::other, text, is_plain);
    if (!open_.is_joined) joined_ = open_.text;
    open_.is_joined = true;
    joined_ += text;
}

// Citi writes two keys on one line: "BO:11111111 BO1:DOE JO", "OB:... OB3:...".
void Bai2TextReader::line(std::string_view text) {
    std::size_t first = 0;  // where BO1 stands; none, and it is not looked for again
    while (!text.empty()) {
        if (first != std::string_view::npos) first = text.find(" BO1:");
        const std::size_t next = first != std::string_view::npos ? first : text.find(" OB3:");
        const std::string_view part = text.substr(0, std::min(next, text.size() - 1) + 1);
        const std::size_t colon = part.find(':');
        const auto key = key_of(part, colon);
        if (key) {
            open(*key, part, colon, false);
        } else {
            go_on(part, false);
        }
        text.remove_prefix(part.size());
    }
}

// A text with one colon or none.
inline void Bai2TextReader::plain_line(std::string_view text, std::size_t colon) {
    const auto key = key_of(text, colon);
    if (key) {
        open(*key, text, colon, true);
    } else if (is_second_key(text, colon)) {
        line(text);
    } else if (!text.empty()) {
        go_on(text, true);
    }
}

std::size_t Bai2TextReader::read(Bai2Fields& fields) {
    values_ = {};
    memos_.clear();
    open_ = {};
    std::size_t bytes = 0;
    fields.pass_rest([&](std::string_view text, std::size_t colon, bool is_plain) {
        bytes += text.size();
        if (bytes > field_bytes_max) return;
        if (is_plain) {
            plain_line(text, colon);
        } else {
            line(text);
        }
    });
    close();
    return bytes;
}

void Bai2TextReader::fill(Payment& payment) {
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
