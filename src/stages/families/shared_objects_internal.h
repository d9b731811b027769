#pragma once
// Objects that members have in common, against how many of all accounts have them. The null: who
// has an object is drawn among the accounts that have anything of the kinds counted, each as often
// as it has such things. O(members' traces · log) a network; O(traces) once for the log.
//
// Thread safety: const reads at once.

#include <array>
#include <vector>

#include "stages/families/part_internal.h"

namespace overt {

/// How many accounts have each object of some kinds.
class ObjectUse {
 public:
  struct Activity {
    std::uint64_t accounts = 0;  // that have any object
    std::uint64_t pairs = 0;     // (account, object)
  };

  ObjectUse() = default;
  ObjectUse(const TraceIndex& traces, std::span<const ObjectKind> kinds, std::uint32_t sharers_min);

  [[nodiscard]] std::uint32_t users(std::uint32_t object) const { return users_[object]; }
  [[nodiscard]] bool counts(ObjectKind kind) const { return wanted_[index(kind)]; }
  [[nodiscard]] const Activity& activity() const { return activity_; }
  /// Objects of the kind that enough accounts have to be found shared.
  [[nodiscard]] std::uint64_t hypotheses(ObjectKind kind) const { return hypotheses_[index(kind)]; }
  /// Of all kinds.
  [[nodiscard]] double hypotheses() const;
  /// Kinds with a hypothesis.
  [[nodiscard]] double kinds_asked() const;

 private:
  static std::size_t index(ObjectKind kind) { return static_cast<std::size_t>(kind); }

  std::array<bool, kObjectKindCount> wanted_{};
  std::array<std::uint64_t, kObjectKindCount> hypotheses_{};
  Activity activity_;
  std::vector<std::uint32_t> users_;
};

/// An object that members have and few others do.
struct SharedObject {
  std::uint32_t object = 0;
  std::uint32_t users = 0;  // among all accounts
  Positions who;
  double log_chance = 0;  // of so many members having this very object
  double log_p = 0;       // of any object of its kind
  TimeUs first = 0;       // of the members' acts
  TimeUs last = 0;
};

/// The shared objects, likeliest last; of those that come in the same posts only the first is
/// kept.
std::vector<SharedObject> find_shared_objects(const TraceIndex& traces, const ObjectUse& use,
                                              const Members& members, const FamilyOptions& options);

/// The chance of the best of them (any dependence). With `chosen`, that of any set of as many
/// accounts having several of them, taken as independent of each other, since one object always
/// has its own accounts; then it speaks for those that have two.
FamilyPart weigh_shared(std::span<const SharedObject> shared, const TraceIndex& traces,
                        const ObjectUse& use, const FamilyOptions& options, std::uint32_t members,
                        bool chosen);

}  // namespace overt
