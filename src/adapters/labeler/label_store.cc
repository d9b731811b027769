#include "adapters/labeler/label_store.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "adapters/sqlite/sqlite_database.h"
#include "base/check.h"

namespace overt {
namespace {

constexpr std::int64_t kApplication = 0x4F564C42;  // "OVLB"
constexpr std::int64_t kVersion = 1;
constexpr int kWaitMs = 5'000;
constexpr std::size_t kUriBytesMax = 2'048;
constexpr std::size_t kSignedAtOnce = 1'000;

constexpr std::string_view kTables = R"sql(
CREATE TABLE labeler(did TEXT NOT NULL, key INTEGER NOT NULL, holds_us INTEGER NOT NULL,
  oldest_missing INTEGER NOT NULL);
CREATE TABLE key(number INTEGER PRIMARY KEY, did TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE label(seq INTEGER PRIMARY KEY AUTOINCREMENT, uri TEXT NOT NULL, val TEXT NOT NULL,
  neg INTEGER NOT NULL, cts INTEGER NOT NULL, exp INTEGER NOT NULL, key INTEGER NOT NULL,
  sig BLOB NOT NULL, newest INTEGER NOT NULL);
CREATE INDEX label_subject ON label(uri, val) WHERE newest = 1;
CREATE TABLE action(key TEXT PRIMARY KEY, words TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE asked(uri TEXT NOT NULL, val TEXT NOT NULL, decision TEXT NOT NULL,
  PRIMARY KEY(uri, val, decision)) WITHOUT ROWID;
)sql";

constexpr std::string_view kLabelColumns =
    "SELECT seq, uri, val, neg, cts, exp, key, sig FROM label ";

bool is_one_of(char c, std::string_view others) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         others.find(c) != others.npos;
}

bool all_of(std::string_view text, std::string_view others) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [&](char c) { return is_one_of(c, others); });
}

/// What a label says is what its signature covers, and needs no more.
TimeUs whole_seconds(TimeUs at) { return at / kMicrosPerSecond * kMicrosPerSecond; }
std::string label_time(TimeUs at) { return format_rfc3339(whole_seconds(at)); }

