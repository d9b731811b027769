#include <fmt/format.h>

#include "stages/families/content_reuse_internal.h"

namespace overt {
namespace {

constexpr std::array<ObjectKind, 4> kContentKinds = {
    ObjectKind::kText, ObjectKind::kMedia, ObjectKind::kTranscript, ObjectKind::kHashtags};

std::string_view noun_of(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::kMedia:
      return "picture or video";
    case ObjectKind::kTranscript:
      return "spoken text";
    case ObjectKind::kHashtags:
      return "sequence of hashtags";
    default:
      return "text";
  }
}

void drop_few_hashtags(std::vector<SharedObject>& shared, const TraceIndex& traces,
                       const FamilyOptions& options) {
  const auto is_sequence = [&traces](const SharedObject& object) {
    return traces.kind(object.object) == ObjectKind::kHashtags;
  };
  const auto sequences = std::count_if(shared.begin(), shared.end(), is_sequence);
  if (sequences < static_cast<std::ptrdiff_t>(options.hashtag_sequences_min)) {
    std::erase_if(shared, is_sequence);
  }
}

std::string describe(std::span<const SharedObject> shared, const TraceIndex& traces,
                     std::uint32_t members) {
  const SharedObject& best = shared.front();
  const std::uint64_t others = traces.accounts() - members;
  std::string text = fmt::format(
      "{} of the {} accounts used one {} within {}, {} of the other {} did", best.who.size(),
      members, noun_of(traces.kind(best.object)), duration_rounded_up(best.last - best.first),
      grouped_digits(best.users - best.who.size()), grouped_digits(others));
  if (shared.size() > 1) text += fmt::format("; {} such things in different posts", shared.size());
  return text;
}

}  // namespace

ObjectUse content_use(const TraceIndex& traces, const FamilyOptions& options) {
  return {traces, kContentKinds, options.sharers_min};
}

WeighedFamily weigh_content_reuse(const TraceIndex& traces, const ObjectUse& use,
                                  const Members& members, const FamilyOptions& options,
                                  bool chosen) {
  auto shared = find_shared_objects(traces, use, members, options);
  drop_few_hashtags(shared, traces, options);
  FamilyPart part = weigh_shared(shared, traces, use, options, members.size(), chosen);
  if (!shared.empty()) part.found = describe(shared, traces, members.size());
  return combine_parts(
      Family::kContentReuse, {&part, 1}, members, options,
      fmt::format("No text, picture, video, spoken text or sequence of hashtags that is rare "
                  "elsewhere is shared by {} or more of the accounts.",
                  options.sharers_min));
}

}  // namespace overt
