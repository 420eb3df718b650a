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

}  // namespace

void NearReader::add(
    std::string form, const ReferenceToken& token, std::uint16_t last, bool has_variants
) {
    const bool fits = form.size() >= near_length_min && form.size() <= near_length_max &&
                      digits_of(form) >= near_length_min - 1;
    if (!fits || spellings_.size() == near_places_max) return;
    spellings_.push_back({std::move(form), token.first, last, has_variants});
}

bool NearReader::is_wanted(std::size_t payment, ItemNo no) const {
    const OpenItem& item = request_.book.item(no);
    return item.entity == request_.entities[payment] &&
           item.currency == request_.payments[payment]->currency;
}

// The spellings of the text that name no document as they stand.
void NearReader::gather(std::size_t at) {
    const Payment& payment = *request_.payments[at];
    spellings_.clear();
    windows_.clear();
    const auto& tokens = tokens_.read(payment.memo, payment.amount, payment.currency);
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
                              payment.memo.view()[token.end] == ' ' &&
                              is_digit(token.form.back()) && is_number(next.form);
        if (!is_split) continue;
        const std::string_view whole =
            payment.memo.view().substr(token.begin, next.end - token.begin);
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
                windows_.push_back({std::string(window), token.first, token.last, false});
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

std::vector<NearPlace> NearReader::read(
    std::size_t payment, CustomerNo family, std::size_t family_items
) {
    gather(payment);
    const Book& book = request_.book;
    const std::size_t others_items = std::max<std::size_t>(
        book.items.size() - std::min(family_items, book.items.size()), family_items + 1
    );
    std::vector<NearPlace> places;
    std::vector<Spelling> all = spellings_;
    all.insert(all.end(), windows_.begin(), windows_.end());
    for (const Spelling& spelling : all) {
        look_up(spelling);
        std::vector<ItemNo> own;
        std::size_t others = 0;
        for (const ItemNo no : found_) {
            if (book.family(book.item(no).customer) != family) {
                ++others;
            } else if (is_wanted(payment, no) && book.item(no).is_open()) {
                own.push_back(no);
            }
        }
        if (own.empty() || own.size() > near_items_max) continue;
        const std::size_t spellings = spelling.has_variants ? spelling.form.size() * 21 : 1;
        const std::int64_t expected =
            static_cast<std::int64_t>(others * family_items * 1'000'000 / others_items) +
            by_length(spellings, family_items, digits_of(spelling.form));
        const bool is_window = &spelling >= &all[spellings_.size()];
        const bool is_new = is_window || places.empty() || places.back().last < spelling.first;
        if (is_new) places.push_back({spelling.first, spelling.last, {}});
        NearPlace& place = places.back();
        place.last = std::max(place.last, spelling.last);
        for (const ItemNo no : own) {
            const bool is_known =
                std::any_of(place.items.begin(), place.items.end(), [&](const NearItem& each) {
                    return each.item == no;
                });
            if (!is_known) place.items.push_back({no, expected});
        }
    }
    return places;
}

}  // namespace tieout
