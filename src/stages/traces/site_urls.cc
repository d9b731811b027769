#include "stages/traces/site_urls.h"

#include <algorithm>
#include <array>

namespace overt {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_video_id(std::string_view text) {
  constexpr std::size_t kBytes = 11;
  return text.size() == kBytes && std::all_of(text.begin(), text.end(), [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                  c == '_';
         });
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// Removes the first segment and the slash before it from `path`, and returns it.
std::string_view take_segment(std::string_view& path) {
  if (path.empty()) return {};
  path.remove_prefix(1);
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

void lower_first_segment(std::string& path) {
  for (std::size_t i = 1; i < path.size() && path[i] != '/'; ++i) {
    if (path[i] == '%') {
      i += 2;  // the digits of an escape are upper case
    } else if (path[i] >= 'A' && path[i] <= 'Z') {
      path[i] = static_cast<char>(path[i] + 32);
    }
  }
}

std::string_view value_of(const SiteUrl& url, std::string_view key) {
  for (const UrlParameter& parameter : url.parameters) {
    if (parameter.key == key) return parameter.value;
  }
  return {};
}

/// /watch?v=ID, whatever the page that shows the video.
void write_video(SiteUrl& url, const std::string& id) {
  url.host = "youtube.com";
  url.path = "/watch?v=" + id;
  url.parameters.clear();
  url.whole = true;
}

/// The video of /shorts/ID, /live/ID, /embed/ID and /v/ID.
std::string_view video_in_path(std::string_view path) {
  constexpr std::array<std::string_view, 4> kPages = {"shorts", "live", "embed", "v"};
  const std::string_view page = take_segment(path);
  if (std::find(kPages.begin(), kPages.end(), page) == kPages.end()) return {};
  return take_segment(path);
}

void apply_youtube(SiteUrl& url) {
  const std::string_view id = url.path == "/watch" ? value_of(url, "v") : video_in_path(url.path);
  if (is_video_id(id)) write_video(url, std::string(id));
}

void apply_youtube_short(SiteUrl& url) {
  std::string_view path = url.path;
  const std::string_view id = take_segment(path);
  if (is_video_id(id)) write_video(url, std::string(id));
}

/// The number of a post: /NAME/status/N…, /i/web/status/N…
std::string_view status_number(std::string_view path) {
  take_segment(path);
  std::string_view word = take_segment(path);
  if (word == "web") word = take_segment(path);
  if (word != "status" && word != "statuses") return {};
  const std::string_view number = take_segment(path);
  return is_number(number) ? number : std::string_view();
}

void apply_x(SiteUrl& url) {
  const std::string number(status_number(url.path));
  if (number.empty()) return;
  url.path = "/i/status/" + number;
  url.parameters.clear();
  url.whole = true;
}

/// Channel names know no case; /s/ is the preview of a channel.
void apply_telegram(SiteUrl& url) {
  constexpr std::string_view kPreview = "/s/";
  if (url.path.starts_with("/+")) return;  // an invitation: its case counts
  lower_first_segment(url.path);
  while (url.path.starts_with(kPreview) && url.path.size() > kPreview.size() &&
         url.path[kPreview.size()] != '+') {
    url.path.erase(0, kPreview.size() - 1);
    lower_first_segment(url.path);
  }
}

void apply_tiktok(SiteUrl& url) {
  if (!url.path.starts_with("/@")) return;
  lower_first_segment(url.path);
  url.parameters.clear();
}

}  // namespace

void apply_site_rules(Site site, SiteUrl& url) {
  switch (site) {
    case Site::kYouTube:
      return apply_youtube(url);
    case Site::kYouTubeShort:
      return apply_youtube_short(url);
    case Site::kX:
      return apply_x(url);
    case Site::kTelegram:
      return apply_telegram(url);
    case Site::kTikTok:
      return apply_tiktok(url);
    case Site::kNone:
    case Site::kAmpCache:
    case Site::kFacebook:
    case Site::kGoogle:
    case Site::kInstagram:
    case Site::kReddit:
    case Site::kSpotify:
      return;
  }
}

std::string_view amp_page(Site site, std::string_view path) {
  const std::string_view first = take_segment(path);
  const bool is_copy = site == Site::kGoogle ? first == "amp" : first.size() == 1;
  if (!is_copy) return {};
  if (path.starts_with("/s/")) path.remove_prefix(2);
  if (path.empty()) return {};
  path.remove_prefix(1);
  const std::string_view host = path.substr(0, path.find('/'));
  return host.find('.') == std::string_view::npos ? std::string_view() : path;
}

}  // namespace overt
