#include "matching/near_reference.h"

#include <algorithm>

#include "engine/reference_form.h"

namespace tieout {

namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

std::size_t digits_of(std::string_view form) {
    return static_cast<std::size_t>(std::count_if(form.begin(), form.end(), is_digit));
}

bool is_number(std::string_view form) {
    return digits_of(form) == form.size();
}

// How many of a family's numbers (three an item) lie by chance among so many spellings of so many
// digits: at most 18 digits count.
std::int64_t by_length(std::size_t spellings, std::size_t family_items, std::size_t digits) {
    WideMinor space = 1;
    for (std::size_t i = 0; i < std::min<std::size_t>(digits, 18); ++i)
        space *= 10;
    const WideMinor fits = static_cast<WideMinor>(spellings) * 3 * family_items * 1'000'000;
    return static_cast<std::int64_t>(fits / space);
}

// The running number of a document as it is printed: its last digits, without leading zeros, when
// something else stands before them.
std::string_view running_number(std::string_view document) {
    std::size_t begin = document.size();
    while (begin > 0 && is_digit(document[begin - 1]))
        --begin;
    if (begin == 0) return {};
    while (begin < document.size() && document[begin] == '0')
        ++begin;
    return document.substr(begin);
}

}  // namespace

void NearReader::add(
    std::string form, const ReferenceToken& token, std::uint16_t last, bool has_variants
) {
    const bool fits = form.size() >= near_length_min && form.size() <= near_length_max &&
                      digits_of(form) >= near_length_min - 1;
    const bool is_bare = !fits && form.size() >= near_bare_min && is_number(form) &&
                         token.first == token.last && token.range == 0;
    if ((!fits && !is_bare) || spellings_.size() == near_places_max) return;
    spellings_.push_back({std::move(form), token.first, last, has_variants && fits, is_bare});
}

bool NearReader::is_wanted(std::size_t payment, ItemNo no) const {
    const OpenItem& item = request_.book.item(no);
    return item.entity == request_.entities[payment] &&
           item.currency == request_.payments[payment]->currency;
}

// The spellings of the text that name no document as they stand.
void NearReader::gather(std::size_t at, std::string_view text) {
    const Payment& payment = *request_.payments[at];
    spellings_.clear();
    windows_.clear();
    const auto& tokens = tokens_.read(text, payment.amount, payment.currency);
    std::vector<bool> is_exact(memo_words_max + 1);
    for (const ReferenceToken& token : tokens) {
        found_.clear();
        request_.book.items_by_reference(token.form, found_);
        const bool names =
            std::any_of(found_.begin(), found_.end(), [&](ItemNo no) { return is_wanted(at, no); });
        if (!names) continue;
        for (std::size_t word = token.first; word <= token.last; ++word)
            is_exact[word] = true;
    }
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const ReferenceToken& token = tokens[i];
        if (token.is_weak || is_exact[token.first] || is_exact[token.last]) continue;
        add(token.form, token, token.last, true);
        // Letters that stand against a number: "9443406746REF".
        for (std::size_t from = 0; from < token.form.size() && !is_number(token.form);) {
            if (!is_digit(token.form[from])) {
                ++from;
                continue;
            }
            std::size_t to = from;
            while (to < token.form.size() && is_digit(token.form[to]))
                ++to;
            add(token.form.substr(from, to - from), token, token.last, true);
            from = to;
        }
        add_windows(token);
        // A number split by a blank.
        if (i + 1 == tokens.size() || token.first != token.last) continue;
        const ReferenceToken& next = tokens[i + 1];
        const bool is_split = next.first == token.last + 1 && next.first == next.last &&
                              !is_exact[next.first] && next.begin == token.end + 1 &&
                              text[token.end] == ' ' && is_digit(token.form.back()) &&
                              is_number(next.form);
        if (!is_split) continue;
        const std::string_view whole = text.substr(token.begin, next.end - token.begin);
        add(reference_form(whole), token, next.last, false);
    }
}

// Several numbers that stand together without a gap: every run of digits in them that is as long as
// numbers are, as it stands.
void NearReader::add_windows(const ReferenceToken& token) {
    constexpr std::size_t shortest = 8;
    constexpr std::size_t longest = 12;
    constexpr std::size_t together_max = 160;
    const std::string& form = token.form;
    if (form.size() < 2 * shortest || form.size() > together_max || !is_number(form)) return;
    for (std::size_t length = shortest; length <= longest; ++length) {
        for (std::size_t from = 0; from + length <= form.size(); ++from) {
            if (form[from] == '0') continue;
            found_.clear();
            const std::string_view window = std::string_view(form).substr(from, length);
            request_.book.items_by_reference(window, found_);
            if (!found_.empty())
                windows_.push_back({std::string(window), token.first, token.last, false, false});
        }
    }
}

// The items of the book that the spelling may mean, each once, in order.
void NearReader::look_up(const Spelling& spelling) {
    found_.clear();
    request_.book.items_by_reference(spelling.form, found_);
    if (spelling.has_variants) {
        each_near_spelling(spelling.form, [&](std::string_view form) {
            request_.book.prefetch_reference(form);
        });
        each_near_spelling(spelling.form, [&](std::string_view form) {
            request_.book.items_by_reference(form, found_);
        });
    }
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
}

