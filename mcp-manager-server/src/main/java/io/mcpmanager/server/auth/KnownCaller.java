package io.mcpmanager.server.auth;

import io.helidon.http.Header;
import io.mcpmanager.api.access.Authentication;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.access.Identity;
import io.mcpmanager.server.http.Caller;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Somebody who presented a valid credential. */
public final class KnownCaller implements Caller {

  private final CallContext context;
  private final Identity identity;
  private final Optional<Authentication.SignedIn> session;
  private final String sessionToken;
  private final List<Header> answerHeaders;
  private final Presented presented;
  private final Consumer<KnownCaller> left;
  private volatile @Nullable Runnable end;

  /** A credential that was presented, and whether it still allows what it allowed. Equal if it is the same one. */
  interface Presented {

    boolean holds();
  }

  KnownCaller(
      CallContext context,
      Credential credential,
      List<Header> answerHeaders,
      Presented presented,
      Consumer<KnownCaller> left) {
    this.context = context;
    this.identity = credential.identity();
    this.session = credential.session();
    this.sessionToken = credential.sessionToken();
    this.answerHeaders = List.copyOf(answerHeaders);
    this.presented = presented;
    this.left = left;
  }

  @Override
  public CallContext context() {
    return context;
  }

  /** Who they are. */
  public Identity identity() {
    return identity;
  }

  /** Their session, if that is what they presented. */
  public Optional<Authentication.SignedIn> session() {
    return session;
  }

  /** The secret of their session; empty if they presented something else. */
  public String sessionToken() {
    return sessionToken;
  }

  @Override
  public List<Header> answerHeaders() {
    return answerHeaders;
  }

  @Override
  public void onEnd(Runnable newEnd) {
    end = newEnd;
  }

  @Override
  public void close() {
    left.accept(this);
  }

  Presented presented() {
    return presented;
  }

  void end() {
    Runnable asked = end;
    if (asked != null) {
      Thread.ofVirtual().name("credential-end").start(asked);
    }
  }
}
