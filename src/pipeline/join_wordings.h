#pragma once
// KeptTexts: the normal texts of a log, kept while it is read, so that texts that are one wording
// become one object once it is whole (stages/traces/cluster_texts.h says when they are). Rows then
// name the text that stands for the others; the names of all stay.
//
// Not thread-safe. Memory: the texts, each once, and while they are compared about 400 bytes each;
// beyond `bytes_max` of both together nothing is kept, nothing is joined, and the log says so.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "model/trace.h"
#include "pipeline/trace_log.h"
#include "stages/traces/cluster_texts.h"

namespace overt {

class KeptTexts {
 public:
  explicit KeptTexts(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

  /// The normal text of an object; only the first of each object is kept.
  void keep(std::uint32_t object, ObjectKind kind, std::string_view normal);
  /// Forgets everything; keeps nothing from now on.
  void stop();

  /// Joins what is one wording: puts it into the log's rows and its `stands_for`, and what a reader
  /// must know of it into its notes and limits. O(rows), and the comparing.
  void join(TraceLog& log, ThreadPool& pool, Progress& progress);

 private:
  // Beside each text, while it is compared.
  static constexpr std::uint64_t kBytesPerText = 400;

  std::uint64_t bytes_max_;
  std::uint64_t bytes_ = 0;
  bool stopped_ = false;
  bool too_many_ = false;
  std::vector<bool> kept_;  // by object
  std::vector<ObjectText> texts_;
  Arena arena_;
};

}  // namespace overt
