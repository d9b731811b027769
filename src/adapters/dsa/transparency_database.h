#pragma once
// The DSA Transparency Database of the European Commission, through its API for platforms (the
// contract: https://transparency.dsa.ec.europa.eu/page/api-documentation): statements of reasons
// are handed over in batches, each taken whole or not at all.
//
//   201  all were created
//   422  none was. Those that break a rule are named, with their fields; or those are named whose
//        puid is taken. That alone is no proof that they were created: ask with find().
//   429, 5xx, no answer: later, not before Retry-After
//   401, 403, other answers: no use in trying again; a person must look
//
// Safe against its server as adapters/outbound/http_caller.h says. Thread safety: one object
// belongs to one thread. Cost: a call each.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/outbound/http_caller.h"
#include "base/result.h"

namespace overt {

inline constexpr std::size_t kDsaBatchMax = 100;

struct DsaOptions {
  std::string url;    // https://transparency.dsa.ec.europa.eu
  std::string token;  // secret
  HttpCallerOptions http;
};

struct OutgoingStatement {
  std::string puid;
  std::string payload;  // a JSON object
};

enum class DsaOutcome : std::uint8_t {
  kDone,     // created; there
  kRefused,  // `refused` and `existing` say what must be looked at; not there
  kLater,
  kStop,
};

struct RefusedStatement {
  std::size_t place = 0;                                    // within the batch
  std::vector<std::pair<std::string, std::string>> errors;  // field, what
};

struct DsaAnswer {
  DsaOutcome outcome = DsaOutcome::kLater;
  std::vector<std::string> uuids;  // of kDone: by place; empty where the answer does not say
  std::vector<RefusedStatement> refused;
  std::vector<std::string> existing;  // puids of the batch
  std::string words;                  // for people
  std::int64_t wait_s = 0;            // of kLater: as the server asked for; 0: it did not
};

/// What a whole answer to a batch means. Public for its tests: any bytes may come.
DsaAnswer read_dsa_answer(const HttpAnswer& answer, std::span<const OutgoingStatement> batch);

class TransparencyDatabase {
 public:
  /// Errors (kInvalidArgument): no URL, or one that must not be called; a token that cannot stand
  /// in a header.
  static Result<TransparencyDatabase> open(DsaOptions options);

  /// 1 to kDsaBatchMax statements.
  DsaAnswer create(std::span<const OutgoingStatement> batch);

  /// Whether there is a statement of that puid: kDone, with its uuid where the answer says it, or
  /// kRefused.
  DsaAnswer find(const std::string& puid);

 private:
  explicit TransparencyDatabase(DsaOptions options);
  HttpAnswer call(std::string method, const std::string& path, std::string body);

  DsaOptions options_;
  HttpCaller caller_;
};

}  // namespace overt
