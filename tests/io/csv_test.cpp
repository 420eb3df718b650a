// CSV exports: profiles, what the data prove about marks and dates, balances, and what is refused.
#include <algorithm>

#include <catch2/catch.hpp>

#include "io/formats/csv_profile.h"
#include "tests/io/samples.h"

namespace tieout {
namespace {

Currency currency_of(const char* letters) {
    return *Currency::find(letters);
}

std::string rows_of(const std::string& rows) {
    return "Date,Description,Amount,Currency\n" + rows;
}

TEST_CASE("a bank's export is proved by its running balance", "[io][csv]") {
    const IntakeFile file = read_sample("csv-2026-03-16.csv");
    check_sound(file);
    CHECK(file.format == "csv");
    CHECK(file.dialect == "english_account");
    CHECK(file.faults.empty());
    REQUIRE(file.units.size() == 1);
    CHECK(file.units[0].account == "DE89370400440532013000");
    CHECK(file.units[0].opening_balance == Minor{1000000});
    CHECK(file.units[0].closing_balance == Minor{929990});
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 3);
    CHECK(payments[0].amount == 125000);
    CHECK(payments[0].memo == "INV-10021; thank you");
    CHECK(payments[1].payer_name == "Haus \"am Hafen\"");
    CHECK_FALSE(payments[1].is_credit);
    CHECK(format_date(payments[2].booking_date) == "2026-03-17");
}

TEST_CASE("debit and credit columns, newest first, have the same proof", "[io][csv]") {
    const IntakeFile file = read_sample("csv-debit-credit-2026-03-16.csv");
    check_sound(file);
    CHECK(file.faults.empty());
    REQUIRE(file.units.size() == 1);
    CHECK(file.units[0].opening_balance == Minor{102500});
    CHECK(file.units[0].closing_balance == Minor{302500});
    CHECK(taken_sum(file) == 200000);
}

TEST_CASE("a payment provider's fee is a movement of its own", "[io][csv]") {
    const IntakeFile file = read_sample("csv-psp-2026-03-16.csv");
    check_sound(file);
    CHECK(file.format == "psp");
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == 4);
    CHECK(payments[0].kind == MovementKind::receipt);
    CHECK(payments[0].amount == 12000);
    CHECK(payments[1].kind == MovementKind::fee);
    CHECK(payments[1].amount == 378);
    CHECK(payments[2].kind == MovementKind::returned);
    CHECK(payments[3].kind == MovementKind::transfer);
    CHECK(taken_sum(file) == 0);
    const IntakeFile broken = read_text(
        "f", replaced(data_text("samples/csv-psp-2026-03-16.csv"), ",116.22,", ",116.23,")
    );
    CHECK(has_fault(broken, "F_CSV_TOTAL"));
    CHECK(broken.refused);
}

TEST_CASE("an amount means what its whole column proves", "[io][csv]") {
    const auto check_sum = [](const std::string& rows, WideMinor sum) {
        INFO(rows);
        const IntakeFile file = read_text("f", rows_of(rows));
        check_sound(file);
        CHECK(file.faults.empty());
        CHECK(taken_sum(file) == sum);
    };
    check_sum("2026-03-16,a,\"1.234,56\",EUR\n2026-03-16,b,\"1.000\",EUR\n", 123456 + 100000);
    check_sum("2026-03-16,a,\"1,234.56\",EUR\n2026-03-16,b,\"1,000\",EUR\n", 123456 + 100000);
    check_sum("2026-03-16,a,1 234.56,EUR\n2026-03-16,b,1'000.00,CHF\n", 123456 + 100000);
    check_sum("2026-03-16,a,(12.50),USD\n2026-03-16,b,12.50-,USD\n2026-03-16,c,+3.00,USD\n", -2200);
    check_sum(
        "2026-03-16,a,$12.50,USD\n2026-03-16,b,\xE2\x82\xAC"
        "2.00,EUR\n",
        1450
    );
    check_sum(
        "2026-03-16,a,-\xC2\xA3"
        "5.00,GBP\n2026-03-16,b,GBP 6.00,GBP\n",
        100
    );
    check_sum("2026-03-16,a,1500,JPY\n2026-03-16,b,\"1,500\",JPY\n", 3000);
}

