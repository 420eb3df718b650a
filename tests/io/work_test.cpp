// Large hostile files: what is read is right, and the memory asked for on the way is in proportion.
#include <cstdlib>
#include <new>

#include <catch2/catch.hpp>

#include "tests/io/samples.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TIEOUT_HEAP_IS_WATCHED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TIEOUT_HEAP_IS_WATCHED
#endif
#endif

namespace {

// Bytes asked of the heap by this thread, given back or not: text that is copied anew with each
// line it grows by asks for the square of its size.
thread_local std::size_t asked_for = 0;

}  // namespace

#ifndef TIEOUT_HEAP_IS_WATCHED
void* operator new(std::size_t size) {
    asked_for += size;
    if (void* const at = std::malloc(size == 0 ? 1 : size)) return at;
    throw std::bad_alloc();
}

void operator delete(void* at) noexcept {
    std::free(at);
}

void operator delete(void* at, std::size_t) noexcept {
    std::free(at);
}
#endif

namespace tieout {
namespace {

constexpr std::size_t many = 100'000;
constexpr std::size_t bytes_asked_max = 64;  // for each byte of the file

// Reads the text and compares what it asked for with its size.
IntakeFile read_within_bounds(const std::string& text, const std::string& format) {
    const std::size_t before = asked_for;
    IntakeFile file = read_text("f", text, format);
    const std::size_t asked = asked_for - before;
    check_sound(file);
#ifndef TIEOUT_HEAP_IS_WATCHED
    CHECK(asked > 0);
    CHECK(asked / text.size() <= bytes_asked_max);
#else
    CHECK(asked == 0);
#endif
    return file;
}

std::string bai2_of(const std::string& account, const std::string& total, std::size_t records) {
    const std::string count = std::to_string(records);
    return "01,A,B,260316,1200,1,,,2/\n02,B,A,1,260316,,USD,2/\n" + account + "49," + total + ',' +
           count + "/\n98," + total + ",1," + std::to_string(records + 2) + "/\n99," + total +
           ",1," + std::to_string(records + 4) + "/\n";
}

TEST_CASE("empty fields of a BAI2 account are passed over in one walk", "[io][work]") {
    // On one line, in front of a last balance, and on continuations of their own.
    const std::string on_one = "03,1,USD" + std::string(many * 5, ',') + "015,500,,/\n";
    const IntakeFile one = read_within_bounds(bai2_of(on_one, "500", 2), "bai2");
    CHECK(one.faults.empty());
    CHECK(one.units.at(0).closing_balance == Minor{500});
    std::string on_many = "03,1,USD,/\n";
    for (std::size_t i = 0; i < many; ++i)
        on_many += "88,,,,/\n";
    on_many += "88,015,500,,/\n16,195,0,,,,/\n";
    const IntakeFile each = read_within_bounds(bai2_of(on_many, "500", many + 4), "bai2");
    CHECK(each.faults.empty());
    CHECK(each.units.at(0).closing_balance == Minor{500});
    // Balances instead of empty fields: each one counts.
    std::string balances = "03,1,USD";
    for (std::size_t i = 0; i < many; ++i)
        balances += ",900,1,,";
    const IntakeFile sum =
        read_within_bounds(bai2_of(balances + "/\n", std::to_string(many), 2), "bai2");
    CHECK(sum.faults.empty());
    CHECK(sum.units.at(0).controls.at(0).counted == WideMinor{many});
}

TEST_CASE("the text of a BAI2 movement is joined once", "[io][work]") {
    std::string text = "03,1,USD,,,,/\n16,195,100,,R,,T\n";
    constexpr std::size_t lines = 6'000;
    for (std::size_t i = 0; i < lines; ++i)
        text += "88,L" + std::to_string(10'000 + i) + "\n";
    const IntakeFile file = read_within_bounds(bai2_of(text, "100", lines + 3), "bai2");
    CHECK(file.faults.empty());
    CHECK(taken(file).at(0).memo.size() == 1 + lines * 6);
}

TEST_CASE("the memo of a check is joined once however many records it has", "[io][work]") {
    std::string text =
        "100HARBORSUPP01210428822603160615\n"
        "2HARBORSUPP0121042882000000000040008008001\n"
        "50000000022222260316HARBORSUPP0121042882\n"
        "6001001000012500005500270700123455550000002041031226ACME\n";
    for (std::size_t i = 0; i < many; ++i)
        text += "40010016010T" + std::to_string(100'000 + i) + "\n";
    text += "700100100222222603160010000125000\n8000000002222226031600010000125000\n9100007\n";
    const IntakeFile file = read_within_bounds(text, "bai_lockbox");
    CHECK(file.faults.empty());
    CHECK(taken(file).at(0).memo.size() == many * 8 - 1);
}

std::string notification_of(const std::string& entry) {
    return "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\">"
           "<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>M</MsgId></GrpHdr><Ntfctn><Id>N</Id><Acct><Id>"
           "<IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct><Ntry><Amt Ccy=\"EUR\">"
           "1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-16</Dt>"
           "</BookgDt>" +
           entry + "</Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>";
}

TEST_CASE("the memo of a batch is joined once however many transactions it has", "[io][work]") {
    std::string details = "<NtryDtls>";
    constexpr std::size_t transactions = 20'000;
    for (std::size_t i = 0; i < transactions; ++i) {
        details +=
            "<TxDtls><RmtInf><Ustrd>T" + std::to_string(10'000 + i) + "</Ustrd></RmtInf></TxDtls>";
    }
    const IntakeFile file = read_within_bounds(notification_of(details + "</NtryDtls>"), "camt");
    CHECK(file.faults.empty());
    CHECK(taken(file).at(0).memo.size() == transactions * 7 - 1);
    std::string lines = "<NtryDtls><TxDtls><RmtInf>";
    for (std::size_t i = 0; i < transactions; ++i)
        lines += "<Ustrd>T" + std::to_string(10'000 + i) + "</Ustrd>";
    const IntakeFile one =
        read_within_bounds(notification_of(lines + "</RmtInf></TxDtls></NtryDtls>"), "camt");
    CHECK(one.faults.empty());
    CHECK(taken(one).at(0).memo.size() == transactions * 7 - 1);
}

TEST_CASE("blanks between the elements of a statement have no limit of their own", "[io][work]") {
    const std::string blanks(3 << 20U, ' ');
    const std::string text =
        notification_of(blanks + "<AddtlNtryInf>INV-1</AddtlNtryInf>" + blanks);
    const IntakeFile file = read_within_bounds(blanks + text + blanks, "camt");
    CHECK(file.faults.empty());
    CHECK(taken(file).at(0).memo == "INV-1");
    // The text of one element has: 1 MiB.
    const std::string letters(2 << 20U, 'x');
    const IntakeFile filled =
        read_within_bounds(notification_of("<AddtlNtryInf>" + letters + "</AddtlNtryInf>"), "camt");
    CHECK(filled.refused);
    CHECK(has_fault(filled, "F_XML_LIMIT"));
}

}  // namespace
}  // namespace tieout
