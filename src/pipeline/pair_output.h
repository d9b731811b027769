#pragma once
// PairOutput: the table of pairs as CSV or Parquet, written block by block in order. The columns
// are those of docs/formats/pairs.md.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/parallel.h"
#include "base/result.h"
#include "model/names.h"
#include "model/pair.h"
#include "ports/byte_sink.h"
#include "ports/table_writer.h"

namespace overt {

/// Those pairs [begin, end) of a table that have so many objects or more.
struct PairRange {
  const PairTable& table;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t min_objects = 0;

  template <typename Visit>
  void for_each(const Visit& visit) const {
    for (std::size_t i = begin; i < end; ++i) {
      const Pair& pair = table.pairs[i];
      if (pair.objects >= min_objects) visit(pair);
    }
  }
  [[nodiscard]] std::size_t count() const {
    std::size_t pairs = 0;
    for_each([&pairs](const Pair& /*pair*/) { ++pairs; });
    return pairs;
  }
};

/// A block of pairs as an output wants it.
class EncodedPairs {
 public:
  virtual ~EncodedPairs() = default;
};

class PairOutput {
 public:
  virtual ~PairOutput() = default;
  /// The part of the work that needs no order; called from several threads at once.
  [[nodiscard]] virtual std::unique_ptr<const EncodedPairs> encode(
      const PairRange& pairs) const = 0;
  /// The next block, as encode() of this output made it.
  virtual Result<void> write(const EncodedPairs& encoded) = 0;
  virtual Result<void> close() = 0;
};

/// Columns beyond those that are always there.
struct PairColumns {
  bool witnesses = false;
  bool chance = false;  // lambda, p1, p2, p, q
};

/// By the ending of `path`: .parquet is Parquet, on so many threads; anything else is CSV, and "-"
/// CSV on standard output.
Result<std::unique_ptr<PairOutput>> create_pair_output(const std::string& path, const Names& names,
                                                       const PairColumns& columns,
                                                       std::size_t threads);

/// Writes the pairs of a whole table that have min_objects or more, in its order; how many.
Result<std::uint64_t> write_pair_table(const PairTable& table, std::uint32_t min_objects,
                                       PairOutput& output, ThreadPool& pool);
/// The same of all pairs of a table that is made block by block, on all threads at once.
Result<std::uint64_t> write_pair_blocks(std::size_t blocks,
                                        const std::function<PairTable(std::size_t)>& block_of,
                                        PairOutput& output, ThreadPool& pool);

}  // namespace overt