Result<void> check_tables(SqliteDatabase& database) {
  ASSIGN_OR_RETURN(const std::int64_t application, database.integer("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const std::int64_t version, database.integer("PRAGMA user_version"));
  if (application == kApplication && version == kVersion) return {};
  return Error{ErrorCode::kBadInput,
               fmt::format("{}: this is no file of Overt's labeler, or of a newer version",
                           database.path())};
}

class SqliteLabelStore final : public LabelStore {
 public:
  explicit SqliteLabelStore(std::unique_ptr<SqliteDatabase> database)
      : database_(std::move(database)) {}

  Result<void> begin(const LabelerIdentity& identity, TimeUs at) {
    RETURN_IF_ERROR(database_->run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"));
    return at_once([&]() -> Result<void> {
      RETURN_IF_ERROR(database_->run(std::string(kTables)));
      RETURN_IF_ERROR(database_->run(fmt::format(
          "PRAGMA application_id = {}; PRAGMA user_version = {}", kApplication, kVersion)));
      ASSIGN_OR_RETURN(auto insert, database_->prepare("INSERT INTO labeler VALUES(?,1,?,0)"));
      insert.bind(1, identity.did);
      insert.bind(2, identity.holds_us);
      RETURN_IF_ERROR(insert.run());
      return add_key(1, identity.key_did, at);
    });
  }

  Result<LabelerIdentity> identity() override {
    ASSIGN_OR_RETURN(auto select,
                     database_->prepare("SELECT l.did, l.key, k.did, l.holds_us FROM labeler l "
                                        "JOIN key k ON k.number = l.key"));
    ASSIGN_OR_RETURN(const bool found, select.step());
    if (!found) {
      return Error{ErrorCode::kBadInput, database_->path() + ": it does not say whose labels"};
    }
    return LabelerIdentity{std::string(select.text(0)),
                           static_cast<std::uint32_t>(select.integer(1)),
                           std::string(select.text(2)), select.integer(3)};
  }

  Result<std::string> put(const WantedLabel& wanted, const LabelKey& key) override {
    ASSIGN_OR_RETURN(const LabelerIdentity identity, this->identity());
    if (identity.key_did != key.did()) {
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("{}: signs with {}, and the key given is {}", database_->path(),
                               identity.key_did, key.did())};
    }
    std::string words;
    const Result<void> done = at_once([&]() -> Result<void> {
      ASSIGN_OR_RETURN(words, answered(wanted.action));
      if (!words.empty()) return {};
      ASSIGN_OR_RETURN(words, put_new(wanted, identity, key));
      ASSIGN_OR_RETURN(auto insert, database_->prepare("INSERT INTO action VALUES(?,?)"));
      insert.bind(1, wanted.action);
      insert.bind(2, words);
      return insert.run();
    });
    RETURN_IF_ERROR(done);
    return words;
  }

  Result<std::uint64_t> change_key(const LabelKey& key, TimeUs at) override {
    std::uint64_t signed_anew = 0;
    const Result<void> done = at_once([&]() -> Result<void> {
      ASSIGN_OR_RETURN(LabelerIdentity identity, this->identity());
      if (identity.key_did == key.did()) {
        return Error{ErrorCode::kInvalidArgument, "that key signs already"};
      }
      ++identity.key;
      RETURN_IF_ERROR(add_key(identity.key, key.did(), at));
      RETURN_IF_ERROR(database_->run(fmt::format("UPDATE labeler SET key = {}", identity.key)));
      ASSIGN_OR_RETURN(signed_anew, sign_all(identity, key));
      return {};
    });
    RETURN_IF_ERROR(done);
    return signed_anew;
  }

  Result<std::vector<KeptLabel>> query(const LabelQuery& wanted) override {
    CHECK_LE(wanted.patterns.size(), kLabelPatternsMax);
    std::string where = "WHERE newest = 1 AND neg = 0 AND (exp = 0 OR exp > ?) AND seq > ? AND (0";
    for (const std::string& pattern : wanted.patterns) {
      const bool begins = !pattern.empty() && pattern.back() == '*';
      where += begins ? " OR (uri >= ? AND uri < ?)" : " OR uri = ?";
    }
    ASSIGN_OR_RETURN(auto select, database_->prepare(std::string(kLabelColumns) + where +
                                                     ") ORDER BY seq LIMIT ?"));
    select.bind(1, wanted.now);
    select.bind(2, static_cast<std::int64_t>(wanted.after));
    int parameter = 3;
    std::vector<std::string> ends;
    ends.reserve(wanted.patterns.size());
    for (const std::string& pattern : wanted.patterns) {
      if (pattern.empty() || pattern.back() != '*') {
        select.bind(parameter++, std::string_view(pattern));
        continue;
      }
      const std::string_view beginning = std::string_view(pattern).substr(0, pattern.size() - 1);
      // No byte of UTF-8 is as high as this.
      ends.push_back(std::string(beginning) + "\xFF");
      select.bind(parameter++, beginning);
      select.bind(parameter++, std::string_view(ends.back()));
    }
    select.bind(parameter, static_cast<std::int64_t>(wanted.max));
    return read_labels(select);
  }

  Result<std::vector<KeptLabel>> after(std::uint64_t seq, std::size_t max) override {
    ASSIGN_OR_RETURN(auto select,
                     database_->prepare(std::string(kLabelColumns) +
                                        "WHERE seq > ? AND newest = 1 ORDER BY seq LIMIT ?"));
    select.bind(1, static_cast<std::int64_t>(seq));
    select.bind(2, static_cast<std::int64_t>(max));
    return read_labels(select);
  }

  Result<std::uint64_t> newest() override {
    ASSIGN_OR_RETURN(
        const std::int64_t seq,
        database_->integer("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name='label'"));
    return static_cast<std::uint64_t>(seq);
  }

  Result<std::uint64_t> oldest_missing() override {
    ASSIGN_OR_RETURN(const std::int64_t seq,
                     database_->integer("SELECT oldest_missing FROM labeler"));
    return static_cast<std::uint64_t>(seq);
  }

  Result<std::uint64_t> compact(TimeUs now) override {
    std::int64_t gone = 0;
    const Result<void> done = at_once([&]() -> Result<void> {
      const std::string which =
          fmt::format("FROM label WHERE newest = 0 OR (exp > 0 AND exp <= {})", now);
      ASSIGN_OR_RETURN(gone, database_->integer("SELECT count(*) " + which));
      ASSIGN_OR_RETURN(const std::int64_t last,
                       database_->integer("SELECT coalesce(max(seq), 0) " + which));
      RETURN_IF_ERROR(database_->run("DELETE " + which));
      return database_->run(
          fmt::format("UPDATE labeler SET oldest_missing = max(oldest_missing, {})", last));
    });
    RETURN_IF_ERROR(done);
    return static_cast<std::uint64_t>(gone);
  }

 private:
  /// In one transaction.
  template <typename Work>
  Result<void> at_once(const Work& work) {
    RETURN_IF_ERROR(database_->run("BEGIN IMMEDIATE"));
    Result<void> done = work();
    if (done.ok()) done = database_->run("COMMIT");
    // The first error is the one to tell.
    if (!done.ok() && database_->in_transaction()) (void)database_->run("ROLLBACK");
    return done;
  }

  Result<void> add_key(std::uint32_t number, const std::string& did, TimeUs at) {
    ASSIGN_OR_RETURN(auto insert, database_->prepare("INSERT INTO key VALUES(?,?,?)"));
    insert.bind(1, std::int64_t{number});
    insert.bind(2, std::string_view(did));
    insert.bind(3, at);
    return insert.run();
  }

  /// What was answered to the action; empty where it is new.
  Result<std::string> answered(const std::string& action) {
    ASSIGN_OR_RETURN(auto select, database_->prepare("SELECT words FROM action WHERE key = ?"));
    select.bind(1, std::string_view(action));
    ASSIGN_OR_RETURN(const bool found, select.step());
    return found ? std::string(select.text(0)) : std::string();
  }

  Result<std::string> put_new(const WantedLabel& wanted, const LabelerIdentity& identity,
                              const LabelKey& key) {
    ASSIGN_OR_RETURN(
        auto change,
        database_->prepare(wanted.take_back
                               ? "DELETE FROM asked WHERE uri = ? AND val = ? AND decision = ?"
                               : "INSERT OR IGNORE INTO asked(uri, val, decision) VALUES(?,?,?)"));
    change.bind(1, std::string_view(wanted.uri));
    change.bind(2, std::string_view(wanted.val));
    change.bind(3, std::string_view(wanted.decision));
    RETURN_IF_ERROR(change.run());
    if (wanted.take_back) {
      if (!database_->changed()) return std::string("it never was there");
      ASSIGN_OR_RETURN(const std::int64_t others, count_asked(wanted));
      if (others > 0) return fmt::format("{} other decisions keep it", others);
    }
    KeptLabel kept = make(wanted, identity);
    ASSIGN_OR_RETURN(kept.signature, key.sign(kept.label));
    ASSIGN_OR_RETURN(auto older, database_->prepare("UPDATE label SET newest = 0 WHERE uri = ? AND "
                                                    "val = ? AND newest = 1"));
    older.bind(1, std::string_view(wanted.uri));
    older.bind(2, std::string_view(wanted.val));
    RETURN_IF_ERROR(older.run());
    ASSIGN_OR_RETURN(auto insert,
                     database_->prepare("INSERT INTO label(uri, val, neg, cts, exp, key, sig, "
                                        "newest) VALUES(?,?,?,?,?,?,?,1)"));
    insert.bind(1, std::string_view(wanted.uri));
    insert.bind(2, std::string_view(wanted.val));
    insert.bind(3, std::int64_t{wanted.take_back ? 1 : 0});
    insert.bind(4, wanted.at);
    insert.bind(5, expiry(wanted, identity));
    insert.bind(6, std::int64_t{identity.key});
    insert.bind_blob(7, kept.signature);
    RETURN_IF_ERROR(insert.run());
    return fmt::format("label {}: {}{} on {}", database_->last_row(),
                       wanted.take_back ? "no longer " : "", wanted.val, wanted.uri);
  }

  Result<std::int64_t> count_asked(const WantedLabel& wanted) {
    ASSIGN_OR_RETURN(auto select,
                     database_->prepare("SELECT count(*) FROM asked WHERE uri = ? AND val = ?"));
    select.bind(1, std::string_view(wanted.uri));
    select.bind(2, std::string_view(wanted.val));
    RETURN_IF_ERROR(select.step());
    return select.integer(0);
  }

  /// In whole seconds, so that it is served no longer than it says it holds.
  static TimeUs expiry(const WantedLabel& wanted, const LabelerIdentity& identity) {
    if (wanted.take_back || identity.holds_us == 0) return 0;
    return whole_seconds(wanted.at + identity.holds_us);
  }

  static KeptLabel make(const WantedLabel& wanted, const LabelerIdentity& identity) {
    KeptLabel kept;
    kept.label.src = identity.did;
    kept.label.uri = wanted.uri;
    kept.label.val = wanted.val;
    kept.label.neg = wanted.take_back;
    kept.label.cts = label_time(wanted.at);
    const TimeUs exp = expiry(wanted, identity);
    if (exp > 0) kept.label.exp = label_time(exp);
    return kept;
  }

  Result<std::uint64_t> sign_all(const LabelerIdentity& identity, const LabelKey& key) {
    std::uint64_t count = 0;
    for (std::uint64_t seq = 0;;) {
      ASSIGN_OR_RETURN(auto select, database_->prepare(std::string(kLabelColumns) +
                                                       "WHERE seq > ? ORDER BY seq LIMIT ?"));
      select.bind(1, static_cast<std::int64_t>(seq));
      select.bind(2, static_cast<std::int64_t>(kSignedAtOnce));
      ASSIGN_OR_RETURN(const auto labels, read_labels(select));
      if (labels.empty()) return count;
      for (const KeptLabel& kept : labels) {
        ASSIGN_OR_RETURN(const LabelSignature signature, key.sign(kept.label));
        ASSIGN_OR_RETURN(auto update,
                         database_->prepare("UPDATE label SET key = ?, sig = ? WHERE seq = ?"));
        update.bind(1, std::int64_t{identity.key});
        update.bind_blob(2, signature);
        update.bind(3, static_cast<std::int64_t>(kept.seq));
        RETURN_IF_ERROR(update.run());
      }
      count += labels.size();
      seq = labels.back().seq;
    }
  }

  Result<std::vector<KeptLabel>> read_labels(SqliteStatement& select) {
    ASSIGN_OR_RETURN(const LabelerIdentity identity, this->identity());
    std::vector<KeptLabel> labels;
    for (;;) {
      ASSIGN_OR_RETURN(const bool row, select.step());
      if (!row) return labels;
      KeptLabel& kept = labels.emplace_back();
      kept.seq = static_cast<std::uint64_t>(select.integer(0));
      kept.label.src = identity.did;
      kept.label.uri = select.text(1);
      kept.label.val = select.text(2);
      kept.label.neg = select.integer(3) != 0;
      kept.label.cts = label_time(select.integer(4));
      if (select.integer(5) != 0) kept.label.exp = label_time(select.integer(5));
      kept.key = static_cast<std::uint32_t>(select.integer(6));
      const auto bytes = select.blob(7);
      if (bytes.size() != kept.signature.size()) {
        return Error{ErrorCode::kBadInput,
                     fmt::format("{}: label {} has no whole signature; it was changed by hand",
                                 database_->path(), kept.seq)};
      }
      std::copy(bytes.begin(), bytes.end(), kept.signature.begin());
    }
  }

  std::unique_ptr<SqliteDatabase> database_;
};

}  // namespace

Result<std::unique_ptr<LabelStore>> LabelStore::open(const std::string& path, Access access) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("{} is not there; make the labeler with overt labeler init", path)};
  }
  const auto wanted =
      access == Access::kRead ? SqliteDatabase::Access::kRead : SqliteDatabase::Access::kWrite;
  ASSIGN_OR_RETURN(auto database, SqliteDatabase::open(path, wanted, kWaitMs));
  RETURN_IF_ERROR(check_tables(*database));
  if (access == Access::kWrite) RETURN_IF_ERROR(database->run("PRAGMA synchronous = FULL"));
  return std::unique_ptr<LabelStore>(std::make_unique<SqliteLabelStore>(std::move(database)));
}

