#include "pipeline/read_profiles.h"

#include <algorithm>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "base/arena.h"
#include "base/digest.h"
#include "pipeline/account_name.h"
#include "stages/events/decode_accounts.h"

namespace overt {
namespace {

constexpr std::uint64_t kFileBytesMax = std::uint64_t{8} << 30;
constexpr std::size_t kHeadBytes = std::size_t{1} << 20;

class KnownProfiles final : public ProfileVisitor {
 public:
  KnownProfiles(const TraceLog& log, std::string path, ProfileTable& table)
      : log_(log), path_(std::move(path)), table_(table) {}

  void on_profile(AccountProfile&& profile) override {
    ++table_.rejects.records;
    Arena arena;
    Event event;
    event.platform = profile.platform;
    event.account_id = profile.account_id;
    const auto id = log_.accounts.find(account_name(event, log_.platform, arena), 0);
    if (id == Interner::kNoId) return;
    accounts.push_back(id);
    table_.profiles.push_back(std::move(profile));
  }
  void on_reject(const Reject& reject) override {
    table_.rejects.count(path_, keep_reject(reject));
  }

  std::vector<std::uint32_t> accounts;  // by profile that was kept

 private:
  const TraceLog& log_;
  std::string path_;
  ProfileTable& table_;
};

Result<void> decode_all(std::string text, const std::string& path, KnownProfiles& visitor,
                        ProfileTable& table) {
  const std::size_t size = text.size();
  AccountDecoderRequest request;
  request.path = path;
  ASSIGN_OR_RETURN(const auto opened,
                   open_account_decoder(std::string_view(text).substr(0, kHeadBytes), request));
  table.notes.insert(table.notes.end(), opened.notes.begin(), opened.notes.end());
  text.append(kDecodePadding, '\0');
  const Chunk chunk = {
      std::string_view(text).substr(opened.header_bytes, size - opened.header_bytes),
      1 + opened.header_lines, true};
  opened.decoder->decode(chunk, visitor);
  return {};
}

Result<void> add_profiles(std::string text, const std::string& path, const TraceLog& log,
                          std::vector<std::uint32_t>& accounts, ProfileTable& table) {
  KnownProfiles visitor(log, path, table);
  RETURN_IF_ERROR(decode_all(std::move(text), path, visitor, table));
  accounts.insert(accounts.end(), visitor.accounts.begin(), visitor.accounts.end());
  return {};
}

void index_profiles(const std::vector<std::uint32_t>& accounts, const TraceLog& log,
                    ProfileTable& table) {
  table.by_account.assign(log.accounts.id_bound(), nullptr);
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    table.by_account[accounts[i]] = &table.profiles[i];
  }
}

}  // namespace

Result<ProfileTable> read_profiles(const std::vector<std::string>& paths, double max_rejects,
                                   const TraceLog& log, Progress& progress) {
  ProfileTable table;
  std::vector<std::uint32_t> accounts;
  for (const auto& path : paths) {
    progress.begin("reading " + path, 0, "bytes");
    ASSIGN_OR_RETURN(auto text, read_whole_file(path, kFileBytesMax));
    table.sha256 = sha256_hex(table.sha256 + text);
    RETURN_IF_ERROR(add_profiles(std::move(text), path, log, accounts, table));
    progress.end();
  }
  RETURN_IF_ERROR(table.rejects.check(max_rejects));
  if (table.rejects.rejects > 0) {
    table.notes.push_back(
        fmt::format("{} of {} account profiles could not be understood; the first: {}",
                    table.rejects.rejects, table.rejects.records, table.rejects.first.front()));
  }
  if (!paths.empty()) index_profiles(accounts, log, table);
  return table;
}

Result<ProfileTable> profiles_from(std::string text, const TraceLog& log) {
  ProfileTable table;
  std::vector<std::uint32_t> accounts;
  RETURN_IF_ERROR(add_profiles(std::move(text), "accounts", log, accounts, table));
  index_profiles(accounts, log, table);
  return table;
}

}  // namespace overt
