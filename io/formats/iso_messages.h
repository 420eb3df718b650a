// ISO 20022 messages that carry no cash of ours: remittance advice, credit transfers, statuses.
#pragma once

#include "engine/intake.h"
#include "io/formats/source.h"

namespace tieout {

// remt.001: advice, one for each remittance. pacs.008: the transfers of a bank in a unit that is
// not cash (the statement makes the cash), with its totals, and their structured remittance as
// advice. pain.002: a unit that is not cash with what was rejected of our own direct debits or
// transfers, each with a warning. Cost: one pass.
void read_iso_message(const Source& source, IntakeFile& file);

// The name of the message among the first bytes of an XML text, for people: "pain.001.001.03",
// else the namespace's last part; empty when nothing tells.
std::string_view iso_message_name(std::string_view text);
// Whether the text opens an element of that local name.
bool opens_element(std::string_view text, std::string_view name);

}  // namespace tieout
