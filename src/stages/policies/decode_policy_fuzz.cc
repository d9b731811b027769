// Any text as a policy, a calendar and golden decisions: an error, or something that can be checked
// and evaluated.
#include <cstdint>
#include <string_view>

#include "stages/policies/check_policy.h"
#include "stages/policies/decode_golden.h"
#include "stages/policies/decode_policy.h"
#include "stages/policies/evaluate_policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes seen as characters
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)overt::decode_calendar(text, "f");
  (void)overt::decode_golden(text, "f");
  const auto decoded = overt::decode_policy(text, "f");
  if (!decoded.ok()) return 0;
  (void)overt::check_policy(decoded.value().policy, {});
  const auto evaluator = overt::PolicyEvaluator::compile(decoded.value().policy, {});
  if (!evaluator.ok()) return 0;
  const auto row = evaluator.value().new_row();
  for (const auto kind : {overt::SubjectKind::kAccount, overt::SubjectKind::kContent}) {
    (void)evaluator.value().explain(kind, row, {});
  }
  return 0;
}
