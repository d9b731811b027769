#include "pipeline/trace_log.h"

#include <algorithm>

#include "base/check.h"

namespace overt {

std::string_view TraceLog::account(AccountId id) const { return accounts.name(id.value); }

std::vector<std::string_view> TraceLog::accounts_of(std::span<const AccountId> ids) const {
  constexpr std::size_t kAhead = 16;
  std::vector<std::string_view> names;
  names.reserve(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (i + kAhead < ids.size()) accounts.prefetch_name(ids[i + kAhead].value);
    names.push_back(accounts.name(ids[i].value));
  }
  return names;
}

ObjectName TraceLog::object(ObjectId id) const {
  ObjectName name;
  name.text = objects.name(id.value);
  name.kind = static_cast<ObjectKind>(objects.label(id.value));
  const std::uint32_t source = objects.value(id.value);
  if (source != 0) name.source = sources.name(source - 1);
  return name;
}

std::vector<std::uint32_t> TraceLog::source_of_object() const {
  if (!sources_known()) return {};
  const std::uint32_t bound = sources.id_bound();
  // An object without a source is numbered beyond all sources.
  CHECK_LT(std::uint64_t{bound} + objects.id_bound(), std::uint64_t{1} << 32);
  std::vector<std::uint32_t> groups(objects.id_bound());
  for (std::uint32_t id = 0; id < groups.size(); ++id) {
    const std::uint32_t source = objects.is_id(id) ? objects.value(id) : 0;
    groups[id] = source != 0 ? source - 1 : bound + id;
  }
  return groups;
}

std::uint64_t TraceLog::accounts_with(std::uint32_t least) const {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      account_traces, [least](std::uint32_t count) { return count > 0 && count >= least; }));
}

}  // namespace overt
