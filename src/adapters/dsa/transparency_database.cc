#include "adapters/dsa/transparency_database.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/check.h"

namespace overt {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::size_t kBodyBytesMax = std::size_t{16} << 20;
constexpr std::size_t kErrorsMax = 50;  // of one statement
constexpr std::string_view kPlace = "statement_";

std::string shown(std::string_view text) {
  return printable_words(text.substr(0, kAnswerWordsMax));
}

/// The first text of a list, or the text itself.
std::string first_text(const element& value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return shown(text);
  simdjson::dom::array list;
  if (value.get(list) != simdjson::SUCCESS) return {};
  for (const element item : list) {
    if (item.get(text) == simdjson::SUCCESS) return shown(text);
  }
  return {};
}

std::optional<std::size_t> place_named(std::string_view key, std::size_t count) {
  if (!key.starts_with(kPlace)) return std::nullopt;
  key.remove_prefix(kPlace.size());
  std::size_t place = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), place);
  const bool whole = error == std::errc() && end == key.data() + key.size();
  return whole && place < count ? std::optional(place) : std::nullopt;
}

RefusedStatement refused_at(std::size_t place, const element& fields) {
  RefusedStatement refused;
  refused.place = place;
  object named;
  if (fields.get(named) == simdjson::SUCCESS) {
    for (const auto& [field, said] : named) {
      if (refused.errors.size() == kErrorsMax) break;
      refused.errors.emplace_back(shown(field), first_text(said));
    }
  }
  if (refused.errors.empty()) refused.errors.emplace_back("", "refused without a reason");
  return refused;
}

/// 422: who is named.
void read_refusal(const element& root, std::span<const OutgoingStatement> batch,
                  DsaAnswer& answer) {
  object errors;
  if (root["errors"].get(errors) != simdjson::SUCCESS) return;
  for (const auto& [key, said] : errors) {
    if (const auto place = place_named(key, batch.size())) {
      const bool again = std::any_of(
          answer.refused.begin(), answer.refused.end(),
          [at = *place](const RefusedStatement& refused) { return refused.place == at; });
      if (!again) answer.refused.push_back(refused_at(*place, said));
      continue;
    }
    simdjson::dom::array puids;
    if (key != "existing_puids" || said.get(puids) != simdjson::SUCCESS) continue;
    for (const element item : puids) {
      std::string_view puid;
      if (item.get(puid) != simdjson::SUCCESS) continue;
      const bool ours = std::any_of(batch.begin(), batch.end(), [puid](const auto& statement) {
        return statement.puid == puid;
      });
      const auto& known = answer.existing;
      if (ours && std::find(known.begin(), known.end(), puid) == known.end()) {
        answer.existing.emplace_back(puid);
      }
    }
  }
}

/// 201: by puid, whatever the order.
void read_created(const element& root, std::span<const OutgoingStatement> batch,
                  DsaAnswer& answer) {
  answer.uuids.assign(batch.size(), {});
  simdjson::dom::array created;
  if (root["statements"].get(created) != simdjson::SUCCESS) return;
  for (const element item : created) {
    std::string_view puid;
    std::string_view uuid;
    if (item["puid"].get(puid) != simdjson::SUCCESS ||
        item["uuid"].get(uuid) != simdjson::SUCCESS) {
      continue;
    }
    for (std::size_t place = 0; place < batch.size(); ++place) {
      if (batch[place].puid == puid) answer.uuids[place] = shown(uuid);
    }
  }
}

DsaOutcome outcome_of(int status) {
  if (status == 0 || status == 408 || status == 425 || status == 429 || status >= 500) {
    return DsaOutcome::kLater;
  }
  return DsaOutcome::kStop;
}

DsaAnswer unusual(const HttpAnswer& answer) {
  DsaAnswer told;
  told.outcome = outcome_of(answer.status);
  told.words = answer.words;
  told.wait_s = answer.retry_after_s;
  if (answer.status == 401 || answer.status == 403) {
    told.words = "the database does not accept the token; make a new one there: " + told.words;
  }
  return told;
}

