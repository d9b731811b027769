#include "edge/http/metrics.h"

#include <fmt/format.h>

namespace overt::http {
namespace {

void add_head(std::string& out, std::string_view name, std::string_view kind,
              std::string_view help) {
  out += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, kind, help);
}

}  // namespace

void Metrics::request(std::string_view method, std::string_view pattern, int status,
                      double seconds) {
  const std::lock_guard lock(mutex_);
  ++requests_[{std::string(method), std::string(pattern), status}];
  auto found = times_.find(pattern);
  if (found == times_.end()) found = times_.emplace(std::string(pattern), Times{}).first;
  Times& times = found->second;
  for (std::size_t i = 0; i < kBoundsS.size(); ++i) {
    if (seconds <= kBoundsS[i]) ++times.at_most[i];
  }
  ++times.count;
  times.sum += seconds;
}

std::string Metrics::render() const {
  std::string out;
  const std::lock_guard lock(mutex_);
  add_head(out, "overt_http_requests_total", "counter", "Requests answered.");
  for (const auto& [key, count] : requests_) {
    const auto& [method, pattern, status] = key;
    out += fmt::format("overt_http_requests_total{{method=\"{}\",route=\"{}\",status=\"{}\"}} {}\n",
                       method, pattern, status, count);
  }
  add_head(out, "overt_http_request_seconds", "histogram",
           "From the whole request to the answer, by route.");
  for (const auto& [pattern, times] : times_) {
    for (std::size_t i = 0; i < kBoundsS.size(); ++i) {
      out += fmt::format("overt_http_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n",
                         pattern, kBoundsS[i], times.at_most[i]);
    }
    out += fmt::format("overt_http_request_seconds_bucket{{route=\"{}\",le=\"+Inf\"}} {}\n",
                       pattern, times.count);
    out += fmt::format("overt_http_request_seconds_sum{{route=\"{}\"}} {}\n", pattern, times.sum);
    out +=
        fmt::format("overt_http_request_seconds_count{{route=\"{}\"}} {}\n", pattern, times.count);
  }
  const auto one = [&](std::string_view name, std::string_view kind, std::string_view help,
                       auto value) {
    add_head(out, name, kind, help);
    out += fmt::format("{} {}\n", name, value);
  };
  one("overt_http_refused_total", "counter", "Requests turned away because too many waited.",
      refused_.load());
  one("overt_http_connections", "gauge", "Open connections.", connections.load());
  one("overt_http_waiting", "gauge", "Requests that wait for a worker.", waiting.load());
  one("overt_http_streams", "gauge", "Live views that are open.", streams.load());
  one("overt_events_accepted_total", "counter", "Events taken in, on disk before the answer.",
      events_accepted.load());
  return out;
}

}  // namespace overt::http
