#include "engine/load_run.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include <fmt/core.h>

#include "engine/account_form.h"
#include "engine/calendar.h"
#include "engine/check.h"
#include "engine/personal.h"
#include "engine/terms.h"

namespace tieout {

namespace {

constexpr std::size_t chunk_rows = 4096;

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        if (!text.empty()) text += '|';
        text += part;
    }
    return text;
}

// Kinds in the order in which they build on each other.
int rank_of(const MasterFile& file) {
    static const std::map<std::string, int, std::less<>> ranks{
        {"entities", 0},
        {"accounts", 1},
        {"customers", 2},
        {"items", 3},
        {"control", 4},
        {"sales", 5}
    };
    const auto found = ranks.find(file.kind);
    return found == ranks.end() ? 6 : found->second;
}

// What may make the cash of an account: a file format, or a channel.
bool is_cash_source(std::string_view source) {
    static constexpr std::string_view known =
        " statement lockbox ach wire card direct_debit "
        "bai2 bai_lockbox camt.052 camt.053 camt.054 cfonb coda csv edifact fedwire mt940 nacha "
        "payments psp x12_820 x12_823 ";
    if (source.empty()) return true;
    return source.find(' ') == std::string_view::npos &&
           known.find(fmt::format(" {} ", source)) != std::string_view::npos;
}

class Loading {
public:
    Loading(const Book& book, Secrets& secrets, Parallel& parallel, bool skip_bad)
        : book_(book), secrets_(secrets), parallel_(parallel), skip_bad_(skip_bad) {}

    LoadOutcome load(std::vector<MasterFile> files) {
        std::stable_sort(files.begin(), files.end(), [](const auto& a, const auto& b) {
            return rank_of(a) < rank_of(b);
        });
        for (MasterFile& file : files)
            load_file(file);
        return std::move(outcome_);
    }

private:
    // Everything one file adds is taken back when the file is refused.
    void load_file(MasterFile& file) {
        const std::size_t entries_before = outcome_.entries.size();
        const LoadCounts counts_before = outcome_.counts;
        const std::size_t faults_before = outcome_.faults.size();
        const std::size_t amended_before = outcome_.amended.size();
        const std::size_t new_entities = new_entities_.size();
        const std::size_t new_customers = new_customers_.size();
        items_of_file_.clear();
        name_ = file.name;
        for (Error& fault : file.faults)
            fail(std::move(fault));
        if (file.kind == "customers") announce_customers(file);
        prepare_items(file);
        for (std::size_t i = 0; i < file.rows.size(); ++i) {
            line_ = file.rows[i].line;
            row_ = i;
            std::visit([&](auto& record) { take(record); }, file.rows[i].record);
        }
        if (outcome_.faults.size() == faults_before || skip_bad_) return;
        outcome_.entries.resize(entries_before);
        outcome_.amended.resize(amended_before);
        outcome_.counts = counts_before;
        outcome_.counts.refused = counts_before.refused + file.rows.size() + file.faults.size();
        forget_from(new_entities_, book_.entities.size() + new_entities);
        forget_from(new_customers_, book_.customers.size() + new_customers);
        for (const std::string& key : items_of_file_)
            new_items_.erase(key);
    }

    // Takes back the numbers given from `first` on.
    template <class Numbers>
    static void forget_from(Numbers& numbers, std::size_t first) {
        std::erase_if(numbers, [&](const auto& each) { return slot(each.second) >= first; });
    }

    void fail(Error fault) {
        ++outcome_.counts.refused;
        outcome_.faults.push_back(std::move(fault));
    }

    void fail(std::string words) {
        fail(Error{ErrorKind::input, "F_ROW", std::move(words), {name_, line_, 1}});
    }

    std::optional<EntityNo> entity_no(const std::string& entity) {
        if (const auto known = book_.find_entity(entity)) return known;
        const auto found = new_entities_.find(entity);
        if (found != new_entities_.end()) return found->second;
        if (entity != "main") return std::nullopt;
        take(EntityRecord{});  // the default entity comes into being when it is first named
        return new_entities_.at(entity);
    }

    std::optional<CustomerNo> customer_no(const std::string& number) const {
        if (const auto known = book_.find_customer(number)) return known;
        const auto found = new_customers_.find(number);
        if (found == new_customers_.end()) return std::nullopt;
        return found->second;
    }

