package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.server.Server;
import io.mcpmanager.core.hook.About;
import io.mcpmanager.core.hook.Hooks;
import io.mcpmanager.core.hook.RejectedException;
import io.mcpmanager.core.protocol.InputAnswer;
import io.mcpmanager.core.protocol.InputHandler;
import io.mcpmanager.core.protocol.InputRequest;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.spi.GatewayMessage.Direction;
import io.mcpmanager.spi.GatewayMessage.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes past the interceptors what servers and clients send each other beside requests of clients and their answers.
 * The threads that read from servers do not wait for that: whatever goes to a client passes on a thread of that client's,
 * in the order in which it came. Thread-safe.
 */
final class Deliveries {

  /** How long interceptors may look at a message that belongs to no call. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  private final Hooks hooks;

  Deliveries(Hooks hooks) {
    this.hooks = hooks;
  }

  /**
   * Hands a server's notification to a client, unless an interceptor keeps it.
   *
   * @param taker gets it as it is to go on
   */
  void toClient(Peer peer, Server server, Envelope notification, Consumer<Envelope> taker) {
    String method = notification.method();
    if (!hooks.wants(Direction.TO_CLIENT, Kind.NOTIFICATION, method)) {
      taker.accept(notification);
      return;
    }
    var about =
        about(peer, server, Direction.TO_CLIENT, Kind.NOTIFICATION, method, uri(notification));
    boolean taken =
        hooks.later(peer.session(), () -> passed(about, notification).ifPresent(taker));
    if (!taken) {
      dropped(about, "too many messages wait for the client");
    }
  }

  /** A taker of notifications that belong to a call: the one given, behind the interceptors. */
  Consumer<Envelope> beside(ClientCall call, Server server, Consumer<Envelope> taker) {
    if (!hooks.wants(Direction.TO_CLIENT, Kind.NOTIFICATION)) {
      return taker;
    }
    Peer peer = Peer.of(call);
    return notification -> toClient(peer, server, notification, taker);
  }

  /** Waits until what was to go to the client of a call has gone there. */
  void flush(ClientCall call, Duration limit) throws InterruptedException {
    hooks.flush(call.session(), limit);
  }

  /** What becomes of a client's notification for a server; empty if an interceptor keeps it. */
  Optional<Envelope> toServer(Peer peer, Server server, Envelope notification)
      throws InterruptedException {
    String method = notification.method();
    if (!hooks.wants(Direction.TO_SERVER, Kind.NOTIFICATION, method)) {
      return Optional.of(notification);
    }
    var about =
        about(peer, server, Direction.TO_SERVER, Kind.NOTIFICATION, method, uri(notification));
    try {
      return Optional.of(hooks.pass(about, notification, LIMIT));
    } catch (RejectedException e) {
      dropped(about, e.reason());
      return Optional.empty();
    }
  }

  /** The way to ask the client of a call: the one given, behind the interceptors. */
  InputHandler questions(ClientCall call, Server server, InputHandler way) {
    if (!hooks.wants(Direction.TO_CLIENT, Kind.REQUEST)
        && !hooks.wants(Direction.TO_SERVER, Kind.ANSWER)) {
      return way;
    }
    Peer peer = Peer.of(call);
    return question -> ask(peer, server, question, way);
  }

  /** Asks a client what a server wants to know, and gives the server its answer, as far as interceptors let them pass. */
  void ask(Peer peer, Server server, InputRequest question, InputHandler way) {
    var about = about(peer, server, Direction.TO_CLIENT, Kind.REQUEST, question.method(), "");
    boolean asks = hooks.wants(Direction.TO_CLIENT, Kind.REQUEST, question.method());
    boolean answers = hooks.wants(Direction.TO_SERVER, Kind.ANSWER, question.method());
    if (!asks && !answers) {
      way.ask(question);
      return;
    }
    boolean taken = hooks.later(peer.session(), () -> {
      try {
        InputRequest passed = asks ? passed(about, question) : question;
        way.ask(answers ? behind(about.answer(), question, passed) : passed);
      } catch (RejectedException e) {
        question.answer(refusal(e));
      } catch (InterruptedException e) {
        question.answer(interrupted());
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("a client could not be asked");
        question.answer(
            new InputAnswer.Refused(Reply.INTERNAL_ERROR, "the client could not be asked"));
      }
    });
    if (!taken) {
      question.answer(full());
    }
  }

  private InputRequest passed(About about, InputRequest question) throws InterruptedException {
    byte[] given = question.params().orElse(new byte[0]);
    byte[] params = hooks.pass(about, given, false, LIMIT);
    return params.length == 0 ? question : question.with(params);
  }

  /** A question whose answers come to the one given only past the interceptors. */
  private InputRequest behind(About about, InputRequest question, InputRequest passed) {
    InputRequest asked = passed.apart();
    asked.onAnswer(answer -> {
      boolean taken =
          hooks.later(about.client().session(), () -> question.answer(passed(about, answer)));
      if (!taken) {
        question.answer(full());
      }
    });
    return asked;
  }

  private InputAnswer passed(About about, InputAnswer answer) {
    try {
      return switch (answer) {
        case InputAnswer.Result result ->
          new InputAnswer.Result(hooks.pass(about, result.json(), false, LIMIT));
        case InputAnswer.Refused refused ->
          new InputAnswer.Refused(
              refused.code(), message(hooks.pass(about, error(refused), true, LIMIT)));
      };
    } catch (RejectedException e) {
      return refusal(e);
    } catch (InterruptedException e) {
      return interrupted();
    }
  }

  private Optional<Envelope> passed(About about, Envelope notification) {
    try {
      return Optional.of(hooks.pass(about, notification, LIMIT));
    } catch (RejectedException e) {
      dropped(about, e.reason());
    } catch (InterruptedException e) {
      dropped(about, "interrupted");
    }
    return Optional.empty();
  }

  private static byte[] error(InputAnswer.Refused refused) {
    return ("{\"code\":" + refused.code() + ",\"message\":"
            + new String(JsonText.quote(refused.message()), UTF_8) + "}")
        .getBytes(UTF_8);
  }

  private static String message(byte[] error) {
    return JsonText.member(error, new Span(0, error.length), "message")
        .filter(span -> JsonText.isString(error, span))
        .map(span -> JsonText.decode(error, span))
        .orElse("the client refused");
  }

  private static InputAnswer refusal(RejectedException e) {
    return new InputAnswer.Refused(Reply.Refusal.because(e.code(), e.reason()).code(), e.reason());
  }

  private static InputAnswer interrupted() {
    return new InputAnswer.Refused(Reply.INTERNAL_ERROR, "the gateway was interrupted");
  }

  private static InputAnswer full() {
    return new InputAnswer.Refused(
        Reply.INTERNAL_ERROR, "too many messages wait for the client already");
  }

  private static void dropped(About about, String why) {
    LOG.atDebug()
        .addKeyValue("session", about.client().session())
        .addKeyValue("server", about.server())
        .addKeyValue("method", about.method())
        .addKeyValue("reason", why)
        .log("a notification was not passed on");
  }

  private static About about(
      Peer peer, Server server, Direction direction, Kind kind, String method, String target) {
    return new About(
        peer.context(), peer.client(), direction, kind, method, server.id(), server.name(), target);
  }

  /** What a notification is about; progress and log messages name nothing. */
  private static String uri(Envelope notification) {
    return notification.text(Member.URI).orElse("");
  }
}
