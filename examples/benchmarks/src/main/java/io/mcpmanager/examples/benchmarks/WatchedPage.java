package io.mcpmanager.examples.benchmarks;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitUntilState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;

/** A page of the dashboard, and what can be measured of it: what came over the wire, its frames, its memory. */
final class WatchedPage implements AutoCloseable {

  private static final double PATIENCE_MILLIS = 60_000;
  private static final int CALM_MILLIS = 1000;

  private final BrowserContext profile;
  private final Page page;
  private final CDPSession devTools;
  private final String base;
  private final List<String> complaints = new ArrayList<>();
  private long bytes;
  private int requests;

  /**
   * How a page came up, in milliseconds since it was asked for.
   *
   * @param content its content had been painted
   * @param interactive after that no task held it up for 50 ms any more
   */
  record Arrival(double content, double interactive, int requests, long bytes) {}

  /**
   * What was seen while a page was watched.
   *
   * @param gaps milliseconds between frames
   * @param ages of the newest line in a frame, in milliseconds
   * @param tasks milliseconds of those over 50
   */
  record Watched(List<Double> gaps, List<Double> ages, List<Double> tasks, long newestLine) {}

  /** What is still there after the garbage was collected. */
  record Memory(double heapMiB, long nodes, long listeners) {}

  WatchedPage(BrowserContext profile, String script, String base) {
    this.profile = profile;
    this.base = base;
    profile.setDefaultTimeout(PATIENCE_MILLIS);
    profile.addInitScript(script);
    page = profile.newPage();
    page.onPageError(complaints::add);
    devTools = profile.newCDPSession(page);
    begin("Network.enable");
    begin("Performance.enable");
    devTools.on("Network.loadingFinished", event -> {
      requests++;
      bytes += event.get("encodedDataLength").getAsLong();
    });
  }

  /** Opens a path and waits until a text is there. */
  Arrival open(String path, String text) {
    bytes = 0;
    requests = 0;
    var ignored =
        page.navigate(base + path, new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
    List<Double> moments = numbers(
        page.evaluate("([text, calm]) => measure.shown(text, calm)", List.of(text, CALM_MILLIS)));
    if (!complaints.isEmpty()) {
      throw new IllegalStateException("the page complained: " + complaints);
    }
    return new Arrival(moments.getFirst(), moments.getLast(), requests, bytes);
  }

  /** Milliseconds from sending a request until the page shows what came of it. */
  double toPixel(String method, String path, String expected) {
    return number(page.evaluate(
        "([method, path, expected]) => measure.toPixel(method, path, expected)",
        List.of(method, path, expected)));
  }

  /** Milliseconds from typing into the search box until only that is shown. */
  double search(String text, String gone) {
    return number(page.getByRole(AriaRole.SEARCHBOX)
        .first()
        .evaluate("(box, [text, gone]) => measure.search(box, text, gone)", List.of(text, gone)));
  }

  /** Lets the page run and watches it. */
  Watched watch(double millis) {
    var ignored = page.evaluate("measure.watch()");
    page.waitForTimeout(millis);
    var seen = (Map<?, ?>) page.evaluate("measure.stop()");
    return new Watched(
        numbers(seen(seen, "gaps")),
        numbers(seen(seen, "ages")),
        numbers(seen(seen, "tasks")),
        (long) number(seen(seen, "newest")));
  }

  /** Lets the page run while its mouse wheel is turned. */
  Watched watchScrolling(double millis) {
    var ignored = page.evaluate("measure.watch()");
    page.mouse().move(640, 500);
    long begin = System.nanoTime();
    for (int turn = 0; (System.nanoTime() - begin) / 1e6 < millis; turn++) {
      page.mouse().wheel(0, turn / 100 % 2 == 0 ? 120 : -120);
      page.waitForTimeout(30);
    }
    var seen = (Map<?, ?>) page.evaluate("measure.stop()");
    return new Watched(numbers(seen(seen, "gaps")), List.of(), numbers(seen(seen, "tasks")), 0);
  }

  /** A part of what was seen. */
  private static Object seen(Map<?, ?> all, String part) {
    return Objects.requireNonNull(all.get(part), part);
  }

  Memory memory() {
    begin("HeapProfiler.collectGarbage");
    begin("HeapProfiler.collectGarbage");
    var metrics = new HashMap<String, Double>();
    for (JsonElement metric : ask("Performance.getMetrics").getAsJsonArray("metrics")) {
      JsonObject named = metric.getAsJsonObject();
      metrics.put(named.get("name").getAsString(), named.get("value").getAsDouble());
    }
    return new Memory(
        metrics.getOrDefault("JSHeapUsedSize", Double.NaN) / (1 << 20),
        metrics.getOrDefault("Nodes", 0.0).longValue(),
        metrics.getOrDefault("JSEventListeners", 0.0).longValue());
  }

  private void begin(String method) {
    JsonObject ignored = ask(method);
  }

  private JsonObject ask(String method) {
    return devTools.send(method);
  }

  void pause(double millis) {
    page.waitForTimeout(millis);
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private static List<Double> numbers(Object value) {
    return ((List<?>) value).stream().map(WatchedPage::number).toList();
  }

  /** The value below which a share of them are; NaN if there are none. */
  static double quantile(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  }

  static double most(List<Double> values) {
    return DoubleStream.concat(DoubleStream.of(0), values.stream().mapToDouble(Double::doubleValue))
        .max()
        .orElse(0);
  }

  @Override
  public void close() {
    profile.close();
  }
}
