// The way of a search: the same sorted words by hash; else one look at the signatures of all names
// whose length allows the ratio, and a bit-parallel comparison of what passes, which drops nothing
// that a full comparison finds (matching.md 3); else the lists of rare trigrams, whose best names
// are compared in full. Every step is bounded: signatures by the number of names, comparisons and
// list entries by constants.
#include "matching/name_index.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "engine/check.h"

namespace tieout {

namespace {

// Characters at which banks cut names: ACH 16 and 22, MT940 27 and 35, lockbox 30, SWIFT lines 35,
// SEPA 70, others as seen in statements.
constexpr std::array<std::size_t, 10> bank_widths{15, 16, 18, 22, 27, 30, 32, 35, 40, 70};

bool is_bank_width(std::size_t letters) {
    return std::find(bank_widths.begin(), bank_widths.end(), letters) != bank_widths.end();
}

std::string sorted_words(std::string_view written) {
    std::vector<std::string_view> words;
    each_word(written, [&](std::string_view word) { words.push_back(word); });
    std::sort(words.begin(), words.end());
    std::string joined;
    for (const std::string_view word : words) {
        if (!joined.empty()) joined.push_back(' ');
        joined.append(word);
    }
    return joined;
}

// A form no longer than what is compared; its sorted words are those of what is left.
NameForm cut_to_compared(NameForm form) {
    form.legal_form.resize(std::min<std::size_t>(form.legal_form.size(), 64));
    if (form.written.size() <= name_bytes_compared_max) return form;
    form.written.resize(name_bytes_compared_max);
    while (form.written.back() == ' ')
        form.written.pop_back();
    form.words = sorted_words(form.written);
    return form;
}

std::string whole_of(const NameForm& form) {
    return form.legal_form.empty() ? form.written : form.written + ' ' + form.legal_form;
}

void prepare(const NameForm& form, NameWork& work) {
    work.written.assign(form.written);
    work.words.assign(form.words);
    work.head.assign(whole_of(form));
}

// By its length as it came.
bool may_be_cut(const NameQuery& query) {
    const bool says_something = query.form.written.size() >= NameIndex::cut_letters_min;
    return says_something && (is_bank_width(query.letters) || is_bank_width(query.letters + 1));
}

bool is_initial_of(std::string_view letter, std::string_view word) {
    return letter.size() == 1 && word.size() > 1 && letter[0] == word[0];
}

}  // namespace

bool agree_by_initials(std::string_view a, std::string_view b) {
    bool has_word = false;
    bool has_initial = false;
    while (!a.empty() && !b.empty()) {
        const std::string_view left = a.substr(0, a.find(' '));
        const std::string_view right = b.substr(0, b.find(' '));
        if (left == right) {
            has_word = has_word || left.size() >= 3;
        } else if (is_initial_of(left, right) || is_initial_of(right, left)) {
            has_initial = true;
        } else {
            return false;
        }
        a.remove_prefix(std::min(a.size(), left.size() + 1));
        b.remove_prefix(std::min(b.size(), right.size() + 1));
    }
    return a.empty() && b.empty() && has_word && has_initial;
}

NameIndex::NameIndex(std::vector<CustomerName> names) {
    for (CustomerName& each : names)
        each.form = cut_to_compared(std::move(each.form));
    std::erase_if(names, [](const CustomerName& each) { return each.form.written.empty(); });
    std::sort(names.begin(), names.end(), [](const CustomerName& a, const CustomerName& b) {
        if (a.form.written.size() != b.form.written.size()) {
            return a.form.written.size() < b.form.written.size();
        }
        if (a.form.written != b.form.written) return a.form.written < b.form.written;
        if (a.form.legal_form != b.form.legal_form) return a.form.legal_form < b.form.legal_form;
        return a.customer < b.customer;
    });
    const CustomerName* before = nullptr;
    for (const CustomerName& each : names) {
        const bool is_same = before != nullptr && before->form.written == each.form.written &&
                             before->form.legal_form == each.form.legal_form;
        if (!is_same) add(each, each.form.words);
        if (!is_same || owners_.back() != each.customer) owners_.push_back(each.customer);
        before = &each;
    }
    finish();
}

void NameIndex::add(const CustomerName& name, const std::string& words) {
    Entry entry;
    entry.text = static_cast<std::uint32_t>(texts_.size());
    entry.owners = static_cast<std::uint32_t>(owners_.size());
    entry.size = static_cast<std::uint16_t>(name.form.written.size());
    entry.legal_size = static_cast<std::uint8_t>(name.form.legal_form.size());
    entry.has_words = words != name.form.written;
    texts_.append(name.form.written);
    if (entry.legal_size > 0) texts_.append(" ").append(name.form.legal_form);
    if (entry.has_words) texts_.append(words);
    check(texts_.size() < 0xFFFF'FFFFU, "texts of names are found by 32 bits");
    by_words_.insert(text_hash(words), static_cast<std::uint32_t>(entries_.size()));
    signatures_.add(letter_counts(name.form.written));
    while (length_starts_.size() <= entry.size)
        length_starts_.push_back(static_cast<std::uint32_t>(entries_.size()));
    entries_.push_back(entry);
}

void NameIndex::finish() {
    const auto count = static_cast<std::uint32_t>(entries_.size());
    length_starts_.push_back(count);
    by_whole_.resize(count);
    std::iota(by_whole_.begin(), by_whole_.end(), 0U);
    std::sort(by_whole_.begin(), by_whole_.end(), [&](std::uint32_t a, std::uint32_t b) {
        const int order = whole(a).compare(whole(b));
        return order != 0 ? order < 0 : a < b;
    });
    std::vector<std::string_view> texts;
    std::vector<std::uint64_t> hashes;
    texts.reserve(count);
    for (std::uint32_t name = 0; name < count; ++name) {
        texts.push_back(words(name));
        std::string_view before;
        each_word(words(name), [&](std::string_view word) {
            if (word != before) hashes.push_back(text_hash(word));
            before = word;
        });
    }
    trigrams_.build(texts);
    std::sort(hashes.begin(), hashes.end());
    for (std::size_t i = 0; i < hashes.size();) {
        std::size_t end = i;
        while (end < hashes.size() && hashes[end] == hashes[i])
            ++end;
        if (end - i > 1) common_words_.emplace_back(hashes[i], static_cast<std::uint32_t>(end - i));
        i = end;
    }
    common_words_.shrink_to_fit();
    texts_.shrink_to_fit();
    owners_.shrink_to_fit();
    entries_.shrink_to_fit();
}

std::string_view NameIndex::written(std::uint32_t name) const {
    return std::string_view(texts_).substr(entries_[name].text, entries_[name].size);
}

std::string_view NameIndex::whole(std::uint32_t name) const {
    const Entry& entry = entries_[name];
    const std::size_t legal = entry.legal_size == 0 ? 0 : entry.legal_size + std::size_t{1};
    return std::string_view(texts_).substr(entry.text, entry.size + legal);
}

std::string_view NameIndex::legal_form(std::uint32_t name) const {
    const Entry& entry = entries_[name];
    return entry.legal_size == 0 ? std::string_view()
                                 : whole(name).substr(entry.size + std::size_t{1});
}

std::string_view NameIndex::words(std::uint32_t name) const {
    const Entry& entry = entries_[name];
    if (!entry.has_words) return written(name);
    return std::string_view(texts_).substr(entry.text + whole(name).size(), entry.size);
}

std::span<const CustomerNo> NameIndex::owners(std::uint32_t name) const {
    const std::size_t begin = entries_[name].owners;
    const std::size_t end =
        name + std::size_t{1} < entries_.size() ? entries_[name + 1].owners : owners_.size();
    return std::span(owners_).subspan(begin, end - begin);
}

std::uint32_t NameIndex::names_with(std::string_view word) const {
    const std::pair<std::uint64_t, std::uint32_t> wanted{text_hash(word), 0};
    const auto at = std::lower_bound(common_words_.begin(), common_words_.end(), wanted);
    return at != common_words_.end() && at->first == wanted.first ? at->second : 1;
}

// max(ratio, token-sort ratio) with the name that `work` was made ready for.
std::int32_t NameIndex::compare(std::uint32_t name, const NameWork& work) const {
    const std::int32_t as_written = work.written.ratio_bp(written(name));
    return std::max(as_written, work.words.ratio_bp(words(name)));
}

void NameIndex::put(const NameForm& form, NearName each, NearNames& near) const {
    each.same_legal_form = !form.legal_form.empty() && form.legal_form == legal_form(each.name);
    near.names.push_back(each);
}

namespace {

void rank(NearNames& near) {
    std::sort(near.names.begin(), near.names.end(), [](const NearName& a, const NearName& b) {
        if (a.similarity_bp != b.similarity_bp) return a.similarity_bp > b.similarity_bp;
        if (a.same_legal_form != b.same_legal_form) return a.same_legal_form;
        return a.name != b.name ? a.name < b.name : a.how < b.how;
    });
}

// One answer a name, the best; at most so many.
void keep_best(NearNames& near) {
    if (!near.is_complete) near.names.clear();
    rank(near);
    std::vector<NearName> kept;
    for (const NearName& each : near.names) {
        const bool is_known = std::any_of(kept.begin(), kept.end(), [&](const NearName& other) {
            return other.name == each.name;
        });
        if (!is_known) kept.push_back(each);
        if (kept.size() == NameIndex::answers_max) break;
    }
    near.names = std::move(kept);
}

}  // namespace

void NameIndex::scan(const NameForm& form, NameWork& work, NearNames& near) const {
    SignatureScan wanted;
    wanted.query = letter_counts(form.written);
    const std::size_t size = form.written.size();
    std::size_t compared = 0;
    for (std::size_t length = 1; length + 1 < length_starts_.size(); ++length) {
        const std::uint32_t first = length_starts_[length];
        const std::uint32_t last = length_starts_[length + 1];
        const std::size_t common = common_for(near_bp_min, size + length);
        if (first == last || common > std::min(size, length)) continue;
        wanted.first_block = first / NameSignatures::block_names;
        wanted.last_block = (last - 1) / NameSignatures::block_names + 1;
        wanted.lacking_max = static_cast<std::uint8_t>(std::min<std::size_t>(size - common, 254));
        work.found.clear();
        scan_signatures(signatures_, wanted, work.found);
        for (const std::uint32_t name : work.found) {
            if (name < first || name >= last) continue;
            if (++compared > compared_max) {
                near.is_complete = false;
                return;
            }
            const std::int32_t ratio = compare(name, work);
            if (ratio >= near_bp_min) put(form, {name, NameLikeness::near, ratio}, near);
        }
    }
}

NearNames NameIndex::every_near(const NameForm& form, NameWork& work) const {
    const NameForm cut = cut_to_compared(form);
    NearNames near;
    prepare(cut, work);
    scan(cut, work, near);
    if (!near.is_complete) near.names.clear();
    rank(near);
    return near;
}

// Names that go on where the query ends: within a word, or at a width at which banks cut.
void NameIndex::find_cut(const NameQuery& query, NearNames& near) const {
    const std::string begin = whole_of(query.form);
    if (query.form.written.size() < cut_letters_min) return;
    auto at = std::lower_bound(
        by_whole_.begin(),
        by_whole_.end(),
        std::string_view(begin),
        [&](std::uint32_t name, std::string_view wanted) { return whole(name) < wanted; }
    );
    std::size_t looked = 0;
    for (; at != by_whole_.end() && whole(*at).starts_with(begin); ++at) {
        if (++looked > compared_max) {
            near.is_complete = false;
            return;
        }
        const std::string_view name = whole(*at);
        if (name.size() == begin.size()) continue;
        const bool ends_within_word = name[begin.size()] != ' ';
        if (ends_within_word || may_be_cut(query))
            put(query.form, {*at, NameLikeness::cut, cut_bp_max}, near);
    }
}

// By ratio, by first letters, by the part before a cut, else by ratio and trigrams together. `work`
// was made ready for the query.
NearName NameIndex::rate(std::uint32_t name, const NameQuery& query, NameWork& work) const {
    const NameForm& form = query.form;
    if (form.words == words(name)) return {name, NameLikeness::same, 10'000};
    NearName best{name, NameLikeness::near, compare(name, work)};
    if (best.similarity_bp < near_bp_min) {
        const std::int32_t cosine = trigrams_.cosine_bp(form.words, words(name));
        best.how = NameLikeness::trigrams;
        best.similarity_bp = (best.similarity_bp + cosine) / 2;
    }
    const bool by_initials =
        best.similarity_bp < initials_bp && (agree_by_initials(form.written, written(name)) ||
                                             agree_by_initials(form.words, words(name)));
    if (by_initials) best = {name, NameLikeness::initials, initials_bp};
    const std::size_t begin = work.head.size();
    if (may_be_cut(query) && whole(name).size() > begin) {
        const std::int32_t head = work.head.ratio_bp(whole(name).substr(0, begin));
        const std::int32_t cut = head * cut_bp_max / 10'000;
        if (head >= near_bp_min && cut > best.similarity_bp) best = {name, NameLikeness::cut, cut};
    }
    return best;
}

NearName NameIndex::likeness(const NameQuery& wanted, std::uint32_t name, NameWork& work) const {
    const NameForm form = cut_to_compared(wanted.form);
    prepare(form, work);
    return rate(name, {form, wanted.letters}, work);
}

void NameIndex::find_by_trigrams(const NameQuery& query, NameWork& work, NearNames& near) const {
    trigrams_.best(query.form.words, rescored_max, work.trigrams, work.hits);
    for (const TrigramHit& hit : work.hits)
        put(query.form, rate(hit.name, query, work), near);
}

NearNames NameIndex::search(const NameQuery& wanted, NameWork& work) const {
    const NameForm form = cut_to_compared(wanted.form);
    const NameQuery query{form, wanted.letters};
    NearNames near;
    if (form.written.empty()) return near;
    by_words_.visit(text_hash(form.words), [&](std::uint32_t name) {
        if (words(name) == form.words) put(form, {name, NameLikeness::same, 10'000}, near);
        return near.names.size() < compared_max;
    });
    if (near.names.empty()) {
        prepare(form, work);
        scan(form, work, near);
        find_cut(query, near);
    }
    if (near.names.empty() && near.is_complete) find_by_trigrams(query, work, near);
    keep_best(near);
    return near;
}

std::size_t NameIndex::bytes() const {
    return entries_.capacity() * sizeof(Entry) + texts_.capacity() +
           owners_.capacity() * sizeof(CustomerNo) +
           (length_starts_.capacity() + by_whole_.capacity()) * 4 + by_words_.bytes() +
           signatures_.bytes().size() + trigrams_.bytes() +
           common_words_.capacity() * sizeof(common_words_[0]);
}

}  // namespace tieout
