#include "stages/dossiers/decode_dossier.h"

#include <map>
#include <optional>

#include <fmt/format.h>

#include "kernel/yaml/yaml_fields.h"

namespace overt {
namespace {

constexpr std::string_view kDateForm = "a date like 2024, 2024-09 or 2024-09-04";
constexpr std::string_view kGradeForm = "a grade like B2, A1 to F6";
constexpr std::string_view kStatusForm =
    "reported, alleged, charged, sanctioned, confirmed, disputed or withdrawn";

using MaybeDate = std::optional<PartialDate>;

std::optional<MaybeDate> parse_date(std::string_view text) {
  const auto date = parse_partial_date(text);
  if (!date) return std::nullopt;
  return MaybeDate(date);
}

std::optional<std::optional<Grade>> parse_own_grade(std::string_view text) {
  const auto grade = parse_grade(text);
  if (!grade) return std::nullopt;
  return std::optional<Grade>(grade);
}

class DossierReader {
 public:
  DossierReader(const YamlValue& root, std::string_view file)
      : root_(root), errors_(std::string(file)) {}

  Result<ClaimBatch> read() {
    YamlFields fields(root_, "a dossier", errors_);
    dataset_ = fields.text("dossier");
    fields.optional_text("about");
    author_ = fields.optional_text("author");
    read_sources(fields.map("sources"));
    for (const YamlValue& one : fields.list("entities").items) read_entity(one);
    if (const YamlValue* const links = fields.optional_list("links")) {
      for (const YamlValue& one : links->items) read_entity(one);
    }
    fields.finish();
    RETURN_IF_ERROR(errors_.result());
    return std::move(batch_);
  }

 private:
  /// What every claim of a group has in common.
  struct Group {
    Claim like;
    std::string source;
    std::optional<Grade> grade;
  };

  void read_sources(const YamlValue& sources) {
    for (const auto& [key, value] : sources.fields) {
      YamlFields fields(value, fmt::format("source '{}'", key), errors_);
      ClaimSource source;
      source.publisher = fields.text("publisher");
      source.url = fields.text("url");
      source.dataset = dataset_;
      source.author = author_;
      source.content_hash = fields.optional_text("content_hash");
      source.grade = fields.parsed("grade", parse_grade, kGradeForm);
      const auto published = fields.parsed_or("published", MaybeDate(), parse_date, kDateForm);
      // A claim's source has no date of its own; whoever reads it wants to see one.
      if (published) source.publisher += ", " + format_partial_date(*published);
      fields.finish();
      sources_.emplace(key, std::move(source));
    }
  }

  void read_entity(const YamlValue& value) {
    YamlFields fields(value, "an entity", errors_);
    Group group;
    group.like.entity = fields.text("id");
    group.like.schema = fields.text("schema");
    const YamlValue& claims = fields.list("claims");
    if (claims.items.empty()) fields.refuse("claims", "is empty; an entity is what claims say");
    for (const YamlValue& one : claims.items) read_group(one, group);
    fields.finish();
  }

  void read_group(const YamlValue& value, Group group) {
    YamlFields fields(value, fmt::format("claims about '{}'", group.like.entity), errors_);
    const YamlValue& says = fields.map("says");
    group.source = fields.text("source");
    group.like.status = fields.parsed("status", claim_status_named, kStatusForm);
    group.grade = fields.parsed_or("grade", std::optional<Grade>(), parse_own_grade, kGradeForm);
    group.like.valid_from = fields.parsed_or("from", MaybeDate(), parse_date, kDateForm);
    group.like.valid_to = fields.parsed_or("to", MaybeDate(), parse_date, kDateForm);
    group.like.lang = fields.optional_text("lang");
    group.like.note = fields.optional_text("note");
    group.like.flags =
        fields.parsed_or("flags", ClaimFlags(), parse_claim_flags, "flags with commas between");
    fields.finish();
    if (!sources_.contains(group.source)) {
      fields.refuse("source", fmt::format("'{}' is not among the dossier's sources", group.source));
    }
    if (errors_.any()) return;
    if (says.fields.empty()) fields.refuse("says", "is empty");
    group.like.source = source_index(group);
    for (const auto& [property, said] : says.fields) add(group, property, said);
  }

  void add(const Group& group, const std::string& property, const YamlValue& said) {
    if (said.kind == YamlValue::Kind::kList) {
      for (const YamlValue& one : said.items) add(group, property, one);
      return;
    }
    if (said.kind != YamlValue::Kind::kText || said.text.empty()) {
      errors_.refuse(said.line, fmt::format("'{}' must be text or a list of texts", property));
      return;
    }
    Claim claim = group.like;
    claim.property = property;
    claim.value = said.text;
    batch_.claims.push_back(std::move(claim));
  }

  /// A source with another grade for some of its claims is a source of its own in the batch.
  std::uint32_t source_index(const Group& group) {
    ClaimSource source = sources_.at(group.source);
    if (group.grade) source.grade = *group.grade;
    const auto [place, added] = index_.try_emplace(
        {group.source, source.grade}, static_cast<std::uint32_t>(batch_.sources.size()));
    if (added) batch_.sources.push_back(std::move(source));
    return place->second;
  }

  const YamlValue& root_;
  YamlErrors errors_;
  std::string dataset_;
  std::string author_;
  std::map<std::string, ClaimSource, std::less<>> sources_;
  std::map<std::pair<std::string, Grade>, std::uint32_t> index_;
  ClaimBatch batch_;
};

}  // namespace

Result<ClaimBatch> decode_dossier(std::string_view text, std::string_view file) {
  ASSIGN_OR_RETURN(const YamlValue root, parse_yaml(text, file));
  return DossierReader(root, file).read();
}

bool is_dossier(std::string_view head) {
  while (!head.empty()) {
    const std::size_t end = head.find('\n');
    const std::string_view line = head.substr(0, end);
    if (line.starts_with("dossier:")) return true;
    const bool skipped = line.empty() || line == "\r" || line.starts_with('#');
    if (!skipped || end == std::string_view::npos) return false;
    head.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace overt
