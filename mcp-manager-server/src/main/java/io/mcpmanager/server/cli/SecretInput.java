package io.mcpmanager.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;

/** Asks for a secret, or reads it from what is piped in: never from an argument, which other programs could read. */
final class SecretInput {

  private static final int MAX_BYTES = 1 << 20;

  /** The secret, without a line break at its end. */
  static String read(String prompt) {
    Console console = ProgressBar.isTerminal() ? System.console() : null;
    if (console != null) {
      char[] typed = console.readPassword("%s: ", prompt);
      return typed == null ? "" : new String(typed);
    }
    return read(System.in);
  }

  static String read(InputStream in) {
    try {
      byte[] bytes = in.readNBytes(MAX_BYTES);
      return new String(bytes, UTF_8).replaceFirst("\\r?\\n$", "");
    } catch (IOException broken) {
      throw new McpManagerException(
          ErrorCode.MALFORMED_INPUT, "standard input can't be read", broken);
    }
  }

  private SecretInput() {}
}
