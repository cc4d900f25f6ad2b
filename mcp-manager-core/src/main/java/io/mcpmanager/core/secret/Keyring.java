package io.mcpmanager.core.secret;

/**
 * What protects secrets at rest: keys that are kept in the store, themselves sealed by the manager's own key, which is
 * not. Thread-safe. Every method throws {@link io.mcpmanager.api.error.McpManagerException} with {@link
 * io.mcpmanager.api.error.ErrorCode#KEY_UNAVAILABLE} if the manager's key can't be had or is another one.
 */
public interface Keyring {

  /**
   * Seals content with AES-256-GCM so that only {@link #open} with the same purpose gives it back.
   *
   * @param purpose what it is, and of what: a sealed value that is put in another's place does not open
   */
  byte[] seal(String purpose, byte[] content);

  /** The content that was sealed for a purpose, with whatever key was in use then. */
  byte[] open(String purpose, byte[] sealed);

  /**
   * A keyed hash (HMAC-SHA-256) by which a credential is found without being kept. Stays the same for as long as the store
   * exists, whatever becomes of the manager's key.
   */
  byte[] mac(String purpose, byte[] content);
}
