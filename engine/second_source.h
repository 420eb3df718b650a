// Money that a second bank file seems to report again is held for a person, never received twice.
#pragma once

#include <string>
#include <string_view>

#include "engine/deposit_count.h"

namespace tieout {

// An account in the words of a key: ours by its number, another as the file writes it.
std::string account_key(AccountNo account, std::string_view as_written);

// BAI2 without booked balances is an intraday report: another source than the statement of the day.
inline constexpr std::string_view interim_bai2 = "bai2 interim";
// Which source a movement comes from: its file's format, intraday reports told apart.
std::string_view source_of(const CashOutcome& outcome, const Movement& movement);

// Money as files of any format may report it.
struct ReportedMoney {
    EntityNo entity{};
    std::string account;  // account_key()
    Date date;
    Minor amount = 0;
    Currency currency;

    // Under which the book counts how often files of one format report it.
    Mark mark_of(std::string_view format) const;

    // The most that one of them does.
    Mark mark_of_most() const { return mark_of("most"); }
};

// A receipt of one file format whose account, day, currency and amount files of another format have
// reported as often already, in this batch or before, becomes a `possible_duplicate` exception
// instead of cash; so does one whose bank reference stood for the same amount up to five days apart
// in files of another format. Equal receipts of one format stay what they are: genuine twins. What
// the sources of an account settle by themselves (one_receipt.h) does not come here; naming the
// account's cash_source answers the question once for all. A file that was sent again under its old
// identity is asked about, too, where a bank's reference of it stands for another amount than
// before. Rows of our own payments files have ids of their own and are passed over. Cost: about 1
// us a bank line.
void hold_second_sources(const Book& book, DepositCount& counts, CashOutcome& outcome);

}  // namespace tieout
