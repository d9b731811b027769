#include "scenario/event_format.h"

#include <array>
#include <charconv>
#include <iterator>

#include "base/time.h"
#include "scenario/captions.h"
#include "scenario/infrastructure.h"
#include "scenario/outlets.h"
#include "scenario/post_writer.h"
#include "scenario/profile.h"
#include "scenario/rewrite.h"

namespace overt {
namespace {

constexpr std::uint64_t kDeviceHabit = 80;
constexpr std::uint64_t kSpokenIn100 = 22;

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_padded(std::string& out, std::uint64_t number, std::size_t width) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  const auto length = static_cast<std::size_t>(end - digits);
  if (length < width) out.append(width - length, '0');
  out.append(digits, end);
}

void append_hex(std::string& out, std::uint64_t number) {
  static constexpr char kDigits[] = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) out += kDigits[number >> shift & 15U];
}

// "2024-09-04T": the dates of the scenario, formatted once.
std::string_view date_prefix(std::uint32_t at) {
  static const auto kPrefixes = [] {
    std::array<std::string, kScenarioHours / 24> prefixes;
    for (std::size_t day = 0; day < prefixes.size(); ++day) {
      const auto second = kScenarioStart + static_cast<std::int64_t>(day) * 86'400;
      prefixes[day] = format_date(second * kMicrosPerSecond) + "T";
    }
    return prefixes;
  }();
  return kPrefixes[at / 86'400];
}

void append_time(std::string& out, std::uint32_t at) {
  out += date_prefix(at);
  const std::uint32_t of_day = at % 86'400;
  append_padded(out, of_day / 3600, 2);
  out += ':';
  append_padded(out, of_day / 60 % 60, 2);
  out += ':';
  append_padded(out, of_day % 60, 2);
  out += 'Z';
}

void append_event_id(std::string& out, std::uint64_t number) {
  out += "ev-";
  append_padded(out, number, 10);
}

// The id of the content the event makes: a post has brought its own.
std::uint64_t content_of(const Draft& draft, std::uint64_t number) {
  if (draft.content != 0) return draft.content;
  return content_id(draft.at, 0x8000'0000U | static_cast<std::uint32_t>(number));
}

Language language_of(const Draft& draft) { return region(draft.region).language; }

TagSequence tags_of(const Draft& draft) {
  if (draft.tags == 0) return {};
  return tags_of(language_of(draft), draft.topic, draft.tags);
}

// What people write before a headline, most often nothing.
std::string_view teaser_of(const Draft& draft) {
  static constexpr std::string_view kTeasers[] = {
      "", "", "", "", "New: ", "Worth a read: ", "Please share. ", "Today: "};
  return kTeasers[draft.text % std::size(kTeasers)];
}

void append_words(std::string& out, const World& world, const Draft& draft) {
  if ((draft.flags & kHeadline) != 0 && draft.url != 0) {
    out += teaser_of(draft);
    append_headline(out, draft.url);
  } else if (draft.kind == EventKind::kComment || draft.kind == EventKind::kReply) {
    append_comment(out, language_of(draft), draft.text);
  } else if (draft.rewrite != 0) {
    std::string caption;
    append_caption(caption, language_of(draft), draft.topic, draft.text);
    const std::uint64_t hand = std::uint64_t{draft.account} << 32 | draft.text;
    append_rewritten(out, caption, static_cast<Paraphrase>(draft.rewrite), hand);
  } else {
    append_caption(out, language_of(draft), draft.topic, draft.text);
  }
  if ((draft.flags & kMentionsTarget) != 0) {
    out += " @";
    append_handle(out, world, draft.target_account, draft.at);
  }
}

void append_text_fields(std::string& out, const World& world, const Draft& draft,
                        const TagSequence& tags) {
  out += R"(,"text":")";
  append_words(out, world, draft);
  for (std::size_t i = 0; i < tags.count; ++i) {
    out += " #";
    out += tags.tags[i];
  }
  out += R"(","lang":")";
  out += words_of(language_of(draft)).code;
  out += '"';
}

void append_lists(std::string& out, const World& world, const Draft& draft,
                  const TagSequence& tags) {
  if (draft.url != 0) {
    out += R"(,"urls":[")";
    append_pasted_link(out, draft.url, std::uint64_t{draft.account} << 32 | draft.at);
    out += R"("])";
  }
  for (std::size_t i = 0; i < tags.count; ++i) {
    out += i == 0 ? R"(,"hashtags":[")" : R"(",")";
    out += tags.tags[i];
  }
  if (tags.count != 0) out += R"("])";
  if ((draft.flags & kMentionsTarget) != 0) {
    out += R"(,"mentions":[")";
    append_number(out, world.account_id(draft.target_account));
    out += R"("])";
  }
}

