package io.mcpmanager.core.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.spi.KeySource;
import io.mcpmanager.spi.ManagerClock;
import io.mcpmanager.spi.WritableKeySource;
import io.mcpmanager.spi.store.Document;
import io.mcpmanager.spi.store.EventRecord;
import io.mcpmanager.spi.store.Store;
import io.mcpmanager.spi.store.StoreChange;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Keyring} whose keys are documents of the store, sealed by the key of a {@link KeySource}. Opened when first
 * used, or by {@link #open()}.
 *
 * <p>Sealed content is: a byte for the format, the number of the data key in four, and what {@link Sealing} makes.
 */
public final class StoredKeyring implements Keyring {

  private static final byte FORMAT = 1;
  private static final int HEADER_BYTES = 1 + Integer.BYTES;
  private static final int MAX_KEYS = 1000;

  private final Store store;
  private final KeySource source;
  private final boolean kept;
  private final boolean readOnly;
  private final ManagerClock clock;

  /** Guards opening and turning, which write the keys; nothing else is locked inside it but the store's writer. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile @Nullable OpenKeys keys;

  /** The data keys, if the store does not keep them. */
  private List<DataKey> own = List.of();

  /**
   * A keyring that reads nothing yet.
   *
   * @param source null to have keys of this life only: then the store keeps none
   */
  public StoredKeyring(Store store, @Nullable KeySource source, ManagerClock clock) {
    this(store, source == null ? new MemoryKey() : source, source != null, false, clock);
  }

  private StoredKeyring(
      Store store, KeySource source, boolean kept, boolean readOnly, ManagerClock clock) {
    this.store = store;
    this.source = source;
    this.kept = kept;
    this.readOnly = readOnly;
    this.clock = clock;
  }

  /** A keyring that only opens what there is: it makes no keys and seals none anew. */
  public static StoredKeyring forReading(Store store, KeySource source, ManagerClock clock) {
    return new StoredKeyring(store, source, true, true, clock);
  }

  /**
   * Opens the data keys, makes them if the store has none, and re-seals those that a former key of the source opens.
   *
   * @throws McpManagerException with {@link ErrorCode#KEY_UNAVAILABLE} if none of the source's keys opens them
   */
  public void open() {
    OpenKeys ignored = keys();
  }

  private OpenKeys keys() {
    OpenKeys known = keys;
    if (known != null) {
      return known;
    }
    lock.lock();
    try {
      known = keys;
      if (known == null) {
        known = load();
        keys = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private OpenKeys load() {
    if (!kept && !documents().isEmpty()) {
      throw missing(documents());
    }
    List<DataKey> stored = stored();
    List<MasterKey> masters = masters();
    if (readOnly) {
      return openedAsTheyAre(stored, masters);
    }
    if (masters.isEmpty()) {
      if (!stored.isEmpty() || !(source instanceof WritableKeySource writable)) {
        throw missing(stored);
      }
      writable.write(List.of(Sealing.random(KeySource.KEY_BYTES)));
      masters = masters();
    }
    MasterKey current = masters.getFirst();
    if (stored.isEmpty()) {
      stored = List.of(
          DataKey.create(1, DataKey.Use.SEAL, current),
          DataKey.create(2, DataKey.Use.MAC, current));
      commit(stored, 0);
    }
    OpenKeys opened = opened(stored, masters);
    List<DataKey> late = stored.stream()
        .filter(one -> !one.masterKey().equals(current.name()))
        .map(one -> one.sealedBy(current, key(opened, one)))
        .toList();
    commit(late, -1);
    return opened;
  }

  private OpenKeys openedAsTheyAre(List<DataKey> stored, List<MasterKey> masters) {
    if (stored.isEmpty()) {
      throw new McpManagerException(ErrorCode.KEY_UNAVAILABLE, "the store has no data keys");
    }
    if (masters.isEmpty()) {
      throw missing(stored);
    }
    return opened(stored, masters);
  }

  private static OpenKeys opened(List<DataKey> stored, List<MasterKey> masters) {
    var sealing = new HashMap<Integer, SecretKey>();
    SecretKey mac = null;
    for (DataKey one : stored) {
      SecretKey opened = masters.stream()
          .filter(master -> master.name().equals(one.masterKey()))
          .findFirst()
          .flatMap(one::open)
          .orElse(null);
      if (opened == null) {
        throw another(one, masters);
      }
      if (one.use() == DataKey.Use.MAC) {
        mac = opened;
      } else {
        sealing.put(one.number(), opened);
      }
    }
    if (mac == null || sealing.isEmpty()) {
      throw new McpManagerException(
          ErrorCode.KEY_UNAVAILABLE, "the store has some of its data keys only");
    }
    int newest = sealing.keySet().stream().mapToInt(Integer::intValue).max().orElseThrow();
    return new OpenKeys(masters.getFirst(), sealing, newest, mac);
  }

  private static SecretKey key(OpenKeys opened, DataKey one) {
    return one.use() == DataKey.Use.MAC
        ? opened.mac()
        : Objects.requireNonNull(opened.sealing().get(one.number()));
  }

  /**
   * Makes a new data key to seal with from now on, and, if the source can be written, a new key of the manager that all data
   * keys are re-sealed with. A crash in between loses nothing: the former key stays in the source until that is done.
   *
   * @return whether the manager's own key is a new one
   */
  public boolean turn() {
    lock.lock();
    try {
      OpenKeys former = keys();
      byte[] fresh = Sealing.random(KeySource.KEY_BYTES);
      MasterKey master = former.master();
      if (source instanceof WritableKeySource writable) {
        var both = new ArrayList<byte[]>(List.of(fresh.clone()));
        both.addAll(source.keys());
        writable.write(both);
        master = MasterKey.of(fresh.clone());
      }
      List<DataKey> stored = stored();
      int next = stored.stream().mapToInt(DataKey::number).max().orElse(0) + 1;
      var sealed = new ArrayList<DataKey>();
      for (DataKey one : stored) {
        sealed.add(one.sealedBy(master, key(former, one)));
      }
      sealed.add(DataKey.create(next, DataKey.Use.SEAL, master));
      commit(sealed, -1);
      keys = opened(sealed, List.of(master));
      if (source instanceof WritableKeySource writable) {
        writable.write(List.of(fresh));
        return true;
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public byte[] seal(String purpose, byte[] content) {
    OpenKeys opened = keys();
    SecretKey key = Objects.requireNonNull(opened.sealing().get(opened.current()));
    byte[] sealed = Sealing.seal(key, purpose, content);
    return ByteBuffer.allocate(HEADER_BYTES + sealed.length)
        .put(FORMAT)
        .putInt(opened.current())
        .put(sealed)
        .array();
  }

  @Override
  public byte[] open(String purpose, byte[] sealed) {
    OpenKeys opened = keys();
    if (sealed.length < HEADER_BYTES || sealed[0] != FORMAT) {
      throw damaged(purpose);
    }
    ByteBuffer parts = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
    int number = parts.getInt();
    SecretKey key = opened.sealing().get(number);
    if (key == null) {
      throw new McpManagerException(
          ErrorCode.KEY_UNAVAILABLE,
          "what is sealed as " + purpose + " needs the data key " + number
              + ", which is not there");
    }
    byte[] rest = new byte[parts.remaining()];
    parts.get(rest);
    return Sealing.open(key, purpose, rest).orElseThrow(() -> damaged(purpose));
  }

  /** Whether content was sealed with a data key that is not the one in use any more. */
  boolean outdated(byte[] sealed) {
    return sealed.length < HEADER_BYTES
        || ByteBuffer.wrap(sealed, 1, Integer.BYTES).getInt() != keys().current();
  }

  @Override
  public byte[] mac(String purpose, byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(keys().mac());
      byte[] name = purpose.getBytes(UTF_8);
      // its length keeps purpose and content apart
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, name.length));
      mac.update(name);
      return mac.doFinal(content);
    } catch (GeneralSecurityException impossible) {
      throw new McpManagerException(ErrorCode.INTERNAL_ERROR, "this Java can't hash", impossible);
    }
  }

  private List<DataKey> stored() {
    return kept ? documents() : own;
  }

  /** The data keys that the store keeps. */
  List<DataKey> documents() {
    return store.documents().list(DataKey.KIND, Document.SHARED, "", MAX_KEYS).stream()
        .map(DataKey::read)
        .toList();
  }

  List<MasterKey> masters() {
    return source.keys().stream().map(MasterKey::of).toList();
  }

  KeySource source() {
    return source;
  }

  private void commit(List<DataKey> changed, long expectedRevision) {
    if (!kept) {
      own = changed.isEmpty() ? own : List.copyOf(changed);
    } else if (!changed.isEmpty()) {
      List<StoreChange> changes = changed.stream()
          .<StoreChange>map(
              one -> new StoreChange.PutDocument(one.document(clock.now()), expectedRevision))
          .toList();
      List<EventRecord> ignored = store.commit(changes);
    }
  }

  McpManagerException missing(List<DataKey> stored) {
    return new McpManagerException(
        ErrorCode.KEY_UNAVAILABLE,
        stored.isEmpty()
            ? "there is no key at the " + source.description()
            : "the store is sealed with the key " + names(stored) + ", and there is no key at the "
                + source.description()
                + ". Put the key file of the manager the store comes from there; backups do not hold it");
  }

  private static McpManagerException another(DataKey one, List<MasterKey> masters) {
    return new McpManagerException(
        ErrorCode.KEY_UNAVAILABLE,
        "the store is sealed with the key " + one.masterKey() + ", and the key given is "
            + masters.stream().map(MasterKey::name).collect(Collectors.joining(", "))
            + ". Give the key of the manager the store comes from; backups do not hold it");
  }

  private static String names(List<DataKey> stored) {
    return stored.stream().map(DataKey::masterKey).distinct().collect(Collectors.joining(", "));
  }

  private static McpManagerException damaged(String purpose) {
    return new McpManagerException(
        ErrorCode.KEY_UNAVAILABLE,
        "what is sealed as " + purpose + " was sealed as something else, or is damaged");
  }
}
