// Any bytes as the parameters of queryLabels, a name and a value in turn, a line each: refused, or
// a query within its limits.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/labeler/label_frames.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string_view rest = text;
  while (!rest.empty()) {
    std::string words[2];
    for (std::string& word : words) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      word = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    parameters.emplace_back(words[0], words[1]);
  }
  const auto read = overt::read_label_query(parameters, "did:web:labels.example");
  if (!read.ok()) return 0;
  const overt::LabelQuery& query = read.value().query;
  CHECK(query.max >= 1);
  CHECK(query.max <= 250);
  CHECK(query.patterns.size() <= overt::kLabelPatternsMax);
  for (const std::string& pattern : query.patterns) {
    CHECK(pattern.size() <= overt::kLabelPatternBytesMax);
  }
  return 0;
}