TEST_CASE("amounts that are no amounts are located", "[io][csv]") {
    for (const char* cell :
         {"1O.50",
          "1.505",
          "\"1,00\"x",
          ".50",
          "50.",
          "--5.00",
          "\"1,0,0\"",
          "\"10,00.00\"",
          "1e3",
          "\xE2\x82\xAC"
          "5.00",
          "5.00 DR",
          "(5.00",
          "99999999999999999999"}) {
        INFO(cell);
        const IntakeFile file = read_text(
            "f", rows_of("2026-03-16,a,1.25,USD\n2026-03-16,b," + std::string(cell) + ",USD\n")
        );
        check_sound(file);
        REQUIRE_FALSE(file.faults.empty());
        CHECK(file.faults[0].place.line == 3);
        CHECK(taken(file).empty());
    }
}

TEST_CASE("what the data do not prove is a located fault, unless the user says it", "[io][csv]") {
    const std::string dates = data_text("samples/broken/csv-ambiguous-date.csv");
    const IntakeFile file = read_text("f", dates);
    REQUIRE(file.faults.size() == 1);
    CHECK(file.faults[0].fault == "F_CSV_AMBIGUOUS");
    CHECK(file.faults[0].place.line == 2);
    CHECK(file.faults[0].place.column == 1);
    const std::vector<Payment> day_first = taken(read_text("f", dates, "csv:english_account:dmy"));
    CHECK(format_date(day_first.at(0).booking_date) == "2026-05-04");
    const std::vector<Payment> month_first = taken(read_text("f", dates, "csv::mdy"));
    CHECK(format_date(month_first.at(0).booking_date) == "2026-04-05");
    const std::string marks = data_text("samples/broken/csv-ambiguous-decimal.csv");
    CHECK(has_fault(read_text("f", marks), "F_CSV_AMBIGUOUS"));
    CHECK(taken_sum(read_text("f", marks, "csv::point")) == 4250);
    CHECK(taken_sum(read_text("f", marks, "csv::comma")) == 4250000);
    CHECK(has_fault(read_text("f", marks, "csv:nobody"), "F_CSV_PROFILE"));
    // A cell that the stated order cannot mean is a fault of its row.
    CHECK(has_fault(read_text("f", rows_of("31/12/2026,a,1.00,USD\n"), "csv::mdy"), "F_DATE"));
}

TEST_CASE("a file without a currency needs one from the user", "[io][csv]") {
    const std::string text = "Date,Description,Amount\n2026-03-16,INV-1,10.00\n";
    const IntakeFile file = read_text("f", text);
    CHECK(has_fault(file, "F_CURRENCY"));
    CHECK(taken_sum(read_text("f", text, "csv::USD")) == 1000);
}

TEST_CASE("a broken balance, quote or row refuses the file", "[io][csv]") {
    const IntakeFile balance = read_text("f", data_text("samples/broken/csv-balance.csv"));
    REQUIRE(balance.faults.size() == 1);
    CHECK(balance.faults[0].fault == "F_CSV_BALANCE");
    CHECK(balance.faults[0].place.line == 3);
    CHECK(balance.faults[0].place.column == 28);
    CHECK(has_fault(read_text("f", rows_of("2026-03-16,\"a,1.00,USD\n")), "F_CSV_QUOTE"));
    CHECK(has_fault(read_text("f", rows_of("2026-03-16,a\n")), "F_CSV_CELLS"));
    CHECK(has_fault(read_text("f", rows_of("2026-03-16,a,1.00,XXQ\n")), "F_CURRENCY"));
    CHECK(has_fault(read_text("f", rows_of(",a,1.00,USD\n")), "F_DATE"));
    CHECK(has_fault(read_text("f", rows_of("2026-03-16,a,,USD\n")), "F_MISSING"));
}

TEST_CASE("pending rows are not cash and card accounts turn the sign", "[io][csv]") {
    const std::string text =
        "date;amount;currency;merchantName;stateType\n2026-03-16;12.50;CHF;SHOP;booked\n"
        "2026-03-16;-3.00;CHF;SHOP;booked\n2026-03-17;4.00;CHF;SHOP;pending\n";
    const IntakeFile file = read_text("f", text);
    check_sound(file);
    CHECK(file.dialect == "viseca");
    CHECK(taken_sum(file) == -950);
    REQUIRE(file.units.size() == 2);
    CHECK(file.units[1].state == UnitState::not_cash);
}

