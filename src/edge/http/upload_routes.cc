#include "edge/http/upload_routes.h"

#include <charconv>

#include <fmt/format.h>

#include "base/json_writer.h"
#include "edge/http/content_digest.h"
#include "edge/http/json_in.h"
#include "edge/http/page.h"
#include "edge/http/problem.h"

namespace overt::http {
namespace {

constexpr std::uint64_t kPieceBytesMax = std::uint64_t{4} << 20;
constexpr int kRoomAgainSeconds = 60;

/// Of the drafts and of tus, and what any program sends bytes as.
bool is_bytes(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return type == "application/partial-upload" || type == "application/offset+octet-stream" ||
         type == "application/octet-stream";
}

std::string upload_json(const Upload& upload) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("id", upload.id);
  json.field("name", upload.name);
  json.field("bytes", upload.bytes);
  json.field("reached", upload.reached);
  json.field("complete", upload.complete);
  if (!upload.sha256.empty()) json.field("sha256", upload.sha256);
  if (!upload.announced_sha256.empty()) json.field("announced_sha256", upload.announced_sha256);
  json.field("by", upload.by);
  json.field("created_at", format_rfc3339(upload.created_at));
  json.field("piece_bytes_max", kPieceBytesMax);
  json.end_object();
  return text;
}

void say_offset(Response& response, const Upload& upload) {
  response.headers.emplace_back("Upload-Offset", fmt::format("{}", upload.reached));
  response.headers.emplace_back("Upload-Length", fmt::format("{}", upload.bytes));
  response.headers.emplace_back("Upload-Complete", upload.complete ? "?1" : "?0");
  response.headers.emplace_back("Cache-Control", "no-store");
}

Response show(const Upload& upload, int status = 200) {
  Response response = json_response(upload_json(upload), status);
  say_offset(response, upload);
  return response;
}

Response refused(const Error& error) {
  if (error.code == ErrorCode::kUnavailable) {
    return come_back_later(503, kRoomAgainSeconds, error.message);
  }
  return problem_of(error);
}

Response begin(Site& site, const Request& request) {
  auto in = JsonIn::read(request);
  if (!in.ok()) return problem_of(in.error());
  UploadRequest wanted;
  wanted.name = in.value().required_text("name");
  wanted.bytes = in.value().number("bytes").value_or(0);
  wanted.sha256 = in.value().text("sha256");
  if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
  const auto begun = site.intake->uploads().begin(wanted, request.person->id, request.at);
  if (!begun.ok()) return refused(begun.error());
  Response response = show(begun.value(), 201);
  response.headers.emplace_back("Location", "/v1/uploads/" + begun.value().id);
  response.headers.emplace_back("Upload-Limit", fmt::format("max-append-size={}", kPieceBytesMax));
  return response;
}

Response list(Site& site, const Request& request) {
  const auto page = page_of(request);
  if (!page.ok()) return problem_of(page.error());
  std::vector<PageRow> rows;
  for (const Upload& upload : site.intake->uploads().list()) {
    rows.push_back({fmt::format("{:020}{}", upload.created_at, upload.id), upload_json(upload)});
  }
  return page_response(rows, page.value());
}

Response look(Site& site, const Request& request) {
  const auto upload = site.intake->uploads().find(request.parameter("upload"));
  return upload.ok() ? show(upload.value()) : problem_of(upload.error());
}

Response answer_piece(const PieceAnswer& answer) {
  Response response = no_content();
  switch (answer.taken) {
    case PieceTaken::kTaken:
      break;
    case PieceTaken::kOtherOffset:
      response = problem(409, fmt::format("Upload-Offset: the file has come to {}; go on there",
                                          answer.upload.reached));
      break;
    case PieceTaken::kTooLong:
      response =
          problem(413, fmt::format("the file was announced with {} bytes and would be longer",
                                   answer.upload.bytes));
      break;
    case PieceTaken::kOtherDigest:
      response = problem(422, "Content-Digest: what came is something else; send it again");
      break;
    case PieceTaken::kBusy:
      response = come_back_later(409, 1, "another piece of this file is being written");
      break;
  }
  say_offset(response, answer.upload);
  return response;
}

Response take_piece(Site& site, const Request& request) {
  if (!is_bytes(request.header("content-type"))) {
    return problem(415, "Content-Type: application/partial-upload or application/octet-stream");
  }
  const std::string_view said = request.header("upload-offset");
  Uploads::Piece piece;
  const auto [end, wrong] = std::from_chars(said.data(), said.data() + said.size(), piece.offset);
  if (said.empty() || wrong != std::errc() || end != said.data() + said.size()) {
    return problem(400, "Upload-Offset: where the piece begins; GET says how far the file is");
  }
  const auto digest = sha256_in(request.header("content-digest"));
  if (!digest.ok()) return problem_of(digest.error());
  piece.sha256 = digest.value();
  piece.bytes = request.body;
  const auto added = site.intake->uploads().add(request.parameter("upload"), piece, request.at);
  return added.ok() ? answer_piece(added.value()) : refused(added.error());
}

Response complete(Site& site, const Request& request) {
  auto in = JsonIn::read(request);
  if (!in.ok()) return problem_of(in.error());
  if (const auto done = in.value().done(); !done.ok()) return problem_of(done.error());
  const auto whole = site.intake->uploads().complete(request.parameter("upload"), request.at);
  if (!whole.ok()) return refused(whole.error());
  site.changed("upload");
  return show(whole.value());
}

Response discard(Site& site, const Request& request) {
  const auto gone = site.intake->uploads().discard(request.parameter("upload"));
  if (!gone.ok() && gone.error().code == ErrorCode::kUnavailable) {
    return come_back_later(409, 1, gone.error().message);
  }
  return gone.ok() ? no_content() : problem_of(gone.error());
}

}  // namespace

Routes upload_routes(Site& site) {
  constexpr Access kWorkers = needs(Right::kWorkOnCases);
  const auto on_site = [&site](Response (*const handle)(Site&, const Request&)) {
    return [&site, handle](const Request& request, Stores&) {
      return site.intake ? handle(site, request) : come_back_later(503, 60, site.no_intake);
    };
  };
  return {
      {Method::kPost, "/v1/uploads", kWorkers, on_site(begin)},
      {Method::kGet, "/v1/uploads", kWorkers, on_site(list)},
      {Method::kGet, "/v1/uploads/{upload}", kWorkers, on_site(look)},
      // A piece that comes again is known by its offset.
      {Method::kPatch, "/v1/uploads/{upload}", kWorkers, on_site(take_piece), kPieceBytesMax, true},
      {Method::kPost, "/v1/uploads/{upload}/completion", kWorkers, on_site(complete)},
      {Method::kDelete, "/v1/uploads/{upload}", kWorkers, on_site(discard)},
  };
}

}  // namespace overt::http
