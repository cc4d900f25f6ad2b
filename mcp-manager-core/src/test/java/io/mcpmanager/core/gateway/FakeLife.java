package io.mcpmanager.core.gateway;

import io.mcpmanager.api.server.ServerDefinition;
import io.mcpmanager.api.server.ServerId;
import io.mcpmanager.core.lifecycle.LastWords;
import io.mcpmanager.core.lifecycle.Life;
import io.mcpmanager.spi.Instance;

/** The first life of a server; its last words are what a test lets it say. */
final class FakeLife implements Life {

  private final ServerId id;
  private final ServerDefinition definition;
  private final Instance instance;
  volatile LastWords lastWords = LastWords.NONE;

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
  public LastWords lastWords() {
    return lastWords;
  }
}
