// Damaged files: cut at every byte, every control changed, every byte changed; never half a file.
#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

#include "tests/io/samples.h"

namespace tieout {
namespace {

constexpr std::array bank_samples{
    "lockbox-2026-03-16.bai",
    "lockbox-sap-2026-03-16.bai",
    "lockbox-300-2026-03-16.bai",
    "bai2-2026-03-16.bai2",
    "camt053-2026-03-16.xml",
    "camt054-2026-03-16.xml",
};

std::string format_of(const std::string& name) {
    return name.starts_with("lock") ? "bai_lockbox" : name.starts_with("bai2") ? "bai2" : "camt";
}

// Every digit of `line` from `from` on, raised by one.
void check_detected(const std::string& name, const std::string& text, std::size_t at) {
    std::string changed = text;
    changed[at] = text[at] == '9' ? '0' : static_cast<char>(text[at] + 1);
    const IntakeFile file = read_text(name, changed, format_of(name));
    INFO(name << ", byte " << at << ": " << changed.substr(at, 20));
    check_sound(file);
    const bool is_noticed = !file.faults.empty() || !file.warnings.empty();
    CHECK(is_noticed);
}

TEST_CASE(
    "a bank file cut at any byte gives nothing, or all of it when only blanks are lost",
    "[io][damage]"
) {
    for (const std::string name : bank_samples) {
        const std::string text = data_text("samples/" + name);
        const WideMinor whole = taken_sum(read_text(name, text));
        const std::size_t end = text.find_last_not_of("\r\n") + 1;
        for (std::size_t size = 0; size < text.size(); ++size) {
            const IntakeFile file = read_text(name, text.substr(0, size), format_of(name));
            check_sound(file);
            const bool is_whole = size >= end;
            if ((is_whole ? whole : 0) != taken_sum(file) || taken(file).empty() == is_whole) {
                // The mark that ends the last BAI2 record may be lost alone.
                const bool is_last_mark = name.starts_with("bai2") && size == end - 1;
                if (!is_last_mark) FAIL(name << " cut to " << size << " bytes is taken in part");
            }
            if (!is_whole && file.faults.empty() && size + 1 < end) FAIL("no fault at " << size);
        }
    }
}

TEST_CASE("a file of rows cut at any byte gives only whole rows", "[io][damage]") {
    for (const std::string name : {"payments-2026-03-16.ndjson", "remittances-2026-03-16.csv"}) {
        const std::string text = data_text("samples/" + name);
        for (std::size_t size = 0; size < text.size(); ++size) {
            check_sound(read_text(name, text.substr(0, size), name.substr(0, name.find('-'))));
        }
    }
}

TEST_CASE("every digit of a lockbox control is guarded", "[io][damage]") {
    for (const std::string name : {"lockbox-2026-03-16.bai", "lockbox-sap-2026-03-16.bai"}) {
        const std::string text = data_text("samples/" + name);
        std::size_t line = 0;
        while (line < text.size()) {
            const std::size_t end = text.find('\n', line);
            const char type = text[line];
            const auto guard = [&](std::size_t from, std::size_t to) {
                for (std::size_t at = line + from - 1; at < line + to; ++at) {
                    check_detected(name, text, at);
                }
            };
            if (type == '6') guard(8, 17);
            if (type == '7') guard(21, 33);
            if (type == '8') guard(21, 34);
            if (type == '9') guard(2, 7);
            line = end + 1;
        }
    }
}

TEST_CASE("every digit of a BAI2 control or amount is guarded", "[io][damage]") {
    const std::string name = "bai2-2026-03-16.bai2";
    const std::string text = data_text("samples/" + name);
    std::size_t line = 0;
    while (line < text.size()) {
        const std::size_t end = text.find('\n', line);
        const std::string_view record = std::string_view(text).substr(line, end - line);
        std::size_t from = 3;
        std::size_t to = 3;
        if (record.starts_with("16,")) {
            from = 7;
            to = record.find(',', from);
        }
        if (record.starts_with("49,") || record.starts_with("9")) to = record.size();
        for (std::size_t at = line + from; at < line + to; ++at) {
            if (text[at] >= '0' && text[at] <= '9') check_detected(name, text, at);
        }
        line = end + 1;
    }
}

TEST_CASE("every digit of a statement's amounts and balances is guarded", "[io][damage]") {
    const std::string name = "camt053-2026-03-16.xml";
    const std::string text = data_text("samples/" + name);
    const std::size_t pending = text.find("BK-6") - 400;
    for (std::size_t at = text.find("<Amt"); at < pending; at = text.find("<Amt", at + 1)) {
        const bool is_of_transaction = text.rfind("<TxDtls>", at) != std::string::npos &&
                                       text.rfind("<TxDtls>", at) > text.rfind("<Ntry>", at);
        if (is_of_transaction) continue;
        for (std::size_t i = text.find('>', at) + 1; text[i] != '<'; ++i) {
            if (text[i] >= '0' && text[i] <= '9') check_detected(name, text, i);
        }
    }
}

TEST_CASE("any byte changed or lost leaves a sound result", "[io][damage]") {
    std::mt19937 random(20260316);
    for (const std::string name : bank_samples) {
        const std::string text = data_text("samples/" + name);
        for (int round = 0; round < 400; ++round) {
            std::string changed = text;
            for (std::uint32_t i = random() % 4 + 1; i > 0; --i) {
                const std::size_t at = random() % changed.size();
                switch (random() % 3) {
                    case 0: changed[at] = static_cast<char>(random() % 256); break;
                    case 1: changed.erase(at, random() % 40 + 1); break;
                    default: changed.insert(at, changed.substr(random() % changed.size(), 30));
                }
            }
            check_sound(read_text(name, changed, round % 2 == 0 ? "" : format_of(name)));
        }
    }
}

TEST_CASE("any byte of a European statement, message or export may be changed", "[io][damage]") {
    const std::vector<std::pair<std::string, std::string>> samples{
        {"coda-2026-03-16.cod", "coda"},
        {"cfonb-2026-03-16.txt", "cfonb"},
        {"remt001-2026-03-16.xml", "iso20022"},
        {"pacs008-2026-03-16.xml", "iso20022"},
        {"pain002-2026-03-16.xml", "iso20022"},
        {"csv-2026-03-16.csv", "csv"},
        {"csv-debit-credit-2026-03-16.csv", "csv"},
        {"csv-psp-2026-03-16.csv", "csv"},
    };
    std::mt19937 random(20260316);
    for (const auto& [name, format] : samples) {
        const std::string text = data_text("samples/" + name);
        for (int round = 0; round < 400; ++round) {
            std::string changed = text;
            for (std::uint32_t i = random() % 4 + 1; i > 0; --i) {
                const std::size_t at = random() % changed.size();
                switch (random() % 3) {
                    case 0: changed[at] = static_cast<char>(random() % 256); break;
                    case 1: changed.erase(at, random() % 40 + 1); break;
                    default: changed.insert(at, changed.substr(random() % changed.size(), 30));
                }
            }
            check_sound(read_text(name, changed, round % 2 == 0 ? "" : format));
        }
    }
}

TEST_CASE("a line or a text beyond its limit is a fault, never a cut", "[io][damage]") {
    const std::string bai2 = data_text("samples/bai2-2026-03-16.bai2");
    const std::string more_text = "WIRE IN" + std::string(70'000, 'x');
    const IntakeFile text = read_text("f", replaced(bai2, "WIRE IN", more_text));
    check_sound(text);
    CHECK(taken(text).empty());
    CHECK(has_fault(text, "F_FIELD"));
    const IntakeFile line = read_text("f", replaced(bai2, "WIRE IN", std::string(2'000'000, 'x')));
    CHECK(line.refused);
    CHECK(has_fault(line, "F_LINE"));
    const std::string row =
        "{\"booking_date\":\"2026-03-16\",\"currency\":\"USD\",\"amount\":"
        "\"1.00\",\"memo\":\"";
    CHECK(has_fault(read_text("f", row + std::string(70'000, 'x') + "\"}\n"), "F_JSON"));
    CHECK(
        has_fault(read_text("f", row + std::string(2'000'000, 'x') + "\"}\n", "payments"), "F_LINE")
    );
}

TEST_CASE("records before, after or without their envelope are refused", "[io][damage]") {
    const std::string text = data_text("samples/lockbox-2026-03-16.bai");
    const auto refused = [](const std::string& changed) {
        const IntakeFile file = read_text("f", changed, "bai_lockbox");
        check_sound(file);
        return file.refused && taken(file).empty();
    };
    CHECK(refused(text + text));
    CHECK(refused(text + "9000022\n"));
    CHECK(refused(text + "x\n"));
    CHECK(refused(text.substr(text.find('\n') + 1)));
    CHECK_FALSE(refused(text + "\n  \n\x1A"));
    const std::string bai2 = data_text("samples/bai2-2026-03-16.bai2");
    CHECK(taken(read_text("f", bai2 + bai2, "bai2")).empty());
    CHECK(taken(read_text("f", bai2.substr(bai2.find('\n') + 1), "bai2")).empty());
}

}  // namespace
}  // namespace tieout
