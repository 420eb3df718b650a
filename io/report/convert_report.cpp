#include "io/report/convert_report.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/core.h>

#include "io/formats/exchange.h"

namespace tieout {

namespace {

std::string_view word_of(UnitState state) {
    switch (state) {
        case UnitState::taken: return "taken";
        case UnitState::quarantined: return "quarantined";
        default: return "not_cash";
    }
}

// One line of NDJSON: members are added in order, empty texts are left out.
class JsonLine {
public:
    explicit JsonLine(std::string& out) : out_(out) {}

    void open(std::string_view record) {
        out_ += "{\"record\":\"";
        out_ += record;
        out_ += '"';
    }

    void close() { out_ += "}\n"; }

    void text(std::string_view name, std::string_view value) {
        if (value.empty()) return;
        member(name);
        quoted(value);
    }

    void number(std::string_view name, std::uint64_t value) {
        member(name);
        out_ += std::to_string(value);
    }

    void truth(std::string_view name, bool value) {
        member(name);
        out_ += value ? "true" : "false";
    }

    void member(std::string_view name) {
        if (out_.back() != '{') out_ += ',';
        out_ += '"';
        out_ += name;
        out_ += "\":";
    }

    std::string& out() { return out_; }

private:
    void quoted(std::string_view value) {
        out_ += '"';
        for (const char letter : value) {
            const auto byte = static_cast<unsigned char>(letter);
            if (letter == '"' || letter == '\\') {
                out_ += '\\';
                out_ += letter;
            } else if (byte < 0x20) {
                out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(byte));
            } else {
                out_ += letter;
            }
        }
        out_ += '"';
    }

    std::string& out_;
};

std::string money(std::optional<Minor> amount, Currency currency) {
    return amount ? format_amount(*amount, currency) : std::string{};
}

// Deductions and the like: zero says nothing.
std::string unless_zero(Minor amount, Currency currency) {
    return amount == 0 ? std::string{} : format_amount(amount, currency);
}

std::string side_of(const Payment& payment) {
    return payment.is_credit ? "credit" : "debit";
}

// The cells of a payment in the order of payment_columns().
std::array<std::string, 24> payment_cells(const Payment& payment) {
    return {
        payment.payment.str(),
        std::string(word_of(payment.kind)),
        payment.original.str(),
        payment.entity.str(),
        payment.account.str(),
        format_date(payment.booking_date),
        format_date(payment.value_date),
        std::string(payment.currency.letters()),
        format_amount(payment.amount, payment.currency),
        std::string(word_of(payment.method)),
        payment.payer_name.str(),
        payment.payer_account.str(),
        payment.customer.str(),
        payment.check_number.str(),
        payment.bank_reference.str(),
        payment.memo.str(),
        side_of(payment),
        payment.role == LineRole::summary ? "summary" : "detail",
        std::string(word_of(payment.channel)),
        payment.trace.str(),
        payment.bank_code.str(),
        payment.lockbox.str(),
        payment.batch.str(),
        payment.summary_items == 0 ? std::string{} : std::to_string(payment.summary_items),
    };
}

// The cells of one advice line in the order of remittance_columns(), from `line` on.
std::array<std::string, 13> line_cells(const RemittanceLine& line, Currency currency) {
    return {
        std::to_string(line.line),
        line.reference.str(),
        std::string(word_of(line.kind)),
        line.customer.str(),
        line.entity.str(),
        std::string(currency.letters()),
        money(line.gross, currency),
        unless_zero(line.discount, currency),
        unless_zero(line.deduction, currency),
        line.reason.str(),
        unless_zero(line.tax, currency),
        unless_zero(line.withheld, currency),
        money(line.net, currency),
    };
}

constexpr std::size_t line_column_first = 6;  // of remittance_columns(): `line`

void write_lines(const std::vector<RemittanceLine>& lines, Currency currency, std::string& out) {
    out += '[';
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i != 0) out += ',';
        out += '{';
        JsonLine json(out);
        const auto cells = line_cells(lines[i], currency);
        for (std::size_t at = 0; at < cells.size(); ++at) {
            json.text(remittance_columns()[line_column_first + at], cells[at]);
        }
        out += '}';
    }
    out += ']';
}

void write_payment(const Payment& payment, std::string& out) {
    JsonLine json(out);
    json.open("payment");
    const auto cells = payment_cells(payment);
    for (std::size_t at = 0; at < cells.size(); ++at)
        json.text(payment_columns()[at], cells[at]);
    json.number("line", payment.source_line);
    if (!payment.remittance.empty()) {
        json.member("remittance");
        write_lines(payment.remittance, payment.currency, out);
    }
    json.close();
}

void write_advice(const Remittance& advice, std::string_view state, std::string& out) {
    JsonLine json(out);
    json.open("remittance");
    json.text("remittance", advice.remittance);
    json.text("payment", advice.payment);
    json.text("trace", advice.trace);
    json.text("payer_name", advice.payer_name);
    json.text("entity", advice.entity);
    json.text("currency", advice.currency.letters());
    json.text("total", money(advice.total, advice.currency));
    json.text("date", format_date(advice.date));
    json.text("state", state);
    json.member("lines");
    write_lines(advice.lines, advice.currency, out);
    json.close();
}

void write_control(const Control& control, std::string& out) {
    JsonLine json(out);
    json.open("control");
    json.text("name", control.name);
    json.text("stated", format_amount_wide(control.stated, control.currency));
    json.text("counted", format_amount_wide(control.counted, control.currency));
    json.truth("ties", control.ties());
    json.number("line", control.line);
    json.close();
}

