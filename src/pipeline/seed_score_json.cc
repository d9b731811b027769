#include "pipeline/seed_score_json.h"

#include <limits>
#include <type_traits>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

namespace overt {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

// Which fields a record has is said once, by visit(fields, record); a FieldWriter and a FieldReader
// take it from there.

template <typename Fields, typename Counts>
void visit_counts(Fields& fields, Counts& counts) {
  fields("organic_accounts", counts.organic_accounts);
  fields("organic_accused", counts.organic_accused);
  fields("planted_accounts", counts.planted_accounts);
  fields("planted_found", counts.planted_found);
  fields("networks_planted", counts.networks_planted);
  fields("networks_confirmed", counts.networks_confirmed);
}

template <typename Fields, typename Planted>
void visit_planted(Fields& fields, Planted& planted) {
  fields("id", planted.id);
  fields("kind", planted.kind);
  fields("accounts", planted.accounts);
  fields("targets", planted.targets);
  fields("sources", planted.sources);
  fields("jitter_s", planted.jitter_s);
  fields("camouflage", planted.camouflage);
  fields("paraphrase", planted.paraphrase);
  fields("families", planted.families);
  fields("found", planted.found);
  fields("accounts_in_finding", planted.accounts_in_finding);
  fields("status", planted.status);
  fields("tier", planted.tier);
  fields("explanation", planted.explanation);
  fields("families_held", planted.families_held);
  fields("log10_q", planted.log10_q);
}

template <typename Fields, typename Confirmed>
void visit_confirmed(Fields& fields, Confirmed& confirmed) {
  fields("group", confirmed.group);
  fields("kind", confirmed.kind);
  fields("members", confirmed.members);
  fields("planted_members", confirmed.planted_members);
  fields("tier", confirmed.tier);
  fields("explanation", confirmed.explanation);
  fields("families_held", confirmed.families_held);
  fields("sources", confirmed.sources);
  fields("triggers", confirmed.triggers);
  fields("log10_q", confirmed.log10_q);
}

template <typename Fields, typename Bin>
void visit_bin(Fields& fields, Bin& bin) {
  fields("above", bin.above);
  fields("to", bin.to);
  fields("undisclosed", bin.undisclosed);
  fields("planted", bin.planted);
  fields("all", bin.all);
  fields("together", bin.together);
  fields("sum_q", bin.sum_q);
}

template <typename Fields, typename Score>
void visit_seed(Fields& fields, Score& score) {
  fields("seed", score.seed);
  fields("events", score.events);
  fields("candidates", score.candidates);
  fields("networks_reported", score.networks_reported);
  fields("networks_mistaken", score.networks_mistaken);
  fields("rules", score.rules);
  fields("planted", score.planted);
  fields("confirmed", score.confirmed);
  fields("kinds", score.kinds);
  fields("kind_accounts", score.kind_accounts);
  fields("kind_accused", score.kind_accused);
  fields("reliability", score.reliability);
}

template <typename Fields, typename Record>
void visit(Fields& fields, Record& record) {
  using Plain = std::remove_const_t<Record>;
  if constexpr (std::is_same_v<Plain, ScoreCounts>) {
    visit_counts(fields, record);
  } else if constexpr (std::is_same_v<Plain, PlantedScore>) {
    visit_planted(fields, record);
  } else if constexpr (std::is_same_v<Plain, ConfirmedScore>) {
    visit_confirmed(fields, record);
  } else if constexpr (std::is_same_v<Plain, ReliabilityBin>) {
    visit_bin(fields, record);
  } else {
    visit_seed(fields, record);
  }
}

template <typename T>
constexpr bool kIsRecord = std::is_same_v<T, ScoreCounts> || std::is_same_v<T, PlantedScore> ||
                           std::is_same_v<T, ConfirmedScore> || std::is_same_v<T, ReliabilityBin>;

class FieldWriter {
 public:
  explicit FieldWriter(JsonWriter& json) : json_(json) {}

