#pragma once
// What the tests of this module share: small share logs made from a seed, and a run's files.
// Stateless; O(shares).

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/files/test_folder.h"
#include "base/random.h"

namespace overt {

inline constexpr std::string_view kSharesHeader =
    "object_id,account_id,content_id,timestamp_share\n";

struct Share {
  std::string object;
  std::string account;
  std::int64_t second = 0;
};

/// Few accounts on few objects in a short time, so that many pairs meet more than once.
inline std::vector<Share> generated_shares(std::uint32_t seed, std::size_t count) {
  constexpr std::int64_t kBegin = 1'600'000'001;
  Random random(seed);
  std::vector<Share> shares(count);
  for (auto& share : shares) {
    share.object = "o" + std::to_string(random.below(static_cast<std::uint64_t>(1 + count / 20)));
    share.account = "a" + std::to_string(10 + random.below(40));
    share.second = kBegin + static_cast<std::int64_t>(random.below(400));
  }
  return shares;
}

inline std::string share_line(const Share& share, std::size_t number) {
  return share.object + "," + share.account + ",c" + std::to_string(number) + "," +
         std::to_string(share.second) + "\n";
}

inline std::string shares_csv(const std::vector<Share>& shares) {
  std::string text(kSharesHeader);
  for (std::size_t i = 0; i < shares.size(); ++i) text += share_line(shares[i], i);
  return text;
}

/// Every file below `path` with its content, by name.
inline std::map<std::string, std::string> files_in(const std::string& path) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    files[entry.path().filename().string()] = content_of(entry.path().string());
  }
  return files;
}

}  // namespace overt
