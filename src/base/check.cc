#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace overt {

void check_failed(const char* file, int line, std::string_view condition, std::string_view values) {
  fmt::print(stderr, "overt: internal error at {}:{}: {} does not hold{}{}\n", file, line,
             condition, values.empty() ? "" : ": ", values);
  std::fflush(stderr);
  std::abort();
}

}  // namespace overt
