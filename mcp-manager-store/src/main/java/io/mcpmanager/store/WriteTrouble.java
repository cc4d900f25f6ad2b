package io.mcpmanager.store;

import io.mcpmanager.api.error.StoreException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether writing works, and why not. Says in the log when trouble begins and when it ends, at most once in a while:
 * every write that fails tells its caller anyway. Written by one thread.
 */
final class WriteTrouble {

  private static final Logger LOG = LoggerFactory.getLogger(WriteTrouble.class);
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  private volatile @Nullable StoreException present;
  private long begunAt;
  private long saidAt = System.nanoTime() - QUIET_NANOS;
  private boolean said;
  private int failures;

  @Nullable
  StoreException present() {
    return present;
  }

  void failed(StoreException cause) {
    failures++;
    if (present == null) {
      begunAt = System.nanoTime();
      said = begunAt - saidAt >= QUIET_NANOS;
      if (said) {
        saidAt = begunAt;
        LOG.atWarn()
            .addKeyValue("code", cause.code())
            .addKeyValue("reason", cause.getMessage())
            .log("the store can't be written; it is tried again until it can");
      }
    }
    present = cause;
  }

  void succeeded() {
    if (present == null) {
      return;
    }
    present = null;
    if (said) {
      LOG.atWarn()
          .addKeyValue("failures", failures)
          .addKeyValue("after", Duration.ofNanos(System.nanoTime() - begunAt).toSeconds() + " s")
          .log("the store can be written again");
    }
    failures = 0;
  }
}
