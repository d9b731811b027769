// Any bytes as a run directory, its manifest in the first line and its networks behind it: an
// error, or findings; the same each time.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "stages/reports/explain_subject.h"
#include "stages/reports/read_earlier_run.h"
#include "stages/reports/read_findings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view manifest = text.substr(0, end);
  const std::string_view networks = end < text.size() ? text.substr(end + 1) : "";
  const auto findings = overt::read_findings({"run", manifest, networks});
  const auto again = overt::read_findings({"run", manifest, networks});
  CHECK_EQ(findings.ok(), again.ok());
  if (findings.ok()) {
    CHECK_EQ(findings.value().subjects.size(), again.value().subjects.size());
    CHECK(findings.value().subjects.size() >= findings.value().networks.size());
  } else {
    CHECK(!findings.error().message.empty());
  }
  for (const std::string_view subject : {"n1", "clipper:m1"}) {
    const auto told = overt::explain_subject({"run", networks, std::string(subject), nullptr});
    if (told.ok()) CHECK(!told.value().json.empty());
  }
  const auto earlier = overt::read_earlier_run({"run", manifest, networks});
  if (!earlier.ok()) CHECK(!earlier.error().message.empty());
  return 0;
}
