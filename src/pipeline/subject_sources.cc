#include "pipeline/subject_sources.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "base/digest.h"
#include "pipeline/label_facts.h"
#include "pipeline/label_log.h"
#include "stages/events/decode_accounts.h"
#include "stages/policies/decode_facts.h"

namespace overt {
namespace {

constexpr std::uint64_t kManifestBytesMax = std::uint64_t{64} << 20;
constexpr std::uint64_t kTextBytesMax = std::uint64_t{2} << 30;
constexpr std::size_t kHeadBytes = std::size_t{1} << 20;

/// Profiles by account, under the names that a run may use: "platform:id", and the id alone.
class ProfilesByName final : public ProfileVisitor {
 public:
  void on_profile(AccountProfile&& profile) override {
    const std::string bare = profile.account_id;
    if (!profile.platform.empty()) by_name_[profile.platform + ":" + bare] = profile;
    by_name_[bare] = std::move(profile);
  }
  void on_reject(const Reject& /*reject*/) override { ++rejects_; }

  [[nodiscard]] const AccountProfile* find(const std::string& account) const {
    const auto found = by_name_.find(account);
    return found == by_name_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] std::uint64_t rejects() const { return rejects_; }

 private:
  std::map<std::string, AccountProfile, std::less<>> by_name_;
  std::uint64_t rejects_ = 0;
};

Result<void> read_profiles(const std::string& path, ProfilesByName& profiles) {
  ASSIGN_OR_RETURN(std::string text, read_whole_file(path, kTextBytesMax));
  const std::size_t size = text.size();
  AccountDecoderRequest request;
  request.path = path;
  ASSIGN_OR_RETURN(const auto opened,
                   open_account_decoder(std::string_view(text).substr(0, kHeadBytes), request));
  text.append(kDecodePadding, '\0');
  const Chunk chunk = {
      std::string_view(text).substr(opened.header_bytes, size - opened.header_bytes),
      1 + opened.header_lines, true};
  opened.decoder->decode(chunk, profiles);
  return {};
}

bool is_region(const std::string& text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void add_profile(const AccountProfile& profile, SubjectFacts& account) {
  set_fact(account, "account.declares_entity",
           {profile.declared_entity.empty() ? "false" : "true"});
  set_fact(account, "account.verified", {profile.verified ? "true" : "false"});
  if (profile.followers) {
    set_fact(account, "account.followers", {fmt::format("{}", *profile.followers)});
  }
  std::string region = profile.region;
  for (char& c : region) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  if (is_region(region)) set_fact(account, "account.region", {region});
  account.lang = profile.lang;
}

/// Lines without comments ("# …") and spaces around.
Result<std::set<std::string, std::less<>>> read_list(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kTextBytesMax));
  std::set<std::string, std::less<>> list;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line(text.data() + begin, end - begin);
    begin = end + 1;
    line = line.substr(0, line.find('#'));
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == line.npos) continue;
    list.emplace(line.substr(first, line.find_last_not_of(" \t\r") - first + 1));
  }
  return list;
}

class Gathering {
 public:
  explicit Gathering(const SubjectSources& sources) : sources_(sources) {}

  Result<GatheredSubjects> run() {
    for (const std::string& folder : sources_.runs) RETURN_IF_ERROR(read_run(folder));
    if (!sources_.accounts.empty()) RETURN_IF_ERROR(read_profiles(sources_.accounts, profiles_));
    if (!sources_.accounts.empty()) add_profiles();
    if (!sources_.labels.empty()) RETURN_IF_ERROR(add_labels());
    if (!sources_.protected_list.empty()) RETURN_IF_ERROR(add_protection());
    if (!sources_.facts.empty()) RETURN_IF_ERROR(add_facts());
    say_what_is_missing();
    return std::move(gathered_);
  }

 private:
  Result<void> read_run(const std::string& folder) {
    ASSIGN_OR_RETURN(const auto manifest,
                     read_whole_file(folder + "/manifest.json", kManifestBytesMax));
    ASSIGN_OR_RETURN(const auto networks,
                     read_whole_file(folder + "/networks.json", kTextBytesMax));
    GatheredRun& run = gathered_.runs.emplace_back();
    run.folder = folder;
    ASSIGN_OR_RETURN(run.findings, read_findings({folder, manifest, networks}));
    return {};
  }

