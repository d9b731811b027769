#include <array>

#include <fmt/format.h>

#include "base/check.h"
#include "base/digest.h"
#include "stages/claims/claim_sink_internal.h"
#include "stages/claims/text_internal.h"

namespace overt {
namespace {

// Where neither the caller nor the format knows, the empty value stays.
void fill(std::string& target, const std::string& fallback) {
  if (target.empty()) target = fallback;
}

std::string key_of(const ClaimSource& source) {
  std::string key;
  for (const std::string* part :
       {&source.url, &source.publisher, &source.dataset, &source.author, &source.content_hash}) {
    key += *part;
    key += '\0';
  }
  key += name_of(source.grade);
  if (source.retrieved_at) key += fmt::format("{}", *source.retrieved_at);
  return key;
}

}  // namespace

ClaimSink::ClaimSink(const ClaimDecoderRequest& request, ClaimSource fallback)
    : base_(request.source), batch_claims_(request.limits.batch_claims) {
  fill(base_.url, fallback.url);
  fill(base_.publisher, fallback.publisher);
  fill(base_.dataset, fallback.dataset);
  fill(base_.author, fallback.author);
  fill(base_.content_hash, fallback.content_hash);
  if (base_.grade == Grade{}) base_.grade = fallback.grade;
}

std::uint32_t ClaimSink::source(const ClaimSource& source) {
  const std::vector<ClaimSource>& sources = batch_.sources;
  if (last_source_ < sources.size() && sources[last_source_] == source) return last_source_;
  const auto [place, fresh] =
      source_index_.try_emplace(key_of(source), static_cast<std::uint32_t>(batch_.sources.size()));
  if (fresh) batch_.sources.push_back(source);
  return last_source_ = place->second;
}

std::uint32_t ClaimSink::source_at(std::string_view url) {
  if (url.empty()) return source();
  ClaimSource at = base_;
  at.url = url;
  return source(at);
}

void ClaimSink::begin(const Subject& subject) {
  CHECK(!subject.id.empty());
  ++report_.entities;
}

Claim* ClaimSink::state(const Subject& subject, std::string_view property, std::string_view value) {
  value = trimmed(value);
  if (value.empty()) return nullptr;
  Claim& claim = batch_.claims.emplace_back();
  claim.entity = subject.id;
  claim.schema = subject.schema;
  claim.property = property;
  claim.value = value;
  claim.status = subject.status;
  claim.source = subject.source;
  claim.valid_from = subject.valid_from;
  claim.flags = subject.flags;
  claim.note = subject.note;
  return &claim;
}

void ClaimSink::add(Claim claim) { batch_.claims.push_back(std::move(claim)); }

void ClaimSink::reject(ClaimVisitor& visitor, const Reject& reject) {
  ++report_.records;
  ++report_.rejected.at(static_cast<std::size_t>(reject.reason));
  visitor.on_reject(reject);
}

Result<void> ClaimSink::end_record(ClaimVisitor& visitor) {
  ++report_.records;
  return batch_.claims.size() < batch_claims_ ? Result<void>{} : hand_over(visitor);
}

Result<void> ClaimSink::hand_over(ClaimVisitor& visitor) {
  for (const Claim& claim : batch_.claims) {
    for (std::size_t i = 0; i < kClaimFlagCount; ++i) {
      report_.flagged.at(i) += claim.flags.has(static_cast<ClaimFlag>(i)) ? 1U : 0U;
    }
  }
  report_.claims += batch_.claims.size();
  auto taken = visitor.on_claims(batch_);
  batch_.clear();
  source_index_.clear();
  last_source_ = 0;
  return taken;
}

Result<void> ClaimSink::finish(ClaimVisitor& visitor) {
  return batch_.claims.empty() ? Result<void>{} : hand_over(visitor);
}

std::string entity_id(std::string_view prefix, std::initializer_list<std::string_view> parts) {
  constexpr std::size_t kReadableMax = 48;
  constexpr std::size_t kDigestDigits = 8;
  std::string readable;
  std::string whole(prefix);
  for (const std::string_view part : parts) {
    whole += fmt::format("|{}:{}", part.size(), part);
    readable += '-';
    for (const char c : part) {
      const char low = lower_ascii(c);
      const bool plain = (low >= 'a' && low <= 'z') || (low >= '0' && low <= '9');
      if (plain) {
        readable += low;
      } else if (readable.back() != '-') {
        readable += '-';
      }
    }
    while (readable.ends_with('-')) readable.pop_back();
  }
  if (readable.size() > kReadableMax) readable.resize(kReadableMax);
  return fmt::format("{}{}-{}", prefix, readable,
                     std::string_view(sha256_hex(whole)).substr(0, kDigestDigits));
}

std::string handle_id(std::string_view service, std::string_view username) {
  // A YouTube channel's id ("UC…") is the one name among these where case counts.
  const bool exact = service == "youtube" && username.starts_with("UC");
  return fmt::format("handle:{}:{}", service, exact ? std::string(username) : lowered(username));
}

}  // namespace overt
