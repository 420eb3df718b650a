// Each measure gives a pair of names a likeness in basis points. Pair F1: the pairs at or above a
// threshold against the labels; top-1: a spelling asks all others, and the best must be of the same
// company. The baselines get the threshold that suits them best on the very data; ours is given
// both with that and with the one that the matcher uses.
#include "tests/evaluate/evaluate_names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "matching/name_index.h"
#include "matching/payer.h"
#include "tests/program/program.h"
#include "tests/support/dataset_books.h"

namespace tieout {

namespace {

// Small letters and digits, everything else a blank, as RapidFuzz's default processing.
std::string processed(const std::string& name) {
    std::string text;
    for (const char letter : name) {
        const auto byte = static_cast<unsigned char>(letter);
        const bool is_kept = byte >= 0x80 || std::isalnum(byte) != 0;
        text += is_kept ? static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte) : ' ';
    }
    while (!text.empty() && text.back() == ' ')
        text.pop_back();
    return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

// Words padded by two blanks before and one behind, as pg_trgm.
std::set<std::string> plain_trigrams(const std::string& name) {
    std::set<std::string> found;
    std::string word;
    for (const char letter : processed(name) + ' ') {
        if (letter != ' ') {
            word += letter;
            continue;
        }
        if (word.empty()) continue;
        const std::string padded = "  " + word + ' ';
        for (std::size_t i = 0; i + 3 <= padded.size(); ++i)
            found.insert(padded.substr(i, 3));
        word.clear();
    }
    return found;
}

// Names known by their place, so that measures can prepare them once.
class Measures {
public:
    explicit Measures(const std::vector<std::string>& names) {
        std::vector<CustomerName> forms;
        for (const std::string& name : names) {
            ratio_texts_.push_back(processed(name));
            ratio_patterns_.emplace_back(ratio_texts_.back());
            trigrams_.push_back(plain_trigrams(name));
            letters_.push_back(static_cast<std::size_t>(std::count_if(
                name.begin(),
                name.end(),
                [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }
            )));
            forms_.push_back(name_forms(name));
            for (const NameForm& form : forms_.back())
                forms.push_back({static_cast<CustomerNo>(forms_.size() - 1), form});
        }
        index_ = NameIndex(std::move(forms));
        entries_.resize(names.size());
        for (std::uint32_t entry = 0; entry < index_.size(); ++entry) {
            for (const CustomerNo owner : index_.owners(entry))
                entries_[slot(owner)].push_back(entry);
        }
    }

    std::int32_t ratio(std::size_t a, std::size_t b) {
        return ratio_patterns_[a].ratio_bp(ratio_texts_[b]);
    }

    std::int32_t trigram(std::size_t a, std::size_t b) {
        std::size_t shared = 0;
        for (const std::string& each : trigrams_[a])
            shared += trigrams_[b].count(each);
        const std::size_t all = trigrams_[a].size() + trigrams_[b].size() - shared;
        return all == 0 ? 0 : static_cast<std::int32_t>(10'000 * shared / all);
    }

    // The cascade's likeness, the better of both directions and of all ways of writing.
    std::int32_t cascade(std::size_t a, std::size_t b) {
        return std::max(one_way(a, b), one_way(b, a));
    }

    // Whom the cascade finds first for a name among all others; nobody: its own place.
    std::size_t first_by_cascade(std::size_t at) {
        std::vector<CustomerName> others;
        for (std::size_t other = 0; other < forms_.size(); ++other) {
            if (other == at) continue;
            for (const NameForm& form : forms_[other])
                others.push_back({static_cast<CustomerNo>(other), form});
        }
        const NameIndex index(std::move(others));
        std::size_t best = at;
        std::int32_t best_bp = -1;
        for (const NameForm& form : forms_[at]) {
            const NearNames near = index.search({form, letters_[at]}, work_);
            if (near.names.empty() || near.names.front().similarity_bp <= best_bp) continue;
            best = slot(index.owners(near.names.front().name).front());
            best_bp = near.names.front().similarity_bp;
        }
        return best;
    }

private:
    std::int32_t one_way(std::size_t from, std::size_t to) {
        std::int32_t best = 0;
        for (const NameForm& form : forms_[from]) {
            for (const std::uint32_t entry : entries_[to])
                best = std::max(
                    best, index_.likeness({form, letters_[from]}, entry, work_).similarity_bp
                );
        }
        return best;
    }

    std::vector<std::string> ratio_texts_;
    std::vector<NamePattern> ratio_patterns_;
    std::vector<std::set<std::string>> trigrams_;
    std::vector<std::vector<NameForm>> forms_;
    std::vector<std::size_t> letters_;
    std::vector<std::vector<std::uint32_t>> entries_;  // of each name, in the index
    NameIndex index_;
    NameWork work_;
};

// How many right and wrong pairs have each likeness, in whole percent.
class Pairs {
public:
    void add(std::int32_t bp, bool is_match) {
        const auto at = static_cast<std::size_t>(bp / 100);
        ++(is_match ? right_ : wrong_).at(at);
    }

