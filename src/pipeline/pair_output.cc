#include "pipeline/pair_output.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "adapters/parquet/parquet.h"
#include "base/json_writer.h"
#include "base/ordered.h"
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
constexpr std::size_t kLineMean = 112;  // bytes, about

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
  const auto plain = [](float log_p) {
    if (log_p == 0) return 1.0;  // of most
    const auto value = static_cast<double>(log_p);
    return std::isnan(value) ? value : std::exp(value);
  };
  const double p1 = plain(pair.log_p1);
  const double p = pair.log_p == pair.log_p1 ? p1 : plain(pair.log_p);
  return {static_cast<double>(pair.lambda), p1, plain(pair.log_p2), p, plain(pair.log_q)};
}

void append_chance(std::string& out, const Pair& pair) {
  std::array<char, 32> text;
  std::size_t size = 0;
  double written = 0;
  for (const double figure : chance_of(pair)) {
    out += ',';
    if (std::isnan(figure)) continue;
    if (size == 0 || figure != written) {  // p is p1 or p2
      size = static_cast<std::size_t>(fmt::format_to(text.data(), "{:.6g}", figure) - text.data());
      written = figure;
    }
    out.append(text.data(), size);
  }
}

std::vector<std::string_view> accounts_b(const PairRange& pairs, const Names& names) {
  std::vector<AccountId> ids;
  ids.reserve(pairs.end - pairs.begin);
  pairs.for_each([&](const Pair& pair) { ids.push_back(pair.b); });
  return names.accounts_of(ids);
}

