#include "adapters/mastodon/mastodon_sink.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <simdjson.h>

#include "adapters/outbound/web_address.h"

namespace overt {
namespace {

constexpr std::string_view kPlatform = "mastodon:";
constexpr std::string_view kLeftAlone =
    "left alone: ";  // how an answer opens where nothing was done
constexpr std::size_t kIdDigitsMax = 20;
constexpr TimeUs kLimitWaitMax = kMicrosPerHour;

/// What an action is on the server.
struct Measure {
  std::string_view type;   // of POST …/action
  std::string_view undo;   // the path that takes it back
  std::string_view state;  // the field of Admin::Account that says whether it holds
};

const Measure* measure_of(const LadderStep& step) {
  static constexpr Measure kSilence{"silence", "unsilence", "silenced"};
  static constexpr Measure kDisable{"disable", "enable", "disabled"};
  static constexpr Measure kSuspend{"suspend", "unsuspend", "suspended"};
  switch (step.action) {
    case ActionKind::kLimitReach:
      return step.audience.empty() || step.audience == "all" ? &kSilence : nullptr;
    case ActionKind::kSuspend:
      return &kDisable;
    case ActionKind::kTerminate:
      return &kSuspend;
    default:
      return nullptr;
  }
}

/// The server's number of the account; empty where it is none.
std::string_view account_id(const DecisionSubject& subject) {
  std::string_view id = subject.id;
  if (subject.kind != SubjectKind::kAccount || id.substr(0, kPlatform.size()) != kPlatform)
    return {};
  id.remove_prefix(kPlatform.size());
  const bool number =
      !id.empty() && id.size() <= kIdDigitsMax &&
      std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
  return number ? id : std::string_view();
}

/// Until when the server's limit on calls holds (https://docs.joinmastodon.org/api/rate-limits).
TimeUs limit_wait(const HttpAnswer& answer, TimeUs now) {
  if (answer.retry_after_s > 0) return answer.retry_after_s * kMicrosPerSecond;
  const auto reset = parse_rfc3339(answer.header("x-ratelimit-reset"));
  return reset ? std::clamp<TimeUs>(*reset - now, 0, kLimitWaitMax) : 0;
}

class MastodonSink final : public ActionSink {
 public:
  explicit MastodonSink(MastodonOptions options)
      : options_(std::move(options)), caller_(options_.http) {
    while (!options_.url.empty() && options_.url.back() == '/') options_.url.pop_back();
  }

  SinkAnswer deliver(const SinkMessage& message) override {
    const PlatformAction& action = message.action;
    if (action.decision.empty()) {
      return {SinkVerdict::kNever,
              "a Mastodon server carries out actions alone; notices need a webhook", 0};
    }
    const Measure* const measure = measure_of(action.step);
    if (measure == nullptr) {
      // What the server could not do was never done there.
      if (action.undo) return {SinkVerdict::kTaken, "there is nothing to take back there", 0};
      return {SinkVerdict::kNever,
              fmt::format("a Mastodon server has no '{}'{}; hand it to a webhook, or decide "
                          "otherwise",
                          name_of(action.step.action),
                          action.step.audience.empty() ? "" : " for " + action.step.audience),
              0};
    }
    const std::string_view id = account_id(action.subject);
    if (id.empty()) {
      return {SinkVerdict::kNever,
              fmt::format("'{}' is no account of a Mastodon server; that is mastodon: and the "
                          "server's number of the account",
                          action.subject.id),
              0};
    }
    return carry_out(message, *measure, std::string(id));
  }

