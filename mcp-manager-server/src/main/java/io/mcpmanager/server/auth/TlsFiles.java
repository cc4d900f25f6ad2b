package io.mcpmanager.server.auth;

import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.error.ValidationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Reads the files that HTTPS is served with. */
public final class TlsFiles {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /**
   * What HTTPS is served with.
   *
   * @param certificate PEM file of the certificate and those it was issued by
   * @param privateKey PEM file of its key, PKCS#8
   * @throws ValidationException if they can't be read or do not go together
   */
  public static SSLContext read(Path certificate, Path privateKey) {
    X509Certificate[] chain = chain(certificate);
    PrivateKey key = key(privateKey, chain[0].getPublicKey().getAlgorithm());
    try {
      char[] nothing = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, nothing);
      store.setKeyEntry("server", key, nothing, chain);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, nothing);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException unfit) {
      throw refused("http.tls-private-key", "does not go with the certificate");
    }
  }

  private static X509Certificate[] chain(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      X509Certificate[] chain =
          found.stream().map(X509Certificate.class::cast).toArray(X509Certificate[]::new);
      if (chain.length > 0) {
        return chain;
      }
    } catch (IOException unreadable) {
      throw refused("http.tls-certificate", "can't read " + file);
    } catch (GeneralSecurityException malformed) {
      throw refused("http.tls-certificate", file + " has no certificate in PEM");
    }
    throw refused("http.tls-certificate", file + " has no certificate in PEM");
  }

  private static PrivateKey key(Path file, String algorithm) {
    try {
      Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
      if (pem.find()) {
        byte[] bytes = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
      }
    } catch (IOException unreadable) {
      throw refused("http.tls-private-key", "can't read " + file);
    } catch (InvalidKeySpecException unfit) {
      throw refused("http.tls-private-key", "is not the key of the certificate");
    } catch (GeneralSecurityException unknown) {
      throw refused("http.tls-private-key", "is of a kind that is not known here");
    }
    throw refused(
        "http.tls-private-key", file + " has no private key in PEM (PKCS#8, without a password)");
  }

  private static ValidationException refused(String key, String message) {
    return new ValidationException(List.of(new Problem(key, message, Problem.Code.NOT_ALLOWED)));
  }

  private TlsFiles() {}
}
