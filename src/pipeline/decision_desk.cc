#include "pipeline/decision_desk.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/check.h"
#include "kernel/merkle/tiles.h"
#include "stages/decisions/decide.h"
#include "stages/decisions/decision_json.h"
#include "stages/decisions/ledger_entry.h"

namespace overt {
namespace {

Result<Decision> decode(const KeptDecision& kept) {
  if (kept.draft.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("decision {} was erased; only its ledger entries are left", kept.id)};
  }
  Decision decision;
  decision.id = kept.id;
  ASSIGN_OR_RETURN(decision.draft, parse_draft(kept.draft));
  for (const std::string& event : kept.events) {
    ASSIGN_OR_RETURN(DecisionEvent read, parse_event(event));
    decision.events.push_back(std::move(read));
  }
  if (decision.events.empty()) {
    return Error{ErrorCode::kBadInput, fmt::format("decision {} has no event", kept.id)};
  }
  return decision;
}

/// Where a ledger entry belongs, as it says itself.
struct EntryPlace {
  std::string decision;
  std::size_t event = 0;
  auto operator<=>(const EntryPlace&) const = default;
};

std::optional<EntryPlace> place_of(std::string_view entry) {
  constexpr std::string_view kDecision = R"({"v":1,"decision":")";
  constexpr std::string_view kEvent = R"(","event":)";
  constexpr std::size_t kIdDigits = 32;
  if (entry.substr(0, kDecision.size()) != kDecision) return std::nullopt;
  entry.remove_prefix(kDecision.size());
  EntryPlace place{std::string(entry.substr(0, kIdDigits)), 0};
  if (place.decision.size() != kIdDigits) return std::nullopt;
  entry.remove_prefix(kIdDigits);
  if (entry.substr(0, kEvent.size()) != kEvent) return std::nullopt;
  entry.remove_prefix(kEvent.size());
  for (const char c : entry.substr(0, entry.find(','))) {
    if (c < '0' || c > '9') return std::nullopt;
    place.event = place.event * 10 + static_cast<std::size_t>(c - '0');
  }
  return place;
}

class Reconciler {
 public:
  explicit Reconciler(DecisionStore& store) : store_(store) {}

  Result<Reconciliation> run() {
    RETURN_IF_ERROR(read_ledger());
    Result<void> state;
    RETURN_IF_ERROR(store_.all([&](const KeptDecision& kept) {
      state = compare(kept);
      return state.ok();
    }));
    RETURN_IF_ERROR(state);
    for (const auto& [place, line] : entries_) {
      add(place.decision,
          fmt::format("ledger entry {} is of an event {} that is not kept", line, place.event));
    }
    return std::move(result_);
  }

 private:
  void add(std::string decision, std::string what) {
    result_.mismatches.push_back({std::move(decision), std::move(what)});
  }

  Result<void> read_ledger() {
    ASSIGN_OR_RETURN(result_.ledger_entries, store_.ledger_size());
    for (std::uint64_t i = 0; i < result_.ledger_entries; ++i) {
      ASSIGN_OR_RETURN(const auto line, store_.ledger_line(i));
      if (!line) {
        add({}, fmt::format("ledger entry {} is missing", i));
        continue;
      }
      const auto place = place_of(line->entry);
      if (!place) {
        add({}, fmt::format("ledger entry {} is none of a decision", i));
      } else if (!entries_.emplace(*place, i).second) {
        add(place->decision, fmt::format("event {} is in the ledger twice", place->event));
      }
    }
    return {};
  }

  Result<void> compare(const KeptDecision& kept) {
    ++result_.decisions;
    result_.events += kept.events.size();
    for (std::size_t event = 0; event < kept.events.size(); ++event) {
      RETURN_IF_ERROR(compare_event(kept, event));
    }
    ASSIGN_OR_RETURN(const auto queued, store_.actions_of(kept.id));
    result_.actions += queued.size();
    if (kept.draft.empty()) {
      ++result_.erased;
      return {};
    }
    ASSIGN_OR_RETURN(const Decision decision, decode(kept));
    compare_actions(decision, queued);
    return {};
  }

