#include "stages/traces/extract_traces.h"

#include <algorithm>
#include <optional>
#include <span>
#include <unordered_set>

#include "base/check.h"
#include "kernel/text/grapheme_count.h"
#include "kernel/text/normal_text.h"
#include "stages/traces/canonical_url.h"
#include "stages/traces/text_object.h"

namespace overt {
namespace {

/// Longer objects give no trace, longer texts are not looked at.
constexpr std::size_t kObjectBytesMax = 8192;
constexpr std::size_t kTextBytesMax = std::size_t{1} << 20;

/// From so many objects of one kind on, repeats are found by hashing.
constexpr std::size_t kScanMax = 16;

ObjectSelection only(ObjectKind kind) {
  ObjectSelection selection;
  selection.set(static_cast<std::size_t>(kind));
  return selection;
}

/// What the account itself wrote and attached; these kinds only pass on what another one did.
bool carries_own_content(EventKind kind) {
  return kind != EventKind::kRepost && kind != EventKind::kLike && kind != EventKind::kFollow;
}

std::optional<ObjectKind> target_kind(EventKind kind) {
  switch (kind) {
    case EventKind::kRepost:
      return ObjectKind::kRepost;
    case EventKind::kQuote:
      return ObjectKind::kQuote;
    case EventKind::kReply:
    case EventKind::kComment:
      return ObjectKind::kReply;
    case EventKind::kPost:
    case EventKind::kLike:
    case EventKind::kFollow:  // its target is an account
    case EventKind::kDuet:
    case EventKind::kStitch:
      return {};
  }
  CHECK(false);
}

/// Nothing but the object that the record itself names, as in a log of shares: none of the fields
/// that any of the add_… below looks at.
bool only_given(const Event& event) {
  const std::size_t bytes = event.target_content_id.size() + event.target_account_id.size() +
                            event.text.size() + event.sound_id.size() + event.transcript.size();
  const std::size_t lists = event.urls.size() + event.hashtags.size() + event.mentions.size() +
                            event.media.size() + event.effect_ids.size() + event.infra.size();
  return bytes + lists == 0;
}

/// A tag as part of a sequence: what could be taken for a separator is escaped.
void append_tag(std::string_view folded, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : folded) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte != 0x7F && c != '#' && c != '%') {
      out += c;
      continue;
    }
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
}

}  // namespace

struct TraceExtractor::State {
  explicit State(const TraceOptions& given)
      : options(given), given_only(given.objects == only(ObjectKind::kGiven)) {}

  [[nodiscard]] bool wants(ObjectKind asked) const {
    return options.objects[static_cast<std::size_t>(asked)];
  }
  void begin(ObjectKind kind, const std::vector<Trace>& traces);
  bool is_new(std::string_view object, const std::vector<Trace>& traces);
  void add(std::string_view object, std::string_view source, std::vector<Trace>& traces);

  void add_target(std::vector<Trace>& traces);
  void add_links(Arena& arena, std::vector<Trace>& traces);
  void add_url(const CanonicalUrl& url, Arena& arena, std::vector<Trace>& traces);
  void add_domains(std::vector<Trace>& traces);
  void add_hashtags(Arena& arena, std::vector<Trace>& traces);
  void add_list(ObjectKind kind, std::span<const std::string_view> objects,
                std::vector<Trace>& traces);
  void add_mentions(std::vector<Trace>& traces);
  void add_follow(std::vector<Trace>& traces);
  void add_handle(Arena& arena, std::vector<Trace>& traces);
  void add_text(ObjectKind text_kind, std::string_view text, Arena& arena,
                std::vector<Trace>& traces);
  void add_content(Arena& arena, std::vector<Trace>& traces);

  TraceOptions options;
  bool given_only;
  UrlCanonicalizer urls;
  text::TextNormalizer texts;

  const Event* event = nullptr;
  ObjectKind kind = ObjectKind::kGiven;  // of the traces being added
  std::size_t kind_begin = 0;            // the first of them
  std::unordered_set<std::string_view> seen;
  std::vector<std::string_view> domains;
  std::string folded;
  std::string joined;
};

