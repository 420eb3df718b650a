#include <algorithm>
#include <cstring>
#include <optional>

#include <fmt/core.h>

// Errors are values here; with this no call that throws even compiles.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include "io/formats/fields.h"
#include "io/formats/json_plain.h"
#include "io/formats/rows.h"

// One JSON object a line, walked to its last byte: every member is read, none may occur twice, and
// nothing may follow. Strings without escapes are views of the file; numbers keep their digits.

namespace tieout {

namespace od = simdjson::ondemand;

namespace {

constexpr std::size_t depth_max = 16;

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r' ||
                             text.back() == '\n')) {
        text.remove_suffix(1);
    }
    return text;
}

bool is_json_integer(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return all_digits(text) && (text.size() == 1 || text.front() != '0');
}

// Reads a value that nobody asked for, so that what it hides is checked too.
bool walk(od::value value, std::size_t depth) {
    od::json_type type{};
    if (depth > depth_max || value.type().get(type) != simdjson::SUCCESS) return false;
    switch (type) {
        case od::json_type::object: {
            od::object object;
            if (value.get_object().get(object) != simdjson::SUCCESS) return false;
            for (auto field : object) {
                std::string_view key;
                od::value inner;
                if (field.unescaped_key().get(key) != simdjson::SUCCESS ||
                    field.value().get(inner) != simdjson::SUCCESS || !walk(inner, depth + 1)) {
                    return false;
                }
            }
            return true;
        }
        case od::json_type::array: {
            od::array array;
            if (value.get_array().get(array) != simdjson::SUCCESS) return false;
            for (auto element : array) {
                od::value inner;
                if (element.get(inner) != simdjson::SUCCESS || !walk(inner, depth + 1))
                    return false;
            }
            return true;
        }
        case od::json_type::string: {
            std::string_view text;
            return value.get_string().get(text) == simdjson::SUCCESS;
        }
        case od::json_type::number: {
            od::number number;
            return value.get_number().get(number) == simdjson::SUCCESS;
        }
        case od::json_type::boolean: {
            bool truth = false;
            return value.get_bool().get(truth) == simdjson::SUCCESS;
        }
        default: {
            bool is_null = false;
            return simdjson::simdjson_result<bool>(value.is_null()).get(is_null) ==
                       simdjson::SUCCESS &&
                   is_null;
        }
    }
}

}  // namespace

class JsonLineReader {
public:
    JsonLineReader(const char* end, const RowShape& shape, FaultList& faults)
        : end_(end), shape_(shape), faults_(faults) {}

    void read(std::string_view text, std::uint64_t line, RowBlock& block);

private:
    // What the members of one object have shown so far.
    struct Seen {
        std::uint64_t known = 0;
        std::vector<std::string_view> unknown;
        bool nested = false;
    };

    bool object(od::object object, const RowShape& shape, RowBlock& block);
    bool member(od::field& field, const RowShape& shape, Seen& seen, RowBlock& block);
    bool value(od::value value, const RowShape& shape, std::size_t column, RowBlock& block);
    bool list(od::value value, std::size_t column, RowBlock& block);
    bool nested(od::value value, const RowShape& shape, RowBlock& block);
    bool refuse_row(std::string_view fault, std::string words);
    bool note(std::string words);  // why the row is refused; always false
    static std::optional<std::string_view> plain_key(od::field& field);

    const char* end_;
    const RowShape& shape_;
    FaultList& faults_;
    od::parser parser_;
    std::uint64_t line_ = 0;
    std::string why_;
    std::size_t next_column_ = 0;  // most objects name their members in the same order
};

bool JsonLineReader::note(std::string words) {
    if (why_.empty()) why_ = std::move(words);
    return false;
}

std::optional<std::string_view> JsonLineReader::plain_key(od::field& field) {
    od::raw_json_string raw = field.key();
    const char* from = raw.raw();
    const char* at = from;
    while (*at != '"') {
        if (*at == '\\') return std::nullopt;
        ++at;
    }
    return std::string_view(from, static_cast<std::size_t>(at - from));
}

bool JsonLineReader::list(od::value value, std::size_t column, RowBlock& block) {
    od::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) return note("an array expected");
    std::string joined;
    for (auto element : array) {
        std::string_view text;
        if (element.get_string().get(text) != simdjson::SUCCESS)
            return note("a list of texts expected");
        if (text.find('|') != std::string_view::npos)
            return note("a text of a list may not hold '|'");
        if (!joined.empty()) joined += '|';
        joined += text;
    }
    if (joined.size() > field_bytes_max) return note("a list is longer than 64 KiB");
    block.put(column, block.keep(joined));
    return true;
}

