// The routes as a whole: nobody passes a rule, and what a run found is answered as the run wrote
// it.

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "edge/http/json_in.h"
#include "edge/http/service.h"
#include "edge/http/site.h"

namespace overt::http {
namespace {

namespace fs = std::filesystem;

class AsTold final : public SignIn {
 public:
  explicit AsTold(std::optional<Person>& person) : person_(person) {}
  Result<std::optional<Person>> who(const Request& /*request*/, Stores& /*stores*/) override {
    return person_;
  }

 private:
  std::optional<Person>& person_;
};

constexpr std::string_view kManifest =
    R"({"run_id":"r1","first_at":"2024-09-01T00:00:00Z","last_at":"2024-09-02T00:00:00Z",)"
    R"("counts":{"events":9,"accounts":3,"networks":2,"networks_review":1},"rejects":{"total":0}})";
// A network a line, as a run writes them; the second half of a line goes on without a line feed.
constexpr std::string_view kNetworks =
    R"({"format":"overt.networks/1","run_id":"r1","networks":[)"
    "\n"
    R"({"id":"n1","status":"confirmed","tier":"review","explanation":"undisclosed","accounts":2,)"
    R"("pair_count":1,"members":[{"account":"a","x":0.5,"y":0.5,"standing":"member"},)"
    R"({"account":"b","x":0.1,"y":0.5,"standing":"member"}],"objects":[{"object":"u"}],)"
    R"("pairs":[{"account_a":"a","account_b":"b","objects":3,"witnesses":[0]}],)"
    R"("evidence":[{"object":"u","a":{"account":"a"},"b":{"account":"b"}}]},)"
    "\n"
    R"({"id":"n2","status":"not_confirmed","tier":"none","explanation":"undisclosed",)"
    R"("accounts":1,"members":[{"account":"c"}],"pairs":[],"objects":[],"evidence":[]})"
    "\n]}\n";

class FindingsAndRulesTest : public ::testing::Test {
 protected:
  FindingsAndRulesTest() {
    folder_ = fs::temp_directory_path() / ("overt-http-" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "run");
    std::ofstream(folder_ / "run/manifest.json") << kManifest;
    std::ofstream(folder_ / "run/networks.json") << kNetworks;
    site_.data = folder_.string();
    site_.clock = [] { return TimeUs{1}; };
    site_.runs = std::make_shared<RunShelf>(site_.data);
    stores_ = std::make_unique<Stores>(site_.data);
    service_ = std::make_unique<Service>(all_routes(site_), std::make_unique<AsTold>(person_),
                                         site_.metrics, ServiceOptions{site_.clock, nullptr});
  }
  ~FindingsAndRulesTest() override { fs::remove_all(folder_); }

  Response ask(std::string method, std::string target, std::string body = {}) {
    Names headers = {{"content-type", "application/json"}};
    return service_->answer({std::move(method), std::move(target), headers, std::move(body), ""},
                            *stores_);
  }

  fs::path folder_;
  Site site_;
  std::optional<Person> person_;
  std::unique_ptr<Stores> stores_;
  std::unique_ptr<Service> service_;
};

std::string filled(const std::string& pattern) {
  std::string path;
  bool inside = false;
  for (const char c : pattern) {
    if (c == '{') path += 'x';
    inside = (inside || c == '{') && c != '}';
    if (!inside && c != '}') path += c;
  }
  return path;
}

TEST_F(FindingsAndRulesTest, EveryRouteThatIsNotOpenWantsASignInAndItsRight) {
  for (const Route& route : service_->router().routes()) {
    const std::string method(name_of(route.method));
    if (route.access.open) continue;
    person_.reset();
    EXPECT_EQ(ask(method, filled(route.pattern)).status, 401) << method << " " << route.pattern;
    if (!route.access.right) continue;
    person_ = Person{"nobody", {}};
    EXPECT_EQ(ask(method, filled(route.pattern)).status, 403) << method << " " << route.pattern;
  }
}

TEST_F(FindingsAndRulesTest, NothingThatIsAskedWronglyIsAnErrorOfOurs) {
  person_ = Person{"all",
                   {StaffRole::kAnalyst, StaffRole::kReviewer, StaffRole::kApprover,
                    StaffRole::kAuditor, StaffRole::kAdmin}};
  std::string deep = R"({"reason":)" + std::string(1'000, '[') + std::string(1'000, ']') + "}";
  for (const Route& route : service_->router().routes()) {
    const std::string method(name_of(route.method));
    for (const std::string& body : {std::string("{}"), std::string("[1]"), std::string("{"),
                                    std::string(R"({"reason":7,"text":7})"), deep}) {
      const Response response = ask(method, filled(route.pattern) + "?cursor=zz&limit=-1", body);
      // 501: what this desk does not have, as a labeler; 503: busy.
      EXPECT_TRUE(response.status < 500 || response.status == 501 || response.status == 503)
          << method << " " << route.pattern << " " << response.status << " " << response.body;
    }
  }
}

TEST_F(FindingsAndRulesTest, AnswersWhatARunFound) {
  person_ = Person{"vi", {StaffRole::kViewer}};
  const Response runs = ask("GET", "/v1/runs");
  EXPECT_EQ(elements_of(runs.body, "items").size(), 1U);
  const Response review = ask("GET", "/v1/networks?tier=review");
  ASSERT_EQ(elements_of(review.body, "items").size(), 1U) << review.body;
  EXPECT_EQ(text_field(elements_of(review.body, "items").front(), "id"), "n1");
  EXPECT_EQ(review.body.find("members"), std::string::npos);
  EXPECT_EQ(text_field(ask("GET", "/v1/networks/n1?run=r1").body, "run"), "r1");
  EXPECT_EQ(ask("GET", "/v1/networks/n3").status, 404);
  EXPECT_EQ(ask("GET", "/v1/networks/n1?run=r2").status, 404);
  const Response graph = ask("GET", "/v1/networks/n1/graph");
  EXPECT_EQ(elements_of(graph.body, "nodes").size(), 2U);
  EXPECT_EQ(elements_of(graph.body, "edges").size(), 1U);
  EXPECT_NE(graph.body.find(R"("edges_left_out":0)"), std::string::npos);
  const Response evidence = ask("GET", "/v1/networks/n1/evidence?a=b&b=a");
  EXPECT_EQ(elements_of(evidence.body, "objects").size(), 1U);
  EXPECT_EQ(elements_of(evidence.body, "evidence").size(), 1U);
  EXPECT_EQ(ask("GET", "/v1/networks/n1/evidence?a=a&b=c").status, 404);
  EXPECT_EQ(elements_of(ask("GET", "/v1/accounts/b").body, "networks").size(), 1U);
}

TEST_F(FindingsAndRulesTest, LeavesOutTheWeakestEdgesAndSaysHowMany) {
  const std::string network =
      R"({"pair_count":3,"members":[{"account":"a"},{"account":"b"}],"pairs":[)"
      R"({"account_a":"a","account_b":"b","objects":1},)"
      R"({"account_a":"a","account_b":"b","objects":5}]})";
  GraphLimits limits;
  limits.edges_max = 1;
  limits.nodes_max = 1;
  const auto graph = render_graph(network, limits);
  ASSERT_TRUE(graph.ok());
  EXPECT_NE(graph.value().find(R"("objects":5)"), std::string::npos);
  EXPECT_EQ(graph.value().find(R"("objects":1})"), std::string::npos);
  EXPECT_NE(graph.value().find(R"("nodes_left_out":1,"edges_left_out":2)"), std::string::npos);
}

}  // namespace
}  // namespace overt::http
