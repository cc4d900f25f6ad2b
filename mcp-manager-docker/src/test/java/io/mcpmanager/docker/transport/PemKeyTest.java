package io.mcpmanager.docker.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class PemKeyTest {

  private static byte[] sec1() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    var key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
    String number = String.format("%064x", key.getS());
    // SEQUENCE { 1, OCTET STRING, [0] { OID prime256v1 } }
    return HexFormat.of().parseHex("30310201010420" + number + "a00a06082a8648ce3d030107");
  }

  @Test
  void givenAnEllipticKeyInItsOldForm_whenRead_thenItsCurveIsKnown() throws Exception {
    var key = (ECPrivateKey) PemKey.parse(pem("EC PRIVATE KEY", sec1()));

    assertThat(key.getParams().getCurve().getField().getFieldSize()).isEqualTo(256);
  }

  @Test
  void givenAKeyCutAnywhere_whenRead_thenItIsRefusedAndNothingElseHappens() throws Exception {
    byte[] whole = sec1();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);

      assertThatThrownBy(() -> PemKey.parse(pem("EC PRIVATE KEY", cut)))
          .as("cut at %d", length)
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void givenAnUnknownForm_whenRead_thenItIsRefused() {
    assertThatThrownBy(() -> PemKey.parse(pem("DSA PRIVATE KEY", new byte[10])))
        .hasMessageContaining("unknown form");
    assertThatThrownBy(() -> PemKey.parse(pem("ENCRYPTED PRIVATE KEY", new byte[10])))
        .hasMessageContaining("passphrase");
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END " + label + "-----\n";
  }
}
