#include "edge/transparency/words.h"

#include <fmt/format.h>

namespace overt::transparency {
namespace {

std::string step_line(const Reader& reader, const PublicRecord& record, const PublicStep& step) {
  const Texts& texts = reader.texts();
  switch (step.kind) {
    case PublicStepKind::kPublished:
      return fmt::format("{}: {}", escaped(kind_words(texts, step.publication->kind)),
                         link(reader, path_of(*step.publication), step.publication->about));
    case PublicStepKind::kWithdrawn:
      return fmt::format("{} {}: {}", tag(texts.withdrawn, "bad"),
                         escaped(kind_words(texts, step.publication->kind)),
                         link(reader, path_of(*step.publication), step.publication->about));
    case PublicStepKind::kPolicy:
      return fmt::format("{}: {}", escaped(texts.policies.title),
                         link(reader, "/transparency/policies/" + path_part(step.policy->policy),
                              fmt::format("{} {}", step.policy->title, step.policy->version)));
    case PublicStepKind::kLabel: {
      const LabelEvent& event = *step.label;
      const std::string what =
          fmt::format("{} ({}) {}", event.name, event.label, event_words(texts, event.kind));
      const bool known = find_published(record.labels, event.assessment) != nullptr;
      return fmt::format(
          "{}: {}", escaped(texts.label),
          link(reader,
               known ? path_of_assessment(event.assessment) : std::string("/transparency/labels"),
               what));
    }
  }
  CHECK(false);
}

}  // namespace

std::string_view kind_words(const Texts& texts, DisclosureKind kind) {
  switch (kind) {
    case DisclosureKind::kStatement:
      return texts.kind_statement;
    case DisclosureKind::kOperations:
      return texts.kind_operations;
    case DisclosureKind::kDsa:
      return texts.kind_dsa;
  }
  CHECK(false);
}

std::string_view mode_words(const Texts& texts, PolicyMode mode) {
  if (mode == PolicyMode::kLive) return texts.mode_live;
  return mode == PolicyMode::kShadow ? texts.mode_shadow : texts.mode_dry_run;
}

std::string_view event_words(const Texts& texts, LabelEventKind kind) {
  switch (kind) {
    case LabelEventKind::kApplied:
      return texts.event_applied;
    case LabelEventKind::kNegated:
      return texts.event_negated;
    case LabelEventKind::kExpired:
      return texts.event_expired;
    case LabelEventKind::kReapplied:
      return texts.event_reapplied;
  }
  CHECK(false);
}

std::string_view subject_words(const Texts& texts, LabelSubjectKind kind) {
  switch (kind) {
    case LabelSubjectKind::kEntity:
      return texts.subject_entity;
    case LabelSubjectKind::kWebsite:
      return texts.subject_website;
    case LabelSubjectKind::kAccount:
      return texts.subject_account;
    case LabelSubjectKind::kContent:
      return texts.subject_content;
  }
  CHECK(false);
}

std::string path_of(const Publication& publication) {
  return "/transparency/statements/" + path_part(publication.id);
}

std::string path_of(const PolicyHistory& history) {
  return "/transparency/policies/" + path_part(history.policy);
}

std::string path_of_assessment(std::string_view id) {
  return "/transparency/labels/" + path_part(id);
}

std::string steps_list(const Reader& reader, const PublicRecord& record, std::size_t max) {
  std::string out = "<ol class=\"steps\">\n";
  for (const PublicStep& step : public_steps(record, max)) {
    out +=
        fmt::format("<li>{} <span>{}</span></li>\n", day(step.at), step_line(reader, record, step));
  }
  return out + "</ol>\n";
}

}  // namespace overt::transparency
