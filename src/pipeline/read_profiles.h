#pragma once
// Account profiles of a log: read from the files of --accounts, for the accounts that occur in it.
// O(bytes); memory: the profiles of the accounts that the log knows.

#include <string>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "model/account.h"
#include "pipeline/reject_log.h"
#include "pipeline/trace_log.h"

namespace overt {

struct ProfileTable {
  std::vector<AccountProfile> profiles;           // as they came; of two for one account the last
  std::vector<const AccountProfile*> by_account;  // by account id, null where unknown
  std::vector<std::string> notes;
  RejectCounts rejects;
  std::string sha256;  // of the files' bytes, unpacked; empty: no file
};

/// Errors: a file that cannot be read or understood; more rejects than the stated share.
Result<ProfileTable> read_profiles(const std::vector<std::string>& paths, double max_rejects,
                                   const TraceLog& log, Progress& progress);
/// The same from the bytes of one file.
Result<ProfileTable> profiles_from(std::string text, const TraceLog& log);

}  // namespace overt
