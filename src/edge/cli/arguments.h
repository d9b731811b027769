#pragma once
// From words to named arguments: which command, which options with which values. What the values
// mean is said in invocation.h.
// Thread safety: pure.

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "edge/cli/program_text.h"

namespace overt::cli {

struct Arguments {
  std::string command;                         // empty: none was given
  std::vector<std::string> operands;           // inputs, or what the command is about
  std::map<std::string, std::string> options;  // by long name; a flag that is set has ""

  [[nodiscard]] bool has(const std::string& option) const { return options.contains(option); }
};

/// `words` without the program's name. Errors (kInvalidArgument) name the word, the likeliest
/// meaning and the help to read.
Result<Arguments> parse_arguments(const ProgramText& program, std::vector<std::string> words);

}  // namespace overt::cli