    void take(const EntityRecord& record) {
        const Policy& policy = book_.policy;
        if (policy.posting_on_business_days && !calendar_named(policy, record.calendar)) {
            return fail(fmt::format(
                "calendar none, weekdays, target2, us or one of the policy expected, found '{}'",
                record.calendar
            ));
        }
        const Entity row{
            record.entity,
            record.name,
            record.base_currency,
            record.time_zone,
            record.calendar,
            record.address,
            record.tax_id,
            record.language
        };
        const auto known = book_.find_entity(record.entity);
        if (known && book_.entities[slot(*known)] == row) {
            ++outcome_.counts.unchanged;
            return;
        }
        if (!known) {
            const auto next = book_.entities.size() + new_entities_.size();
            if (!new_entities_.try_emplace(record.entity, static_cast<EntityNo>(next)).second) {
                fail(fmt::format("entity '{}' stands twice in the batch", record.entity));
                return;
            }
        }
        ++(known ? outcome_.counts.changed : outcome_.counts.added);
        outcome_.entries.emplace_back(EntityTaken{row});
    }

    void take(const AccountRecord& record) {
        const auto entity = entity_no(record.entity);
        if (!entity) return fail(fmt::format("entity '{}' is not in the book", record.entity));
        if (!is_cash_source(record.cash_source)) {
            return fail(fmt::format(
                "cash_source '{}' is neither a format nor a channel", record.cash_source
            ));
        }
        OurAccount row;
        row.mark = mark_of_account(secrets_, record.account);
        const std::string form = account_form(record.account);
        row.bare = mark_of_account(secrets_, std::string_view(form).substr(form.find('/') + 1));
        row.shown = masked_account(record.account);
        row.entity = *entity;
        row.currency = record.currency;
        row.role = record.role;
        row.cash_source = record.cash_source;
        row.lockbox = record.lockbox;
        row.gl = record.gl;
        const auto known = book_.find_account(row.mark);
        if (known) {
            row.sealed = book_.accounts[slot(*known)].sealed;
            if (book_.accounts[slot(*known)] == row) {
                ++outcome_.counts.unchanged;
                return;
            }
        } else {
            auto sealed = secrets_.seal("accounts", row.shown, record.account);
            if (!sealed) return fail(std::move(sealed).error());
            row.sealed = std::move(*sealed);
        }
        ++(known ? outcome_.counts.changed : outcome_.counts.added);
        outcome_.entries.emplace_back(AccountTaken{std::move(row)});
    }

    // Numbers the new customers of a file first, so that a parent may stand below its child. Only
    // rows that will be taken get a number: entity and parents known, no number twice.
    void announce_customers(const MasterFile& file) {
        std::unordered_map<std::string_view, const CustomerRecord*> takable;
        for (const MasterRow& row : file.rows) {
            const auto* record = std::get_if<CustomerRecord>(&row.record);
            if (record == nullptr || !entity_no(record->entity)) continue;
            takable.try_emplace(record->customer, record);
        }
        for (bool is_settled = false; !is_settled;) {
            is_settled =
                std::erase_if(takable, [&](const auto& each) {
                    const std::string& parent = each.second->parent;
                    return !parent.empty() && !customer_no(parent) && !takable.contains(parent);
                }) == 0;
        }
        auto next = static_cast<std::uint32_t>(book_.customers.size() + new_customers_.size());
        takable_.clear();
        for (const MasterRow& row : file.rows) {
            const auto* record = std::get_if<CustomerRecord>(&row.record);
            if (record == nullptr) continue;
            const auto found = takable.find(record->customer);
            if (found == takable.end() || found->second != record) continue;
            takable_.insert(record);
            if (!customer_no(record->customer)) {
                new_customers_.emplace(record->customer, static_cast<CustomerNo>(next++));
            }
        }
    }

    Result<std::string> seal_customer(const CustomerRecord& record) {
        PackedTexts<CustomerPrivate> texts;
        texts.set(CustomerPrivate::name, record.name);
        texts.set(CustomerPrivate::address, record.address);
        texts.set(CustomerPrivate::email, record.email);
        texts.set(CustomerPrivate::aliases, joined(record.aliases));
        texts.set(CustomerPrivate::bank_accounts, joined(record.bank_accounts));
        const std::string owner = key_owner_of_customer(record.customer);
        // A row sent again with the same texts keeps its sealed bytes, so that nothing changes.
        if (const auto known = book_.find_customer(record.customer)) {
            const std::string& before = book_.customer(*known).sealed;
            const auto opened = secrets_.open(owner, record.customer, before);
            if (opened && *opened == texts.bytes()) return before;
        }
        return secrets_.seal(owner, record.customer, texts.bytes());
    }

