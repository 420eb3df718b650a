// Whether what was read of a real bank file is what is known of it: recounts, goldens, statements.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/intake.h"
#include "tests/corpora/corpus.h"

namespace tieout {

// Facts that were compared, and those that differ, in words.
struct Agreement {
    std::size_t compared = 0;
    std::vector<std::string> differences;

    void expect(std::string_view what, std::string_view stated, std::string_view read);
    void expect(std::string_view what, WideMinor stated, WideMinor read);
    void expect(std::string_view what, bool holds);
};

// A difference that is known and right: `what` begins its words.
struct KnownDifference {
    std::string file;
    std::string what;
    std::string reason;
};

// What is known of the files of one folder: facts.csv of its families, golden files beside the
// files, and expected.csv with what the notes (EXPECTED.md) state.
class Expectations {
public:
    explicit Expectations(std::string root);

    // `name` is the path below the root.
    Agreement agree(const std::string& name, const IntakeFile& file) const;
    // The reason why a difference of a file is right, or empty.
    std::string reason_of(const std::string& name, std::string_view difference) const;
    // The reason why a file is rightly refused with these words, or empty: nobody judged it yet.
    std::string refusal_of(const std::string& name, std::string_view words) const;

private:
    std::string root_;
    std::map<std::string, std::vector<Facts>> facts_;  // by path below the root
    std::map<std::string, std::vector<Facts>> stated_;
    std::vector<KnownDifference> known_;
    std::vector<Facts> refusals_;
};

// One function a source; each compares what it knows of and nothing else.
void agree_with_facts(
    const std::string& name,
    const std::vector<Facts>& rows,
    const IntakeFile& file,
    Agreement& agreement
);
void agree_with_golden(const std::string& path, const IntakeFile& file, Agreement& agreement);
void agree_with_statements(
    const std::vector<Facts>& rows, const IntakeFile& file, Agreement& agreement
);

// Signed sum of all movements, those of quarantined units too.
WideMinor net_of(const IntakeFile& file);
std::vector<const Payment*> movements_of(const IntakeFile& file);
std::string text_of(WideMinor number);

}  // namespace tieout
