#include "pipeline/pair_output.h"

#include <algorithm>
#include <array>
#include <charconv>
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

// What the figures of one pair take at most, as CSV without chance and witnesses.
constexpr std::size_t kFiguresMax = 256;

char* write_number(char* out, std::uint64_t number) {
  return std::to_chars(out, out + 20, number).ptr;
}

// Whole seconds without a point, anything finer as a decimal.
char* write_seconds(char* out, TimeUs time) {
  if (time % kMicrosPerSecond == 0) {
    return write_number(out, static_cast<std::uint64_t>(time / kMicrosPerSecond));
  }
  return fmt::format_to(out, "{}", seconds(time));
}

// Times as RFC 3339, with the days it met lately at hand.
class TimeText {
 public:
  char* write(char* out, TimeUs time) {
    TimeUs of_day = time % kMicrosPerDay;
    if (of_day < 0) of_day += kMicrosPerDay;
    if (of_day % kMicrosPerSecond != 0) {
      text_.clear();
      append_rfc3339(text_, time);
      return std::copy(text_.begin(), text_.end(), out);
    }
    const std::string& date = date_of(time - of_day);
    out = std::copy(date.begin(), date.end(), out);
    const auto second = static_cast<std::uint32_t>(of_day / kMicrosPerSecond);
    out = write_two(out, second / 3600);
    *out++ = ':';
    out = write_two(out, second / 60 % 60);
    *out++ = ':';
    out = write_two(out, second % 60);
    *out++ = 'Z';
    return out;
  }

 private:
  struct Day {
    TimeUs begin = INT64_MAX;
    std::string text;  // up to and with the T
  };

  static char* write_two(char* out, std::uint32_t number) {
    *out++ = static_cast<char>('0' + number / 10);
    *out++ = static_cast<char>('0' + number % 10);
    return out;
  }

  const std::string& date_of(TimeUs begin) {
    Day& day = days_[static_cast<std::uint64_t>(begin / kMicrosPerDay) % days_.size()];
    if (day.begin != begin) {
      day.begin = begin;
      day.text.clear();
      append_rfc3339(day.text, begin);
      day.text.resize(day.text.find('T') + 1);
    }
    return day.text;
  }

  std::array<Day, 64> days_;
  std::string text_;
};

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

/// λ, p1, p2, p, q as plain numbers; NaN where one was not reckoned.
std::array<double, 5> chance_of(const Pair& pair) {
  const auto plain = [](float log_p) { return std::exp(static_cast<double>(log_p)); };
  return {static_cast<double>(pair.lambda), plain(pair.log_p1), plain(pair.log_p2),
          plain(pair.log_p), plain(pair.log_q)};
}

void append_chance(std::string& out, const Pair& pair) {
  for (const double figure : chance_of(pair)) {
    out += ',';
    if (!std::isnan(figure)) fmt::format_to(std::back_inserter(out), "{:.6g}", figure);
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
    // Looked up in a loop of their own, so that memory is asked for many names at once.
    std::vector<std::string_view> second;
    second.reserve(table.pairs.size());
    for (const Pair& pair : table.pairs) second.push_back(names_.account(pair.b));
    TimeText times;
    std::string first;  // of the pair, quoted where it must be
    AccountId first_id{};
    for (std::size_t i = 0; i < table.pairs.size(); ++i) {
      const Pair& pair = table.pairs[i];
      if (first.empty() || pair.a != first_id) {
        first_id = pair.a;
        first.clear();
        append_csv(first, names_.account(pair.a));
        first += ',';
      }
      out += first;
      append_csv(out, second[i]);
      append_figures(out, pair, times);
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
  static void append_figures(std::string& out, const Pair& pair, TimeText& times) {
    std::array<char, kFiguresMax> figures;
    char* end = figures.data();
    *end++ = ',';
    end = write_seconds(end, pair.window);
    *end++ = ',';
    end = write_number(end, pair.objects);
    *end++ = ',';
    end = write_number(end, pair.sources);
    *end++ = ',';
    end = write_number(end, pair.co_actions);
    *end++ = ',';
    end = times.write(end, pair.first_at);
    *end++ = ',';
    end = times.write(end, pair.last_at);
    *end++ = ',';
    end = write_seconds(end, pair.median_gap);
    out.append(figures.data(), static_cast<std::size_t>(end - figures.data()));
  }

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