TEST_CASE("rows above the header and totals below the data are left out", "[io][csv]") {
    const std::string text =
        "Cuenta;ES91\nTitular;X\n\nFecha;Concepto;Importe;Divisa;Saldo\n"
        "16/03/2026;Abono INV-1;1.250,00;EUR;1.250,00\n17/03/2026;Recibo;-50,00;EUR;1.200,00\n"
        "Saldo final;;;;1.200,00\n";
    const IntakeFile file = read_text("f", text);
    check_sound(file);
    CHECK(file.faults.empty());
    CHECK(taken_sum(file) == 120000);
    CHECK(file.units[0].closing_balance == Minor{120000});
}

TEST_CASE("a side column tells the sign", "[io][csv]") {
    const std::string text =
        "Datum;Naam / Omschrijving;Rekening;Tegenrekening;Af Bij;Bedrag (EUR);Mededelingen\n"
        "20260316;JAN;NL91ABNA0417164300;NL20INGB0001234567;Bij;12,34;INV-1\n"
        "20260317;PIET;NL91ABNA0417164300;NL20INGB0001234567;Af;2,00;INV-2\n";
    const IntakeFile file = read_text("f", text, "csv::EUR");
    check_sound(file);
    CHECK(file.faults.empty());
    CHECK(taken_sum(file) == 1034);
    CHECK(has_fault(read_text("f", replaced(text, ";Af;", ";Weg;"), "csv::EUR"), "F_CSV_SIGN"));
}

TEST_CASE("a CSV export cut at any byte gives no amount that it did not have", "[io][csv]") {
    for (const std::string name :
         {"csv-2026-03-16.csv", "csv-debit-credit-2026-03-16.csv", "csv-psp-2026-03-16.csv"}) {
        const std::string text = data_text("samples/" + name);
        const std::vector<Payment> whole = taken(read_text(name, text));
        for (std::size_t size = 0; size < text.size(); ++size) {
            const IntakeFile file = read_text(name, text.substr(0, size), "csv");
            check_sound(file);
            const std::vector<Payment> payments = taken(file);
            if (payments.size() > whole.size()) FAIL(name << " cut to " << size);
            for (std::size_t i = 0; i < payments.size(); ++i) {
                const bool same = payments[i].amount == whole[i].amount &&
                                  payments[i].booking_date == whole[i].booking_date &&
                                  payments[i].is_credit == whole[i].is_credit;
                if (!same) FAIL(name << " cut to " << size << " states another amount");
            }
        }
    }
}

TEST_CASE("every digit of an amount beside a balance is guarded", "[io][csv]") {
    const std::string text = data_text("samples/csv-2026-03-16.csv");
    for (const std::string row : {"1.250,00;EUR;11.250,00", "-2.000,00;EUR;9.250,00"}) {
        const std::size_t from = text.find(row);
        for (std::size_t at = from; at < from + row.size(); ++at) {
            if (text[at] < '0' || text[at] > '9') continue;
            std::string changed = text;
            changed[at] = text[at] == '9' ? '0' : static_cast<char>(text[at] + 1);
            const IntakeFile file = read_text("f", changed);
            check_sound(file);
            // The first row's own balance only moves the opening balance.
            if (at < from + row.find(';') && from == text.find("1.250,00;EUR")) continue;
            INFO("byte " << at);
            CHECK_FALSE(file.faults.empty());
        }
    }
}

