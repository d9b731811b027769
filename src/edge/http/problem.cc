#include "edge/http/problem.h"

#include <fmt/format.h>

#include "base/json_writer.h"

namespace overt::http {
namespace {

constexpr std::string_view kProblemType = "application/problem+json";
constexpr int kRetrySeconds = 1;

Response make_problem(int status, std::string_view code, std::string_view detail) {
  Response response;
  response.status = status;
  response.content_type = kProblemType;
  JsonWriter json(response.body);
  json.begin_object();
  json.field("type", "about:blank");
  json.field("title", reason_phrase(status));
  json.field("status", status);
  if (!code.empty()) json.field("code", code);
  json.field("detail", detail);
  json.end_object();
  return response;
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return 400;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kPermissionDenied:
      return 403;
    case ErrorCode::kBadInput:
    case ErrorCode::kTooManyRejects:
      return 422;
    case ErrorCode::kLimitExceeded:
      return 413;
    case ErrorCode::kCancelled:
      return 409;
    case ErrorCode::kUnavailable:
      return 503;
    case ErrorCode::kIo:
      return 500;
  }
  return 500;
}

}  // namespace

std::string_view reason_phrase(int status) {
  constexpr std::pair<int, std::string_view> kPhrases[] = {
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {303, "See Other"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {409, "Conflict"},
      {410, "Gone"},
      {411, "Length Required"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {422, "Unprocessable Content"},
      {426, "Upgrade Required"},
      {428, "Precondition Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {503, "Service Unavailable"},
  };
  for (const auto& [code, phrase] : kPhrases) {
    if (code == status) return phrase;
  }
  return {};
}

Response problem(int status, std::string_view detail) { return make_problem(status, {}, detail); }

Response problem_of(const Error& error) {
  const int status = status_of(error.code);
  Response response = make_problem(status, name_of(error.code), error.message);
  if (status == 503) response.headers.emplace_back("Retry-After", fmt::format("{}", kRetrySeconds));
  return response;
}

Response come_back_later(int status, int seconds, std::string_view detail) {
  Response response = make_problem(status, {}, detail);
  response.headers.emplace_back("Retry-After", fmt::format("{}", seconds));
  return response;
}

}  // namespace overt::http
