#pragma once
// The distinct matching forms of many documents with their sketches, and the documents of each
// form. Forms are ordered by their content alone, by the beginning of the sketch first: so texts
// that vary one another are near each other in memory, and nothing depends on the documents' order.
//
// Built in parallel, read by many threads. Linear in the bytes, and O(n log n) for the order.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/parallel.h"
#include "kernel/text/sketch.h"

namespace overt::text {

class FormTable {
 public:
  struct Limits {
    std::size_t graphemes_min = 30;
    std::size_t document_bytes_max = 16 * 1024;
  };

  FormTable(std::span<const std::string_view> documents, const Limits& limits, ThreadPool& pool);

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(forms_.size()); }
  [[nodiscard]] std::string_view form(std::uint32_t i) const { return forms_[i]; }
  [[nodiscard]] std::span<const Sketch> sketches() const { return sketches_; }
  /// At least one; the first is the smallest by its text.
  [[nodiscard]] std::span<const std::uint32_t> documents(std::uint32_t form) const {
    return std::span(members_).subspan(begins_[form], begins_[form + 1] - begins_[form]);
  }
  [[nodiscard]] std::uint64_t too_short() const { return too_short_; }
  [[nodiscard]] std::uint64_t too_long() const { return too_long_; }

 private:
  /// By document; an empty form takes no part.
  struct Folded {
    std::vector<std::string_view> forms;
    std::vector<Sketch> sketches;
  };

  Folded fold(std::span<const std::string_view> documents, const Limits& limits, ThreadPool& pool);
  void group(std::span<const std::string_view> documents, const Folded& folded);

  std::vector<Arena> arenas_;  // one a thread
  std::vector<std::string_view> forms_;
  std::vector<Sketch> sketches_;
  std::vector<std::uint32_t> members_;
  std::vector<std::uint32_t> begins_;
  std::uint64_t too_short_ = 0;
  std::uint64_t too_long_ = 0;
};

}  // namespace overt::text
