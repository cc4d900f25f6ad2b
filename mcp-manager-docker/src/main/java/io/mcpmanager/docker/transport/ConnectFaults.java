package io.mcpmanager.docker.transport;

import io.mcpmanager.docker.transport.EngineException.Fault;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says why an engine could not be spoken to. */
public final class ConnectFaults {

  private static final String START =
      "Start it (such as with 'systemctl start docker'), or configure where another one is.";

  private ConnectFaults() {}

  /**
   * What a failure at connecting, or at waiting for an answer, means.
   *
   * @param expired whether it was brought about because the time was over
   */
  public static EngineException of(Exception failure, EngineAddress address, boolean expired) {
    if (expired) {
      return new EngineException(
          Fault.NOT_ANSWERING,
          "the container engine at " + address + " did not answer in time",
          "See in its log what it is busy with; restart it if it hangs.",
          failure);
    }
    String said = EngineFaults.orElse(failure.getMessage(), failure.getClass().getSimpleName());
    return switch (address) {
      case EngineAddress.UnixSocket unix -> ofSocket(failure, said, unix.path(), address);
      case EngineAddress.Tcp tcp -> ofPort(failure, said, address);
    };
  }

  private static EngineException ofSocket(
      Exception failure, String said, Path socket, EngineAddress address) {
    if (said.toLowerCase(Locale.ROOT).contains("permission denied")
        || (!Files.exists(socket) && !Files.notExists(socket))) {
      return new EngineException(
          Fault.NOT_PERMITTED,
          "the manager's user may not open the container engine's socket " + socket,
          "Add the user to the group of the socket (often 'docker') and log in again, or use a rootless engine.",
          failure);
    }
    if (Files.notExists(socket)) {
      return new EngineException(
          Fault.ABSENT,
          "there is no container engine: nothing is at " + socket,
          "Install and start Docker Engine 20.10 or newer, or Podman 4 or newer with its API socket,"
              + " or configure where one is.",
          failure);
    }
    if (failure instanceof ConnectException) {
      return new EngineException(
          Fault.ABSENT, "the container engine at " + address + " is not running", START, failure);
    }
    return broken(failure, said, address);
  }

  private static EngineException ofPort(Exception failure, String said, EngineAddress address) {
    if (failure instanceof SSLException && !said.contains("certificate_required")) {
      return new EngineException(
          Fault.NOT_PERMITTED,
          "the container engine at " + address + " and the manager do not trust each other: "
              + EngineFaults.oneLine(said),
          "See that the engine speaks TLS there, that its certificate is for that name and of the CA in ca.pem,"
              + " and that it accepts cert.pem.",
          failure);
    }
    if (failure instanceof ConnectException
        || failure instanceof UnknownHostException
        || failure instanceof UnresolvedAddressException
        || failure instanceof NoRouteToHostException) {
      return new EngineException(
          Fault.ABSENT,
          "the container engine at " + address + " can't be reached: "
              + (failure instanceof UnresolvedAddressException
                  ? "its name is not known"
                  : EngineFaults.oneLine(said)),
          START,
          failure);
    }
    return nobodysCertificate(failure, address).orElseGet(() -> broken(failure, said, address));
  }

  /** An engine that wants to know who comes cuts the connection, and often there is nothing more to read of it. */
  private static Optional<EngineException> nobodysCertificate(
      Exception failure, EngineAddress address) {
    return Optional.of(address)
        .filter(EngineAddress.Tcp.class::isInstance)
        .flatMap(port -> ((EngineAddress.Tcp) port).tls())
        .filter(folder -> Files.notExists(folder.resolve("cert.pem")))
        .map(folder -> new EngineException(
            Fault.NOT_PERMITTED,
            "the container engine at " + address
                + " ended the connection, and the manager has no certificate to show",
            "Put cert.pem and key.pem of a client that the engine accepts into " + folder + ".",
            failure));
  }

  private static EngineException broken(Exception failure, String said, EngineAddress address) {
    return new EngineException(
        Fault.BROKEN,
        "the container engine at " + address + " did not answer as one does: "
            + EngineFaults.oneLine(said),
        "See that it is a container engine that listens there, and look into its log.",
        failure);
  }
}
