#include "io/formats/bai2_text.h"

#include <array>
#include <optional>
#include <string>

#include "io/formats/fields.h"

namespace tieout {

namespace {

// What a key is about; the debtor paid, the creditor was paid.
enum class About : std::uint8_t {
    debtor_name,
    debtor_account,
    debtor_routing,
    creditor_name,
    creditor_account,
    creditor_routing,
    trace,
    check_number,
    remittance,
    ours,   // banks, addresses, ourselves: nothing to match with
    other,  // kept in the memo as it stands
};

struct Key {
    std::string_view word;
    About about;
};

constexpr std::array keys{
    Key{"DBNM", About::debtor_name},
    Key{"DACT", About::debtor_account},
    Key{"DABA", About::debtor_routing},
    Key{"DBIC", About::ours},
    Key{"CRNM", About::creditor_name},
    Key{"CACT", About::creditor_account},
    Key{"CABA", About::creditor_routing},
    Key{"CBIC", About::ours},
    Key{"EREF", About::trace},
    Key{"TRID", About::trace},
    Key{"CHKN", About::check_number},
    Key{"REMI", About::remittance},
    Key{"OBI", About::remittance},
    Key{"PY", About::remittance},
    Key{"CREF", About::other},
    Key{"IDNM", About::other},
    Key{"ORG", About::debtor_name},
    Key{"ORG ID", About::debtor_account},
    Key{"BO1", About::debtor_name},
    Key{"BO", About::debtor_account},
    Key{"BI", About::ours},
    Key{"OB", About::ours},
    Key{"OB3", About::ours},
    Key{"FR", About::other},
    Key{"ENDT", About::ours},
    Key{"ORG ADDRESS", About::ours},
    Key{"SENDER BNK", About::ours},
    Key{"SENDER ID", About::ours},
    Key{"BNF ID", About::ours},
    Key{"BNF NAME", About::ours},
    Key{"BNF ADDRESS", About::ours},
    Key{"REC FI", About::ours},
    Key{"REC ID", About::ours},
    Key{"FED NO", About::other},
};

struct Keyed {
    About about = About::other;
    std::string_view value;
};

// A known key at the start of the text: "KEY:", "KEY:=" or "KEY: ".
std::optional<Keyed> keyed(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view word = trimmed(text.substr(0, colon));
    for (const Key& key : keys) {
        if (key.word != word) continue;
        std::string_view value = text.substr(colon + 1);
        if (value.starts_with('=')) value.remove_prefix(1);
        return Keyed{key.about, value};
    }
    return std::nullopt;
}

struct Value {
    About about = About::other;
    std::string text;
    std::string whole;  // with its key
};

// Citi writes two keys on one line: "BO:11111111 BO1:DOE JO".
std::string_view next_on_line(std::string_view text) {
    for (const std::string_view second : {" BO1:", " OB3:"}) {
        const std::size_t at = text.find(second);
        if (at != std::string_view::npos) return text.substr(at + 1);
    }
    return {};
}

std::vector<Value> values_of(const std::vector<std::string_view>& pieces) {
    std::vector<Value> values;
    for (const std::string_view piece : pieces) {
        std::string_view rest = piece;
        while (!rest.empty()) {
            const std::string_view later = next_on_line(rest);
            const std::string_view part = rest.substr(0, rest.size() - later.size());
            if (const std::optional<Keyed> found = keyed(part)) {
                values.push_back({found->about, std::string(found->value), std::string(part)});
            } else if (values.empty()) {
                values.push_back({About::other, std::string(part), std::string(part)});
            } else {
                values.back().text += part;
                values.back().whole += part;
            }
            rest = later;
        }
    }
    return values;
}

void join(std::string& text, std::string_view more) {
    const std::string clean = squeezed_text(more);
    if (clean.empty()) return;
    if (!text.empty()) text += ' ';
    text += clean;
}

void set(std::string& text, std::string_view value) {
    if (text.empty()) text = squeezed_text(value);
}

}  // namespace

void read_bai2_text(
    const std::vector<std::string_view>& pieces, Payment& payment, TextStore& texts
) {
    // The other party: who sent a credit, who received a debit; of a return, who had paid.
    const bool undone =
        payment.kind == MovementKind::returned || payment.kind == MovementKind::reversal;
    const bool debtor = payment.is_credit != undone;
    std::string routing;
    std::string account;
    std::string memo;
    std::string name;
    std::string trace;
    std::string check_number;
    for (const Value& value : values_of(pieces)) {
        switch (value.about) {
            case About::debtor_name:
                if (debtor) set(name, value.text);
                break;
            case About::creditor_name:
                if (!debtor) set(name, value.text);
                break;
            case About::debtor_account:
                if (debtor) set(account, value.text);
                break;
            case About::creditor_account:
                if (!debtor) set(account, value.text);
                break;
            case About::debtor_routing:
                if (debtor) set(routing, value.text);
                break;
            case About::creditor_routing:
                if (!debtor) set(routing, value.text);
                break;
            case About::trace: set(trace, value.text); break;
            case About::check_number: set(check_number, value.text); break;
            case About::remittance: join(memo, value.text); break;
            case About::other: join(memo, value.whole); break;
            case About::ours: break;
        }
    }
    if (!account.empty()) {
        payment.payer_account = texts.keep(routing.empty() ? account : routing + "/" + account);
    }
    payment.payer_name = texts.keep(name);
    payment.trace = texts.keep(trace);
    payment.check_number = texts.keep(check_number);
    payment.memo = texts.keep(memo);
}

}  // namespace tieout
