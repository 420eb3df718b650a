// Names are compared exactly, and the index finds what a comparison with every name finds.
#include "matching/name_index.h"

#include <algorithm>
#include <random>

#include <catch2/catch.hpp>
#include <hwy/targets.h>

#include "tests/support/made_names.h"

using namespace tieout;

namespace {

// The tables of the textbook, a cell at a time.
std::size_t common_slowly(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> table(
        a.size() + 1, std::vector<std::size_t>(b.size() + 1)
    );
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1
                                               : std::max(table[i - 1][j], table[i][j - 1]);
        }
    }
    return table[a.size()][b.size()];
}

std::size_t slips_slowly(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> table(
        a.size() + 1, std::vector<std::size_t>(b.size() + 1)
    );
    for (std::size_t i = 0; i <= a.size(); ++i)
        table[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j)
        table[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            table[i][j] =
                std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
            }
        }
    }
    return table[a.size()][b.size()];
}

class Texts {
public:
    explicit Texts(std::uint64_t seed) : random_(seed) {}

    std::string text(std::size_t size_max, int letters) {
        std::string made(random_() % (size_max + 1), 'a');
        for (char& letter : made)
            letter = static_cast<char>(
                'a' + static_cast<char>(random_() % static_cast<std::uint64_t>(letters))
            );
        return made;
    }

    // Any bytes at all.
    std::string bytes(std::size_t size_max) {
        std::string made(random_() % (size_max + 1), 'a');
        for (char& letter : made)
            letter = static_cast<char>(random_());
        return made;
    }

private:
    std::mt19937_64 random_;
};

NameForm form_of(std::string_view name) {
    const auto forms = name_forms(name);
    return forms.empty() ? NameForm{} : forms.front();
}

NameIndex index_of(const std::vector<std::string>& names) {
    std::vector<CustomerName> all;
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (NameForm& form : name_forms(names[i]))
            all.push_back({static_cast<CustomerNo>(i), std::move(form)});
    }
    return NameIndex(std::move(all));
}

