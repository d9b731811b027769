#include "pipeline/publications.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/digest.h"
#include "pipeline/decision_data.h"
#include "pipeline/disclosure_log.h"
#include "stages/disclosures/render_operations.h"
#include "stages/disclosures/render_stix.h"

namespace overt {
namespace {

PublicationHead head_of(const DisclosureRecord& publication, bool preview) {
  return {publication.subject, publication.document.publisher, publication.at,
          publication.document.threshold, preview};
}

/// When a network was first spoken of: its bundles keep that date.
TimeUs first_statement_at(const DisclosureBooks& books, const DisclosureRecord& publication) {
  for (const DisclosureRecord& record : books.records) {
    if (record.step == DisclosureStep::kPublished &&
        record.document.kind == DisclosureKind::kStatement &&
        record.document.network.told.id == publication.document.network.told.id) {
      return std::min(record.at, publication.at);
    }
  }
  return publication.at;
}

void add_bundle(const DisclosureBooks& books, const DisclosureRecord& publication,
                const PublicationHead& head, DisclosureFiles& files) {
  StixRequest request;
  request.created_at = first_statement_at(books, publication);
  request.statement = files.front().second;
  PublicationHead made = head;
  for (const DisclosureRecord& record : books.records) {
    if (record.step != DisclosureStep::kWithdrawn || record.subject != publication.subject)
      continue;
    request.revoked = true;
    made.at = record.at;
  }
  files.emplace_back("disclosure.stix.json",
                     render_stix(made, publication.document.network, request));
}

void compare(std::vector<std::string>& found, std::string_view id, std::string_view what,
             std::uint64_t said, std::uint64_t kept) {
  if (said == kept) return;
  found.push_back(
      fmt::format("{}: {} was published as {} and is {} by what is kept", id, what, said, kept));
}

void compare_statement(const DisclosureBooks& books, const DisclosureRecord& publication,
                       std::vector<std::string>& found) {
  const DisclosedNetwork& network = publication.document.network;
  const DecidedNetwork kept =
      decided_on({books.decisions, publication.at, network.decided.mode}, network.told);
  const DecidedNetwork& said = network.decided;
  const std::string& id = publication.subject;
  compare(found, id, "accounts", said.accounts, kept.accounts);
  compare(found, id, "accounts taken back", said.accounts_taken_back, kept.accounts_taken_back);
  compare(found, id, "accounts asked", said.accounts_asked, kept.accounts_asked);
  compare(found, id, "returning accounts", said.returning, kept.returning);
  compare(found, id, "appeals", said.appeals, kept.appeals);
  compare(found, id, "appeals upheld", said.appeals_upheld, kept.appeals_upheld);
  compare(found, id, "appeals reversed", said.appeals_reversed, kept.appeals_reversed);
  std::map<std::pair<ActionKind, std::string>, std::pair<std::uint64_t, std::uint64_t>> actions;
  for (const DisclosedAction& one : said.actions) {
    actions[{one.action, one.audience}].first = one.accounts;
  }
  for (const DisclosedAction& one : kept.actions) {
    actions[{one.action, one.audience}].second = one.accounts;
  }
  for (const auto& [action, counts] : actions) {
    compare(found, id, fmt::format("{} {}", name_of(action.first), action.second), counts.first,
            counts.second);
  }
}

void compare_figures(const DisclosureBooks& books, const DisclosureRecord& publication,
                     std::vector<std::string>& found) {
  const PublishedDocument& document = publication.document;
  const DsaFigures kept =
      dsa_figures({books.decisions, publication.at}, document.period, document.threshold);
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> figures;
  for (const auto& [id, value] : document.figures) figures[id].first = value;
  for (const DsaFigure& figure : kept.figures) figures[figure.id].second = figure.value;
  for (const auto& [id, counts] : figures) {
    compare(found, publication.subject, id, counts.first, counts.second);
  }
}

}  // namespace

Result<DisclosureBooks> read_books(DecisionStore& store, bool with_decisions) {
  DisclosureBooks books;
  ASSIGN_OR_RETURN(books.records, read_disclosures(store));
  if (!with_decisions) return books;
  const merkle::SignerKey none;
  DecisionDesk desk(store, none, [](std::size_t) { return std::string(); });
  ASSIGN_OR_RETURN(books.decisions, desk.select([](const Decision&) { return true; }));
  return books;
}

Result<DisclosureBooks> read_books(const std::string& data) {
  ASSIGN_OR_RETURN(const auto store, open_decisions(data, DecisionAccess::kRead));
  return read_books(*store, true);
}

const DisclosureRecord* find_publication(const DisclosureBooks& books, std::string_view id) {
  for (const DisclosureRecord& record : books.records) {
    if (record.step == DisclosureStep::kPublished && record.subject == id) return &record;
  }
  return nullptr;
}

bool is_withdrawn(const DisclosureBooks& books, std::string_view id) {
  return std::any_of(books.records.begin(), books.records.end(), [&](const auto& record) {
    return record.step == DisclosureStep::kWithdrawn && record.subject == id;
  });
}

DisclosureNotes notes_on(const DisclosureBooks& books, std::string_view network) {
  DisclosureNotes notes;
  for (const DisclosureRecord& record : books.records) {
    if (record.step == DisclosureStep::kNoted && record.subject == network) notes = record.notes;
  }
  return notes;
}

std::vector<const DisclosureRecord*> statements_in(const DisclosureBooks& books,
                                                   const Period& period, TimeUs at) {
  std::map<std::string, const DisclosureRecord*> newest;
  for (const DisclosureRecord& record : books.records) {
    if (record.step != DisclosureStep::kPublished || record.at > at ||
        record.document.kind != DisclosureKind::kStatement || is_withdrawn(books, record.subject)) {
      continue;
    }
    const auto day = parse_period(record.document.network.decided.first_day);
    if (!day || day->first_day < period.first_day || day->last_day > period.last_day) continue;
    newest[record.document.network.told.id] = &record;
  }
  std::vector<const DisclosureRecord*> found;
  for (const auto& [network, record] : newest) found.push_back(record);
  return found;
}

DisclosureFiles make_documents(const DisclosureBooks& books, const DisclosureRecord& publication,
                               bool preview) {
  const PublicationHead head = head_of(publication, preview);
  const PublishedDocument& document = publication.document;
  switch (document.kind) {
    case DisclosureKind::kStatement: {
      DisclosureFiles files = render_statement(head, document.network);
      add_bundle(books, publication, head, files);
      return files;
    }
    case DisclosureKind::kOperations: {
      std::vector<DisclosedNetwork> networks;
      for (const std::string& id : document.statements) {
        const DisclosureRecord* const statement = find_publication(books, id);
        if (statement != nullptr) networks.push_back(statement->document.network);
      }
      return render_operations(head, {document.period, networks});
    }
    case DisclosureKind::kDsa: {
      const DsaFigures figures =
          dsa_figures({books.decisions, publication.at}, document.period, document.threshold);
      return render_dsa(head, document.period,
                        {document.publisher, document.service, document.previous_report,
                         document.moderators, document.given, document.left_out},
                        figures);
    }
  }
  CHECK(false);
}

std::vector<std::string> mismatches_of(const DisclosureBooks& books,
                                       const DisclosureRecord& publication) {
  std::vector<std::string> found;
  const PublishedDocument& document = publication.document;
  if (document.kind == DisclosureKind::kStatement) compare_statement(books, publication, found);
  if (document.kind == DisclosureKind::kDsa) compare_figures(books, publication, found);
  const DisclosureFiles made = make_documents(books, publication);
  const bool withdrawn = is_withdrawn(books, publication.subject);
  for (const auto& [name, sha256] : document.files) {
    // A withdrawal is a new version of the bundle.
    if (withdrawn && name == "disclosure.stix.json") continue;
    const auto file =
        std::find_if(made.begin(), made.end(), [&](const auto& one) { return one.first == name; });
    if (file == made.end() || sha256_hex(file->second) != sha256) {
      found.push_back(fmt::format("{}: {} cannot be made again as it was published",
                                  publication.subject, name));
    }
  }
  return found;
}

}  // namespace overt
