#pragma once
// The claim store in one SQLite file (docs/formats/claims.md has its tables). Decision 0009 says
// why it is made like this.
//
// Thread safety: one store belongs to one thread. Cost, n claims in the store: about() and
// with_value() O(log n) a look-up and a row each; all() one pass over the file; add() into an empty
// store O(1) a claim and a sort at commit, else O(log n).

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "ports/claim_store.h"

namespace overt {

struct SqliteClaimStoreOptions {
  bool write = true;    // false: begin() is an error, and the file must exist
  int wait_ms = 2'000;  // for another writer, before kUnavailable
  std::uint64_t cache_bytes = std::uint64_t{256} << 20;
  /// An import into an empty store, or one that makes it several times larger, remembers the ids of
  /// all claims in memory (about 24 bytes each) up to so many; beyond, each is looked up.
  std::uint64_t ids_held_max = std::uint64_t{16} << 20;
  /// Entries of the tables by which claims are found that wait to be written in their order (16
  /// bytes each, about four a claim).
  std::uint64_t waiting_entries_max = std::uint64_t{48} << 20;
};

/// Makes the file where there is none and `write` is set. Errors: not a registry (kBadInput), made
/// by another version (kBadInput), in use (kUnavailable), may not be read or written
/// (kPermissionDenied), no such file (kNotFound).
Result<std::unique_ptr<ClaimStore>> open_sqlite_claim_store(
    const std::string& path, const SqliteClaimStoreOptions& options = {});

/// Takes the file away if nothing was ever added to it: what was made for an import that failed.
/// Nobody may have it open here. False: it holds something, also an import that can go on.
/// kUnavailable: another process is at it. Whoever had it open before and adds to it now is told
/// that it is gone.
Result<bool> remove_empty_claim_store(const std::string& path);

}  // namespace overt
