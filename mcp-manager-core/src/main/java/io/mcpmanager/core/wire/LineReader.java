package io.mcpmanager.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into lines ended by LF or CR LF, never holding more than one line's bound. A byte
 * order mark at the very start is dropped. One thread reads; the sink is called on that thread.
 */
public final class LineReader {

  /** Longest message line by default, in bytes. */
  public static final int MAX_MESSAGE = 10 * 1024 * 1024;

  /** Longest line of text, in bytes. */
  public static final int MAX_TEXT = 64 * 1024;

  /** How much of the beginning of an oversized message is reported. */
  public static final int HEAD = 200;

  /** How much of its end is. */
  public static final int TAIL = 100;

  private static final int SMALL_BUFFER = 8 * 1024;
  private static final int KEPT_BUFFER = 64 * 1024;
  /** A line that is one of so many parts of the latest long one may get as long. */
  private static final int LIKELY = 4;

  /** Receives messages. What it throws ends the reading. */
  public interface MessageSink {

    /**
     * A complete line without its terminator, never blank, in an array that is the receiver's to keep. One that is longer
     * than any text may have {@link Padding}.
     */
    void line(byte[] line);

    /** The stream ended within this line. Usually the peer died while writing it. */
    void unterminated(byte[] line);

    /** A line over the bound was skipped: its length in bytes, how it began and how it ended. */
    void oversized(long length, byte[] head, byte[] tail);
  }

  /** Receives text. What it throws ends the reading. */
  @FunctionalInterface
  public interface TextSink {

    /** A line, malformed UTF-8 replaced; {@code cut} if it was too long and this is its head. */
    void line(String line, boolean cut);
  }

  private final InputStream in;
  private final MessageSink sink;
  private final int limit;
  private final int headLength;
  private byte[] buffer = new byte[SMALL_BUFFER];
  private int filled;
  private boolean atStart = true;
  /** How much room the latest long line took: the next one may well be like it. */
  private int expected;
  // of an oversized line: how many bytes of it have been dropped from the buffer
  private byte[] head = {};
  private long skipped;

  private LineReader(InputStream in, int limit, int headLength, MessageSink sink) {
    this.in = in;
    this.limit = limit;
    this.headLength = headLength;
    this.sink = sink;
  }

  /**
   * Reads messages until the stream ends; blank lines are dropped.
   *
   * @param limit longest line accepted in bytes, without its terminator
   */
  public static void readMessages(InputStream in, int limit, MessageSink sink) throws IOException {
    if (limit < 1 || limit > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException("limit must be 1 to 2147483631, was " + limit);
    }
    new LineReader(in, limit, HEAD, new NotBlank(sink)).readAll();
  }

  /** Reads text until the stream ends; lines over 64 KiB are cut. */
  public static void readText(InputStream in, TextSink sink) throws IOException {
    new LineReader(in, MAX_TEXT, MAX_TEXT, new AsText(sink)).readAll();
  }

