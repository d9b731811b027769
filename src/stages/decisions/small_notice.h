#pragma once
// For tests: settings and a draft that a whole notice can be written from. Thread-safe: pure.

#include <string>

#include "model/decision.h"
#include "model/notice.h"

namespace overt {

inline NoticeSettings small_notice_settings() {
  NoticeSettings settings;
  settings.platform = "Clipper";
  settings.appeals = "https://clipper.example";
  settings.out_of_court = {{"en", "Turn to the board."}, {"fr", "Saisissez l'organisme."}};
  settings.judicial = {{"en", "Go to court."}, {"fr", "Saisissez le tribunal."}};
  return settings;
}

/// The same, as notices.yaml.
inline std::string small_notice_file(const std::string& address = "https://clipper.example") {
  return "platform: Clipper\nappeals: " + address +
         "\nout_of_court:\n  en: Turn to the board.\n  fr: Saisissez l'organisme.\n"
         "judicial:\n  en: Go to court.\n  fr: Saisissez le tribunal.\n";
}

/// One step that one person may agree to, under a live policy.
inline DecisionDraft small_told_draft(const std::string& account) {
  DecisionDraft draft;
  draft.subject.id = account;
  draft.subject.lang = "en";
  draft.policy = "covert";
  draft.policy_version = "1.0.0";
  draft.clause = "c";
  draft.clause_title = "Hidden accounts";
  draft.mode = PolicyMode::kLive;
  LadderStep step;
  step.action = ActionKind::kLimitReach;
  step.audience = "all";
  draft.actions.push_back(step);
  draft.facts_text = "24 accounts acted as one.";
  draft.notices = {{"en", "Seen: {facts} Done: {action} Object: {appeal}"},
                   {"fr", "Vu : {facts} Fait : {action} Contester : {appeal}"}};
  return draft;
}

}  // namespace overt