  template <typename Change>
  void for_accounts(const Change& change) {
    for (GatheredRun& run : gathered_.runs) {
      for (SubjectFacts& subject : run.findings.subjects) {
        if (subject.kind == SubjectKind::kAccount) change(subject);
      }
    }
  }

  void add_profiles() {
    if (profiles_.rejects() > 0) {
      gathered_.notes.push_back(fmt::format("{}: {} profiles could not be understood",
                                            sources_.accounts, profiles_.rejects()));
    }
    std::uint64_t missing = 0;
    for_accounts([&](SubjectFacts& account) {
      const AccountProfile* const profile = profiles_.find(account.id);
      if (profile != nullptr) add_profile(*profile, account);
      if (profile == nullptr) ++missing;
    });
    if (missing > 0) {
      gathered_.notes.push_back(
          fmt::format("{} has no profile of {} accounts of the runs; whether they say who they are "
                      "is not known",
                      sources_.accounts, missing));
    }
  }

  Result<void> add_labels() {
    ASSIGN_OR_RETURN(auto history, read_label_history(sources_.labels));
    labels_.emplace(std::move(history));
    for_accounts([&](SubjectFacts& account) { add_labels_to(account); });
    return {};
  }

  void add_labels_to(SubjectFacts& subject) const {
    if (!labels_) return;
    const bool account = subject.kind == SubjectKind::kAccount;
    const AccountProfile* const profile = account ? profiles_.find(subject.id) : nullptr;
    if (profile == nullptr) return labels_->add_to(subject);
    labels_->add_to(subject, profile->platform, profile->handle);
  }

  Result<void> add_protection() {
    ASSIGN_OR_RETURN(const auto list, read_list(sources_.protected_list));
    for_accounts([&](SubjectFacts& account) {
      set_fact(account, "account.protected", {list.contains(account.id) ? "true" : "false"});
    });
    return {};
  }

  Result<void> add_facts() {
    ASSIGN_OR_RETURN(const std::string text, read_whole_file(sources_.facts, kTextBytesMax));
    ASSIGN_OR_RETURN(const auto given, decode_facts(text, sources_.facts));
    gathered_.facts_sha256 = sha256_hex(text);
    std::map<std::pair<SubjectKind, std::string>, SubjectFacts> by_subject;
    std::vector<std::pair<SubjectKind, std::string>> order;
    for (const SubjectFacts& one : given) {
      const auto [at, fresh] = by_subject.try_emplace({one.kind, one.id}, SubjectFacts{});
      if (fresh) order.push_back(at->first);
      at->second.kind = one.kind;
      at->second.id = one.id;
      overlay(one, at->second);
    }
    std::set<std::pair<SubjectKind, std::string>> met;
    for (GatheredRun& run : gathered_.runs) {
      for (SubjectFacts& subject : run.findings.subjects) {
        const auto found = by_subject.find({subject.kind, subject.id});
        if (found == by_subject.end()) continue;
        overlay(found->second, subject);
        met.insert(found->first);
      }
    }
    for (const auto& key : order) {
      if (met.contains(key)) continue;
      SubjectFacts& other = gathered_.others.emplace_back();
      other.kind = key.first;
      other.id = key.second;
      add_labels_to(other);
      overlay(by_subject.at(key), other);
    }
    return {};
  }

  static void overlay(const SubjectFacts& more, SubjectFacts& subject) {
    if (!more.lang.empty()) subject.lang = more.lang;
    if (!more.accounts.empty()) subject.accounts = more.accounts;
    for (const GivenFact& fact : more.facts) {
      set_fact(subject, fact_terms()[fact.term].name, fact.values);
    }
  }

  void say_what_is_missing() {
    if (gathered_.runs.empty()) return;
    if (sources_.protected_list.empty()) {
      gathered_.notes.emplace_back(
          "without --protected nobody's protection is known, and clauses that ask for it apply to "
          "nobody");
    }
    if (sources_.accounts.empty()) {
      gathered_.notes.emplace_back(
          "without --accounts it is not known who says openly who they are, and clauses that ask "
          "for it apply to nobody");
    }
  }

  const SubjectSources& sources_;
  ProfilesByName profiles_;
  std::optional<LabelFacts> labels_;
  GatheredSubjects gathered_;
};

}  // namespace

Result<GatheredSubjects> gather_subjects(const SubjectSources& sources) {
  return Gathering(sources).run();
}

}  // namespace overt
