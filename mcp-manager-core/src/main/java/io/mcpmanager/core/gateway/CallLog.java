package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.gateway.CallRange;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.CallRecord.Outcome;
import io.mcpmanager.api.gateway.CallStatistics;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.server.Server;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.protocol.ClientProfile;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.spi.ManagerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest calls of each tenant, and how many there were when, kept in memory: nobody who calls waits for a lock or a disk, and no tenant makes another's
 * calls be forgotten. Thread-safe.
 */
final class CallLog implements Calls {

  static final int KEPT = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(CallLog.class);
  private static final int LONGEST_TARGET = 256;
  /** Longer results are not looked into: what a tool says about its failure is short. */
  private static final int LONGEST_FAILURE = 64 * 1024;

  /** What a call is about. */
  @FunctionalInterface
  interface Work {
    Reply reply() throws InterruptedException;
  }

  private record Kept(long number, CallRecord call) {}

  /** The latest calls of one tenant. */
  private static final class Ring {

    final AtomicLong count = new AtomicLong();
    final AtomicReferenceArray<@Nullable Kept> calls = new AtomicReferenceArray<>(KEPT);

    void add(CallRecord call) {
      long number = count.getAndIncrement();
      calls.set((int) (number % KEPT), new Kept(number, call));
    }
  }

  private record Listener(String tenant, Consumer<CallRecord> consumer) {}

  private final ManagerClock clock;
  private final Redaction redaction;
  private final Map<String, Ring> rings = new ConcurrentHashMap<>();
  private final CallFigures figures = new CallFigures();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /**
   * None yet.
   *
   * @param redaction takes secrets out of what is told of calls
   */
  CallLog(ManagerClock clock, Redaction redaction) {
    this.clock = clock;
    this.redaction = redaction;
  }

  /** A call begins; what it returns is told once how it went. */
  Entry begin(ClientCall call, Server server) {
    return new Entry(call, server, clock.now(), clock.nanoTime());
  }

  @Override
  public List<CallRecord> latest(CallContext context, @Nullable ServerId server, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
    var found = new ArrayList<CallRecord>();
    Ring ring = rings.get(context.tenant());
    long last = ring == null ? -1 : ring.count.get() - 1;
    for (long number = last;
        number >= 0 && number > last - KEPT && found.size() < limit;
        number--) {
      Kept kept = ring == null ? null : ring.calls.get((int) (number % KEPT));
      if (kept != null
          && kept.number == number
          && (server == null || kept.call.serverId().equals(server))) {
        found.add(kept.call);
      }
    }
    return found;
  }

  @Override
  public CallStatistics statistics(
      CallContext context, CallRange range, @Nullable Set<ServerId> servers) {
    return figures.statistics(context.tenant(), range, servers, clock.now());
  }

  /** A server is no more: neither are its figures. */
  void deleted(Server server) {
    figures.forget(server.tenant(), server.id());
  }

  @Override
  public Subscription onCall(CallContext context, Consumer<CallRecord> consumer) {
    var listener = new Listener(context.tenant(), consumer);
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void add(String tenant, CallRecord call) {
    rings.computeIfAbsent(tenant, ignored -> new Ring()).add(call);
    figures.add(tenant, call);
    for (Listener listener : listeners) {
      if (listener.tenant.equals(tenant)) {
        try {
          listener.consumer.accept(call);
        } catch (RuntimeException e) {
          LOG.atWarn().setCause(e).log("a listener to calls failed");
        }
      }
    }
  }

  private static Outcome outcomeOf(Envelope answer) {
    if (answer.kind() == Envelope.Kind.ERROR_RESPONSE) {
      return Outcome.REFUSED;
    }
    boolean failed = answer
        .span(Member.RESULT)
        .filter(result -> result.length() <= LONGEST_FAILURE)
        .flatMap(result -> JsonText.member(answer.bytes(), result, "isError"))
        .filter(value -> answer.bytes()[value.start()] == 't')
        .isPresent();
    return failed ? Outcome.TOOL_FAILED : Outcome.SUCCEEDED;
  }

  /** Without the spaces that may be around it. */
  private static int lengthOf(Envelope answer) {
    return answer.span(Member.MESSAGE).map(Span::length).orElse(answer.bytes().length);
  }

  private static String targetOf(Envelope request) {
    String target = request.text(Member.NAME).or(() -> request.text(Member.URI)).orElse("");
    return target.length() <= LONGEST_TARGET ? target : target.substring(0, LONGEST_TARGET);
  }

  /** A call under way; used by one thread. */
  final class Entry {

    private final ClientCall call;
    private final Server server;
    private final Instant at;
    private final long began;

    private Entry(ClientCall call, Server server, Instant at, long began) {
      this.call = call;
      this.server = server;
      this.at = at;
      this.began = began;
    }

    /** Does what the call is about, and tells how it went. */
    Reply of(Work work) throws InterruptedException {
      try {
        Reply reply = work.reply();
        ended(reply);
        return reply;
      } catch (McpManagerException e) {
        end(Outcome.FAILED, e.getMessage(), 0);
        throw redacted(e);
      } catch (InterruptedException e) {
        ended(new Reply.None());
        throw e;
      }
    }

    /** What clients are told must not hold what the server was launched with. */
    private McpManagerException redacted(McpManagerException failure) {
      String message = String.valueOf(failure.getMessage());
      String told = redaction.text(call.context().tenant(), message);
      return told.equals(message)
          ? failure
          : new McpManagerException(failure.code(), told, failure.server().orElse(null), null);
    }

    private void ended(Reply reply) {
      switch (reply) {
        case Reply.Upstream upstream ->
          end(outcomeOf(upstream.answer()), null, lengthOf(upstream.answer()));
        case Reply.Result result -> end(Outcome.SUCCEEDED, null, result.json().length);
        case Reply.Refusal refusal ->
          end(refusal.why() == null ? Outcome.REFUSED : Outcome.DENIED, refusal.message(), 0);
        case Reply.None ignored -> end(Outcome.CANCELLED, null, 0);
      }
    }

    private void end(Outcome outcome, @Nullable String error, int responseBytes) {
      ClientProfile client = call.client();
      String tenant = call.context().tenant();
      add(
          tenant,
          new CallRecord(
              at,
              Duration.ofNanos(clock.nanoTime() - began),
              call.context().correlationId(),
              call.session(),
              client.name(),
              call.context().principal().id(),
              server.id(),
              server.name(),
              call.method(),
              redaction.text(tenant, targetOf(call.message())),
              outcome,
              error == null ? null : redaction.text(tenant, error),
              call.message().bytes().length,
              responseBytes));
    }
  }
}
