#include "stages/labels/inherit_labels.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "stages/labels/labelled_assets_internal.h"

namespace overt {
namespace {

constexpr double kMajority = .5;

/// A subject before it is decided whether it may carry the label.
struct Reached {
  LabelSubject subject;
  std::string name;
  std::vector<std::string> path;
};

std::string reason_of(LabelRefusal refusal, std::string_view detail) {
  static constexpr std::array<std::string_view, kLabelRefusalCount> kWords = {
      "opted out",
      "it was assessed itself",
      "the link may not decide",
      "the link does not hold on the day",
      "less than half is owned",
      "the claim is flagged",
      "the claim may not decide",
      "the claim does not hold on the day",
      "others claim it as well",
      "people are not labelled",
      "too many steps away"};
  const std::string_view words = kWords.at(static_cast<std::size_t>(refusal));
  return detail.empty() ? std::string(words) : fmt::format("{}: {}", words, detail);
}

class Inheritance {
 public:
  Inheritance(const RegistryView& view, std::span<const AssessedControl> assessed, std::int32_t day)
      : view_(view), assessed_(assessed), day_(day), assets_(view, day) {
    index_links();
  }

  InheritedLabels run() {
    find_roots();
    for (const std::size_t root : order_of_roots()) {
      if (is_controlled(root)) seeds_.push_back(root);
    }
    walk();
    return std::move(out_);
  }

 private:
  struct Step {
    EntityIndex entity;
    std::size_t root = 0;
    std::uint32_t depth = 0;
    std::vector<std::string> path;
  };

  [[nodiscard]] bool is_controlled(std::size_t root) const {
    const ControlResult& result = assessed_[root].result;
    return root_entity_.at(root) && result.in_force &&
           result.outcome == ControlOutcome::kControlled;
  }

  /// The nearer root wins, then the lesser id; so roots are taken by id.
  [[nodiscard]] std::vector<std::size_t> order_of_roots() const {
    std::vector<std::size_t> order(assessed_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const ControlAssessment& left = *assessed_[a].assessment;
      const ControlAssessment& right = *assessed_[b].assessment;
      return std::tie(left.entity, left.id) < std::tie(right.entity, right.id);
    });
    return order;
  }

  void index_links() {
    down_.resize(view_.entities.size());
    for (std::uint32_t i = 0; i < view_.links.size(); ++i) {
      const ViewLink& link = view_.links[i];
      if (link.schema == "Ownership" || link.schema == "Control") {
        down_[link.from.value].push_back(LinkIndex{i});
      }
    }
  }

  void find_roots() {
    root_entity_.resize(assessed_.size());
    for (std::size_t i = 0; i < assessed_.size(); ++i) {
      root_entity_[i] = assets_.find(assessed_[i].assessment->entity);
      if (!root_entity_[i]) {
        out_.unknown.push_back(assessed_[i].assessment->entity);
      } else if (assessed_[i].result.in_force) {
        own_outcome_.emplace(root_entity_[i]->value, i);
      }
    }
    std::sort(out_.unknown.begin(), out_.unknown.end());
    out_.unknown.erase(std::unique(out_.unknown.begin(), out_.unknown.end()), out_.unknown.end());
  }

  /// Breadth first over all roots at once.
  void walk() {
    std::vector<Step> level;
    for (const std::size_t root : seeds_) {
      const EntityIndex entity = *root_entity_[root];
      if (offer(root, reached_entity(entity, {}))) level.push_back({entity, root, 0, {}});
    }
    std::vector<Step> taken;
    while (!level.empty()) {
      std::vector<Step> next;
      for (Step& step : level) {
        take_links(step, next);
        labelled_.insert(step.entity.value);
        taken.push_back(std::move(step));
      }
      level = std::move(next);
    }
    // Only now is it known whether all who claim a handle or site carry the label.
    for (const Step& step : taken) take_assets(step);
    finish();
  }

  [[nodiscard]] Reached reached_entity(EntityIndex entity, std::vector<std::string> path) const {
    const ViewEntity& found = view_.entity(entity);
    return {{LabelSubjectKind::kEntity, std::string(found.id)},
            std::string(found.caption),
            std::move(path)};
  }

  void take_links(const Step& step, std::vector<Step>& next) {
    for (const LinkIndex index : down_[step.entity.value]) {
      const ViewLink& link = view_.link(index);
      std::vector<std::string> path = step.path;
      path.emplace_back(link.id);
      Reached reached = reached_entity(link.to, path);
      if (const auto refusal = refusal_of(link, step)) {
        refuse(step.root, reached, *refusal, std::string(link.id));
      } else if (offer(step.root, reached)) {
        next.push_back({link.to, step.root, step.depth + 1, std::move(path)});
      }
    }
  }

