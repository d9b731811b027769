#include "stages/decisions/notice.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/json_writer.h"
#include "stages/decisions/decide.h"
#include "stages/decisions/fact_words.h"
#include "stages/decisions/notice_words.h"

namespace overt {
namespace {

constexpr std::size_t kIdDigits = 32;

std::optional<NoticeCause> cause_of(DecisionEventKind kind) {
  switch (kind) {
    case DecisionEventKind::kTakenEffect:
      return NoticeCause::kEffect;
    case DecisionEventKind::kUpheld:
      return NoticeCause::kStands;
    case DecisionEventKind::kReversed:
    case DecisionEventKind::kReversedFor:
      return NoticeCause::kReversed;
    case DecisionEventKind::kUndone:
      return NoticeCause::kUndone;
    default:
      return std::nullopt;
  }
}

/// Those whose appeals event `number` is the outcome of; of an appeal that does not say, everybody.
std::vector<AffectedAccount> appellants(const Decision& decision, std::size_t number) {
  const std::string& named = decision.events[number].account;
  std::set<std::string> who;
  if (!named.empty()) who.insert(named);
  if (named.empty()) {
    Decision before = decision;
    before.events.resize(number);
    for (const DecisionEvent& appeal : open_appeals(before)) {
      if (appeal.account.empty()) return held_accounts(before);
      who.insert(appeal.account);
    }
  }
  std::vector<AffectedAccount> told = told_accounts(decision.draft);
  std::erase_if(told, [&](const AffectedAccount& one) { return !who.contains(one.id); });
  return told;
}

/// Whom event `number` is told to.
std::vector<AffectedAccount> told_of(const Decision& decision, std::size_t number) {
  switch (decision.events[number].kind) {
    case DecisionEventKind::kUpheld:
    case DecisionEventKind::kReversedFor:
      return appellants(decision, number);
    case DecisionEventKind::kReversed:
    case DecisionEventKind::kUndone:
      return held_accounts(decision, number);
    default:
      return told_accounts(decision.draft);
  }
}

std::string id_of(const Decision& decision, std::size_t event, const std::string& account) {
  return sha256_hex(fmt::format("notice\n{}\n{}\n{}", decision.id, event, account))
      .substr(0, kIdDigits);
}

bool can_be_appealed(NoticeCause cause) { return cause == NoticeCause::kEffect; }
bool has_redress(NoticeCause cause) {
  return cause == NoticeCause::kEffect || cause == NoticeCause::kStands;
}

/// The text in that language: under the whole tag, or else its first part.
const std::string* text_in(const TextsByLanguage& texts, std::string_view lang) {
  const std::string primary = primary_language(lang);
  const std::string* found = nullptr;
  for (const auto& [language, text] : texts) {
    if (text.empty()) continue;
    if (language == lang) return &text;
    if (found == nullptr && primary_language(language) == primary) found = &text;
  }
  return found;
}

std::vector<std::string> language_order(const DecisionDraft& draft, const std::string& wanted) {
  std::vector<std::string> order;
  const auto add = [&](const std::string& lang) {
    if (!lang.empty() && std::find(order.begin(), order.end(), lang) == order.end()) {
      order.push_back(lang);
    }
  };
  add(wanted);
  add(draft.subject.lang);
  add("en");
  for (const auto& [language, text] : draft.notices) add(language);
  return order;
}

/// The day after which it is too late, as its last moment.
TimeUs last_moment(TimeUs told_at, std::uint32_t days) {
  const TimeUs day = told_at / kMicrosPerDay + days + kNoticeDaysOnTheWay;
  return (day + 1) * kMicrosPerDay - kMicrosPerSecond;
}

std::uint64_t people_behind(const Decision& decision, std::size_t event) {
  std::set<std::string> people;
  for (std::size_t i = 0; i < event; ++i) {
    const DecisionEvent& one = decision.events[i];
    const bool decides =
        one.kind == DecisionEventKind::kProposed || one.kind == DecisionEventKind::kAgreed;
    if (decides) people.insert(one.by);
  }
  return people.size();
}

void begin_notice(JsonWriter& json, const NoticeAddress& address, NoticeState state) {
  json.begin_object();
  json.field("notice", address.id);
  json.field("state", name_of(state));
  json.field("format", "overt.notice/1");
  json.field("decision", address.decision);
  json.field("event", address.event);
  json.field("cause", name_of(address.cause));
  json.field("account", address.account);
}

class Writing {
 public:
  Writing(const Decision& decision, const NoticeAddress& address, const NoticeSettings& settings,
          TimeUs told_at)
      : decision_(decision),
        draft_(decision.draft),
        address_(address),
        settings_(settings),
        event_(decision.events.at(address.event)) {
    written_.notice.address = address;
    if (can_be_appealed(address.cause)) {
      written_.notice.until = last_moment(told_at, draft_.appeal_days);
    }
  }

