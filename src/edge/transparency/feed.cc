#include <fmt/format.h>

#include "edge/transparency/pages.h"
#include "edge/transparency/words.h"

namespace overt::transparency {
namespace {

struct FeedEntry {
  std::string id;
  std::string title;
  std::string path;
  std::string author;
};

FeedEntry entry_of(const PublicRecord& record, const PublicStep& step) {
  const Texts& texts = texts_in(Language::kEnglish);
  switch (step.kind) {
    case PublicStepKind::kPublished:
    case PublicStepKind::kWithdrawn: {
      const bool withdrawn = step.kind == PublicStepKind::kWithdrawn;
      return {fmt::format("urn:overt:disclosure:{}{}", step.publication->id,
                          withdrawn ? ":withdrawn" : ""),
              fmt::format("{}{}: {}", withdrawn ? "Withdrawn: " : "",
                          kind_words(texts, step.publication->kind), step.publication->about),
              path_of(*step.publication), step.publication->publisher};
    }
    case PublicStepKind::kPolicy:
      return {fmt::format("urn:overt:policy:{}:{}", step.policy->policy, step.policy->place),
              fmt::format("Policy: {} {}", step.policy->title, step.policy->version),
              fmt::format("/transparency/policies/{}#v{}", path_part(step.policy->policy),
                          step.policy->place),
              {}};
    case PublicStepKind::kLabel: {
      const LabelEvent& event = *step.label;
      const bool known = find_published(record.labels, event.assessment) != nullptr;
      return {
          fmt::format("urn:overt:label:{}", event.sequence),
          fmt::format("Label {}: {} ({})", event_words(texts, event.kind), event.name, event.label),
          known ? path_of_assessment(event.assessment) : std::string("/transparency/labels"),
          {}};
    }
  }
  CHECK(false);
}

}  // namespace

std::string feed(const PublicRecord& record) {
  const auto steps = public_steps(record, kFeedMax);
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
      "xml:lang=\"en\">\n<title>Transparency centre</title>\n<id>urn:overt:transparency</id>\n"
      "<link rel=\"self\" href=\"/transparency/feed.atom\"/>\n"
      "<link rel=\"alternate\" type=\"text/html\" href=\"/transparency\"/>\n"
      "<author><name>Transparency centre</name></author>\n<updated>{}</updated>\n",
      format_rfc3339(steps.empty() ? TimeUs{0} : steps.front().at));
  for (const PublicStep& step : steps) {
    const FeedEntry entry = entry_of(record, step);
    out += fmt::format(
        "<entry>\n<title>{}</title>\n<id>{}</id>\n<updated>{}</updated>\n"
        "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
        escaped(entry.title), escaped(entry.id), format_rfc3339(step.at), escaped(entry.path));
    if (!entry.author.empty()) {
      out += fmt::format("<author><name>{}</name></author>\n", escaped(entry.author));
    }
    out += "</entry>\n";
  }
  return out + "</feed>\n";
}

}  // namespace overt::transparency
