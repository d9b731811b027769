#include "pipeline/receipt_files.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "kernel/merkle/tiles.h"
#include "pipeline/decision_desk.h"
#include "stages/decisions/decision_json.h"
#include "stages/decisions/ledger_entry.h"

namespace overt {
namespace {

std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool from_hex(std::string_view hex, std::string& bytes) {
  if (hex.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = digit_of(hex[i]);
    const int low = digit_of(hex[i + 1]);
    if (high < 0 || low < 0) return false;
    bytes += static_cast<char>(high * 16 + low);
  }
  return true;
}

}  // namespace

Result<ReceiptSaid> check_receipt_text(std::string_view text, const merkle::ReceiptPolicy& policy) {
  ASSIGN_OR_RETURN(const merkle::Receipt receipt, merkle::parse_receipt(text));
  if (!receipt.extra) {
    return Error{ErrorCode::kBadInput,
                 "the receipt does not carry its entry; take one with overt ledger receipt"};
  }
  ASSIGN_OR_RETURN(const merkle::Checkpoint checkpoint,
                   merkle::verify_receipt(receipt, *receipt.extra, policy));
  return ReceiptSaid{checkpoint.origin, receipt.index, checkpoint.size, *receipt.extra};
}

std::string render_record(const LedgerLine& line) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("record", line.record);
  json.field("salt", to_hex(line.salt));
  json.end_object();
  return out + "\n";
}

Result<bool> record_is_of(std::string_view json, std::string_view entry) {
  ASSIGN_OR_RETURN(const RecordFile file, parse_record_file(json));
  std::string salt;
  if (!from_hex(file.salt, salt)) {
    return Error{ErrorCode::kBadInput, "the record's \"salt\" is not hexadecimal"};
  }
  return commits_to(entry, file.record, salt);
}

std::string render_proof(const std::vector<merkle::Hash>& proof) {
  std::string text;
  for (const merkle::Hash& hash : proof) text += merkle::to_base64(merkle::bytes_of(hash)) + "\n";
  return text;
}

Result<std::vector<merkle::Hash>> parse_proof(std::string_view text, const std::string& path) {
  std::vector<merkle::Hash> proof;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    const auto bytes = merkle::from_base64(text.substr(0, end));
    const auto hash = bytes ? merkle::hash_from(*bytes) : std::nullopt;
    if (!hash) {
      return Error{ErrorCode::kBadInput,
                   fmt::format("{}:{}: not a hash in base64, one a line", path, line)};
    }
    proof.push_back(*hash);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return proof;
}

Result<std::vector<merkle::Hash>> ledger_consistency(DecisionStore& store, std::uint64_t older,
                                                     std::uint64_t newer) {
  ASSIGN_OR_RETURN(const std::uint64_t size, store.ledger_size());
  if (newer > size) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("the ledger here has {} entries and the later checkpoint {}: this is "
                             "an older copy of it, or it was cut",
                             size, newer)};
  }
  merkle::TileTree tree(newer, ledger_tiles(store));
  return merkle::consistency_proof(older, newer, tree.reader());
}

}  // namespace overt
