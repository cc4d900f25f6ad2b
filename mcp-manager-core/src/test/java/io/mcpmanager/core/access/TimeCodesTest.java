package io.mcpmanager.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TimeCodesTest {

  /** The secret and the times of RFC 6238, appendix B; the last six digits of its codes. */
  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  private final TimeCodes codes = new TimeCodes(new SecureRandom());

  private long step(String code, long seconds, long lastStep) {
    return codes.step(SECRET, code, Instant.ofEpochSecond(seconds), lastStep).orElse(-1);
  }

  @Test
  void givenTheExamplesOfTheSpecification_whenChecked_thenTheyAreRight() {
    assertThat(step("287082", 59, 0)).isEqualTo(1);
    assertThat(step("081804", 1_111_111_109, 0)).isEqualTo(37_037_036);
    assertThat(step("050471", 1_111_111_111, 0)).isEqualTo(37_037_037);
    assertThat(step("005924", 1_234_567_890, 0)).isEqualTo(41_152_263);
    assertThat(step("279037", 2_000_000_000, 0)).isEqualTo(66_666_666);
  }

  @Test
  void givenClockThatIsALittleOff_whenChecked_thenTheCodesBesideAreTakenAndNoOthers() {
    assertThat(step("279037", 2_000_000_000 - 30, 0)).isEqualTo(66_666_666);
    assertThat(step("279037", 2_000_000_000 + 30, 0)).isEqualTo(66_666_666);
    assertThat(step("279037", 2_000_000_000 - 60, 0)).isEqualTo(-1);
    assertThat(step("279037", 2_000_000_000 + 60, 0)).isEqualTo(-1);
  }

  @Test
  void givenCodeOfAStepThatWasUsed_whenChecked_thenRefusedAndSoAreEarlierOnes() {
    assertThat(step("279037", 2_000_000_000, 66_666_666)).isEqualTo(-1);
    assertThat(step("279037", 2_000_000_000, 66_666_667)).isEqualTo(-1);
    assertThat(step("279037", 2_000_000_000, 66_666_665)).isEqualTo(66_666_666);
  }

  @Test
  void givenSomethingElse_whenChecked_thenRefused() {
    for (String wrong : new String[] {"", "27903", "2790370", "279 037", "abcdef", "२७९०३७"}) {
      assertThat(step(wrong, 2_000_000_000, 0)).isEqualTo(-1);
    }
  }

  @Test
  void givenBytes_whenWrittenInBase32_thenAsTheSpecificationSays() {
    assertThat(Base32.of("f".getBytes(StandardCharsets.US_ASCII))).isEqualTo("MY");
    assertThat(Base32.of("foob".getBytes(StandardCharsets.US_ASCII))).isEqualTo("MZXW6YQ");
    assertThat(Base32.of("foobar".getBytes(StandardCharsets.US_ASCII))).isEqualTo("MZXW6YTBOI");
    assertThat(Base32.of(new byte[0])).isEmpty();
  }
}
