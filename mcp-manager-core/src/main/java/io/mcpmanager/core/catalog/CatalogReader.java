package io.mcpmanager.core.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpmanager.api.error.ErrorCode;
import io.mcpmanager.api.error.McpManagerException;
import io.mcpmanager.core.protocol.UpstreamConnection;
import io.mcpmanager.core.wire.Envelope;
import io.mcpmanager.core.wire.ItemReader;
import io.mcpmanager.core.wire.JsonText;
import io.mcpmanager.core.wire.Member;
import io.mcpmanager.core.wire.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything a server lists, all pages, within bounds. What can't be read keeps its last good content; what is
 * unusable is left out, and a remark says so.
 */
public final class CatalogReader {

  public static final int MAX_PAGES = 100;
  static final int MAX_ITEMS = 10_000;
  public static final int MAX_BYTES = 16 << 20;

  private static final String METHOD_NOT_FOUND = "-32601";

  private final UpstreamConnection connection;
  private final Supplier<Duration> timeout;
  private final Consumer<String> remarks;
  private boolean complete = true;
  private @Nullable McpManagerException failure;

  /**
   * A reader of one server.
   *
   * @param timeout for each page, asked before each
   * @param remarks takes what is odd, for people
   */
  public CatalogReader(
      UpstreamConnection connection, Supplier<Duration> timeout, Consumer<String> remarks) {
    this.connection = connection;
    this.timeout = timeout;
    this.remarks = remarks;
  }

  public Catalog read(Catalog last) throws InterruptedException {
    var lists = new EnumMap<ListKind, List<CatalogEntry>>(ListKind.class);
    for (ListKind kind : ListKind.values()) {
      if (connection.greeting().offers(kind.capability())) {
        lists.put(kind, readOr(last.list(kind), kind));
      }
    }
    return new Catalog(lists);
  }

  /** Why something could not be read; the first reason if there are several. */
  public Optional<McpManagerException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Whether every list has been read, so that nothing of the last good content had to stand in. */
  public boolean isComplete() {
    return complete;
  }

  private List<CatalogEntry> readOr(List<CatalogEntry> last, ListKind kind)
      throws InterruptedException {
    try {
      return readAll(kind).orElse(last);
    } catch (McpManagerException e) {
      complete = false;
      failed(e.code(), kind.method() + " could not be read: " + e.getMessage());
      return last;
    }
  }

  private Optional<List<CatalogEntry>> readAll(ListKind kind) throws InterruptedException {
    var entries = new ArrayList<CatalogEntry>();
    var keys = new HashSet<String>();
    var cursors = new HashSet<String>();
    int unusable = 0;
    long size = 0;
    String cursor = null;
    for (int page = 1; page <= MAX_PAGES; page++) {
      Envelope answer = connection.ask(kind.method(), params(cursor), timeout.get());
      if (answer.kind() == Envelope.Kind.ERROR_RESPONSE) {
        return refused(kind, answer);
      }
      byte[] bytes = answer.bytes();
      ItemReader.Page read =
          ItemReader.read(bytes, answer.span(Member.RESULT).orElseThrow(), kind.member());
      unusable += read.refused();
      for (ItemReader.Item item : read.items()) {
        ItemReader.Text key = kind.key(item);
        if (entries.size() == MAX_ITEMS) {
          remarks.accept(
              kind.method() + " has more than " + MAX_ITEMS + " items; the rest is left out");
          return Optional.of(entries);
        }
        size += item.raw().length();
        if (size > MAX_BYTES) {
          remarks.accept(
              kind.method() + " has more than " + MAX_BYTES + " bytes; the rest is left out");
          return Optional.of(entries);
        }
        if (key == null || !keys.add(key.value())) {
          unusable++;
        } else {
          entries.add(entry(bytes, item.raw(), key));
        }
      }
      cursor = read.nextCursor().orElse(null);
      if (cursor == null) {
        remarkUnusable(kind, unusable);
        return Optional.of(entries);
      }
      if (!cursors.add(cursor)) {
        remarks.accept(
            kind.method() + " goes round in circles: a cursor came twice, on page " + page);
        return Optional.of(entries);
      }
    }
    remarks.accept(kind.method() + " has more than " + MAX_PAGES + " pages; the rest is left out");
    return Optional.of(entries);
  }

  private Optional<List<CatalogEntry>> refused(ListKind kind, Envelope answer) {
    String code = answer
        .span(Member.ERROR_CODE)
        .map(span -> new String(answer.bytes(), span.start(), span.length(), UTF_8))
        .orElse("");
    if (code.equals(METHOD_NOT_FOUND)) {
      return Optional.of(List.of()); // many servers with resources know no templates
    }
    failed(
        ErrorCode.UPSTREAM_ERROR,
        kind.method() + " was refused: "
            + answer.text(Member.ERROR_MESSAGE).orElse("no reason given"));
    return Optional.empty();
  }

  private void failed(ErrorCode code, String what) {
    remarks.accept(what);
    if (failure == null) {
      failure = new McpManagerException(code, what);
    }
  }

  private void remarkUnusable(ListKind kind, int unusable) {
    if (unusable > 0) {
      remarks.accept(kind.method() + " has " + unusable
          + " unusable items, left out: without name or URI, or listed twice");
    }
  }

  private static CatalogEntry entry(byte[] bytes, Span item, ItemReader.Text key) {
    int start = item.start();
    return new CatalogEntry(
        item.copyFrom(bytes),
        key.value(),
        new Span(key.raw().start() - start, key.raw().end() - start));
  }

  private static byte @Nullable [] params(@Nullable String cursor) {
    return cursor == null
        ? null
        : ("{\"cursor\":" + new String(JsonText.quote(cursor), UTF_8) + "}").getBytes(UTF_8);
  }
}