void NearReader::know_numbers(std::span<const CustomerNo> members) {
    for (const CustomerNo member : members) {
        for (const ItemNo no : request_.book.items_of(member)) {
            ++family_items_;
            const OpenItem& item = request_.book.item(no);
            if (!item.is_open()) continue;
            each_number(item, [&](std::string_view number) {
                std::string form = reference_form(number);
                if (form.size() > near_length_min) numbers_.emplace_back(std::move(form), no);
            });
            const std::string_view running = running_number(item.document);
            if (running.size() >= near_bare_min) bare_.emplace_back(running, no);
        }
    }
    std::sort(bare_.begin(), bare_.end());
}

// Items whose running number it is; returns how many of the family's chance would bring.
std::int64_t NearReader::look_for_bare(const Spelling& spelling, std::size_t payment) {
    auto at = std::lower_bound(bare_.begin(), bare_.end(), std::pair{spelling.form, ItemNo{0}});
    for (; at != bare_.end() && at->first == spelling.form; ++at) {
        if (is_wanted(payment, at->second)) found_.push_back(at->second);
    }
    return by_length(1, family_items_, digits_of(spelling.form));
}

// Numbers of the family that begin or end with the spelling; returns how many chance would bring:
// those that agree in all but its last (first) character agree in that one time in ten.
std::int64_t NearReader::look_for_cut(const Spelling& spelling, std::size_t payment) {
    const std::string_view form = spelling.form;
    const std::string_view front = form.substr(0, form.size() - 1);
    const std::string_view back = form.substr(1);
    std::int64_t nearly = 0;
    for (const auto& [number, no] : numbers_) {
        const bool is_longer =
            number.size() > form.size() && number.size() <= form.size() + near_cut_max;
        if (!is_longer || !is_wanted(payment, no)) continue;
        if (number.starts_with(form) || number.ends_with(form)) {
            found_.push_back(no);
        } else if (number.starts_with(front) || number.ends_with(back)) {
            ++nearly;
        }
    }
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return nearly * 100'000 + by_length(2, family_items_, digits_of(form));
}

NearText NearReader::read(
    std::size_t payment,
    std::string_view text,
    CustomerNo family,
    std::span<const CustomerNo> members
) {
    gather(payment, text);
    if (family_items_ == 0) know_numbers(members);
    const Book& book = request_.book;
    const std::size_t others_items =
        std::max(book.items.size() - std::min(family_items_, book.items.size()), family_items_ + 1);
    std::vector<NearPlace> places;
    const auto note = [&](const Spelling& spelling, bool is_own_place, std::int64_t expected) {
        if (found_.empty() || found_.size() > near_items_max) return;
        const bool is_new = is_own_place || places.empty() || places.back().last < spelling.first;
        if (is_new) places.push_back({spelling.first, spelling.last, {}});
        NearPlace& place = places.back();
        place.last = std::max(place.last, spelling.last);
        for (const ItemNo no : found_) {
            const bool is_known =
                std::any_of(place.items.begin(), place.items.end(), [&](const NearItem& each) {
                    return each.item == no;
                });
            if (!is_known) place.items.push_back({no, expected});
        }
    };
    const auto read_one = [&](const Spelling& spelling, bool is_window) {
        if (spelling.is_bare) {
            found_.clear();
            const std::int64_t expected = look_for_bare(spelling, payment);
            note(spelling, false, expected);
            return;
        }
        look_up(spelling);
        std::size_t others = 0;
        std::erase_if(found_, [&](ItemNo no) {
            const bool is_own = book.family(book.item(no).customer) == family;
            others += is_own ? 0 : 1;
            return !is_own || !is_wanted(payment, no) || !book.item(no).is_open();
        });
        const std::size_t spellings = spelling.has_variants ? spelling.form.size() * 21 : 1;
        std::int64_t expected =
            static_cast<std::int64_t>(others * family_items_ * 1'000'000 / others_items) +
            by_length(spellings, family_items_, digits_of(spelling.form));
        if (found_.empty() && spelling.has_variants) expected = look_for_cut(spelling, payment);
        if (found_.empty() && is_number(spelling.form)) expected = look_for_bare(spelling, payment);
        note(spelling, is_window, expected);
    };
    for (const Spelling& spelling : spellings_)
        read_one(spelling, false);
    for (const Spelling& spelling : windows_)
        read_one(spelling, true);
    const std::uint32_t left = unread(places);
    return {std::move(places), left};
}

std::uint32_t NearReader::unread(std::span<const NearPlace> places) const {
    std::uint32_t count = 0;
    std::uint32_t behind = 0;  // words that are counted already
    for (const Spelling& each : spellings_) {
        const bool is_read = std::any_of(places.begin(), places.end(), [&](const NearPlace& place) {
            return place.first <= each.last && each.first <= place.last;
        });
        if (is_read || each.first < behind || each.is_bare) continue;
        behind = each.last + 1U;
        ++count;
    }
    return count;
}

}  // namespace tieout
