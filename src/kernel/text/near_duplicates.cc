#include "kernel/text/near_duplicates.h"

#include <algorithm>
#include <tuple>

#include "kernel/text/candidate_pairs.h"
#include "kernel/text/form_table.h"
#include "kernel/text/likeness_rule.h"
#include "kernel/text/star_clusters.h"

namespace overt::text {
namespace {

constexpr std::size_t kGrain = 256;

std::size_t blocks_of(std::size_t count) { return (count + kGrain - 1) / kGrain; }

/// What blocks appended, in the order of the blocks.
template <typename T>
std::vector<T> joined(std::vector<std::vector<T>>& blocks) {
  std::vector<T> all;
  for (std::vector<T>& block : blocks) {
    all.insert(all.end(), block.begin(), block.end());
    block = {};
  }
  return all;
}

/// A pair of forms that satisfies the rule.
struct FormEdge {
  std::uint32_t a;
  std::uint32_t b;
  float jaccard;
  float levenshtein;
};

/// Neighbours of each form, by the edges.
class Neighbourhood {
 public:
  Neighbourhood(std::uint32_t forms, std::span<const FormEdge> edges)
      : begins_(std::size_t{forms} + 1, 0), all_(2 * edges.size()) {
    for (const FormEdge& edge : edges) {
      ++begins_[edge.a];
      ++begins_[edge.b];
    }
    std::uint64_t sum = 0;
    for (std::uint64_t& begin : begins_) begin = sum += begin;
    for (const FormEdge& edge : edges) {
      all_[--begins_[edge.a]] = edge.b;
      all_[--begins_[edge.b]] = edge.a;
    }
  }

  [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t form) const {
    return std::span(all_).subspan(begins_[form], begins_[form + 1] - begins_[form]);
  }

 private:
  std::vector<std::uint64_t> begins_;
  std::vector<std::uint32_t> all_;
};

class Finder {
 public:
  Finder(std::span<const std::string_view> documents, const NearDuplicateOptions& options,
         ThreadPool& pool)
      : documents_(documents),
        options_(options),
        pool_(pool),
        forms_(documents,
               {.graphemes_min = options.graphemes_min,
                .document_bytes_max = options.document_bytes_max},
               pool) {}

  NearDuplicates run() {
    result_.too_short = forms_.too_short();
    result_.too_long = forms_.too_long();
    result_.distinct_forms = forms_.size();
    compare_candidates();
    write_clusters();
    write_edges();
    return std::move(result_);
  }

 private:
  void compare_candidates() {
    const Candidates candidates = candidate_pairs(
        forms_.sketches(),
        {.bucket_max = options_.bucket_max, .partners_max = options_.partners_max}, pool_);
    result_.large_buckets = candidates.large_buckets;
    result_.largest_bucket = candidates.largest_bucket;
    result_.crowded_texts = candidates.crowded;
    compare(candidates.pairs);
    compare(pairs_through_neighbours());
  }

  /// Adds the pairs that satisfy the rule to the edges. Pairs come by their first form, so that its
  /// shingles are made once for all that it is compared with.
  void compare(std::span<const CandidatePair> pairs) {
    result_.compared += pairs.size();
    std::vector<LikenessChecker> checkers(
        pool_.threads(),
        LikenessChecker({.jaccard_min = options_.jaccard_min,
                         .levenshtein_min = options_.levenshtein_min,
                         .levenshtein_jaccard_min = options_.levenshtein_jaccard_min}));
    std::vector<std::vector<FormEdge>> found(blocks_of(pairs.size()));
    pool_.parallel_for(pairs.size(), kGrain, [&](const Block& block) {
      compare_block(pairs.subspan(block.begin, block.end - block.begin), checkers[block.worker],
                    found[block.begin / kGrain]);
    });
    const std::vector<FormEdge> more = joined(found);
    edges_.insert(edges_.end(), more.begin(), more.end());
  }

  void compare_block(std::span<const CandidatePair> pairs, LikenessChecker& checker,
                     std::vector<FormEdge>& found) const {
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto [a, b] = pairs[i];
      if (i == 0 || pairs[i - 1].a != a) checker.set_first(forms_.form(a));
      const Verdict verdict = checker.check(forms_.form(b));
      if (!verdict.near) continue;
      found.push_back({.a = a,
                       .b = b,
                       .jaccard = static_cast<float>(verdict.jaccard),
                       .levenshtein = static_cast<float>(verdict.levenshtein)});
    }
  }

