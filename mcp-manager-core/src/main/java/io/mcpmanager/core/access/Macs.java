package io.mcpmanager.core.access;

import io.mcpmanager.core.secret.Keyring;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Keyed hashes by which credentials are found without being kept. */
final class Macs {

  private final Keyring keyring;

  Macs(Keyring keyring) {
    this.keyring = keyring;
  }

  byte[] bytes(String purpose, String credential) {
    return keyring.mac(purpose, credential.getBytes(StandardCharsets.UTF_8));
  }

  String of(String purpose, String credential) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(purpose, credential));
  }
}
