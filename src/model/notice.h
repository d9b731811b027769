#pragma once
// Notice: what an affected account is told about a decision. Everything in it comes from the
// decision's record and from what the platform says of itself; the same of both give the same
// notice. A notice that lacks a part is blocked: it is not sent, and says why.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"

namespace overt {

/// Texts by language, ascending.
using TextsByLanguage = std::vector<std::pair<std::string, std::string>>;

/// What the platform says of itself in every notice: notices.yaml of the data folder.
struct NoticeSettings {
  /// Why there is nothing to go by; empty: the rest is whole.
  std::string problem;
  std::string platform;          // its name
  std::string appeals;           // where its server is reached: "https://clipper.example"
  TextsByLanguage out_of_court;  // how to turn to a body that settles disputes
  TextsByLanguage judicial;      // how to turn to a court
};

enum class NoticeCause : std::uint8_t {
  kEffect,    // the decision took effect
  kStands,    // an appeal was heard, and the decision stands
  kReversed,  // an appeal was heard, and the decision is undone
  kUndone,    // the platform undid it by itself
};
inline constexpr std::size_t kNoticeCauseCount = 4;
/// "effect", "stands", "reversed", "undone".
std::string_view name_of(NoticeCause cause);

enum class NoticeState : std::uint8_t {
  kReady,      // it goes out
  kBlocked,    // a part is missing
  kWithdrawn,  // it was blocked, and the decision is undone: there is nothing left to tell by it
};
/// "ready", "blocked", "withdrawn".
std::string_view name_of(NoticeState state);

/// Who is to be told what. One for each affected account, and each event that it is told of.
struct NoticeAddress {
  std::string id;           // 32 hexadecimal digits: its ledger subject and idempotency key
  std::string decision;     // its id
  std::uint32_t event = 0;  // of the decision
  NoticeCause cause = NoticeCause::kEffect;
  std::string account;  // empty: the decision says of no account that it falls on it
  std::string lang;     // wanted
  bool deceived = false;

  friend bool operator==(const NoticeAddress&, const NoticeAddress&) = default;
};

/// As it is kept: head and standing, then all that is told.
struct Notice {
  NoticeAddress address;
  NoticeState state = NoticeState::kReady;
  std::string blocked;  // why, in words; empty: it is not
  TimeUs until = 0;     // the last moment to appeal; 0: there is nothing to appeal against
  std::string lang;     // it is written in
  std::string text;     // for people
  std::string json;     // all of it, one line; the link's token is kAppealToken in both
};

/// Stands at the end of the link to appeal, "https://clipper.example/appeals/{appeal-token}". The
/// token is a secret of the account's: it is put in when the notice is handed over, and kept
/// nowhere.
inline constexpr std::string_view kAppealToken = "{appeal-token}";

}  // namespace overt
