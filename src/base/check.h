#pragma once
// CHECK: an invariant of our own code. It is always on; when it fails the program says where and
// with which values, and aborts. Bad input is never a CHECK: that is a Result (result.h).

#include <string_view>

#include <fmt/format.h>

namespace overt {

/// Prints the failed condition to standard error and aborts.
[[noreturn]] void check_failed(const char* file, int line, std::string_view condition,
                               std::string_view values);

}  // namespace overt

#define CHECK(condition)                                         \
  do {                                                           \
    if (!(condition)) [[unlikely]]                               \
      ::overt::check_failed(__FILE__, __LINE__, #condition, {}); \
  } while (false)

#define OVERT_CHECK_COMPARE(left, op, right)                                          \
  do {                                                                                \
    const auto& check_left = (left);                                                  \
    const auto& check_right = (right);                                                \
    if (!(check_left op check_right)) [[unlikely]]                                    \
      ::overt::check_failed(__FILE__, __LINE__, #left " " #op " " #right,             \
                            ::fmt::format("{} against {}", check_left, check_right)); \
  } while (false)

#define CHECK_EQ(left, right) OVERT_CHECK_COMPARE(left, ==, right)
#define CHECK_NE(left, right) OVERT_CHECK_COMPARE(left, !=, right)
#define CHECK_LT(left, right) OVERT_CHECK_COMPARE(left, <, right)
#define CHECK_LE(left, right) OVERT_CHECK_COMPARE(left, <=, right)
#define CHECK_GE(left, right) OVERT_CHECK_COMPARE(left, >=, right)
#define CHECK_GT(left, right) OVERT_CHECK_COMPARE(left, >, right)