// What a comparison with every name of the index gives, best first.
std::vector<NearName> compare_all(const NameIndex& index, const NameForm& form) {
    std::vector<NearName> near;
    for (std::uint32_t name = 0; name < index.size(); ++name) {
        const auto ratio = [](std::string_view a, std::string_view b) {
            return static_cast<std::int32_t>(20'000 * common_slowly(a, b) / (a.size() + b.size()));
        };
        const std::int32_t best = std::max(
            ratio(form.written, index.written(name)), ratio(form.words, index.words(name))
        );
        if (best < 8'500) continue;
        const bool same = !form.legal_form.empty() && form.legal_form == index.legal_form(name);
        near.push_back({name, NameLikeness::near, best, same});
    }
    std::sort(near.begin(), near.end(), [](const NearName& a, const NearName& b) {
        if (a.similarity_bp != b.similarity_bp) return a.similarity_bp > b.similarity_bp;
        if (a.same_legal_form != b.same_legal_form) return a.same_legal_form;
        return a.name < b.name;
    });
    return near;
}

NearNames search(const NameIndex& index, std::string_view raw, NameWork& work) {
    return index.search({form_of(raw), raw.size()}, work);
}

std::string best_of(const NameIndex& index, std::string_view raw) {
    NameWork work;
    const NearNames near = search(index, raw, work);
    return near.names.empty() ? "" : std::string(index.written(near.names.front().name));
}

}  // namespace

TEST_CASE("letters in common are those of the slow table", "[matching][names]") {
    Texts texts(11);
    for (int i = 0; i < 4'000; ++i) {
        const std::string a = i % 3 == 0 ? texts.bytes(70) : texts.text(40, 2 + i % 9);
        const std::string b = i % 3 == 0 ? texts.bytes(70) : texts.text(40, 2 + i % 9);
        INFO(a << " | " << b);
        const NamePattern pattern(a);
        REQUIRE(pattern.common_with(b) == common_slowly(a, b));
        if (a.size() + b.size() > 0) {
            REQUIRE(
                pattern.ratio_bp(b) ==
                static_cast<std::int32_t>(20'000 * common_slowly(a, b) / (a.size() + b.size()))
            );
        }
    }
    for (const std::size_t size : {63U, 64U, 65U, 127U, 128U, 129U, 192U, 193U, 256U}) {
        for (int i = 0; i < 12; ++i) {
            std::string a = texts.text(400, 3);
            a.resize(size, 'b');
            const std::string b = texts.text(256, 3);
            REQUIRE(NamePattern(a).common_with(b) == common_slowly(a, b));
        }
    }
}

TEST_CASE("names are compared by their first 256 bytes", "[matching][names]") {
    const std::string front(256, 'a');
    CHECK(NamePattern(front + "xyz").ratio_bp(front + "uvw") == 10'000);
    CHECK(NamePattern("").ratio_bp("") == 10'000);
    CHECK(NamePattern("").ratio_bp("a") == 0);
}

TEST_CASE("slips between words are those of the slow table", "[matching][names]") {
    Texts texts(12);
    for (int i = 0; i < 4'000; ++i) {
        const std::string a = texts.text(i % 2 == 0 ? 8 : 64, 2 + i % 5);
        const std::string b = texts.text(i % 2 == 0 ? 8 : 64, 2 + i % 5);
        INFO(a << " | " << b);
        REQUIRE(slips_between(a, b) == slips_slowly(a, b));
    }
    CHECK(slips_between("siemens", "seimens") == 1);
    CHECK(slips_between("", "abc") == 3);
    CHECK(slips_between("abc", "") == 3);
}

TEST_CASE("the ratio's threshold is met exactly where the bound says", "[matching][names]") {
    for (std::size_t both = 1; both < 200; ++both) {
        for (std::size_t common = 0; 2 * common <= both; ++common) {
            REQUIRE((common >= common_for(8'500, both)) == (ratio_of(common, both) >= 8'500));
        }
    }
}

TEST_CASE("every processor's scan finds what the plain one finds", "[matching][names]") {
    NameMaker maker(13);
    NameSignatures names;
    std::vector<LetterCounts> counts;
    for (int i = 0; i < 3'000; ++i) {
        counts.push_back(letter_counts(form_of(maker.name()).written));
        names.add(counts.back());
    }
    std::vector<std::int64_t> targets{0};
    for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1)
        targets.push_back(left & -left);
    std::size_t passed = 0;
    for (int i = 0; i < 60; ++i) {
        const SignatureScan wanted{
            static_cast<std::size_t>(i % 7),
            names.blocks() - static_cast<std::size_t>(i % 3),
            counts[static_cast<std::size_t>(i) * 41],
            static_cast<std::uint8_t>(i % 12)
        };
        std::vector<std::uint32_t> plain;
        scan_signatures_plainly(names, wanted, plain);
        passed += plain.size();
        for (const std::int64_t target : targets) {
            hwy::SetSupportedTargetsForTest(target);
            hwy::GetChosenTarget().Update(hwy::SupportedTargets());
            std::vector<std::uint32_t> found;
            scan_signatures(names, wanted, found);
            REQUIRE(found == plain);
        }
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    CHECK(passed > 100);
    CHECK(targets.size() > 1);
}

TEST_CASE("the filter drops no name that a full comparison finds", "[matching][names]") {
    NameMaker maker(14);
    const std::vector<std::string> names = maker.names(3'000);
    const NameIndex index = index_of(names);
    NameWork work;
    std::size_t found = 0;
    for (int i = 0; i < 120; ++i) {
        const auto at = static_cast<std::size_t>(maker.pick(0, 2'999));
        const NameForm form = form_of(maker.noisy(names[at]));
        if (form.written.empty()) continue;
        const NearNames near = index.every_near(form, work);
        INFO(form.written);
        REQUIRE(near.is_complete);
        REQUIRE(near.names == compare_all(index, form));
        found += near.names.size();
    }
    CHECK(found > 60);
}

TEST_CASE("the same holds for very short, very long and strange names", "[matching][names]") {
    Texts texts(15);
    std::vector<CustomerName> names;
    const auto add = [&](std::string written) {
        NameForm form;
        form.written = form.words = std::move(written);
        names.push_back({static_cast<CustomerNo>(names.size()), form});
    };
    for (int i = 0; i < 300; ++i) {
        add(texts.text(6, 3));
        add(texts.text(30, 2));
        add(texts.text(256, 2));
        add(std::string(static_cast<std::size_t>(1 + i % 256), 'e'));
    }
    const NameIndex index(names);
    NameWork work;
    for (std::size_t i = 0; i < names.size(); i += 13) {
        if (names[i].form.written.empty()) continue;
        const NearNames near = index.every_near(names[i].form, work);
        REQUIRE(near.is_complete);
        REQUIRE(near.names == compare_all(index, names[i].form));
    }
}

TEST_CASE("the order in which customers came does not change what is near", "[matching][names]") {
    NameMaker maker(16);
    const std::vector<std::string> names = maker.names(1'500);
    std::vector<std::string> shuffled = names;
    std::mt19937_64 random(17);
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    const NameIndex one = index_of(names);
    const NameIndex other = index_of(shuffled);
    REQUIRE(one.size() == other.size());
    NameWork work;
    for (int i = 0; i < 300; ++i) {
        const std::string raw = maker.noisy(names[static_cast<std::size_t>(i) * 5]);
        const NearNames a = search(one, raw, work);
        const NearNames b = search(other, raw, work);
        REQUIRE(a.names == b.names);
        for (const NearName& each : a.names) {
            REQUIRE(one.written(each.name) == other.written(each.name));
            REQUIRE(one.owners(each.name).size() == other.owners(each.name).size());
        }
    }
}

TEST_CASE("near names of bank files are found", "[matching][names]") {
    const NameIndex index = index_of(
        {"Northwind Trading Company",
         "Acme International Industries Inc",
         "Acme International Holdings Inc",
         "John Smith Plumbing",
         "M\xC3\xBCller Maschinenbau GmbH",
         "Zeta Freight Forwarding AG",
         "Zeta Freight Forwarding GmbH"}
    );
    CHECK(best_of(index, "NORTHWIND TRADNIG CO") == "northwind trading");
    CHECK(best_of(index, "TRADING NORTHWINDS") == "northwind trading");
    CHECK(best_of(index, "ACME INTERNATIONAL INDU") == "acme international industries");
    CHECK(best_of(index, "ACME INTERNATIONAL HOL") == "acme international holdings");
    CHECK(best_of(index, "J SMITH PLUMBING") == "john smith plumbing");
    CHECK(best_of(index, "MUELLER MASCHINENBAU") == "mueller maschinenbau");
    CHECK(best_of(index, "MULLER MASCHINENBAU") == "muller maschinenbau");
    CHECK(best_of(index, "MUELER MASCHINEBAU").ends_with("ller maschinenbau"));
    CHECK(best_of(index, "QXV") == "");

    // The legal form decides between names otherwise equally near.
    NameWork work;
    const NearNames near = search(index, "ZETA FREIGHT FORWARDERS GMBH", work);
    REQUIRE(near.names.size() == 2);
    CHECK(index.legal_form(near.names[0].name) == "gmbh");
    CHECK(near.names[0].similarity_bp == near.names[1].similarity_bp);
}

TEST_CASE("a cut name is one only where banks cut", "[matching][names]") {
    const NameIndex index = index_of({"General Electric Capital Corporation"});
    NameWork work;
    const auto how = [&](std::string_view raw) {
        const NearNames near = search(index, raw, work);
        return near.names.empty() ? NameLikeness::trigrams : near.names.front().how;
    };
    CHECK(how("GENERAL ELECTRIC CA") == NameLikeness::cut);  // within a word
    CHECK(how("GENERAL ELECTRIC") == NameLikeness::cut);     // 16 characters: ACH
    CHECK(how("GENERAL  ELECTRIC  ") != NameLikeness::cut);  // 19: nobody cuts there
    CHECK(how("GENERAL ELECT") == NameLikeness::cut);
    CHECK(how("GENERAL ELE") != NameLikeness::cut);  // too short to say anything
}

TEST_CASE("more alike names than are compared are no answer", "[matching][names]") {
    std::vector<std::string> names;
    for (int i = 0; i < 20'000; ++i) {
        std::string name = "alpine sports retail store ";
        for (int rest = i, digit = 0; digit < 4; ++digit, rest /= 12)
            name += static_cast<char>('a' + rest % 12);
        names.push_back(name);
    }
    const NameIndex index = index_of(names);
    NameWork work;
    const NearNames near = search(index, "alpine sports retail store xyzw", work);
    CHECK_FALSE(near.is_complete);
    CHECK(near.names.empty());
    const NearNames same = search(index, "store retail alpine sports abca", work);
    CHECK(same.is_complete);
    REQUIRE(same.names.size() == 1);
    CHECK(same.names[0].how == NameLikeness::same);
}

TEST_CASE("how many names have a word is counted once a name", "[matching][names]") {
    const NameIndex index = index_of({"Blue Blue Sky", "Blue Moon Ltd", "Red Moon"});
    CHECK(index.names_with("blue") == 2);
    CHECK(index.names_with("moon") == 2);
    CHECK(index.names_with("sky") == 1);
}

TEST_CASE("an empty index finds nothing", "[matching][names]") {
    const NameIndex index(std::vector<CustomerName>{});
    NameWork work;
    CHECK(search(index, "anybody", work).names.empty());
    CHECK(index.every_near(form_of("anybody"), work).names.empty());
    CHECK(index.size() == 0);
}
