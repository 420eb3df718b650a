#include "tests/fuzz/bai2_recount.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace tieout {

namespace {

constexpr WideMinor pairs_max = 100;

using Words = std::vector<std::string_view>;

struct Record {
    std::string_view code;
    Words words;  // of the record and its 88s
    std::uint64_t line = 0;
};

struct Counted {
    WideMinor amount = 0;
    std::uint64_t parts = 0;
};

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

void add_words(std::string_view text, Words& words) {
    text = without_blanks(text);
    if (text.ends_with('/')) text.remove_suffix(1);
    for (;;) {
        const std::size_t comma = text.find(',');
        words.push_back(without_blanks(text.substr(0, comma)));
        if (comma == std::string_view::npos) return;
        text.remove_prefix(comma + 1);
    }
}

bool is_code(std::string_view word) {
    constexpr std::string_view codes = "01 02 03 16 49 88 98 99";
    return word.size() == 2 && codes.find(word) != std::string_view::npos;
}

// None unless each line is one record in its plain form.
std::optional<std::vector<Record>> plain_records(std::string_view bytes) {
    const bool is_ascii = std::all_of(bytes.begin(), bytes.end(), [](char letter) {
        return letter == '\n' || (letter >= ' ' && letter <= '~');
    });
    if (!is_ascii || !bytes.starts_with("01,")) return std::nullopt;
    std::vector<Record> records;
    std::uint64_t number = 0;
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        const std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        ++number;
        if (line.empty()) continue;
        if (!is_code(line.substr(0, 2)) || line.substr(2, 1) != ",") return std::nullopt;
        if (line.find("/ ") != std::string_view::npos) return std::nullopt;
        if (line.starts_with("88")) {
            if (records.empty()) return std::nullopt;
        } else {
            records.push_back({line.substr(0, 2), {}, number});
        }
        add_words(line.substr(3), records.back().words);
    }
    return records;
}

WideMinor number_of(std::string_view word) {
    if (word.starts_with('+')) word.remove_prefix(1);
    std::int64_t number = 0;
    std::from_chars(word.data(), word.data() + word.size(), number);
    return number;
}

std::string_view word_at(const Words& words, std::size_t at) {
    return at < words.size() ? words[at] : std::string_view{};
}

// Amounts of an 03: behind each type code an amount, a count and the funds type with its fields.
WideMinor amounts_of_account(const Words& words) {
    WideMinor sum = 0;
    for (std::size_t at = 2; at < words.size();) {
        if (words[at].empty()) {
            ++at;
            continue;
        }
        sum += number_of(word_at(words, at + 1));
        const std::string_view funds = word_at(words, at + 3);
        std::size_t more = 0;
        if (funds == "V") more = 2;
        if (funds == "S") more = 3;
        if (funds == "D") {
            const WideMinor pairs = number_of(word_at(words, at + 4));
            more = 1 + 2 * static_cast<std::size_t>(std::clamp<WideMinor>(pairs, 0, pairs_max));
        }
        at += 4 + more;
    }
    return sum;
}

class Recount {
public:
    explicit Recount(const std::vector<Record>& records) {
        for (const Record& record : records)
            add(record);
    }

    std::string missed(const IntakeFile& file) const {
        for (const Unit& unit : file.units) {
            if (unit.state != UnitState::taken) continue;
            const auto found =
                std::find_if(accounts_.begin(), accounts_.end(), [&](const Account& account) {
                    return account.line == unit.first_line;
                });
            if (found == accounts_.end()) return "an account that no 03 begins";
            if (!found->ties) return "49 of the account in line " + std::to_string(found->line);
            if (!found->group_ties) return "98 above line " + std::to_string(found->line);
            if (!file_ties_) return "99 of the file";
        }
        return {};
    }

private:
    struct Account {
        std::uint64_t line = 0;
        bool ties = false;
        bool group_ties = false;
    };

    void add(const Record& record) {
        const WideMinor stated = number_of(word_at(record.words, 0));
        const WideMinor parts = number_of(word_at(record.words, 1));
        if (record.code == "02") {
            group_ = {};
            group_first_ = accounts_.size();
        } else if (record.code == "03") {
            account_ = amounts_of_account(record.words);
            accounts_.push_back({record.line});
        } else if (record.code == "16") {
            account_ += number_of(word_at(record.words, 1));
        } else if (record.code == "49" && !accounts_.empty()) {
            accounts_.back().ties = stated == account_;
            group_.amount += stated;
            ++group_.parts;
        } else if (record.code == "98") {
            const bool ties = stated == group_.amount && parts == WideMinor{group_.parts};
            for (std::size_t i = group_first_; i < accounts_.size(); ++i)
                accounts_[i].group_ties = ties;
            file_.amount += stated;
            ++file_.parts;
        } else if (record.code == "99") {
            file_ties_ = stated == file_.amount && parts == WideMinor{file_.parts};
        }
    }

    std::vector<Account> accounts_;
    std::size_t group_first_ = 0;
    WideMinor account_ = 0;
    Counted group_;
    Counted file_;
    bool file_ties_ = false;
};

}  // namespace

bool is_plain_bai2(std::string_view bytes) {
    return plain_records(bytes).has_value();
}

std::string bai2_total_missed(const IntakeFile& file, std::string_view bytes) {
    const auto records = plain_records(bytes);
    return records ? Recount(*records).missed(file) : std::string{};
}

}  // namespace tieout
