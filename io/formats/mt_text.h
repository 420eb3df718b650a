// What tag :86: says of a movement: GVC sub-fields, slash codes or free text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/payment.h"
#include "io/formats/mt_values.h"

namespace tieout {

// Who paid and what for, read from the text. Texts lie in the file or in the store of texts; views
// last until the next text is read.
struct MtText {
    Text name;
    Text account;
    Text trace;
    Text memo;
    Text structured_reference;       // a creditor reference and nothing else
    std::string_view posting_text;   // the bank's own words for the movement
    std::string_view business_code;  // GVC, three digits
    bool is_return = false;
};

// Reads the text of one movement after the other; keeps its buffers between them.
class MtTextReader {
public:
    MtText read(
        const std::vector<Line>& text, const std::vector<Line>& non_swift, TextStore& texts
    );

private:
    // Where a sub-field begins in the purpose; a glued one goes on where the one before was full.
    struct Border {
        std::size_t at = 0;
        bool is_glued = false;
    };

    void join(const std::vector<Line>& lines, bool as_they_stand);
    void read_sub_fields(char mark, TextStore& texts, MtText& found);
    void gather_purpose(bool is_sepa);
    void read_purpose(TextStore& texts, MtText& found);
    void read_slash_codes(TextStore& texts, MtText& found);
    void read_free_text(const std::vector<Line>& lines, TextStore& texts, MtText& found);
    void read_non_swift(const std::vector<Line>& lines, TextStore& texts, MtText& found);
    void add_memo(std::string_view more);

    std::string joined_;
    std::string purpose_;
    std::string memo_;
    std::string name_;
    std::vector<Border> borders_;
    std::vector<std::string_view> purpose_fields_;  // sub-fields 20 to 29 and 60 to 69
    std::vector<std::string_view> more_fields_;     // 70 and above
};

bool looks_like_iban(std::string_view text);

}  // namespace tieout
