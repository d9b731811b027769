#include <algorithm>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "adapters/parquet/parquet.h"
#include "base/check.h"
#include "base/digest.h"
#include "base/ordered.h"
#include "pipeline/account_table.h"
#include "pipeline/assess_networks.h"
#include "pipeline/attribute_networks.h"
#include "pipeline/build_report.h"
#include "pipeline/ingest.h"
#include "pipeline/member_activity.h"
#include "pipeline/null_replays.h"
#include "pipeline/pair_output.h"
#include "pipeline/pair_search.h"
#include "pipeline/pipeline.h"
#include "pipeline/read_earlier_runs.h"
#include "pipeline/read_profiles.h"
#include "pipeline/read_registry.h"
#include "pipeline/resources.h"
#include "pipeline/spare_inputs.h"
#include "pipeline/stopwatch.h"
#include "pipeline/sweep_windows.h"
#include "stages/networks/find_lineage.h"
#include "stages/networks/find_networks.h"
#include "stages/pairs/count_sweep.h"
#include "stages/pairs/find_pairs.h"
#include "stages/reports/render_reports.h"

namespace overt {
namespace {

constexpr std::size_t kBlocksWaiting = 64;
constexpr std::uint64_t kPairsMax = 40'000'000;  // held in memory for the networks
constexpr std::uint64_t kMappingBytesMax = std::uint64_t{1} << 20;
constexpr std::size_t kHeadlines = 10;
constexpr std::string_view kStandardInputCopy = "standard-input.part";

class Detection {
 public:
  Detection(const DetectOptions& options, OutputFolder folder, Progress& progress)
      : options_(options),
        progress_(progress),
        pool_(options.resources.threads),
        folder_(std::move(folder)) {}

  Result<DetectSummary> run() {
    RETURN_IF_ERROR(prepare_parquet());
    RETURN_IF_ERROR(read());
    RETURN_IF_ERROR(find_all_pairs());
    find_all_networks();
    RETURN_IF_ERROR(read_members());
    RETURN_IF_ERROR(write_files());
    RETURN_IF_ERROR(folder_.commit());
    return summarise();
  }

 private:
  Result<void> read() {
    ingest_options_.input = options_.input;
    ASSIGN_OR_RETURN(ingest_options_.objects, parse_object_selection(options_.input.objects));
    ingest_options_.reading.hash_inputs = true;
    ingest_options_.publications = true;
    ingest_options_.join_wordings = options_.alike_texts;
    ingest_options_.languages = options_.by_language;
    ingest_options_.aside = evidence_objects();
    ingest_options_.reading.copy_standard_input_to = folder_.file(kStandardInputCopy);
    ingest_options_.memory_bytes_max = memory_budget(options_.resources);
    ingest_options_.open_scratch = [this] { return open_scratch(options_.resources); };
    ingest_options_.open_rejects = [this] {
      return create_byte_sink(folder_.file("rejects.ndjson"));
    };
    if (!options_.input.mapping_path.empty()) {
      ASSIGN_OR_RETURN(const auto mapping,
                       read_whole_file(options_.input.mapping_path, kMappingBytesMax));
      mapping_sha256_ = sha256_hex(mapping);
    }
    ASSIGN_OR_RETURN(earlier_, read_earlier_runs(options_.previous));
    ASSIGN_OR_RETURN(log_, ingest(ingest_options_, pool_, progress_));
    notes_ = log_->notes;
    limits_ = log_->limits;
    ASSIGN_OR_RETURN(
        profiles_, read_profiles(options_.accounts, options_.input.max_rejects, *log_, progress_));
    notes_.insert(notes_.end(), profiles_.notes.begin(), profiles_.notes.end());
    if (!options_.registry.empty()) {
      progress_.begin("reading the registry", 0, "claims");
      ASSIGN_OR_RETURN(registry_,
                       read_registry(options_.registry, options_.as_of.value_or(kLatest)));
      progress_.end();
    }
    return choose_all_windows();
  }

