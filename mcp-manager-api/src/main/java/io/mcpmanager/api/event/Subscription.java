package io.mcpmanager.api.event;

/** A running subscription. Closing it is idempotent; once {@link #close} returned, no further event is handed over. */
public interface Subscription extends AutoCloseable {

  @Override
  void close();
}
