package io.mcpmanager.docker.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.docker.engine.EngineFinder;
import io.mcpmanager.docker.transport.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * As whom images are fetched: what the definition says, else what Docker's configuration of the manager's user has for the
 * registry, itself or through a helper. Read anew each time. Thread-safe.
 */
final class RegistryCredentials {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryCredentials.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DOCKER_HUB_KEY = "https://index.docker.io/v1/";
  private static final String TOKEN_USER = "<token>";

  private final EngineFinder finder;

  RegistryCredentials(EngineFinder finder) {
    this.finder = finder;
  }

  /** The header {@code X-Registry-Auth} for a registry; empty to come as nobody. */
  Optional<String> header(ImageName image, ImagePull pull) throws InterruptedException {
    return credentials(image, pull).map(json -> Base64.getUrlEncoder()
        .encodeToString(json.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private Optional<ObjectNode> credentials(ImageName image, ImagePull pull)
      throws InterruptedException {
    String key = image.registry().equals(ImageName.DOCKER_HUB) ? DOCKER_HUB_KEY : image.registry();
    if (pull.username() != null && pull.password() != null) {
      return Optional.of(named(key, pull.username(), pull.password()));
    }
    JsonNode configuration;
    try {
      configuration = finder.configuration();
    } catch (EngineException e) {
      LOG.atWarn().addKeyValue("reason", e.found()).log("images are fetched without credentials");
      return Optional.empty();
    }
    String helper = configuration
        .path("credHelpers")
        .path(key)
        .asText(configuration.path("credsStore").asText(""));
    Optional<ObjectNode> kept = helper.isEmpty()
        ? Optional.empty()
        : CredentialHelper.get(helper, key, finder.environment().getOrDefault("PATH", ""))
            .flatMap(said -> ofHelper(key, said));
    return kept.isPresent() ? kept : ofFile(key, configuration.path("auths"));
  }

  private static Optional<ObjectNode> ofHelper(String key, JsonNode said) {
    String username = said.path("Username").asText("");
    String secret = said.path("Secret").asText("");
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        username.equals(TOKEN_USER)
            ? registry(key).put("identitytoken", secret)
            : named(key, username, secret));
  }

  private static Optional<ObjectNode> ofFile(String key, JsonNode auths) {
    JsonNode exact = auths.path(key);
    if (exact.isObject()) {
      return entry(key, exact);
    }
    for (Map.Entry<String, JsonNode> candidate : auths.properties()) {
      if (host(candidate.getKey()).equals(host(key))) {
        return entry(key, candidate.getValue());
      }
    }
    return Optional.empty();
  }

  private static Optional<ObjectNode> entry(String key, JsonNode entry) {
    for (String token : new String[] {"identitytoken", "registrytoken"}) {
      String value = entry.path(token).asText("");
      if (!value.isEmpty()) {
        return Optional.of(registry(key).put(token, value));
      }
    }
    String pair;
    try {
      byte[] decoded = Base64.getDecoder().decode(entry.path("auth").asText("").strip());
      pair = new String(decoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      LOG.atWarn().addKeyValue("registry", host(key)).log("Docker's credentials can't be read");
      return Optional.empty();
    }
    int colon = pair.indexOf(':');
    return colon < 1
        ? Optional.empty()
        : Optional.of(named(key, pair.substring(0, colon), pair.substring(colon + 1)));
  }

  private static ObjectNode named(String key, String username, String password) {
    return registry(key).put("username", username).put("password", password);
  }

  private static ObjectNode registry(String key) {
    return JSON.createObjectNode().put("serveraddress", key);
  }

  /** Old files have whole URLs for keys. */
  private static String host(String key) {
    String bare = key.replaceFirst("^https?://", "");
    int slash = bare.indexOf('/');
    return slash < 0 ? bare : bare.substring(0, slash);
  }
}