    struct Score {
        double f1 = 0;
        double precision = 0;
        double recall = 0;
        int percent = 0;
    };

    Score at(int percent) const {
        double right = 0;
        double wrong = 0;
        double all = 0;
        for (int i = 0; i <= 100; ++i) {
            const auto place = static_cast<std::size_t>(i);
            all += right_[place];
            if (i < percent) continue;
            right += right_[place];
            wrong += wrong_[place];
        }
        Score score;
        score.percent = percent;
        score.precision = right + wrong > 0 ? right / (right + wrong) : 0;
        score.recall = all > 0 ? right / all : 0;
        const double sum = score.precision + score.recall;
        score.f1 = sum > 0 ? 2 * score.precision * score.recall / sum : 0;
        return score;
    }

    Score best() const {
        Score best;
        for (int percent = 1; percent <= 100; ++percent) {
            const Score each = at(percent);
            if (each.f1 > best.f1) best = each;
        }
        return best;
    }

private:
    std::array<double, 101> right_{};
    std::array<double, 101> wrong_{};
};

using Measure = std::function<std::int32_t(std::size_t, std::size_t)>;

std::string row(const std::string& name, const Pairs::Score& score, const std::string& top) {
    return fmt::format(
        "{:<34} {:>3} %  F1 {:.4f}  precision {:.4f}  recall {:.4f}  {}\n",
        name,
        score.percent,
        score.f1,
        score.precision,
        score.recall,
        top
    );
}

constexpr int matcher_percent = NameIndex::near_bp_min / 100;
constexpr int trigrams_percent = near_rare_bp_min / 100;

std::string pairs_table(
    const std::vector<std::vector<std::string>>& rows, std::vector<NameFigure>& figures
) {
    std::vector<std::string> names;
    std::vector<bool> labels;
    for (const auto& each : rows) {
        names.push_back(each.at(2));
        names.push_back(each.at(3));
        labels.push_back(each.at(4) == "true");
    }
    Measures measures(names);
    const auto score = [&](const Measure& measure) {
        Pairs pairs;
        for (std::size_t i = 0; i < labels.size(); ++i)
            pairs.add(measure(2 * i, 2 * i + 1), labels[i]);
        return pairs;
    };
    const Pairs ratio = score([&](auto a, auto b) { return measures.ratio(a, b); });
    const Pairs trigram = score([&](auto a, auto b) { return measures.trigram(a, b); });
    const Pairs cascade = score([&](auto a, auto b) { return measures.cascade(a, b); });
    figures.push_back(
        {"F1 of labelled pairs", cascade.best().f1, std::max(ratio.best().f1, trigram.best().f1)}
    );
    return fmt::format("== nomenklatura_org_pairs: {} labelled pairs\n", labels.size()) +
           row("cascade, the matcher's threshold", cascade.at(matcher_percent), {}) +
           row("cascade, where trigrams speak", cascade.at(trigrams_percent), {}) +
           row("cascade, best threshold", cascade.best(), {}) +
           row("ratio, the same threshold", ratio.at(matcher_percent), {}) +
           row("ratio, best threshold", ratio.best(), {}) +
           row("trigrams (pg_trgm), best threshold", trigram.best(), {});
}

// Spellings with their company; each spelling once.
std::string spellings_table(
    const std::vector<std::vector<std::string>>& rows, std::vector<NameFigure>& figures
) {
    std::map<std::string, std::string> company;
    for (const auto& each : rows)
        company[each.at(2)] = each.at(0);
    std::vector<std::string> names;
    std::vector<std::string> owners;
    std::map<std::string, int> spellings;
    for (const auto& [name, owner] : company) {
        names.push_back(name);
        owners.push_back(owner);
        ++spellings[owner];
    }
    Measures measures(names);
    const auto score = [&](const Measure& measure) {
        Pairs pairs;
        for (std::size_t a = 0; a < names.size(); ++a) {
            for (std::size_t b = a + 1; b < names.size(); ++b)
                pairs.add(measure(a, b), owners[a] == owners[b]);
        }
        return pairs;
    };
    const auto top = [&](const std::function<std::size_t(std::size_t)>& first) {
        int asked = 0;
        int right = 0;
        for (std::size_t at = 0; at < names.size(); ++at) {
            if (spellings[owners[at]] < 2) continue;
            ++asked;
            const std::size_t found = first(at);
            right += found != at && owners[found] == owners[at];
        }
        return std::pair(static_cast<double>(right) / static_cast<double>(asked), asked);
    };
    const auto words = [](const std::pair<double, int>& share) {
        return fmt::format("top-1 {:.4f} of {}", share.first, share.second);
    };
    const auto best_by = [&](const Measure& measure) {
        return [&names, measure](std::size_t at) {
            std::size_t best = at;
            std::int32_t best_bp = -1;
            for (std::size_t other = 0; other < names.size(); ++other) {
                const std::int32_t bp = other == at ? -1 : measure(at, other);
                if (bp <= best_bp) continue;
                best = other;
                best_bp = bp;
            }
            return best;
        };
    };
    const Measure ratio = [&](auto a, auto b) { return measures.ratio(a, b); };
    const Measure trigram = [&](auto a, auto b) { return measures.trigram(a, b); };
    const Pairs ours = score([&](auto a, auto b) { return measures.cascade(a, b); });
    const Pairs by_ratio = score(ratio);
    const auto cascade_top = top([&](std::size_t at) { return measures.first_by_cascade(at); });
    const auto ratio_top = top(best_by(ratio));
    const auto trigram_top = top(best_by(trigram));
    const Pairs by_trigram = score(trigram);
    figures.push_back(
        {"F1 of spellings", ours.best().f1, std::max(by_ratio.best().f1, by_trigram.best().f1)}
    );
    figures.push_back(
        {"top-1 of spellings", cascade_top.first, std::max(ratio_top.first, trigram_top.first)}
    );
    return fmt::format("== patstat_org_names: {} spellings\n", names.size()) +
           row("cascade, the matcher's threshold", ours.at(matcher_percent), words(cascade_top)) +
           row("cascade, where trigrams speak", ours.at(trigrams_percent), {}) +
           row("cascade, best threshold", ours.best(), {}) +
           row("ratio, the same threshold", by_ratio.at(matcher_percent), words(ratio_top)) +
           row("ratio, best threshold", by_ratio.best(), {}) +
           row("trigrams (pg_trgm), best threshold", by_trigram.best(), words(trigram_top));
}

}  // namespace

std::vector<NameFigure> measure_names(const std::string& datasets, const std::string& out) {
    const std::string folder = datasets + "/company_names/";
    const auto pairs = dataset_rows(folder + "nomenklatura_org_pairs.csv");
    const auto spellings = dataset_rows(folder + "patstat_org_names.csv");
    if (pairs.empty() || spellings.empty()) return {};
    std::vector<NameFigure> figures;
    const std::string pairs_text = pairs_table(pairs, figures);
    const std::string table = pairs_text + spellings_table(spellings, figures);
    std::printf("%s\n", table.c_str());
    write_text(out + "/company_names.txt", table);
    return figures;
}

}  // namespace tieout