  private void readAll() throws IOException {
    while (true) {
      if (filled == buffer.length) {
        makeRoom();
      }
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        break;
      }
      // at the start what has come already has not been searched, and may move
      int searchFrom = atStart ? 0 : filled;
      filled += read;
      if (atStart && !dropByteOrderMark()) {
        continue;
      }
      takeLines(searchFrom);
    }
    if (skipped > 0) {
      sink.oversized(skipped + filled, head, tailOf(0, filled));
    } else if (filled > limit) {
      sink.oversized(filled, headFrom(0, filled), tailOf(0, filled));
    } else if (filled > 0) {
      sink.unterminated(Arrays.copyOf(buffer, filled));
    }
  }

  /** Drops a byte order mark; false while too little has come to know. */
  private boolean dropByteOrderMark() {
    byte[] mark = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    int same = Arrays.mismatch(buffer, 0, filled, mark, 0, mark.length);
    if (same == filled) {
      return false;
    }
    if (same < 0 || same == mark.length) {
      filled -= mark.length;
      System.arraycopy(buffer, mark.length, buffer, 0, filled);
    }
    atStart = false;
    return true;
  }

  private void takeLines(int searchFrom) {
    int start = 0;
    int lineFeed = WordScan.lineFeed(buffer, searchFrom, filled);
    while (lineFeed < filled) {
      if (start == 0 && isLong(lineFeed)) {
        takeLong(lineFeed);
      } else {
        takeLine(start, lineFeed);
        start = lineFeed + 1;
      }
      lineFeed = WordScan.lineFeed(buffer, start, filled);
    }
    filled -= start;
    if (buffer.length > KEPT_BUFFER && start > 0 && filled <= SMALL_BUFFER / 2) {
      buffer = Arrays.copyOfRange(buffer, start, start + SMALL_BUFFER);
    } else if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, filled);
    }
  }

  /** Whether the line that ends there is long enough to be handed on in the buffer that it nearly fills. */
  private boolean isLong(int lineFeed) {
    return skipped == 0 && lineFeed <= limit && Padding.suits(buffer, 0, lineFeed);
  }

  private void takeLong(int lineFeed) {
    byte[] line = buffer;
    int rest = filled - lineFeed - 1;
    buffer = new byte[Math.max(SMALL_BUFFER, rest)];
    System.arraycopy(line, lineFeed + 1, buffer, 0, rest);
    filled = rest;
    expected = lineFeed + Padding.ROOM;
    sink.line(Padding.own(line, 0, line[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed));
  }

  private void takeLine(int start, int lineFeed) {
    int end = lineFeed > start && buffer[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    if (skipped > 0) {
      sink.oversized(skipped + end - start, head, tailOf(start, end));
      skipped = 0;
      head = new byte[0];
    } else if (end - start > limit) {
      sink.oversized(end - start, headFrom(start, end), tailOf(start, end));
    } else {
      expected = end - start > Padding.LONG ? end - start + Padding.ROOM : expected;
      sink.line(Arrays.copyOfRange(buffer, start, end));
    }
  }

  private void makeRoom() {
    int largest = limit + 2; // room for the terminator of the longest line
    if (skipped == 0 && buffer.length < largest) {
      boolean alike = buffer.length < expected && buffer.length >= expected / LIKELY;
      buffer = Arrays.copyOf(
          buffer, alike ? Math.min(expected, largest) : Growth.after(buffer.length, largest));
      return;
    }
    if (skipped == 0) {
      head = headFrom(0, filled);
    }
    // the last bytes stay: the line may end with them
    int kept = Math.min(filled, TAIL + 1);
    skipped += filled - kept;
    System.arraycopy(buffer, filled - kept, buffer, 0, kept);
    filled = kept;
  }

  private byte[] headFrom(int start, int end) {
    return Arrays.copyOfRange(buffer, start, Math.min(end, start + headLength));
  }

  private byte[] tailOf(int start, int end) {
    return Arrays.copyOfRange(buffer, Math.max(start, end - TAIL), end);
  }

  private record NotBlank(MessageSink sink) implements MessageSink {
    @Override
    public void line(byte[] line) {
      if (!isBlank(line)) {
        sink.line(line);
      }
    }

    @Override
    public void unterminated(byte[] line) {
      if (!isBlank(line)) {
        sink.unterminated(line);
      }
    }

    @Override
    public void oversized(long length, byte[] head, byte[] tail) {
      sink.oversized(length, head, tail);
    }

    private static boolean isBlank(byte[] line) {
      for (byte b : line) {
        if (b != ' ' && b != '\t' && b != '\r') {
          return false;
        }
      }
      return true;
    }
  }

  private record AsText(TextSink sink) implements MessageSink {
    @Override
    public void line(byte[] line) {
      sink.line(new String(line, UTF_8), false);
    }

    @Override
    public void unterminated(byte[] line) {
      sink.line(new String(line, UTF_8), false);
    }

    @Override
    public void oversized(long length, byte[] head, byte[] tail) {
      sink.line(new String(head, UTF_8), true);
    }
  }
}
