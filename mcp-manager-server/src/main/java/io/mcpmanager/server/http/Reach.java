package io.mcpmanager.server.http;

import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * By which names and from where the server can be reached.
 *
 * @param tls what to serve HTTPS with, or null to serve HTTP
 * @param behindProxy whether requests come through a reverse proxy that serves HTTPS
 * @param trustedProxies network addresses of such proxies
 * @param hosts names, perhaps with a port, beside those of loopback
 * @param origins pages that may call it, beside those of this machine and its own
 */
public record Reach(
    @Nullable SSLContext tls,
    boolean behindProxy,
    Set<String> trustedProxies,
    Set<String> hosts,
    Set<String> origins) {

  /** From this machine, over HTTP. */
  public static final Reach LOOPBACK = new Reach(null, false, Set.of(), Set.of(), Set.of());

  /** Copies the sets. */
  public Reach {
    trustedProxies = Set.copyOf(trustedProxies);
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
  }
}
