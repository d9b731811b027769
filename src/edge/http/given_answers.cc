#include "edge/http/given_answers.h"

#include "edge/http/problem.h"

namespace overt::http {

std::optional<Response> GivenAnswers::begin(const std::string& key, std::string_view digest,
                                            TimeUs now) {
  const std::lock_guard lock(mutex_);
  while (!order_.empty() &&
         (order_.size() > kAnswersMax || order_.front().first + kKeptFor < now)) {
    const auto found = given_.find(order_.front().second);
    if (found != given_.end() && found->second.at == order_.front().first) given_.erase(found);
    order_.pop_front();
  }
  const auto found = given_.find(key);
  if (found == given_.end()) {
    given_.emplace(key, Given{std::string(digest), now, std::nullopt});
    order_.emplace_back(now, key);
    return std::nullopt;
  }
  if (found->second.digest != digest) {
    return problem(422, "Idempotency-Key: it came with another request before; take a new one");
  }
  if (!found->second.answer) {
    return come_back_later(409, 1, "the first request with this Idempotency-Key is being done");
  }
  Response again = *found->second.answer;
  again.headers.emplace_back("Idempotent-Replay", "true");
  return again;
}

void GivenAnswers::finish(const std::string& key, const Response& response) {
  const std::lock_guard lock(mutex_);
  const auto found = given_.find(key);
  if (found != given_.end()) found->second.answer = response;
}

void GivenAnswers::forget(const std::string& key) {
  const std::lock_guard lock(mutex_);
  given_.erase(key);
}

}  // namespace overt::http
