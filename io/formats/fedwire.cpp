#include "io/formats/fedwire.h"

#include <optional>

#include <fmt/core.h>

#include "io/formats/fedwire_message.h"
#include "io/formats/fields.h"

namespace tieout {

namespace {

// Tags that the Fed puts in front of a message or behind it; a second one begins another message.
bool begins_message(int tag) {
    return tag == 1500 || (tag >= 1100 && tag <= 1130);
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

void read_fedwire(const Source& source, IntakeFile& file) {
    FaultList faults(source.name());
    FaultList warnings(source.name());
    const FedwireNotes notes{faults, warnings, file.texts};
    FedwireTags tags(source);
    FedwireTag tag;
    std::optional<FedwireMessage> message;
    bool has_more = true;
    while (has_more) {
        has_more = tags.next(tag);
        if (message && !is_blank(tag.in_front)) message->stray(tag.line);
        if (!has_more) break;
        if (message && begins_message(tag.tag) && message->has(tag.tag)) {
            message->finish(file);
            message.reset();
        }
        if (!message) message.emplace(notes, tag.line);
        message->tag(tag);
    }
    if (message) message->finish(file);
    file.format = "fedwire";
    if (file.units.empty()) {
        file.refused = true;
        faults.add("F_FEDWIRE_TAG", source.first_line(), 1, "a tag such as {1500} expected");
    } else {
        file.identity = file.units.front().identity;
        if (file.units.size() > 1) {
            file.identity += fmt::format(" +{}", file.units.size() - 1);
        }
    }
    file.faults = faults.take();
    file.warnings = warnings.take();
}

}  // namespace tieout