Result<std::unique_ptr<LabelStore>> LabelStore::create(const std::string& path,
                                                       const LabelerIdentity& identity, TimeUs at) {
  if (!is_did(identity.did)) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("'{}' is not a DID like did:plc:abc or did:web:labels.example.org",
                             identity.did)};
  }
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is there already: a labeler keeps its DID and its labels", path)};
  }
  ASSIGN_OR_RETURN(auto database,
                   SqliteDatabase::open(path, SqliteDatabase::Access::kCreate, kWaitMs));
  auto store = std::make_unique<SqliteLabelStore>(std::move(database));
  RETURN_IF_ERROR(store->begin(identity, at));
  return std::unique_ptr<LabelStore>(std::move(store));
}

bool is_did(std::string_view text) {
  constexpr std::string_view kDid = "did:";
  if (text.size() > kUriBytesMax || text.substr(0, kDid.size()) != kDid) return false;
  text.remove_prefix(kDid.size());
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == text.npos || text.back() == ':') return false;
  const std::string_view method = text.substr(0, colon);
  return std::all_of(method.begin(), method.end(), [](char c) { return c >= 'a' && c <= 'z'; }) &&
         all_of(text.substr(colon + 1), "._:%-");
}

std::string label_uri_of(std::string_view subject) {
  constexpr std::string_view kPlatform = "atproto:";
  constexpr std::string_view kRecord = "at://";
  if (subject.substr(0, kPlatform.size()) == kPlatform) subject.remove_prefix(kPlatform.size());
  if (is_did(subject)) return std::string(subject);
  if (subject.size() > kUriBytesMax || subject.substr(0, kRecord.size()) != kRecord) return {};
  const std::string_view path = subject.substr(kRecord.size());
  const std::size_t collection = path.find('/');
  const std::size_t key = collection == path.npos ? path.npos : path.find('/', collection + 1);
  if (key == path.npos) return {};
  const bool fits = is_did(path.substr(0, collection)) &&
                    all_of(path.substr(collection + 1, key - collection - 1), ".-") &&
                    all_of(path.substr(key + 1), "._:~-");
  return fits ? std::string(subject) : std::string();
}

bool is_label_value(std::string_view text) {
  return !text.empty() && text.size() <= kLabelValueBytesMax &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

}  // namespace overt