  Result<void> choose_all_windows() {
    std::vector<TimeUs> windows = options_.sweep;
    windows.push_back(options_.window);
    ASSIGN_OR_RETURN(auto choice, choose_windows(std::move(windows), log_->resolution,
                                                 options_.allow_coarse_times));
    windows_ = std::move(choice.windows);
    notes_.insert(notes_.end(), choice.notes.begin(), choice.notes.end());
    // A window that was widened became the least of those that remain.
    window_ = std::max(options_.window, windows_.front());
    lap("read");
    return {};
  }

  Result<void> find_all_pairs() {
    const bool fits = log_->spilled == nullptr;
    if (fits) RETURN_IF_ERROR(sweep());
    SweepCounter counter({.windows = fits ? std::vector<TimeUs>{window_} : windows_,
                          .from = options_.min_objects,
                          .min_objects = options_.min_objects,
                          .accounts = log_->accounts.id_bound()});
    RETURN_IF_ERROR(fits ? assess(counter) : count_spilled(counter));
    // Otherwise the sweep has all windows already.
    if (!fits || sweep_from_ > 1) add_to_sweep(counter.rows());
    lap("join");
    return write_pairs();
  }

  Result<void> sweep() {
    SweepOptions sweep;
    sweep.windows = windows_;
    sweep.window = window_;
    sweep.min_objects = options_.min_objects;
    ASSIGN_OR_RETURN(auto counted, sweep_windows(*log_, sweep, pool_, progress_));
    sweep_from_ = counted.from;
    sweep_ = std::move(counted.rows);
    limits_.insert(limits_.end(), counted.limits.begin(), counted.limits.end());
    lap("sweep");
    return {};
  }

  void add_to_sweep(const std::vector<SweepRow>& rows) {
    sweep_.insert(sweep_.end(), rows.begin(), rows.end());
    std::sort(sweep_.begin(), sweep_.end(),
              [](const SweepRow& x, const SweepRow& y) { return x.window < y.window; });
  }

  // The whole method, on a log that fits the memory.
  Result<void> assess(SweepCounter& counter) {
    AssessOptions assess;
    assess.window = window_;
    assess.min_objects = options_.min_objects;
    assess.min_members = options_.min_members;
    assess.splits = options_.splits;
    assess.level = options_.level;
    assess.seed = options_.seed;
    assess.exhaustive = options_.exhaustive;
    ASSIGN_OR_RETURN(report_.nulls,
                     replay_nulls({*log_, log_->rows, log_->aside, profiles_.by_account}, assess,
                                  options_.null_replays, pool_, progress_));
    if (registry_) {
      assess.visit_findings = [this](const TraceIndex& traces, const TraceIndex& aside,
                                     std::span<const AccountProfile* const> profiles,
                                     const std::vector<NetworkFinding>& findings) {
        attribute({traces, aside, *log_, profiles, log_->platform}, findings);
      };
    }
    ObjectCounts observed(window_);
    AssessRows rows = {std::move(log_->rows), std::move(log_->aside), profiles_.by_account};
    ASSIGN_OR_RETURN(auto assessment, assess_networks(*log_, std::move(rows), assess, pool_,
                                                      progress_, [&](const PairTable& table) {
                                                        counter.count(table);
                                                        observed.count(table);
                                                      }));
    report_.null_from = kNullFrom;
    report_.observed_at_least = observed.at_least();
    table_ = std::move(assessment.table);
    odds_ = std::move(assessment.odds);
    findings_ = std::move(assessment.findings);
    report_.chance = assessment.chance;
    limits_.insert(limits_.end(), assessment.limits.begin(), assessment.limits.end());
    notes_.insert(notes_.end(), assessment.notes.begin(), assessment.notes.end());
    return {};
  }

  // Only what is confirmed has anybody behind it, and only members by their own evidence count.
  void attribute(const IndexedLog& log, const std::vector<NetworkFinding>& findings) {
    progress_.begin("asking the registry", 0, "networks");
    auto answers = attribute_networks(*registry_, log, confirmed_members(findings), pool_);
    std::size_t next = 0;
    attributions_.resize(findings.size());
    for (std::size_t i = 0; i < findings.size(); ++i) {
      if (findings[i].status != FindingStatus::kConfirmed) continue;
      attributions_[i] = std::move(answers[next++]);
      if (attributions_[i]->network.decided) ++attributed_;
    }
    progress_.end();
  }

