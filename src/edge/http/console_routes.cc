#include "edge/http/console_routes.h"

#include <algorithm>

#include <zlib.h>

#include "base/check.h"
#include "edge/http/console_assets.h"
#include "edge/http/gzip.h"
#include "edge/http/problem.h"

namespace overt::http {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib: the largest window, a gzip header

const ConsoleAsset* find_asset(std::string_view path) {
  const auto assets = console_assets();
  const auto found = std::lower_bound(
      assets.begin(), assets.end(), path,
      [](const ConsoleAsset& asset, std::string_view wanted) { return asset.path < wanted; });
  return found != assets.end() && found->path == path ? &*found : nullptr;
}

/// For the rare client that takes nothing compressed.
std::string unpacked(const ConsoleAsset& asset) {
  std::string plain(asset.bytes, '\0');
  z_stream stream{};
  CHECK_EQ(inflateInit2(&stream, kGzipWindow), Z_OK);
  // zlib only reads what next_in points to.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): see above
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(asset.gzip.data()));
  stream.avail_in = static_cast<uInt>(asset.gzip.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  CHECK_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  CHECK_EQ(inflateEnd(&stream), Z_OK);
  return plain;
}

Response serve(const Request& request, std::string_view path) {
  const ConsoleAsset* const asset = find_asset(path);
  if (asset == nullptr) return problem(404, "there is no such file of the console");
  Response response;
  response.content_type = asset->content_type;
  response.headers.emplace_back("ETag", asset->etag);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  // Names of scripts and styles hold the hash of what is in them, but for the one that pages of the
  // transparency centre name; the page's name does not.
  const bool named_by_hash =
      (path.ends_with(".js") || path.ends_with(".css")) && path != "/console/receipt_checker.js";
  response.headers.emplace_back("Cache-Control",
                                named_by_hash ? "public, max-age=31536000, immutable" : "no-cache");
  if (takes_gzip(request)) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = asset->gzip;
  } else {
    response.body = unpacked(*asset);
  }
  return response;
}

}  // namespace

Routes console_routes(Site& /*site*/) {
  return {
      {Method::kGet, "/", kOpen,
       [](const Request& request, Stores&) { return serve(request, "/index.html"); }},
      {Method::kGet, "/console/{file}", kOpen,
       [](const Request& request, Stores&) { return serve(request, request.path); }},
  };
}

}  // namespace overt::http
