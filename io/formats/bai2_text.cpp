#include "io/formats/bai2_text.h"

#include <array>
#include <optional>

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

struct Keyed {
    Bai2Key key = Bai2Key::other;
    std::string_view value;
};

// A known key at the start of the text: "KEY:", "KEY:=" or "KEY: ".
std::optional<Keyed> keyed(std::string_view text, std::size_t colon) {
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view word = trimmed(text.substr(0, colon));
    if (word.empty() || word[0] < 'A' || word[0] > 'Z') return std::nullopt;
    const auto letter = static_cast<std::size_t>(word[0] - 'A');
    for (std::size_t at = first_key[letter]; at < first_key[letter + 1]; ++at) {
        if (keys[at].word != word) continue;
        std::string_view value = text.substr(colon + 1);
        if (value.starts_with('=')) value.remove_prefix(1);
        return Keyed{keys[at].key, value};
    }
    return std::nullopt;
}

}  // namespace

// Citi writes two keys on one line: "BO:11111111 BO1:DOE JO".
std::string_view Bai2TextReader::next_on_line(std::string_view text) {
    constexpr std::string_view first = " BO1";
    constexpr std::string_view second = " OB3";
    std::string_view found;
    for (std::size_t from = 0;;) {
        const std::size_t colon = colons_.find(text.substr(from));
        if (colon == std::string_view::npos) return found;
        from += colon + 1;
        if (from <= first.size()) continue;
        const std::size_t at = from - 1 - first.size();
        const std::string_view word = text.substr(at, first.size());
        if (word == first) return text.substr(at + 1);
        if (word == second && found.empty()) found = text.substr(at + 1);
    }
}

void Bai2TextReader::part(std::string_view text) {
    if (const std::optional<Keyed> found = keyed(text, colons_.find(text))) {
        parts_.push_back({found->key, found->value, text, false});
    } else {
        parts_.push_back({Bai2Key::other, text, text, !parts_.empty()});
    }
}

// One value, put together where it stands in several parts.
Text Bai2TextReader::joined(std::size_t from, std::size_t to, std::string_view Part::* what) {
    if (to == from + 1) return squeezed_text(parts_[from].*what, texts_);
    joined_.clear();
    for (std::size_t at = from; at < to; ++at)
        joined_ += parts_[at].*what;
    return texts_.keep(squeezed_text(joined_));
}

void Bai2TextReader::read(const std::vector<std::string_view>& pieces, Payment& payment) {
    // The other party: who sent a credit, who received a debit; of a return, who had paid.
    const bool undone =
        payment.kind == MovementKind::returned || payment.kind == MovementKind::reversal;
    const bool debtor = payment.is_credit != undone;
    parts_.clear();
    memos_.clear();
    for (const std::string_view piece : pieces) {
        std::string_view rest = piece;
        while (!rest.empty()) {
            const std::string_view later = next_on_line(rest);
            part(rest.substr(0, rest.size() - later.size()));
            rest = later;
        }
    }
    Text routing;
    Text account;
    for (std::size_t from = 0, to = 0; from < parts_.size(); from = to) {
        to = from + 1;
        while (to < parts_.size() && parts_[to].goes_on)
            ++to;
        const auto fill = [&](Text& held, bool is_asked) {
            if (is_asked && held.empty()) held = joined(from, to, &Part::value);
        };
        const auto memo = [&](std::string_view Part::* what) {
            const Text text = joined(from, to, what);
            if (!text.empty()) memos_.push_back(text);
        };
        switch (parts_[from].key) {
            case Bai2Key::debtor_name: fill(payment.payer_name, debtor); break;
            case Bai2Key::creditor_name: fill(payment.payer_name, !debtor); break;
            case Bai2Key::debtor_account: fill(account, debtor); break;
            case Bai2Key::creditor_account: fill(account, !debtor); break;
            case Bai2Key::debtor_routing: fill(routing, debtor); break;
            case Bai2Key::creditor_routing: fill(routing, !debtor); break;
            case Bai2Key::trace: fill(payment.trace, true); break;
            case Bai2Key::check_number: fill(payment.check_number, true); break;
            case Bai2Key::remittance: memo(&Part::value); break;
            case Bai2Key::other: memo(&Part::whole); break;
            case Bai2Key::ours: break;
        }
    }
    payment.memo = joined_texts(memos_, texts_);
    if (account.empty() || routing.empty()) {
        payment.payer_account = account;
        return;
    }
    joined_.assign(routing).append("/").append(account);
    payment.payer_account = texts_.keep(joined_);
}

}  // namespace tieout