  Result<void> compare_event(const KeptDecision& kept, std::size_t event) {
    const auto found = entries_.find({kept.id, event});
    if (found == entries_.end()) {
      add(kept.id, fmt::format("event {} is not in the ledger", event));
      return {};
    }
    const std::uint64_t number = found->second;
    entries_.erase(found);
    if (kept.draft.empty()) return {};
    ASSIGN_OR_RETURN(const auto line, store_.ledger_line(number));
    CHECK(line.has_value());
    const auto decision = decode(kept);
    if (!decision.ok()) {
      add(kept.id, decision.error().message);
    } else if (!commits_to(line->entry, ledger_record(decision.value(), event), line->salt)) {
      add(kept.id, fmt::format("event {} is not what ledger entry {} commits to", event, number));
    }
    return {};
  }

  void compare_actions(const Decision& decision, const std::vector<QueuedAction>& queued) {
    const auto wanted = actions_of(decision);
    std::map<std::string, const QueuedAction*> by_key;
    for (const QueuedAction& action : queued) by_key.emplace(action.key, &action);
    for (const PlatformAction& action : wanted) {
      const auto found = by_key.find(action.key);
      const std::string what =
          fmt::format("{}{}", action.undo ? "undoing " : "", name_of(action.step.action));
      if (found == by_key.end()) {
        add(decision.id, fmt::format("{} was never queued", what));
        continue;
      }
      if (found->second->action != render_action(action)) {
        add(decision.id, fmt::format("{} (action {}) is queued otherwise than it was decided", what,
                                     action.key));
      }
      by_key.erase(found);
    }
    for (const auto& [key, action] : by_key) {
      add(decision.id, fmt::format("action {} is queued and follows from no decision", key));
    }
  }

  DecisionStore& store_;
  Reconciliation result_;
  std::map<EntryPlace, std::uint64_t> entries_;  // not met yet
};

}  // namespace

merkle::ReadTile ledger_tiles(DecisionStore& store) {
  return [&store](const merkle::Tile& tile) -> Result<std::string> {
    ASSIGN_OR_RETURN(auto bytes, store.ledger_tile(tile.level, tile.index));
    if (!bytes) {
      return Error{ErrorCode::kBadInput,
                   fmt::format("the ledger lacks {}; it was changed by hand or cut, restore it",
                               merkle::path_of(tile))};
    }
    // The last tile may have grown since; what an older tree had is its beginning.
    constexpr std::size_t kHashBytes = 32;
    if (bytes->size() > tile.width * kHashBytes) bytes->resize(tile.width * kHashBytes);
    return *std::move(bytes);
  };
}

Result<Decision> DecisionDesk::find(std::string_view id) {
  ASSIGN_OR_RETURN(const auto kept, store_.find(id));
  if (!kept) return Error{ErrorCode::kNotFound, fmt::format("there is no decision '{}'", id)};
  return decode(*kept);
}

// Each new event gets an entry; tiles and checkpoint are those of the tree with all of them.
Result<void> DecisionDesk::commit(
    const std::vector<std::pair<const Decision*, std::size_t>>& changed) {
  if (changed.empty()) return {};
  DecisionBatch batch;
  ASSIGN_OR_RETURN(batch.ledger_size, store_.ledger_size());
  ASSIGN_OR_RETURN(auto tree, merkle::TileWriter::at(batch.ledger_size, ledger_tiles(store_)));
  for (const auto& [decision, events_before] : changed) {
    for (std::size_t i = events_before; i < decision->events.size(); ++i) {
      NewDecisionEvent event{
          decision->id, static_cast<std::uint32_t>(i), render_event(decision->events[i]), {}};
      if (i == 0) event.draft = render_draft(decision->draft);
      batch.events.push_back(std::move(event));
      LedgerLine line;
      line.salt = random_(kSaltBytes);
      line.entry = ledger_entry(*decision, i, line.salt);
      line.record = ledger_record(*decision, i);
      tree.append(merkle::leaf_hash(line.entry));
      batch.lines.push_back(std::move(line));
    }
    for (PlatformAction& action : actions_of(*decision)) {
      batch.action_texts.push_back(render_action(action));
      batch.actions.push_back(std::move(action));
    }
  }
  for (auto& written : tree.take_changed()) {
    batch.tiles.push_back({written.tile.level, written.tile.index, std::move(written.bytes)});
  }
  merkle::Note note;
  note.text = merkle::format_checkpoint({key_.verifier.name, tree.size(), tree.root(), {}});
  note.signatures.push_back(merkle::sign(note.text, key_));
  batch.checkpoint = merkle::format_note(note);
  return store_.commit(batch);
}

