// Bytes per second of each decoder, on generated records of the usual shape.

#include <algorithm>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/random.h"
#include "stages/events/decode_events.h"

namespace overt {
namespace {

constexpr std::size_t kFileBytes = std::size_t{8} << 20;
constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

constexpr std::string_view kText =
    "They will not tell you this on the evening news: share before it is taken down again";

std::string coortweet_file() {
  std::string text = "object_id,account_id,content_id,timestamp_share\n";
  Random random(1);
  while (text.size() < kFileBytes) {
    text += fmt::format("o{},a{},c{},{}\n", random.below(100'000), random.below(10'000),
                        random.below(1'000'000), 1'700'000'000 + random.below(1'000'000));
  }
  return text;
}

std::string events_csv_file() {
  std::string text = "event_id,platform,account_id,kind,content_id,created_at,text,urls,hashtags\n";
  Random random(1);
  while (text.size() < kFileBytes) {
    const auto id = random.below(1'000'000);
    text += fmt::format(
        "e{},x,a{},post,c{},2024-09-04T12:00:{:02}Z,\"{}, \"\"now\"\"\",https://example.org/{},"
        "news|breaking\n",
        id, random.below(10'000), id, random.below(60), kText, random.below(5'000));
  }
  return text;
}

std::string events_ndjson_file() {
  std::string text;
  Random random(1);
  while (text.size() < kFileBytes) {
    const auto id = random.below(1'000'000);
    text +=
        fmt::format(R"({{"event_id":"e{}","account_id":"a{}","kind":"post","content_id":"c{}",)"
                    R"("created_at":"2024-09-04T12:00:{:02}Z","text":"{}",)"
                    R"("urls":["https://example.org/articles/{}"],"hashtags":["news","breaking"]}})"
                    "\n",
                    id, random.below(10'000), id, random.below(60), kText, random.below(5'000));
  }
  return text;
}

std::string x_archive_file() {
  std::string text =
      "tweetid,userid,user_display_name,user_screen_name,user_reported_location,"
      "user_profile_description,user_profile_url,follower_count,following_count,"
      "account_creation_date,account_language,tweet_language,tweet_text,tweet_time,"
      "tweet_client_name,in_reply_to_userid,in_reply_to_tweetid,quoted_tweet_tweetid,is_retweet,"
      "retweet_userid,retweet_tweetid,latitude,longitude,quote_count,reply_count,like_count,"
      "retweet_count,hashtags,urls,user_mentions,poll_choices\n";
  Random random(1);
  while (text.size() < kFileBytes) {
    text += fmt::format(
        R"("{}","tvKMmRVjtTOn4ejWVwGDWZZHZRUbTVDMwSfFGRdMlGs=","Name {}","screen_{}","Town","Bio",)"
        R"("","120","300","2014-03-01","en","en","{}","2018-07-03 14:{:02}","Twitter Web Client",)"
        R"("","","","False","","","absent","absent","0","0","1","2","[news, breaking]",)"
        R"("[http://example.org/{}]","[{}]","")"
        "\n",
        1'014'210'000'000'000'000 + random.below(1'000'000'000), random.below(100),
        random.below(10'000), kText, random.below(60), random.below(5'000), random.below(10'000));
  }
  return text;
}

std::string tiktok_file() {
  std::string text;
  Random random(1);
  while (text.size() < kFileBytes) {
    text += R"({"data":{"videos":[)";
    for (int i = 0; i < 100; ++i) {
      text += fmt::format(
          R"({}{{"id":{},"video_description":"{} #news","create_time":{},"region_code":"US",)"
          R"("share_count":3,"view_count":1200,"like_count":80,"comment_count":4,)"
          R"("music_id":{},"hashtag_names":["news","breaking"],"username":"user{}",)"
          R"("effect_ids":["0"],"voice_to_text":"{}"}})",
          i == 0 ? "" : ",", 7'213'000'000'000'000'000 + random.below(1'000'000'000), kText,
          1'700'000'000 + random.below(1'000'000), random.below(1'000'000), random.below(10'000),
          kText);
    }
    text += R"(],"cursor":100,"has_more":true},"error":{"code":"ok","message":""}})"
            "\n";
  }
  return text;
}

class Counter final : public EventVisitor {
 public:
  void on_event(const Event& event) override {
    ++events;
    bytes += event.account_id.size() + event.content_id.size();
  }
  void on_reject(const Reject&) override { ++rejects; }
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  std::uint64_t rejects = 0;
};

// The whole way of one core: cutting into chunks and decoding them, events counted and dropped.
void decode_file(benchmark::State& state, std::string (*make)()) {
  std::string file = make();
  const std::size_t size = file.size();
  file.append(kDecodePadding, '\0');
  const std::string_view text(file.data(), size);
  const auto opened = open_decoder(text.substr(0, kChunkBytes), {"bench", {}, {}, {}, {}});
  if (!opened) return state.SkipWithError(opened.error().message.c_str());
  const EventDecoder& decoder = *opened.value().decoder;
  std::uint64_t events = 0;
  for (auto _ : state) {
    Counter counter;
    std::string_view rest = text.substr(opened.value().header_bytes);
    while (!rest.empty()) {
      const bool last = rest.size() <= kChunkBytes;
      const std::size_t whole =
          last ? rest.size() : decoder.whole_records(rest.substr(0, kChunkBytes));
      decoder.decode({rest.substr(0, whole), 1, last}, counter);
      rest.remove_prefix(whole);
    }
    if (counter.rejects > 0) return state.SkipWithError("rejects");
    events = counter.events;
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(size));
  state.counters["bytes_per_event"] = static_cast<double>(size) / static_cast<double>(events);
}

BENCHMARK_CAPTURE(decode_file, coortweet, coortweet_file);
BENCHMARK_CAPTURE(decode_file, events_csv, events_csv_file);
BENCHMARK_CAPTURE(decode_file, events_ndjson, events_ndjson_file);
BENCHMARK_CAPTURE(decode_file, x_archive, x_archive_file);
BENCHMARK_CAPTURE(decode_file, tiktok, tiktok_file);

}  // namespace
}  // namespace overt
