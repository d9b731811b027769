#pragma once
// The pages of the transparency centre: from the public record to HTML. The same record and reader
// give the same bytes. Nothing is on a page that is not in the record.
// Thread safety: pure. O(the record).

#include <optional>
#include <string>
#include <string_view>

#include "edge/transparency/html.h"
#include "pipeline/public_record.h"
#include "pipeline/receipt_steps.h"

namespace overt::transparency {

std::string front_page(const Reader& reader, const PublicRecord& record);

std::string statements_page(const Reader& reader, const PublicRecord& record);
/// `files`: of the publication, made again; those that are pages stand in this one.
std::string publication_page(const Reader& reader, const PublicRecord& record,
                             const Publication& publication, const DisclosureFiles& files);

std::string policies_page(const Reader& reader, const PublicRecord& record);
std::string policy_page(const Reader& reader, const PolicyHistory& history);

std::string labels_page(const Reader& reader, const PublicRecord& record);
std::string assessment_page(const Reader& reader, const PublicRecord& record,
                            const PublishedAssessment& assessment);

/// What was asked of the checker on the server, and what came of it.
struct AskedReceipt {
  std::string receipt;
  std::string record;
  Result<CheckedReceipt> checked;
};
std::string ledger_page(const Reader& reader, const PublicLedger& ledger,
                        const AskedReceipt* asked);

/// A table that can be downloaded, as the data page lists it.
struct ListedTable {
  std::string name;
  std::uint64_t rows = 0;
};
std::string data_page(const Reader& reader, const PublicRecord& record,
                      const std::vector<ListedTable>& tables);

/// There is nothing here, or not now.
std::string nothing_page(const Reader& reader, std::string_view path);
std::string later_page(const Reader& reader, std::string_view path);

/// Everything published, as Atom, the newest first, at most kFeedMax entries.
inline constexpr std::size_t kFeedMax = 100;
std::string feed(const PublicRecord& record);

}  // namespace overt::transparency
