package io.mcpmanager.core.gateway;

import io.mcpmanager.api.access.Principal;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.lifecycle.LastWords;
import io.mcpmanager.core.lifecycle.Life;
import io.mcpmanager.core.lifecycle.Sibling;
import io.mcpmanager.spi.Instance;
import java.util.concurrent.atomic.AtomicBoolean;

/** The first life of a server; its last words are what a test lets it say. */
class FakeLife implements Life {

  private final ServerId id;
  private final ServerDefinition definition;
  private final Instance instance;
  volatile LastWords lastWords = LastWords.NONE;
  volatile Launcher siblings = elder -> {
    throw new McpManagerException(ErrorCode.LAUNCH_FAILED, "there is only one");
  };

  /** Launches further instances. */
  @FunctionalInterface
  interface Launcher {
    Sibling launch(Life elder) throws InterruptedException;
  }

  FakeLife(ServerId id, ServerDefinition definition, Instance instance) {
    this.id = id;
    this.definition = definition;
    this.instance = instance;
  }

  @Override
  public ServerId id() {
    return id;
  }

  @Override
  public ServerDefinition definition() {
    return definition;
  }

  @Override
  public long generation() {
    return 1;
  }

  @Override
  public Instance instance() {
    return instance;
  }

  @Override
  public void listing() {
    // nobody watches the time here
  }

  @Override
  public Sibling launchSibling(Principal client) throws InterruptedException {
    return siblings.launch(this);
  }

  @Override
  public LastWords lastWords() {
    return lastWords;
  }

  /** One more instance of the same server. */
  static final class FakeSibling extends FakeLife implements Sibling {

    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    FakeSibling(ServerId id, ServerDefinition definition, Instance instance, Runnable onClose) {
      super(id, definition, instance);
      this.onClose = onClose;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        onClose.run();
        instance().channel().close();
      }
    }
  }
}
