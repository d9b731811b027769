#include "model/trace.h"

#include <array>

#include "base/check.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, kObjectKindCount> kNames = {
    "object", "url",  "domain", "repost",     "quote",  "reply", "hashtags", "mention", "sound",
    "effect", "text", "media",  "transcript", "follow", "infra", "client",   "handle"};

}  // namespace

std::string_view name_of(ObjectKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<ObjectKind> object_kind_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<ObjectKind>(i);
  }
  return {};
}

std::string_view name_of(Family family) {
  switch (family) {
    case Family::kSynchrony:
      return "synchrony";
    case Family::kContentReuse:
      return "content reuse";
    case Family::kIdentity:
      return "identity and infrastructure";
    case Family::kNetwork:
      return "network";
    case Family::kExclusivity:
      return "exclusivity";
  }
  CHECK(false);
}

Family family_of(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::kGiven:
    case ObjectKind::kUrl:
    case ObjectKind::kDomain:
    case ObjectKind::kRepost:
    case ObjectKind::kQuote:
    case ObjectKind::kReply:
    case ObjectKind::kSound:
    case ObjectKind::kEffect:
      return Family::kSynchrony;
    case ObjectKind::kHashtags:
    case ObjectKind::kText:
    case ObjectKind::kMedia:
    case ObjectKind::kTranscript:
      return Family::kContentReuse;
    case ObjectKind::kMention:
    case ObjectKind::kFollow:
      return Family::kNetwork;
    case ObjectKind::kInfra:
    case ObjectKind::kClient:
    case ObjectKind::kHandle:
      return Family::kIdentity;
  }
  CHECK(false);
}

}  // namespace overt
