package io.mcpmanager.docker.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.core.SSLConfig;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What docker-java asks about, and does not decide: address, TLS and the version of the API are the transport's business,
 * credentials are given with each pull.
 */
// docker-java has no annotations; null says "none" throughout
@SuppressWarnings({"NullAway", "deprecation"})
final class EngineClientConfig implements DockerClientConfig {

  private static final URI ANY = URI.create("unix:///var/run/docker.sock");

  private final ObjectMapper json = DockerClientConfig.getDefaultObjectMapper();

  @Override
  public RemoteApiVersion getApiVersion() {
    return RemoteApiVersion.unknown();
  }

  @Override
  public ObjectMapper getObjectMapper() {
    return json;
  }

  @Override
  public URI getDockerHost() {
    return ANY;
  }

  @Override
  public @Nullable String getRegistryUsername() {
    return null;
  }

  @Override
  public @Nullable String getRegistryPassword() {
    return null;
  }

  @Override
  public @Nullable String getRegistryEmail() {
    return null;
  }

  @Override
  public @Nullable String getRegistryUrl() {
    return null;
  }

  @Override
  public @Nullable AuthConfig effectiveAuthConfig(String imageName) {
    return null;
  }

  @Override
  public AuthConfigurations getAuthConfigurations() {
    return new AuthConfigurations();
  }

  @Override
  public @Nullable SSLConfig getSSLConfig() {
    return null;
  }
}
