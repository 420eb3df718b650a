#include "storage/index.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "engine/check.h"
#include "storage/bytes.h"

namespace tieout {

namespace {

constexpr std::size_t protection_bytes = 8;

rocksdb::Options index_options(bool is_new) {
    rocksdb::Options options;
    options.create_if_missing = is_new;
    options.error_if_exists = is_new;
    options.paranoid_checks = true;
    options.paranoid_file_checks = true;
    options.force_consistency_checks = true;
    options.flush_verify_memtable_count = true;
    options.verify_sst_unique_id_in_manifest = true;
    options.memtable_protection_bytes_per_key = protection_bytes;
    options.max_bgerror_resume_count = 0;
    options.max_background_jobs = 2;
    options.max_write_buffer_number = 2;
    options.write_buffer_size = std::size_t{64} << 20U;
    options.target_file_size_base = std::uint64_t{64} << 20U;
    options.max_bytes_for_level_base = std::uint64_t{512} << 20U;
    options.level0_file_num_compaction_trigger = 8;
    options.level0_slowdown_writes_trigger = 24;
    options.level0_stop_writes_trigger = 40;
    options.compression = rocksdb::kLZ4Compression;
    options.allow_concurrent_memtable_write = false;
    options.max_open_files = 256;
    options.info_log_level = rocksdb::WARN_LEVEL;
    options.keep_log_file_num = 2;
    rocksdb::BlockBasedTableOptions table;
    table.block_size = std::size_t{16} << 10U;
    table.format_version = 5;
    table.checksum = rocksdb::kXXH3;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10, false));
    table.block_cache = rocksdb::NewLRUCache(std::size_t{32} << 20U);
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    return options;
}

rocksdb::ReadOptions reading() {
    rocksdb::ReadOptions options;
    options.verify_checksums = true;
    options.fill_cache = false;
    options.readahead_size = std::size_t{2} << 20U;
    return options;
}

Error error_of(const rocksdb::Status& status) {
    const bool is_rotten = status.IsCorruption();
    return {
        is_rotten ? ErrorKind::damaged : ErrorKind::machine,
        {},
        "the index failed: " + status.ToString(),
        {}
    };
}

rocksdb::Slice slice_of(std::string_view bytes) {
    return {bytes.data(), bytes.size()};
}

std::string_view view_of(const rocksdb::Slice& slice) {
    return {slice.data(), slice.size()};
}

struct Put {
    std::uint64_t front = 0;  // the key's first eight bytes as a number that sorts as they do
    std::string_view key;
    std::string_view value;
};

bool comes_before(const Put& a, const Put& b) {
    return a.front != b.front ? a.front < b.front : a.key < b.key;
}

// RocksDB takes keys in ascending order several times faster than as they come.
std::vector<Put> sorted_puts(const IndexSlice& slice) {
    std::vector<Put> puts;
    puts.reserve(static_cast<std::size_t>(slice.records));
    each_put(slice, [&](std::string_view key, std::string_view value) {
        std::uint64_t front = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            front = (front << 8U) | (i < key.size() ? static_cast<std::uint8_t>(key[i]) : 0U);
        }
        puts.push_back({front, key, value});
    });
    std::sort(puts.begin(), puts.end(), comes_before);
    return puts;
}

}  // namespace

struct Index::State {
    std::unique_ptr<rocksdb::DB> db;
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::deque<IndexSlice> queue;
    std::uint64_t owed = 0;
    std::uint64_t drained = 0;
    std::uint64_t busy_us = 0;
    bool is_ending = false;
    std::optional<Error> error;
    std::thread thread;  // last: it uses what stands above

    Result<void> write(const IndexSlice& slice) const;
    void run();
};

// Rows and place in one batch: true together or not at all.
Result<void> Index::State::write(const IndexSlice& slice) const {
    constexpr std::size_t overhead_a_record = 16;
    rocksdb::WriteBatch batch(
        slice.puts.size() + slice.records * overhead_a_record, 0, protection_bytes, 0
    );
    rocksdb::Status status;
    for (const Put& put : sorted_puts(slice)) {
        if (status.ok()) status = batch.Put(slice_of(put.key), slice_of(put.value));
    }
    if (status.ok() && slice.has_place) {
        const std::string place = encode_place(slice.place);
        status = batch.Put(rocksdb::Slice(&meta_key, 1), place);
    }
    rocksdb::WriteOptions writing;
    writing.disableWAL = true;
    writing.protection_bytes_per_key = protection_bytes;
    if (status.ok()) status = db->Write(writing, &batch);
    if (!status.ok()) return tl::make_unexpected(error_of(status));
    return {};
}

