#pragma once
// MemberActivity: what a second reading of the inputs tells about the accounts in networks: the
// posts that a report shows side by side, how active the members were when, and the names they
// show. The first reading keeps none of it, because it could not know who would matter.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/event_reader.h"
#include "pipeline/trace_log.h"
#include "stages/traces/extract_traces.h"

namespace overt {

/// One act: an account on an object at a time.
struct Act {
  std::uint32_t account = 0;
  std::uint32_t object = 0;
  TimeUs at = 0;
  friend auto operator<=>(const Act&, const Act&) = default;
};

struct Post {
  std::string content_id;
  std::string text;
};

struct ShownName {
  std::string handle;
  std::string display_name;
  TimeUs at = INT64_MIN;
};

class MemberActivity final : public BatchVisitor {
 public:
  static constexpr std::uint32_t kNoNetwork = 0xFFFF'FFFFU;

  /// `network_of_account` by account id; kNoNetwork elsewhere.
  MemberActivity(const TraceLog& log, ObjectSelection objects,
                 std::vector<std::uint32_t> network_of_account);
  ~MemberActivity() override;

  /// Asks for the post behind an act.
  void want(const Act& act) { posts_.emplace(act, Post{}); }
  /// Bins of `bin` µs from `begin` on, `bins` of them, for `networks` networks.
  void set_timeline(TimeUs begin, TimeUs bin, std::size_t bins, std::size_t networks);

  EventVisitor& begin_chunk(std::size_t chunk, const Chunk& content) override;
  Result<void> end_batch(const std::string& path, std::size_t chunks,
                         const std::vector<OversizedRecord>& oversized) override;

  /// Of several posts behind one act, the one with the first content id.
  [[nodiscard]] const Post& post(const Act& act) const { return posts_.at(act); }
  /// Traces of the network's members by bin.
  [[nodiscard]] const std::vector<std::uint32_t>& timeline(std::size_t network) const {
    return timelines_[network];
  }
  /// The latest names the account showed; empty where the input has none.
  [[nodiscard]] const ShownName& shown_name(std::uint32_t account) const;

 private:
  class ChunkMembers;
  struct Seen;

  void take(const Seen& seen);

  const TraceLog& log_;
  ObjectSelection objects_;
  std::vector<std::uint32_t> network_of_account_;
  std::map<Act, Post> posts_;
  std::map<std::uint32_t, ShownName> names_;
  std::vector<std::vector<std::uint32_t>> timelines_;
  TimeUs timeline_begin_ = 0;
  TimeUs timeline_bin_ = 1;
  std::vector<std::unique_ptr<ChunkMembers>> chunks_;
  SeenSet seen_ids_;
};

}  // namespace overt
