#include "kernel/merkle/checkpoint.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "kernel/merkle/tree.h"

namespace overt::merkle {
namespace {

constexpr std::string_view kReceiptHeader = "c2sp.org/tlog-proof@v1";
constexpr std::size_t kProofHashesMax = 64;

Error wrong(std::string message) { return {ErrorCode::kBadInput, std::move(message)}; }

/// Takes a line off the front; nullopt where there is no newline.
std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == text.npos) return std::nullopt;
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

/// Decimal without a sign or leading zeros.
std::optional<std::uint64_t> parse_number(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Hash> parse_hash(std::string_view text) {
  const auto bytes = from_base64(text);
  return bytes ? hash_from(*bytes) : std::nullopt;
}

}  // namespace

std::string format_checkpoint(const Checkpoint& checkpoint) {
  return fmt::format("{}\n{}\n{}\n{}", checkpoint.origin, checkpoint.size,
                     to_base64(bytes_of(checkpoint.root)), checkpoint.extensions);
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  Checkpoint checkpoint;
  const auto origin = take_line(text);
  const auto size = take_line(text);
  const auto root = take_line(text);
  if (!root) return wrong("a checkpoint has three lines: origin, size, root hash");
  if (origin->empty()) return wrong("the first line of a checkpoint names the log");
  const auto leaves = parse_number(*size);
  if (!leaves) return wrong("the second line of a checkpoint is its size in decimal");
  const auto hash = parse_hash(*root);
  if (!hash) return wrong("the third line of a checkpoint is its root hash in base64");
  checkpoint.origin = *origin;
  checkpoint.size = *leaves;
  checkpoint.root = *hash;
  checkpoint.extensions = text;
  while (!text.empty()) {
    const auto line = take_line(text);
    if (!line || line->empty()) return wrong("a further line of the checkpoint is empty");
  }
  return checkpoint;
}

Result<Checkpoint> open_checkpoint(std::string_view bytes, const VerifierKey& key) {
  ASSIGN_OR_RETURN(const Note note, parse_note(bytes));
  if (!is_signed_by(note, key)) {
    return wrong(fmt::format("the checkpoint is not signed by {}", format_key(key)));
  }
  ASSIGN_OR_RETURN(auto checkpoint, parse_checkpoint(note.text));
  if (checkpoint.origin != key.name) {
    return wrong(
        fmt::format("the checkpoint is of log '{}', the key of '{}'", checkpoint.origin, key.name));
  }
  return checkpoint;
}

std::string format_receipt(const Receipt& receipt) {
  std::string out = std::string(kReceiptHeader) + "\n";
  if (receipt.extra) out += "extra " + to_base64(*receipt.extra) + "\n";
  out += fmt::format("index {}\n", receipt.index);
  for (const Hash& hash : receipt.proof) out += to_base64(bytes_of(hash)) + "\n";
  return out + "\n" + receipt.checkpoint;
}

Result<Receipt> parse_receipt(std::string_view text) {
  Receipt receipt;
  if (take_line(text) != kReceiptHeader) {
    return wrong(fmt::format("not a receipt: the first line is not {}", kReceiptHeader));
  }
  auto line = take_line(text);
  constexpr std::string_view kExtra = "extra ";
  if (line && line->substr(0, kExtra.size()) == kExtra) {
    receipt.extra = from_base64(line->substr(kExtra.size()));
    if (!receipt.extra) return wrong("the extra data of the receipt is not base64");
    line = take_line(text);
  }
  constexpr std::string_view kIndex = "index ";
  if (!line || line->substr(0, kIndex.size()) != kIndex) return wrong("the receipt has no index");
  const auto index = parse_number(line->substr(kIndex.size()));
  if (!index) return wrong("the index of the receipt is not a number");
  receipt.index = *index;
  for (line = take_line(text); line && !line->empty(); line = take_line(text)) {
    const auto hash = parse_hash(*line);
    if (!hash || receipt.proof.size() == kProofHashesMax) {
      return wrong("a line of the proof is not a hash in base64, or there are too many");
    }
    receipt.proof.push_back(*hash);
  }
  if (!line) return wrong("the receipt ends before its checkpoint");
  receipt.checkpoint = text;
  return receipt;
}

Result<Checkpoint> verify_receipt(const Receipt& receipt, std::string_view entry,
                                  const ReceiptPolicy& policy) {
  ASSIGN_OR_RETURN(auto checkpoint, open_checkpoint(receipt.checkpoint, policy.log));
  ASSIGN_OR_RETURN(const Note note, parse_note(receipt.checkpoint));
  const auto signed_by = std::count_if(policy.witnesses.begin(), policy.witnesses.end(),
                                       [&](const auto& key) { return is_signed_by(note, key); });
  if (static_cast<std::size_t>(signed_by) < policy.witnesses_min) {
    return wrong(fmt::format("{} of the {} witnesses asked for have signed the checkpoint",
                             signed_by, policy.witnesses_min));
  }
  if (!verify_inclusion(leaf_hash(entry), receipt.index, checkpoint.size, receipt.proof,
                        checkpoint.root)) {
    return wrong(
        "the entry is not what the log has at that place: the proof does not lead from "
        "it to the root of the checkpoint");
  }
  return checkpoint;
}

}  // namespace overt::merkle
