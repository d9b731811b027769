#pragma once
// Names that accounts pass on: one account gives a handle up, and another goes by it. Whoever owns
// both can do that; strangers do it by accident, when a name comes free and somebody wants it.
//
// The null: every handle that was passed on is taken by somebody drawn from all accounts that the
// log saw under two names or more. So renaming oneself proves nothing, however often, and a log in
// which only the members ever rename themselves says nothing of how others would. A name that
// several accounts use at a time is not unique on the platform and is passed over.
//
// Made once, O(handles seen · log); 12 bytes a handle passed on. Const reads at once.

#include <vector>

#include "stages/families/part_internal.h"

namespace overt {

class PassedHandles {
 public:
  PassedHandles() = default;
  /// `aside` holds handles as objects of the kind `handle`.
  explicit PassedHandles(const TraceIndex& aside);

  [[nodiscard]] FamilyPart weigh(const Members& members, const FamilyOptions& options) const;

 private:
  struct Passing {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::uint32_t handle = 0;
  };

  void note_passings(std::span<const ObjectAct> acts, std::uint32_t handle);

  std::vector<Passing> passings_;       // by (from, to, handle)
  std::vector<std::uint32_t> renamed_;  // accounts seen under two names or more, ascending
};

}  // namespace overt
