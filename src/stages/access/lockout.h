#pragma once
// How long signing in has to wait after failures. The delay grows, and ends: nobody is locked out
// for good by somebody else's guesses, and a guesser gets through a few hundred passwords a day.
// Open sessions and tokens are not concerned. Thread safety: pure.

#include <cstdint>

#include "base/time.h"
#include "model/credential.h"

namespace overt {

enum class FailuresOf : std::uint8_t {
  kPerson,  // the fifth failure begins to cost
  kClient,  // an address, behind which there may be a whole office: the thirtieth
};

/// The earliest moment of the next try; 0: now.
TimeUs next_try_at(FailuresOf whose, const FailedSignIns& failed);

/// With one more failure. Those of a day ago are forgotten.
FailedSignIns one_more_failure(FailedSignIns failed, TimeUs at);

}  // namespace overt
