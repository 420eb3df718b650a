#include "matching/own_payers.h"

#include <array>
#include <atomic>
#include <string_view>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include "engine/slot_table.h"

namespace tieout {

namespace {

constexpr std::size_t chunk_payments = 4'096;
constexpr std::size_t near_payments = 32;

bool is_same(const Payment& a, const Payment& b) {
    return a.customer == b.customer && a.payer_account == b.payer_account &&
           a.payer_name == b.payer_name && a.booking_date == b.booking_date;
}

std::uint64_t hash_of(const Payment& payment) {
    return hash_mix(
               text_hash(payment.payer_account) ^ 0x9E37'79B9'7F4A'7C15U,
               text_hash(payment.payer_name) ^ text_hash(payment.customer) * 3
           ) ^
           (static_cast<std::uint64_t>(payment.booking_date.day_number()) * 0x5851'F42D'4C95'7F2DU);
}

}  // namespace

void OwnPayers::find_all() {
    group();
    payers_.resize(firsts_.size());
    const std::size_t chunks = (firsts_.size() + chunk_payments - 1) / chunk_payments;
    tbb::parallel_for(std::size_t{0}, chunks, [&](std::size_t chunk) {
        const std::size_t end = std::min(firsts_.size(), (chunk + 1) * chunk_payments);
        for (std::size_t i = chunk * chunk_payments; i < end; ++i) {
            payers_[i] = find_payer(request_, *request_.payments[firsts_[i]], {});
        }
    });
}

void OwnPayers::find_near(std::span<const std::size_t> payments, PayerNames& names) {
    names.refresh(request_.book, request_.secrets);
    near_of_answer_.assign(payers_.size(), not_asked);
    std::vector<std::size_t> asked;
    for (const std::size_t payment : payments) {
        std::uint32_t& at = near_of_answer_[answers_[payment]];
        if (at != not_asked) continue;
        at = static_cast<std::uint32_t>(asked.size());
        asked.push_back(payment);
    }
    near_.assign(asked.size(), {});
    tbb::enumerable_thread_specific<NameWork> works;
    tbb::parallel_for(std::size_t{0}, asked.size(), [&](std::size_t at) {
        const Payment& payment = *request_.payments[asked[at]];
        near_[at] = names.find(request_.book, request_.secrets, payment.payer_name, works.local());
    });
}

// Brings the customers that some payments state near, so that looking them up overlaps.
void OwnPayers::prefetch_customers(std::size_t from, std::size_t to) const {
    for (std::size_t i = from; i < to; ++i)
        request_.book.prefetch_customer(request_.payments[i]->customer);
    for (std::size_t i = from; i < to; ++i)
        request_.book.prefetch_customer_row(request_.payments[i]->customer);
}

void OwnPayers::group() {
    const std::size_t count = request_.payments.size();
    std::vector<std::uint64_t> hashes(count);
    const std::size_t chunks = (count + chunk_payments - 1) / chunk_payments;
    stated_.resize(count);
    std::atomic<bool> has_others = false;
    tbb::parallel_for(std::size_t{0}, chunks, [&](std::size_t chunk) {
        const std::size_t end = std::min(count, (chunk + 1) * chunk_payments);
        bool others = false;
        for (std::size_t i = chunk * chunk_payments; i < end; ++i) {
            if (i % near_payments == 0) prefetch_customers(i, std::min(end, i + near_payments));
            const Payment& payment = *request_.payments[i];
            stated_[i] = stated_customer(request_.book, payment).value_or(none<CustomerNo>());
            if (stated_[i] != none<CustomerNo>()) continue;
            others = true;
            hashes[i] = hash_of(payment);
        }
        if (others) has_others = true;
    });
    if (!has_others) return;
    // A payer lies in one part by his hash: the parts are gone through beside each other, and their
    // answers numbered one part behind the other.
    constexpr std::size_t parts = 16;
    std::array<std::vector<std::uint32_t>, parts> firsts;
    answers_.resize(count);
    tbb::parallel_for(std::size_t{0}, parts, [&](std::size_t part) {
        SlotTable seen;
        for (std::size_t i = 0; i < count; ++i) {
            if (hashes[i] >> 60U != part || stated_[i] != none<CustomerNo>()) continue;
            const Payment& payment = *request_.payments[i];
            auto answer = static_cast<std::uint32_t>(firsts[part].size());
            seen.visit(hashes[i] << 4U, [&](std::uint32_t row) {
                if (!is_same(payment, *request_.payments[firsts[part][row]])) return true;
                answer = row;
                return false;
            });
            if (answer == firsts[part].size()) {
                seen.insert(hashes[i] << 4U, answer);
                firsts[part].push_back(static_cast<std::uint32_t>(i));
            }
            answers_[i] = answer;
        }
    });
    std::array<std::uint32_t, parts> begins{};
    for (std::size_t part = 0; part < parts; ++part) {
        begins[part] = static_cast<std::uint32_t>(firsts_.size());
        firsts_.insert(firsts_.end(), firsts[part].begin(), firsts[part].end());
    }
    tbb::parallel_for(std::size_t{0}, chunks, [&](std::size_t chunk) {
        const std::size_t end = std::min(count, (chunk + 1) * chunk_payments);
        for (std::size_t i = chunk * chunk_payments; i < end; ++i)
            answers_[i] += begins[hashes[i] >> 60U];
    });
}

}  // namespace tieout
