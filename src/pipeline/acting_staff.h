#pragma once
// Who does what a command line says is done by --by, shown by a token or a password once they have
// one, and whether they may (pipeline/command_rights.h). Whoever can write the data folder could
// write anything into it; so somebody without credentials is believed, and what they do says so:
// known_by is "file_access".
// Thread safety: as the stores'.

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/decision.h"
#include "pipeline/staff_proof.h"
#include "ports/access_store.h"
#include "ports/decision_store.h"

namespace overt {

struct ActingStaff {
  const std::string& data;
  DecisionStore& people;
  std::string_view command;
  std::string_view verb;
  const std::string& by;
  const StaffProof& proof;
};

/// kNotFound: nobody is called that. kPermissionDenied: not shown, or may not. kUnavailable: after
/// too many wrong passwords, with the moment of the next try.
Result<Person> acting_staff(const ActingStaff& asked);

/// The same without asking for a right: of what everybody may do with their own.
Result<Person> known_staff(const ActingStaff& asked);

}  // namespace overt
