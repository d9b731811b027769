#include <gtest/gtest.h>
#include <simdjson.h>

#include "stages/reports/render_reports.h"
#include "stages/reports/report_fixture.h"

namespace overt {
namespace {

RunReport small_report() {
  RunReport report;
  report.manifest.run_id = "f00d";
  report.manifest.version = "0.1.0";
  report.manifest.seed = 7;
  report.manifest.config = {{"window", "60s"}};
  report.manifest.inputs = {{"-", "coortweet", "", 120, 4, 1}};
  report.manifest.events = 3;
  report.manifest.first_at = micros_from_civil(2024, 9, 4);
  report.manifest.last_at = micros_from_civil(2024, 9, 5);
  report.manifest.rejects_by_reason[2] = 1;
  report.manifest.notes = {"a note"};
  report.manifest.limits = {{"pairs", 10, 2, "Two pairs are missing."}};
  report.previous = {{"monday", "beef", "cafe"}};
  report.chance = {0.05, 100, 4950, 7, 3, 20, "f00d"};
  report.null_from = 2;
  report.observed_at_least = {9, 4};
  report.nulls = {{"within hour", 20, {8.5, 0.25}, 0.05, 1.5, 0.5, 2}};
  report.sweep = {{1'500'000, {5, 2}, 4, 1}};
  return report;
}

TEST(RenderManifestTest, WritesEveryFieldInOrder) {
  EXPECT_EQ(render_manifest(small_report()), R"({
  "format": "overt.manifest/1",
  "run_id": "f00d",
  "version": "0.1.0",
  "seed": 7,
  "config": {
    "window": "60s"
  },
  "inputs": [
    {
      "path": "-",
      "format": "coortweet",
      "sha256": null,
      "bytes": 120,
      "records": 4,
      "rejects": 1
    }
  ],
  "previous": [
    {
      "path": "monday",
      "run_id": "beef",
      "sha256": "cafe"
    }
  ],
  "counts": {
    "events": 3,
    "traces": 0,
    "accounts": 0,
    "objects": 0,
    "pairs": 0,
    "networks": 0,
    "networks_confirmed": 0,
    "networks_review": 0,
    "networks_watch": 0,
    "networks_explained": 0,
    "networks_not_confirmed": 0,
    "accounts_in_networks": 0
  },
  "first_at": "2024-09-04T00:00:00Z",
  "last_at": "2024-09-05T00:00:00Z",
  "resolution": "second",
  "sources_known": false,
  "rejects": {
    "total": 1,
    "by_reason": {
      "bad_time": 1
    }
  },
  "chance": {
    "level": 0.05,
    "accounts": 100,
    "possible_pairs": 4950,
    "significant_pairs": 7,
    "significant_pairs_by": 3,
    "splits": 20,
    "split_key": "f00d"
  },
  "nulls": {
    "objects_from": 2,
    "observed_at_least": [
      9,
      4
    ],
    "shuffles": [
      {
        "shuffle": "within hour",
        "replays": 20,
        "pairs_at_least": [
          8.5,
          0.25
        ],
        "significant_pairs": 0.05,
        "networks": 1.5,
        "networks_confirmed": 0.5,
        "accounts_accused": 2
      }
    ]
  },
  "sweep": [
    {
      "window_s": 1.5,
      "objects_from": 1,
      "pairs_at_least": [
        5,
        2
      ],
      "accounts": 4,
      "networks": 1
    }
  ],
  "limits": [
    {
      "name": "pairs",
      "limit": 10,
      "left_out": 2,
      "consequence": "Two pairs are missing."
    }
  ],
  "notes": [
    "a note"
  ]
}
)");
}

TEST(RenderManifestTest, CountsNetworksByVerdict) {
  const std::string json = render_manifest(fixture_report());
  EXPECT_NE(json.find("\"networks\": 8,\n    \"networks_confirmed\": 5,\n    "
                      "\"networks_review\": 2,\n    \"networks_watch\": 1,\n    "
                      "\"networks_explained\": 2,\n    \"networks_not_confirmed\": 1,"),
            std::string::npos);
}

TEST(RenderManifestTest, HasNoPeriodWithoutEvents) {
  RunReport report = small_report();
  report.manifest.events = 0;
  EXPECT_NE(render_manifest(report).find("\"first_at\": null"), std::string::npos);
}

TEST(RenderManifestTest, DoesNotDependOnHowLongThingsTook) {
  RunReport report = small_report();
  const std::string before = render_manifest(report);
  report.manifest.timings_s = {{"read", 1.25}};
  EXPECT_EQ(render_manifest(report), before);
  EXPECT_EQ(render_timings(report.manifest), R"({
  "format": "overt.timings/1",
  "run_id": "f00d",
  "stages": [
    {
      "stage": "read",
      "seconds": 1.25
    }
  ]
}
)");
}

TEST(RenderManifestTest, StaysJsonWithHostileInput) {
  simdjson::dom::parser parser;
  const simdjson::padded_string text(render_manifest(hostile_fixture_report()));
  EXPECT_EQ(parser.parse(text).error(), simdjson::SUCCESS);
}

}  // namespace
}  // namespace overt
