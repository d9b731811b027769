#pragma once
// Publications: how the documents of a record are made, from the record and the decisions as they
// stood, and whether what was published still follows from what is kept. The command line and the
// server show the same bytes.
// Thread safety: pure, but for the store that is read. O(decisions) a document.

#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/decision_desk.h"
#include "stages/disclosures/disclosure_record.h"
#include "stages/disclosures/dsa_report.h"
#include "stages/disclosures/measures.h"
#include "stages/disclosures/render_statement.h"

namespace overt {

/// All that was disclosed and decided.
struct DisclosureBooks {
  std::vector<DisclosureRecord> records;
  std::vector<Decision> decisions;
};
Result<DisclosureBooks> read_books(const std::string& data);
/// Without decisions where they are not asked for: statements and reports on operations are made
/// from the records alone.
Result<DisclosureBooks> read_books(DecisionStore& store, bool with_decisions);

/// The publication with that id; nullptr where there is none.
const DisclosureRecord* find_publication(const DisclosureBooks& books, std::string_view id);
bool is_withdrawn(const DisclosureBooks& books, std::string_view id);

/// The newest notes on a network; empty ones where nobody made any.
DisclosureNotes notes_on(const DisclosureBooks& books, std::string_view network);

/// The newest statement on each network that was acted on first in the period, withdrawn ones and
/// those after `at` left out.
std::vector<const DisclosureRecord*> statements_in(const DisclosureBooks& books,
                                                   const Period& period, TimeUs at);

/// The files of a publication; of a statement with disclosure.stix.json, marked clear. What was
/// withdrawn since says so in that.
DisclosureFiles make_documents(const DisclosureBooks& books, const DisclosureRecord& publication,
                               bool preview = false);

/// What a publication says that does not follow from what is kept, one line each.
std::vector<std::string> mismatches_of(const DisclosureBooks& books,
                                       const DisclosureRecord& publication);

}  // namespace overt
