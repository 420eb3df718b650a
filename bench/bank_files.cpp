// Makes files of American banks, of any size.
#include "bench/bank_files.h"

#include "bench/made.h"

namespace tieout {

BankFile make_bai2(std::size_t bytes) {
    BankFile file;
    Made made;
    std::string& text = file.text;
    constexpr int details = 900;
    constexpr int accounts = 8;
    text = "01,121042882,HARBORSUPP,260316,2200,0316,,,2/\n";
    std::uint64_t records = 2;
    std::uint64_t groups = 0;
    WideMinor file_total = 0;
    while (text.size() < bytes) {
        put(text, "02,HARBORSUPP,121042882,1,2603{:02},2359,USD,2/\n", groups % 28 + 1);
        std::uint64_t group_records = 2;
        WideMinor group_total = 0;
        for (int account = 0; account < accounts; ++account) {
            WideMinor total = 100'000 + 200'000;
            put(text, "03,40001{:05},USD,010,100000,,,015,200000,,/\n", account);
            std::uint64_t account_records = 2;
            for (int i = 0; i < details; ++i) {
                const Minor cents = made.amount();
                add(file, cents);
                total += cents;
                const std::size_t number = file.movements;
                if (i % 4 == 0) {
                    put(text,
                        "16,195,{},V,260316,,WIRE{:09},,WIRE IN\n88,ORG:={}\n"
                        "88,OBI:=INV-{:07} INV-{:07}\n",
                        cents,
                        number,
                        made.company(),
                        number,
                        number + 7);
                    account_records += 3;
                    continue;
                }
                put(text,
                    "16,165,{},Z,ACH{:09},REF{:06},ACH CREDIT\n88,DBNM: {}\n"
                    "88,DACT: {:09}\n88,DABA: 021000021\n88,REMI: INV-{:07}\n",
                    cents,
                    number,
                    number,
                    made.company(),
                    made.below(5000),
                    number);
                account_records += 5;
            }
            put(text, "49,{},{}/\n", whole(total), account_records);
            group_records += account_records;
            group_total += total;
            ++file.units;
        }
        put(text, "98,{},{},{}/\n", whole(group_total), accounts, group_records);
        records += group_records;
        file_total += group_total;
        ++groups;
    }
    put(text, "99,{},{},{}/\n", whole(file_total), groups, records);
    return file;
}

BankFile make_lockbox(std::size_t bytes) {
    BankFile file;
    Made made;
    std::string& text = file.text;
    constexpr int checks = 200;
    constexpr std::size_t records_max = 990'000;
    std::size_t records = 2;
    text = "100HARBORSUPP01210428822603160615\n2HARBORSUPP0121042882000000000040008008001\n";
    for (int batch = 1; text.size() < bytes && records < records_max; batch = batch % 999 + 1) {
        text += "50000000022222260316HARBORSUPP0121042882\n";
        WideMinor total = 0;
        for (int item = 1; item <= checks; ++item) {
            const Minor cents = made.amount();
            add(file, cents);
            total += cents;
            put(text,
                "6{:03}{:03}{:010}055002707{:010}{:010}031526{:<30}\n"
                "4{:03}{:03}601 INV-{:07} INV-{:07} LESS FREIGHT CLAIM AS AGREED WITH YOUR OFFICE\n"
                "4{:03}{:03}6029{:<69}\n",
                batch,
                item,
                cents,
                made.below(5000) + 1,
                file.movements,
                made.company(),
                batch,
                item,
                file.movements,
                file.movements + 3,
                batch,
                item,
                "THANK YOU");
        }
        put(text, "7{:03}{:03}0022222260316{:03}{:010}\n", batch, checks, checks, whole(total));
        put(text, "80000000022222260316{:04}{:010}\n", checks, whole(total));
        records += 3 + 3 * checks;
        ++file.units;
    }
    put(text, "9{:06}\n", records + 1);
    return file;
}

namespace {

// One batch of an ACH file; the last digit of a routing number is its check digit.
class AchBatch {
public:
    AchBatch(std::string& text, std::string_view sec, std::size_t number)
        : text_(text), number_(number) {
        put(text_,
            "5220{:<16}{:<20}1231234567{}VNDR PAY  2603162603160751091000010{:06}\n",
            "ACME INDUSTRIAL",
            "",
            sec,
            number_);
    }