Result<Decision> DecisionDesk::propose(DecisionDraft draft, const Person& by, std::string reason,
                                       TimeUs at) {
  ASSIGN_OR_RETURN(Decision decision, overt::propose(std::move(draft), by, std::move(reason), at));
  ASSIGN_OR_RETURN(const auto kept, store_.find(decision.id));
  if (kept) return decode(*kept);  // the same proposal, made twice
  RETURN_IF_ERROR(commit({{&decision, 0}}));
  return decision;
}

Result<std::vector<Decision>> DecisionDesk::propose_all(std::vector<DecisionDraft> drafts,
                                                        const Person& by, const std::string& reason,
                                                        TimeUs at) {
  std::vector<Decision> decisions;
  decisions.reserve(drafts.size());
  for (DecisionDraft& draft : drafts) {
    ASSIGN_OR_RETURN(Decision decision, overt::propose(std::move(draft), by, reason, at));
    decisions.push_back(std::move(decision));
  }
  std::vector<std::pair<const Decision*, std::size_t>> changed;
  for (const Decision& decision : decisions) {
    ASSIGN_OR_RETURN(const auto kept, store_.find(decision.id));
    if (!kept) changed.emplace_back(&decision, 0);
  }
  RETURN_IF_ERROR(commit(changed));
  return decisions;
}

Result<std::vector<Decision>> DecisionDesk::select(
    const std::function<bool(const Decision&)>& wanted) {
  std::vector<Decision> found;
  Result<void> state;
  RETURN_IF_ERROR(store_.all([&](const KeptDecision& kept) {
    if (kept.draft.empty()) return true;
    auto decision = decode(kept);
    if (!decision.ok()) {
      state = std::move(decision).error();
      return false;
    }
    if (wanted(decision.value())) found.push_back(std::move(decision).value());
    return true;
  }));
  RETURN_IF_ERROR(state);
  return found;
}

Result<Decision> DecisionDesk::change(std::string_view id, const Change& change) {
  ASSIGN_OR_RETURN(auto changed, change_all({std::string(id)}, change));
  return std::move(changed.front());
}

Result<std::vector<Decision>> DecisionDesk::change_all(const std::vector<std::string>& ids,
                                                       const Change& change) {
  std::vector<Decision> decisions;
  std::vector<std::size_t> before;
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(Decision decision, find(id));
    before.push_back(decision.events.size());
    RETURN_IF_ERROR(change(decision));
    decisions.push_back(std::move(decision));
  }
  std::vector<std::pair<const Decision*, std::size_t>> changed;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    changed.emplace_back(&decisions[i], before[i]);
  }
  RETURN_IF_ERROR(commit(changed));
  return decisions;
}

Result<Decision> DecisionDesk::agree(std::string_view id, const Person& by, TimeUs at) {
  return change(id, [&](Decision& decision) { return overt::agree(decision, by, at); });
}

Result<std::vector<Decision>> DecisionDesk::agree_all(const std::vector<std::string>& ids,
                                                      const Person& by, TimeUs at) {
  return change_all(ids, [&](Decision& decision) { return overt::agree(decision, by, at); });
}

Result<std::vector<Decision>> DecisionDesk::refuse_all(const std::vector<std::string>& ids,
                                                       const Person& by, const std::string& reason,
                                                       TimeUs at) {
  return change_all(ids,
                    [&](Decision& decision) { return overt::refuse(decision, by, reason, at); });
}

Result<Decision> DecisionDesk::refuse(std::string_view id, const Person& by, std::string reason,
                                      TimeUs at) {
  return change(id, [&](Decision& decision) { return overt::refuse(decision, by, reason, at); });
}

Result<Decision> DecisionDesk::appeal(std::string_view id, std::string reason, TimeUs at) {
  return change(id, [&](Decision& decision) { return overt::appeal(decision, reason, at); });
}

Result<Decision> DecisionDesk::hear_appeal(std::string_view id, const Person& by, bool reverse,
                                           std::string reason, TimeUs at) {
  return change(id, [&](Decision& decision) {
    return overt::hear_appeal(decision, by, reverse, reason, at);
  });
}

Result<Decision> DecisionDesk::undo(std::string_view id, const Person& by,
                                    const std::string& reason, TimeUs at) {
  ASSIGN_OR_RETURN(auto undone, undo_all({std::string(id)}, by, reason, at));
  return std::move(undone.front());
}

