package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpmanager.testkit.ManualClock;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class StateSealPropertyTest {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final Duration LIFE = Duration.ofMinutes(10);

  private final ManualClock clock = new ManualClock();
  private final StateSeal seal = new StateSeal(clock);

  @Property
  void givenState_whenOpenedForTheSame_thenItIsWhatWasSealed(
      @ForAll @Size(max = 200) byte[] content, @ForAll @Size(max = 40) byte[] binding) {
    assertThat(seal.open(seal.seal(content, binding, LIFE), binding)).hasValue(content);
  }

  @Property
  void givenState_whenAnyCharacterIsAnother_thenItIsRefused(
      @ForAll @Size(max = 60) byte[] content,
      @ForAll @IntRange(max = 1_000) int place,
      @ForAll @IntRange(max = 63) int with) {
    String state = seal.seal(content, new byte[0], LIFE);
    int at = place % state.length();
    String changed = state.substring(0, at) + ALPHABET.charAt(with) + state.substring(at + 1);

    assertThat(seal.open(changed, new byte[0]).isPresent()).isEqualTo(changed.equals(state));
  }

  @Property
  void givenState_whenCutOrLonger_thenItIsRefused(
      @ForAll @Size(max = 60) byte[] content, @ForAll @IntRange(min = 1, max = 200) int cut) {
    String state = seal.seal(content, new byte[0], LIFE);

    assertThat(seal.open(state.substring(0, Math.max(0, state.length() - cut)), new byte[0]))
        .isEmpty();
    assertThat(seal.open(state + "A".repeat(cut), new byte[0])).isEmpty();
    assertThat(seal.open(state + "=", new byte[0])).isEmpty();
  }

  @Property
  void givenState_whenOpenedForAnother_thenItIsRefused(
      @ForAll @Size(max = 60) byte[] content,
      @ForAll @Size(max = 40) byte[] binding,
      @ForAll @Size(max = 40) byte[] other) {
    String state = seal.seal(content, binding, LIFE);

    assertThat(seal.open(state, other).isPresent()).isEqualTo(Arrays.equals(binding, other));
  }

  @Property(tries = 50)
  void givenState_whenItsTimeIsOver_thenItIsRefused(
      @ForAll @IntRange(max = 1_200_000) int milliseconds) {
    String state = seal.seal("x".getBytes(UTF_8), new byte[0], LIFE);
    clock.advance(Duration.ofMillis(milliseconds));

    assertThat(seal.open(state, new byte[0]).isPresent()).isEqualTo(milliseconds < LIFE.toMillis());
  }

  @Property(tries = 20)
  void givenStateOfAnotherManager_whenOpened_thenItIsRefused(@ForAll @Size(max = 60) byte[] text) {
    assertThat(seal.open(new StateSeal(clock).seal(text, new byte[0], LIFE), new byte[0]))
        .isEmpty();
  }

  @Property
  void givenAnything_whenOpened_thenItIsRefused(@ForAll String text) {
    assertThat(seal.open(text, new byte[0])).isEmpty();
  }
}
