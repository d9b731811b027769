#pragma once
// How the commands that answer with a CommandAnswer print it. Thread safety: pure.

#include <string>

#include "pipeline/command_answer.h"

namespace overt::cli {

template <typename Options>
std::string describe(const Options& /*options*/, const CommandAnswer& answer, double /*seconds*/) {
  return answer.text;
}

template <typename Options>
std::string to_json(const Options& /*options*/, const CommandAnswer& answer, double /*seconds*/) {
  return answer.json + "\n";
}

}  // namespace overt::cli