void Index::State::run() {
    std::unique_lock lock(mutex);
    while (true) {
        changed.wait(lock, [this] { return is_ending || (!queue.empty() && !error); });
        if (is_ending) return;
        const IndexSlice slice = std::move(queue.front());
        queue.pop_front();
        lock.unlock();
        const auto begin = std::chrono::steady_clock::now();
        auto done = write(slice);
        const auto spent = std::chrono::steady_clock::now() - begin;
        lock.lock();
        busy_us += static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::microseconds>(spent).count()
        );
        if (done) {
            owed -= slice.records + 1;
            drained += slice.records + 1;
        } else {
            error = std::move(done).error();
        }
        changed.notify_all();
    }
}

Index::Index(std::unique_ptr<State> state) : state_(std::move(state)) {
    state_->thread = std::thread([this] { state_->run(); });
}

Result<std::unique_ptr<Index>> Index::open(const std::string& folder, bool is_new) {
    auto state = std::make_unique<State>();
    rocksdb::DB* db = nullptr;
    const rocksdb::Status status = rocksdb::DB::Open(index_options(is_new), folder, &db);
    if (!status.ok()) return tl::make_unexpected(error_of(status));
    state->db.reset(db);
    return std::unique_ptr<Index>(new Index(std::move(state)));
}

Result<void> Index::destroy(const std::string& folder) {
    std::error_code code;
    std::filesystem::remove_all(folder, code);
    if (code)
        return refuse(ErrorKind::machine, "removing " + folder + " failed: " + code.message());
    return {};
}

Index::~Index() {
    stop();
}

void Index::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->is_ending = true;
    }
    state_->changed.notify_all();
    if (state_->thread.joinable()) state_->thread.join();
    if (state_->error && state_->db) {
        // After an error nothing more is written, not even what lies in memory.
        (void)state_->db->SetDBOptions({{"avoid_flush_during_shutdown", "true"}});
    }
    state_->db.reset();
}

Result<std::optional<IndexPlace>> Index::place() const {
    const auto bytes = get(std::string_view(&meta_key, 1));
    if (!bytes) return tl::make_unexpected(bytes.error());
    if (!*bytes) return std::nullopt;
    auto place = decode_place(**bytes);
    if (!place) return tl::make_unexpected(std::move(place).error());
    return *place;
}

Result<void> Index::push(IndexSlice slice) {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [this] {
        return state_->error || state_->owed <= debt_records_max;
    });
    if (state_->error) return tl::make_unexpected(*state_->error);
    state_->owed += slice.records + 1;
    state_->queue.push_back(std::move(slice));
    lock.unlock();
    state_->changed.notify_all();
    return {};
}

Result<void> Index::error() const {
    const std::lock_guard lock(state_->mutex);
    if (state_->error) return tl::make_unexpected(*state_->error);
    return {};
}

IndexDebt Index::debt() const {
    const std::lock_guard lock(state_->mutex);
    IndexDebt debt;
    debt.records = state_->owed;
    if (state_->busy_us > 0) debt.records_a_second = state_->drained * 1'000'000 / state_->busy_us;
    if (debt.records_a_second > 0) debt.drain_ms = debt.records * 1000 / debt.records_a_second;
    return debt;
}

Result<void> Index::drain() {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [this] { return state_->error || state_->owed == 0; });
    if (state_->error) return tl::make_unexpected(*state_->error);
    return {};
}

Result<void> Index::flush() {
    if (auto done = error(); !done) return done;
    const rocksdb::Status status = state_->db->Flush(rocksdb::FlushOptions());
    if (status.ok()) return {};
    const std::lock_guard lock(state_->mutex);
    state_->error = error_of(status);
    return tl::make_unexpected(*state_->error);
}

Result<void> Index::scan(
    std::string_view prefix, const std::function<bool(std::string_view, std::string_view)>& visit
) const {
    const std::unique_ptr<rocksdb::Iterator> at(state_->db->NewIterator(reading()));
    for (at->Seek(slice_of(prefix)); at->Valid(); at->Next()) {
        const std::string_view key = view_of(at->key());
        if (!key.starts_with(prefix)) break;
        if (!visit(key, view_of(at->value()))) break;
    }
    if (!at->status().ok()) return tl::make_unexpected(error_of(at->status()));
    return {};
}

Result<std::optional<std::string>> Index::get(std::string_view key) const {
    std::string value;
    rocksdb::ReadOptions options;
    options.verify_checksums = true;
    const rocksdb::Status status = state_->db->Get(options, slice_of(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    if (!status.ok()) return tl::make_unexpected(error_of(status));
    return value;
}

Result<void> Index::verify() const {
    const rocksdb::Status status = state_->db->VerifyChecksum(reading());
    if (!status.ok()) return tl::make_unexpected(error_of(status));
    return {};
}

}  // namespace tieout
