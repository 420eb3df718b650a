#include "storage/seal.h"

#include <cstring>

#include "engine/check.h"
#include "storage/bytes.h"
#include "storage/cipher.h"

namespace tieout {

namespace {

constexpr std::size_t master_bytes = 32;
constexpr std::uint8_t seal_version = 1;

std::string salt_of(const Mark& book) {
    std::string salt;
    append_big64(salt, book.high);
    append_big64(salt, book.low);
    return salt;
}

std::string_view view_of_key(const SecretKey& key) {
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

SecretKey derived(std::string_view master, const Mark& book, std::string_view purpose) {
    return derive_key(master, salt_of(book), purpose);
}

constexpr std::string_view marks_purpose = "tieout marks 1";
constexpr std::string_view owners_purpose = "tieout owners 1";
constexpr std::string_view wrapping_purpose = "tieout wrapping 1";

// Shows whether two master keys are the same without showing either.
Mark check_mark(std::string_view master, const Mark& book) {
    const SecretKey key = derived(master, book, "tieout check 1");
    return KeyedHash(view_of_key(key)).mark("the book's own key");
}

// What a sealed text is bound to: whose it is and in which row it stands.
std::string_view bound_to(std::string_view owner, std::string_view row) {
    thread_local std::string bound;
    bound.clear();
    append_big32(bound, static_cast<std::uint32_t>(owner.size()));
    bound.append(owner).append(row);
    return bound;
}

}  // namespace

Result<std::string> Seal::master_key(
    FileSystem& files, const std::string& book_folder, const std::string& key_file, bool is_new
) {
    const std::string path = key_file.empty() ? book_folder + "/master.key" : key_file;
    auto key = read_whole(files, path, master_bytes);
    if (key && key->size() == master_bytes) return key;
    if (key || key.error().kind == ErrorKind::damaged) {
        return refuse(ErrorKind::usage, "the key file " + path + " must have exactly 32 bytes");
    }
    if (key.error().kind != ErrorKind::not_found) return key;
    if (!is_new || !key_file.empty()) {
        return refuse(ErrorKind::usage, "the key file " + path + " is missing");
    }
    std::string fresh(master_bytes, '\0');
    random_bytes(fresh.data(), fresh.size());
    const std::string unfinished = path + ".new";
    const auto leftover = files.exists(unfinished);
    if (!leftover) return tl::make_unexpected(leftover.error());
    if (*leftover) {
        if (auto done = files.remove(unfinished); !done) return tl::make_unexpected(done.error());
    }
    auto file = files.open(unfinished, FileUse::create);
    if (!file) return tl::make_unexpected(std::move(file).error());
    auto done = (*file)->write(0, fresh);
    if (done) done = (*file)->sync();
    if (done) done = files.rename(unfinished, path);
    if (done) done = files.sync_folder(book_folder);
    if (!done) return tl::make_unexpected(std::move(done).error());
    return fresh;
}

Result<void> Seal::create(
    FileSystem& files, const std::string& book_folder, const Mark& book, std::string_view master
) {
    return KeyFile::create(files, book_folder, book, check_mark(master, book));
}

Seal::Seal(std::unique_ptr<KeyFile> keys, std::string_view master)
    : keys_(std::move(keys)),
      marks_(view_of_key(derived(master, keys_->book(), marks_purpose))),
      owners_(view_of_key(derived(master, keys_->book(), owners_purpose))),
      wrapping_(derived(master, keys_->book(), wrapping_purpose)) {}

Result<std::unique_ptr<Seal>> Seal::open(
    FileSystem& files, const std::string& book_folder, std::string_view master
) {
    check(master.size() == master_bytes, "a master key has 32 bytes");
    auto keys = KeyFile::open(files, book_folder);
    if (!keys) return tl::make_unexpected(std::move(keys).error());
    if ((*keys)->check_mark() != check_mark(master, (*keys)->book())) {
        return refuse(ErrorKind::usage, "the key file is not the one this book was made with");
    }
    return std::unique_ptr<Seal>(new Seal(std::move(*keys), master));
}

Result<void> Seal::load(std::uint64_t keys_acknowledged, std::vector<std::string>& notices) {
    return keys_->load(keys_acknowledged, notices);
}

Mark Seal::mark(std::string_view text) const {
    return marks_.mark(text);
}

Result<SecretKey> Seal::unwrap(const KeyRecord& record) const {
    const std::string_view bound(reinterpret_cast<const char*>(&record.owner), sizeof record.owner);
    const auto key =
        reveal(KeyKind::of_book, wrapping_, bound, {record.wrapped.data(), record.wrapped.size()});
    SecretKey result{};
    if (!key || key->size() != result.size()) {
        return refuse(ErrorKind::damaged, "a wrapped key of the key file was changed");
    }
    std::memcpy(result.data(), key->data(), result.size());
    return result;
}

Result<SecretKey> Seal::key_of(std::string_view owner) {
    if (const auto lately = lately_.find(owner)) return *lately;
    auto key = filed_key_of(owners_.mark(owner));
    if (key) lately_.keep(owner, *key);
    return key;
}

Result<SecretKey> Seal::filed_key_of(const Mark& owner) {
    auto known = keys_->find(owner);
    if (!known) return tl::make_unexpected(std::move(known).error());
    if (*known && !(*known)->is_forgotten) return unwrap(**known);
    SecretKey key{};
    random_bytes(key.data(), key.size());
    KeyRecord record;
    record.owner = owner;
    thread_local std::string wrapped;
    wrapped.clear();
    const std::string_view bound(reinterpret_cast<const char*>(&record.owner), sizeof record.owner);
    hide(KeyKind::of_book, wrapping_, bound, view_of_key(key), wrapped);
    check(wrapped.size() == wrapped_key_bytes, "a wrapped key has its size");
    std::memcpy(record.wrapped.data(), wrapped.data(), wrapped.size());
    auto standing = keys_->add(record);
    if (!standing) return tl::make_unexpected(std::move(standing).error());
    // Another thread may have been first with a key for the same owner: then that one counts.
    if (standing->wrapped != record.wrapped) return unwrap(*standing);
    return key;
}

Result<std::string> Seal::seal(
    std::string_view owner, std::string_view row, std::string_view text
) {
    constexpr std::size_t text_bytes_max = std::size_t{1} << 20U;
    if (owner.empty() || text.size() > text_bytes_max) {
        return refuse(ErrorKind::input, "a text of at most 1 MiB with an owner can be sealed");
    }
    auto key = key_of(owner);
    if (!key) return tl::make_unexpected(std::move(key).error());
    std::string sealed;
    sealed.reserve(1 + hidden_overhead_bytes + text.size());
    sealed.push_back(static_cast<char>(seal_version));
    hide(KeyKind::of_owner, *key, bound_to(owner, row), text, sealed);
    return sealed;
}

Result<std::string> Seal::open(
    std::string_view owner, std::string_view row, std::string_view sealed
) const {
    const auto known = keys_->find(owners_.mark(owner));
    if (!known) return tl::make_unexpected(known.error());
    if (!*known) return refuse(ErrorKind::not_found, "there is no key of " + std::string(owner));
    if ((*known)->is_forgotten) {
        return refuse(ErrorKind::not_found, "the key of " + std::string(owner) + " was deleted");
    }
    auto key = unwrap(**known);
    if (!key) return tl::make_unexpected(std::move(key).error());
    if (sealed.empty() || static_cast<std::uint8_t>(sealed[0]) != seal_version) {
        return refuse(ErrorKind::damaged, "a sealed text of a known version expected");
    }
    auto text = reveal(KeyKind::of_owner, *key, bound_to(owner, row), sealed.substr(1));
    if (!text) {
        return refuse(
            ErrorKind::damaged, "a sealed text of " + std::string(owner) + " does not verify"
        );
    }
    return std::move(*text);
}

Result<void> Seal::sync() {
    auto done = keys_->sync();
    if (!done) return tl::make_unexpected(std::move(done).error());
    return {};
}

Result<bool> Seal::forget(std::string_view owner) {
    auto forgotten = keys_->forget(owners_.mark(owner));
    lately_.clear();
    if (!forgotten) return tl::make_unexpected(std::move(forgotten).error());
    return *forgotten > 0;
}

}  // namespace tieout
