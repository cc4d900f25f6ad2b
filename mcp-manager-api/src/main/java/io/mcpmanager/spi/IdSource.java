package io.mcpmanager.spi;

/** Source of identities. Thread-safe. */
public interface IdSource {

  /** An id never given before: 1 to 32 characters from {@code a-z 0-9}; ids sort roughly by time. */
  String nextId();

  /** A text that can't be guessed: at least 128 random bits in characters from {@code A-Z a-z 0-9 _ -}. */
  String nextSecret();
}
