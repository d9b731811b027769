#pragma once
// What an import that was interrupted needs to go on with: ImportState, of its last piece, and
// ImportNote, of each piece. As bytes, which the store keeps and only the same code reads again.
// Pure. O(bytes).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pipeline/registry_import.h"
#include "pipeline/reject_log.h"
#include "stages/claims/decode_claims.h"

namespace overt {

struct ImportState {
  std::string command;  // what was asked for: the files by name, their format and source
  std::vector<ImportedFile> done;
  /// Of the file that was being read: how far, and what it had given. Path empty: none was.
  ImportedFile current;
  ClaimPosition position;
};

struct ImportNote {
  struct FileReject {
    std::string path;
    KeptReject reject;
  };
  std::vector<FileReject> rejects;
  std::vector<std::string> entities;  // to be looked at for contradictions
};

std::string to_bytes(const ImportState& state);
std::string to_bytes(const ImportNote& note);
/// kBadInput where it is not what this version of the code wrote.
Result<ImportState> import_state_from(std::string_view bytes);
Result<ImportNote> import_note_from(std::string_view bytes);

}  // namespace overt