// What only a video has: its fingerprint, its sound, its effect.
void append_video_fields(std::string& out, const Draft& draft) {
  const bool copied = (draft.flags & kCopiedVideo) != 0;
  out += R"(,"media":["vid:)";
  append_hex(out, mix64(copied ? draft.media : draft.content));
  out += R"("])";
  if (draft.sound == kOriginalSound) {
    out += R"(,"sound_id":"original-)";
    append_number(out, draft.content);
    out += '"';
  } else if (draft.sound != 0) {
    out += R"(,"sound_id":"trend-)";
    append_padded(out, draft.sound, 4);
    out += '"';
  }
  if (draft.effect != 0) {
    out += R"(,"effect_ids":["fx-)";
    append_padded(out, draft.effect, 3);
    out += R"("])";
  }
}

// What is said in a video, where somebody speaks: a function of the recording or the script.
void append_transcript_field(std::string& out, const Draft& draft) {
  const bool script = (draft.flags & kSharedScript) != 0;
  const bool copied = (draft.flags & kCopiedVideo) != 0;
  const std::uint64_t words = mix64(script || copied ? draft.media : draft.content);
  if (!script && words % 100 >= kSpokenIn100) return;
  out += R"(,"transcript":")";
  append_transcript(out, language_of(draft), draft.topic, static_cast<std::uint32_t>(words >> 32));
  out += '"';
}

std::string_view client_of(const World& world, const Draft& draft) {
  switch (draft.client) {
    case Client::kScheduler:
      return "postpilot";
    case Client::kFeedApp:
      return "feedrelay";
    case Client::kPetition:
      return "signbox";
    case Client::kAgency:
      return "brandhub";
    case Client::kNewsdesk:
      return "newsdesk";
    case Client::kOwnApp:
      break;
  }
  const std::uint64_t habit = world.trait(draft.account, kDeviceHabit) % 10;
  return habit < 5 ? "clipper-android" : habit < 9 ? "clipper-ios" : "clipper-web";
}

void append_targets(std::string& out, const World& world, const Draft& draft) {
  if (draft.target != 0) {
    out += R"(","target_content_id":")";
    append_number(out, draft.target);
  }
  if (draft.target != 0 || draft.kind == EventKind::kFollow) {
    out += R"(","target_account_id":")";
    append_number(out, world.account_id(draft.target_account));
  }
}

bool makes_content(const Draft& draft) {
  return draft.kind != EventKind::kLike && draft.kind != EventKind::kFollow;
}

void append_profile(std::string& out, const World& world, const Draft& draft) {
  out += R"(","handle":")";
  append_handle(out, world, draft.account, draft.at);
  out += R"(","display_name":")";
  append_display_name(out, world, draft.account);
}

class ShareRow {
 public:
  ShareRow(std::string& out, const World& world, const Draft& draft, std::uint64_t number)
      : out_(out), world_(world), draft_(draft), number_(number) {}

  /// What stands after the object: account, content, time.
  void finish() {
    out_ += ',';
    append_number(out_, world_.account_id(draft_.account));
    out_ += ',';
    append_number(out_, content_of(draft_, number_));
    out_ += ',';
    append_number(out_, static_cast<std::uint64_t>(kScenarioStart) + draft_.at);
    out_ += '\n';
  }

 private:
  std::string& out_;
  const World& world_;
  const Draft& draft_;
  std::uint64_t number_;
};

}  // namespace

void append_event(std::string& out, const World& world, const Draft& draft, std::uint64_t number) {
  const TagSequence tags = tags_of(draft);
  out += R"({"event_id":")";
  append_event_id(out, number);
  out += R"(","platform":")";
  out += kPlatform;
  out += R"(","account_id":")";
  append_number(out, world.account_id(draft.account));
  out += R"(","kind":")";
  out += name_of(draft.kind);
  if (makes_content(draft)) {
    out += R"(","content_id":")";
    append_number(out, content_of(draft, number));
  }
  append_targets(out, world, draft);
  out += R"(","created_at":")";
  append_time(out, draft.at);
  out += '"';
  if (draft.text != 0) append_text_fields(out, world, draft, tags);
  append_lists(out, world, draft, tags);
  if (draft.kind == EventKind::kPost) {
    append_video_fields(out, draft);
    append_transcript_field(out, draft);
  }
  append_infrastructure(out, world, draft);
  out += R"(,"region":")";
  out += region(draft.region).code;
  out += R"(","client":")";
  out += client_of(world, draft);
  if (draft.kind == EventKind::kPost) append_profile(out, world, draft);
  out += "\"}\n";
}

std::string_view shares_header() { return "object_id,account_id,content_id,timestamp_share\n"; }

void append_shares(std::string& out, const World& world, const Draft& draft, std::uint64_t number) {
  if (!makes_content(draft)) return;
  ShareRow row(out, world, draft, number);
  if (draft.url != 0) {
    append_link(out, draft.url);
    row.finish();
  }
  if (draft.target != 0) {
    out += name_of(draft.kind);
    out += ':';
    append_number(out, draft.target);
    row.finish();
  }
  const TagSequence tags = tags_of(draft);
  if (tags.count < 2) return;
  out += "hashtags:";
  for (std::size_t i = 0; i < tags.count; ++i) {
    if (i > 0) out += '+';
    out += tags.tags[i];
  }
  row.finish();
}

}  // namespace overt