TraceExtractor::TraceExtractor(const TraceOptions& options)
    : state_(std::make_unique<State>(options)) {}
TraceExtractor::~TraceExtractor() = default;
TraceExtractor::TraceExtractor(TraceExtractor&&) noexcept = default;
TraceExtractor& TraceExtractor::operator=(TraceExtractor&&) noexcept = default;

void TraceExtractor::extract(const Event& event, Arena& arena, std::vector<Trace>& traces) {
  State& state = *state_;
  if (!event.object_id.empty() && state.wants(ObjectKind::kGiven) &&
      event.object_id.size() <= kObjectBytesMax) {
    traces.push_back({event.account_id,
                      event.object_id,
                      event.target_account_id,
                      event.created_at,
                      ObjectKind::kGiven,
                      {}});
  }
  if (state.given_only || only_given(event)) return;
  state.event = &event;
  if (carries_own_content(event.kind)) state.add_links(arena, traces);
  state.add_target(traces);
  if (carries_own_content(event.kind)) state.add_content(arena, traces);
  state.add_follow(traces);
  state.add_list(ObjectKind::kInfra, event.infra, traces);
  state.add_list(ObjectKind::kClient, {&event.client, 1}, traces);
  state.add_handle(arena, traces);
}

void TraceExtractor::State::begin(ObjectKind next, const std::vector<Trace>& traces) {
  kind = next;
  kind_begin = traces.size();
}

/// Whether the event has no trace of this kind on the object yet.
bool TraceExtractor::State::is_new(std::string_view object, const std::vector<Trace>& traces) {
  const std::size_t count = traces.size() - kind_begin;
  if (count < kScanMax) {
    const auto begin = traces.begin() + static_cast<std::ptrdiff_t>(kind_begin);
    return std::none_of(begin, traces.end(),
                        [object](const Trace& trace) { return trace.object == object; });
  }
  if (count == kScanMax) {
    seen.clear();
    for (std::size_t i = kind_begin; i < traces.size(); ++i) seen.insert(traces[i].object);
  }
  return !seen.contains(object);
}

/// `object` must live as long as the trace, and be new.
void TraceExtractor::State::add(std::string_view object, std::string_view source,
                                std::vector<Trace>& traces) {
  if (traces.size() - kind_begin >= kScanMax) seen.insert(object);
  traces.push_back({event->account_id, object, source, event->created_at, kind, {}});
}

void TraceExtractor::State::add_target(std::vector<Trace>& traces) {
  const std::optional<ObjectKind> target = target_kind(event->kind);
  const std::string_view object = event->target_content_id;
  if (!target || !wants(*target) || object.empty() || object.size() > kObjectBytesMax) return;
  begin(*target, traces);
  add(object, event->target_account_id, traces);
}

void TraceExtractor::State::add_links(Arena& arena, std::vector<Trace>& traces) {
  if (event->urls.empty() || (!wants(ObjectKind::kUrl) && !wants(ObjectKind::kDomain))) return;
  begin(ObjectKind::kUrl, traces);
  domains.clear();
  for (const std::string_view url : event->urls) {
    const std::optional<CanonicalUrl> canonical = urls.canonicalize(url);
    if (canonical) add_url(*canonical, arena, traces);
  }
  if (wants(ObjectKind::kDomain)) add_domains(traces);
}

void TraceExtractor::State::add_url(const CanonicalUrl& url, Arena& arena,
                                    std::vector<Trace>& traces) {
  if (!wants(ObjectKind::kUrl)) {
    domains.push_back(arena.keep(url.domain));
    return;
  }
  if (!is_new(url.text, traces)) return;
  const std::string_view text = arena.keep(url.text);
  const auto domain_at = static_cast<std::size_t>(url.domain.data() - url.text.data());
  domains.push_back(text.substr(domain_at, url.domain.size()));
  add(text, domains.back(), traces);
}

void TraceExtractor::State::add_domains(std::vector<Trace>& traces) {
  begin(ObjectKind::kDomain, traces);
  for (const std::string_view domain : domains) {
    if (is_new(domain, traces)) add(domain, domain, traces);
  }
}