 private:
  SinkAnswer carry_out(const SinkMessage& message, const Measure& measure, const std::string& id) {
    SinkAnswer failed;
    const auto before = holds(message, measure, id, failed);
    if (!before) return failed;
    const bool wanted = !message.action.undo;
    if (message.action.undo && message.undone_answer.substr(0, kLeftAlone.size()) == kLeftAlone) {
      return {SinkVerdict::kTaken,
              fmt::format("{}it was {} before we came", kLeftAlone, measure.state), 0};
    }
    if (*before == wanted) {
      if (!wanted) return {SinkVerdict::kTaken, fmt::format("it is not {}", measure.state), 0};
      if (message.tries > 1) return {SinkVerdict::kTaken, std::string(measure.state), 0};
      return {SinkVerdict::kTaken,
              fmt::format("{}it was {} already, and not by us", kLeftAlone, measure.state), 0};
    }
    if (!change(message, measure, id, failed)) return failed;
    const auto after = holds(message, measure, id, failed);
    if (!after) return failed;
    if (*after != wanted) {
      return {SinkVerdict::kLater,
              fmt::format("the server said yes, and the account is {}{}",
                          wanted ? "not " : "still ", measure.state),
              0};
    }
    return {SinkVerdict::kTaken, fmt::format("{}{}", wanted ? "" : "no longer ", measure.state), 0};
  }

  /// Whether the account is in that state; nullopt, and what to answer, where that is not to be
  /// had.
  std::optional<bool> holds(const SinkMessage& message, const Measure& measure,
                            const std::string& id, SinkAnswer& failed) {
    const HttpAnswer answer = call("GET", "/api/v1/admin/accounts/" + id, {});
    if (answer.status != 200) {
      failed = refusal(answer, message.at, true);
      return std::nullopt;
    }
    simdjson::dom::parser parser;
    simdjson::dom::element account;
    std::string_view told_id;
    bool state = false;
    if (answer.body_cut || parser.parse(answer.body).get(account) != simdjson::SUCCESS ||
        account["id"].get(told_id) != simdjson::SUCCESS || told_id != id ||
        account[measure.state].get(state) != simdjson::SUCCESS) {
      failed = {SinkVerdict::kLater,
                fmt::format("the answer is not about account {}: {}", id, answer.words), 0};
      return std::nullopt;
    }
    return state;
  }

  bool change(const SinkMessage& message, const Measure& measure, const std::string& id,
              SinkAnswer& failed) {
    const std::string account = "/api/v1/admin/accounts/" + id;
    HttpAnswer answer;
    if (message.action.undo) {
      answer = call("POST", fmt::format("{}/{}", account, measure.undo), {});
    } else {
      const std::string text =
          fmt::format("Overt decision {}, {}", message.action.decision, message.grounds);
      answer = call("POST", account + "/action",
                    fmt::format("type={}&text={}&send_email_notification=false", measure.type,
                                percent_encoded(text)));
    }
    if (answer.status == 200) return true;
    failed = refusal(answer, message.at, false);
    return false;
  }

  HttpAnswer call(std::string method, const std::string& path, std::string body) {
    return caller_.call({std::move(method),
                         options_.url + path,
                         {"authorization: Bearer " + options_.token, "accept: application/json",
                          "content-type: application/x-www-form-urlencoded"},
                         std::move(body)});
  }

  static SinkAnswer refusal(const HttpAnswer& answer, TimeUs now, bool reading) {
    switch (answer.status) {
      case 401:
      case 410:
        return {SinkVerdict::kGone, answer.words, 0};
      case 403:
        // To reading: the token lacks the right to everything; to the action, to this account.
        return {reading ? SinkVerdict::kGone : SinkVerdict::kNever, answer.words, 0};
      case 404:
      case 422:
        return {SinkVerdict::kNever, answer.words, 0};
      default:
        return {SinkVerdict::kLater, answer.words, limit_wait(answer, now)};
    }
  }

  MastodonOptions options_;
  HttpCaller caller_;
};

}  // namespace

Result<std::unique_ptr<ActionSink>> open_mastodon_sink(MastodonOptions options) {
  RETURN_IF_ERROR(
      check_outbound_url(options.url, options.http.allow_private, "the Mastodon server's URL"));
  const bool fits =
      !options.token.empty() && std::all_of(options.token.begin(), options.token.end(),
                                            [](char c) { return c > ' ' && c <= '~'; });
  if (!fits) {
    return Error{
        ErrorCode::kInvalidArgument,
        "the token is empty, or has characters that no token has; the file holds it alone, "
        "on one line"};
  }
  return std::unique_ptr<ActionSink>(std::make_unique<MastodonSink>(std::move(options)));
}

}  // namespace overt