  // A log that does not fit is counted, and nothing in it is called more than that.
  Result<void> count_spilled(SweepCounter& counter) {
    sweep_from_ = options_.min_objects;
    limits_.push_back(
        {"memory", ingest_options_.memory_bytes_max, log_->traces,
         "the log does not fit --memory: pairs were counted, but their chance was not "
         "reckoned and no network was confirmed"});
    table_.window = window_;
    PairSearchOptions search;
    search.find.windows = windows_;
    search.find.min_objects = options_.min_objects;
    search.find.witnesses = true;
    search.memory_bytes_max = ingest_options_.memory_bytes_max;
    return search_pairs(*log_, search, pool_, progress_,
                        [&](const PairFinder& finder) { return join_pass(finder, counter); });
  }

  Result<void> write_pairs() {
    ASSIGN_OR_RETURN(const auto output,
                     create_pair_output(folder_.file("pairs.parquet"), *log_,
                                        {.witnesses = false, .chance = true}, pool_.threads()));
    ASSIGN_OR_RETURN(pairs_, write_pair_table(table_, options_.min_objects, *output, pool_));
    RETURN_IF_ERROR(output->close());
    lap("pairs");
    return {};
  }

  Result<void> join_pass(const PairFinder& finder, SweepCounter& counter) {
    progress_.begin("joining", finder.blocks(), "blocks");
    RETURN_IF_ERROR(for_each_block(finder, [&](const PairTable& table) -> Result<void> {
      counter.count(table);
      append(only_window(table));
      if (table_.pairs.size() > kPairsMax) return too_many_pairs();
      return {};
    }));
    progress_.end();
    return {};
  }

  Result<void> for_each_block(const PairFinder& finder,
                              const std::function<Result<void>(const PairTable&)>& take) {
    std::vector<PairFinder::Scratch> scratch;
    for (std::size_t i = 0; i < pool_.threads(); ++i) scratch.emplace_back(finder);
    Result<void> state;
    produce_in_order<PairTable>(
        pool_, finder.blocks(), kBlocksWaiting,
        [&](std::size_t block, std::size_t worker) { return finder.find(block, scratch[worker]); },
        [&](const PairTable& table) {
          state = take(table);
          progress_.advance(1);
          if (state.ok() && progress_.cancelled()) {
            state = Error{ErrorCode::kCancelled, "interrupted"};
          }
          return state.ok();
        });
    return state;
  }

  [[nodiscard]] PairTable only_window(const PairTable& table) const {
    PairTable kept;
    kept.window = window_;
    for (const Pair& pair : table.pairs) {
      if (pair.window != window_) continue;
      kept.pairs.push_back(pair);
      kept.pairs.back().witness_begin = kept.witnesses.size();
      const auto begin = table.witnesses.begin() + static_cast<std::ptrdiff_t>(pair.witness_begin);
      kept.witnesses.insert(kept.witnesses.end(), begin, begin + pair.witness_count);
    }
    return kept;
  }

  void append(const PairTable& more) {
    const std::uint64_t offset = table_.witnesses.size();
    for (Pair pair : more.pairs) {
      pair.witness_begin += offset;
      table_.pairs.push_back(pair);
    }
    table_.witnesses.insert(table_.witnesses.end(), more.witnesses.begin(), more.witnesses.end());
  }

  [[nodiscard]] static Error too_many_pairs() {
    return {ErrorCode::kLimitExceeded,
            fmt::format("more than {} pairs, too many to look for networks in; ask for more "
                        "common objects (--min-objects) or a shorter window, or write the pairs "
                        "alone with overt pairs",
                        kPairsMax)};
  }

  void find_all_networks() {
    progress_.begin("finding networks", 0, "pairs");
    NetworkOptions options;
    options.min_members = options_.min_members;
    options.min_objects = options_.min_objects;
    options.seed = options_.seed;
    NetworkOptions who = options;
    who.binding_objects_max = 0;
    const auto counted = find_networks(table_, *log_, who);
    if (counted.pairs_left_out > 0) {
      notes_.push_back(
          fmt::format("{} of {} pairs met on a single occasion (several objects in "
                      "one post) and are left out of the networks",
                      counted.pairs_left_out, pairs_));
    }
    add_counted(counted.networks);
    std::vector<std::vector<AccountId>> groups;
    for (const auto& finding : findings_) {
      groups.emplace_back();
      for (const auto& member : finding.members) groups.back().push_back(member.account);
    }
    all_networks_ = describe_networks(table_, *log_, groups, options);
    trace_back();
    for (std::size_t i = 0; i < findings_.size(); ++i) {
      findings_[i].id = all_networks_[i].id;
      date_members_without_pairs(findings_[i], all_networks_[i]);
    }
    count_networks();
    progress_.end();
    lap("networks");
  }

