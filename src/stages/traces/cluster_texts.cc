#include "stages/traces/cluster_texts.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "base/check.h"
#include "base/disjoint_sets.h"
#include "kernel/text/near_duplicates.h"

namespace overt {
namespace {

/// Documents with one matching form: find_near_duplicates() gives such pairs both figures in full.
bool is_same_spelling(const text::Likeness& edge) {
  return edge.jaccard == 1 && edge.levenshtein == 1;
}

}  // namespace

TextClusters::TextClusters(std::span<const ObjectText> texts, const TextClusterOptions& options,
                           ThreadPool& pool)
    : options_(options) {
  for (const ObjectKind kind : {ObjectKind::kText, ObjectKind::kTranscript}) {
    std::vector<ObjectText> of_kind;
    std::copy_if(texts.begin(), texts.end(), std::back_inserter(of_kind),
                 [kind](const ObjectText& text) { return text.kind == kind; });
    if (of_kind.size() > 1) group(of_kind, pool);
    counts_.texts += of_kind.size();
  }
  CHECK_EQ(counts_.texts, texts.size());
}

void TextClusters::group(std::span<const ObjectText> texts, ThreadPool& pool) {
  std::vector<std::string_view> documents;
  documents.reserve(texts.size());
  for (const ObjectText& text : texts) documents.push_back(text.text);
  const text::NearDuplicates found = text::find_near_duplicates(documents, {}, pool);
  counts_.large_buckets += found.large_buckets;
  counts_.bucket_max = text::NearDuplicateOptions{}.bucket_max;
  DisjointSets wordings(texts.size());
  DisjointSets spellings(texts.size());
  for (const text::Likeness& edge : found.edges) {
    wordings.join(edge.a, edge.b);
    if (is_same_spelling(edge)) spellings.join(edge.a, edge.b);
  }
  std::vector<std::uint32_t> size_of_spelling(texts.size(), 0);
  std::vector<std::uint32_t> first_of_spelling(texts.size(), kNone);
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    const std::uint32_t spelling = spellings.find(i);
    ++size_of_spelling[spelling];
    std::uint32_t& first = first_of_spelling[spelling];
    if (first == kNone || texts[i].text < texts[first].text) first = i;
  }
  std::vector<std::uint32_t> wording_number(texts.size(), kNone);
  std::vector<std::uint32_t> spelling_number(texts.size(), kNone);
  const auto number = [](std::uint32_t& of_set, std::uint32_t& count) {
    if (of_set == kNone) of_set = count++;
    return of_set;
  };
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    if (found.cluster[i] == text::NearDuplicates::kAlone) continue;
    const std::size_t object = texts[i].object;
    if (object >= groups_.size()) groups_.resize(object + 1);
    Groups& groups = groups_[object];
    groups.wording = number(wording_number[wordings.find(i)], wordings_);
    groups.representative = texts[found.representative[found.cluster[i]]].object;
    const std::uint32_t spelling = spellings.find(i);
    if (size_of_spelling[spelling] < 2) continue;
    groups.spelling = number(spelling_number[spelling], spellings_);
    groups.first_spelling = texts[first_of_spelling[spelling]].object;
  }
}

void TextClusters::add_use(const TextUse& use) {
  if (use.object >= groups_.size() || groups_[use.object].wording == kNone) return;
  if (uses_.size() >= options_.uses_max) {
    ++counts_.uses_left_out;
    return;
  }
  uses_.push_back(use);
}

bool TextClusters::is_common(std::vector<TimeUs>& first_uses) const {
  std::sort(first_uses.begin(), first_uses.end());
  std::uint32_t occasions = 0;
  std::uint32_t hours = 0;
  for (std::size_t i = 0; i < first_uses.size(); ++i) {
    const TimeUs at = first_uses[i];
    if (i == 0 || at - first_uses[i - 1] > kMicrosPerHour) ++occasions;
    if (i == 0 || at / kMicrosPerHour != first_uses[i - 1] / kMicrosPerHour) ++hours;
  }
  return occasions > options_.occasions_max || hours > options_.hours_max;
}

std::vector<bool> TextClusters::common_ones(std::uint32_t Groups::*level, std::uint32_t count) {
  const auto group_of = [&](const TextUse& use) { return groups_[use.object].*level; };
  std::sort(uses_.begin(), uses_.end(), [&](const TextUse& x, const TextUse& y) {
    return std::tuple(group_of(x), x.account, x.at) < std::tuple(group_of(y), y.account, y.at);
  });
  std::vector<bool> common(count, false);
  std::vector<TimeUs> first_uses;
  for (std::size_t i = 0; i < uses_.size();) {
    const std::uint32_t group = group_of(uses_[i]);
    if (group == kNone) break;  // the last of all
    first_uses.clear();
    for (const TextUse* before = nullptr; i < uses_.size() && group_of(uses_[i]) == group; ++i) {
      const bool first_use = before == nullptr || before->account != uses_[i].account;
      if (first_use) first_uses.push_back(uses_[i].at);
      before = &uses_[i];
    }
    common[group] = is_common(first_uses);
  }
  return common;
}

std::vector<SameText> TextClusters::finish() {
  std::vector<SameText> same;
  if (counts_.uses_left_out > 0) return same;
  const std::vector<bool> common_wording = common_ones(&Groups::wording, wordings_);
  const std::vector<bool> common_spelling = common_ones(&Groups::spelling, spellings_);
  std::vector<bool> stands(groups_.size(), false);
  for (std::uint32_t object = 0; object < groups_.size(); ++object) {
    const Groups& groups = groups_[object];
    std::uint32_t stands_for = object;
    if (groups.wording != kNone && !common_wording[groups.wording]) {
      stands_for = groups.representative;
    } else if (groups.spelling != kNone && !common_spelling[groups.spelling]) {
      stands_for = groups.first_spelling;
    }
    if (stands_for == object) continue;
    same.push_back({object, stands_for});
    if (!stands[stands_for]) ++counts_.objects;
    stands[stands_for] = true;
  }
  counts_.joined = same.size();
  counts_.common =
      static_cast<std::uint64_t>(std::count(common_wording.begin(), common_wording.end(), true));
  return same;
}

}  // namespace overt
