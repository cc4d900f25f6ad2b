package io.mcpmanager.docker.transport;

import io.mcpmanager.docker.transport.EngineException.Fault;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a container engine listens. */
public sealed interface EngineAddress {

  /**
   * A socket in the file system.
   *
   * @param path of the socket
   */
  record UnixSocket(Path path) implements EngineAddress {

    @Override
    public boolean local() {
      return true;
    }

    @Override
    public String toString() {
      return "unix://" + path;
    }
  }

  /**
   * A port of a machine.
   *
   * @param host name or number of the machine
   * @param port 1 to 65535
   * @param certificates folder with {@code ca.pem}, {@code cert.pem} and {@code key.pem} for TLS, or null to speak in clear
   */
  record Tcp(String host, int port, @Nullable Path certificates) implements EngineAddress {

    /** Where the certificates for TLS are, if it is spoken. */
    public Optional<Path> tls() {
      return Optional.ofNullable(certificates);
    }

    @Override
    public boolean local() {
      return LOOPBACK.contains(host);
    }

    @Override
    public String toString() {
      return "tcp://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /** Names of this machine. */
  Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

  /** Where a Docker Engine that the whole machine uses listens. */
  UnixSocket DEFAULT = new UnixSocket(Path.of("/var/run/docker.sock"));

  /** Ports that Docker has always used, for TLS and in clear. */
  int TLS_PORT = 2376;

  /** Port in clear. */
  int PLAIN_PORT = 2375;

  /** Whether the engine runs on this machine, as far as the address tells. */
  boolean local();

  /**
   * Reads an address such as {@code unix:///var/run/docker.sock} or {@code tcp://10.0.0.5:2376}.
   *
   * @param text the address
   * @param source where the text is from, such as {@code DOCKER_HOST}, for messages
   * @param certificates folder with the certificates if TLS is to be spoken over TCP, else null
   * @throws EngineException if it makes no sense, or names a way that is not supported
   */
  static EngineAddress parse(String text, String source, @Nullable Path certificates) {
    int scheme = text.indexOf("://");
    String way = scheme < 0 ? "" : text.substring(0, scheme).toLowerCase(Locale.ROOT);
    return switch (way) {
      case "unix" -> unix(text.substring(scheme + 3), source);
      case "tcp", "http", "https" -> tcp(text.substring(scheme + 3), way, source, certificates);
      default ->
        throw wrong(
            source,
            text.isEmpty() || scheme < 0
                ? "is no address"
                : "names the way '" + way + "', which is not supported",
            null);
    };
  }

  private static EngineAddress unix(String path, String source) {
    try {
      Path socket = Path.of(path);
      if (!socket.isAbsolute()) {
        throw wrong(source, "must name a socket by an absolute path", null);
      }
      return new UnixSocket(socket);
    } catch (InvalidPathException e) {
      throw wrong(source, "must name a socket by an absolute path", e);
    }
  }

  private static EngineAddress tcp(
      String authority, String way, String source, @Nullable Path certificates) {
    try {
      var uri = new URI("tcp://" + authority);
      String host = uri.getHost();
      int usual = certificates == null ? PLAIN_PORT : TLS_PORT;
      int port = uri.getPort() < 0 ? usual : uri.getPort();
      if (host == null || port < 1 || port > 65_535 || uri.getUserInfo() != null) {
        throw wrong(source, "must have the form tcp://host:port", null);
      }
      if (way.equals("https") && certificates == null) {
        throw wrong(source, "asks for TLS, but nothing says where the certificates are", null);
      }
      return new Tcp(host.replaceAll("^\\[|]$", ""), port, certificates);
    } catch (URISyntaxException e) {
      throw wrong(source, "must have the form tcp://host:port", e);
    }
  }

  private static EngineException wrong(String source, String problem, @Nullable Throwable cause) {
    return new EngineException(
        Fault.MISCONFIGURED,
        "the engine's address from " + source + " " + problem,
        "Give an address such as unix:///var/run/docker.sock or tcp://host:2376 there; with ssh:// or npipe:// engines,"
            + " make their socket available under one of these.",
        cause);
  }
}