  // Networks that go on from earlier runs keep their ids.
  void trace_back() {
    if (earlier_.empty()) return;
    std::vector<NamedNetwork> named;
    for (const Network& network : all_networks_) {
      NamedNetwork& accounts = named.emplace_back();
      accounts.id = network.id;
      for (const auto& member : network.members) {
        accounts.accounts.emplace_back(log_->account(member.account));
      }
      std::sort(accounts.accounts.begin(), accounts.accounts.end());
    }
    lineage_ = find_lineage(named, earlier_);
    for (std::size_t i = 0; i < all_networks_.size(); ++i) all_networks_[i].id = lineage_.ids[i];
    for (const EarlierRun& run : earlier_) {
      report_.previous.push_back({run.path, run.run_id, run.sha256});
      if (run.networks_left_out == 0) continue;
      limits_.push_back({"networks_of_previous", run.networks.size(), run.networks_left_out,
                         "an earlier run left networks out of its networks.json: what goes on from "
                         "those is called new"});
    }
    report_.vanished = lineage_.vanished;
  }

  // Networks that counting alone shows and no split proposed, for example because all they share
  // comes from one source.
  void add_counted(const std::vector<Network>& counted) {
    std::vector<bool> found(log_->accounts.id_bound(), false);
    for (const auto& finding : findings_) {
      for (const auto& member : finding.members) found[member.account.value] = true;
    }
    for (const Network& network : counted) {
      NetworkFinding finding;
      for (const auto& member : network.members) {
        if (found[member.account.value]) continue;
        MemberFinding& own = finding.members.emplace_back();
        own.account = member.account;
        own.first_at = member.first_at;
        own.last_at = member.last_at;
      }
      if (2 * finding.members.size() <= network.members.size() ||
          finding.members.size() < options_.min_members) {
        continue;
      }
      finding.power =
          "The accounts co-act, but not on enough different sources at different times for "
          "one half of the sources to propose the network and the other to confirm it.";
      findings_.push_back(std::move(finding));
    }
  }

  // What other kinds of evidence raised need not have met.
  static void date_members_without_pairs(const NetworkFinding& finding, Network& network) {
    std::unordered_map<std::uint32_t, const MemberFinding*> findings;
    for (const auto& member : finding.members) findings[member.account.value] = &member;
    for (NetworkMember& member : network.members) {
      if (member.partners > 0) continue;
      const MemberFinding& own = *findings.at(member.account.value);
      member.first_at = own.first_at;
      member.last_at = own.last_at;
      if (!network.pairs.empty()) continue;
      network.first_at =
          network.first_at == 0 ? own.first_at : std::min(network.first_at, own.first_at);
      network.last_at = std::max(network.last_at, own.last_at);
    }
  }

  void count_networks() {
    networks_found_ = all_networks_.size();
    for (SweepRow& row : sweep_) {
      if (row.window == window_) row.networks = networks_found_;
    }
    for (std::size_t i = 0; i < all_networks_.size(); ++i) {
      accounts_in_networks_ += all_networks_[i].members.size();
      if (i >= options_.networks_max) accounts_left_out_ += all_networks_[i].members.size();
    }
    const std::size_t shown = std::min<std::size_t>(all_networks_.size(), options_.networks_max);
    networks_.assign(all_networks_.begin(),
                     all_networks_.begin() + static_cast<std::ptrdiff_t>(shown));
    if (networks_found_ > shown) {
      limits_.push_back({"networks_in_report", options_.networks_max, networks_found_ - shown,
                         "the last networks are only in accounts.parquet"});
    }
  }

