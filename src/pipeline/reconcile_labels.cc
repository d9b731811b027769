#include "pipeline/reconcile_labels.h"

#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>

#include "adapters/labeler/label_store.h"
#include "adapters/labeler/labeler_sink.h"
#include "pipeline/decision_desk.h"
#include "stages/decisions/decide.h"

namespace overt {
namespace {

constexpr std::size_t kPageLabels = 1'000;

struct LabelName {
  std::string uri;
  std::string val;
  auto operator<=>(const LabelName&) const = default;
};

/// What a decision has had said on the AT Protocol, if that is what the action is.
std::optional<LabelName> name_of_label(const PlatformAction& action) {
  if (action.step.action != ActionKind::kLabel || action.mode != PolicyMode::kLive) return {};
  LabelName name = {label_uri_of(action.subject.id), action.step.label};
  if (name.uri.empty() || !is_label_value(name.val)) return {};
  return name;
}

class LabelReconciler {
 public:
  LabelReconciler(DecisionStore& store, LabelStore& labels) : store_(store), labels_(labels) {}

  Result<LabelCheck> run() {
    check_.checked = true;
    ASSIGN_OR_RETURN(const LabelerIdentity identity, labels_.identity());
    RETURN_IF_ERROR(read_decided());
    RETURN_IF_ERROR(read_held());
    for (const auto& [name, decision] : decided_) compare(name, decision, identity.holds_us > 0);
    for (const LabelName& name : held_) {
      if (decided_.contains(name)) continue;
      check_.mismatches.push_back(
          {{},
           fmt::format("the labeler says '{}' of {}, and no decision that is kept and in effect "
                       "asks for it",
                       name.val, name.uri)});
    }
    check_.decided = decided_.size();
    return std::move(check_);
  }

 private:
  Result<void> read_decided() {
    std::vector<Decision> decisions;
    Result<void> state;
    RETURN_IF_ERROR(store_.all([&](const KeptDecision& kept) {
      if (kept.draft.empty()) return true;
      auto decision = read_decision(kept);
      state = decision.ok() ? Result<void>() : Result<void>(decision.error());
      if (decision.ok()) decisions.push_back(std::move(decision).value());
      return state.ok();
    }));
    RETURN_IF_ERROR(state);
    for (const Decision& decision : decisions) RETURN_IF_ERROR(add_decided(decision));
    return {};
  }

  Result<void> add_decided(const Decision& decision) {
    std::map<LabelName, bool> asked;  // carried out, and not taken back by what was carried out
    for (const PlatformAction& action : actions_of(decision)) {
      const auto name = name_of_label(action);
      if (!name) continue;
      ASSIGN_OR_RETURN(const auto queued, store_.find_action(action.key));
      if (queued && queued->state == ActionState::kDone) asked[*name] = !action.undo;
    }
    for (const auto& [name, holds] : asked) {
      if (holds) decided_.emplace(name, decision.id);
    }
    return {};
  }

  Result<void> read_held() {
    std::uint64_t seq = 0;
    for (;;) {
      ASSIGN_OR_RETURN(const auto page, labels_.after(seq, kPageLabels));
      if (page.empty()) return {};
      for (const KeptLabel& kept : page) {
        const LabelName name = {kept.label.uri, kept.label.val};
        (kept.label.neg ? taken_back_ : held_).insert(name);
        seq = kept.seq;
      }
    }
  }

  void compare(const LabelName& name, const std::string& decision, bool may_have_ended) {
    if (held_.contains(name)) {
      ++check_.held;
      return;
    }
    const bool taken_back = taken_back_.contains(name);
    if (!taken_back && may_have_ended) return;
    check_.mismatches.push_back(
        {decision, fmt::format("label '{}' of {} was carried out, and the labeler {}", name.val,
                               name.uri, taken_back ? "has taken it back" : "does not have it")});
  }

  DecisionStore& store_;
  LabelStore& labels_;
  LabelCheck check_;
  std::map<LabelName, std::string> decided_;  // with a decision that asks for it
  std::set<LabelName> held_;
  std::set<LabelName> taken_back_;
};

}  // namespace

Result<LabelCheck> reconcile_labels(DecisionStore& store, const std::string& data) {
  const std::string path = labeler_places(data).store;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return LabelCheck();
  ASSIGN_OR_RETURN(const auto labels, LabelStore::open(path, LabelStore::Access::kRead));
  return LabelReconciler(store, *labels).run();
}

}  // namespace overt
