package io.mcpmanager.docker.egress;

import java.io.Closeable;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what nobody needs any more. */
final class Sockets {

  private static final Logger log = LoggerFactory.getLogger(Sockets.class);

  static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      log.atDebug().setCause(e).log("a socket could not be closed");
    }
  }

  private Sockets() {}
}