struct CsvText final : EncodedPairs {
  std::string text;
};

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

  [[nodiscard]] std::unique_ptr<const EncodedPairs> encode(const PairRange& pairs) const override {
    auto encoded = std::make_unique<CsvText>();
    std::string& out = encoded->text;
    out.reserve((pairs.end - pairs.begin) * kLineMean);
    const auto second = accounts_b(pairs, names_);
    TimeText times;
    std::string first;  // of the pair, quoted where it must be
    AccountId first_id{};
    std::size_t line = 0;
    pairs.for_each([&](const Pair& pair) {
      if (first.empty() || pair.a != first_id) {
        first_id = pair.a;
        first.clear();
        append_csv(first, names_.account(pair.a));
        first += ',';
      }
      out += first;
      append_csv(out, second[line++]);
      append_figures(out, pair, times);
      if (columns_.chance) append_chance(out, pair);
      if (columns_.witnesses) {
        out += ',';
        append_csv(out, witnesses_json(pairs.table, pair, names_));
      }
      out += '\n';
    });
    return encoded;
  }

  Result<void> write(const EncodedPairs& encoded) override {
    return sink_->write(static_cast<const CsvText&>(encoded).text);
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

struct PairVectors final : EncodedPairs {
  std::vector<std::string_view> a;
  std::vector<std::string_view> b;
  std::vector<double> window;
  std::vector<std::uint32_t> objects;
  std::vector<std::uint32_t> sources;
  std::vector<std::uint64_t> co_actions;
  std::vector<std::int64_t> first_at;
  std::vector<std::int64_t> last_at;
  std::vector<double> median_gap;
  std::array<std::vector<double>, 5> chance;
  std::vector<std::string> witnesses;
};

class ParquetPairs final : public PairOutput {
 public:
  ParquetPairs(std::unique_ptr<TableWriter> table, const Names& names, const PairColumns& columns)
      : writer_(std::move(table)), names_(names), columns_(columns) {}

  // Column by column: what is looked up is then asked of memory for many pairs at once.
  [[nodiscard]] std::unique_ptr<const EncodedPairs> encode(const PairRange& pairs) const override {
    auto encoded = std::make_unique<PairVectors>();
    PairVectors& to = *encoded;
    const std::size_t count = pairs.count();
    const auto fill = [&](auto& column, const auto& value_of) {
      column.reserve(count);
      pairs.for_each([&](const Pair& pair) { column.push_back(value_of(pair)); });
    };
    fill(to.a, [this](const Pair& pair) { return names_.account(pair.a); });
    to.b = accounts_b(pairs, names_);
    fill(to.window, [](const Pair& pair) { return seconds(pair.window); });
    fill(to.objects, [](const Pair& pair) { return pair.objects; });
    fill(to.sources, [](const Pair& pair) { return pair.sources; });
    fill(to.co_actions, [](const Pair& pair) { return pair.co_actions; });
    fill(to.first_at, [](const Pair& pair) { return pair.first_at; });
    fill(to.last_at, [](const Pair& pair) { return pair.last_at; });
    fill(to.median_gap, [](const Pair& pair) { return seconds(pair.median_gap); });
    if (columns_.chance) {
      for (auto& column : to.chance) column.reserve(count);
      pairs.for_each([&to](const Pair& pair) {
        const auto figures = chance_of(pair);
        for (std::size_t i = 0; i < figures.size(); ++i) to.chance[i].push_back(figures[i]);
      });
    }
    if (columns_.witnesses) {
      fill(to.witnesses,
           [&](const Pair& pair) { return witnesses_json(pairs.table, pair, names_); });
    }
    return encoded;
  }

  Result<void> write(const EncodedPairs& encoded) override {
    const auto& pairs = static_cast<const PairVectors&>(encoded);
    std::vector<ColumnData> columns = {
        std::span(pairs.a),        std::span(pairs.b),       std::span(pairs.window),
        std::span(pairs.objects),  std::span(pairs.sources), std::span(pairs.co_actions),
        std::span(pairs.first_at), std::span(pairs.last_at), std::span(pairs.median_gap)};
    if (columns_.chance) {
      for (const auto& column : pairs.chance) columns.emplace_back(std::span(column));
    }
    const std::vector<std::string_view> witnesses(pairs.witnesses.begin(), pairs.witnesses.end());
    if (columns_.witnesses) columns.emplace_back(std::span(witnesses));
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
  std::unique_ptr<TableWriter> writer_;
  const Names& names_;
  PairColumns columns_;
};

struct EncodedBlock {
  std::unique_ptr<const EncodedPairs> pairs;
  std::uint64_t count = 0;
};

EncodedBlock encode(const PairRange& pairs, const PairOutput& output) {
  return {output.encode(pairs), pairs.count()};
}

/// How many pairs.
Result<std::uint64_t> write_encoded(std::size_t blocks,
                                    const std::function<EncodedBlock(std::size_t)>& encode_block,
                                    PairOutput& output, ThreadPool& pool) {
  constexpr std::size_t kBlocksWaiting = 16;
  std::uint64_t written = 0;
  Result<void> state;
  produce_in_order<EncodedBlock>(
      pool, blocks, kBlocksWaiting,
      [&](std::size_t block, std::size_t /*worker*/) { return encode_block(block); },
      [&](const EncodedBlock& encoded) {
        state = output.write(*encoded.pairs);
        written += encoded.count;
        return state.ok();
      });
  RETURN_IF_ERROR(std::move(state));
  return written;
}

}  // namespace

Result<std::unique_ptr<PairOutput>> create_pair_output(const std::string& path, const Names& names,
                                                       const PairColumns& columns,
                                                       std::size_t threads) {
  if (path.ends_with(".parquet")) {
    ASSIGN_OR_RETURN(auto table, create_parquet(path, ParquetPairs::specs(columns), threads));
    return std::unique_ptr<PairOutput>(
        std::make_unique<ParquetPairs>(std::move(table), names, columns));
  }
  ASSIGN_OR_RETURN(auto sink, create_byte_sink(path));
  auto csv = std::make_unique<CsvPairs>(std::move(sink), names, columns);
  RETURN_IF_ERROR(csv->write_header());
  return std::unique_ptr<PairOutput>(std::move(csv));
}

Result<std::uint64_t> write_pair_table(const PairTable& table, std::uint32_t min_objects,
                                       PairOutput& output, ThreadPool& pool) {
  constexpr std::size_t kPairsPerBlock = 4096;
  const std::size_t blocks = (table.pairs.size() + kPairsPerBlock - 1) / kPairsPerBlock;
  return write_encoded(
      blocks,
      [&](std::size_t block) {
        const std::size_t begin = block * kPairsPerBlock;
        const std::size_t end = std::min(table.pairs.size(), begin + kPairsPerBlock);
        return encode({table, begin, end, min_objects}, output);
      },
      output, pool);
}

Result<std::uint64_t> write_pair_blocks(std::size_t blocks,
                                        const std::function<PairTable(std::size_t)>& block_of,
                                        PairOutput& output, ThreadPool& pool) {
  return write_encoded(
      blocks,
      [&](std::size_t block) {
        const PairTable table = block_of(block);
        return encode({table, 0, table.pairs.size()}, output);
      },
      output, pool);
}

}  // namespace overt
