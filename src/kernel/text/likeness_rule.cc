#include "kernel/text/likeness_rule.h"

#include <algorithm>

namespace overt::text {
namespace {

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    count += static_cast<std::size_t>((static_cast<unsigned char>(c) & 0xC0U) != 0x80U);
  }
  return count;
}

}  // namespace

void LikenessChecker::set_first(std::string_view form) {
  first_ = form;
  overlap_.set_first(shingler_.shingles(form));
}

Verdict LikenessChecker::check(std::string_view form) {
  Verdict verdict;
  verdict.jaccard = overlap_.jaccard(shingler_.shingles(form));
  if (verdict.jaccard >= rule_.jaccard_min) {
    verdict.near = true;
  } else if (verdict.jaccard >= rule_.levenshtein_jaccard_min) {
    verdict.levenshtein = similarity_above_min(form);
    verdict.near = verdict.levenshtein > 0;
  }
  return verdict;
}

double LikenessChecker::similarity_above_min(std::string_view form) {
  const std::size_t longer = std::max(code_points(first_), code_points(form));
  const auto similarity = [longer](std::size_t distance) {
    return 1.0 - static_cast<double>(distance) / static_cast<double>(longer);
  };
  const auto limit =
      static_cast<std::size_t>((1.0 - rule_.levenshtein_min) * static_cast<double>(longer));
  const std::size_t distance = levenshtein_.distance(first_, form, limit);
  if (distance > limit || similarity(distance) <= rule_.levenshtein_min) return 0;
  return similarity(distance);
}

}  // namespace overt::text
