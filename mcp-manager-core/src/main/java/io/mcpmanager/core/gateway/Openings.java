package io.mcpmanager.core.gateway;

import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.Launch;
import io.mcpmanager.api.server.ProcessLaunch;
import io.mcpmanager.api.server.RemoteLaunch;
import io.mcpmanager.api.server.RemoteTransport;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.lifecycle.FreshInstanceNeededException;
import io.mcpmanager.core.lifecycle.Life;
import io.mcpmanager.core.protocol.ClientIdentity;
import io.mcpmanager.core.protocol.EraChoice;
import io.mcpmanager.core.protocol.PeerPast;
import io.mcpmanager.core.protocol.ProbeFailedException;
import io.mcpmanager.core.protocol.UpstreamConnection;
import io.mcpmanager.core.protocol.UpstreamListener;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens connections to servers, and remembers which of them have shown to be of an older era, so that these are asked for
 * 2026-07-28 only once in a while. Thread-safe.
 */
final class Openings {

  /** How long a server is held to be of an older era without having been asked again. */
  static final Duration LEGACY_FOR = Duration.ofHours(24);

  /** The same for one that has ended when it was asked, perhaps for another reason. */
  static final Duration SUSPECTED_FOR = Duration.ofMinutes(10);

  /** How long an answer to discovery is waited for before the handshake is tried as well. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private record Legacy(Launch launch, Instant until) {}

  private final ManagerClock clock;
  private final ClientIdentity self;
  private final Map<ServerId, Legacy> known = new ConcurrentHashMap<>();

  Openings(ManagerClock clock, ClientIdentity self) {
    this.clock = clock;
    this.self = self;
  }

  /**
   * Opens a connection to an instance.
   *
   * @throws FreshInstanceNeededException if the instance did not survive the attempt
   */
  UpstreamConnection open(Life life, UpstreamListener listener, Duration timeout)
      throws InterruptedException {
    EraChoice choice = choice(life);
    try {
      var connection = UpstreamConnection.open(
          life.instance().channel(),
          listener,
          clock,
          self,
          life.definition().settings().gateway().maxInFlight(),
          life.instance().adopted() ? PeerPast.ADOPTED : PeerPast.NONE,
          choice,
          patience(life.definition().launch(), timeout),
          timeout);
      if (choice == EraChoice.FIND_OUT && !connection.isModern() && connection.isEraCertain()) {
        remember(life, LEGACY_FOR);
      }
      return connection;
    } catch (ProbeFailedException e) {
      remember(life, SUSPECTED_FOR);
      throw !(life.definition().launch() instanceof RemoteLaunch)
          ? new FreshInstanceNeededException(String.valueOf(e.getMessage()), e)
          : e;
    }
  }

  void forget(ServerId id) {
    known.remove(id);
  }

  private EraChoice choice(Life life) {
    if (life.definition().launch() instanceof RemoteLaunch remote
        && remote.transport() == RemoteTransport.SSE) {
      return EraChoice.LEGACY; // the other era does not know that transport
    }
    return switch (life.definition().settings().gateway().protocol()) {
      case LEGACY -> EraChoice.LEGACY;
      case MODERN -> EraChoice.MODERN;
      case AUTO -> isLegacy(life) ? EraChoice.LEGACY : EraChoice.FIND_OUT;
    };
  }

  private boolean isLegacy(Life life) {
    Legacy verdict = known.get(life.id());
    return verdict != null
        && verdict.launch().equals(life.definition().launch())
        && clock.now().isBefore(verdict.until());
  }

  private void remember(Life life, Duration howLong) {
    known.put(life.id(), new Legacy(life.definition().launch(), clock.now().plus(howLong)));
  }

  private static boolean comesUp(Launch launch) {
    return switch (launch) {
      case ProcessLaunch process -> process.httpEndpoint().isPresent();
      case ContainerLaunch container -> container.httpEndpoint().isPresent();
      case RemoteLaunch ignored -> false;
    };
  }

  /** What serves HTTP is asked once it listens, and until then it can't be told from a silent one. */
  private static Duration patience(Launch launch, Duration timeout) {
    Duration half = timeout.dividedBy(2);
    if (comesUp(launch)) {
      Duration most = timeout.minus(PATIENCE.multipliedBy(2));
      return most.compareTo(half) > 0 ? most : half;
    }
    return PATIENCE.compareTo(half) < 0 ? PATIENCE : half;
  }
}
