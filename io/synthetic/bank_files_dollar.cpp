// Files of American banks: BAI2, BAI lockbox, NACHA.
#include <algorithm>

#include <fmt/format.h>

#include "io/synthetic/bank_files.h"

namespace tieout {

namespace {

template <class... Values>
void put_to(std::string& text, fmt::format_string<Values...> shape, Values&&... values) {
    fmt::format_to(std::back_inserter(text), shape, std::forward<Values>(values)...);
}

std::string cut(std::string_view text, std::size_t size) {
    return std::string(text.substr(0, size));
}

// Records of one movement; returns how many.
std::uint64_t put_bai2_detail(std::string& text, const MadePayment& payment) {
    const bool is_fee = payment.kind == MovementKind::fee;
    const bool is_return = payment.kind == MovementKind::returned;
    put_to(
        text,
        "16,{},{},Z,{},,{}\n",
        is_fee ? "698" : (is_return ? "557" : "165"),
        payment.amount,
        payment.reference,
        is_fee ? "FEES" : (is_return ? "ACH RETURN R01" : "ACH CREDIT")
    );
    std::uint64_t records = 1;
    const auto more = [&](std::string_view name, std::string_view words) {
        if (words.empty()) return;
        put_to(text, "88,{}: {}\n", name, words);
        ++records;
    };
    if (is_fee) return records;
    more("EREF", payment.trace);
    more("DBNM", payment.name);
    more("DACT", routed(payment.account).account);
    more("DABA", routed(payment.account).routing);
    if (!is_return) more("REMI", payment.memo);
    return records;
}

bool is_debit(const MadePayment& payment) {
    return payment.kind != MovementKind::receipt;
}

// One ACH batch; the ninth digit of a routing number is its check digit.
class AchBatch {
public:
    AchBatch(
        std::string& text, std::string_view sec, std::string_view name, Date day, std::size_t number
    )
        : text_(text), number_(number) {
        put_to(
            text_,
            "5220{:<16}{:<20}1231234567{}VNDR PAY  {}{}   1091000010{:06}\n",
            cut(name, 16),
            "",
            sec,
            six_digits(day),
            six_digits(day),
            number_ % 1'000'000
        );
    }

    void entry(
        Minor cents,
        std::string_view identification,
        std::string_view columns_55_to_76,
        bool has_addenda,
        std::uint64_t trace
    ) {
        trace_ = trace % 10'000'000;
        put_to(
            text_,
            "622121042882{:<17}{:010}{:<15}{:<22}  {}09100001{:07}\n",
            "4000100004",
            cents,
            cut(identification, 15),
            columns_55_to_76,
            has_addenda ? 1 : 0,
            trace_
        );
        ++records;
        total += cents;
    }

    void addenda(std::string_view body, std::size_t sequence) {
        put_to(text_, "705{:<80}{:04}{:07}\n", body, sequence, trace_);
        ++records;
    }

    void end() {
        put_to(
            text_,
            "8220{:06}{:010}{:012}{:012}1231234567{:<25}09100001{:07}\n",
            records,
            hash,
            0,
            total,
            "",
            number_ % 10'000'000
        );
    }