TEST_CASE("exports in other languages have the same proof", "[io][csv]") {
    const std::vector<std::pair<std::string, std::string>> files{
        {"Datum;Brutto;Entgelt;Netto;Guthaben;W\xC3\xA4hrung;Name;Transaktionscode;Typ;Status\n"
         "16.03.2026;1.200,00;-12,00;1.188,00;1.188,00;EUR;A;T1;Zahlung;Abgeschlossen\n"
         "17.03.2026;-100,00;0,00;-100,00;1.088,00;EUR;B;T2;R\xC3\xBC"
         "ckzahlung;Abgeschlossen\n",
         "paypal_german"},
        {"Date lib\xE9;x\nDate;Libell\xE9;D\xE9"
         "bit;Cr\xE9"
         "dit;Solde;Devise\n"
         "17/03/2026;VIR INV-1;;1 188,00;1 088,00;EUR\n16/03/2026;FRAIS;-100,00;;-100,00;EUR\n",
         "french_debit_credit"},
        {"Buchungstag;Valuta;Betrag;W\xC3\xA4hrung;Verwendungszweck;Saldo nach Buchung\n"
         "16.03.26;16.03.26;1088,00;EUR;RE 1;1.088,00\n",
         "german_statement"},
        {"Data\tDescrizione\tImporto\tDivisa\n31/03/2026\tBonifico\t1.088,00\tEUR\n",
         "italian_statement"},
    };
    for (const auto& [text, profile] : files) {
        INFO(profile);
        const IntakeFile file = read_text("f", text, profile[0] == 'g' ? "csv::dmy" : "");
        check_sound(file);
        CHECK(file.faults.empty());
        CHECK(file.dialect == profile);
        CHECK(taken_sum(file) == 108800);
    }
}

TEST_CASE("profiles are data: a user's own, and faults in it are located", "[io][csv]") {
    const auto profiles = parse_csv_profiles("own", "profile,x\ndate,Day\namount,Sum\nsize,3\n");
    REQUIRE_FALSE(profiles.has_value());
    CHECK(profiles.error().place.line == 4);
    CHECK_FALSE(parse_csv_profiles("own", "profile,x\ndate,Day\n").has_value());
    CHECK(built_in_csv_profiles().size() >= 14);
    Serial serial;
    ReadOptions options;
    options.format = "csv";
    options.csv_profiles = "profile,mine\ndate,Day\namount,Sum\nmemo,What\ncurrency_is,SEK\n";
    const IntakeFile file =
        read_whole_bank_file("f", "Day|Sum|What\n2026-03-16|100,50|OCR 1234\n", options, serial);
    check_sound(file);
    CHECK(file.dialect == "mine");
    CHECK(taken_sum(file) == 10050);
    CHECK(file.units.at(0).currency == currency_of("SEK"));
}

TEST_CASE("own profiles are known by content and stand before built-in ones", "[io][csv]") {
    Serial serial;
    ReadOptions options;
    options.csv_profiles = "profile,mine\ndate,Day\namount,Sum\nmemo,What\ncurrency_is,SEK\n";
    const auto read = [&](const std::string& text) {
        return read_whole_bank_file("f", text, options, serial);
    };
    const IntakeFile own = read("Day|Sum|What\n2026-03-16|100,50|OCR 1234\n");
    CHECK(own.dialect == "mine");
    CHECK(taken_sum(own) == 10050);
    const std::string sample = data_text("samples/csv-2026-03-16.csv");
    CHECK(read(sample).dialect == read_text("f", sample).dialect);
    CHECK(read(data_text("samples/bai2-2026-03-16.bai2")).format == "bai2");
    options.csv_profiles = "profile,mine\ndate,Day\n";
    CHECK(read("Day|Sum|What\n2026-03-16|100,50|OCR 1234\n").refused);
}