  /// Forms two edges apart that no edge joins.
  std::vector<CandidatePair> pairs_through_neighbours() {
    const Neighbourhood neighbours(forms_.size(), edges_);
    for (std::uint32_t form = 0; form < forms_.size(); ++form) {
      result_.busy_texts +=
          static_cast<std::uint64_t>(neighbours.of(form).size() > options_.neighbours_max);
    }
    std::vector<std::vector<std::uint32_t>> seen(pool_.threads());
    std::vector<std::vector<CandidatePair>> found(blocks_of(forms_.size()));
    pool_.parallel_for(forms_.size(), kGrain, [&](const Block& block) {
      std::vector<std::uint32_t>& seen_from = seen[block.worker];
      seen_from.resize(forms_.size(), 0);
      for (std::size_t i = block.begin; i < block.end; ++i) {
        pairs_from(static_cast<std::uint32_t>(i), neighbours, seen_from,
                   found[block.begin / kGrain]);
      }
    });
    return joined(found);
  }

  /// seen_from[b] = a + 1: b needs no (further) comparison with a.
  void pairs_from(std::uint32_t a, const Neighbourhood& neighbours,
                  std::vector<std::uint32_t>& seen_from, std::vector<CandidatePair>& found) const {
    for (const std::uint32_t b : neighbours.of(a)) seen_from[b] = a + 1;
    for (const std::uint32_t middle : neighbours.of(a)) {
      if (neighbours.of(middle).size() > options_.neighbours_max) continue;
      for (const std::uint32_t b : neighbours.of(middle)) {
        if (b <= a || seen_from[b] == a + 1) continue;
        seen_from[b] = a + 1;
        found.push_back({.a = a, .b = b});
      }
    }
  }

  void write_clusters() {
    std::vector<Tie> ties;
    ties.reserve(edges_.size());
    for (const FormEdge& edge : edges_) ties.push_back({edge.a, edge.b, edge.jaccard});
    const std::vector<std::uint32_t> centres = star_centres(forms_.size(), ties);
    std::vector<std::uint32_t> documents_at(forms_.size(), 0);
    for (std::uint32_t form = 0; form < forms_.size(); ++form) {
      documents_at[centres[form]] += static_cast<std::uint32_t>(forms_.documents(form).size());
    }
    std::vector<std::uint32_t> number(forms_.size(), NearDuplicates::kAlone);
    for (std::uint32_t form = 0; form < forms_.size(); ++form) {
      if (documents_at[form] < 2) continue;
      number[form] = static_cast<std::uint32_t>(result_.representative.size());
      result_.representative.push_back(forms_.documents(form).front());
    }
    result_.cluster.assign(documents_.size(), NearDuplicates::kAlone);
    for (std::uint32_t form = 0; form < forms_.size(); ++form) {
      for (const std::uint32_t document : forms_.documents(form)) {
        result_.cluster[document] = number[centres[form]];
      }
    }
  }

  void add_edge(std::uint32_t one, std::uint32_t other, float jaccard, float levenshtein) {
    const auto [a, b] = std::minmax(one, other);
    result_.edges.push_back({.a = a, .b = b, .jaccard = jaccard, .levenshtein = levenshtein});
  }

  void write_edges() {
    for (const FormEdge& edge : edges_) {
      add_edge(forms_.documents(edge.a).front(), forms_.documents(edge.b).front(), edge.jaccard,
               edge.levenshtein);
    }
    for (std::uint32_t form = 0; form < forms_.size(); ++form) {
      const auto documents = forms_.documents(form);
      for (const std::uint32_t other : documents.subspan(1)) {
        add_edge(documents.front(), other, 1, 1);
      }
    }
    std::sort(result_.edges.begin(), result_.edges.end(),
              [](const auto& x, const auto& y) { return std::tie(x.a, x.b) < std::tie(y.a, y.b); });
  }

  std::span<const std::string_view> documents_;
  NearDuplicateOptions options_;
  ThreadPool& pool_;
  FormTable forms_;
  std::vector<FormEdge> edges_;
  NearDuplicates result_;
};

}  // namespace

NearDuplicates find_near_duplicates(std::span<const std::string_view> documents,
                                    const NearDuplicateOptions& options, ThreadPool& pool) {
  return Finder(documents, options, pool).run();
}

}  // namespace overt::text
