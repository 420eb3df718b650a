#include "tests/scenarios/scenario.h"

#include <functional>
#include <map>
#include <sstream>

#include <fmt/core.h>

#include "engine/terms.h"
#include "io/formats/recognise.h"
#include "tests/scenarios/review_story.h"
#include "tests/scenarios/story_words.h"
#include "tests/support/kept.h"
#include "tests/support/memory_books.h"

namespace tieout {

namespace {

constexpr std::string_view any_order = "in any order";

struct Batch {
    std::vector<Payment> payments;
    std::vector<std::pair<std::string, std::string>> files;
};

class Story {
public:
    Story(unsigned threads, Coming coming) : coming_(coming), books_(threads) {}

    ScenarioResult tell(std::string_view story) {
        std::istringstream lines{std::string(story)};
        std::string line;
        while (std::getline(lines, line)) {
            try {
                take_line(line);
            } catch (const std::exception& error) {
                result_.fault = line + ": " + error.what();
                return result_;
            }
        }
        if (coming_ != Coming::as_told) {
            let_files_come();
        } else if (!batch_.payments.empty() || !batch_.files.empty()) {
            apply();
        }
        for (const auto& kind : kinds_) {
            for (const std::string& each : expected_[kind])
                result_.expected += each + '\n';
            for (const std::string& each : actual(kind))
                result_.actual += each + '\n';
        }
        result_.told_again = books_.told_again();
        return result_;
    }

private:
    using Words = std::vector<std::string>;

    void take_line(const std::string& line) {
        if (line.empty() || line[0] == '#') return;
        if (line[0] == '|') {
            const std::size_t from = line.size() > 1 && line[1] == ' ' ? 2 : 1;
            batch_.files.back().second += line.substr(from) + '\n';
            return;
        }
        const Words words = words_of(line);
        const std::string& verb = words.at(0);
        if (verb == "policy") {
            set_policy(words);
        } else if (verb == "calendar") {
            EntityRecord main;
            main.calendar = words.at(1);
            load("entities", main);
        } else if (verb == "customer") {
            load_customer(words);
        } else if (verb == "account") {
            load_account(words);
        } else if (verb == "item") {
            load_item(words);
        } else if (verb == "payment") {
            batch_.payments.push_back(payment(words));
        } else if (verb == "file") {
            batch_.files.emplace_back(words.at(1), "");
        } else if (verb == "in") {
            if (line != any_order) result_.fault = "unknown words: " + line;
        } else if (verb == "accept-gap") {
            gaps_.push_back({words.at(1), parse_date(words.at(2)).value()});
        } else if (verb == "apply") {
            if (coming_ == Coming::as_told) apply();
        } else if (verb == "teach") {
            teach(words);
        } else if (verb == "forget") {
            books_.forget(static_cast<LearnedNo>(std::stoul(words.at(1).substr(1)) - 1));
        } else if (verb == "again") {
            batch_ = last_;
            apply();
        } else if (!review_.take(words)) {
            expect(verb, line);
        }
    }

    void expect(const std::string& kind, const std::string& line) {
        static const std::vector<std::string> known{
            "match",
            "candidates",
            "left",
            "suspense",
            "receipts",
            "exception",
            "asks",
            "held",
            "learned"
        };
        const bool is_known = std::find(known.begin(), known.end(), kind) != known.end();
        if (!is_known && !ReviewStory::is_outcome(kind)) {
            result_.fault = "unknown word: " + line;
            return;
        }
        if (expected_.find(kind) == expected_.end()) kinds_.push_back(kind);
        expected_[kind].push_back(one_blank(line));
    }

    void teach(const Words& words) {
        const auto kind = words.at(1) == "account" ? LearnedKind::account : LearnedKind::alias;
        const auto customer = books_.book().find_customer(words.at(2));
        if (!customer || !books_.teach(kind, words.at(3), *customer)) {
            result_.fault = "nothing to teach: " + words.at(2);
        }
    }

    // What the book has learned: from whom, by how many payments, and how many it identified.
    std::vector<std::string> learned() const {
        std::vector<std::string> lines;
        for (const LearnedRow& row : books_.book().learned) {
            lines.push_back(fmt::format(
                "learned {} {} lessons {} hits {}{}",
                word_of(row.kind),
                books_.book().customer(row.customer).number,
                row.lessons,
                row.hits,
                row.is_forgotten ? " forgotten" : ""
            ));
        }
        if (lines.empty()) lines.emplace_back("learned nothing");
        return lines;
    }

