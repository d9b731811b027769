#pragma once
// AttributionScore: what many seeds of the entity scenario say of attribution: right, wrong,
// abstained; traps that were resisted; and how often each likelihood word was right.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/attribution.h"

namespace overt {

struct KindScore {
  std::uint64_t networks = 0;
  std::uint64_t right = 0;  // of traps: resisted
  std::uint64_t wrong = 0;  // of traps: not resisted
};

struct WordScore {
  std::uint64_t said = 0;  // of entities
  std::uint64_t right = 0;
};

struct AttributionScore {
  std::uint64_t first_seed = 1;
  std::uint64_t seeds = 0;
  std::uint64_t readers = 0;
  std::uint64_t attributable = 0;       // networks with an operator that the registry can lead to
  std::uint64_t right = 0;              // of these: to the right entity, and the principal found
  std::uint64_t wrong = 0;              // of all networks, traps too: to another entity
  std::uint64_t abstained = 0;          // of the attributable: unknown, or the principal missing
  std::uint64_t undetected = 0;         // of the abstained: no network of a log was found to ask of
  std::uint64_t unknown_operators = 0;  // networks of nobody that the registry leads to, no traps
  std::uint64_t traps = 0;
  std::uint64_t traps_resisted = 0;
  std::map<std::string, KindScore> kinds;
  std::array<WordScore, kLikelihoodCount> words{};
  std::vector<std::string> failures;  // "seed 7 trap-parody: attributed to …"; the first hundred
};

}  // namespace overt