  // The second reading, for what only members need.
  Result<void> read_members() {
    const ReportBuilder builder(*log_, table_, networks_, odds_.get(), {});
    MemberActivity activity(*log_, ingest_options_.objects, builder.network_of_account());
    builder.ask(activity);
    if (!networks_.empty()) {
      EventReaderOptions reading;
      reading.standard_input_from = ingest_options_.reading.copy_standard_input_to;
      EventReader reader(options_.input, reading, pool_, progress_);
      std::vector<std::string> notes_again;
      for (const auto& before : log_->inputs) {
        ASSIGN_OR_RETURN(const auto again, reader.read(before.path, activity, notes_again));
        if (before.path != "-" && again.bytes != before.bytes) return input_changed(before.path);
      }
    }
    progress_.begin("drawing networks", 0, "networks");
    report_.networks = builder.build(activity, options_.seed, pool_, limits_);
    for (std::size_t i = 0; i < report_.networks.size(); ++i) {
      add_finding(findings_[i], *log_, report_.networks[i]);
      add_attribution(i, report_.networks[i]);
      if (!earlier_.empty()) report_.networks[i].lineage = lineage_.lineages[i];
    }
    progress_.end();
    lap("evidence");
    return {};
  }

  void add_attribution(std::size_t at, NetworkReport& network) {
    if (at >= attributions_.size() || !attributions_[at]) return;
    network.attribution = std::move(attributions_[at]);
    network.attribution->network.subject = network.id;
  }

  static Error input_changed(const std::string& path) {
    return {
        ErrorCode::kBadInput,
        fmt::format("{} changed while it was read; work on a copy that nothing writes to", path)};
  }

  void fill_manifest() {
    RunManifest& manifest = report_.manifest;
    manifest.version = OVERT_VERSION;
    manifest.inputs = log_->inputs;
    manifest.config = config();
    manifest.seed = options_.seed;
    manifest.events = log_->events;
    manifest.traces = log_->traces;
    manifest.accounts = log_->accounts.size();
    manifest.objects = log_->objects.size();
    manifest.first_at = log_->first_at;
    manifest.last_at = log_->last_at;
    manifest.resolution = log_->resolution.resolution();
    manifest.rejects_by_reason = log_->rejects.by_reason;
    manifest.limits = limits_;
    manifest.notes = notes_;
    manifest.timings_s = timings_;
    manifest.run_id = run_id(manifest);
    name_inputs(manifest);
    report_.window = window_;
    report_.min_objects = options_.min_objects;
    report_.pairs = pairs_;
    report_.sweep = sweep_;
    report_.sweep_from = sweep_from_;
    report_.networks_left_out = networks_found_ - networks_.size();
    report_.accounts_left_out = accounts_left_out_;
    report_.sources_known = log_->sources_known();
  }

  // Inputs that were given a name are told of by it, and not by where they lay.
  void name_inputs(RunManifest& manifest) const {
    for (std::size_t i = 0; i < options_.input.shown_as.size(); ++i) {
      const std::string& path = options_.input.paths[i];
      const std::string& name = options_.input.shown_as[i];
      if (name.empty()) continue;
      for (auto& input : manifest.inputs) {
        if (input.path == path) input.path = name;
      }
      for (std::string& note : manifest.notes) {
        if (note.starts_with(path)) note.replace(0, path.size(), name);
      }
    }
  }

  [[nodiscard]] std::vector<std::pair<std::string, std::string>> config() const {
    std::string sweep;
    for (const TimeUs window : options_.sweep) {
      sweep += (sweep.empty() ? "" : ", ") + format_duration(window);
    }
    return {{"window", format_duration(options_.window)},
            {"sweep", sweep},
            {"min-objects", std::to_string(options_.min_objects)},
            {"min-members", std::to_string(options_.min_members)},
            {"objects", describe(ingest_options_.objects)},
            {"texts", options_.alike_texts ? "alike" : "exact"},
            {"by-language", options_.by_language ? "true" : "false"},
            {"exhaustive", options_.exhaustive ? "true" : "false"},
            {"seed", std::to_string(options_.seed)},
            {"splits", std::to_string(options_.splits)},
            {"null-replays", std::to_string(options_.null_replays)},
            {"level", fmt::format("{}", options_.level)},
            {"networks-max", std::to_string(options_.networks_max)},
            {"accounts", list_of(options_.accounts)},
            {"accounts-sha256", profiles_.sha256},
            {"previous", list_of(options_.previous)},
            {"previous-sha256", hash_of_earlier()},
            {"registry", list_of(options_.registry)},
            {"registry-sha256", registry_ ? hash_of_claims(*registry_) : ""},
            {"as-of", options_.as_of ? format_date(*options_.as_of) : ""},
            {"map", options_.input.mapping_path},
            {"map-sha256", mapping_sha256_},
            {"format", options_.input.format.empty() ? "recognised" : options_.input.format},
            {"max-rejects", fmt::format("{}", options_.input.max_rejects)},
            {"record-limit", std::to_string(options_.input.record_bytes_max)},
            {"allow-coarse-times", options_.allow_coarse_times ? "true" : "false"}};
  }

