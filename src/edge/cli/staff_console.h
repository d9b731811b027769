#pragma once
// What somebody at the command line shows to say who they are, from outside the command line: the
// variable OVERT_TOKEN, and passwords typed at the terminal without being shown.
// Thread safety: one at a time; typing belongs to the process's terminal.

#include <functional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "pipeline/staff_proof.h"

namespace overt::cli {

/// Asks at the terminal; kPermissionDenied where there is none. What is typed is not shown.
Result<std::string> ask_password(const std::string& prompt);
/// Twice, and both the same.
Result<std::string> ask_new_password(const std::string& person);
/// The first line of standard input.
Result<std::string> read_input_line();

/// `proof` with what there is outside the command line.
StaffProof complete_proof(const StaffProof& proof, std::function<TimeUs()> clock);

template <typename Options>
Options with_proof(const Options& options, TimeUs (*const clock)()) {
  Options completed = options;
  completed.proof = complete_proof(options.proof, clock);
  return completed;
}

}  // namespace overt::cli