bool JsonLineReader::nested(od::value value, const RowShape& shape, RowBlock& block) {
    od::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) {
        return note(fmt::format("'{}': an array of objects expected", shape.nested));
    }
    if (!block.nested_) block.nested_ = std::make_unique<RowBlock>(*shape.nested_shape);
    const std::string_view text = block.last().text;
    for (auto element : array) {
        od::object inner;
        if (element.get_object().get(inner) != simdjson::SUCCESS) {
            return note(fmt::format("'{}': an array of objects expected", shape.nested));
        }
        block.nested_->open_row(line_, text);
        if (!object(inner, *shape.nested_shape, *block.nested_)) return false;
    }
    return true;
}

bool JsonLineReader::value(
    od::value value, const RowShape& shape, std::size_t column, RowBlock& block
) {
    od::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return note("a value expected");
    const std::string_view token = without_blanks(value.raw_json_token());
    const std::string_view name = shape.columns[column];
    switch (type) {
        case od::json_type::string: {
            if (token.size() > field_bytes_max) {
                return note(fmt::format("'{}' is longer than 64 KiB", name));
            }
            if (std::memchr(token.data(), '\\', token.size()) == nullptr) {
                block.put(column, token.substr(1, token.size() - 2));
                return true;
            }
            std::string_view text;
            if (value.get_string().get(text) != simdjson::SUCCESS) {
                return note(fmt::format("'{}': a text with valid escapes expected", name));
            }
            block.put(column, block.keep(text));
            return true;
        }
        case od::json_type::number:
            if ((shape.amounts >> column & 1U) != 0) {
                return note(fmt::format(
                    "'{}': an amount as text (\"1234.50\") expected, found a "
                    "JSON number",
                    name
                ));
            }
            if (!is_json_integer(token)) {
                return note(fmt::format("'{}': a whole number or a text expected", name));
            }
            block.put(column, token);
            return true;
        case od::json_type::array:
            if ((shape.lists >> column & 1U) == 0) {
                return note(fmt::format("'{}': a text expected, found an array", name));
            }
            return list(value, column, block);
        case od::json_type::boolean:
        case od::json_type::null:
            if (token == "null") return true;
            if (token != "true" && token != "false") return note("true, false or null expected");
            block.put(column, token);
            return true;
        default: return note(fmt::format("'{}': a text expected, found an object", name));
    }
}

bool JsonLineReader::member(od::field& field, const RowShape& shape, Seen& seen, RowBlock& block) {
    const std::optional<std::string_view> key = plain_key(field);
    if (!key) return note("a member name without escapes expected");
    if (!shape.nested.empty() && *key == shape.nested) {
        if (seen.nested) return note(fmt::format("the member '{}' occurs twice", *key));
        seen.nested = true;
        return nested(field.value(), shape, block);
    }
    std::size_t column = next_column_ < shape.columns.size() ? next_column_ : 0;
    if (shape.columns[column] != *key) {
        const auto found = std::find(shape.columns.begin(), shape.columns.end(), *key);
        column = static_cast<std::size_t>(found - shape.columns.begin());
    }
    if (column < shape.columns.size()) {
        next_column_ = column + 1;
        const std::uint64_t bit = std::uint64_t{1} << column;
        if ((seen.known & bit) != 0) return note(fmt::format("the member '{}' occurs twice", *key));
        seen.known |= bit;
        return value(field.value(), shape, column, block);
    }
    if (std::find(seen.unknown.begin(), seen.unknown.end(), *key) != seen.unknown.end()) {
        return note(fmt::format("the member '{}' occurs twice", clean_text(*key)));
    }
    seen.unknown.push_back(*key);
    constexpr std::size_t unknown_max = 256;
    if (seen.unknown.size() > unknown_max) return note("an object has too many unknown members");
    if (!walk(field.value(), 0)) return note("a valid JSON value expected");
    return true;
}

bool JsonLineReader::object(od::object object, const RowShape& shape, RowBlock& block) {
    Seen seen;
    next_column_ = 0;
    for (auto each : object) {
        od::field field;
        if (std::move(each).get(field) != simdjson::SUCCESS)
            return note("a member of the object expected");
        if (!member(field, shape, seen, block)) return false;
    }
    return true;
}