  static std::string list_of(const std::vector<std::string>& paths) {
    return fmt::format("{}", fmt::join(paths, ","));
  }

  [[nodiscard]] std::string hash_of_earlier() const {
    std::string text;
    for (const EarlierRun& run : earlier_) text += run.run_id + " " + run.sha256 + "\n";
    return text.empty() ? text : sha256_hex(text);
  }

  // Inputs by content, configuration and version: not by where the files lay.
  static std::string run_id(const RunManifest& manifest) {
    std::string text = manifest.version;
    for (const auto& input : manifest.inputs) text += "\ninput " + input.sha256;
    for (const auto& [option, value] : manifest.config) {
      const bool is_place =
          option == "map" || option == "accounts" || option == "previous" || option == "registry";
      if (!is_place) text += "\n" + option + " " + value;
    }
    return sha256_hex(text).substr(0, 16);
  }

  Result<void> write_files() {
    progress_.begin("writing the report", 0, "files");
    RETURN_IF_ERROR(write_accounts(folder_.file("accounts.parquet"), *log_, table_,
                                   {all_networks_, findings_}));
    lap("accounts");
    fill_manifest();
    RETURN_IF_ERROR(write_text("manifest.json", render_manifest(report_)));
    RETURN_IF_ERROR(write_text("networks.json", render_networks(report_)));
    RETURN_IF_ERROR(write_text("graph.gexf", render_gexf(report_)));
    RETURN_IF_ERROR(write_text("graph.graphml", render_graphml(report_)));
    RETURN_IF_ERROR(write_text("report.html", render_html(report_)));
    RETURN_IF_ERROR(write_text("timings.json", render_timings(report_.manifest)));
    if (log_->rejects.rejects == 0) RETURN_IF_ERROR(write_text("rejects.ndjson", ""));
    RETURN_IF_ERROR(folder_.remove(kStandardInputCopy));
    progress_.end();
    return {};
  }

  Result<void> write_text(std::string_view name, std::string_view text) {
    ASSIGN_OR_RETURN(const auto sink, create_byte_sink(folder_.file(name)));
    RETURN_IF_ERROR(sink->write(text));
    return sink->close();
  }

  [[nodiscard]] DetectSummary summarise() const {
    DetectSummary summary;
    summary.run_id = report_.manifest.run_id;
    summary.events = log_->events;
    summary.rejects = log_->rejects.rejects;
    summary.accounts = log_->accounts.size();
    summary.pairs = pairs_;
    summary.networks = networks_found_;
    summary.accounts_in_networks = accounts_in_networks_;
    for (const NetworkFinding& finding : findings_) {
      if (finding.status == FindingStatus::kConfirmed) ++summary.confirmed;
      if (finding.tier == FindingTier::kReview) ++summary.review;
      if (finding.tier == FindingTier::kWatch) ++summary.watch;
    }
    if (registry_) summary.attributed = attributed_;
    summary.window = window_;
    summary.lineage = count_lineages();
    summary.report_path = options_.out + "/report.html";
    summary.notes = notes_;
    for (std::size_t i = 0; i < std::min(kHeadlines, report_.networks.size()); ++i) {
      summary.headlines.push_back(headline(report_.networks[i]));
    }
    return summary;
  }