    void set_policy(const Words& words) {
        Policy policy = books_.book().policy;
        const auto set = set_rule(policy, words.at(1), words.at(2));
        if (!set) result_.fault = set.error().words;
        books_.commit({PolicySet{policy_text(policy)}});
    }

    static std::map<std::string, std::string> pairs(const Words& words, std::size_t from) {
        std::map<std::string, std::string> found;
        for (std::size_t i = from; i + 1 < words.size(); i += 2)
            found[words[i]] = words[i + 1];
        return found;
    }

    void load(const std::string& kind, MasterRecord record) {
        MasterFile file;
        file.name = "story";
        file.kind = kind;
        file.rows.push_back({std::move(record), 1});
        const LoadOutcome outcome = books_.load({file}, review_.today());
        for (const Error& fault : outcome.faults)
            result_.fault = fault.words;
    }

    void load_customer(const Words& words) {
        CustomerRecord record;
        record.customer = words.at(1);
        record.name = words.at(2);
        auto facts = pairs(words, 3);
        if (!facts["account"].empty()) record.bank_accounts.push_back(facts["account"]);
        if (!facts["alias"].empty()) record.aliases.push_back(facts["alias"]);
        record.parent = facts["parent"];
        record.segment = facts["segment"];
        load("customers", record);
    }

    void load_account(const Words& words) {
        AccountRecord record;
        record.account = words.at(1);
        auto facts = pairs(words, 2);
        record.lockbox = facts["lockbox"];
        record.cash_source = facts["cash"];
        record.currency = currency_of(facts["currency"].empty() ? "USD" : facts["currency"]);
        load("accounts", record);
    }

    void load_item(const Words& words) {
        ItemRecord record;
        record.document = words.at(1);
        record.customer = words.at(2);
        record.kind = item_kind_of(words.at(3)).value();
        record.currency = currency_of(words.at(5));
        record.amount = amount_of(words.at(4), record.currency);
        auto facts = pairs(words, 6);
        const auto date = [&](const char* name) -> std::optional<Date> {
            if (facts[name].empty()) return std::nullopt;
            return parse_date(facts[name]).value();
        };
        record.open_amount =
            facts["open"].empty() ? record.amount : amount_of(facts["open"], record.currency);
        record.invoice_date = date("dated");
        record.discount_date = date("by");
        if (!facts["discount"].empty()) {
            record.discount_amount = amount_of(facts["discount"], record.currency);
        }
        if (!facts["tax"].empty()) record.tax_amount = amount_of(facts["tax"], record.currency);
        record.due_date = date("due");
        record.terms = facts["terms"];
        record.applies_to = facts["applies"];
        record.purchase_order = facts["po"];
        record.site = facts["site"];
        load("items", record);
    }

    static Payment payment(const Words& words) {
        Payment payment;
        payment.payment = kept(words.at(1));
        payment.currency = currency_of(words.at(3));
        payment.amount = amount_of(words.at(2), payment.currency);
        auto facts = pairs(words, 4);
        payment.booking_date = parse_date(facts["on"].empty() ? "2026-03-16" : facts["on"]).value();
        payment.customer = kept(facts["customer"]);
        payment.payer_name = kept(facts["from"]);
        payment.payer_account = kept(facts["account"]);
        payment.check_number = kept(facts["check"]);
        payment.memo = kept(facts["says"]);
        std::istringstream lines(facts["lines"]);
        std::string each;
        while (std::getline(lines, each, ',')) {
            RemittanceLine line;
            constexpr std::string_view deduction = "deduction:";
            if (each.starts_with(deduction)) {
                line.kind = RemittanceKind::deduction;
                each.erase(0, deduction.size());
            }
            take_parts(each, payment.currency, line);
            if (const std::size_t colon = each.find(':'); colon != std::string::npos) {
                line.reason = kept(each.substr(colon + 1));
                each.resize(colon);
            }
            const std::size_t sign = each.find('=');
            line.reference = kept(each.substr(0, sign));
            line.line = static_cast<std::uint32_t>(payment.remittance.size() + 1);
            if (sign != std::string::npos) {
                line.net = amount_of(each.substr(sign + 1), payment.currency);
            }
            payment.remittance.push_back(std::move(line));
        }
        return payment;
    }

