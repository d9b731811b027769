#pragma once
// The rule of near_duplicates.h for pairs of forms, exactly: Jaccard's index first, and only
// between its two limits Levenshtein's distance, up to the greatest that the rule allows. One
// checker per thread; linear in the forms, and O(⌈m/64⌉·n) where the distance is needed.

#include <string_view>

#include "kernel/text/levenshtein.h"
#include "kernel/text/shingles.h"

namespace overt::text {

struct LikenessRule {
  double jaccard_min = 0.5;
  double levenshtein_min = 0.693;
  double levenshtein_jaccard_min = 0.2;
};

struct Verdict {
  bool near = false;
  double jaccard = 0;
  double levenshtein = 0;  // 0 where it was not needed, or not above the limit
};

class LikenessChecker {
 public:
  explicit LikenessChecker(const LikenessRule& rule) : rule_(rule) {}

  /// The form to compare with; the view must stay.
  void set_first(std::string_view form);
  Verdict check(std::string_view form);

 private:
  [[nodiscard]] double similarity_above_min(std::string_view form);

  LikenessRule rule_;
  Shingler shingler_;
  ShingleOverlap overlap_;
  Levenshtein levenshtein_;
  std::string_view first_;
};

}  // namespace overt::text
