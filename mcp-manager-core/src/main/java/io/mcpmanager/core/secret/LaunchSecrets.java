package io.mcpmanager.core.secret;

import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.secret.SecretReference;
import io.mcpmanager.api.secret.SecretReference.Kind;
import io.mcpmanager.api.secret.SecretValue;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.spi.SecretProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts secrets and credentials into launches. Thread-safe. */
public final class LaunchSecrets {

  private final SecretVault secrets;
  private final CredentialVault credentials;
  private final Map<String, SecretProvider> providers;
  private final Redactor redactor;
  private final LaunchedValues launched;

  /** Takes values from the vaults, and from providers by their names. */
  public LaunchSecrets(
      SecretVault secrets,
      CredentialVault credentials,
      Map<String, SecretProvider> providers,
      Redactor redactor,
      LaunchedValues launched) {
    this.secrets = secrets;
    this.credentials = credentials;
    this.providers = Map.copyOf(providers);
    this.redactor = redactor;
    this.launched = launched;
  }

  /** What is wrong with the references of a launch, by field; empty if nothing is. Fetches nothing. */
  public List<Problem> check(String tenant, Launch launch) {
    var problems = new ArrayList<Problem>();
    for (SecretReference reference : SecretReference.in(launch)) {
      String wrong = wrong(tenant, reference);
      if (wrong != null) {
        problems.add(new Problem(reference.field(), wrong, Problem.Code.NOT_FOUND));
      }
    }
    return problems;
  }

  private @Nullable String wrong(String tenant, SecretReference reference) {
    String name = reference.name();
    if (reference.kind() == Kind.CREDENTIAL) {
      if (!SecretNames.isName(name)) {
        return "refers to a credential by something that is no name";
      }
      return reference.field().startsWith("environment.")
              || reference.field().startsWith("headers.")
          ? null
          : "can't refer to a credential: they go into variables and headers only";
    }
    int colon = name.indexOf(':');
    if (colon >= 0) {
      SecretProvider provider = providers.get(name.substring(0, colon));
      if (provider == null) {
        return "refers to the provider of secrets " + name.substring(0, colon)
            + ", which is not there";
      }
      return provider.mayHave(tenant, name.substring(colon + 1))
          ? null
          : "refers to the secret " + name + ", which does not exist";
    }
    return secrets.exists(tenant, name)
        ? null
        : "refers to the secret " + name + ", which does not exist";
  }

  /**
   * The launch with its references replaced.
   *
   * @param caller whose credentials are meant; null for an instance that serves everybody: it gets none
   * @throws McpManagerException with {@link ErrorCode#SECRET_NOT_FOUND} if a secret, or a credential of the caller's, does
   *     not exist; with {@link ErrorCode#KEY_UNAVAILABLE} if it can't be opened
   */
  public Launch resolve(String tenant, ServerId server, @Nullable Principal caller, Launch launch) {
    List<SecretReference> references = SecretReference.in(launch);
    if (references.isEmpty()) {
      launched.launched(server, Map.of());
      return launch;
    }
    List<Problem> unusable = check(tenant, launch);
    if (!unusable.isEmpty()) {
      Problem first = unusable.getFirst();
      throw missing(server, first.field() + " " + first.message());
    }
    var revisions = new HashMap<String, Long>();
    var values = new HashMap<SecretReference, Optional<String>>();
    for (SecretReference reference : references) {
      values.put(
          reference,
          reference.kind() == Kind.SECRET
              ? Optional.of(secret(tenant, server, reference, revisions))
              : credential(tenant, server, caller, reference));
    }
    Launch resolved = SecretReference.replace(
        launch, reference -> values.getOrDefault(reference, Optional.empty()));
    for (Problem problem : resolved.problems()) {
      // what stands in the launch itself has been checked
      throw new McpManagerException(
          ErrorCode.LAUNCH_FAILED,
          problem.field() + " " + problem.message() + " once its secret has been put in",
          server,
          null);
    }
    // those for one client each live no longer than the one that serves everybody
    if (caller == null) {
      launched.launched(server, revisions);
    }
    return resolved;
  }

  private String secret(
      String tenant, ServerId server, SecretReference reference, Map<String, Long> revisions) {
    String name = reference.name();
    int colon = name.indexOf(':');
    if (colon < 0) {
      SecretVault.Found found =
          secrets.find(tenant, name).orElseThrow(() -> noSecret(server, reference));
      revisions.put(name, found.revision());
      return found.value().reveal();
    }
    String provider = name.substring(0, colon);
    SecretValue value = fetched(tenant, server, provider, name.substring(colon + 1))
        .orElseThrow(() -> noSecret(server, reference));
    redactor.learn(tenant, value.reveal());
    return value.reveal();
  }

  private Optional<SecretValue> fetched(
      String tenant, ServerId server, String provider, String key) {
    try {
      SecretProvider source = providers.get(provider);
      return source == null ? Optional.empty() : source.find(tenant, key);
    } catch (InterruptedException late) {
      Thread.currentThread().interrupt();
      throw notFetched(server, provider, key, late);
    } catch (Exception failed) {
      throw notFetched(server, provider, key, failed);
    }
  }

  private Optional<String> credential(
      String tenant, ServerId server, @Nullable Principal caller, SecretReference reference) {
    if (caller == null) {
      return Optional.empty();
    }
    return Optional.of(
        credentials
            .find(tenant, caller, server, reference.name())
            .map(SecretValue::reveal)
            .orElseThrow(
                () -> missing(
                    server,
                    "needs your own credential " + reference.name()
                        + ", which is not set; mcp-manager secrets mine, or the API at /me/credentials, sets it")));
  }

  private static McpManagerException notFetched(
      ServerId server, String provider, String key, Exception cause) {
    return new McpManagerException(
        ErrorCode.SECRET_NOT_FOUND,
        "the provider of secrets " + provider + " could not fetch " + key,
        server,
        cause);
  }

  private static McpManagerException noSecret(ServerId server, SecretReference reference) {
    return missing(
        server,
        reference.field() + " refers to the secret " + reference.name() + ", which does not exist");
  }

  private static McpManagerException missing(ServerId server, String message) {
    return new McpManagerException(ErrorCode.SECRET_NOT_FOUND, message, server, null);
  }
}
