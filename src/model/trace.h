#pragma once
// Trace: an account acted on an object at a time. An object is what another account's event could
// share; its source is what could have triggered honest people to share it.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/id.h"
#include "base/time.h"

namespace overt {

enum class ObjectKind : std::uint8_t {
  kGiven,       // the object id the input itself names
  kUrl,         // canonical URL
  kDomain,      // registrable domain
  kRepost,      // target of a repost
  kQuote,       // target of a quote
  kReply,       // target of a reply or comment
  kHashtags,    // ordered sequence of two hashtags or more
  kMention,     // mentioned account
  kSound,       // platform sound
  kEffect,      // platform effect
  kText,        // normalised text of 30 graphemes or more
  kMedia,       // media hash as given
  kTranscript,  // normalised transcript of 30 graphemes or more
  kFollow,      // followed account
  kInfra,       // keyed hash of infrastructure
  kClient,      // the app an event was made with
  kHandle,      // the name an account went by when it acted
};
inline constexpr std::size_t kObjectKindCount = 17;

/// "object", "url", "domain", "repost", "quote", "reply", "hashtags", "mention", "sound",
/// "effect", "text", "media", "transcript", "follow", "infra", "client",
/// "handle": the words of --objects.
std::string_view name_of(ObjectKind kind);
std::optional<ObjectKind> object_kind_from_name(std::string_view name);

/// The kind of evidence an object gives. Exclusivity is no object's: it is what an account's
/// objects are together.
enum class Family : std::uint8_t { kSynchrony, kContentReuse, kIdentity, kNetwork, kExclusivity };
inline constexpr std::size_t kFamilyCount = 5;
std::string_view name_of(Family family);
Family family_of(ObjectKind kind);

struct AccountTag;
using AccountId = Id<AccountTag>;
struct ObjectTag;
using ObjectId = Id<ObjectTag>;

/// A trace as views; valid as long as the event and the arena it was extracted with.
struct Trace {
  std::string_view account;
  std::string_view object;
  std::string_view source;  // empty: the object itself (fandom cannot be ruled out)
  TimeUs created_at = 0;
  ObjectKind kind = ObjectKind::kGiven;
  std::string_view text;  // of texts and transcripts, where it was asked for: the normal text
};

}  // namespace overt