  WrittenNotice run() {
    look_for_parts();
    if (missing_.empty()) write();
    if (missing_.empty() && written_.notice.json.size() > kNoticeBytesMax) {
      missing_.push_back(fmt::format("it would have {} bytes and may have {}; shorten its texts",
                                     written_.notice.json.size(), kNoticeBytesMax));
    }
    if (!missing_.empty()) block();
    return std::move(written_);
  }

 private:
  void look_for_parts() {
    if (address_.account.empty()) {
      missing_.emplace_back("it is known of no account that the decision falls on it");
    }
    if (!settings_.problem.empty()) {
      missing_.push_back(settings_.problem);
      return;
    }
    if (address_.cause == NoticeCause::kEffect && draft_.facts_text.empty()) {
      missing_.emplace_back("the decision has no facts in words");
    }
    if (address_.cause == NoticeCause::kEffect &&
        (draft_.policy.empty() || draft_.clause.empty())) {
      missing_.emplace_back("the decision names no clause");
    }
    choose_language();
    if (words_ != nullptr) return;
    missing_.push_back(fmt::format("there is no language for it ({})", fmt::join(passed_, "; ")));
  }

  void choose_language() {
    order_ = language_order(draft_, address_.lang);
    for (const std::string& lang : order_) {
      const std::string lacks = lacks_in(lang);
      if (lacks.empty()) {
        words_ = notice_words(lang);
        written_.notice.lang = lang;
        return;
      }
      passed_.push_back(fmt::format("{}: {}", lang, lacks));
    }
  }

  /// Why it cannot be written in that language; empty: it can.
  [[nodiscard]] std::string lacks_in(const std::string& lang) const {
    if (notice_words(lang) == nullptr) return "there are no fixed words";
    if (address_.cause == NoticeCause::kEffect && text_in(draft_.notices, lang) == nullptr) {
      return "the clause has no text";
    }
    if (!has_redress(address_.cause)) return {};
    if (text_in(settings_.out_of_court, lang) == nullptr) return "notices.yaml has no out_of_court";
    if (text_in(settings_.judicial, lang) == nullptr) return "notices.yaml has no judicial";
    return {};
  }

  [[nodiscard]] std::string facts() const {
    if (primary_language(draft_.subject.lang) == words_->lang) return draft_.facts_text;
    const std::string* const found = text_in(draft_.facts_in, words_->lang);
    return found == nullptr ? draft_.facts_text : *found;
  }

  [[nodiscard]] std::string link() const {
    return fmt::format("{}/appeals/{}", settings_.appeals, kAppealToken);
  }

  [[nodiscard]] std::string day() const { return format_date(event_.at); }

  [[nodiscard]] std::vector<std::string> steps() const {
    std::vector<std::string> said;
    for (const LadderStep& step : draft_.actions) said.push_back(step_words(*words_, step));
    return said;
  }

  [[nodiscard]] std::vector<std::string> steps_as_list() const {
    std::vector<std::string> lines;
    for (const std::string& one : steps()) lines.push_back("- " + one);
    return lines;
  }

  void write() {
    if (address_.cause == NoticeCause::kEffect) {
      write_effect();
    } else {
      write_outcome();
    }
    written_.parts.number = filled(words_->number, {{"decision", decision_.id}});
    if (has_redress(address_.cause)) write_redress();
    write_text();
    write_json();
  }