  [[nodiscard]] std::optional<LineageCounts> count_lineages() const {
    if (earlier_.empty()) return std::nullopt;
    LineageCounts counts;
    for (const Lineage& lineage : lineage_.lineages) {
      if (lineage.kind == LineageKind::kNew) ++counts.fresh;
      if (lineage.kind == LineageKind::kContinues) ++counts.continued;
      if (lineage.kind == LineageKind::kSplit) ++counts.split;
      if (lineage.kind == LineageKind::kMerge) ++counts.merged;
    }
    counts.vanished = lineage_.vanished.size();
    return counts;
  }

  [[nodiscard]] std::string headline(const NetworkReport& network) const {
    const auto members =
        std::count_if(network.members.begin(), network.members.end(),
                      [](const auto& member) { return member.standing == Standing::kMember; });
    const std::string who =
        network.finding.status == FindingStatus::kConfirmed
            ? fmt::format("{} of {} accounts are members", members, network.members.size())
            : fmt::format("{} accounts", network.members.size());
    return fmt::format("{}: {}; {}, on up to {} objects a pair within {}, {} to {}{}", network.id,
                       verdict(network.finding), who, network.max_objects, format_duration(window_),
                       format_date(network.first_at), format_date(network.last_at),
                       who_is_behind(network));
  }

  // Nothing where nobody was asked; principals only where what leads to them may decide.
  static std::string who_is_behind(const NetworkReport& network) {
    if (!network.attribution) return {};
    const Attribution& answer = network.attribution->network;
    if (!answer.decided) return "; who is behind it is unknown";
    std::string text =
        fmt::format("; assessed to be behind it: {} (confidence: {})",
                    answer.decided->entity_name(), name_of(answer.decided->confidence()));
    std::string_view before = ", and behind that: ";
    for (const Principal& principal : answer.principals) {
      if (principal.power != PathPower::kDecides) continue;
      text += fmt::format("{}{}", before, principal.entity_name);
      before = ", ";
    }
    return text;
  }

  static std::string verdict(const NetworkFinding& finding) {
    if (finding.status != FindingStatus::kConfirmed) return "co-acting, not confirmed";
    if (finding.explanation != Explanation::kUndisclosed) {
      return fmt::format("coordinated, explained as {}", name_of(finding.explanation));
    }
    return fmt::format("coordinated, undisclosed, for {}", name_of(finding.tier));
  }

  void lap(const char* stage) { timings_.emplace_back(stage, watch_.lap()); }

  const DetectOptions& options_;
  Progress& progress_;
  ThreadPool pool_;
  OutputFolder folder_;
  Stopwatch watch_;
  IngestOptions ingest_options_;
  std::unique_ptr<TraceLog> log_;
  ProfileTable profiles_;
  std::vector<EarlierRun> earlier_;  // oldest first
  LineageFound lineage_;             // of all_networks_; empty without earlier runs
  std::vector<TimeUs> windows_;
  TimeUs window_ = 0;
  std::uint32_t sweep_from_ = 1;
  std::vector<SweepRow> sweep_;
  PairTable table_;
  std::unique_ptr<const PairChance> odds_;  // null where no chance was reckoned
  std::uint64_t pairs_ = 0;                 // of the table with min_objects or more
  std::vector<NetworkFinding> findings_;
  std::optional<RegistryView> registry_;
  std::vector<std::optional<NetworkAttribution>> attributions_;  // of findings_, as far as asked
  std::uint64_t attributed_ = 0;
  std::vector<Network> all_networks_;
  std::vector<Network> networks_;  // those in the report
  std::string mapping_sha256_;
  std::uint64_t networks_found_ = 0;
  std::uint64_t accounts_in_networks_ = 0;
  std::uint64_t accounts_left_out_ = 0;
  std::vector<LimitHit> limits_;
  std::vector<std::string> notes_;
  std::vector<std::pair<std::string, double>> timings_;
  RunReport report_;
};

}  // namespace

Result<DetectSummary> run_detect(const DetectOptions& options, Progress& progress) {
  CHECK_LE(options.input.shown_as.size(), options.input.paths.size());
  RETURN_IF_ERROR(spare_inputs(options.input, {options.out}));
  ASSIGN_OR_RETURN(auto folder, OutputFolder::begin(options.out, options.replace));
  return Detection(options, std::move(folder), progress).run();
}

}  // namespace overt
