// A record of an answer as it may lie on a disk.

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "pipeline/answer_log.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto record = overt::read_answer_record({reinterpret_cast<const char*>(data), size});
  if (!record.ok()) return 0;
  const std::string again = overt::render_answer_record(record.value());
  CHECK_EQ(overt::render_answer_record(overt::read_answer_record(again).value()), again);
  return 0;
}
