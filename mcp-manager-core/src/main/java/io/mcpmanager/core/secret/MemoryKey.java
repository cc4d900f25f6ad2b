package io.mcpmanager.core.secret;

import io.mcpmanager.spi.WritableKeySource;
import java.util.List;

/** Keys that are gone with the program. */
public final class MemoryKey implements WritableKeySource {

  private volatile List<byte[]> keys = List.of();

  @Override
  public List<byte[]> keys() {
    return keys.stream().map(byte[]::clone).toList();
  }

  @Override
  public void write(List<byte[]> newKeys) {
    keys = newKeys.stream().map(byte[]::clone).toList();
  }

  @Override
  public String description() {
    return "the memory of this program";
  }
}
