#pragma once
// For tests: whether this process has mapped a library. Each test is a process of its own when
// ctest runs it; run together, an earlier one may have loaded it. O(mappings).

#include <fstream>
#include <string>
#include <string_view>

namespace overt {

inline bool is_mapped(std::string_view library) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find(library) != std::string::npos) return true;
  }
  return false;
}

}  // namespace overt
