#include "base/progress.h"

namespace overt {

void Progress::begin(std::string_view, std::uint64_t, std::string_view) {}
void Progress::advance(std::uint64_t) {}
void Progress::end() {}
bool Progress::cancelled() const { return false; }

Progress& no_progress() {
  static Progress none;
  return none;
}

}  // namespace overt
