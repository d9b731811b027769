#include "stages/disclosures/render_statement.h"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json_writer.h"
#include "kernel/stats/suppress_counts.h"
#include "stages/disclosures/disclosed_json.h"
#include "stages/disclosures/page_text.h"
#include "stages/disclosures/techniques.h"

namespace overt {
namespace {

std::string accounts(std::uint64_t count, std::uint64_t threshold) {
  return said_count(count, threshold, "account", "accounts");
}

std::string day_of(TimeUs at) { return format_date(at); }

/// Which of appeals, upheld, reversed and still open may be said.
struct AppealCounts {
  std::array<std::uint64_t, 4> counts{};
  std::vector<bool> withheld;
};

AppealCounts appeal_counts(const DecidedNetwork& decided, std::uint64_t threshold) {
  const std::uint64_t heard = decided.appeals_upheld + decided.appeals_reversed;
  AppealCounts said;
  said.counts = {decided.appeals, decided.appeals_upheld, decided.appeals_reversed,
                 decided.appeals - std::min(heard, decided.appeals)};
  std::vector<CountCell> cells;
  for (const std::uint64_t count : said.counts) cells.push_back({count, false});
  const CountSum sum = {0, {1, 2, 3}};
  said.withheld = suppress_counts(cells, {&sum, 1}, threshold).withheld;
  return said;
}

std::vector<std::string> action_items(const DisclosedNetwork& network, std::uint64_t threshold) {
  std::vector<std::string> items;
  for (const DisclosedAction& action : network.decided.actions) {
    items.push_back(fmt::format("{}{}: {}.", action_words(action.action),
                                action.audience == "abroad" ? " abroad" : "",
                                accounts(action.accounts, threshold)));
  }
  return items;
}

void add_done(PageText& page, const PublicationHead& head, const DisclosedNetwork& network) {
  const DecidedNetwork& decided = network.decided;
  page.heading(3, "What we did");
  if (decided.mode != PolicyMode::kLive) {
    page.paragraph(fmt::format(
        "Nothing. The policy is in {} mode: what follows is what it would have come to.",
        decided.mode == PolicyMode::kShadow ? "shadow" : "dry-run"));
  }
  if (decided.actions.empty()) {
    page.paragraph("No restriction stands.");
  } else {
    page.paragraph(fmt::format("{} of this network are restricted, since {}:",
                               accounts(decided.accounts, head.threshold), decided.first_day));
    page.list(action_items(network, head.threshold));
  }
  if (network.followers && decided.accounts >= head.threshold) {
    page.paragraph(fmt::format(
        "Together they had {}; whoever followed several of them is counted several times.",
        said_count(*network.followers, head.threshold, "follower", "followers")));
  }
  if (decided.accounts_taken_back > 0) {
    page.paragraph(fmt::format("Taken back since, on review or on appeal: {}.",
                               accounts(decided.accounts_taken_back, head.threshold)));
  }
  if (decided.accounts_asked > 0) {
    page.paragraph(fmt::format(
        "{} were asked to say who pays for what they publish. They may have been deceived; they "
        "are accused of nothing, and are not named.",
        accounts(decided.accounts_asked, head.threshold)));
  }
  if (decided.returning > 0) {
    page.paragraph("The network goes on from one that we acted on before.");
  }
  if (!decided.policies.empty()) {
    page.paragraph(fmt::format("Under: {}.", fmt::join(decided.policies, "; ")));
  }
}

void add_seen(PageText& page, const ToldNetwork& told) {
  page.heading(3, "What we saw");
  page.paragraph(fmt::format(
      "From {} to {} its accounts acted together{}. Kinds of evidence that hold, each by itself: "
      "{}.",
      told.first_day, told.last_day,
      told.confirmed && told.explanation == "undisclosed"
          ? ", more than chance allows, and no innocent explanation that we tried fits"
          : "",
      told.families.empty() ? std::string("none")
                            : fmt::format("{}", fmt::join(told.families, ", "))));
  std::vector<std::string> items;
  for (const Technique& technique : techniques_of(told.families)) {
    items.push_back(fmt::format("{} {}: {}.", technique.id, technique.name, technique.why));
  }
  if (items.empty()) return;
  page.paragraph("In the terms of the DISARM framework:");
  page.list(std::move(items));
}

void add_appeals(PageText& page, const PublicationHead& head, const DecidedNetwork& decided) {
  page.heading(3, "Objections");
  if (decided.appeals == 0) return page.paragraph("Nobody has appealed so far.");
  const AppealCounts said = appeal_counts(decided, head.threshold);
  constexpr std::array<std::string_view, 4> kWhat = {"appeals were made",
                                                     "were decided against whoever appealed",
                                                     "were right, and undone", "are still open"};
  std::vector<std::string> items;
  for (std::size_t i = 0; i < said.counts.size(); ++i) {
    const std::string count = said.withheld[i] ? std::string("A number that is not published")
                                               : fmt::format("{}", said.counts[i]);
    items.push_back(fmt::format("{} {}.", count, kWhat.at(i)));
  }
  page.list(std::move(items));
}

PageText page_of(const PublicationHead& head, const DisclosedNetwork& network) {
  PageText page;
  page.heading(2, fmt::format("Statement on {}", name_in_public(network)));
  if (head.preview) page.paragraph("Preview. Not published.");
  page.paragraph(fmt::format("{}, {}. Everything decided by then is counted.", head.publisher,
                             format_rfc3339(head.at)));
  add_done(page, head, network);
  add_seen(page, network.told);
  page.heading(3, "Who is behind it");
  page.paragraph(assessment_words(network.told));
  const std::string origin = origin_words(network.notes);
  if (!origin.empty()) page.paragraph(origin);
  page.paragraph(asked_words(network.notes, day_of(head.at)));
  add_appeals(page, head, network.decided);
  return page;
}

void write_appeals(JsonWriter& json, const PublicationHead& head, const DecidedNetwork& decided) {
  const AppealCounts said = appeal_counts(decided, head.threshold);
  constexpr std::array<std::string_view, 4> kNames = {"appeals", "appeals_upheld",
                                                      "appeals_reversed", "appeals_open"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    json.key(kNames.at(i));
    said.withheld[i] ? json.null() : json.value(said.counts.at(i));
  }
}

void write_behind(JsonWriter& json, const ToldNetwork& told) {
  json.key("behind");
  if (!told.behind) return json.null();
  json.begin_object();
  json.field("entity", told.behind->id);
  json.field("name", told.behind->name);
  json.field("likelihood", name_of(told.behind->likelihood));
  json.field("confidence", name_of(told.behind->confidence));
  json.key("principals");
  json.begin_array();
  for (const std::string& name : told.behind->principals) json.value(name);
  json.end_array();
  json.end_object();
}

void write_decided(JsonWriter& json, const PublicationHead& head, const DisclosedNetwork& network) {
  const DecidedNetwork& decided = network.decided;
  json.field("mode", name_of(decided.mode));
  json.field("since", decided.first_day);
  write_said_count(json, "accounts", decided.accounts, head.threshold);
  json.key("followers");
  const bool said = network.followers && decided.accounts >= head.threshold &&
                    !is_small_count(*network.followers, head.threshold);
  said ? json.value(*network.followers) : json.null();
  write_said_count(json, "accounts_taken_back", decided.accounts_taken_back, head.threshold);
  write_said_count(json, "accounts_asked", decided.accounts_asked, head.threshold);
  json.field("returning", decided.returning > 0);
  json.key("actions");
  json.begin_array();
  for (const DisclosedAction& action : decided.actions) {
    json.begin_object();
    json.field("action", name_of(action.action));
    if (!action.audience.empty()) json.field("audience", action.audience);
    write_said_count(json, "accounts", action.accounts, head.threshold);
    json.end_object();
  }
  json.end_array();
  json.key("policies");
  json.begin_array();
  for (const std::string& policy : decided.policies) json.value(policy);
  json.end_array();
  write_appeals(json, head, decided);
}

std::string json_of(const PublicationHead& head, const DisclosedNetwork& network) {
  std::string out;
  JsonWriter json(out, 2);
  json.begin_object();
  json.field("format", "overt.statement/1");
  json.field("id", head.id);
  json.field("publisher", head.publisher);
  json.field("at", format_rfc3339(head.at));
  json.field("preview", head.preview);
  json.field("network", network.told.id);
  json.field("name", name_in_public(network));
  json.field("first_day", network.told.first_day);
  json.field("last_day", network.told.last_day);
  json.field("detection", network.notes.tip_from.empty() ? "internal" : "external");
  write_behind(json, network.told);
  json.field("assessment", assessment_words(network.told));
  json.field("origin", origin_words(network.notes));
  json.field("asked", asked_words(network.notes, day_of(head.at)));
  json.key("techniques");
  json.begin_array();
  for (const Technique& technique : techniques_of(network.told.families)) {
    json.value(technique.id);
  }
  json.end_array();
  write_decided(json, head, network);
  json.end_object();
  return out + "\n";
}

}  // namespace

std::string_view action_words(ActionKind action) {
  switch (action) {
    case ActionKind::kRequestDisclosure:
      return "Asked to say who pays";
    case ActionKind::kLabel:
      return "Labelled";
    case ActionKind::kLimitReach:
      return "No longer recommended";
    case ActionKind::kNoAds:
      return "May not advertise";
    case ActionKind::kDemonetise:
      return "Earn nothing";
    case ActionKind::kGeoRestrict:
      return "Not shown in some countries";
    case ActionKind::kRemoveContent:
      return "Content removed";
    case ActionKind::kSuspend:
      return "Suspended";
    case ActionKind::kTerminate:
      return "Closed for good";
  }
  CHECK(false);
}

std::string likelihood_words(Likelihood likelihood) {
  constexpr std::array<std::string_view, kLikelihoodCount> kWords = {
      "almost no chance (1–5 %)",        "very unlikely (5–20 %)", "unlikely (20–45 %)",
      "a roughly even chance (45–55 %)", "likely (55–80 %)",       "very likely (80–95 %)",
      "almost certain (95–99 %)"};
  return std::string(kWords.at(static_cast<std::size_t>(likelihood)));
}

std::string assessment_words(const ToldNetwork& told) {
  if (told.by_the_deceived) {
    return "Whoever ran these accounts was paid by somebody who hid who they are, and did not know "
           "it as far as anybody has shown. We do not name them.";
  }
  if (!told.behind) return "We do not know who is behind it.";
  std::string words = fmt::format(
      "We assess that {} is behind it: {}. Our confidence in this is {}. It is an assessment from "
      "evidence, and no finding of guilt.",
      told.behind->name, likelihood_words(told.behind->likelihood),
      name_of(told.behind->confidence));
  if (!told.behind->principals.empty()) {
    words += fmt::format(" By control or payments on record it stands under {}.",
                         fmt::join(told.behind->principals, ", "));
  }
  return words;
}

std::string origin_words(const DisclosureNotes& notes) {
  if (notes.operated_from.empty() && notes.audience.empty()) return {};
  if (notes.audience.empty()) {
    return fmt::format("We assess that this network operated from {}.", notes.operated_from);
  }
  if (notes.operated_from.empty()) {
    return fmt::format(
        "We assess that this network targeted {}; from where it operated we do not "
        "know.",
        notes.audience);
  }
  return fmt::format("We assess that this network operated from {} and targeted {}.",
                     notes.operated_from, notes.audience);
}

std::string asked_words(const DisclosureNotes& notes, std::string_view as_of_day) {
  if (notes.asked_on.empty()) return "Nobody was asked for comment before this statement.";
  const std::string asked = fmt::format("We asked {} on {}.", notes.asked_whom, notes.asked_on);
  if (notes.replied_on.empty()) return fmt::format("{} No reply by {}.", asked, as_of_day);
  return fmt::format("{} The reply of {}: “{}”", asked, notes.replied_on, notes.reply);
}

std::string name_in_public(const DisclosedNetwork& network) {
  return network.notes.name.empty() ? "network " + network.told.id : network.notes.name;
}

DisclosureFiles render_statement(const PublicationHead& head, const DisclosedNetwork& network) {
  const PageText page = page_of(head, network);
  return {{"statement.md", page.markdown()},
          {"statement.html", page.html("statement-" + network.told.id)},
          {"statement.json", json_of(head, network)}};
}

}  // namespace overt
