#pragma once
// One step of a disclosure as it is kept on record: a note for what will be said, a publication,
// its withdrawal, a package handed to a peer, a package that a peer handed over. A publication's
// record holds all that its documents were made from and the hash of each, so that they can be made
// again and compared.
//
// Thread safety: pure. The same record gives the same bytes.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/disclosure.h"
#include "stages/disclosures/find_assets.h"
#include "stages/disclosures/given_figures.h"
#include "stages/disclosures/said_count.h"

namespace overt {

enum class DisclosureStep : std::uint8_t { kNoted, kPublished, kWithdrawn, kHandedOver, kReceived };
inline constexpr std::size_t kDisclosureStepCount = 5;
/// "noted", "published", "withdrawn", "handed_over", "received".
std::string_view name_of(DisclosureStep step);

struct PublishedDocument {
  DisclosureKind kind = DisclosureKind::kStatement;
  std::string publisher;
  std::uint64_t threshold = kSmallCount;
  DisclosedNetwork network;             // of a statement
  Period period;                        // of the others
  std::vector<std::string> statements;  // publications that the report on operations counts
  std::string service;                  // of the report under the DSA, as what follows
  std::string previous_report;
  std::vector<std::array<std::string, 3>> moderators;
  std::vector<GivenFigure> given;                              // what the platform handed in
  std::vector<std::string> left_out;                           // parts of which nothing was
  std::vector<std::pair<std::string, std::uint64_t>> figures;  // of it: id, value
  std::vector<std::pair<std::string, std::string>> files;      // name, SHA-256

  friend bool operator==(const PublishedDocument&, const PublishedDocument&) = default;
};

struct ReceivedDisclosure {
  std::string peer;
  std::string id;  // the peer's, of the report
  std::string name;
  std::string modified;
  Tlp tlp = Tlp::kAmber;
  bool retracted = false;
  std::string sha256;
  std::string case_id;
  std::uint64_t rejects = 0;
  std::vector<FoundAsset> assets;

  friend bool operator==(const ReceivedDisclosure&, const ReceivedDisclosure&) = default;
};

struct DisclosureRecord {
  DisclosureStep step = DisclosureStep::kNoted;
  std::string subject;  // a network, a publication, or what a peer calls it
  TimeUs at = 0;
  std::string by;
  std::string reason;
  DisclosureNotes notes;       // of kNoted: all of them, not the change alone
  PublishedDocument document;  // of kPublished
  Tlp tlp = Tlp::kClear;       // of kHandedOver, as what follows
  std::string to;
  std::string sha256;
  ReceivedDisclosure received;

  friend bool operator==(const DisclosureRecord&, const DisclosureRecord&) = default;
};

std::string render_disclosure_record(const DisclosureRecord& record);
Result<DisclosureRecord> parse_disclosure_record(std::string_view json);

}  // namespace overt
