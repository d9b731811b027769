#pragma once
// Everything that the public may see of a data folder: what was published, the policies that were
// brought into use, the labels, the ledger's newest checkpoint. Nothing else is in it, so that
// whatever shows it cannot show more.
// Thread safety: as the store's. O(publications + versions + label events).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "pipeline/policy_book.h"
#include "pipeline/publications.h"
#include "pipeline/published_labels.h"

namespace overt {

struct Publication {
  std::string id;
  DisclosureKind kind = DisclosureKind::kStatement;
  std::string about;  // of a withdrawn statement too
  std::string publisher;
  TimeUs at = 0;
  TimeUs withdrawn_at = 0;                                 // 0: it stands
  std::vector<std::pair<std::string, std::string>> files;  // name, SHA-256; that can be had
  std::vector<std::string> policies;  // that a statement cites: "covert-influence 1.0.0, clause"

  [[nodiscard]] bool withdrawn() const { return withdrawn_at != 0; }
};

struct PublicLedger {
  std::string origin;  // empty: there is none yet
  std::uint64_t size = 0;
  std::string root;        // base64
  std::string checkpoint;  // the whole signed note
  std::string key;         // "name+hash+base64"
};

struct PublicRecord {
  std::vector<Publication> publications;  // the newest first
  std::vector<PolicyHistory> policies;    // by id
  PublishedLabels labels;
  PublicLedger ledger;
};

/// What statements are made of is not in the record itself: make_documents() makes their files.
/// `store`: nullptr where the folder has no decisions yet. `now` is the moment it is asked for.
Result<PublicRecord> read_public_record(DecisionStore* store, const std::string& data, TimeUs now);

/// The kinds of things that happen in public, in one row, the newest first.
enum class PublicStepKind : std::uint8_t { kPublished, kWithdrawn, kPolicy, kLabel };
struct PublicStep {
  PublicStepKind kind = PublicStepKind::kPublished;
  TimeUs at = 0;
  const Publication* publication = nullptr;  // of the first two
  const PolicyVersion* policy = nullptr;
  const LabelEvent* label = nullptr;
};
/// At most `max`. They point into the record.
std::vector<PublicStep> public_steps(const PublicRecord& record, std::size_t max);

/// Versions that standing statements cite ("covert-influence 1.0.0") and that are not on record,
/// each once.
std::vector<std::string> versions_not_on_record(const PublicRecord& record);

}  // namespace overt
