package io.mcpmanager.core.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.audit.AuditAnchor;
import io.mcpmanager.core.secret.Keyring;
import io.mcpmanager.spi.store.AuditRecord;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The keyed hashes of the trail. What is hashed is unambiguous: every part is preceded by its length, and every kind of
 * thing has a purpose of its own, so that none can be put in another's place.
 */
final class Seals {

  /** What a mark says. */
  enum Kind {
    HEAD,
    CUT,
    ANCHOR
  }

  /** What the first entry is chained to. */
  static final String BEGINNING = "";

  private final Keyring keyring;

  Seals(Keyring keyring) {
    this.keyring = keyring;
  }

  /** The hash that chains an entry, whose own is ignored, to the one before. */
  String hash(AuditRecord entry, String previous) {
    return mac(
        "audit entry 1",
        new Parts()
            .add(previous)
            .add(entry.tenant())
            .add(entry.sequence())
            .add(entry.time().toEpochMilli())
            .add(entry.actor())
            .add(entry.actorKind())
            .add(entry.action())
            .add(entry.target())
            .add(entry.result())
            .add(entry.correlationId())
            .add(entry.note())
            .add(entry.digest()));
  }

  AuditAnchor mark(Kind kind, String tenant, long sequence, String hash, Instant time) {
    var bare = new AuditAnchor(tenant, sequence, hash, time, "");
    return new AuditAnchor(tenant, sequence, hash, time, mac(kind, bare));
  }

  boolean isGenuine(Kind kind, AuditAnchor mark) {
    return same(mac(kind, mark), mark.mac());
  }

  private String mac(Kind kind, AuditAnchor mark) {
    return mac(
        "audit mark 1 " + kind,
        new Parts()
            .add(mark.tenant())
            .add(mark.sequence())
            .add(mark.hash())
            .add(mark.time().toEpochMilli()));
  }

  /** What stays of the personal part. That has a random salt in it, so the digest gives nothing away once it is erased. */
  static String digest(String personal) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(personal.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static boolean same(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(US_ASCII), other.getBytes(US_ASCII));
  }

  private String mac(String purpose, Parts parts) {
    return HexFormat.of().formatHex(keyring.mac(purpose, parts.bytes.toByteArray()));
  }

  /** Parts in a row, each with its length. */
  private static final class Parts {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

    Parts add(String text) {
      byte[] content = text.getBytes(UTF_8);
      bytes.writeBytes(
          ByteBuffer.allocate(Integer.BYTES).putInt(0, content.length).array());
      bytes.writeBytes(content);
      return this;
    }

    Parts add(long number) {
      bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(0, number).array());
      return this;
    }
  }
}
