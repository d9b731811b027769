#include <algorithm>
#include <array>

#include "stages/claims/hosts_internal.h"
#include "stages/claims/text_internal.h"

namespace overt {
namespace {

struct Defanged {
  std::string_view written;
  std::string_view meant;
};

// Longer ones first, where one begins another.
constexpr std::array<Defanged, 15> kDefanged = {{
    {"[://]", "://"},
    {"[:]//", "://"},
    {"(dot)", "."},
    {"[dot]", "."},
    {"{dot}", "."},
    {"[.]", "."},
    {"(.)", "."},
    {"{.}", "."},
    {"[:]", ":"},
    {"[/]", "/"},
    {"[.", "."},
    {".]", "."},
    {"\\.", "."},
    {"[at]", "@"},
    {"(at)", "@"},
}};

bool starts_with_folded(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(),
                    [](char a, char b) { return a == lower_ascii(b); });
}

bool is_host_byte(char c) {
  const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return word || c == '.' || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_host(std::string_view host) {
  if (host.size() < 4 || host.size() > 253) return false;
  if (!std::all_of(host.begin(), host.end(), is_host_byte)) return false;
  if (host.find("..") != std::string_view::npos || host.front() == '-') return false;
  const std::size_t point = host.rfind('.');
  if (point == std::string_view::npos || point == 0 || point + 2 >= host.size()) return false;
  const char c = host[point + 1];  // the last label of a name is no number
  return c < '0' || c > '9';
}

// What follows the scheme, where there is one.
std::string_view without_scheme(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme != std::string_view::npos && scheme <= 10) address.remove_prefix(scheme + 3);
  return address;
}

struct Service {
  std::string_view host;  // and its subdomains
  std::string_view name;
  bool name_first;                         // whether a path may begin with the account's name
  std::array<std::string_view, 3> before;  // what else stands before it
};

constexpr std::array<Service, 27> kServices = {{
    {"twitter.com", "x", true, {}},
    {"x.com", "x", true, {}},
    {"facebook.com", "facebook", true, {"pages", "people"}},
    {"fb.com", "facebook", true, {}},
    {"instagram.com", "instagram", true, {}},
    {"youtube.com", "youtube", true, {"channel", "user", "c"}},
    {"t.me", "telegram", true, {"s"}},
    {"telegram.me", "telegram", true, {"s"}},
    {"vk.com", "vk", true, {}},
    {"vk.ru", "vk", true, {}},
    {"vkontakte.ru", "vk", true, {}},
    {"linkedin.com", "linkedin", false, {"company", "in", "showcase"}},
    {"ok.ru", "ok", true, {"group", "profile"}},
    {"odnoklassniki.ru", "ok", true, {"group", "profile"}},
    {"tiktok.com", "tiktok", true, {}},
    {"rutube.ru", "rutube", false, {"channel", "u"}},
    {"threads.net", "threads", true, {}},
    {"bsky.app", "bluesky", false, {"profile"}},
    {"reddit.com", "reddit", false, {"user", "u"}},
    {"medium.com", "medium", true, {}},
    {"pinterest.com", "pinterest", true, {}},
    {"gettr.com", "gettr", false, {"user"}},
    {"gab.com", "gab", true, {}},
    {"truthsocial.com", "truthsocial", true, {}},
    {"rumble.com", "rumble", false, {"c", "user"}},
    {"quora.com", "quora", false, {"profile"}},
    {"soundcloud.com", "soundcloud", true, {}},
}};

// First steps of paths that are not an account's name.
constexpr std::array<std::string_view, 41> kNotNames = {
    "about",     "addlist",     "ads",      "c",         "channel", "embed",  "events",
    "explore",   "feed",        "groups",   "hashtag",   "help",    "home",   "i",
    "intent",    "joinchannel", "joinchat", "live",      "login",   "p",      "photo",
    "photos",    "pin",         "playlist", "posts",     "privacy", "r",      "reel",
    "results",   "search",      "share",    "share.php", "sharer",  "shorts", "status",
    "story.php", "tag",         "video",    "wall",      "watch",   "wiki"};

bool is_at_or_below(std::string_view host, std::string_view parent) {
  return host == parent || (host.size() > parent.size() && host.ends_with(parent) &&
                            host[host.size() - parent.size() - 1] == '.');
}

bool is_name(std::string_view name) {
  if (name.empty() || name.size() > 100 || name.front() == '+') return false;
  return std::find(kNotNames.begin(), kNotNames.end(), lowered(name)) == kNotNames.end();
}

// The value of "id" in a query: profile.php?id=1000….
std::string_view id_of_query(std::string_view path) {
  const std::size_t at = path.find("id=");
  if (at == std::string_view::npos) return {};
  const std::string_view id = path.substr(at + 3);
  return id.substr(0, id.find_first_not_of("0123456789"));
}

std::string_view name_in_path(const Service& service, std::string_view path) {
  if (path.starts_with("profile.php")) return id_of_query(path);
  const auto steps = split_list(path.substr(0, path.find_first_of("?#")), "/");
  if (steps.empty()) return {};
  for (const std::string_view before : service.before) {
    if (before.empty()) continue;
    if (lowered(steps[0]) != before) continue;
    if (steps.size() < 2) return {};
    // pages/NAME/ID and people/NAME/ID: the id is what stays when the name changes.
    const bool numbered = service.name == "facebook" && steps.size() >= 3;
    return numbered ? steps[2] : steps[1];
  }
  return service.name_first ? steps[0] : std::string_view();
}

}  // namespace

std::string refanged(std::string_view text) {
  std::string out;
  if (starts_with_folded(text, "hxxp")) {
    out = "http";
    text.remove_prefix(4);
  }
  while (!text.empty()) {
    const auto* found =
        std::find_if(kDefanged.begin(), kDefanged.end(),
                     [text](const Defanged& one) { return starts_with_folded(text, one.written); });
    if (found == kDefanged.end()) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      out += found->meant;
      text.remove_prefix(found->written.size());
    }
  }
  return out;
}

std::string web_host(std::string_view address) {
  std::string_view rest = without_scheme(trimmed(address));
  rest = rest.substr(0, rest.find_first_of("/?#"));
  rest = rest.substr(rest.rfind('@') == std::string_view::npos ? 0 : rest.rfind('@') + 1);
  rest = rest.substr(0, rest.find(':'));
  std::string host = lowered(rest);
  while (host.ends_with('.')) host.pop_back();
  if (host.starts_with("www.")) host.erase(0, 4);
  return is_host(host) ? host : std::string();
}

std::optional<ServiceAccount> service_account(std::string_view address) {
  const std::string host = web_host(address);
  const auto* service =
      std::find_if(kServices.begin(), kServices.end(),
                   [&host](const Service& one) { return is_at_or_below(host, one.host); });
  if (host.empty() || service == kServices.end()) return {};
  const std::string_view rest = without_scheme(trimmed(address));
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return {};
  std::string_view name = name_in_path(*service, rest.substr(slash + 1));
  if (name.starts_with('@')) name.remove_prefix(1);
  if (!is_name(name)) return {};
  return ServiceAccount{service->name, std::string(name)};
}

}  // namespace overt
