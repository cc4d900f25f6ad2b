package io.mcpmanager.core.hook;

import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import io.mcpmanager.core.wire.Splice;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Gives messages another payload that leaves alone what the gateway has decided by already. */
final class KeptMembers {

  private static final List<Member> KEPT = List.of(
      Member.NAME,
      Member.URI,
      Member.REF_TYPE,
      Member.REF_NAME,
      Member.REF_URI,
      Member.META_PROGRESS_TOKEN,
      Member.META_PROTOCOL_VERSION,
      Member.META_CLIENT_CAPABILITIES,
      Member.META_LOG_LEVEL,
      Member.REQUEST_STATE,
      Member.REQUEST_ID,
      Member.PROGRESS_TOKEN,
      Member.LEVEL,
      Member.TASK,
      Member.RESULT_TYPE,
      Member.ERROR_CODE);

  /** Where the payload of a message is. */
  static Member payloadOf(Envelope message) {
    return switch (message.kind()) {
      case RESPONSE -> Member.RESULT;
      case ERROR_RESPONSE -> Member.ERROR;
      default -> Member.PARAMS;
    };
  }

  /**
   * The message with another payload.
   *
   * @param payload an object
   * @throws IllegalArgumentException if it changes what must stay; names that, but no value
   */
  static Envelope replace(Envelope message, byte[] payload) {
    Span whole = message.span(Member.MESSAGE).orElseThrow();
    var splice = Splice.of(message);
    Optional<Span> present = message.span(payloadOf(message));
    if (present.isPresent()) {
      splice.replace(present.get(), payload);
    } else {
      splice.put(whole, "params", payload);
    }
    Envelope replaced = Envelope.read(splice.apply(whole));
    if (replaced.kind() != message.kind()) {
      throw new IllegalArgumentException(
          "the message would be none any more: " + replaced.problem().orElse("another kind"));
    }
    for (Member member : KEPT) {
      if (!Arrays.equals(bytes(message, member), bytes(replaced, member))) {
        throw new IllegalArgumentException(member.path() + " must stay as it is");
      }
    }
    return replaced;
  }

  private static byte[] bytes(Envelope message, Member member) {
    return message.span(member).map(span -> span.copyFrom(message.bytes())).orElse(new byte[0]);
  }

  private KeptMembers() {}
}
