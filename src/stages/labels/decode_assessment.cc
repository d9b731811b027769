#include "stages/labels/decode_assessment.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "kernel/yaml/yaml_fields.h"

namespace overt {
namespace {

constexpr std::string_view kDateForm = "a date like 2024-09-04";
constexpr std::string_view kPartialDateForm = "a date like 2024, 2024-09 or 2024-09-04";

std::optional<std::int32_t> parse_day(std::string_view text) {
  const auto date = parse_partial_date(text);
  if (!date || date->first_day != date->last_day) return std::nullopt;
  return date->first_day;
}

std::optional<std::uint32_t> parse_days(std::string_view text) {
  std::uint32_t days = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (error != std::errc() || end != text.data() + text.size() || days > 3660) return std::nullopt;
  return days;
}

std::optional<std::string> parse_label(std::string_view text) {
  const auto ok = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
  if (text.empty() || text.size() > 100 || !std::all_of(text.begin(), text.end(), ok)) {
    return std::nullopt;
  }
  return std::string(text);
}

std::optional<std::string> parse_country(std::string_view text) {
  const auto ok = [](char c) { return c >= 'a' && c <= 'z'; };
  if (text.size() != 2 || !std::all_of(text.begin(), text.end(), ok)) return std::nullopt;
  return std::string(text);
}

std::optional<bool> parse_leaning(std::string_view text) {
  if (text == "control") return true;
  if (text == "independence") return false;
  return std::nullopt;
}

class AssessmentReader {
 public:
  AssessmentReader(const YamlValue& root, std::string_view file)
      : root_(root), errors_(std::string(file)) {}

  Result<ControlAssessment> read() {
    YamlFields fields(root_, "an assessment", errors_);
    read_head(fields);
    read_sources(fields.map("sources"));
    read_reach(fields.map("audience"));
    read_funding(fields.map("funding"));
    read_criteria(fields.map("criteria"));
    for (const YamlValue& one : fields.list("reviews").items) read_review(one);
    read_contest(fields.map("contest"));
    if (const YamlValue* const outs = fields.optional_list("opt_outs")) {
      for (const YamlValue& one : outs->items) read_opt_out(one);
    }
    fields.finish();
    RETURN_IF_ERROR(errors_.result());
    return std::move(made_);
  }

 private:
  struct NamedSource {
    ClaimSource source;
    std::optional<PartialDate> published;
  };

  void read_head(YamlFields& fields) {
    made_.id = fields.text("assessment");
    made_.label = fields.parsed("label", parse_label, "lower-case letters and hyphens");
    made_.entity = fields.text("entity");
    made_.name = fields.text("name");
    made_.state = fields.text("state");
    made_.assessed_day = fields.parsed("assessed", parse_day, kDateForm);
    made_.expires_day = fields.parsed("expires", parse_day, kDateForm);
    made_.review_day = fields.parsed("review_by", parse_day, kDateForm);
    if (made_.expires_day < made_.assessed_day) fields.refuse("expires", "is before 'assessed'");
    if (made_.review_day < made_.assessed_day) fields.refuse("review_by", "is before 'assessed'");
  }

  void read_sources(const YamlValue& sources) {
    for (const auto& [key, value] : sources.fields) {
      YamlFields fields(value, fmt::format("source '{}'", key), errors_);
      NamedSource named;
      named.source.publisher = fields.text("publisher");
      named.source.url = fields.text("url");
      named.source.grade = fields.parsed("grade", parse_grade, "a grade like B2, A1 to F6");
      named.source.content_hash = fields.optional_text("content_hash");
      named.published = fields.parsed_or(
          "published", std::optional<PartialDate>(),
          [](std::string_view text) { return optional_of(parse_partial_date(text)); },
          kPartialDateForm);
      fields.finish();
      sources_.emplace(key, std::move(named));
    }
  }

  static std::optional<std::optional<PartialDate>> optional_of(std::optional<PartialDate> date) {
    if (!date) return std::nullopt;
    return date;
  }

  void read_reach(const YamlValue& audience) {
    YamlFields fields(audience, "'audience'", errors_);
    made_.reach.home =
        fields.parsed("home", parse_country, "a country of two lower-case letters (ISO 3166-1)");
    made_.reach.current_affairs_abroad =
        fields.parsed("current_affairs_abroad", audience_abroad_named, "yes, no or unknown");
    fields.finish();
  }

  void read_funding(const YamlValue& funding) {
    YamlFields fields(funding, "'funding'", errors_);
    made_.funding =
        fields.parsed("public", public_funding_named, "unknown, none, partly or mostly");
    if (const YamlValue* const list = fields.optional_list("evidence")) {
      for (const YamlValue& one : list->items) {
        YamlFields item(one, "evidence on funding", errors_);
        ControlEvidence evidence;
        read_evidence(item, evidence);
        item.finish();
        made_.funding_evidence.push_back(std::move(evidence));
      }
    }
    fields.finish();
  }

