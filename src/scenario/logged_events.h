#pragma once
// What the tests of this module read back from a log: events and profiles, with their texts copied
// out of the parser. Stateless; O(log).

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "base/time.h"

namespace overt {

// What a test needs of an event, with views copied out of the parser.
struct LoggedEvent {
  std::string event_id;
  std::string account;
  std::string kind;
  std::string content;
  std::string target;
  std::string target_account;
  std::string text;
  std::string transcript;
  std::string client;
  std::vector<std::string> urls;
  std::vector<std::string> infra;
  std::string hashtags;  // joined
  std::size_t hashtag_count = 0;
  std::vector<std::string> media;
  TimeUs at = 0;
};

inline std::string string_of(const simdjson::dom::element& object, const char* key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

inline std::vector<std::string> list_of(const simdjson::dom::element& object, const char* key) {
  std::vector<std::string> texts;
  simdjson::dom::array array;
  if (object[key].get(array) != simdjson::SUCCESS) return texts;
  for (const auto element : array) texts.emplace_back(std::string_view(element));
  return texts;
}

inline LoggedEvent event_of(const simdjson::dom::element& object) {
  LoggedEvent event;
  event.event_id = string_of(object, "event_id");
  event.account = string_of(object, "account_id");
  event.kind = string_of(object, "kind");
  event.content = string_of(object, "content_id");
  event.target = string_of(object, "target_content_id");
  event.text = string_of(object, "text");
  event.target_account = string_of(object, "target_account_id");
  event.transcript = string_of(object, "transcript");
  event.infra = list_of(object, "infra");
  event.client = string_of(object, "client");
  event.urls = list_of(object, "urls");
  event.media = list_of(object, "media");
  for (const std::string& tag : list_of(object, "hashtags")) {
    event.hashtags += tag + "+";
    ++event.hashtag_count;
  }
  event.at = parse_rfc3339(string_of(object, "created_at")).value_or(-1);
  return event;
}

inline std::vector<LoggedEvent> parse(const std::string& log) {
  std::vector<LoggedEvent> events;
  simdjson::dom::parser parser;
  std::istringstream lines(log);
  std::string line;
  while (std::getline(lines, line)) {
    simdjson::dom::element document;
    const auto error = parser.parse(line).get(document);
    EXPECT_EQ(error, simdjson::SUCCESS) << line;
    if (error == simdjson::SUCCESS) events.push_back(event_of(document));
  }
  return events;
}

struct LoggedProfile {
  std::string account;
  std::string handle;
  std::string entity;
  std::vector<std::string> links;
  TimeUs created = 0;
  bool verified = false;
};

inline std::vector<LoggedProfile> parse_profiles(const std::string& lines_text) {
  std::vector<LoggedProfile> profiles;
  simdjson::dom::parser parser;
  std::istringstream lines(lines_text);
  std::string line;
  while (std::getline(lines, line)) {
    simdjson::dom::element document;
    const auto error = parser.parse(line).get(document);
    EXPECT_EQ(error, simdjson::SUCCESS) << line;
    if (error != simdjson::SUCCESS) continue;
    profiles.push_back({string_of(document, "account_id"), string_of(document, "handle"),
                        string_of(document, "declared_entity"), list_of(document, "links"),
                        parse_rfc3339(string_of(document, "created_at")).value_or(-1),
                        document["verified"].get_bool().value()});
  }
  return profiles;
}

}  // namespace overt
