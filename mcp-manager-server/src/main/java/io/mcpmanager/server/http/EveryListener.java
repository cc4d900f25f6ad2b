package io.mcpmanager.server.http;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.List;

/** Several listeners as one, for the web server (4.3.1) tells none of them if it is given more than one. */
record EveryListener(List<Http1ConnectionListener> listeners) implements Http1ConnectionListener {

  EveryListener {
    listeners = List.copyOf(listeners);
  }

  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    listeners.forEach(one -> one.prologue(connection, prologue));
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    listeners.forEach(one -> one.headers(connection, headers));
  }
}
