package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

final class SplicePropertyTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Property
  void givenAnyBytes_whenARangeIsReplaced_thenTheOthersAreKept(
      @ForAll byte[] message,
      @ForAll byte[] with,
      @ForAll @IntRange(max = 1000) int a,
      @ForAll @IntRange(max = 1000) int b) {
    int start = Math.min(a, b) % (message.length + 1);
    int end = start + Math.max(a, b) % (message.length - start + 1);

    byte[] out = Splice.of(message).replace(new Span(start, end), with).apply();

    assertThat(Arrays.copyOf(out, start)).isEqualTo(Arrays.copyOf(message, start));
    assertThat(Arrays.copyOfRange(out, start, start + with.length)).isEqualTo(with);
    assertThat(Arrays.copyOfRange(out, start + with.length, out.length))
        .isEqualTo(Arrays.copyOfRange(message, end, message.length));
  }

  @Property
  void givenObject_whenMembersArePutAndRemoved_thenATreeEditedAlikeIsEqual(
      @ForAll("objects") Map<String, Integer> before,
      @ForAll("objects") Map<String, Integer> put,
      @ForAll("keys") Set<String> remove)
      throws IOException {
    byte[] message = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(before);
    var expected = (ObjectNode) MAPPER.readTree(message);
    var splice = Splice.of(message);
    var object = new Span(0, message.length);
    put.forEach((key, value) -> {
      splice.put(object, key, value.toString().getBytes(UTF_8));
      expected.put(key, value);
    });
    remove.forEach(key -> {
      splice.remove(object, key);
      expected.remove(key);
    });

    byte[] out = splice.apply();

    JsonText.check(out);
    assertThat(MAPPER.readTree(out)).isEqualTo(expected);
  }

  @Provide
  Arbitrary<Map<String, Integer>> objects() {
    return Arbitraries.maps(key(), Arbitraries.integers()).ofMaxSize(6);
  }

  @Provide
  Arbitrary<Set<String>> keys() {
    return key().set().ofMaxSize(6);
  }

  private static Arbitrary<String> key() {
    return Arbitraries.of("a", "b", "c\"", "d", "é", "f\n", "g", "");
  }
}
