#pragma once
// The kinds of evidence of a network as techniques of DISARM (disarm.foundation), the framework
// that others in the field exchange. Which family speaks for which technique is our own reading;
// the numbers and names are those of the framework's red side, February 2025.
//
// Thread safety: pure.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace overt {

struct Technique {
  std::string_view family;  // of evidence, as runs name it
  std::string_view id;      // "T0049"
  std::string_view name;
  std::string_view phase;  // of the framework's kill chain
  std::string_view why;    // in what way the evidence speaks for it
};

std::span<const Technique> all_techniques();

/// Those that the families speak for, each once, by id.
std::vector<Technique> techniques_of(const std::vector<std::string>& families);

/// Where the framework describes it.
std::string technique_url(const Technique& technique);

}  // namespace overt
