#include "engine/book.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/check.h"
#include "engine/reference_form.h"

namespace tieout {

namespace {

constexpr int family_steps_max = 8;
constexpr std::size_t customers_found_max = 16;
constexpr std::size_t waiting_found_max = 16;
constexpr std::size_t payments_found_max = 64;
constexpr std::size_t items_found_max = 64;

std::uint64_t item_key_hash(EntityNo entity, std::string_view key) {
    return hash_mix(text_hash(key), 0x9E37'79B9'7F4A'7C15U + slot(entity));
}

std::uint64_t posting_hash(std::uint64_t posting) {
    return hash_mix(posting, 0x9E37'79B9'7F4A'7C15U);
}

// The first row of a table for which `is_row` holds.
template <class No, class IsRow>
std::optional<No> find_row(const SlotTable& table, std::uint64_t hash, IsRow&& is_row) {
    std::optional<No> found;
    table.visit(hash, [&](std::uint32_t row) {
        if (!is_row(row)) return true;
        found = static_cast<No>(row);
        return false;
    });
    return found;
}

template <class Marks>
std::vector<CustomerNo> customers_with(const SlotTable& table, const Mark& mark, Marks&& marks_of) {
    std::vector<CustomerNo> found;
    table.visit(mark.low, [&](std::uint32_t row) {
        const std::vector<Mark>& marks = marks_of(row);
        const auto no = static_cast<CustomerNo>(row);
        if (std::find(marks.begin(), marks.end(), mark) != marks.end() &&
            std::find(found.begin(), found.end(), no) == found.end()) {
            found.push_back(no);
        }
        return found.size() < customers_found_max;
    });
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

std::optional<EntityNo> Book::find_entity(std::string_view entity) const {
    for (std::size_t i = 0; i < entities.size(); ++i) {
        if (entities[i].entity == entity) return static_cast<EntityNo>(i);
    }
    return std::nullopt;
}

std::optional<AccountNo> Book::find_account(const Mark& mark) const {
    const auto whole = find_row<AccountNo>(account_marks_, mark.low, [&](std::uint32_t row) {
        return accounts[row].mark == mark;
    });
    if (whole) return whole;
    std::optional<AccountNo> bare;
    bool is_shared = false;
    account_marks_.visit(mark.low, [&](std::uint32_t row) {
        if (accounts[row].bare != mark) return true;
        is_shared = bare.has_value();
        bare = static_cast<AccountNo>(row);
        return !is_shared;
    });
    return is_shared ? std::nullopt : bare;
}

std::optional<AccountNo> Book::find_lockbox(std::string_view lockbox) const {
    for (std::size_t i = 0; i < accounts.size() && !lockbox.empty(); ++i) {
        if (has_reference_form(accounts[i].lockbox, reference_form(lockbox))) {
            return static_cast<AccountNo>(i);
        }
    }
    return std::nullopt;
}

std::optional<CustomerNo> Book::find_customer(std::string_view number) const {
    return find_row<CustomerNo>(customer_numbers_, text_hash(number), [&](std::uint32_t row) {
        return customers[row].number == number;
    });
}

std::optional<PaymentNo> Book::find_payment(const Mark& fingerprint) const {
    return find_row<PaymentNo>(payment_fingerprints_, fingerprint.low, [&](std::uint32_t row) {
        return payments[row].fingerprint == fingerprint;
    });
}

std::optional<ItemNo> Book::find_item(EntityNo entity, std::string_view key) const {
    return find_row<ItemNo>(item_keys_, item_key_hash(entity, key), [&](std::uint32_t row) {
        return items[row].entity == entity && key_of(static_cast<ItemNo>(row)) == key;
    });
}

std::optional<std::uint32_t> Book::find_deposit(const Mark& key) const {
    return find_row<std::uint32_t>(deposit_keys_, key.low, [&](std::uint32_t row) {
        return deposits[row].key == key;
    });
}

std::vector<const StatementRow*> Book::statements_of(const Mark& account) const {
    std::vector<const StatementRow*> found;
    const auto rows = statements_of_.find(account);
    if (rows == statements_of_.end()) return found;
    found.reserve(rows->second.size());
    for (const std::uint32_t row : rows->second)
        found.push_back(&statements[row]);
    return found;
}

const FileRow* Book::find_file(const Digest& digest) const {
    const std::string_view bytes(
        reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()
    );
    const auto row = find_row<std::uint32_t>(file_digests_, text_hash(bytes), [&](std::uint32_t i) {
        return files[i].digest == digest;
    });
    return row ? &files[*row] : nullptr;
}

const FileRow* Book::find_file_identity(const Mark& identity) const {
    const auto row = find_row<std::uint32_t>(file_identities_, identity.low, [&](std::uint32_t i) {
        return files[i].identity == identity;
    });
    return row ? &files[*row] : nullptr;
}

std::vector<PaymentNo> Book::payments_by_trace(std::string_view trace) const {
    std::vector<PaymentNo> found;
    if (trace.empty()) return found;
    const std::uint64_t hash = text_hash(trace);
    payment_traces_.visit(hash, [&](std::uint32_t row) {
        const bool is_it = payments[row].trace == hash || payments[row].reference == hash;
        if (is_it) found.push_back(static_cast<PaymentNo>(row));
        return found.size() < payments_found_max;
    });
    return found;
}

std::vector<const WaitingName*> Book::waiting_for(const Mark& name) const {
    std::vector<const WaitingName*> found;
    waiting_names_.visit(name.low, [&](std::uint32_t row) {
        const WaitingName& each = waiting[row];
        if (each.name == name && exceptions[slot(each.exception)].is_open) found.push_back(&each);
        return found.size() < waiting_found_max;
    });
    std::sort(found.begin(), found.end());
    return found;
}

bool Book::has_waiting_advice() const {
    return std::any_of(waiting.begin(), waiting.end(), [&](const WaitingName& each) {
        return each.payment == none<PaymentNo>() && exceptions[slot(each.exception)].is_open;
    });
}

std::vector<CustomerNo> Book::customers_by_name(const Mark& mark) const {
    return customers_with(customer_names_, mark, [&](std::uint32_t row) -> const auto& {
        return customers[row].name_marks;
    });
}

std::vector<CustomerNo> Book::customers_by_account(const Mark& mark) const {
    return customers_with(customer_accounts_, mark, [&](std::uint32_t row) -> const auto& {
        return customers[row].account_marks;
    });
}

std::vector<LearnedNo> Book::learned_by(LearnedKind kind, const Mark& mark) const {
    std::vector<LearnedNo> found;
    learned_marks_.visit(mark.low, [&](std::uint32_t row) {
        const LearnedRow& each = learned[row];
        if (each.kind == kind && each.mark == mark && !each.is_forgotten) {
            found.push_back(static_cast<LearnedNo>(row));
        }
        return found.size() < customers_found_max;
    });
    std::sort(found.begin(), found.end());
    return found;
}

std::optional<LearnedNo> Book::find_learned(LearnedKind kind, const Mark& mark, CustomerNo customer)
    const {
    std::optional<LearnedNo> found;
    learned_marks_.visit(mark.low, [&](std::uint32_t row) {
        const LearnedRow& each = learned[row];
        if (each.kind == kind && each.mark == mark && each.customer == customer) {
            found = static_cast<LearnedNo>(row);
        }
        return !found;
    });
    return found;
}

void Book::items_by_reference(std::string_view form, std::vector<ItemNo>& found) const {
    if (form.empty()) return;
    const std::size_t before = found.size();
    item_references_.visit(text_hash(form), [&](std::uint32_t row) {
        const auto no = static_cast<ItemNo>(row);
        bool named = false;
        each_number(items[row], [&](std::string_view number) {
            named = named || has_reference_form(number, form);
        });
        const auto first = found.begin() + static_cast<std::ptrdiff_t>(before);
        if (named && std::find(first, found.end(), no) == found.end()) found.push_back(no);
        return found.size() - before < items_found_max;
    });
}

void Book::prefetch_customer(std::string_view number) const {
    customer_numbers_.prefetch(text_hash(number));
}

void Book::prefetch_customer_row(std::string_view number) const {
    customer_numbers_.visit(text_hash(number), [&](std::uint32_t row) {
        __builtin_prefetch(&customers[row].number);
        return false;
    });
}

void Book::prefetch_reference(std::string_view form) const {
    item_references_.prefetch(text_hash(form));
}

void Book::prefetch_reference_items(std::string_view form) const {
    int ahead = 4;
    item_references_.visit(text_hash(form), [&](std::uint32_t row) {
        prefetch_item(static_cast<ItemNo>(row));
        return --ahead > 0;
    });
}

void Book::prefetch_item(ItemNo no) const {
    if (slot(no) >= items.size()) return;
    const char* const row = reinterpret_cast<const char*>(&items[slot(no)]);
    for (std::size_t at = 0; at < sizeof(OpenItem); at += 64)
        __builtin_prefetch(row + at);
}

void Book::prefetch_payment(const Mark& fingerprint) const {
    payment_fingerprints_.prefetch(fingerprint.low);
}

std::span<const ItemNo> Book::items_of(CustomerNo customer) const {
    const std::uint32_t row = slot(customer);
    if (row >= items_of_customer_.size()) return {};
    return items_of_customer_[row];
}

CustomerNo Book::family(CustomerNo customer) const {
    for (int step = 0; step < family_steps_max; ++step) {
        const CustomerNo parent = parents_[slot(customer)];
        if (parent == none<CustomerNo>()) break;
        customer = parent;
    }
    return customer;
}

std::optional<ItemNo> Book::find_item(const OpenItem& row) const {
    const std::string_view key = row.key_text();
    if (!key.empty()) return find_item(row.entity, key);
    return find_item(
        row.entity,
        fmt::format("{}/{}/{}", customer(row.customer).number, row.document, row.instalment)
    );
}

std::string Book::key_of(ItemNo no) const {
    return key_of(items[slot(no)]);
}

std::string Book::key_of(const OpenItem& row) const {
    const std::string_view key = row.key_text();
    if (!key.empty()) return std::string(key);
    return fmt::format("{}/{}/{}", customer(row.customer).number, row.document, row.instalment);
}

EntityNo Book::add(Entity row) {
    entities.push_back(std::move(row));
    return static_cast<EntityNo>(entities.size() - 1);
}

AccountNo Book::add(OurAccount row) {
    const auto no = static_cast<std::uint32_t>(accounts.size());
    account_marks_.insert(row.mark.low, no);
    if (row.bare != row.mark) account_marks_.insert(row.bare.low, no);
    accounts.push_back(std::move(row));
    return static_cast<AccountNo>(no);
}

CustomerNo Book::add(Customer row) {
    const auto no = static_cast<CustomerNo>(customers.size());
    customer_numbers_.insert(text_hash(row.number), slot(no));
    customers.push_back(std::move(row));
    parents_.emplace_back();
    items_of_customer_.emplace_back();
    reindex(no);
    return no;
}

void Book::reindex(CustomerNo customer) {
    const Customer& row = customers[slot(customer)];
    parents_[slot(customer)] = row.parent;
    const auto has = [&](const SlotTable& table, const Mark& mark) {
        return find_row<CustomerNo>(
                   table, mark.low, [&](std::uint32_t found) { return found == slot(customer); }
        ).has_value();
    };
    for (const Mark& mark : row.name_marks) {
        if (!has(customer_names_, mark)) customer_names_.insert(mark.low, slot(customer));
    }
    for (const Mark& mark : row.account_marks) {
        if (!has(customer_accounts_, mark)) customer_accounts_.insert(mark.low, slot(customer));
    }
}

ItemNo Book::add(OpenItem row) {
    const auto no = static_cast<ItemNo>(items.size());
    check(items.size() < none_no, "a book holds fewer than 2^32 items");
    check(slot(row.customer) < customers.size(), "an item belongs to a customer of the book");
    items_of_customer_[slot(row.customer)].push_back(no);
    items.push_back(std::move(row));
    item_keys_.insert(item_key_hash(items.back().entity, key_of(no)), slot(no));
    reindex(no);
    return no;
}

void Book::reindex(ItemNo item) {
    const OpenItem& row = items[slot(item)];
    each_number(row, [&](std::string_view number) {
        const std::string form = reference_form(number);
        if (form.empty()) return;
        const std::uint64_t hash = text_hash(form);
        bool known = false;
        item_references_.visit(hash, [&](std::uint32_t found) {
            known = found == slot(item);
            return !known;
        });
        if (!known) item_references_.insert(hash, slot(item));
    });
}

PaymentNo Book::add(PaymentRow row) {
    const auto no = static_cast<PaymentNo>(payments.size());
    check(payments.size() < none_no, "a book holds fewer than 2^32 payments");
    payment_fingerprints_.insert(row.fingerprint.low, slot(no));
    if (row.trace != 0) payment_traces_.insert(row.trace, slot(no));
    if (row.reference != 0 && row.reference != row.trace) {
        payment_traces_.insert(row.reference, slot(no));
    }
    payments.push_back(row);
    return no;
}

std::uint32_t Book::add(Deposit row) {
    const auto no = static_cast<std::uint32_t>(deposits.size());
    deposit_keys_.insert(row.key.low, no);
    deposits.push_back(row);
    return no;
}

LearnedNo Book::add(LearnedRow row) {
    learned_marks_.insert(row.mark.low, static_cast<std::uint32_t>(learned.size()));
    learned.push_back(std::move(row));
    return static_cast<LearnedNo>(learned.size() - 1);
}

std::uint32_t Book::add(ErpAnswer row) {
    const auto no = static_cast<std::uint32_t>(erp_answers.size());
    answered_postings_.insert(posting_hash(row.posting), no);
    erp_answers.push_back(std::move(row));
    return no;
}

void Book::add(ExportRow row) {
    exports.push_back(std::move(row));
}

const ErpAnswer* Book::answer_of(std::uint64_t posting) const {
    const ErpAnswer* found = nullptr;
    answered_postings_.visit(posting_hash(posting), [&](std::uint32_t row) {
        if (erp_answers[row].posting == posting) found = &erp_answers[row];
        return found == nullptr;
    });
    return found;
}

ErpState Book::erp_state_of_posting(std::uint64_t posting) const {
    const ErpAnswer* const answer = answer_of(posting);
    return answer == nullptr ? ErpState::pending : answer->state;
}

std::uint64_t Book::exported_to(std::string_view consumer) const {
    std::uint64_t last = 0;
    for (const ExportRow& row : exports) {
        if (row.consumer == consumer) last = std::max(last, row.last);
    }
    return last;
}

std::uint64_t Book::exported() const {
    std::uint64_t last = 0;
    for (const ExportRow& row : exports)
        last = std::max(last, row.last);
    return last;
}

void Book::add(const WaitingName& row) {
    waiting_names_.insert(row.name.low, static_cast<std::uint32_t>(waiting.size()));
    waiting.push_back(row);
}

void Book::add(const StatementRow& row) {
    statements_of_[row.account].push_back(static_cast<std::uint32_t>(statements.size()));
    statements.push_back(row);
}

void Book::add(FileRow row) {
    const auto no = static_cast<std::uint32_t>(files.size());
    const std::string_view bytes(
        reinterpret_cast<const char*>(row.digest.bytes.data()), row.digest.bytes.size()
    );
    file_digests_.insert(text_hash(bytes), no);
    if (!row.identity.is_none()) file_identities_.insert(row.identity.low, no);
    files.push_back(row);
}

void Book::reserve_items(std::size_t count) {
    items.reserve(count);
    item_keys_.reserve(count);
    item_references_.reserve(count);
}

void Book::reserve_payments(std::size_t count) {
    payments.reserve(count);
    payment_fingerprints_.reserve(count);
    item_changes.reserve(count);
}

std::size_t Book::bytes() const {
    const auto held = [](const std::string& text) {
        return text.capacity() > 15 ? text.capacity() + 1 : std::size_t{0};
    };
    std::size_t sum =
        items.capacity() * sizeof(OpenItem) + payments.capacity() * sizeof(PaymentRow) +
        customers.capacity() * sizeof(Customer) + parents_.capacity() * sizeof(CustomerNo) +
        item_changes.capacity() * sizeof(ItemChange) +
        suspense_changes.capacity() * sizeof(SuspenseChange) +
        exceptions.capacity() * sizeof(ExceptionItem) + erp_answers.capacity() * sizeof(ErpAnswer);
    for (const OpenItem& item : items)
        sum += held(item.document) + held(item.texts.bytes());
    for (const Customer& row : customers) {
        sum += held(row.sealed) + (row.name_marks.size() + row.account_marks.size()) * sizeof(Mark);
    }
    for (const ErpAnswer& row : erp_answers)
        sum += held(row.document) + held(row.reason);
    for (const auto& list : items_of_customer_)
        sum += sizeof(list) + list.capacity() * 4;
    for (const SlotTable* table :
         {&customer_numbers_,
          &customer_names_,
          &customer_accounts_,
          &item_keys_,
          &item_references_,
          &payment_fingerprints_,
          &payment_traces_,
          &deposit_keys_,
          &waiting_names_,
          &learned_marks_,
          &answered_postings_,
          &file_digests_,
          &file_identities_}) {
        sum += table->bytes();
    }
    return sum;
}

}  // namespace tieout
