package io.mcpmanager.core.gateway;

import io.mcpmanager.api.log.LogLevel;
import io.mcpmanager.api.log.LogStream;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.catalog.CatalogRefresher;
import io.mcpmanager.core.protocol.UpstreamListener;
import io.mcpmanager.core.wire.Envelope;

/** Hears what one server says of its own accord on the connection that clients share. */
final class SharedEar implements UpstreamListener {

  private final ServerId id;
  private final LogAppender logs;
  private final LogRouter logRouter;
  private final Subscriptions subscriptions;
  private final CatalogRefresher refresher;
  private volatile boolean heardChange;

  SharedEar(
      ServerId id,
      LogAppender logs,
      LogRouter logRouter,
      Subscriptions subscriptions,
      CatalogRefresher refresher) {
    this.id = id;
    this.logs = logs;
    this.logRouter = logRouter;
    this.subscriptions = subscriptions;
    this.refresher = refresher;
  }

  /** Whether a list has changed since. */
  boolean heardChange() {
    return heardChange;
  }

  @Override
  public void onNotification(Envelope notification) {
    switch (notification.method()) {
      case "notifications/tools/list_changed",
          "notifications/prompts/list_changed",
          "notifications/resources/list_changed" -> {
        heardChange = true;
        refresher.soon(id);
      }
      case "notifications/message" -> logRouter.take(id, notification);
      case "notifications/resources/updated" ->
        subscriptions.updated(Subscriptions.Source.shared(id), notification);
      default -> {
        // for one client only, and there is no telling which
      }
    }
  }

  @Override
  public void onIrregular(String what, long count) {
    logs.append(id, LogStream.MANAGER, LogLevel.WARNING, irregular(what, count));
  }

  /** How the server's log tells of what a server must not do. */
  static String irregular(String what, long count) {
    return count == 1 ? what : what + " (" + count + " irregular messages so far)";
  }
}
