package io.mcpmanager.core.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpmanager.McpManager;
import io.mcpmanager.api.access.CallContext;
import io.mcpmanager.api.diagnostics.Finding;
import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.KeySource;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.testkit.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredKeyringTest {

  private static final byte[] CONTENT = "hunter2".getBytes(UTF_8);
  private static final String OTHER_KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private final Store store = McpManager.inMemoryStore();
  private final ManualClock clock = new ManualClock();
  private final MemoryKey memory = new MemoryKey();

  @TempDir
  private Path folder;

  private StoredKeyring keyring(KeySource source) {
    return new StoredKeyring(store, source, clock);
  }

  @Test
  void givenSealedContent_whenOpenedByALaterKeyring_thenItIsTheSame() {
    byte[] sealed = keyring(memory).seal("secret default/a", CONTENT);

    assertThat(new String(sealed, UTF_8)).doesNotContain("hunter2");
    assertThat(keyring(memory).open("secret default/a", sealed)).isEqualTo(CONTENT);
  }

  @Test
  void givenTheSameContent_whenSealedTwice_thenItDoesNotShow() {
    StoredKeyring keyring = keyring(memory);

    assertThat(keyring.seal("a", CONTENT)).isNotEqualTo(keyring.seal("a", CONTENT));
  }

  @Test
  void givenContentSealedForOnePurpose_whenOpenedForAnother_thenItIsRefused() {
    StoredKeyring keyring = keyring(memory);
    byte[] sealed = keyring.seal("secret default/a", CONTENT);

    assertUnavailable(() -> keyring.open("secret other/a", sealed), "sealed as something else");
  }

  @Test
  void givenSealedContent_whenAnyByteIsChanged_thenItIsRefused() {
    StoredKeyring keyring = keyring(memory);
    byte[] sealed = keyring.seal("a", CONTENT);

    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertUnavailable(() -> keyring.open("a", changed), "");
    }
    assertUnavailable(() -> keyring.open("a", new byte[0]), "damaged");
    assertUnavailable(() -> keyring.open("a", new byte[] {1, 0, 0, 0, 1, 2}), "damaged");
  }

  @Test
  void givenAHash_whenTheKeyIsTurned_thenItStaysTheSame() {
    StoredKeyring keyring = keyring(memory);
    byte[] before = keyring.mac("api-key", CONTENT);

    assertThat(keyring.turn()).isTrue();

    assertThat(keyring.mac("api-key", CONTENT)).isEqualTo(before).hasSize(32);
    assertThat(keyring(memory).mac("api-key", CONTENT)).isEqualTo(before);
    assertThat(keyring.mac("api-ke", "yhunter2".getBytes(UTF_8))).isNotEqualTo(before);
  }

  @Test
  void givenATurnedKey_whenFormerContentIsOpened_thenItIsTheSameAndTheFormerKeyOpensNothing() {
    StoredKeyring keyring = keyring(memory);
    byte[] sealed = keyring.seal("a", CONTENT);
    var former = new MemoryKey();
    former.write(memory.keys());

    assertThat(keyring.turn()).isTrue();

    assertThat(keyring.open("a", sealed)).isEqualTo(CONTENT);
    assertThat(keyring.outdated(sealed)).isTrue();
    assertThat(keyring.outdated(keyring.seal("a", CONTENT))).isFalse();
    assertThat(memory.keys()).hasSize(1);
    assertThat(keyring(memory).open("a", sealed)).isEqualTo(CONTENT);
    assertUnavailable(() -> keyring(former).open(), "is sealed with the key");
  }

  @Test
  void givenAKeyThatCanNotBeWritten_whenTurned_thenThereIsANewDataKeyOnly() {
    StoredKeyring keyring = keyring(new EnvironmentKey(Map.of("K", OTHER_KEY), "K"));
    byte[] sealed = keyring.seal("a", CONTENT);

    assertThat(keyring.turn()).isFalse();

    assertThat(keyring.outdated(sealed)).isTrue();
    assertThat(keyring.open("a", sealed)).isEqualTo(CONTENT);
  }

  @Test
  void givenANewKeyInFrontOfTheFormer_whenOpened_thenTheFormerIsNotNeededAnyMore() {
    byte[] sealed = keyring(new EnvironmentKey(Map.of("K", OTHER_KEY), "K")).seal("a", CONTENT);
    String hex = "ab".repeat(32);

    keyring(new EnvironmentKey(Map.of("K", hex + ", " + OTHER_KEY), "K")).open();

    assertThat(keyring(new EnvironmentKey(Map.of("K", hex), "K")).open("a", sealed))
        .isEqualTo(CONTENT);
  }

  @Test
  void givenANewKeyInFrontOfTheFormer_whenOpenedForReading_thenTheStoreStaysAsItIs() {
    byte[] sealed = keyring(new EnvironmentKey(Map.of("K", OTHER_KEY), "K")).seal("a", CONTENT);
    var both = new EnvironmentKey(Map.of("K", "ab".repeat(32) + ", " + OTHER_KEY), "K");

    assertThat(StoredKeyring.forReading(store, both, clock).open("a", sealed)).isEqualTo(CONTENT);

    assertThat(keyring(new EnvironmentKey(Map.of("K", OTHER_KEY), "K")).open("a", sealed))
        .isEqualTo(CONTENT);
  }

  @Test
  void givenNoKeysAtAll_whenOpenedForReading_thenNoneAreMade() {
    var nothing = new MemoryKey();
    ThrowingCallable opening =
        () -> StoredKeyring.forReading(store, nothing, clock).mac("a", CONTENT);

    assertThatThrownBy(opening).hasMessageContaining("the store has no data keys");
    byte[] ignored = keyring(memory).seal("a", CONTENT);
    assertThatThrownBy(opening).hasMessageContaining("there is no key at the");
    assertThat(nothing.keys()).isEmpty();
  }

  @Test
  void givenACrashBetweenTheFileAndTheStore_whenOpened_thenNothingIsLost() {
    byte[] sealed = keyring(memory).seal("a", CONTENT);
    var crashed = new MemoryKey();
    crashed.write(List.of(new byte[32], memory.keys().getFirst()));

    assertThat(keyring(crashed).open("a", sealed)).isEqualTo(CONTENT);
  }

  @Test
  void givenNoKeySource_whenUsed_thenTheStoreKeepsNoKeys() {
    StoredKeyring keyring = new StoredKeyring(store, null, clock);
    byte[] sealed = keyring.seal("a", CONTENT);
    boolean turned = keyring.turn();

    assertThat(turned).isTrue();
    assertThat(keyring.open("a", sealed)).isEqualTo(CONTENT);
    assertThat(store.documents().list(DataKey.KIND, Document.SHARED, "", 10)).isEmpty();
  }

  @Test
  void givenAStoreWithKeys_whenOpenedWithoutAKeySource_thenThatIsSaid() {
    keyring(memory).open();

    assertUnavailable(new StoredKeyring(store, null, clock)::open, "backups do not hold it");
  }

  @Test
  void givenAFile_whenOpenedFirst_thenTheKeyIsItsOwnersOnly() throws Exception {
    Path file = folder.resolve("data/key");

    keyring(new KeyFile(file)).open();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).matches("[A-Za-z0-9+/]{43}=\n");
    assertThat(Files.list(folder.resolve("data"))).containsExactly(file);
    assertThat(examine(new KeyFile(file)).status()).isEqualTo(Finding.Status.OK);
  }

  @Test
  void givenTheFileIsGone_whenOpened_thenNoNewOneIsMade() throws Exception {
    Path file = folder.resolve("key");
    keyring(new KeyFile(file)).open();
    Files.delete(file);

    assertUnavailable(keyring(new KeyFile(file))::open, "there is no key at the key file");
    assertThat(file).doesNotExist();
    Finding finding = examine(new KeyFile(file));
    assertThat(finding.status()).isEqualTo(Finding.Status.PROBLEM);
    assertThat(finding.remedy()).contains("not part of backups");
  }

  @Test
  void givenAnotherKey_whenExamined_thenBothAreNamedByWhatGivesNothingAway() {
    keyring(memory).open();

    Finding finding = examine(new EnvironmentKey(Map.of("K", OTHER_KEY), "K"));

    assertThat(finding.status()).isEqualTo(Finding.Status.PROBLEM);
    assertThat(finding.found()).contains("environment variable K holds").doesNotContain(OTHER_KEY);
  }

  @Test
  void givenAFileThatOthersCanRead_whenExamined_thenThatIsAWarning() throws Exception {
    Path file = folder.resolve("key");
    keyring(new KeyFile(file)).open();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(examine(new KeyFile(file)).status()).isEqualTo(Finding.Status.WARNING);
  }

  @Test
  void givenNothingSealedYet_whenExamined_thenNoKeyIsMade() {
    Path file = folder.resolve("key");

    assertThat(examine(new KeyFile(file)).status()).isEqualTo(Finding.Status.OK);
    assertThat(file).doesNotExist();
  }

  @Test
  void givenWhatIsNoKey_whenRead_thenTheMessageSaysWhereAndDoesNotQuoteIt() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "my password\n");

    assertThatThrownBy(() -> new KeyFile(file).keys())
        .hasMessageContaining("32 bytes")
        .hasMessageContaining(file.toString())
        .message()
        .doesNotContain("my password");
    assertUnavailable(() -> new EnvironmentKey(Map.of(), "K").keys(), "K is not set");
    assertUnavailable(() -> new EnvironmentKey(Map.of("K", "zz"), "K").keys(), "32 bytes");
    assertUnavailable(new KeyFile(Files.writeString(file, " \n"))::keys, "is empty");
    assertUnavailable(new KeyFile(folder)::keys, "can't be read");
  }

  @Test
  void givenAKeyStore_whenItHasFormerKeys_thenTheNamedOneIsFirst() throws Exception {
    Path file = folder.resolve("keys.p12");
    char[] password = "changeit".toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, password);
    keys.setKeyEntry("former", new SecretKeySpec(new byte[32], "AES"), password, null);
    byte[] wanted = HexFormat.of().parseHex("01".repeat(32));
    keys.setKeyEntry("mcp-manager", new SecretKeySpec(wanted, "AES"), password, null);
    try (var out = Files.newOutputStream(file)) {
      keys.store(out, password);
    }

    assertThat(new KeyStoreKey(file, "mcp-manager", password).keys())
        .containsExactly(wanted, new byte[32]);
    assertUnavailable(() -> new KeyStoreKey(file, "x", password).keys(), "no secret key");
    assertUnavailable(
        () -> new KeyStoreKey(file, "mcp-manager", "wrong".toCharArray()).keys(), "password");
  }

  private Finding examine(KeySource source) {
    return new KeyCheck(keyring(source)).examine(CallContext.system("test")).getFirst();
  }

  private static void assertUnavailable(ThrowingCallable call, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(McpManagerException.class, e -> assertThat(e.code())
            .isEqualTo(ErrorCode.KEY_UNAVAILABLE))
        .hasMessageContaining(words);
  }
}
