package io.mcpmanager.core.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.ManagerClock;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals what a client has to keep between two rounds of a request, so that nobody can read it, change it, or use it for
 * another request. The key lives as long as this object. Thread-safe.
 */
final class StateSeal {

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int LONGEST = 1024 * 1024;

  private final ManagerClock clock;
  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  StateSeal(ManagerClock clock) {
    this.clock = clock;
    try {
      KeyGenerator generator = KeyGenerator.getInstance("AES");
      generator.init(256, random);
      key = generator.generateKey();
    } catch (GeneralSecurityException e) {
      throw failed(e);
    }
  }

  /**
   * Seals.
   *
   * @param binding what must be the same when it is opened: who asks, where, and for what
   * @param life how long it can be opened
   */
  String seal(byte[] content, byte[] binding, Duration life) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] plain = ByteBuffer.allocate(Long.BYTES + content.length)
        .putLong(clock.now().plus(life).toEpochMilli())
        .put(content)
        .array();
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, plain, 0, plain.length, binding)
        .orElseThrow(() -> failed(null));
    byte[] whole =
        ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
  }

  /** Opens what {@link #seal} gave; empty if it is not that, has been sealed for something else, or is too old. */
  Optional<byte[]> open(String state, byte[] binding) {
    if (state.length() > LONGEST) {
      return Optional.empty();
    }
    byte[] whole;
    try {
      whole = Base64.getUrlDecoder().decode(state.getBytes(UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    // the decoder takes several texts for the same bytes
    boolean ours = Base64.getUrlEncoder().withoutPadding().encodeToString(whole).equals(state);
    if (!ours || whole.length < NONCE_BYTES) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
    return crypt(
            Cipher.DECRYPT_MODE, nonce, whole, NONCE_BYTES, whole.length - NONCE_BYTES, binding)
        .map(ByteBuffer::wrap)
        .filter(plain -> plain.getLong() > clock.now().toEpochMilli())
        .map(plain -> {
          var content = new byte[plain.remaining()];
          plain.get(content);
          return content;
        });
  }

  /** Empty if what is to be opened has been tampered with. */
  private Optional<byte[]> crypt(
      int mode, byte[] nonce, byte[] input, int offset, int length, byte[] binding) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(binding);
      return Optional.of(cipher.doFinal(input, offset, length));
    } catch (javax.crypto.AEADBadTagException | javax.crypto.IllegalBlockSizeException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw failed(e);
    }
  }

  private static McpManagerException failed(@org.jspecify.annotations.Nullable Throwable cause) {
    return new McpManagerException(
        ErrorCode.INTERNAL_ERROR, "the state of a request could not be sealed or opened", cause);
  }
}