  void write_effect() {
    NoticeParts& parts = written_.parts;
    parts.title = filled(words_->title, {{"account", address_.account}});
    NoticeSection what{std::string(words_->what), steps_as_list()};
    what.lines.push_back(where());
    what.lines.push_back(filled(words_->duration, {{"date", day()}}));
    parts.told.push_back(std::move(what));
    NoticeSection why{std::string(words_->why), {}};
    if (address_.deceived) why.lines.emplace_back(words_->deceived);
    why.lines.push_back(filled(*text_in(draft_.notices, written_.notice.lang),
                               {{"facts", facts()},
                                {"action", fmt::format("{}.", fmt::join(steps(), "; "))},
                                {"appeal", link()}}));
    add_ground(why.lines);
    parts.told.push_back(std::move(why));
    NoticeSection how{std::string(words_->how), {std::string(words_->own_initiative)}};
    how.lines.emplace_back(draft_.automated_detection ? words_->automated_yes
                                                      : words_->automated_no);
    how.lines.push_back(
        filled(words_->decided_by,
               {{"people", fmt::format("{}", people_behind(decision_, address_.event))}}));
    parts.told.push_back(std::move(how));
  }

  void add_ground(std::vector<std::string>& lines) const {
    lines.push_back(filled(words_->clause, {{"policy", draft_.policy},
                                            {"version", draft_.policy_version},
                                            {"clause", draft_.clause},
                                            {"title", draft_.clause_title}}));
    if (draft_.legal_basis) {
      const LegalBasis& law = *draft_.legal_basis;
      lines.push_back(
          filled(words_->law, {{"act", law.act}, {"entry", law.entry}, {"url", law.url}}));
    }
    if (draft_.facts.empty()) return;
    lines.emplace_back(words_->applies_because);
    for (const UsedFact& fact : draft_.facts) {
      lines.push_back("- " + told_fact(words_->lang, fact));
    }
  }

  [[nodiscard]] std::string where() const {
    if (draft_.territory.empty()) return std::string(words_->worldwide);
    return filled(words_->in_countries,
                  {{"countries", fmt::format("{}", fmt::join(draft_.territory, ", "))}});
  }

  void write_outcome() {
    NoticeParts& parts = written_.parts;
    parts.title = filled(words_->title_outcome, {{"account", address_.account}});
    NoticeSection what{std::string(words_->what),
                       {filled(outcome_words(*words_, event_), {{"date", day()}})}};
    if (address_.cause != NoticeCause::kUndone) {
      what.lines.emplace_back(words_->reason);
      what.lines.push_back(event_.reason);
      what.lines.emplace_back(words_->heard_by);
    }
    if (address_.cause != NoticeCause::kStands) {
      what.lines.emplace_back(words_->taken_back);
      for (std::string& one : steps_as_list()) what.lines.push_back(std::move(one));
    }
    parts.told.push_back(std::move(what));
  }

  void write_redress() {
    NoticeSection section{std::string(words_->redress), {}};
    if (can_be_appealed(address_.cause)) {
      section.lines.push_back(filled(
          words_->appeal, {{"until", format_date(written_.notice.until)}, {"link", link()}}));
    }
    section.lines.push_back(fmt::format("{} {}", words_->out_of_court,
                                        *text_in(settings_.out_of_court, written_.notice.lang)));
    section.lines.push_back(
        fmt::format("{} {}", words_->judicial, *text_in(settings_.judicial, written_.notice.lang)));
    written_.parts.redress.push_back(std::move(section));
  }

  void write_text() {
    const NoticeParts& parts = written_.parts;
    std::string text = fmt::format("{}: {}\n", settings_.platform, parts.title);
    for (const auto* const sections : {&parts.told, &parts.redress}) {
      for (const NoticeSection& section : *sections) {
        text += fmt::format("\n{}\n{}\n", section.heading, fmt::join(section.lines, "\n"));
      }
    }
    written_.notice.text = fmt::format("{}\n{}\n", text, parts.number);
  }