Result<std::vector<Decision>> DecisionDesk::undo_all(const std::vector<std::string>& ids,
                                                     const Person& by, const std::string& reason,
                                                     TimeUs at) {
  return change_all(ids, [&](Decision& decision) { return overt::undo(decision, by, reason, at); });
}

Result<DecisionDesk::ReceiptWithRecord> DecisionDesk::receipt(std::string_view id,
                                                              std::uint32_t event) {
  ASSIGN_OR_RETURN(const std::string note, store_.checkpoint());
  ASSIGN_OR_RETURN(const auto checkpoint, merkle::open_checkpoint(note, key_.verifier));
  ASSIGN_OR_RETURN(const auto place, store_.ledger_place(id, event));
  if (!place || *place >= checkpoint.size) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("the ledger has no event {} of a decision '{}'", event, id)};
  }
  ASSIGN_OR_RETURN(auto line, store_.ledger_line(*place));
  CHECK(line.has_value());
  merkle::TileTree tree(checkpoint.size, ledger_tiles(store_));
  ReceiptWithRecord made;
  made.receipt.index = *place;
  ASSIGN_OR_RETURN(made.receipt.proof,
                   merkle::inclusion_proof(*place, checkpoint.size, tree.reader()));
  made.receipt.checkpoint = note;
  made.line = *std::move(line);
  return made;
}

namespace {

bool is_leaf(std::string_view tile, std::uint64_t place, const merkle::Hash& leaf) {
  const std::size_t at = place * leaf.size();
  return at + leaf.size() <= tile.size() && tile.substr(at, leaf.size()) == merkle::bytes_of(leaf);
}

}  // namespace

Result<LedgerCheck> check_ledger(DecisionStore& store, const merkle::VerifierKey& key) {
  LedgerCheck check;
  ASSIGN_OR_RETURN(check.entries, store.ledger_size());
  merkle::TileWriter tree;
  std::string kept_leaves;  // of the tile that the entry belongs to
  for (std::uint64_t i = 0; i < check.entries; ++i) {
    ASSIGN_OR_RETURN(const auto line, store.ledger_line(i));
    if (!line) {
      check.mismatches.push_back({{}, fmt::format("entry {} is missing", i)});
      return check;
    }
    const merkle::Hash leaf = merkle::leaf_hash(line->entry);
    tree.append(leaf);
    if (i % merkle::kTileWidth == 0) {
      ASSIGN_OR_RETURN(auto tile, store.ledger_tile(0, i / merkle::kTileWidth));
      kept_leaves = std::move(tile).value_or(std::string());
    }
    if (!is_leaf(kept_leaves, i % merkle::kTileWidth, leaf)) {
      const auto place = place_of(line->entry);
      check.mismatches.push_back({place ? place->decision : std::string(),
                                  fmt::format("entry {} is not the one that was logged", i)});
    }
    if (line->salt.empty()) {
      ++check.erased;
    } else if (!commits_to(line->entry, line->record, line->salt)) {
      const auto place = place_of(line->entry);
      check.mismatches.push_back({place ? place->decision : std::string(),
                                  fmt::format("entry {} does not commit to its record", i)});
    }
  }
  for (const auto& made : tree.take_changed()) {
    ASSIGN_OR_RETURN(const auto kept, store.ledger_tile(made.tile.level, made.tile.index));
    if (!kept || *kept != made.bytes) {
      check.mismatches.push_back(
          {{}, fmt::format("{} is not that of the entries", merkle::path_of(made.tile))});
    }
  }
  check.root = merkle::to_base64(merkle::bytes_of(tree.root()));
  ASSIGN_OR_RETURN(const std::string note, store.checkpoint());
  if (note.empty() && check.entries == 0) return check;
  const auto opened = merkle::open_checkpoint(note, key);
  if (!opened.ok()) {
    check.mismatches.push_back({{}, opened.error().message});
  } else if (opened.value().size != check.entries || opened.value().root != tree.root()) {
    check.mismatches.push_back(
        {{},
         fmt::format("the signed checkpoint is of {} entries with another root than the {} "
                     "entries that are there",
                     opened.value().size, check.entries)});
  }
  return check;
}

Result<Decision> read_decision(const KeptDecision& kept) { return decode(kept); }

Result<Reconciliation> reconcile(DecisionStore& store) { return Reconciler(store).run(); }

}  // namespace overt
