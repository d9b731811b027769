#include "edge/cli/serve_command.h"

#include <charconv>

#include <fmt/format.h>

#include "edge/cli/values.h"
#include "edge/cli/verb_forms.h"

namespace overt::cli {
namespace {

constexpr std::uint64_t kRunsAtOnceMax = 16;
constexpr std::uint64_t kRequestsMax = 1'000'000;

struct Place {
  std::string address;
  std::uint16_t port = 0;
};

/// "127.0.0.1:8080", "[::1]:8080", "localhost:0".
Result<Place> parse_place(std::string_view text) {
  const Error wrong{
      ErrorCode::kInvalidArgument,
      fmt::format("'{}' is not ADDRESS:PORT, like 127.0.0.1:8080 or [::1]:8080", text)};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong;
  std::string_view address = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  } else if (address.find(':') != std::string_view::npos) {
    return wrong;
  }
  if (address.empty()) return wrong;
  Place place{std::string(address == "localhost" ? "127.0.0.1" : address)};
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), place.port);
  if (error != std::errc() || end != port.data() + port.size()) return wrong;
  return place;
}

}  // namespace

CommandText serve_command_text() {
  const http::ServeOptions defaults;
  std::vector<OptionText> options = {
      {"--data", "", "FOLDER",
       "Decisions, cases and the ledger; runs in FOLDER/run and FOLDER/runs; FOLDER/registry.db.",
       defaults.data, ValueKind::kFolder},
      {"--listen", "", "ADDRESS:PORT",
       "Where to listen. Port 0 takes any that is free. Beyond this machine only behind a proxy "
       "that speaks TLS.",
       fmt::format("{}:{}", defaults.address, defaults.port)},
      {"--store", "", "URL",
       "The PostgreSQL database with decisions, cases and who signs in, as of overt ledger init; "
       "the folder remembers it.",
       "a file in --data"},
      {"--policies", "", "FOLDER", "The policies that people decide under.",
       "FOLDER/policies in the data folder", ValueKind::kFolder},
      {"--workers", "", "N", "Threads that answer requests.", "as many as cores"},
      {"--requests-per-second", "", "N",
       "That one person or program may make; for a moment, six times as many.",
       fmt::format("{}", defaults.requests_per_second)},
      {"--upload-limit", "", "SIZE",
       "Largest file that can be sent; all together eight times that.",
       describe_bytes(defaults.upload_bytes_max)},
      {"--runs-at-once", "", "N", "Runs of overt detect asked for here that go on at one time.",
       fmt::format("{}", defaults.runs_at_once)},
      {"--keep-events", "", "DURATION", "How long events that were taken in are kept.",
       describe_duration(defaults.events_kept_for)},
      {"--events-limit", "", "SIZE", "Most that is kept of them; beyond it the next are refused.",
       describe_bytes(defaults.events_bytes_max)},
      {"--access-log", "", "FILE",
       "One JSON object a request, without anything about who sent it; -: standard error.", "none",
       ValueKind::kFile}};
  for (OptionText& option : options) option.group = "Server";
  return {
      "serve",
      "serve the API, the console and what was published",
      {"One server for people and programs: the API under /v1 and its description at "
       "/openapi.yaml, the console at /, and what the public may see at /transparency. /healthz, "
       "/readyz and /metrics are for whoever runs it.",
       "It ends on Ctrl-C or SIGTERM, after it has answered what it was asked. Without people "
       "who can sign in, everything but the public pages answers 401."},
      {},
      options,
      {{"overt serve --data desk", "at http://127.0.0.1:8080"},
       {"overt serve --data desk --listen 127.0.0.1:0 --access-log -",
        "on any free port, with a log"}}};
}

Result<http::ServeOptions> interpret_serve(const Arguments& arguments) {
  http::ServeOptions options;
  if (!arguments.operands.empty()) {
    return usage_error(arguments, fmt::format("'{}': options say what to serve, not words",
                                              arguments.operands.front()));
  }
  if (arguments.has("--data")) options.data = value_of(arguments, "--data");
  Place place{options.address, options.port};
  RETURN_IF_ERROR(read_option(arguments, "--listen", place, parse_place));
  options.address = place.address;
  options.port = place.port;
  options.store = value_of(arguments, "--store");
  options.policies = value_of(arguments, "--policies");
  options.access_log = value_of(arguments, "--access-log");
  RETURN_IF_ERROR(read_option(arguments, "--workers", options.threads, [](std::string_view text) {
    return parse_count(text, {1, 256});
  }));
  RETURN_IF_ERROR(
      read_option(arguments, "--runs-at-once", options.runs_at_once, [](std::string_view text) {
        return parse_count(text, {1, kRunsAtOnceMax});
      }));
  RETURN_IF_ERROR(read_option(arguments, "--requests-per-second", options.requests_per_second,
                              [](std::string_view text) {
                                return parse_count(text, {1, kRequestsMax});
                              }));
  RETURN_IF_ERROR(read_option(arguments, "--upload-limit", options.upload_bytes_max, parse_bytes));
  RETURN_IF_ERROR(read_option(arguments, "--events-limit", options.events_bytes_max, parse_bytes));
  RETURN_IF_ERROR(read_option(arguments, "--keep-events", options.events_kept_for, parse_duration));
  return options;
}

}  // namespace overt::cli
