#pragma once
// Which of many texts are the same wording, hidden or slightly changed, in groups. What is compared
// are matching forms (matching_form.h); what they mean is not: a negation put into a long text is
// the same wording. Rewording and translation are not looked for.
//
// The rule. Two texts are near-duplicates where their forms are equal, or
//   - the Jaccard index of their sets of shingles (shingles.h) is at least jaccard_min, or
//   - it is at least levenshtein_jaccard_min, and Levenshtein's similarity of the forms, 1 −
//     distance / the longer length in code points, is above levenshtein_min.
// Every edge that is returned satisfies the rule. Pairs are proposed by sketches (sketch.h, with
// the chance of being proposed by Jaccard's index: .8: .99999, .5: .86, .3: .23), and once more
// among the neighbours of a text, for what varies a common text is usually found through it.
//
// Groups are stars (star_clusters.h): each member satisfies the rule together with the group's
// representative, so chains of small changes do not tie their ends.
//
// Texts with a form of fewer than graphemes_min graphemes, and texts of more than
// document_bytes_max bytes, take no part; the result counts them. That a wording is rare among
// honest people is the caller's business.
//
// Texts are ordered by their content before anything else, so edges and groups do not depend on the
// order of the input nor on the number of threads; the numbers of groups neither.
//
// Time: linear in the bytes, and in the pairs proposed. Memory: the forms and 400 bytes a text.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/parallel.h"

namespace overt::text {

struct NearDuplicateOptions {
  std::size_t graphemes_min = 30;
  std::size_t document_bytes_max = 16 * 1024;
  double jaccard_min = 0.5;
  double levenshtein_min = 0.693;
  double levenshtein_jaccard_min = 0.2;
  /// See candidate_pairs.h.
  std::size_t bucket_max = 32;
  std::size_t partners_max = 16;
  /// A text's neighbours are compared with each other where it has no more than these.
  std::size_t neighbours_max = 64;
};

/// Two near-duplicates.
struct Likeness {
  std::uint32_t a = 0;  // a < b: places in the span of documents
  std::uint32_t b = 0;
  float jaccard = 0;
  float levenshtein = 0;  // 0 where Jaccard's index decided
};

struct NearDuplicates {
  static constexpr std::uint32_t kAlone = 0xFFFF'FFFFU;

  /// By document: its group, or kAlone.
  std::vector<std::uint32_t> cluster;
  /// By group: the document that every other member is a near-duplicate of.
  std::vector<std::uint32_t> representative;
  /// By a, then b. Of documents with equal forms, the first by its text stands for the others,
  /// which have their edge with that one only.
  std::vector<Likeness> edges;

  std::uint64_t too_short = 0;
  std::uint64_t too_long = 0;
  std::uint64_t distinct_forms = 0;
  std::uint64_t compared = 0;  // pairs of forms put to the rule
  // Limits that were hit: pairs that satisfy the rule may be missing from the edges. A wording that
  // very many vary is still one group or a few, but not every edge inside it is found.
  std::uint64_t large_buckets = 0;   // see candidate_pairs.h
  std::uint64_t largest_bucket = 0;  // 0 where there are none
  std::uint64_t crowded_texts = 0;   // with more than partners_max candidates before them
  std::uint64_t busy_texts = 0;      // with more than neighbours_max neighbours
};

/// The views must stay; texts that are equal are two documents with equal forms.
NearDuplicates find_near_duplicates(std::span<const std::string_view> documents,
                                    const NearDuplicateOptions& options, ThreadPool& pool);

}  // namespace overt::text
