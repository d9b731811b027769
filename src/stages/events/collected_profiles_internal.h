#pragma once
// For tests and fuzz targets: profiles and rejects as text. Not thread-safe.

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "stages/events/collected_events_internal.h"
#include "stages/events/decode_accounts.h"

namespace overt {

/// One line of text for a profile: every field that is set, in the order of the struct.
inline std::string describe(const AccountProfile& profile) {
  std::string text = profile.account_id;
  const auto add = [&text](std::string_view name, std::string_view value) {
    if (!value.empty()) text += " " + std::string(name) + "=" + std::string(value);
  };
  add("platform", profile.platform);
  add("handle", profile.handle);
  add("name", profile.display_name);
  if (profile.created_at) add("created", std::to_string(*profile.created_at));
  if (profile.followers) add("followers", std::to_string(*profile.followers));
  add("region", profile.region);
  if (profile.verified) text += " verified";
  add("bio", profile.bio);
  for (const std::string& link : profile.links) add("link", link);
  add("lang", profile.lang);
  add("entity", profile.declared_entity);
  return text;
}

class CollectedProfiles final : public ProfileVisitor {
 public:
  void on_profile(AccountProfile&& profile) override { all.push_back(describe(profile)); }
  void on_reject(const Reject& reject) override { all.push_back(describe(reject)); }

  std::vector<std::string> all;  // in the order they came
};

/// Decodes `bytes` from a copy with exactly the padding that is promised, and nothing kind in it.
inline void decode_copy(const AccountDecoder& decoder, std::string_view bytes,
                        std::uint64_t first_line, bool last, ProfileVisitor& visitor) {
  const auto copy = std::make_unique<char[]>(bytes.size() + kDecodePadding);
  std::copy(bytes.begin(), bytes.end(), copy.get());
  constexpr std::string_view kHostile = ",\"}]:[{";
  for (std::size_t i = 0; i < kDecodePadding; ++i) {
    copy[bytes.size() + i] = kHostile[i % kHostile.size()];
  }
  decoder.decode({{copy.get(), bytes.size()}, first_line, last}, visitor);
}

/// What the body of a file gives, read in chunks that end with the whole records of so many bytes.
inline std::vector<std::string> decode_in_steps(const AccountDecoder& decoder,
                                                std::string_view body, std::uint64_t first_line,
                                                std::size_t step) {
  CollectedProfiles got;
  std::size_t begin = 0;
  for (std::size_t seen = step; seen < body.size(); seen += step) {
    const std::size_t whole = decoder.whole_records(body.substr(begin, seen - begin));
    const std::string_view done = body.substr(begin, whole);
    decode_copy(decoder, done, first_line, false, got);
    first_line += static_cast<std::uint64_t>(std::count(done.begin(), done.end(), '\n'));
    begin += whole;
  }
  decode_copy(decoder, body.substr(begin), first_line, true, got);
  return got.all;
}

}  // namespace overt
