// The seal hides personal data: a key of its own for each owner, wrapped by the book's key file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "engine/ports.h"
#include "storage/file_system.h"
#include "storage/key_cache.h"
#include "storage/key_file.h"
#include "storage/keyed_hash.h"

namespace tieout {

// The engine's Secrets. Safe for concurrent callers; sealing costs about 1 µs, 1.3 µs with a new
// key.
class Seal final : public Secrets {
public:
    // Reads the 32 bytes of `key_file`; empty means BOOK/master.key, which is made (mode 0600) when
    // the book is new. A key beside the book protects copies of the journal, not of the folder.
    static Result<std::string> master_key(
        FileSystem& files, const std::string& book_folder, const std::string& key_file, bool is_new
    );

    // Makes the key file of a new book.
    static Result<void> create(
        FileSystem& files, const std::string& book_folder, const Mark& book, std::string_view master
    );
    // Refused (usage) when the master key is not the one the book was made with.
    static Result<std::unique_ptr<Seal>> open(
        FileSystem& files, const std::string& book_folder, std::string_view master
    );
    // Reads the keys; see KeyFile::load.
    Result<void> load(std::uint64_t keys_acknowledged, std::vector<std::string>& notices);

    Mark mark(std::string_view text) const override;
    Result<std::string> seal(std::string_view owner, std::string_view row, std::string_view text)
        override;
    Result<std::string> open(std::string_view owner, std::string_view row, std::string_view sealed)
        const override;
    Result<void> sync() override;

    // Deletes the owner's key for ever: what was sealed for him cannot be opened by anybody. False
    // when he had none.
    Result<bool> forget(std::string_view owner);

    const Mark& book() const { return keys_->book(); }

    std::uint64_t keys_durable() const { return keys_->keys_durable(); }

private:
    Seal(std::unique_ptr<KeyFile> keys, std::string_view master);

    Result<SecretKey> unwrap(const KeyRecord& record) const;
    Result<SecretKey> key_of(std::string_view owner);
    Result<SecretKey> filed_key_of(const Mark& owner);

    std::unique_ptr<KeyFile> keys_;
    KeyCache lately_;
    KeyedHash marks_;
    KeyedHash owners_;
    SecretKey wrapping_;
};

}  // namespace tieout
