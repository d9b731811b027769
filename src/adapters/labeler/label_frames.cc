#include "adapters/labeler/label_frames.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "base/utf8.h"
#include "kernel/cbor/dag_cbor.h"

namespace overt {
namespace {

constexpr std::size_t kQueryMax = 250;

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Error wrong(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

std::string header(std::string_view kind) {
  return cbor::map({{"op", cbor::integer(1)}, {"t", cbor::text(kind)}});
}

}  // namespace

std::string render_labels(std::span<const KeptLabel> labels, bool more) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  if (more && !labels.empty()) json.field("cursor", fmt::format("{}", labels.back().seq));
  json.key("labels");
  json.begin_array();
  for (const KeptLabel& kept : labels) write_label(json, kept.label, kept.signature);
  json.end_array();
  json.end_object();
  return out;
}

Result<LabelRequest> read_label_query(
    std::span<const std::pair<std::string, std::string>> parameters, std::string_view did) {
  LabelRequest request;
  bool named = false;
  bool ours = false;
  for (const auto& [name, value] : parameters) {
    if (name == "uriPatterns") {
      const auto star = value.find('*');
      if (star != value.npos && star + 1 != value.size()) {
        return wrong(fmt::format("uriPatterns: '*' stands at the end alone: '{}'", value));
      }
      if (value.empty() || value.size() > kLabelPatternBytesMax || !is_valid_utf8(value)) {
        return wrong("uriPatterns: empty, too long, or not UTF-8");
      }
      request.query.patterns.push_back(value);
    } else if (name == "sources") {
      named = true;
      ours = ours || value == did;
    } else if (name == "limit") {
      const auto limit = number(value);
      if (!limit || *limit < 1 || *limit > kQueryMax) {
        return wrong(fmt::format("limit: '{}' is not 1 to {}", value, kQueryMax));
      }
      request.query.max = *limit;
    } else if (name == "cursor") {
      const auto cursor = number(value);
      if (!cursor) return wrong(fmt::format("cursor: '{}' is none of ours", value));
      request.query.after = *cursor;
    }
  }
  if (request.query.patterns.empty()) return wrong("uriPatterns is missing");
  if (request.query.patterns.size() > kLabelPatternsMax) {
    return wrong(fmt::format("uriPatterns: {} at most", kLabelPatternsMax));
  }
  request.ours = !named || ours;
  return request;
}

std::string label_frame(const KeptLabel& kept) {
  const std::string label = label_cbor(kept.label, kept.signature);
  return header("#labels") + cbor::map({{"seq", cbor::integer(static_cast<std::int64_t>(kept.seq))},
                                        {"labels", cbor::list(std::span(&label, 1))}});
}

std::string info_frame(std::string_view name, std::string_view message) {
  return header("#info") +
         cbor::map({{"name", cbor::text(name)}, {"message", cbor::text(message)}});
}

std::string error_frame(std::string_view error, std::string_view message) {
  return cbor::map({{"op", cbor::integer(-1)}}) +
         cbor::map({{"error", cbor::text(error)}, {"message", cbor::text(message)}});
}

}  // namespace overt
