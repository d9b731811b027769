// Any bytes as the answer to a batch, the first saying which status it has: what is named is of the
// batch, and nothing is named twice.

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "adapters/dsa/transparency_database.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::array<int, 6> kStatuses = {201, 422, 401, 429, 500, 302};
  overt::HttpAnswer answer;
  answer.status = kStatuses.at(data[0] % kStatuses.size());
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  answer.body.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
  answer.words = "HTTP";
  const std::array<overt::OutgoingStatement, 3> batch = {{{"a", "{}"}, {"b", "{}"}, {"c", "{}"}}};
  const auto read = overt::read_dsa_answer(answer, batch);
  std::set<std::size_t> places;
  for (const auto& refused : read.refused) {
    CHECK(refused.place < batch.size());
    CHECK(places.insert(refused.place).second);
    CHECK(!refused.errors.empty());
  }
  const std::set<std::string> existing(read.existing.begin(), read.existing.end());
  CHECK_EQ(existing.size(), read.existing.size());
  for (const std::string& puid : existing) CHECK(puid == "a" || puid == "b" || puid == "c");
  if (answer.status == 201) CHECK_EQ(read.uuids.size(), batch.size());
  return 0;
}
