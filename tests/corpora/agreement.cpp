#include "tests/corpora/agreement.h"

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

namespace tieout {

void Agreement::expect(std::string_view what, std::string_view stated, std::string_view read) {
    ++compared;
    if (stated == read) return;
    differences.push_back(fmt::format("{}: '{}' is known, '{}' was read", what, stated, read));
}

void Agreement::expect(std::string_view what, WideMinor stated, WideMinor read) {
    expect(what, text_of(stated), text_of(read));
}

void Agreement::expect(std::string_view what, bool holds) {
    ++compared;
    if (!holds) differences.push_back(fmt::format("{}: this does not hold", what));
}

std::string text_of(WideMinor number) {
    return format_amount_wide(number, *Currency::find("JPY"));
}

std::vector<const Payment*> movements_of(const IntakeFile& file) {
    std::vector<const Payment*> movements;
    for (const Unit& unit : file.units) {
        for (const Payment& payment : unit.movements)
            movements.push_back(&payment);
    }
    return movements;
}

WideMinor net_of(const IntakeFile& file) {
    WideMinor net = 0;
    for (const Payment* payment : movements_of(file))
        net += payment->is_credit ? payment->amount : -payment->amount;
    return net;
}

Expectations::Expectations(std::string root) : root_(std::move(root)) {
    if (!root_.ends_with('/')) root_ += '/';
    if (std::filesystem::is_directory(root_)) {
        for (const auto& family : std::filesystem::directory_iterator(root_)) {
            if (!family.is_directory()) continue;
            const std::string name = family.path().filename().string();
            for (Facts& facts : facts_of(root_ + name + "/facts.csv")) {
                const auto file = facts.find("file");
                if (file == facts.end()) continue;
                facts_[name + "/" + file->second].push_back(std::move(facts));
            }
        }
    }
    const std::string tables = TIEOUT_SOURCE_DIR "/tests/corpora/";
    for (Facts& facts : facts_of(tables + "expected.csv"))
        stated_[facts.at("file")].push_back(std::move(facts));
    for (const Facts& facts : facts_of(tables + "known.csv"))
        known_.push_back({facts.at("file"), facts.at("what"), facts.at("reason")});
    refusals_ = facts_of(tables + "refusals.csv");
}

Agreement Expectations::agree(const std::string& name, const IntakeFile& file) const {
    Agreement agreement;
    if (const auto rows = facts_.find(name); rows != facts_.end()) {
        agree_with_facts(name, rows->second, file, agreement);
    }
    if (const auto rows = stated_.find(name); rows != stated_.end()) {
        agree_with_statements(rows->second, file, agreement);
    }
    agree_with_golden(root_ + name, file, agreement);
    return agreement;
}

std::string Expectations::reason_of(const std::string& name, std::string_view difference) const {
    for (const KnownDifference& known : known_) {
        if (known.file == name && difference.starts_with(known.what)) return known.reason;
    }
    return {};
}

std::string Expectations::refusal_of(const std::string& name, std::string_view words) const {
    if (const auto rows = stated_.find(name); rows != stated_.end()) {
        for (const Facts& row : rows->second) {
            if (row.at("fact") == "state" && row.at("value") == "refused") return row.at("source");
        }
    }
    for (const Facts& refusal : refusals_) {
        if (words.find(refusal.at("words")) != std::string_view::npos) return refusal.at("reason");
    }
    return {};
}

}  // namespace tieout
