#include "pipeline/event_intake.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "adapters/files/piece_file.h"
#include "base/check.h"
#include "base/digest.h"

namespace overt {
namespace {

SegmentLogOptions log_options(const EventIntakeLimits& limits) {
  SegmentLogOptions options;
  options.segment_bytes_max = limits.segment_bytes_max;
  options.frame_bytes_max = limits.batch_bytes_max + EventBatch::kAboutBytesMax + 1;
  options.shown_bytes = EventBatch::kAboutBytesMax;
  return options;
}

/// Counts bytes for as long as it lives.
class Counted {
 public:
  Counted(std::mutex& mutex, std::uint64_t& sum, std::uint64_t bytes)
      : mutex_(mutex), sum_(sum), bytes_(bytes) {}
  ~Counted() {
    const std::lock_guard lock(mutex_);
    sum_ -= bytes_;
  }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::mutex& mutex_;
  std::uint64_t& sum_;
  std::uint64_t bytes_;
};

std::string key_digest(std::string_view by, std::string_view key) {
  if (key.empty()) return {};
  return sha256_hex(fmt::format("{}\n{}", by, key));
}

}  // namespace

Result<std::unique_ptr<EventIntake>> EventIntake::open(const std::string& folder,
                                                       const EventIntakeLimits& limits,
                                                       TimeUs now) {
  std::unique_ptr<EventIntake> intake(new EventIntake(folder, limits));
  ASSIGN_OR_RETURN(intake->log_,
                   SegmentLog::open(folder, log_options(limits),
                                    [&](std::uint64_t segment, std::string_view begin) {
                                      auto head = read_about(begin);
                                      if (!head.ok()) return Result<void>(head.error());
                                      intake->note(segment, head.value().batch);
                                      intake->remember(head.value().batch);
                                      return Result<void>();
                                    }));
  intake->segments_ = intake->log_->segments();
  for (const Segment& segment : intake->segments_) intake->stored_bytes_ += segment.bytes;
  intake->dropped_bytes_ = intake->log_->dropped_bytes();
  intake->forget_old_keys(now);
  return intake;
}

void EventIntake::note(std::uint64_t segment, const EventBatch& batch) {
  About& about = about_[segment];
  about.first_at = about.events == 0 ? batch.first_at : std::min(about.first_at, batch.first_at);
  about.last_at = about.events == 0 ? batch.last_at : std::max(about.last_at, batch.last_at);
  about.newest = std::max(about.newest, batch.taken_at);
  about.events += batch.events;
  ++about.batches;
}

void EventIntake::remember(const EventBatch& batch) {
  if (batch.key.empty()) return;
  keys_[batch.key] = batch;
  keys_by_time_.emplace_back(batch.taken_at, batch.key);
  forget_old_keys(batch.taken_at);
}

void EventIntake::forget_old_keys(TimeUs now) {
  while (!keys_by_time_.empty() && (keys_by_time_.size() > limits_.keys_max ||
                                    keys_by_time_.front().first + limits_.keys_kept_for < now)) {
    const auto found = keys_.find(keys_by_time_.front().second);
    if (found != keys_.end() && found->second.taken_at == keys_by_time_.front().first) {
      keys_.erase(found);
    }
    keys_by_time_.pop_front();
  }
}

Result<void> EventIntake::check_room(std::uint64_t bytes) {
  if (waiting_bytes_ + bytes > limits_.waiting_bytes_max) {
    return Error{ErrorCode::kUnavailable, "too many events at one time; send them again later"};
  }
  if (stored_bytes_ + waiting_bytes_ + bytes > limits_.bytes_max) {
    return Error{ErrorCode::kUnavailable,
                 fmt::format("{} bytes of events are kept, as many as may be; later, or ask who "
                             "runs the server",
                             limits_.bytes_max)};
  }
  ASSIGN_OR_RETURN(const std::uint64_t left, free_bytes(folder_));
  if (left < waiting_bytes_ + bytes + limits_.spare_bytes_min) {
    return Error{ErrorCode::kUnavailable,
                 "the server's disk has no room for more events; ask who runs it"};
  }
  return {};
}

/// What is known of the key; none: it is new, and from now on being stored.
std::unique_ptr<BatchAnswer> EventIntake::known(const std::string& key, const std::string& digest) {
  const auto found = keys_.find(key);
  if (found == keys_.end()) {
    keys_.emplace(key, EventBatch{});
    return nullptr;
  }
  const bool being_stored = found->second.digest.empty();
  const BatchTaken taken = being_stored                     ? BatchTaken::kBeingStored
                           : found->second.digest != digest ? BatchTaken::kOtherBatch
                                                            : BatchTaken::kAgain;
  return std::make_unique<BatchAnswer>(BatchAnswer{taken, found->second});
}

Result<BatchAnswer> EventIntake::take(std::string_view lines, std::string_view key,
                                      std::string_view by, TimeUs now) {
  CHECK_LE(lines.size(), limits_.batch_bytes_max);
  std::optional<Counted> counted;
  {
    const std::lock_guard lock(mutex_);
    RETURN_IF_ERROR(check_room(lines.size()));
    waiting_bytes_ += lines.size();
    counted.emplace(mutex_, waiting_bytes_, lines.size());
  }
  DecodedBatch decoded = decode_batch(lines, limits_.rejects_share_max);
  EventBatch& batch = decoded.batch;
  if (batch.events + batch.rejects == 0) {
    return Error{ErrorCode::kInvalidArgument,
                 "no event in it; one JSON object a line (docs/formats/events.md)"};
  }
  batch.key = key_digest(by, key);
  batch.by = by;
  batch.taken_at = now;
  if (!batch.key.empty()) {
    const std::lock_guard lock(mutex_);
    forget_old_keys(now);
    if (auto answer = known(batch.key, batch.digest)) return *std::move(answer);
  }
  const std::string new_key = batch.key;
  auto answer = store(std::move(decoded));
  const bool stored = answer.ok() && answer.value().taken == BatchTaken::kStored;
  if (!stored && !new_key.empty()) {
    const std::lock_guard lock(mutex_);
    keys_.erase(new_key);
  }
  return answer;
}

Result<BatchAnswer> EventIntake::store(DecodedBatch&& decoded) {
  if (decoded.too_many_rejects || decoded.batch.events == 0) {
    return BatchAnswer{BatchTaken::kTooManyRejects, std::move(decoded.batch)};
  }
  std::string frame = render_about(decoded.batch);
  frame += decoded.events;
  RETURN_IF_ERROR(commit(frame, decoded.batch));
  return BatchAnswer{BatchTaken::kStored, std::move(decoded.batch)};
}

/// Whoever finds nobody writing writes for all who wait.
Result<void> EventIntake::commit(std::string_view frame, const EventBatch& batch) {
  Waiting mine;
  mine.frame = frame;
  mine.batch = &batch;
  std::unique_lock lock(mutex_);
  group_.push_back(&mine);
  while (!mine.done) {
    if (writing_) {
      written_.wait(lock);
    } else {
      write_group(lock);
    }
  }
  return mine.result;
}

void EventIntake::write_group(std::unique_lock<std::mutex>& lock) {
  const std::deque<Waiting*> group = std::exchange(group_, {});
  std::vector<std::string_view> frames;
  frames.reserve(group.size());
  for (const Waiting* one : group) frames.push_back(one->frame);
  writing_ = true;
  lock.unlock();
  const auto appended = log_->append(frames);
  lock.lock();
  writing_ = false;
  segments_ = log_->segments();
  for (Waiting* one : group) {
    one->done = true;
    if (!appended.ok()) {
      one->result = appended.error();
      continue;
    }
    stored_bytes_ += kFrameHeadBytes + one->frame.size();
    note(appended.value(), *one->batch);
    remember(*one->batch);
  }
  written_.notify_all();
}

Result<std::uint64_t> EventIntake::copy_period(TimeUs from, TimeUs to, ByteSink& out,
                                               Progress& progress) {
  const std::shared_lock reading(reading_);
  std::vector<Segment> wanted;
  std::uint64_t bytes = 0;
  {
    const std::lock_guard lock(mutex_);
    for (const Segment& segment : segments_) {
      const auto about = about_.find(segment.number);
      if (about == about_.end() || about->second.last_at < from || about->second.first_at >= to) {
        continue;
      }
      wanted.push_back(segment);
      bytes += segment.bytes;
    }
  }
  progress.begin("gathering events", bytes, "bytes");
  std::uint64_t batches = 0;
  std::string part;
  const auto copy = [&](std::string_view payload) -> Result<bool> {
    if (progress.cancelled()) return Error{ErrorCode::kCancelled, "interrupted"};
    ASSIGN_OR_RETURN(const BatchHead head, read_about(payload));
    progress.advance(kFrameHeadBytes + payload.size());
    if (head.batch.last_at < from || head.batch.first_at >= to) return true;
    const std::string_view events = payload.substr(head.bytes);
    part.clear();
    const bool all = head.batch.first_at >= from && head.batch.last_at < to;
    if (!all) append_period(events, from, to, part);
    if (!all && part.empty()) return true;
    RETURN_IF_ERROR(out.write(all ? events : std::string_view(part)));
    ++batches;
    return true;
  };
  for (const Segment& segment : wanted) RETURN_IF_ERROR(read_segment(folder_, segment, copy));
  progress.end();
  return batches;
}

EventIntake::Kept EventIntake::kept() {
  const std::lock_guard lock(mutex_);
  Kept kept;
  kept.bytes = stored_bytes_;
  kept.dropped_bytes = dropped_bytes_;
  for (const auto& [number, about] : about_) {
    kept.first_at = kept.events == 0 ? about.first_at : std::min(kept.first_at, about.first_at);
    kept.last_at = kept.events == 0 ? about.last_at : std::max(kept.last_at, about.last_at);
    kept.batches += about.batches;
    kept.events += about.events;
  }
  return kept;
}

void EventIntake::sweep(TimeUs now) {
  const std::unique_lock reading(reading_, std::try_to_lock);
  if (!reading.owns_lock()) return;
  const std::lock_guard lock(mutex_);
  forget_old_keys(now);
  if (writing_) return;
  for (const Segment& segment : log_->segments()) {
    const bool last = segment.number == log_->segments().back().number;
    const auto about = about_.find(segment.number);
    const bool empty = about == about_.end();
    if (empty ? last : about->second.newest + limits_.kept_for >= now) continue;
    if (last && !log_->rotate().ok()) return;
    // What cannot be removed is tried again next time.
    if (!log_->remove(segment.number).ok()) return;
    about_.erase(segment.number);
    stored_bytes_ -= std::min(stored_bytes_, segment.bytes);
  }
  segments_ = log_->segments();
}

}  // namespace overt
