package io.mcpmanager.examples.demo;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** One subscription of revision 2026-07-28: a call that lasts, and whose messages are changes. */
final class Listen implements Changes.Listener {

  private static final int MAX_URIS = 1000;

  private final Call call;
  private final JsonObject about;
  private final JsonObject honoured;
  private final Set<String> uris;
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

  /** Held while the client is told what it will get, so that nothing comes before that. */
  private final ReentrantLock order = new ReentrantLock();

  Listen(Call call, JsonObject filter) throws RpcError {
    this.call = call;
    this.about = JsonObject.of(Modern.SUBSCRIPTION, call.id());
    var honouring = JsonObject.EMPTY;
    for (var kind : List.of("tools", "prompts", "resources")) {
      if (filter.value(kind + "ListChanged").filter(Boolean.TRUE::equals).isPresent()) {
        honouring = honouring.with(kind + "ListChanged", true);
      }
    }
    var wanted = filter.value("resourceSubscriptions").orElse(List.of());
    if (!(wanted instanceof List<?> list)
        || list.size() > MAX_URIS
        || !list.stream().allMatch(String.class::isInstance)) {
      throw RpcError.invalidParams(
          "'resourceSubscriptions' must be a list of at most " + MAX_URIS + " texts");
    }
    this.uris = list.stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
    this.honoured = list.isEmpty() ? honouring : honouring.with("resourceSubscriptions", list);
  }

  void begin(Changes changes) {
    order.lock();
    try {
      changes.add(this);
      tell("notifications/subscriptions/acknowledged", JsonObject.of("notifications", honoured));
    } finally {
      order.unlock();
    }
  }

  /** Waits until the server ends the subscription; that is the only result there can be. */
  JsonObject await() throws CancelledException {
    call.await(ended);
    return JsonObject.of("_meta", about);
  }

  @Override
  public void listChanged(String kind) {
    if (honoured.has(kind + "ListChanged")) {
      tellInOrder("notifications/" + kind + "/list_changed", JsonObject.EMPTY);
    }
  }

  @Override
  public void resourceUpdated(String uri) {
    if (uris.contains(uri)) {
      tellInOrder("notifications/resources/updated", JsonObject.of("uri", uri));
    }
  }

  @Override
  public void end() {
    ended.complete(true);
  }

  private void tellInOrder(String method, JsonObject params) {
    order.lock();
    try {
      tell(method, params);
    } finally {
      order.unlock();
    }
  }

  private void tell(String method, JsonObject params) {
    call.client().notify(method, params.with("_meta", about));
  }
}
