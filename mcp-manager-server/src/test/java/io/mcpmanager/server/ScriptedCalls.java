package io.mcpmanager.server;

import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.event.Subscription;
import io.mcpmanager.api.gateway.CallRecord;
import io.mcpmanager.api.gateway.Calls;
import io.mcpmanager.api.server.ServerId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls that a test says have happened. */
public final class ScriptedCalls implements Calls {

  private final List<CallRecord> calls = new CopyOnWriteArrayList<>();
  private final List<Consumer<CallRecord>> listeners = new CopyOnWriteArrayList<>();

  public void happened(CallRecord call) {
    calls.addFirst(call);
    listeners.forEach(listener -> listener.accept(call));
  }

  @Override
  public List<CallRecord> latest(CallContext context, @Nullable ServerId server, int limit) {
    return calls.stream()
        .filter(call -> server == null || call.serverId().equals(server))
        .limit(limit)
        .toList();
  }

  @Override
  public Subscription onCall(CallContext context, Consumer<CallRecord> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