    void take(const CustomerRecord& record) {
        const auto entity = entity_no(record.entity);
        if (!entity) return fail(fmt::format("entity '{}' is not in the book", record.entity));
        if (!takable_.contains(&record)) {
            return fail(fmt::format(
                "customer '{}' stands twice in the file, or its parent '{}' is no customer",
                record.customer,
                record.parent
            ));
        }
        Customer row;
        row.number = record.customer;
        row.entity = *entity;
        if (!record.parent.empty()) {
            const auto parent = customer_no(record.parent);
            if (!parent) return fail(fmt::format("parent '{}' is no customer", record.parent));
            row.parent = *parent;
        }
        row.currency = record.currency;
        row.credit_limit = record.credit_limit;
        row.texts.set(CustomerText::country, record.country);
        row.texts.set(CustomerText::language, record.language);
        row.texts.set(CustomerText::terms, record.terms);
        row.texts.set(CustomerText::procedure, record.procedure);
        row.texts.set(CustomerText::segment, record.segment);
        row.texts.set(CustomerText::owner, record.owner);
        add_name_marks(row, record.name);
        for (const std::string& alias : record.aliases)
            add_name_marks(row, alias);
        for (const std::string& account : record.bank_accounts) {
            row.account_marks.push_back(mark_of_account(secrets_, account));
        }
        auto sealed = seal_customer(record);
        if (!sealed) return fail(std::move(sealed).error());
        row.sealed = std::move(*sealed);
        const auto known = book_.find_customer(record.customer);
        if (known && book_.customer(*known) == row) {
            ++outcome_.counts.unchanged;
            return;
        }
        ++(known ? outcome_.counts.changed : outcome_.counts.added);
        outcome_.entries.emplace_back(CustomerTaken{std::move(row)});
    }

    void add_name_marks(Customer& row, const std::string& name) {
        for (const NameForm& form : name_forms(name)) {
            const Mark mark = mark_of_name(secrets_, form);
            const bool known = std::find(row.name_marks.begin(), row.name_marks.end(), mark) !=
                               row.name_marks.end();
            if (!known) row.name_marks.push_back(mark);
        }
    }

    struct Prepared {
        std::string words;  // why the row is refused; empty: it is not
        OpenItem row;
        std::optional<ItemNo> known;
        std::string key;
    };

    // Items are many: what does not depend on the rows before is worked out in parallel.
    void prepare_items(MasterFile& file) {
        prepared_.clear();
        if (file.kind != "items") return;
        for (const MasterRow& row : file.rows) {  // entities may have to come into being
            if (const auto* item = std::get_if<ItemRecord>(&row.record)) entity_no(item->entity);
        }
        prepared_.resize(file.rows.size());
        const std::size_t chunks = (file.rows.size() + chunk_rows - 1) / chunk_rows;
        parallel_.for_each(chunks, [&](std::size_t chunk) {
            const std::size_t end = std::min(file.rows.size(), (chunk + 1) * chunk_rows);
            for (std::size_t i = chunk * chunk_rows; i < end; ++i) {
                if (auto* item = std::get_if<ItemRecord>(&file.rows[i].record)) {
                    prepared_[i] = prepare(*item);
                }
            }
        });
        new_items_.reserve(new_items_.size() + file.rows.size());
    }

    Prepared prepare(ItemRecord& record) const {
        Prepared prepared;
        fill_from_terms(record);
        const auto customer = customer_no(record.customer);
        if (!customer) {
            prepared.words = fmt::format("customer '{}' is not in the book", record.customer);
            return prepared;
        }
        auto entity = book_.find_entity(record.entity);
        const auto fresh = new_entities_.find(record.entity);
        if (!entity && fresh != new_entities_.end()) entity = fresh->second;
        if (!entity) {
            prepared.words = fmt::format("entity '{}' is not in the book", record.entity);
            return prepared;
        }
        OpenItem& row = prepared.row;
        row.customer = *customer;
        row.entity = *entity;
        row.kind = record.kind;
        row.currency = record.currency;
        row.instalment = record.instalment;
        row.amount = record.amount;
        row.open = record.open_amount;
        row.discount_amount = record.discount_amount;
        row.tax_amount = record.tax_amount;
        row.disputed = record.disputed_amount;
        row.invoice_date = record.invoice_date;
        row.due_date = record.due_date;
        row.discount_date = record.discount_date;
        row.cleared_date = record.cleared_date;
        row.document = std::move(record.document);
        set_texts(row, record);
        prepared.key =
            record.key.empty()
                ? fmt::format("{}/{}/{}", record.customer, row.document, record.instalment)
                : record.key;
        prepared.known = book_.find_item(row.entity, prepared.key);
        check_row(prepared);
        return prepared;
    }

