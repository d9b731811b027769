#pragma once
// What our actions and policies are in the terms of the Digital Services Act: our own reading.

#include <span>
#include <string_view>

#include "model/decision.h"

namespace overt {

struct DsaColumn {
  std::string_view id;  // of the figures; in the order of the template's restrictions
};
std::span<const DsaColumn> dsa_columns();

/// The column that a restriction is counted in.
std::string_view dsa_column(ActionKind action);

/// Illegal content, or incompatible with the terms and conditions; and which category of it.
struct DsaGround {
  bool illegal = false;
  std::string_view category;
  std::string_view keyword;
};
DsaGround dsa_ground(const DecisionDraft& draft);

}  // namespace overt