    static constexpr std::uint64_t hash = 12'104'288;  // of our routing number, one entry a batch
    std::uint64_t records = 0;
    Minor total = 0;

private:
    std::string& text_;
    std::size_t number_;
    std::uint64_t trace_ = 0;
};

// The 820 of a CTX entry: an advice line is RMR with its net, and ADX for what is deducted.
std::string ctx_advice(const MadeBook& book, const MadePayment& payment) {
    const RoutedAccount from = routed(payment.account);
    std::string text = fmt::format(
        "ST*820*0001\\BPR*C*{}*C*ACH*CTX*01*{}*DA*{}*1231234567**01*121042882*DA*4000100004*20{}\\",
        with_mark(payment.amount, '.'),
        from.routing,
        from.account,
        six_digits(payment.day)
    );
    std::size_t segments = 2;
    if (!payment.trace.empty()) {
        put_to(text, "TRN*1*{}*1231234567\\", payment.trace);
        ++segments;
    }
    put_to(text, "N1*PR*{}\\ENT*1\\", payment.name);
    segments += 2;
    for (const MadeLine& line : payment.lines) {
        const bool is_credit = book.items[line.item].kind == ItemKind::credit_memo;
        put_to(
            text, "RMR*{}*{}**{}", is_credit ? "CM" : "IV", line.shown, with_mark(line.net, '.')
        );
        const Minor named = line.reason.empty() ? 0 : line.deduction;
        if (line.discount > 0 || named > 0) {
            put_to(
                text,
                "*{}*{}",
                with_mark(line.net + line.discount + named, '.'),
                with_mark(line.discount, '.')
            );
        }
        text += '\\';
        ++segments;
        if (line.reason.empty()) continue;
        put_to(text, "ADX*{}*{}\\", with_mark(-line.deduction, '.'), line.reason);
        ++segments;
    }
    put_to(text, "SE*{}*0001\\", segments + 1);
    return text;
}

}  // namespace

MadeFile write_bai2(const MadeBook& book, MadePayments payments, OurMadeAccount& account) {
    MadeFile file{"bai2.txt", {}, {payments.begin(), payments.end()}};
    const std::string made = six_digits(book.payments[payments.back()].day);
    put_to(
        file.text, "01,121042882,US01,{},2200,{:04},,,2/\n", made, ++account.statements % 10'000
    );
    std::uint64_t records = 2;
    std::uint64_t groups = 0;
    WideMinor file_total = 0;
    each_day(book, payments, [&](Date day, MadePayments today) {
        Minor closing = account.balance;
        WideMinor total = 0;
        for (const std::uint32_t no : today) {
            const MadePayment& payment = book.payments[no];
            closing += is_debit(payment) ? -payment.amount : payment.amount;
            total += payment.amount;
        }
        total += account.balance + closing;
        put_to(file.text, "02,US01,121042882,1,{},2359,USD,2/\n", six_digits(day));
        put_to(file.text, "03,{},USD,010,{},,,015,{},,/\n", account.bare, account.balance, closing);
        std::uint64_t account_records = 2;
        for (const std::uint32_t no : today)
            account_records += put_bai2_detail(file.text, book.payments[no]);
        const auto whole = static_cast<std::int64_t>(total);
        put_to(file.text, "49,{},{}/\n", whole, account_records);
        put_to(file.text, "98,{},1,{}/\n", whole, account_records + 2);
        records += account_records + 2;
        file_total += total;
        ++groups;
        account.balance = closing;
    });
    put_to(file.text, "99,{},{},{}/\n", static_cast<std::int64_t>(file_total), groups, records);
    return file;
}

MadeFile write_nacha(const MadeBook& book, MadePayments payments, OurMadeAccount& account) {
    MadeFile file{"nacha.ach", {}, {payments.begin(), payments.end()}};
    const std::string made = six_digits(book.payments[payments.back()].day);
    const auto letter = static_cast<char>('A' + account.statements++ % 26);
    put_to(
        file.text,
        "101 121042882 091000019{}0615{}094101{:<23}{:<23}{:<8}\n",
        made,
        letter,
        "HARBOR BANK",
        "FEDERAL RESERVE BANK",
        ""
    );
    std::size_t batches = 0;
    std::uint64_t addenda_and_entries = 0;
    WideMinor total = 0;
    for (const std::uint32_t no : payments) {
        const MadePayment& payment = book.payments[no];
        const bool is_ctx = payment.has_lines;
        AchBatch batch(file.text, is_ctx ? "CTX" : "CCD", payment.name, payment.day, ++batches);
        if (is_ctx) {
            const std::string advice = ctx_advice(book, payment);
            const std::size_t pieces = (advice.size() + 79) / 80;
            const std::string receiver = fmt::format("{:04}{:<18}", pieces, "US01");
            batch.entry(payment.amount, payment.trace, receiver, true, no + 1);
            for (std::size_t piece = 0; piece < pieces; ++piece)
                batch.addenda(std::string_view(advice).substr(80 * piece, 80), piece + 1);
        } else {
            batch.entry(payment.amount, payment.trace, "US01", !payment.memo.empty(), no + 1);
            if (!payment.memo.empty()) batch.addenda(payment.memo, 1);
        }
        batch.end();
        addenda_and_entries += batch.records;
        total += batch.total;
    }
    const std::uint64_t records = addenda_and_entries + 2 * batches + 2;
    put_to(
        file.text,
        "9{:06}{:06}{:08}{:010}{:012}{:012}{:<39}\n",
        batches,
        (records + 9) / 10,
        addenda_and_entries,
        AchBatch::hash * batches % 10'000'000'000,
        0,
        static_cast<std::int64_t>(total),
        ""
    );
    for (std::uint64_t fill = records; fill % 10 != 0; ++fill)
        file.text += std::string(94, '9') + '\n';
    return file;
}

namespace {

constexpr Minor lockbox_total_max = 9'999'999'999;
constexpr std::size_t lockbox_checks_max = 900;

// Text of a check in records of 69 letters; the last one says that it is.
std::uint64_t put_check_text(
    std::string& text, std::size_t batch, std::size_t item, std::string_view memo
) {
    constexpr std::size_t piece = 69;
    std::uint64_t records = 0;
    for (std::size_t at = 0; at < memo.size(); at += piece) {
        const bool is_last = at + piece >= memo.size();
        put_to(
            text,
            "4{:03}{:03}6{:02}{}{}\n",
            batch,
            item,
            ++records,
            is_last ? '9' : '0',
            memo.substr(at, piece)
        );
    }
    return records;
}

std::uint64_t put_check_lines(
    std::string& text, std::size_t batch, std::size_t item, const MadePayment& payment
) {
    std::uint64_t records = 0;
    for (const MadeLine& line : payment.lines) {
        const bool is_last = records + 1 == payment.lines.size();
        const Minor deducted = line.discount + (line.reason.empty() ? 0 : line.deduction);
        put_to(
            text,
            "4{:03}{:03}4{:02}{}{:<16}{:010}{:010}{:<3}\n",
            batch,
            item,
            ++records % 100,
            is_last ? '9' : '0',
            line.shown,
            line.net,
            deducted,
            cut(line.reason.empty() && line.discount > 0 ? "DSC" : line.reason, 3)
        );
    }
    return records;
}

}  // namespace

MadeFile write_lockbox(const MadeBook& book, MadePayments& payments, OurMadeAccount& account) {
    const bool has_lines = book.payments[payments.front()].has_lines;
    std::size_t count = 0;
    Minor sum = 0;
    while (count < payments.size() && count < lockbox_checks_max) {
        const Minor amount = book.payments[payments[count]].amount;
        if (count != 0 && sum + amount > lockbox_total_max) break;
        sum += amount;
        ++count;
    }
    const MadePayments taken = payments.first(count);
    payments = payments.subspan(count);
    MadeFile file{
        fmt::format("lockbox-{}-{}.bai", account.lockbox, ++account.statements),
        {},
        {taken.begin(), taken.end()}
    };
    std::string& text = file.text;
    const std::string made = six_digits(book.payments[taken.back()].day);
    put_to(text, "100HARBORSUPP0121042882{}{:04}\n", made, account.statements % 2'400);
    text += "2HARBORSUPP0121042882000000000040008008001\n";
    std::uint64_t records = 2;
    std::size_t batch = 0;
    each_day(book, taken, [&](Date day, MadePayments today) {
        const std::string date = six_digits(day);
        put_to(text, "5{:03}000{}{}HARBORSUPP0121042882\n", 0, account.lockbox, date);
        ++batch;
        Minor total = 0;
        std::size_t item = 0;
        for (const std::uint32_t no : today) {
            const MadePayment& payment = book.payments[no];
            const RoutedAccount from = routed(payment.account);
            total += payment.amount;
            put_to(text, "6{:03}{:03}{:010}", batch, ++item, payment.amount);
            if (has_lines) {
                put_to(
                    text, "{:0>10}{:0>10}{:0>9}", from.routing, from.account, payment.check_number
                );
            } else {
                put_to(
                    text, "{:0>9}{:0>10}{:0>10}", from.routing, from.account, payment.check_number
                );
            }
            put_to(text, "{}{}{}\n", date.substr(2), date.substr(0, 2), cut(payment.name, 30));
            records += 1 + (has_lines ? put_check_lines(text, batch, item, payment)
                                      : put_check_text(text, batch, item, payment.memo));
        }
        put_to(
            text,
            "7{:03}{:03}{}{}{:03}{:010}\n",
            batch,
            item,
            account.lockbox,
            date,
            today.size(),
            total
        );
        records += 2;
    });
    put_to(text, "8000000{}{}{:04}{:010}\n", account.lockbox, made, count, sum);
    put_to(text, "9{:06}\n", records + 2);
    return file;
}

}  // namespace tieout
