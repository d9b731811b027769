#include "pipeline/receipt_steps.h"

#include <algorithm>

#include <fmt/format.h>

#include "kernel/merkle/checkpoint.h"
#include "kernel/merkle/tree.h"
#include "pipeline/receipt_files.h"

namespace overt {
namespace {

std::string hexadecimal(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

}  // namespace

std::string_view name_of(ReceiptStep step) {
  constexpr std::array<std::string_view, kReceiptStepCount> kNames = {"entry", "path", "origin",
                                                                      "signature", "record"};
  return kNames.at(static_cast<std::size_t>(step));
}

bool CheckedReceipt::holds() const {
  return !steps.empty() &&
         std::all_of(steps.begin(), steps.end(), [](const auto& step) { return step.holds; });
}

Result<CheckedReceipt> check_receipt_steps(std::string_view text, std::string_view record,
                                           const merkle::VerifierKey& key) {
  if (text.size() > kReceiptBytesMax) {
    return Error{ErrorCode::kBadInput, fmt::format("over {} bytes", kReceiptBytesMax)};
  }
  ASSIGN_OR_RETURN(const merkle::Receipt receipt, merkle::parse_receipt(text));
  if (!receipt.extra) {
    return Error{ErrorCode::kBadInput, "the receipt does not carry its entry"};
  }
  ASSIGN_OR_RETURN(const merkle::Note note, merkle::parse_note(receipt.checkpoint));
  ASSIGN_OR_RETURN(const merkle::Checkpoint checkpoint, merkle::parse_checkpoint(note.text));
  const merkle::Hash leaf = merkle::leaf_hash(*receipt.extra);
  CheckedReceipt checked;
  checked.entry = *receipt.extra;
  checked.steps.push_back({ReceiptStep::kEntry, true, hexadecimal(merkle::bytes_of(leaf))});
  checked.steps.push_back({ReceiptStep::kPath,
                           merkle::verify_inclusion(leaf, receipt.index, checkpoint.size,
                                                    receipt.proof, checkpoint.root),
                           fmt::format("{} / {}", receipt.index, checkpoint.size)});
  checked.steps.push_back({ReceiptStep::kOrigin, checkpoint.origin == key.name, checkpoint.origin});
  checked.steps.push_back(
      {ReceiptStep::kSignature, merkle::is_signed_by(note, key), merkle::format_key(key)});
  if (!record.empty()) {
    ASSIGN_OR_RETURN(const bool is_its, record_is_of(record, *receipt.extra));
    checked.steps.push_back({ReceiptStep::kRecord, is_its, {}});
  }
  return checked;
}

}  // namespace overt
