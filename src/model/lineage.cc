#include "model/lineage.h"

#include "base/check.h"

namespace overt {

std::string_view name_of(LineageKind kind) {
  switch (kind) {
    case LineageKind::kNew:
      return "new";
    case LineageKind::kContinues:
      return "continues";
    case LineageKind::kSplit:
      return "split";
    case LineageKind::kMerge:
      return "merge";
  }
  CHECK(false);
}

}  // namespace overt
