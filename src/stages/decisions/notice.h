#pragma once
// Notices: who is told what about a decision, and how it is put. Complete in the sense of
// Regulation (EU) 2022/2065, article 17(3): the action, where and how long; facts and
// circumstances; automated means; the rule or law and why it applies; what one can do about it.
// Rendered from the decision's record and the platform's settings alone: the same of both give the
// same bytes. A notice with a part missing is blocked, and names every part that is.
//
// Language: the first of these in which the clause has a text, the settings have theirs, and there
// are fixed words (notice_words.h): the account's, the decision's, English, the clause's others in
// alphabetical order. The notice says which were passed over, and why.
//
// Thread safety: pure. Cost: linear in what is written.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/decision.h"
#include "model/notice.h"

namespace overt {

/// As JSON at most; beside it go the link and what a sink wraps around it.
inline constexpr std::size_t kNoticeBytesMax = 17'000;
/// A notice may be that long on its way; the time to appeal is longer by as much.
inline constexpr std::uint32_t kNoticeDaysOnTheWay = 7;

/// Everybody who is to be told of the decision's events from number `first_event` on: of taking
/// effect and of an undoing all that it falls on then, of an appeal's outcome that changed nothing
/// or something for one account those whose appeal it was. In the order of the events; whatever the
/// policy's mode.
std::vector<NoticeAddress> notices_due(const Decision& decision, std::size_t first_event);

/// Whether it says that the decision holds no more.
constexpr bool tells_of_undoing(NoticeCause cause) {
  return cause == NoticeCause::kReversed || cause == NoticeCause::kUndone;
}

struct NoticeSection {
  std::string heading;
  std::vector<std::string> lines;
};

/// What a notice says, in parts. Empty where it is blocked.
struct NoticeParts {
  std::string title;
  std::vector<NoticeSection> told;     // what, why, how
  std::vector<NoticeSection> redress;  // none where there is nothing to do about it
  std::string number;
};

struct WrittenNotice {
  Notice notice;
  NoticeParts parts;
};

/// `told_at`: when it is made; the time to appeal runs from there.
WrittenNotice write_notice(const Decision& decision, const NoticeAddress& address,
                           const NoticeSettings& settings, TimeUs told_at);

/// The same as blocked before, for a decision that is undone: there is nothing to tell any more.
Notice withdraw_notice(const NoticeAddress& address);

/// What is kept of a notice (Notice::json), as far as it is asked for.
struct KeptNotice {
  NoticeAddress address;
  NoticeState state = NoticeState::kReady;
  std::string blocked;
  TimeUs at = 0;     // of the event that it tells of
  TimeUs until = 0;  // as of Notice
  std::string lang;
  std::string text;
};
Result<KeptNotice> parse_notice(std::string_view json);

/// Whether what is kept is of one that is blocked; without reading all of it.
bool is_blocked_notice(std::string_view json);

/// With the token of its link in its place.
std::string with_appeal_token(std::string text, std::string_view token);

/// A notice's place in the outbox: which it is, and which of its records is to go out.
struct NoticeMessage {
  std::string notice;
  std::uint32_t number = 0;
};
std::string render_notice_message(const NoticeMessage& message);
/// nullopt: it is another kind of message.
std::optional<NoticeMessage> parse_notice_message(std::string_view text);

}  // namespace overt
