package io.mcpmanager.docker.testkit;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of an engine and of its client, of one authority, made by the JDK's own keytool. */
public final class TestCertificates {

  private static final char[] PASSWORD = "changeit".toCharArray();

  /** How a private key is written. */
  public enum Form {
    PKCS8("RSA", "PRIVATE KEY"),
    PKCS1("RSA", "RSA PRIVATE KEY"),
    EC_PKCS8("EC", "PRIVATE KEY");

    private final String algorithm;
    private final String label;

    Form(String algorithm, String label) {
      this.algorithm = algorithm;
      this.label = label;
    }
  }

  private final Path folder;
  private final KeyStore authority;
  private final KeyStore stranger;
  private final KeyStore engine;

  private TestCertificates(Path folder) throws Exception {
    this.folder = folder;
    this.authority = pair("ca", "EC", "CN=Test CA", "BC=ca:true");
    this.stranger = pair("stranger", "EC", "CN=Stranger CA", "BC=ca:true");
    this.engine = signed("engine", "EC", "CN=localhost", "SAN=dns:localhost");
  }

  /** Makes them, with what they need in a folder. */
  public static TestCertificates make(Path folder) throws Exception {
    return new TestCertificates(folder);
  }

  /** A port of this machine with TLS, at which only those are let in whom the authority has signed. */
  public SSLServerSocket listen() throws Exception {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(engine, PASSWORD);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    authorities.setCertificateEntry("ca", authority());
    trust.init(authorities);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    var listener = (SSLServerSocket)
        tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener.setNeedClientAuth(true);
    return listener;
  }

  /** Whom both sides trust. */
  private Certificate authority() throws Exception {
    return authority.getCertificate("ca");
  }

  /** An authority that has signed nothing. */
  public String strangersPem() throws Exception {
    return pem("CERTIFICATE", stranger.getCertificate("stranger").getEncoded());
  }

  /** Writes what a client needs, as Docker has it. */
  public void write(Path target, Form form) throws Exception {
    String name = "client-" + form.algorithm;
    KeyStore client = Files.exists(folder.resolve(name + ".p12"))
        ? load(name)
        : signed(name, form.algorithm, "CN=client", "EKU=clientAuth");
    var certificate = (X509Certificate) client.getCertificate(name);
    var key = (PrivateKey) client.getKey(name, PASSWORD);
    byte[] bytes = form == Form.PKCS1 ? pkcs1(key.getEncoded()) : key.getEncoded();
    Files.writeString(target.resolve("ca.pem"), pem("CERTIFICATE", authority().getEncoded()));
    Files.writeString(target.resolve("cert.pem"), pem("CERTIFICATE", certificate.getEncoded()));
    Files.writeString(target.resolve("key.pem"), pem(form.label, bytes));
  }

  /** What PKCS#8 wraps: after the version and the algorithm come an octet string's head and the key. */
  private static byte[] pkcs1(byte[] pkcs8) {
    // SEQUENCE(4) INTEGER(3) SEQUENCE(15) OCTET STRING(4), for keys of 2048 bits
    return Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
  }

  private KeyStore pair(String name, String algorithm, String subject, String extension)
      throws Exception {
    keytool(name, "-genkeypair", "-keyalg", algorithm, "-dname", subject, "-ext", extension);
    return load(name);
  }

  private KeyStore signed(String name, String algorithm, String subject, String extension)
      throws Exception {
    keytool(
        name,
        "-genkeypair",
        "-keyalg",
        algorithm,
        "-dname",
        subject,
        "-ext",
        extension,
        "-signer",
        "ca",
        "-signerkeypass",
        "changeit");
    return load(name);
  }

  private KeyStore load(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private void keytool(String name, String... words) throws Exception {
    Path store = folder.resolve(name + ".p12");
    if (List.of(words).contains("-signer")) {
      Files.copy(folder.resolve("ca.p12"), store);
    }
    var command = new ArrayList<>(
        List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(words));
    command.addAll(List.of(
        "-alias",
        name,
        "-keystore",
        store.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        "changeit",
        "-validity",
        "30"));
    Process keytool = new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("keytool.log").toFile())
        .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IllegalStateException(
          "keytool failed: " + Files.readString(folder.resolve("keytool.log")));
    }
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN " + label + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label
        + "-----\n";
  }
}
