#pragma once
// A sink that is a file: one line a message, {"id":KEY,"at":TIME,"message":BODY}, only ever added
// to. A key that is there already is taken at once and not written again. A line is on the disk
// when deliver() returns; one whose end was never written (the process died, the disk was full)
// was never there, and the next takes its place.
//
// Cost: a write and an fsync a message; about 100 bytes of memory for each line that is there.
// Thread safety: one sink belongs to one thread; a second process is refused.

#include <memory>
#include <string>

#include "base/result.h"
#include "ports/action_sink.h"

namespace overt {

inline constexpr std::uint64_t kActionFileBytesMax = std::uint64_t{1} << 30;

/// Makes the file where there is none. Errors: no such file (kBadInput where a line is none of a
/// sink), another process delivers to it (kUnavailable), it may not be written, it is too large.
Result<std::unique_ptr<ActionSink>> open_action_file(const std::string& path);

}  // namespace overt