void JsonLineReader::read(std::string_view text, std::uint64_t line, RowBlock& block) {
    line_ = line;
    why_.clear();
    if (text.size() > line_bytes_max) {
        faults_.add("F_LINE", line, 1, "a line is longer than 1 MiB");
        return;
    }
    // The parser looks up to SIMDJSON_PADDING bytes ahead; the last lines are copied for it.
    const auto ahead = static_cast<std::size_t>(end_ - (text.data() + text.size()));
    if (ahead < simdjson::SIMDJSON_PADDING) {
        std::string padded(text);
        padded.resize(text.size() + simdjson::SIMDJSON_PADDING, ' ');
        text = block.keep(padded).substr(0, text.size());
    }
    block.open_row(line, text);
    od::document document;
    const auto error =
        parser_.iterate(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING)
            .get(document);
    od::object root;
    const bool is_object =
        error == simdjson::SUCCESS && document.get_object().get(root) == simdjson::SUCCESS;
    const bool is_read =
        is_object ? object(root, shape_, block) : note("a JSON object in one line expected");
    // Behind the last token there is no location: the line has been walked to its end.
    if (is_read && document.current_location().error() == simdjson::OUT_OF_BOUNDS) return;
    if (is_read) note("nothing expected behind the object");
    const char* at = nullptr;
    std::uint64_t column = 1;
    if (is_object && document.current_location().get(at) == simdjson::SUCCESS &&
        at >= text.data() && at <= text.data() + text.size()) {
        column = static_cast<std::uint64_t>(at - text.data()) + 1;
    }
    faults_.add("F_JSON", line, column, why_);
    block.drop_row();
}

namespace {

class JsonSliceReader final : public RowReader {
public:
    JsonSliceReader(
        const RowSlice& slice, const char* end, const RowShape& shape, FaultList& faults
    )
        : plain_(end, shape),
          full_(end, shape, faults),
          rest_(slice.text),
          line_(slice.first_line),
          has_last_end_(slice.text.ends_with('\n')) {}

    bool next(RowBlock& block) override;

private:
    bool plain_line(RowBlock& block);
    void line(RowBlock& block);

    PlainRowReader plain_;
    JsonLineReader full_;
    std::string_view rest_;
    std::uint64_t line_;
    bool has_last_end_;  // the plain reader stops at line ends: the last line may have none
};

bool JsonSliceReader::plain_line(RowBlock& block) {
    if (!has_last_end_ || rest_.front() != '{') return false;
    const char* const behind = plain_.read(rest_.data(), line_, block);
    if (behind == nullptr) return false;
    rest_.remove_prefix(static_cast<std::size_t>(behind - rest_.data()));
    return true;
}

void JsonSliceReader::line(RowBlock& block) {
    const std::size_t border = std::min(rest_.find('\n'), rest_.size());
    const std::string_view text = without_blanks(rest_.substr(0, border));
    if (text.find_first_not_of(" \t") != std::string_view::npos) full_.read(text, line_, block);
    rest_.remove_prefix(std::min(border + 1, rest_.size()));
}

bool JsonSliceReader::next(RowBlock& block) {
    block.clear();
    while (!rest_.empty() && block.size() < rows_a_block) {
        if (!plain_line(block)) line(block);
        ++line_;
    }
    return block.size() != 0;
}

}  // namespace

std::unique_ptr<RowReader> json_row_reader(
    const RowSlice& slice, const char* end, const RowShape& shape, FaultList& faults
) {
    return std::make_unique<JsonSliceReader>(slice, end, shape, faults);
}

std::vector<std::string> first_json_names(std::string_view text) {
    const std::size_t from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return {};
    text.remove_prefix(from);
    const std::string_view first = text.substr(0, text.find('\n'));
    if (first.size() > line_bytes_max) return {};
    const simdjson::padded_string padded(first);
    od::parser parser;
    od::document document;
    od::object root;
    std::vector<std::string> names;
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS) return names;
    if (document.get_object().get(root) != simdjson::SUCCESS) return names;
    for (auto each : root) {
        od::field field;
        std::string_view key;
        if (std::move(each).get(field) != simdjson::SUCCESS) break;
        if (field.unescaped_key().get(key) != simdjson::SUCCESS) break;
        names.emplace_back(key);
    }
    return names;
}

}  // namespace tieout