    // "1001=900.00+withheld:100.00+gross:1000.00": what is behind the net is read and cut off.
    static void take_parts(std::string& each, Currency currency, RemittanceLine& line) {
        for (std::size_t plus = each.rfind('+'); plus != std::string::npos;
             plus = each.rfind('+')) {
            const std::size_t colon = each.find(':', plus);
            if (colon == std::string::npos) break;
            const std::string name = each.substr(plus + 1, colon - plus - 1);
            const Minor value = amount_of(each.substr(colon + 1), currency);
            if (name == "gross") {
                line.gross = value;
            } else if (name == "discount" || name == "withheld") {
                (name == "discount" ? line.discount : line.withheld) = value;
            } else {
                break;
            }
            each.resize(plus);
        }
    }

    // The files of the whole story, in one batch or each in one of its own.
    void let_files_come() {
        auto files = std::move(batch_.files);
        batch_.files.clear();
        const bool is_backwards =
            coming_ == Coming::together_backwards || coming_ == Coming::one_by_one_backwards;
        if (is_backwards) std::reverse(files.begin(), files.end());
        const bool is_together =
            coming_ == Coming::together || coming_ == Coming::together_backwards;
        for (auto& file : files) {
            batch_.files.push_back(std::move(file));
            if (!is_together) apply();
        }
        if (is_together) apply();
    }

    void apply() {
        std::vector<IntakeFile> files;
        if (!batch_.payments.empty()) {
            IntakeFile file;
            file.name = "story";
            file.format = "payments";
            file.units.emplace_back();
            file.units.back().kind = "payments";
            file.units.back().movements = batch_.payments;
            file.digest = sha256(fmt::format("batch {}", batch_.payments.front().payment));
            files.push_back(std::move(file));
        }
        Serial serial;
        for (const auto& [name, text] : batch_.files) {
            files.push_back(read_whole_bank_file(name, text, {}, serial));
            for (const Error& fault : files.back().faults)
                result_.fault = to_text(fault);
        }
        last_ = batch_;
        batch_ = {};
        const auto decided_on =
            review_.has_day() ? std::optional<Date>(review_.today()) : std::nullopt;
        outcome_ = books_.apply(std::move(files), {gaps_, decided_on, false});
        gaps_.clear();
        for (const FileOutcome& file : outcome_.files) {
            if (file.units_quarantined > 0) held_.push_back("held " + file.name);
        }
    }

    std::vector<std::string> actual(const std::string& kind) const {
        if (kind == "match") return matches();
        if (kind == "candidates") return candidates();
        if (kind == "left") return left();
        if (kind == "suspense") return suspense();
        if (kind == "exception") return exceptions();
        if (kind == "asks") return questions();
        if (kind == "learned") return learned();
        if (ReviewStory::is_outcome(kind)) return review_.actual(kind, asked(kind));
        if (kind == "held") return held_.empty() ? std::vector<std::string>{"held none"} : held_;
        std::size_t receipts = 0;
        for (const PaymentRow& row : books_.book().payments) {
            receipts += row.kind == MovementKind::receipt ? 1 : 0;
        }
        return {fmt::format("receipts {}", receipts)};
    }

    std::vector<Words> asked(const std::string& kind) const {
        std::vector<Words> all;
        for (const std::string& line : expected_.at(kind))
            all.push_back(words_of(line));
        return all;
    }

    std::vector<std::string> matches() const {
        std::vector<std::string> lines;
        for (const Movement& movement : outcome_.movements) {
            const Match& match = movement.match;
            std::string line =
                fmt::format("match {} {}", movement.payment.payment, word_of(movement.status));
            if (match.reason != Reason::nothing) line += fmt::format(" {}", word_of(match.reason));
            if (movement.is_judged) line += fmt::format(" {}", word_of(match.certificate));
            const bool known = match.payer != none<CustomerNo>();
            line += fmt::format(" {}", known ? books_.book().customer(match.payer).number : "-");
            const char* before = " : ";
            for (const ClearedItem& item : match.clearing.items) {
                line += before + cleared(item);
                before = ", ";
            }
            lines.push_back(std::move(line));
        }
        return lines;
    }