void TraceExtractor::State::add_content(Arena& arena, std::vector<Trace>& traces) {
  add_hashtags(arena, traces);
  add_mentions(traces);
  add_list(ObjectKind::kSound, {&event->sound_id, 1}, traces);
  add_list(ObjectKind::kEffect, event->effect_ids, traces);
  add_text(ObjectKind::kText, event->text, arena, traces);
  add_list(ObjectKind::kMedia, event->media, traces);
  add_text(ObjectKind::kTranscript, event->transcript, arena, traces);
}

void TraceExtractor::State::add_follow(std::vector<Trace>& traces) {
  const std::string_view followed = event->target_account_id;
  if (event->kind != EventKind::kFollow || !wants(ObjectKind::kFollow) || followed.empty() ||
      followed.size() > kObjectBytesMax) {
    return;
  }
  begin(ObjectKind::kFollow, traces);
  add(followed, followed, traces);
}

void TraceExtractor::State::add_handle(Arena& arena, std::vector<Trace>& traces) {
  std::string_view handle = event->handle;
  if (handle.starts_with('@')) handle.remove_prefix(1);
  if (!wants(ObjectKind::kHandle) || handle.empty() || handle.size() > kObjectBytesMax) return;
  folded.clear();
  text::append_folded(handle, folded);
  if (folded.empty()) return;
  begin(ObjectKind::kHandle, traces);
  add(arena.keep(folded), {}, traces);
}

void TraceExtractor::State::add_hashtags(Arena& arena, std::vector<Trace>& traces) {
  if (!wants(ObjectKind::kHashtags) || event->hashtags.size() < options.hashtags_min) return;
  joined.clear();
  std::size_t count = 0;
  for (std::string_view tag : event->hashtags) {
    while (tag.starts_with('#')) tag.remove_prefix(1);
    if (tag.size() > kObjectBytesMax) return;
    folded.clear();
    text::append_folded(tag, folded);
    if (folded.empty()) continue;
    joined += joined.empty() ? "#" : " #";
    append_tag(folded, joined);
    if (joined.size() > kObjectBytesMax) return;
    ++count;
  }
  if (count == 0 || count < options.hashtags_min) return;
  begin(ObjectKind::kHashtags, traces);
  add(arena.keep(joined), {}, traces);
}

void TraceExtractor::State::add_list(ObjectKind list_kind,
                                     std::span<const std::string_view> objects,
                                     std::vector<Trace>& traces) {
  if (!wants(list_kind)) return;
  begin(list_kind, traces);
  for (const std::string_view object : objects) {
    if (object.empty() || object.size() > kObjectBytesMax) continue;
    if (is_new(object, traces)) add(object, {}, traces);
  }
}

void TraceExtractor::State::add_mentions(std::vector<Trace>& traces) {
  if (!wants(ObjectKind::kMention)) return;
  begin(ObjectKind::kMention, traces);
  for (std::string_view mention : event->mentions) {
    if (mention.starts_with('@')) mention.remove_prefix(1);
    if (mention.empty() || mention.size() > kObjectBytesMax) continue;
    if (is_new(mention, traces)) add(mention, mention, traces);
  }
}

void TraceExtractor::State::add_text(ObjectKind text_kind, std::string_view text, Arena& arena,
                                     std::vector<Trace>& traces) {
  if (!wants(text_kind) || text.empty() || text.size() > kTextBytesMax) return;
  const std::string_view normal = texts.normalize(text);
  // A cluster is a byte at least, so that short texts need no count.
  if (normal.empty() || normal.size() < options.text_graphemes_min) return;
  const std::size_t needed = options.text_graphemes_min;
  if (text::count_graphemes(normal, needed) < needed) return;
  joined.clear();
  append_text_object(normal, joined);
  begin(text_kind, traces);
  add(arena.keep(joined), {}, traces);
  if (normal.size() <= options.kept_text_bytes_max) traces.back().text = arena.keep(normal);
}

}  // namespace overt
