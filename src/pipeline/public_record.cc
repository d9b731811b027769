#include "pipeline/public_record.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "kernel/merkle/checkpoint.h"
#include "kernel/merkle/note.h"
#include "pipeline/decision_data.h"

namespace overt {
namespace {

constexpr std::string_view kBundle = "disclosure.stix.json";

/// When it was withdrawn; 0: it was not.
TimeUs withdrawal_of(const DisclosureBooks& books, std::string_view id) {
  for (const DisclosureRecord& record : books.records) {
    if (record.step == DisclosureStep::kWithdrawn && record.subject == id) return record.at;
  }
  return 0;
}

Publication publication_of(const DisclosureBooks& books, const DisclosureRecord& record) {
  const PublishedDocument& document = record.document;
  Publication one;
  one.id = record.subject;
  one.kind = document.kind;
  one.publisher = document.publisher;
  one.at = record.at;
  one.withdrawn_at = withdrawal_of(books, record.subject);
  const bool statement = document.kind == DisclosureKind::kStatement;
  one.about = statement ? name_in_public(document.network) : format_period(document.period);
  // What was withdrawn is told by its bundle alone, which says so and has other bytes since.
  if (one.withdrawn()) {
    for (const auto& [name, sha256] : document.files) {
      if (name == kBundle) one.files.emplace_back(name, std::string());
    }
    return one;
  }
  one.files = document.files;
  if (statement) one.policies = document.network.decided.policies;
  return one;
}

Result<PublicLedger> ledger_of(DecisionStore& store, const std::string& data) {
  PublicLedger ledger;
  ASSIGN_OR_RETURN(ledger.checkpoint, store.checkpoint());
  if (ledger.checkpoint.empty()) return ledger;
  ASSIGN_OR_RETURN(const auto note, merkle::parse_note(ledger.checkpoint));
  ASSIGN_OR_RETURN(const auto checkpoint, merkle::parse_checkpoint(note.text));
  ASSIGN_OR_RETURN(const auto key, read_public_key(decision_places(data).public_key));
  ledger.origin = checkpoint.origin;
  ledger.size = checkpoint.size;
  ledger.root = merkle::to_base64(merkle::bytes_of(checkpoint.root));
  ledger.key = merkle::format_key(key);
  return ledger;
}

}  // namespace

Result<PublicRecord> read_public_record(DecisionStore* store, const std::string& data, TimeUs now) {
  PublicRecord record;
  if (store != nullptr) {
    ASSIGN_OR_RETURN(const DisclosureBooks books, read_books(*store, false));
    for (const DisclosureRecord& one : books.records) {
      if (one.step != DisclosureStep::kPublished) continue;
      record.publications.push_back(publication_of(books, one));
    }
    std::reverse(record.publications.begin(), record.publications.end());
    ASSIGN_OR_RETURN(auto versions, read_policy_versions(*store));
    record.policies = policy_histories(std::move(versions));
    ASSIGN_OR_RETURN(record.ledger, ledger_of(*store, data));
  }
  const auto day = static_cast<std::int32_t>(now / kMicrosPerDay);
  ASSIGN_OR_RETURN(record.labels, read_published_labels(data, day));
  return record;
}

std::vector<PublicStep> public_steps(const PublicRecord& record, std::size_t max) {
  std::vector<PublicStep> steps;
  for (const Publication& one : record.publications) {
    if (!one.withdrawn()) steps.push_back({PublicStepKind::kPublished, one.at, &one});
    if (one.withdrawn()) steps.push_back({PublicStepKind::kWithdrawn, one.withdrawn_at, &one});
  }
  for (const PolicyHistory& history : record.policies) {
    for (const PolicyVersion& version : history.versions) {
      steps.push_back({PublicStepKind::kPolicy, version.at, nullptr, &version});
    }
  }
  for (const LabelEvent& event : record.labels.events) {
    steps.push_back({PublicStepKind::kLabel, event.at, nullptr, nullptr, &event});
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const PublicStep& x, const PublicStep& y) { return x.at > y.at; });
  if (steps.size() > max) steps.resize(max);
  return steps;
}

std::vector<std::string> versions_not_on_record(const PublicRecord& record) {
  std::set<std::string> on_record;
  for (const PolicyHistory& history : record.policies) {
    for (const PolicyVersion& one : history.versions) {
      on_record.insert(fmt::format("{} {}", one.policy, one.version));
    }
  }
  std::set<std::string> missing;
  for (const Publication& one : record.publications) {
    for (const std::string& cited : one.policies) {
      const std::string version = cited.substr(0, cited.find(','));
      if (!on_record.contains(version)) missing.insert(version);
    }
  }
  return {missing.begin(), missing.end()};
}

}  // namespace overt