void write_error(std::string_view record, const Error& error, std::string& out) {
    JsonLine json(out);
    json.open(record);
    json.text("file", error.place.file);
    json.number("line", error.place.line);
    json.number("column", error.place.column);
    json.text("fault", error.fault);
    json.text("words", error.words);
    json.close();
}

void write_unit(const Unit& unit, std::string& out) {
    JsonLine json(out);
    json.open("unit");
    json.text("kind", unit.kind);
    json.text("identity", unit.identity);
    json.text("account", unit.account);
    json.text("lockbox", unit.lockbox);
    json.text("currency", unit.currency.letters());
    json.text("as_of", format_date(unit.as_of));
    json.text("opening_balance", money(unit.opening_balance, unit.currency));
    json.text("closing_balance", money(unit.closing_balance, unit.currency));
    json.text("state", word_of(unit.state));
    json.text("reason", unit.reason);
    json.number("movements", unit.movements.size());
    json.close();
    for (Control control : unit.controls) {
        if (control.is_count) control.currency = {};
        write_control(control, out);
    }
    for (const Payment& payment : unit.movements)
        write_payment(payment, out);
}

void write_file(const IntakeFile& file, std::string& out) {
    JsonLine json(out);
    json.open("file");
    json.text("name", file.name);
    json.text("format", file.format);
    json.text("dialect", file.dialect);
    json.text("digest", to_hex(file.digest));
    json.text("identity", file.identity);
    json.number("bytes", file.bytes);
    json.truth("refused", file.refused);
    json.close();
    for (Control control : file.controls) {
        if (control.is_count) control.currency = {};
        write_control(control, out);
    }
    for (const Unit& unit : file.units)
        write_unit(unit, out);
    for (const Remittance& advice : file.remittances)
        write_advice(advice, word_of(UnitState::taken), out);
    for (const Remittance& advice : file.held_remittances)
        write_advice(advice, word_of(UnitState::quarantined), out);
    for (const Error& fault : file.faults)
        write_error("fault", fault, out);
    for (const Error& warning : file.warnings)
        write_error("warning", warning, out);
}

void add_cell(std::string& out, std::string_view value, bool is_first) {
    if (!is_first) out += ',';
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += value;
        return;
    }
    out += '"';
    for (const char letter : value) {
        if (letter == '"') out += '"';
        out += letter;
    }
    out += '"';
}

void add_header(std::string& out, std::span<const std::string_view> names) {
    for (std::size_t i = 0; i < names.size(); ++i)
        add_cell(out, names[i], i == 0);
}

void add_advice_rows(
    std::string& out,
    const std::array<std::string, line_column_first>& head,
    const std::vector<RemittanceLine>& lines,
    Currency currency,
    std::string_view state
) {
    for (const RemittanceLine& line : lines) {
        for (std::size_t i = 0; i < head.size(); ++i)
            add_cell(out, head[i], i == 0);
        for (const std::string& cell : line_cells(line, currency))
            add_cell(out, cell, false);
        add_cell(out, state, false);
        out += '\n';
    }
}

void add_advice(std::string& out, const Remittance& advice, UnitState state) {
    add_advice_rows(
        out,
        {{advice.remittance.str(),
          advice.payment.str(),
          advice.trace.str(),
          advice.payer_name.str(),
          money(advice.total, advice.currency),
          format_date(advice.date)}},
        advice.lines,
        advice.currency,
        word_of(state)
    );
}

Result<void> write_text(const std::string& path, std::string_view text) {
    std::ofstream stream(path, std::ios::binary | std::ios::trunc);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (stream) return {};
    return tl::make_unexpected(
        Error{ErrorKind::machine, "F_FILE", "the file cannot be written", {path, 0, 0}}
    );
}

}  // namespace

std::string convert_to_ndjson(std::span<const IntakeFile> files) {
    std::string out;
    for (const IntakeFile& file : files)
        write_file(file, out);
    return out;
}

std::string convert_payments_to_csv(std::span<const IntakeFile> files) {
    std::string out;
    add_header(out, payment_columns());
    out += ",file,unit,state,line\n";
    for (const IntakeFile& file : files) {
        for (const Unit& unit : file.units) {
            for (const Payment& payment : unit.movements) {
                bool is_first = true;
                for (const std::string& cell : payment_cells(payment)) {
                    add_cell(out, cell, is_first);
                    is_first = false;
                }
                add_cell(out, file.name, false);
                add_cell(out, unit.identity, false);
                add_cell(out, word_of(unit.state), false);
                add_cell(out, std::to_string(payment.source_line), false);
                out += '\n';
            }
        }
    }
    return out;
}

std::string convert_remittances_to_csv(std::span<const IntakeFile> files) {
    std::string out;
    add_header(out, remittance_columns());
    out += ",state\n";
    for (const IntakeFile& file : files) {
        for (const Unit& unit : file.units) {
            for (const Payment& payment : unit.movements) {
                add_advice_rows(
                    out,
                    {{"R-" + payment.payment.str(), payment.payment.str(), {}, {}, {}, {}}},
                    payment.remittance,
                    payment.currency,
                    word_of(unit.state)
                );
            }
        }
        for (const Remittance& advice : file.remittances)
            add_advice(out, advice, UnitState::taken);
        for (const Remittance& advice : file.held_remittances)
            add_advice(out, advice, UnitState::quarantined);
    }
    return out;
}

Result<void> write_convert_csv(std::span<const IntakeFile> files, const std::string& folder) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed) {
        return tl::make_unexpected(
            Error{ErrorKind::machine, "F_FILE", "the folder cannot be made", {folder, 0, 0}}
        );
    }
    Result<void> payments = write_text(folder + "/payments.csv", convert_payments_to_csv(files));
    if (!payments) return payments;
    return write_text(folder + "/remittances.csv", convert_remittances_to_csv(files));
}

}  // namespace tieout