  void read_criteria(const YamlValue& criteria) {
    YamlFields all(criteria, "'criteria'", errors_);
    for (std::size_t i = 0; i < kControlCriterionCount; ++i) {
      const std::string_view name = name_of(static_cast<ControlCriterion>(i));
      // A criterion may be left out: then the outcome is insufficient, and says so.
      if (const YamlValue* const one = all.optional_map(name)) read_criterion(*one, name, i);
    }
    all.finish();
  }

  void read_criterion(const YamlValue& value, std::string_view name, std::size_t i) {
    YamlFields fields(value, fmt::format("'{}'", name), errors_);
    CriterionSheet& sheet = made_.criteria.at(i);
    sheet.finding =
        fields.parsed("finding", control_finding_named, "state, independent, mixed or missing");
    sheet.why = fields.text("why");
    for (const YamlValue& one : fields.list("evidence").items) {
      YamlFields item(one, fmt::format("evidence on '{}'", name), errors_);
      ControlEvidence evidence;
      evidence.for_control = item.parsed("for", parse_leaning, "control or independence");
      read_evidence(item, evidence);
      item.finish();
      sheet.evidence.push_back(std::move(evidence));
    }
    fields.finish();
  }

  void read_evidence(YamlFields& item, ControlEvidence& evidence) {
    evidence.statement = item.text("says");
    evidence.claim = item.optional_text("claim");
    if (!evidence.claim.empty()) {
      if (!parse_claim_id(evidence.claim)) item.refuse("claim", "is not 32 hexadecimal digits");
      evidence.found = false;
      return;
    }
    const std::string key = item.text("source");
    evidence.status =
        item.parsed_or("status", ClaimStatus::kReported, claim_status_named,
                       "reported, alleged, charged, sanctioned, confirmed, disputed or withdrawn");
    const auto found = sources_.find(key);
    if (found == sources_.end()) {
      item.refuse("source", fmt::format("'{}' is not among the file's sources", key));
      return;
    }
    evidence.source = found->second.source;
    evidence.published = found->second.published;
    evidence.source.grade =
        item.parsed_or("grade", evidence.source.grade, parse_grade, "a grade like B2, A1 to F6");
  }

  void read_review(const YamlValue& value) {
    YamlFields fields(value, "a review", errors_);
    ControlReview review;
    review.reviewer = fields.text("reviewer");
    review.affiliation = fields.text("affiliation");
    review.conflicts = fields.text("conflicts");
    review.conflicted = fields.parsed("conflicted", parse_yaml_flag, "true or false");
    review.outcome =
        fields.parsed("outcome", control_outcome_named,
                      "state-controlled, not-state-controlled or insufficient-evidence");
    review.day = fields.parsed("day", parse_partial_date, kPartialDateForm);
    review.url = fields.optional_text("url");
    fields.finish();
    made_.reviews.push_back(std::move(review));
  }

  void read_contest(const YamlValue& value) {
    YamlFields fields(value, "'contest'", errors_);
    made_.contest.how = fields.text("how");
    made_.contest.accepted = fields.text("accepted");
    made_.contest.answer_days = fields.parsed("answer_days", parse_days, "a number of days");
    fields.finish();
  }

  void read_opt_out(const YamlValue& value) {
    YamlFields fields(value, "an opt-out", errors_);
    LabelOptOut out;
    out.subject = fields.parsed("subject", parse_label_subject,
                                "like entity:ID, website:HOST or account:SERVICE:NAME");
    out.reason = fields.text("reason");
    out.by = fields.text("by");
    out.since = fields.parsed("since", parse_partial_date, kPartialDateForm);
    out.until = fields.parsed_or(
        "until", std::optional<PartialDate>(),
        [](std::string_view text) { return optional_of(parse_partial_date(text)); },
        kPartialDateForm);
    fields.finish();
    made_.opt_outs.push_back(std::move(out));
  }

  const YamlValue& root_;
  YamlErrors errors_;
  std::map<std::string, NamedSource, std::less<>> sources_;
  ControlAssessment made_;
};

void look_up(ControlEvidence& evidence, const RegistryView& view,
             const std::map<std::string, const ViewClaim*>& claims) {
  if (evidence.claim.empty()) return;
  const auto found = claims.find(evidence.claim);
  evidence.found = found != claims.end();
  if (!evidence.found) return;
  const ViewClaim& claim = *found->second;
  evidence.status = claim.status;
  evidence.source = view.sources[claim.source];
  evidence.source.grade = claim.grade;
  // What may not decide anything supports nothing here either.
  evidence.found = may_decide(claim.status, claim.grade, claim.flags);
}

}  // namespace

Result<ControlAssessment> decode_assessment(std::string_view text, std::string_view file) {
  ASSIGN_OR_RETURN(const YamlValue root, parse_yaml(text, file));
  return AssessmentReader(root, file).read();
}

void look_up_evidence(ControlAssessment& assessment, const RegistryView& view) {
  std::map<std::string, const ViewClaim*> claims;
  for (const ViewClaim& claim : view.claims) claims.emplace(name_of(claim.id), &claim);
  for (CriterionSheet& sheet : assessment.criteria) {
    for (ControlEvidence& evidence : sheet.evidence) look_up(evidence, view, claims);
  }
  for (ControlEvidence& evidence : assessment.funding_evidence) look_up(evidence, view, claims);
}

}  // namespace overt
