#include "pipeline/pair_output.h"

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

class CsvPairs final : public PairOutput {
 public:
  CsvPairs(std::unique_ptr<ByteSink> sink, const Names& names, bool witnesses)
      : sink_(std::move(sink)), names_(names), witnesses_(witnesses) {}

  Result<void> write_header() {
    return sink_->write(std::string(kHeader) + (witnesses_ ? ",witnesses\n" : "\n"));
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
      if (witnesses_) {
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
  bool witnesses_;
};

class ParquetPairs final : public PairOutput {
 public:
  ParquetPairs(std::unique_ptr<TableWriter> table, const Names& names, bool witnesses)
      : writer_(std::move(table)), names_(names), witnesses_(witnesses) {}

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
    std::vector<std::string_view> views(witness_texts_.begin(), witness_texts_.end());
    if (witnesses_) columns.emplace_back(std::span<const std::string_view>(views));
    return writer_->append(columns);
  }
  Result<void> close() override { return writer_->close(); }

  static std::vector<ColumnSpec> columns(bool witnesses) {
    std::vector<ColumnSpec> specs = {
        {"account_a", ColumnType::kString},     {"account_b", ColumnType::kString},
        {"window_s", ColumnType::kDouble},      {"objects", ColumnType::kUInt32},
        {"sources", ColumnType::kUInt32},       {"co_actions", ColumnType::kUInt64},
        {"first_at", ColumnType::kTimestampUs}, {"last_at", ColumnType::kTimestampUs},
        {"median_gap_s", ColumnType::kDouble}};
    if (witnesses) specs.push_back({"witnesses", ColumnType::kString});
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
    if (witnesses_) witness_texts_.push_back(witnesses_json(table, pair, names_));
  }

  std::unique_ptr<TableWriter> writer_;
  const Names& names_;
  bool witnesses_;
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
                                                       bool witnesses) {
  if (path.ends_with(".parquet")) {
    ASSIGN_OR_RETURN(auto table, create_parquet(path, ParquetPairs::columns(witnesses)));
    return std::unique_ptr<PairOutput>(
        std::make_unique<ParquetPairs>(std::move(table), names, witnesses));
  }
  ASSIGN_OR_RETURN(auto sink, create_byte_sink(path));
  auto csv = std::make_unique<CsvPairs>(std::move(sink), names, witnesses);
  RETURN_IF_ERROR(csv->write_header());
  return std::unique_ptr<PairOutput>(std::move(csv));
}

}  // namespace overt
