#pragma once
// LedgerRecord: what the ledger holds beside the events of decisions. A record has a kind and a
// subject, and is one of a row: something may be said of the same subject again.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace overt {

enum class RecordKind : std::uint8_t {
  kNotice,      // what an affected account was told
  kStatement,   // a statement of reasons for the transparency database
  kLabel,       // a label that was published or taken back
  kStaff,       // who may do what was changed
  kPolicy,      // a version of a policy came into use
  kDisclosure,  // something was published, or a peer disclosed it
  kCase,        // people were given something to look at
  kLimits,      // limits on what goes out were changed
};
inline constexpr std::size_t kRecordKindCount = 8;
/// "notice", "statement", "label", "staff", "policy", "disclosure", "case", "limits".
std::string_view name_of(RecordKind kind);
std::optional<RecordKind> record_kind_named(std::string_view name);

struct LedgerRecord {
  RecordKind kind = RecordKind::kNotice;
  /// [A-Za-z0-9._-]{1,128}. It stands in the ledger for good and for everybody: never a name, an
  /// account or anything else that says who somebody is.
  std::string subject;
  std::uint32_t number = 0;  // within its kind and subject, from 0
  std::string decision;      // whose erasure takes it along; empty: of none
  std::string text;          // JSON; empty once erased

  friend bool operator==(const LedgerRecord&, const LedgerRecord&) = default;
};

inline constexpr std::size_t kRecordSubjectMax = 128;
/// Whether it may be a record's subject.
bool is_record_subject(std::string_view subject);

/// What names the record's row in the ledger, "notice:abc", where a decision's events have its id.
std::string record_reference(RecordKind kind, std::string_view subject);

}  // namespace overt
