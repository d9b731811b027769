#pragma once
// ClaimStore: where the registry's claims are kept. Claims are only ever added.
//
// Thread safety: one store object belongs to one thread at a time. Several processes may read while
// one writes; a second writer is refused with kUnavailable and a message that names the file.
//
// Reads see the registry as it was when the store was opened, and what this object committed since:
// several reads are of one state, whatever others write meanwhile. refresh() moves on.
//
// A long import is kept in pieces (keep_piece), so that one that ends early can be gone on with.
// Nobody but the object that imports sees any of it before commit().

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/claim.h"

namespace overt {

struct AddedClaims {
  std::uint64_t added = 0;
  std::uint64_t known = 0;       // there already, left as they were
  std::uint64_t seen_again = 0;  // of these, in a source that was not known to have them
};

/// That another source, mostly a later retrieval of the same list, has a claim as well.
struct Sighting {
  std::uint32_t source = 0;  // an index of sources()
  TimeUs recorded_at = 0;
};

/// A word by which a claim of the same batch is to be found: the hash of a name's token, …
struct ClaimTerm {
  std::uint32_t claim = 0;  // index into the batch; ascending
  std::uint64_t term = 0;
};

/// An import of which pieces are kept, and which was neither completed nor discarded.
struct UnfinishedImport {
  std::string state;               // of the last piece
  std::vector<std::string> notes;  // of every piece, in their order
  std::uint64_t claims = 0;        // added by them
  TimeUs begun_at = 0;             // what begin() was told
};

/// "Everything that is recorded by now".
inline constexpr TimeUs kLatest = std::numeric_limits<TimeUs>::max();

class ClaimStore {
 public:
  virtual ~ClaimStore() = default;

  /// All adds between begin() and commit() take effect together, or none (also where the process is
  /// killed), and are recorded at that time. kInvalidArgument where something was recorded later
  /// than that: the past is not added to. kUnavailable where an import is unfinished.
  virtual Result<void> begin(TimeUs recorded_at) = 0;
  virtual Result<AddedClaims> add(const ClaimBatch& batch, std::span<const ClaimTerm> terms) = 0;
  Result<AddedClaims> add(const ClaimBatch& batch) { return add(batch, {}); }
  virtual Result<void> commit() = 0;
  /// Back to the last piece, or to begin() where there is none. Ends the import of this object;
  /// nothing where an error has ended it.
  virtual Result<void> roll_back() = 0;

  /// What was added by now is kept, also where the process is killed after this; the import goes
  /// on. `state` is the caller's, and replaces the last piece's; a note stays beside the others. An
  /// error ends the import as roll_back() does; kUnavailable: another process has taken it over.
  virtual Result<void> keep_piece(std::string_view state, std::string_view note) = 0;
  virtual Result<std::optional<UnfinishedImport>> unfinished() = 0;
  /// Instead of begin(): goes on after the last piece of the unfinished import. Its claims are
  /// visited first, in their order; `terms_of` gives again the terms that each was added with.
  /// All of the import counts as recorded at the time given here. O(claims of the pieces).
  using TermsOf = std::function<std::span<const std::uint64_t>(const Claim&)>;
  using Visit = std::function<bool(const StoredClaim&)>;
  virtual Result<void> go_on(TimeUs recorded_at, const TermsOf& terms_of, const Visit& visit) = 0;
  /// The unfinished import, where there is one, never was. Not between begin() and commit().
  virtual Result<void> discard_unfinished() = 0;

  /// Visits claims recorded at or before `as_of` that no retraction in force by then names (the
  /// retractions themselves are not visited), in the order they were added; stops early where the
  /// visitor returns false. The claim is valid during the call.
  virtual Result<void> all(TimeUs as_of, const Visit& visit) = 0;
  /// Claims about any of the entities.
  virtual Result<void> about(std::span<const std::string> entities, TimeUs as_of,
                             const Visit& visit) = 0;
  /// Claims whose value is one of the texts: links that end at an entity, merges, a website's
  /// owner, the holder of a handle.
  virtual Result<void> with_value(std::span<const std::string> values, TimeUs as_of,
                                  const Visit& visit) = 0;
  /// Claims that were added with the term.
  virtual Result<void> with_term(std::uint64_t term, TimeUs as_of, const Visit& visit) = 0;
  /// Everything ever recorded about an entity, retracted claims and retractions included.
  virtual Result<void> history(std::string_view entity, const Visit& visit) = 0;
  /// Everything ever recorded, retracted claims and retractions included, in the order it was.
  virtual Result<void> everything(const Visit& visit) = 0;
  /// One claim, retracted or not; nullopt where there is none.
  virtual Result<std::optional<StoredClaim>> find(const ClaimId& id) = 0;
  /// Which sources had a claim as well, after the one it was learnt from, recorded by then.
  virtual Result<std::vector<Sighting>> sightings(const ClaimId& id, TimeUs as_of) = 0;
  /// Each of them, as the claim with that source and with when that was recorded.
  virtual Result<void> every_sighting(const Visit& visit) = 0;
  /// Whether a retraction in force by then names the claim.
  virtual bool is_retracted(const ClaimId& id, TimeUs as_of) = 0;

  /// Those of StoredClaim::claim.source.
  virtual std::span<const ClaimSource> sources() = 0;
  /// Claims ever recorded.
  virtual std::uint64_t size() = 0;
  /// When something was recorded, ascending.
  virtual std::vector<TimeUs> recorded_times() = 0;
  /// Sees what others have committed meanwhile.
  virtual Result<void> refresh() = 0;
};

}  // namespace overt