  void write_json() {
    JsonWriter json(written_.notice.json);
    begin_notice(json, address_, NoticeState::kReady);
    json.field("platform", settings_.platform);
    write_language(json);
    json.field("at", format_rfc3339(event_.at));
    if (event_.kind == DecisionEventKind::kReversedFor) json.field("for", "this_account");
    if (address_.cause == NoticeCause::kEffect) {
      write_decided(json);
    } else if (address_.cause != NoticeCause::kUndone) {
      json.field("reason", event_.reason);
    }
    if (has_redress(address_.cause)) write_ways(json);
    json.field("text", written_.notice.text);
    json.end_object();
  }

  void write_language(JsonWriter& json) const {
    json.key("language");
    json.begin_object();
    json.field("of", written_.notice.lang);
    json.field("dir", direction_of(written_.notice.lang));
    json.field("wanted", address_.lang);
    json.key("order");
    json.begin_array();
    for (const std::string& lang : order_) json.value(lang);
    json.end_array();
    json.key("passed_over");
    json.begin_array();
    for (const std::string& why : passed_) json.value(why);
    json.end_array();
    json.end_object();
  }

  void write_decided(JsonWriter& json) const {
    json.key("actions");
    json.begin_array();
    for (const LadderStep& step : draft_.actions) {
      json.begin_object();
      json.field("action", name_of(step.action));
      if (!step.label.empty()) json.field("label", step.label);
      if (!step.audience.empty()) json.field("audience", step.audience);
      json.end_object();
    }
    json.end_array();
    json.key("territory");
    json.begin_array();
    for (const std::string& country : draft_.territory) json.value(country);
    json.end_array();
    json.field("from", format_rfc3339(event_.at));
    json.key("until");
    json.null();
    json.field("deceived", address_.deceived);
    write_facts(json);
    json.key("automated");
    json.begin_object();
    json.field("detection", draft_.automated_detection);
    json.field("decision", false);
    json.end_object();
    json.field("source", "own_initiative");
    write_ground(json);
  }

  void write_facts(JsonWriter& json) const {
    json.key("facts");
    json.begin_object();
    json.field("text", facts());
    json.key("asked_for");
    json.begin_object();
    for (const UsedFact& fact : draft_.facts) json.field(fact.name, fact.value);
    json.end_object();
    json.end_object();
  }

  void write_ground(JsonWriter& json) const {
    json.key("ground");
    json.begin_object();
    json.field("kind", draft_.legal_basis ? "law" : "terms");
    json.field("policy", draft_.policy);
    json.field("version", draft_.policy_version);
    json.field("policy_hash", draft_.policy_hash);
    json.field("clause", draft_.clause);
    json.field("title", draft_.clause_title);
    if (draft_.legal_basis) {
      json.field("act", draft_.legal_basis->act);
      json.field("entry", draft_.legal_basis->entry);
      json.field("url", draft_.legal_basis->url);
    }
    json.end_object();
  }

  void write_ways(JsonWriter& json) const {
    json.key("redress");
    json.begin_object();
    if (can_be_appealed(address_.cause)) {
      json.field("appeal", link());
      json.field("appeal_until", format_rfc3339(written_.notice.until));
    }
    json.field("out_of_court", *text_in(settings_.out_of_court, written_.notice.lang));
    json.field("judicial", *text_in(settings_.judicial, written_.notice.lang));
    json.end_object();
  }

  void block() {
    Notice& notice = written_.notice;
    written_.parts = {};
    notice.state = NoticeState::kBlocked;
    notice.blocked = fmt::format("{}", fmt::join(missing_, "; "));
    notice.lang.clear();
    notice.text.clear();
    notice.until = 0;
    notice.json.clear();
    JsonWriter json(notice.json);
    begin_notice(json, address_, notice.state);
    json.field("blocked", notice.blocked);
    json.end_object();
  }

