package io.mcpmanager.core.wire;

import io.mcpmanager.core.wire.Member.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of one JSON-RPC message to route it: its kind, its id, its method, and where
 * in its bytes the parts lie. The whole message is checked to be JSON; the payload is not parsed.
 *
 * <p>Never throws for a bad message: that is kind {@link Kind#INVALID}, with a {@link #problem()}.
 * Immutable as long as nobody writes to the bytes it was read from.
 */
public final class Envelope {

  /** What a message is. */
  public enum Kind {
    REQUEST,
    NOTIFICATION,
    /** An answer with a result. */
    RESPONSE,
    /** An answer with an error; it has no id if the peer could not read ours. */
    ERROR_RESPONSE,
    /** An array of messages, to be read one by one from {@link Envelope#elements()}. */
    BATCH,
    INVALID
  }

  /** Most messages accepted in one batch. */
  public static final int MAX_BATCH = 1_000;

  private final byte[] bytes;
  private final int[] places = new int[2 * Member.values().length];
  private Kind kind = Kind.INVALID;
  private @Nullable RequestId id;
  private @Nullable String method;
  private @Nullable String problem;
  private boolean json;
  private List<Span> elements = List.of();

  private Envelope(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Reads a message that fills the array. */
  public static Envelope read(byte[] message) {
    return read(message, new Span(0, message.length));
  }

  /** Reads a message that is a part of the array, such as an element of a batch. */
  public static Envelope read(byte[] bytes, Span part) {
    var envelope = new Envelope(bytes);
    try {
      envelope.scan(part);
    } catch (JsonSyntaxException e) {
      envelope.json = false;
      envelope.problem = e.getMessage();
    }
    if (envelope.json && envelope.problem == null) {
      envelope.classify();
    }
    if (envelope.problem != null) {
      envelope.kind = Kind.INVALID;
      envelope.elements = List.of();
    }
    return envelope;
  }

  public Kind kind() {
    return kind;
  }

  /** The bytes this was read from; not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** The message's id; of an invalid message too, if it is JSON and its id is a good one. */
  public Optional<RequestId> id() {
    return Optional.ofNullable(id);
  }

  /**
   * The method of a request or a notification.
   *
   * @throws IllegalStateException if the message has none
   */
  public String method() {
    if (method == null) {
      throw new IllegalStateException("a message of kind " + kind + " has no method");
    }
    return method;
  }

  public boolean has(Member member) {
    return places[member.place() + 1] != 0;
  }

  /** Where the member's value lies. */
  public Optional<Span> span(Member member) {
    return has(member) ? Optional.of(at(member)) : Optional.empty();
  }

  /** The member's value, if it is a string. */
  public Optional<String> text(Member member) {
    return span(member)
        .filter(span -> JsonText.isString(bytes, span))
        .map(span -> JsonText.decode(bytes, span));
  }

  /** The member's value, if it is a string or an integer: an id or a progress token. */
  public Optional<RequestId> token(Member member) {
    return span(member).flatMap(span -> RequestId.read(bytes, span));
  }

  /** The messages of a batch, each to be given to {@link #read(byte[], Span)}; else empty. */
  public List<Span> elements() {
    return elements;
  }

  /** What is wrong with an invalid message; the text quotes none of its strings. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Whether the bytes are JSON at all; if not, JSON-RPC asks for error -32700, else -32600. */
  public boolean isJson() {
    return json;
  }

  private Span at(Member member) {
    int place = member.place();
    return new Span(places[place], places[place + 1]);
  }

  private void scan(Span part) {
    var scanner = new JsonScanner(bytes, part.end());
    int start = scanner.whitespace(part.start());
    int end =
        switch (scanner.peek(start)) {
          case '{' -> members(scanner, start, 1, Scope.MESSAGE);
          case '[' -> batch(scanner, start);
          default -> {
            refuse("a message must be an object");
            yield scanner.value(start, 0);
          }
        };
    scanner.finish(end);
    remember(Member.MESSAGE, start, end);
    json = true;
  }

  private int members(JsonScanner scanner, int start, int depth, Scope scope) {
    int i = scanner.whitespace(start + 1);
    if (scanner.peek(i) == '}') {
      return i + 1;
    }
    while (true) {
      int keyEnd = scanner.string(i);
      Member member = Member.find(scope, bytes, i + 1, keyEnd - 1);
      i = scanner.colon(keyEnd);
      if (member == null) {
        i = scanner.value(i, depth);
      } else {
        int value = i;
        boolean open = member.inner() != Scope.NONE && scanner.peek(i) == '{';
        i = open ? members(scanner, i, depth + 1, member.inner()) : scanner.value(i, depth);
        remember(member, value, i);
      }
      i = scanner.whitespace(i);
      byte next = scanner.peek(i);
      if (next == '}') {
        return i + 1;
      }
      if (next != ',') {
        throw scanner.unexpected(i, "',' or '}'");
      }
      i = scanner.whitespace(i + 1);
    }
  }

  private int batch(JsonScanner scanner, int start) {
    elements = new ArrayList<>();
    var cursor = new ArrayCursor(scanner, start);
    while (cursor.next()) {
      if (elements.size() < MAX_BATCH) {
        elements.add(cursor.element());
      } else {
        refuse("a batch must have at most " + MAX_BATCH + " messages");
      }
    }
    if (elements.isEmpty()) {
      refuse("a batch must not be empty");
    }
    return cursor.end();
  }

  private void remember(Member member, int start, int end) {
    if (has(member)) {
      refuse(member.path() + " must not be given twice");
      return;
    }
    places[member.place()] = start;
    places[member.place() + 1] = end;
  }

  private void classify() {
    if (bytes[at(Member.MESSAGE).start()] == '[') {
      kind = Kind.BATCH;
      return;
    }
    boolean idMissing = !has(Member.ID) || bytes[at(Member.ID).start()] == 'n';
    id = token(Member.ID).orElse(null);
    boolean call = has(Member.METHOD);
    boolean answer = has(Member.RESULT) || has(Member.ERROR);
    if (!text(Member.JSONRPC).filter("2.0"::equals).isPresent()) {
      refuse("jsonrpc must be \"2.0\"");
    } else if (id == null && !idMissing) {
      refuse("id must be a string or an integer of 64 bits");
    } else if (call && answer) {
      refuse("a message must not have both method and " + (has(Member.ERROR) ? "error" : "result"));
    } else if (call) {
      classifyCall();
    } else if (has(Member.RESULT) && has(Member.ERROR)) {
      refuse("an answer must not have both result and error");
    } else if (has(Member.ERROR)) {
      kind = Kind.ERROR_RESPONSE;
      if (!JsonText.isObject(bytes, at(Member.ERROR))) {
        refuse("error must be an object");
      }
    } else if (has(Member.RESULT)) {
      kind = Kind.RESPONSE;
      if (idMissing) {
        refuse("a result must have an id that is not null");
      }
    } else {
      refuse("a message must have method, result or error");
    }
  }

  private void classifyCall() {
    method = text(Member.METHOD).orElse(null);
    kind = has(Member.ID) ? Kind.REQUEST : Kind.NOTIFICATION;
    if (method == null) {
      refuse("method must be a string");
    } else if (has(Member.ID) && id == null) {
      refuse("a request's id must not be null");
    } else if (has(Member.PARAMS)
        && !JsonText.isObject(bytes, at(Member.PARAMS))
        && bytes[at(Member.PARAMS).start()] != 'n') {
      refuse("params must be an object");
    }
  }

  private void refuse(String reason) {
    if (problem == null) {
      problem = reason;
    }
  }
}
