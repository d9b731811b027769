#pragma once
// Result<T>: a value, or an error of the outside world (bad input, a missing file, a full disk).
// Errors carry a code a program can branch on and a message a person can act on: it names the
// file, the line where there is one, and the remedy.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/check.h"

namespace overt {

enum class ErrorCode {
  kInvalidArgument,   // a wrong option or an impossible combination
  kNotFound,          // no such file
  kPermissionDenied,  // exists, may not be read or written
  kBadInput,          // the content cannot be understood
  kTooManyRejects,    // more bad records than the stated share
  kLimitExceeded,     // a stated limit was hit and the result would be incomplete
  kIo,                // read or write failed
  kCancelled,         // interrupted by the user
  kUnavailable,       // in use by somebody else; trying again later may help
};

std::string_view name_of(ErrorCode code);

struct [[nodiscard]] Error {
  ErrorCode code;
  std::string message;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  // Implicit on purpose: `return value;` and `return Error{…};` are how a Result is made.
  Result(T value)  // NOLINT(google-explicit-constructor): see above
      : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error)  // NOLINT(google-explicit-constructor): see above
      : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] const T& value() const& {
    CHECK(ok());
    return std::get<0>(state_);
  }
  [[nodiscard]] T& value() & {
    CHECK(ok());
    return std::get<0>(state_);
  }
  [[nodiscard]] T&& value() && {
    CHECK(ok());
    return std::get<0>(std::move(state_));
  }
  [[nodiscard]] const Error& error() const& {
    CHECK(!ok());
    return std::get<1>(state_);
  }
  [[nodiscard]] Error&& error() && {
    CHECK(!ok());
    return std::get<1>(std::move(state_));
  }

 private:
  std::variant<T, Error> state_;
};

/// Success, or an error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error)  // NOLINT(google-explicit-constructor): as in Result<T>
      : error_(std::move(error)) {}

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const& {
    CHECK(!ok());
    return *error_;
  }
  [[nodiscard]] Error&& error() && {
    CHECK(!ok());
    return *std::move(error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace overt

#define OVERT_CONCAT_INNER(a, b) a##b
#define OVERT_CONCAT(a, b) OVERT_CONCAT_INNER(a, b)

/// Returns the error of a Result<void> (or Result<T>) expression to the caller.
#define RETURN_IF_ERROR(expression)                                 \
  do {                                                              \
    auto overt_status = (expression);                               \
    if (!overt_status.ok()) return std::move(overt_status).error(); \
  } while (false)

// NOLINTBEGIN(bugprone-macro-parentheses): the arguments are declarations
#define OVERT_ASSIGN_OR_RETURN(temporary, target, expression) \
  auto temporary = (expression);                              \
  if (!temporary.ok()) return std::move(temporary).error();   \
  target = std::move(temporary).value()

/// ASSIGN_OR_RETURN(auto file, open(path)): the value, or return the error.
#define ASSIGN_OR_RETURN(target, expression) \
  OVERT_ASSIGN_OR_RETURN(OVERT_CONCAT(overt_result_, __LINE__), target, expression)
// NOLINTEND(bugprone-macro-parentheses)
