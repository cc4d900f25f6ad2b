package io.mcpmanager.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WordScanTest {

  @Test
  void givenAnyByteAtAnyPlace_whenPlainTextIsScanned_thenItEndsAtTheFirstThatIsNot() {
    for (int value = 0; value < 256; value++) {
      for (int place = 0; place < 20; place++) {
        byte[] bytes = new byte[20];
        Arrays.fill(bytes, (byte) 'x');
        bytes[place] = (byte) value;

        assertThat(WordScan.endOfPlainText(bytes, 0, 20))
            .as("byte %d at %d", value, place)
            .isEqualTo(isPlain(bytes[place]) ? 20 : place);
      }
    }
  }

  @Test
  void givenAnyBytes_whenPlainTextIsScanned_thenItEndsAtTheFirstThatIsNot() {
    var random = new Random(1);
    byte[] near = {' ', '!', '"', '#', '[', '\\', ']', 0x1f, 0x7f, (byte) 0x80, 'x', 'x', 'x'};
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = random.nextInt(3) == 0 ? near[random.nextInt(near.length)] : (byte) 'y';
      }
      int from = random.nextInt(bytes.length + 1);
      int expected = from;
      while (expected < bytes.length && isPlain(bytes[expected])) {
        expected++;
      }

      assertThat(WordScan.endOfPlainText(bytes, from, bytes.length)).isEqualTo(expected);
    }
  }

  private static boolean isPlain(byte b) {
    return b >= ' ' && b != '"' && b != '\\';
  }
}