  const Decision& decision_;
  const DecisionDraft& draft_;
  const NoticeAddress& address_;
  const NoticeSettings& settings_;
  const DecisionEvent& event_;
  WrittenNotice written_;
  std::vector<std::string> missing_;
  std::vector<std::string> order_;
  std::vector<std::string> passed_;
  const NoticeWords* words_ = nullptr;
};

std::string text_of(const simdjson::dom::element& root, const char* name) {
  std::string_view text;
  return root[name].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

template <typename Enum>
std::optional<Enum> enum_named(std::string_view name, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (name_of(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::vector<NoticeAddress> notices_due(const Decision& decision, std::size_t first_event) {
  std::vector<NoticeAddress> due;
  for (std::size_t i = first_event; i < decision.events.size(); ++i) {
    const auto cause = cause_of(decision.events[i].kind);
    if (!cause) continue;
    auto told = told_of(decision, i);
    if (told.empty()) told.emplace_back();
    for (const AffectedAccount& one : told) {
      const std::string& lang = one.lang.empty() ? decision.draft.subject.lang : one.lang;
      due.push_back({id_of(decision, i, one.id), decision.id, static_cast<std::uint32_t>(i), *cause,
                     one.id, lang, one.deceived});
    }
  }
  return due;
}

WrittenNotice write_notice(const Decision& decision, const NoticeAddress& address,
                           const NoticeSettings& settings, TimeUs told_at) {
  CHECK_LT(address.event, decision.events.size());
  return Writing(decision, address, settings, told_at).run();
}

Notice withdraw_notice(const NoticeAddress& address) {
  Notice notice;
  notice.address = address;
  notice.state = NoticeState::kWithdrawn;
  JsonWriter json(notice.json);
  begin_notice(json, address, notice.state);
  json.end_object();
  return notice;
}

Result<KeptNotice> parse_notice(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  const Error bad{ErrorCode::kBadInput, "a notice's record cannot be read"};
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS || !root.is_object()) {
    return bad;
  }
  KeptNotice kept;
  kept.address.id = text_of(root, "notice");
  kept.address.decision = text_of(root, "decision");
  kept.address.account = text_of(root, "account");
  std::uint64_t event = 0;
  const auto state = enum_named<NoticeState>(text_of(root, "state"), 3);
  const auto cause = enum_named<NoticeCause>(text_of(root, "cause"), kNoticeCauseCount);
  if (!state || !cause || root["event"].get(event) != simdjson::SUCCESS || event > 0xFFFF'FFFFU) {
    return bad;
  }
  kept.state = *state;
  kept.address.cause = *cause;
  kept.address.event = static_cast<std::uint32_t>(event);
  kept.blocked = text_of(root, "blocked");
  kept.text = text_of(root, "text");
  kept.at = parse_rfc3339(text_of(root, "at")).value_or(0);
  simdjson::dom::element part;
  if (root["language"].get(part) == simdjson::SUCCESS) {
    kept.lang = text_of(part, "of");
    kept.address.lang = text_of(part, "wanted");
  }
  if (root["redress"].get(part) == simdjson::SUCCESS) {
    kept.until = parse_rfc3339(text_of(part, "appeal_until")).value_or(0);
  }
  return kept;
}

bool is_blocked_notice(std::string_view json) {
  constexpr std::string_view kAfterId = R"(","state":"blocked",)";
  const std::size_t after_id = std::string_view(R"({"notice":")").size() + kIdDigits;
  return json.size() > after_id && json.substr(after_id).starts_with(kAfterId);
}

std::string with_appeal_token(std::string text, std::string_view token) {
  for (auto at = text.find(kAppealToken); at != text.npos; at = text.find(kAppealToken, at)) {
    text.replace(at, kAppealToken.size(), token);
    at += token.size();
  }
  return text;
}

std::string render_notice_message(const NoticeMessage& message) {
  return fmt::format(R"({{"notice":"{}","number":{}}})", message.notice, message.number);
}

std::optional<NoticeMessage> parse_notice_message(std::string_view text) {
  constexpr std::string_view kBegin = R"({"notice":")";
  constexpr std::string_view kMiddle = R"(","number":)";
  if (!text.starts_with(kBegin) || !text.ends_with('}')) return std::nullopt;
  text.remove_prefix(kBegin.size());
  text.remove_suffix(1);
  const std::size_t end = text.find(kMiddle);
  if (end != kIdDigits) return std::nullopt;
  NoticeMessage message{std::string(text.substr(0, end)), 0};
  text.remove_prefix(end + kMiddle.size());
  const auto read = std::from_chars(text.data(), text.data() + text.size(), message.number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return message;
}

}  // namespace overt
