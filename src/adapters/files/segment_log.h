#pragma once
// SegmentLog: frames of bytes, only ever added, in numbered files of limited size. A frame that
// append() has returned for is on the disk; what a crash cut short at the end is found by its
// length and checksum and dropped when the log is opened again, and nothing before it is.
//
// A segment is the line "overt.segment/1", then frames: the length of the payload and the CRC-32 of
// that length and the payload, four bytes each, least significant first, then the payload. A
// segment is on the disk whole before the next one is begun, so only the last can have a torn end.
//
// Thread safety: append, rotate and remove from one thread at a time; read_segment from any, up to
// the length that segments() has told. Cost of opening: the beginnings of all frames, and every
// byte of the last segment.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace overt {

inline constexpr std::uint64_t kFrameHeadBytes = 8;

struct SegmentLogOptions {
  std::uint64_t segment_bytes_max = std::uint64_t{256} << 20;
  std::uint64_t frame_bytes_max = std::uint64_t{16} << 20;
  std::size_t shown_bytes = std::size_t{16} << 10;  // of each frame, when the log is opened
};

struct Segment {
  std::uint64_t number = 0;
  std::uint64_t bytes = 0;  // on the disk
};

/// The longest prefix of a segment that is whole frames, and the frames in it. Pure.
struct ScannedFrames {
  std::vector<std::string_view> payloads;
  std::uint64_t bytes = 0;  // 0: not even the first line is there
};
ScannedFrames scan_frames(std::string_view segment, std::uint64_t frame_bytes_max);

class SegmentLog {
 public:
  /// `begin`: the payload's first shown_bytes, in the order they were added.
  using Visit = std::function<Result<void>(std::uint64_t segment, std::string_view begin)>;

  /// Makes the folder (for its owner alone) where it is not there. kUnavailable: another process
  /// has the log open. kBadInput: an earlier segment is damaged, with its name.
  static Result<std::unique_ptr<SegmentLog>> open(const std::string& folder,
                                                  const SegmentLogOptions& options,
                                                  const Visit& visit);
  virtual ~SegmentLog() = default;

  /// All of them or none; on the disk when it returns. The segment that they are in. kUnavailable:
  /// the disk is full or failing; after a failed flush nothing more is taken until it is opened
  /// again, since nobody can say what of it is on the disk.
  virtual Result<std::uint64_t> append(std::span<const std::string_view> payloads) = 0;
  /// Begins a new segment, unless the last one is empty.
  virtual Result<void> rotate() = 0;
  /// Takes a segment away; not the last.
  virtual Result<void> remove(std::uint64_t number) = 0;
  [[nodiscard]] virtual std::vector<Segment> segments() const = 0;
  /// What was cut off at the end when the log was opened.
  [[nodiscard]] virtual std::uint64_t dropped_bytes() const = 0;
};

/// Hands over every payload in the first `bytes` of the segment, until `take` answers false.
/// kBadInput where one is damaged.
Result<void> read_segment(const std::string& folder, const Segment& segment,
                          const std::function<Result<bool>(std::string_view payload)>& take);

}  // namespace overt
