package io.mcpmanager.docker.transport;

import io.mcpmanager.docker.transport.EngineException.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files that Docker keeps its certificates in: {@code ca.pem} for whom to trust, {@code cert.pem} and
 * {@code key.pem} to show who one is. Without {@code ca.pem} the authorities that the JDK trusts are.
 */
final class PemFiles {

  private static final long MAX_BYTES = 1024L * 1024;
  private static final char[] NO_PASSWORD = new char[0];

  private final Path folder;

  private PemFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * How to speak TLS with the files of a folder.
   *
   * @throws EngineException if they can't be used
   */
  static SSLContext context(Path folder) {
    return new PemFiles(folder).context();
  }

  private SSLContext context() {
    try {
      if (!Files.isDirectory(folder)) {
        throw unusable("there is no such folder", null);
      }
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(identity(), NO_PASSWORD);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(authorities());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(EngineFaults.orElse(e.getMessage(), e.getClass().getSimpleName()), e);
    }
  }

  private KeyStore identity() throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    if (!Files.exists(certificate) && !Files.exists(key)) {
      return store;
    }
    store.setKeyEntry(
        "client",
        PemKey.parse(new String(bytes(key), StandardCharsets.ISO_8859_1)),
        NO_PASSWORD,
        certificates(certificate).toArray(Certificate[]::new));
    return store;
  }

  private @Nullable KeyStore authorities() throws IOException, GeneralSecurityException {
    Path file = folder.resolve("ca.pem");
    if (!Files.exists(file)) {
      return null;
    }
    KeyStore store = empty();
    int number = 0;
    for (Certificate certificate : certificates(file)) {
      store.setCertificateEntry("ca" + number++, certificate);
    }
    return store;
  }

  private Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(bytes(file)));
    if (found.isEmpty()) {
      throw unusable(file.getFileName() + " holds no certificate", null);
    }
    return found;
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file.getFileName() + " is larger than 1 MiB");
    }
    return Files.readAllBytes(file);
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private EngineException unusable(String problem, @Nullable Throwable cause) {
    return new EngineException(
        Fault.MISCONFIGURED,
        "the certificates in " + folder + " for the container engine can't be used: "
            + EngineFaults.oneLine(problem),
        "Put ca.pem, cert.pem and key.pem there, in PEM and readable for the manager's user, the key without a"
            + " passphrase; the folder is DOCKER_CERT_PATH or that of the Docker context.",
        cause);
  }
}
