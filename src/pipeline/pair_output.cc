#include "pipeline/pair_output.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "adapters/parquet/parquet.h"
#include "base/json_writer.h"
#include "pipeline/csv_text.h"

namespace overt {
namespace {

constexpr std::string_view kHeader =
    "account_a,account_b,window_s,objects,sources,co_actions,first_at,last_at,median_gap_s";

double seconds(TimeUs time) {
  return static_cast<double>(time) / static_cast<double>(kMicrosPerSecond);
}

void append_number(std::string& out, std::uint64_t number) {
  const fmt::format_int digits(number);
  out.append(digits.data(), digits.size());
}

// Whole seconds without a point, anything finer as a decimal.
void append_seconds(std::string& out, TimeUs time) {
  if (time % kMicrosPerSecond == 0) {
    append_number(out, static_cast<std::uint64_t>(time / kMicrosPerSecond));
  } else {
    fmt::format_to(std::back_inserter(out), "{}", seconds(time));
  }
}

std::string witnesses_json(const PairTable& table, const Pair& pair, const Names& names) {
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (std::uint32_t i = 0; i < pair.witness_count; ++i) {
    const Witness& witness = table.witnesses[pair.witness_begin + i];
    const ObjectName object = names.object(witness.object);
    json.begin_object();
    json.field("object", object.text);
    json.field("kind", name_of(object.kind));
    if (!object.source.empty()) json.field("source", object.source);
    json.field("a_at", format_rfc3339(witness.a_at));
    json.field("b_at", format_rfc3339(witness.b_at));
    json.end_object();
  }
  json.end_array();
  return text;
}

/// λ, p1, p2, p, q as plain numbers.
std::array<double, 5> chance_of(const Pair& pair) {
  const auto plain = [](float log_p) { return std::exp(static_cast<double>(log_p)); };
  return {static_cast<double>(pair.lambda), plain(pair.log_p1), plain(pair.log_p2),
          plain(pair.log_p), plain(pair.log_q)};
}

void append_chance(std::string& out, const Pair& pair) {
  for (const double figure : chance_of(pair)) {
    fmt::format_to(std::back_inserter(out), ",{:.6g}", figure);
  }
}

class CsvPairs final : public PairOutput {
 public:
  CsvPairs(std::unique_ptr<ByteSink> sink, const Names& names, const PairColumns& columns)
      : sink_(std::move(sink)), names_(names), columns_(columns) {}

  Result<void> write_header() {
    std::string header(kHeader);
    if (columns_.chance) header += ",lambda,p1,p2,p,q";
    if (columns_.witnesses) header += ",witnesses";
    return sink_->write(header + "\n");
  }

  [[nodiscard]] std::string encode(const PairTable& table) const override {
    std::string out;
    out.reserve(table.pairs.size() * 112);
    for (const Pair& pair : table.pairs) {
      append_csv(out, names_.account(pair.a));
      out += ',';
      append_csv(out, names_.account(pair.b));
      out += ',';
      append_seconds(out, pair.window);
      out += ',';
      append_number(out, pair.objects);
      out += ',';
      append_number(out, pair.sources);
      out += ',';
      append_number(out, pair.co_actions);
      out += ',';
      append_rfc3339(out, pair.first_at);
      out += ',';
      append_rfc3339(out, pair.last_at);
      out += ',';
      append_seconds(out, pair.median_gap);
      if (columns_.chance) append_chance(out, pair);
      if (columns_.witnesses) {
        out += ',';
        append_csv(out, witnesses_json(table, pair, names_));
      }
      out += '\n';
    }
    return out;
  }

  Result<void> write(const PairTable&, const std::string& encoded) override {
    return sink_->write(encoded);
  }
  Result<void> close() override { return sink_->close(); }

 private:
  std::unique_ptr<ByteSink> sink_;
  const Names& names_;
  PairColumns columns_;
};

class ParquetPairs final : public PairOutput {
 public:
  ParquetPairs(std::unique_ptr<TableWriter> table, const Names& names, const PairColumns& columns)
      : writer_(std::move(table)), names_(names), columns_(columns) {}

  [[nodiscard]] std::string encode(const PairTable&) const override { return {}; }

  Result<void> write(const PairTable& table, const std::string&) override {
    clear();
    for (const Pair& pair : table.pairs) append(table, pair);
    std::vector<ColumnData> columns = {
        std::span<const std::string_view>(a_),    std::span<const std::string_view>(b_),
        std::span<const double>(window_),         std::span<const std::uint32_t>(objects_),
        std::span<const std::uint32_t>(sources_), std::span<const std::uint64_t>(co_actions_),
        std::span<const std::int64_t>(first_at_), std::span<const std::int64_t>(last_at_),
        std::span<const double>(median_gap_)};
    if (columns_.chance) {
      for (const auto& column : chance_) columns.emplace_back(std::span<const double>(column));
    }
    std::vector<std::string_view> views(witness_texts_.begin(), witness_texts_.end());
    if (columns_.witnesses) columns.emplace_back(std::span<const std::string_view>(views));
    return writer_->append(columns);
  }
  Result<void> close() override { return writer_->close(); }

