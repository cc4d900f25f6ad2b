package io.mcpmanager.core.translation;

import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;

/** What peers offer each other. Tasks of 2025-11-25 are offered to nobody, as the gateway does not carry them. */
final class Capabilities {

  static byte[] ofClient(byte[] capabilities, Pair pair) {
    Span whole = Bytes.whole(capabilities);
    var splice = Splice.of(capabilities);
    if (pair.client().hasHandshake()) {
      splice.remove(whole, "tasks");
    }
    if (pair.legacyClientOfModernServer()) {
      Bytes.object(capabilities, whole, "roots")
          .ifPresent(roots -> splice.replace(roots, Bytes.EMPTY_OBJECT));
      Bytes.object(capabilities, whole, "elicitation")
          .filter(modes -> isEmpty(capabilities, modes))
          .ifPresent(modes -> splice.replace(modes, Bytes.of("{\"form\":{}}")));
    } else if (pair.modernClientOfLegacyServer()) {
      splice.remove(whole, "extensions");
    }
    return splice.apply();
  }

  static byte[] ofServer(byte[] capabilities, Pair pair) {
    Span whole = Bytes.whole(capabilities);
    var splice = Splice.of(capabilities);
    if (pair.server().hasHandshake()) {
      splice.remove(whole, "tasks");
    } else if (pair.client().hasHandshake()) {
      splice.remove(whole, "extensions");
    }
    return splice.apply();
  }

  /** Whether the client names no way of asking its users, which means by form. */
  private static boolean isEmpty(byte[] capabilities, Span modes) {
    return Bytes.text(capabilities, new Span(modes.start() + 1, modes.end() - 1))
        .isBlank();
  }

  private Capabilities() {}
}
