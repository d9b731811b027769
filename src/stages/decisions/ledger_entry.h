#pragma once
// What the ledger holds of a decision's event: a salted commitment and no personal data. Whoever
// has the record and its salt can show that they are what was logged; once both are erased the
// entry says nothing about anybody, and every proof still holds.
//
// entry:  {"v":1,"decision":…,"event":n,"commitment":hex(SHA-256(salt ‖ record))}
// record: {"decision":…,"event":n,"draft":{…} (of the first event only),"said":{…}}
//
// Thread safety: pure.

#include <cstddef>
#include <string>
#include <string_view>

#include "model/decision.h"

namespace overt {

inline constexpr std::size_t kSaltBytes = 32;

/// What is committed to: the event, and with the first one the whole draft.
std::string ledger_record(const Decision& decision, std::size_t event);

/// The salt is the caller's, kSaltBytes random bytes of its own for every entry.
std::string ledger_entry(const Decision& decision, std::size_t event, std::string_view salt);

/// Whether the entry commits to that record under that salt.
bool commits_to(std::string_view entry, std::string_view record, std::string_view salt);

}  // namespace overt
