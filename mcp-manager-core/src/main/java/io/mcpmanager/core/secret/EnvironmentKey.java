package io.mcpmanager.core.secret;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.KeySource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Keys in a variable of the environment. */
public final class EnvironmentKey implements KeySource {

  private final String value;
  private final String variable;

  /** The present value of one variable. */
  public EnvironmentKey(Map<String, String> environment, String variable) {
    this.value = environment.getOrDefault(variable, "");
    this.variable = variable;
  }

  @Override
  public List<byte[]> keys() {
    if (value.isBlank()) {
      throw new McpManagerException(
          ErrorCode.KEY_UNAVAILABLE, "the " + description() + " is not set");
    }
    return Arrays.stream(value.split(",", -1))
        .map(one -> KeyText.parse(one.strip(), "the " + description()))
        .toList();
  }

  @Override
  public String description() {
    return "environment variable " + variable;
  }
}