  static std::vector<ColumnSpec> specs(const PairColumns& columns) {
    std::vector<ColumnSpec> specs = {
        {"account_a", ColumnType::kString},     {"account_b", ColumnType::kString},
        {"window_s", ColumnType::kDouble},      {"objects", ColumnType::kUInt32},
        {"sources", ColumnType::kUInt32},       {"co_actions", ColumnType::kUInt64},
        {"first_at", ColumnType::kTimestampUs}, {"last_at", ColumnType::kTimestampUs},
        {"median_gap_s", ColumnType::kDouble}};
    if (columns.chance) {
      for (const char* name : {"lambda", "p1", "p2", "p", "q"}) {
        specs.push_back({name, ColumnType::kDouble});
      }
    }
    if (columns.witnesses) specs.push_back({"witnesses", ColumnType::kString});
    return specs;
  }

 private:
  void clear() {
    a_.clear();
    b_.clear();
    window_.clear();
    objects_.clear();
    sources_.clear();
    co_actions_.clear();
    first_at_.clear();
    last_at_.clear();
    median_gap_.clear();
    for (auto& column : chance_) column.clear();
    witness_texts_.clear();
  }

  void append(const PairTable& table, const Pair& pair) {
    a_.push_back(names_.account(pair.a));
    b_.push_back(names_.account(pair.b));
    window_.push_back(seconds(pair.window));
    objects_.push_back(pair.objects);
    sources_.push_back(pair.sources);
    co_actions_.push_back(pair.co_actions);
    first_at_.push_back(pair.first_at);
    last_at_.push_back(pair.last_at);
    median_gap_.push_back(seconds(pair.median_gap));
    if (columns_.chance) {
      const auto figures = chance_of(pair);
      for (std::size_t i = 0; i < figures.size(); ++i) chance_[i].push_back(figures[i]);
    }
    if (columns_.witnesses) witness_texts_.push_back(witnesses_json(table, pair, names_));
  }

  std::unique_ptr<TableWriter> writer_;
  const Names& names_;
  PairColumns columns_;
  std::array<std::vector<double>, 5> chance_;
  std::vector<std::string_view> a_;
  std::vector<std::string_view> b_;
  std::vector<double> window_;
  std::vector<std::uint32_t> objects_;
  std::vector<std::uint32_t> sources_;
  std::vector<std::uint64_t> co_actions_;
  std::vector<std::int64_t> first_at_;
  std::vector<std::int64_t> last_at_;
  std::vector<double> median_gap_;
  std::vector<std::string> witness_texts_;
};

}  // namespace

Result<std::unique_ptr<PairOutput>> create_pair_output(const std::string& path, const Names& names,
                                                       const PairColumns& columns) {
  if (path.ends_with(".parquet")) {
    ASSIGN_OR_RETURN(auto table, create_parquet(path, ParquetPairs::specs(columns)));
    return std::unique_ptr<PairOutput>(
        std::make_unique<ParquetPairs>(std::move(table), names, columns));
  }
  ASSIGN_OR_RETURN(auto sink, create_byte_sink(path));
  auto csv = std::make_unique<CsvPairs>(std::move(sink), names, columns);
  RETURN_IF_ERROR(csv->write_header());
  return std::unique_ptr<PairOutput>(std::move(csv));
}

Result<std::uint64_t> write_pair_table(const PairTable& table, std::uint32_t min_objects,
                                       PairOutput& output) {
  constexpr std::size_t kPairsPerBlock = std::size_t{1} << 16;
  std::uint64_t written = 0;
  PairTable block;
  block.window = table.window;
  const auto flush = [&]() -> Result<void> {
    RETURN_IF_ERROR(output.write(block, output.encode(block)));
    written += block.pairs.size();
    block.pairs.clear();
    block.witnesses.clear();
    return {};
  };
  for (const Pair& pair : table.pairs) {
    if (pair.objects < min_objects) continue;
    block.pairs.push_back(pair);
    block.pairs.back().witness_begin = block.witnesses.size();
    const auto begin = table.witnesses.begin() + static_cast<std::ptrdiff_t>(pair.witness_begin);
    block.witnesses.insert(block.witnesses.end(), begin, begin + pair.witness_count);
    if (block.pairs.size() == kPairsPerBlock) RETURN_IF_ERROR(flush());
  }
  RETURN_IF_ERROR(flush());
  return written;
}

}  // namespace overt
