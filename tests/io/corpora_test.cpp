// The collection of real bank files: every one is read soundly, or refused at a place, and agrees
// with what is known of it.
#include <catch2/catch.hpp>

#include "tests/corpora/agreement.h"
#include "tests/io/samples.h"
#include "tests/support/soundness.h"

namespace tieout {
namespace {

// The files of one family; `compared_min` facts are known of them at least.
void check_family(const std::string& family, std::size_t compared_min) {
    const std::string root = corpus_folder();
    if (root.empty()) return;
    const Expectations expectations(root);
    std::size_t compared = 0;
    for (const std::string& path : corpus_files(family)) {
        const std::string name = path.substr(root.size());
        const std::string bytes = read_all(path);
        INFO(name);
        const IntakeFile file = read_text(name, bytes);
        CHECK(unsound(file).empty());
        if (is_beside_the_data(name)) CHECK(file.refused);
        for (const Error& fault : file.faults)
            CHECK((fault.place.column != 0 || fault.fault == "F_MORE"));
        const Agreement agreement = expectations.agree(name, file);
        for (const std::string& difference : agreement.differences) {
            INFO(difference);
            CHECK_FALSE(expectations.reason_of(name, difference).empty());
        }
        compared += agreement.compared;
    }
    CHECK(compared >= compared_min);
}

TEST_CASE("real BAI2 and lockbox files agree with their recounts", "[io][corpus]") {
    check_family("bai2", 130);
    check_family("lockbox", 8);
}

TEST_CASE("real camt files agree with their recounts and golden files", "[io][corpus]") {
    check_family("camt", 250);
}

TEST_CASE("real CODA and CFONB files agree with their recounts", "[io][corpus]") {
    check_family("coda", 25);
    check_family("cfonb", 10);
}

TEST_CASE("real SWIFT statements agree with their recounts and golden files", "[io][corpus]") {
    check_family("mt940", 1000);
    // A text that is no statement ends in faults too when somebody says that it is one.
    for (const std::string& path : corpus_files("mt940"))
        check_sound(read_text(path, read_all(path), "mt940"));
}

TEST_CASE("real ACH files agree with their recounts and golden files", "[io][corpus]") {
    check_family("nacha", 350);
}

TEST_CASE("real X12, EDIFACT and Fedwire files agree with what is known", "[io][corpus]") {
    check_family("x12_820", 45);
    check_family("x12_823", 2);
    check_family("edifact_remadv", 6);
    check_family("fedwire", 2);
}

TEST_CASE("files of other kinds are refused by name", "[io][corpus]") {
    for (const char* family :
         {"x12_835", "x12_other", "edifact_other", "iso20022_other", "ofx_qif", "csv"}) {
        check_family(family, 0);
    }
}

}  // namespace
}  // namespace tieout
