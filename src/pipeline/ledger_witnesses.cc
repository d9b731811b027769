#include "pipeline/ledger_witnesses.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "kernel/merkle/checkpoint.h"
#include "pipeline/receipt_files.h"

namespace overt {
namespace {

constexpr std::string_view kSizeType = "text/x.tlog.size";
constexpr std::size_t kProofHashesMax = 63;

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// The size that a witness says it has seen; nullopt where the reply says no such thing.
std::optional<std::uint64_t> seen_size(const WitnessReply& reply) {
  if (reply.status != 409 || reply.content_type.substr(0, kSizeType.size()) != kSizeType) {
    return std::nullopt;
  }
  std::string_view text = reply.body;
  if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return size;
}

std::string meaning_of(const WitnessReply& reply) {
  switch (reply.status) {
    case 0:
      return reply.words;
    case 403:
      return "it does not take the ledger's key; give it ledger.pub";
    case 404:
      return "it does not know the ledger; ask whoever runs it to add its origin and key";
    case 409:
      return "it has seen another checkpoint of that size: the ledger has forked, or was put back";
    case 422:
      return "it does not take the proof: the ledger was changed since it saw it last";
    default:
      return "it answered " + reply.words;
  }
}

class Asking {
 public:
  Asking(DecisionStore& store, merkle::Note note, std::uint64_t size, const AskWitness& ask)
      : store_(store), note_(std::move(note)), size_(size), ask_(ask) {}

  [[nodiscard]] const merkle::Note& note() const { return note_; }
  merkle::Note& note() { return note_; }

  Result<WitnessAnswer> ask(const LedgerWitness& witness, std::uint64_t seen) {
    WitnessAnswer answer;
    answer.name = witness.key.name;
    ASSIGN_OR_RETURN(WitnessReply reply, post(witness, seen));
    if (const auto size = seen_size(reply); size && *size != seen) {
      if (*size > size_) {
        answer.words = fmt::format(
            "it has seen {} entries and the ledger here has {}: this is an older copy, or it was "
            "cut",
            *size, size_);
        return answer;
      }
      ASSIGN_OR_RETURN(reply, post(witness, *size));
    }
    if (reply.status != 200) {
      answer.words = meaning_of(reply);
      return answer;
    }
    take(witness.key, reply.body, answer);
    return answer;
  }

 private:
  Result<WitnessReply> post(const LedgerWitness& witness, std::uint64_t seen) {
    ASSIGN_OR_RETURN(const auto proof, ledger_consistency(store_, seen, size_));
    CHECK_LE(proof.size(), kProofHashesMax);
    // A witness looks at the ledger's own signature alone.
    merkle::Note own = note_;
    own.signatures.resize(1);
    return ask_(witness.url + "/add-checkpoint",
                fmt::format("old {}\n{}\n{}", seen, render_proof(proof), merkle::format_note(own)));
  }

  /// Only what verifies is taken.
  void take(const merkle::VerifierKey& key, const std::string& lines, WitnessAnswer& answer) {
    const auto signed_note = merkle::parse_note(note_.text + "\n" + lines);
    if (signed_note.ok()) {
      for (const merkle::NoteSignature& signature : signed_note.value().signatures) {
        if (signature.name != key.name || signature.key_id != key.id) continue;
        const merkle::Note alone{note_.text, {signature}};
        const auto at = merkle::cosigned_at(alone, key);
        if (!at) continue;
        note_.signatures.push_back(signature);
        answer.has_signed = true;
        answer.signed_at = *at;
        return;
      }
    }
    answer.words = "it said yes without a signature by its key";
  }

  DecisionStore& store_;
  merkle::Note note_;
  std::uint64_t size_;
  const AskWitness& ask_;
};

/// The size of a kept note where that witness has signed it; 0: it has not.
std::uint64_t size_signed_by(std::string_view kept, const merkle::VerifierKey& key) {
  const auto note = merkle::parse_note(kept);
  if (!note.ok() || !merkle::is_signed_by(note.value(), key)) return 0;
  const auto checkpoint = merkle::parse_checkpoint(note.value().text);
  return checkpoint.ok() ? checkpoint.value().size : 0;
}

}  // namespace

Result<std::vector<LedgerWitness>> parse_witnesses(std::string_view text, const std::string& path) {
  std::vector<LedgerWitness> witnesses;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = without_blanks(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    const auto wrong = [&](std::string_view why) {
      return Error{ErrorCode::kBadInput, fmt::format("{}:{}: {}", path, number, why)};
    };
    const std::size_t gap = std::min(line.find_first_of(" \t"), line.size());
    auto key = merkle::parse_verifier_key(line.substr(0, gap));
    if (!key.ok()) return wrong(key.error().message);
    if (key.value().type != merkle::KeyType::kCosignature) {
      return wrong("this is no witness's key; those sign with a time (type 4)");
    }
    for (const LedgerWitness& other : witnesses) {
      if (other.key == key.value()) return wrong("this witness is there already");
    }
    if (witnesses.size() == kWitnessesMax) {
      return wrong(fmt::format("more than {} witnesses", kWitnessesMax));
    }
    LedgerWitness witness{std::move(key).value(), std::string(without_blanks(line.substr(gap)))};
    while (!witness.url.empty() && witness.url.back() == '/') witness.url.pop_back();
    witnesses.push_back(std::move(witness));
  }
  if (!witnesses.empty()) return witnesses;
  return Error{ErrorCode::kBadInput, path + ": no witness in it; a line each, its key and its URL"};
}

Result<WitnessedCheckpoint> ask_witnesses(DecisionStore& store,
                                          const std::vector<LedgerWitness>& witnesses,
                                          std::string_view kept, const AskWitness& ask) {
  ASSIGN_OR_RETURN(const std::string newest, store.checkpoint());
  if (newest.empty()) {
    return Error{ErrorCode::kNotFound,
                 "the ledger has no checkpoint yet: nothing was decided; the first decision makes "
                 "one"};
  }
  ASSIGN_OR_RETURN(merkle::Note note, merkle::parse_note(newest));
  ASSIGN_OR_RETURN(const merkle::Checkpoint checkpoint, merkle::parse_checkpoint(note.text));
  WitnessedCheckpoint result;
  result.size = checkpoint.size;
  Asking asking(store, std::move(note), checkpoint.size, ask);
  for (const LedgerWitness& witness : witnesses) {
    // What it has signed last tells where to begin; where that is not so it says so itself.
    const std::uint64_t seen = std::min(size_signed_by(kept, witness.key), checkpoint.size);
    ASSIGN_OR_RETURN(WitnessAnswer answer, asking.ask(witness, seen));
    result.answers.push_back(std::move(answer));
  }
  result.note = merkle::format_note(asking.note());
  return result;
}

std::string witnessed_note_path(const std::string& data) { return data + "/witnessed.note"; }

}  // namespace overt
