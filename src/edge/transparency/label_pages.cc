#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "edge/transparency/pages.h"
#include "edge/transparency/words.h"

namespace overt::transparency {
namespace {

TimeUs moment_of(std::int32_t day_number) { return day_number * kMicrosPerDay; }

std::string who(const LabelEvent& event) {
  if (event.name.empty() || event.name == event.subject.id) {
    return fmt::format("<code>{}</code>", escaped(event.subject.id));
  }
  return fmt::format("<span dir=\"auto\">{}</span> <code>{}</code>", escaped(event.name),
                     escaped(event.subject.id));
}

/// "since", as the head of a column.
std::string since_head(const Texts& texts) { return escaped(filled(texts.since, {""})); }

/// Everything that carries a label by the same assessment.
struct LabelledOutlet {
  const LabelEvent* first = nullptr;
  std::vector<const LabelEvent*> events;
};

/// By assessment and label; the order is that of the record.
std::vector<LabelledOutlet> outlets_of(const PublishedLabels& labels) {
  std::map<std::pair<std::string, std::string>, LabelledOutlet> found;
  for (const LabelEvent& event : labels.standing) {
    LabelledOutlet& outlet = found[{event.assessment, event.label}];
    const bool root = event.subject.id == event.root;
    if (outlet.first == nullptr || root) outlet.first = &event;
    outlet.events.push_back(&event);
  }
  std::vector<LabelledOutlet> outlets;
  for (auto& [key, outlet] : found) outlets.push_back(std::move(outlet));
  return outlets;
}

std::string carrier_row(const Texts& texts, const LabelEvent& event) {
  return fmt::format(
      "<tr><td data-label=\"{}\">{}</td><td data-label=\"{}\">{}</td><td data-label=\"{}\">{}</td>"
      "<td data-label=\"{}\">{}</td></tr>\n",
      escaped(texts.carrier), who(event), escaped(texts.kind),
      escaped(subject_words(texts, event.subject.kind)), since_head(texts), day(event.at),
      escaped(texts.reason), in_english(event.reason));
}

std::string outlet_section(const Reader& reader, const PublicRecord& record,
                           const LabelledOutlet& outlet) {
  const Texts& texts = reader.texts();
  const LabelEvent& first = *outlet.first;
  const bool known = find_published(record.labels, first.assessment) != nullptr;
  std::string out =
      fmt::format("<section><h2><span dir=\"auto\">{}</span> {}</h2>\n",
                  escaped(first.name.empty() ? first.root : first.name), tag(first.label));
  if (known) {
    out += fmt::format("<p>{}</p>\n",
                       link(reader, path_of_assessment(first.assessment), texts.why_and_contest));
  }
  out += fmt::format(
      "<table class=\"stacked\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>"
      "<th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
      escaped(texts.carrier), escaped(texts.kind), since_head(texts), escaped(texts.reason));
  for (const LabelEvent* const event : outlet.events) out += carrier_row(texts, *event);
  return out + "</tbody></table></section>\n";
}

std::string history_list(const Reader& reader, const std::vector<const LabelEvent*>& events) {
  const Texts& texts = reader.texts();
  if (events.empty()) return nothing_yet(texts.history_none);
  std::string out = "<ol class=\"steps\">\n";
  for (std::size_t i = events.size(); i-- > 0;) {
    const LabelEvent& event = *events[i];
    out += fmt::format("<li>{} <span>{} {}: {}; {}</span></li>\n", day(event.at), who(event),
                       escaped(event.label), escaped(event_words(texts, event.kind)),
                       in_english(event.reason));
  }
  return out + "</ol>\n";
}

std::string_view outcome_words(const Texts& texts, ControlOutcome outcome) {
  if (outcome == ControlOutcome::kControlled) return texts.outcome_controlled;
  return outcome == ControlOutcome::kNotControlled ? texts.outcome_not_controlled
                                                   : texts.outcome_insufficient;
}

/// A status that supports nothing, or a poor source: is said, so that nobody takes it for proof.
std::string evidence_item(const Texts& texts, const ControlEvidence& evidence) {
  const ClaimSource& source = evidence.source;
  const bool counts = supports_findings(evidence);
  return fmt::format("<li>{} {} <span class=\"quiet\">({}, {} {}){}</span></li>\n",
                     tag(evidence.for_control ? texts.for_control : texts.for_independence),
                     in_english(evidence.statement), outside_link(source.url, source.publisher),
                     escaped(name_of(evidence.status)), escaped(name_of(source.grade)),
                     counts ? std::string() : "; " + escaped(texts.counts_for_nothing));
}

std::string evidence_list(const Texts& texts, const std::vector<ControlEvidence>& evidence) {
  if (evidence.empty()) return {};
  std::string out = fmt::format("<p class=\"list-head\">{}</p>\n<ul>\n", escaped(texts.evidence));
  for (const ControlEvidence& one : evidence) out += evidence_item(texts, one);
  return out + "</ul>\n";
}

std::string criteria_section(const Texts& texts, const PublishedAssessment& published) {
  std::string out = fmt::format("<section><h2>{}</h2>\n", escaped(texts.criteria));
  for (std::size_t i = 0; i < kControlCriterionCount; ++i) {
    const CriterionSheet& sheet = published.assessment.criteria.at(i);
    const auto finding = static_cast<std::size_t>(published.result.findings.at(i));
    out += fmt::format(
        "<section class=\"card\"><h3>{}</h3>\n<p class=\"quiet\">{}</p>\n<p>{} "
        "{}</p>\n{}</section>\n",
        escaped(texts.criterion_names.at(i)), escaped(texts.criterion_questions.at(i)),
        tag(texts.finding_names.at(finding)), in_english(sheet.why),
        evidence_list(texts, sheet.evidence));
  }
  return out + "</section>\n";
}

std::string review_list(const Texts& texts, const std::vector<ControlReview>& reviews) {
  std::string out = fmt::format("<section><h2>{}</h2>\n<ul>\n", escaped(texts.reviews));
  for (const ControlReview& review : reviews) {
    out += fmt::format(
        "<li>{}, {}: {} <time>{}</time> <span class=\"quiet\">{}</span></li>\n",
        review.url.empty() ? escaped(review.reviewer) : outside_link(review.url, review.reviewer),
        escaped(review.affiliation), escaped(outcome_words(texts, review.outcome)),
        format_partial_date(review.day),
        filled(escaped(texts.conflicts), {in_english(review.conflicts)}));
  }
  return out + "</ul></section>\n";
}

std::string contest_section(const Reader& reader, const ContestRoute& contest) {
  const Texts& texts = reader.texts();
  return fmt::format(
      "<section class=\"note\" id=\"contest\"><h2>{}</h2>\n<dl><dt>{}</dt><dd>{}</dd><dt>{}</dt>"
      "<dd>{}</dd></dl>\n<p>{}</p></section>\n",
      escaped(texts.contest), escaped(texts.contest_where), in_english(contest.how),
      escaped(texts.contest_what), in_english(contest.accepted),
      filled(escaped(texts.contest_when), {count(reader, contest.answer_days)}));
}

std::string outcome_section(const Texts& texts, const PublishedAssessment& published) {
  const ControlAssessment& sheet = published.assessment;
  std::string out = fmt::format(
      "<section class=\"card\"><h2>{}</h2>\n<p><strong>{}</strong></p>\n<dl class=\"facts\">"
      "<dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd></dl>\n",
      escaped(texts.outcome), escaped(outcome_words(texts, published.result.outcome)),
      escaped(texts.assessed_on), day(moment_of(sheet.assessed_day)), escaped(texts.holds_until),
      day(moment_of(published.result.expires_day)), escaped(texts.next_look),
      day(moment_of(sheet.review_day)));
  if (!published.result.in_force) {
    out += fmt::format("<p>{}</p>\n", escaped(texts.not_in_force));
  }
  return out + "</section>\n";
}

}  // namespace

std::string labels_page(const Reader& reader, const PublicRecord& record) {
  const Texts& texts = reader.texts();
  const PublishedLabels& labels = record.labels;
  std::string body = fmt::format(
      "<h1>{}</h1>\n<p class=\"lede\">{}</p>\n<p class=\"note\">{}</p>\n",
      escaped(texts.labels.title), escaped(texts.labels.lede), escaped(texts.label_is_not));
  if (labels.standing.empty()) {
    body += nothing_yet(texts.labels.none);
  } else {
    for (const LabelledOutlet& outlet : outlets_of(labels)) {
      body += outlet_section(reader, record, outlet);
    }
  }
  if (!labels.events.empty()) {
    std::vector<const LabelEvent*> all;
    for (const LabelEvent& event : labels.events) all.push_back(&event);
    body += fmt::format(
        "<section><h2>{0}</h2>\n<details><summary>{0}: {1}</summary>\n{2}</details></section>\n",
        escaped(texts.history), count(reader, all.size()), history_list(reader, all));
  }
  return page({reader, "/transparency/labels", std::string(texts.labels.title), Section::kLabels},
              body);
}

std::string assessment_page(const Reader& reader, const PublicRecord& record,
                            const PublishedAssessment& published) {
  const Texts& texts = reader.texts();
  const ControlAssessment& sheet = published.assessment;
  std::string body = fmt::format(
      "<p class=\"back\">{}</p>\n<h1 dir=\"auto\">{}</h1>\n<p class=\"quiet\">{} <code>{}</code> · "
      "<code>{}</code></p>\n<p class=\"note\">{}</p>\n",
      link(reader, "/transparency/labels", texts.labels.title), escaped(sheet.name),
      tag(sheet.label), escaped(sheet.entity), escaped(sheet.id), escaped(texts.label_is_not));
  body += outcome_section(texts, published);
  body += contest_section(reader, sheet.contest);
  body += criteria_section(texts, published);
  body += fmt::format("<section><h2>{}</h2>\n<p>{} {}</p>\n{}</section>\n", escaped(texts.funding),
                      tag(texts.funding_names.at(static_cast<std::size_t>(sheet.funding))),
                      escaped(texts.funding_decides_nothing),
                      evidence_list(texts, sheet.funding_evidence));
  body += review_list(texts, sheet.reviews);
  std::vector<const LabelEvent*> events;
  for (const LabelEvent& event : record.labels.events) {
    if (event.root == sheet.entity && event.label == sheet.label) events.push_back(&event);
  }
  body += fmt::format("<section><h2>{}</h2>\n{}</section>\n", escaped(texts.history),
                      history_list(reader, events));
  return page({reader, path_of_assessment(sheet.id), sheet.name, Section::kLabels}, body);
}

}  // namespace overt::transparency