TEST_CASE("a balance ties only where it was computed from another one", "[io][csv]") {
    const std::string head =
        "Date;Value Date;Description;Name;IBAN;Counterparty "
        "IBAN;Reference;Amount;Currency;Balance\n";
    const auto row = [](const std::string& day, const std::string& amount, const std::string& left
                     ) {
        return day + ".03.2026;" + day + ".03.2026;text;Name;DE89370400440532013000;;R" + day +
               ";" + amount + ";EUR;" + left + "\n";
    };
    const auto read = [&](const std::string& rows) {
        IntakeFile file = read_text("f", head + rows);
        check_sound(file);
        INFO(rows);
        REQUIRE_FALSE(file.refused);
        REQUIRE(file.units.size() == 1);
        CHECK(file.units[0].controls.empty() == has_warning(file, "F_CSV_UNPROVED"));
        return file;
    };
    const std::string first = row("16", "100,50", "1.100,50");
    const std::string second = row("17", "20,00", "1.120,50");
    const IntakeFile both = read(first + second);
    REQUIRE(both.units[0].controls.size() == 1);
    CHECK(both.units[0].controls[0].stated == 112050);
    CHECK(both.units[0].controls[0].counted == 112050);
    CHECK(both.units[0].opening_balance == Minor{100000});
    CHECK(both.units[0].closing_balance == Minor{112050});
    const IntakeFile turned = read(second + first);
    REQUIRE(turned.units[0].controls.size() == 1);
    CHECK(turned.units[0].controls[0].stated == 112050);
    CHECK(turned.units[0].opening_balance == Minor{100000});
    // One row; a last row, a first row without its balance: taken, and nothing is said to tie.
    for (const std::string& rows :
         {first,
          first + second + row("18", "7,77", ""),
          row("15", "7,77", "") + first + second,
          first + row("17", "20,00", "")}) {
        const IntakeFile file = read(rows);
        CHECK(file.units[0].controls.empty());
        CHECK_FALSE(file.units[0].closing_balance.has_value());
        CHECK(
            taken(file).size() ==
            static_cast<std::size_t>(std::count(rows.begin(), rows.end(), '\n'))
        );
    }
    // A balance in between may be missing.
    CHECK(
        read(first + row("17", "20,00", "") + row("18", "1,00", "1.121,50"))
            .units[0]
            .controls.size() == 1
    );
    const IntakeFile broken = read_text("f", head + first + row("17", "20,00", "1.120,51"));
    CHECK(has_fault(broken, "F_CSV_BALANCE"));
    CHECK(taken(broken).empty());
}

TEST_CASE(
    "a row of debit and credit columns states one of them, without a contradiction", "[io][csv]"
) {
    const auto fault = [](const std::string& row) {
        const IntakeFile file = read_text(
            "f", "Date,Description,Debit,Credit,Currency\n2026-03-14,X,,7.25,USD\n" + row
        );
        check_sound(file);
        INFO(row);
        CHECK(file.refused);
        CHECK(taken(file).empty());
        REQUIRE_FALSE(file.faults.empty());
        CHECK(file.faults[0].place.line == 3);
        return file.faults[0].fault;
    };
    CHECK(fault("2026-03-16,X,5.00,5.00,USD\n") == "F_CSV_SIGN");
    CHECK(fault("2026-03-16,X,,-5.00,USD\n") == "F_CSV_SIGN");
    CHECK(fault("2026-03-16,X,,,USD\n") == "F_MISSING");
    CHECK(fault(",X,,5.00,USD\n") == "F_DATE");
}

TEST_CASE("what the last rows of a long file prove holds for its first ones", "[io][csv]") {
    constexpr int rows_count = 2500;  // far more than are looked at beforehand
    std::string rows = "Date;Description;Debit;Credit;Currency\n";
    for (int i = 0; i < rows_count; ++i)
        rows += "01/02/2026;X;" + std::string(i % 2 == 0 ? "0;3" : "0;4") + ";EUR\n";
    const std::string last = "01/13/2026;X;-1,25;;EUR\n";
    const IntakeFile file = read_text("f", rows + last);
    check_sound(file);
    CHECK(file.faults.empty());
    const std::vector<Payment> payments = taken(file);
    REQUIRE(payments.size() == rows_count + 1);
    CHECK(format_date(payments.front().booking_date) == "2026-01-02");
    CHECK(payments.front().amount == 300);
    CHECK_FALSE(payments.back().is_credit);
    CHECK(payments.back().amount == 125);
    REQUIRE(file.warnings.size() == 1);  // once, however often the rows were looked at
    CHECK(file.warnings[0].fault == "F_CSV_UNPROVED");
    CHECK(has_fault(read_text("f", rows + last + "13/01/2026;X;;1;EUR\n"), "F_DATE"));
}

TEST_CASE("a quote that is not closed is told, even where nothing stands in it", "[io][csv]") {
    for (const std::string_view cells : {"\"", "\"\"x", "\" \n\n"}) {
        INFO(cells);
        const IntakeFile file =
            read_text("f", rows_of("2026-03-16,a,1.25,USD\n" + std::string(cells)));
        check_sound(file);
        CHECK(has_fault(file, "F_CSV_QUOTE"));
        CHECK(taken(file).empty());
    }
}

}  // namespace
}  // namespace tieout