  template <typename T>
  void operator()(std::string_view name, const T& content) {
    json_.key(name);
    write(content);
  }

 private:
  template <typename T>
  void write(const T& content) {
    if constexpr (kIsRecord<T>) {
      json_.begin_object();
      visit(*this, content);
      json_.end_object();
    } else {
      json_.value(content);  // of a number that is not finite: null
    }
  }
  template <typename T>
  void write(const std::vector<T>& contents) {
    json_.begin_array();
    for (const T& content : contents) write(content);
    json_.end_array();
  }

  JsonWriter& json_;
};

class FieldReader {
 public:
  explicit FieldReader(object from) : from_(from) {}

  template <typename T>
  void operator()(std::string_view name, T& content) {
    element found;
    if (from_.at_key(name).get(found) != simdjson::SUCCESS) {
      note(name, "is missing");
    } else if (!read(found, content)) {
      note(name, "is of another kind");
    }
  }

  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  void note(std::string_view name, std::string_view what) {
    if (fault_.empty()) fault_ = fmt::format("\"{}\" {}", name, what);
  }

  template <typename T>
  bool read(element found, T& content) {
    if constexpr (kIsRecord<T>) {
      object inner;
      if (found.get(inner) != simdjson::SUCCESS) return false;
      FieldReader fields(inner);
      visit(fields, content);
      if (fault_.empty()) fault_ = fields.fault();
      return true;
    } else if constexpr (std::is_same_v<T, std::string>) {
      std::string_view text;
      if (found.get(text) != simdjson::SUCCESS) return false;
      content = text;
      return true;
    } else {
      return read_number(found, content);
    }
  }
  template <typename T>
  bool read(element found, std::vector<T>& contents) {
    array values;
    if (found.get(values) != simdjson::SUCCESS) return false;
    contents.clear();
    for (const element value : values) {
      if (!read(value, contents.emplace_back())) return false;
    }
    return true;
  }

  static bool read_number(element found, std::uint64_t& number) {
    return found.get(number) == simdjson::SUCCESS;
  }
  static bool read_number(element found, std::uint32_t& number) {
    std::uint64_t wide = 0;
    if (found.get(wide) != simdjson::SUCCESS) return false;
    if (wide > std::numeric_limits<std::uint32_t>::max()) return false;
    number = static_cast<std::uint32_t>(wide);
    return true;
  }
  // The one number that may be infinite is a logarithm of a chance of nothing.
  static bool read_number(element found, double& number) {
    if (found.is_null()) {
      number = -std::numeric_limits<double>::infinity();
      return true;
    }
    return found.get(number) == simdjson::SUCCESS;
  }

  object from_;
  std::string fault_;
};

/// Every rule speaks of the same kinds and networks: what is pooled goes by place.
bool is_regular(const SeedScore& score) {
  const std::size_t rules = score.rules.size();
  bool regular = rules > 0 && score.kind_accounts.size() == score.kinds.size() &&
                 score.kind_accused.size() == rules;
  for (const auto& accused : score.kind_accused) {
    regular = regular && accused.size() == score.kinds.size();
  }
  for (const auto& planted : score.planted) regular = regular && planted.found.size() == rules;
  return regular;
}

}  // namespace

void write_seed_score(JsonWriter& json, const SeedScore& score) {
  json.begin_object();
  FieldWriter fields(json);
  visit(fields, score);
  json.end_object();
}

Result<SeedScore> read_seed_score(std::string_view text) {
  simdjson::dom::parser parser;
  object root;
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) {
    return Error{ErrorCode::kBadInput, "is no JSON object"};
  }
  SeedScore score;
  FieldReader fields(root);
  visit(fields, score);
  if (!fields.fault().empty()) return Error{ErrorCode::kBadInput, fields.fault()};
  if (!is_regular(score)) {
    return Error{ErrorCode::kBadInput, "has figures for other rules or kinds than it names"};
  }
  return score;
}

}  // namespace overt
