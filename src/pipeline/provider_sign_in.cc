#include "pipeline/provider_sign_in.h"

#include <filesystem>

#include <fmt/format.h>

#include "adapters/files/secrets.h"
#include "adapters/oidc/oidc_client.h"
#include "kernel/yaml/yaml_fields.h"
#include "stages/access/access_secrets.h"

namespace overt {
namespace {

Error denied(std::string message) { return {ErrorCode::kPermissionDenied, std::move(message)}; }

Result<OidcSettings> read_settings(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, read_secret_file(path));
  ASSIGN_OR_RETURN(const YamlValue root, parse_yaml(text, path));
  YamlErrors errors(path);
  YamlFields fields(root, "single sign-on", errors);
  OidcSettings settings;
  settings.issuer = fields.text("issuer");
  settings.client_id = fields.text("client_id");
  settings.client_secret = fields.optional_text("client_secret");
  settings.redirect_uri = fields.text("redirect_uri");
  settings.ca_file = fields.optional_text("ca_file");
  fields.finish();
  RETURN_IF_ERROR(errors.result());
  const Result<void> usable = check_oidc_settings(settings);
  if (usable.ok()) return settings;
  return Error{ErrorCode::kBadInput, fmt::format("{}: {}", path, usable.error().message)};
}

}  // namespace

ProviderDesk::ProviderDesk(std::unique_ptr<OidcClient> client) : client_(std::move(client)) {}
ProviderDesk::~ProviderDesk() = default;

Result<std::unique_ptr<ProviderDesk>> ProviderDesk::read(const std::string& data) {
  const std::string path = data + "/oidc.yaml";
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::unique_ptr<ProviderDesk>();
  ASSIGN_OR_RETURN(OidcSettings settings, read_settings(path));
  return std::unique_ptr<ProviderDesk>(
      new ProviderDesk(std::make_unique<OidcClient>(std::move(settings))));
}

const std::string& ProviderDesk::issuer() const { return client_->settings().issuer; }

Result<ProviderDesk::Begun> ProviderDesk::begin(AccessDesk& desk, TimeUs now) {
  ASSIGN_OR_RETURN(const ProviderSignIn begun, desk.begin_provider_sign_in(now));
  ASSIGN_OR_RETURN(std::string url, client_->authorization_url({begun.state, begun.pending.nonce,
                                                                begun.pending.verifier, now}));
  return Begun{std::move(url), begun.state};
}

Result<Person> ProviderDesk::finish(AccessDesk& desk, const Answer& answer) {
  // That it is this browser's: or a stranger's link could sign it in as the stranger.
  if (answer.state.empty() || !same_secret(answer.state, answer.cookie)) {
    return denied("this sign-in was not begun in this browser; begin again");
  }
  ASSIGN_OR_RETURN(const auto pending, desk.take_provider_sign_in(answer.state, answer.now));
  if (!pending) return denied("this sign-in is over; begin again");
  ASSIGN_OR_RETURN(
      const IdTokenClaims claims,
      client_->finish({answer.code, answer.issuer, pending->nonce, pending->verifier, answer.now}));
  ASSIGN_OR_RETURN(auto person, desk.by_provider({issuer(), claims.subject, claims.email}));
  if (person) return *std::move(person);
  return denied(fmt::format("nobody here is {} at {}; an admin says who is: overt people link",
                            claims.subject, issuer()));
}

}  // namespace overt