    std::string cleared(const ClearedItem& cleared) const {
        const OpenItem& item = books_.book().item(cleared.item);
        std::string text = item.document + ' ' + format_amount(cleared.cash, item.currency);
        for (const Adjustment& each : cleared.adjustments) {
            text += fmt::format(
                " + {} {}", word_of(each.kind), format_amount(each.amount, item.currency)
            );
        }
        return text;
    }

    std::vector<std::string> candidates() const {
        std::vector<std::string> lines;
        for (const Movement& movement : outcome_.movements) {
            if (movement.match.candidates.empty()) continue;
            std::string line = "candidates " + movement.payment.payment.str();
            const char* before = " ";
            for (const Candidate& candidate : movement.match.candidates) {
                line += before;
                before = " | ";
                for (std::size_t i = 0; i < candidate.items.size(); ++i) {
                    if (i != 0) line += " + ";
                    line += books_.book().item(candidate.items[i].item).document;
                }
            }
            lines.push_back(std::move(line));
        }
        return lines;
    }

    // Only the documents that the story asks about, in its order.
    std::vector<std::string> left() const {
        std::vector<std::string> lines;
        for (const std::string& wanted : expected_.at("left")) {
            const std::string document = words_of(wanted).at(1);
            for (const OpenItem& item : books_.book().items) {
                if (item.document != document) continue;
                lines.push_back(
                    fmt::format("left {} {}", document, format_amount(item.open, item.currency))
                );
            }
        }
        return lines;
    }

    std::vector<std::string> suspense() const {
        std::map<std::string, std::pair<Currency, WideMinor>> sums;
        for (const PaymentRow& row : books_.book().payments) {
            const std::pair<const char*, Minor> parts[] = {
                {"on_account", row.on_account},
                {"unapplied", row.unapplied},
                {"unidentified", row.unidentified}
            };
            for (const auto& [name, amount] : parts) {
                if (amount == 0) continue;
                sums[name].first = row.currency;
                sums[name].second += amount;
            }
        }
        std::vector<std::string> lines;
        for (const auto& [name, sum] : sums) {
            lines.push_back(
                fmt::format("suspense {} {}", name, format_amount_wide(sum.second, sum.first))
            );
        }
        if (lines.empty()) lines.emplace_back("suspense none");
        return lines;
    }

    std::vector<std::string> exceptions() const {
        std::vector<std::string> lines;
        for (const ExceptionItem& row : books_.book().exceptions) {
            if (row.payment != none<PaymentNo>() || !row.is_open) continue;
            lines.push_back(fmt::format(
                "exception {} {}", word_of(row.reason), format_amount(row.amount, row.currency)
            ));
        }
        if (lines.empty()) lines.emplace_back("exception none");
        return lines;
    }

    // What is asked about deposits and doubles, in the words that a person reads.
    std::vector<std::string> questions() const {
        std::vector<std::string> lines;
        for (const ExceptionItem& row : books_.book().exceptions) {
            const bool is_asked =
                row.reason == Reason::untied_deposit || row.reason == Reason::possible_duplicate;
            if (!row.is_open || !is_asked) continue;
            const Entry& entry = books_.journal().at(row.entry - 1);
            const auto* decided = std::get_if<PaymentDecided>(&entry);
            const auto* opened = std::get_if<ExceptionOpened>(&entry);
            lines.push_back(one_blank(fmt::format(
                "asks {} {} : {}",
                word_of(row.reason),
                format_amount(row.amount, row.currency),
                decided != nullptr  ? decided->detail
                : opened != nullptr ? opened->detail
                                    : ""
            )));
        }
        if (lines.empty()) lines.emplace_back("asks nothing");
        return lines;
    }

    std::vector<AcceptedGap> gaps_;  // for the next batch
    std::vector<std::string> held_;
    Coming coming_;
    MemoryBooks books_;
    ReviewStory review_{books_};
    Batch batch_;
    Batch last_;
    CashOutcome outcome_;
    std::vector<std::string> kinds_;
    std::map<std::string, std::vector<std::string>> expected_;
    ScenarioResult result_;
};

}  // namespace

bool is_in_any_order(std::string_view story) {
    std::istringstream lines{std::string(story)};
    std::string line;
    while (std::getline(lines, line)) {
        if (line == any_order) return true;
    }
    return false;
}

ScenarioResult run_scenario(std::string_view story, unsigned threads, Coming coming) {
    return Story(threads, coming).tell(story);
}

}  // namespace tieout