    static void set_texts(OpenItem& row, const ItemRecord& record) {
        const auto set = [&](ItemText field, std::string_view text) {
            if (!text.empty()) row.texts.set(field, text);
        };
        set(ItemText::key, record.key);
        set(ItemText::purchase_order, record.purchase_order);
        if (!record.references.empty()) set(ItemText::references, joined(record.references));
        set(ItemText::terms, record.terms);
        set(ItemText::site, record.site);
        set(ItemText::tax_code, record.tax_code);
        set(ItemText::applies_to, record.applies_to);
    }

    void check_row(Prepared& prepared) const {
        const OpenItem& row = prepared.row;
        if (row.open < 0 || row.open > row.amount) {
            prepared.words = "the open amount lies between 0 and the amount";
        } else if (row.disputed < 0 || row.disputed > row.amount) {
            prepared.words = "the disputed amount lies between 0 and the amount";
        } else if (prepared.known && (book_.item(*prepared.known).currency != row.currency ||
                                      book_.item(*prepared.known).kind != row.kind)) {
            prepared.words =
                fmt::format("key '{}' has another currency or kind in the book", prepared.key);
        } else if (prepared.known && book_.item(*prepared.known).customer != row.customer) {
            prepared.words = fmt::format(
                "key '{}' belongs to customer '{}'",
                prepared.key,
                book_.customer(book_.item(*prepared.known).customer).number
            );
        }
    }

    void take(const ItemRecord&) {
        Prepared& prepared = prepared_[row_];
        if (!prepared.words.empty()) return fail(std::move(prepared.words));
        if (!prepared.known) {
            const std::string name = fmt::format("{}/{}", slot(prepared.row.entity), prepared.key);
            if (!new_items_.insert(name).second) {
                return fail(fmt::format("item '{}' stands twice in the batch", prepared.key));
            }
            items_of_file_.push_back(name);
            ++outcome_.counts.added;
            outcome_.entries.emplace_back(ItemTaken{std::move(prepared.row)});
            return;
        }
        compare_known(*prepared.known, prepared.row);
    }

    // After the first load open amounts are ours: what the ERP sends is compared, not taken over.
    void compare_known(ItemNo no, OpenItem& sent) {
        const OpenItem& held = book_.item(no);
        const Minor at_load = add(held.open, reduced_of(no));
        const bool is_amended = sent.amount != held.amount;
        const bool agrees = is_amended || sent.open == held.open || sent.open == at_load;
        const Minor erp_open = sent.open;
        if (is_amended) {
            auto& amended = outcome_.amended;  // of two rows of one item the later counts
            std::erase_if(amended, [&](const SentAmount& each) { return each.item == no; });
            amended.push_back({no, sent.amount});
            ++outcome_.counts.changed;
            ++outcome_.counts.outside_changes;
        }
        sent.amount = held.amount;
        sent.open = held.open;
        sent.cleared_date = held.cleared_date;
        if (sent == held) {
            outcome_.counts.unchanged += is_amended ? 0 : 1;
        } else {
            outcome_.counts.changed += is_amended ? 0 : 1;
            outcome_.entries.emplace_back(ItemTaken{std::move(sent)});
        }
        if (agrees) return;
        if (auto differs = open_amount_differs(book_, no, erp_open)) {
            ++outcome_.counts.outside_changes;
            outcome_.entries.emplace_back(std::move(*differs));
        }
    }

    Minor reduced_of(ItemNo no) {
        if (reduced_.empty()) {
            for (const ItemChange& change : book_.item_changes) {
                Minor& sum = reduced_[slot(change.item)];
                sum = add(sum, change.reduced);
            }
        }
        const auto found = reduced_.find(slot(no));
        return found == reduced_.end() ? 0 : found->second;
    }

    void take(const ControlRecord& record) { outcome_.controls.push_back(record); }

    void take(const SalesRecord&) { ++outcome_.counts.unchanged; }

    const Book& book_;
    Secrets& secrets_;
    Parallel& parallel_;
    bool skip_bad_;
    LoadOutcome outcome_;
    std::string name_;
    std::uint64_t line_ = 0;
    std::size_t row_ = 0;
    std::vector<Prepared> prepared_;
    std::unordered_map<std::string, EntityNo> new_entities_;
    std::unordered_map<std::string, CustomerNo> new_customers_;
    std::unordered_set<const CustomerRecord*> takable_;  // rows of the file that get in
    std::unordered_set<std::string> new_items_;
    std::vector<std::string> items_of_file_;  // what the file being read added to new_items_
    std::unordered_map<std::uint32_t, Minor> reduced_;
};

}  // namespace

LoadOutcome load_run(
    const Book& book,
    Secrets& secrets,
    Parallel& parallel,
    std::vector<MasterFile> files,
    bool skip_bad
) {
    return Loading(book, secrets, parallel, skip_bad).load(std::move(files));
}

}  // namespace tieout
