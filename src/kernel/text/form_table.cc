#include "kernel/text/form_table.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <tuple>

#include "base/check.h"
#include "base/utf8.h"
#include "kernel/text/grapheme_count.h"
#include "kernel/text/matching_form.h"
#include "kernel/text/shingles.h"

namespace overt::text {
namespace {

constexpr std::size_t kGrain = 256;

/// One thread's tools.
struct Maker {
  FormFolder folder;
  Shingler shingler;
};

/// Letters of these scripts begin a grapheme wherever they stand in a form.
bool begins_grapheme(char32_t c) {
  return c < 0x0590 || (c >= 0x3040 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3);
}

bool has_graphemes(std::string_view form, std::size_t needed) {
  if (form.size() < needed || form.empty()) return false;
  std::size_t sure = 0;
  for (std::size_t at = 0; at < form.size() && sure < needed;) {
    sure += static_cast<std::size_t>(begins_grapheme(next_code_point(form, at)));
  }
  return sure >= needed || count_graphemes(form, needed) >= needed;
}

Sketch sketch_of_form(std::string_view form, Shingler& shingler) {
  const std::span<const std::uint64_t> shingles = shingler.shingles(form);
  if (!shingles.empty()) return sketch_of(shingles);
  const std::array<std::uint64_t, 1> none = {0};
  return sketch_of(none);
}

struct Place {
  std::uint64_t key = 0;  // how the sketch begins
  std::uint32_t document = 0;
};

std::uint64_t key_of(const Sketch& sketch) {
  std::uint64_t key = 0;
  for (std::size_t slot = 0; slot < 4; ++slot) key = key << 16U | sketch[slot];
  return key;
}

}  // namespace

FormTable::FormTable(std::span<const std::string_view> documents, const Limits& limits,
                     ThreadPool& pool)
    : arenas_(pool.threads()) {
  CHECK_LT(documents.size(), std::size_t{0xFFFF'FFFF});
  group(documents, fold(documents, limits, pool));
}

FormTable::Folded FormTable::fold(std::span<const std::string_view> documents, const Limits& limits,
                                  ThreadPool& pool) {
  Folded folded;
  folded.forms.resize(documents.size());
  folded.sketches.resize(documents.size());
  std::vector<Maker> makers(pool.threads());
  std::atomic<std::uint64_t> too_short{0};
  std::atomic<std::uint64_t> too_long{0};
  pool.parallel_for(documents.size(), kGrain, [&](const Block& block) {
    Maker& maker = makers[block.worker];
    for (std::size_t i = block.begin; i < block.end; ++i) {
      if (documents[i].size() > limits.document_bytes_max) {
        ++too_long;
        continue;
      }
      const std::string_view form = maker.folder.fold(documents[i]);
      if (!has_graphemes(form, limits.graphemes_min)) {
        ++too_short;
        continue;
      }
      folded.sketches[i] = sketch_of_form(form, maker.shingler);
      folded.forms[i] = arenas_[block.worker].keep(form);
    }
  });
  too_short_ = too_short;
  too_long_ = too_long;
  return folded;
}

void FormTable::group(std::span<const std::string_view> documents, const Folded& folded) {
  std::vector<Place> order;
  order.reserve(documents.size());
  for (std::uint32_t i = 0; i < documents.size(); ++i) {
    if (!folded.forms[i].empty()) {
      order.push_back({.key = key_of(folded.sketches[i]), .document = i});
    }
  }
  std::sort(order.begin(), order.end(), [&](const Place& x, const Place& y) {
    if (x.key != y.key) return x.key < y.key;
    return std::tie(folded.forms[x.document], documents[x.document], x.document) <
           std::tie(folded.forms[y.document], documents[y.document], y.document);
  });
  members_.reserve(order.size());
  forms_.reserve(order.size());
  sketches_.reserve(order.size());
  for (const auto& [key, document] : order) {
    if (forms_.empty() || folded.forms[document] != forms_.back()) {
      begins_.push_back(static_cast<std::uint32_t>(members_.size()));
      forms_.push_back(folded.forms[document]);
      sketches_.push_back(folded.sketches[document]);
    }
    members_.push_back(document);
  }
  begins_.push_back(static_cast<std::uint32_t>(members_.size()));
}

}  // namespace overt::text
