#include "pipeline/member_activity.h"

#include <algorithm>
#include <utility>

#include "base/arena.h"
#include "base/check.h"
#include "pipeline/account_name.h"

namespace overt {

// A member's event, kept until its batch is taken in.
struct MemberActivity::Seen {
  std::uint32_t account = 0;
  TimeUs at = 0;
  std::string event_id;
  std::string content_id;
  std::string text;
  std::string handle;
  std::string display_name;
  std::vector<std::uint32_t> objects;
};

class MemberActivity::ChunkMembers final : public EventVisitor {
 public:
  explicit ChunkMembers(const MemberActivity& owner)
      : owner_(owner), extractor_(TraceOptions{.objects = owner.objects_}) {}

  void begin() { seen.clear(); }

  void on_event(const Event& event) override {
    arena_.clear();
    const std::uint32_t account =
        owner_.log_.accounts.find(account_name(event, owner_.log_.platform, arena_), 0);
    if (account == Interner::kNoId) return;
    if (owner_.network_of_account_[account] == kNoNetwork) return;
    traces_.clear();
    extractor_.extract(event, arena_, traces_);
    Seen& entry = seen.emplace_back();
    entry.account = account;
    entry.at = event.created_at;
    entry.event_id = event.event_id;
    entry.content_id = event.content_id;
    entry.text = event.text.empty() ? event.transcript : event.text;
    entry.handle = event.handle;
    entry.display_name = event.display_name;
    for (const Trace& trace : traces_) {
      const auto object =
          owner_.log_.objects.find(trace.object, static_cast<std::uint8_t>(trace.kind));
      if (object != Interner::kNoId) entry.objects.push_back(owner_.log_.object_of(object));
    }
  }
  void on_reject(const Reject&) override {}

  std::vector<Seen> seen;

 private:
  const MemberActivity& owner_;
  TraceExtractor extractor_;
  Arena arena_;
  std::vector<Trace> traces_;
};

MemberActivity::MemberActivity(const TraceLog& log, ObjectSelection objects,
                               std::vector<std::uint32_t> network_of_account)
    : log_(log), objects_(objects), network_of_account_(std::move(network_of_account)) {}

MemberActivity::~MemberActivity() = default;

void MemberActivity::set_timeline(TimeUs begin, TimeUs bin, std::size_t bins,
                                  std::size_t networks) {
  CHECK_GT(bin, 0);
  timeline_begin_ = begin;
  timeline_bin_ = bin;
  timelines_.assign(networks, std::vector<std::uint32_t>(bins, 0));
}

EventVisitor& MemberActivity::begin_chunk(std::size_t chunk, const Chunk&) {
  if (chunk == chunks_.size()) chunks_.push_back(std::make_unique<ChunkMembers>(*this));
  chunks_[chunk]->begin();
  return *chunks_[chunk];
}

// In the order of the input, so that of two events with one id the first counts, as it did in the
// first reading.
Result<void> MemberActivity::end_batch(const std::string&, std::size_t chunks,
                                       const std::vector<OversizedRecord>&) {
  for (std::size_t i = 0; i < chunks; ++i) {
    for (const Seen& seen : chunks_[i]->seen) {
      if (!seen.event_id.empty() && seen_ids_.seen_before(seen.event_id)) continue;
      take(seen);
    }
  }
  return {};
}

void MemberActivity::take(const Seen& seen) {
  auto& timeline = timelines_[network_of_account_[seen.account]];
  // An event that the first reading did not count may lie outside.
  const TimeUs bin = (seen.at - timeline_begin_) / timeline_bin_;
  if (seen.at < timeline_begin_ || std::cmp_greater_equal(bin, timeline.size())) return;
  timeline[static_cast<std::size_t>(bin)] += static_cast<std::uint32_t>(seen.objects.size());
  if (!seen.handle.empty() || !seen.display_name.empty()) {
    ShownName& name = names_[seen.account];
    if (seen.at >= name.at) name = {seen.handle, seen.display_name, seen.at};
  }
  for (const auto object : seen.objects) {
    const auto wanted = posts_.find({seen.account, object, seen.at});
    if (wanted == posts_.end()) continue;
    Post& post = wanted->second;
    if (post.content_id.empty() || seen.content_id < post.content_id) {
      post = {seen.content_id, seen.text};
    }
  }
}

const ShownName& MemberActivity::shown_name(std::uint32_t account) const {
  static const ShownName kUnknown;
  const auto found = names_.find(account);
  return found == names_.end() ? kUnknown : found->second;
}

}  // namespace overt
