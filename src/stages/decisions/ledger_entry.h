#pragma once
// What the ledger holds of a decision's event, and of records of other kinds: a salted commitment
// and no personal data. Whoever has the record and its salt can show that they are what was logged;
// once both are erased the entry says nothing about anybody, and every proof still holds.
//
// of an event:
//   entry:  {"v":1,"decision":…,"event":n,"commitment":hex(SHA-256(salt ‖ record))}
//   record: {"decision":…,"event":n,"draft":{…} (of the first event only),"said":{…}}
// of a record of another kind:
//   entry:  {"v":1,"kind":…,"subject":…,"number":n,"commitment":hex(SHA-256(salt ‖ record))}
//   record: {"kind":…,"subject":…,"number":n,"decision":… (where it is of one),"said":{…}}
//
// Thread safety: pure.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/decision.h"
#include "model/ledger_record.h"

namespace overt {

inline constexpr std::size_t kSaltBytes = 32;

/// An event that was rendered already, so that it is rendered once and not for each of its places.
struct RenderedEvent {
  std::string_view decision;  // its id
  std::size_t number = 0;     // of the event, from 0
  std::string_view draft;     // render_draft(), of the first event alone
  std::string_view said;      // render_event()
};

/// What is committed to: the event, and with the first one the whole draft.
std::string ledger_record(const RenderedEvent& event);
std::string ledger_record(const Decision& decision, std::size_t event);

/// The salt is the caller's, kSaltBytes random bytes of its own for every entry. `record` is the
/// event's ledger_record().
std::string ledger_entry(const RenderedEvent& event, std::string_view record,
                         std::string_view salt);
std::string ledger_entry(const Decision& decision, std::size_t event, std::string_view salt);

/// Of a record of another kind; its text must be a JSON object. `rendered` is its ledger_record().
std::string ledger_record(const LedgerRecord& record);
std::string ledger_entry(const LedgerRecord& record, std::string_view rendered,
                         std::string_view salt);
std::string ledger_entry(const LedgerRecord& record, std::string_view salt);

/// Where an entry belongs, as it says itself.
struct EntryPlace {
  std::string reference;  // a decision's id, or record_reference()
  std::uint32_t number = 0;
  auto operator<=>(const EntryPlace&) const = default;
};
/// None where it is no entry of these two forms.
std::optional<EntryPlace> place_of(std::string_view entry);

/// Whether the entry commits to that record under that salt.
bool commits_to(std::string_view entry, std::string_view record, std::string_view salt);

}  // namespace overt
