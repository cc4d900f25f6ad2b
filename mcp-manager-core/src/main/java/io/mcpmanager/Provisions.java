package io.mcpmanager;

import io.mcpmanager.core.process.StdioChannels;
import io.mcpmanager.core.remote.HttpChannels;
import io.mcpmanager.spi.Channels;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.MessageChannel;
import io.mcpmanager.spi.RuntimeContext;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;

/**
 * What the manager provides to runtimes.
 *
 * @param clock the source of time
 * @param stdio makes channels over streams
 * @param http makes channels over HTTP
 * @param look has the manager look for servers that are to run and do not
 */
record Provisions(ManagerClock clock, StdioChannels stdio, HttpChannels http, Runnable look)
    implements RuntimeContext, Channels {

  @Override
  public Channels channels() {
    return this;
  }

  @Override
  public void available() {
    look.run();
  }

  @Override
  public MessageChannel stdio(
      String name, InputStream fromServer, OutputStream toServer, InstanceListener listener) {
    return stdio.over(name, fromServer, toServer, listener);
  }

  @Override
  public MessageChannel http(URI endpoint) {
    return http.whenReady(endpoint);
  }
}