  [[nodiscard]] std::optional<LabelRefusal> refusal_of(const ViewLink& link,
                                                       const Step& step) const {
    if (!holds_on(link, day_)) return LabelRefusal::kLinkEnded;
    if (!link.decides) return LabelRefusal::kLinkNotDeciding;
    if (link.schema == "Ownership" && link.share >= 0 && link.share < kMajority) {
      return LabelRefusal::kMinorityShare;
    }
    if (view_.entity(link.to).schema == "Person") return LabelRefusal::kPerson;
    if (step.depth + 1 > kLabelDepthMax) return LabelRefusal::kTooDeep;
    if (own_outcome_.contains(link.to.value)) return LabelRefusal::kOwnOutcome;
    return std::nullopt;
  }

  void take_assets(const Step& step) {
    for (const LabelledAsset& asset : assets_.of(step.entity)) {
      std::vector<std::string> path = step.path;
      path.push_back(name_of(asset.claim));
      Reached reached{asset.subject, asset.name, std::move(path)};
      if (asset.refusal) {
        refuse(step.root, reached, *asset.refusal, asset.detail);
      } else if (const auto other = other_claimant(asset.subject)) {
        refuse(step.root, reached, LabelRefusal::kSeveralOwners, view_.entity(*other).id);
      } else {
        offer(step.root, reached);
      }
    }
  }

  /// Who claims it too and does not carry the label.
  [[nodiscard]] std::optional<EntityIndex> other_claimant(const LabelSubject& subject) const {
    for (const std::uint32_t entity : assets_.claimants(subject)) {
      if (!labelled_.contains(entity)) return EntityIndex{entity};
    }
    return std::nullopt;
  }

  /// Grants the label unless the subject has it or opted out; true where it is granted now.
  bool offer(std::size_t root, const Reached& reached) {
    if (granted_.contains(reached.subject)) return false;
    if (const LabelOptOut* const out = opt_out(root, reached.subject)) {
      refuse(root, reached, LabelRefusal::kOptedOut, out->reason);
      return false;
    }
    const ControlAssessment& assessment = *assessed_[root].assessment;
    LabelGrant grant{reached.subject, reached.name, root, reached.path, {}};
    grant.reason =
        reached.path.empty()
            ? fmt::format("assessed as under a state's editorial control ({})", assessment.id)
            : fmt::format("belongs to {}, assessed as under a state's editorial control ({})",
                          assessment.name, assessment.id);
    granted_.emplace(reached.subject, std::move(grant));
    return true;
  }

  [[nodiscard]] const LabelOptOut* opt_out(std::size_t root, const LabelSubject& subject) const {
    for (const LabelOptOut& out : assessed_[root].assessment->opt_outs) {
      const bool begun = day_ >= out.since.first_day;
      const bool over = out.until && day_ > out.until->last_day;
      if (begun && !over && is_same(out.subject, subject)) return &out;
    }
    return nullptr;
  }

  /// An entity may be named by any of its merged ids.
  [[nodiscard]] bool is_same(const LabelSubject& named, const LabelSubject& subject) const {
    if (named == subject) return true;
    if (named.kind != LabelSubjectKind::kEntity || subject.kind != LabelSubjectKind::kEntity) {
      return false;
    }
    const auto entity = assets_.find(named.id);
    return entity && view_.entity(*entity).id == subject.id;
  }

  void refuse(std::size_t root, const Reached& reached, LabelRefusal refusal,
              std::string_view detail) {
    refused_.try_emplace(reached.subject, RefusedLabel{reached.subject, reached.name, root, refusal,
                                                       reason_of(refusal, detail)});
  }

  /// What one way refuses another may still grant.
  void finish() {
    for (auto& [subject, grant] : granted_) out_.grants.push_back(std::move(grant));
    for (auto& [subject, refused] : refused_) {
      if (!granted_.contains(subject)) out_.refused.push_back(std::move(refused));
    }
  }

  const RegistryView& view_;
  std::span<const AssessedControl> assessed_;
  std::int32_t day_;
  LabelledAssets assets_;
  std::vector<std::vector<LinkIndex>> down_;  // of each entity
  std::vector<std::optional<EntityIndex>> root_entity_;
  std::map<std::uint32_t, std::size_t> own_outcome_;  // entities with an outcome in force
  std::vector<std::size_t> seeds_;
  std::set<std::uint32_t> labelled_;  // entities
  std::map<LabelSubject, LabelGrant> granted_;
  std::map<LabelSubject, RefusedLabel> refused_;
  InheritedLabels out_;
};

}  // namespace

std::string_view name_of(LabelRefusal refusal) {
  static constexpr std::array<std::string_view, kLabelRefusalCount> kNames = {
      "opted-out", "own-outcome",        "link-not-deciding", "link-ended",     "minority-share",
      "flagged",   "claim-not-deciding", "claim-ended",       "several-owners", "person",
      "too-deep"};
  return kNames.at(static_cast<std::size_t>(refusal));
}

InheritedLabels inherit_labels(const RegistryView& view, std::span<const AssessedControl> assessed,
                               std::int32_t day) {
  return Inheritance(view, assessed, day).run();
}

}  // namespace overt
