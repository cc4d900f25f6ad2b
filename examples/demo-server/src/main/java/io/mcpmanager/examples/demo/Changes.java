package io.mcpmanager.examples.demo;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells those who want to know that something is not as it was. */
final class Changes {

  /** One client's wish to be told. */
  interface Listener {

    /** The list of {@code kind}, which is tools, prompts or resources, has changed. */
    void listChanged(String kind);

    void resourceUpdated(String uri);

    /** There will be no more; clients that can be told are told. */
    void end();
  }

  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

  void add(Listener listener) {
    listeners.add(listener);
  }

  void remove(Listener listener) {
    listeners.remove(listener);
  }

  void listChanged(String kind) {
    listeners.forEach(listener -> listener.listChanged(kind));
  }

  void resourceUpdated(String uri) {
    listeners.forEach(listener -> listener.resourceUpdated(uri));
  }

  void end() {
    listeners.forEach(Listener::end);
  }
}