    // The trace number of the entry.
    std::string entry(Minor cents, std::string_view columns_40_to_76, bool has_addenda) {
        const std::string trace = fmt::format("09100001{:07}", ++traces_);
        put(text_,
            "622121042882{:<17}{:010}{:<37}  {}{}\n",
            "4000123456",
            cents,
            columns_40_to_76,
            has_addenda ? 1 : 0,
            trace);
        ++records;
        hash += 12104288;
        total += cents;
        return trace;
    }

    void addenda(std::string_view body, std::size_t sequence) {
        put(text_, "705{:<80}{:04}{:07}\n", body, sequence, traces_);
        ++records;
    }

    void end() {
        put(text_,
            "8220{:06}{:010}{:012}{:012}1231234567{:<25}09100001{:07}\n",
            records,
            hash % 10'000'000'000,
            0,
            whole(total),
            "",
            number_);
    }

    std::uint64_t records = 0;
    std::uint64_t hash = 0;
    WideMinor total = 0;

private:
    std::string& text_;
    std::size_t number_;
    std::size_t traces_ = 0;
};

// The 820 of a CTX entry: segments that end with a backslash.
std::string ctx_advice(Made& made, Minor cents, std::size_t number) {
    std::string text = fmt::format(
        "ST*820*0001\\BPR*C*{0}*C*ACH*CTX*01*055002707*DA*12345555*1231234567**01*121042882*DA*"
        "4000123456*20260316\\TRN*1*ACME-{1}\\N1*PR*{2}\\ENT*1\\",
        with_mark(cents, '.'),
        number,
        made.company()
    );
    constexpr int lines = 4;
    Minor left = cents;
    for (int i = 0; i < lines; ++i) {
        const Minor part = i + 1 == lines ? left : cents / lines;
        left -= part;
        put(text,
            "RMR*IV*INV-{:07}*PO*{}\\DTM*003*20260220\\",
            number + static_cast<std::size_t>(i),
            with_mark(part, '.'));
    }
    return text + fmt::format("SE*{}*0001\\", 6 + 2 * lines);
}

}  // namespace

BankFile make_nacha(std::size_t bytes) {
    BankFile file;
    Made made;
    std::string& text = file.text;
    text = fmt::format(
        "101 121042882 0910000192603160615A094101{:<23}{:<23}{:<8}\n",
        "HARBOR BANK",
        "FEDERAL RESERVE BANK",
        ""
    );
    constexpr int entries = 600;
    std::uint64_t all_records = 0;
    std::uint64_t all_hash = 0;
    WideMinor all_total = 0;
    std::size_t batches = 0;
    constexpr std::array<std::string_view, 3> secs{"CCD", "PPD", "CTX"};
    while (text.size() < bytes) {
        const std::string_view sec = secs[batches % secs.size()];
        AchBatch batch(text, sec, ++batches);
        for (int i = 0; i < (sec == "CTX" ? entries / 6 : entries); ++i) {
            const Minor cents = made.amount();
            add(file, cents);
            const std::size_t number = file.movements;
            if (sec == "PPD") {
                batch.entry(cents, fmt::format("INV-{:<11}{:<22}", number, "HARBOR SUPPLY"), false);
            } else if (sec == "CCD") {
                batch.entry(cents, fmt::format("{:<15}{:<22}", number, "HARBOR SUPPLY CO"), true);
                batch.addenda(
                    fmt::format("RMR*IV*INV-{:07}**{}\\", number, with_mark(cents, '.')), 1
                );
            } else {
                const std::string advice = ctx_advice(made, cents, number);
                const std::size_t pieces = (advice.size() + 79) / 80;
                batch.entry(
                    cents,
                    fmt::format("ACME-{:<10}{:04}{:<18}", number, pieces, "HARBOR SUPPLY"),
                    true
                );
                for (std::size_t piece = 0; piece < pieces; ++piece)
                    batch.addenda(advice.substr(80 * piece, 80), piece + 1);
            }
        }
        batch.end();
        all_records += batch.records;
        all_hash += batch.hash;
        all_total += batch.total;
        ++file.units;
    }
    const std::uint64_t records = all_records + 2 * batches + 2;
    put(text,
        "9{:06}{:06}{:08}{:010}{:012}{:012}{:<39}\n",
        batches,
        (records + 9) / 10,
        all_records,
        all_hash % 10'000'000'000,
        0,
        whole(all_total),
        "");
    for (std::uint64_t fill = records; fill % 10 != 0; ++fill)
        text += std::string(94, '9') + '\n';
    return file;
}

BankFile make_x12(std::size_t bytes) {
    BankFile file;
    Made made;
    std::string& text = file.text;
    text =
        "ISA*00*          *00*          *ZZ*ACMEEDI        *ZZ*HARBORSUPP     *260316*0615*U*00401*"
        "000000117*0*P*>~\n";
    constexpr int sets = 500;
    constexpr int lines = 8;
    std::size_t groups = 0;
    while (text.size() < bytes) {
        put(text, "GS*RA*ACMEEDI*HARBORSUPP*20260316*0615*{}*X*004010~\n", ++groups);
        for (int set = 1; set <= sets; ++set) {
            const std::size_t number = file.movements;
            std::string advice;
            WideMinor total = 0;
            for (int line = 0; line < lines; ++line) {
                const Minor cents = made.amount();
                total += cents;
                put(advice,
                    "RMR*IV*INV-{:07}*PO*{}*{}~\nREF*PO*PO-{:07}~\nDTM*003*20260214~\n",
                    number * 10 + static_cast<std::size_t>(line),
                    with_mark(cents, '.'),
                    with_mark(cents, '.'),
                    number);
            }
            add(file, static_cast<Minor>(total));
            put(text,
                "ST*820*{0:04}~\nBPR*C*{1}*C*ACH*CTX*01*111000025*DA*{2:010}*1777000111**01*"
                "121042882*DA*4000123456*20260316~\nTRN*1*EFT-{3:07}*1777000111~\nN1*PR*{4}~\n"
                "ENT*1~\n{5}SE*{6}*{0:04}~\n",
                set,
                with_mark(total, '.'),
                made.below(5000) + 1,
                number,
                made.company(),
                advice,
                6 + 3 * lines);
            ++file.units;
        }
        put(text, "GE*{}*{}~\n", sets, groups);
    }
    put(text, "IEA*{}*000000117~\n", groups);
    return file;
}

BankFile make_ndjson(std::size_t bytes) {
    BankFile file;
    Made made;
    while (file.text.size() < bytes) {
        const Minor cents = made.amount();
        add(file, cents);
        put(file.text,
            "{{\"payment\":\"PAY-{0:09}\",\"booking_date\":\"2026-03-16\",\"account\":\"121042882/"
            "4000123456\",\"currency\":\"USD\",\"amount\":\"{1}\",\"method\":\"ach\",\"payer_"
            "name\":"
            "\"{2}\",\"payer_account\":\"021000021/{3:09}\",\"memo\":\"INV-{0:07}\"}}\n",
            file.movements,
            with_mark(cents, '.'),
            made.company(),
            made.below(5000));
    }
    file.units = 1;
    return file;
}

BankFile make_csv(std::size_t bytes) {
    BankFile file;
    Made made;
    std::string& text = file.text;
    text = "Date,Description,Reference,Amount,Balance,Currency\n";
    WideMinor balance = 100'000;
    file.units = 1;
    while (text.size() < bytes) {
        const Minor cents = made.amount();
        add(file, cents);
        balance += cents;
        const std::size_t number = file.movements;
        put(text,
            "2026-03-{:02},ACH CREDIT {} INV-{:07},ACH{:09},{},{},USD\n",
            number / 2000 % 28 + 1,
            made.company(),
            number,
            number,
            with_mark(cents, '.'),
            with_mark(balance, '.'));
    }
    return file;
}

}  // namespace tieout
