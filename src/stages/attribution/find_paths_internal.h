#pragma once
// The paths of evidence from some accounts to entities: what there is, how strong, and what each
// may do. Weights are log likelihood ratios against an unknown operator: fixed ones for what
// somebody states (docs/attribution.md says why so much), and for what the log shows the e-value
// of its chance by the calibrator ½·p^(−½) (Vovk & Wang 2021, "E-values: calibration, combination
// and applications", Annals of Statistics 49:1736), which is at most 1 on average if chance is all.

#include <cstdint>
#include <span>
#include <vector>

#include "stages/attribution/attribute.h"
#include "stages/attribution/log_evidence_internal.h"

namespace overt {

struct FoundPath {
  EvidencePath path;
  EntityIndex entity;
};

class PathFinder {
 public:
  PathFinder(const RegistryAssets& assets, const LogEvidence& log,
             const AttributionOptions& options)
      : assets_(assets), log_(log), options_(options) {}

  /// Of a network: paths of all its members together, at most one a kind and entity. Members
  /// sorted.
  [[nodiscard]] std::vector<FoundPath> of_network(std::span<const std::uint32_t> members) const;
  [[nodiscard]] std::vector<FoundPath> of_account(std::uint32_t account) const;

 private:
  struct Subject {
    std::string name;
    std::span<const std::uint32_t> members;
    bool is_network = true;
  };
  struct ListedMembers;

  void add_listed(const Subject& subject, std::vector<FoundPath>& found) const;
  [[nodiscard]] FoundPath listed_path(const Subject& subject, EntityIndex entity,
                                      const ListedMembers& listed) const;
  void add_declared(const Subject& subject, std::vector<FoundPath>& found) const;
  void add_infrastructure(const Subject& subject, std::vector<FoundPath>& found) const;
  void add_origin(const Subject& subject, std::vector<FoundPath>& found) const;
  [[nodiscard]] PathStep listing_step(std::uint32_t account, const Listing& listing) const;
  [[nodiscard]] PathStep known_step(std::uint32_t account, EntityIndex entity) const;
  [[nodiscard]] std::string account_name(std::uint32_t account) const;
  [[nodiscard]] FoundPath finish(PathKind kind, EntityIndex entity, const Subject& subject,
                                 std::vector<PathStep> steps) const;
  /// Whether enough of a network's members stand behind what the log shows.
  [[nodiscard]] std::string_view too_few(const Subject& subject, std::size_t members) const;

  const RegistryAssets& assets_;
  const LogEvidence& log_;
  const AttributionOptions& options_;
};

/// log(½·p^(−½)), at most `most`, at least 0.
double calibrated(double log_p, double most);

inline constexpr double kListedBothWaysWeight = 9.210340371976184;  // 10,000 to 1
inline constexpr double kListedWeight = 6.907755278982137;          // 1,000 to 1
inline constexpr double kDeclaredWeight = 2.995732273553991;        // 20 to 1, also of an imitator
inline constexpr double kOpeningWeightMax = 2.302585092994046;      // 10 to 1
inline constexpr double kLogWeightMax = 9.210340371976184;          // 10,000 to 1

}  // namespace overt
