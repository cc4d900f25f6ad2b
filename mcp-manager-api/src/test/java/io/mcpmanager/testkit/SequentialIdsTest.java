package io.mcpmanager.testkit;

import io.mcpmanager.spi.IdSource;

final class SequentialIdsTest extends IdSourceContract {

  @Override
  protected IdSource open() {
    return new SequentialIds();
  }
}
