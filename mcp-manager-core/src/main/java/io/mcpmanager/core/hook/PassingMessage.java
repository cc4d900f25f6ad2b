package io.mcpmanager.core.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.mcp.Json;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.spi.GatewayMessage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message as interceptors see it. Its payload stays where it is until somebody asks for it. */
final class PassingMessage implements GatewayMessage {

  private final About about;
  private final byte[] bytes;
  private final @Nullable Span span;
  private final @Nullable Envelope envelope;
  private final boolean isError;

  private PassingMessage(
      About about,
      byte[] bytes,
      @Nullable Span span,
      @Nullable Envelope envelope,
      boolean isError) {
    this.about = about;
    this.bytes = bytes;
    this.span = span;
    this.envelope = envelope;
    this.isError = isError;
  }

  /** A whole message. */
  static PassingMessage of(About about, Envelope message) {
    Span span = message
        .span(KeptMembers.payloadOf(message))
        .filter(found -> message.bytes()[found.start()] != 'n') // stands for no params
        .orElse(null);
    boolean isError = message.kind() == Envelope.Kind.ERROR_RESPONSE;
    return new PassingMessage(about, message.bytes(), span, message, isError);
  }

  /** A payload by itself; there is none if it is empty. */
  static PassingMessage of(About about, byte[] payload, boolean isError) {
    Span span = payload.length == 0 ? null : new Span(0, payload.length);
    return new PassingMessage(about, payload, span, null, isError);
  }

  /**
   * The same message with another payload.
   *
   * @throws IllegalArgumentException if that changes what must stay
   */
  PassingMessage with(byte[] payload) {
    return envelope == null
        ? of(about, payload, isError)
        : of(about, KeptMembers.replace(envelope, payload));
  }

  /** The whole message, if it is one. */
  Envelope envelope() {
    if (envelope == null) {
      throw new IllegalStateException("this is a payload by itself");
    }
    return envelope;
  }

  /** The array that holds the payload. */
  byte[] bytes() {
    return bytes;
  }

  @Override
  public CallContext context() {
    return about.context();
  }

  @Override
  public Client client() {
    return about.client();
  }

  @Override
  public Direction direction() {
    return about.direction();
  }

  @Override
  public Kind kind() {
    return about.kind();
  }

  @Override
  public String method() {
    return about.method();
  }

  @Override
  public Optional<ServerId> serverId() {
    return Optional.ofNullable(about.serverId());
  }

  @Override
  public String server() {
    return about.server();
  }

  @Override
  public String target() {
    return about.target();
  }

  @Override
  public boolean isError() {
    return isError;
  }

  @Override
  public int size() {
    return span == null ? 0 : span.length();
  }

  @Override
  public byte[] payload() {
    return span == null ? new byte[0] : span.copyFrom(bytes);
  }

  @Override
  public Optional<Json> json(String... path) {
    return find(path)
        .map(found -> Json.of(new String(bytes, found.start(), found.length(), UTF_8)));
  }

  @Override
  public Optional<String> text(String... path) {
    return find(path)
        .filter(found -> JsonText.isString(bytes, found))
        .map(found -> JsonText.decode(bytes, found));
  }

  private Optional<Span> find(String... path) {
    Optional<Span> found = Optional.ofNullable(span);
    for (String key : path) {
      found = found.flatMap(object -> JsonText.member(bytes, object, key));
    }
    return found;
  }

  /** Says nothing of the payload. */
  @Override
  public String toString() {
    return kind() + " " + direction() + " " + method() + " of " + size() + " bytes";
  }
}
