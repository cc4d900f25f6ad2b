package io.mcpmanager.docker.transport;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a private key in PEM: PKCS#8, which the JDK knows, and the older forms PKCS#1 (RSA) and SEC 1 (elliptic curves),
 * which become PKCS#8 by wrapping them with the name of their algorithm.
 */
final class PemKey {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final HexFormat HEX = HexFormat.of();

  // SEQUENCE { OID rsaEncryption, NULL }
  private static final byte[] RSA = HEX.parseHex("300d06092a864886f70d0101010500");
  // OID ecPublicKey
  private static final byte[] EC = HEX.parseHex("06072a8648ce3d0201");
  private static final byte[] VERSION_0 = HEX.parseHex("020100");

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int CURVE = 0xa0;

  private PemKey() {}

  /** The first private key in the text. */
  static PrivateKey parse(String pem) throws GeneralSecurityException {
    Matcher block = BLOCK.matcher(pem);
    if (!block.find()) {
      throw new InvalidKeyException("key.pem holds no private key");
    }
    String content = block.group(2);
    if (content.contains("ENCRYPTED") || block.group(1).startsWith("ENCRYPTED")) {
      throw new InvalidKeyException("key.pem has a passphrase");
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(content.strip());
    } catch (IllegalArgumentException e) {
      throw new InvalidKeyException("key.pem is not Base64", e);
    }
    return switch (block.group(1)) {
      case "PRIVATE KEY" -> pkcs8(der);
      case "RSA PRIVATE KEY" -> pkcs8(wrapped(RSA, der));
      case "EC PRIVATE KEY" -> pkcs8(wrapped(value(SEQUENCE, joined(EC, curve(der))), der));
      default -> throw new InvalidKeyException("key.pem holds a key of an unknown form");
    };
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    var spec = new PKCS8EncodedKeySpec(der);
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // one of the others, then; the exception may quote the key
      }
    }
    throw new InvalidKeyException("key.pem holds a key of an unknown algorithm");
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return value(SEQUENCE, joined(VERSION_0, algorithm, value(OCTETS, key)));
  }

  /** The curve that a key of SEC 1 names: SEQUENCE { version, key, [0] curve, ... }. */
  private static byte[] curve(byte[] der) throws InvalidKeyException {
    int[] outer = header(der, 0);
    int at = outer[1];
    while (at < outer[1] + outer[2]) {
      int[] part = header(der, at);
      if (part[0] == CURVE) {
        return Arrays.copyOfRange(der, part[1], part[1] + part[2]);
      }
      at = part[1] + part[2];
    }
    throw new InvalidKeyException("key.pem does not name its curve");
  }

  /** Tag, place and length of the value at a place. */
  private static int[] header(byte[] der, int at) throws InvalidKeyException {
    if (at + 2 > der.length) {
      throw new InvalidKeyException("key.pem is cut off");
    }
    int length = der[at + 1] & 0xff;
    int start = at + 2;
    if (length > 0x7f) {
      int bytes = length & 0x7f;
      if (bytes > 3 || start + bytes > der.length) {
        throw new InvalidKeyException("key.pem is cut off");
      }
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = (length << 8) | (der[start++] & 0xff);
      }
    }
    if (start + length > der.length) {
      throw new InvalidKeyException("key.pem is cut off");
    }
    return new int[] {der[at] & 0xff, start, length};
  }

  private static byte[] value(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length <= 0x7f) {
      out.write(content.length);
    } else {
      out.write(0x83);
      out.write(content.length >> 16);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
