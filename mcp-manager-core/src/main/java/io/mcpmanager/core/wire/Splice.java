package io.mcpmanager.core.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Edits of one message that leave every other byte as it was. Collect edits, then {@link #apply()}
 * once; the order in which they are given does not matter. What is put in must be valid JSON.
 */
public final class Splice {

  private static final byte[] NOTHING = {};

  @SuppressWarnings("ArrayRecordComponent") // payloads pass through uncopied
  private record Edit(int start, int end, byte[] with) {}

  /** What shall become of one object's members: a new value, or empty to remove it. */
  private record ObjectEdit(Span object, Map<String, Optional<byte[]>> members) {}

  private final byte[] message;
  private final List<Edit> edits = new ArrayList<>(4);
  private final List<ObjectEdit> objects = new ArrayList<>(2);
  private final Map<String, Optional<byte[]>> newMeta = new LinkedHashMap<>(4);
  private @Nullable Envelope metaOf;

  private Splice(byte[] message) {
    this.message = message;
  }

  public static Splice of(byte[] message) {
    return new Splice(message);
  }

  public static Splice of(Envelope envelope) {
    return new Splice(envelope.bytes());
  }

  /** Puts {@code json} where {@code span} was. */
  public Splice replace(Span span, byte[] json) {
    edits.add(new Edit(span.start(), span.end(), json));
    return this;
  }

  /** What {@code span} is going to be replaced with, if it is. */
  public Optional<byte[]> replacement(Span span) {
    for (Edit edit : edits) {
      if (edit.start == span.start() && edit.end == span.end()) {
        return Optional.of(edit.with);
      }
    }
    return Optional.empty();
  }

  /**
   * Gives a member of an object a new value, and adds the member if it is missing. If {@code
   * object} is the literal {@code null}, an object takes its place.
   */
  public Splice put(Span object, String key, byte[] json) {
    membersOf(object).put(key, Optional.of(json));
    return this;
  }

  /** Removes a member of an object; nothing happens if it is missing. */
  public Splice remove(Span object, String key) {
    membersOf(object).put(key, Optional.empty());
    return this;
  }

  /** Sets {@code params._meta.progressToken} of a request, adding what is missing around it. */
  public Splice progressToken(Envelope request, byte[] json) {
    Optional<Span> present = request.span(Member.META_PROGRESS_TOKEN);
    return present.isPresent()
        ? replace(present.get(), json)
        : meta(request, "progressToken", json);
  }

  /**
   * Sets a member of {@code params._meta} of a request, adding what is missing around it. {@code params} and {@code
   * _meta} must be objects or null if they are there, and must not be replaced by another edit.
   */
  public Splice meta(Envelope request, String key, byte[] json) {
    Optional<Span> present = request.span(Member.META);
    if (present.isPresent()) {
      return put(present.get(), key, json);
    }
    if (newMeta.isEmpty()) {
      metaOf = request;
    }
    newMeta.put(key, Optional.of(json));
    return this;
  }

  /** Whether no edits have been collected. */
  public boolean isEmpty() {
    return edits.isEmpty() && objects.isEmpty() && newMeta.isEmpty();
  }

  /**
   * The edited copy of the message.
   *
   * @throws IllegalArgumentException if two edits touch the same bytes
   */
  public byte[] apply() {
    return apply(new Span(0, message.length));
  }

  /** The edited copy of one part of the array, such as one element of a batch. */
  public byte[] apply(Span part) {
    return copy(resolved(), part);
  }

  /**
   * Like {@link #apply(Span)}, for a message that nobody needs any more as it was: a long one is edited where it stands if
   * there is room, and has spaces around it in place of what is left over.
   *
   * @param part the message without the white space around it
   */
  public byte[] applyToOwn(Span part) {
    List<Edit> all = resolved();
    int size = editedSize(all, part);
    if (!Padding.suits(message, part.start(), part.end()) || !isBlankAround(part)) {
      return copy(all, part);
    }
    if (all.stream().allMatch(edit -> edit.with.length <= edit.end - edit.start)) {
      for (Edit edit : all) {
        System.arraycopy(edit.with, 0, message, edit.start, edit.with.length);
        Arrays.fill(message, edit.start + edit.with.length, edit.end, (byte) ' ');
      }
      Padding.around(message, part.start(), part.end());
      return message;
    }
    if (part.start() + size > message.length || !growsThroughout(all)) {
      return copy(all, part);
    }
    grow(all, part, size);
    Padding.around(message, part.start(), part.start() + size);
    return message;
  }

  private boolean isBlankAround(Span part) {
    var scanner = new JsonScanner(message, message.length);
    return scanner.whitespace(0) == part.start()
        && scanner.whitespace(part.end()) == message.length;
  }

  /** Whether no byte gets further to the front. */
  private static boolean growsThroughout(List<Edit> all) {
    int shift = 0;
    for (Edit edit : all) {
      shift += edit.with.length - (edit.end - edit.start);
      if (shift < 0) {
        return false;
      }
    }
    return true;
  }

  /** Moves everything to where it is going to be, the last first. */
  private void grow(List<Edit> all, Span part, int size) {
    int from = part.end();
    int to = part.start() + size;
    for (Edit edit : all.reversed()) {
      int kept = from - edit.end;
      to -= kept;
      System.arraycopy(message, edit.end, message, to, kept);
      to -= edit.with.length;
      System.arraycopy(edit.with, 0, message, to, edit.with.length);
      from = edit.start;
    }
  }

  private List<Edit> resolved() {
    addMeta();
    var all = new ArrayList<>(edits);
    objects.forEach(object -> resolve(object, all));
    if (all.size() > 1) {
      all.sort(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end));
    }
    return all;
  }

  private static int editedSize(List<Edit> all, Span part) {
    int size = part.length();
    int last = part.start();
    for (Edit edit : all) {
      if (edit.start < last || edit.end > part.end()) {
        throw new IllegalArgumentException(
            "edits must not overlap or leave the message, at byte " + edit.start);
      }
      last = edit.end;
      size += edit.with.length - (edit.end - edit.start);
    }
    return size;
  }

  private byte[] copy(List<Edit> all, Span part) {
    byte[] out = new byte[editedSize(all, part)];
    int from = part.start();
    int to = 0;
    for (Edit edit : all) {
      System.arraycopy(message, from, out, to, edit.start - from);
      to += edit.start - from;
      System.arraycopy(edit.with, 0, out, to, edit.with.length);
      to += edit.with.length;
      from = edit.end;
    }
    System.arraycopy(message, from, out, to, part.end() - from);
    return out;
  }

  private void addMeta() {
    if (metaOf == null) {
      return;
    }
    byte[] meta = ByteWriter.object(newMeta);
    Optional<Span> params = metaOf.span(Member.PARAMS);
    if (params.isPresent()) {
      put(params.get(), "_meta", meta);
    } else {
      put(metaOf.span(Member.MESSAGE).orElseThrow(), "params", ByteWriter.object("_meta", meta));
    }
    metaOf = null;
  }

  private Map<String, Optional<byte[]>> membersOf(Span object) {
    for (ObjectEdit edit : objects) {
      if (edit.object.equals(object)) {
        return edit.members;
      }
    }
    var edit = new ObjectEdit(object, new LinkedHashMap<>());
    objects.add(edit);
    return edit.members;
  }

  private void resolve(ObjectEdit edit, List<Edit> all) {
    var missing = new LinkedHashMap<>(edit.members);
    boolean kept = false;
    if (message[edit.object.start()] != 'n') {
      kept = resolvePresent(edit, missing, all);
    }
    missing.values().removeIf(Optional::isEmpty);
    if (message[edit.object.start()] == 'n') {
      if (!missing.isEmpty()) {
        all.add(new Edit(edit.object.start(), edit.object.end(), ByteWriter.object(missing)));
      }
    } else if (!missing.isEmpty()) {
      int first = edit.object.start() + 1;
      all.add(new Edit(first, first, ByteWriter.members(missing, kept)));
    }
  }

  /** Edits the members that are there, and takes them out of {@code missing}. */
  private boolean resolvePresent(
      ObjectEdit edit, Map<String, Optional<byte[]>> missing, List<Edit> all) {
    var cursor = new ObjectCursor(message, edit.object);
    boolean kept = false;
    int previousEnd = 0;
    int removedFrom = -1; // start of a leading run of removed members
    while (cursor.next()) {
      String key = cursor.key();
      Optional<byte[]> value = edit.members.get(key);
      missing.remove(key);
      if (value != null && value.isEmpty()) {
        if (kept) {
          all.add(new Edit(previousEnd, cursor.end(), NOTHING));
        } else if (removedFrom < 0) {
          removedFrom = cursor.start();
        }
      } else {
        if (removedFrom >= 0) {
          all.add(new Edit(removedFrom, cursor.start(), NOTHING));
          removedFrom = -1;
        }
        if (value != null) {
          all.add(new Edit(cursor.valueStart(), cursor.end(), value.get()));
        }
        kept = true;
      }
      previousEnd = cursor.end();
    }
    if (removedFrom >= 0) {
      all.add(new Edit(removedFrom, previousEnd, NOTHING));
    }
    return kept;
  }
}
