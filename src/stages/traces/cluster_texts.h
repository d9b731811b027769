#pragma once
// Which texts of a log are one object. Two levels, each with a bound on how common it may be:
//
//   - a *wording*: exact normal texts that are near-duplicates (kernel/text/near_duplicates.h)
//     become the text of their group that all others are like, unless anything like them is common;
//   - a *spelling*: of a common wording, texts with one matching form (look-alike letters,
//     invisible signs, spaces and punctuation aside) become the first of them, unless it is common.
//
// Common is what people come to independently: a phrase, a proverb, a headline that is quoted for
// days, a petition's or an app's template. The measure is document frequency among accounts, with
// what happens together counted once, by each account's first use: the number of occasions, which
// are first uses that follow each other within an hour; and, for what never pauses, the number of
// different hours. So a burst of any size is one occasion, and an operation does not become common
// by being large; and no single account can make a wording common by repeating it. "Anything like
// them" is whatever near-duplicates of near-duplicates reach: what is said in set phrases is common
// as a whole, even where one group of it is rare by accident. What is common on both levels stays
// what it was: exact texts, each an object of its own.
//
// Texts of different kinds (text, transcript) are never one object. Which object stands for a group
// depends on the texts alone, not on ids, order or threads.
//
// Not thread-safe. Cost: that of find_near_duplicates(), and sorts of the uses of grouped texts.
// Memory: that of find_near_duplicates(), 16 bytes an object and 16 a use of a grouped text.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/parallel.h"
#include "base/time.h"
#include "model/trace.h"

namespace overt {

/// Longer texts are not compared: they stay exact.
inline constexpr std::size_t kComparedTextBytesMax = std::size_t{16} * 1024;

struct ObjectText {
  std::uint32_t object = 0;
  ObjectKind kind = ObjectKind::kText;
  std::string_view text;  // the normal text; outlives the constructor only
};

struct TextUse {
  std::uint32_t object = 0;
  std::uint32_t account = 0;
  TimeUs at = 0;
};

/// `object` is to be counted as `stands_for`.
struct SameText {
  std::uint32_t object = 0;
  std::uint32_t stands_for = 0;
};

struct TextClusterOptions {
  /// Of first uses; with more of either a wording or spelling is common.
  std::uint32_t occasions_max = 3;
  std::uint32_t hours_max = 24;
  /// Uses of grouped texts that are held; of more, nothing is joined.
  std::uint64_t uses_max = UINT64_MAX;
};

struct TextClusterCounts {
  std::uint64_t texts = 0;    // compared
  std::uint64_t joined = 0;   // texts that another one stands for
  std::uint64_t objects = 0;  // that stand for them
  std::uint64_t common = 0;   // wordings that are common, with all that is like them
  // Limits that were hit.
  std::uint64_t large_buckets = 0;  // as in NearDuplicates; of more than bucket_max texts
  std::uint64_t bucket_max = 0;
  std::uint64_t uses_left_out = 0;  // beyond uses_max
};

class TextClusters {
 public:
  /// Each object once.
  TextClusters(std::span<const ObjectText> texts, const TextClusterOptions& options,
               ThreadPool& pool);

  /// Whether no two texts are alike: no use need be told.
  [[nodiscard]] bool empty() const { return groups_.empty(); }
  /// Every use of every object of the log, in any order; what is not grouped is passed over.
  void add_use(const TextUse& use);
  /// Once all uses are told. By object.
  std::vector<SameText> finish();
  [[nodiscard]] const TextClusterCounts& counts() const { return counts_; }

 private:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFFU;

  /// What a text belongs to; numbers without gaps, kNone where it is alone.
  struct Groups {
    std::uint32_t wording = kNone;         // all that near-duplicates of near-duplicates reach
    std::uint32_t representative = kNone;  // an object: of its near-duplicates
    std::uint32_t spelling = kNone;
    std::uint32_t first_spelling = kNone;  // an object: the first of its spelling by its text
  };

  void group(std::span<const ObjectText> texts, ThreadPool& pool);
  [[nodiscard]] std::vector<bool> common_ones(std::uint32_t Groups::*level, std::uint32_t count);
  [[nodiscard]] bool is_common(std::vector<TimeUs>& first_uses) const;

  TextClusterOptions options_;
  std::vector<Groups> groups_;  // by object, up to the last that is grouped
  std::uint32_t wordings_ = 0;
  std::uint32_t spellings_ = 0;
  std::vector<TextUse> uses_;
  TextClusterCounts counts_;
};

}  // namespace overt