std::string body_of(std::span<const OutgoingStatement> batch) {
  std::string body = R"({"statements":[)";
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (i > 0) body += ',';
    body += batch[i].payload;
  }
  return body + "]}";
}

}  // namespace

DsaAnswer read_dsa_answer(const HttpAnswer& answer, std::span<const OutgoingStatement> batch) {
  if (answer.status != 201 && answer.status != 422) return unusual(answer);
  DsaAnswer told;
  told.words = answer.words;
  simdjson::dom::parser parser;
  element root;
  const bool read =
      !answer.body_cut &&
      parser.parse(simdjson::padded_string(answer.body)).get(root) == simdjson::SUCCESS &&
      root.is_object();
  if (answer.status == 201) {
    told.outcome = DsaOutcome::kDone;
    told.uuids.assign(batch.size(), {});
    if (read) read_created(root, batch, told);
    return told;
  }
  if (read) read_refusal(root, batch, told);
  // One that names nobody of the batch would be refused for ever.
  const bool named = !told.refused.empty() || !told.existing.empty();
  told.outcome = named ? DsaOutcome::kRefused : DsaOutcome::kStop;
  return told;
}

TransparencyDatabase::TransparencyDatabase(DsaOptions options)
    : options_(std::move(options)), caller_(options_.http) {}

Result<TransparencyDatabase> TransparencyDatabase::open(DsaOptions options) {
  RETURN_IF_ERROR(check_outbound_url(options.url, options.http.allow_private,
                                     "the transparency database's URL"));
  const bool fits =
      !options.token.empty() && std::all_of(options.token.begin(), options.token.end(),
                                            [](char c) { return c > ' ' && c <= '~'; });
  if (!fits) {
    return Error{ErrorCode::kInvalidArgument,
                 "the token is empty, or has characters that no token has; the file holds it "
                 "alone, on one line"};
  }
  while (!options.url.empty() && options.url.back() == '/') options.url.pop_back();
  options.http.body_bytes_max = kBodyBytesMax;
  return TransparencyDatabase(std::move(options));
}

HttpAnswer TransparencyDatabase::call(std::string method, const std::string& path,
                                      std::string body) {
  HttpCall call;
  call.method = std::move(method);
  call.url = options_.url + path;
  call.headers = {"authorization: Bearer " + options_.token, "accept: application/json",
                  "content-type: application/json"};
  call.body = std::move(body);
  return caller_.call(call);
}

DsaAnswer TransparencyDatabase::create(std::span<const OutgoingStatement> batch) {
  CHECK(!batch.empty());
  CHECK(batch.size() <= kDsaBatchMax);
  return read_dsa_answer(call("POST", "/api/v1/statements", body_of(batch)), batch);
}

DsaAnswer TransparencyDatabase::find(const std::string& puid) {
  const HttpAnswer answer = call("GET", "/api/v1/statement/existing-puid/" + puid, {});
  if (answer.status != 302 && answer.status != 404) return unusual(answer);
  DsaAnswer told;
  told.words = answer.words;
  told.outcome = answer.status == 302 ? DsaOutcome::kDone : DsaOutcome::kRefused;
  if (answer.status == 404) {
    // A wrong address answers so too; the database's own answer says what is not there.
    if (answer.body.find("statement of reason not found") == std::string::npos) {
      told.outcome = DsaOutcome::kStop;
    }
    return told;
  }
  told.uuids.assign(1, {});
  simdjson::dom::parser parser;
  element root;
  std::string_view uuid;
  std::string_view told_puid;
  if (answer.body_cut ||
      parser.parse(simdjson::padded_string(answer.body)).get(root) != simdjson::SUCCESS ||
      !root.is_object()) {
    // A redirect of some other page would be 302 too.
    told.outcome = DsaOutcome::kStop;
    return told;
  }
  if (root["puid"].get(told_puid) == simdjson::SUCCESS && told_puid != puid) {
    told.outcome = DsaOutcome::kStop;
    told.words = "the answer is about another puid: " + told.words;
    return told;
  }
  if (root["uuid"].get(uuid) == simdjson::SUCCESS) told.uuids.front() = shown(uuid);
  return told;
}

}  // namespace overt
