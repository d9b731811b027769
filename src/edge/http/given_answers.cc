#include "edge/http/given_answers.h"

#include "edge/http/problem.h"

namespace overt::http {

Result<std::unique_ptr<GivenAnswers>> GivenAnswers::open(const std::string& folder) {
  auto answers = std::make_unique<GivenAnswers>();
  AnswerLogLimits limits;
  limits.kept_for = kKeptFor;
  ASSIGN_OR_RETURN(answers->log_, AnswerLog::open(folder, limits, [&](AnswerRecord&& record) {
                     answers->take_in(std::move(record));
                   }));
  return answers;
}

void GivenAnswers::take_in(AnswerRecord&& record) {
  if (record.step == AnswerStep::kForgotten) return drop(record.key);
  Given given;
  given.digest = std::move(record.digest);
  given.at = record.at;
  given.state = record.step == AnswerStep::kBegun      ? State::kUnknown
                : record.step == AnswerStep::kAnswered ? State::kAnswered
                                                       : State::kUnshown;
  given.answer.status = record.status;
  given.answer.content_type = std::move(record.content_type);
  given.answer.headers = std::move(record.headers);
  given.answer.body = std::move(record.body);
  put(record.key, std::move(given));
  drop_old(record.at);
}

void GivenAnswers::put(const std::string& key, Given given) {
  drop(key);
  bytes_ += given.answer.body.size();
  order_.emplace_back(given.at, key);
  given_.emplace(key, std::move(given));
}

void GivenAnswers::drop(const std::string& key) {
  const auto found = given_.find(key);
  if (found == given_.end()) return;
  bytes_ -= found->second.answer.body.size();
  given_.erase(found);
}

void GivenAnswers::drop_old(TimeUs now) {
  while (!order_.empty() && (order_.size() > kAnswersMax || bytes_ > kBytesMax ||
                             order_.front().first + kKeptFor < now)) {
    const auto found = given_.find(order_.front().second);
    if (found != given_.end() && found->second.at == order_.front().first) {
      drop(order_.front().second);
    }
    order_.pop_front();
  }
}

Response GivenAnswers::answer_again(const Given& given, std::string_view digest) {
  if (given.digest != digest) {
    return problem(422, "Idempotency-Key: it came with another request before; take a new one");
  }
  switch (given.state) {
    case State::kWorking:
      return come_back_later(409, 1, "the first request with this Idempotency-Key is being done");
    case State::kUnknown:
      return problem(409,
                     "the server ended while it did this, and nobody knows whether it was done; "
                     "look, and if it was not, send it with a new Idempotency-Key");
    case State::kUnshown:
      return problem(409, "it was done; what was answered is not kept, and it is not done again");
    case State::kAnswered:
      break;
  }
  Response again = given.answer;
  again.headers.emplace_back("Idempotent-Replay", "true");
  return again;
}

std::optional<Response> GivenAnswers::begin(const std::string& key, const std::string& digest,
                                            TimeUs now) {
  {
    const std::lock_guard lock(mutex_);
    drop_old(now);
    const auto found = given_.find(key);
    if (found != given_.end()) return answer_again(found->second, digest);
    put(key, {digest, now});
  }
  if (!log_) return std::nullopt;
  AnswerRecord record;
  record.key = key;
  record.digest = digest;
  record.at = now;
  const auto added = log_->add(std::move(record));
  if (added.ok()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  drop(key);
  return problem_of(added.error());
}

void GivenAnswers::finish(const std::string& key, const Response& response, bool secret,
                          TimeUs now) {
  AnswerRecord record;
  {
    const std::lock_guard lock(mutex_);
    const auto found = given_.find(key);
    if (found == given_.end()) return;
    found->second.state = State::kAnswered;
    found->second.answer = response;
    bytes_ += response.body.size();
    record.digest = found->second.digest;
  }
  if (!log_) return;
  record.step = secret ? AnswerStep::kUnshown : AnswerStep::kAnswered;
  record.key = key;
  record.at = now;
  record.status = response.status;
  if (!secret) {
    record.content_type = response.content_type;
    record.headers = response.headers;
    record.body = response.body;
  }
  // Where the disk takes no more, the record of its beginning stands: nothing is done twice.
  [[maybe_unused]] const auto added = log_->add(std::move(record));
}

void GivenAnswers::forget(const std::string& key, TimeUs now) {
  {
    const std::lock_guard lock(mutex_);
    drop(key);
  }
  if (!log_) return;
  AnswerRecord record;
  record.step = AnswerStep::kForgotten;
  record.key = key;
  record.at = now;
  [[maybe_unused]] const auto added = log_->add(std::move(record));
}

}  // namespace overt::http
